/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "rackside-event-list.h"

struct _RacksideEventList
{
  GObject          parent_instance;
  GPtrArray       *events;         /* owned; owned RacksideEvent */
  IpmiSensorIndex *names;          /* owned; NULL: not known */
  guint            next_sequence;
};

static void rackside_event_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RacksideEventList, rackside_event_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rackside_event_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return RACKSIDE_TYPE_EVENT;
}

static guint
get_n_items (GListModel *model)
{
  return RACKSIDE_EVENT_LIST (model)->events->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  GPtrArray *events = RACKSIDE_EVENT_LIST (model)->events;

  return position < events->len ? g_object_ref (g_ptr_array_index (events, position)) : NULL;
}

static void
rackside_event_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
rackside_event_list_finalize (GObject *object)
{
  RacksideEventList *self = RACKSIDE_EVENT_LIST (object);

  g_ptr_array_unref (self->events);
  g_clear_pointer (&self->names, ipmi_sensor_index_unref);
  G_OBJECT_CLASS (rackside_event_list_parent_class)->finalize (object);
}

static void
rackside_event_list_class_init (RacksideEventListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_event_list_finalize;
}

static void
rackside_event_list_init (RacksideEventList *self)
{
  self->events = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * rackside_event_list_new:
 *
 * Returns: (transfer full): a list without events
 */
RacksideEventList *
rackside_event_list_new (void)
{
  return g_object_new (RACKSIDE_TYPE_EVENT_LIST, NULL);
}

/**
 * rackside_event_list_set_names:
 * @self: a list
 * @names: (nullable): the server's sensors, for events that come from now on
 */
void
rackside_event_list_set_names (RacksideEventList *self,
                               IpmiSensorIndex   *names)
{
  g_clear_pointer (&self->names, ipmi_sensor_index_unref);
  self->names = names != NULL ? ipmi_sensor_index_ref (names) : NULL;
}

/**
 * rackside_event_list_get_names:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the server's sensors, as far as they are known
 */
IpmiSensorIndex *
rackside_event_list_get_names (RacksideEventList *self)
{
  return self->names;
}

static void
add (RacksideEventList *self,
     GArray            *records,
     guint              first)
{
  for (guint i = first; i < records->len; i++)
    {
      RacksideEvent *event = rackside_event_new (&g_array_index (records, IpmiSelRecord, i), self->names);

      rackside_event_set_sequence (event, self->next_sequence++);
      g_ptr_array_add (self->events, event);
    }
}

/**
 * rackside_event_list_append:
 * @self: a list
 * @records: (element-type IpmiSelRecord): what has come to the log, oldest first
 */
void
rackside_event_list_append (RacksideEventList *self,
                            GArray            *records)
{
  guint n_before = self->events->len;

  if (records->len == 0)
    return;
  add (self, records, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, records->len);
}

static gboolean
is_at (RacksideEventList *self,
       guint              index,
       GArray            *records,
       guint              i)
{
  return memcmp (rackside_event_get_record (g_ptr_array_index (self->events, index))->raw,
                 g_array_index (records, IpmiSelRecord, i).raw, IPMI_SEL_RECORD_LENGTH) == 0;
}

/* How many of the oldest events are gone, if the rest is still what the log begins with; else all. */
static guint
count_gone (RacksideEventList *self,
            GArray            *records)
{
  guint gone, i = 0;

  for (gone = 0; gone < self->events->len && records->len > 0; gone++)
    if (is_at (self, gone, records, 0))
      break;
  if (self->events->len - gone > records->len)
    return self->events->len;
  for (i = gone; i < self->events->len; i++)
    if (!is_at (self, i, records, i - gone))
      return self->events->len;
  return gone;
}

/**
 * rackside_event_list_replace:
 * @self: a list
 * @records: (element-type IpmiSelRecord): the whole log, oldest first
 *
 * Sets all events. Those of a log that has lost its oldest ones stay the items that they are.
 */
void
rackside_event_list_replace (RacksideEventList *self,
                             GArray            *records)
{
  guint gone = count_gone (self, records);
  guint kept = self->events->len - gone;

  if (gone > 0)
    {
      g_ptr_array_remove_range (self->events, 0, gone);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, gone, 0);
    }
  add (self, records, kept);
  if (records->len > kept)
    g_list_model_items_changed (G_LIST_MODEL (self), kept, 0, records->len - kept);
}

/**
 * rackside_event_list_get_last:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the record of the newest event
 */
const IpmiSelRecord *
rackside_event_list_get_last (RacksideEventList *self)
{
  if (self->events->len == 0)
    return NULL;
  return rackside_event_get_record (g_ptr_array_index (self->events, self->events->len - 1));
}

/**
 * rackside_event_list_dup_records:
 * @self: a list
 *
 * Returns: (transfer full) (element-type IpmiSelRecord): the log, oldest first
 */
GArray *
rackside_event_list_dup_records (RacksideEventList *self)
{
  GArray *records = g_array_sized_new (FALSE, FALSE, sizeof (IpmiSelRecord), self->events->len);

  for (guint i = 0; i < self->events->len; i++)
    g_array_append_vals (records, rackside_event_get_record (g_ptr_array_index (self->events, i)), 1);
  return records;
}
