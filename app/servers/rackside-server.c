/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "rackside-address.h"
#include "rackside-macro-list.h"
#include "rackside-server.h"

#define MAX_TAGS 32

enum { PROP_0, PROP_ID, PROP_NAME, PROP_ADDRESS, PROP_LAYOUT, PROP_BMC, PROP_BMC_BRIDGE, PROP_BMC_SUITE, PROP_TAGS,
       PROP_MACROS, PROP_TITLE, N_PROPS };
static GParamSpec *properties[N_PROPS];

struct _RacksideServer
{
  GObject   parent_instance;

  char     *texts[PROP_BMC_BRIDGE + 1];    /* owned, by property; never NULL but for 0 */
  int       bmc_suite;
  char    **tags;                          /* owned */
  GPtrArray *macros;                       /* owned; of RacksideMacro */
  char     *title;                         /* owned; NULL until it is asked for */
};

G_DEFINE_FINAL_TYPE (RacksideServer, rackside_server, G_TYPE_OBJECT)

static void
notify (RacksideServer *self,
        guint           property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  if (property != PROP_NAME && property != PROP_ADDRESS)
    return;
  g_clear_pointer (&self->title, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
set_text (RacksideServer *self,
          guint           property,
          const char     *text)
{
  if (text == NULL)
    text = "";
  if (g_strcmp0 (self->texts[property], text) == 0)
    return;
  g_free (self->texts[property]);
  self->texts[property] = g_strdup (text);
  notify (self, property);
}

static void
set_tags (RacksideServer    *self,
          const char *const *tags)
{
  static const char *const none[] = { NULL };

  if (tags == NULL)
    tags = none;
  if (self->tags != NULL && g_strv_equal ((const char *const *) self->tags, tags))
    return;
  g_strfreev (self->tags);
  self->tags = g_strdupv ((char **) tags);
  notify (self, PROP_TAGS);
}

static void
set_macros (RacksideServer *self,
            GPtrArray      *macros)
{
  g_autoptr(GPtrArray) kept = macros != NULL ? g_ptr_array_ref (macros) : rackside_macro_list_new ();

  if (self->macros != NULL && rackside_macro_list_equal (self->macros, kept))
    return;
  g_clear_pointer (&self->macros, g_ptr_array_unref);
  self->macros = g_steal_pointer (&kept);
  notify (self, PROP_MACROS);
}

static void
set_bmc_suite (RacksideServer *self,
               int             suite)
{
  if (self->bmc_suite == suite)
    return;
  self->bmc_suite = suite;
  notify (self, PROP_BMC_SUITE);
}

static void
rackside_server_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  RacksideServer *self = RACKSIDE_SERVER (object);

  if (property_id == PROP_TAGS)
    set_tags (self, g_value_get_boxed (value));
  else if (property_id == PROP_MACROS)
    set_macros (self, g_value_get_boxed (value));
  else if (property_id == PROP_BMC_SUITE)
    set_bmc_suite (self, g_value_get_int (value));
  else
    set_text (self, property_id, g_value_get_string (value));
}

static void
rackside_server_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RacksideServer *self = RACKSIDE_SERVER (object);

  if (property_id == PROP_TAGS)
    g_value_set_boxed (value, self->tags);
  else if (property_id == PROP_MACROS)
    g_value_set_boxed (value, self->macros);
  else if (property_id == PROP_BMC_SUITE)
    g_value_set_int (value, self->bmc_suite);
  else if (property_id == PROP_TITLE)
    g_value_set_string (value, rackside_server_get_title (self));
  else
    g_value_set_string (value, self->texts[property_id]);
}

static void
rackside_server_finalize (GObject *object)
{
  RacksideServer *self = RACKSIDE_SERVER (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
  g_strfreev (self->tags);
  g_ptr_array_unref (self->macros);
  g_free (self->title);
  G_OBJECT_CLASS (rackside_server_parent_class)->finalize (object);
}

static void
rackside_server_class_init (RacksideServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  static const char *const texts[] = {
    [PROP_NAME] = "name",
    [PROP_ADDRESS] = "address",
    [PROP_LAYOUT] = "layout",
    [PROP_BMC] = "bmc",
    [PROP_BMC_BRIDGE] = "bmc-bridge",
  };

  object_class->set_property = rackside_server_set_property;
  object_class->get_property = rackside_server_get_property;
  object_class->finalize = rackside_server_finalize;
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);
  for (guint i = PROP_NAME; i < G_N_ELEMENTS (texts); i++)
    properties[i] = g_param_spec_string (texts[i], NULL, NULL, "", flags);
  properties[PROP_BMC_SUITE] = g_param_spec_int ("bmc-suite", NULL, NULL, -1, RACKSIDE_SERVER_MAX_SUITE, -1,
                                                  flags);
  properties[PROP_TAGS] = g_param_spec_boxed ("tags", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_MACROS] = g_param_spec_boxed ("macros", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rackside_server_init (RacksideServer *self)
{
  for (guint i = PROP_NAME; i < G_N_ELEMENTS (self->texts); i++)
    self->texts[i] = g_strdup ("");
  self->tags = g_new0 (char *, 1);
  self->macros = rackside_macro_list_new ();
  self->bmc_suite = -1;
}

/**
 * rackside_server_new:
 * @id: (nullable): its UUID; %NULL: a new one
 *
 * Returns: (transfer full): a server of which nothing is known
 */
RacksideServer *
rackside_server_new (const char *id)
{
  g_autofree char *fresh = id == NULL ? g_uuid_string_random () : NULL;

  return g_object_new (RACKSIDE_TYPE_SERVER, "id", id != NULL ? id : fresh, NULL);
}

/**
 * rackside_server_copy:
 * @self: a server
 * @id: (nullable): the UUID of the copy; %NULL: a new one
 *
 * Returns: (transfer full): the same with another id
 */
RacksideServer *
rackside_server_copy (RacksideServer *self,
                      const char     *id)
{
  RacksideServer *copy = rackside_server_new (id);

  rackside_server_assign (copy, self);
  return copy;
}

/**
 * rackside_server_assign:
 * @self: a server
 * @other: what it is to be like, but for the id
 */
void
rackside_server_assign (RacksideServer *self,
                        RacksideServer *other)
{
  for (guint i = PROP_NAME; i < G_N_ELEMENTS (self->texts); i++)
    set_text (self, i, other->texts[i]);
  set_tags (self, (const char *const *) other->tags);
  set_macros (self, other->macros);
  set_bmc_suite (self, other->bmc_suite);
}

/**
 * rackside_server_equal:
 * @self: a server
 * @other: another one
 *
 * Returns: whether they say the same, whatever their ids
 */
gboolean
rackside_server_equal (RacksideServer *self,
                       RacksideServer *other)
{
  for (guint i = PROP_NAME; i < G_N_ELEMENTS (self->texts); i++)
    if (strcmp (self->texts[i], other->texts[i]) != 0)
      return FALSE;
  return self->bmc_suite == other->bmc_suite && rackside_macro_list_equal (self->macros, other->macros)
         && g_strv_equal ((const char *const *) self->tags, (const char *const *) other->tags);
}

static gboolean
is_text (const char *text)
{
  if (strlen (text) > RACKSIDE_SERVER_MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return FALSE;
  return TRUE;
}

static gboolean
check_address (const char  *text,
               GError     **error)
{
  g_autoptr(RacksideAddress) address = rackside_address_parse (text, error);

  if (address != NULL && address->session_key != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("An address with a session in it works only once. Save ilo://USER@HOST instead."));
      return FALSE;
    }
  return address != NULL;
}

/**
 * rackside_server_check:
 * @self: a server
 * @error: (nullable): what is wrong, for the user
 *
 * Returns: whether it can be saved and connected to
 */
gboolean
rackside_server_check (RacksideServer  *self,
                       GError         **error)
{
  gboolean ok = g_strv_length (self->tags) <= MAX_TAGS;

  for (guint i = PROP_NAME; i < G_N_ELEMENTS (self->texts); i++)
    ok = ok && is_text (self->texts[i]);
  for (guint i = 0; ok && self->tags[i] != NULL; i++)
    ok = is_text (self->tags[i]);
  if (!ok)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("Names, addresses and tags are lines of at most %d letters, and a server has at most %d tags."),
                   RACKSIDE_SERVER_MAX_TEXT, MAX_TAGS);
      return FALSE;
    }
  return check_address (self->texts[PROP_ADDRESS], error)
         && (*self->texts[PROP_BMC] == '\0' || check_address (self->texts[PROP_BMC], error));
}

static gboolean
contains (const char *text,
          const char *word)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, word) != NULL;
}

/**
 * rackside_server_matches:
 * @self: a server
 * @words: (array zero-terminated=1): words, case-folded
 *
 * Returns: whether each of the words is in its name, its address or a tag
 */
gboolean
rackside_server_matches (RacksideServer    *self,
                         const char *const *words)
{
  for (; *words != NULL; words++)
    {
      gboolean found = contains (self->texts[PROP_NAME], *words) || contains (self->texts[PROP_ADDRESS], *words);

      for (guint i = 0; !found && self->tags[i] != NULL; i++)
        found = contains (self->tags[i], *words);
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/**
 * rackside_server_get_id:
 * @self: a server
 *
 * Returns: (transfer none): its UUID
 */
const char *
rackside_server_get_id (RacksideServer *self)
{
  return self->texts[PROP_ID];
}

/**
 * rackside_server_get_name:
 * @self: a server
 *
 * Returns: (transfer none): what the user calls it, or nothing
 */
const char *
rackside_server_get_name (RacksideServer *self)
{
  return self->texts[PROP_NAME];
}

/**
 * rackside_server_get_title:
 * @self: a server
 *
 * Returns: (transfer none): its name, or where there is none its host
 */
const char *
rackside_server_get_title (RacksideServer *self)
{
  if (self->title == NULL && *self->texts[PROP_NAME] == '\0')
    {
      g_autoptr(RacksideAddress) address = rackside_address_parse (self->texts[PROP_ADDRESS], NULL);

      self->title = address != NULL ? rackside_address_format (address) : g_strdup (self->texts[PROP_ADDRESS]);
    }
  return self->title != NULL ? self->title : self->texts[PROP_NAME];
}

/**
 * rackside_server_get_address:
 * @self: a server
 *
 * Returns: (transfer none): `ilo://USER@HOST[:PORT]` or `ipmi://USER@HOST[:PORT]`
 */
const char *
rackside_server_get_address (RacksideServer *self)
{
  return self->texts[PROP_ADDRESS];
}

/**
 * rackside_server_get_tags:
 * @self: a server
 *
 * Returns: (transfer none) (array zero-terminated=1): its tags
 */
const char *const *
rackside_server_get_tags (RacksideServer *self)
{
  return (const char *const *) self->tags;
}

/**
 * rackside_server_get_layout:
 * @self: a server
 *
 * Returns: (transfer none): the xkb layout of its keyboard, or nothing
 */
const char *
rackside_server_get_layout (RacksideServer *self)
{
  return self->texts[PROP_LAYOUT];
}

/**
 * rackside_server_get_bmc:
 * @self: a server
 *
 * Returns: (transfer none): `ipmi://USER@HOST[:PORT]`, or nothing when the address leads to the BMC too
 */
const char *
rackside_server_get_bmc (RacksideServer *self)
{
  return self->texts[PROP_BMC];
}

/**
 * rackside_server_get_bmc_suite:
 * @self: a server
 *
 * Returns: the cipher suite for its BMC, or -1 to choose one
 */
int
rackside_server_get_bmc_suite (RacksideServer *self)
{
  return self->bmc_suite;
}

/**
 * rackside_server_get_bmc_bridge:
 * @self: a server
 *
 * Returns: (transfer none): the way on from its BMC, as `0:0x72`, or nothing
 */
const char *
rackside_server_get_bmc_bridge (RacksideServer *self)
{
  return self->texts[PROP_BMC_BRIDGE];
}

/**
 * rackside_server_get_macros:
 * @self: a server
 *
 * Returns: (transfer none) (element-type RacksideMacro): the macros that are for it alone
 */
const GPtrArray *
rackside_server_get_macros (RacksideServer *self)
{
  return self->macros;
}
