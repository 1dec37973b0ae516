/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-error.h"

G_DEFINE_QUARK (ipmi-error-quark, ipmi_error)
