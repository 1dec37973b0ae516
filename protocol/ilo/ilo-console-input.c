/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-console-private.h"

void
ilo_console_send_keyboard (IloConsole *self)
{
  IloInputMessage message = ilo_input_encode_keyboard (&self->keyboard);

  ilo_link_send (self->console, &message);
}

/**
 * ilo_console_press_key:
 * @self: a console
 * @usage: the HID usage of a key that went down
 *
 * Sends it at once, unless it was down already.
 *
 * Returns: whether there is a live console to send it to
 */
gboolean
ilo_console_press_key (IloConsole *self,
                       guint8      usage)
{
  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return FALSE;
  if (ilo_keyboard_press (&self->keyboard, usage))
    ilo_console_send_keyboard (self);
  return TRUE;
}

/**
 * ilo_console_release_key:
 * @self: a console
 * @usage: the HID usage of a key that went up
 *
 * Sends it at once, unless it was up already.
 *
 * Returns: whether there is a live console to send it to
 */
gboolean
ilo_console_release_key (IloConsole *self,
                         guint8      usage)
{
  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return FALSE;
  if (ilo_keyboard_release (&self->keyboard, usage))
    ilo_console_send_keyboard (self);
  return TRUE;
}

/* The keys of a chord go down or up in one report. */
static gboolean
move_chord (IloConsole     *self,
            const IloChord *chord,
            gboolean      (*move) (IloKeyboard *, guint8))
{
  gboolean moved = FALSE;

  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return FALSE;
  for (guint i = 0; i < 8; i++)
    if ((chord->modifiers & 1 << i) != 0)
      moved |= move (&self->keyboard, ILO_KEY_FIRST_MODIFIER + i);
  for (guint i = 0; i < chord->n_keys; i++)
    moved |= move (&self->keyboard, chord->keys[i]);
  if (moved)
    ilo_console_send_keyboard (self);
  return TRUE;
}

/**
 * ilo_console_press_chord:
 * @self: a console
 * @chord: keys that go down together
 *
 * Returns: whether there is a live console to send them to
 */
gboolean
ilo_console_press_chord (IloConsole     *self,
                         const IloChord *chord)
{
  return move_chord (self, chord, ilo_keyboard_press);
}

/**
 * ilo_console_release_chord:
 * @self: a console
 * @chord: keys that go up together
 *
 * Returns: whether there is a live console to send them to
 */
gboolean
ilo_console_release_chord (IloConsole     *self,
                           const IloChord *chord)
{
  return move_chord (self, chord, ilo_keyboard_release);
}

/**
 * ilo_console_release_everything:
 * @self: a console
 *
 * Releases all keys and mouse buttons: when the focus is lost, for instance.
 */
void
ilo_console_release_everything (IloConsole *self)
{
  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return;
  if (ilo_keyboard_release_all (&self->keyboard))
    ilo_console_send_keyboard (self);
  if (self->pointer.buttons != ILO_BUTTON_NONE)
    ilo_console_point (self, self->pointer.x, self->pointer.y, ILO_BUTTON_NONE);
}

/**
 * ilo_console_point:
 * @self: a console
 * @x: in pixels of the server's screen
 * @y: likewise
 * @buttons: the buttons that are down
 *
 * Sends where the pointer is. Call it for motion at most once a frame, and for buttons at once. When the
 * connection is slow, of several positions that wait the last one is sent.
 */
void
ilo_console_point (IloConsole *self,
                   guint       x,
                   guint       y,
                   IloButtons  buttons)
{
  IloPointer to = { MIN (x, self->width - 1), MIN (y, self->height - 1), buttons };
  IloInputMessage message;
  IloInputMessage *last;

  if (self->state != ILO_CONSOLE_STATE_OPEN || self->width == 0
      || (to.x == self->pointer.x && to.y == self->pointer.y && to.buttons == self->pointer.buttons))
    return;
  message = ilo_input_encode_pointer (&self->pointer, &to, self->width, self->height);
  last = ilo_link_peek_last (self->console);
  if (last != NULL && ilo_input_is_motion (last, &message))
    *last = ilo_input_encode_pointer (&self->pointer_before, &to, self->width, self->height);
  else
    {
      self->pointer_before = self->pointer;
      ilo_link_send (self->console, &message);
    }
  self->pointer = to;
}

/**
 * ilo_console_has_unsent:
 * @self: a console
 *
 * Returns: whether input waits that has not gone out to the server yet
 */
gboolean
ilo_console_has_unsent (IloConsole *self)
{
  return self->console != NULL && ilo_link_has_unsent (self->console);
}

/**
 * ilo_console_get_in_flight:
 * @self: a console
 *
 * Returns: how many bytes of input have not got to the iLO yet, as far as that is known
 */
gsize
ilo_console_get_in_flight (IloConsole *self)
{
  return self->console != NULL ? ilo_link_get_in_flight (self->console) : 0;
}

/**
 * ilo_console_get_jitter:
 * @self: a console
 *
 * Returns: by how much the way to the iLO and back varies, in milliseconds
 */
guint
ilo_console_get_jitter (IloConsole *self)
{
  return self->console != NULL ? ilo_link_get_jitter (self->console) : 0;
}

/**
 * ilo_console_get_round_trip:
 * @self: a console
 *
 * Returns: how long the way to the iLO and back takes on the console connection, as TCP has measured it, in
 *   microseconds; -1 when there is no telling
 */
gint64
ilo_console_get_round_trip (IloConsole *self)
{
  return self->console != NULL ? ilo_link_get_round_trip (self->console) : -1;
}

/**
 * ilo_console_take_input_delay:
 * @self: a console
 *
 * Returns: the longest that it took from a key or a motion of the pointer to all of its bytes being with the system, since
 *   this was last asked, in microseconds; -1 when there was none
 */
gint64
ilo_console_take_input_delay (IloConsole *self)
{
  return self->console != NULL ? ilo_link_take_delay (self->console) : -1;
}

/**
 * ilo_console_request_refresh:
 * @self: a console
 *
 * Asks the server for the whole picture.
 */
void
ilo_console_request_refresh (IloConsole *self)
{
  IloInputMessage message = ilo_input_encode_refresh ();

  if (self->state == ILO_CONSOLE_STATE_OPEN)
    ilo_link_send (self->console, &message);
}

/**
 * ilo_console_press_power:
 * @self: a console
 * @action: what to do with the power button; all but the momentary press make sense only while it is on
 *
 * Returns: whether there is a live console to send it to
 */
gboolean
ilo_console_press_power (IloConsole     *self,
                         IloPowerAction  action)
{
  IloInputMessage message = ilo_input_encode_power (action);

  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return FALSE;
  ilo_link_send (self->console, &message);
  return TRUE;
}
