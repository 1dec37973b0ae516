/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-cipher.h"
#include "sim-options.h"

static const char summary[] =
  "Plays an iLO 4: its web server, its console, command connection and virtual drives, and a small server\n"
  "behind it.\n"
  "When it is ready it prints one line of JSON: address, https_port, console_port, vm_port, user,\n"
  "password, pin (of the public key, as curl takes it) and uri. It serves until SIGTERM or SIGINT.";

static const char description[] =
  "Faults: PLACE:KIND[,after=BYTES][,times=CONNECTIONS][,AMOUNT], where PLACE is https, console,\n"
  "command or media, and KIND one of\n"
  "  drop                    close the connection\n"
  "  reset                   the same, by a TCP reset\n"
  "  stall[,milliseconds=N]  send nothing more, or nothing for so long\n"
  "  garbage[,bytes=N]       send noise in place of what should be sent\n"
  "  trickle[,milliseconds=N] send one byte at a time, so far apart (default 1)\n"
  "  slow[,rate=N]           send so many bytes a second (default 8192)\n"
  "It begins after so many bytes from the simulator, the console's hello included; without `times` every\n"
  "connection has it.\n"
  "\n"
  "Commands are JSON objects, one a line, and answered by one line each. README.md explains them.\n"
  "  help, status, sync, quit, expire, refresh, ping, key-change, seized\n"
  "  dump file [bits]                          print text\n"
  "  power action                              mode width height\n"
  "  signal on                                 health value\n"
  "  post code                                 record type [data flag status]\n"
  "  command-bytes bytes                       busy answer [user address refuse_share]\n"
  "  seize-request [user address seconds then] share-request [user address seconds]\n"
  "  command opcode [arguments]                text channel text\n"
  "  cipher id                                 colour-bits bits\n"
  "  video bytes                               answer on code|byte [times]\n"
  "  fault on kind [after amount times]        drop [on reset]\n"
  "  https-answer path [status body type times] ilo-reset [seconds]\n"
  "  media-command cdb [drive data then reply_bytes|sent_bytes seconds]\n"
  "  media-read [drive blocks from count]      media-write data|file [drive blocks from]\n"
  "  media-sync cookie [drive]                 media-bytes bytes [drive]\n"
  "  media-eject [drive]                       media-close [drive reset]\n"
  "  media-answer result|bytes|usual [times]   media-status\n"
  "For example {\"do\":\"fault\",\"on\":\"console\",\"kind\":\"stall\",\"amount\":2000}.";

typedef struct { const char *name; int *value; int least, most; } Range;

static gboolean
check_ranges (SimOptions  *self,
              GError     **error)
{
  const Range ranges[] = {
    { "https-port", &self->https_port, 0, 65535 },
    { "console-port", &self->console_port, 0, 65535 },
    { "vm-port", &self->vm_port, 0, 65535 },
    { "announce-vm-port", &self->announced_vm_port, 0, 65535 },
    { "session-limit", &self->session_limit, 0, 1000 },
    { "session-seconds", &self->session_seconds, 0, 10000000 },
    { "login-delay", &self->login_delay, 0, 3600 },
    { "cipher", &self->cipher, 0, SIM_CIPHER_COUNT - 1 },
    { "colour-bits", &self->colour_bits, 2, 5 },
    { "console-limit", &self->console_limit, 0, 1000 },
    { "countdown", &self->countdown, 0, 3600 },
    { "ping-seconds", &self->ping_seconds, 0, 3600 },
    { "heartbeat-seconds", &self->heartbeat_seconds, 0, 3600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (*ranges[i].value < ranges[i].least || *ranges[i].value > ranges[i].most)
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     "--%s has to be from %d to %d.", ranges[i].name, ranges[i].least, ranges[i].most);
        return FALSE;
      }
  if (self->post_seconds < 0 || self->post_seconds > 3600)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "--post-seconds has to be from 0 to 3600.");
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_choice (const char   *name,
              const char   *value,
              const char   *choices,
              GError      **error)
{
  g_auto(GStrv) known = g_strsplit (choices, " ", -1);

  if (value == NULL || g_strv_contains ((const char *const *) known, value))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "--%s has to be one of: %s.", name, choices);
  return FALSE;
}

static gboolean
check_key (const char  *name,
           const char  *value,
           gboolean     lowercase,
           GError     **error)
{
  if (value == NULL || (sim_options_is_key (value) && !(lowercase && strpbrk (value, "ABCDEF") != NULL)))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "--%s has to be 32 %shex digits.", name, lowercase ? "lowercase " : "");
  return FALSE;
}

static void
set_default (char       **option,
             const char  *value)
{
  if (*option == NULL)
    *option = g_strdup (value);
}

static SimOptions *
options_new (void)
{
  SimOptions *self = g_new0 (SimOptions, 1);

  self->session_limit = 6;
  self->session_seconds = 1800;
  self->login_delay = 5;
  self->cipher = SIM_CIPHER_RC4;
  self->colour_bits = 5;
  self->console_limit = 4;
  self->countdown = 10;
  self->ping_seconds = 20;
  self->heartbeat_seconds = 5;
  self->post_seconds = 4;
  return self;
}

/**
 * sim_options_parse:
 * @argc: (inout): how many arguments
 * @argv: (inout): the arguments
 * @error: return location for an error
 *
 * Reads the command line. `--help` and `--version` end the program here.
 *
 * Returns: (transfer full) (nullable): the options, defaults filled in
 */
SimOptions *
sim_options_parse (int      *argc,
                   char   ***argv,
                   GError  **error)
{
  g_autoptr(SimOptions) o = options_new ();
  gboolean version = FALSE;
  const GOptionEntry main_entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &o->address, "Listen there (127.0.0.1)", "IP" },
    { "https-port", 0, 0, G_OPTION_ARG_INT, &o->https_port, "Port of the web server (a free one)", "N" },
    { "console-port", 0, 0, G_OPTION_ARG_INT, &o->console_port, "Port of the console (a free one)", "N" },
    { "vm-port", 0, 0, G_OPTION_ARG_INT, &o->vm_port,
      "Port of virtual media (a free one)", "N" },
    { "announce-vm-port", 0, 0, G_OPTION_ARG_INT, &o->announced_vm_port,
      "Say that virtual media is at this port, whoever listens there", "N" },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &o->log,
      "Write what clients send there, as JSON lines; - is standard error", "FILE" },
    { "control", 0, 0, G_OPTION_ARG_NONE, &o->control,
      "Take commands from standard input and answer them on standard output", NULL },
    { "do", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->commands, "Obey this command at the start", "JSON" },
    { "exit-on-eof", 0, 0, G_OPTION_ARG_NONE, &o->exit_on_eof, "End when standard input ends", NULL },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->faults, "Let something go wrong, see below", "FAULT" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL },
    { NULL }
  };
  const GOptionEntry web_entries[] = {
    { "user", 0, 0, G_OPTION_ARG_STRING, &o->user, "The user (Administrator)", "NAME" },
    { "password", 0, 0, G_OPTION_ARG_STRING, &o->password, "The password (a random one)", "TEXT" },
    { "account", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->accounts,
      "Another account; privileges: login, remote_cons, virtual_media, reset, config, user",
      "NAME:PASSWORD[:PRIVILEGE,…]" },
    { "session-limit", 0, 0, G_OPTION_ARG_INT, &o->session_limit, "How many sessions there can be (6)", "N" },
    { "limit-as-text", 0, 0, G_OPTION_ARG_NONE, &o->limit_as_text,
      "Refuse a log-in over the limit with a text instead of status 500", NULL },
    { "session-seconds", 0, 0, G_OPTION_ARG_INT, &o->session_seconds,
      "Sessions expire when not used for so long (1800; 0 never)", "N" },
    { "login-delay", 0, 0, G_OPTION_ARG_INT, &o->login_delay,
      "Log-ins take so many seconds after three wrong ones (5)", "N" },
    { "session-key", 0, 0, G_OPTION_ARG_STRING, &o->session_key, "The first session's key", "HEX" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o->name, "The iLO's own name (ILOSIM0000001)", "NAME" },
    { "server-name", 0, 0, G_OPTION_ARG_STRING, &o->server_name, "The server's name", "NAME" },
    { "firmware", 0, 0, G_OPTION_ARG_STRING, &o->firmware, "The firmware's version (2.54)", "TEXT" },
    { "no-media-licence", 0, 0, G_OPTION_ARG_NONE, &o->no_media_licence,
      "Virtual media is not licensed: answer 23h, and refuse images from web servers", NULL },
    { "drives", 0, 0, G_OPTION_ARG_STRING, &o->drives,
      "Which virtual drives are set up: both (default), floppy, cdrom; for the other answer 25h", "WHICH" },
    { "announce-drives", 0, 0, G_OPTION_ARG_NONE, &o->announce_drives,
      "Send record 7 for the drives of clients, too", NULL },
    { "weak-certificate", 0, 0, G_OPTION_ARG_NONE, &o->weak_certificate,
      "RSA-1024 and SHA-1 as real ones have, instead of RSA-2048 and SHA-256", NULL },
    { "identity", 0, 0, G_OPTION_ARG_FILENAME, &o->identity,
      "Keep key and certificate in FILE, to have the same ones next time", "FILE" },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &o->tls, "Only this version: 1.0, 1.1, 1.2 (default), 1.3; or any", "VERSION" },
    { "tls-rsa", 0, 0, G_OPTION_ARG_NONE, &o->tls_rsa, "RSA key exchange only, no ECDHE", NULL },
    { "tls-no-renegotiation", 0, 0, G_OPTION_ARG_NONE, &o->tls_no_renegotiation,
      "Do not offer secure renegotiation", NULL },
    { NULL }
  };
  const GOptionEntry console_entries[] = {
    { "enc-key", 0, 0, G_OPTION_ARG_STRING, &o->enc_key, "The console's key (a random one; for a recording the one in rc_info.json beside it)", "HEX" },
    { "features", 0, 0, G_OPTION_ARG_STRING, &o->features,
      "optional_features (ENCRYPT_KEY;ENCRYPT_VMKEY;ENCRYPT_CMD)", "LIST" },
    { "cipher", 0, 0, G_OPTION_ARG_INT, &o->cipher,
      "0 none, 1 RC4 (default), 2 AES-128, 3 AES-256 as the vendor means it", "N" },
    { "padded-key", 0, 0, G_OPTION_ARG_NONE, &o->padded_key,
      "Cipher 3 is real AES-256, with the key padded by zeros", NULL },
    { "colour-bits", 0, 0, G_OPTION_ARG_INT, &o->colour_bits, "Bits per colour, 2 to 5 (5)", "N" },
    { "no-half-height", 0, 0, G_OPTION_ARG_NONE, &o->no_half_height,
      "Do not announce half-height mode", NULL },
    { "no-console-licence", 0, 0, G_OPTION_ARG_NONE, &o->no_console_licence,
      "The console is not licensed: answer W", NULL },
    { "console-limit", 0, 0, G_OPTION_ARG_INT, &o->console_limit,
      "How many consoles there can be; above that answer X (4)", "N" },
    { "busy", 0, 0, G_OPTION_ARG_STRING, &o->busy,
      "Somebody else has the console, and when asked to give it up does this: grant, refuse, countdown", "WHAT" },
    { "busy-user", 0, 0, G_OPTION_ARG_STRING, &o->busy_user, "The somebody's name (operator)", "NAME" },
    { "busy-address", 0, 0, G_OPTION_ARG_STRING, &o->busy_address, "The somebody's address (192.0.2.7)", "IP" },
    { "busy-code", 0, 0, G_OPTION_ARG_STRING, &o->busy_code, "The answer when busy: S (default) or Y", "CODE" },
    { "refuse-share", 0, 0, G_OPTION_ARG_NONE, &o->refuse_share, "The somebody refuses to share, too", NULL },
    { "countdown", 0, 0, G_OPTION_ARG_INT, &o->countdown,
      "Seconds until a request to seize or share is granted by itself (10)", "N" },
    { "ping-seconds", 0, 0, G_OPTION_ARG_INT, &o->ping_seconds, "Ping so often (20; 0 never)", "N" },
    { "heartbeat-seconds", 0, 0, G_OPTION_ARG_INT, &o->heartbeat_seconds,
      "Send power and health on the command connection so often (5; 0 never)", "N" },
    { "replay", 0, 0, G_OPTION_ARG_FILENAME, &o->replay,
      "Send this recording on the console connection, from its first byte (P, R, …)", "FILE" },
    { "replay-command", 0, 0, G_OPTION_ARG_FILENAME, &o->replay_command,
      "The same for the command connection", "FILE" },
    { "any-session-key", 0, 0, G_OPTION_ARG_NONE, &o->any_session_key,
      "Do not check the session key in handshakes", NULL },
    { NULL }
  };
  const GOptionEntry machine_entries[] = {
    { "start", 0, 0, G_OPTION_ARG_STRING, &o->start, "Begin with the server in: off, post, prompt (default)", "STATE" },
    { "post-seconds", 0, 0, G_OPTION_ARG_DOUBLE, &o->post_seconds, "How long the self test takes (4)", "N" },
    { "bmc", 0, 0, G_OPTION_ARG_NONE, &o->bmc,
      "With a BMC that switches the machine's power: ipmi_sim of the package openipmi", NULL },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &o->mode, "Size of the prompt's screen (1024x768)", "WIDTHxHEIGHT" },
    { "no-probe", 0, 0, G_OPTION_ARG_NONE, &o->no_probe,
      "The server leaves virtual drives alone until a command uses them", NULL },
    { NULL }
  };
  const struct { const char *name, *title; const GOptionEntry *entries; } groups[] = {
    { "web", "The web server:", web_entries },
    { "console", "The console:", console_entries },
    { "machine", "The server behind it:", machine_entries },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, main_entries, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *help = g_strdup_printf ("Show the %s options", groups[i].name);
      GOptionGroup *group = g_option_group_new (groups[i].name, groups[i].title, help, NULL, NULL);

      g_option_group_add_entries (group, groups[i].entries);
      g_option_context_add_group (context, group);
    }
  /* Everything at once: a tool for testers should not hide what it can do. */
  for (int i = 1; i < *argc; i++)
    if (g_str_equal ((*argv)[i], "--help"))
      (*argv)[i] = (char *) "--help-all";
  if (!g_option_context_parse (context, argc, argv, error))
    return NULL;
  if (version)
    {
      g_print ("rackside-simulator %s\n", PACKAGE_VERSION);
      exit (0);
    }
  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "\"%s\" is no option.", (*argv)[1]);
      return NULL;
    }
  if (!check_ranges (o, error) ||
      !check_choice ("busy", o->busy, "grant refuse countdown", error) ||
      !check_choice ("busy-code", o->busy_code, "S Y", error) ||
      !check_choice ("drives", o->drives, "both floppy cdrom", error) ||
      !check_choice ("start", o->start, "off post prompt", error) ||
      !check_choice ("tls", o->tls, "1.0 1.1 1.2 1.3 any", error) ||
      !check_key ("enc-key", o->enc_key, FALSE, error) ||
      !check_key ("session-key", o->session_key, TRUE, error))
    return NULL;
  set_default (&o->address, "127.0.0.1");
  set_default (&o->user, "Administrator");
  set_default (&o->name, "ILOSIM0000001");
  set_default (&o->server_name, "simulated");
  set_default (&o->firmware, "2.54");
  set_default (&o->tls, "1.2");
  set_default (&o->features, "ENCRYPT_KEY;ENCRYPT_VMKEY;ENCRYPT_CMD");
  set_default (&o->busy_user, "operator");
  set_default (&o->busy_address, "192.0.2.7");
  set_default (&o->busy_code, "S");
  set_default (&o->drives, "both");
  set_default (&o->start, "prompt");
  set_default (&o->mode, "1024x768");
  return g_steal_pointer (&o);
}

/**
 * sim_options_is_key:
 * @text: any text
 *
 * Returns: whether it is 32 hex digits
 */
gboolean
sim_options_is_key (const char *text)
{
  return strlen (text) == 32 && strspn (text, "0123456789abcdefABCDEF") == 32;
}

void
sim_options_free (SimOptions *self)
{
  char **strings[] = {
    &self->address, &self->user, &self->password, &self->session_key, &self->name, &self->server_name,
    &self->firmware, &self->identity, &self->tls, &self->enc_key, &self->features, &self->busy,
    &self->busy_user, &self->busy_address, &self->busy_code, &self->replay, &self->replay_command,
    &self->start, &self->mode, &self->log, &self->drives,
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (*strings[i]);
  g_strfreev (self->accounts);
  g_strfreev (self->faults);
  g_strfreev (self->commands);
  g_free (self);
}
