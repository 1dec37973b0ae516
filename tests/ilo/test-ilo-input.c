/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ilo-input.h"

/* A message as hexadecimal digits. */
static char *
hex (IloInputMessage message)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < message.length; i++)
    g_string_append_printf (text, "%02x", message.bytes[i]);
  return g_string_free (text, FALSE);
}

static void
assert_keys (const IloKeyboard *keyboard,
             const char        *expected)
{
  g_autofree char *text = hex (ilo_input_encode_keyboard (keyboard));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_keys_go_down_and_up (void)
{
  IloKeyboard keyboard = { 0 };

  assert_keys (&keyboard, "01000000000000000000");
  g_assert_true (ilo_keyboard_press (&keyboard, 0xE0));
  g_assert_true (ilo_keyboard_press (&keyboard, 0xE2));
  g_assert_true (ilo_keyboard_press (&keyboard, 0x4C));
  assert_keys (&keyboard, "010005004c0000000000");
  g_assert_true (ilo_keyboard_press (&keyboard, 0x04));
  assert_keys (&keyboard, "010005004c0400000000");
  g_assert_true (ilo_keyboard_release (&keyboard, 0x4C));
  assert_keys (&keyboard, "01000500040000000000");
  g_assert_true (ilo_keyboard_release (&keyboard, 0xE0));
  assert_keys (&keyboard, "01000400040000000000");
  g_assert_false (ilo_keyboard_is_empty (&keyboard));
}

static void
test_repeats_are_not_sent (void)
{
  IloKeyboard keyboard = { 0 };

  g_assert_true (ilo_keyboard_press (&keyboard, 0x04));
  g_assert_false (ilo_keyboard_press (&keyboard, 0x04));
  g_assert_true (ilo_keyboard_press (&keyboard, 0xE1));
  g_assert_false (ilo_keyboard_press (&keyboard, 0xE1));
  g_assert_true (ilo_keyboard_release (&keyboard, 0x04));
  g_assert_false (ilo_keyboard_release (&keyboard, 0x04));
  g_assert_true (ilo_keyboard_release (&keyboard, 0xE1));
  g_assert_false (ilo_keyboard_release (&keyboard, 0xE1));
  g_assert_false (ilo_keyboard_press (&keyboard, 0));
  g_assert_false (ilo_keyboard_release (&keyboard, 0));
}

static void
test_six_most_recent (void)
{
  IloKeyboard keyboard = { 0 };

  for (guint8 usage = 4; usage < 12; usage++)
    g_assert_true (ilo_keyboard_press (&keyboard, usage));
  assert_keys (&keyboard, "01000000060708090a0b");
  g_assert_false (ilo_keyboard_release (&keyboard, 4));
  g_assert_true (ilo_keyboard_release (&keyboard, 9));
  assert_keys (&keyboard, "01000000060708" "0a0b00");
}

static void
test_modifiers_are_themselves (void)
{
  IloKeyboard keyboard = { 0 };

  for (guint8 usage = 0xE0; usage <= 0xE7; usage++)
    {
      g_autofree char *expected = g_strdup_printf ("0100%02x00000000000000", 1u << (usage - 0xE0));

      g_assert_true (ilo_keyboard_press (&keyboard, usage));
      assert_keys (&keyboard, expected);
      g_assert_true (ilo_keyboard_release (&keyboard, usage));
    }
  assert_keys (&keyboard, "01000000000000000000");
}

static void
test_release_all (void)
{
  IloKeyboard keyboard = { 0 };

  g_assert_false (ilo_keyboard_release_all (&keyboard));
  ilo_keyboard_press (&keyboard, 0xE7);
  ilo_keyboard_press (&keyboard, 0x10);
  g_assert_true (ilo_keyboard_release_all (&keyboard));
  g_assert_true (ilo_keyboard_is_empty (&keyboard));
  assert_keys (&keyboard, "01000000000000000000");
}

/* A random walk over keys: the report always tells the keys that are held, and none that is not. */
static void
test_reports_what_is_held (void)
{
  IloKeyboard keyboard = { 0 };
  gboolean down[256] = { FALSE };
  guint8 order[512] = { 0 };
  guint n_order = 0;

  for (guint i = 0; i < 20000; i++)
    {
      guint8 usage = g_test_rand_int_range (4, 16);
      IloInputMessage message;

      if (g_test_rand_int_range (0, 2) == 0)
        {
          if (ilo_keyboard_press (&keyboard, usage) && !down[usage])
            order[n_order++] = usage;
          down[usage] = TRUE;
        }
      else
        {
          for (guint k = 0; k < n_order; k++)
            if (order[k] == usage)
              memmove (order + k, order + k + 1, --n_order - k);
          ilo_keyboard_release (&keyboard, usage);
          down[usage] = FALSE;
        }
      while (n_order > 6)     /* the oldest is forgotten, and counts as released */
        {
          down[order[0]] = FALSE;
          memmove (order, order + 1, --n_order);
        }
      message = ilo_input_encode_keyboard (&keyboard);
      for (guint k = 0; k < 6; k++)
        g_assert_cmphex (message.bytes[4 + k], ==, k < n_order ? order[k] : 0);
    }
}

/* What the vendor's client sent at 1360 × 768 (console protocol, section 7). */
static void
test_pointer_like_the_vendors (void)
{
  static const struct
  {
    IloPointer  to;
    const char *bytes;
  } cases[] = {
    { { 1, 1, 0 }, "020002000300" "01ff0000" },
    { { 680, 384, 0 }, "0200dc05dc05" "7f810000" },
    { { 1359, 767, 0 }, "0200b50bb40b" "7f810000" },
    { { 310, 310, 0 }, NULL },
    { { 310, 310, ILO_BUTTON_LEFT }, "0200ab02ba04" "00000100" },
  };
  IloPointer from = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = hex (ilo_input_encode_pointer (&from, &cases[i].to, 1360, 768));

      if (cases[i].bytes != NULL)
        g_assert_cmpstr (text, ==, cases[i].bytes);
      from = cases[i].to;
    }
}

/* The four corners and the centre of each mode; the server has to find the same pixel again. */
static void
test_pointer_is_exact (void)
{
  static const guint sizes[][2] = { { 640, 480 }, { 720, 400 }, { 800, 600 }, { 1024, 768 }, { 1280, 1024 },
                                    { 1360, 768 }, { 1600, 1200 }, { 1920, 1080 }, { 1920, 1200 },
                                    { 2032, 2047 }, { 16, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint corner = 0; corner < 5; corner++)
      {
        guint width = sizes[i][0];
        guint height = sizes[i][1];
        IloPointer from = { 0 };
        IloPointer to = { corner == 4 ? width / 2 : (corner & 1) * (width - 1),
                          corner == 4 ? height / 2 : (corner >> 1) * (height - 1), 0 };
        IloInputMessage message = ilo_input_encode_pointer (&from, &to, width, height);
        guint x = message.bytes[2] | message.bytes[3] << 8;
        guint y = message.bytes[4] | message.bytes[5] << 8;

        g_assert_cmpuint (x, ==, 3000 * to.x / width);
        g_assert_cmpuint (y, ==, 3000 * to.y / height);
        g_assert_cmpuint ((x * width + 2999) / 3000, ==, to.x);
        g_assert_cmpuint ((y * height + 2999) / 3000, ==, to.y);
      }
}

static void
test_pointer_stays_inside (void)
{
  IloPointer from = { 0 };
  IloPointer outside = { G_MAXUINT, 5000, ILO_BUTTON_RIGHT | ILO_BUTTON_MIDDLE };
  g_autofree char *text = hex (ilo_input_encode_pointer (&from, &outside, 640, 480));

  g_assert_cmpstr (text, ==, "0200b30bb10b7f810600");
}

static void
test_pointer_moves_relatively (void)
{
  IloPointer from = { 100, 100, 0 };
  IloPointer up = { 100, 90, 0 };
  IloPointer left = { 0, 100, 0 };
  IloInputMessage message = ilo_input_encode_pointer (&from, &up, 640, 480);

  g_assert_cmpint ((gint8) message.bytes[6], ==, 0);
  g_assert_cmpint ((gint8) message.bytes[7], ==, 10);
  message = ilo_input_encode_pointer (&from, &left, 640, 480);
  g_assert_cmpint ((gint8) message.bytes[6], ==, -100);
  g_assert_cmpint ((gint8) message.bytes[7], ==, 0);
}

static void
test_motion_is_told_from_buttons (void)
{
  IloPointer from = { 0 };
  IloPointer moved = { 5, 5, 0 };
  IloPointer pressed = { 5, 5, ILO_BUTTON_LEFT };
  IloKeyboard keyboard = { 0 };
  IloInputMessage first = ilo_input_encode_pointer (&from, &from, 64, 64);
  IloInputMessage second = ilo_input_encode_pointer (&from, &moved, 64, 64);
  IloInputMessage button = ilo_input_encode_pointer (&moved, &pressed, 64, 64);
  IloInputMessage keys = ilo_input_encode_keyboard (&keyboard);

  g_assert_true (ilo_input_is_motion (&first, &second));
  g_assert_false (ilo_input_is_motion (&second, &button));
  g_assert_false (ilo_input_is_motion (&keys, &keys));
  g_assert_false (ilo_input_is_motion (&keys, &second));
}

static void
test_other_messages (void)
{
  static const char *const power[] = { "00000000", "00000100", "00000200", "00000300" };

  for (guint action = 0; action < 4; action++)
    {
      g_autofree char *text = hex (ilo_input_encode_power (action));

      g_assert_cmpstr (text, ==, power[action]);
    }
  g_assert_cmpmem (ilo_input_encode_refresh ().bytes, 2, "\5\0", 2);
  g_assert_cmpuint (ilo_input_encode_refresh ().length, ==, 2);
  g_assert_cmpmem (ilo_input_encode_pong ().bytes, 2, "\14\0", 2);
  g_assert_cmpuint (ilo_input_encode_pong ().length, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/input/keys-go-down-and-up", test_keys_go_down_and_up);
  g_test_add_func ("/ilo/input/repeats-are-not-sent", test_repeats_are_not_sent);
  g_test_add_func ("/ilo/input/six-most-recent", test_six_most_recent);
  g_test_add_func ("/ilo/input/modifiers-are-themselves", test_modifiers_are_themselves);
  g_test_add_func ("/ilo/input/release-all", test_release_all);
  g_test_add_func ("/ilo/input/reports-what-is-held", test_reports_what_is_held);
  g_test_add_func ("/ilo/input/pointer-like-the-vendors", test_pointer_like_the_vendors);
  g_test_add_func ("/ilo/input/pointer-is-exact", test_pointer_is_exact);
  g_test_add_func ("/ilo/input/pointer-stays-inside", test_pointer_stays_inside);
  g_test_add_func ("/ilo/input/pointer-moves-relatively", test_pointer_moves_relatively);
  g_test_add_func ("/ilo/input/motion-is-told-from-buttons", test_motion_is_told_from_buttons);
  g_test_add_func ("/ilo/input/other-messages", test_other_messages);
  return g_test_run ();
}
