/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-timing.h"

G_BEGIN_DECLS

#define IPMI_SOL_HEADER   4
#define IPMI_SOL_MAX_DATA 255       /* the count of accepted characters is a byte */

typedef enum
{
  IPMI_SOL_BREAK       = 1 << 0,    /* the serial port received a break */
  IPMI_SOL_OVERRUN     = 1 << 1,    /* the BMC lost characters from the serial port */
  IPMI_SOL_UNAVAILABLE = 1 << 2,    /* the BMC has passed no character on for long, and says so */
  IPMI_SOL_DEACTIVATED = 1 << 3,    /* the BMC has ended the payload */
  IPMI_SOL_GAP         = 1 << 4,    /* the BMC has given up characters that it could not get across */
} IpmiSolEvents;

/**
 * IpmiSolLinkFuncs:
 * @send: sends a SOL payload; @again: one that wants an answer, and of which none came the last time
 * @answered: the BMC has answered to what was sent
 * @received: takes bytes from the serial port
 * @events: something happened there
 *
 * What a link needs of its owner.
 */
typedef struct
{
  void (*send)     (const guint8  *payload,
                    gsize          length,
                    gboolean       again,
                    gpointer       user_data);
  void (*answered) (gpointer       user_data);
  void (*received) (const guint8  *data,
                    gsize          length,
                    gpointer       user_data);
  void (*events)   (IpmiSolEvents  events,
                    gpointer       user_data);
} IpmiSolLinkFuncs;

/**
 * IpmiSolLink:
 *
 * The serial characters of one SOL payload, both ways, each once and in order. No I/O and no clock of its own;
 * all times are monotonic microseconds.
 */
typedef struct _IpmiSolLink IpmiSolLink;

IpmiSolLink *ipmi_sol_link_new          (const IpmiTiming       *timing,
                                         const IpmiSolLinkFuncs *funcs,
                                         gpointer                user_data);
void         ipmi_sol_link_free         (IpmiSolLink            *self);
void         ipmi_sol_link_set_capacity (IpmiSolLink            *self,
                                         gsize                   length);
guint64      ipmi_sol_link_write        (IpmiSolLink            *self,
                                         const guint8           *data,
                                         gsize                   length,
                                         gint64                  now);
void         ipmi_sol_link_break        (IpmiSolLink            *self,
                                         gint64                  now);
void         ipmi_sol_link_set_paused   (IpmiSolLink            *self,
                                         gboolean                paused,
                                         gint64                  now);
void         ipmi_sol_link_probe        (IpmiSolLink            *self,
                                         gint64                  now);
void         ipmi_sol_link_set_lossy    (IpmiSolLink            *self,
                                         gint64                  now);
gboolean     ipmi_sol_link_receive      (IpmiSolLink            *self,
                                         const guint8           *payload,
                                         gsize                   length,
                                         guint32                 sequence,
                                         gint64                  now);
void         ipmi_sol_link_tick         (IpmiSolLink            *self,
                                         gint64                  now);
gint64       ipmi_sol_link_get_due      (IpmiSolLink            *self);
guint64      ipmi_sol_link_get_accepted (IpmiSolLink            *self);
gint64       ipmi_sol_link_get_stalled  (IpmiSolLink            *self);
const IpmiTiming *
             ipmi_sol_link_get_timing   (IpmiSolLink            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiSolLink, ipmi_sol_link_free)

G_END_DECLS
