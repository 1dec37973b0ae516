/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_KEYBOARD_KEYS 6

/* Modifier bits of a USB boot keyboard's report. */
#define SIM_MODIFIER_LEFT_CONTROL  (1 << 0)
#define SIM_MODIFIER_LEFT_SHIFT    (1 << 1)
#define SIM_MODIFIER_LEFT_ALT      (1 << 2)
#define SIM_MODIFIER_LEFT_SUPER    (1 << 3)
#define SIM_MODIFIER_RIGHT_CONTROL (1 << 4)
#define SIM_MODIFIER_RIGHT_SHIFT   (1 << 5)
#define SIM_MODIFIER_RIGHT_ALT     (1 << 6)
#define SIM_MODIFIER_RIGHT_SUPER   (1 << 7)

#define SIM_MODIFIER_CONTROL (SIM_MODIFIER_LEFT_CONTROL | SIM_MODIFIER_RIGHT_CONTROL)
#define SIM_MODIFIER_SHIFT   (SIM_MODIFIER_LEFT_SHIFT | SIM_MODIFIER_RIGHT_SHIFT)
#define SIM_MODIFIER_ALT     (SIM_MODIFIER_LEFT_ALT | SIM_MODIFIER_RIGHT_ALT)

/* USB HID usage ids that the machine itself looks for. */
#define SIM_KEY_ENTER        0x28
#define SIM_KEY_BACKSPACE    0x2a
#define SIM_KEY_CAPS_LOCK    0x39
#define SIM_KEY_PRINT_SCREEN 0x46
#define SIM_KEY_DELETE       0x4c
#define SIM_KEY_NUM_LOCK     0x53

/**
 * SimKeyboard:
 *
 * The server's side of a USB boot keyboard with the US layout. Initialise it with zeros.
 */
typedef struct
{
  guint8 modifiers;
  guint8 keys[SIM_KEYBOARD_KEYS];
  guint  caps_lock : 1;
  guint  num_lock : 1;
} SimKeyboard;

guint sim_keyboard_report        (SimKeyboard  *self,
                                  guint8        modifiers,
                                  const guint8  keys[SIM_KEYBOARD_KEYS],
                                  guint8        pressed[SIM_KEYBOARD_KEYS]);
char  sim_keyboard_get_character (SimKeyboard  *self,
                                  guint8        key);

G_END_DECLS
