/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a client sends first on either connection. */
#define ILO_HELLO_SIZE 34

/* The byte with which the server greets. */
#define ILO_HELLO_GREETING 0x50u

/* Session key and enc_key are texts of this many hexadecimal digits. */
#define ILO_KEY_TEXT_SIZE 32

/**
 * IloChannel:
 *
 * The two connections to the console port (console protocol, section 2).
 */
typedef enum
{
  ILO_CHANNEL_CONSOLE,
  ILO_CHANNEL_COMMAND,
} IloChannel;

/**
 * IloFeatures:
 *
 * What `optional_features` of rc_info offers.
 */
typedef enum
{
  ILO_FEATURES_NONE          = 0,
  ILO_FEATURES_ENCRYPT_KEY   = 1 << 0,
  ILO_FEATURES_ENCRYPT_VMKEY = 1 << 1,
  ILO_FEATURES_ENCRYPT_CMD   = 1 << 2,
} IloFeatures;

/**
 * IloAnswer:
 * @ILO_ANSWER_ACCEPTED: the stream follows
 * @ILO_ANSWER_BUSY: accepted, but somebody else holds the console: share, seize or leave
 * @ILO_ANSWER_DENIED: the key is wrong or expired, or the user lacks the privilege; when seizing, the
 *   other user refused
 * @ILO_ANSWER_NO_LICENSE: this iLO is not licensed for the console
 * @ILO_ANSWER_NO_SESSION: all console sessions are taken
 *
 * What the server answers to the hello.
 */
typedef enum
{
  ILO_ANSWER_ACCEPTED,
  ILO_ANSWER_BUSY,
  ILO_ANSWER_DENIED,
  ILO_ANSWER_NO_LICENSE,
  ILO_ANSWER_NO_SESSION,
} IloAnswer;

/* What a client sends when the console is busy. */
#define ILO_HELLO_CLAIM_SIZE 2

gboolean     ilo_hello_encode        (guint8       hello[ILO_HELLO_SIZE],
                                      IloChannel   channel,
                                      IloFeatures  features,
                                      const char  *session_key,
                                      const char  *enc_key,
                                      GError     **error);
gboolean     ilo_hello_decode_answer (IloAnswer   *answer,
                                      guint8       byte,
                                      GError     **error);
void         ilo_hello_encode_seize  (guint8       claim[ILO_HELLO_CLAIM_SIZE]);
void         ilo_hello_encode_share  (guint8       claim[ILO_HELLO_CLAIM_SIZE]);
IloFeatures  ilo_features_parse      (const char  *text);

G_END_DECLS
