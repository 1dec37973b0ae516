/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "rackside-key-file.h"
#include "rackside-known-hosts.h"

/* A key is this, and a SHA-256 sum in Base64. */
#define KEY_PREFIX "sha256//"
#define KEY_LENGTH 52

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
  /* Neither brackets nor control characters may be in a group's name. */
  g_autofree char *escaped = g_uri_escape_string (lower, ":", FALSE);

  return g_strdup_printf ("%s %u", escaped, port);
}

static GKeyFile *
load (const char  *path,
      GError     **error)
{
  GKeyFile *file = rackside_key_file_load (path, error);

  if (file == NULL)
    g_prefix_error (error,
                    /* Translators: %s is a file; the reason follows */
                    _("The keys of known servers cannot be read. Put the file %s right, or move it away to be asked "
                      "about each server again. "), path);
  return file;
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
 * @error: (nullable): why the file cannot be read, or what is wrong in it; a file that is not there is no error
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
  g_autofree char *found = NULL;
  g_autofree char *name = NULL;

  *key = NULL;
  *rung = ILO_TLS_RUNG_UNKNOWN;
  if (file == NULL)
    return FALSE;
  if (!g_key_file_has_group (file, group))
    return TRUE;
  found = g_key_file_get_string (file, group, "key", NULL);
  if (found == NULL || !g_str_has_prefix (found, KEY_PREFIX) || strlen (found) != KEY_LENGTH)
    {
      g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                   _("The key of %s in the file %s makes no sense. Put it right, or remove the group “%s” to be asked "
                     "again."), host, path, group);
      return FALSE;
    }
  *key = g_steal_pointer (&found);
  name = g_key_file_get_string (file, group, "tls", NULL);
  for (IloTlsRung i = ILO_TLS_RUNG_LEGACY; i <= ILO_TLS_RUNG_MODERN; i++)
    if (g_strcmp0 (name, rungs[i]) == 0)
      *rung = i;
  return TRUE;
}

/**
 * rackside_known_hosts_get_since:
 * @path: the file
 * @host: a server
 * @port: its HTTPS port
 *
 * Returns: (transfer full) (nullable): when its key was trusted; %NULL when that is not known
 */
GDateTime *
rackside_known_hosts_get_since (const char *path,
                                const char *host,
                                guint16     port)
{
  g_autoptr(GKeyFile) file = load (path, NULL);
  g_autofree char *group = group_for (host, port);
  g_autofree char *text = file != NULL ? g_key_file_get_string (file, group, "since", NULL) : NULL;

  return text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
}

/**
 * rackside_known_hosts_prepare:
 * @path: the file
 * @host: a server
 * @port: its HTTPS port
 * @http: (transfer none): a connection to it that has not begun
 * @error: (nullable): why the file cannot be read, or what is wrong in it
 *
 * Tells a connection what is known of its server, so that neither another key nor a worse connection is taken.
 *
 * Returns: whether the file could be read
 */
gboolean
rackside_known_hosts_prepare (const char  *path,
                              const char  *host,
                              guint16      port,
                              IloHttp     *http,
                              GError     **error)
{
  g_autofree char *key = NULL;
  IloTlsRung rung;

  if (!rackside_known_hosts_look_up (path, host, port, &key, &rung, error))
    return FALSE;
  if (key != NULL)
    ilo_http_set_known_key (http, key);
  if (rung != ILO_TLS_RUNG_UNKNOWN)
    ilo_http_set_known_rung (http, rung);
  return TRUE;
}

static void
put (GKeyFile   *file,
     const char *group,
     const char *key,
     IloTlsRung  rung)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *since = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *known = g_key_file_get_string (file, group, "key", NULL);

  g_key_file_set_string (file, group, "key", key);
  if (rung != ILO_TLS_RUNG_UNKNOWN)
    g_key_file_set_string (file, group, "tls", rungs[rung]);
  if (g_strcmp0 (known, key) != 0)
    g_key_file_set_string (file, group, "since", since);
}

/* Changes what is known of a server: %NULL for @key forgets it. */
static gboolean
change (const char  *path,
        const char  *host,
        guint16      port,
        const char  *key,
        IloTlsRung   rung,
        GError     **error)
{
  int fd = rackside_key_file_lock (path, error);
  g_autoptr(GKeyFile) file = fd >= 0 ? load (path, error) : NULL;
  g_autofree char *group = group_for (host, port);
  gboolean ok = file != NULL;

  if (ok && key != NULL)
    put (file, group, key, rung);
  if (ok && (key != NULL || g_key_file_remove_group (file, group, NULL)))
    ok = rackside_key_file_save (file, path, error);
  if (fd >= 0)
    close (fd);
  return ok;
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
  if (change (path, host, port, key, rung, error))
    return TRUE;
  g_prefix_error (error, _("The server's key cannot be remembered: "));
  return FALSE;
}

/**
 * rackside_known_hosts_forget:
 * @path: the file
 * @host: a server
 * @port: its HTTPS port
 * @error: (nullable): why the file cannot be written
 *
 * Forgets a server's key, so that whatever key it shows next is asked about; it is no error when none is known.
 *
 * Returns: whether it is forgotten
 */
gboolean
rackside_known_hosts_forget (const char  *path,
                             const char  *host,
                             guint16      port,
                             GError     **error)
{
  if (change (path, host, port, NULL, ILO_TLS_RUNG_UNKNOWN, error))
    return TRUE;
  g_prefix_error (error, _("The server's key cannot be forgotten: "));
  return FALSE;
}
