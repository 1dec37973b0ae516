/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *report_csv_format (JsonArray          *array,
                         const char * const *columns);

G_END_DECLS
