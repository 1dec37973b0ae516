/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sol-parts.h"
#include <glib/gi18n-lib.h>

#include "wire-reader.h"

#define PATIENCE (15 * G_TIME_SPAN_SECOND)     /* with a BMC that acknowledges nothing */
/* A BMC repeats a packet up to seven times (§26.3), of which we know none that takes more than a second between them. */
#define REPETITIONS (8 * G_TIME_SPAN_SECOND)

typedef struct
{
  GSource  source;
  IpmiSol *sol;           /* borrowed */
} LinkSource;

typedef struct
{
  guint64  until;
  GTask   *task;          /* owned */
} Write;

enum { SIGNAL_RECEIVED, SIGNAL_BREAK, SIGNAL_OVERRUN, SIGNAL_UNAVAILABLE, SIGNAL_CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (IpmiSol, ipmi_sol, G_TYPE_OBJECT)

/* A wake-up that has become needless is left alone: putting it off costs more. */
void
ipmi_sol_arm (IpmiSol *self)
{
  gint64 due = self->link != NULL ? ipmi_sol_link_get_due (self->link) : G_MAXINT64;

  if (self->probe != NULL)
    due = MIN (due, self->probe_end);
  if (due >= self->armed)
    return;
  self->armed = due;
  g_source_set_ready_time (self->source, due);
}

static void
finish_writes (IpmiSol      *self,
               guint64       accepted,
               const GError *error)
{
  Write *head;

  while ((head = g_queue_peek_head (&self->writes)) != NULL && (error != NULL || head->until <= accepted))
    {
      g_autoptr(GTask) task = head->task;

      g_free (g_queue_pop_head (&self->writes));
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

void
ipmi_sol_stop (IpmiSol      *self,
               const GError *error)
{
  if (self->link == NULL)
    return;
  self->state = IPMI_SOL_STATE_IDLE;
  ipmi_session_release_sol (self->session);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->link, ipmi_sol_link_free);
  finish_writes (self, 0, error);
  if (self->probe != NULL)
    {
      g_autoptr(GTask) probe = g_steal_pointer (&self->probe);

      g_task_return_error (probe, g_error_copy (error));
    }
}

static void
end (IpmiSol *self,
     GError  *error)
{
  gboolean was_active = self->state == IPMI_SOL_STATE_ACTIVE;

  ipmi_sol_stop (self, error);
  if (was_active)
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0, error);
  g_error_free (error);
}

static void
on_send (const guint8 *payload,
         gsize         length,
         gboolean      again,
         gpointer      user_data)
{
  IpmiSol *self = user_data;

  ipmi_session_send_sol (self->session, payload, length, again);
}

static void
on_answered (gpointer user_data)
{
  IpmiSol *self = user_data;

  ipmi_session_answered (self->session);
}

/* The link must not be interrupted, so it is told to the world when the link is done. */
static void
on_received (const guint8 *data,
             gsize         length,
             gpointer      user_data)
{
  IpmiSol *self = user_data;

  g_byte_array_append (self->incoming, data, length);
}

static void
on_events (IpmiSolEvents events,
           gpointer      user_data)
{
  IpmiSol *self = user_data;

  self->events |= events;
}

static const IpmiSolLinkFuncs link_funcs = {
  .send = on_send,
  .answered = on_answered,
  .received = on_received,
  .events = on_events,
};

static void
tell (IpmiSol *self)
{
  guint events = self->events;

  self->events = 0;
  if (self->incoming->len > 0)
    {
      g_autoptr(GBytes) characters = g_bytes_new (self->incoming->data, self->incoming->len);

      g_byte_array_set_size (self->incoming, 0);
      g_signal_emit (self, signals[SIGNAL_RECEIVED], 0, characters);
    }
  if ((events & IPMI_SOL_BREAK) != 0)
    g_signal_emit (self, signals[SIGNAL_BREAK], 0);
  if ((events & (IPMI_SOL_OVERRUN | IPMI_SOL_GAP)) != 0)
    g_signal_emit (self, signals[SIGNAL_OVERRUN], 0);
  if ((events & IPMI_SOL_UNAVAILABLE) != 0)
    g_signal_emit (self, signals[SIGNAL_UNAVAILABLE], 0);
  if (self->link != NULL)
    finish_writes (self, ipmi_sol_link_get_accepted (self->link), NULL);
  if ((events & IPMI_SOL_DEACTIVATED) != 0)
    end (self, g_error_new_literal (IPMI_ERROR, IPMI_ERROR_CLOSED,
                                    _("The BMC has ended the serial console, or somebody else has taken it over. "
                                      "Connect again to take it back.")));
}

static gboolean
on_payload (const guint8 *payload,
            gsize         length,
            guint32       sequence,
            gint64        now,
            gpointer      user_data)
{
  g_autoptr(IpmiSol) self = g_object_ref (user_data);
  gboolean made_sense;

  if (ipmi_session_get_lossy (self->session))
    ipmi_sol_link_set_lossy (self->link, now);
  made_sense = ipmi_sol_link_receive (self->link, payload, length, sequence, now);
  /* The BMC goes on when it has the acknowledgement, whatever becomes of the characters here. */
  ipmi_session_hurry (self->session);
  if (made_sense && self->probe != NULL)
    ipmi_sol_end_probe (self, (self->events & IPMI_SOL_DEACTIVATED) == 0);
  ipmi_sol_arm (self);
  tell (self);
  return made_sense;
}

static gboolean
link_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  g_autoptr(IpmiSol) self = g_object_ref (((LinkSource *) source)->sol);
  gint64 now = g_get_monotonic_time ();
  gint64 stalled = ipmi_sol_link_get_stalled (self->link);

  self->armed = G_MAXINT64;
  g_source_set_ready_time (source, -1);
  if (stalled != 0 && now - stalled > PATIENCE)
    {
      end (self, g_error_new_literal (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                                      _("The BMC does not take what is sent to the serial console. "
                                        "Close it and open it again.")));
      return G_SOURCE_CONTINUE;
    }
  if (self->probe != NULL
      && (now >= self->probe_end || g_cancellable_is_cancelled (g_task_get_cancellable (self->probe))))
    {
      ipmi_sol_end_probe (self, FALSE);
      return G_SOURCE_CONTINUE;
    }
  ipmi_sol_link_tick (self->link, now);
  if (self->probe != NULL)
    ipmi_sol_link_probe (self->link, now);
  ipmi_sol_arm (self);
  tell (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs link_source_funcs = {
  .dispatch = link_source_dispatch,
};

static void
attach_source (IpmiSol *self)
{
  self->source = g_source_new (&link_source_funcs, sizeof (LinkSource));
  g_source_set_static_name (self->source, "IPMI serial console");
  ((LinkSource *) self->source)->sol = self;
  self->armed = G_MAXINT64;
  g_source_attach (self->source, ipmi_session_get_context (self->session));
}

static void
on_session_ended (const GError *error,
                  gpointer      user_data)
{
  g_autoptr(IpmiSol) self = g_object_ref (user_data);

  end (self, g_error_copy (error));
}

/* The object */

static void
ipmi_sol_dispose (GObject *object)
{
  IpmiSol *self = IPMI_SOL (object);
  g_autoptr(GError) closed = g_error_new_literal (IPMI_ERROR, IPMI_ERROR_CLOSED, _("The serial console was closed."));

  ipmi_sol_stop (self, closed);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ipmi_sol_parent_class)->dispose (object);
}

static void
ipmi_sol_finalize (GObject *object)
{
  IpmiSol *self = IPMI_SOL (object);

  g_byte_array_unref (self->incoming);
  G_OBJECT_CLASS (ipmi_sol_parent_class)->finalize (object);
}

static void
ipmi_sol_class_init (IpmiSolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ipmi_sol_dispose;
  object_class->finalize = ipmi_sol_finalize;

  /**
   * IpmiSol::received:
   * @self: a serial console
   * @characters: (type GBytes): what came from the serial port
   */
  signals[SIGNAL_RECEIVED] = g_signal_new ("received", IPMI_TYPE_SOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_BYTES);
  /**
   * IpmiSol::break:
   * @self: a serial console
   *
   * The server sent a break.
   */
  signals[SIGNAL_BREAK] = g_signal_new ("break", IPMI_TYPE_SOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  /**
   * IpmiSol::overrun:
   * @self: a serial console
   *
   * Characters of the server are missing here: the BMC had no room for them, or could not get them across and gave up.
   */
  signals[SIGNAL_OVERRUN] = g_signal_new ("overrun", IPMI_TYPE_SOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  /**
   * IpmiSol::unavailable:
   * @self: a serial console
   *
   * The BMC has passed nothing on to the server for some seconds, and says that it cannot: the server may be off. What
   * was written waits.
   */
  signals[SIGNAL_UNAVAILABLE] = g_signal_new ("unavailable", IPMI_TYPE_SOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 0);
  /**
   * IpmiSol::closed:
   * @self: a serial console
   * @error: why
   *
   * It was active, and ended without being deactivated by us.
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", IPMI_TYPE_SOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ipmi_sol_init (IpmiSol *self)
{
  self->incoming = g_byte_array_new ();
  self->armed = G_MAXINT64;
  g_queue_init (&self->writes);
}

/**
 * ipmi_sol_new:
 * @session: a session, which must be open to activate the console
 *
 * Returns: (transfer full): a serial console that is not active
 */
IpmiSol *
ipmi_sol_new (IpmiSession *session)
{
  IpmiSol *self = g_object_new (IPMI_TYPE_SOL, NULL);

  self->session = g_object_ref (session);
  return self;
}

/**
 * ipmi_sol_follow:
 * @self: a serial console that is not active
 * @previous: (transfer none): one of the same BMC whose session was lost
 *
 * Lets @self take over, without stealing from anybody, what the BMC may still hold for @previous.
 */
void
ipmi_sol_follow (IpmiSol *self,
                 IpmiSol *previous)
{
  g_return_if_fail (IPMI_IS_SOL (self) && IPMI_IS_SOL (previous));

  self->owner_before = previous->owner != 0 ? previous->owner : previous->owner_before;
}

/**
 * ipmi_sol_activate_async:
 * @self: a serial console that is not active
 * @steal: whether to take it from whoever uses it
 * @cancellable: (nullable): stops waiting
 * @callback: called when it is active, or cannot be
 * @user_data: for @callback
 *
 * Activates the payload (IPMI 2.0 §24.1), encrypted and signed as the session is. Characters may come before it
 * is known to be active.
 */
void
ipmi_sol_activate_async (IpmiSol             *self,
                         gboolean             steal,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (IPMI_IS_SOL (self));

  g_task_set_source_tag (task, ipmi_sol_activate_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!ipmi_session_get_open (self->session))
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_CLOSED, _("The session is not open. Connect again."));
      return;
    }
  if (self->state != IPMI_SOL_STATE_IDLE || !ipmi_session_take_sol (self->session, on_payload, on_session_ended, self))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS, _("The serial console is already open."));
      return;
    }
  self->state = IPMI_SOL_STATE_ACTIVATING;
  self->link = ipmi_sol_link_new (ipmi_session_get_timing (self->session), &link_funcs, self);
  ipmi_sol_link_set_paused (self->link, self->paused, 0);
  attach_source (self);
  ipmi_sol_activate (self, steal, task);
}

/**
 * ipmi_sol_activate_finish:
 * @self: a serial console
 * @result: the result
 * @error: return location. %IPMI_ERROR_BUSY: somebody else has it; %IPMI_ERROR_UNSUPPORTED: switched off, not
 *   there, or only encrypted, or only not encrypted; and those of a request
 *
 * Returns: whether it is active
 */
gboolean
ipmi_sol_activate_finish (IpmiSol       *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ipmi_sol_write_async:
 * @self: a serial console
 * @data: (array length=length): characters to send; copied
 * @length: how many
 * @callback: (nullable): called when the BMC has taken them
 * @user_data: for @callback
 *
 * Sends characters to the serial port, behind those written before. Whoever has much to send waits for one
 * piece to be taken before the next.
 */
void
ipmi_sol_write_async (IpmiSol             *self,
                      const void          *data,
                      gsize                length,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Write *write;

  g_return_if_fail (IPMI_IS_SOL (self));

  g_task_set_source_tag (task, ipmi_sol_write_async);
  if (self->state != IPMI_SOL_STATE_ACTIVE)
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_CLOSED, _("The serial console is not open."));
      return;
    }
  write = g_new (Write, 1);
  write->until = ipmi_sol_link_write (self->link, data, length, g_get_monotonic_time ());
  write->task = g_steal_pointer (&task);
  g_queue_push_tail (&self->writes, write);
  ipmi_sol_arm (self);
}

/**
 * ipmi_sol_write_finish:
 * @self: a serial console
 * @result: the result
 * @error: return location
 *
 * Returns: whether the BMC has taken all of it
 */
gboolean
ipmi_sol_write_finish (IpmiSol       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ipmi_sol_send_break:
 * @self: a serial console
 *
 * Sends a break, after what was written before.
 */
void
ipmi_sol_send_break (IpmiSol *self)
{
  g_return_if_fail (IPMI_IS_SOL (self));

  if (self->state != IPMI_SOL_STATE_ACTIVE)
    return;
  ipmi_sol_link_break (self->link, g_get_monotonic_time ());
  ipmi_sol_arm (self);
}

/**
 * ipmi_sol_set_paused:
 * @self: a serial console
 * @paused: whether the server is to send nothing for now
 *
 * Flow control: has the BMC withdraw CTS at the serial port, so that the server sends nothing. What the BMC has
 * received already still comes.
 */
void
ipmi_sol_set_paused (IpmiSol  *self,
                     gboolean  paused)
{
  g_return_if_fail (IPMI_IS_SOL (self));

  self->paused = paused;
  if (self->link != NULL)
    ipmi_sol_link_set_paused (self->link, paused, g_get_monotonic_time ());
  ipmi_sol_arm (self);
}

/**
 * ipmi_sol_get_active:
 * @self: a serial console
 *
 * Returns: whether characters can be sent
 */
gboolean
ipmi_sol_get_active (IpmiSol *self)
{
  return self->state == IPMI_SOL_STATE_ACTIVE;
}

/**
 * ipmi_sol_get_uncertainty:
 * @self: a serial console
 *
 * Returns: for how long silence may be nothing but repetitions that the network loses, in microseconds; 0 when it has lost
 *   nothing lately
 */
gint64
ipmi_sol_get_uncertainty (IpmiSol *self)
{
  return ipmi_session_get_lossy (self->session) ? REPETITIONS : 0;
}

/**
 * ipmi_sol_deactivate_async:
 * @self: a serial console
 * @cancellable: (nullable): stops waiting
 * @callback: called when it is no longer active
 * @user_data: for @callback
 *
 * Ends the payload (IPMI 2.0 §24.2). What has not been taken by the BMC is not sent any more.
 */
void
ipmi_sol_deactivate_async (IpmiSol             *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (IPMI_IS_SOL (self));

  g_task_set_source_tag (task, ipmi_sol_deactivate_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->state != IPMI_SOL_STATE_ACTIVE)
    g_task_return_boolean (task, TRUE);
  else
    ipmi_sol_deactivate (self, task);
}

/**
 * ipmi_sol_deactivate_finish:
 * @self: a serial console
 * @result: the result
 * @error: return location
 *
 * Returns: whether the BMC has confirmed it
 */
gboolean
ipmi_sol_deactivate_finish (IpmiSol       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
