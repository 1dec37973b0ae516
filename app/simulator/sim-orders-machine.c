/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-order.h"

static gboolean
do_power (SimOrder  *order,
          GError **error)
{
  SimPower action;

  if (!sim_power_from_name (sim_order_get_string (order, "action", ""), &action))
    return sim_order_fail (error, "\"action\" is press, hold, cold-boot or reset.");
  json_object_set_boolean_member (order->answer, "done",
                                  sim_machine_push_power (order->ilo->machine, action));
  return TRUE;
}

static gboolean
do_mode (SimOrder  *order,
         GError **error)
{
  gint64 width;
  gint64 height;

  return sim_order_get_int (order, "width", 1, G_MAXINT, 0, &width, error) &&
         sim_order_get_int (order, "height", 1, G_MAXINT, 0, &height, error) &&
         sim_machine_set_mode (order->ilo->machine, width, height, error);
}

static gboolean
do_signal (SimOrder  *order,
           GError **error)
{
  sim_machine_set_signal (order->ilo->machine, sim_order_get_flag (order, "on", TRUE));
  return TRUE;
}

static gboolean
do_print (SimOrder  *order,
          GError **error)
{
  sim_machine_print (order->ilo->machine, sim_order_get_string (order, "text", ""));
  return TRUE;
}

static gboolean
do_dump (SimOrder  *order,
         GError **error)
{
  SimIlo *ilo = order->ilo;
  SimDisplay *display = sim_machine_get_display (ilo->machine);
  const char *file = sim_order_get_string (order, "file", NULL);
  gint64 bits;

  if (!sim_order_get_int (order, "bits", 2, 5, ilo->options->colour_bits, &bits, error))
    return FALSE;
  if (file == NULL)
    return sim_order_fail (error, "It needs \"file\".");
  if (!sim_machine_has_signal (ilo->machine))
    return sim_order_fail (error, "There is no video.");
  json_object_set_int_member (order->answer, "width", sim_display_get_width (display));
  json_object_set_int_member (order->answer, "height", sim_display_get_height (display));
  return sim_display_save (display, file, bits, error);
}

static gboolean
do_status (SimOrder  *order,
           GError **error)
{
  SimIlo *ilo = order->ilo;
  SimDisplay *display = sim_machine_get_display (ilo->machine);

  json_object_set_string_member (order->answer, "stage",
                                 sim_stage_get_name (sim_machine_get_stage (ilo->machine)));
  json_object_set_boolean_member (order->answer, "signal", sim_machine_has_signal (ilo->machine));
  json_object_set_int_member (order->answer, "width", display ? sim_display_get_width (display) : 0);
  json_object_set_int_member (order->answer, "height", display ? sim_display_get_height (display) : 0);
  json_object_set_int_member (order->answer, "health", ilo->health);
  json_object_set_int_member (order->answer, "sessions", sim_sessions_get_count (ilo->sessions));
  json_object_set_int_member (order->answer, "consoles", ilo->consoles->len);
  json_object_set_int_member (order->answer, "commands", ilo->commands->len);
  return TRUE;
}

/* What happens at the machine. */
const SimOrderType sim_orders_machine[] = {
  { "status", do_status },
  { "dump", do_dump },
  { "print", do_print },
  { "power", do_power },
  { "mode", do_mode },
  { "signal", do_signal },
  { NULL }
};
