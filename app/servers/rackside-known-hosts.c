/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "rackside-known-hosts.h"

/* How the file names the rungs. */
static const char *const rungs[] = {
  [ILO_TLS_RUNG_LEGACY] = "legacy",
  [ILO_TLS_RUNG_OLD] = "old",
  [ILO_TLS_RUNG_MODERN] = "modern",
};

static char *
group_for (const char *host,
           guint16     port)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  /* The brackets of a group's name may not be in it. */
  g_strdelimit (lower, "[]", '_');
  return g_strdup_printf ("%s %u", lower, port);
}

/* A file that is not there is an empty one. */
static GKeyFile *
load (const char  *path,
      GError     **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) problem = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &problem)
      && !g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem),
                                  "The keys of known servers cannot be read from %s: ", path);
      return NULL;
    }
  return g_steal_pointer (&file);
}

/**
 * rackside_known_hosts_get_path:
 *
 * Returns: (transfer full): the user's file of servers' keys
 */
char *
rackside_known_hosts_get_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "rackside", "known-hosts", NULL);
}

/**
 * rackside_known_hosts_look_up:
 * @path: the file
 * @host: a server
 * @port: its HTTPS port
 * @key: (out) (transfer full) (nullable): its public key as `sha256//BASE64`; %NULL when it is not known
 * @rung: (out): the best that a TLS connection to it has been
 * @error: (nullable): why the file cannot be read; a file that is not there is no error
 *
 * Returns: whether the file could be read
 */
gboolean
rackside_known_hosts_look_up (const char  *path,
                              const char  *host,
                              guint16      port,
                              char       **key,
                              IloTlsRung  *rung,
                              GError     **error)
{
  g_autoptr(GKeyFile) file = load (path, error);
  g_autofree char *group = group_for (host, port);
  g_autofree char *name = NULL;

  *key = NULL;
  *rung = ILO_TLS_RUNG_UNKNOWN;
  if (file == NULL)
    return FALSE;
  *key = g_key_file_get_string (file, group, "key", NULL);
  name = g_key_file_get_string (file, group, "tls", NULL);
  for (IloTlsRung i = ILO_TLS_RUNG_LEGACY; i <= ILO_TLS_RUNG_MODERN; i++)
    if (g_strcmp0 (name, rungs[i]) == 0)
      *rung = i;
  return TRUE;
}

/**
 * rackside_known_hosts_remember:
 * @path: the file; it is made, with its folder, when it is not there
 * @host: a server
 * @port: its HTTPS port
 * @key: its public key as `sha256//BASE64`
 * @rung: what the TLS connection to it was
 * @error: (nullable): why the file cannot be written
 *
 * Remembers a server's key. The file is replaced at once or not at all.
 *
 * Returns: whether it is remembered
 */
gboolean
rackside_known_hosts_remember (const char  *path,
                               const char  *host,
                               guint16      port,
                               const char  *key,
                               IloTlsRung   rung,
                               GError     **error)
{
  g_autoptr(GKeyFile) file = load (path, error);
  g_autofree char *group = group_for (host, port);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *contents = NULL;
  gsize length;

  if (file == NULL)
    return FALSE;
  g_key_file_set_string (file, group, "key", key);
  if (rung != ILO_TLS_RUNG_UNKNOWN)
    g_key_file_set_string (file, group, "tls", rungs[rung]);
  contents = g_key_file_to_data (file, &length, NULL);
  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return TRUE;
  g_prefix_error (error, "The server's key cannot be remembered: ");
  return FALSE;
}
