/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ilo-hello.h"

/* An answer, then as texts between NUL bytes: optional_features, session key, enc_key. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *texts = g_malloc0 (size + 3);
  const char *features = texts;
  const char *session_key;
  const char *enc_key;
  guint8 hello[ILO_HELLO_SIZE];
  IloAnswer answer;

  if (size > 0)
    {
      ilo_hello_decode_answer (&answer, data[0], NULL);
      memcpy (texts, data + 1, size - 1);
    }
  session_key = features + strlen (features) + 1;
  enc_key = MIN (session_key + strlen (session_key) + 1, texts + size + 2);
  ilo_hello_encode (hello, ILO_CHANNEL_CONSOLE, ilo_features_parse (features), session_key, enc_key, NULL);
  return 0;
}
