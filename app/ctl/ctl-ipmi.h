/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ctl-await.h"
#include "ctl-command.h"
#include "report-json.h"
#include "ctl-output.h"
#include "ipmi-sdr-reader.h"

G_BEGIN_DECLS

/**
 * CtlIpmiFunc:
 * @context: the command's context
 * @session: an open session
 * @data: what was given to ctl_ipmi_run()
 *
 * What a command does with an open session; it prints its own result.
 *
 * Returns: %FALSE with an error when it could not be done
 */
typedef gboolean (*CtlIpmiFunc) (CtlContext   *context,
                                 IpmiSession  *session,
                                 gpointer      data,
                                 GError      **error);

/**
 * CtlIpmiOptions:
 * @privilege: privilege level to ask for
 * @target: whom requests are for
 *
 * What the command line says of sessions, once it is understood.
 */
typedef struct
{
  IpmiPrivilege privilege;
  IpmiTarget    target;
} CtlIpmiOptions;

void         ctl_ipmi_limit_close    (GCancellable          *cancellable);
gboolean     ctl_ipmi_check_user     (const CtlServer       *server,
                                      GError               **error);
gboolean     ctl_ipmi_parse_options  (CtlContext            *context,
                                      CtlIpmiOptions        *options,
                                      GError               **error);
gboolean     ctl_ipmi_read_key       (CtlContext            *context,
                                      GError               **error);
IpmiSession *ctl_ipmi_create_session (CtlContext            *context,
                                      const CtlIpmiOptions  *options,
                                      const CtlServer       *server,
                                      const char            *password);
CtlExit      ctl_ipmi_run            (CtlContext            *context,
                                      CtlIpmiFunc            func,
                                      gpointer               data,
                                      GError               **error);
gboolean     ctl_ipmi_parse_number   (const char            *text,
                                      guint                  base,
                                      guint                  most,
                                      const char            *what,
                                      guint                 *number,
                                      GError               **error);

CtlExit            ctl_ipmi_run_for_channel  (CtlContext   *context,
                                              CtlIpmiFunc   func,
                                              int           argc,
                                              char        **argv,
                                              GError      **error);
char              *ctl_ipmi_dup_cache_folder (void);
IpmiSdrRepository *ctl_ipmi_read_repository  (CtlContext   *context,
                                              IpmiSession  *session,
                                              const char   *what,
                                              GError      **error);
gboolean           ctl_ipmi_try_repository   (CtlContext         *context,
                                              IpmiSession        *session,
                                              const char         *what,
                                              const char         *without,
                                              IpmiSdrRepository **repository,
                                              GError            **error);
void               ctl_ipmi_warn_unreadable  (const char   *server,
                                              const GArray *unreadable);
void               ctl_ipmi_set_time         (JsonObject   *object,
                                              const char   *name,
                                              guint32       seconds);

/* The commands, one noun a file. */
CtlExit ctl_ipmi_boot       (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_chassis    (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_dcmi_power (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_device     (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_fru        (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_identify   (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_lan        (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_mc_reset   (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_power      (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_raw        (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_sdr_info   (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_sel        (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_sel_info   (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_self_test  (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_sensors    (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_sol        (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_sweep      (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_users      (CtlContext *context, int argc, char **argv, GError **error);
CtlExit ctl_ipmi_watchdog   (CtlContext *context, int argc, char **argv, GError **error);

G_END_DECLS
