/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ctl-await.h"
#include "ctl-command.h"
#include "report-json.h"
#include "ctl-output.h"
#include "ilo-session.h"

G_BEGIN_DECLS

/* How long a session may take to be closed once the command has been cancelled, in milliseconds. */
#define CTL_ILO_CLOSE_CANCELLED 1500

/* How long a server may take to show what a command has to see first, in milliseconds. */
#define CTL_ILO_PATIENCE 30000

/**
 * CtlIloFunc:
 * @context: the command's context
 * @session: an open session, with a live console when the command asked for one
 * @data: what was given to ctl_ilo_run()
 *
 * What a command does with an open session; it prints its own result.
 *
 * Returns: %FALSE with an error when it could not be done
 */
typedef gboolean (*CtlIloFunc) (CtlContext  *context,
                                IloSession  *session,
                                gpointer     data,
                                GError     **error);

/* What a command waits for. */
typedef gboolean (*CtlIloCondition) (IloConsole *console,
                                     gpointer    data);

CtlExit  ctl_ilo_run          (CtlContext       *context,
                               gboolean          wants_console,
                               CtlIloFunc        func,
                               gpointer          data,
                               GError          **error);
gboolean ctl_ilo_open_console (CtlContext       *context,
                               IloSession       *session,
                               GError          **error);
gboolean ctl_ilo_wait         (CtlContext       *context,
                               IloConsole       *console,
                               guint             patience,
                               CtlIloCondition   condition,
                               gpointer          data,
                               gboolean         *in_time,
                               GError          **error);
gboolean ctl_ilo_wait_sent    (CtlContext       *context,
                               IloConsole       *console,
                               GError          **error);
gboolean ctl_ilo_pause        (CtlContext       *context,
                               IloConsole       *console,
                               guint             delay,
                               GError          **error);

/* The commands, one noun a file. */
CtlExit ctl_ilo_click      (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ilo_key        (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ilo_mount      (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ilo_power      (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ilo_record     (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ilo_screenshot (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ilo_status     (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ilo_type       (CtlContext *context, int argc, char **argv, GError **error);

G_END_DECLS
