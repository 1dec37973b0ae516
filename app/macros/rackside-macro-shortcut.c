/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-macro-shortcut.h"

/* What GTK itself does something with in every window. */
static const char *const reserved[] = { "F10", "<Shift>F10", "Menu", "Escape" };

static gboolean
fail (GError     **error,
      const char  *text)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, text);
  return FALSE;
}

static gboolean
is_function_key (guint keyval)
{
  return keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F35;
}

static gboolean
is_ours (guint           keyval,
         GdkModifierType modifiers)
{
  g_autofree char *name = gtk_accelerator_name (keyval, modifiers);
  g_auto(GStrv) actions = gtk_application_get_actions_for_accel (GTK_APPLICATION (g_application_get_default ()), name);

  return *actions != NULL || g_strv_contains (reserved, name);
}

static gboolean
is_same (const char      *accelerator,
         guint            keyval,
         GdkModifierType  modifiers)
{
  guint other_keyval;
  GdkModifierType other_modifiers;

  return gtk_accelerator_parse (accelerator, &other_keyval, &other_modifiers)
         && other_keyval == keyval && other_modifiers == modifiers;
}

/* Of the macros of a server and of those for every server the server's own comes first. */
static RacksideMacro *
find_owner (RacksideMacroStore  *store,
            guint                keyval,
            GdkModifierType      modifiers,
            const RacksideMacro *but)
{
  for (int scope = RACKSIDE_MACRO_N_SCOPES - 1; scope >= 0; scope--)
    {
      const GPtrArray *list = rackside_macro_store_get_list (store, (RacksideMacroScope) scope);

      for (guint i = 0; i < list->len; i++)
        {
          RacksideMacro *macro = list->pdata[i];

          if (macro != but && is_same (macro->shortcut, keyval, modifiers))
            return macro;
        }
    }
  return NULL;
}

/**
 * rackside_macro_shortcut_check:
 * @accelerator: a shortcut as GTK writes it, or nothing when it is Ctrl, Alt and the like alone
 * @store: all macros
 * @owner: (nullable): whose shortcut it is to be, as it is in the store
 * @error: why it cannot be used, for the user
 *
 * Returns: whether a macro can have it
 */
gboolean
rackside_macro_shortcut_check (const char           *accelerator,
                               RacksideMacroStore   *store,
                               const RacksideMacro  *owner,
                               GError              **error)
{
  const RacksideMacro *other;
  guint keyval;
  GdkModifierType modifiers;

  if (!gtk_accelerator_parse (accelerator, &keyval, &modifiers) || keyval == 0)
    return fail (error, _("Ctrl, Alt and Shift alone are no shortcut: Ctrl+Alt gives the keyboard back. Press another key "
                          "with them."));
  if ((modifiers & ~GDK_SHIFT_MASK) == 0 && !is_function_key (keyval))
    return fail (error, _("A shortcut needs Ctrl, Alt or Super, or is a function key. Without them the key could not be "
                          "typed on the server any more."));
  if (is_ours (keyval, modifiers))
    return fail (error, _("Rackside itself uses this shortcut. Choose another one."));
  other = find_owner (store, keyval, modifiers, owner);
  if (other == NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               /* Translators: %s is the name of a macro */
               _("The macro “%s” has this shortcut. Choose another one."), other->name);
  return FALSE;
}

/**
 * rackside_macro_shortcut_label:
 * @accelerator: a shortcut as GTK writes it
 *
 * Returns: (transfer full): as people read it; nothing when it is none
 */
char *
rackside_macro_shortcut_label (const char *accelerator)
{
  guint keyval;
  GdkModifierType modifiers;

  if (!gtk_accelerator_parse (accelerator, &keyval, &modifiers))
    return g_strdup ("");
  return gtk_accelerator_get_label (keyval, modifiers);
}

/**
 * rackside_macro_shortcut_find:
 * @store: all macros
 * @keyval: a key that goes down
 * @state: what is held meanwhile
 *
 * Returns: (transfer none) (nullable): the macro whose shortcut that is
 */
RacksideMacro *
rackside_macro_shortcut_find (RacksideMacroStore *store,
                              guint               keyval,
                              GdkModifierType     state)
{
  return find_owner (store, gdk_keyval_to_lower (keyval), state & gtk_accelerator_get_default_mod_mask (), NULL);
}
