/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *rackside_key_file_resolve           (const char  *path,
                                               GError     **error);
GKeyFile *rackside_key_file_load              (const char  *path,
                                               GError     **error);
GKeyFile *rackside_key_file_load_or_set_aside (const char  *path,
                                               GError     **problem);
int       rackside_key_file_lock              (const char  *path,
                                               GError     **error);
gboolean  rackside_key_file_save              (GKeyFile    *file,
                                               const char  *path,
                                               GError     **error);
gboolean  rackside_key_file_check_version     (GKeyFile    *file,
                                               const char  *path,
                                               int          newest,
                                               GError     **error);
void      rackside_key_file_set_version       (GKeyFile    *file,
                                               int          version,
                                               const char  *comment);

G_END_DECLS
