/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-sdr-walk.h"

#define MAX_STEPS 2000

/* The bytes are what a BMC answers, whatever it is asked: completion code, length, data. A length of FFh
 * stands for no answer. When they are used up, they begin anew, so that the walk is sure to end. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (size > 0 ? data[0] : 0);
  g_autoptr(GError) silence = g_error_new_literal (IPMI_ERROR, IPMI_ERROR_TIMEOUT, "Nothing");
  gsize at = 1;

  for (guint i = 0; i < MAX_STEPS; i++)
    {
      IpmiSdrRequest request;
      IpmiSdrStep step = ipmi_sdr_walk_step (walk, &request);
      gsize length;

      if (step == IPMI_SDR_STEP_RESERVE)
        ipmi_sdr_walk_reserved (walk, i);
      if (step == IPMI_SDR_STEP_DONE || step == IPMI_SDR_STEP_FAILED)
        {
          g_autoptr(GError) error = ipmi_sdr_walk_steal_error (walk);

          g_assert_true ((error != NULL) == (step == IPMI_SDR_STEP_FAILED));
          break;
        }
      g_assert_cmpint (step, !=, IPMI_SDR_STEP_WAIT);
      if (step != IPMI_SDR_STEP_REQUEST)
        continue;
      if (size < 3 || at > size - 2)
        at = 1;
      if (size < 3 || data[at + 1] == 0xFF)
        {
          ipmi_sdr_walk_no_answer (walk, &request, silence);
          at += 2;
          continue;
        }
      length = MIN (data[at + 1], size - at - 2);
      {
        g_autofree guint8 *exact = g_memdup2 (data + at + 2, length);

        ipmi_sdr_walk_answer (walk, &request, data[at], exact, length);
      }
      at += 2 + length;
    }
  return 0;
}
