/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-rest.h"
#include "rackside-application.h"
#include "rackside-macro-menu.h"
#include "rackside-macro-shortcut.h"
#include "rackside-macros-dialog.h"
#include "rackside-window-private.h"

static void
fill_menu (RacksideWindow *self)
{
  rackside_macro_menu_fill (self->macro_menu, self->macro_store, self->hot_keys, self->hot_keys_problem);
}

/* Takes the macros that there are for what the window shows now, and follows them. */
static void
follow (RacksideWindow *self)
{
  RacksideApplication *application = RACKSIDE_APPLICATION (g_application_get_default ());
  g_autoptr(GError) problem = NULL;
  RacksideMacros *macros = rackside_application_get_macros (application, &problem);

  g_clear_object (&self->macro_store);
  self->macro_store = rackside_macro_store_new (macros, rackside_application_get_servers (application, NULL));
  rackside_macro_store_set_server (self->macro_store, self->server);
  g_signal_connect_object (self->macro_store, "changed", G_CALLBACK (fill_menu), self, G_CONNECT_SWAPPED);
  if (problem != NULL)
    rackside_window_remark (self, problem->message, NULL, NULL);
  fill_menu (self);
}

static void
on_hot_keys (GObject      *http,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  IloHotKeys *hot_keys = ilo_rest_get_hot_keys_finish (ILO_HTTP (http), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->hot_keys = hot_keys;
  if (error != NULL)
    self->hot_keys_problem = g_strdup (_("The iLO does not tell them"));
  fill_menu (self);
}

static void
forget_hot_keys (RacksideWindow *self)
{
  g_cancellable_cancel (self->hot_keys_cancellable);
  g_clear_object (&self->hot_keys_cancellable);
  g_clear_pointer (&self->hot_keys, ilo_hot_keys_free);
  g_clear_pointer (&self->hot_keys_problem, g_free);
}

/* They are asked for when a console opens: somebody may have programmed others since the last time. */
static void
on_live (RacksideWindow *self)
{
  IloSession *session = rackside_console_view_get_session (self->console_view);

  if (!rackside_console_view_is_live (self->console_view))
    {
      forget_hot_keys (self);
      return;
    }
  if (self->hot_keys_cancellable != NULL)
    return;
  follow (self);
  self->hot_keys_cancellable = g_cancellable_new ();
  ilo_rest_get_hot_keys_async (ilo_session_get_http (session), ilo_session_get_session_key (session),
                               self->hot_keys_cancellable, on_hot_keys, g_object_ref (self));
}

static void
run (RacksideWindow *self,
     RacksideMacro  *macro)
{
  if (rackside_console_view_is_live (self->console_view))
    rackside_console_view_run_macro (self->console_view, macro, rackside_window_get_layout (self));
}

/* A shortcut is for the program, also while everything else that is typed goes to the server. */
static gboolean
on_shortcut (RacksideWindow *self,
             guint           keyval,
             guint           state)
{
  RacksideMacro *macro = self->macro_store != NULL
                         ? rackside_macro_shortcut_find (self->macro_store, keyval, (GdkModifierType) state) : NULL;

  if (macro == NULL || !rackside_console_view_is_live (self->console_view))
    return FALSE;
  run (self, macro);
  return TRUE;
}

static void
on_run_macro (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RacksideWindow *self = user_data;
  RacksideMacro *macro = rackside_macro_menu_find_target (self->macro_store, parameter);

  if (macro != NULL)
    run (self, macro);
}

static void
on_edit_macros (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  RacksideWindow *self = user_data;

  /* What is typed now is for the dialog. */
  g_action_group_activate_action (rackside_console_view_get_actions (self->console_view), "let-go", NULL);
  gtk_window_present (GTK_WINDOW (rackside_macros_dialog_new (GTK_WINDOW (self), self->macro_store)));
}

/**
 * rackside_window_init_macros:
 * @self: a window
 *
 * Gives a window its macros: actions, shortcuts, and a menu in that of the keyboard.
 */
void
rackside_window_init_macros (RacksideWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "run-macro", .parameter_type = "(is)", .activate = on_run_macro },
    { .name = "edit-macros", .activate = on_edit_macros },
  };
  RacksideConsoleInput *input = rackside_console_view_get_input (self->console_view);

  self->macro_menu = g_menu_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_object_bind_property (self->console_view, "live", g_action_map_lookup_action (G_ACTION_MAP (self), entries[i].name),
                            "enabled", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->console_view, "notify::live", G_CALLBACK (on_live), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "shortcut", G_CALLBACK (on_shortcut), self, G_CONNECT_SWAPPED);
}

/**
 * rackside_window_update_macros:
 * @self: a window whose server has been saved
 *
 * Offers the macros of its own that it can have now.
 */
void
rackside_window_update_macros (RacksideWindow *self)
{
  if (self->macro_store != NULL)
    rackside_macro_store_set_server (self->macro_store, self->server);
}

/**
 * rackside_window_dispose_macros:
 * @self: a window
 *
 * Ends what is on its way.
 */
void
rackside_window_dispose_macros (RacksideWindow *self)
{
  forget_hot_keys (self);
  g_clear_object (&self->macro_store);
  g_clear_object (&self->macro_menu);
}
