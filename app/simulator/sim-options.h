/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimOptions:
 *
 * What the command line says. Strings are owned.
 */
typedef struct
{
  /* where */
  char     *address;
  int       https_port;
  int       console_port;
  int       vm_port;
  int       announced_vm_port;

  /* who */
  char     *user;
  char     *password;
  char    **accounts;
  int       session_limit;
  int       session_seconds;
  int       login_delay;
  char     *session_key;
  gboolean  limit_as_text;

  /* what it is */
  char     *name;
  char     *server_name;
  char     *firmware;
  gboolean  no_media_licence;
  char     *drives;
  gboolean  announce_drives;

  /* TLS */
  gboolean  weak_certificate;
  char     *identity;
  char     *tls;
  gboolean  tls_rsa;
  gboolean  tls_no_renegotiation;

  /* the console */
  char     *enc_key;
  char     *features;
  int       cipher;
  gboolean  padded_key;
  int       colour_bits;
  gboolean  no_half_height;
  gboolean  no_console_licence;
  int       console_limit;
  char     *busy;
  char     *busy_user;
  char     *busy_address;
  char     *busy_code;
  gboolean  refuse_share;
  int       countdown;
  int       ping_seconds;
  int       heartbeat_seconds;
  char     *replay;
  char     *replay_command;
  gboolean  any_session_key;

  /* the machine behind it */
  char     *start;
  double    post_seconds;
  char     *mode;
  gboolean  no_probe;
  gboolean  bmc;

  /* the running of it */
  char     *log;
  gboolean  control;
  gboolean  exit_on_eof;
  char    **faults;
  char    **commands;
} SimOptions;

SimOptions *sim_options_parse (int          *argc,
                               char       ***argv,
                               GError      **error);
gboolean    sim_options_is_key (const char  *text);
void        sim_options_free  (SimOptions   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimOptions, sim_options_free)

G_END_DECLS
