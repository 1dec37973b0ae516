/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-sel.h"

/* The event log: records, and the answers to its commands. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  IpmiSelRecord record;
  IpmiSelInfo info;
  IpmiSelAllocation allocation;
  guint16 next;
  gboolean complete;

  if (ipmi_sel_entry_decode (&record, &next, data, size, NULL))
    {
      g_free (ipmi_sel_record_dup_time (&record));
      g_free (ipmi_sel_record_dup_raw (&record));
      g_free (ipmi_sel_record_dup_event (&record, IPMI_WORDS_ENGLISH));
      g_assert_cmpuint (record.oem_length, <=, sizeof record.oem);
    }
  ipmi_sel_info_decode (&info, data, size, NULL);
  ipmi_sel_allocation_decode (&allocation, data, size, NULL);
  ipmi_sel_erasure_decode (&complete, data, size, NULL);
  return 0;
}
