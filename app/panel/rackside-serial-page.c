/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-serial-page-private.h"
#include "rackside-stack.h"

/* After so much silence it is said what may be the matter. */
#define SILENCE     (5 * G_TIME_SPAN_SECOND)

/* The server is held back while the log's disk is behind so far. */
#define LOG_BEHIND  (1024 * 1024)

/* What is typed goes at once; when more than this waits, it was pasted, and how it goes is shown. */
#define MUCH        2048

#define TICK_MS     500

G_DEFINE_FINAL_TYPE (RacksideSerialPage, rackside_serial_page, RACKSIDE_TYPE_PANEL_PAGE)

/* Shows a notice, or none; and of its buttons those that are wanted. */
static void
show_notice (RacksideSerialPage *self,
             const char         *text,
             gboolean            waits,
             GtkWidget          *first,
             GtkWidget          *second)
{
  GtkWidget *buttons[] = {
    self->take_over_button, self->give_up_button, self->try_now_button, self->stop_sending_button,
  };

  gtk_widget_set_visible (self->notice_spinner, waits);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_widget_set_visible (buttons[i], buttons[i] == first || buttons[i] == second);
  if (text != NULL)
    gtk_label_set_label (self->notice_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), text != NULL);
  gtk_revealer_set_reveal_child (self->notice, text != NULL);
}

static void
show_failure (RacksideSerialPage *self)
{
  const GError *error = rackside_serial_line_get_error (self->line);
  g_autofree char *hint = rackside_serial_failure_hint (rackside_serial_line_get_setup (self->line));
  g_autofree char *text = hint != NULL ? g_strdup_printf ("%s\n%s", error->message, hint) : g_strdup (error->message);

  show_notice (self, text, FALSE, self->try_now_button, NULL);
}

static void
show_waiting (RacksideSerialPage *self)
{
  gint64 left = rackside_serial_line_get_retry_time (self->line) - g_get_monotonic_time ();
  guint seconds = (guint) (MAX (left + G_TIME_SPAN_SECOND - 1, 0) / G_TIME_SPAN_SECOND);
  g_autofree char *again =
    g_strdup_printf (ngettext ("Trying again in %u second.", "Trying again in %u seconds.", seconds), seconds);
  g_autofree char *text = g_strdup_printf ("%s %s", rackside_serial_line_get_error (self->line)->message, again);

  show_notice (self, text, TRUE, self->give_up_button, self->try_now_button);
}

static void
show_open (RacksideSerialPage *self)
{
  gsize waiting = rackside_serial_line_get_waiting (self->line);
  gint64 silent = g_get_monotonic_time () - self->last_received;
  g_autofree char *text = NULL;

  if (waiting > MUCH)
    {
      g_autofree char *size = g_format_size (waiting);

      /* Translators: the %s is a size such as 12 kB */
      text = g_strdup_printf (_("Sending what was pasted: %s left."), size);
      show_notice (self, text, TRUE, self->stop_sending_button, NULL);
      return;
    }
  if (silent >= SILENCE)
    text = rackside_serial_watch_hint (&self->watch, rackside_serial_line_get_setup (self->line));
  show_notice (self, text, FALSE, NULL, NULL);
}

/* The words for the line below the terminal. */
static char *
describe_state (RacksideSerialPage *self)
{
  const IpmiSolSetup *setup = rackside_serial_line_get_setup (self->line);

  switch (rackside_serial_line_get_state (self->line))
    {
    case RACKSIDE_SERIAL_STATE_CONNECTING:
      return g_strdup (_("Connecting…"));
    case RACKSIDE_SERIAL_STATE_OPEN:
      if (rackside_serial_terminal_get_behind (self->terminal))
        return g_strdup (_("Connected · the server is held back until all is shown"));
      if (self->log != NULL && rackside_serial_log_get_waiting (self->log) > LOG_BEHIND)
        return g_strdup (_("Connected · the server is held back until the log is written"));
      if (setup->has_bit_rate && setup->bit_rate != 0)
        /* Translators: the %u is a bit rate such as 115200 */
        return g_strdup_printf (_("Connected · %u bit/s"), setup->bit_rate);
      return g_strdup (_("Connected"));
    case RACKSIDE_SERIAL_STATE_HELD:
      return g_strdup (_("In use by somebody else"));
    case RACKSIDE_SERIAL_STATE_WAITING:
      return g_strdup (_("Connection lost"));
    case RACKSIDE_SERIAL_STATE_CLOSED:
    case RACKSIDE_SERIAL_STATE_FAILED:
    default:
      return g_strdup (_("Not connected"));
    }
}

static void
update_log_status (RacksideSerialPage *self)
{
  g_autofree char *text = NULL;

  if (self->log != NULL)
    {
      g_autofree char *name = g_file_get_basename (rackside_serial_log_get_file (self->log));
      g_autofree char *shown = g_filename_display_name (name);
      g_autofree char *size = g_format_size (rackside_serial_log_get_written (self->log));

      /* Translators: the name of a file, and how much was written to it, such as 12 kB */
      text = g_strdup_printf (_("Logging to %s (%s)"), shown, size);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->log_status), text != NULL);
  gtk_label_set_label (self->log_status, text != NULL ? text : "");
}

static void
update (RacksideSerialPage *self)
{
  RacksideSerialState state = rackside_serial_line_get_state (self->line);
  gboolean idle = state == RACKSIDE_SERIAL_STATE_CLOSED || state == RACKSIDE_SERIAL_STATE_FAILED
                  || state == RACKSIDE_SERIAL_STATE_HELD;
  g_autofree char *words = describe_state (self);

  switch (state)
    {
    case RACKSIDE_SERIAL_STATE_CONNECTING:
      show_notice (self, _("Connecting to the serial console…"), TRUE, self->give_up_button, NULL);
      break;
    case RACKSIDE_SERIAL_STATE_OPEN:
      show_open (self);
      break;
    case RACKSIDE_SERIAL_STATE_HELD:
      show_notice (self, rackside_serial_line_get_error (self->line)->message, FALSE, self->take_over_button,
                   self->try_now_button);
      break;
    case RACKSIDE_SERIAL_STATE_WAITING:
      show_waiting (self);
      break;
    case RACKSIDE_SERIAL_STATE_FAILED:
      show_failure (self);
      break;
    case RACKSIDE_SERIAL_STATE_CLOSED:
    default:
      show_notice (self, NULL, FALSE, NULL, NULL);
      break;
    }
  gtk_widget_set_visible (self->connect_button, idle);
  gtk_widget_set_visible (self->disconnect_button, !idle);
  gtk_label_set_label (self->status, words);
  update_log_status (self);
  rackside_serial_page_update_actions (self);
}

static gboolean
on_tick (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
update_paused (RacksideSerialPage *self)
{
  rackside_serial_line_set_paused (self->line, rackside_serial_terminal_get_behind (self->terminal)
                                               || (self->log != NULL
                                                   && rackside_serial_log_get_waiting (self->log) > LOG_BEHIND));
}

static void
on_received (RacksideSerialPage *self,
             GBytes             *characters)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (characters, &length);

  self->last_received = g_get_monotonic_time ();
  rackside_serial_watch_received (&self->watch, data, length);
  rackside_serial_terminal_feed (self->terminal, characters);
  if (self->log != NULL)
    {
      rackside_serial_log_write (self->log, characters);
      update_paused (self);
    }
}

static void
on_break (RacksideSerialPage *self)
{
  rackside_serial_terminal_note (self->terminal, _("The server sent a break."));
}

static void
on_overrun (RacksideSerialPage *self)
{
  rackside_serial_terminal_note (self->terminal,
                                 _("Characters are missing: the BMC had no room for all that the server said, "
                                   "or gave up sending it."));
}

static void
on_unavailable (RacksideSerialPage *self)
{
  rackside_serial_terminal_note (self->terminal,
                                 _("The BMC cannot pass on to the server what is sent to the serial console. "
                                   "Look whether the server is on."));
}

static void
on_typed (RacksideSerialPage *self,
          const char         *text,
          guint               length)
{
  if (rackside_serial_line_write (self->line, text, length))
    rackside_serial_watch_sent (&self->watch, text, length);
  else
    rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (self),
                                _("The server takes nothing just now: what was typed is lost."));
}

static void
on_opened (RacksideSerialPage *self)
{
  self->watch = (RacksideSerialWatch) { 0 };
  self->last_received = g_get_monotonic_time ();
  if (self->lost)
    rackside_serial_terminal_note (self->terminal, _("Connected again."));
  self->lost = FALSE;
  rackside_stack_show (self->stack, GTK_WIDGET (self->terminal));
  rackside_serial_terminal_set_live (self->terminal, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->terminal));
}

static void
on_state (RacksideSerialPage *self)
{
  RacksideSerialState state = rackside_serial_line_get_state (self->line);
  gboolean live = state == RACKSIDE_SERIAL_STATE_OPEN;
  gboolean ticks = live || state == RACKSIDE_SERIAL_STATE_WAITING;

  if (state == RACKSIDE_SERIAL_STATE_WAITING && !self->lost)
    {
      self->lost = TRUE;
      rackside_serial_terminal_note (self->terminal, _("The connection to the serial console is lost."));
    }
  if (live)
    on_opened (self);
  else
    rackside_serial_terminal_set_live (self->terminal, FALSE);
  if (ticks && self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, on_tick, self);
  else if (!ticks)
    g_clear_handle_id (&self->tick_id, g_source_remove);
  update (self);
}

static void
on_bmc (RacksideSerialPage *self)
{
  rackside_serial_line_set_bmc (self->line, rackside_panel_page_get_bmc (RACKSIDE_PANEL_PAGE (self)));
  update (self);
}

static void
on_log_failed (RacksideSerialPage *self,
               const GError       *error)
{
  /* Translators: the %s is the reason as the system gives it */
  g_autofree char *text = g_strdup_printf (_("The log has ended: %s"), error->message);

  rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (self), text);
  rackside_serial_page_set_log (self, NULL);
}

static void
rackside_serial_page_dispose (GObject *object)
{
  RacksideSerialPage *self = RACKSIDE_SERIAL_PAGE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->log_chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->log_chooser));
  g_clear_object (&self->log_chooser);
  if (self->log != NULL)
    rackside_serial_log_end (self->log);
  g_clear_object (&self->log);
  if (self->line != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->line, self);
      rackside_serial_line_set_bmc (self->line, NULL);
    }
  g_clear_object (&self->line);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (rackside_serial_page_parent_class)->dispose (object);
}

static void
rackside_serial_page_class_init (RacksideSerialPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_serial_page_dispose;
  RACKSIDE_PANEL_PAGE_CLASS (klass)->keeps_content = TRUE;

  g_type_ensure (RACKSIDE_TYPE_SERIAL_SEARCH);
  g_type_ensure (RACKSIDE_TYPE_SERIAL_TERMINAL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-serial-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, disconnect_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, notice);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, notice_spinner);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, take_over_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, try_now_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, give_up_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, stop_sending_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, blank_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, terminal);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, search);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, status);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialPage, log_status);
}

static void
rackside_serial_page_init (RacksideSerialPage *self)
{
  self->line = rackside_serial_line_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  rackside_stack_show (self->stack, self->blank_page);
  rackside_serial_search_set_terminal (self->search, rackside_serial_terminal_get_vte (self->terminal));
  rackside_serial_page_init_actions (self);
  g_signal_connect_swapped (self->line, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->line, "notify::setup", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->line, "received", G_CALLBACK (on_received), self);
  g_signal_connect_swapped (self->line, "break", G_CALLBACK (on_break), self);
  g_signal_connect_swapped (self->line, "overrun", G_CALLBACK (on_overrun), self);
  g_signal_connect_swapped (self->line, "unavailable", G_CALLBACK (on_unavailable), self);
  g_signal_connect_swapped (self->terminal, "typed", G_CALLBACK (on_typed), self);
  g_signal_connect_swapped (self->terminal, "notify::behind", G_CALLBACK (update_paused), self);
  g_signal_connect (self, "notify::bmc", G_CALLBACK (on_bmc), NULL);
  update (self);
}

/* Logs from now on to @log, which is taken; with %NULL no more. */
void
rackside_serial_page_set_log (RacksideSerialPage *self,
                              RacksideSerialLog  *log)
{
  if (self->log != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->log, self);
      rackside_serial_log_end (self->log);
      g_object_unref (self->log);
    }
  self->log = log;
  if (log != NULL)
    {
      g_signal_connect_swapped (log, "failed", G_CALLBACK (on_log_failed), self);
      g_signal_connect_swapped (log, "notify::written", G_CALLBACK (update_paused), self);
    }
  update_paused (self);
  update (self);
}
