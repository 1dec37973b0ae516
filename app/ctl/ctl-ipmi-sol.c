/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "ctl-escape.h"
#include "ctl-ipmi.h"
#include "ipmi-sol.h"

#define READ_SIZE       4096
#define WRITE_SIZE      4096            /* a pipe that polls as writable takes so much without blocking */
#define PAUSE_ABOVE     (256 * 1024)    /* the BMC holds the output back when so much is not written … */
#define RESUME_BELOW    (64 * 1024)
#define MOST_KEPT       (4 * 1024 * 1024)       /* of a BMC that does not */
#define QUIET_SECONDS   2.0
#define MAX_QUIET       86400.0
#define RETRY_QUIET     (50 * G_TIME_SPAN_MILLISECOND)   /* while somebody reads slowly */

#define MISSING \
  N_("Characters are missing: the BMC had no room for all that the server said, or gave up sending it.")

#define UNAVAILABLE \
  N_("The BMC cannot pass on to the server what is sent to the serial console. Look whether the server is on.")

typedef struct
{
  gboolean steal;
  double   quiet_for;
} Options;

typedef struct
{
  CtlContext    *context;       /* borrowed */
  IpmiSol       *sol;           /* owned */
  gboolean       interactive;
  struct termios terminal;      /* as it was, when interactive */
  CtlEscape      escape;
  GByteArray    *out;           /* owned; what came and is not written */
  GSource       *in_source;     /* owned; NULL while a piece is being sent, and after the end */
  GSource       *out_source;    /* owned; NULL while there is nothing to write */
  GSource       *quiet_source;  /* owned; once all has been sent */
  gint64         quiet_for;     /* microseconds */
  gint64         last_activity;
  guint          writing;       /* pieces that the BMC has not taken yet */
  gboolean       paused;
  gboolean       missing;       /* characters of the server */
  gboolean       done;
  GError        *error;         /* owned; why it is done */
} Console;

static void watch_input (Console *console);

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Takes @error; the first one counts. */
static void
end (Console *console,
     GError  *error)
{
  console->done = TRUE;
  if (console->error == NULL)
    console->error = error;
  else
    g_clear_error (&error);
}

static void
say (Console    *console,
     const char *text)
{
  /* The terminal is raw: nobody adds a carriage return. */
  if (console->interactive)
    fprintf (stderr, "\r\n[%s]\r\n", text);
}

static gboolean on_quiet (gpointer user_data);

static void
check_quiet_at (Console *console,
                gint64   when)
{
  gint64 wait = MAX (when - g_get_monotonic_time (), 0);

  clear_source (&console->quiet_source);
  console->quiet_source = g_timeout_source_new ((guint) (wait / G_TIME_SPAN_MILLISECOND) + 1);
  g_source_set_callback (console->quiet_source, on_quiet, console, NULL);
  g_source_attach (console->quiet_source, NULL);
}

static gboolean
on_quiet (gpointer user_data)
{
  Console *console = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 due = console->last_activity + MAX (console->quiet_for, ipmi_sol_get_uncertainty (console->sol));

  if (now >= due && console->out->len == 0)
    end (console, NULL);
  else
    check_quiet_at (console, MAX (due, now + RETRY_QUIET));
  return G_SOURCE_REMOVE;
}

/* All of the input has been sent: from now on silence ends it. */
static void
wait_for_silence (Console *console)
{
  console->last_activity = g_get_monotonic_time ();
  check_quiet_at (console, console->last_activity + console->quiet_for);
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Console *console = user_data;
  GError *error = NULL;

  console->writing--;
  if (!ipmi_sol_write_finish (IPMI_SOL (source), result, &error))
    end (console, error);
  else if (console->writing == 0 && !console->done)
    watch_input (console);
}

static void
write_characters (Console      *console,
                  const guint8 *data,
                  gsize         length)
{
  console->writing++;
  ipmi_sol_write_async (console->sol, data, length, on_written, console);
}

static gboolean
on_output_writable (int          fd,
                    GIOCondition condition,
                    gpointer     user_data)
{
  Console *console = user_data;
  gssize n = write (fd, console->out->data, MIN (console->out->len, WRITE_SIZE));

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n < 0)
    {
      end (console, g_error_new (G_IO_ERROR, g_io_error_from_errno (errno),
                                 _("Cannot write what the server says: %s"), g_strerror (errno)));
      clear_source (&console->out_source);
      return G_SOURCE_REMOVE;
    }
  g_byte_array_remove_range (console->out, 0, (guint) n);
  console->last_activity = g_get_monotonic_time ();
  if (console->paused && console->out->len < RESUME_BELOW)
    {
      console->paused = FALSE;
      ipmi_sol_set_paused (console->sol, FALSE);
    }
  if (console->out->len > 0)
    return G_SOURCE_CONTINUE;
  clear_source (&console->out_source);
  return G_SOURCE_REMOVE;
}

/* At once if that goes without waiting: to ask the main loop when takes longer than the next packet does. */
static void
write_out (Console *console)
{
  GPollFD output = { .fd = STDOUT_FILENO, .events = G_IO_OUT };

  if (g_poll (&output, 1, 0) > 0 && on_output_writable (output.fd, output.revents, console) == G_SOURCE_REMOVE)
    return;
  console->out_source = g_unix_fd_source_new (STDOUT_FILENO, G_IO_OUT | G_IO_ERR | G_IO_HUP);
  g_source_set_callback (console->out_source, G_SOURCE_FUNC (on_output_writable), console, NULL);
  g_source_attach (console->out_source, NULL);
}

static void
on_received (IpmiSol  *sol,
             GBytes   *characters,
             gpointer  user_data)
{
  Console *console = user_data;
  gsize length;
  const guint8 *data = g_bytes_get_data (characters, &length);

  console->last_activity = g_get_monotonic_time ();
  if (console->out->len > MOST_KEPT)
    return;
  g_byte_array_append (console->out, data, (guint) length);
  if (console->out->len > MOST_KEPT)
    end (console, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                                       _("Nobody reads what the server says, and the BMC does not hold it back. "
                                         "Read it sooner, or write it to a file.")));
  if (!console->paused && console->out->len > PAUSE_ABOVE)
    {
      console->paused = TRUE;
      ipmi_sol_set_paused (sol, TRUE);
    }
  if (console->out_source == NULL)
    write_out (console);
}

static void
on_overrun (IpmiSol  *sol,
            gpointer  user_data)
{
  Console *console = user_data;

  console->missing = TRUE;
  say (console, _(MISSING));
}

/* A person waits and sees; a script would wait for ever. */
static void
on_unavailable (IpmiSol  *sol,
                gpointer  user_data)
{
  Console *console = user_data;

  if (console->interactive)
    say (console, _(UNAVAILABLE));
  else
    end (console, g_error_new_literal (IPMI_ERROR, IPMI_ERROR_BUSY, _(UNAVAILABLE)));
}

static void
on_break (IpmiSol  *sol,
          gpointer  user_data)
{
  say (user_data, _("The server sent a break."));
}

static void
on_closed (IpmiSol      *sol,
           const GError *error,
           gpointer      user_data)
{
  end (user_data, g_error_copy (error));
}

static void
take_typed (Console      *console,
            const guint8 *data,
            gsize         length)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  gsize used;

  for (; length > 0 && !console->done; data += used, length -= used)
    {
      switch (ctl_escape_feed (&console->escape, data, length, &used, bytes))
        {
        case CTL_ESCAPE_END:
          end (console, NULL);
          break;
        case CTL_ESCAPE_BREAK:
          /* After what was typed before it. */
          if (bytes->len > 0)
            write_characters (console, bytes->data, bytes->len);
          g_byte_array_set_size (bytes, 0);
          ipmi_sol_send_break (console->sol);
          break;
        case CTL_ESCAPE_HELP:
          say (console, _("At the beginning of a line: ~. ends, ~B sends a break, ~~ sends a tilde, ~? shows this."));
          break;
        case CTL_ESCAPE_NONE:
        default:
          break;
        }
    }
  if (bytes->len > 0)
    write_characters (console, bytes->data, bytes->len);
  else if (console->writing == 0 && !console->done)
    watch_input (console);
}

static gboolean
on_input (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Console *console = user_data;
  guint8 data[READ_SIZE];
  gssize n = read (fd, data, sizeof data);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  clear_source (&console->in_source);
  if (n < 0)
    end (console, g_error_new (G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot read what to send: %s"),
                               g_strerror (errno)));
  else if (n == 0 && console->interactive)
    end (console, NULL);
  else if (n == 0)
    wait_for_silence (console);
  else if (console->interactive)
    take_typed (console, data, (gsize) n);
  else
    write_characters (console, data, (gsize) n);
  return G_SOURCE_REMOVE;
}

/* A piece at a time: the next one is read once the BMC has taken the last, so that a file goes no faster than the
 * serial line. */
static void
watch_input (Console *console)
{
  console->in_source = g_unix_fd_source_new (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (console->in_source, G_SOURCE_FUNC (on_input), console, NULL);
  g_source_attach (console->in_source, NULL);
}

static gboolean
make_raw (Console  *console,
          GError  **error)
{
  struct termios raw;

  if (tcgetattr (STDIN_FILENO, &console->terminal) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot use the terminal: "
                                                                       "%s"), g_strerror (errno));
      return FALSE;
    }
  raw = console->terminal;
  cfmakeraw (&raw);
  tcsetattr (STDIN_FILENO, TCSADRAIN, &raw);
  return TRUE;
}

/* What has come is still told, however it ended; but nobody waits for whoever does not read it. */
static void
write_rest (Console *console)
{
  gsize written = 0;

  while (written < console->out->len && !g_cancellable_is_cancelled (console->context->cancellable))
    {
      gssize n = write (STDOUT_FILENO, console->out->data + written, console->out->len - written);

      if (n < 0 && errno != EINTR && errno != EAGAIN)
        return;
      written += n > 0 ? (gsize) n : 0;
    }
}

/* Whoever reads a pipe has no eyes for a remark: output with a gap is no success. */
static gboolean
told_of_missing (Console  *console,
                 gboolean  done,
                 GError  **error)
{
  if (!console->missing || console->interactive)
    return done;
  if (done)
    g_set_error_literal (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL, _(MISSING));
  else
    fprintf (stderr, "racksidectl: %s\n", _(MISSING));
  return FALSE;
}

/* A BMC that is gone is silent, too: then nobody knows whether that was all. */
static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT) || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_CLOSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* When it returns, nothing of the console is under way any more. Returns: whether @done still holds */
static gboolean
deactivate (Console  *console,
            gboolean  done,
            GError  **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GCancellable) limit = NULL;
  g_autoptr(GError) problem = NULL;

  clear_source (&console->in_source);
  if (ipmi_sol_get_active (console->sol))
    {
      if (!done || console->interactive)
        {
          limit = g_cancellable_new ();
          ctl_ipmi_limit_close (limit);
        }
      ipmi_sol_deactivate_async (console->sol, limit != NULL ? limit : console->context->cancellable, ctl_await_ready, &await);
      ipmi_sol_deactivate_finish (console->sol, ctl_await (&await), &problem);
    }
  while (console->writing > 0)
    g_main_context_iteration (NULL, TRUE);
  if (limit != NULL || !is_gone (problem))
    return done;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
console_clear (Console *console)
{
  clear_source (&console->in_source);
  clear_source (&console->out_source);
  clear_source (&console->quiet_source);
  g_clear_object (&console->sol);
  g_clear_pointer (&console->out, g_byte_array_unref);
  g_clear_error (&console->error);
}

static gboolean
run_console (CtlContext   *context,
             IpmiSession  *session,
             gpointer      data,
             GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  const Options *options = data;
  Console console = {
    .context = context,
    .sol = ipmi_sol_new (session),
    .interactive = isatty (STDIN_FILENO),
    .out = g_byte_array_new (),
    .quiet_for = (gint64) (options->quiet_for * G_TIME_SPAN_SECOND),
  };
  gboolean done = FALSE;

  g_signal_connect (console.sol, "received", G_CALLBACK (on_received), &console);
  g_signal_connect (console.sol, "break", G_CALLBACK (on_break), &console);
  g_signal_connect (console.sol, "overrun", G_CALLBACK (on_overrun), &console);
  g_signal_connect (console.sol, "unavailable", G_CALLBACK (on_unavailable), &console);
  g_signal_connect (console.sol, "closed", G_CALLBACK (on_closed), &console);
  ipmi_sol_activate_async (console.sol, options->steal, context->cancellable, ctl_await_ready, &await);
  if (ipmi_sol_activate_finish (console.sol, ctl_await (&await), error)
      && (!console.interactive || make_raw (&console, error)))
    {
      say (&console, _("The serial console is connected. ~? at the beginning of a line shows what there is."));
      watch_input (&console);
      while (!console.done && !g_cancellable_is_cancelled (context->cancellable))
        g_main_context_iteration (NULL, TRUE);
      if (console.interactive)
        tcsetattr (STDIN_FILENO, TCSADRAIN, &console.terminal);
      /* What fails from here on fails because it ends. */
      done = console.error == NULL && !g_cancellable_set_error_if_cancelled (context->cancellable, error);
      if (console.error != NULL)
        g_propagate_error (error, g_steal_pointer (&console.error));
      done = told_of_missing (&console, done, error);
      write_rest (&console);
      done = deactivate (&console, done, error);
    }
  g_signal_handlers_disconnect_by_data (console.sol, &console);
  console_clear (&console);
  return done;
}

CtlExit
ctl_ipmi_sol (CtlContext *context,
              int         argc,
              char      **argv,
              GError    **error)
{
  Options options = { FALSE, QUIET_SECONDS };
  const GOptionEntry entries[] = {
    { "steal", 0, 0, G_OPTION_ARG_NONE, &options.steal, N_("Take the console from whoever uses it"), NULL },
    { "quiet-for", 0, 0, G_OPTION_ARG_DOUBLE, &options.quiet_for,
      N_("When standard input is a file or pipe: end after so many seconds of silence (default 2)"), "SECONDS" },
    { NULL }
  };

  if (!ctl_context_parse (context, entries, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (!(options.quiet_for >= 0 && options.quiet_for <= MAX_QUIET))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--quiet-for takes a number of seconds up to "
                                                                      "%.0f"),
                   MAX_QUIET);
      return CTL_EXIT_USAGE;
    }
  return ctl_ipmi_run (context, run_console, &options, error);
}
