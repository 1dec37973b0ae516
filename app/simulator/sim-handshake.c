/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-handshake.h"

#define FLAG_VM_KEY 0x4000
#define FLAG_KEY    0x8000
#define ALL_FLAGS   (FLAG_VM_KEY | FLAG_KEY)

static gboolean
has_feature (const char *features,
             const char *feature)
{
  g_auto(GStrv) list = g_strsplit (features, ";", -1);

  return g_strv_contains ((const char *const *) list, feature);
}

/**
 * sim_handshake_decode:
 * @self: (out caller-allocates): the handshake
 * @data: what the client sent after the hello
 * @enc_key: `enc_key` of `rc_info`, letters as they are there
 * @features: `optional_features` of `rc_info`
 *
 * Reads a handshake. The flag has to be the one that the features ask for.
 */
void
sim_handshake_decode (SimHandshake *self,
                      const guint8  data[SIM_HANDSHAKE_SIZE],
                      const char   *enc_key,
                      const char   *features)
{
  gboolean is_masked = has_feature (features, "ENCRYPT_KEY");
  guint16 command = data[0] | data[1] << 8;
  guint16 flags = 0;

  if (is_masked)
    flags = has_feature (features, "ENCRYPT_VMKEY") ? FLAG_VM_KEY : FLAG_KEY;
  self->command = command & ~ALL_FLAGS;
  self->flags = command & ALL_FLAGS;
  self->wrong = NULL;
  if (self->command != SIM_HANDSHAKE_CONSOLE && self->command != SIM_HANDSHAKE_COMMAND)
    self->wrong = "command";
  else if (self->flags != flags)
    self->wrong = "flag";
  for (guint i = 0; i < SIM_SESSION_KEY_LENGTH; i++)
    self->key[i] = data[2 + i] ^ (is_masked ? enc_key[i] : 0);
  self->key[SIM_SESSION_KEY_LENGTH] = '\0';
}
