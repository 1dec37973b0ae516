/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-command.h"
#include "sim-console.h"
#include "sim-holder.h"

struct _SimHolder
{
  SimIlo            *ilo;            /* borrowed */

  /* Somebody who has the console without being a client of ours */
  char              *user;           /* owned; NULL when there is nobody */
  char              *address;        /* owned */
  SimPolicy          policy;
  gboolean           refuses_share;

  /* The request under way */
  SimHolderCallback  callback;       /* NULL when there is none */
  gpointer           user_data;
  SimRecordType      type;
  char              *asker;          /* owned */
  SimSession        *asked;          /* borrowed; whose answer counts, NULL when it is scripted */
  SimOutcome         outcome;        /* of the timer */
  guint              timer;

  /* Who has the console once a scripted request to seize is granted */
  char              *next_user;      /* owned */
  char              *next_address;   /* owned */
  SimPolicy          next_policy;
};

gboolean
sim_policy_from_name (const char *name,
                      SimPolicy  *policy)
{
  static const char *const names[] = { "grant", "refuse", "countdown" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *policy = i;
        return TRUE;
      }
  return FALSE;
}

static void
log_request (SimHolder  *self,
             const char *outcome)
{
  JsonObject *line = sim_log_event ("console", "asked");

  json_object_set_string_member (line, "kind", self->type == SIM_RECORD_SEIZE ? "seize" : "share");
  json_object_set_string_member (line, "user", self->asker);
  json_object_set_string_member (line, "outcome", outcome);
  sim_log_write (self->ilo->log, line);
}

static void
finish (SimHolder  *self,
        SimOutcome  outcome)
{
  static const char *const names[] = { "granted", "refused", "countdown", "nobody left" };
  SimHolderCallback callback = self->callback;
  gpointer user_data = self->user_data;

  if (callback == NULL)
    return;
  log_request (self, names[outcome]);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->asker, g_free);
  self->callback = NULL;
  callback (outcome, user_data);
}

static gboolean
on_time (gpointer user_data)
{
  SimHolder *self = user_data;

  self->timer = 0;
  finish (self, self->outcome);
  return G_SOURCE_REMOVE;
}

/* An outcome that comes after a while, or as soon as the caller has returned. */
static void
finish_later (SimHolder  *self,
              guint       seconds,
              SimOutcome  outcome)
{
  self->outcome = outcome;
  self->timer = seconds > 0 ? g_timeout_add (1000 * seconds, on_time, self)
                            : g_idle_add (on_time, self);
}

static void
ask_scripted (SimHolder *self,
              guint      seconds)
{
  if (self->type == SIM_RECORD_SHARE)
    finish_later (self, 0, self->refuses_share ? SIM_OUTCOME_REFUSED : SIM_OUTCOME_GRANTED);
  else if (self->policy == SIM_POLICY_COUNTDOWN)
    finish_later (self, seconds, SIM_OUTCOME_COUNTDOWN);
  else
    finish_later (self, 0, self->policy == SIM_POLICY_GRANT ? SIM_OUTCOME_GRANTED
                                                            : SIM_OUTCOME_REFUSED);
}

static void
ask_client (SimHolder  *self,
            const char *address,
            guint       seconds)
{
  SimConsole *console = g_ptr_array_index (self->ilo->consoles, 0);
  g_autoptr(GByteArray) record = sim_record_new_request (self->type, self->asker, address, seconds);

  self->asked = sim_console_get_session (console);
  for (guint i = 0; i < self->ilo->commands->len; i++)
    {
      SimCommand *command = g_ptr_array_index (self->ilo->commands, i);

      if (sim_command_get_session (command) == self->asked)
        sim_command_send (command, record);
    }
  finish_later (self, seconds, SIM_OUTCOME_COUNTDOWN);
}

/**
 * sim_holder_new:
 * @ilo: the iLO
 *
 * Decides who has the console. That is somebody scripted, or else the first of the clients.
 *
 * Returns: (transfer full): an arbiter, with nobody scripted
 */
SimHolder *
sim_holder_new (SimIlo *ilo)
{
  SimHolder *self = g_new0 (SimHolder, 1);

  self->ilo = ilo;
  return self;
}

void
sim_holder_free (SimHolder *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self->asker);
  g_free (self->user);
  g_free (self->address);
  g_free (self->next_user);
  g_free (self->next_address);
  g_free (self);
}

/**
 * sim_holder_set_user:
 * @self: the arbiter
 * @user: (nullable): who has the console, %NULL for nobody
 * @address: (nullable): from where
 * @policy: what they do when asked to give it up
 * @refuses_share: whether they refuse to share
 */
void
sim_holder_set_user (SimHolder  *self,
                     const char *user,
                     const char *address,
                     SimPolicy   policy,
                     gboolean    refuses_share)
{
  g_free (self->user);
  g_free (self->address);
  self->user = g_strdup (user);
  self->address = g_strdup (address);
  self->policy = policy;
  self->refuses_share = refuses_share;
}

gboolean
sim_holder_is_busy (SimHolder *self)
{
  return self->user != NULL || self->ilo->consoles->len > 0;
}

/**
 * sim_holder_ask:
 * @self: the arbiter
 * @type: %SIM_RECORD_SEIZE or %SIM_RECORD_SHARE
 * @user: who asks
 * @address: from where
 * @seconds: until it is granted by itself
 * @callback: called once with the outcome, never before this function returns
 * @user_data: for @callback, and for sim_holder_cancel()
 *
 * Asks whoever has the console for it. A client is asked on its command connections.
 *
 * Returns: %FALSE when somebody else is asking already; @callback is not called then
 */
gboolean
sim_holder_ask (SimHolder         *self,
                SimRecordType      type,
                const char        *user,
                const char        *address,
                guint              seconds,
                SimHolderCallback  callback,
                gpointer           user_data)
{
  if (self->callback != NULL)
    return FALSE;
  self->type = type;
  self->callback = callback;
  self->user_data = user_data;
  self->asker = g_strdup (user);
  self->asked = NULL;
  if (self->user != NULL)
    ask_scripted (self, seconds);
  else if (self->ilo->consoles->len > 0)
    ask_client (self, address, seconds);
  else
    finish_later (self, 0, SIM_OUTCOME_NOBODY_LEFT);
  return TRUE;
}

static void
on_scripted_answered (SimOutcome outcome,
                      gpointer   user_data)
{
  SimHolder *self = user_data;

  if (outcome == SIM_OUTCOME_REFUSED || self->type != SIM_RECORD_SEIZE)
    return;
  sim_ilo_seize_consoles (self->ilo);
  sim_holder_set_user (self, self->next_user, self->next_address, self->next_policy, FALSE);
}

/**
 * sim_holder_ask_scripted:
 * @self: the arbiter
 * @type: %SIM_RECORD_SEIZE or %SIM_RECORD_SHARE
 * @user: who asks, without being a client of ours
 * @address: from where
 * @seconds: until it is granted by itself
 * @policy: what they do themselves when asked later on
 *
 * Asks like sim_holder_ask(). A seizure that is granted takes the console from all clients.
 *
 * Returns: %FALSE when somebody else is asking already
 */
gboolean
sim_holder_ask_scripted (SimHolder     *self,
                         SimRecordType  type,
                         const char    *user,
                         const char    *address,
                         guint          seconds,
                         SimPolicy      policy)
{
  if (!sim_holder_ask (self, type, user, address, seconds, on_scripted_answered, self))
    return FALSE;
  g_free (self->next_user);
  g_free (self->next_address);
  self->next_user = g_strdup (user);
  self->next_address = g_strdup (address);
  self->next_policy = policy;
  return TRUE;
}

/**
 * sim_holder_cancel:
 * @self: the arbiter
 * @user_data: what sim_holder_ask() was given
 *
 * Takes a request back, if it is under way.
 */
void
sim_holder_cancel (SimHolder *self,
                   gpointer   user_data)
{
  if (self->callback == NULL || self->user_data != user_data)
    return;
  log_request (self, "taken back");
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->asker, g_free);
  self->callback = NULL;
}

/**
 * sim_holder_answer:
 * @self: the arbiter
 * @session: whose command connection the answer came from
 * @is_granted: what it says
 *
 * Takes a client's answer.
 *
 * Returns: whether it was asked
 */
gboolean
sim_holder_answer (SimHolder  *self,
                   SimSession *session,
                   gboolean    is_granted)
{
  if (self->callback == NULL || self->asked == NULL || self->asked != session)
    return FALSE;
  finish (self, is_granted ? SIM_OUTCOME_GRANTED : SIM_OUTCOME_REFUSED);
  return TRUE;
}

/**
 * sim_holder_console_closed:
 * @self: the arbiter
 *
 * Has to be called when a console has left the list.
 */
void
sim_holder_console_closed (SimHolder *self)
{
  if (!sim_holder_is_busy (self))
    finish (self, SIM_OUTCOME_NOBODY_LEFT);
}
