/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include <arpa/inet.h>
#include <string.h>

#include "ipmi-lan.h"
#include "ipmi-text.h"
#include "wire-reader.h"

static void
read_bytes (WireReader *reader,
            guint8     *bytes,
            gsize       length)
{
  const guint8 *from = wire_reader_bytes (reader, length);

  if (from != NULL)
    memcpy (bytes, from, length);
}

static void
read_community (IpmiLan    *lan,
                WireReader *reader)
{
  const guint8 *bytes = wire_reader_bytes (reader, 18);
  g_autofree char *text = bytes != NULL ? ipmi_text_from_latin1 (bytes, 18) : NULL;

  g_strlcpy (lan->community_string, text != NULL ? text : "", sizeof lan->community_string);
}

/* One byte is reserved, then there are two privileges in each, the lower half first. */
static void
read_privileges (IpmiLan    *lan,
                 WireReader *reader)
{
  wire_reader_le (reader, 1);
  for (guint i = 0; i < IPMI_LAN_MAX_SUITES; i += 2)
    {
      guint8 two = wire_reader_le (reader, 1);

      lan->cipher_privileges[i] = two & 0x0F;
      lan->cipher_privileges[i + 1] = two >> 4;
    }
}

/* The first byte is reserved; BMCs send as many ids as they have, or fill the rest up. */
static void
read_suites (IpmiLan    *lan,
             WireReader *reader)
{
  guint n = 0;

  wire_reader_le (reader, 1);
  for (; n < IPMI_LAN_MAX_SUITES && reader->left > 0; n++)
    lan->cipher_suites[n] = wire_reader_le (reader, 1);
  if (!ipmi_lan_has (lan, IPMI_LAN_CIPHER_SUITE_COUNT))
    lan->n_cipher_suites = n;
  lan->n_cipher_suites = MIN (lan->n_cipher_suites, n);
}

static void
read_bad_password (IpmiLan    *lan,
                   WireReader *reader)
{
  lan->bad_password_event = (wire_reader_le (reader, 1) & 0x01) != 0;
  lan->bad_password_threshold = wire_reader_le (reader, 1);
  lan->bad_password_interval = wire_reader_le (reader, 2) * 10;
  lan->lockout_interval = wire_reader_le (reader, 2) * 10;
}

static void
read_ipv6_address (IpmiLan    *lan,
                   gboolean    dynamic,
                   WireReader *reader)
{
  IpmiLanIpv6 parsed = { .dynamic = dynamic, .set = wire_reader_le (reader, 1) };
  guint8 source = wire_reader_le (reader, 1);

  parsed.enabled = (source & 0x80) != 0;
  parsed.source = source & 0x0F;
  read_bytes (reader, parsed.address, sizeof parsed.address);
  parsed.prefix_length = wire_reader_le (reader, 1);
  parsed.status = wire_reader_le (reader, 1);
  if (!reader->truncated && lan->n_ipv6 < G_N_ELEMENTS (lan->ipv6))
    lan->ipv6[lan->n_ipv6++] = parsed;
}

static void
read_ipv6_parameter (IpmiLan          *lan,
                     IpmiLanParameter  parameter,
                     WireReader       *reader)
{
  guint8 flags;

  switch (parameter)
    {
    case IPMI_LAN_IPV6_SUPPORT:
      flags = wire_reader_le (reader, 1);
      lan->ipv6_only_supported = (flags & 0x01) != 0;
      lan->ipv6_both_supported = (flags & 0x02) != 0;
      lan->ipv6_alerts_supported = (flags & 0x04) != 0;
      break;
    case IPMI_LAN_IPV6_ENABLES:
      lan->ipv6_enables = wire_reader_le (reader, 1);
      break;
    case IPMI_LAN_IPV6_HOP_LIMIT:
      lan->ipv6_hop_limit = wire_reader_le (reader, 1);
      break;
    case IPMI_LAN_IPV6_STATUS:
      lan->ipv6_max_static = wire_reader_le (reader, 1);
      lan->ipv6_max_dynamic = wire_reader_le (reader, 1);
      flags = wire_reader_le (reader, 1);
      lan->ipv6_dhcp_supported = (flags & 0x01) != 0;
      lan->ipv6_slaac_supported = (flags & 0x02) != 0;
      break;
    case IPMI_LAN_IPV6_STATIC:
    case IPMI_LAN_IPV6_DYNAMIC:
      read_ipv6_address (lan, parameter == IPMI_LAN_IPV6_DYNAMIC, reader);
      break;
    case IPMI_LAN_IPV6_ROUTER_CONTROL:
      flags = wire_reader_le (reader, 1);
      lan->ipv6_static_router = (flags & 0x01) != 0;
      lan->ipv6_dynamic_router = (flags & 0x02) != 0;
      break;
    case IPMI_LAN_IPV6_ROUTER:
      read_bytes (reader, lan->ipv6_router, sizeof lan->ipv6_router);
      break;
    default:
      reader->truncated = TRUE;
      break;
    }
}

static void
read_parameter (IpmiLan          *lan,
                IpmiLanParameter  parameter,
                WireReader       *reader)
{
  guint16 number;
  guint8 flags;

  switch (parameter)
    {
    case IPMI_LAN_SET_IN_PROGRESS:
      lan->set_in_progress = wire_reader_le (reader, 1) & 3;
      break;
    case IPMI_LAN_AUTH_TYPE_SUPPORT:
      lan->auth_type_support = wire_reader_le (reader, 1) & 0x3F;
      break;
    case IPMI_LAN_AUTH_TYPE_ENABLES:
      read_bytes (reader, lan->auth_type_enables, sizeof lan->auth_type_enables);
      break;
    case IPMI_LAN_IP_ADDRESS:
      read_bytes (reader, lan->ip_address, sizeof lan->ip_address);
      break;
    case IPMI_LAN_IP_SOURCE:
      lan->ip_source = wire_reader_le (reader, 1) & 0x0F;
      break;
    case IPMI_LAN_MAC_ADDRESS:
      read_bytes (reader, lan->mac_address, sizeof lan->mac_address);
      break;
    case IPMI_LAN_SUBNET_MASK:
      read_bytes (reader, lan->subnet_mask, sizeof lan->subnet_mask);
      break;
    case IPMI_LAN_IPV4_HEADER:
      lan->time_to_live = wire_reader_le (reader, 1);
      lan->ip_flags = wire_reader_le (reader, 1) >> 5;
      flags = wire_reader_le (reader, 1);
      lan->ip_precedence = flags >> 5;
      lan->type_of_service = flags >> 1 & 0x0F;
      break;
    case IPMI_LAN_PRIMARY_RMCP_PORT:
      lan->primary_rmcp_port = wire_reader_le (reader, 2);
      break;
    case IPMI_LAN_SECONDARY_RMCP_PORT:
      lan->secondary_rmcp_port = wire_reader_le (reader, 2);
      break;
    case IPMI_LAN_ARP_CONTROL:
      flags = wire_reader_le (reader, 1);
      lan->gratuitous_arp = (flags & 0x01) != 0;
      lan->arp_responses = (flags & 0x02) != 0;
      break;
    case IPMI_LAN_GRATUITOUS_ARP:
      lan->gratuitous_arp_interval = wire_reader_le (reader, 1);
      break;
    case IPMI_LAN_DEFAULT_GATEWAY:
      read_bytes (reader, lan->default_gateway, sizeof lan->default_gateway);
      break;
    case IPMI_LAN_DEFAULT_GATEWAY_MAC:
      read_bytes (reader, lan->default_gateway_mac, sizeof lan->default_gateway_mac);
      break;
    case IPMI_LAN_BACKUP_GATEWAY:
      read_bytes (reader, lan->backup_gateway, sizeof lan->backup_gateway);
      break;
    case IPMI_LAN_BACKUP_GATEWAY_MAC:
      read_bytes (reader, lan->backup_gateway_mac, sizeof lan->backup_gateway_mac);
      break;
    case IPMI_LAN_COMMUNITY_STRING:
      read_community (lan, reader);
      break;
    case IPMI_LAN_DESTINATIONS:
      lan->destinations = wire_reader_le (reader, 1) & 0x0F;
      break;
    case IPMI_LAN_VLAN_ID:
      number = wire_reader_le (reader, 2);
      lan->vlan_id = number & 0x0FFF;
      lan->vlan_enabled = (number & 0x8000) != 0;
      break;
    case IPMI_LAN_VLAN_PRIORITY:
      lan->vlan_priority = wire_reader_le (reader, 1) & 7;
      break;
    case IPMI_LAN_CIPHER_SUITE_COUNT:
      flags = wire_reader_le (reader, 1) & 0x1F;
      lan->n_cipher_suites = MIN (flags, IPMI_LAN_MAX_SUITES);
      break;
    case IPMI_LAN_CIPHER_SUITES:
      read_suites (lan, reader);
      break;
    case IPMI_LAN_CIPHER_PRIVILEGES:
      read_privileges (lan, reader);
      break;
    case IPMI_LAN_BAD_PASSWORD:
      read_bad_password (lan, reader);
      break;
    default:
      read_ipv6_parameter (lan, parameter, reader);
      break;
    }
}

/**
 * ipmi_lan_add_answer:
 * @lan: (inout): what is known so far; unchanged on failure
 * @parameter: what was asked for
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 *
 * Decodes an answer to Get LAN Configuration Parameters (IPMI 2.0 §23.2). The count of cipher suites is to be added
 * before the suites. BMCs are careless with parameters that they do not use: one that is too short is as
 * good as absent.
 *
 * Returns: whether the parameter is known now
 */
gboolean
ipmi_lan_add_answer (IpmiLan          *lan,
                     IpmiLanParameter  parameter,
                     const guint8     *data,
                     gsize             length)
{
  WireReader reader = { data, length, FALSE };
  IpmiLan parsed = *lan;

  if (parameter >= IPMI_LAN_N_PARAMETERS)
    return FALSE;
  wire_reader_le (&reader, 1);          /* revision of the parameters */
  read_parameter (&parsed, parameter, &reader);
  if (reader.truncated)
    return FALSE;
  parsed.present[parameter / 8] |= 1 << (parameter % 8);
  *lan = parsed;
  return TRUE;
}

/**
 * ipmi_lan_has:
 * @lan: what is known
 * @parameter: a parameter
 *
 * Returns: whether it is known
 */
gboolean
ipmi_lan_has (const IpmiLan    *lan,
              IpmiLanParameter  parameter)
{
  return parameter < IPMI_LAN_N_PARAMETERS && (lan->present[parameter / 8] >> (parameter % 8) & 1) != 0;
}

/**
 * ipmi_lan_source_name:
 * @source: where the address comes from
 *
 * Returns: its name: "unspecified", "static", "dhcp", "bios" or "other"
 */
const char *
ipmi_lan_source_name (guint8 source)
{
  static const char * const names[] = { N_("unspecified"), N_("static"), "dhcp", "bios", N_("other") };

  return source < G_N_ELEMENTS (names) ? names[source] : N_("reserved");
}

/**
 * ipmi_lan_ipv6_enables_name:
 * @enables: which addresses are used
 *
 * Returns: its name: "ipv4", "ipv6" or "both"
 */
const char *
ipmi_lan_ipv6_enables_name (guint8 enables)
{
  static const char * const names[] = { "ipv4", "ipv6", "both" };

  return enables < G_N_ELEMENTS (names) ? names[enables] : "reserved";
}

/**
 * ipmi_lan_ipv6_status_name:
 * @status: an address's status
 *
 * Returns: its name, such as "active"
 */
const char *
ipmi_lan_ipv6_status_name (guint8 status)
{
  static const char * const names[] = { "active", "disabled", "pending", "failed", "deprecated", "invalid" };

  return status < G_N_ELEMENTS (names) ? names[status] : "reserved";
}

/**
 * ipmi_lan_dup_auth_types:
 * @types: authentication types of IPMI 1.5, a bit each
 *
 * Returns: (transfer full) (array zero-terminated=1): their names, such as "md5"
 */
char **
ipmi_lan_dup_auth_types (guint8 types)
{
  static const char * const names[] = { "none", "md2", "md5", NULL, "password", "oem" };
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if ((types >> i & 1) != 0 && names[i] != NULL)
        g_strv_builder_add (builder, names[i]);
    }
  return g_strv_builder_end (builder);
}

static char *
dup_address (const guint8 *address,
             int           family)
{
  char text[INET6_ADDRSTRLEN] = "";

  inet_ntop (family, address, text, sizeof text);
  return g_strdup (text);
}

/**
 * ipmi_lan_dup_ipv4:
 * @address: (array fixed-size=4): an address or a mask
 *
 * Returns: (transfer full): the address as it is written
 */
char *
ipmi_lan_dup_ipv4 (const guint8 *address)
{
  return dup_address (address, AF_INET);
}

/**
 * ipmi_lan_dup_ipv6:
 * @address: (array fixed-size=16): an address
 *
 * Returns: (transfer full): the address as it is written
 */
char *
ipmi_lan_dup_ipv6 (const guint8 *address)
{
  return dup_address (address, AF_INET6);
}

/**
 * ipmi_lan_dup_mac:
 * @address: (array fixed-size=6): an address
 *
 * Returns: (transfer full): the address as it is written
 */
char *
ipmi_lan_dup_mac (const guint8 *address)
{
  return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", address[0], address[1], address[2], address[3],
                          address[4], address[5]);
}
