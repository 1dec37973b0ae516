/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-answers.h"
#include "ilo-key.h"

G_BEGIN_DECLS

const char *ilo_hot_key_get_name  (guint              number);
gboolean    ilo_hot_key_is_set    (const IloHotKeys  *hot_keys,
                                   guint              number);
gboolean    ilo_hot_key_get_chord (const IloHotKeys  *hot_keys,
                                   guint              number,
                                   IloChord          *chord,
                                   GError           **error);

G_END_DECLS
