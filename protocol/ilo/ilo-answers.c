/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-answers.h"
#include "ilo-error.h"
#include "ilo-json-private.h"

/* Where virtual media is when rc_info does not say. */
#define DEFAULT_MEDIA_PORT 17988

/* Texts that are only shown are cut to this many bytes, those of /xmldata too. */
#define MAX_TEXT 1024

/* A text to be shown, or NULL when it is missing or empty. */
static char *
dup_shown (IloJson    *json,
           const char *member)
{
  const char *text = ilo_json_get_optional (json, member, "");
  g_autofree char *cut = g_strndup (text, MAX_TEXT);

  return cut[0] != '\0' ? g_utf8_make_valid (cut, -1) : NULL;
}

static gboolean
is_hex (const char *text,
        gsize       length)
{
  if (strlen (text) != length)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isxdigit (*c))
      return FALSE;
  return TRUE;
}

/* The number in “iLO 4” or “Integrated Lights-Out 4”; 0 when it is neither. The first iLO has none. */
static guint
find_generation (const char *text)
{
  static const char *const names[] = { "iLO ", "Lights-Out " };
  const char *at = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) && at == NULL && text != NULL; i++)
    if ((at = strstr (text, names[i])) != NULL)
      at += strlen (names[i]);
  return at != NULL && g_ascii_isdigit (at[0]) && !g_ascii_isdigit (at[1]) ? (guint) (at[0] - '0') : 0;
}

/**
 * ilo_facts_free:
 * @facts: (transfer full) (nullable): facts
 */
void
ilo_facts_free (IloFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->product);
  g_free (facts->firmware);
  g_free (facts->server);
  g_free (facts->model);
  g_free (facts->serial);
  g_free (facts->notice);
  g_free (facts);
}

/**
 * ilo_facts_parse_json:
 * @text: (array length=length): the answer to `GET /json/login_session`
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: (transfer full): the facts for a log-in page, or %NULL
 */
IloFacts *
ilo_facts_parse_json (const char  *text,
                      gsize        length,
                      GError     **error)
{
  IloJson json = ilo_json_open ("login_session", text, length);
  g_autoptr(IloFacts) facts = g_new0 (IloFacts, 1);
  IloJson moniker = { .what = json.what, .object = ilo_json_get_object (&json, "moniker") };

  facts->firmware = g_strndup (ilo_json_get_string (&json, "version"), MAX_TEXT);
  facts->product = dup_shown (&moniker, "PRODNAM");
  facts->generation = find_generation (ilo_json_get_optional (&moniker, "PRODGEN", NULL));
  if (facts->generation == 0)
    facts->generation = find_generation (facts->product);
  facts->server = dup_shown (&json, "server_name");
  if (facts->server == NULL)
    facts->server = dup_shown (&json, "cn");
  facts->login_delay = (guint) ilo_json_get_int_or (&json, "login_delay", 0, 86400, 0);
  if (ilo_json_get_flag (&json, "security_message_enabled"))
    facts->notice = dup_shown (&json, "security_message");
  return ilo_json_close (&json, error) ? g_steal_pointer (&facts) : NULL;
}

/* Where the parser of /xmldata is. */
typedef struct
{
  IloFacts *facts;
  gboolean  is_rimp;
  guint     depth;
  char    **wanted;     /* borrowed; where the next text goes */
} XmlState;

static void
on_element_begins (GMarkupParseContext *context,
                   const char          *name,
                   const char         **attribute_names,
                   const char         **attribute_values,
                   gpointer             user_data,
                   GError             **error)
{
  XmlState *state = user_data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  const char *parent = stack->next != NULL ? stack->next->data : "";
  IloFacts *facts = state->facts;

  state->wanted = NULL;
  state->depth++;
  if (state->depth == 1)
    state->is_rimp = strcmp (name, "RIMP") == 0;
  else if (state->depth != 3)
    return;
  else if (strcmp (parent, "HSI") == 0)
    state->wanted = strcmp (name, "SPN") == 0 ? &facts->model
                    : strcmp (name, "SBSN") == 0 ? &facts->serial : NULL;
  else if (strcmp (parent, "MP") == 0)
    state->wanted = strcmp (name, "PN") == 0 ? &facts->product
                    : strcmp (name, "FWRI") == 0 ? &facts->firmware : NULL;
}

static void
on_element_ends (GMarkupParseContext *context,
                 const char          *name,
                 gpointer             user_data,
                 GError             **error)
{
  XmlState *state = user_data;

  state->depth--;
  state->wanted = NULL;
}

static void
on_text (GMarkupParseContext *context,
         const char          *text,
         gsize                length,
         gpointer             user_data,
         GError             **error)
{
  XmlState *state = user_data;
  g_autofree char *copy = NULL;
  g_autofree char *valid = NULL;

  if (state->wanted == NULL || *state->wanted != NULL)
    return;
  copy = g_strndup (text, MIN (length, MAX_TEXT));
  valid = g_utf8_make_valid (copy, -1);
  g_strstrip (valid);
  if (valid[0] != '\0')
    *state->wanted = g_steal_pointer (&valid);
}

/**
 * ilo_facts_parse_xml:
 * @text: (array length=length): the answer to `GET /xmldata?item=All`
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: (transfer full): the facts that every generation tells anybody who asks, or %NULL
 */
IloFacts *
ilo_facts_parse_xml (const char  *text,
                     gsize        length,
                     GError     **error)
{
  static const GMarkupParser parser = { on_element_begins, on_element_ends, on_text, NULL, NULL };
  g_autoptr(IloFacts) facts = g_new0 (IloFacts, 1);
  XmlState state = { .facts = facts };
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &state, NULL);

  if (length == 0 || !g_markup_parse_context_parse (context, text, length, NULL)
      || !g_markup_parse_context_end_parse (context, NULL) || !state.is_rimp)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The answer to “xmldata” is not that of an iLO."));
      return NULL;
    }
  facts->generation = find_generation (facts->product);
  return g_steal_pointer (&facts);
}

/**
 * ilo_session_info_free:
 * @info: (transfer full) (nullable): session info
 */
void
ilo_session_info_free (IloSessionInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->user);
  g_free (info->expires);
  g_free (info);
}

/**
 * ilo_session_info_parse:
 * @text: (array length=length): the answer to `GET /json/session_info`
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: (transfer full): what the user may do, or %NULL
 */
IloSessionInfo *
ilo_session_info_parse (const char  *text,
                        gsize        length,
                        GError     **error)
{
  IloJson json = ilo_json_open ("session_info", text, length);
  g_autoptr(IloSessionInfo) info = g_new0 (IloSessionInfo, 1);

  info->user = g_strndup (ilo_json_get_string (&json, "user_name"), MAX_TEXT);
  info->expires = dup_shown (&json, "user_expires");
  info->may_log_in = ilo_json_get_flag (&json, "login_priv");
  info->may_use_console = ilo_json_get_flag (&json, "remote_cons_priv");
  info->may_use_media = ilo_json_get_flag (&json, "virtual_media_priv");
  info->may_use_power = ilo_json_get_flag (&json, "reset_priv");
  info->may_configure = ilo_json_get_flag (&json, "config_priv");
  info->may_administer = ilo_json_get_flag (&json, "user_priv");
  return ilo_json_close (&json, error) ? g_steal_pointer (&info) : NULL;
}

/**
 * ilo_rc_info_free:
 * @info: (transfer full) (nullable): console info
 *
 * Wipes the keys and frees it.
 */
void
ilo_rc_info_free (IloRcInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->protocol_version);
  g_free (info->server);
  g_free (info->ilo);
  g_free (info->enclosure);
  explicit_bzero (info, sizeof *info);
  g_free (info);
}

/**
 * ilo_rc_info_copy:
 * @info: console info
 *
 * Returns: (transfer full): a copy
 */
IloRcInfo *
ilo_rc_info_copy (const IloRcInfo *info)
{
  IloRcInfo *copy = g_memdup2 (info, sizeof *info);

  copy->protocol_version = g_strdup (info->protocol_version);
  copy->server = g_strdup (info->server);
  copy->ilo = g_strdup (info->ilo);
  copy->enclosure = g_strdup (info->enclosure);
  return copy;
}

static gboolean
take_enc_key (IloRcInfo   *info,
              const char  *text,
              GError     **error)
{
  if (!is_hex (text, ILO_KEY_TEXT_SIZE))
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The iLO's answer to “rc_info” is not what it should be: enc_key is not 32 "
                             "hexadecimal digits. Try again; if it stays so, reset the iLO."));
      return FALSE;
    }
  memcpy (info->enc_key, text, ILO_KEY_TEXT_SIZE);
  return ilo_cipher_parse_key (info->enc_key, info->key, error);
}

/**
 * ilo_rc_info_parse:
 * @text: (array length=length): the answer to `GET /json/rc_info`
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: (transfer full): what the console needs, or %NULL
 */
IloRcInfo *
ilo_rc_info_parse (const char  *text,
                   gsize        length,
                   GError     **error)
{
  IloJson json = ilo_json_open ("rc_info", text, length);
  g_autoptr(IloRcInfo) info = g_new0 (IloRcInfo, 1);
  gboolean key_is_fine = TRUE;

  info->console_port = (guint16) ilo_json_get_int (&json, "rc_port", 1, G_MAXUINT16);
  info->media_port = (guint16) ilo_json_get_int_or (&json, "vm_port", 1, G_MAXUINT16, DEFAULT_MEDIA_PORT);
  info->features = ilo_features_parse (ilo_json_get_optional (&json, "optional_features", NULL));
  info->protocol_version = dup_shown (&json, "protocol_version");
  info->server = dup_shown (&json, "server_name");
  info->ilo = dup_shown (&json, "ilo_fqdn");
  info->enclosure = dup_shown (&json, "enclosure");
  info->bay = (guint) ilo_json_get_int_or (&json, "bay", 0, 1000, 0);
  if (json.error == NULL
      && ((info->features & ILO_FEATURES_ENCRYPT_KEY) != 0
          || ilo_json_get_optional (&json, "enc_key", "")[0] != '\0'))
    key_is_fine = take_enc_key (info, ilo_json_get_optional (&json, "enc_key", ""), error);
  if (!ilo_json_close (&json, key_is_fine ? error : NULL) || !key_is_fine)
    return NULL;
  return g_steal_pointer (&info);
}

static void
drive_status_free (IloDriveStatus *drive)
{
  g_free (drive->device);
  g_free (drive->url);
  g_free (drive->boot_option);
  g_free (drive);
}

/**
 * ilo_media_status_free:
 * @status: (transfer full) (nullable): media status
 */
void
ilo_media_status_free (IloMediaStatus *status)
{
  if (status == NULL)
    return;
  g_ptr_array_unref (status->drives);
  g_free (status);
}

static IloDriveStatus *
parse_drive (JsonObject *object,
             IloJson    *whole)
{
  IloJson json = { .what = whole->what, .object = object };
  IloDriveStatus *drive = g_new0 (IloDriveStatus, 1);

  drive->device = g_strndup (ilo_json_get_string (&json, "device"), MAX_TEXT);
  drive->connected = ilo_json_get_flag (&json, "vm_connected");
  drive->url_connected = ilo_json_get_flag (&json, "vm_url_connected");
  drive->url = dup_shown (&json, "image_url");
  drive->boot_option = dup_shown (&json, "boot_option");
  drive->write_protected = ilo_json_get_flag (&json, "write_protect_flag");
  if (json.error != NULL && whole->error == NULL)
    whole->error = g_steal_pointer (&json.error);
  g_clear_error (&json.error);
  return drive;
}

/**
 * ilo_media_status_parse:
 * @text: (array length=length): the answer to `GET /json/vm_status`
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: (transfer full): what the virtual drives do, or %NULL
 */
IloMediaStatus *
ilo_media_status_parse (const char  *text,
                        gsize        length,
                        GError     **error)
{
  IloJson json = ilo_json_open ("vm_status", text, length);
  g_autoptr(IloMediaStatus) status = g_new0 (IloMediaStatus, 1);
  JsonArray *options = ilo_json_get_array (&json, "options");

  status->drives = g_ptr_array_new_with_free_func ((GDestroyNotify) drive_status_free);
  status->port = (guint16) ilo_json_get_int_or (&json, "port", 1, G_MAXUINT16, DEFAULT_MEDIA_PORT);
  for (guint i = 0; options != NULL && i < json_array_get_length (options); i++)
    {
      JsonNode *node = json_array_get_element (options, i);

      g_ptr_array_add (status->drives,
                       parse_drive (JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, &json));
    }
  return ilo_json_close (&json, error) ? g_steal_pointer (&status) : NULL;
}

/**
 * ilo_overview_free:
 * @overview: (transfer full) (nullable): an overview
 */
void
ilo_overview_free (IloOverview *overview)
{
  if (overview == NULL)
    return;
  g_free (overview->model);
  g_free (overview->serial);
  g_free (overview->uuid);
  g_free (overview->firmware);
  g_free (overview->health);
  g_free (overview);
}

/**
 * ilo_overview_parse:
 * @text: (array length=length): the answer to `GET /json/overview`
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: (transfer full): the server at a glance, or %NULL
 */
IloOverview *
ilo_overview_parse (const char  *text,
                    gsize        length,
                    GError     **error)
{
  IloJson json = ilo_json_open ("overview", text, length);
  g_autoptr(IloOverview) overview = g_new0 (IloOverview, 1);

  overview->model = dup_shown (&json, "product_name");
  overview->serial = dup_shown (&json, "serial_num");
  overview->uuid = dup_shown (&json, "uuid");
  overview->firmware = dup_shown (&json, "ilo_fw_version");
  overview->health = dup_shown (&json, "system_health");
  return ilo_json_close (&json, error) ? g_steal_pointer (&overview) : NULL;
}

/**
 * ilo_hot_keys_free:
 * @hot_keys: (transfer full) (nullable): hot keys
 */
void
ilo_hot_keys_free (IloHotKeys *hot_keys)
{
  if (hot_keys == NULL)
    return;
  for (guint i = 0; i < ILO_HOT_KEYS; i++)
    for (guint k = 0; k < ILO_HOT_KEYS_MAX_KEYS; k++)
      g_free (hot_keys->keys[i][k]);
  g_free (hot_keys);
}

/* The texts in an array, or in an object and the arrays in that, in order, without those that say that there is no
 * key. @n: how many there are already. Returns: how many there are now */
static guint
take_key_names (char     **keys,
                guint      n,
                JsonNode  *node)
{
  g_autoptr(GList) values = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    values = json_array_get_elements (json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    values = json_object_get_values (json_node_get_object (node));
  for (GList *item = values; item != NULL && n < ILO_HOT_KEYS_MAX_KEYS; item = item->next)
    {
      const char *name = JSON_NODE_HOLDS_VALUE (item->data) ? json_node_get_string (item->data) : NULL;

      if (JSON_NODE_HOLDS_OBJECT (node) && JSON_NODE_HOLDS_ARRAY (item->data))
        n = take_key_names (keys, n, item->data);
      if (name != NULL && name[0] != '\0' && g_ascii_strcasecmp (name, "NONE") != 0
          && g_ascii_strncasecmp (name, "CTRL_", 5) != 0 && g_ascii_strncasecmp (name, "CTRL-", 5) != 0)
        keys[n++] = g_strndup (name, MAX_TEXT);
    }
  return n;
}

/**
 * ilo_hot_keys_parse:
 * @text: (array length=length): the answer to `GET /json/hot_keys`
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * No recording of this answer is known, only that there are six hot keys of five names each: so the
 * first array in it is taken, whatever its name, and in it six arrays or objects of names, or objects with an array of
 * them.
 *
 * Returns: (transfer full): the programmed hot keys, or %NULL
 */
IloHotKeys *
ilo_hot_keys_parse (const char  *text,
                    gsize        length,
                    GError     **error)
{
  IloJson json = ilo_json_open ("hot_keys", text, length);
  g_autoptr(IloHotKeys) hot_keys = g_new0 (IloHotKeys, 1);
  g_autoptr(GList) members = json.object != NULL ? json_object_get_values (json.object) : NULL;

  for (GList *item = members; item != NULL; item = item->next)
    {
      JsonArray *array;

      if (!JSON_NODE_HOLDS_ARRAY (item->data))
        continue;
      array = json_node_get_array (item->data);
      for (guint i = 0; i < MIN (json_array_get_length (array), ILO_HOT_KEYS); i++)
        take_key_names (hot_keys->keys[i], 0, json_array_get_element (array, i));
      break;
    }
  return ilo_json_close (&json, error) ? g_steal_pointer (&hot_keys) : NULL;
}

/**
 * ilo_host_power_parse:
 * @text: (array length=length): the answer to `GET /json/host_power`
 * @length: bytes
 * @on: (out): whether the server is on
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: whether it said
 */
gboolean
ilo_host_power_parse (const char  *text,
                      gsize        length,
                      gboolean    *on,
                      GError     **error)
{
  IloJson json = ilo_json_open ("host_power", text, length);

  *on = g_ascii_strcasecmp (ilo_json_get_string (&json, "hostpwr_state"), "ON") == 0;
  return ilo_json_close (&json, error);
}

/**
 * ilo_login_parse:
 * @text: (array length=length): the answer to a log-in
 * @length: bytes
 * @error: where to say what is wrong with it (%ILO_ERROR_PROTOCOL)
 *
 * Returns: (transfer full): the session key, to be wiped when freed, or %NULL
 */
char *
ilo_login_parse (const char  *text,
                 gsize        length,
                 GError     **error)
{
  IloJson json = ilo_json_open ("login_session", text, length);
  const char *key = ilo_json_get_string (&json, "session_key");
  g_autofree char *copy = NULL;

  if (json.error == NULL && is_hex (key, ILO_KEY_TEXT_SIZE))
    copy = g_strdup (key);
  if (!ilo_json_close (&json, error))
    return NULL;
  if (copy == NULL)
    g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                         _("The iLO's answer to “login_session” is not what it should be: session_key is not 32 "
                           "hexadecimal digits. Try again; if it stays so, reset the iLO."));
  return g_steal_pointer (&copy);
}
