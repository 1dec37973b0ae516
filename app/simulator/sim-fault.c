/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "sim-fault.h"

static const char *const place_names[] = { "https", "console", "command", "media" };

/* Each kind with the name of its amount, and what that is when not given. */
static const struct
{
  const char *name;
  const char *amount_name;
  guint64     amount;
} kinds[] = {
  [SIM_FAULT_NONE] = { "none", NULL, 0 },
  [SIM_FAULT_DROP] = { "drop", NULL, 0 },
  [SIM_FAULT_RESET] = { "reset", NULL, 0 },
  [SIM_FAULT_STALL] = { "stall", "milliseconds", 0 },
  [SIM_FAULT_GARBAGE] = { "garbage", "bytes", 0 },
  [SIM_FAULT_TRICKLE] = { "trickle", "milliseconds", 1 },
  [SIM_FAULT_SLOW] = { "slow", "rate", 8192 },
};

gboolean
sim_place_from_name (const char *name,
                     SimPlace   *place)
{
  for (guint i = 0; i < SIM_PLACE_COUNT; i++)
    if (g_strcmp0 (name, place_names[i]) == 0)
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

const char *
sim_place_get_name (SimPlace place)
{
  return place_names[place];
}

/**
 * sim_fault_set_kind:
 * @self: a fault
 * @name: the kind's name
 *
 * Sets the kind and the amount that it has when none is given.
 *
 * Returns: whether there is such a kind
 */
gboolean
sim_fault_set_kind (SimFault   *self,
                    const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (name, kinds[i].name) == 0)
      {
        self->kind = i;
        self->amount = kinds[i].amount;
        return TRUE;
      }
  return FALSE;
}

static gboolean
set_value (SimFault    *self,
           const char  *setting,
           GError     **error)
{
  const char *equals = strchr (setting, '=');
  guint64 value = 0;

  if (equals != NULL && g_ascii_string_to_unsigned (equals + 1, 10, 0, G_MAXUINT32, &value, NULL))
    {
      g_autofree char *name = g_strndup (setting, equals - setting);

      if (g_str_equal (name, "after"))
        self->after = value;
      else if (g_str_equal (name, "times"))
        self->times = value;
      else if (g_strcmp0 (name, kinds[self->kind].amount_name) == 0 &&
               (value > 0 || self->kind != SIM_FAULT_SLOW))
        self->amount = value;
      else
        equals = NULL;
    }
  else
    {
      equals = NULL;
    }
  if (equals == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "The fault \"%s\" does not take \"%s\".", kinds[self->kind].name, setting);
  return equals != NULL;
}

/**
 * sim_fault_parse:
 * @self: (out): the fault
 * @place: (out): where to put it
 * @text: `PLACE:KIND[,NAME=NUMBER…]`, for example `console:drop,after=5000,times=1`
 * @error: return location for an error
 *
 * Reads a fault as the command line gives it.
 *
 * Returns: whether @text is one
 */
gboolean
sim_fault_parse (SimFault    *self,
                 SimPlace    *place,
                 const char  *text,
                 GError     **error)
{
  g_auto(GStrv) sides = g_strsplit (text, ":", 2);
  g_auto(GStrv) parts = NULL;
  SimFault fault = { 0 };

  if (sides[0] == NULL || !sim_place_from_name (sides[0], place) || sides[1] == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "A fault begins with \"https:\", \"console:\", \"command:\" or \"media:\", not \"%s\".", text);
      return FALSE;
    }
  parts = g_strsplit (sides[1], ",", -1);
  if (parts[0] == NULL || !sim_fault_set_kind (&fault, parts[0]))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "There is no fault in \"%s\": it can be drop, reset, stall, garbage, trickle or slow.", text);
      return FALSE;
    }
  for (guint i = 1; parts[i] != NULL; i++)
    if (!set_value (&fault, parts[i], error))
      return FALSE;
  *self = fault;
  return TRUE;
}
