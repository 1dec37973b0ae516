/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-calls.h"
#include "sim-facts.h"
#include "sim-media.h"

/* Sessions and the console */

static char *
format_expiry (SimRequest *request)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  guint seconds = sim_sessions_get_seconds (request->ilo->sessions);
  g_autoptr(GDateTime) then = g_date_time_add_seconds (now, seconds > 0 ? seconds : 365 * 24 * 3600);
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  return g_strdup_printf ("%s %s %02d %02d:%02d:%02d %d",
                          days[g_date_time_get_day_of_week (then) - 1],
                          months[g_date_time_get_month (then) - 1], g_date_time_get_day_of_month (then),
                          g_date_time_get_hour (then), g_date_time_get_minute (then),
                          g_date_time_get_second (then), g_date_time_get_year (then));
}

static JsonObject *
describe_session (SimRequest *request)
{
  const SimSession *session = request->session;
  g_autofree char *expires = format_expiry (request);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "user_name", session->account->name);
  json_object_set_string_member (body, "user_account", session->account->name);
  json_object_set_string_member (body, "user_dn", "");
  json_object_set_string_member (body, "user_type", "Local");
  json_object_set_string_member (body, "user_ip", session->address);
  json_object_set_string_member (body, "user_expires", expires);
  for (guint i = 0; sim_privilege_names[i] != NULL; i++)
    json_object_set_int_member (body, sim_privilege_names[i], session->account->privileges >> i & 1);
  return body;
}

static void
log_login (SimRequest *request,
           const char *user,
           gboolean    ok)
{
  JsonObject *line = sim_log_event ("https", "login");

  json_object_set_string_member (line, "user", user);
  json_object_set_boolean_member (line, "ok", ok);
  sim_log_write (request->ilo->log, line);
}

static void
log_in (SimRequest *request)
{
  const char *user = sim_request_get_string (request, "user_login");
  const char *password = sim_request_get_string (request, "password");
  SimLogin result;
  JsonObject *body;

  if (user == NULL || password == NULL)
    {
      sim_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "JS_ERR_JSON",
                          "A log-in needs user_login and password.");
      return;
    }
  result = sim_sessions_log_in (request->ilo->sessions, user, password, request->address,
                                &request->session);
  log_login (request, user, result == SIM_LOGIN_OK);
  switch (result)
    {
    case SIM_LOGIN_OK:
      body = describe_session (request);
      json_object_set_string_member (body, "session_key", request->session->key);
      sim_request_answer (request, SOUP_STATUS_OK, body);
      break;
    case SIM_LOGIN_WRONG:
      sim_request_refuse (request, SOUP_STATUS_FORBIDDEN, "JS_ERR_NO_PRIV",
                          "User name or password is wrong.");
      break;
    case SIM_LOGIN_DENIED:
      sim_request_refuse (request, SOUP_STATUS_FORBIDDEN, "JS_ERR_NO_PRIV",
                          "This account may not log in.");
      break;
    case SIM_LOGIN_FULL:
      if (request->ilo->options->limit_as_text)
        sim_request_answer_text (request, SOUP_STATUS_OK, "text/plain",
                                 "The maximum number of sessions has been reached: session limit.\n");
      else
        sim_request_refuse (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "JS_ERR_NO_SESSION",
                            "The session limit has been reached.");
      break;
    }
}

static void
log_out (SimRequest *request)
{
  JsonObject *line;
  int number;

  request->session = sim_sessions_find (request->ilo->sessions,
                                        sim_request_get_string (request, "session_key"));
  if (request->session == NULL)
    {
      sim_request_refuse (request, SOUP_STATUS_FORBIDDEN, "JS_ERR_LOST_SESSION",
                          "The session is not valid.");
      return;
    }
  number = request->session->number;
  line = sim_log_event ("https", "logout");
  json_object_set_string_member (line, "user", request->session->account->name);
  json_object_set_int_member (line, "session", number);
  sim_log_write (request->ilo->log, line);
  sim_sessions_log_out (request->ilo->sessions, request->session);
  request->session = NULL;
  sim_request_answer (request, SOUP_STATUS_OK, json_object_new ());
}

static void
post_login_session (SimRequest *request)
{
  const char *method = sim_request_get_string (request, "method");

  if (g_strcmp0 (method, "login") == 0)
    log_in (request);
  else if (g_strcmp0 (method, "logout") == 0)
    log_out (request);
  else
    sim_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "JS_ERR_METHOD",
                        "The method is login or logout.");
}

static JsonObject *
describe_moniker (void)
{
  static const struct { const char *name, *value; } members[] = {
    { "BMC", "iLO" }, { "WWW", "www.hpe.com" }, { "PRODTAG", "HPE iLO 4" }, { "PRODABR", "iLO" },
    { "PRODGEN", "iLO 4" }, { "PRODFAM", "Integrated Lights-Out" },
    { "PRODNAM", "Integrated Lights-Out 4" }, { "VENDABR", "HPE" },
    { "VENDNAM", "Hewlett Packard Enterprise" }, { "CLASS", "Baseboard Management Controller" },
    { "WWWBMC", "www.hpe.com/info/ilo" }, { "WWWLIC", "www.hpe.com/info/ilo/licensing" },
    { "WWWPRV", "www.hpe.com/info/privacy" }, { "WWWDOC", "www.hpe.com/info/ilo/docs" },
    { "WWWSUP", "www.hpe.com/support/ilo4" },
    { "STDLIC", "iLO Standard" }, { "ADVLIC", "iLO Advanced" }, { "BSYS", "BladeSystem" },
  };
  JsonObject *body = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_string_member (body, members[i].name, members[i].value);
  return body;
}

static JsonObject *
describe_alternative (void)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "mode", 0);
  json_object_set_int_member (body, "level", 0);
  json_object_set_int_member (body, "lic_mode", 0);
  json_object_set_string_member (body, "vnd", "");
  return body;
}

static JsonArray *
list_languages (SimRequest *request)
{
  JsonArray *list = json_array_new ();
  JsonObject *language = json_object_new ();

  json_object_set_string_member (language, "lang", "en");
  json_object_set_string_member (language, "trans_name", "English");
  json_object_set_string_member (language, "version", request->ilo->options->firmware);
  json_array_add_object_element (list, language);
  return list;
}

/* All that was recorded. */
static void
get_login_session (SimRequest *request)
{
  const SimOptions *options = request->ilo->options;
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "secjmp", 0);
  json_object_set_int_member (body, "ldap_enabled", 0);
  json_object_set_int_member (body, "kerberos_enabled", 0);
  json_object_set_int_member (body, "local_enabled", 1);
  json_object_set_int_member (body, "license_directory_auth", 1);
  json_object_set_int_member (body, "login_delay", sim_sessions_get_delay (request->ilo->sessions));
  json_object_set_object_member (body, "alt", describe_alternative ());
  json_object_set_string_member (body, "version", options->firmware);
  json_object_set_string_member (body, "cn", options->name);
  json_object_set_string_member (body, "server_name", options->server_name);
  json_object_set_int_member (body, "blade", 0);
  json_object_set_string_member (body, "ilo_fw_pass", "");
  json_object_set_int_member (body, "security_message_enabled", 0);
  json_object_set_string_member (body, "security_message", "");
  json_object_set_string_member (body, "default_lang", "en");
  json_object_set_null_member (body, "accept_lang");
  json_object_set_int_member (body, "nand", 1);
  json_object_set_array_member (body, "langs", list_languages (request));
  json_object_set_object_member (body, "moniker", describe_moniker ());
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static void
get_session_info (SimRequest *request)
{
  sim_request_answer (request, SOUP_STATUS_OK, describe_session (request));
}

static void
get_rc_info (SimRequest *request)
{
  const SimIlo *ilo = request->ilo;
  JsonObject *body;

  if (!sim_request_need (request, SIM_PRIVILEGES_CONSOLE | SIM_PRIVILEGES_MEDIA))
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "enc_key", ilo->enc_key);
  json_object_set_int_member (body, "enc_type", 0);
  json_object_set_int_member (body, "rc_port", ilo->console_port);
  json_object_set_string_member (body, "vm_key", ilo->enc_key);
  json_object_set_int_member (body, "vm_port", sim_ilo_get_announced_vm_port (ilo));
  json_object_set_string_member (body, "cmd_enc_key", ilo->cmd_enc_key);
  json_object_set_string_member (body, "protocol_version", "1.1");
  json_object_set_string_member (body, "optional_features", ilo->options->features);
  json_object_set_string_member (body, "server_name", ilo->options->server_name);
  json_object_set_string_member (body, "ilo_fqdn", ilo->options->name);
  json_object_set_int_member (body, "blade", 0);
  json_object_set_null_member (body, "bay");
  json_object_set_null_member (body, "enclosure");
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static void
get_hot_keys (SimRequest *request)
{
  static const char *const names[] = { "Ctrl-T", "Ctrl-U", "Ctrl-V", "Ctrl-W", "Ctrl-X", "Ctrl-Y" };
  /* Some are programmed, to have something to see. */
  static const char *const programmed[][5] = {
    { "L_CTRL", "L_ALT", "DEL", "NONE", "NONE" },
    { "L_ALT", "TAB", "NONE", "NONE", "NONE" },
  };
  JsonObject *body = json_object_new ();
  JsonArray *hot_keys = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonObject *hot_key = json_object_new ();
      JsonArray *keys = json_array_new ();

      for (guint j = 0; j < 5; j++)
        json_array_add_string_element (keys, i < G_N_ELEMENTS (programmed) ? programmed[i][j] : "NONE");
      json_object_set_string_member (hot_key, "key_name", names[i]);
      json_object_set_array_member (hot_key, "keys", keys);
      json_array_add_object_element (hot_keys, hot_key);
    }
  json_object_set_array_member (body, "hot_keys", hot_keys);
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

/* Virtual media: of clients, and from web servers */

static void
get_vm_status (SimRequest *request)
{
  const SimDrives *drives = &request->ilo->drives;
  JsonObject *body = json_object_new ();
  JsonArray *options = json_array_new ();

  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    {
      const SimDrive *drive = &drives->drives[i];
      JsonObject *option = json_object_new ();
      g_autofree char *file = drive->url != NULL ? g_path_get_basename (drive->url) : g_strdup ("");

      json_object_set_string_member (option, "device", sim_drive_get_name (i));
      json_object_set_int_member (option, "image_inserted", !sim_drives_is_free (drives, i));
      json_object_set_string_member (option, "boot_option",
                                     drive->boots_once ? "BOOT_ONCE"
                                     : drive->is_connected ? "CONNECT" : "NO_BOOT");
      json_object_set_int_member (option, "write_protect_flag",
                                  drive->media != NULL ? sim_media_is_protected (drive->media)
                                                       : i == SIM_DRIVE_CDROM && drive->url != NULL);
      json_object_set_int_member (option, "vm_url_connected", drive->is_connected);
      json_object_set_int_member (option, "vm_connected", drive->is_connected || drive->media != NULL);
      json_object_set_string_member (option, "image_url", drive->url != NULL ? drive->url : "");
      json_object_set_string_member (option, "image_url_file", file);
      json_array_add_object_element (options, option);
    }
  json_object_set_array_member (body, "options", options);
  json_object_set_int_member (body, "port", sim_ilo_get_announced_vm_port (request->ilo));
  json_object_set_null_member (body, "device");
  json_object_set_null_member (body, "boot_option");
  json_object_set_null_member (body, "command");
  json_object_set_int_member (body, "legacy_bios", 1);
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static gboolean
set_boot_option (SimRequest *request,
                 SimDriveId  id)
{
  const char *option = sim_request_get_string (request, "boot_option");
  gboolean boots_once = g_strcmp0 (option, "BOOT_ONCE") == 0;
  gboolean connect = boots_once || g_strcmp0 (option, "CONNECT") == 0;

  if (!connect && g_strcmp0 (option, "DISCONNECT") != 0 && g_strcmp0 (option, "NO_BOOT") != 0)
    return FALSE;
  if (!sim_drives_connect (&request->ilo->drives, id, connect))
    return FALSE;
  request->ilo->drives.drives[id].boots_once = boots_once;
  return TRUE;
}

static void
post_vm_status (SimRequest *request)
{
  const char *method = sim_request_get_string (request, "method");
  const char *command = sim_request_get_string (request, "command");
  const char *url = sim_request_get_string (request, "url");
  gboolean was_connected;
  gboolean is_done = FALSE;
  SimDriveId id;

  if (!sim_request_need (request, SIM_PRIVILEGES_MEDIA))
    return;
  if (request->ilo->options->no_media_licence)
    {
      sim_request_refuse (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "SCSI_ERR_NO_LICENSE",
                          "Virtual media is not licensed.");
      return;
    }
  if (g_strcmp0 (method, "set_virtual_media_options") != 0 ||
      !sim_drive_from_name (sim_request_get_string (request, "device"), &id))
    {
      sim_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "JS_ERR_METHOD",
                          "The method is set_virtual_media_options, the device FLOPPY or CDROM.");
      return;
    }
  was_connected = request->ilo->drives.drives[id].is_connected;
  if (g_strcmp0 (command, "INSERT") == 0 && url != NULL)
    is_done = sim_drives_insert (&request->ilo->drives, id, url);
  else if (g_strcmp0 (command, "SET") == 0)
    is_done = set_boot_option (request, id);
  else if (g_strcmp0 (command, "EJECT") == 0)
    is_done = sim_drives_eject (&request->ilo->drives, id);
  if (was_connected != request->ilo->drives.drives[id].is_connected)
    sim_ilo_drive_changed (request->ilo, id);
  if (is_done)
    sim_request_answer (request, SOUP_STATUS_OK, json_object_new ());
  else
    sim_request_refuse (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "SCSI_ERR",
                        "The drive cannot do that now.");
}

/* Power and health */

static void
get_host_power (SimRequest *request)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "hostpwr_state",
                                 sim_machine_is_on (request->ilo->machine) ? "ON" : "OFF");
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static void
post_host_power (SimRequest *request)
{
  static const struct { const char *method; SimPower action; } methods[] = {
    { "press_power_button", SIM_POWER_PRESS },
    { "hold_power_button", SIM_POWER_HOLD },
    { "system_coldboot", SIM_POWER_COLD_BOOT },
    { "system_reset", SIM_POWER_RESET },
  };
  const char *method = sim_request_get_string (request, "method");

  if (!sim_request_need (request, SIM_PRIVILEGES_RESET))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_strcmp0 (method, methods[i].method) == 0)
      {
        sim_ilo_push_power (request->ilo, request->session, "https", methods[i].action);
        get_host_power (request);
        return;
      }
  sim_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "JS_ERR_METHOD", "There is no such method.");
}

static const char *
get_health_name (const SimIlo *ilo)
{
  static const char *const names[] = { "OP_STATUS_OK", "OP_STATUS_DEGRADED", "OP_STATUS_FAILED" };

  return ilo->health < G_N_ELEMENTS (names) ? names[ilo->health] : "OP_STATUS_UNKNOWN";
}

static void
get_overview (SimRequest *request)
{
  const SimIlo *ilo = request->ilo;
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "server_name", ilo->options->server_name);
  json_object_set_string_member (body, "product_name", SIM_PRODUCT_NAME);
  json_object_set_string_member (body, "serial_num", SIM_SERIAL_NUMBER);
  json_object_set_string_member (body, "product_id", SIM_PRODUCT_ID);
  json_object_set_string_member (body, "uuid", SIM_UUID);
  json_object_set_string_member (body, "ilo_fw_version", ilo->options->firmware);
  json_object_set_string_member (body, "ilo_name", ilo->options->name);
  json_object_set_string_member (body, "system_health", get_health_name (ilo));
  json_object_set_string_member (body, "power", sim_machine_is_on (ilo->machine) ? "ON" : "OFF");
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static void
get_power_summary (SimRequest *request)
{
  gboolean is_on = sim_machine_is_on (request->ilo->machine);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "hostpwr_state", is_on ? "ON" : "OFF");
  json_object_set_int_member (body, "power_supply_input_power", is_on ? SIM_WATTS : 0);
  json_object_set_int_member (body, "last_avg_pwr_accum", SIM_WATTS_AVERAGE);
  json_object_set_int_member (body, "last_5min_avg", SIM_WATTS_AVERAGE);
  json_object_set_int_member (body, "last_5min_peak", SIM_WATTS_PEAK);
  json_object_set_int_member (body, "_24hr_average", SIM_WATTS_AVERAGE);
  json_object_set_int_member (body, "_24hr_peak", SIM_WATTS_PEAK);
  json_object_set_int_member (body, "_24hr_min", SIM_WATTS_MINIMUM);
  json_object_set_int_member (body, "power_supply_capacity", SIM_WATTS_RATED);
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static void
get_health_summary (SimRequest *request)
{
  static const char *const parts[] = {
    "bios_hardware_status", "fans_status", "temperature_status", "power_supplies_status",
    "processor_status", "memory_status", "network_status", "storage_status",
  };
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "hostpwr_state",
                                 sim_machine_is_on (request->ilo->machine) ? "ON" : "OFF");
  json_object_set_string_member (body, "system_health", get_health_name (request->ilo));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    json_object_set_string_member (body, parts[i], i == 1 ? get_health_name (request->ilo) : "OP_STATUS_OK");
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static void
get_health_temperature (SimRequest *request)
{
  static const struct { const char *label, *location; int reading, caution, critical; } sensors[] = {
    { "01-Inlet Ambient", "Ambient", 21, 42, 46 },
    { "02-CPU 1", "CPU", 40, 70, 0 },
    { "03-CPU 2", "CPU", 42, 70, 0 },
    { "04-P1 DIMM 1-6", "Memory", 31, 89, 0 },
    { "12-HD Max", "System", 35, 60, 0 },
    { "29-Power Supply 1", "Power Supply", 33, 0, 0 },
  };
  JsonObject *body = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    {
      JsonObject *sensor = json_object_new ();

      json_object_set_string_member (sensor, "label", sensors[i].label);
      json_object_set_string_member (sensor, "location", sensors[i].location);
      json_object_set_string_member (sensor, "status", "OP_STATUS_OK");
      json_object_set_int_member (sensor, "currentreading", sensors[i].reading);
      json_object_set_int_member (sensor, "caution", sensors[i].caution);
      json_object_set_int_member (sensor, "critical", sensors[i].critical);
      json_object_set_string_member (sensor, "temp_unit", "Celsius");
      json_array_add_object_element (array, sensor);
    }
  json_object_set_array_member (body, "temperature", array);
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static void
get_health_fans (SimRequest *request)
{
  JsonObject *body = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 1; i <= 6; i++)
    {
      JsonObject *fan = json_object_new ();
      g_autofree char *label = g_strdup_printf ("Fan %u", i);

      json_object_set_string_member (fan, "label", label);
      json_object_set_string_member (fan, "location", "System");
      json_object_set_string_member (fan, "status", i == 6 ? get_health_name (request->ilo)
                                                           : "OP_STATUS_OK");
      json_object_set_int_member (fan, "speed", sim_machine_is_on (request->ilo->machine) ? 17 + i : 0);
      json_object_set_string_member (fan, "speed_unit", "Percentage");
      json_array_add_object_element (array, fan);
    }
  json_object_set_array_member (body, "fans", array);
  sim_request_answer (request, SOUP_STATUS_OK, body);
}

static const SimCall calls[] = {
  { "login_session", get_login_session, post_login_session, .is_open = TRUE, .checks_itself = TRUE },
  { "session_info", get_session_info },
  { "rc_info", get_rc_info },
  { "hot_keys", get_hot_keys },
  { "vm_status", get_vm_status, post_vm_status },
  { "host_power", get_host_power, post_host_power },
  { "overview", get_overview },
  { "power_summary", get_power_summary },
  { "health_summary", get_health_summary },
  { "health_temperature", get_health_temperature },
  { "health_fans", get_health_fans },
};

/**
 * sim_calls_find:
 * @name: what follows `/json/`
 *
 * Returns: (transfer none) (nullable): the call of that name
 */
const SimCall *
sim_calls_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (g_str_equal (calls[i].name, name))
      return &calls[i];
  return NULL;
}

/**
 * sim_calls_answer_xmldata:
 * @request: a GET of `/xmldata`
 *
 * Says what this is to anybody, for `item=All`.
 */
void
sim_calls_answer_xmldata (SimRequest *request)
{
  const SimOptions *options = request->ilo->options;
  const char *query = g_uri_get_query (soup_server_message_get_uri (request->message));
  g_autofree char *text = NULL;

  if (query == NULL || g_ascii_strcasecmp (query, "item=All") != 0)
    {
      sim_request_answer_text (request, SOUP_STATUS_NOT_FOUND, "text/xml", "<?xml version=\"1.0\"?>\n");
      return;
    }
  text = g_markup_printf_escaped (
    "<?xml version=\"1.0\"?>\n"
    "<RIMP>\n"
    "<HSI>\n<SBSN>%s</SBSN>\n<SPN>%s</SPN>\n<UUID>%s</UUID>\n<SP>1</SP>\n<cUUID>%s</cUUID>\n"
    "<PRODUCTID>%s</PRODUCTID>\n</HSI>\n"
    "<MP>\n<ST>1</ST>\n<PN>Integrated Lights-Out 4 (iLO 4)</PN>\n<FWRI>%s</FWRI>\n<HWRI>ASIC: 16</HWRI>\n"
    "<SN>%s</SN>\n<UUID>ILO%s</UUID>\n<IPM>1</IPM>\n<SSO>0</SSO>\n<PWRM>3.4</PWRM>\n<ERS>0</ERS>\n"
    "<EALERT>1</EALERT>\n</MP>\n"
    "</RIMP>\n",
    SIM_SERIAL_NUMBER, SIM_PRODUCT_NAME, SIM_UUID, SIM_UUID, SIM_PRODUCT_ID, options->firmware,
    options->name, SIM_SERIAL_NUMBER);
  sim_request_answer_text (request, SOUP_STATUS_OK, "text/xml", text);
}
