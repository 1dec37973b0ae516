/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ilo-key.h"

G_BEGIN_DECLS

/* The longest message of a client on the console connection. */
#define ILO_INPUT_MAX_MESSAGE 10

/**
 * IloInputMessage:
 * @length: how many bytes
 * @bytes: what to send, not encrypted yet
 *
 * What a client sends on the console connection (console protocol, section 7).
 */
typedef struct
{
  guint8 length;
  guint8 bytes[ILO_INPUT_MAX_MESSAGE];
} IloInputMessage;

/**
 * IloPowerAction:
 *
 * What the power button can be made to do. All but the momentary press make sense only while the server
 * is on.
 */
typedef enum
{
  ILO_POWER_ACTION_PRESS,
  ILO_POWER_ACTION_HOLD,
  ILO_POWER_ACTION_COLD_BOOT,
  ILO_POWER_ACTION_RESET,
} IloPowerAction;

/* Mouse buttons. */
typedef enum
{
  ILO_BUTTON_NONE   = 0,
  ILO_BUTTON_LEFT   = 1 << 0,
  ILO_BUTTON_RIGHT  = 1 << 1,
  ILO_BUTTON_MIDDLE = 1 << 2,
} IloButtons;

/**
 * IloKeyboard:
 *
 * The keys that are down on the server's keyboard. All zero: none.
 */
typedef struct
{
  /*< private >*/
  guint8 modifiers;
  guint8 n_keys;
  guint8 keys[ILO_CHORD_MAX_KEYS];     /* the longest held first */
} IloKeyboard;

/**
 * IloPointer:
 * @x: in pixels of the server's screen
 * @y: likewise
 * @buttons: the buttons that are down
 *
 * Where the pointer is.
 */
typedef struct
{
  guint      x;
  guint      y;
  IloButtons buttons;
} IloPointer;

gboolean         ilo_keyboard_press         (IloKeyboard       *self,
                                             guint8             usage);
gboolean         ilo_keyboard_release       (IloKeyboard       *self,
                                             guint8             usage);
gboolean         ilo_keyboard_release_all   (IloKeyboard       *self);
gboolean         ilo_keyboard_is_empty      (const IloKeyboard *self);
IloInputMessage  ilo_input_encode_keyboard  (const IloKeyboard *keyboard);
IloInputMessage  ilo_input_encode_pointer   (const IloPointer  *from,
                                             const IloPointer  *to,
                                             guint              width,
                                             guint              height);
gboolean         ilo_input_is_report        (const IloInputMessage *message);
gboolean         ilo_input_is_motion        (const IloInputMessage *message,
                                             const IloInputMessage *next);
IloInputMessage  ilo_input_encode_power     (IloPowerAction     action);
IloInputMessage  ilo_input_encode_refresh   (void);
IloInputMessage  ilo_input_encode_pong      (void);

G_END_DECLS
