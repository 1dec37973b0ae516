/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-settings.h"

static void
test_are_the_same_for_everybody (void)
{
  g_autoptr(GError) error = NULL;
  GSettings *settings = rackside_settings_get (&error);

  g_assert_no_error (error);
  g_assert_true (G_IS_SETTINGS (settings));
  g_assert_true (rackside_settings_get (NULL) == settings);
}

static void
test_start_with_what_the_desktop_has (void)
{
  g_autofree char *scheme = g_settings_get_string (rackside_settings_get (NULL), RACKSIDE_SETTINGS_COLOR_SCHEME);

  g_assert_cmpstr (scheme, ==, "default");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rackside/settings/are-the-same-for-everybody", test_are_the_same_for_everybody);
  g_test_add_func ("/rackside/settings/start-with-what-the-desktop-has", test_start_with_what_the_desktop_has);

  return g_test_run ();
}
