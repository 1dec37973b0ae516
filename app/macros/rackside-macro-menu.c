/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-hot-key.h"
#include "rackside-macro-menu.h"

/* A label in which no underline marks a letter. */
static char *
escape (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "_", -1);

  return g_strjoinv ("__", parts);
}

static GMenu *
new_macros (RacksideMacroStore *store,
            RacksideMacroScope  scope)
{
  const GPtrArray *list = rackside_macro_store_get_list (store, scope);
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < list->len; i++)
    {
      const RacksideMacro *macro = list->pdata[i];
      g_autofree char *label = escape (macro->name);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.run-macro", "(is)", (int) scope, macro->name);
      if (*macro->shortcut != '\0')
        g_menu_item_set_attribute (item, "accel", "s", macro->shortcut);
      g_menu_append_item (menu, item);
    }
  return menu;
}

/* An item that only tells something. */
static void
append_remark (GMenu      *menu,
               const char *text)
{
  g_autofree char *label = escape (text);

  g_menu_append (menu, label, "win.no-macro");
}

static GMenu *
new_hot_keys (const IloHotKeys *hot_keys,
              const char       *problem)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; hot_keys != NULL && i < ILO_HOT_KEYS; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *keys = NULL;
      g_autofree char *text = NULL;
      g_autofree char *label = NULL;
      g_autoptr(GMenuItem) item = NULL;
      IloChord chord;

      if (!ilo_hot_key_is_set (hot_keys, i))
        continue;
      if (!ilo_hot_key_get_chord (hot_keys, i, &chord, &error))
        {
          append_remark (menu, error->message);
          continue;
        }
      keys = ilo_chord_format (&chord);
      /* Translators: a hot key, and the keys that it presses */
      text = g_strdup_printf (_("%s: %s"), ilo_hot_key_get_name (i), keys);
      label = escape (text);
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "console.send-keys", "s", keys);
      g_menu_append_item (menu, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) == 0)
    append_remark (menu, problem != NULL ? problem
                         : hot_keys != NULL ? _("None is programmed") : _("Asking the iLO…"));
  return menu;
}

/**
 * rackside_macro_menu_fill:
 * @menu: a menu, in place of whose items there are
 * @store: all macros
 * @hot_keys: (nullable): what is programmed in the iLO; %NULL: not known yet
 * @hot_keys_problem: (nullable): why that is not known
 *
 * Fills in items for the actions `win.run-macro`, `console.send-keys` and `win.edit-macros`.
 */
void
rackside_macro_menu_fill (GMenu              *menu,
                          RacksideMacroStore *store,
                          const IloHotKeys   *hot_keys,
                          const char         *hot_keys_problem)
{
  RacksideServer *server = rackside_macro_store_get_server (store);
  g_autoptr(GMenu) for_all = new_macros (store, RACKSIDE_MACRO_SCOPE_ALL);
  g_autoptr(GMenu) for_server = new_macros (store, RACKSIDE_MACRO_SCOPE_SERVER);
  g_autoptr(GMenu) programmed = new_hot_keys (hot_keys, hot_keys_problem);
  g_autoptr(GMenu) edit = g_menu_new ();

  g_menu_remove_all (menu);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (for_all));
  if (server != NULL)
    g_menu_append_section (menu, rackside_server_get_title (server), G_MENU_MODEL (for_server));
  g_menu_append_section (menu, _("Hot Keys of the iLO"), G_MENU_MODEL (programmed));
  g_menu_append (edit, _("_Edit Macros…"), "win.edit-macros");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
}

/**
 * rackside_macro_menu_find_target:
 * @store: all macros
 * @target: what an item has for the action `win.run-macro`
 *
 * Returns: (transfer none) (nullable): the macro that it is about
 */
RacksideMacro *
rackside_macro_menu_find_target (RacksideMacroStore *store,
                                 GVariant           *target)
{
  const char *name;
  int scope;

  g_variant_get (target, "(i&s)", &scope, &name);
  if (scope < 0 || scope >= RACKSIDE_MACRO_N_SCOPES)
    return NULL;
  return rackside_macro_list_find (rackside_macro_store_get_list (store, (RacksideMacroScope) scope), name);
}
