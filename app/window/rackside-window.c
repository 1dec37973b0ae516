/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drives-question.h"
#include "rackside-remark.h"
#include "rackside-stack.h"
#include "rackside-window-private.h"
#include "rackside-wrap-layout.h"

G_DEFINE_FINAL_TYPE (RacksideWindow, rackside_window, ADW_TYPE_APPLICATION_WINDOW)

/* Whether the header is used from the keyboard, or there is no picture that it would be in the way of. */
static gboolean
is_header_needed (RacksideWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean shows_screen = FALSE;
  gboolean has_keyboard = TRUE;

  if (!rackside_window_is_home (self))
    g_object_get (page, "shows-screen", &shows_screen, NULL);
  if (page == GTK_WIDGET (self->console_view))
    g_object_get (page, "has-keyboard", &has_keyboard, NULL);
  return !shows_screen || !has_keyboard
         || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->header)));
}

/* In full screen the header lies over the picture, and shows while it is needed or the pointer is at the upper edge. */
static void
update_fullscreen_header (RacksideWindow *self)
{
  gtk_revealer_set_reveal_child (self->fullscreen_header,
                                 self->pointer_at_header || is_header_needed (self));
}

/* Shows in the header what belongs to what is below it. */
static void
update_header (RacksideWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  gboolean shows_screen = FALSE;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  if (!rackside_window_is_home (self))
    g_object_get (page, "title", &title, "subtitle", &subtitle, "shows-screen", &shows_screen, NULL);
  adw_window_title_set_title (self->title, title != NULL ? title : _("Rackside"));
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : _("Rackside"));
  /* A narrow window has no room for all of them; it is in the menu too. */
  gtk_widget_set_visible (self->open_button, page != GTK_WIDGET (self->console_view));
  rackside_window_update_panel (self);
  rackside_window_update_keep (self);
  gtk_widget_set_visible (self->view_button, shows_screen);
  gtk_widget_set_visible (self->power_button, shows_screen && page == GTK_WIDGET (self->console_view));
  gtk_widget_set_visible (self->keyboard_button, shows_screen && page == GTK_WIDGET (self->console_view));
  gtk_widget_set_visible (self->drives_button, shows_screen && page == GTK_WIDGET (self->console_view));
  rackside_window_update_actions (self, shows_screen);
  update_fullscreen_header (self);
}

void
rackside_window_show_page (RacksideWindow *self,
                           GtkWidget      *page)
{
  /* GTK moves the focus of what is hidden on by itself, and that after somebody has given it to the new page. */
  if (gtk_stack_get_visible_child (self->stack) != page)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  rackside_stack_show (self->stack, page);
  update_header (self);
}

static void
on_player_closed (RacksideWindow *self)
{
  rackside_window_show_home (self);
}

static void
on_console_closed (RacksideWindow *self)
{
  g_clear_object (&self->demo);
  rackside_panel_set_bmc (rackside_panel_flap_get_panel (self->flap), NULL);
  rackside_window_show_home (self);
}

/**
 * rackside_window_connect_with_password:
 * @self: a window
 * @address: where to connect to
 * @password: (nullable): the password, copied; %NULL when the address brings a session along
 *
 * Connects to an iLO's console, or to a BMC alone.
 */
void
rackside_window_connect_with_password (RacksideWindow        *self,
                                       const RacksideAddress *address,
                                       const char            *password)
{
  g_autoptr(RacksideBmcSettings) settings = NULL;

  if (address->kind == RACKSIDE_ADDRESS_IPMI)
    {
      rackside_window_open_bmc (self, address, password);
      return;
    }
  g_clear_pointer (&self->layout, g_free);
  /* As a rule the iLO is the BMC too, with the same users. */
  settings = rackside_bmc_settings_new (address->host, RACKSIDE_ADDRESS_IPMI_PORT, address->user, password);
  rackside_window_set_bmc (self, settings);
  rackside_window_show_page (self, GTK_WIDGET (self->console_view));
  rackside_console_view_connect (self->console_view, address, password);
}

static void
on_standing_dismissed (RacksideWindow *self)
{
  self->n_standing--;
}

static void
show_remark (RacksideWindow *self,
             AdwToast       *toast)
{
  /* What stays until it is dismissed lets through what comes later, and comes back after it. */
  if (self->n_standing > 0)
    adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (adw_toast_get_timeout (toast) == 0)
    {
      self->n_standing++;
      g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_standing_dismissed), self, G_CONNECT_SWAPPED);
    }
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/**
 * rackside_window_remark:
 * @self: a window
 * @text: what the user should know, and needs no answer to
 * @button: (nullable): the words on a button
 * @action: (nullable): what the button activates
 *
 * Returns: (transfer none): what says it, until it is dismissed
 */
AdwToast *
rackside_window_remark (RacksideWindow *self,
                        const char     *text,
                        const char     *button,
                        const char     *action)
{
  AdwToast *toast = rackside_remark_new (text, button, action);

  show_remark (self, toast);
  return toast;
}

/**
 * rackside_window_warn:
 * @self: a window
 * @text: what has gone wrong, where the user may not be looking at the window
 *
 * Says it until it is dismissed.
 */
void
rackside_window_warn (RacksideWindow *self,
                      const char     *text)
{
  AdwToast *toast = rackside_remark_new (text, NULL, NULL);

  adw_toast_set_timeout (toast, 0);
  show_remark (self, toast);
}

static void
on_remark (RacksideWindow *self,
           const char     *text)
{
  rackside_window_remark (self, text, NULL, NULL);
}

static void
move_header (RacksideWindow *self,
             gboolean        fullscreen)
{
  g_autoptr(GtkWidget) header = GTK_WIDGET (g_object_ref (self->header));

  if (fullscreen == (gtk_revealer_get_child (self->fullscreen_header) == header))
    return;
  if (fullscreen)
    {
      gtk_box_remove (self->content, header);
      gtk_revealer_set_child (self->fullscreen_header, header);
    }
  else
    {
      gtk_revealer_set_child (self->fullscreen_header, NULL);
      gtk_box_prepend (self->content, header);
    }
}

static void
on_fullscreened (RacksideWindow *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  gboolean console = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->console_view);

  move_header (self, fullscreen);
  rackside_player_view_set_bar_revealed (self->player_view, !fullscreen);
  rackside_console_view_set_status_shown (self->console_view, !fullscreen);
  if (fullscreen)
    {
      AdwToast *toast = adw_toast_new (console ? _("Ctrl+Alt, then F11, leaves the full screen")
                                               : _("F11 leaves the full screen"));

      adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
      adw_toast_set_timeout (toast, 3);
      adw_toast_overlay_add_toast (self->toast_overlay, toast);
      gtk_widget_activate_action (GTK_WIDGET (self->console_view), "console.take-keyboard", NULL);
    }
  self->pointer_at_header = FALSE;
  update_fullscreen_header (self);
}

static void
on_pointer_moved (RacksideWindow *self,
                  double          x,
                  double          y)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->header));

  self->pointer_at_header = y < (self->pointer_at_header ? height : 1);
  update_fullscreen_header (self);
}

/* What the popover shows anyway need not be said twice. */
static void
on_drives_remark (RacksideWindow *self,
                  const char     *text)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->drives_popover)))
    on_remark (self, text);
}

static void
on_files_dropped_on_console (RacksideWindow *self,
                             GSList         *files)
{
  gboolean shows_screen;

  g_object_get (self->console_view, "shows-screen", &shows_screen, NULL);
  if (shows_screen)
    rackside_drives_popover_drop (self->drives_popover, files);
  else
    on_remark (self, _("Images can be mounted when the server’s screen is there. Drop them again then."));
}

static gboolean
on_files_dropped (RacksideWindow *self,
                  const GValue   *value,
                  double          x,
                  double          y)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  if (gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->console_view))
    on_files_dropped_on_console (self, files);
  else if (files->next != NULL)
    on_remark (self, _("Only one recording can be played at a time. Drop one."));
  else
    rackside_window_open (self, files->data, NULL);
  return TRUE;
}

static void
destroy_window (gpointer window)
{
  gtk_window_destroy (window);
  g_object_unref (window);
}

/* The dialog still needs the window that it is on until it has closed. */
static void
on_close_answer (RacksideWindow *self,
                 const char     *response)
{
  if (g_strcmp0 (response, RACKSIDE_DRIVES_ANSWER_GO_ON) == 0)
    g_idle_add_once (destroy_window, g_object_ref (self));
}

static gboolean
on_close_request (RacksideWindow *self)
{
  RacksideDrives *drives = rackside_console_view_get_drives (self->console_view);
  GtkWidget *dialog;

  if (!rackside_drives_are_transferring (drives))
    return GDK_EVENT_PROPAGATE;
  dialog = rackside_drives_question_new (drives, GTK_WINDOW (self), _("Close While a Drive Is in Use?"), _("_Close"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_close_answer), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return GDK_EVENT_STOP;
}

static void
on_panel_revealed (RacksideWindow *self)
{
  rackside_window_update_panel (self);
}

/* It has been closed. What it still waits for holds it, and must not open a console in it. */
static void
rackside_window_unrealize (GtkWidget *widget)
{
  RacksideWindow *self = RACKSIDE_WINDOW (widget);

  g_cancellable_cancel (self->demo_cancellable);
  g_cancellable_cancel (self->keyring_cancellable);
  g_cancellable_cancel (self->hot_keys_cancellable);
  GTK_WIDGET_CLASS (rackside_window_parent_class)->unrealize (widget);
}

static void
rackside_window_dispose (GObject *object)
{
  RacksideWindow *self = RACKSIDE_WINDOW (object);

  if (self->file_chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->file_chooser));
  g_clear_object (&self->file_chooser);
  g_clear_object (&self->demo_cancellable);
  g_clear_object (&self->demo);
  g_clear_object (&self->news);
  g_clear_object (&self->wakefulness);
  rackside_window_dispose_servers (self);
  rackside_window_dispose_macros (self);
  g_clear_pointer (&self->layout, g_free);
  G_OBJECT_CLASS (rackside_window_parent_class)->dispose (object);
}

static void
rackside_window_class_init (RacksideWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_window_dispose;
  widget_class->unrealize = rackside_window_unrealize;

  g_type_ensure (RACKSIDE_TYPE_CONNECT_FORM);
  g_type_ensure (RACKSIDE_TYPE_CONSOLE_VIEW);
  g_type_ensure (RACKSIDE_TYPE_DRIVES_POPOVER);
  g_type_ensure (RACKSIDE_TYPE_PANEL_FLAP);
  g_type_ensure (RACKSIDE_TYPE_PLAYER_VIEW);
  g_type_ensure (RACKSIDE_TYPE_SERVERS_PAGE);
  g_type_ensure (RACKSIDE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, content);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, header);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, fullscreen_header);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, saved_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, servers_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, view_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, view_menu);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, main_menu);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, power_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, keyboard_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, drives_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, drives_popover);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, panel_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, connect_form);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, console_view);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, player_view);
  gtk_widget_class_bind_template_child (widget_class, RacksideWindow, bmc_panel);
  gtk_widget_class_bind_template_callback (widget_class, rackside_window_submit);
  gtk_widget_class_bind_template_callback (widget_class, rackside_window_keep_ilo);
  gtk_widget_class_bind_template_callback (widget_class, rackside_window_keep_bmc);
  gtk_widget_class_bind_template_callback (widget_class, rackside_window_keep_picture);
  gtk_widget_class_bind_template_callback (widget_class, rackside_window_ask_again);
  gtk_widget_class_bind_template_callback (widget_class, on_console_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_player_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_remark);
  gtk_widget_class_bind_template_callback (widget_class, on_pointer_moved);
  gtk_widget_class_bind_template_callback (widget_class, on_fullscreened);
  gtk_widget_class_bind_template_callback (widget_class, on_panel_revealed);
  gtk_widget_class_bind_template_callback (widget_class, on_close_request);
  gtk_widget_class_bind_template_callback (widget_class, update_header);
  gtk_widget_class_bind_template_callback (widget_class, update_fullscreen_header);
}

static void
rackside_window_init (RacksideWindow *self)
{
  GtkDropTarget *drop_target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_autoptr(GMenuModel) power_menu = rackside_console_power_menu_new ();
  g_autoptr(GMenuModel) keyboard_menu = NULL;
  RacksideDrives *drives;

  self->demo_cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  drives = rackside_console_view_get_drives (self->console_view);
  rackside_drives_popover_set_drives (self->drives_popover, drives);
  g_signal_connect_object (drives, "remark", G_CALLBACK (on_drives_remark), self, G_CONNECT_SWAPPED);
  self->news = rackside_news_new (GTK_WINDOW (self), self->console_view);
  self->wakefulness = rackside_wakefulness_new (GTK_WINDOW (self), drives);
  rackside_window_init_actions (self);
  rackside_window_init_macros (self);
  keyboard_menu = rackside_console_keyboard_menu_new (G_MENU_MODEL (self->macro_menu));
  /* A narrow window has no room for its button. */
  g_menu_insert_submenu (self->main_menu, 1, _("_View"), G_MENU_MODEL (self->view_menu));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->power_button), power_menu);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->keyboard_button), keyboard_menu);
  rackside_window_init_servers (self);
  rackside_window_show_home (self);
  g_signal_connect_swapped (drop_target, "drop", G_CALLBACK (on_files_dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop_target));
}

/**
 * rackside_window_new:
 * @application: (transfer none): the program
 *
 * Returns: (transfer none): a window that shows the start page
 */
RacksideWindow *
rackside_window_new (GtkApplication *application)
{
  return g_object_new (RACKSIDE_TYPE_WINDOW, "application", application, NULL);
}

/**
 * rackside_window_open:
 * @self: a window
 * @file: (transfer none): a recording or a raw stream
 * @key: (nullable): the key of an encrypted stream, as the user gave it
 *
 * Plays a file in place of what was there. What goes wrong is said in the window.
 */
void
rackside_window_open (RacksideWindow *self,
                      GFile          *file,
                      const char     *key)
{
  rackside_window_show_page (self, GTK_WIDGET (self->player_view));
  rackside_player_view_open (self->player_view, file, key);
  update_header (self);
}

/**
 * rackside_window_connect:
 * @self: a window
 * @address: where to connect to
 *
 * Connects, after asking for the password unless the address brings a session along or the keyring has it.
 */
void
rackside_window_connect (RacksideWindow        *self,
                         const RacksideAddress *address)
{
  if (address->session_key != NULL)
    {
      rackside_window_connect_with_password (self, address, NULL);
      return;
    }
  rackside_window_open_address (self, address);
}

static void
on_demo_started (GObject      *demo,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = rackside_demo_start_finish (RACKSIDE_DEMO (demo), result, &error);

  if (self->demo != RACKSIDE_DEMO (demo))
    return;
  self->starting_demo = FALSE;
  if (!ok)
    {
      on_remark (self, error->message);
      return;
    }
  rackside_window_set_bmc (self, rackside_demo_get_bmc (self->demo));
  rackside_window_show_page (self, GTK_WIDGET (self->console_view));
  rackside_console_view_connect_pin (self->console_view, rackside_demo_get_address (self->demo),
                                     rackside_demo_get_password (self->demo), rackside_demo_get_pin (self->demo));
}

/**
 * rackside_window_start_demo:
 * @self: a window
 *
 * Starts a simulated server on this machine and connects to it.
 */
void
rackside_window_start_demo (RacksideWindow *self)
{
  g_clear_object (&self->demo);
  self->demo = rackside_demo_new ();
  self->starting_demo = TRUE;
  rackside_demo_start_async (self->demo, self->demo_cancellable, on_demo_started, g_object_ref (self));
}

/**
 * rackside_window_is_idle:
 * @self: a window
 *
 * Returns: whether nothing is open in it, and nobody is about to log in
 */
gboolean
rackside_window_is_idle (RacksideWindow *self)
{
  gboolean used = gtk_stack_get_visible_child (self->stack) == self->start_page
                  && rackside_connect_form_is_used (self->connect_form);

  return rackside_window_is_home (self) && !used && !self->starting_demo;
}

/**
 * rackside_window_is_settled:
 * @self: a window
 *
 * Returns: whether it shows what there is to see, rather than that it is on its way
 */
gboolean
rackside_window_is_settled (RacksideWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  gboolean settled = !self->starting_demo;

  if (!rackside_window_is_home (self))
    g_object_get (page, "settled", &settled, NULL);
  return settled;
}
