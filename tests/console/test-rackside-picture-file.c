/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "rackside-picture-file.h"

static void
assert_name (const char *server,
             guint       number,
             const char *expected)
{
  g_autoptr(GDateTime) time = g_date_time_new_utc (2026, 11, 28, 7, 5, 9);
  g_autofree char *name = rackside_picture_file_get_name (server, time, number);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_names_server_and_time (void)
{
  assert_name ("web-7", 1, "web-7 2026-11-28 07-05-09.png");
  assert_name ("web-7", 2, "web-7 2026-11-28 07-05-09 (2).png");
  assert_name ("Büro 3.lan", 1, "Büro 3.lan 2026-11-28 07-05-09.png");
  assert_name ("", 1, "Rackside 2026-11-28 07-05-09.png");
}

/* The name comes from the network. */
static void
test_makes_any_name_harmless (void)
{
  g_autoptr(GDateTime) time = g_date_time_new_utc (2026, 11, 28, 7, 5, 9);
  g_autofree char *long_server = g_strnfill (10000, 'x');
  g_autofree char *long_name = rackside_picture_file_get_name (long_server, time, 100);
  g_autofree char *wide_server = g_strjoin (NULL, "𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛",
                                            "𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛𝔛", NULL);
  g_autofree char *wide_name = rackside_picture_file_get_name (wide_server, time, 100);

  assert_name ("../../etc/passwd", 1, "-.-..-etc-passwd 2026-11-28 07-05-09.png");
  assert_name ("a\nb\x1b[2J", 1, "a-b-[2J 2026-11-28 07-05-09.png");
  assert_name ("C:\\x?*|<>\"", 1, "C--x------ 2026-11-28 07-05-09.png");
  assert_name ("\xff\xfe", 1, "�� 2026-11-28 07-05-09.png");
  g_assert_cmpuint (strlen (long_name), <, 255);
  g_assert_cmpuint (strlen (wide_name), <, 255);
  g_assert_true (g_utf8_validate (wide_name, -1, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-file/names-server-and-time", test_names_server_and_time);
  g_test_add_func ("/picture-file/makes-any-name-harmless", test_makes_any_name_harmless);
  return g_test_run ();
}
