/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sim-sessions.h"

G_BEGIN_DECLS

#define SIM_HANDSHAKE_HELLO 0x50
#define SIM_HANDSHAKE_SIZE  34

/* Answers (console protocol, section 2). */
#define SIM_ANSWER_ACCEPTED   'R'
#define SIM_ANSWER_DENIED     'Q'
#define SIM_ANSWER_BUSY       'S'
#define SIM_ANSWER_NO_LICENCE 'W'
#define SIM_ANSWER_FULL       'X'
#define SIM_ANSWER_BUSY_TOO   'Y'

#define SIM_HANDSHAKE_CONSOLE 0x2001
#define SIM_HANDSHAKE_COMMAND 0x2002

/* What a client says to SIM_ANSWER_BUSY. */
#define SIM_CHOICE_SIZE  2
#define SIM_CHOICE_SEIZE 0x0055
#define SIM_CHOICE_SHARE 0x0056

/**
 * SimHandshake:
 * @command: the first two bytes without flags
 * @flags: the flags among them
 * @key: the session key as it comes out of the XOR; any characters if the client got it wrong
 * @wrong: (nullable): what is wrong with the command, for the log
 */
typedef struct
{
  guint16     command;
  guint16     flags;
  char        key[SIM_SESSION_KEY_LENGTH + 1];
  const char *wrong;
} SimHandshake;

void sim_handshake_decode (SimHandshake *self,
                           const guint8  data[SIM_HANDSHAKE_SIZE],
                           const char   *enc_key,
                           const char   *features);

G_END_DECLS
