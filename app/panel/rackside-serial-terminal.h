/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <vte/vte.h>

G_BEGIN_DECLS

/**
 * RacksideSerialTerminal:
 *
 * The terminal of a serial console: as wide as servers think that it is, 80 columns, at least; scrolled sideways where
 * there is less room. While it has the focus, every key is for the server but a few with Ctrl and Shift, which activate
 * actions of the group "serial", and Ctrl+Tab, which goes on to the next widget.
 *
 * Properties: "live", "behind" (notifies). Signal "typed" (const char *text, guint length): what is for the server.
 */
#define RACKSIDE_TYPE_SERIAL_TERMINAL (rackside_serial_terminal_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSerialTerminal, rackside_serial_terminal, RACKSIDE, SERIAL_TERMINAL, AdwBin)

VteTerminal *rackside_serial_terminal_get_vte     (RacksideSerialTerminal *self);
void         rackside_serial_terminal_feed        (RacksideSerialTerminal *self,
                                                   GBytes                 *characters);
void         rackside_serial_terminal_note        (RacksideSerialTerminal *self,
                                                   const char             *text);
void         rackside_serial_terminal_set_live    (RacksideSerialTerminal *self,
                                                   gboolean                live);
gboolean     rackside_serial_terminal_get_behind  (RacksideSerialTerminal *self);
void         rackside_serial_terminal_zoom        (RacksideSerialTerminal *self,
                                                   int                     steps);

G_END_DECLS
