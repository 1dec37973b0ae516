/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-error.h"

G_DEFINE_QUARK (ilo-error-quark, ilo_error)
