/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

#define IPMI_LAN_MAX_SUITES       16
#define IPMI_LAN_MAX_IPV6         16

/**
 * IpmiLanParameter:
 *
 * LAN configuration parameters (IPMI 2.0 table 23-4).
 */
typedef enum
{
  IPMI_LAN_SET_IN_PROGRESS        = 0,
  IPMI_LAN_AUTH_TYPE_SUPPORT      = 1,
  IPMI_LAN_AUTH_TYPE_ENABLES      = 2,
  IPMI_LAN_IP_ADDRESS             = 3,
  IPMI_LAN_IP_SOURCE              = 4,
  IPMI_LAN_MAC_ADDRESS            = 5,
  IPMI_LAN_SUBNET_MASK            = 6,
  IPMI_LAN_IPV4_HEADER            = 7,
  IPMI_LAN_PRIMARY_RMCP_PORT      = 8,
  IPMI_LAN_SECONDARY_RMCP_PORT    = 9,
  IPMI_LAN_ARP_CONTROL            = 10,
  IPMI_LAN_GRATUITOUS_ARP         = 11,
  IPMI_LAN_DEFAULT_GATEWAY        = 12,
  IPMI_LAN_DEFAULT_GATEWAY_MAC    = 13,
  IPMI_LAN_BACKUP_GATEWAY         = 14,
  IPMI_LAN_BACKUP_GATEWAY_MAC     = 15,
  IPMI_LAN_COMMUNITY_STRING       = 16,
  IPMI_LAN_DESTINATIONS           = 17,
  IPMI_LAN_VLAN_ID                = 20,
  IPMI_LAN_VLAN_PRIORITY          = 21,
  IPMI_LAN_CIPHER_SUITE_COUNT     = 22,
  IPMI_LAN_CIPHER_SUITES          = 23,
  IPMI_LAN_CIPHER_PRIVILEGES      = 24,
  IPMI_LAN_BAD_PASSWORD           = 26,
  IPMI_LAN_IPV6_SUPPORT           = 50,
  IPMI_LAN_IPV6_ENABLES           = 51,
  IPMI_LAN_IPV6_HOP_LIMIT         = 53,
  IPMI_LAN_IPV6_STATUS            = 55,
  IPMI_LAN_IPV6_STATIC            = 56,
  IPMI_LAN_IPV6_DYNAMIC           = 59,
  IPMI_LAN_IPV6_ROUTER_CONTROL    = 64,
  IPMI_LAN_IPV6_ROUTER            = 65,
  IPMI_LAN_N_PARAMETERS           = 66,
} IpmiLanParameter;

/**
 * IpmiLanIpv6:
 * @set: which of the addresses of its kind
 * @dynamic: whether the BMC got it by itself
 * @enabled: for static ones, whether it is to be used
 * @source: for dynamic ones: 1 SLAAC, 2 DHCPv6
 * @address: the address
 * @prefix_length: bits
 * @status: 0 active, 1 disabled, 2 pending, 3 failed, 4 deprecated, 5 invalid
 *
 * One IPv6 address.
 */
typedef struct
{
  guint8   set;
  gboolean dynamic;
  gboolean enabled;
  guint8   source;
  guint8   address[16];
  guint8   prefix_length;
  guint8   status;
} IpmiLanIpv6;

/**
 * IpmiLan:
 * @channel: channel number
 * @present: a bit for each #IpmiLanParameter that is known; see ipmi_lan_has()
 *
 * How a LAN channel is set up. A field means something only when ipmi_lan_has() its parameter.
 */
typedef struct
{
  guint8       channel;
  guint8       present[(IPMI_LAN_N_PARAMETERS + 7) / 8];

  guint8       set_in_progress;            /* 0 complete, 1 in progress, 2 commit write */
  guint8       auth_type_support;          /* bits: 0 none, 1 MD2, 2 MD5, 4 password, 5 OEM */
  guint8       auth_type_enables[5];       /* the same for callback, user, operator, administrator, OEM */
  guint8       ip_address[4];
  guint8       ip_source;                  /* see ipmi_lan_source_name() */
  guint8       mac_address[6];
  guint8       subnet_mask[4];
  guint8       time_to_live;
  guint8       ip_flags;
  guint8       ip_precedence;
  guint8       type_of_service;
  guint16      primary_rmcp_port;
  guint16      secondary_rmcp_port;
  gboolean     arp_responses;
  gboolean     gratuitous_arp;
  guint16      gratuitous_arp_interval;    /* milliseconds × 500 */
  guint8       default_gateway[4];
  guint8       default_gateway_mac[6];
  guint8       backup_gateway[4];
  guint8       backup_gateway_mac[6];
  char         community_string[18 * 3 + 1];   /* UTF-8 */
  guint8       destinations;
  gboolean     vlan_enabled;
  guint16      vlan_id;
  guint8       vlan_priority;
  guint8       n_cipher_suites;
  guint8       cipher_suites[IPMI_LAN_MAX_SUITES];
  guint8       cipher_privileges[IPMI_LAN_MAX_SUITES];  /* in the same order */
  gboolean     bad_password_event;         /* makes an event when it disables a user */
  guint8       bad_password_threshold;     /* attempts; 0: no limit */
  guint32      bad_password_interval;      /* seconds after which they are forgotten; 0: never */
  guint32      lockout_interval;           /* seconds that a user is disabled; 0: until enabled */
  gboolean     ipv6_only_supported;
  gboolean     ipv6_both_supported;
  gboolean     ipv6_alerts_supported;
  guint8       ipv6_enables;               /* see ipmi_lan_ipv6_enables_name() */
  guint8       ipv6_hop_limit;
  guint8       ipv6_max_static;
  guint8       ipv6_max_dynamic;
  gboolean     ipv6_slaac_supported;
  gboolean     ipv6_dhcp_supported;
  gboolean     ipv6_static_router;
  gboolean     ipv6_dynamic_router;
  guint8       ipv6_router[16];
  IpmiLanIpv6  ipv6[2 * IPMI_LAN_MAX_IPV6];
  guint        n_ipv6;
} IpmiLan;

gboolean     ipmi_lan_add_answer         (IpmiLan           *lan,
                                          IpmiLanParameter   parameter,
                                          const guint8      *data,
                                          gsize              length);
gboolean     ipmi_lan_has                (const IpmiLan     *lan,
                                          IpmiLanParameter   parameter);
const char  *ipmi_lan_source_name        (guint8             source);
const char  *ipmi_lan_ipv6_enables_name  (guint8             enables);
const char  *ipmi_lan_ipv6_status_name   (guint8             status);
char       **ipmi_lan_dup_auth_types     (guint8             types);
char        *ipmi_lan_dup_ipv4           (const guint8      *address);
char        *ipmi_lan_dup_ipv6           (const guint8      *address);
char        *ipmi_lan_dup_mac            (const guint8      *address);

G_END_DECLS
