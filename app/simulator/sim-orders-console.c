/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-holder.h"
#include "sim-order.h"

static gboolean
do_health (SimOrder  *order,
           GError **error)
{
  gint64 value;

  if (!sim_order_get_int (order, "value", 0, 255, -1, &value, error))
    return FALSE;
  sim_ilo_set_health (order->ilo, value);
  return TRUE;
}

static gboolean
do_post (SimOrder  *order,
         GError **error)
{
  g_autoptr(GByteArray) record = NULL;
  gint64 code;
  guint8 data[2];

  if (!sim_order_get_int (order, "code", 0, 0xffff, -1, &code, error))
    return FALSE;
  data[0] = code;
  data[1] = code >> 8;
  record = sim_record_new (SIM_RECORD_POST_CODE, 0, 0, data, sizeof data);
  sim_ilo_send_record (order->ilo, record);
  return TRUE;
}

static gboolean
do_record (SimOrder  *order,
           GError **error)
{
  g_autoptr(GByteArray) data = sim_order_get_bytes (order, "data", error);
  g_autoptr(GByteArray) record = NULL;
  gint64 type;
  gint64 flag;
  gint64 status;

  if (data == NULL ||
      !sim_order_get_int (order, "type", 0, 255, -1, &type, error) ||
      !sim_order_get_int (order, "flag", 0, 255, 0, &flag, error) ||
      !sim_order_get_int (order, "status", 0, 0xffff, 0, &status, error))
    return FALSE;
  record = sim_record_new (type, flag, status, data->data, data->len);
  sim_ilo_send_record (order->ilo, record);
  return TRUE;
}

static gboolean
do_command_bytes (SimOrder  *order,
                  GError **error)
{
  g_autoptr(GByteArray) data = sim_order_get_bytes (order, "bytes", error);

  if (data == NULL)
    return FALSE;
  sim_ilo_send_record (order->ilo, data);
  return TRUE;
}

static gboolean
ask (SimOrder      *order,
     SimRecordType  type,
     GError       **error)
{
  const char *user = sim_order_get_string (order, "user", "bob");
  const char *address = sim_order_get_string (order, "address", "192.0.2.9");
  SimPolicy policy;
  gint64 seconds;

  if (!sim_order_get_int (order, "seconds", 0, 0xffff, order->ilo->options->countdown, &seconds, error))
    return FALSE;
  if (!sim_policy_from_name (sim_order_get_string (order, "then", "grant"), &policy))
    return sim_order_fail (error, "\"then\" is grant, refuse or countdown.");
  if (order->ilo->consoles->len == 0)
    return sim_order_fail (error, "No client has the console.");
  if (!sim_holder_ask_scripted (order->ilo->holder, type, user, address, seconds, policy))
    return sim_order_fail (error, "Somebody is asking already.");
  return TRUE;
}

static gboolean
do_seize_request (SimOrder  *order,
                  GError **error)
{
  return ask (order, SIM_RECORD_SEIZE, error);
}

static gboolean
do_share_request (SimOrder  *order,
                  GError **error)
{
  return ask (order, SIM_RECORD_SHARE, error);
}

static gboolean
do_busy (SimOrder  *order,
         GError **error)
{
  SimIlo *ilo = order->ilo;
  const char *answer = sim_order_get_string (order, "answer", "grant");
  SimPolicy policy;

  if (g_str_equal (answer, "nobody"))
    {
      sim_holder_set_user (ilo->holder, NULL, NULL, SIM_POLICY_GRANT, FALSE);
      return TRUE;
    }
  if (!sim_policy_from_name (answer, &policy))
    return sim_order_fail (error, "\"answer\" is grant, refuse, countdown or nobody.");
  sim_holder_set_user (ilo->holder, sim_order_get_string (order, "user", ilo->options->busy_user),
                       sim_order_get_string (order, "address", ilo->options->busy_address), policy,
                       sim_order_get_flag (order, "refuse_share", FALSE));
  return TRUE;
}

static gboolean
do_seized (SimOrder  *order,
           GError **error)
{
  sim_ilo_seize_consoles (order->ilo);
  return TRUE;
}

/* What the command connection carries, and who has the console. */
const SimOrderType sim_orders_console[] = {
  { "health", do_health },
  { "post", do_post },
  { "record", do_record },
  { "command-bytes", do_command_bytes },
  { "seize-request", do_seize_request },
  { "share-request", do_share_request },
  { "busy", do_busy },
  { "seized", do_seized },
  { NULL }
};
