/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ilo-error.h"
#include "rackside-console-view-private.h"
#include "rackside-known-hosts.h"
#include "rackside-stack.h"

/* How often what counts down is shown anew, in seconds. */
#define COUNTDOWN_INTERVAL 1

enum { PROP_0, PROP_TITLE, PROP_SUBTITLE, PROP_SHOWS_SCREEN, PROP_SETTLED, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_CLOSED, SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideConsoleView, rackside_console_view, ADW_TYPE_BIN)

static void
wipe (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

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

/* Status pages take markup. */
static void
set_page_text (GtkWidget  *page,
               const char *title,
               const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);
}

static const char *
title_for_error (const GError *error)
{
  if (error->domain != ILO_ERROR)
    return _("The Connection Failed");
  switch (error->code)
    {
    case ILO_ERROR_AUTH:
      return _("The Log-In Was Refused");
    case ILO_ERROR_KEY_UNKNOWN:
    case ILO_ERROR_KEY_CHANGED:
      return _("The Server’s Key Is Not Trusted");
    case ILO_ERROR_LICENSE:
      return _("The Console Is Not Licensed");
    case ILO_ERROR_PRIVILEGE:
    case ILO_ERROR_UNAUTHORIZED:
      return _("You May Not Use the Console");
    case ILO_ERROR_NO_SESSION:
    case ILO_ERROR_NO_CONSOLE:
      return _("All Sessions Are Taken");
    case ILO_ERROR_NOT_ILO:
    case ILO_ERROR_GENERATION:
      return _("This Is Not an iLO 4");
    case ILO_ERROR_BUSY:
    case ILO_ERROR_SEIZE_REFUSED:
    case ILO_ERROR_SHARE_REFUSED:
      return _("Somebody Else Has the Console");
    case ILO_ERROR_SEIZED:
    case ILO_ERROR_GRANTED:
      return _("Somebody Else Has the Console Now");
    case ILO_ERROR_LOST:
    case ILO_ERROR_STALLED:
    case ILO_ERROR_LOST_SESSION:
      return _("The Connection Is Lost");
    default:
      return _("The Connection Failed");
    }
}

static void
show_error (RacksideConsoleView *self,
            const GError        *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_page_text (self->error_page, title_for_error (error), error->message);
  show_page (self, self->error_page);
}

static void
show_progress (RacksideConsoleView *self)
{
  g_autofree char *address = rackside_address_format (self->address);
  /* Translators: the %s is the address of a server */
  g_autofree char *title = g_strdup_printf (_("Connecting to %s"), address);
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  const char *step = self->console != NULL ? ilo_console_get_step (self->console) : NULL;

  if (step == NULL)
    step = ilo_session_get_step (self->session);
  set_page_text (self->progress_page, escaped, step);
  show_page (self, self->progress_page);
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

static int
seconds_until (gint64 time)
{
  return (int) MAX (0, (time - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static void
set_bar (RacksideConsoleView *self,
         const char          *text,
         const char          *no_label,
         const char          *no_action,
         const char          *yes_label,
         const char          *yes_action)
{
  gtk_revealer_set_reveal_child (self->bar, text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_label (self->bar_label, text);
  gtk_button_set_label (self->bar_no, no_label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->bar_no), no_action);
  gtk_button_set_label (self->bar_yes, yes_label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->bar_yes), yes_action);
}

static char *
describe_request (const IloRequest *request)
{
  const char *user = *request->user != '\0' ? request->user : _("An unknown user");
  const char *address = *request->address != '\0' ? request->address : _("an unknown address");
  g_autofree char *wish = NULL;

  if (request->claim == ILO_CLAIM_SHARE)
    /* Translators: user, then network address */
    wish = g_strdup_printf (_("%s (%s) asks to share the console."), user, address);
  else
    wish = g_strdup_printf (_("%s (%s) asks you to give the console away."), user, address);
  if (request->granted_at == 0)
    return g_steal_pointer (&wish);
  return g_strdup_printf (g_dngettext (NULL, "%s Without an answer it is granted in %d second.",
                                       "%s Without an answer it is granted in %d seconds.",
                                       (gulong) seconds_until (request->granted_at)),
                          wish, seconds_until (request->granted_at));
}

/* What needs an answer or waits, above the picture, with the seconds that are left. */
static void
update_bar (RacksideConsoleView *self)
{
  const IloRequest *request = ilo_console_get_request (self->console);
  g_autofree char *text = NULL;

  if (request != NULL)
    {
      text = describe_request (request);
      set_bar (self, text, _("Refuse"), "console.refuse", _("Allow"), "console.grant");
    }
  else if (ilo_console_get_state (self->console) == ILO_CONSOLE_STATE_WAITING)
    {
      int seconds = seconds_until (ilo_console_get_retry_time (self->console));

      text = g_strdup_printf (g_dngettext (NULL, "%s Next try in %d second.", "%s Next try in %d seconds.",
                                           (gulong) seconds), ilo_console_get_step (self->console), seconds);
      set_bar (self, text, _("Disconnect"), "console.disconnect", _("Try Now"), "console.retry-now");
    }
  else if (ilo_console_get_state (self->console) != ILO_CONSOLE_STATE_OPEN)
    set_bar (self, ilo_console_get_step (self->console), _("Disconnect"), "console.disconnect",
             _("Try Now"), "console.retry-now");
  else
    set_bar (self, NULL, NULL, NULL, NULL, NULL);
}

static gboolean
on_countdown (gpointer user_data)
{
  RacksideConsoleView *self = user_data;

  if (self->console != NULL && gtk_revealer_get_reveal_child (self->bar))
    {
      update_bar (self);
      return G_SOURCE_CONTINUE;
    }
  self->countdown_id = 0;
  return G_SOURCE_REMOVE;
}

static void
show_console (RacksideConsoleView *self)
{
  RacksideDisplay *display = rackside_screen_get_display (self->screen);
  gboolean first = gtk_stack_get_visible_child (self->stack) != self->console_page;

  wipe (&self->password);
  rackside_display_set_framebuffer (display, ilo_console_get_framebuffer (self->console));
  show_notice (self);
  update_bar (self);
  if (gtk_revealer_get_reveal_child (self->bar) && self->countdown_id == 0)
    self->countdown_id = g_timeout_add_seconds (COUNTDOWN_INTERVAL, on_countdown, self);
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
  gboolean was_open = gtk_stack_get_visible_child (self->stack) == self->console_page;

  if (self->console == NULL)
    return;
  switch (ilo_console_get_state (self->console))
    {
    case ILO_CONSOLE_STATE_BUSY:
      show_page (self, self->busy_page);
      break;
    case ILO_CONSOLE_STATE_ENDED:
      rackside_console_input_set_console (self->input, NULL);
      show_error (self, ilo_console_get_error (self->console));
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
on_console_opened (GObject      *session,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(RacksideConsoleView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (ilo_session_open_console_finish (ILO_SESSION (session), result, &error))
    return;
  if (self->session == ILO_SESSION (session))
    show_error (self, error);
}

static void
open_console (RacksideConsoleView *self)
{
  ilo_session_open_console_async (self->session, ILO_IF_BUSY_ASK, self->cancellable, on_console_opened,
                                  g_object_ref (self));
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
  if (gtk_stack_get_visible_child (self->stack) == self->progress_page)
    show_progress (self);
}

static void
on_trust_needed (RacksideConsoleView *self,
                 const GError        *question)
{
  gboolean changed = question->code == ILO_ERROR_KEY_CHANGED;
  gboolean legacy = question->code == ILO_ERROR_TLS_LEGACY;

  set_page_text (self->trust_page,
                 changed ? _("The Server’s Key Has Changed") : legacy ? _("The Connection Would Be Unsafe")
                 : _("Do You Trust This Server?"),
                 question->message);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->trust_page),
                                 changed || legacy ? "dialog-warning-symbolic" : "channel-secure-symbolic");
  gtk_button_set_label (GTK_BUTTON (self->trust_button),
                        changed ? _("Trust the New Key") : legacy ? _("Connect Anyway") : _("Trust and Connect"));
  gtk_widget_remove_css_class (self->trust_button, "suggested-action");
  gtk_widget_remove_css_class (self->trust_button, "destructive-action");
  gtk_widget_add_css_class (self->trust_button, changed || legacy ? "destructive-action" : "suggested-action");
  show_page (self, self->trust_page);
}

/* The user trusted the key, now or before, so it is remembered together with how good the connection is. */
static void
remember_host (RacksideConsoleView *self)
{
  IloHttp *http = ilo_session_get_http (self->session);
  g_autofree char *path = rackside_known_hosts_get_path ();
  g_autoptr(GError) error = NULL;

  if (self->pin != NULL || ilo_http_is_verified_by_system (http) || ilo_http_get_server_key (http) == NULL)
    return;
  if (!rackside_known_hosts_remember (path, self->address->host, self->address->port,
                                      ilo_http_get_server_key (http), ilo_http_get_rung (http), &error))
    g_signal_emit (self, signals[SIGNAL_REMARK], 0, error->message);
}

static void
on_logged_in (GObject      *session,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RacksideConsoleView) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = ilo_session_log_in_finish (ILO_SESSION (session), result, &error);

  if (self->session != ILO_SESSION (session))
    return;
  if (!ok)
    {
      show_error (self, error);
      return;
    }
  remember_host (self);
  open_console (self);
}

static void
on_session_closed (GObject      *session,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GApplication) application = user_data;

  ilo_session_close_finish (ILO_SESSION (session), result, NULL);
  g_application_release (application);
}

/* The program stays until the log-out is through, even when its last window is gone. */
static void
close_session (RacksideConsoleView *self)
{
  g_autoptr(IloSession) session = g_steal_pointer (&self->session);
  GApplication *application = g_application_get_default ();

  g_cancellable_cancel (self->typing);
  g_clear_object (&self->typing);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->countdown_id, g_source_remove);
  g_clear_pointer (&self->text, g_free);
  wipe (&self->password);
  if (self->input != NULL)
    rackside_console_input_set_console (self->input, NULL);
  if (self->screen != NULL)
    rackside_display_set_framebuffer (rackside_screen_get_display (self->screen), NULL);
  if (self->console != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_clear_object (&self->console);
  if (session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (session, self);
  g_application_hold (application);
  ilo_session_close_async (session, on_session_closed, g_object_ref (application));
}

static gboolean
prepare_trust (RacksideConsoleView *self,
               IloHttp             *http,
               GError             **error)
{
  g_autofree char *path = rackside_known_hosts_get_path ();
  g_autofree char *key = NULL;
  IloTlsRung rung;

  if (self->pin != NULL)
    {
      ilo_http_set_known_key (http, self->pin);
      return TRUE;
    }
  if (!rackside_known_hosts_look_up (path, self->address->host, self->address->port, &key, &rung, error))
    return FALSE;
  if (key != NULL)
    ilo_http_set_known_key (http, key);
  if (rung != ILO_TLS_RUNG_UNKNOWN)
    ilo_http_set_known_rung (http, rung);
  return TRUE;
}

static void
start (RacksideConsoleView *self)
{
  g_autoptr(GError) error = NULL;

  self->cancellable = g_cancellable_new ();
  self->typing = g_cancellable_new ();
  self->session = ilo_session_new (self->address->host, self->address->port);
  if (!prepare_trust (self, ilo_session_get_http (self->session), &error))
    {
      show_error (self, error);
      return;
    }
  g_signal_connect_object (self->session, "notify::step", G_CALLBACK (on_step), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::console", G_CALLBACK (on_console), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "trust-needed", G_CALLBACK (on_trust_needed), self, G_CONNECT_SWAPPED);
  if (self->address->session_key != NULL)
    ilo_session_join_async (self->session, self->address->session_key, self->cancellable, on_logged_in,
                            g_object_ref (self));
  else
    ilo_session_log_in_async (self->session, self->address->user, self->password, self->cancellable,
                              on_logged_in, g_object_ref (self));
  show_progress (self);
}

static void
on_has_keyboard (RacksideConsoleView *self)
{
  if (self->console != NULL && self->session != NULL)
    rackside_status_line_update (self->status_line, self->session, self->console,
                                 rackside_console_input_has_keyboard (self->input));
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

static void
rackside_console_view_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  RacksideConsoleView *self = RACKSIDE_CONSOLE_VIEW (object);
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_take_string (value, get_title (self));
      break;
    case PROP_SUBTITLE:
      g_value_take_string (value, self->address != NULL ? rackside_address_format (self->address) : NULL);
      break;
    case PROP_SHOWS_SCREEN:
      g_value_set_boolean (value, page == self->console_page);
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, page == self->console_page
                                  ? ilo_console_get_picture (self->console) != ILO_PICTURE_AWAITED
                                  : page != self->progress_page);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_console_view_dispose (GObject *object)
{
  RacksideConsoleView *self = RACKSIDE_CONSOLE_VIEW (object);

  close_session (self);
  g_clear_object (&self->input);
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
   * Its address.
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
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksideConsoleView::closed:
   * @self: a view
   *
   * It is disconnected, and has nothing more to show.
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", RACKSIDE_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);

  /**
   * RacksideConsoleView::remark:
   * @self: a view
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RACKSIDE_TYPE_SCREEN);
  g_type_ensure (RACKSIDE_TYPE_STATUS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-console-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, progress_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, trust_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, trust_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, busy_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, error_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, console_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, bar);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, bar_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, bar_yes);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, bar_no);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, screen);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleView, status_line);
}

static void
rackside_console_view_init (RacksideConsoleView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rackside_stack_show (self->stack, self->progress_page);
  self->input = rackside_console_input_new (rackside_screen_get_display (self->screen));
  g_signal_connect_object (self->input, "notify::has-keyboard", G_CALLBACK (on_has_keyboard), self,
                           G_CONNECT_SWAPPED);
  rackside_console_view_init_actions (self);
}

/**
 * rackside_console_view_connect:
 * @self: a view
 * @address: where to connect to
 * @password: (nullable): the password, copied and wiped as soon as it is not needed any more
 *
 * Logs in and opens the console in place of what was there. What goes wrong is said in the view.
 */
void
rackside_console_view_connect (RacksideConsoleView   *self,
                               const RacksideAddress *address,
                               const char            *password)
{
  rackside_console_view_connect_pin (self, address, password, NULL);
}

/**
 * rackside_console_view_connect_pin:
 * @self: a view
 * @address: where to connect to
 * @password: (nullable): the password, copied and wiped as soon as it is not needed any more
 * @pin: (nullable): the server's key as `sha256//BASE64`, which is then neither asked for nor remembered
 *
 * As rackside_console_view_connect(), with a server whose key is known from elsewhere.
 */
void
rackside_console_view_connect_pin (RacksideConsoleView   *self,
                                   const RacksideAddress *address,
                                   const char            *password,
                                   const char            *pin)
{
  RacksideAddress *copy = rackside_address_copy (address);

  close_session (self);
  rackside_address_free (self->address);
  self->address = copy;
  g_free (self->pin);
  self->pin = g_strdup (pin);
  self->password = g_strdup (password);
  start (self);
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
  close_session (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Opens the console again where the session is still there, and logs in again where it is not. */
void
rackside_console_view_try_again (RacksideConsoleView *self)
{
  g_autofree char *password = NULL;

  if (ilo_session_get_state (self->session) == ILO_SESSION_STATE_OPEN)
    {
      show_progress (self);
      open_console (self);
      return;
    }
  if (self->password == NULL && self->address->session_key == NULL)
    {
      rackside_console_view_disconnect (self);
      return;
    }
  password = g_steal_pointer (&self->password);
  close_session (self);
  self->password = g_steal_pointer (&password);
  start (self);
}

gboolean
rackside_console_view_is_live (RacksideConsoleView *self)
{
  return self->console != NULL && ilo_console_get_state (self->console) == ILO_CONSOLE_STATE_OPEN;
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
