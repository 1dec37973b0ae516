/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-news.h"
#include "rackside-settings.h"

/* How far a server has come since it was switched off or reset. The power comes back before the self test begins. */
typedef enum
{
  STAGE_UNKNOWN,
  STAGE_OFF,
  STAGE_STARTING,
  STAGE_SELF_TEST,
  STAGE_UP,
} Stage;

/* Each kind of news stands in the desktop's list once a window. */
static const char *const kinds[] = { "up", "drives", "lost" };

/* Tells who has turned to another window what has become of the server in this one. */
struct _RacksideNews
{
  GObject              parent_instance;
  GtkWindow           *window;          /* borrowed; has us */
  RacksideConsoleView *view;            /* borrowed; in the window */
  IloConsole          *console;         /* owned; NULL while there is none */
  Stage                stage;
  gboolean             lost;            /* which has been told */
};

G_DEFINE_FINAL_TYPE (RacksideNews, rackside_news, G_TYPE_OBJECT)

/* Whether the user sees the window, or what it asks. */
static gboolean
is_seen (RacksideNews *self)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_WINDOW (l->data) && gtk_window_is_active (l->data))
      for (GtkWindow *window = l->data; window != NULL; window = gtk_window_get_transient_for (window))
        if (window == self->window)
          return TRUE;
  return FALSE;
}

static char *
make_id (RacksideNews *self,
         const char   *kind)
{
  return g_strdup_printf ("%s-%u", kind, gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self->window)));
}

static void
tell (RacksideNews *self,
      const char   *kind,
      const char   *title,
      const char   *body)
{
  g_autoptr(GNotification) notification = NULL;
  g_autoptr(GIcon) icon = NULL;
  g_autofree char *id = make_id (self, kind);

  if (!g_settings_get_boolean (rackside_settings_get (NULL), RACKSIDE_SETTINGS_NOTIFICATIONS) || is_seen (self))
    return;
  notification = g_notification_new (title);
  icon = g_themed_icon_new (APPLICATION_ID);
  g_notification_set_icon (notification, icon);
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-window", "u",
                                                gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self->window)));
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (self->window)), id, notification);
}

static void
withdraw (RacksideNews *self)
{
  GtkApplication *application = gtk_window_get_application (self->window);

  for (guint i = 0; application != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *id = make_id (self, kinds[i]);

      g_application_withdraw_notification (G_APPLICATION (application), id);
    }
}

static void
on_active (RacksideNews *self)
{
  if (gtk_window_is_active (self->window))
    withdraw (self);
}

static Stage
get_stage (RacksideNews *self)
{
  switch (ilo_console_get_power (self->console))
    {
    case ILO_POWER_OFF:
      return STAGE_OFF;
    case ILO_POWER_ON:
      if (ilo_console_get_post_code (self->console) >= 0)
        return STAGE_SELF_TEST;
      return self->stage == STAGE_OFF || self->stage == STAGE_STARTING ? STAGE_STARTING : STAGE_UP;
    case ILO_POWER_UNKNOWN:
    default:
      return self->stage;
    }
}

static char *
get_server (RacksideNews *self)
{
  char *title;

  g_object_get (self->view, "title", &title, NULL);
  return title;
}

static void
follow_server (RacksideNews *self)
{
  Stage before = self->stage;

  self->stage = get_stage (self);
  if (before == STAGE_SELF_TEST && self->stage == STAGE_UP)
    {
      g_autofree char *server = get_server (self);
      /* Translators: the %s is the name of a server */
      g_autofree char *text = g_strdup_printf (_("%s is up again"), server);

      tell (self, "up", text, _("Its self test is complete."));
    }
}

static void
tell_lost (RacksideNews *self)
{
  const GError *error = ilo_console_get_error (self->console);
  g_autofree char *server = get_server (self);
  /* Translators: the %s is the name of a server */
  g_autofree char *text = g_strdup_printf (_("The console of %s is lost"), server);

  self->lost = TRUE;
  tell (self, "lost", text, error != NULL ? error->message : NULL);
}

static void
on_view_changed (RacksideNews *self)
{
  IloConsole *console = rackside_console_view_get_console (self->view);

  if (g_set_object (&self->console, console))
    {
      self->stage = STAGE_UNKNOWN;
      self->lost = FALSE;
    }
  if (console == NULL)
    return;
  switch (ilo_console_get_state (console))
    {
    case ILO_CONSOLE_STATE_OPEN:
      self->lost = FALSE;
      follow_server (self);
      break;
    case ILO_CONSOLE_STATE_ENDED:
      if (!self->lost)
        tell_lost (self);
      break;
    case ILO_CONSOLE_STATE_CLOSED:
    case ILO_CONSOLE_STATE_CONNECTING:
    case ILO_CONSOLE_STATE_BUSY:
    case ILO_CONSOLE_STATE_SEIZING:
    case ILO_CONSOLE_STATE_WAITING:
    default:
      break;
    }
}

static void
on_drives_remark (RacksideNews *self,
                  const char   *text)
{
  g_autofree char *server = get_server (self);
  /* Translators: the %s is the name of a server */
  g_autofree char *title = g_strdup_printf (_("Drives of %s"), server);

  tell (self, "drives", title, text);
}

static void
rackside_news_dispose (GObject *object)
{
  g_clear_object (&RACKSIDE_NEWS (object)->console);
  G_OBJECT_CLASS (rackside_news_parent_class)->dispose (object);
}

static void
rackside_news_class_init (RacksideNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rackside_news_dispose;
}

static void
rackside_news_init (RacksideNews *self)
{
}

/**
 * rackside_news_new:
 * @window: (transfer none): a window of an application, which keeps this
 * @view: (transfer none): the console in it
 *
 * Sends notifications while the window is not in use, and takes them back when it is used again or closed.
 *
 * Returns: (transfer full): who does that
 */
RacksideNews *
rackside_news_new (GtkWindow           *window,
                   RacksideConsoleView *view)
{
  RacksideNews *self = g_object_new (RACKSIDE_TYPE_NEWS, NULL);

  self->window = window;
  self->view = view;
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "unrealize", G_CALLBACK (withdraw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::live", G_CALLBACK (on_view_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rackside_console_view_get_drives (view), "remark", G_CALLBACK (on_drives_remark), self,
                           G_CONNECT_SWAPPED);
  return self;
}
