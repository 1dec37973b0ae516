/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * IloJson:
 *
 * A JSON object from an iLO that is looked at member by member. The first thing that is not what it should be
 * is remembered, and everything after it reads as nothing; ask once at the end.
 */
typedef struct
{
  const char *what;        /* borrowed; what was asked for, for messages */
  JsonParser *parser;      /* owned */
  JsonObject *object;      /* borrowed from the parser; NULL when there is none */
  GError     *error;       /* owned, nullable */
} IloJson;

IloJson     ilo_json_open         (const char  *what,
                                   const char  *text,
                                   gsize        length);
gboolean    ilo_json_close        (IloJson     *self,
                                   GError     **error);
gboolean    ilo_json_has          (IloJson     *self,
                                   const char  *member);
const char *ilo_json_get_string   (IloJson     *self,
                                   const char  *member);
const char *ilo_json_get_optional (IloJson     *self,
                                   const char  *member,
                                   const char  *fallback);
gint64      ilo_json_get_int      (IloJson     *self,
                                   const char  *member,
                                   gint64       least,
                                   gint64       most);
gint64      ilo_json_get_int_or   (IloJson     *self,
                                   const char  *member,
                                   gint64       least,
                                   gint64       most,
                                   gint64       fallback);
gboolean    ilo_json_get_flag     (IloJson     *self,
                                   const char  *member);
JsonObject *ilo_json_get_object   (IloJson     *self,
                                   const char  *member);
JsonArray  *ilo_json_get_array    (IloJson     *self,
                                   const char  *member);
void        ilo_json_append_string (GString    *to,
                                    const char *text);

G_END_DECLS
