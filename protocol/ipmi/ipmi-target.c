/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-target.h"

#define MAX_CHANNEL 15
#define MAX_ADDRESS 0xFE

static gboolean
parse_hexadecimal (const char *text,
                   guint       most,
                   guint8     *number)
{
  guint64 value;

  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    text += 2;
  if (!g_ascii_string_to_unsigned (text, 16, 0, most, &value, NULL))
    return FALSE;
  *number = (guint8) value;
  return TRUE;
}

/**
 * ipmi_hop_parse:
 * @hop: (out): what it says
 * @text: `CHANNEL:ADDRESS`, both hexadecimal, as in `0:0x72`
 *
 * Returns: whether @text says that
 */
gboolean
ipmi_hop_parse (IpmiHop    *hop,
                const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ":", 3);
  IpmiHop parsed;

  if (g_strv_length (parts) != 2 || !parse_hexadecimal (parts[0], MAX_CHANNEL, &parsed.channel)
      || !parse_hexadecimal (parts[1], MAX_ADDRESS, &parsed.address))
    return FALSE;
  *hop = parsed;
  return TRUE;
}

/**
 * ipmi_target_parse:
 * @target: (out): what it says
 * @text: hops as ipmi_hop_parse() takes them, parted by spaces or commas; empty: the BMC itself
 *
 * Returns: whether @text says that
 */
gboolean
ipmi_target_parse (IpmiTarget *target,
                   const char *text)
{
  g_auto(GStrv) parts = g_strsplit_set (text, " ,", -1);
  IpmiTarget parsed = { .n_hops = 0 };

  for (char **part = parts; *part != NULL; part++)
    {
      if (**part == '\0')
        continue;
      if (parsed.n_hops == IPMI_MAX_HOPS || !ipmi_hop_parse (&parsed.hops[parsed.n_hops], *part))
        return FALSE;
      parsed.n_hops++;
    }
  *target = parsed;
  return TRUE;
}

/**
 * ipmi_target_format:
 * @target: whom a request is for
 *
 * Returns: (transfer full): what ipmi_target_parse() takes
 */
char *
ipmi_target_format (const IpmiTarget *target)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < target->n_hops; i++)
    g_string_append_printf (text, i == 0 ? "%x:0x%02x" : " %x:0x%02x", target->hops[i].channel,
                            target->hops[i].address);
  return g_string_free (text, FALSE);
}
