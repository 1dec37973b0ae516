/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-replay.h"

static void
test_each_number_once (gconstpointer data)
{
  gboolean is_signed = GPOINTER_TO_INT (data);
  IpmiReplay replay = { 0 };

  for (guint32 sequence = 1; sequence <= 200; sequence++)
    {
      g_assert_true (ipmi_replay_check (&replay, sequence, is_signed));
      for (guint32 old = 1; old <= sequence; old++)
        g_assert_false (ipmi_replay_check (&replay, old, is_signed));
    }
}

static void
test_late_ones_within_the_window (gconstpointer data)
{
  gboolean is_signed = GPOINTER_TO_INT (data);
  IpmiReplay replay = { 0 };

  g_assert_true (ipmi_replay_check (&replay, 1, is_signed));
  g_assert_true (ipmi_replay_check (&replay, 33, is_signed));
  for (guint32 sequence = 32; sequence >= 2; sequence--)
    {
      g_assert_true (ipmi_replay_check (&replay, sequence, is_signed));
      g_assert_false (ipmi_replay_check (&replay, sequence, is_signed));
    }
  g_assert_true (ipmi_replay_check (&replay, 65, is_signed));
  g_assert_false (ipmi_replay_check (&replay, 33, is_signed));
  g_assert_true (ipmi_replay_check (&replay, 34, is_signed));
}

static void
test_wraps_around (gconstpointer data)
{
  gboolean is_signed = GPOINTER_TO_INT (data);
  IpmiReplay replay = { .highest = G_MAXUINT32 - 20, .seen = 1 };

  /* A BMC may leave out 0 or not. */
  for (guint32 sequence = G_MAXUINT32 - 19; sequence != 20; sequence++)
    if (sequence != 0 || is_signed)
      g_assert_true (ipmi_replay_check (&replay, sequence, is_signed));
  for (guint32 sequence = G_MAXUINT32 - 60; sequence != 20; sequence++)
    if (sequence != 0 || is_signed)
      g_assert_false (ipmi_replay_check (&replay, sequence, is_signed));
}

/* Who can sign may leave out numbers, but not go back. */
static void
test_jumps_of_signed_packets (void)
{
  IpmiReplay replay = { 0 };

  g_assert_true (ipmi_replay_check (&replay, 1000000, TRUE));
  g_assert_false (ipmi_replay_check (&replay, 1000000 - IPMI_REPLAY_WINDOW, TRUE));
  g_assert_true (ipmi_replay_check (&replay, 1000000 - IPMI_REPLAY_WINDOW + 1, TRUE));
  g_assert_false (ipmi_replay_check (&replay, 1, TRUE));
  g_assert_false (ipmi_replay_check (&replay, 1000000 + (1u << 31), TRUE));
  g_assert_true (ipmi_replay_check (&replay, 1000000 + (1u << 31) - 1, TRUE));
}

/* The specification has a BMC begin with 1; not every one does. */
static void
test_beginnings_of_signed_packets (void)
{
  static const guint32 beginnings[] = { 0, 1, 2, 1u << 31, 0xF0000000, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      IpmiReplay replay = { 0 };

      g_assert_true (ipmi_replay_check (&replay, beginnings[i], TRUE));
      g_assert_false (ipmi_replay_check (&replay, beginnings[i], TRUE));
      g_assert_true (ipmi_replay_check (&replay, beginnings[i] + 1, TRUE));
      g_assert_false (ipmi_replay_check (&replay, beginnings[i], TRUE));
    }
}

static void
test_jumps_of_unsigned_packets (void)
{
  IpmiReplay replay = { .highest = 10, .seen = 1 };

  /* A damaged or forged number shuts nobody out. */
  for (guint i = 0; i < 10; i++)
    g_assert_false (ipmi_replay_check (&replay, 5000 + 7 * i, FALSE));
  g_assert_true (ipmi_replay_check (&replay, 11, FALSE));
  g_assert_true (ipmi_replay_check (&replay, 11 + IPMI_REPLAY_WINDOW, FALSE));
  /* Three in a row were sent by somebody who goes on counting from there. */
  g_assert_false (ipmi_replay_check (&replay, 9000, FALSE));
  g_assert_false (ipmi_replay_check (&replay, 9001, FALSE));
  g_assert_true (ipmi_replay_check (&replay, 9002, FALSE));
  g_assert_true (ipmi_replay_check (&replay, 9003, FALSE));
  g_assert_false (ipmi_replay_check (&replay, 9002, FALSE));
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; GTestDataFunc func; } both[] = {
    { "each-number-once", test_each_number_once },
    { "late-ones-within-the-window", test_late_ones_within_the_window },
    { "wraps-around", test_wraps_around },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    for (int is_signed = 0; is_signed < 2; is_signed++)
      {
        g_autofree char *path = g_strdup_printf ("/ipmi/replay/%s/%s", both[i].name, is_signed ? "signed" : "unsigned");

        g_test_add_data_func (path, GINT_TO_POINTER (is_signed), both[i].func);
      }
  g_test_add_func ("/ipmi/replay/jumps-of-signed-packets", test_jumps_of_signed_packets);
  g_test_add_func ("/ipmi/replay/beginnings-of-signed-packets", test_beginnings_of_signed_packets);
  g_test_add_func ("/ipmi/replay/jumps-of-unsigned-packets", test_jumps_of_unsigned_packets);
  return g_test_run ();
}
