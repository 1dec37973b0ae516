/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char      *report_json_format_double   (double               value);
char      *report_json_format          (JsonNode            *node);
JsonArray *report_json_array_from_strv (const char * const  *strings);
void       report_json_set_number      (JsonObject          *object,
                                        const char          *name,
                                        double               value);

G_END_DECLS
