/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-hello.h"
#include "wire-writer.h"

#define COMMAND_CONSOLE    0x2001
#define COMMAND_COMMAND    0x2002
#define FLAG_ENCRYPT_VMKEY 0x4000
#define FLAG_ENCRYPT_KEY   0x8000

#define CLAIM_SEIZE 0x0055
#define CLAIM_SHARE 0x0056

static gboolean
is_key_text (const char *text)
{
  if (text == NULL || strlen (text) != ILO_KEY_TEXT_SIZE)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isxdigit (*c))
      return FALSE;
  return TRUE;
}

/**
 * ilo_hello_encode:
 * @hello: (out caller-allocates): the bytes to send
 * @channel: which of the two connections this is
 * @features: what the iLO offers
 * @session_key: the session key, 32 hexadecimal digits
 * @enc_key: (nullable): the text of `enc_key`, its letters in the case that the iLO gave them; only
 *   needed with %ILO_FEATURES_ENCRYPT_KEY
 * @error: where to say that a key is not 32 hexadecimal digits (%ILO_ERROR_PROTOCOL)
 *
 * Makes a client's first message (console protocol, section 2). It holds the session key, so wipe it
 * when it has been sent.
 *
 * Returns: whether the keys are keys
 */
gboolean
ilo_hello_encode (guint8       hello[ILO_HELLO_SIZE],
                  IloChannel   channel,
                  IloFeatures  features,
                  const char  *session_key,
                  const char  *enc_key,
                  GError     **error)
{
  gboolean encrypt = (features & ILO_FEATURES_ENCRYPT_KEY) != 0;
  guint16 command = channel == ILO_CHANNEL_CONSOLE ? COMMAND_CONSOLE : COMMAND_COMMAND;
  WireWriter writer = { hello, ILO_HELLO_SIZE, 0, FALSE };

  if (!is_key_text (session_key))
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The iLO's session key is not one of 32 hexadecimal digits."));
      return FALSE;
    }
  if (encrypt && !is_key_text (enc_key))
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The iLO's console key is not one of 32 hexadecimal digits."));
      return FALSE;
    }
  if (encrypt)
    command |= (features & ILO_FEATURES_ENCRYPT_VMKEY) != 0 ? FLAG_ENCRYPT_VMKEY : FLAG_ENCRYPT_KEY;
  wire_writer_le (&writer, 2, command);
  for (guint i = 0; i < ILO_KEY_TEXT_SIZE; i++)
    wire_writer_le (&writer, 1, (guint8) (session_key[i] ^ (encrypt ? enc_key[i] : 0)));
  return TRUE;
}

/**
 * ilo_hello_decode_answer:
 * @answer: (out): what the server answered
 * @byte: the byte that it answered with
 * @error: where to say that no iLO answers this (%ILO_ERROR_PROTOCOL)
 *
 * Returns: whether it is one of the known answers
 */
gboolean
ilo_hello_decode_answer (IloAnswer  *answer,
                         guint8      byte,
                         GError    **error)
{
  switch (byte)
    {
    case 'R':
      *answer = ILO_ANSWER_ACCEPTED;
      return TRUE;
    case 'S':
    case 'Y':
      *answer = ILO_ANSWER_BUSY;
      return TRUE;
    case 'Q':
      *answer = ILO_ANSWER_DENIED;
      return TRUE;
    case 'W':
      *answer = ILO_ANSWER_NO_LICENSE;
      return TRUE;
    case 'X':
      *answer = ILO_ANSWER_NO_SESSION;
      return TRUE;
    default:
      g_set_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                   _("The console port gave the answer 0x%02X, which no iLO 4 is known to give. Try again; if it stays "
                     "so, reset the iLO."), byte);
      return FALSE;
    }
}

static void
encode_claim (guint8  claim[ILO_HELLO_CLAIM_SIZE],
              guint16 command)
{
  WireWriter writer = { claim, ILO_HELLO_CLAIM_SIZE, 0, FALSE };

  wire_writer_le (&writer, ILO_HELLO_CLAIM_SIZE, command);
}

/**
 * ilo_hello_encode_seize:
 * @claim: (out caller-allocates): the bytes to send
 *
 * Asks for the console that somebody else holds; another answer follows.
 */
void
ilo_hello_encode_seize (guint8 claim[ILO_HELLO_CLAIM_SIZE])
{
  encode_claim (claim, CLAIM_SEIZE);
}

/**
 * ilo_hello_encode_share:
 * @claim: (out caller-allocates): the bytes to send
 *
 * Joins the one who holds the console; the stream follows with no other answer.
 */
void
ilo_hello_encode_share (guint8 claim[ILO_HELLO_CLAIM_SIZE])
{
  encode_claim (claim, CLAIM_SHARE);
}

/**
 * ilo_features_parse:
 * @text: (nullable): `optional_features` of rc_info, names between semicolons
 *
 * Returns: the features that are known; others are left out
 */
IloFeatures
ilo_features_parse (const char *text)
{
  static const struct
  {
    const char  *name;
    IloFeatures  feature;
  } known[] = {
    { "ENCRYPT_KEY", ILO_FEATURES_ENCRYPT_KEY },
    { "ENCRYPT_VMKEY", ILO_FEATURES_ENCRYPT_VMKEY },
    { "ENCRYPT_CMD", ILO_FEATURES_ENCRYPT_CMD },
  };
  g_auto(GStrv) names = g_strsplit (text != NULL ? text : "", ";", 64);
  IloFeatures features = ILO_FEATURES_NONE;

  for (guint i = 0; names[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (known); k++)
      if (strcmp (g_strstrip (names[i]), known[k].name) == 0)
        features |= known[k].feature;
  return features;
}
