/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-answer-layout.h"
#include "rackside-console-bar.h"

/* How often what counts down is shown anew, in seconds. */
#define COUNTDOWN_INTERVAL 1

/* What needs an answer or waits, above the server's picture, with the seconds that are left. */
struct _RacksideConsoleBar
{
  AdwBin       parent_instance;
  GtkRevealer *revealer;
  GtkLabel    *label;
  GtkButton   *yes_button;
  GtkButton   *no_button;
  IloConsole  *console;        /* owned; NULL: nothing to say */
  guint        countdown_id;
};

G_DEFINE_FINAL_TYPE (RacksideConsoleBar, rackside_console_bar, ADW_TYPE_BIN)

static int
seconds_until (gint64 time)
{
  return (int) MAX (0, (time - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static void
set_button (GtkButton  *button,
            const char *label,
            const char *action)
{
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static void
show (RacksideConsoleBar *self,
      const char         *text,
      const char         *no_label,
      const char         *no_action,
      const char         *yes_label,
      const char         *yes_action)
{
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_label (self->label, text);
  set_button (self->no_button, no_label, no_action);
  set_button (self->yes_button, yes_label, yes_action);
}

/* Return is for what can be taken back: it neither gives the console away nor ends it. */
static gboolean
rackside_console_bar_grab_focus (GtkWidget *widget)
{
  RacksideConsoleBar *self = RACKSIDE_CONSOLE_BAR (widget);
  gboolean asked = self->console != NULL && ilo_console_get_request (self->console) != NULL;
  gboolean yes = !asked && gtk_widget_get_visible (GTK_WIDGET (self->yes_button));

  return gtk_widget_grab_focus (GTK_WIDGET (yes ? self->yes_button : self->no_button));
}

static char *
describe_request (const IloRequest *request)
{
  const char *user = *request->user != '\0' ? request->user : _("An unknown user");
  const char *address = *request->address != '\0' ? request->address : _("an unknown address");
  g_autofree char *wish = NULL;
  int seconds;

  if (request->claim == ILO_CLAIM_SHARE)
    /* Translators: user, then network address */
    wish = g_strdup_printf (_("%s (%s) asks to share the console."), user, address);
  else
    wish = g_strdup_printf (_("%s (%s) asks you to give the console away."), user, address);
  if (request->granted_at == 0)
    return g_steal_pointer (&wish);
  seconds = seconds_until (request->granted_at);
  /* Translators: the %s is what another user asks for, as a sentence */
  return g_strdup_printf (ngettext ("%s Without an answer it is granted in %d second.",
                                    "%s Without an answer it is granted in %d seconds.", seconds),
                          wish, seconds);
}

static void
show_waiting (RacksideConsoleBar *self)
{
  int seconds = seconds_until (ilo_console_get_retry_time (self->console));
  /* Translators: the %s is what went wrong and which try comes next, as sentences */
  g_autofree char *text =
    g_strdup_printf (ngettext ("%s Next try in %d second.", "%s Next try in %d seconds.", seconds),
                     ilo_console_get_step (self->console), seconds);

  show (self, text, _("Disconnect"), "console.disconnect", _("Try Now"), "console.retry-now");
}

static void
refresh (RacksideConsoleBar *self)
{
  const IloRequest *request = self->console != NULL ? ilo_console_get_request (self->console) : NULL;
  g_autofree char *text = NULL;

  if (request != NULL)
    {
      text = describe_request (request);
      show (self, text, _("Refuse"), "console.refuse",
            request->claim == ILO_CLAIM_SHARE ? _("Share") : _("Give Away"), "console.grant");
    }
  else if (self->console == NULL || ilo_console_get_state (self->console) == ILO_CONSOLE_STATE_OPEN)
    show (self, NULL, NULL, NULL, NULL, NULL);
  else if (ilo_console_get_state (self->console) == ILO_CONSOLE_STATE_WAITING)
    show_waiting (self);
  else
    show (self, ilo_console_get_step (self->console), _("Disconnect"), "console.disconnect", NULL, NULL);
}

static gboolean
on_countdown (gpointer user_data)
{
  RacksideConsoleBar *self = user_data;

  refresh (self);
  if (rackside_console_bar_is_revealed (self))
    return G_SOURCE_CONTINUE;
  self->countdown_id = 0;
  return G_SOURCE_REMOVE;
}

static void
rackside_console_bar_dispose (GObject *object)
{
  RacksideConsoleBar *self = RACKSIDE_CONSOLE_BAR (object);

  g_clear_handle_id (&self->countdown_id, g_source_remove);
  g_clear_object (&self->console);
  G_OBJECT_CLASS (rackside_console_bar_parent_class)->dispose (object);
}

static void
rackside_console_bar_class_init (RacksideConsoleBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_console_bar_dispose;
  widget_class->grab_focus = rackside_console_bar_grab_focus;
  g_type_ensure (RACKSIDE_TYPE_ANSWER_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-console-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleBar, label);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleBar, yes_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsoleBar, no_button);
}

static void
rackside_console_bar_init (RacksideConsoleBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_console_bar_update:
 * @self: a bar
 * @console: (transfer none) (nullable): the console that it belongs to
 *
 * Shows the request of another user, or how reconnecting goes, and hides itself when there is neither.
 */
void
rackside_console_bar_update (RacksideConsoleBar *self,
                             IloConsole         *console)
{
  g_set_object (&self->console, console);
  refresh (self);
  if (rackside_console_bar_is_revealed (self) && self->countdown_id == 0)
    self->countdown_id = g_timeout_add_seconds (COUNTDOWN_INTERVAL, on_countdown, self);
}

/**
 * rackside_console_bar_is_revealed:
 * @self: a bar
 *
 * Returns: whether it has something to say
 */
gboolean
rackside_console_bar_is_revealed (RacksideConsoleBar *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}
