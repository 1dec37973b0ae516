/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-json-private.h"

/* The parser calls itself for each level; no answer of an iLO has this many objects and arrays. */
#define MAX_BRACKETS 2000

static void
fail (IloJson    *self,
      const char *wrong,
      const char *member)
{
  if (self->error != NULL)
    return;
  if (member != NULL)
    /* Translators: a call, what is wrong, and of which member of the answer */
    self->error = g_error_new (ILO_ERROR, ILO_ERROR_PROTOCOL,
                               _("The iLO's answer to “%s” is not what it should be: %s (%s). Try again; if it stays "
                                 "so, reset the iLO."), self->what, wrong, member);
  else
    /* Translators: a call, and what is wrong */
    self->error = g_error_new (ILO_ERROR, ILO_ERROR_PROTOCOL,
                               _("The iLO's answer to “%s” is not what it should be: %s. Try again; if it stays so, "
                                 "reset the iLO."), self->what, wrong);
}

static gboolean
has_too_many_brackets (const char *text,
                       gsize       length)
{
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    if (text[i] == '[' || text[i] == '{')
      n++;
  return n > MAX_BRACKETS;
}

/**
 * ilo_json_open:
 * @what: what was asked for, for messages; has to outlive the object
 * @text: (array length=length): what was answered
 * @length: bytes
 *
 * Returns: the object in it, or one that remembers that there is none; end with ilo_json_close()
 */
IloJson
ilo_json_open (const char *what,
               const char *text,
               gsize       length)
{
  IloJson self = { .what = what, .parser = json_parser_new () };
  g_autofree char *repaired = NULL;
  JsonNode *root;

  if (length > 0 && !g_utf8_validate_len (text, length, NULL))     /* a server name may be in anything */
    {
      repaired = g_utf8_make_valid (text, length);
      text = repaired;
      length = strlen (repaired);
    }
  if (length == 0)
    fail (&self, _("it is empty"), NULL);
  else if (has_too_many_brackets (text, length))
    fail (&self, _("it is far too complicated"), NULL);
  else if (!json_parser_load_from_data (self.parser, text, length, NULL))
    fail (&self, _("it is not JSON"), NULL);
  else
    {
      root = json_parser_get_root (self.parser);
      if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
        self.object = json_node_get_object (root);
      else
        fail (&self, _("it is not a JSON object"), NULL);
    }
  return self;
}

/**
 * ilo_json_close:
 * @self: an object
 * @error: where to say what was wrong (%ILO_ERROR_PROTOCOL)
 *
 * Frees everything that was read from it.
 *
 * Returns: whether everything was what it should be
 */
gboolean
ilo_json_close (IloJson  *self,
                GError  **error)
{
  g_clear_object (&self->parser);
  self->object = NULL;
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* The member, or NULL when it is missing or null. */
static JsonNode *
find (IloJson    *self,
      const char *member)
{
  JsonNode *node = self->object != NULL ? json_object_get_member (self->object, member) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/**
 * ilo_json_has:
 * @self: an object
 * @member: a name
 *
 * Returns: whether there is such a member, and it is not null
 */
gboolean
ilo_json_has (IloJson    *self,
              const char *member)
{
  return find (self, member) != NULL;
}

/**
 * ilo_json_get_string:
 * @self: an object
 * @member: a name
 *
 * Returns: the text; there has to be one. Empty after a mistake
 */
const char *
ilo_json_get_string (IloJson    *self,
                     const char *member)
{
  JsonNode *node = find (self, member);

  if (holds (node, G_TYPE_STRING))
    return json_node_get_string (node);
  fail (self, _("there is no text"), member);
  return "";
}

/**
 * ilo_json_get_optional:
 * @self: an object
 * @member: a name
 * @fallback: (nullable): what to take when there is no such text
 *
 * Returns: (nullable): the text
 */
const char *
ilo_json_get_optional (IloJson    *self,
                       const char *member,
                       const char *fallback)
{
  JsonNode *node = find (self, member);

  return holds (node, G_TYPE_STRING) ? json_node_get_string (node) : fallback;
}

/**
 * ilo_json_get_int:
 * @self: an object
 * @member: a name
 * @least: the least that it may be
 * @most: the most
 *
 * Returns: the whole number; there has to be one. @least after a mistake
 */
gint64
ilo_json_get_int (IloJson    *self,
                  const char *member,
                  gint64      least,
                  gint64      most)
{
  JsonNode *node = find (self, member);
  gint64 value;

  if (!holds (node, G_TYPE_INT64))
    {
      fail (self, _("there is no number"), member);
      return least;
    }
  value = json_node_get_int (node);
  if (value >= least && value <= most)
    return value;
  fail (self, _("there is an impossible number"), member);
  return least;
}

/**
 * ilo_json_get_int_or:
 * @self: an object
 * @member: a name
 * @least: the least that it may be
 * @most: the most
 * @fallback: what to take when there is no such member
 *
 * Returns: the whole number
 */
gint64
ilo_json_get_int_or (IloJson    *self,
                     const char *member,
                     gint64      least,
                     gint64      most,
                     gint64      fallback)
{
  return find (self, member) != NULL ? ilo_json_get_int (self, member, least, most) : fallback;
}

/**
 * ilo_json_get_flag:
 * @self: an object
 * @member: a name
 *
 * Returns: whether there is a number that is not 0, or true
 */
gboolean
ilo_json_get_flag (IloJson    *self,
                   const char *member)
{
  JsonNode *node = find (self, member);

  return (holds (node, G_TYPE_INT64) && json_node_get_int (node) != 0)
         || (holds (node, G_TYPE_BOOLEAN) && json_node_get_boolean (node));
}

/**
 * ilo_json_get_object:
 * @self: an object
 * @member: a name
 *
 * Returns: (nullable): the object of this name, if there is one
 */
JsonObject *
ilo_json_get_object (IloJson    *self,
                     const char *member)
{
  JsonNode *node = find (self, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * ilo_json_get_array:
 * @self: an object
 * @member: a name
 *
 * Returns: (nullable): the array of this name, if there is one
 */
JsonArray *
ilo_json_get_array (IloJson    *self,
                    const char *member)
{
  JsonNode *node = find (self, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * ilo_json_append_string:
 * @to: JSON that is being put together
 * @text: UTF-8
 *
 * Appends a text in quotes, with everything escaped that has to be. It takes at most six times the
 * bytes of the text, and two.
 */
void
ilo_json_append_string (GString    *to,
                        const char *text)
{
  g_string_append_c (to, '"');
  for (const char *c = text; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      {
        g_string_append_c (to, '\\');
        g_string_append_c (to, *c);
      }
    else if ((guchar) *c < 0x20 || *c == 0x7F)
      g_string_append_printf (to, "\\u%04x", (guint) (guchar) *c);
    else
      g_string_append_c (to, *c);
  g_string_append_c (to, '"');
}
