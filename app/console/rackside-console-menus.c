/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-console-menus.h"

#define FUNCTION_KEYS 12

/* Adds an item that presses keys on the server; @chord is written as ilo_chord_parse() takes it. */
static void
append_keys (GMenu      *menu,
             const char *label,
             const char *chord)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "console.send-keys", "s", chord);
  g_menu_append_item (menu, item);
}

/* Adds an item that is not there while it makes no sense. */
static void
append_sensible (GMenu      *menu,
                 const char *label,
                 const char *action)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static void
append_function_keys (GMenu      *menu,
                      const char *label,
                      const char *label_format,
                      const char *chord_format)
{
  g_autoptr(GMenu) submenu = g_menu_new ();

  for (guint i = 1; i <= FUNCTION_KEYS; i++)
    {
      g_autofree char *key_label = g_strdup_printf ("%s%u", label_format, i);
      g_autofree char *chord = g_strdup_printf ("%s%u", chord_format, i);

      append_keys (submenu, key_label, chord);
    }
  g_menu_append_submenu (menu, label, G_MENU_MODEL (submenu));
}

static void
append_sysrq (GMenu *menu)
{
  /* What the Linux kernel does for each letter of its magic SysRq key. */
  static const struct
  {
    const char *label;
    const char *chord;
  } keys[] = {
    { N_("_R: Keyboard Out of Raw Mode"), "alt+Print+r" },
    { N_("_E: End All Processes"), "alt+Print+e" },
    { N_("_I: Kill All Processes"), "alt+Print+i" },
    { N_("_S: Sync Disks"), "alt+Print+s" },
    { N_("_U: Remount Read-Only"), "alt+Print+u" },
    { N_("_B: Reboot at Once"), "alt+Print+b" },
    { N_("_O: Switch Off at Once"), "alt+Print+o" },
    { N_("_F: Kill the Largest Process"), "alt+Print+f" },
    { N_("_M: Show Memory"), "alt+Print+m" },
    { N_("_T: Show Tasks"), "alt+Print+t" },
    { N_("_W: Show Blocked Tasks"), "alt+Print+w" },
    { N_("_C: Crash for a Dump"), "alt+Print+c" },
    { N_("_H: Help"), "alt+Print+h" },
  };
  g_autoptr(GMenu) submenu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    append_keys (submenu, _(keys[i].label), keys[i].chord);
  g_menu_append_submenu (menu, _("Alt+_SysRq+Letter"), G_MENU_MODEL (submenu));
}

/**
 * rackside_console_keyboard_menu_new:
 * @macros: (transfer none): what belongs to it besides, in a menu of its own
 *
 * Returns: (transfer full): what cannot be typed easily, as items for the action `console.send-keys`
 */
GMenuModel *
rackside_console_keyboard_menu_new (GMenuModel *macros)
{
  g_autoptr(GMenu) paste = g_menu_new ();
  g_autoptr(GMenu) chords = g_menu_new ();
  g_autoptr(GMenu) keys = g_menu_new ();
  g_autoptr(GMenu) leave = g_menu_new ();
  GMenu *menu = g_menu_new ();

  g_menu_append (paste, _("Paste as _Keystrokes…"), "win.paste");
  g_menu_append_submenu (paste, _("_Macros"), macros);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (paste));
  append_keys (chords, _("Ctrl+Alt+_Del"), "ctrl+alt+Delete");
  append_function_keys (chords, _("_Ctrl+Alt+F1…F12"), "Ctrl+Alt+F", "ctrl+alt+F");
  append_function_keys (chords, _("_Alt+F1…F12"), "Alt+F", "alt+F");
  append_sysrq (chords);
  append_keys (chords, _("Alt+Ta_b"), "alt+Tab");
  append_keys (chords, _("S_uper"), "Super");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (chords));
  append_keys (keys, _("_Print Screen"), "Print");
  append_keys (keys, _("Caps _Lock"), "Caps_Lock");
  append_keys (keys, _("_Num Lock"), "Num_Lock");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (keys));
  append_sensible (leave, _("_Type on the Server"), "console.take-keyboard");
  append_sensible (leave, _("_Give the Keyboard Back"), "console.let-go");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (leave));
  return G_MENU_MODEL (menu);
}

/**
 * rackside_console_power_menu_new:
 *
 * Returns: (transfer full): what the power button can do
 */
GMenuModel *
rackside_console_power_menu_new (void)
{
  g_autoptr(GMenu) gentle = g_menu_new ();
  g_autoptr(GMenu) hard = g_menu_new ();
  GMenu *menu = g_menu_new ();

  append_sensible (gentle, _("_Switch On"), "console.power-on");
  append_sensible (gentle, _("_Press the Power Button"), "console.power-press");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (gentle));
  append_sensible (hard, _("_Hold the Power Button…"), "console.power-hold");
  append_sensible (hard, _("_Cold Boot…"), "console.power-cold-boot");
  append_sensible (hard, _("_Reset…"), "console.power-reset");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (hard));
  return G_MENU_MODEL (menu);
}
