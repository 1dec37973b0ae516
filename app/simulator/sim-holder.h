/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-ilo.h"

G_BEGIN_DECLS

/* What somebody who is only scripted does when asked to give the console up. */
typedef enum
{
  SIM_POLICY_GRANT,
  SIM_POLICY_REFUSE,
  SIM_POLICY_COUNTDOWN,
} SimPolicy;

/* How a request ended. */
typedef enum
{
  SIM_OUTCOME_GRANTED,
  SIM_OUTCOME_REFUSED,
  SIM_OUTCOME_COUNTDOWN,     /* granted by itself */
  SIM_OUTCOME_NOBODY_LEFT,   /* granted, since whoever was asked has gone */
} SimOutcome;

/**
 * SimHolderCallback:
 * @outcome: how the request ended
 * @user_data: the asker
 */
typedef void (*SimHolderCallback) (SimOutcome outcome,
                                   gpointer   user_data);

gboolean    sim_policy_from_name  (const char        *name,
                                   SimPolicy         *policy);
SimHolder  *sim_holder_new        (SimIlo            *ilo);
void        sim_holder_free       (SimHolder         *self);
void        sim_holder_set_user   (SimHolder         *self,
                                   const char        *user,
                                   const char        *address,
                                   SimPolicy          policy,
                                   gboolean           refuses_share);
gboolean    sim_holder_is_busy    (SimHolder         *self);
gboolean    sim_holder_ask        (SimHolder         *self,
                                   SimRecordType      type,
                                   const char        *user,
                                   const char        *address,
                                   guint              seconds,
                                   SimHolderCallback  callback,
                                   gpointer           user_data);
gboolean    sim_holder_ask_scripted (SimHolder       *self,
                                     SimRecordType    type,
                                     const char      *user,
                                     const char      *address,
                                     guint            seconds,
                                     SimPolicy        policy);
void        sim_holder_cancel     (SimHolder         *self,
                                   gpointer           user_data);
gboolean    sim_holder_answer     (SimHolder         *self,
                                   SimSession        *session,
                                   gboolean           is_granted);
void        sim_holder_console_closed (SimHolder     *self);

G_END_DECLS
