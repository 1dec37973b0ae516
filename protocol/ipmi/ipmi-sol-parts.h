/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session-private.h"
#include "ipmi-sol-link.h"
#include "ipmi-sol.h"

G_BEGIN_DECLS

/* What the files that make up #IpmiSol share; for no others. */

typedef enum
{
  IPMI_SOL_STATE_IDLE,
  IPMI_SOL_STATE_ACTIVATING,
  IPMI_SOL_STATE_ACTIVE,
} IpmiSolState;

struct _IpmiSol
{
  GObject      parent_instance;
  IpmiSession *session;           /* owned */
  IpmiSolState state;
  IpmiSolLink *link;              /* owned; from the beginning of activation to the end */
  GSource     *source;            /* owned */
  gint64       armed;             /* ready time of the source */
  GTask       *probe;             /* owned; an activation that waits for any packet of the console */
  gint64       probe_end;
  GByteArray  *incoming;          /* owned; what one payload has brought */
  guint        events;            /* IpmiSolEvents, likewise */
  GQueue       writes;            /* of owned Write */
  gboolean     paused;
  guint32      owner;             /* id of the session that it was activated in; 0: it was not */
  guint32      owner_before;      /* likewise, of the one that this one follows */
};

/* ipmi-sol.c */
void  ipmi_sol_arm         (IpmiSol *self);
void  ipmi_sol_stop        (IpmiSol      *self,
                            const GError *error);

/* ipmi-sol-activation.c */
void  ipmi_sol_activate    (IpmiSol  *self,
                            gboolean  steal,
                            GTask    *task);
void  ipmi_sol_deactivate  (IpmiSol *self,
                            GTask   *task);
void  ipmi_sol_end_probe   (IpmiSol  *self,
                            gboolean  ours);

G_END_DECLS
