/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-order.h"

static gboolean
do_answer (SimOrder  *order,
           GError **error)
{
  static const char *const names[] = { "hello", "console", "command" };
  const char *on = sim_order_get_string (order, "on", "console");
  const char *code = sim_order_get_string (order, "code", NULL);
  SimForcedReply reply = { 0 };
  gint64 byte = 0;
  gint64 times;

  if (!sim_order_get_int (order, "times", 0, 1000000, 0, &times, error))
    return FALSE;
  if (code != NULL && strlen (code) == 1)
    byte = (guint8) code[0];
  else if (code == NULL || !g_str_equal (code, "usual"))
    {
      if (!sim_order_get_int (order, "byte", 0, 255, -1, &byte, error))
        return FALSE;
      code = "";
    }
  reply.is_set = !g_str_equal (code, "usual");
  reply.code = byte;
  reply.times = times;
  for (guint i = 0; i < SIM_REPLY_COUNT; i++)
    if (g_str_equal (on, names[i]))
      {
        order->ilo->replies[i] = reply;
        return TRUE;
      }
  return sim_order_fail (error, "\"on\" is hello, console or command.");
}

static gboolean
get_place (SimOrder      *order,
           SimPlace  *place,
           GError   **error)
{
  return sim_place_from_name (sim_order_get_string (order, "on", "console"), place) ||
         sim_order_fail (error, "\"on\" is https, console, command or media.");
}

static gboolean
do_fault (SimOrder  *order,
          GError **error)
{
  SimFault fault = { 0 };
  SimPlace place;
  gint64 after;
  gint64 amount;
  gint64 times;

  if (!get_place (order, &place, error))
    return FALSE;
  if (!sim_fault_set_kind (&fault, sim_order_get_string (order, "kind", "")))
    return sim_order_fail (error, "\"kind\" is none, drop, reset, stall, garbage, trickle or slow.");
  if (!sim_order_get_int (order, "after", 0, G_MAXINT64, 0, &after, error) ||
      !sim_order_get_int (order, "amount", fault.kind == SIM_FAULT_SLOW, G_MAXUINT32, fault.amount, &amount, error) ||
      !sim_order_get_int (order, "times", 0, G_MAXUINT32, 0, &times, error))
    return FALSE;
  fault.after = after;
  fault.amount = amount;
  fault.times = times;
  sim_relays_set_fault (order->ilo->relays, place, &fault);
  return TRUE;
}

static gboolean
do_drop (SimOrder  *order,
         GError **error)
{
  SimRelays *relays = order->ilo->relays;
  gboolean reset = sim_order_get_flag (order, "reset", FALSE);
  guint n = 0;
  SimPlace place;

  if (json_object_has_member (order->command, "on"))
    {
      if (!get_place (order, &place, error))
        return FALSE;
      n = sim_relays_drop (relays, place, reset);
    }
  else
    {
      n = sim_relays_drop (relays, SIM_PLACE_CONSOLE, reset);
      n += sim_relays_drop (relays, SIM_PLACE_COMMAND, reset);
    }
  json_object_set_int_member (order->answer, "dropped", n);
  return TRUE;
}

static gboolean
do_https_answer (SimOrder  *order,
                 GError **error)
{
  const char *path = sim_order_get_string (order, "path", NULL);
  gint64 status;
  gint64 times;

  if (path == NULL)
    return sim_order_fail (error, "It needs \"path\".");
  if (!sim_order_get_int (order, "status", 0, 999, 200, &status, error) ||
      !sim_order_get_int (order, "times", 0, 1000000, 0, &times, error))
    return FALSE;
  if (status != 0 && status < 200)
    return sim_order_fail (error, "\"status\" is an HTTP status from 200 on, or 0 to answer as usual again.");
  sim_https_override (order->https, path, status,
                      sim_order_get_string (order, "type", "application/x-javascript"),
                      sim_order_get_string (order, "body", ""), times);
  return TRUE;
}

static gboolean
do_expire (SimOrder  *order,
           GError **error)
{
  sim_sessions_expire_all (order->ilo->sessions);
  return TRUE;
}

static gboolean
do_ilo_reset (SimOrder  *order,
              GError **error)
{
  gint64 seconds;

  if (!sim_order_get_int (order, "seconds", 0, 3600, 0, &seconds, error))
    return FALSE;
  sim_ilo_reset (order->ilo, seconds);
  return TRUE;
}

/* Answers that are not the usual ones, and what goes wrong. */
const SimOrderType sim_orders_fault[] = {
  { "answer", do_answer },
  { "fault", do_fault },
  { "drop", do_drop },
  { "https-answer", do_https_answer },
  { "expire", do_expire },
  { "ilo-reset", do_ilo_reset },
  { NULL }
};
