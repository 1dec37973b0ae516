/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-error.h"
#include "rackside-console-view-private.h"
#include "rackside-drives-farewell.h"
#include "rackside-settings.h"
#include "rackside-stack.h"

enum { PROP_0, PROP_TITLE, PROP_SUBTITLE, PROP_SHOWS_SCREEN, PROP_SETTLED, PROP_LIVE, PROP_HAS_KEYBOARD, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_CLOSING, SIGNAL_CLOSED, SIGNAL_LOGGED_IN, SIGNAL_PASSWORD_WANTED, SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideConsoleView, rackside_console_view, ADW_TYPE_BIN)

static gboolean
shows_console (RacksideConsoleView *self)
{
  return gtk_stack_get_visible_child (self->stack) == self->console_page;
}

/* Brings what is shown into line with what the caller has put there. */
static void
show_page (RacksideConsoleView *self,
           GtkWidget           *page)
{
  if (gtk_stack_get_visible_child (self->stack) != page)
    rackside_stack_show (self->stack, page);
  rackside_console_view_update_actions (self);
  for (guint i = PROP_TITLE; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

/* The focus goes along when the pages turn. */
static void
show_pages (RacksideConsoleView *self)
{
  RacksideConsolePage page = rackside_console_pages_get_page (self->pages);
  gboolean turned = shows_console (self) || self->page != page;

  self->page = page;
  show_page (self, GTK_WIDGET (self->pages));
  if (turned)
    gtk_widget_grab_focus (GTK_WIDGET (self->pages));
}

static void
ask_for_trust (RacksideConsoleView *self,
               const GError        *question,
               gboolean             again)
{
  rackside_console_pages_show_trust (self->pages, question, ilo_session_get_http (self->session), again);
  show_pages (self);
}

void
rackside_console_view_show_error (RacksideConsoleView *self,
                                  const GError        *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->session != NULL && (g_error_matches (error, ILO_ERROR, ILO_ERROR_KEY_CHANGED)
                                || g_error_matches (error, ILO_ERROR, ILO_ERROR_KEY_UNKNOWN)))
    {
      ask_for_trust (self, error, TRUE);
      return;
    }
  self->session_lost = g_error_matches (error, ILO_ERROR, ILO_ERROR_LOST_SESSION);
  rackside_console_pages_show_error (self->pages, error);
  show_pages (self);
  if (self->session != NULL && ilo_session_get_state (self->session) == ILO_SESSION_STATE_OPEN)
    rackside_console_view_let_session_go (self);
}

static void
show_progress (RacksideConsoleView *self)
{
  const char *step = self->console != NULL ? ilo_console_get_step (self->console) : NULL;

  rackside_console_pages_show_progress (self->pages, step != NULL ? step : ilo_session_get_step (self->session));
  show_pages (self);
}

void
rackside_console_view_start_progress (RacksideConsoleView *self)
{
  g_autofree char *address = rackside_address_format (self->address);

  rackside_console_pages_start_progress (self->pages, address);
  show_pages (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->pages));
}

static void
show_notice (RacksideConsoleView *self)
{
  if (self->text != NULL)
    {
      rackside_screen_set_notice (self->screen, "utilities-terminal-symbolic", self->text);
      return;
    }
  switch (ilo_console_get_picture (self->console))
    {
    case ILO_PICTURE_AWAITED:
      rackside_screen_set_notice (self->screen, "content-loading-symbolic", _("Waiting for the picture"));
      break;
    case ILO_PICTURE_NO_SIGNAL:
      rackside_screen_set_notice (self->screen, "video-display-symbolic",
                                  _("The server’s graphics card sends no picture"));
      break;
    case ILO_PICTURE_OFF:
      rackside_screen_set_notice (self->screen, "system-shutdown-symbolic", _("The server is switched off"));
      rackside_screen_offer (self->screen, _("Switch On"), "console.power-on");
      break;
    case ILO_PICTURE_UNSUPPORTED:
      rackside_screen_set_notice (self->screen, "video-display-symbolic",
                                  _("The server shows a resolution that this iLO cannot send. Choose one of up "
                                    "to 1600 × 1200 on the server."));
      break;
    case ILO_PICTURE_LIVE:
      rackside_screen_set_notice (self->screen, NULL, NULL);
      break;
    }
}

static void
show_console (RacksideConsoleView *self)
{
  RacksideDisplay *display = rackside_screen_get_display (self->screen);
  gboolean first = !shows_console (self);

  rackside_console_view_forget_password (self);
  rackside_figures_watch (self->figures, rackside_console_view_is_live (self) ? self->console : NULL, display);
  rackside_drives_set_session (self->drives, rackside_console_view_is_live (self) ? self->session : NULL);
  rackside_display_set_framebuffer (display, ilo_console_get_framebuffer (self->console));
  show_notice (self);
  rackside_console_bar_update (self->bar, self->console);
  rackside_console_input_set_console (self->input, rackside_console_view_is_live (self) ? self->console : NULL);
  rackside_status_line_update (self->status_line, self->session, self->console,
                               rackside_console_input_has_keyboard (self->input));
  show_page (self, self->console_page);
  if (first)
    gtk_widget_grab_focus (GTK_WIDGET (display));
}

/* Whatever changed, shows what belongs to the state that the console is in. */
static void
update (RacksideConsoleView *self)
{
  gboolean was_open = shows_console (self);

  if (self->console == NULL)
    return;
  switch (ilo_console_get_state (self->console))
    {
    case ILO_CONSOLE_STATE_BUSY:
      rackside_console_pages_show_busy (self->pages);
      show_pages (self);
      break;
    case ILO_CONSOLE_STATE_ENDED:
      rackside_console_input_set_console (self->input, NULL);
      rackside_console_bar_update (self->bar, NULL);
      rackside_drives_farewell (self->drives, NULL);
      rackside_console_view_show_error (self, ilo_console_get_error (self->console));
      break;
    case ILO_CONSOLE_STATE_OPEN:
      show_console (self);
      break;
    case ILO_CONSOLE_STATE_WAITING:
    case ILO_CONSOLE_STATE_CONNECTING:
    case ILO_CONSOLE_STATE_SEIZING:
      if (was_open)
        show_console (self);
      else
        show_progress (self);
      break;
    case ILO_CONSOLE_STATE_CLOSED:
      break;
    }
}

static void
on_mode_changed (RacksideConsoleView *self)
{
  g_clear_pointer (&self->text, g_free);
  update (self);
}

static void
on_updated (RacksideConsoleView *self)
{
  rackside_display_changed (rackside_screen_get_display (self->screen));
}

static void
on_text (RacksideConsoleView *self,
         guint                channel,
         const char          *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (channel == ILO_VIDEO_TEXT_SCREEN)
    {
      g_free (self->text);
      self->text = g_steal_pointer (&valid);
      show_notice (self);
    }
  else if (channel != ILO_VIDEO_TEXT_DEBUG)
    rackside_status_line_set_remark (self->status_line, valid);
}

static void
on_unauthorized (RacksideConsoleView *self,
                 guint                action)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0,
                 action == ILO_COMMAND_ACTION_POWER ? _("This user may not use the power button")
                 : action == ILO_COMMAND_ACTION_MEDIA ? _("This user may not use virtual drives")
                 : _("This user may not do that"));
}

static void
on_console (RacksideConsoleView *self)
{
  static const char *const watched[] = { "state", "step", "picture", "cipher", "power", "health", "post-code", "request" };

  if (self->console != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_set_object (&self->console, ilo_session_get_console (self->session));
  if (self->console == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    {
      g_autofree char *name = g_strconcat ("notify::", watched[i], NULL);

      g_signal_connect_object (self->console, name, G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->console, "mode-changed", G_CALLBACK (on_mode_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->console, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->console, "text", G_CALLBACK (on_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->console, "unauthorized", G_CALLBACK (on_unauthorized), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
on_step (RacksideConsoleView *self)
{
  if (!shows_console (self)
      && (ilo_session_get_state (self->session) == ILO_SESSION_STATE_OPENING
          || rackside_console_pages_get_page (self->pages) == RACKSIDE_CONSOLE_PAGE_PROGRESS))
    show_progress (self);
}

static void
on_trust_needed (RacksideConsoleView *self,
                 const GError        *question)
{
  ask_for_trust (self, question, FALSE);
}

/* Shows how a session that is about to begin goes. */
void
rackside_console_view_follow_session (RacksideConsoleView *self)
{
  rackside_console_view_start_progress (self);
  g_signal_connect_object (self->session, "notify::step", G_CALLBACK (on_step), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::console", G_CALLBACK (on_console), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "trust-needed", G_CALLBACK (on_trust_needed), self, G_CONNECT_SWAPPED);
}

static void
on_has_keyboard (RacksideConsoleView *self)
{
  rackside_console_view_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_KEYBOARD]);
  if (self->console != NULL && self->session != NULL)
    rackside_status_line_update (self->status_line, self->session, self->console,
                                 rackside_console_input_has_keyboard (self->input));
}

/* Who wanted the keyboard back while something needs an answer goes on there. */
static void
on_let_go (RacksideConsoleView *self)
{
  if (!shows_console (self))
    return;
  if (rackside_console_bar_is_revealed (self->bar))
    gtk_widget_grab_focus (GTK_WIDGET (self->bar));
  else if (rackside_macro_bar_is_revealed (self->macro_bar))
    gtk_widget_grab_focus (GTK_WIDGET (self->macro_bar));
}

static void
on_macro_remark (RacksideConsoleView *self,
                 const char          *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static char *
get_title (RacksideConsoleView *self)
{
  const IloRcInfo *info = self->session != NULL ? ilo_session_get_rc_info (self->session) : NULL;
  const IloFacts *facts = self->session != NULL ? ilo_session_get_facts (self->session) : NULL;

  if (info != NULL && info->server != NULL && *info->server != '\0')
    return g_strdup (info->server);
  if (facts != NULL && facts->server != NULL && *facts->server != '\0')
    return g_strdup (facts->server);
  return self->address != NULL ? rackside_address_format (self->address) : NULL;
}

/* The address, unless the title is that already. */
static char *
get_subtitle (RacksideConsoleView *self)
{
  g_autofree char *title = get_title (self);
  g_autofree char *address = self->address != NULL ? rackside_address_format (self->address) : NULL;

  return g_strcmp0 (title, address) != 0 ? g_steal_pointer (&address) : NULL;
}

static void
rackside_console_view_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  RacksideConsoleView *self = RACKSIDE_CONSOLE_VIEW (object);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_take_string (value, get_title (self));
      break;
    case PROP_SUBTITLE:
      g_value_take_string (value, get_subtitle (self));
      break;
    case PROP_SHOWS_SCREEN:
      g_value_set_boolean (value, shows_console (self));
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, shows_console (self)
                                  ? ilo_console_get_picture (self->console) != ILO_PICTURE_AWAITED
                                  : rackside_console_pages_get_page (self->pages) != RACKSIDE_CONSOLE_PAGE_PROGRESS);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, rackside_console_view_is_live (self));
      break;
    case PROP_HAS_KEYBOARD:
      g_value_set_boolean (value, rackside_console_input_has_keyboard (self->input));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

/* With its window gone nobody waits any more. What is under way keeps the view, which would not be disposed of before
 * the program has ended. */
static void
rackside_console_view_unroot (GtkWidget *widget)
{
  rackside_console_view_close_session (RACKSIDE_CONSOLE_VIEW (widget));
  GTK_WIDGET_CLASS (rackside_console_view_parent_class)->unroot (widget);
}

static void
rackside_console_view_dispose (GObject *object)
{
  RacksideConsoleView *self = RACKSIDE_CONSOLE_VIEW (object);

  rackside_console_view_close_session (self);
  g_clear_object (&self->input);
  g_clear_object (&self->drives);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (rackside_console_view_parent_class)->dispose (object);
}

static void
rackside_console_view_finalize (GObject *object)
{
  RacksideConsoleView *self = RACKSIDE_CONSOLE_VIEW (object);

  g_clear_pointer (&self->address, rackside_address_free);
  g_free (self->pin);
  G_OBJECT_CLASS (rackside_console_view_parent_class)->finalize (object);
}

static void
rackside_console_view_class_init (RacksideConsoleViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_console_view_get_property;
  object_class->dispose = rackside_console_view_dispose;
  object_class->finalize = rackside_console_view_finalize;

  /**
   * RacksideConsoleView:title:
   *
   * The server's name.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * RacksideConsoleView:subtitle:
   *
   * Its address, when the title is a name.
   */
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);

  /**
   * RacksideConsoleView:shows-screen:
   *
   * Whether the server's screen is there, or was until the connection broke.
   */
  properties[PROP_SHOWS_SCREEN] = g_param_spec_boolean ("shows-screen", NULL, NULL, FALSE, flags);

  /**
   * RacksideConsoleView:settled:
   *
   * Whether it shows what there is to see, rather than that it is on its way.
   */
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, TRUE, flags);

  /**
   * RacksideConsoleView:live:
   *
   * Whether the console is open, so that something can be done with the server.
   */
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);

  /**
   * RacksideConsoleView:has-keyboard:
   *
   * Whether what is typed goes to the server.
   */
  properties[PROP_HAS_KEYBOARD] = g_param_spec_boolean ("has-keyboard", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksideConsoleView::closing:
   * @self: a view
   *
   * It is about to be disconnected, and what it shows is still there.
   */
  signals[SIGNAL_CLOSING] = g_signal_new ("closing", RACKSIDE_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);

  /**
   * RacksideConsoleView::closed:
   * @self: a view
   *
   * It is disconnected, and has nothing more to show.
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", RACKSIDE_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);

  /**
   * RacksideConsoleView::logged-in:
   * @self: a view
   *
   * The server has accepted the password.
   */
  signals[SIGNAL_LOGGED_IN] = g_signal_new ("logged-in", RACKSIDE_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);

  /**
   * RacksideConsoleView::password-wanted:
   * @self: a view
   * @refused: whether the last one was refused
   *
   * It is disconnected, and somebody wants to log in again.
   */
  signals[SIGNAL_PASSWORD_WANTED] = g_signal_new ("password-wanted", RACKSIDE_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * RacksideConsoleView::remark:
   * @self: a view
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RACKSIDE_TYPE_CONSOLE_BAR);
  g_type_ensure (RACKSIDE_TYPE_CONSOLE_PAGES);
  g_type_ensure (RACKSIDE_TYPE_FIGURES);
  g_type_ensure (RACKSIDE_TYPE_MACRO_BAR);
  g_type_ensure (RACKSIDE_TYPE_SCREEN);
  g_type_ensure (RACKSIDE_TYPE_STATUS_LINE);
  widget_class->unroot = rackside_console_view_unroot;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-console-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, pages);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, console_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, bar);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, macro_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_macro_remark);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, screen);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, figures);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, status_line);
}

static void
rackside_console_view_init (RacksideConsoleView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rackside_stack_show (self->stack, GTK_WIDGET (self->pages));
  self->input = rackside_console_input_new (rackside_screen_get_display (self->screen));
  g_signal_connect_object (self->input, "notify::has-keyboard", G_CALLBACK (on_has_keyboard), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "let-go", G_CALLBACK (on_let_go), self, G_CONNECT_SWAPPED);
  g_settings_bind (rackside_settings_get (NULL), RACKSIDE_SETTINGS_OVERLAY, self->figures, "visible",
                   G_SETTINGS_BIND_GET);
  self->drives = rackside_drives_new ();
  rackside_status_line_set_drives (self->status_line, self->drives);
  rackside_console_view_init_actions (self);
}

/**
 * rackside_console_view_disconnect:
 * @self: a view
 *
 * Ends whatever it is doing, and logs out.
 */
void
rackside_console_view_disconnect (RacksideConsoleView *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSING], 0);
  rackside_console_view_close_session (self);
  /* What may have gone wrong is over, too. */
  rackside_console_pages_show_progress (self->pages, NULL);
  rackside_console_view_update_actions (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Ends what there is, and has the user asked for the password. */
void
rackside_console_view_want_password (RacksideConsoleView *self,
                                     gboolean             refused)
{
  rackside_console_view_close_session (self);
  g_signal_emit (self, signals[SIGNAL_PASSWORD_WANTED], 0, refused);
}

/**
 * rackside_console_view_is_live:
 * @self: a view
 *
 * Returns: whether the console is open, so that something can be done with the server
 */
gboolean
rackside_console_view_is_live (RacksideConsoleView *self)
{
  return self->console != NULL && ilo_console_get_state (self->console) == ILO_CONSOLE_STATE_OPEN;
}

/**
 * rackside_console_view_set_status_shown:
 * @self: a view
 * @shown: whether to show the line below the picture
 */
void
rackside_console_view_set_status_shown (RacksideConsoleView *self,
                                        gboolean             shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->status_line), shown);
}

/**
 * rackside_console_view_get_screen:
 * @self: a view
 *
 * Returns: (transfer none): where the server's picture is
 */
RacksideScreen *
rackside_console_view_get_screen (RacksideConsoleView *self)
{
  return self->screen;
}

/**
 * rackside_console_view_get_actions:
 * @self: a view
 *
 * Returns: (transfer none): its actions, "console." in menus
 */
GActionGroup *
rackside_console_view_get_actions (RacksideConsoleView *self)
{
  return G_ACTION_GROUP (self->actions);
}

/**
 * rackside_console_view_get_address:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): where it was connected to last
 */
const RacksideAddress *
rackside_console_view_get_address (RacksideConsoleView *self)
{
  return self->address;
}

/**
 * rackside_console_view_get_session:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): its session with the iLO
 */
IloSession *
rackside_console_view_get_session (RacksideConsoleView *self)
{
  return self->session;
}

/**
 * rackside_console_view_get_drives:
 * @self: a view
 *
 * Returns: (transfer none): the server's virtual drives
 */
RacksideDrives *
rackside_console_view_get_drives (RacksideConsoleView *self)
{
  return self->drives;
}

/**
 * rackside_console_view_get_console:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the console that it shows
 */
IloConsole *
rackside_console_view_get_console (RacksideConsoleView *self)
{
  return self->console;
}

/**
 * rackside_console_view_get_running_macro:
 * @self: a console view
 *
 * Returns: (transfer none) (nullable): the macro that is running there
 */
const RacksideMacro *
rackside_console_view_get_running_macro (RacksideConsoleView *self)
{
  return rackside_macro_bar_get_running (self->macro_bar);
}

/**
 * rackside_console_view_run_macro:
 * @self: a view whose console is live
 * @macro: (transfer none): what to do there
 * @layout: the keyboard layout of the server
 *
 * Runs a macro, and shows how it goes.
 */
void
rackside_console_view_run_macro (RacksideConsoleView *self,
                                 RacksideMacro       *macro,
                                 const char          *layout)
{
  g_return_if_fail (self->console != NULL);
  rackside_macro_bar_run (self->macro_bar, self->console, macro, layout);
}

/**
 * rackside_console_view_get_input:
 * @self: a view
 *
 * Returns: (transfer none): keyboard and mouse over the server's picture
 */
RacksideConsoleInput *
rackside_console_view_get_input (RacksideConsoleView *self)
{
  return self->input;
}

/**
 * rackside_console_view_get_framebuffer:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the server's screen while there is a picture on it
 */
IloFramebuffer *
rackside_console_view_get_framebuffer (RacksideConsoleView *self)
{
  if (self->console == NULL || ilo_console_get_picture (self->console) != ILO_PICTURE_LIVE)
    return NULL;
  return ilo_console_get_framebuffer (self->console);
}
