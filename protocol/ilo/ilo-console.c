/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-console-private.h"
#include "ilo-error.h"

guint ilo_console_signals[ILO_CONSOLE_N_SIGNALS];

static GParamSpec *properties[ILO_CONSOLE_N_PROPS];

G_DEFINE_FINAL_TYPE (IloConsole, ilo_console, G_TYPE_OBJECT)

void
ilo_console_clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
ilo_console_start_timer (IloConsole   *self,
                         GSource     **source,
                         guint         delay,
                         GSourceFunc   callback)
{
  ilo_console_clear_source (source);
  *source = g_timeout_source_new (delay);
  g_source_set_callback (*source, callback, self, NULL);
  g_source_attach (*source, self->context);
}

void
ilo_console_notify (IloConsole *self,
                    guint       property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Takes the step, which is what the user is shown. */
void
ilo_console_set_state (IloConsole      *self,
                       IloConsoleState  state,
                       char            *step)
{
  g_free (self->step);
  self->step = step;
  self->state = state;
  g_object_freeze_notify (G_OBJECT (self));
  ilo_console_notify (self, ILO_CONSOLE_PROP_STEP);
  ilo_console_notify (self, ILO_CONSOLE_PROP_STATE);
  g_object_thaw_notify (G_OBJECT (self));
}

void
ilo_console_set_picture (IloConsole *self,
                         IloPicture  picture)
{
  if (picture == self->picture)
    return;
  self->picture = picture;
  ilo_console_notify (self, ILO_CONSOLE_PROP_PICTURE);
}

void
ilo_console_set_power (IloConsole *self,
                       IloPower    power)
{
  if (power == self->power)
    return;
  self->power = power;
  if (power == ILO_POWER_OFF && (self->width == 0 || self->picture == ILO_PICTURE_AWAITED))
    ilo_console_set_picture (self, ILO_PICTURE_OFF);
  else if (power == ILO_POWER_ON && self->picture == ILO_PICTURE_OFF)
    ilo_console_set_picture (self, ILO_PICTURE_AWAITED);
  ilo_console_notify (self, ILO_CONSOLE_PROP_POWER);
}

/* Everything that ends with a connection. The picture stays. */
void
ilo_console_tear_down (IloConsole *self)
{
  self->renewing = FALSE;
  ilo_console_clear_source (&self->timer);
  ilo_console_clear_source (&self->resync_timer);
  ilo_console_clear_source (&self->cancel_source);
  if (self->dial_cancel != NULL)
    g_cancellable_cancel (self->dial_cancel);
  g_clear_object (&self->dial_cancel);
  g_clear_object (&self->dial);
  g_clear_pointer (&self->console, ilo_link_free);
  g_clear_pointer (&self->command, ilo_link_free);
  g_clear_pointer (&self->cipher, ilo_cipher_free);
  g_clear_pointer (&self->records, ilo_command_decoder_free);
  self->keyboard = (IloKeyboard) { 0 };
  self->pointer = self->pointer_before = (IloPointer) { 0 };
  g_clear_error (&self->lost);
  ilo_console_clear_news (self);
  ilo_console_clear_request (self);
}

/* The console is over. Takes the error. */
void
ilo_console_end (IloConsole *self,
                 GError     *error)
{
  g_autoptr(IloConsole) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->open_task);

  ilo_console_tear_down (self);
  g_clear_object (&self->open_cancel);
  g_clear_error (&self->error);
  self->error = error;
  ilo_console_set_state (self, ILO_CONSOLE_STATE_ENDED, g_strdup (error->message));
  if (task != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_ENDED], 0, self->error);
}

static gboolean
on_open_cancelled (GCancellable *cancellable,
                   gpointer      user_data)
{
  IloConsole *self = user_data;
  g_autoptr(IloConsole) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->open_task);

  ilo_console_tear_down (self);
  g_clear_object (&self->open_cancel);
  ilo_console_set_state (self, ILO_CONSOLE_STATE_CLOSED, NULL);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
ilo_console_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  IloConsole *self = ILO_CONSOLE (object);

  switch (id)
    {
    case ILO_CONSOLE_PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case ILO_CONSOLE_PROP_STEP:
      g_value_set_string (value, self->step);
      break;
    case ILO_CONSOLE_PROP_PICTURE:
      g_value_set_uint (value, self->picture);
      break;
    case ILO_CONSOLE_PROP_CIPHER:
      g_value_set_uint (value, ilo_console_get_cipher (self));
      break;
    case ILO_CONSOLE_PROP_POWER:
      g_value_set_uint (value, self->power);
      break;
    case ILO_CONSOLE_PROP_HEALTH:
      g_value_set_uint (value, self->health);
      break;
    case ILO_CONSOLE_PROP_POST_CODE:
      g_value_set_int (value, self->post_code);
      break;
    case ILO_CONSOLE_PROP_LICENSED:
      g_value_set_boolean (value, self->licensed);
      break;
    case ILO_CONSOLE_PROP_REQUEST:
      g_value_set_pointer (value, self->request.claim != ILO_CLAIM_NONE ? &self->request : NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ilo_console_dispose (GObject *object)
{
  IloConsole *self = ILO_CONSOLE (object);

  ilo_console_release_everything (self);
  ilo_console_tear_down (self);
  G_OBJECT_CLASS (ilo_console_parent_class)->dispose (object);
}

static void
ilo_console_finalize (GObject *object)
{
  IloConsole *self = ILO_CONSOLE (object);

  ilo_stream_free (self->stream);
  ilo_rc_info_free (self->info);
  ilo_secret_free (self->session_key);
  g_clear_object (&self->open_cancel);
  g_clear_error (&self->error);
  g_main_context_unref (self->context);
  g_free (self->host);
  g_free (self->step);
  G_OBJECT_CLASS (ilo_console_parent_class)->finalize (object);
}

static void
ilo_console_class_init (IloConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ilo_console_dispose;
  object_class->finalize = ilo_console_finalize;
  object_class->get_property = ilo_console_get_property;

  /**
   * IloConsole:state:
   *
   * An #IloConsoleState.
   */
  properties[ILO_CONSOLE_PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, ILO_CONSOLE_STATE_ENDED, 0, flags);

  /**
   * IloConsole:step:
   *
   * What is being waited for, or why it is over: a sentence for the user. %NULL while there is nothing to say.
   */
  properties[ILO_CONSOLE_PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, flags);

  /**
   * IloConsole:picture:
   *
   * An #IloPicture.
   */
  properties[ILO_CONSOLE_PROP_PICTURE] = g_param_spec_uint ("picture", NULL, NULL, 0, ILO_PICTURE_UNSUPPORTED, 0, flags);

  /**
   * IloConsole:cipher:
   *
   * An #IloCipherId: what the console connection is encrypted with.
   */
  properties[ILO_CONSOLE_PROP_CIPHER] = g_param_spec_uint ("cipher", NULL, NULL, 0, ILO_CIPHER_COUNT - 1, 0, flags);

  /**
   * IloConsole:power:
   *
   * An #IloPower.
   */
  properties[ILO_CONSOLE_PROP_POWER] = g_param_spec_uint ("power", NULL, NULL, 0, ILO_POWER_ON, 0, flags);

  /**
   * IloConsole:health:
   *
   * An #IloHealth: what the health LED shows.
   */
  properties[ILO_CONSOLE_PROP_HEALTH] = g_param_spec_uint ("health", NULL, NULL, 0, ILO_HEALTH_CRITICAL, 0, flags);

  /**
   * IloConsole:post-code:
   *
   * Where the power-on self test is; -1 when there is none.
   */
  properties[ILO_CONSOLE_PROP_POST_CODE] = g_param_spec_int ("post-code", NULL, NULL, -1, G_MAXUINT16, -1, flags);

  /**
   * IloConsole:licensed:
   *
   * Whether the iLO is licensed for the console; without it the console ends when the server has started.
   */
  properties[ILO_CONSOLE_PROP_LICENSED] = g_param_spec_boolean ("licensed", NULL, NULL, TRUE, flags);

  /**
   * IloConsole:request:
   *
   * An #IloRequest: who else wants the console. %NULL when nobody does.
   */
  properties[ILO_CONSOLE_PROP_REQUEST] = g_param_spec_pointer ("request", NULL, NULL, flags);
  g_object_class_install_properties (object_class, ILO_CONSOLE_N_PROPS, properties);

  /**
   * IloConsole::mode-changed:
   * @self: a console
   * @width: in pixels; 0 without a picture
   * @height: in pixels
   *
   * The picture has another size, or there is another framebuffer.
   */
  ilo_console_signals[ILO_CONSOLE_SIGNAL_MODE_CHANGED] =
    g_signal_new ("mode-changed", ILO_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  G_TYPE_UINT, G_TYPE_UINT);

  /**
   * IloConsole::updated:
   * @self: a console
   * @presented: whether the server says that this is to be shown: else it is still drawing
   *
   * The picture has changed; the framebuffer knows where.
   */
  ilo_console_signals[ILO_CONSOLE_SIGNAL_UPDATED] =
    g_signal_new ("updated", ILO_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_BOOLEAN);

  /**
   * IloConsole::text:
   * @self: a console
   * @channel: 1 and 2 status fields, 3 a debug log, 4 instead of the screen
   * @text: the text
   *
   * The server sent a text.
   */
  ilo_console_signals[ILO_CONSOLE_SIGNAL_TEXT] =
    g_signal_new ("text", ILO_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  G_TYPE_UINT, G_TYPE_STRING);

  /**
   * IloConsole::media-changed:
   * @self: a console
   * @drive: 1 floppy, 2 CD
   * @connected: whether it is connected now
   *
   * A virtual drive was connected, or is gone.
   */
  ilo_console_signals[ILO_CONSOLE_SIGNAL_MEDIA_CHANGED] =
    g_signal_new ("media-changed", ILO_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  G_TYPE_UINT, G_TYPE_BOOLEAN);

  /**
   * IloConsole::unauthorized:
   * @self: a console
   * @action: %ILO_COMMAND_ACTION_MEDIA, %ILO_COMMAND_ACTION_POWER, or another
   *
   * The user may not do what was asked for; the console goes on.
   */
  ilo_console_signals[ILO_CONSOLE_SIGNAL_UNAUTHORIZED] =
    g_signal_new ("unauthorized", ILO_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_UINT);

  /**
   * IloConsole::ended:
   * @self: a console
   * @error: why
   *
   * An open console is over, and will not connect again by itself.
   */
  ilo_console_signals[ILO_CONSOLE_SIGNAL_ENDED] =
    g_signal_new ("ended", ILO_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
ilo_console_init (IloConsole *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->retry_delay = ILO_CONSOLE_RETRY_DELAY;
  self->reset_delay = ILO_CONSOLE_RESET_DELAY;
  self->resync_delay = ILO_CONSOLE_RESYNC_DELAY;
  self->timeout = ILO_HANDSHAKE_TIMEOUT;
  self->post_code = -1;
  self->licensed = TRUE;
}

/**
 * ilo_console_new:
 * @host: name or address of the iLO
 * @info: its answer to rc_info, copied
 * @session_key: the session, copied
 *
 * Returns: (transfer full): a console that is closed. It can be opened once
 */
IloConsole *
ilo_console_new (const char      *host,
                 const IloRcInfo *info,
                 const char      *session_key)
{
  IloConsole *self = g_object_new (ILO_TYPE_CONSOLE, NULL);

  self->host = g_strdup (host);
  self->info = ilo_rc_info_copy (info);
  self->session_key = g_strdup (session_key);
  return self;
}

/**
 * ilo_console_set_if_busy:
 * @self: a console
 * @if_busy: what to do when somebody else holds the console; %ILO_IF_BUSY_ASK unless set
 */
void
ilo_console_set_if_busy (IloConsole *self,
                         IloIfBusy   if_busy)
{
  self->if_busy = if_busy;
}

/**
 * ilo_console_set_delays:
 * @self: a console
 * @retry: milliseconds before each try to reconnect; %ILO_CONSOLE_RETRY_DELAY unless set
 * @reset: milliseconds before each one after the iLO has reset itself; %ILO_CONSOLE_RESET_DELAY unless set
 * @resync: milliseconds after which the whole picture is asked for when what comes makes no sense;
 *   %ILO_CONSOLE_RESYNC_DELAY unless set
 */
void
ilo_console_set_delays (IloConsole *self,
                        guint       retry,
                        guint       reset,
                        guint       resync)
{
  self->retry_delay = retry;
  self->reset_delay = reset;
  self->resync_delay = resync;
}

/**
 * ilo_console_set_timeout:
 * @self: a console
 * @timeout: milliseconds that each connection may take; %ILO_HANDSHAKE_TIMEOUT unless set
 */
void
ilo_console_set_timeout (IloConsole *self,
                         guint       timeout)
{
  self->timeout = timeout;
}

/**
 * ilo_console_open_async:
 * @self: a console that was not opened before
 * @cancellable: (nullable): gives up opening it; later on use ilo_console_close_async()
 * @callback: called when it is live, or cannot be had
 * @user_data: for @callback
 *
 * Opens the console. #IloConsole:step says meanwhile what is being waited for. In
 * %ILO_CONSOLE_STATE_BUSY it waits for ilo_console_answer_busy().
 */
void
ilo_console_open_async (IloConsole          *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->state == ILO_CONSOLE_STATE_CLOSED && self->stream == NULL && self->open_task == NULL);

  g_task_set_source_tag (task, ilo_console_open_async);
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (cancellable != NULL)
    {
      self->open_cancel = g_object_ref (cancellable);
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_open_cancelled), self, NULL);
      g_source_attach (self->cancel_source, self->context);
    }
  self->open_task = g_steal_pointer (&task);
  ilo_console_redial (self);
}

/**
 * ilo_console_open_finish:
 * @self: a console
 * @result: what the callback got
 * @error: why there is no console
 *
 * Returns: whether the console is live
 */
gboolean
ilo_console_open_finish (IloConsole    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ilo_console_close_async:
 * @self: a console in any state
 * @callback: called when the connections are closed, soon
 * @user_data: for @callback
 *
 * Releases all keys and buttons and closes the console, or gives up opening it or connecting it again.
 */
void
ilo_console_close_async (IloConsole          *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(GTask) opening = g_steal_pointer (&self->open_task);

  g_task_set_source_tag (task, ilo_console_close_async);
  if (opening != NULL)
    g_task_return_new_error (opening, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
  if (self->state == ILO_CONSOLE_STATE_ENDED && self->console != NULL && self->close_task == NULL)
    {
      self->close_task = g_steal_pointer (&task);     /* given away, and being left just now */
      return;
    }
  if (self->state != ILO_CONSOLE_STATE_OPEN || self->close_task != NULL)
    {
      if (self->state != ILO_CONSOLE_STATE_CLOSED && self->state != ILO_CONSOLE_STATE_ENDED)
        {
          ilo_console_tear_down (self);
          g_clear_object (&self->open_cancel);
          ilo_console_set_state (self, ILO_CONSOLE_STATE_CLOSED, NULL);
        }
      g_task_return_boolean (task, TRUE);
      return;
    }
  ilo_console_clear_request (self);
  self->close_task = g_steal_pointer (&task);
  ilo_console_leave (self);
  ilo_console_set_state (self, ILO_CONSOLE_STATE_CLOSED, NULL);
}

/**
 * ilo_console_close_finish:
 * @self: a console
 * @result: what the callback got
 */
void
ilo_console_close_finish (IloConsole   *self,
                          GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * ilo_console_answer_busy:
 * @self: a console in %ILO_CONSOLE_STATE_BUSY
 * @claim: share it, seize it, or leave, which gives %ILO_ERROR_BUSY
 */
void
ilo_console_answer_busy (IloConsole *self,
                         IloClaim    claim)
{
  g_return_if_fail (self->state == ILO_CONSOLE_STATE_BUSY);

  ilo_dial_answer_busy (self->dial, claim);
}

/**
 * ilo_console_get_state:
 * @self: a console
 *
 * Returns: where it stands
 */
IloConsoleState
ilo_console_get_state (IloConsole *self)
{
  return self->state;
}

/**
 * ilo_console_get_step:
 * @self: a console
 *
 * Returns: (nullable): what is being waited for, or why it is over
 */
const char *
ilo_console_get_step (IloConsole *self)
{
  return self->step;
}

/**
 * ilo_console_get_error:
 * @self: a console
 *
 * Returns: (nullable): why it is over, in %ILO_CONSOLE_STATE_ENDED
 */
const GError *
ilo_console_get_error (IloConsole *self)
{
  return self->error;
}

/**
 * ilo_console_get_retry_time:
 * @self: a console
 *
 * Returns: in %ILO_CONSOLE_STATE_WAITING the monotonic time of the next try in microseconds, else 0
 */
gint64
ilo_console_get_retry_time (IloConsole *self)
{
  return self->state == ILO_CONSOLE_STATE_WAITING ? self->retry_time : 0;
}

/**
 * ilo_console_get_picture:
 * @self: a console
 *
 * Returns: whether there is something to see
 */
IloPicture
ilo_console_get_picture (IloConsole *self)
{
  return self->picture;
}

/**
 * ilo_console_get_framebuffer:
 * @self: a console
 *
 * Returns: (transfer none) (nullable): the picture, valid until #IloConsole::mode-changed; the last one while
 *   it connects again
 */
IloFramebuffer *
ilo_console_get_framebuffer (IloConsole *self)
{
  return self->stream != NULL ? ilo_stream_get_framebuffer (self->stream) : NULL;
}

/**
 * ilo_console_get_width:
 * @self: a console
 *
 * Returns: pixels in a row; 0 without a picture
 */
guint
ilo_console_get_width (IloConsole *self)
{
  return self->width;
}

/**
 * ilo_console_get_height:
 * @self: a console
 *
 * Returns: rows; 0 without a picture
 */
guint
ilo_console_get_height (IloConsole *self)
{
  return self->height;
}

/**
 * ilo_console_get_cipher:
 * @self: a console
 *
 * Returns: the cipher in force
 */
IloCipherId
ilo_console_get_cipher (IloConsole *self)
{
  return self->stream != NULL ? ilo_stream_get_cipher (self->stream) : ILO_CIPHER_NONE;
}

/**
 * ilo_console_get_stats:
 * @self: a console
 *
 * Returns: what the decoder has seen on this connection
 */
IloVideoStats
ilo_console_get_stats (IloConsole *self)
{
  return self->stream != NULL ? ilo_stream_get_stats (self->stream) : (IloVideoStats) { 0 };
}

/**
 * ilo_console_get_video_state:
 * @self: a console that was open
 *
 * Returns: what another decoder needs to go on from here
 */
IloVideoState
ilo_console_get_video_state (IloConsole *self)
{
  return ilo_stream_get_state (self->stream);
}

/**
 * ilo_console_get_power:
 * @self: a console
 *
 * Returns: whether the server is on
 */
IloPower
ilo_console_get_power (IloConsole *self)
{
  return self->power;
}

/**
 * ilo_console_get_health:
 * @self: a console
 *
 * Returns: what the health LED shows
 */
IloHealth
ilo_console_get_health (IloConsole *self)
{
  return self->health;
}

/**
 * ilo_console_get_post_code:
 * @self: a console
 *
 * Returns: where the power-on self test is; -1 when there is none
 */
int
ilo_console_get_post_code (IloConsole *self)
{
  return self->post_code;
}

/**
 * ilo_console_get_licensed:
 * @self: a console
 *
 * Returns: whether the iLO is licensed for the console
 */
gboolean
ilo_console_get_licensed (IloConsole *self)
{
  return self->licensed;
}
