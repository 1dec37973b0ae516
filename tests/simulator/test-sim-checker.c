/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-checker.h"
#include "sim-cipher.h"

#define HANDSHAKE_SIZE    2    /* hello, accepted */
#define CLEAR_SIZE        9    /* and the header, which switches to RC4 */
#define FIRST_PICTURE_END 36592

#define KEY_SIZE 16

/* The key is beside the recording, as 32 hex digits in mixed case. */
static void
read_key (const char *folder,
          guint8      key[KEY_SIZE])
{
  g_autofree char *path = g_build_filename (folder, "rc_info.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  const char *digits;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  digits = strstr (text, "\"enc_key\"");
  g_assert_nonnull (digits);
  digits = strchr (digits + strlen ("\"enc_key\""), '"') + 1;
  for (guint i = 0; i < KEY_SIZE; i++)
    key[i] = g_ascii_xdigit_value (digits[2 * i]) << 4 | g_ascii_xdigit_value (digits[2 * i + 1]);
}

static void
assert_shows (SimChecker *checker,
              const char *sum)
{
  gsize n = (gsize) sim_checker_get_width (checker) * sim_checker_get_height (checker);
  const guint8 *pixels = sim_checker_get_pixels (checker);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (gsize i = 0; i < n; i++)
    g_checksum_update (checksum, pixels + 4 * i, 3);
  g_assert_cmpstr (g_checksum_get_string (checksum), ==, sum);
}

/* What the encoder is checked with has to understand a real server. */
static void
test_reads_a_real_server (void)
{
  const char *shared = g_getenv ("RACKSIDE_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "", "captures", NULL);
  g_autofree char *path = g_build_filename (folder, "console-server.bin", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(SimChecker) checker = sim_checker_new ();
  g_autoptr(SimCipher) cipher = NULL;
  g_autoptr(GError) error = NULL;
  guint8 key[KEY_SIZE];
  guint8 *data;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    {
      g_test_skip ("The recording of a real iLO is not here: RACKSIDE_SHARED names its folder");
      return;
    }
  read_key (folder, key);
  cipher = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, &error);
  g_assert_no_error (error);
  data = (guint8 *) contents;
  sim_cipher_select (cipher, SIM_CIPHER_RC4);
  sim_cipher_apply (cipher, data + CLEAR_SIZE, length - CLEAR_SIZE);

  sim_checker_feed (checker, data + HANDSHAKE_SIZE, FIRST_PICTURE_END - HANDSHAKE_SIZE);
  g_assert_cmpuint (sim_checker_get_width (checker), ==, 1360);
  g_assert_cmpuint (sim_checker_get_height (checker), ==, 768);
  assert_shows (checker, "eebc0fb4ac539ff941d5ae9f1625dffe598be699fecf5fe7b5997e3de3b0f7d0");
  sim_checker_feed (checker, data + FIRST_PICTURE_END, length - FIRST_PICTURE_END);
  assert_shows (checker, "3867c0470aa392a4bcd98d5ad2588c44a2e66562201fe37f1b4598cda3ec0bc6");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/checker/reads-a-real-server", test_reads_a_real_server);
  return g_test_run ();
}
