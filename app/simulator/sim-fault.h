/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimPlace:
 *
 * The kinds of connection that a fault can be put on. What comes in on the console's port is a console
 * until its handshake says that it is a command connection.
 */
typedef enum
{
  SIM_PLACE_HTTPS,
  SIM_PLACE_CONSOLE,
  SIM_PLACE_COMMAND,
  SIM_PLACE_MEDIA,
  SIM_PLACE_COUNT,
} SimPlace;

typedef enum
{
  SIM_FAULT_NONE,
  SIM_FAULT_DROP,      /* close the connection */
  SIM_FAULT_RESET,     /* the same, with a TCP reset */
  SIM_FAULT_STALL,     /* send nothing more, for `amount` ms or, when that is 0, for ever */
  SIM_FAULT_GARBAGE,   /* send `amount` bytes of noise in place of what should go out; 0: all of it */
  SIM_FAULT_TRICKLE,   /* one byte at a time, `amount` ms apart */
  SIM_FAULT_SLOW,      /* `amount` bytes a second */
} SimFaultKind;

/**
 * SimFault:
 * @kind: what goes wrong
 * @after: how many of the server's bytes go out untouched before it does
 * @amount: what @kind says
 * @times: how many connections have it, 0 for all
 *
 * Something that goes wrong on the way from the simulator to a client.
 */
typedef struct
{
  SimFaultKind kind;
  guint64      after;
  guint64      amount;
  guint        times;
} SimFault;

gboolean    sim_place_from_name (const char  *name,
                                 SimPlace    *place);
const char *sim_place_get_name  (SimPlace     place);
gboolean    sim_fault_set_kind  (SimFault    *self,
                                 const char  *name);
gboolean    sim_fault_parse     (SimFault    *self,
                                 SimPlace    *place,
                                 const char  *text,
                                 GError     **error);

G_END_DECLS
