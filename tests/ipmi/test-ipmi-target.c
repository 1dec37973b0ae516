/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-target.h"

static void
test_reads_what_it_writes (void)
{
  static const struct { const char *text; const char *formatted; guint n_hops; } cases[] = {
    { "", "", 0 },
    { " ", "", 0 },
    { "0:0x72", "0:0x72", 1 },
    { "0:72", "0:0x72", 1 },
    { "f:FE", "f:0xfe", 1 },
    { "0:0x72, 7:74", "0:0x72 7:0x74", 2 },
    { "0:0x72 7:0x74 ", "0:0x72 7:0x74", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      IpmiTarget target;
      IpmiTarget again;

      g_assert_true (ipmi_target_parse (&target, cases[i].text));
      g_assert_cmpuint (target.n_hops, ==, cases[i].n_hops);
      text = ipmi_target_format (&target);
      g_assert_cmpstr (text, ==, cases[i].formatted);
      g_assert_true (ipmi_target_parse (&again, text));
      g_assert_cmpmem (&target, sizeof target, &again, sizeof again);
    }
}

static void
test_refuses_the_rest (void)
{
  static const char *const texts[] = {
    "0", ":", "0:", ":72", "10:20", "0:ff", "0:100", "0:0:0", "x:20", "-1:20", "0:0x", "0:20 0:20 0:20", "0:20;0:20",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      IpmiTarget target = { .n_hops = 7 };

      g_assert_false (ipmi_target_parse (&target, texts[i]));
      g_assert_cmpuint (target.n_hops, ==, 7);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/target/reads-what-it-writes", test_reads_what_it_writes);
  g_test_add_func ("/ipmi/target/refuses-the-rest", test_refuses_the_rest);
  return g_test_run ();
}
