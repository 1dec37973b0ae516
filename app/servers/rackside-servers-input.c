/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-server-place.h"
#include "rackside-servers-page-private.h"

/* The place of a server that a widget of the list is in, or has in it. */
static RacksideServerPlace *
find_place (GtkWidget *widget)
{
  GtkWidget *place = widget != NULL ? gtk_widget_get_ancestor (widget, RACKSIDE_TYPE_SERVER_PLACE) : NULL;

  if (place == NULL && widget != NULL)
    place = gtk_widget_get_first_child (widget);
  return RACKSIDE_IS_SERVER_PLACE (place) ? RACKSIDE_SERVER_PLACE (place) : NULL;
}

static RacksideServerPlace *
get_focused_place (RacksideServersPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus != NULL && gtk_widget_is_ancestor (focus, rackside_server_grid_get_view (self->grid)) ? find_place (focus)
                                                                                                     : NULL;
}

/* Whoever is still searching means the first one found, as with Enter alone. */
static RacksideServer *
dup_meant_server (RacksideServersPage *self)
{
  RacksideServerPlace *place = get_focused_place (self);

  if (place != NULL)
    return g_object_ref (rackside_server_place_get_server (place));
  return g_list_model_get_item (G_LIST_MODEL (self->sorted), 0);
}

static gboolean
on_open_new_window (GtkWidget *widget,
                    GVariant  *arguments,
                    gpointer   user_data)
{
  RacksideServersPage *self = user_data;
  g_autoptr(RacksideServer) server = dup_meant_server (self);

  if (server != NULL)
    rackside_servers_page_open (self, server, TRUE);
  return TRUE;
}

static gboolean
on_menu (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  RacksideServerPlace *place = get_focused_place (user_data);
  RacksideServerCard *card = place != NULL ? rackside_server_place_get_card (place) : NULL;

  if (card != NULL)
    rackside_server_card_show_menu (card);
  return card != NULL;
}

/* As long as there is something to bring back; afterwards the entry has the key. */
static gboolean
on_undo (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  RacksideServersPage *self = user_data;
  g_autoptr(AdwToast) toast = self->undo_toast != NULL ? g_object_ref (self->undo_toast) : NULL;

  if (self->removed == NULL)
    return FALSE;
  rackside_servers_page_undo_remove (self);
  if (toast != NULL && self->undo_toast == toast)
    adw_toast_dismiss (toast);
  return TRUE;
}

/* The name of the action is the argument. */
static gboolean
on_focused_action (GtkWidget *widget,
                   GVariant  *arguments,
                   gpointer   user_data)
{
  RacksideServersPage *self = user_data;
  RacksideServerPlace *place = get_focused_place (self);

  if (place == NULL)
    return FALSE;
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), g_variant_get_string (arguments, NULL),
                                  g_variant_new_string (rackside_server_get_id (
                                    rackside_server_place_get_server (place))));
  return TRUE;
}

/* With Ctrl or the middle button as links in a browser. */
static void
on_pressed (GtkGestureClick     *gesture,
            int                  n_press,
            double               x,
            double               y,
            RacksideServersPage *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *view = rackside_server_grid_get_view (self->grid);
  GtkWidget *widget = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);
  RacksideServerPlace *place = widget != view ? find_place (widget) : NULL;
  gboolean new_window = button == GDK_BUTTON_MIDDLE
                        || (button == GDK_BUTTON_PRIMARY && (state & GDK_CONTROL_MASK) != 0);

  if (place == NULL || !new_window)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  rackside_servers_page_open (self, rackside_server_place_get_server (place), TRUE);
}

static void
add_shortcut (GtkShortcutController *controller,
              const char            *trigger,
              GtkShortcutFunc        function,
              gpointer               user_data,
              const char            *argument)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                            gtk_callback_action_new (function, user_data, NULL));

  if (argument != NULL)
    gtk_shortcut_set_arguments (shortcut, g_variant_new_string (argument));
  gtk_shortcut_controller_add_shortcut (controller, shortcut);
}

/* Gives a page its shortcuts, and its cards what the pointer does besides opening them. */
void
rackside_servers_page_init_input (RacksideServersPage *self)
{
  GtkShortcutController *shortcuts = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());
  GtkGesture *click = gtk_gesture_click_new ();

  add_shortcut (shortcuts, "<Control>Return|<Control>KP_Enter", on_open_new_window, self, NULL);
  add_shortcut (shortcuts, "Menu|<Shift>F10", on_menu, self, NULL);
  add_shortcut (shortcuts, "F2", on_focused_action, self, "edit");
  add_shortcut (shortcuts, "Delete|KP_Delete", on_focused_action, self, "remove");
  add_shortcut (shortcuts, "<Control>z", on_undo, self, NULL);
  /* Before the entry, which has some of them too, and the list. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (shortcuts), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (shortcuts));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (rackside_server_grid_get_view (self->grid), GTK_EVENT_CONTROLLER (click));
}
