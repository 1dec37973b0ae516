/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-input-log.h"
#include "sim-machine.h"

static const char *const modifier_names[] = {
  "left-ctrl", "left-shift", "left-alt", "left-super",
  "right-ctrl", "right-shift", "right-alt", "right-super", NULL,
};

static const char *const button_names[] = { "left", "right", "middle", NULL };

static void
add_names (JsonObject        *line,
           const char        *member,
           guint              bits,
           const char *const *names)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (bits & 1 << i)
      json_array_add_string_element (array, names[i]);
  json_object_set_array_member (line, member, array);
}

static void
describe_keyboard (const SimInputMessage *message,
                   JsonObject            *line)
{
  JsonArray *keys = json_array_new ();

  json_object_set_int_member (line, "modifiers", message->modifiers);
  add_names (line, "modifier_names", message->modifiers, modifier_names);
  for (guint i = 0; i < SIM_KEYBOARD_KEYS; i++)
    json_array_add_int_element (keys, message->keys[i]);
  json_object_set_array_member (line, "keys", keys);
}

static void
describe_mouse (const SimInputMessage *message,
                JsonObject            *line)
{
  json_object_set_int_member (line, "x", message->x);
  json_object_set_int_member (line, "y", message->y);
  json_object_set_int_member (line, "dx", message->dx);
  json_object_set_int_member (line, "dy", message->dy);
  json_object_set_int_member (line, "buttons", message->buttons);
  add_names (line, "button_names", message->buttons, button_names);
}

/**
 * sim_input_log_get_event:
 * @message: what a client sent
 *
 * Returns: what the log calls it
 */
const char *
sim_input_log_get_event (const SimInputMessage *message)
{
  switch (message->kind)
    {
    case SIM_INPUT_POWER:
      return "power";
    case SIM_INPUT_KEYBOARD:
      return "keyboard";
    case SIM_INPUT_MOUSE:
      return "mouse";
    case SIM_INPUT_REFRESH:
      return "refresh";
    case SIM_INPUT_PONG:
      return "pong";
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * sim_input_log_describe:
 * @message: what a client sent
 * @line: a line of the log
 *
 * Adds what is in @message to @line.
 */
void
sim_input_log_describe (const SimInputMessage *message,
                        JsonObject            *line)
{
  if (message->kind == SIM_INPUT_KEYBOARD)
    describe_keyboard (message, line);
  else if (message->kind == SIM_INPUT_MOUSE)
    describe_mouse (message, line);
  else if (message->kind == SIM_INPUT_POWER)
    {
      json_object_set_int_member (line, "value", message->action);
      if (message->action < SIM_POWER_COUNT)
        json_object_set_string_member (line, "action", sim_power_get_name (message->action));
    }
  json_object_set_int_member (line, "cipher", message->cipher);
  if (message->wrong != NULL)
    json_object_set_string_member (line, "wrong", message->wrong);
}
