/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sol-setup.h"
#include "rackside-bmc.h"

G_BEGIN_DECLS

/* What can wait to be sent at most. Nobody waits for more: at 115200 bits a second this is a minute and a half. */
#define RACKSIDE_SERIAL_MAX_WAITING (1024 * 1024)

/**
 * RacksideSerialState:
 * @RACKSIDE_SERIAL_STATE_CLOSED: nobody wants it
 * @RACKSIDE_SERIAL_STATE_CONNECTING: on its way
 * @RACKSIDE_SERIAL_STATE_OPEN: characters go both ways
 * @RACKSIDE_SERIAL_STATE_HELD: somebody else has it
 * @RACKSIDE_SERIAL_STATE_WAITING: it was open, was lost, and is tried again by itself
 * @RACKSIDE_SERIAL_STATE_FAILED: it cannot be opened
 *
 * How far the serial console is.
 */
typedef enum
{
  RACKSIDE_SERIAL_STATE_CLOSED,
  RACKSIDE_SERIAL_STATE_CONNECTING,
  RACKSIDE_SERIAL_STATE_OPEN,
  RACKSIDE_SERIAL_STATE_HELD,
  RACKSIDE_SERIAL_STATE_WAITING,
  RACKSIDE_SERIAL_STATE_FAILED,
} RacksideSerialState;

/**
 * RacksideSerialLine:
 *
 * The serial console of a server, kept open: it is opened over the BMC's session, and opened again when the BMC or
 * the network was away.
 *
 * Properties: "state" and "setup" notify. Signals: "received" (GBytes *characters); "break" and "overrun" as of
 * #IpmiSol.
 */
#define RACKSIDE_TYPE_SERIAL_LINE (rackside_serial_line_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSerialLine, rackside_serial_line, RACKSIDE, SERIAL_LINE, GObject)

RacksideSerialLine  *rackside_serial_line_new             (void);
void                 rackside_serial_line_set_bmc         (RacksideSerialLine *self,
                                                           RacksideBmc        *bmc);
void                 rackside_serial_line_connect         (RacksideSerialLine *self,
                                                           gboolean            steal);
void                 rackside_serial_line_disconnect      (RacksideSerialLine *self);
RacksideSerialState  rackside_serial_line_get_state       (RacksideSerialLine *self);
const GError        *rackside_serial_line_get_error       (RacksideSerialLine *self);
gint64               rackside_serial_line_get_retry_time  (RacksideSerialLine *self);
const IpmiSolSetup  *rackside_serial_line_get_setup       (RacksideSerialLine *self);
gboolean             rackside_serial_line_write           (RacksideSerialLine *self,
                                                           const char         *data,
                                                           gsize               length);
gsize                rackside_serial_line_get_waiting     (RacksideSerialLine *self);
void                 rackside_serial_line_stop_sending    (RacksideSerialLine *self);
void                 rackside_serial_line_send_break      (RacksideSerialLine *self);
void                 rackside_serial_line_set_paused      (RacksideSerialLine *self,
                                                           gboolean            paused);

G_END_DECLS
