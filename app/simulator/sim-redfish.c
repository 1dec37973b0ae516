/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-facts.h"
#include "sim-media.h"
#include "sim-redfish.h"

#define ROOT         "/redfish/v1"
#define SESSIONS     ROOT "/SessionService/Sessions"
#define SYSTEM       ROOT "/Systems/1"
#define MEDIA        ROOT "/Managers/1/VirtualMedia"
#define CONTENT_TYPE "application/json"

static void
answer (SimRequest *request,
        guint       status,
        JsonObject *body)
{
  g_autofree char *text = sim_log_line (body);

  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "OData-Version", "4.0");
  sim_request_answer_text (request, status, CONTENT_TYPE, text);
  json_object_unref (body);
}

static void
refuse (SimRequest *request,
        guint       status,
        const char *message)
{
  JsonObject *body = json_object_new ();
  JsonObject *error = json_object_new ();
  JsonArray *messages = json_array_new ();
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "MessageID", message);
  json_array_add_object_element (messages, entry);
  json_object_set_string_member (error, "code", "iLO.0.10.ExtendedInfo");
  json_object_set_string_member (error, "message", "See @Message.ExtendedInfo for more information.");
  json_object_set_array_member (error, "@Message.ExtendedInfo", messages);
  json_object_set_object_member (body, "error", error);
  answer (request, status, body);
}

static JsonObject *
new_resource (const char *path,
              const char *name)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "@odata.id", path);
  json_object_set_string_member (body, "Name", name);
  return body;
}

static void
add_link (JsonObject *body,
          const char *member,
          const char *path)
{
  JsonObject *link = json_object_new ();

  json_object_set_string_member (link, "@odata.id", path);
  json_object_set_object_member (body, member, link);
}

static void
add_status (JsonObject *body,
            const char *health)
{
  JsonObject *status = json_object_new ();

  json_object_set_string_member (status, "Health", health);
  json_object_set_string_member (status, "State", "Enabled");
  json_object_set_object_member (body, "Status", status);
}

static void
get_root (SimRequest *request)
{
  JsonObject *body = new_resource (ROOT "/", "HPE RESTful Root Service");
  JsonObject *links = json_object_new ();

  json_object_set_string_member (body, "RedfishVersion", "1.0.0");
  add_link (body, "Systems", ROOT "/Systems/");
  add_link (body, "Managers", ROOT "/Managers/");
  add_link (body, "SessionService", ROOT "/SessionService/");
  add_link (links, "Sessions", SESSIONS "/");
  json_object_set_object_member (body, "Links", links);
  answer (request, SOUP_STATUS_OK, body);
}

/* Sessions */

static char *
get_session_path (const SimSession *session)
{
  return g_strdup_printf (SESSIONS "/%u/", session->number);
}

static JsonObject *
describe_session (SimSession *session,
                  SimSession *own)
{
  g_autofree char *path = get_session_path (session);
  g_autofree char *id = g_strdup_printf ("%u", session->number);
  JsonObject *body = new_resource (path, "User Session");
  JsonObject *oem = json_object_new ();
  JsonObject *hp = json_object_new ();

  json_object_set_string_member (body, "Id", id);
  json_object_set_string_member (body, "UserName", session->account->name);
  json_object_set_boolean_member (hp, "MySession", session == own);
  json_object_set_string_member (hp, "UserIP", session->address);
  json_object_set_string_member (hp, "UserTag", session->n_holds > 0 ? "Remote Console" : "Web UI");
  json_object_set_object_member (oem, "Hp", hp);
  json_object_set_object_member (body, "Oem", oem);
  return body;
}

static void
open_session (SimRequest *request)
{
  const char *user = sim_request_get_string (request, "UserName");
  const char *password = sim_request_get_string (request, "Password");
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  g_autofree char *path = NULL;
  SimSession *session = NULL;
  JsonObject *line;
  SimLogin result = SIM_LOGIN_WRONG;

  if (user == NULL || password == NULL)
    {
      refuse (request, SOUP_STATUS_BAD_REQUEST, "Base.0.10.PropertyMissing");
      return;
    }
  result = sim_sessions_log_in (request->ilo->sessions, user, password, request->address, &session);
  line = sim_log_event ("https", "login");
  json_object_set_string_member (line, "user", user);
  json_object_set_boolean_member (line, "ok", result == SIM_LOGIN_OK);
  sim_log_write (request->ilo->log, line);
  if (result == SIM_LOGIN_FULL)
    refuse (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "Base.0.10.SessionLimitExceeded");
  else if (result != SIM_LOGIN_OK)
    refuse (request, SOUP_STATUS_UNAUTHORIZED, "iLO.0.10.UnauthorizedLoginAttempt");
  else
    {
      path = get_session_path (session);
      soup_message_headers_replace (headers, "X-Auth-Token", session->key);
      soup_message_headers_replace (headers, "Location", path);
      request->session = session;
      answer (request, SOUP_STATUS_CREATED, describe_session (session, session));
    }
}

static void
list_sessions (SimRequest *request)
{
  JsonObject *body = new_resource (SESSIONS "/", "Sessions");
  JsonArray *members = json_array_new ();
  SimSession *session;

  for (guint i = 0; (session = sim_sessions_get_nth (request->ilo->sessions, i)) != NULL; i++)
    json_array_add_object_element (members, describe_session (session, request->session));
  json_object_set_int_member (body, "Members@odata.count", json_array_get_length (members));
  json_object_set_array_member (body, "Members", members);
  answer (request, SOUP_STATUS_OK, body);
}

static void
close_session (SimRequest *request,
               const char *rest)
{
  guint64 number = g_ascii_strtoull (rest, NULL, 10);
  SimSession *session;

  for (guint i = 0; (session = sim_sessions_get_nth (request->ilo->sessions, i)) != NULL; i++)
    if (session->number == number)
      {
        JsonObject *line = sim_log_event ("https", "logout");

        json_object_set_string_member (line, "user", session->account->name);
        json_object_set_int_member (line, "session", number);
        sim_log_write (request->ilo->log, line);
        sim_sessions_log_out (request->ilo->sessions, session);
        request->session = NULL;
        answer (request, SOUP_STATUS_OK, json_object_new ());
        return;
      }
  refuse (request, SOUP_STATUS_NOT_FOUND, "Base.0.10.ResourceMissingAtURI");
}

/* The server */

static const char *
get_post_state (SimStage stage)
{
  switch (stage)
    {
    case SIM_STAGE_OFF:
      return "PowerOff";
    case SIM_STAGE_POST:
      return "InPost";
    default:
      return "FinishedPost";
    }
}

static void
get_system (SimRequest *request)
{
  static const char *const health[] = { "OK", "Warning", "Critical" };
  const SimIlo *ilo = request->ilo;
  gboolean boots_cd = ilo->boots_cd_once;
  JsonObject *body = new_resource (SYSTEM "/", "Computer System");
  JsonObject *boot = json_object_new ();
  JsonObject *oem = json_object_new ();
  JsonObject *hp = json_object_new ();

  json_object_set_string_member (body, "Model", SIM_PRODUCT_NAME);
  json_object_set_string_member (body, "SerialNumber", SIM_SERIAL_NUMBER);
  json_object_set_string_member (body, "UUID", SIM_UUID);
  json_object_set_string_member (body, "HostName", ilo->options->server_name);
  json_object_set_string_member (body, "PowerState", sim_machine_is_on (ilo->machine) ? "On" : "Off");
  add_status (body, ilo->health < G_N_ELEMENTS (health) ? health[ilo->health] : "Warning");
  json_object_set_string_member (boot, "BootSourceOverrideTarget", boots_cd ? "Cd" : "None");
  json_object_set_string_member (boot, "BootSourceOverrideEnabled", boots_cd ? "Once" : "Disabled");
  json_object_set_object_member (body, "Boot", boot);
  json_object_set_string_member (hp, "PostState", get_post_state (sim_machine_get_stage (ilo->machine)));
  json_object_set_object_member (oem, "Hp", hp);
  json_object_set_object_member (body, "Oem", oem);
  answer (request, SOUP_STATUS_OK, body);
}

static JsonObject *
get_object (JsonObject *body,
            const char *member)
{
  JsonNode *node = body != NULL ? json_object_get_member (body, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
patch_system (SimRequest *request)
{
  JsonObject *boot = get_object (request->body, "Boot");
  const char *target = sim_json_get_string (boot, "BootSourceOverrideTarget");
  const char *enabled = sim_json_get_string (boot, "BootSourceOverrideEnabled");

  if (g_strcmp0 (target, "Cd") == 0 && g_strcmp0 (enabled, "Once") == 0)
    request->ilo->boots_cd_once = TRUE;
  else if (g_strcmp0 (target, "None") == 0 || g_strcmp0 (enabled, "Disabled") == 0)
    request->ilo->boots_cd_once = FALSE;
  else
    {
      refuse (request, SOUP_STATUS_BAD_REQUEST, "Base.0.10.PropertyValueNotInList");
      return;
    }
  get_system (request);
}

/* Virtual media: 1 is the floppy, 2 the CD */

static void
get_drive (SimRequest *request,
           SimDriveId  id)
{
  const SimDrive *drive = &request->ilo->drives.drives[id];
  g_autofree char *path = g_strdup_printf (MEDIA "/%u/", id + 1u);
  JsonObject *body = new_resource (path, "VirtualMedia");
  JsonArray *types = json_array_new ();
  JsonObject *oem = json_object_new ();
  JsonObject *hp = json_object_new ();

  if (id == SIM_DRIVE_FLOPPY)
    {
      json_array_add_string_element (types, "Floppy");
      json_array_add_string_element (types, "USBStick");
    }
  else
    {
      json_array_add_string_element (types, "CD");
      json_array_add_string_element (types, "DVD");
    }
  json_object_set_array_member (body, "MediaTypes", types);
  json_object_set_string_member (body, "Image", drive->url != NULL ? drive->url : "");
  json_object_set_boolean_member (body, "Inserted", drive->url != NULL || drive->media != NULL);
  json_object_set_string_member (body, "ConnectedVia",
                                 drive->url != NULL ? "URI" : drive->media != NULL ? "Applet" : "NotConnected");
  json_object_set_boolean_member (body, "WriteProtected",
                                  drive->media == NULL || sim_media_is_protected (drive->media));
  json_object_set_boolean_member (hp, "BootOnNextServerReset", drive->boots_once);
  json_object_set_object_member (oem, "Hp", hp);
  json_object_set_object_member (body, "Oem", oem);
  answer (request, SOUP_STATUS_OK, body);
}

static void
patch_drive (SimRequest *request,
             SimDriveId  id)
{
  SimDrives *drives = &request->ilo->drives;
  JsonObject *hp = get_object (get_object (request->body, "Oem"), "Hp");
  JsonNode *image = json_object_get_member (request->body, "Image");
  JsonNode *boot = hp != NULL ? json_object_get_member (hp, "BootOnNextServerReset") : NULL;
  const char *url = sim_request_get_string (request, "Image");

  if (image != NULL && request->ilo->options->no_media_licence)
    {
      refuse (request, SOUP_STATUS_BAD_REQUEST, "iLO.0.10.LicenseKeyRequired");
      return;
    }
  if (image != NULL && url == NULL && !JSON_NODE_HOLDS_NULL (image))
    {
      refuse (request, SOUP_STATUS_BAD_REQUEST, "Base.0.10.PropertyValueTypeError");
      return;
    }
  if (image != NULL && !(url != NULL ? sim_drives_insert (drives, id, url) : sim_drives_eject (drives, id)))
    {
      refuse (request, SOUP_STATUS_BAD_REQUEST, url != NULL ? "iLO.0.10.MaxVirtualMediaConnectionEstablished"
                                                            : "iLO.0.10.NoVirtualMediaConnectionAvailable");
      return;
    }
  if (image != NULL)
    {
      sim_drives_connect (drives, id, url != NULL);
      sim_ilo_drive_changed (request->ilo, id);
    }
  if (boot != NULL && JSON_NODE_HOLDS_VALUE (boot))
    drives->drives[id].boots_once = drives->drives[id].url != NULL && json_node_get_boolean (boot);
  get_drive (request, id);
}

static void
answer_drive (SimRequest *request,
              const char *rest,
              gboolean    is_patch)
{
  SimDriveId id;

  if (g_str_equal (rest, "/1"))
    id = SIM_DRIVE_FLOPPY;
  else if (g_str_equal (rest, "/2"))
    id = SIM_DRIVE_CDROM;
  else
    {
      refuse (request, SOUP_STATUS_NOT_FOUND, "Base.0.10.ResourceMissingAtURI");
      return;
    }
  if (!is_patch)
    get_drive (request, id);
  else if (!(request->session->account->privileges & SIM_PRIVILEGES_MEDIA))
    refuse (request, SOUP_STATUS_FORBIDDEN, "Base.0.10.InsufficientPrivilege");
  else
    patch_drive (request, id);
}

/**
 * sim_redfish_is_path:
 * @path: a path
 *
 * Returns: whether it is one of Redfish
 */
gboolean
sim_redfish_is_path (const char *path)
{
  return g_str_has_prefix (path, "/redfish/");
}

/**
 * sim_redfish_answer:
 * @request: a request
 * @path: its path
 *
 * Answers what the HTTPS page lists of Redfish.
 */
void
sim_redfish_answer (SimRequest *request,
                    const char *path)
{
  const char *method = soup_server_message_get_method (request->message);
  const char *token = soup_message_headers_get_one (
    soup_server_message_get_request_headers (request->message), "X-Auth-Token");
  gboolean is_get = g_str_equal (method, SOUP_METHOD_GET);
  gboolean is_patch = g_str_equal (method, "PATCH") && request->body != NULL;
  g_autofree char *resource = g_strdup (path);

  /* With and without a slash at the end is the same. */
  for (gsize n = strlen (resource); n > 1 && resource[n - 1] == '/'; n--)
    resource[n - 1] = '\0';
  if (is_get && g_str_equal (resource, ROOT))
    {
      get_root (request);
      return;
    }
  if (g_str_equal (method, SOUP_METHOD_POST) && g_str_equal (resource, SESSIONS))
    {
      open_session (request);
      return;
    }
  request->session = sim_sessions_find (request->ilo->sessions, token);
  if (request->session == NULL)
    refuse (request, SOUP_STATUS_UNAUTHORIZED, "Base.0.10.NoValidSession");
  else if (is_get && g_str_equal (resource, SESSIONS))
    list_sessions (request);
  else if (g_str_equal (method, SOUP_METHOD_DELETE) && g_str_has_prefix (resource, SESSIONS "/"))
    close_session (request, resource + strlen (SESSIONS "/"));
  else if (is_get && g_str_equal (resource, SYSTEM))
    get_system (request);
  else if (is_patch && g_str_equal (resource, SYSTEM))
    patch_system (request);
  else if ((is_get || is_patch) && g_str_has_prefix (resource, MEDIA "/"))
    answer_drive (request, resource + strlen (MEDIA), is_patch);
  else if (is_get)
    refuse (request, SOUP_STATUS_NOT_FOUND, "Base.0.10.ResourceMissingAtURI");
  else
    refuse (request, SOUP_STATUS_METHOD_NOT_ALLOWED, "Base.0.10.UnsupportedOperation");
}
