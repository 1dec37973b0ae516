/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <stdio.h>

#include <glib-unix.h>
#include <openssl/rand.h>

#include "sim-bmc.h"
#include "sim-certificate.h"
#include "sim-control.h"
#include "sim-https.h"
#include "sim-ilo.h"
#include "sim-media-visitor.h"
#include "sim-options.h"
#include "sim-port.h"
#include "sim-visitor.h"

#define PASSWORD_LENGTH 12

/* Exit status: as racksidectl has them. */
#define EXIT_FAILED 1
#define EXIT_USAGE  2

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Letters and digits that nobody takes for another. */
static char *
make_password (void)
{
  static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  guint8 random[PASSWORD_LENGTH];
  char password[PASSWORD_LENGTH + 1] = { 0 };

  if (RAND_bytes (random, sizeof random) != 1)
    g_error ("OpenSSL has no random numbers");
  for (guint i = 0; i < sizeof random; i++)
    password[i] = letters[random[i] % (sizeof letters - 1)];
  return g_strdup (password);
}

static SimCertificate *
get_certificate (const SimOptions  *options,
                 GError           **error)
{
  g_autoptr(SimCertificate) certificate = NULL;
  g_autofree char *pem = NULL;

  if (options->identity != NULL && g_file_test (options->identity, G_FILE_TEST_EXISTS))
    {
      if (!g_file_get_contents (options->identity, &pem, NULL, error))
        return NULL;
      certificate = sim_certificate_load (pem, error);
      if (certificate == NULL)
        g_prefix_error (error, "%s: ", options->identity);
      return g_steal_pointer (&certificate);
    }
  certificate = sim_certificate_new (options->name, options->weak_certificate, error);
  if (certificate != NULL && options->identity != NULL &&
      !g_file_set_contents_full (options->identity, certificate->pem, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, error))
    return NULL;
  return g_steal_pointer (&certificate);
}

static gboolean
set_faults (SimIlo  *ilo,
            GError **error)
{
  char **faults = ilo->options->faults;

  for (guint i = 0; faults != NULL && faults[i] != NULL; i++)
    {
      SimFault fault;
      SimPlace place;

      if (!sim_fault_parse (&fault, &place, faults[i], error))
        return FALSE;
      sim_relays_set_fault (ilo->relays, place, &fault);
    }
  return TRUE;
}

static gboolean
obey_options (SimControl        *control,
              const SimOptions  *options,
              GError           **error)
{
  char **commands = options->commands;

  for (guint i = 0; commands != NULL && commands[i] != NULL; i++)
    if (!sim_control_obey (control, commands[i], FALSE))
      {
        g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                             "A command given by --do could not be obeyed.");
        return FALSE;
      }
  return TRUE;
}

static void
start_machine (const SimOptions *options,
               SimMachine       *machine)
{
  for (SimStage stage = SIM_STAGE_OFF; stage <= SIM_STAGE_PROMPT; stage++)
    if (g_str_equal (options->start, sim_stage_get_name (stage)))
      sim_machine_start (machine, stage);
}

static void
print_ready (const SimIlo         *ilo,
             SimHttps             *https,
             const SimCertificate *certificate,
             SimBmc               *bmc,
             const GError         *bmc_error)
{
  const SimOptions *options = ilo->options;
  g_autoptr(JsonObject) ready = json_object_new ();
  g_autofree char *uri = g_strdup_printf (strchr (options->address, ':') != NULL ? "ilo://%s@[%s]:%u"
                                                                                 : "ilo://%s@%s:%u",
                                          options->user, options->address, sim_https_get_port (https));
  g_autofree char *line = NULL;

  json_object_set_string_member (ready, "address", options->address);
  json_object_set_int_member (ready, "https_port", sim_https_get_port (https));
  json_object_set_int_member (ready, "console_port", ilo->console_port);
  json_object_set_int_member (ready, "vm_port", sim_ilo_get_announced_vm_port (ilo));
  json_object_set_string_member (ready, "user", options->user);
  json_object_set_string_member (ready, "password", options->password);
  json_object_set_string_member (ready, "pin", certificate->pin);
  json_object_set_string_member (ready, "uri", uri);
  if (bmc != NULL)
    {
      json_object_set_int_member (ready, "bmc_port", sim_bmc_get_port (bmc));
      json_object_set_string_member (ready, "bmc_user", SIM_BMC_USER);
      json_object_set_string_member (ready, "bmc_password", SIM_BMC_PASSWORD);
    }
  if (bmc_error != NULL)
    json_object_set_string_member (ready, "bmc_problem", bmc_error->message);
  line = sim_log_line (ready);
  printf ("%s\n", line);
  fflush (stdout);
}

static gboolean
run (SimOptions  *options,
     GError     **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(SimLog) log = sim_log_new (options->log, error);
  g_autoptr(SimCertificate) certificate = NULL;
  g_autoptr(SimIlo) ilo = NULL;
  g_autoptr(SimPort) console_port = NULL;
  g_autoptr(SimPort) media_port = NULL;
  g_autoptr(SimHttps) https = NULL;
  g_autoptr(SimControl) control = NULL;
  g_autoptr(SimBmc) bmc = NULL;
  g_autoptr(GError) bmc_error = NULL;

  if (log == NULL ||
      (certificate = get_certificate (options, error)) == NULL ||
      (ilo = sim_ilo_new (options, log, error)) == NULL ||
      !set_faults (ilo, error) ||
      (console_port = sim_port_new (ilo, SIM_PLACE_CONSOLE, sim_visitor_greet, &ilo->console_port,
                                    error)) == NULL ||
      (media_port = sim_port_new (ilo, SIM_PLACE_MEDIA, sim_media_visitor_greet, &ilo->vm_port, error)) == NULL ||
      (https = sim_https_new (ilo, certificate, error)) == NULL)
    return FALSE;
  start_machine (options, ilo->machine);
  control = sim_control_new (ilo, https, loop);
  if (!obey_options (control, options, error))
    return FALSE;
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  if (options->control || options->exit_on_eof)
    sim_control_read (control, options->control, options->exit_on_eof);
  if (options->bmc)
    bmc = sim_bmc_new (ilo->machine, &bmc_error);
  print_ready (ilo, https, certificate, bmc, bmc_error);
  g_main_loop_run (loop);
  /* Commands that wait for a drive are answered while there is somebody to do it. */
  sim_ilo_close_drives (ilo);
  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(SimOptions) options = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *priority = NULL;

  setlocale (LC_ALL, "");
  options = sim_options_parse (&argc, &argv, &error);
  if (options == NULL)
    {
      g_printerr ("rackside-simulator: %s\nTry rackside-simulator --help.\n", error->message);
      return EXIT_USAGE;
    }
  if (options->password == NULL)
    options->password = make_password ();
  /* Before the TLS backend is loaded, which reads it once. It touches this process alone. */
  priority = sim_https_get_tls_priority (options);
  g_setenv ("G_TLS_GNUTLS_PRIORITY", priority, TRUE);
  if (!run (options, &error))
    {
      g_printerr ("rackside-simulator: %s\n", error->message);
      return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
    }
  return 0;
}
