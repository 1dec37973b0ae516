/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-macro-list.h"
#include "rackside-server-merge.h"

static gboolean
is_same (GParamSpec   *pspec,
         const GValue *a,
         const GValue *b)
{
  const char *const *list_a;
  const char *const *list_b;

  if (G_VALUE_HOLDS (a, G_TYPE_PTR_ARRAY))
    return rackside_macro_list_equal (g_value_get_boxed (a), g_value_get_boxed (b));
  if (!G_VALUE_HOLDS (a, G_TYPE_STRV))
    return g_param_values_cmp (pspec, a, b) == 0;
  list_a = g_value_get_boxed (a);
  list_b = g_value_get_boxed (b);
  return list_a == list_b || (list_a != NULL && list_b != NULL && g_strv_equal (list_a, list_b));
}

static char *
describe (const GValue *value)
{
  g_auto(GValue) text = G_VALUE_INIT;

  if (G_VALUE_HOLDS (value, G_TYPE_PTR_ARRAY))
    return g_strdup (_("other macros"));
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return g_strjoinv (", ", g_value_get_boxed (value));
  g_value_init (&text, G_TYPE_STRING);
  return g_value_transform (value, &text) ? g_value_dup_string (&text) : g_strdup ("");
}

/* Whether @mine may stay as it is or was brought into line; not when both have changed it. */
static gboolean
merge_property (GParamSpec      *pspec,
                RacksideServer  *mine,
                RacksideServer  *base,
                RacksideServer  *theirs,
                GError         **error)
{
  g_auto(GValue) a = G_VALUE_INIT;
  g_auto(GValue) b = G_VALUE_INIT;
  g_auto(GValue) c = G_VALUE_INIT;
  g_autofree char *text = NULL;

  g_object_get_property (G_OBJECT (mine), pspec->name, g_value_init (&a, pspec->value_type));
  g_object_get_property (G_OBJECT (base), pspec->name, g_value_init (&b, pspec->value_type));
  g_object_get_property (G_OBJECT (theirs), pspec->name, g_value_init (&c, pspec->value_type));
  if (is_same (pspec, &a, &c) || is_same (pspec, &b, &c))
    return TRUE;
  if (is_same (pspec, &a, &b))
    {
      g_object_set_property (G_OBJECT (mine), pspec->name, &c);
      return TRUE;
    }
  text = describe (&c);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE,
               /* Translators: what somebody has entered for the same thing, in another window or program */
               _("It has been changed elsewhere meanwhile, to “%s”. Save again to have yours in its place."), text);
  return FALSE;
}

/**
 * rackside_server_merge:
 * @mine: a server as somebody has changed it
 * @base: what it was before
 * @theirs: what others have made of it meanwhile
 * @error: (nullable): what both have changed, for the user
 *
 * Takes what only others have changed over into @mine.
 *
 * Returns: whether nothing of what others have changed would be lost
 */
gboolean
rackside_server_merge (RacksideServer  *mine,
                       RacksideServer  *base,
                       RacksideServer  *theirs,
                       GError         **error)
{
  guint n_properties;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (mine), &n_properties);

  for (guint i = 0; i < n_properties; i++)
    if ((pspecs[i]->flags & G_PARAM_WRITABLE) != 0 && (pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) == 0
        && !merge_property (pspecs[i], mine, base, theirs, error))
      return FALSE;
  return TRUE;
}
