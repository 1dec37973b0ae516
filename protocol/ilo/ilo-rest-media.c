/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-json-private.h"
#include "ilo-rest-private.h"

#define PATH_MEDIA "/json/vm_status"

/* Room for the names and brackets of a request's JSON. */
#define BODY_ROOM 256

/* An insertion, which takes two requests. */
typedef struct
{
  IloSecret *session_key;
  IloDrive   drive;
  char      *url;
} Insertion;

static void
insertion_free (gpointer data)
{
  Insertion *insertion = data;

  ilo_secret_free (insertion->session_key);
  g_free (insertion->url);
  g_free (insertion);
}

/* Virtual media, appendix A; @more: further members, each followed by its comma. */
static IloSecret *
build_body (const char *session_key,
            IloDrive    drive,
            const char *command,
            const char *url,
            const char *more)
{
  GString *body = g_string_sized_new (BODY_ROOM + 6 * (strlen (session_key) + (url != NULL ? strlen (url) : 0)));

  g_string_append_printf (body, "{\"method\":\"set_virtual_media_options\",\"device\":\"%s\",%s\"command\":\"%s\",",
                          drive == ILO_DRIVE_CD ? "CDROM" : "FLOPPY", more, command);
  if (url != NULL)
    {
      g_string_append (body, "\"url\":");
      ilo_json_append_string (body, url);
      g_string_append_c (body, ',');
    }
  g_string_append (body, "\"session_key\":");
  ilo_json_append_string (body, session_key);
  g_string_append_c (body, '}');
  return ilo_secret_take_string (body);
}

/* The iLO does not say what it did not like. */
static void
explain (GError     **error,
         const char  *host,
         IloDrive     drive)
{
  if (!g_error_matches (*error, ILO_ERROR, ILO_ERROR_FAILED))
    return;
  g_clear_error (error);
  g_set_error (error, ILO_ERROR, ILO_ERROR_FAILED,
               _("The iLO %s could not mount an image from that address. Check that the iLO itself reaches it, that it "
                 "is a %s image, and that its drive is "
                 "empty."), host, drive == ILO_DRIVE_CD ? _("disc") : _("floppy or USB"));
}

static void
on_connected (GObject      *http,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Insertion *insertion = g_task_get_task_data (task);
  GError *error = NULL;

  if (ilo_rest_post_finish (ILO_HTTP (http), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  explain (&error, ilo_http_get_host (ILO_HTTP (http)), insertion->drive);
  g_task_return_error (task, error);
}

static void
on_inserted (GObject      *http,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Insertion *insertion = g_task_get_task_data (task);
  GError *error = NULL;

  if (ilo_rest_post_finish (ILO_HTTP (http), result, &error))
    {
      ilo_rest_post_async (ILO_HTTP (http), PATH_MEDIA, insertion->session_key,
                           build_body (insertion->session_key, insertion->drive, "SET", insertion->url,
                                       "\"boot_option\":\"CONNECT\","),
                           g_task_get_cancellable (task), on_connected, g_object_ref (task));
      return;
    }
  explain (&error, ilo_http_get_host (ILO_HTTP (http)), insertion->drive);
  g_task_return_error (task, error);
}

/* The vendor's client removes them too, before it sends an address. */
static char *
without_control_characters (const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_iscntrl (*c))
      g_string_append_c (clean, *c);
  return g_string_free (clean, FALSE);
}

/**
 * ilo_rest_insert_url_async:
 * @http: the server
 * @session_key: the session
 * @drive: which drive; floppy and USB key are one
 * @url: where the iLO itself finds the image, `http:` or `https:`
 * @cancellable: (nullable): ends the wait; the iLO may have mounted it nevertheless
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Has the iLO itself mount an image from a web server (virtual media, appendix A). It is never sent twice.
 */
void
ilo_rest_insert_url_async (IloHttp             *http,
                           const char          *session_key,
                           IloDrive             drive,
                           const char          *url,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (http, cancellable, callback, user_data);
  Insertion *insertion = g_new0 (Insertion, 1);

  g_task_set_source_tag (task, ilo_rest_insert_url_async);
  g_task_set_check_cancellable (task, FALSE);
  *insertion = (Insertion) { g_strdup (session_key), drive, without_control_characters (url) };
  g_task_set_task_data (task, insertion, insertion_free);
  if (!g_utf8_validate (insertion->url, -1, NULL))
    {
      g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_FAILED,
                               _("The address is not valid UTF-8, so no web server can have it. Check it."));
      return;
    }
  ilo_rest_post_async (http, PATH_MEDIA, session_key,
                       build_body (session_key, drive, "INSERT", insertion->url, ""), cancellable, on_inserted,
                       g_object_ref (task));
}

/**
 * ilo_rest_insert_url_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why not
 *
 * Returns: whether the iLO has it
 */
gboolean
ilo_rest_insert_url_finish (IloHttp       *http,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_ejected (GObject      *http,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (ilo_rest_post_finish (ILO_HTTP (http), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ilo_rest_eject_url_async:
 * @http: the server
 * @session_key: the session
 * @drive: which drive; floppy and USB key are one
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Has the iLO take an image away that it has mounted from a web server (virtual media, appendix A).
 */
void
ilo_rest_eject_url_async (IloHttp             *http,
                          const char          *session_key,
                          IloDrive             drive,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (http, cancellable, callback, user_data);

  g_task_set_source_tag (task, ilo_rest_eject_url_async);
  g_task_set_check_cancellable (task, FALSE);
  ilo_rest_post_async (http, PATH_MEDIA, session_key, build_body (session_key, drive, "EJECT", NULL, ""),
                       cancellable, on_ejected, task);
}

/**
 * ilo_rest_eject_url_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why not
 *
 * Returns: whether the drive is empty
 */
gboolean
ilo_rest_eject_url_finish (IloHttp       *http,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
