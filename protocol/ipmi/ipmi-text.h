/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IpmiNibbleOrder:
 * @IPMI_NIBBLE_ORDER_HIGH_FIRST: the high half of a byte is the first character (FRU fields)
 * @IPMI_NIBBLE_ORDER_LOW_FIRST: the low half is the first (SDR id strings as OpenIPMI compiles them)
 *
 * How BCD plus is packed, which the specification leaves open.
 */
typedef enum
{
  IPMI_NIBBLE_ORDER_HIGH_FIRST,
  IPMI_NIBBLE_ORDER_LOW_FIRST,
} IpmiNibbleOrder;

char *ipmi_text_from_latin1   (const guint8    *data,
                               gsize            length);
char *ipmi_text_from_six_bit  (const guint8    *data,
                               gsize            length,
                               gsize            n_characters);
char *ipmi_text_from_bcd_plus (const guint8    *data,
                               gsize            length,
                               gsize            n_characters,
                               IpmiNibbleOrder  order);
char *ipmi_text_from_utf16    (const guint8    *data,
                               gsize            length);

G_END_DECLS
