/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "rackside-poller.h"
#include "rackside-probe.h"

/* So many servers are asked at once. */
#define MAX_RUNNING 4

#define INTERVAL_MS         60000
#define LONGEST_INTERVAL_MS (16 * 60000)

/* After the network has come back, servers that were asked less than a sixth of the interval ago are left in peace: it may
 * come and go. */
#define LEAST_SHARE 6

/* A BMC without an answer behind an iLO that has one is left out once, then twice as often each time, up to this. One that
 * does not let the user in is left out so often at once: it may lock them out. */
#define MAX_LEFT_OUT 64

/* One saved server. */
typedef struct
{
  RacksidePoller *poller;        /* borrowed */
  RacksideServer *server;        /* owned */
  RacksideLight  *light;         /* owned */
  GCancellable   *cancellable;   /* owned; NULL unless it is being asked */
  gint64          due;           /* monotonic */
  gint64          asked;         /* likewise; 0: never */
  guint           n_failures;    /* in a row */
  guint           leave_out;     /* how often its BMC is not asked after a failure */
  guint           left_out;      /* how often it is still to be left out */
} Entry;

struct _RacksidePoller
{
  GObject          parent_instance;
  RacksideServers *servers;      /* owned */
  GNetworkMonitor *monitor;      /* owned */
  char            *known_hosts;  /* owned */
  char            *mode;         /* owned */
  guint            interval;
  guint            longest;
  GHashTable      *entries;      /* of RacksideServer to owned Entry */
  guint            n_running;
  guint            n_watchers;
  guint            timer;
  gboolean         was_available;
};

enum { PROP_0, PROP_MODE, PROP_INTERVAL, PROP_LONGEST_INTERVAL, PROP_PROBLEM, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RacksidePoller, rackside_poller, G_TYPE_OBJECT)

static void schedule (RacksidePoller *self);

static void
entry_cancel (Entry *entry)
{
  g_cancellable_cancel (entry->cancellable);
}

static void
on_server_changed (Entry *entry)
{
  entry_cancel (entry);
  entry->due = g_get_monotonic_time ();
  entry->asked = 0;
  entry->n_failures = 0;
  entry->leave_out = entry->left_out = 0;
  rackside_light_forget (entry->light);
  schedule (entry->poller);
}

static Entry *
entry_new (RacksidePoller *poller,
           RacksideServer *server)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->poller = poller;
  entry->server = g_object_ref (server);
  entry->light = rackside_light_new ();
  for (const char **name = (const char *[]) { "address", "bmc", "bmc-suite", "bmc-bridge", NULL }; *name != NULL; name++)
    {
      g_autofree char *signal = g_strconcat ("notify::", *name, NULL);

      g_signal_connect_swapped (server, signal, G_CALLBACK (on_server_changed), entry);
    }
  return entry;
}

static void
entry_free (Entry *entry)
{
  entry_cancel (entry);
  g_signal_handlers_disconnect_by_data (entry->server, entry);
  g_clear_object (&entry->cancellable);
  g_object_unref (entry->light);
  g_object_unref (entry->server);
  g_free (entry);
}

static gboolean
is_active (RacksidePoller *self)
{
  return self->n_watchers > 0 && rackside_poller_get_problem (self) == NULL;
}

/* Doubled with each failure, and never quite the same, so that not all are asked at once. In microseconds. */
static gint64
get_delay (RacksidePoller *self,
           const Entry    *entry)
{
  guint doublings = MIN (entry->n_failures, 16);
  gint64 delay = MIN ((gint64) self->interval << doublings, (gint64) MAX (self->interval, self->longest));

  return (gint64) ((double) delay * 1000 * g_random_double_range (0.9, 1.1));
}

static void
take_reading (Entry                 *entry,
              const RacksideReading *reading)
{
  gboolean silent = reading->power == RACKSIDE_LIGHT_POWER_SILENT || reading->power == RACKSIDE_LIGHT_POWER_UNKNOWN;
  /* Why the BMC is left out was said when it was not. */
  gboolean old = reading->without_bmc && rackside_light_get_power (entry->light) == reading->power;
  g_autofree char *detail = g_strdup (old ? rackside_light_get_detail (entry->light) : reading->detail);

  entry->n_failures = silent ? entry->n_failures + 1 : 0;
  if (reading->refused)
    entry->leave_out = entry->left_out = MAX_LEFT_OUT;
  else if (reading->bmc_failed)
    entry->leave_out = entry->left_out = MIN (MAX (1, 2 * entry->leave_out), MAX_LEFT_OUT);
  else if (entry->left_out > 0)
    entry->left_out--;
  else
    entry->leave_out = 0;
  rackside_light_set (entry->light, reading->power, reading->health, detail);
}

/* What a question that is under way holds. */
typedef struct
{
  RacksidePoller *poller;        /* owned */
  RacksideServer *server;        /* owned */
  GCancellable   *cancellable;   /* owned */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->poller);
  g_object_unref (question->server);
  g_object_unref (question->cancellable);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
on_probed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  RacksidePoller *self = question->poller;
  g_autoptr(RacksideReading) reading = rackside_probe_finish (result, NULL);
  Entry *entry = self->entries != NULL ? g_hash_table_lookup (self->entries, question->server) : NULL;

  self->n_running--;
  /* Gone, changed or given up meanwhile: then what came is about something else, or nothing. */
  if (entry != NULL && entry->cancellable == question->cancellable)
    {
      g_clear_object (&entry->cancellable);
      if (reading != NULL && !g_cancellable_is_cancelled (question->cancellable))
        {
          take_reading (entry, reading);
          entry->due = g_get_monotonic_time () + get_delay (self, entry);
        }
    }
  if (self->entries != NULL)
    schedule (self);
}

static void
ask (RacksidePoller *self,
     Entry          *entry)
{
  gboolean bmc_alone = g_str_has_prefix (rackside_server_get_address (entry->server), "ipmi:");
  gboolean without = entry->left_out > 0;
  Question *question;

  entry->asked = g_get_monotonic_time ();
  /* There is nobody else to ask. */
  if (bmc_alone && without)
    {
      entry->left_out--;
      entry->due = entry->asked + get_delay (self, entry);
      return;
    }
  question = g_new0 (Question, 1);
  question->poller = g_object_ref (self);
  question->server = g_object_ref (entry->server);
  question->cancellable = g_cancellable_new ();
  entry->cancellable = g_object_ref (question->cancellable);
  self->n_running++;
  rackside_probe_async (entry->server, self->known_hosts,
                        without ? RACKSIDE_PROBE_FLAGS_NO_IPMI : RACKSIDE_PROBE_FLAGS_NONE,
                        question->cancellable, on_probed, question);
}

static gboolean
on_timer (gpointer user_data)
{
  RacksidePoller *self = user_data;

  self->timer = 0;
  schedule (self);
  return G_SOURCE_REMOVE;
}

/* Asks those whose turn it is, in the order of the list, and comes back for the next one. */
static void
schedule (RacksidePoller *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 next = G_MAXINT64;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (!is_active (self))
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->servers)) && self->n_running < MAX_RUNNING; i++)
    {
      g_autoptr(RacksideServer) server = g_list_model_get_item (G_LIST_MODEL (self->servers), i);
      Entry *entry = g_hash_table_lookup (self->entries, server);

      if (entry->cancellable != NULL)
        continue;
      if (entry->due <= now)
        ask (self, entry);
      if (entry->cancellable == NULL)
        next = MIN (next, entry->due);
    }
  if (next != G_MAXINT64)
    self->timer = g_timeout_add ((guint) MAX (1, (next - now + 999) / 1000), on_timer, self);
}

/* When it ends, those under way are given up, and are the next ones later. */
static void
update (RacksidePoller *self)
{
  GHashTableIter iter;
  gpointer value;

  if (!is_active (self))
    {
      g_hash_table_iter_init (&iter, self->entries);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        entry_cancel (value);
    }
  schedule (self);
}

static GHashTable *
new_entries (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) entry_free);
}

static void
on_servers_changed (RacksidePoller *self)
{
  g_autoptr(GHashTable) old = g_steal_pointer (&self->entries);

  self->entries = new_entries ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->servers)); i++)
    {
      g_autoptr(RacksideServer) server = g_list_model_get_item (G_LIST_MODEL (self->servers), i);
      gpointer entry = NULL;

      if (!g_hash_table_steal_extended (old, server, NULL, &entry))
        entry = entry_new (self, server);
      g_hash_table_insert (self->entries, server, entry);
    }
  schedule (self);
}

/* What did not answer may have been out of reach, and may not be now. */
static void
on_network_changed (RacksidePoller *self,
                    gboolean        available)
{
  gboolean came_back = available && !self->was_available;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  self->was_available = available;
  g_hash_table_iter_init (&iter, self->entries);
  while (available && g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;
      gint64 soonest = entry->asked + (gint64) self->interval * 1000 / LEAST_SHARE;

      if (entry->n_failures == 0 || (!came_back && entry->due <= soonest))
        continue;
      entry->n_failures = 0;
      entry->due = came_back ? now : MIN (entry->due, MAX (now, soonest));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  update (self);
}

static void
on_metered_changed (RacksidePoller *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  update (self);
}

static void
rackside_poller_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  RacksidePoller *self = RACKSIDE_POLLER (object);

  switch (property_id)
    {
    case PROP_MODE:
      g_free (self->mode);
      self->mode = g_value_dup_string (value);
      g_object_notify_by_pspec (object, properties[PROP_PROBLEM]);
      update (self);
      break;
    case PROP_INTERVAL:
      self->interval = g_value_get_uint (value);
      break;
    case PROP_LONGEST_INTERVAL:
      self->longest = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_poller_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RacksidePoller *self = RACKSIDE_POLLER (object);

  switch (property_id)
    {
    case PROP_MODE:
      g_value_set_string (value, self->mode);
      break;
    case PROP_INTERVAL:
      g_value_set_uint (value, self->interval);
      break;
    case PROP_LONGEST_INTERVAL:
      g_value_set_uint (value, self->longest);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, rackside_poller_get_problem (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_poller_dispose (GObject *object)
{
  RacksidePoller *self = RACKSIDE_POLLER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->servers != NULL)
    g_signal_handlers_disconnect_by_data (self->servers, self);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->servers);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (rackside_poller_parent_class)->dispose (object);
}

static void
rackside_poller_finalize (GObject *object)
{
  RacksidePoller *self = RACKSIDE_POLLER (object);

  g_free (self->known_hosts);
  g_free (self->mode);
  G_OBJECT_CLASS (rackside_poller_parent_class)->finalize (object);
}

static void
rackside_poller_class_init (RacksidePollerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = rackside_poller_set_property;
  object_class->get_property = rackside_poller_get_property;
  object_class->dispose = rackside_poller_dispose;
  object_class->finalize = rackside_poller_finalize;

  properties[PROP_MODE] = g_param_spec_string ("mode", NULL, NULL, "unmetered", flags | G_PARAM_CONSTRUCT);
  properties[PROP_INTERVAL] = g_param_spec_uint ("interval", NULL, NULL, 1, G_MAXINT, INTERVAL_MS,
                                                 flags | G_PARAM_CONSTRUCT);
  properties[PROP_LONGEST_INTERVAL] = g_param_spec_uint ("longest-interval", NULL, NULL, 1, G_MAXINT,
                                                         LONGEST_INTERVAL_MS, flags | G_PARAM_CONSTRUCT);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rackside_poller_init (RacksidePoller *self)
{
  self->entries = new_entries ();
}

/**
 * rackside_poller_new:
 * @servers: whom to ask
 * @known_hosts: the file of servers' keys
 * @monitor: what knows about the network
 *
 * Returns: (transfer full): a poller that waits for rackside_poller_start()
 */
RacksidePoller *
rackside_poller_new (RacksideServers *servers,
                     const char      *known_hosts,
                     GNetworkMonitor *monitor)
{
  RacksidePoller *self = g_object_new (RACKSIDE_TYPE_POLLER, NULL);

  self->servers = g_object_ref (servers);
  self->known_hosts = g_strdup (known_hosts);
  self->monitor = g_object_ref (monitor);
  self->was_available = g_network_monitor_get_network_available (monitor);
  g_signal_connect_object (monitor, "network-changed", G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "notify::network-metered", G_CALLBACK (on_metered_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (servers, "items-changed", G_CALLBACK (on_servers_changed), self);
  on_servers_changed (self);
  return self;
}

/**
 * rackside_poller_start:
 * @self: a poller
 *
 * Somebody looks at the servers from now on.
 */
void
rackside_poller_start (RacksidePoller *self)
{
  self->n_watchers++;
  update (self);
}

/**
 * rackside_poller_stop:
 * @self: a poller
 *
 * One of those who called rackside_poller_start() looks no more.
 */
void
rackside_poller_stop (RacksidePoller *self)
{
  g_return_if_fail (self->n_watchers > 0);

  self->n_watchers--;
  update (self);
}

/**
 * rackside_poller_refresh:
 * @self: a poller
 *
 * The user wants to know now: all are asked as soon as it is their turn. A BMC that does not let the user in is still left
 * in peace.
 */
void
rackside_poller_refresh (RacksidePoller *self)
{
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      entry->due = now;
      entry->n_failures = 0;
      if (entry->leave_out < MAX_LEFT_OUT)
        entry->left_out = 0;
    }
  schedule (self);
}

/**
 * rackside_poller_get_light:
 * @self: a poller
 * @server: a saved server
 *
 * Returns: (transfer none) (nullable): what is known of it
 */
RacksideLight *
rackside_poller_get_light (RacksidePoller *self,
                           RacksideServer *server)
{
  Entry *entry = g_hash_table_lookup (self->entries, server);

  return entry != NULL ? entry->light : NULL;
}

/**
 * rackside_poller_get_problem:
 * @self: a poller
 *
 * Returns: (transfer none) (nullable): why nobody is asked, a sentence
 */
const char *
rackside_poller_get_problem (RacksidePoller *self)
{
  if (g_strcmp0 (self->mode, "never") == 0)
    return _("Servers are not asked how they are: that is switched off in the preferences.");
  if (g_strcmp0 (self->mode, "always") != 0 && self->monitor != NULL
      && g_network_monitor_get_network_metered (self->monitor))
    return _("Servers are not asked how they are on a network that costs by volume. That can be changed in the preferences.");
  return NULL;
}

/**
 * rackside_poller_get_n_running:
 * @self: a poller
 *
 * Returns: how many servers are being asked just now
 */
guint
rackside_poller_get_n_running (RacksidePoller *self)
{
  return self->n_running;
}
