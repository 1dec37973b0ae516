/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sol-setup.h"

G_BEGIN_DECLS

/**
 * RacksideSerialWatch:
 *
 * What has come over a serial console and what was sent, as far as it serves to say why nothing comes. All zero:
 * just connected.
 */
typedef struct
{
  /*< private >*/
  guint64  received;
  guint    recent;            /* bytes looked at, halved from time to time so that the past fades */
  guint    strange;           /* of those, how many no console would send */
  guint    utf8_left;         /* bytes that the character that was begun still wants */
  gboolean stopped;           /* Ctrl+S was typed, and nothing since that would take it back */
  guint64  unanswered;        /* bytes sent since something came */
} RacksideSerialWatch;

void  rackside_serial_watch_received  (RacksideSerialWatch       *self,
                                       const guint8              *data,
                                       gsize                      length);
void  rackside_serial_watch_sent      (RacksideSerialWatch       *self,
                                       const char                *data,
                                       gsize                      length);
char *rackside_serial_watch_hint      (const RacksideSerialWatch *self,
                                       const IpmiSolSetup        *setup);
char *rackside_serial_failure_hint    (const IpmiSolSetup        *setup);

G_END_DECLS
