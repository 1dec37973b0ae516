/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "sim-handshake.h"
#include "sim-input.h"

/* The first two bytes say how the rest is split and which ciphers are expected: what comes out must not
 * depend on the split. */
static guint
sum_messages (const guint8 *data,
              gsize         size,
              guint         ciphers,
              gsize         step)
{
  static const guint8 key[SIM_CIPHER_KEY_SIZE];
  g_autoptr(SimInput) input = sim_input_new (key, SIM_CIPHER_FLAGS_NONE, NULL);
  SimInputResult result = SIM_INPUT_RESULT_MORE;
  SimInputMessage message;
  guint sum = 0;

  for (guint i = 0; i < 4; i++)
    sim_input_expect (input, ciphers >> 2 * i & 3);
  for (gsize at = 0; at < size && result != SIM_INPUT_RESULT_NONSENSE; at += step)
    {
      sim_input_feed (input, data + at, MIN (step, size - at));
      while ((result = sim_input_next (input, &message)) == SIM_INPUT_RESULT_MESSAGE)
        sum = 31 * sum + message.kind + 16 * message.cipher + (message.wrong != NULL);
    }
  return sum + (result == SIM_INPUT_RESULT_NONSENSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  SimHandshake handshake;

  if (size >= SIM_HANDSHAKE_SIZE)
    sim_handshake_decode (&handshake, data, "bbAcD834680DDca9DE65269512BDdEC2",
                          "ENCRYPT_KEY;ENCRYPT_VMKEY");
  if (size < 3)
    return 0;
  g_assert_cmpuint (sum_messages (data + 2, size - 2, data[1], size), ==,
                    sum_messages (data + 2, size - 2, data[1], 1 + data[0] % 16));
  return 0;
}
