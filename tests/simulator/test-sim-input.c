/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-input.h"

/* With these keys the first RC4 bytes of a power button look, in clear, like the command of a pong and of a keyboard
 * report, which is longer. */
static const guint8 pong_key[SIM_CIPHER_KEY_SIZE] = { 0, 61, 192 };
static const guint8 keyboard_key[SIM_CIPHER_KEY_SIZE] = { 1, 126, 120 };

static const guint8 reset[] = { 0, 0, 3, 0 };
static const guint8 refresh[] = { 5, 0 };

static SimInput *
new_input (const guint8 *key)
{
  g_autoptr(GError) error = NULL;
  SimInput *input = sim_input_new (key, SIM_CIPHER_FLAGS_NONE, &error);

  g_assert_no_error (error);
  return input;
}

/* Feeds @bytes as @cipher has them, and returns their first two bytes on the wire. */
static guint
feed (SimInput     *input,
      const guint8 *key,
      SimCipherId   id,
      const guint8 *bytes,
      gsize         length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SimCipher) cipher = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, &error);
  g_autofree guint8 *data = g_memdup2 (bytes, length);

  g_assert_no_error (error);
  sim_cipher_select (cipher, id);
  sim_cipher_apply (cipher, data, length);
  sim_input_feed (input, data, length);
  return data[0] | data[1] << 8;
}

static void
assert_reset (const guint8 *key,
              SimInputKind  looks_like)
{
  g_autoptr(SimInput) input = new_input (key);
  SimInputMessage message;

  sim_input_expect (input, SIM_CIPHER_RC4);
  g_assert_cmphex (feed (input, key, SIM_CIPHER_RC4, reset, sizeof reset), ==, looks_like);
  g_assert_cmpint (sim_input_next (input, &message), ==, SIM_INPUT_RESULT_MESSAGE);
  g_assert_cmpint (message.kind, ==, SIM_INPUT_POWER);
  g_assert_cmpint (message.cipher, ==, SIM_CIPHER_RC4);
  g_assert_cmpuint (message.action, ==, 3);
  g_assert_null (message.wrong);
  g_assert_false (sim_input_is_behind (input));
  g_assert_cmpint (sim_input_next (input, &message), ==, SIM_INPUT_RESULT_MORE);
}

static void
test_new_cipher_that_looks_like_a_shorter_message (void)
{
  assert_reset (pong_key, SIM_INPUT_PONG);
}

static void
test_new_cipher_that_looks_like_a_longer_message (void)
{
  assert_reset (keyboard_key, SIM_INPUT_KEYBOARD);
}

static void
test_old_cipher_until_the_client_has_read_the_switch (void)
{
  g_autoptr(SimInput) input = new_input (pong_key);
  SimInputMessage message;

  sim_input_expect (input, SIM_CIPHER_RC4);
  feed (input, pong_key, SIM_CIPHER_NONE, refresh, sizeof refresh);
  feed (input, pong_key, SIM_CIPHER_NONE, reset, sizeof reset);
  g_assert_cmpint (sim_input_next (input, &message), ==, SIM_INPUT_RESULT_MESSAGE);
  g_assert_cmpint (message.kind, ==, SIM_INPUT_REFRESH);
  g_assert_cmpint (message.cipher, ==, SIM_CIPHER_NONE);
  g_assert_true (sim_input_is_behind (input));
  g_assert_cmpint (sim_input_next (input, &message), ==, SIM_INPUT_RESULT_MESSAGE);
  g_assert_cmpint (message.kind, ==, SIM_INPUT_POWER);
  g_assert_cmpint (message.cipher, ==, SIM_CIPHER_NONE);
}

static void
test_message_in_pieces (void)
{
  g_autoptr(SimInput) input = new_input (pong_key);
  SimInputMessage message;

  for (guint i = 0; i < sizeof reset; i++)
    {
      g_assert_cmpint (sim_input_next (input, &message), ==, SIM_INPUT_RESULT_MORE);
      sim_input_feed (input, reset + i, 1);
    }
  g_assert_cmpint (sim_input_next (input, &message), ==, SIM_INPUT_RESULT_MESSAGE);
  g_assert_cmpint (message.kind, ==, SIM_INPUT_POWER);
}

static void
test_nonsense (void)
{
  static const guint8 unknown[] = { 0xff, 0xff };
  g_autoptr(SimInput) input = new_input (pong_key);
  SimInputMessage message;

  sim_input_feed (input, unknown, sizeof unknown);
  g_assert_cmpint (sim_input_next (input, &message), ==, SIM_INPUT_RESULT_NONSENSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/input/new-cipher-that-looks-like-a-shorter-message",
                   test_new_cipher_that_looks_like_a_shorter_message);
  g_test_add_func ("/simulator/input/new-cipher-that-looks-like-a-longer-message",
                   test_new_cipher_that_looks_like_a_longer_message);
  g_test_add_func ("/simulator/input/old-cipher-until-the-client-has-read-the-switch",
                   test_old_cipher_until_the_client_has_read_the_switch);
  g_test_add_func ("/simulator/input/message-in-pieces", test_message_in_pieces);
  g_test_add_func ("/simulator/input/nonsense", test_nonsense);
  return g_test_run ();
}
