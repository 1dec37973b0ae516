/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-input.h"

#define MAX_MESSAGE 10

/* Switches that no message has come after yet. With more, the oldest are forgotten. */
#define MAX_EXPECTED 16

#define MAX_BUTTONS 7

struct _SimInput
{
  SimCipher   *cipher;                                  /* owned */
  guint8       ahead[SIM_CIPHER_COUNT][MAX_MESSAGE];    /* the next bytes of each key stream */
  gsize        n_ahead[SIM_CIPHER_COUNT];
  GByteArray  *bytes;                                   /* owned; encrypted, not understood yet */
  SimCipherId  expected[MAX_EXPECTED];                  /* the one in force, then those to come */
  guint        n_expected;
};

static const struct { SimInputKind kind; gsize length; } lengths[] = {
  { SIM_INPUT_POWER, 4 },
  { SIM_INPUT_KEYBOARD, 10 },
  { SIM_INPUT_MOUSE, 10 },
  { SIM_INPUT_REFRESH, 2 },
  { SIM_INPUT_PONG, 2 },
};

/* The length of the message that begins with @command, 0 when there is no such message. */
static gsize
get_length (guint command)
{
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (lengths[i].kind == command)
      return lengths[i].length;
  return 0;
}

static void
decrypt (SimInput    *self,
         SimCipherId  id,
         guint8      *out,
         gsize        length)
{
  gsize have = self->n_ahead[id];

  if (have < length)
    {
      memset (self->ahead[id] + have, 0, length - have);
      sim_cipher_select (self->cipher, id);
      sim_cipher_apply (self->cipher, self->ahead[id] + have, length - have);
      self->n_ahead[id] = length;
    }
  for (gsize i = 0; i < length; i++)
    out[i] = self->bytes->data[i] ^ self->ahead[id][i];
}

static void
consume (SimInput    *self,
         SimCipherId  id,
         gsize        length)
{
  memmove (self->ahead[id], self->ahead[id] + length, self->n_ahead[id] - length);
  self->n_ahead[id] -= length;
  g_byte_array_remove_range (self->bytes, 0, length);
}

static const char *
parse (SimInputMessage *message,
       const guint8     data[MAX_MESSAGE])
{
  switch (message->kind)
    {
    case SIM_INPUT_POWER:
      message->action = data[2];
      return data[2] > 3 ? "action" : data[3] != 0 ? "padding" : NULL;
    case SIM_INPUT_KEYBOARD:
      message->modifiers = data[2];
      memcpy (message->keys, data + 4, SIM_KEYBOARD_KEYS);
      return data[3] != 0 ? "padding" : NULL;
    case SIM_INPUT_MOUSE:
      message->x = data[2] | data[3] << 8;
      message->y = data[4] | data[5] << 8;
      message->dx = data[6];
      message->dy = data[7];
      message->buttons = data[8];
      if (message->x >= SIM_INPUT_MOUSE_RANGE || message->y >= SIM_INPUT_MOUSE_RANGE)
        return "position";
      if (message->dx == G_MININT8 || message->dy == G_MININT8)
        return "move";
      return data[8] > MAX_BUTTONS ? "buttons" : data[9] != 0 ? "padding" : NULL;
    default:
      return NULL;
    }
}

/* Takes the next message as cipher @id has it. 0: it is none, or a wrong one and @strict; else its
 * length, which may be more than there is. */
static gsize
try_cipher (SimInput        *self,
            SimCipherId      id,
            gboolean         strict,
            SimInputMessage *message)
{
  guint8 data[MAX_MESSAGE] = { 0 };
  gsize length;

  decrypt (self, id, data, 2);
  length = get_length (data[0] | data[1] << 8);
  if (length == 0 || self->bytes->len < length)
    return length;
  decrypt (self, id, data, length);
  *message = (SimInputMessage) { .kind = data[0], .cipher = id };
  message->wrong = parse (message, data);
  return strict && message->wrong != NULL ? 0 : length;
}

/**
 * sim_input_new:
 * @key: the console's key
 * @flags: how cipher 3 is meant
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a decoder that begins in clear
 */
SimInput *
sim_input_new (const guint8     key[SIM_CIPHER_KEY_SIZE],
               SimCipherFlags   flags,
               GError         **error)
{
  g_autoptr(SimCipher) cipher = sim_cipher_new (key, flags, error);
  SimInput *self;

  if (cipher == NULL)
    return NULL;
  self = g_new0 (SimInput, 1);
  self->cipher = g_steal_pointer (&cipher);
  self->bytes = g_byte_array_new ();
  self->expected[0] = SIM_CIPHER_NONE;
  self->n_expected = 1;
  return self;
}

void
sim_input_free (SimInput *self)
{
  sim_cipher_free (self->cipher);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

/**
 * sim_input_expect:
 * @self: a decoder
 * @cipher: the cipher that the server's stream was switched to
 *
 * Says that the client will use @cipher from some message on.
 */
void
sim_input_expect (SimInput    *self,
                  SimCipherId  cipher)
{
  if (self->expected[self->n_expected - 1] == cipher)
    return;
  if (self->n_expected == MAX_EXPECTED)
    {
      memmove (self->expected, self->expected + 1, (MAX_EXPECTED - 1) * sizeof self->expected[0]);
      self->n_expected--;
    }
  self->expected[self->n_expected++] = cipher;
}

/**
 * sim_input_is_behind:
 * @self: a decoder
 *
 * Returns: whether a switch was announced that no message has followed yet
 */
gboolean
sim_input_is_behind (const SimInput *self)
{
  return self->n_expected > 1;
}

void
sim_input_feed (SimInput     *self,
                const guint8 *data,
                gsize         length)
{
  g_byte_array_append (self->bytes, data, length);
}

/**
 * sim_input_next:
 * @self: a decoder
 * @message: (out): the message
 *
 * Takes the next message. While a switch is under way one has to be right in every byte to count; only
 * when it is so in none of the ciphers, one with a known command is taken. Of several the longest is
 * taken, as the least likely to look right by chance.
 *
 * Returns: whether there was one
 */
SimInputResult
sim_input_next (SimInput        *self,
                SimInputMessage *message)
{
  gboolean is_incomplete = FALSE;

  if (self->bytes->len < 2)
    return SIM_INPUT_RESULT_MORE;
  for (int strict = self->n_expected > 1; strict >= 0; strict--)
    {
      gsize longest = 0;
      guint chosen = 0;

      for (guint i = 0; i < self->n_expected; i++)
        {
          SimInputMessage candidate;
          gsize length = try_cipher (self, self->expected[i], strict, &candidate);

          if (length > self->bytes->len)
            is_incomplete = TRUE;
          else if (length > longest)
            {
              longest = length;
              chosen = i;
              *message = candidate;
            }
        }
      if (longest > 0)
        {
          consume (self, self->expected[chosen], longest);
          memmove (self->expected, self->expected + chosen,
                   (self->n_expected - chosen) * sizeof self->expected[0]);
          self->n_expected -= chosen;
          return SIM_INPUT_RESULT_MESSAGE;
        }
      if (is_incomplete)
        return SIM_INPUT_RESULT_MORE;
    }
  return SIM_INPUT_RESULT_NONSENSE;
}
