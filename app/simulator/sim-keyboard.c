/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-keyboard.h"

/* All keys are reported with this usage when more are down than fit. */
#define KEY_ROLL_OVER 0x01

#define KEY_A                  0x04
#define KEY_Z                  0x1d
#define KEY_1                  0x1e
#define KEY_KEYPAD_SLASH       0x54
#define KEY_KEYPAD_1           0x59
#define KEY_KEYPAD_DOT         0x63
#define KEY_NON_US_BACKSLASH   0x64

/* From KEY_1 to 0x38, without Shift and with it (HID usage tables, keyboard page). */
static const char plain[] = "1234567890\n\033\b\t -=[]\\\\;'`,./";
static const char shifted[] = "!@#$%^&*()\n\033\b\t _+{}||:\"~<>?";

static const char keypad[] = "/*-+\n";
static const char keypad_digits[] = "1234567890.";

static gboolean
is_down (const guint8 keys[SIM_KEYBOARD_KEYS],
         guint8       key)
{
  return memchr (keys, key, SIM_KEYBOARD_KEYS) != NULL;
}

/**
 * sim_keyboard_report:
 * @self: a keyboard
 * @modifiers: the modifiers held down
 * @keys: usage ids of the keys held down, 0 where there is none
 * @pressed: (out caller-allocates): the keys that went down with this report, in its order
 *
 * Takes a report. The locks change when their key goes down.
 *
 * Returns: how many went down
 */
guint
sim_keyboard_report (SimKeyboard  *self,
                     guint8        modifiers,
                     const guint8  keys[SIM_KEYBOARD_KEYS],
                     guint8        pressed[SIM_KEYBOARD_KEYS])
{
  guint n = 0;

  self->modifiers = modifiers;
  if (is_down (keys, KEY_ROLL_OVER))
    return 0;
  for (guint i = 0; i < SIM_KEYBOARD_KEYS; i++)
    {
      if (keys[i] < KEY_A || is_down (self->keys, keys[i]))
        continue;
      if (keys[i] == SIM_KEY_CAPS_LOCK)
        self->caps_lock = !self->caps_lock;
      else if (keys[i] == SIM_KEY_NUM_LOCK)
        self->num_lock = !self->num_lock;
      pressed[n++] = keys[i];
    }
  memcpy (self->keys, keys, SIM_KEYBOARD_KEYS);
  return n;
}

/**
 * sim_keyboard_get_character:
 * @self: a keyboard
 * @key: the usage id of a key
 *
 * What a key types with the modifiers and locks of this moment, on the US layout. Control with a letter
 * gives the control character.
 *
 * Returns: ASCII, or 0 for a key that types nothing
 */
char
sim_keyboard_get_character (SimKeyboard *self,
                            guint8       key)
{
  gboolean shift = (self->modifiers & SIM_MODIFIER_SHIFT) != 0;

  if (key >= KEY_A && key <= KEY_Z)
    {
      if (self->modifiers & SIM_MODIFIER_CONTROL)
        return key - KEY_A + 1;
      return key - KEY_A + (shift != self->caps_lock ? 'A' : 'a');
    }
  if (key >= KEY_1 && key < KEY_1 + sizeof plain - 1)
    return shift ? shifted[key - KEY_1] : plain[key - KEY_1];
  if (key >= KEY_KEYPAD_SLASH && key < KEY_KEYPAD_1)
    return keypad[key - KEY_KEYPAD_SLASH];
  if (key >= KEY_KEYPAD_1 && key <= KEY_KEYPAD_DOT)
    return self->num_lock && !shift ? keypad_digits[key - KEY_KEYPAD_1] : 0;
  if (key == KEY_NON_US_BACKSLASH)
    return shift ? '>' : '<';
  return 0;
}
