/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "rackside-serial-hint.h"

static void
receive (RacksideSerialWatch *watch,
         const char          *text)
{
  rackside_serial_watch_received (watch, (const guint8 *) text, strlen (text));
}

static void
send_text (RacksideSerialWatch *watch,
           const char          *text)
{
  rackside_serial_watch_sent (watch, text, strlen (text));
}

/* Whether the hint has this in it; %NULL: that there is none. */
static void
assert_hint (const RacksideSerialWatch *watch,
             const IpmiSolSetup        *setup,
             const char                *part)
{
  static const IpmiSolSetup unknown = { 0 };
  g_autofree char *hint = rackside_serial_watch_hint (watch, setup != NULL ? setup : &unknown);

  if (part == NULL)
    g_assert_cmpstr (hint, ==, NULL);
  else
    g_assert_true (hint != NULL && strstr (hint, part) != NULL);
}

static void
test_silence (void)
{
  const IpmiSolSetup setup = { .has_bit_rate = TRUE, .bit_rate = 57600 };
  RacksideSerialWatch watch = { 0 };

  assert_hint (&watch, &setup, "press Enter");
  send_text (&watch, "\r");
  assert_hint (&watch, &setup, "serial console may be off");
  assert_hint (&watch, &setup, "57600 bit/s");
  assert_hint (&watch, NULL, "bit rate that the BMC");
  receive (&watch, "login: ");
  assert_hint (&watch, &setup, NULL);
  send_text (&watch, "root\r");
  assert_hint (&watch, &setup, "not answered");
  receive (&watch, "Password: ");
  assert_hint (&watch, &setup, NULL);
}

static void
test_ctrl_s (void)
{
  RacksideSerialWatch watch = { 0 };

  receive (&watch, "$ ");
  send_text (&watch, "ls\x13");
  assert_hint (&watch, NULL, "Ctrl+Q");
  receive (&watch, "what was on its way");
  assert_hint (&watch, NULL, "Ctrl+Q");
  send_text (&watch, "\x11");
  receive (&watch, "more");
  assert_hint (&watch, NULL, NULL);
}

static void
test_garbage (void)
{
  RacksideSerialWatch watch = { 0 };
  guint8 noise[200];

  for (guint i = 0; i < sizeof noise; i++)
    noise[i] = (guint8[]) { 0xFE, 0x80, 0xF8, 'x', 0x1C, 0xFF }[i % 6];
  rackside_serial_watch_received (&watch, noise, 40);
  assert_hint (&watch, NULL, NULL);
  rackside_serial_watch_received (&watch, noise, sizeof noise);
  assert_hint (&watch, NULL, "garbled");
  /* It does not hold for ever. */
  for (guint i = 0; i < 40; i++)
    receive (&watch, "[    1.234567] systemd[1]: Reached target Basic System.\r\n");
  assert_hint (&watch, NULL, NULL);
}

/* Text of all languages, escape sequences and drawings are none. */
static void
test_not_garbage (void)
{
  static const char * const texts[] = {
    "\033[2J\033[1;1H\033[37;44m \342\224\214\342\224\200\342\224\200\342\224\220 Grüße, кириллица, 日本語, 🚀 \033[0m\r\n\007\017",
    "\xC9\xCD\xCD\xCD\xCD\xCD\xCD\xCD\xCD\xBB ROM-Based Setup Utility \xC8\xCD\xCD\xCD\xCD\xCD\xCD\xCD\xCD\xBC\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      RacksideSerialWatch watch = { 0 };

      for (guint n = 0; n < 20; n++)
        receive (&watch, texts[i]);
      assert_hint (&watch, NULL, NULL);
    }
}

static void
test_split_characters (void)
{
  static const char text[] = "äöü€🚀";
  RacksideSerialWatch watch = { 0 };

  for (guint n = 0; n < 100; n++)
    rackside_serial_watch_received (&watch, (const guint8 *) text + n % (sizeof text - 1), 1);
  assert_hint (&watch, NULL, NULL);
}

static void
test_failures (void)
{
  const IpmiSolSetup off = { .has_enabled = TRUE };
  const IpmiSolSetup not_for_you = { .has_enabled = TRUE, .enabled = TRUE, .has_user_allowed = TRUE };
  const IpmiSolSetup good = { .has_enabled = TRUE, .enabled = TRUE, .has_user_allowed = TRUE, .user_allowed = TRUE };
  const IpmiSolSetup unknown = { 0 };
  g_autofree char *first = rackside_serial_failure_hint (&off);
  g_autofree char *second = rackside_serial_failure_hint (&not_for_you);

  g_assert_nonnull (strstr (first, "switched off in the BMC"));
  g_assert_nonnull (strstr (second, "This user may not"));
  g_assert_null (rackside_serial_failure_hint (&good));
  g_assert_null (rackside_serial_failure_hint (&unknown));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/serial/hint/silence", test_silence);
  g_test_add_func ("/serial/hint/ctrl-s", test_ctrl_s);
  g_test_add_func ("/serial/hint/garbage", test_garbage);
  g_test_add_func ("/serial/hint/not-garbage", test_not_garbage);
  g_test_add_func ("/serial/hint/split-characters", test_split_characters);
  g_test_add_func ("/serial/hint/failures", test_failures);
  return g_test_run ();
}
