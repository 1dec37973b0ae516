/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ilo-input.h"
#include "wire-writer.h"

#define COMMAND_POWER    0x0000
#define COMMAND_KEYBOARD 0x0001
#define COMMAND_MOUSE    0x0002
#define COMMAND_REFRESH  0x0005
#define COMMAND_PONG     0x000C

/* Positions are sent as parts of the picture's size. */
#define POSITION_SCALE 3000

#define MAX_RELATIVE 127

static gboolean
is_modifier (guint8 usage)
{
  return usage >= ILO_KEY_FIRST_MODIFIER && usage <= ILO_KEY_LAST_MODIFIER;
}

static guint8
modifier_bit (guint8 usage)
{
  return 1 << (usage - ILO_KEY_FIRST_MODIFIER);
}

static void
forget_key (IloKeyboard *self,
            guint        at)
{
  memmove (self->keys + at, self->keys + at + 1, self->n_keys - at - 1);
  self->keys[--self->n_keys] = 0;
}

/* Where the key is held; n_keys if it is not. */
static guint
find_key (const IloKeyboard *self,
          guint8             usage)
{
  guint at = 0;

  while (at < self->n_keys && self->keys[at] != usage)
    at++;
  return at;
}

/**
 * ilo_keyboard_press:
 * @self: a keyboard
 * @usage: the HID usage of a key that went down
 *
 * Holds the key down. A seventh key (modifiers aside) takes the place of the one that has been down
 * for the longest time, which then counts as released: were it to come back later, the server would see
 * it pressed again.
 *
 * Returns: whether a report has to be sent; not so for a key that was down already
 */
gboolean
ilo_keyboard_press (IloKeyboard *self,
                    guint8       usage)
{
  if (is_modifier (usage))
    {
      gboolean was_down = (self->modifiers & modifier_bit (usage)) != 0;

      self->modifiers |= modifier_bit (usage);
      return !was_down;
    }
  if (usage == 0 || find_key (self, usage) < self->n_keys)
    return FALSE;
  if (self->n_keys == ILO_CHORD_MAX_KEYS)
    forget_key (self, 0);
  self->keys[self->n_keys++] = usage;
  return TRUE;
}

/**
 * ilo_keyboard_release:
 * @self: a keyboard
 * @usage: the HID usage of a key that went up
 *
 * Returns: whether a report has to be sent; not so for a key that was not down
 */
gboolean
ilo_keyboard_release (IloKeyboard *self,
                      guint8       usage)
{
  guint at;

  if (is_modifier (usage))
    {
      gboolean was_down = (self->modifiers & modifier_bit (usage)) != 0;

      self->modifiers &= ~modifier_bit (usage);
      return was_down;
    }
  at = find_key (self, usage);
  if (at == self->n_keys)
    return FALSE;
  forget_key (self, at);
  return TRUE;
}

/**
 * ilo_keyboard_release_all:
 * @self: a keyboard
 *
 * Returns: whether a report has to be sent: whether anything was down
 */
gboolean
ilo_keyboard_release_all (IloKeyboard *self)
{
  gboolean was_down = !ilo_keyboard_is_empty (self);

  *self = (IloKeyboard) { 0 };
  return was_down;
}

/**
 * ilo_keyboard_is_empty:
 * @self: a keyboard
 *
 * Returns: whether no key is down
 */
gboolean
ilo_keyboard_is_empty (const IloKeyboard *self)
{
  return self->modifiers == 0 && self->n_keys == 0;
}

/* A writer for a message of the given command; its arguments follow. */
static WireWriter
begin (IloInputMessage *message,
       guint16          command)
{
  WireWriter writer = { message->bytes, sizeof message->bytes, 0, FALSE };

  wire_writer_le (&writer, 2, command);
  return writer;
}

/**
 * ilo_input_encode_keyboard:
 * @keyboard: the keys that are down
 *
 * Returns: the report that says so
 */
IloInputMessage
ilo_input_encode_keyboard (const IloKeyboard *keyboard)
{
  IloInputMessage message = { 0 };
  WireWriter writer = begin (&message, COMMAND_KEYBOARD);

  wire_writer_le (&writer, 1, keyboard->modifiers);
  wire_writer_le (&writer, 1, 0);
  wire_writer_bytes (&writer, keyboard->keys, sizeof keyboard->keys);
  message.length = writer.length;
  return message;
}

static guint16
scale_position (guint pixel,
                guint size)
{
  return (guint16) ((guint64) POSITION_SCALE * MIN (pixel, size - 1) / size);
}

static guint8
relative (guint from,
          guint to)
{
  gint64 move = (gint64) to - from;

  return (guint8) (gint8) CLAMP (move, -MAX_RELATIVE, MAX_RELATIVE);
}

/**
 * ilo_input_encode_pointer:
 * @from: where the pointer was in the report before
 * @to: where it is now, with the buttons that are down
 * @width: width of the server's screen in pixels, not 0
 * @height: its height, not 0
 *
 * Positions outside the screen are taken as its last column or row.
 *
 * Returns: the report that says so
 */
IloInputMessage
ilo_input_encode_pointer (const IloPointer *from,
                          const IloPointer *to,
                          guint             width,
                          guint             height)
{
  IloInputMessage message = { 0 };
  WireWriter writer = begin (&message, COMMAND_MOUSE);

  g_return_val_if_fail (width > 0 && height > 0, message);

  wire_writer_le (&writer, 2, scale_position (to->x, width));
  wire_writer_le (&writer, 2, scale_position (to->y, height));
  wire_writer_le (&writer, 1, relative (from->x, to->x));
  wire_writer_le (&writer, 1, relative (to->y, from->y));     /* up is positive */
  wire_writer_le (&writer, 1, to->buttons);
  wire_writer_le (&writer, 1, 0);
  message.length = writer.length;
  return message;
}

/**
 * ilo_input_is_report:
 * @message: a message
 *
 * Returns: whether it is of the keyboard or the mouse
 */
gboolean
ilo_input_is_report (const IloInputMessage *message)
{
  return message->bytes[0] == COMMAND_KEYBOARD || message->bytes[0] == COMMAND_MOUSE;
}

/**
 * ilo_input_is_motion:
 * @message: a message that has not been sent yet
 * @next: the one that follows it
 *
 * Returns: whether both are pointer reports with the same buttons, so that the first one can be left
 *   out and nothing but a stop on the way is lost
 */
gboolean
ilo_input_is_motion (const IloInputMessage *message,
                     const IloInputMessage *next)
{
  return message->length == ILO_INPUT_MAX_MESSAGE && next->length == ILO_INPUT_MAX_MESSAGE
         && message->bytes[0] == COMMAND_MOUSE && next->bytes[0] == COMMAND_MOUSE
         && message->bytes[8] == next->bytes[8];
}

/**
 * ilo_input_encode_power:
 * @action: what to do with the power button
 *
 * Returns: the message that does it
 */
IloInputMessage
ilo_input_encode_power (IloPowerAction action)
{
  IloInputMessage message = { 0 };
  WireWriter writer = begin (&message, COMMAND_POWER);

  wire_writer_le (&writer, 2, action);
  message.length = writer.length;
  return message;
}

/**
 * ilo_input_encode_refresh:
 *
 * Returns: the message that asks for the whole picture
 */
IloInputMessage
ilo_input_encode_refresh (void)
{
  IloInputMessage message = { 0 };

  message.length = begin (&message, COMMAND_REFRESH).length;
  return message;
}

/**
 * ilo_input_encode_pong:
 *
 * Returns: the answer to a ping
 */
IloInputMessage
ilo_input_encode_pong (void)
{
  IloInputMessage message = { 0 };

  message.length = begin (&message, COMMAND_PONG).length;
  return message;
}
