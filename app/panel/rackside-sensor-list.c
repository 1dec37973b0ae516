/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ipmi-event-text.h"
#include "rackside-sensor-group.h"
#include "rackside-sensor-list.h"

/* A sensor or a heading, whether it is in the list at the moment or not. */
typedef struct
{
  GObject  *item;            /* owned; RacksideSensor or RacksideSensorGroup */
  guint     first_sensor;    /* of a heading: its sensors */
  guint     n_sensors;
  gboolean  problem;         /* of a sensor */
  gboolean  shown;
} Entry;

struct _RacksideSensorList
{
  GObject    parent_instance;
  GArray    *entries;        /* owned; Entry */
  GArray    *places;         /* owned; guint: the entry of each sensor */
  GPtrArray *shown;          /* borrowed GObject */
  char      *search;         /* owned; folded, NULL: all */
  guint      n_problems;
  gboolean   only_problems;
};

enum { SIGNAL_COUNTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void rackside_sensor_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RacksideSensorList, rackside_sensor_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rackside_sensor_list_model_init))

static Entry *
get_entry (RacksideSensorList *self,
           guint               index)
{
  return &g_array_index (self->entries, Entry, index);
}

static void
entry_clear (gpointer entry)
{
  g_object_unref (((Entry *) entry)->item);
}

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return RACKSIDE_SENSOR_LIST (model)->shown->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  RacksideSensorList *self = RACKSIDE_SENSOR_LIST (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
rackside_sensor_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
rackside_sensor_list_finalize (GObject *object)
{
  RacksideSensorList *self = RACKSIDE_SENSOR_LIST (object);

  g_array_unref (self->entries);
  g_array_unref (self->places);
  g_ptr_array_unref (self->shown);
  g_free (self->search);
  G_OBJECT_CLASS (rackside_sensor_list_parent_class)->finalize (object);
}

static void
rackside_sensor_list_class_init (RacksideSensorListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_sensor_list_finalize;

  /**
   * RacksideSensorList::counted:
   * @self: the list
   *
   * There are more or fewer sensors, or more or fewer of them are not OK.
   */
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", RACKSIDE_TYPE_SENSOR_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
rackside_sensor_list_init (RacksideSensorList *self)
{
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
  self->shown = g_ptr_array_new ();
}

/**
 * rackside_sensor_list_new:
 *
 * Returns: (transfer full): a list without sensors
 */
RacksideSensorList *
rackside_sensor_list_new (void)
{
  return g_object_new (RACKSIDE_TYPE_SENSOR_LIST, NULL);
}

static gboolean
is_heading (const Entry *entry)
{
  return entry->n_sensors > 0;
}

static gboolean
is_wanted (RacksideSensorList *self,
           const Entry        *entry)
{
  return (!self->only_problems || entry->problem)
         && (self->search == NULL || rackside_sensor_matches (RACKSIDE_SENSOR (entry->item), self->search));
}

static void
count (RacksideSensorList *self,
       const Entry        *heading)
{
  guint n_problems = 0;

  for (guint i = 0; i < heading->n_sensors; i++)
    n_problems += get_entry (self, heading->first_sensor + i)->problem;
  rackside_sensor_group_count (RACKSIDE_SENSOR_GROUP (heading->item), heading->n_sensors, n_problems);
}

/* A stretch of the list in which all has changed. */
typedef struct
{
  guint position;
  guint removed;
  guint added;
} Stretch;

static void
tell (RacksideSensorList *self,
      Stretch            *stretch)
{
  if (stretch->removed > 0 || stretch->added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), stretch->position, stretch->removed, stretch->added);
  stretch->position += stretch->added;
  stretch->removed = stretch->added = 0;
}

static void
show_entry (RacksideSensorList *self,
            Entry              *entry,
            gboolean            wanted,
            Stretch            *stretch)
{
  guint position = stretch->position + stretch->added;

  if (wanted && entry->shown)
    {
      tell (self, stretch);
      stretch->position++;
    }
  else if (wanted)
    {
      g_ptr_array_insert (self->shown, (int) position, entry->item);
      stretch->added++;
    }
  else if (entry->shown)
    {
      g_ptr_array_remove_index (self->shown, position);
      stretch->removed++;
    }
  entry->shown = wanted;
}

/* Brings what is shown into line with what is wanted. What stays is not touched, so that the view keeps its place,
 * its selection and its focus there. */
static void
refilter (RacksideSensorList *self)
{
  Stretch stretch = { 0 };

  for (guint i = 0, end; i < self->entries->len; i = end)
    {
      Entry *heading = get_entry (self, i);
      gboolean any = FALSE;

      end = i + 1 + heading->n_sensors;
      for (guint j = i + 1; j < end; j++)
        any = any || is_wanted (self, get_entry (self, j));
      show_entry (self, heading, any, &stretch);
      for (guint j = i + 1; j < end; j++)
        show_entry (self, get_entry (self, j), is_wanted (self, get_entry (self, j)), &stretch);
    }
  tell (self, &stretch);
}

static gboolean
is_same (RacksideSensorList *self,
         const IpmiSensor   *sensors,
         guint               n_sensors)
{
  if (self->places->len != n_sensors)
    return FALSE;
  for (guint i = 0; i < n_sensors; i++)
    if (memcmp (rackside_sensor_get_sensor (rackside_sensor_list_get_sensor (self, i)), &sensors[i], sizeof *sensors) != 0)
      return FALSE;
  return TRUE;
}

static int
compare_kinds (gconstpointer a,
               gconstpointer b)
{
  const IpmiSensor *first = *(const IpmiSensor * const *) a, *second = *(const IpmiSensor * const *) b;

  if (first->type != second->type)
    return first->type < second->type ? -1 : 1;
  return first < second ? -1 : first > second;
}

/* One heading for all kinds that have the same name. */
static gboolean
is_same_kind (const IpmiSensor *a,
              const IpmiSensor *b)
{
  return strcmp (ipmi_sensor_type_name (a->type), ipmi_sensor_type_name (b->type)) == 0;
}

/**
 * rackside_sensor_list_set_sensors:
 * @self: a list
 * @sensors: (array length=n_sensors): the sensors that can be read
 * @n_sensors: how many
 *
 * Sets the sensors, which keep what they have read when they are those that are there already.
 */
void
rackside_sensor_list_set_sensors (RacksideSensorList *self,
                                  const IpmiSensor   *sensors,
                                  guint               n_sensors)
{
  g_autofree const IpmiSensor **sorted = NULL;
  guint heading = 0, n_shown = self->shown->len;

  if (is_same (self, sensors, n_sensors))
    return;
  g_ptr_array_set_size (self->shown, 0);
  g_array_set_size (self->entries, 0);
  g_array_set_size (self->places, n_sensors);
  self->n_problems = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_shown, 0);

  sorted = g_new (const IpmiSensor *, n_sensors + 1);
  for (guint i = 0; i < n_sensors; i++)
    sorted[i] = &sensors[i];
  qsort (sorted, n_sensors, sizeof *sorted, compare_kinds);
  for (guint i = 0; i < n_sensors; i++)
    {
      Entry entry = { G_OBJECT (rackside_sensor_new (sorted[i])) };

      if (i == 0 || !is_same_kind (sorted[i - 1], sorted[i]))
        {
          Entry group = { G_OBJECT (rackside_sensor_group_new (_(ipmi_sensor_type_name (sorted[i]->type)))) };

          heading = self->entries->len;
          group.first_sensor = heading + 1;
          g_array_append_val (self->entries, group);
        }
      get_entry (self, heading)->n_sensors++;
      g_array_index (self->places, guint, sorted[i] - sensors) = self->entries->len;
      g_array_append_val (self->entries, entry);
    }
  for (guint i = 0; i < self->entries->len; i++)
    if (is_heading (get_entry (self, i)))
      count (self, get_entry (self, i));
  refilter (self);
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

/**
 * rackside_sensor_list_get_n_sensors:
 * @self: a list
 *
 * Returns: how many sensors there are, whether they are shown or not
 */
guint
rackside_sensor_list_get_n_sensors (RacksideSensorList *self)
{
  return self->places->len;
}

/**
 * rackside_sensor_list_get_n_problems:
 * @self: a list
 *
 * Returns: how many of them are not OK
 */
guint
rackside_sensor_list_get_n_problems (RacksideSensorList *self)
{
  return self->n_problems;
}

/**
 * rackside_sensor_list_get_sensor:
 * @self: a list
 * @index: which of the sensors, in the order in which they were set
 *
 * Returns: (transfer none): that sensor
 */
RacksideSensor *
rackside_sensor_list_get_sensor (RacksideSensorList *self,
                                 guint               index)
{
  g_return_val_if_fail (index < self->places->len, NULL);
  return RACKSIDE_SENSOR (get_entry (self, g_array_index (self->places, guint, index))->item);
}

/**
 * rackside_sensor_list_set_value:
 * @self: a list
 * @index: which of the sensors
 * @value: what it reads
 * @time: g_get_monotonic_time() of the reading
 */
void
rackside_sensor_list_set_value (RacksideSensorList    *self,
                                guint                  index,
                                const IpmiSensorValue *value,
                                gint64                 time)
{
  RacksideSensor *sensor = rackside_sensor_list_get_sensor (self, index);
  guint place = g_array_index (self->places, guint, index);
  Entry *entry = get_entry (self, place);

  rackside_sensor_set_value (sensor, value, time);
  if (rackside_sensor_is_problem (sensor) == entry->problem)
    return;
  entry->problem = !entry->problem;
  self->n_problems += entry->problem ? 1 : -1;
  while (!is_heading (get_entry (self, place)))
    place--;
  count (self, get_entry (self, place));
  if (self->only_problems)
    refilter (self);
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

/**
 * rackside_sensor_list_set_search:
 * @self: a list
 * @text: what to look for; empty: show all
 */
void
rackside_sensor_list_set_search (RacksideSensorList *self,
                                 const char         *text)
{
  g_autofree char *folded = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;

  if (g_strcmp0 (folded, self->search) == 0)
    return;
  g_free (self->search);
  self->search = g_steal_pointer (&folded);
  refilter (self);
}

/**
 * rackside_sensor_list_set_problems:
 * @self: a list
 * @only_problems: whether to show only what is not OK
 */
void
rackside_sensor_list_set_problems (RacksideSensorList *self,
                                   gboolean            only_problems)
{
  if (self->only_problems == only_problems)
    return;
  self->only_problems = only_problems;
  refilter (self);
}
