/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ipmi-sdr-reader.h"
#include "ipmi-sel-client.h"
#include "rackside-event-watch.h"
#include "rackside-watch-private.h"

/* From one look at the log to the next. */
#define PAUSE_SECONDS 4

#define MIN_TELLING_DISTANCE (G_USEC_PER_SEC / 10)

struct _RacksideEventWatch
{
  GObject            parent_instance;
  RacksideEventList *list;             /* owned */
  IpmiSession       *session;          /* owned; NULL: stopped */
  GCancellable      *cancellable;      /* owned; NULL: stopped */
  IpmiSelInfo        info;             /* of the log when it was read last */
  IpmiSelInfo        unwanted;         /* of the log that is to be cleared */
  gint64             clock_offset;     /* seconds that the controller's clock is ahead */
  gint64             told;             /* when progress was told last */
  guint              timeout;
  guint              read : 1;         /* info and list are there */
  guint              names_read : 1;   /* or there are none */
  guint              clock_known : 1;
  guint              wrapped : 1;
  guint              clear_wanted : 1;
  guint              clearing : 1;     /* we are, so that it is no surprise when it is cleared */
};

enum { SIGNAL_WAITING, SIGNAL_READY, SIGNAL_REMARK, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideEventWatch, rackside_event_watch, G_TYPE_OBJECT)

static void
rackside_event_watch_dispose (GObject *object)
{
  RacksideEventWatch *self = RACKSIDE_EVENT_WATCH (object);

  rackside_event_watch_stop (self);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (rackside_event_watch_parent_class)->dispose (object);
}

static void
rackside_event_watch_class_init (RacksideEventWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rackside_event_watch_dispose;

  /**
   * RacksideEventWatch::waiting:
   * @self: the watch
   * @what: what is being waited for
   * @fraction: how much of it is there; negative: nobody knows
   */
  signals[SIGNAL_WAITING] = g_signal_new ("waiting", RACKSIDE_TYPE_EVENT_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_DOUBLE);

  /**
   * RacksideEventWatch::ready:
   * @self: the watch
   *
   * The list is what the log is.
   */
  signals[SIGNAL_READY] = g_signal_new ("ready", RACKSIDE_TYPE_EVENT_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);

  /**
   * RacksideEventWatch::remark:
   * @self: the watch
   * @text: what has happened to the log
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_EVENT_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * RacksideEventWatch::failed:
   * @self: the watch
   * @error: why it does not go on
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", RACKSIDE_TYPE_EVENT_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rackside_event_watch_init (RacksideEventWatch *self)
{
  self->list = rackside_event_list_new ();
}

/**
 * rackside_event_watch_new:
 *
 * Returns: (transfer full): a watch that stands still
 */
RacksideEventWatch *
rackside_event_watch_new (void)
{
  return g_object_new (RACKSIDE_TYPE_EVENT_WATCH, NULL);
}

/**
 * rackside_event_watch_get_list:
 * @self: a watch
 *
 * Returns: (transfer none): the events
 */
RacksideEventList *
rackside_event_watch_get_list (RacksideEventWatch *self)
{
  return self->list;
}

/**
 * rackside_event_watch_get_info:
 * @self: a watch
 *
 * Returns: (transfer none) (nullable): what is to know of the log; %NULL when it has not been read yet
 */
const IpmiSelInfo *
rackside_event_watch_get_info (RacksideEventWatch *self)
{
  return self->read ? &self->info : NULL;
}

/**
 * rackside_event_watch_has_wrapped:
 * @self: a watch
 *
 * Returns: whether the controller was seen overwriting its oldest events
 */
gboolean
rackside_event_watch_has_wrapped (RacksideEventWatch *self)
{
  return self->wrapped;
}

/**
 * rackside_event_watch_get_clock_offset:
 * @self: a watch
 * @seconds: (out): how far the clock that events are stamped with is ahead of this computer's
 *
 * Returns: whether that is known
 */
gboolean
rackside_event_watch_get_clock_offset (RacksideEventWatch *self,
                                       gint64             *seconds)
{
  *seconds = self->clock_offset;
  return self->clock_known;
}

static void read_log (RacksideEventWatch *self);
static void clear    (RacksideEventWatch *self);

static void
fail (RacksideEventWatch *self,
      GError             *error)
{
  rackside_event_watch_stop (self);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
tell (RacksideEventWatch *self,
      const char         *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static gboolean
on_pause_over (gpointer user_data)
{
  RacksideEventWatch *self = user_data;

  self->timeout = 0;
  read_log (self);
  return G_SOURCE_REMOVE;
}

/* What has happened to a log that does not go on where it was. */
static void
notice (RacksideEventWatch *self,
        const IpmiSelInfo  *info)
{
  if (!self->read || self->info.entries == 0 || self->clearing)
    return;
  if (info->erase_time != self->info.erase_time || info->entries < self->info.entries)
    {
      tell (self, _("Somebody else has cleared the event log."));
    }
  else if (!self->wrapped)
    {
      self->wrapped = TRUE;
      tell (self, _("The event log is full: its oldest events are being overwritten."));
    }
}

static void
on_log (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(RacksideRun) run = user_data;
  RacksideEventWatch *self = run->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) records = NULL;
  IpmiSelInfo info;
  gboolean whole;

  records = ipmi_sel_update_finish (IPMI_SESSION (source), result, &info, &whole, &error);
  if (rackside_run_is_over (run))
    return;
  if (records == NULL)
    {
      fail (self, error);
      return;
    }
  if (whole)
    {
      notice (self, &info);
      rackside_event_list_replace (self->list, records);
    }
  else
    {
      rackside_event_list_append (self->list, records);
    }
  self->info = info;
  self->read = TRUE;
  self->clearing = FALSE;
  self->timeout = g_timeout_add_seconds (PAUSE_SECONDS, on_pause_over, self);
  g_signal_emit (self, signals[SIGNAL_READY], 0);
  if (self->clear_wanted && !rackside_run_is_over (run))
    clear (self);
}

/* Thousands of records come faster than anybody can look, and each picture of it would hold them up. */
static gboolean
is_time_to_tell (RacksideEventWatch *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->told < MIN_TELLING_DISTANCE)
    return FALSE;
  self->told = now;
  return TRUE;
}

static void
on_log_progress (guint    done,
                 guint    total,
                 gpointer user_data)
{
  RacksideRun *run = user_data;
  RacksideEventWatch *self = run->self;
  g_autofree char *what = NULL;

  if (rackside_run_is_over (run) || self->read || !is_time_to_tell (self))
    return;
  /* Translators: the number of the event, and how many there are. */
  what = g_strdup_printf (_("Reading the event log, event %u of %u"), done, total);
  g_signal_emit (self, signals[SIGNAL_WAITING], 0, what, (double) done / MAX (total, 1));
}

static void
read_log (RacksideEventWatch *self)
{
  RacksideRun *run = rackside_run_new (self, self->cancellable);

  ipmi_sel_update_async (self->session, self->read ? &self->info : NULL, rackside_event_list_get_last (self->list),
                         on_log_progress, run, self->cancellable, on_log, run);
}

static void
on_clock (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RacksideRun) run = user_data;
  RacksideEventWatch *self = run->self;
  guint32 seconds;

  /* The log is worth reading without. */
  if (!ipmi_sel_get_time_finish (IPMI_SESSION (source), result, &seconds, NULL) || rackside_run_is_over (run))
    return;
  self->clock_known = ipmi_time_kind (seconds) == IPMI_TIME_KIND_VALID;
  self->clock_offset = (gint64) seconds - g_get_real_time () / G_USEC_PER_SEC;
}

/* The names make the log readable, but there is a log without them too. */
static void
on_names (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RacksideRun) run = user_data;
  RacksideEventWatch *self = run->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(IpmiSdrRepository) repository = ipmi_sdr_repository_read_finish (IPMI_SESSION (source), result, &error);
  g_autoptr(IpmiSensorIndex) names = NULL;

  if (rackside_run_is_over (run))
    return;
  if (repository == NULL
      && (g_error_matches (error, IPMI_ERROR, IPMI_ERROR_CLOSED)
          || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT)))
    {
      fail (self, error);
      return;
    }
  if (repository != NULL)
    names = ipmi_sensor_index_new (repository);
  else if (!g_error_matches (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED))
    tell (self, _("The sensors’ names could not be read, so events show their numbers."));
  rackside_event_list_set_names (self->list, names);
  self->names_read = TRUE;
  g_signal_emit (self, signals[SIGNAL_WAITING], 0, _("Reading the event log"), -1.0);
  read_log (self);
}

static void
on_names_progress (guint    done,
                   guint    total,
                   gpointer user_data)
{
  RacksideRun *run = user_data;

  if (!rackside_run_is_over (run) && is_time_to_tell (run->self))
    g_signal_emit (run->self, signals[SIGNAL_WAITING], 0, _("Reading the sensors’ names"),
                   (double) done / MAX (total, 1));
}

static void
read_names (RacksideEventWatch *self)
{
  RacksideRun *run = rackside_run_new (self, self->cancellable);
  g_autofree char *folder = rackside_dup_sdr_folder ();

  g_signal_emit (self, signals[SIGNAL_WAITING], 0, _("Reading the sensors’ names"), -1.0);
  ipmi_sdr_repository_read_async (self->session, NULL, folder, on_names_progress, run, self->cancellable, on_names, run);
}

/**
 * rackside_event_watch_start:
 * @self: a watch that stands still
 * @session: an open session with the server
 *
 * Reads the event log, or what has come to it since it was read last, and looks for new events until it is stopped.
 */
void
rackside_event_watch_start (RacksideEventWatch *self,
                            IpmiSession        *session)
{
  g_return_if_fail (self->session == NULL);
  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  ipmi_sel_get_time_async (session, self->cancellable, on_clock, rackside_run_new (self, self->cancellable));
  if (self->names_read)
    read_log (self);
  else
    read_names (self);
}

/**
 * rackside_event_watch_stop:
 * @self: a watch
 *
 * Reads no more; the list keeps what it has.
 */
void
rackside_event_watch_stop (RacksideEventWatch *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  self->clear_wanted = FALSE;
}

/**
 * rackside_event_watch_forget:
 * @self: a watch
 *
 * Stops and empties the list: the next server is another.
 */
void
rackside_event_watch_forget (RacksideEventWatch *self)
{
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (IpmiSelRecord));

  rackside_event_watch_stop (self);
  self->read = self->names_read = self->clock_known = self->wrapped = self->clearing = FALSE;
  rackside_event_list_set_names (self->list, NULL);
  rackside_event_list_replace (self->list, none);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(RacksideRun) run = user_data;
  RacksideEventWatch *self = run->self;
  g_autoptr(GError) error = NULL;

  if (!ipmi_sel_clear_finish (IPMI_SESSION (source), result, &error) && !rackside_run_is_over (run))
    {
      self->clearing = FALSE;
      tell (self, error->message);
    }
  if (!rackside_run_is_over (run))
    read_log (self);
}

/* Deletes what has been seen, and nothing that came after it. */
static void
on_info_before (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(RacksideRun) run = user_data;
  RacksideEventWatch *self = run->self;
  g_autoptr(GError) error = NULL;
  IpmiSelInfo info;

  if (!ipmi_sel_get_info_finish (IPMI_SESSION (source), result, &info, &error))
    {
      if (!rackside_run_is_over (run))
        fail (self, error);
      return;
    }
  if (rackside_run_is_over (run))
    return;
  if (info.entries != self->unwanted.entries || info.addition_time != self->unwanted.addition_time
      || info.erase_time != self->unwanted.erase_time)
    {
      tell (self, _("The event log has changed meanwhile, so it was not cleared. Look at the new events first."));
      read_log (self);
      return;
    }
  self->clearing = TRUE;
  ipmi_sel_clear_async (self->session, self->cancellable, on_cleared, g_steal_pointer (&run));
}

static void
clear (RacksideEventWatch *self)
{
  self->clear_wanted = FALSE;
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_WAITING], 0, _("Clearing the event log"), -1.0);
  ipmi_sel_get_info_async (self->session, self->cancellable, on_info_before,
                           rackside_run_new (self, self->cancellable));
}

/**
 * rackside_event_watch_clear:
 * @self: a watch that has read the log; one that stands still does nothing
 *
 * Deletes the events that are in the list. When there are others by then, it says so and deletes none.
 */
void
rackside_event_watch_clear (RacksideEventWatch *self)
{
  if (self->session == NULL || !self->read)
    return;
  self->unwanted = self->info;
  self->clear_wanted = TRUE;
  /* Without a time-out the log is being read at this moment. */
  if (self->timeout != 0)
    clear (self);
}
