/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "ctl-command.h"
#include "ctl-context.h"
#include "ctl-limit.h"

/* A person who has waited so long wants to know for what. */
#define TELL_AFTER_MS 1000

/* As many seconds as fit into a GSource's milliseconds. */
#define MAX_TIMEOUT_SECONDS 2000000.0

/* What sessions may take to be closed once the time is over, in seconds. Nothing holds a command up for longer. */
#define CLOSING_SECONDS 3.0

#define MAX_SUITE   63
#define MAX_RETRIES 100

/**
 * ctl_context_init:
 * @context: uninitialised
 * @program: which of the programs runs
 * @argv: (array zero-terminated=1): what the program was called with
 */
void
ctl_context_init (CtlContext        *context,
                  const CtlProgram  *program,
                  char             **argv)
{
  *context = (CtlContext) {
    .program = program,
    .whole = g_memdup2 (argv, ((gsize) g_strv_length (argv) + 1) * sizeof *argv),
    .cancellable = g_cancellable_new (),
    .timeout = INFINITY,
    .suite = CTL_NOT_GIVEN,
    .retries = CTL_NOT_GIVEN,
  };
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/**
 * ctl_context_clear:
 * @context: a context
 */
void
ctl_context_clear (CtlContext *context)
{
  ctl_context_set_waiting (context, NULL);
  clear_source (&context->timeout_source);
  clear_source (&context->interrupt_source);
  clear_source (&context->hang_up_source);
  clear_source (&context->terminate_source);
  g_clear_pointer (&context->whole, g_free);
  g_clear_pointer (&context->server, ctl_server_free);
  g_clear_object (&context->cancellable);
  g_clear_pointer (&context->password_file, g_free);
  g_clear_pointer (&context->trust, g_free);
  g_clear_pointer (&context->if_busy, g_free);
  g_clear_pointer (&context->privilege, g_free);
  g_clear_pointer (&context->bridge, g_strfreev);
  g_clear_pointer (&context->kg_file, g_free);
  g_clear_pointer (&context->kg, g_bytes_unref);
}

static gboolean
on_timeout (gpointer user_data)
{
  CtlContext *context = user_data;

  context->timed_out = TRUE;
  g_cancellable_cancel (context->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
cancel_or_end (CtlContext *context,
               int         number)
{
  if (context->interrupted)
    {
      /* Asked a second time: whoever asks does not want to wait for sessions to be closed. */
      signal (number, SIG_DFL);
      raise (number);
    }
  context->interrupted = TRUE;
  g_cancellable_cancel (context->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt (gpointer user_data)
{
  return cancel_or_end (user_data, SIGINT);
}

static gboolean
on_hang_up (gpointer user_data)
{
  return cancel_or_end (user_data, SIGHUP);
}

static gboolean
on_terminate (gpointer user_data)
{
  return cancel_or_end (user_data, SIGTERM);
}

/* As nohup leaves it. */
static gboolean
is_ignored (int number)
{
  struct sigaction action;

  return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static GSource *
watch_signal (CtlContext  *context,
              int          number,
              GSourceFunc  func)
{
  GSource *source = g_unix_signal_source_new (number);

  g_source_set_callback (source, func, context, NULL);
  g_source_attach (source, NULL);
  return source;
}

/* A command without common options opens no sessions: when it is to end, there is nothing to be closed. */
static gboolean
has_sessions (CtlContext *context)
{
  return context->command->schemes != CTL_SCHEME_NONE;
}

static char *
describe_timeout (CtlContext *context)
{
  g_autofree char *what = context->waiting_for != NULL ? g_strdup (context->waiting_for)
                                                       : g_strdup_printf ("“%s”", context->command->name);

  if (context->obstacle != NULL)
    /* Translators: the first %s is a command or what is done, the other a sentence or two */
    return g_strdup_printf (_("%s was not done within %g seconds, so it was given up. All that the server said: %s"),
                            what, context->timeout, context->obstacle);
  return g_strdup_printf (_("%s was not done within %g seconds, so it was given up. Give it more time with --timeout."),
                          what, context->timeout);
}

static void
watch_time (CtlContext *context)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (isinf (context->timeout))
    return;
  text = describe_timeout (context);
  line = g_strdup_printf ("racksidectl: %s\n", text);
  ctl_limit_start (context->timeout + (has_sessions (context) ? CLOSING_SECONDS : 0), line, CTL_EXIT_TIMEOUT);
  context->timeout_source = g_timeout_source_new ((guint) (context->timeout * 1000));
  g_source_set_callback (context->timeout_source, on_timeout, context, NULL);
  g_source_attach (context->timeout_source, NULL);
}

static void
watch_signals (CtlContext *context)
{
  context->interrupt_source = watch_signal (context, SIGINT, on_interrupt);
  if (!is_ignored (SIGHUP))
    context->hang_up_source = watch_signal (context, SIGHUP, on_hang_up);
  context->terminate_source = watch_signal (context, SIGTERM, on_terminate);
}

static GOptionContext *
create_option_context (CtlContext         *context,
                       CtlScheme           schemes,
                       const GOptionEntry *entries,
                       const char         *usage)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &context->json, N_("Print one JSON document"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &context->timeout, N_("Give up after so many seconds"), "SECONDS" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &context->password_file,
      N_("Read the password from FILE (else: $RACKSIDE_PASSWORD, the keyring, the terminal)"), "FILE" },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &context->help, N_("Show what there is"), NULL },
    { NULL }
  };
  const GOptionEntry ilo[] = {
    { "trust", 0, 0, G_OPTION_ARG_STRING, &context->trust,
      N_("Accept this public key (“any”: every key)"), "sha256//BASE64" },
    { "if-busy", 0, 0, G_OPTION_ARG_STRING, &context->if_busy,
      N_("What to do when somebody else has the console: fail, share or seize"), "WHAT" },
    { NULL }
  };
  const GOptionEntry ipmi[] = {
    { "suite", 0, 0, G_OPTION_ARG_INT, &context->suite,
      N_("Cipher suite (default: the best of 17 and 3 that the BMC takes)"), "N" },
    { "privilege", 0, 0, G_OPTION_ARG_STRING, &context->privilege,
      N_("Privilege level: user, operator or administrator"), "LEVEL" },
    { "bridge", 0, 0, G_OPTION_ARG_STRING_ARRAY, &context->bridge,
      N_("Talk to the controller behind the BMC; twice for two hops"), "CHANNEL:ADDRESS" },
    { "retries", 0, 0, G_OPTION_ARG_INT, &context->retries, N_("Send a request again so many times"), "N" },
    { "kg-file", 0, 0, G_OPTION_ARG_FILENAME, &context->kg_file,
      N_("Read the BMC key (K_g) of a two-key log-in from FILE: a text, or 0x and hexadecimal digits"), "FILE" },
    { "role-lookup", 0, 0, G_OPTION_ARG_NONE, &context->role_lookup,
      N_("Look the user up by name and privilege level"), NULL },
    { NULL }
  };
  GOptionContext *option_context = g_option_context_new (usage);

  /* The built-in help ends the process; ours leaves that to main(). */
  g_option_context_set_help_enabled (option_context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (option_context, entries, GETTEXT_PACKAGE);
  if (schemes & CTL_SCHEME_ILO)
    g_option_context_add_main_entries (option_context, ilo, GETTEXT_PACKAGE);
  if (schemes & CTL_SCHEME_IPMI)
    g_option_context_add_main_entries (option_context, ipmi, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (option_context, common, GETTEXT_PACKAGE);
  return option_context;
}

static gboolean
is_given_and_negative (int value)
{
  return value < 0 && value != CTL_NOT_GIVEN;
}

static gboolean
check_values (CtlContext *context,
              GError    **error)
{
  /* Negated so that a NaN is refused too. */
  if (!(context->timeout > 0 && (isinf (context->timeout) || context->timeout <= MAX_TIMEOUT_SECONDS)))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("--timeout takes a number of seconds greater than 0, up to %.0f"), MAX_TIMEOUT_SECONDS);
  else if (is_given_and_negative (context->suite) || context->suite > MAX_SUITE)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--suite takes a number from 0 to %d"), MAX_SUITE);
  else if (is_given_and_negative (context->retries) || context->retries > MAX_RETRIES)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("--retries takes a number from 0 to %d"), MAX_RETRIES);
  else
    return TRUE;
  return FALSE;
}

/**
 * ctl_context_parse_leading:
 * @context: where options go
 * @argc: (inout): number of arguments
 * @argv: (inout): arguments; what was understood is removed
 *
 * Reads the common options up to the first argument that is none, which stays at `argv[1]`.
 *
 * Returns: %FALSE with a %G_OPTION_ERROR when an option is wrong
 */
gboolean
ctl_context_parse_leading (CtlContext *context,
                           int        *argc,
                           char     ***argv,
                           GError    **error)
{
  CtlScheme schemes = context->server != NULL ? context->server->scheme : CTL_SCHEME_ILO | CTL_SCHEME_IPMI;
  g_autoptr(GOptionContext) option_context = create_option_context (context, schemes, NULL, NULL);

  g_option_context_set_strict_posix (option_context, TRUE);
  return g_option_context_parse (option_context, argc, argv, error) && check_values (context, error);
}

static void
print_help (CtlContext     *context,
            GOptionContext *option_context)
{
  g_autofree char *help = NULL;

  g_option_context_set_summary (option_context, _(context->command->summary));
  help = g_option_context_get_help (option_context, FALSE, NULL);
  fputs (help, stdout);
}

static void
remove_separator (int   *argc,
                  char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (strcmp (argv[i], "--") == 0)
      {
        memmove (argv + i, argv + i + 1, (gsize) (*argc - i) * sizeof *argv);
        (*argc)--;
        return;
      }
}

/**
 * ctl_context_parse:
 * @context: where common options go
 * @entries: (nullable): the command's own options
 * @least: how many arguments the command needs
 * @most: how many it takes, -1: any number
 * @argc: (inout): number of arguments, with the command's name
 * @argv: (inout): the command's name and arguments; options are removed
 *
 * Reads what follows the command's name. From then on `--timeout` runs, and for a command that opens sessions
 * SIGINT, SIGTERM and SIGHUP cancel instead of ending the process.
 *
 * Returns: whether to go on; %FALSE without an error when the help was asked for and printed
 */
gboolean
ctl_context_parse (CtlContext         *context,
                   const GOptionEntry *entries,
                   int                 least,
                   int                 most,
                   int                *argc,
                   char             ***argv,
                   GError            **error)
{
  const CtlCommand *command = context->command;
  g_autofree char *usage = g_strdup_printf ("%s%s %s", context->offline ? "" : "SERVER ", command->name,
                                            command->arguments);
  g_autoptr(GOptionContext) option_context = create_option_context (context, command->schemes, entries, usage);

  if (!g_option_context_parse (option_context, argc, argv, error) || !check_values (context, error))
    return FALSE;
  if (context->help)
    {
      print_help (context, option_context);
      return FALSE;
    }
  remove_separator (argc, *argv);
  if (*argc - 1 < least || (most >= 0 && *argc - 1 > most))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                   *argc - 1 < least ? _("Something is missing after “%s”") : _("There is too much after “%s”"),
                   (*argv)[0]);
      return FALSE;
    }
  watch_time (context);
  if (has_sessions (context))
    watch_signals (context);
  return TRUE;
}

static gboolean
on_tell (gpointer user_data)
{
  CtlContext *context = user_data;

  context->told = TRUE;
  fprintf (stderr, "\r%s…", context->waiting_for);
  fflush (stderr);
  clear_source (&context->tell_source);
  return G_SOURCE_REMOVE;
}

/**
 * ctl_context_set_waiting:
 * @context: a context
 * @what: (nullable): what is done now, as in "Opening a session with …"; %NULL: nothing that takes long
 *
 * Says what is waited for: on a terminal, when it takes longer than a second, and when `--timeout` ends it.
 */
void
ctl_context_set_waiting (CtlContext *context,
                         const char *what)
{
  clear_source (&context->tell_source);
  if (context->told)
    fputs ("\r\033[K", stderr);
  context->told = FALSE;
  g_free (context->waiting_for);
  context->waiting_for = g_strdup (what);
  if (what == NULL || !isatty (STDERR_FILENO))
    return;
  context->tell_source = g_timeout_source_new (TELL_AFTER_MS);
  g_source_set_callback (context->tell_source, on_tell, context, NULL);
  g_source_attach (context->tell_source, NULL);
}

/**
 * ctl_context_set_progress:
 * @context: a context that waits for something
 * @what: how far that has come
 *
 * Says more about what is waited for. On a terminal this replaces what is shown there, at once.
 */
void
ctl_context_set_progress (CtlContext *context,
                          const char *what)
{
  g_free (context->waiting_for);
  context->waiting_for = g_strdup (what);
  if (context->told)
    fprintf (stderr, "\r\033[K%s…", what);
}

/**
 * ctl_context_explain:
 * @context: a context
 * @error: (inout): why the command failed
 *
 * Replaces “cancelled” by what cancelled it.
 */
void
ctl_context_explain (CtlContext *context,
                     GError    **error)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (context->timed_out)
    {
      g_autofree char *text = describe_timeout (context);

      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, text);
    }
  else if (context->interrupted)
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Interrupted."));
    }
}

/**
 * ctl_speak_english:
 *
 * For a command that prints errors as data, once its options are read: scripts read them, so they are the same in every
 * language.
 */
void
ctl_speak_english (void)
{
  setlocale (LC_MESSAGES, "C");
}
