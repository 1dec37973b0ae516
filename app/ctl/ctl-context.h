/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ctl-server.h"

G_BEGIN_DECLS

/* The value of an option that takes a number and was not given. */
#define CTL_NOT_GIVEN G_MININT

typedef struct _CtlCommand CtlCommand;
typedef struct _CtlProgram CtlProgram;

/**
 * CtlContext:
 * @program: which of the programs runs
 * @whole: (array zero-terminated=1): the command line, unchanged
 * @command: which command runs
 * @offline: it was called without a server
 * @server: (nullable): the server; %NULL for commands without one, and while only their help is asked for
 * @cancellable: for every call that waits: cancelled by `--timeout` and by signals, so that the
 *   command can still close what it opened
 * @timed_out: `--timeout` ran out
 * @interrupted: SIGINT, SIGTERM or SIGHUP came
 * @obstacle: (nullable): what the server said instead of an answer: a sentence that stays where it is
 * @json: print one JSON document
 * @password_file: (nullable): where the password is
 * @trust: (nullable): iLO: the accepted key, or `any`
 * @if_busy: (nullable): iLO: `fail`, `share` or `seize`
 * @suite: IPMI: cipher suite, or %CTL_NOT_GIVEN
 * @privilege: (nullable): IPMI: privilege level to ask for
 * @bridge: (nullable) (array zero-terminated=1): IPMI: `CHANNEL:ADDRESS`, up to two
 * @retries: IPMI: how often a request is sent again, or %CTL_NOT_GIVEN
 * @kg_file: (nullable): IPMI: where the BMC key is
 * @kg: (nullable): IPMI: the BMC key, once it has been read or found in the keyring
 * @role_lookup: IPMI: look the user up by name and privilege level
 *
 * What the command line says, for the command that it chose.
 */
typedef struct
{
  const CtlProgram *program;
  char            **whole;
  const CtlCommand *command;
  gboolean          offline;
  CtlServer        *server;
  GCancellable     *cancellable;
  gboolean          timed_out;
  gboolean          interrupted;
  const char       *obstacle;

  gboolean          help;
  gboolean          json;
  double            timeout;       /* seconds; infinity: none */
  char             *password_file;

  char             *trust;
  char             *if_busy;

  int               suite;
  char             *privilege;
  char            **bridge;
  int               retries;
  char             *kg_file;
  GBytes           *kg;
  gboolean          role_lookup;

  /*< private >*/
  char             *waiting_for;
  gboolean          told;          /* the terminal shows it */
  GSource          *tell_source;
  GSource          *timeout_source;
  GSource          *interrupt_source;
  GSource          *hang_up_source;
  GSource          *terminate_source;
} CtlContext;

void     ctl_context_init          (CtlContext         *context,
                                    const CtlProgram   *program,
                                    char              **argv);
void     ctl_context_clear         (CtlContext         *context);
gboolean ctl_context_parse_leading (CtlContext         *context,
                                    int                *argc,
                                    char             ***argv,
                                    GError            **error);
gboolean ctl_context_parse         (CtlContext         *context,
                                    const GOptionEntry *entries,
                                    int                 least,
                                    int                 most,
                                    int                *argc,
                                    char             ***argv,
                                    GError            **error);
void     ctl_context_set_waiting   (CtlContext         *context,
                                    const char         *what);
void     ctl_context_set_progress  (CtlContext         *context,
                                    const char         *what);
void     ctl_context_explain       (CtlContext         *context,
                                    GError            **error);
void     ctl_speak_english         (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtlContext, ctl_context_clear)

G_END_DECLS
