/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sol-setup-client.h"
#include "ipmi-sol.h"
#include "rackside-serial-line.h"

/* Sent at a time; the next piece goes when the BMC has taken it. */
#define PIECE 1024

/* Between tries to open it again: a BMC is away for a minute or three when it starts again. */
#define FIRST_DELAY (1 * G_TIME_SPAN_SECOND)
#define LAST_DELAY  (30 * G_TIME_SPAN_SECOND)

struct _RacksideSerialLine
{
  GObject              parent_instance;
  RacksideBmc         *bmc;                /* owned; NULL: nothing to connect to */
  RacksideSerialState  state;
  GError              *error;              /* owned; why it is held, waiting or failed */
  IpmiSol             *sol;                /* owned; while it is being opened, and open */
  IpmiSol             *lost;               /* owned; what was open last, while it is to be opened again */
  IpmiSol             *closing;            /* owned; while it is being closed */
  GCancellable        *cancellable;        /* owned; of what is under way */
  gboolean             wanted;             /* somebody has connected, and not disconnected */
  gboolean             steal;              /* at the next try */
  gboolean             was_open;           /* since somebody has connected */
  gint64               delay;              /* before the next try but one */
  gint64               retry_time;
  guint                retry_id;
  gboolean             paused;
  GByteArray          *outgoing;           /* owned; what has not been given to the BMC yet */
  gboolean             writing;
  IpmiSolSetup         setup;
};

enum { PROP_0, PROP_STATE, PROP_SETUP, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_RECEIVED, SIGNAL_BREAK, SIGNAL_OVERRUN, SIGNAL_UNAVAILABLE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideSerialLine, rackside_serial_line, G_TYPE_OBJECT)

static void try_to_open (RacksideSerialLine *self);

/* Takes @error. It is told anew even when only the reason is another one. */
static void
set_state (RacksideSerialLine  *self,
           RacksideSerialState  state,
           GError              *error)
{
  if (self->state == state && self->error == NULL && error == NULL)
    return;
  self->state = state;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
drop_sol (RacksideSerialLine *self)
{
  if (self->sol != NULL)
    g_signal_handlers_disconnect_by_data (self->sol, self);
  g_clear_object (&self->sol);
  g_byte_array_set_size (self->outgoing, 0);
  self->writing = FALSE;
}

static gboolean
on_retry (gpointer user_data)
{
  RacksideSerialLine *self = user_data;

  self->retry_id = 0;
  try_to_open (self);
  return G_SOURCE_REMOVE;
}

/* Whether waiting may help: nobody answers, rather than that somebody says no. */
static gboolean
is_passing (const GError *error)
{
  return error->domain == G_IO_ERROR || error->domain == G_RESOLVER_ERROR
         || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT)
         || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_CLOSED)
         || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_NO_SESSION);
}

/* Takes @error: it could not be opened, or has ended. */
static void
fail (RacksideSerialLine *self,
      GError             *error)
{
  if (self->state == RACKSIDE_SERIAL_STATE_OPEN)
    g_set_object (&self->lost, self->sol);
  drop_sol (self);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (g_error_matches (error, IPMI_ERROR, IPMI_ERROR_BUSY))
    set_state (self, RACKSIDE_SERIAL_STATE_HELD, error);
  else if (self->was_open && is_passing (error))
    {
      self->retry_time = g_get_monotonic_time () + self->delay;
      self->retry_id = g_timeout_add ((guint) (self->delay / G_TIME_SPAN_MILLISECOND), on_retry, self);
      self->delay = MIN (2 * self->delay, LAST_DELAY);
      set_state (self, RACKSIDE_SERIAL_STATE_WAITING, error);
    }
  else
    {
      self->wanted = FALSE;
      set_state (self, RACKSIDE_SERIAL_STATE_FAILED, error);
    }
}

static void
on_received (RacksideSerialLine *self,
             GBytes             *characters)
{
  g_signal_emit (self, signals[SIGNAL_RECEIVED], 0, characters);
}

static void
on_break (RacksideSerialLine *self)
{
  g_signal_emit (self, signals[SIGNAL_BREAK], 0);
}

static void
on_overrun (RacksideSerialLine *self)
{
  g_signal_emit (self, signals[SIGNAL_OVERRUN], 0);
}

static void
on_unavailable (RacksideSerialLine *self)
{
  g_signal_emit (self, signals[SIGNAL_UNAVAILABLE], 0);
}

static void
on_closed (RacksideSerialLine *self,
           const GError       *error)
{
  fail (self, g_error_copy (error));
}

static void
on_activated (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RacksideSerialLine) self = user_data;
  GError *error = NULL;
  gboolean ok = ipmi_sol_activate_finish (IPMI_SOL (source), result, &error);

  if (self->sol != IPMI_SOL (source))       /* nobody waits for it any more */
    {
      if (ok)
        ipmi_sol_deactivate_async (IPMI_SOL (source), NULL, NULL, NULL);
      g_clear_error (&error);
      return;
    }
  if (!ok)
    {
      fail (self, error);
      return;
    }
  self->was_open = TRUE;
  self->delay = FIRST_DELAY;
  g_clear_object (&self->lost);
  set_state (self, RACKSIDE_SERIAL_STATE_OPEN, NULL);
}

static void
on_setup (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RacksideSerialLine) self = user_data;

  /* It only serves to explain: what cannot be read is not explained. */
  if (ipmi_sol_setup_read_finish (IPMI_SESSION (source), result, &self->setup, NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETUP]);
}

static void
activate (RacksideSerialLine *self,
          IpmiSession        *session)
{
  gboolean steal = self->steal;

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->steal = FALSE;
  self->sol = ipmi_sol_new (session);
  if (self->lost != NULL)
    ipmi_sol_follow (self->sol, self->lost);
  ipmi_sol_set_paused (self->sol, self->paused);
  g_signal_connect_object (self->sol, "received", G_CALLBACK (on_received), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sol, "break", G_CALLBACK (on_break), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sol, "overrun", G_CALLBACK (on_overrun), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sol, "unavailable", G_CALLBACK (on_unavailable), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sol, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
  set_state (self, RACKSIDE_SERIAL_STATE_CONNECTING, NULL);
  ipmi_sol_activate_async (self->sol, steal, self->cancellable, on_activated, g_object_ref (self));
  ipmi_sol_setup_read_async (session, self->cancellable, on_setup, g_object_ref (self));
}

static void
try_to_open (RacksideSerialLine *self)
{
  IpmiSession *session = rackside_bmc_get_session (self->bmc);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->closing != NULL || self->sol != NULL)
    set_state (self, RACKSIDE_SERIAL_STATE_CONNECTING, NULL);      /* goes on when that is done */
  else if (session != NULL)
    activate (self, session);
  else
    {
      set_state (self, RACKSIDE_SERIAL_STATE_CONNECTING, NULL);
      rackside_bmc_connect (self->bmc);
    }
}

static void
on_bmc_state (RacksideSerialLine *self)
{
  RacksideBmcState state = rackside_bmc_get_state (self->bmc);

  if (!self->wanted || self->state == RACKSIDE_SERIAL_STATE_HELD)
    return;
  if (state == RACKSIDE_BMC_STATE_OPEN && self->sol == NULL)
    try_to_open (self);
  else if (state == RACKSIDE_BMC_STATE_FAILED && self->state == RACKSIDE_SERIAL_STATE_CONNECTING)
    fail (self, g_error_copy (rackside_bmc_get_error (self->bmc)));
  else if (state == RACKSIDE_BMC_STATE_CLOSED)
    rackside_serial_line_disconnect (self);
}

static void pump (RacksideSerialLine *self);

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(RacksideSerialLine) self = user_data;
  gboolean ok = ipmi_sol_write_finish (IPMI_SOL (source), result, NULL);

  if (self->sol != IPMI_SOL (source))
    return;
  self->writing = FALSE;
  if (ok)                        /* else it ends, and says so */
    pump (self);
}

static void
pump (RacksideSerialLine *self)
{
  guint length = MIN (self->outgoing->len, PIECE);

  if (self->writing || length == 0)
    return;
  self->writing = TRUE;
  ipmi_sol_write_async (self->sol, self->outgoing->data, length, on_written, g_object_ref (self));
  g_byte_array_remove_range (self->outgoing, 0, length);
}

static void
on_deactivated (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(RacksideSerialLine) self = user_data;

  /* When the BMC does not confirm it, the session is lost, and its serial console with it. */
  ipmi_sol_deactivate_finish (IPMI_SOL (source), result, NULL);
  g_clear_object (&self->closing);
  if (self->wanted)
    try_to_open (self);
}

static void
rackside_serial_line_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  RacksideSerialLine *self = RACKSIDE_SERIAL_LINE (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SETUP:
      g_value_set_pointer (value, &self->setup);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_serial_line_dispose (GObject *object)
{
  rackside_serial_line_set_bmc (RACKSIDE_SERIAL_LINE (object), NULL);
  G_OBJECT_CLASS (rackside_serial_line_parent_class)->dispose (object);
}

static void
rackside_serial_line_finalize (GObject *object)
{
  RacksideSerialLine *self = RACKSIDE_SERIAL_LINE (object);

  g_clear_object (&self->cancellable);
  g_byte_array_unref (self->outgoing);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (rackside_serial_line_parent_class)->finalize (object);
}

static void
rackside_serial_line_class_init (RacksideSerialLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_serial_line_get_property;
  object_class->dispose = rackside_serial_line_dispose;
  object_class->finalize = rackside_serial_line_finalize;

  /**
   * RacksideSerialLine:state:
   *
   * How far it is; notifies for another reason, too.
   */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, RACKSIDE_SERIAL_STATE_FAILED,
                                              RACKSIDE_SERIAL_STATE_CLOSED, flags);
  /**
   * RacksideSerialLine:setup: (type gpointer)
   *
   * How it is set up in the BMC.
   */
  properties[PROP_SETUP] = g_param_spec_pointer ("setup", NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_RECEIVED] = g_signal_new ("received", RACKSIDE_TYPE_SERIAL_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[SIGNAL_BREAK] = g_signal_new ("break", RACKSIDE_TYPE_SERIAL_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[SIGNAL_OVERRUN] = g_signal_new ("overrun", RACKSIDE_TYPE_SERIAL_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_UNAVAILABLE] = g_signal_new ("unavailable", RACKSIDE_TYPE_SERIAL_LINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 0);
}

static void
rackside_serial_line_init (RacksideSerialLine *self)
{
  self->outgoing = g_byte_array_new ();
  self->delay = FIRST_DELAY;
}

/**
 * rackside_serial_line_new:
 *
 * Returns: (transfer full): a line that leads nowhere yet
 */
RacksideSerialLine *
rackside_serial_line_new (void)
{
  return g_object_new (RACKSIDE_TYPE_SERIAL_LINE, NULL);
}

/**
 * rackside_serial_line_set_bmc:
 * @self: a line
 * @bmc: (transfer none) (nullable): the BMC whose serial console it is
 *
 * Disconnects from another one first.
 */
void
rackside_serial_line_set_bmc (RacksideSerialLine *self,
                              RacksideBmc        *bmc)
{
  if (self->bmc == bmc)
    return;
  rackside_serial_line_disconnect (self);
  if (self->bmc != NULL)
    g_signal_handlers_disconnect_by_data (self->bmc, self);
  g_set_object (&self->bmc, bmc);
  self->setup = (IpmiSolSetup) { 0 };
  if (bmc != NULL)
    g_signal_connect_object (bmc, "notify::state", G_CALLBACK (on_bmc_state), self, G_CONNECT_SWAPPED);
}

/**
 * rackside_serial_line_connect:
 * @self: a line
 * @steal: whether to take the console from whoever has it
 *
 * Opens the console, and the BMC's session where that is not open; tries at once when it was waiting.
 */
void
rackside_serial_line_connect (RacksideSerialLine *self,
                              gboolean            steal)
{
  g_return_if_fail (self->bmc != NULL);

  if (self->state == RACKSIDE_SERIAL_STATE_OPEN || self->state == RACKSIDE_SERIAL_STATE_CONNECTING)
    return;
  if (!self->wanted)
    {
      self->was_open = FALSE;
      self->delay = FIRST_DELAY;
    }
  self->wanted = TRUE;
  self->steal = steal;
  try_to_open (self);
}

/**
 * rackside_serial_line_disconnect:
 * @self: a line
 *
 * Gives the console back, or ends what is under way. What was not sent is not sent any more.
 */
void
rackside_serial_line_disconnect (RacksideSerialLine *self)
{
  g_autoptr(IpmiSol) sol = self->sol != NULL ? g_object_ref (self->sol) : NULL;

  self->wanted = FALSE;
  g_clear_object (&self->lost);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  drop_sol (self);
  if (sol != NULL && ipmi_sol_get_active (sol))
    {
      self->closing = g_object_ref (sol);
      ipmi_sol_deactivate_async (sol, NULL, on_deactivated, g_object_ref (self));
    }
  else if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  set_state (self, RACKSIDE_SERIAL_STATE_CLOSED, NULL);
}

/**
 * rackside_serial_line_get_state:
 * @self: a line
 *
 * Returns: how far it is
 */
RacksideSerialState
rackside_serial_line_get_state (RacksideSerialLine *self)
{
  return self->state;
}

/**
 * rackside_serial_line_get_error:
 * @self: a line
 *
 * Returns: (nullable): why it is held, waiting or failed
 */
const GError *
rackside_serial_line_get_error (RacksideSerialLine *self)
{
  return self->error;
}

/**
 * rackside_serial_line_get_retry_time:
 * @self: a line that waits
 *
 * Returns: when it is tried again, in monotonic time
 */
gint64
rackside_serial_line_get_retry_time (RacksideSerialLine *self)
{
  return self->retry_time;
}

/**
 * rackside_serial_line_get_setup:
 * @self: a line
 *
 * Returns: (transfer none): how the console is set up in the BMC, as far as that is known
 */
const IpmiSolSetup *
rackside_serial_line_get_setup (RacksideSerialLine *self)
{
  return &self->setup;
}

/**
 * rackside_serial_line_write:
 * @self: a line
 * @data: (array length=length): what to send
 * @length: how many bytes
 *
 * Sends characters after those before, as fast as the BMC takes them.
 *
 * Returns: whether they will be sent: not while it is not open, nor more than %RACKSIDE_SERIAL_MAX_WAITING
 */
gboolean
rackside_serial_line_write (RacksideSerialLine *self,
                            const char         *data,
                            gsize               length)
{
  if (self->state != RACKSIDE_SERIAL_STATE_OPEN || length > RACKSIDE_SERIAL_MAX_WAITING - self->outgoing->len)
    return FALSE;
  g_byte_array_append (self->outgoing, (const guint8 *) data, (guint) length);
  pump (self);
  return TRUE;
}

/**
 * rackside_serial_line_get_waiting:
 * @self: a line
 *
 * Returns: how many bytes wait to be sent
 */
gsize
rackside_serial_line_get_waiting (RacksideSerialLine *self)
{
  return self->outgoing->len;
}

/**
 * rackside_serial_line_stop_sending:
 * @self: a line
 *
 * Forgets what waits to be sent.
 */
void
rackside_serial_line_stop_sending (RacksideSerialLine *self)
{
  g_byte_array_set_size (self->outgoing, 0);
}

/**
 * rackside_serial_line_send_break:
 * @self: a line
 *
 * Sends a break, after what is on its way already.
 */
void
rackside_serial_line_send_break (RacksideSerialLine *self)
{
  if (self->state == RACKSIDE_SERIAL_STATE_OPEN)
    ipmi_sol_send_break (self->sol);
}

/**
 * rackside_serial_line_set_paused:
 * @self: a line
 * @paused: whether the server is to send nothing for now
 *
 * Flow control, for when nobody can take more.
 */
void
rackside_serial_line_set_paused (RacksideSerialLine *self,
                                 gboolean            paused)
{
  self->paused = paused;
  if (self->sol != NULL)
    ipmi_sol_set_paused (self->sol, paused);
}
