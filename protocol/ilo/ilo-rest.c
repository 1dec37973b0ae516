/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-json-private.h"
#include "ilo-rest-private.h"

#define PATH_LOGIN      "/json/login_session"
#define PATH_HOST_POWER "/json/host_power"
#define PATH_XML        "/xmldata?item=All"

/* Room for the names and brackets of a request's JSON. */
#define BODY_ROOM 256

/* Makes what the caller asked for of an answer; NULL with an error when that cannot be done. */
typedef gpointer (*Parse) (const char  *text,
                           gsize        length,
                           GError     **error);

typedef struct
{
  Parse           parse;      /* NULL: the answer does not matter */
  GDestroyNotify  free;
  char           *user;       /* owned; of a log-in */
  IloFacts       *facts;      /* owned; what the log-in page says, until it is sure that it is an iLO's */
} Call;

static void
call_free (Call *call)
{
  ilo_facts_free (call->facts);
  g_free (call->user);
  g_free (call);
}

static gboolean
mentions (const IloHttpResponse *response,
          const char            *word)
{
  return strcasestr (response->body, word) != NULL;
}

/* What an answer that is not “200 OK” says about a call with a session. */
static GError *
error_for_status (IloHttp               *http,
                  const IloHttpResponse *response)
{
  const char *host = ilo_http_get_host (http);

  if (mentions (response, "SCSI_ERR_NO_LICENSE") || mentions (response, "NO_LICENSE"))
    return g_error_new (ILO_ERROR, ILO_ERROR_LICENSE,
                        _("The iLO %s is not licensed for that. An iLO Advanced licence allows it."), host);
  if (mentions (response, "LOST_SESSION") || response->status == 401)
    return g_error_new (ILO_ERROR, ILO_ERROR_LOST_SESSION,
                        _("The iLO %s has ended this session. Log in again."), host);
  if (response->status == 403 && mentions (response, "PRIV"))
    return g_error_new (ILO_ERROR, ILO_ERROR_PRIVILEGE,
                        _("This user may not do that on the iLO %s. Its administrator can give the privilege."),
                        host);
  if (response->status == 403)
    return g_error_new (ILO_ERROR, ILO_ERROR_LOST_SESSION,
                        _("The iLO %s does not know this session any more, or this user may not do that. Log in "
                          "again."), host);
  if (response->status == 404 || response->status == 405 || response->status == 501)
    return g_error_new (ILO_ERROR, ILO_ERROR_UNSUPPORTED,
                        _("The firmware of the iLO %s does not know this call (HTTP %u)."), host,
                        response->status);
  return g_error_new (ILO_ERROR, ILO_ERROR_FAILED,
                      _("The iLO %s could not do that (HTTP %u). Try again in a moment; if it goes on, reset the "
                        "iLO from its web pages."), host, response->status);
}

static gboolean
is_about_session_limit (const IloHttpResponse *response)
{
  return mentions (response, "session")
         && (mentions (response, "limit") || mentions (response, "maximum")
             || mentions (response, "too many") || mentions (response, "no free"));
}

/* What an answer without a session says about a log-in. */
static GError *
error_for_login (IloHttp               *http,
                 const IloHttpResponse *response,
                 const char            *user)
{
  const char *host = ilo_http_get_host (http);

  if (is_about_session_limit (response) || response->status == 500 || response->status == 503)
    return g_error_new (ILO_ERROR, ILO_ERROR_NO_SESSION,
                        _("The iLO %s has no free session. Log out somewhere else, or wait until an idle session "
                          "expires."), host);
  if (response->status == 401 || response->status == 403)
    return g_error_new (ILO_ERROR, ILO_ERROR_AUTH,
                        _("The iLO %s refused the user name “%s” or the password. After a few failures it makes "
                          "everybody wait before the next log-in."), host, user);
  if (response->status == 404 || response->status == 405)
    return g_error_new (ILO_ERROR, ILO_ERROR_NOT_ILO,
                        _("%s has no log-in of an iLO 4 (HTTP %u). Check the address."), host, response->status);
  return error_for_status (http, response);
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloHttp *http = ILO_HTTP (source);
  Call *call = g_task_get_task_data (task);
  g_autoptr(IloHttpResponse) response = ilo_http_request_finish (http, result, &error);
  gpointer answer;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (response->status < 200 || response->status > 299)
    {
      g_task_return_error (task, call->user != NULL ? error_for_login (http, response, call->user)
                           : error_for_status (http, response));
      return;
    }
  if (call->parse == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  answer = call->parse (response->body, response->length, &error);
  if (answer == NULL && call->user != NULL && is_about_session_limit (response))
    g_task_return_error (task, error_for_login (http, response, call->user));
  else if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, answer, call->free);
}

static GTask *
new_call (IloHttp             *http,
          gpointer             tag,
          Parse                parse,
          GDestroyNotify       free_answer,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (http, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  call->parse = parse;
  call->free = free_answer;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  return task;
}

/* Sends the request; takes the task and the body. */
static void
send_call (GTask        *task,
           const char   *method,
           const char   *path,
           const char   *session_key,
           IloSecret    *body,
           IloHttpFlags  flags)
{
  g_autoptr(IloSecret) cookie = session_key != NULL ? g_strconcat ("sessionKey=", session_key, NULL) : NULL;

  ilo_http_request_async (g_task_get_source_object (task), method, path, cookie, body, flags,
                          g_task_get_cancellable (task), on_answer, task);
}

static gpointer
finish_call (gpointer       http,
             GAsyncResult  *result,
             gpointer       tag,
             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* For calls without an answer: success is the absence of an error. */
static gboolean
finish_silent_call (gpointer       http,
                    GAsyncResult  *result,
                    gpointer       tag,
                    GError       **error)
{
  g_autoptr(GError) local = NULL;

  finish_call (http, result, tag, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
on_xml (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloHttp *http = ILO_HTTP (source);
  Call *call = g_task_get_task_data (task);
  g_autoptr(IloHttpResponse) response = ilo_http_request_finish (http, result, &error);
  IloFacts *facts;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  facts = response->status == 200 ? ilo_facts_parse_xml (response->body, response->length, NULL) : NULL;
  if (facts != NULL && call->facts != NULL)     /* the log-in page says more, but not this */
    {
      call->facts->generation = facts->generation;
      ilo_facts_free (facts);
      facts = g_steal_pointer (&call->facts);
    }
  if (facts != NULL)
    g_task_return_pointer (task, facts, (GDestroyNotify) ilo_facts_free);
  else
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_NOT_ILO,
                             _("%s is a web server, but it does not answer as an iLO does. Check the address."),
                             ilo_http_get_host (http));
}

static void
on_login_page (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloHttp *http = ILO_HTTP (source);
  g_autoptr(IloHttpResponse) response = ilo_http_request_finish (http, result, &error);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Call *call = g_task_get_task_data (task);

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  call->facts = response->status == 200 ? ilo_facts_parse_json (response->body, response->length, NULL) : NULL;
  if (call->facts != NULL && call->facts->generation != 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&call->facts), (GDestroyNotify) ilo_facts_free);
      return;
    }
  /* Other generations do not have that, and other servers may answer it with something; but all iLOs have this. */
  ilo_http_request_async (http, "GET", PATH_XML, NULL, NULL, ILO_HTTP_FLAGS_NONE, cancellable, on_xml,
                          g_steal_pointer (&task));
}

/**
 * ilo_rest_identify_async:
 * @http: the server
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks the server what it is, which takes no session. Sends nothing secret.
 */
void
ilo_rest_identify_async (IloHttp             *http,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = new_call (http, ilo_rest_identify_async, NULL, NULL, cancellable, callback, user_data);

  ilo_http_request_async (http, "GET", PATH_LOGIN, NULL, NULL, ILO_HTTP_FLAGS_NONE, cancellable,
                          on_login_page, task);
}

/**
 * ilo_rest_identify_finish:
 * @http: the server
 * @result: what the callback got
 * @error: %ILO_ERROR_NOT_ILO for another web server
 *
 * Returns: (transfer full): what it is; look at the generation
 */
IloFacts *
ilo_rest_identify_finish (IloHttp       *http,
                          GAsyncResult  *result,
                          GError       **error)
{
  return finish_call (http, result, ilo_rest_identify_async, error);
}

/**
 * ilo_rest_log_in_async:
 * @http: the server
 * @user: user name
 * @password: the password; no copy of it is kept
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Opens a session, which has to be closed by ilo_rest_log_out_async().
 */
void
ilo_rest_log_in_async (IloHttp             *http,
                       const char          *user,
                       const char          *password,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = new_call (http, ilo_rest_log_in_async, (Parse) ilo_login_parse,
                                    (GDestroyNotify) ilo_secret_free, cancellable, callback, user_data);
  Call *call = g_task_get_task_data (task);
  GString *body;

  if (!g_utf8_validate (user, -1, NULL) || !g_utf8_validate (password, -1, NULL))
    {
      g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_AUTH,
                               _("The user name or the password is not valid UTF-8, so the iLO cannot know it."));
      return;
    }
  call->user = g_strdup (user);
  body = g_string_sized_new (BODY_ROOM + 6 * (strlen (user) + strlen (password)));
  g_string_append (body, "{\"method\":\"login\",\"user_login\":");
  ilo_json_append_string (body, user);
  g_string_append (body, ",\"password\":");
  ilo_json_append_string (body, password);
  g_string_append_c (body, '}');
  send_call (g_steal_pointer (&task), "POST", PATH_LOGIN, NULL, ilo_secret_take_string (body),
             ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_log_in_finish:
 * @http: the server
 * @result: what the callback got
 * @error: %ILO_ERROR_AUTH when it refuses, %ILO_ERROR_NO_SESSION when all sessions are taken
 *
 * Returns: (transfer full): the session key; free it with ilo_secret_free()
 */
char *
ilo_rest_log_in_finish (IloHttp       *http,
                        GAsyncResult  *result,
                        GError       **error)
{
  return finish_call (http, result, ilo_rest_log_in_async, error);
}

/* A request with a session key in its body. */
static IloSecret *
build_body (const char *method,
            const char *session_key)
{
  GString *body = g_string_sized_new (BODY_ROOM + 6 * (strlen (method) + strlen (session_key)));

  g_string_append (body, "{\"method\":");
  ilo_json_append_string (body, method);
  g_string_append (body, ",\"session_key\":");
  ilo_json_append_string (body, session_key);
  g_string_append_c (body, '}');
  return ilo_secret_take_string (body);
}

/**
 * ilo_rest_log_out_async:
 * @http: the server
 * @session_key: the session
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Closes a session. A session that is not closed blocks one of few places until it expires.
 */
void
ilo_rest_log_out_async (IloHttp             *http,
                        const char          *session_key,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = new_call (http, ilo_rest_log_out_async, NULL, NULL, cancellable, callback, user_data);

  send_call (task, "POST", PATH_LOGIN, session_key, build_body ("logout", session_key), ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_log_out_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why not
 *
 * Returns: whether the session is closed
 */
gboolean
ilo_rest_log_out_finish (IloHttp       *http,
                         GAsyncResult  *result,
                         GError       **error)
{
  return finish_silent_call (http, result, ilo_rest_log_out_async, error);
}

/**
 * ilo_rest_get_session_info_async:
 * @http: the server
 * @session_key: the session
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks what the logged-in user may do.
 */
void
ilo_rest_get_session_info_async (IloHttp             *http,
                                 const char          *session_key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  send_call (new_call (http, ilo_rest_get_session_info_async, (Parse) ilo_session_info_parse,
                       (GDestroyNotify) ilo_session_info_free, cancellable, callback, user_data),
             "GET", "/json/session_info", session_key, NULL, ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_get_session_info_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why there is no answer
 *
 * Returns: (transfer full): the answer, or %NULL
 */
IloSessionInfo *
ilo_rest_get_session_info_finish (IloHttp       *http,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return finish_call (http, result, ilo_rest_get_session_info_async, error);
}

/**
 * ilo_rest_get_rc_info_async:
 * @http: the server
 * @session_key: the session
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks for what the console needs.
 */
void
ilo_rest_get_rc_info_async (IloHttp             *http,
                            const char          *session_key,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  send_call (new_call (http, ilo_rest_get_rc_info_async, (Parse) ilo_rc_info_parse,
                       (GDestroyNotify) ilo_rc_info_free, cancellable, callback, user_data),
             "GET", "/json/rc_info", session_key, NULL, ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_get_rc_info_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why there is no answer
 *
 * Returns: (transfer full): the answer, or %NULL
 */
IloRcInfo *
ilo_rest_get_rc_info_finish (IloHttp       *http,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish_call (http, result, ilo_rest_get_rc_info_async, error);
}

/**
 * ilo_rest_get_media_status_async:
 * @http: the server
 * @session_key: the session
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks what the virtual drives do.
 */
void
ilo_rest_get_media_status_async (IloHttp             *http,
                                 const char          *session_key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  send_call (new_call (http, ilo_rest_get_media_status_async, (Parse) ilo_media_status_parse,
                       (GDestroyNotify) ilo_media_status_free, cancellable, callback, user_data),
             "GET", "/json/vm_status", session_key, NULL, ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_get_media_status_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why there is no answer
 *
 * Returns: (transfer full): the answer, or %NULL
 */
IloMediaStatus *
ilo_rest_get_media_status_finish (IloHttp       *http,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return finish_call (http, result, ilo_rest_get_media_status_async, error);
}

/**
 * ilo_rest_get_overview_async:
 * @http: the server
 * @session_key: the session
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks for the server at a glance. Reported only: firmware may not have it.
 */
void
ilo_rest_get_overview_async (IloHttp             *http,
                             const char          *session_key,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  send_call (new_call (http, ilo_rest_get_overview_async, (Parse) ilo_overview_parse,
                       (GDestroyNotify) ilo_overview_free, cancellable, callback, user_data),
             "GET", "/json/overview", session_key, NULL, ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_get_overview_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why there is no answer
 *
 * Returns: (transfer full): the answer, or %NULL
 */
IloOverview *
ilo_rest_get_overview_finish (IloHttp       *http,
                              GAsyncResult  *result,
                              GError       **error)
{
  return finish_call (http, result, ilo_rest_get_overview_async, error);
}

/**
 * ilo_rest_get_hot_keys_async:
 * @http: the server
 * @session_key: the session
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks for the programmed hot keys.
 */
void
ilo_rest_get_hot_keys_async (IloHttp             *http,
                             const char          *session_key,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  send_call (new_call (http, ilo_rest_get_hot_keys_async, (Parse) ilo_hot_keys_parse,
                       (GDestroyNotify) ilo_hot_keys_free, cancellable, callback, user_data),
             "GET", "/json/hot_keys", session_key, NULL, ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_get_hot_keys_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why there is no answer
 *
 * Returns: (transfer full): the answer, or %NULL
 */
IloHotKeys *
ilo_rest_get_hot_keys_finish (IloHttp       *http,
                              GAsyncResult  *result,
                              GError       **error)
{
  return finish_call (http, result, ilo_rest_get_hot_keys_async, error);
}

/* A pointer to tell “off” from “no answer”. */
static gpointer
parse_host_power (const char  *text,
                  gsize        length,
                  GError     **error)
{
  gboolean on;

  return ilo_host_power_parse (text, length, &on, error) ? GINT_TO_POINTER (on ? 2 : 1) : NULL;
}

/**
 * ilo_rest_get_host_power_async:
 * @http: the server
 * @session_key: the session
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks whether the server is on. Reported only: firmware may not have it.
 */
void
ilo_rest_get_host_power_async (IloHttp             *http,
                               const char          *session_key,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  send_call (new_call (http, ilo_rest_get_host_power_async, parse_host_power, NULL, cancellable, callback,
                       user_data),
             "GET", PATH_HOST_POWER, session_key, NULL, ILO_HTTP_FLAGS_NONE);
}

/**
 * ilo_rest_get_host_power_finish:
 * @http: the server
 * @result: what the callback got
 * @on: (out): whether the server is on
 * @error: where to say why there is no answer
 *
 * Returns: whether there is an answer
 */
gboolean
ilo_rest_get_host_power_finish (IloHttp       *http,
                                GAsyncResult  *result,
                                gboolean      *on,
                                GError       **error)
{
  int answer = GPOINTER_TO_INT (finish_call (http, result, ilo_rest_get_host_power_async, error));

  *on = answer == 2;
  return answer != 0;
}

/**
 * ilo_rest_press_power_async:
 * @http: the server
 * @session_key: the session
 * @action: what to do with the power button
 * @cancellable: (nullable): ends it; the button may have been pressed nevertheless
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Uses the power button without a console. Reported only: firmware may not have it. It is never sent
 * twice.
 */
void
ilo_rest_press_power_async (IloHttp             *http,
                            const char          *session_key,
                            IloPowerAction       action,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  static const char *const methods[] = {
    [ILO_POWER_ACTION_PRESS] = "press_power_button",
    [ILO_POWER_ACTION_HOLD] = "hold_power_button",
    [ILO_POWER_ACTION_COLD_BOOT] = "system_coldboot",
    [ILO_POWER_ACTION_RESET] = "system_reset",
  };

  g_return_if_fail ((guint) action < G_N_ELEMENTS (methods));

  send_call (new_call (http, ilo_rest_press_power_async, NULL, NULL, cancellable, callback, user_data),
             "POST", PATH_HOST_POWER, session_key, build_body (methods[action], session_key),
             ILO_HTTP_FLAGS_ONCE);
}

/**
 * ilo_rest_press_power_finish:
 * @http: the server
 * @result: what the callback got
 * @error: where to say why not
 *
 * Returns: whether the iLO took it
 */
gboolean
ilo_rest_press_power_finish (IloHttp       *http,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish_silent_call (http, result, ilo_rest_press_power_async, error);
}

/* Sends a body that has the session key in it, once, and heeds only whether it was taken; takes the body. */
void
ilo_rest_post_async (IloHttp             *http,
                     const char          *path,
                     const char          *session_key,
                     IloSecret           *body,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  send_call (new_call (http, ilo_rest_post_async, NULL, NULL, cancellable, callback, user_data), "POST", path,
             session_key, body, ILO_HTTP_FLAGS_ONCE);
}

gboolean
ilo_rest_post_finish (IloHttp       *http,
                      GAsyncResult  *result,
                      GError       **error)
{
  return finish_silent_call (http, result, ilo_rest_post_async, error);
}
