/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * bench-ipmi once|requests|sessions|output|input HOST:PORT… [--user U] [--suite N] [--window N] [--count N]: how fast the engine is.
 *   once      opens a session, asks for the chassis status, closes it; prints the status
 *   requests  Get Device ID, --count times, with up to --window outstanding
 *   sessions  --count sessions open at the same time, spread over all addresses given; memory for each
 *   output    has the console of sol-target.py send --count bytes, and checks each
 *   input     sends it --count bytes, and checks their sum
 * The password comes from RACKSIDE_PASSWORD. One JSON line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ipmi-poll.h"
#include "ipmi-session.h"
#include "ipmi-sol.h"

#define NETFN_CHASSIS  0x00
#define NETFN_APP      0x06
#define CHASSIS_STATUS 0x01
#define DEVICE_ID      0x01

static const char *user = "admin";
static int suite = -1;
static int window = 4;
static int count = 100000;

typedef struct
{
  GMainLoop   *loop;
  IpmiSession *session;
  int          to_send;
  int          outstanding;
  int          answered;
  GError      *error;
  IpmiSol     *sol;
  GString     *line;             /* what came since the last end of a line */
  GString     *text;             /* what came, while that is short */
  int          expected;
  int          got;
  gint64       started;
} Bench;

static void
on_flag (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Bench *bench = user_data;

  g_task_propagate_boolean (G_TASK (result), bench->error == NULL ? &bench->error : NULL);
  g_main_loop_quit (bench->loop);
}

static void
check (Bench *bench)
{
  if (bench->error == NULL)
    return;
  fprintf (stderr, "bench-ipmi: %s\n", bench->error->message);
  exit (1);
}

static IpmiSession *
new_session (const char *host)
{
  g_autoptr(GError) error = NULL;
  IpmiSession *session;
  g_autoptr(GSocketConnectable) address = g_network_address_parse (host, IPMI_DEFAULT_PORT, &error);

  if (address == NULL)
    {
      fprintf (stderr, "bench-ipmi: %s\n", error->message);
      exit (2);
    }
  session = g_object_new (IPMI_TYPE_SESSION, "address", address, "user", user, "suite", suite, "window", window, NULL);
  ipmi_session_set_password (session, g_getenv ("RACKSIDE_PASSWORD"));
  return session;
}

static void
open_session (Bench *bench)
{
  ipmi_session_open_async (bench->session, NULL, on_flag, bench);
  g_main_loop_run (bench->loop);
  check (bench);
}

static void
close_session (Bench *bench)
{
  ipmi_session_close_async (bench->session, NULL, on_flag, bench);
  g_main_loop_run (bench->loop);
}

static void send_more (Bench *bench);

static void
on_answer (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (bench->session, result, NULL,
                                                          bench->error == NULL ? &bench->error : NULL);

  bench->outstanding--;
  bench->answered++;
  if (bench->error != NULL)
    bench->to_send = 0;
  send_more (bench);
  if (bench->outstanding == 0)
    g_main_loop_quit (bench->loop);
}

static void
send_more (Bench *bench)
{
  const IpmiRequest request = { .netfn = NETFN_APP, .command = DEVICE_ID };

  while (bench->to_send > 0 && bench->outstanding < window)
    {
      bench->to_send--;
      bench->outstanding++;
      ipmi_session_request_async (bench->session, &request, NULL, on_answer, bench);
    }
}

static void
run_requests (Bench *bench)
{
  IpmiStatistics statistics;
  gint64 start;
  double seconds;

  open_session (bench);
  start = g_get_monotonic_time ();
  bench->to_send = count;
  send_more (bench);
  g_main_loop_run (bench->loop);
  seconds = (g_get_monotonic_time () - start) / 1e6;
  check (bench);
  ipmi_session_get_statistics (bench->session, &statistics);
  printf ("{\"suite\":%d,\"window\":%d,\"requests\":%d,\"seconds\":%.3f,\"per_second\":%.0f,\"resent\":%" G_GUINT64_FORMAT
          ",\"dropped\":%" G_GUINT64_FORMAT "}\n", ipmi_session_get_suite (bench->session), window, bench->answered, seconds,
          bench->answered / seconds, statistics.resent, statistics.dropped_total);
  close_session (bench);
}

static void
on_status (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (bench->session, result, NULL, &bench->error);

  if (answer != NULL && g_bytes_get_size (answer) > 0)
    printf ("{\"suite\":%d,\"power\":\"%s\"}\n", ipmi_session_get_suite (bench->session),
            (((const guint8 *) g_bytes_get_data (answer, NULL))[0] & 1) != 0 ? "on" : "off");
  g_main_loop_quit (bench->loop);
}

static void
run_once (Bench *bench)
{
  const IpmiRequest request = { .netfn = NETFN_CHASSIS, .command = CHASSIS_STATUS };

  open_session (bench);
  ipmi_session_request_async (bench->session, &request, NULL, on_status, bench);
  g_main_loop_run (bench->loop);
  check (bench);
  close_session (bench);
}

static glong
resident (void)
{
  g_autofree char *contents = NULL;
  glong pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &contents, NULL, NULL))
    sscanf (contents, "%*d %ld", &pages);
  return pages * sysconf (_SC_PAGESIZE);
}

static void
on_one_open (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Bench *bench = user_data;

  if (ipmi_session_open_finish (IPMI_SESSION (object), result, bench->error == NULL ? &bench->error : NULL))
    bench->answered++;
  if (--bench->outstanding == 0)
    g_main_loop_quit (bench->loop);
}

static void
run_sessions (Bench  *bench,
              char  **hosts)
{
  guint n_hosts = g_strv_length (hosts);
  g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 start;
  glong before;

  open_session (bench);                            /* so that everything that is needed once is there */
  before = resident ();
  start = g_get_monotonic_time ();
  for (int i = 0; i < count; i++)
    {
      IpmiSession *session = new_session (hosts[(guint) i % n_hosts]);

      g_ptr_array_add (sessions, session);
      bench->outstanding++;
      ipmi_session_open_async (session, NULL, on_one_open, bench);
    }
  g_main_loop_run (bench->loop);
  printf ("{\"sessions\":%d,\"opened\":%d,\"seconds\":%.3f,\"bytes_each\":%ld}\n", count, bench->answered,
          (g_get_monotonic_time () - start) / 1e6, (resident () - before) / count);
  if (bench->error != NULL)
    fprintf (stderr, "bench-ipmi: %s\n", bench->error->message);
  close_session (bench);
}

static void
on_sol_closed (IpmiSol      *sol,
               const GError *error,
               gpointer      user_data)
{
  fprintf (stderr, "bench-ipmi: %s\n", error->message);
  exit (1);
}

/* The pattern is eight characters long: a number of seven digits and an end of line. */
static void
check_pattern (Bench        *bench,
               const guint8 *data,
               gsize         length)
{
  for (gsize i = 0; i < length && bench->got < bench->expected; i++, bench->got++)
    {
      char pattern[16];

      g_snprintf (pattern, sizeof pattern, "%07d\n", bench->got / 8);
      if (data[i] != (guint8) pattern[bench->got % 8])
        {
          fprintf (stderr, "bench-ipmi: byte %d of the output is wrong\n", bench->got);
          exit (1);
        }
    }
}

static void
on_sol_received (IpmiSol  *sol,
                 GBytes   *characters,
                 gpointer  user_data)
{
  Bench *bench = user_data;
  gsize length;
  const guint8 *data = g_bytes_get_data (characters, &length);

  if (bench->expected > 0)
    {
      check_pattern (bench, data, length);
      if (bench->got == bench->expected)
        g_main_loop_quit (bench->loop);
      return;
    }
  g_string_append_len (bench->text, (const char *) data, length);
  if (strstr (bench->text->str, bench->line->str) != NULL)
    g_main_loop_quit (bench->loop);
}

static void
say (Bench      *bench,
     const char *text)
{
  ipmi_sol_write_async (bench->sol, text, strlen (text), NULL, NULL);
}

/* Waits until the console has said something. */
static void
wait_for (Bench      *bench,
          const char *text)
{
  g_string_assign (bench->line, text);
  if (strstr (bench->text->str, text) == NULL)
    g_main_loop_run (bench->loop);
  g_string_truncate (bench->text, 0);
}

static void
open_console (Bench *bench)
{
  open_session (bench);
  bench->line = g_string_new (NULL);
  bench->text = g_string_new (NULL);
  bench->sol = ipmi_sol_new (bench->session);
  g_signal_connect (bench->sol, "received", G_CALLBACK (on_sol_received), bench);
  g_signal_connect (bench->sol, "closed", G_CALLBACK (on_sol_closed), bench);
  ipmi_sol_activate_async (bench->sol, TRUE, NULL, on_flag, bench);
  g_main_loop_run (bench->loop);
  check (bench);
  say (bench, "quiet\recho rea\recho dy-for-it\r");
  wait_for (bench, "dy-for-it\r\nhx2> ");
}

static void
close_console (Bench *bench)
{
  g_signal_handlers_disconnect_by_data (bench->sol, bench);
  ipmi_sol_deactivate_async (bench->sol, NULL, on_flag, bench);
  g_main_loop_run (bench->loop);
  check (bench);
  g_clear_object (&bench->sol);
  close_session (bench);
}

static void
print_console (Bench *bench)
{
  double seconds = (g_get_monotonic_time () - bench->started) / 1e6;
  IpmiStatistics statistics;

  ipmi_session_get_statistics (bench->session, &statistics);
  printf ("{\"suite\":%d,\"bytes\":%d,\"seconds\":%.3f,\"bytes_per_second\":%.0f,\"packets\":%" G_GUINT64_FORMAT "}\n",
          ipmi_session_get_suite (bench->session), count, seconds, count / seconds, statistics.received);
}

static void
run_output (Bench *bench)
{
  g_autofree char *command = g_strdup_printf ("blast %d\r", count);

  open_console (bench);
  bench->expected = count;
  bench->started = g_get_monotonic_time ();
  say (bench, command);
  g_main_loop_run (bench->loop);
  print_console (bench);
  close_console (bench);
}

static void
run_input (Bench *bench)
{
  g_autofree char *command = g_strdup_printf ("sum %d\r", count);
  g_autofree guint8 *data = g_malloc (count);
  g_autofree char *sum = NULL;
  guint total = 0;

  for (int i = 0; i < count; i++)
    {
      data[i] = i * 37 + i / 251;
      total += data[i];
    }
  sum = g_strdup_printf ("sum %u\r\n", total);
  open_console (bench);
  bench->started = g_get_monotonic_time ();
  say (bench, command);
  ipmi_sol_write_async (bench->sol, data, count, NULL, NULL);
  wait_for (bench, sum);
  print_console (bench);
  close_console (bench);
}

int
main (int    argc,
      char **argv)
{
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, "User name", "NAME" },
    { "suite", 0, 0, G_OPTION_ARG_INT, &suite, "Cipher suite", "N" },
    { "window", 0, 0, G_OPTION_ARG_INT, &window, "Requests outstanding", "N" },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, "How many", "N" },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("once|requests|sessions|output|input HOST:PORT…");
  g_autoptr(GError) error = NULL;
  Bench bench = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 3)
    {
      fprintf (stderr, "bench-ipmi: %s\n", error != NULL ? error->message : "once|requests|sessions|output|input HOST:PORT");
      return 2;
    }
  ipmi_poll_eagerly (NULL);                        /* as racksidectl does */
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.session = new_session (argv[2]);
  if (strcmp (argv[1], "once") == 0)
    run_once (&bench);
  else if (strcmp (argv[1], "requests") == 0)
    run_requests (&bench);
  else if (strcmp (argv[1], "sessions") == 0)
    run_sessions (&bench, argv + 2);
  else if (strcmp (argv[1], "output") == 0)
    run_output (&bench);
  else if (strcmp (argv[1], "input") == 0)
    run_input (&bench);
  else
    return 2;
  g_object_unref (bench.session);
  g_main_loop_unref (bench.loop);
  return 0;
}
