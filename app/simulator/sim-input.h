/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-cipher.h"
#include "sim-keyboard.h"

G_BEGIN_DECLS

/* What a client sends on the console connection, by its command (console protocol, section 7). */
typedef enum
{
  SIM_INPUT_POWER = 0,
  SIM_INPUT_KEYBOARD = 1,
  SIM_INPUT_MOUSE = 2,
  SIM_INPUT_REFRESH = 5,
  SIM_INPUT_PONG = 12,
} SimInputKind;

/* Positions are this many parts of the screen's width and height. */
#define SIM_INPUT_MOUSE_RANGE 3000

/**
 * SimInputMessage:
 * @kind: what it is
 * @cipher: the cipher that it came in
 * @wrong: (nullable): what is wrong with it although its kind is known, for the log
 *
 * One message.
 */
typedef struct
{
  SimInputKind  kind;
  SimCipherId   cipher;
  const char   *wrong;
  guint8        action;                       /* power */
  guint8        modifiers;                    /* keyboard */
  guint8        keys[SIM_KEYBOARD_KEYS];
  guint16       x;                            /* mouse */
  guint16       y;
  gint8         dx;
  gint8         dy;
  guint8        buttons;
} SimInputMessage;

typedef enum
{
  SIM_INPUT_RESULT_MORE,       /* nothing whole is there */
  SIM_INPUT_RESULT_MESSAGE,
  SIM_INPUT_RESULT_NONSENSE,   /* nothing that comes after can be understood either */
} SimInputResult;

/**
 * SimInput:
 *
 * Decrypts and takes apart what a client sends. The client changes its cipher when it has read the
 * server's switch, which the server cannot see. So after a switch each message is tried in the old cipher
 * and in the new: the first that is a message in the new one ends the old. A message is encrypted as a
 * whole. Of two bytes in the wrong cipher some ten thousandth look like one, of more hardly any.
 */
typedef struct _SimInput SimInput;

SimInput       *sim_input_new      (const guint8      key[SIM_CIPHER_KEY_SIZE],
                                    SimCipherFlags    flags,
                                    GError          **error);
void            sim_input_free     (SimInput         *self);
void            sim_input_expect   (SimInput         *self,
                                    SimCipherId       cipher);
gboolean        sim_input_is_behind (const SimInput  *self);
void            sim_input_feed     (SimInput         *self,
                                    const guint8     *data,
                                    gsize             length);
SimInputResult  sim_input_next     (SimInput         *self,
                                    SimInputMessage  *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimInput, sim_input_free)

G_END_DECLS
