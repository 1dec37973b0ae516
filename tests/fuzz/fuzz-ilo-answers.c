/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ilo-answers.h"

/* Every parser of the web server's answers, on the same bytes. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = (const char *) data;
  gboolean on;

  ilo_facts_free (ilo_facts_parse_json (text, size, NULL));
  ilo_facts_free (ilo_facts_parse_xml (text, size, NULL));
  ilo_session_info_free (ilo_session_info_parse (text, size, NULL));
  ilo_rc_info_free (ilo_rc_info_parse (text, size, NULL));
  ilo_media_status_free (ilo_media_status_parse (text, size, NULL));
  ilo_overview_free (ilo_overview_parse (text, size, NULL));
  ilo_hot_keys_free (ilo_hot_keys_parse (text, size, NULL));
  ilo_host_power_parse (text, size, &on, NULL);
  g_free (ilo_login_parse (text, size, NULL));
  return 0;
}
