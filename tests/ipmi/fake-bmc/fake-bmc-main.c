/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include <glib-unix.h>

#include "fake-bmc.h"

/*
 * fake-bmc [OPTION…]: fake BMCs on 127.0.0.1 (or ::1) until SIGTERM. Prints "ready PORT …" and at the end, as a line of JSON,
 * how many sessions are still open and how many packets were wrong with all of them, and what the first one did.
 */

static gboolean
parse_mischief (char        **names,
                FakeMischief *mischief)
{
  for (; names != NULL && *names != NULL; names++)
    {
      FakeMischief one = fake_mischief_by_name (*names);

      if (one == 0)
        {
          g_printerr ("fake-bmc: there is no mischief “%s”\n", *names);
          return FALSE;
        }
      *mischief |= one;
    }
  return TRUE;
}

static void
print_counts (GPtrArray *bmcs)
{
  FakeBmc *bmc = g_ptr_array_index (bmcs, 0);
  const char *separator = "";
  guint sessions = 0;
  guint rejected = 0;

  for (guint i = 0; i < bmcs->len; i++)
    {
      sessions += fake_bmc_sessions (g_ptr_array_index (bmcs, i));
      rejected += fake_bmc_rejected (g_ptr_array_index (bmcs, i));
    }
  g_print ("{\"sessions\": %u, \"rejected\": %u, \"commands\": {", sessions, rejected);
  for (guint netfn = 0; netfn < 64; netfn += 2)
    for (guint command = 0; command < 256; command++)
      if (fake_bmc_count (bmc, (guint8) netfn, (guint8) command) > 0)
        {
          g_print ("%s\"%02x %02x\": %u", separator, netfn, command,
                   fake_bmc_count (bmc, (guint8) netfn, (guint8) command));
          separator = ", ";
        }
  g_print ("}}\n");
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Returns: NETFN << 8 | CMD */
static gint
parse_command (const char *text)
{
  const char *command = strchr (text, ':');

  return (gint) (g_ascii_strtoull (text, NULL, 16) << 8 | (command != NULL ? g_ascii_strtoull (command + 1, NULL, 16) : 0));
}

int
main (int    argc,
      char **argv)
{
  FakeBmcOptions options = { 0 };
  FakeUser users[] = { { NULL, NULL, 4 }, { NULL } };
  int count = 1, port = 0, delay = 0, busy = 0, sensors = 0, step = 0, sel = 0, max_read = 0, blast = 0, refusal = 0;
  int lose = 0;
  gboolean role = FALSE;
  gboolean ipv6 = FALSE;
  g_autofree char *lost = NULL;
  g_autofree char *busy_with = NULL;
  g_autofree char *kg = NULL, *suites = NULL, *refused = NULL, *user = NULL, *password = NULL, *records = NULL;
  g_auto(GStrv) mischief = NULL;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "UDP port (default: a free one)", "N" },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, "so many BMCs, each on a port of its own", "N" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, "the only user (default: those of ipmi_sim)", "NAME" },
    { "password", 0, 0, G_OPTION_ARG_STRING, &password, "and its password", "TEXT" },
    { "kg", 0, 0, G_OPTION_ARG_STRING, &kg, "BMC key", "TEXT" },
    { "suites", 0, 0, G_OPTION_ARG_STRING, &suites, "suites it advertises", "N,N…" },
    { "refused", 0, 0, G_OPTION_ARG_STRING, &refused, "suites it advertises and refuses", "N,N…" },
    { "mischief", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &mischief, "what it does wrong; may be repeated", "NAME" },
    { "delay", 0, 0, G_OPTION_ARG_INT, &delay, "before each answer", "MS" },
    { "lost", 0, 0, G_OPTION_ARG_STRING, &lost, "the answers to this command are lost", "NETFN:CMD" },
    { "lose", 0, 0, G_OPTION_ARG_INT, &lose, "so often", "N" },
    { "busy", 0, 0, G_OPTION_ARG_INT, &busy, "refuse each command so often", "N" },
    { "busy-with", 0, 0, G_OPTION_ARG_STRING, &busy_with, "only this one", "NETFN:CMD" },
    { "sensors", 0, 0, G_OPTION_ARG_INT, &sensors, "how many", "N" },
    { "sdr-step", 0, 0, G_OPTION_ARG_INT, &step, "distance between record ids", "N" },
    { "sel", 0, 0, G_OPTION_ARG_INT, &sel, "how many event records", "N" },
    { "records", 0, 0, G_OPTION_ARG_FILENAME, &records, "records and answers instead of the usual ones", "FILE" },
    { "max-read", 0, 0, G_OPTION_ARG_INT, &max_read, "bytes of an SDR or FRU in one answer", "N" },
    { "sol-blast", 0, 0, G_OPTION_ARG_INT, &blast, "bytes of a numbered pattern at the start of SOL", "N" },
    { "sol-refusal", 0, 0, G_OPTION_ARG_INT, &refusal, "completion code of Activate Payload", "N" },
    { "ipv6", 0, 0, G_OPTION_ARG_NONE, &ipv6, "listen on ::1", NULL },
    { "role", 0, 0, G_OPTION_ARG_NONE, &role, "look users up by role too", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("- a BMC for tests");
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GPtrArray) bmcs = g_ptr_array_new_with_free_func ((GDestroyNotify) fake_bmc_free);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !parse_mischief (mischief, &options.mischief))
    {
      g_printerr ("fake-bmc: %s\n", error != NULL ? error->message : "wrong usage");
      return 2;
    }
  /* A test that is killed takes its BMC with it. */
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  setvbuf (stdout, NULL, _IOLBF, 0);
  options.kg = kg;
  options.suites = suites;
  options.refused = refused;
  options.delay_ms = (guint) delay;
  options.busy = (guint) busy;
  if (busy_with != NULL)
    options.busy_command = parse_command (busy_with);
  if (lost != NULL)
    {
      options.lost_netfn = (guint8) (parse_command (lost) >> 8);
      options.lost_command = (guint8) parse_command (lost);
      options.lost_answers = (guint) lose;
    }
  options.sensors = (guint) sensors;
  options.sdr_step = (guint) step;
  options.sel_records = (guint) sel;
  options.records = records;
  options.max_read = (guint) max_read;
  options.sol_blast = (guint) blast;
  options.sol_refusal = (guint) refusal;
  options.require_role = role;
  options.ipv6 = ipv6;
  options.port = (guint16) port;
  if (user != NULL)
    {
      users[0].name = user;
      users[0].password = password != NULL ? password : "";
      options.users = users;
    }
  for (int i = 0; i < count; i++)
    g_ptr_array_add (bmcs, fake_bmc_new (&options));
  g_print ("ready");
  for (guint i = 0; i < bmcs->len; i++)
    g_print (" %u", fake_bmc_get_port (g_ptr_array_index (bmcs, i)));
  g_print ("\n");
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_main_loop_run (loop);
  print_counts (bmcs);
  return 0;
}
