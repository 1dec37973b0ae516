/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-sol-link.h"

typedef struct
{
  gsize came;
  gsize sent;
} Counts;

static void
on_send (const guint8 *payload,
         gsize         length,
         gboolean      again,
         gpointer      user_data)
{
  Counts *counts = user_data;

  g_assert_cmpuint (length, <=, IPMI_SOL_HEADER + IPMI_SOL_MAX_DATA);
  counts->sent++;
}

static void
on_answered (gpointer user_data)
{
}

static void
on_received (const guint8 *data,
             gsize         length,
             gpointer      user_data)
{
  Counts *counts = user_data;

  g_assert_cmpuint (length, >, 0);
  counts->came += length;
}

static void
on_events (IpmiSolEvents events,
           gpointer      user_data)
{
}

/* A serial console: steps, each a byte that says what happens and one that says how much. No answer of a BMC makes
 * more characters than it holds, or more packets than a few for each. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const IpmiSolLinkFuncs funcs = {
    .send = on_send, .answered = on_answered, .received = on_received, .events = on_events,
  };
  const IpmiTiming timing = { .smoothed = 1000, .variation = 100 };
  Counts counts = { 0 };
  g_autoptr(IpmiSolLink) link = ipmi_sol_link_new (&timing, &funcs, &counts);
  guint32 sequence = 1;
  gint64 now = 1;
  gsize carried = 0;
  gsize steps = 0;

  for (gsize at = 0; at + 2 <= size; steps++)
    {
      gsize length = MIN (data[at + 1], size - at - 2);
      g_autofree guint8 *exact = g_memdup2 (data + at + 2, length);

      switch (data[at] & 7)
        {
        case 0:
        case 1:
        case 2:
          sequence += (guint32) (data[at] >> 3) - 2;
          carried += length;
          ipmi_sol_link_receive (link, exact, length, sequence, now);
          break;
        case 3:
          if (length > 0)
            ipmi_sol_link_write (link, exact, length, now);
          break;
        case 4:
          ipmi_sol_link_break (link, now);
          break;
        case 5:
          ipmi_sol_link_set_paused (link, length % 2, now);
          break;
        case 6:
          ipmi_sol_link_set_lossy (link, now);
          ipmi_sol_link_probe (link, now);
          break;
        default:
          if (ipmi_sol_link_get_due (link) != G_MAXINT64)
            now = MAX (now, ipmi_sol_link_get_due (link));
          ipmi_sol_link_tick (link, now);
          break;
        }
      now += length;
      at += 2 + length;
    }
  g_assert_cmpuint (counts.came, <=, carried);
  g_assert_cmpuint (counts.sent, <=, 40 * (steps + 1));
  return 0;
}
