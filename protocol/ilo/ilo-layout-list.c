/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <xkbcommon/xkbregistry.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-layout-list.h"

/* The X keyboard extension's own translations of what it calls its layouts. */
#define TRANSLATIONS "xkeyboard-config"

static void
info_free (gpointer data)
{
  IloLayoutInfo *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->layout);
  g_free (self->variant);
  g_free (self);
}

static IloLayoutInfo *
info_new (struct rxkb_layout *layout)
{
  IloLayoutInfo *self = g_new0 (IloLayoutInfo, 1);

  self->layout = g_strdup (rxkb_layout_get_name (layout));
  self->variant = g_strdup (rxkb_layout_get_variant (layout));
  self->name = g_utf8_make_valid (g_dgettext (TRANSLATIONS, rxkb_layout_get_description (layout)), -1);
  self->id = self->variant != NULL ? g_strdup_printf ("%s(%s)", self->layout, self->variant) : g_strdup (self->layout);
  return self;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return g_utf8_collate ((*(const IloLayoutInfo * const *) a)->name, (*(const IloLayoutInfo * const *) b)->name);
}

/* What the X keyboard extension knows of broken files is not for the user. */
static void
be_silent (struct rxkb_context *context,
           enum rxkb_log_level  level,
           const char          *format,
           va_list              arguments)
{
}

/**
 * ilo_layout_list:
 * @error: return location: %ILO_ERROR_INPUT when the system has no list
 *
 * Lists the keyboard layouts of the X keyboard extension that this system knows, seldom ones too.
 *
 * Returns: (transfer full) (nullable) (element-type IloLayoutInfo): all of them, by name
 */
GPtrArray *
ilo_layout_list (GError **error)
{
  struct rxkb_context *context = rxkb_context_new (RXKB_CONTEXT_LOAD_EXOTIC_RULES);
  GPtrArray *list = NULL;

  bind_textdomain_codeset (TRANSLATIONS, "UTF-8");
  if (context != NULL)
    rxkb_context_set_log_fn (context, be_silent);
  if (context != NULL && rxkb_context_parse_default_ruleset (context))
    {
      list = g_ptr_array_new_with_free_func (info_free);
      for (struct rxkb_layout *layout = rxkb_layout_first (context); layout != NULL; layout = rxkb_layout_next (layout))
        g_ptr_array_add (list, info_new (layout));
      g_ptr_array_sort (list, compare);
    }
  else
    g_set_error_literal (error, ILO_ERROR, ILO_ERROR_INPUT,
                         _("The list of keyboard layouts cannot be read. Install the package xkb-data."));
  rxkb_context_unref (context);
  return list;
}

/**
 * ilo_layout_list_find:
 * @list: (element-type IloLayoutInfo): the layouts that there are
 * @id: a layout, as in #IloLayoutInfo, or as desktops write it: `de+nodeadkeys`
 *
 * Returns: (transfer none) (nullable): the layout
 */
const IloLayoutInfo *
ilo_layout_list_find (GPtrArray  *list,
                      const char *id)
{
  g_auto(GStrv) parts = g_strsplit (id, "+", 2);

  for (guint i = 0; i < list->len && parts[0] != NULL; i++)
    {
      const IloLayoutInfo *info = g_ptr_array_index (list, i);

      if (g_strcmp0 (info->id, id) == 0
          || (parts[1] != NULL && g_strcmp0 (info->layout, parts[0]) == 0 && g_strcmp0 (info->variant, parts[1]) == 0))
        return info;
    }
  return NULL;
}
