/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-media-wire.h"
#include "ilo-media-worker-private.h"
#include "ilo-media.h"
#include "ilo-secret.h"

/* The counters are looked at this often while there is something to see; a drive counts as active for a while
 * after a command, and rates are those of about the last second. */
#define TICK_MS        100
#define ACTIVE_TICKS     3
#define RATE_TICKS      10

/* What a disconnect may take, beyond its farewell, before the connection is cut; and after that, before the disk
 * is given up on which the thread waits. */
#define CUT_MS     2000
#define ABANDON_MS 5000

static const IloMediaTiming default_timing = {
  .connect = 10000,
  .answer = 10000,
  .keepalive = 1000,
  .stall = 30000,
  .farewell = 1000,
  .empty_least = 2000,
  .empty_most = 5000,
  .chores = 3000,
};

typedef struct
{
  gint64  time;
  guint64 bytes_read;
  guint64 bytes_written;
} Sample;

struct _IloMedia
{
  GObject         parent_instance;
  char           *host;
  IloRcInfo      *info;              /* owned */
  IloSecret      *session_key;       /* owned */
  IloMediaTiming  timing;
  IloMediaState   state;
  IloMediaEnd     end;
  GError         *error;             /* owned, nullable */
  IloImage       *image;             /* owned, nullable: what is in the drive or goes in */
  IloMediaWorker *worker;            /* owned, nullable until connecting */
  GTask          *connecting;        /* owned, nullable */
  gulong          cancel_id;
  GPtrArray      *disconnecting;     /* of GTask */
  GMainContext   *context;           /* owned, of the worker's events */
  GSource        *watchdog;          /* owned, nullable: while disconnecting */

  GSource        *ticker;            /* owned, nullable: while there are commands */
  guint           quiet_ticks;
  guint64         commands_seen;
  Sample          samples[RATE_TICKS];
  guint           n_samples;
  gboolean        active;
};

enum { PROP_0, PROP_STATE, PROP_IMAGE, PROP_ACTIVE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_ACTIVITY, SIGNAL_NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (IloMedia, ilo_media, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
add_timer (IloMedia    *self,
           guint        milliseconds,
           GSourceFunc  func)
{
  GSource *source = g_timeout_source_new (milliseconds);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
set_state (IloMedia      *self,
           IloMediaState  state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_active (IloMedia *self,
            gboolean  active)
{
  if (self->active == active)
    return;
  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
set_image (IloMedia *self,
           IloImage *image)
{
  if (g_set_object (&self->image, image))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IMAGE]);
}

static void
take_sample (IloMedia *self)
{
  IloMediaCounters *counters = &self->worker->counters;

  if (self->n_samples == RATE_TICKS)
    memmove (self->samples, self->samples + 1, --self->n_samples * sizeof *self->samples);
  self->samples[self->n_samples++] = (Sample) { g_get_monotonic_time (), atomic_load (&counters->bytes_read),
                                                atomic_load (&counters->bytes_written) };
}

/* From here on the worker says when there is a command; unless one came that it believed to be seen. */
static gboolean
stop_watching (IloMedia *self)
{
  IloMediaWorker *worker = self->worker;

  atomic_store (&worker->watched, FALSE);
  atomic_thread_fence (memory_order_seq_cst);
  if (atomic_load (&worker->counters.commands) == self->commands_seen)
    return TRUE;
  atomic_store (&worker->watched, TRUE);
  return FALSE;
}

static gboolean
on_tick (gpointer user_data)
{
  IloMedia *self = user_data;
  guint64 commands = atomic_load (&self->worker->counters.commands);

  take_sample (self);
  self->quiet_ticks = commands == self->commands_seen ? self->quiet_ticks + 1 : 0;
  self->commands_seen = commands;
  if (self->quiet_ticks > RATE_TICKS && stop_watching (self))
    {
      clear_source (&self->ticker);
      self->n_samples = 0;
      g_signal_emit (self, signals[SIGNAL_ACTIVITY], 0);
      return G_SOURCE_REMOVE;
    }
  set_active (self, self->quiet_ticks < ACTIVE_TICKS);
  g_signal_emit (self, signals[SIGNAL_ACTIVITY], 0);
  return G_SOURCE_CONTINUE;
}

static void
start_ticker (IloMedia *self)
{
  if (self->ticker != NULL)
    return;
  self->quiet_ticks = 0;
  self->n_samples = 0;
  take_sample (self);
  self->ticker = add_timer (self, TICK_MS, on_tick);
  set_active (self, TRUE);
}

static void
finish_connecting (IloMedia *self,
                   GError   *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->connecting);

  if (task == NULL)
    return;
  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancel_id);
  self->cancel_id = 0;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
end (IloMedia    *self,
     IloMediaEnd  how,
     GError      *error)
{
  g_autoptr(GPtrArray) tasks = g_steal_pointer (&self->disconnecting);
  g_autoptr(IloMedia) alive = g_object_ref (self);

  clear_source (&self->watchdog);
  set_active (self, FALSE);
  if (self->ticker != NULL)
    {
      clear_source (&self->ticker);
      g_signal_emit (self, signals[SIGNAL_ACTIVITY], 0);
    }
  self->n_samples = 0;
  self->disconnecting = g_ptr_array_new_with_free_func (g_object_unref);
  self->end = how;
  self->error = error;
  set_state (self, ILO_MEDIA_STATE_ENDED);
  finish_connecting (self, error);
  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = tasks->pdata[i];

      if (error != NULL && how == ILO_MEDIA_END_DISCONNECTED)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
on_event (IloMediaWorker *worker,
          IloMediaEvent  *event,
          GObject        *owner)
{
  IloMedia *self = ILO_MEDIA (owner);

  if (worker != self->worker || self->state == ILO_MEDIA_STATE_ENDED)
    return;
  switch (event->kind)
    {
    case ILO_MEDIA_EVENT_CONNECTED:
      /* Even when it was cancelled meanwhile: the server has had the drive, and may have used it. */
      if (self->state == ILO_MEDIA_STATE_CONNECTING)
        set_state (self, ILO_MEDIA_STATE_SERVING);
      finish_connecting (self, NULL);
      break;
    case ILO_MEDIA_EVENT_ACTIVE:
      start_ticker (self);
      break;
    case ILO_MEDIA_EVENT_NOTICE:
      g_signal_emit (self, signals[SIGNAL_NOTICE], 0, event->text);
      break;
    case ILO_MEDIA_EVENT_INSERTED:
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IMAGE]);
      break;
    case ILO_MEDIA_EVENT_CLOSED:
      clear_source (&self->watchdog);
      set_state (self, ILO_MEDIA_STATE_FLUSHING);
      break;
    case ILO_MEDIA_EVENT_ENDED:
    default:
      if (event->end == ILO_MEDIA_END_DISCONNECTED && self->connecting != NULL)
        g_set_error_literal (&event->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Mounting was cancelled."));
      end (self, event->end, g_steal_pointer (&event->error));
      break;
    }
}

static void
ilo_media_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  IloMedia *self = ILO_MEDIA (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_IMAGE:
      g_value_set_object (value, self->image);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ilo_media_dispose (GObject *object)
{
  IloMedia *self = ILO_MEDIA (object);

  clear_source (&self->watchdog);
  clear_source (&self->ticker);
  if (self->worker != NULL)
    ilo_media_worker_stop (self->worker);
  g_clear_pointer (&self->worker, ilo_media_worker_unref);
  g_clear_object (&self->image);
  G_OBJECT_CLASS (ilo_media_parent_class)->dispose (object);
}

static void
ilo_media_finalize (GObject *object)
{
  IloMedia *self = ILO_MEDIA (object);

  g_free (self->host);
  ilo_rc_info_free (self->info);
  ilo_secret_free (self->session_key);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->disconnecting);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (ilo_media_parent_class)->finalize (object);
}

static void
ilo_media_class_init (IloMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ilo_media_get_property;
  object_class->dispose = ilo_media_dispose;
  object_class->finalize = ilo_media_finalize;

  /**
   * IloMedia:state:
   *
   * An #IloMediaState.
   */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, ILO_MEDIA_STATE_ENDED, 0, flags);

  /**
   * IloMedia:image:
   *
   * What is in the drive.
   */
  properties[PROP_IMAGE] = g_param_spec_object ("image", NULL, NULL, ILO_TYPE_IMAGE, flags);

  /**
   * IloMedia:active:
   *
   * Whether the server does something with the drive, as a light on a real one would show it.
   */
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * IloMedia::activity:
   *
   * The statistics have changed. Emitted ten times a second while the server uses the drive.
   */
  signals[SIGNAL_ACTIVITY] = g_signal_new ("activity", ILO_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);

  /**
   * IloMedia::notice:
   * @text: a sentence
   *
   * Something is wrong with the image that the user should know; the drive goes on.
   */
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", ILO_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ilo_media_init (IloMedia *self)
{
  self->timing = default_timing;
  self->disconnecting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ilo_media_new:
 * @host: name or address of the iLO
 * @info: the answer to rc_info that the console was opened with, copied. It must not be fetched anew
 * @session_key: the session key of that console, copied
 *
 * A virtual drive of a server, for one mount. An iLO takes it only while a console connection of the same
 * session is open (virtual media, section 1.1). Signals come in the thread-default main context that
 * ilo_media_connect_async() was called in.
 *
 * Returns: (transfer full): a drive that is not connected
 */
IloMedia *
ilo_media_new (const char      *host,
               const IloRcInfo *info,
               const char      *session_key)
{
  IloMedia *self = g_object_new (ILO_TYPE_MEDIA, NULL);

  self->host = g_strdup (host);
  self->info = ilo_rc_info_copy (info);
  self->session_key = g_strdup (session_key);
  return self;
}

void
ilo_media_set_timing (IloMedia             *self,
                      const IloMediaTiming *timing)
{
  self->timing = *timing;
}

void
ilo_media_get_timing (IloMedia       *self,
                      IloMediaTiming *timing)
{
  *timing = self->timing;
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      worker)
{
  ilo_media_worker_stop (worker);
}

static void
unref_worker (gpointer  worker,
              GClosure *closure)
{
  ilo_media_worker_unref (worker);
}

/**
 * ilo_media_connect_async:
 * @self: a drive that was not connected before
 * @image: the medium, which says which drive it is
 * @cancellable: (nullable): ends it
 * @callback: called when the iLO has accepted the drive
 * @user_data: for @callback
 *
 * Offers the drive to the iLO. There can be one CD drive and one floppy or USB drive at a time.
 */
void
ilo_media_connect_async (IloMedia            *self,
                         IloImage            *image,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  guint8 hello[ILO_MEDIA_HELLO_SIZE];

  g_return_if_fail (ILO_IS_MEDIA (self));
  g_return_if_fail (ILO_IS_IMAGE (image));
  g_return_if_fail (self->state == ILO_MEDIA_STATE_CLOSED);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ilo_media_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!ilo_media_encode_hello (hello, ilo_image_get_drive (image), self->info->features, self->session_key,
                               self->info->enc_key, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->context = g_main_context_ref_thread_default ();
  self->worker = ilo_media_worker_new (G_OBJECT (self), on_event, self->host, self->info->media_port, hello, image,
                                       &self->timing);
  explicit_bzero (hello, sizeof hello);
  set_image (self, image);
  self->connecting = g_steal_pointer (&task);
  set_state (self, ILO_MEDIA_STATE_CONNECTING);
  if (cancellable != NULL)
    self->cancel_id = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (on_cancelled),
                                             ilo_media_worker_ref (self->worker), unref_worker, 0);
  ilo_media_worker_start (self->worker);
  if (g_cancellable_is_cancelled (cancellable))
    ilo_media_worker_stop (self->worker);
}

/**
 * ilo_media_connect_finish:
 * @self: a drive
 * @result: what the callback got
 * @error: why not: what ilo_media_decode_answer() says, or %ILO_ERROR_UNREACHABLE, %ILO_ERROR_REFUSED,
 *   %ILO_ERROR_TIMEOUT
 *
 * Returns: whether the server has the drive
 */
gboolean
ilo_media_connect_finish (IloMedia      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
on_abandon (gpointer user_data)
{
  IloMedia *self = user_data;

  clear_source (&self->watchdog);
  end (self, ILO_MEDIA_END_DISCONNECTED,
       g_error_new (ILO_ERROR, ILO_ERROR_STALLED,
                    _("The disk that “%s” is on does not answer. The drive is disconnected, but what the server wrote "
                      "last may not be in the file."), self->image != NULL ? ilo_image_get_name (self->image) : ""));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cut (gpointer user_data)
{
  IloMedia *self = user_data;

  ilo_media_worker_cut (self->worker);
  clear_source (&self->watchdog);
  self->watchdog = add_timer (self, ABANDON_MS, on_abandon);
  return G_SOURCE_REMOVE;
}

/**
 * ilo_media_disconnect_async:
 * @self: a drive
 * @cancellable: (nullable): ends the wait, not the disconnecting
 * @callback: called when the drive is gone and the disk has all that was written
 * @user_data: for @callback
 *
 * Takes the drive away from the server (virtual media, section 5.4).
 */
void
ilo_media_disconnect_async (IloMedia            *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (ILO_IS_MEDIA (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ilo_media_disconnect_async);
  if (self->state == ILO_MEDIA_STATE_CLOSED || self->state == ILO_MEDIA_STATE_ENDED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_ptr_array_add (self->disconnecting, g_steal_pointer (&task));
  if (self->state != ILO_MEDIA_STATE_CONNECTING && self->state != ILO_MEDIA_STATE_SERVING)
    return;
  if (self->watchdog == NULL)
    self->watchdog = add_timer (self, self->timing.farewell + CUT_MS, on_cut);
  set_state (self, ILO_MEDIA_STATE_DISCONNECTING);
  ilo_media_worker_stop (self->worker);
}

/**
 * ilo_media_disconnect_finish:
 * @self: a drive
 * @result: what the callback got
 * @error: %ILO_ERROR_IMAGE or %ILO_ERROR_STALLED when the disk may not have all that was written
 *
 * Returns: whether everything went well
 */
gboolean
ilo_media_disconnect_finish (IloMedia      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ilo_media_insert:
 * @self: a drive that is being served
 * @image: (nullable): what is to be in it; %NULL: nothing, and the drive stays
 * @error: %ILO_ERROR_IMAGE when this image does not go into this kind of drive: disconnect then, and
 *   mount it anew
 *
 * Changes the medium (virtual media, section 5.3). The server sees an empty drive for two to five seconds, then
 * the new medium; #IloMedia:image is notified again at that moment.
 *
 * Returns: whether the change has begun
 */
gboolean
ilo_media_insert (IloMedia  *self,
                  IloImage  *image,
                  GError   **error)
{
  g_return_val_if_fail (ILO_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (image == NULL || ILO_IS_IMAGE (image), FALSE);

  if (self->state != ILO_MEDIA_STATE_SERVING)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_LOST,
                           _("The drive is not connected, so its medium cannot be changed. Mount the image instead."));
      return FALSE;
    }
  if (image != NULL && ilo_image_get_drive (image) != self->worker->drive)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_IMAGE,
                   _("“%s” does not go into this kind of drive. Eject the drive, then mount it."),
                   ilo_image_get_name (image));
      return FALSE;
    }
  ilo_media_worker_insert (self->worker, image);
  set_image (self, image);
  return TRUE;
}

/**
 * ilo_media_get_state:
 * @self: a drive
 *
 * Returns: what it is doing
 */
IloMediaState
ilo_media_get_state (IloMedia *self)
{
  g_return_val_if_fail (ILO_IS_MEDIA (self), ILO_MEDIA_STATE_CLOSED);
  return self->state;
}

/**
 * ilo_media_get_end:
 * @self: a drive
 *
 * Returns: how it ended
 */
IloMediaEnd
ilo_media_get_end (IloMedia *self)
{
  g_return_val_if_fail (ILO_IS_MEDIA (self), ILO_MEDIA_END_NONE);
  return self->end;
}

/**
 * ilo_media_get_error:
 * @self: a drive
 *
 * Returns: (nullable): what went wrong when it ended
 */
const GError *
ilo_media_get_error (IloMedia *self)
{
  g_return_val_if_fail (ILO_IS_MEDIA (self), NULL);
  return self->error;
}

/**
 * ilo_media_get_image:
 * @self: a drive
 *
 * Returns: (transfer none) (nullable): what is in it
 */
IloImage *
ilo_media_get_image (IloMedia *self)
{
  g_return_val_if_fail (ILO_IS_MEDIA (self), NULL);
  return self->image;
}

/**
 * ilo_media_get_active:
 * @self: a drive
 *
 * Returns: whether the server does something with it
 */
gboolean
ilo_media_get_active (IloMedia *self)
{
  g_return_val_if_fail (ILO_IS_MEDIA (self), FALSE);
  return self->active;
}

/**
 * ilo_media_get_statistics:
 * @self: a drive
 * @statistics: (out caller-allocates): what has been done so far
 */
void
ilo_media_get_statistics (IloMedia           *self,
                          IloMediaStatistics *statistics)
{
  IloMediaCounters *counters;

  g_return_if_fail (ILO_IS_MEDIA (self));
  *statistics = (IloMediaStatistics) { 0 };
  if (self->worker == NULL)
    return;
  counters = &self->worker->counters;
  statistics->commands = atomic_load (&counters->commands);
  statistics->reads = atomic_load (&counters->reads);
  statistics->writes = atomic_load (&counters->writes);
  statistics->bytes_read = atomic_load (&counters->bytes_read);
  statistics->bytes_written = atomic_load (&counters->bytes_written);
  statistics->errors = atomic_load (&counters->errors);
  if (self->n_samples > 1)
    {
      const Sample *first = &self->samples[0];
      const Sample *last = &self->samples[self->n_samples - 1];
      double seconds = (double) MAX (last->time - first->time, 1) / G_USEC_PER_SEC;

      statistics->read_rate = (double) (last->bytes_read - first->bytes_read) / seconds;
      statistics->write_rate = (double) (last->bytes_written - first->bytes_written) / seconds;
    }
}
