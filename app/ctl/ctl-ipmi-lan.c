/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ipmi-channel.h"
#include "ipmi-lan-client.h"

#define MAX_CHANNEL 15

/* The strings of the dup functions, which a member does not take over. */
static void
set_text (JsonObject *object,
          const char *name,
          char       *text)
{
  json_object_set_string_member (object, name, text);
  g_free (text);
}

static void
set_auth_types (JsonObject *object,
                const char *name,
                guint8      types)
{
  g_auto(GStrv) names = ipmi_lan_dup_auth_types (types);

  json_object_set_array_member (object, name, report_json_array_from_strv ((const char * const *) names));
}

static void
describe_authentication (JsonObject    *object,
                         const IpmiLan *lan)
{
  static const char * const levels[] = { "callback", "user", "operator", "administrator", "oem" };

  if (ipmi_lan_has (lan, IPMI_LAN_AUTH_TYPE_SUPPORT))
    set_auth_types (object, "authentication_type_support", lan->auth_type_support);
  if (ipmi_lan_has (lan, IPMI_LAN_AUTH_TYPE_ENABLES))
    {
      JsonObject *enables = json_object_new ();

      for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
        set_auth_types (enables, levels[i], lan->auth_type_enables[i]);
      json_object_set_object_member (object, "authentication_type_enables", enables);
    }
}

static void
describe_ipv4 (JsonObject    *object,
               const IpmiLan *lan)
{
  if (ipmi_lan_has (lan, IPMI_LAN_IP_SOURCE))
    json_object_set_string_member (object, "ip_address_source", ipmi_lan_source_name (lan->ip_source));
  if (ipmi_lan_has (lan, IPMI_LAN_IP_ADDRESS))
    set_text (object, "ip_address", ipmi_lan_dup_ipv4 (lan->ip_address));
  if (ipmi_lan_has (lan, IPMI_LAN_SUBNET_MASK))
    set_text (object, "subnet_mask", ipmi_lan_dup_ipv4 (lan->subnet_mask));
  if (ipmi_lan_has (lan, IPMI_LAN_MAC_ADDRESS))
    set_text (object, "mac_address", ipmi_lan_dup_mac (lan->mac_address));
  if (ipmi_lan_has (lan, IPMI_LAN_DEFAULT_GATEWAY))
    set_text (object, "default_gateway_address", ipmi_lan_dup_ipv4 (lan->default_gateway));
  if (ipmi_lan_has (lan, IPMI_LAN_DEFAULT_GATEWAY_MAC))
    set_text (object, "default_gateway_mac_address", ipmi_lan_dup_mac (lan->default_gateway_mac));
  if (ipmi_lan_has (lan, IPMI_LAN_BACKUP_GATEWAY))
    set_text (object, "backup_gateway_address", ipmi_lan_dup_ipv4 (lan->backup_gateway));
  if (ipmi_lan_has (lan, IPMI_LAN_BACKUP_GATEWAY_MAC))
    set_text (object, "backup_gateway_mac_address", ipmi_lan_dup_mac (lan->backup_gateway_mac));
  if (ipmi_lan_has (lan, IPMI_LAN_IPV4_HEADER))
    {
      JsonObject *header = json_object_new ();

      json_object_set_int_member (header, "time_to_live", lan->time_to_live);
      json_object_set_int_member (header, "flags", lan->ip_flags);
      json_object_set_int_member (header, "precedence", lan->ip_precedence);
      json_object_set_int_member (header, "type_of_service", lan->type_of_service);
      json_object_set_object_member (object, "ipv4_header", header);
    }
}

static void
describe_network (JsonObject    *object,
                  const IpmiLan *lan)
{
  if (ipmi_lan_has (lan, IPMI_LAN_PRIMARY_RMCP_PORT))
    json_object_set_int_member (object, "primary_rmcp_port", lan->primary_rmcp_port);
  if (ipmi_lan_has (lan, IPMI_LAN_SECONDARY_RMCP_PORT))
    json_object_set_int_member (object, "secondary_rmcp_port", lan->secondary_rmcp_port);
  if (ipmi_lan_has (lan, IPMI_LAN_ARP_CONTROL))
    {
      json_object_set_boolean_member (object, "arp_responses", lan->arp_responses);
      json_object_set_boolean_member (object, "gratuitous_arp", lan->gratuitous_arp);
    }
  if (ipmi_lan_has (lan, IPMI_LAN_GRATUITOUS_ARP))
    report_json_set_number (object, "gratuitous_arp_interval", lan->gratuitous_arp_interval / 2.0);
  if (ipmi_lan_has (lan, IPMI_LAN_VLAN_ID) && lan->vlan_enabled)
    json_object_set_int_member (object, "vlan_id", lan->vlan_id);
  else if (ipmi_lan_has (lan, IPMI_LAN_VLAN_ID))
    json_object_set_null_member (object, "vlan_id");
  if (ipmi_lan_has (lan, IPMI_LAN_VLAN_PRIORITY))
    json_object_set_int_member (object, "vlan_priority", lan->vlan_priority);
  if (ipmi_lan_has (lan, IPMI_LAN_COMMUNITY_STRING))
    json_object_set_string_member (object, "community_string", lan->community_string);
  if (ipmi_lan_has (lan, IPMI_LAN_DESTINATIONS))
    json_object_set_int_member (object, "number_of_destinations", lan->destinations);
}

static void
describe_suites (JsonObject    *object,
                 const IpmiLan *lan)
{
  JsonArray *array;

  if (!ipmi_lan_has (lan, IPMI_LAN_CIPHER_SUITES))
    return;
  array = json_array_new ();
  for (guint i = 0; i < lan->n_cipher_suites && i < IPMI_LAN_MAX_SUITES; i++)
    {
      JsonObject *suite = json_object_new ();

      json_object_set_int_member (suite, "id", lan->cipher_suites[i]);
      if (ipmi_lan_has (lan, IPMI_LAN_CIPHER_PRIVILEGES))
        json_object_set_string_member (suite, "maximum_privilege", ipmi_privilege_name (lan->cipher_privileges[i]));
      json_array_add_object_element (array, suite);
    }
  json_object_set_array_member (object, "cipher_suites", array);
}

static void
describe_bad_password (JsonObject    *object,
                       const IpmiLan *lan)
{
  if (!ipmi_lan_has (lan, IPMI_LAN_BAD_PASSWORD))
    return;
  json_object_set_boolean_member (object, "bad_password_event", lan->bad_password_event);
  json_object_set_int_member (object, "bad_password_threshold", lan->bad_password_threshold);
  json_object_set_int_member (object, "attempt_count_reset_interval", lan->bad_password_interval);
  json_object_set_int_member (object, "user_lockout_interval", lan->lockout_interval);
}

static void
describe_ipv6 (JsonObject    *object,
               const IpmiLan *lan)
{
  JsonArray *addresses = json_array_new ();

  if (ipmi_lan_has (lan, IPMI_LAN_IPV6_ENABLES))
    json_object_set_string_member (object, "ipv6_enables", ipmi_lan_ipv6_enables_name (lan->ipv6_enables));
  if (ipmi_lan_has (lan, IPMI_LAN_IPV6_HOP_LIMIT))
    json_object_set_int_member (object, "ipv6_hop_limit", lan->ipv6_hop_limit);
  for (guint i = 0; i < lan->n_ipv6; i++)
    {
      JsonObject *address = json_object_new ();

      set_text (address, "address", ipmi_lan_dup_ipv6 (lan->ipv6[i].address));
      json_object_set_int_member (address, "prefix_length", lan->ipv6[i].prefix_length);
      json_object_set_string_member (address, "kind", lan->ipv6[i].dynamic ? "dynamic" : "static");
      json_object_set_string_member (address, "status", ipmi_lan_ipv6_status_name (lan->ipv6[i].status));
      json_array_add_object_element (addresses, address);
    }
  if (ipmi_lan_has (lan, IPMI_LAN_IPV6_SUPPORT))
    json_object_set_array_member (object, "ipv6_addresses", json_array_ref (addresses));
  json_array_unref (addresses);
  if (ipmi_lan_has (lan, IPMI_LAN_IPV6_ROUTER))
    set_text (object, "ipv6_static_router", ipmi_lan_dup_ipv6 (lan->ipv6_router));
}

static gboolean
show_lan (CtlContext   *context,
          IpmiSession  *session,
          gpointer      data,
          GError      **error)
{
  static const char * const progress[] = { "complete", "in progress", "commit write", "reserved" };
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree IpmiLan *lan = NULL;
  const guint *channel = data;

  ipmi_lan_read_async (session, (guint8) *channel, context->cancellable, ctl_await_ready, &await);
  lan = ipmi_lan_read_finish (session, ctl_await (&await), error);
  if (lan == NULL)
    return FALSE;
  json_object_set_int_member (object, "channel", lan->channel);
  if (ipmi_lan_has (lan, IPMI_LAN_SET_IN_PROGRESS))
    json_object_set_string_member (object, "set_in_progress", progress[lan->set_in_progress & 3]);
  describe_ipv4 (object, lan);
  describe_network (object, lan);
  describe_ipv6 (object, lan);
  describe_authentication (object, lan);
  describe_suites (object, lan);
  describe_bad_password (object, lan);
  ctl_output_object (context, object);
  return TRUE;
}

/**
 * ctl_ipmi_run_for_channel:
 * @context: the command's context
 * @func: what to do; its data is the channel, a guint
 * @argc: number of arguments
 * @argv: arguments
 *
 * Runs a command that has the option `--channel`.
 *
 * Returns: as of ctl_ipmi_run()
 */
CtlExit
ctl_ipmi_run_for_channel (CtlContext   *context,
                          CtlIpmiFunc   func,
                          int           argc,
                          char        **argv,
                          GError      **error)
{
  int wanted = IPMI_CHANNEL_THIS;
  guint channel;
  const GOptionEntry entries[] = {
    { "channel", 0, 0, G_OPTION_ARG_INT, &wanted, N_("Of this channel (default: the one that the session uses)"), "N" },
    { NULL }
  };

  if (!ctl_context_parse (context, entries, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (wanted < 0 || wanted > MAX_CHANNEL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("--channel takes a number from 0 to %d"), MAX_CHANNEL);
      return CTL_EXIT_USAGE;
    }
  channel = (guint) wanted;
  return ctl_ipmi_run (context, func, &channel, error);
}

CtlExit
ctl_ipmi_lan (CtlContext *context,
              int         argc,
              char      **argv,
              GError    **error)
{
  return ctl_ipmi_run_for_channel (context, show_lan, argc, argv, error);
}
