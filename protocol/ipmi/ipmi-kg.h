/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean  ipmi_kg_parse       (GBytes     **kg,
                               const char  *text);
char     *ipmi_kg_format      (GBytes      *kg);
GBytes   *ipmi_kg_from_digits (const char  *digits);
char     *ipmi_kg_to_digits   (GBytes      *kg);

G_END_DECLS
