/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ctl-context.h"

G_BEGIN_DECLS

/* For results that are one object: `g_autoptr(JsonObject) object = json_object_new (); …;
 * ctl_output_object (context, object);` */
void ctl_output_object (CtlContext         *context,
                        JsonObject         *object);
void ctl_output_array  (CtlContext         *context,
                        JsonArray          *array,
                        const char * const *columns);
void ctl_output_line   (JsonObject         *object);

G_END_DECLS
