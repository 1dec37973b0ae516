/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* How long a text of a server may be, in bytes; what is longer is no name, no address and no tag. */
#define RACKSIDE_SERVER_MAX_TEXT 1024

/* The highest number that a cipher suite can have (IPMI 2.0 §22.15.2). */
#define RACKSIDE_SERVER_MAX_SUITE 63

/**
 * RacksideServer:
 *
 * A server that the user has saved: what it is called and how to get there, and no secret.
 *
 * Properties, all but "id" writable: "id", a UUID; "name"; "address", `ilo://USER@HOST[:PORT]` or
 * `ipmi://USER@HOST[:PORT]`; "tags", a string array; "layout", the xkb layout of the server's keyboard, as
 * `de` or `de+nodeadkeys`; "bmc", `ipmi://USER@HOST[:PORT]` when its BMC is reached another way than "address" says;
 * "bmc-suite", a cipher suite or -1; "bmc-bridge", as `0:0x72`; "macros", an array of RacksideMacro. Texts that are not set are empty. "title" is
 * what to call the server.
 */
#define RACKSIDE_TYPE_SERVER (rackside_server_get_type ())
G_DECLARE_FINAL_TYPE (RacksideServer, rackside_server, RACKSIDE, SERVER, GObject)

RacksideServer    *rackside_server_new            (const char         *id);
RacksideServer    *rackside_server_copy           (RacksideServer     *self,
                                                   const char         *id);
void               rackside_server_assign         (RacksideServer     *self,
                                                   RacksideServer     *other);
gboolean           rackside_server_equal          (RacksideServer     *self,
                                                   RacksideServer     *other);
gboolean           rackside_server_check          (RacksideServer     *self,
                                                   GError            **error);
gboolean           rackside_server_matches        (RacksideServer     *self,
                                                   const char *const  *words);
const char        *rackside_server_get_id         (RacksideServer     *self);
const char        *rackside_server_get_name       (RacksideServer     *self);
const char        *rackside_server_get_title      (RacksideServer     *self);
const char        *rackside_server_get_address    (RacksideServer     *self);
const char *const *rackside_server_get_tags       (RacksideServer     *self);
const char        *rackside_server_get_layout     (RacksideServer     *self);
const char        *rackside_server_get_bmc        (RacksideServer     *self);
int                rackside_server_get_bmc_suite  (RacksideServer     *self);
const char        *rackside_server_get_bmc_bridge (RacksideServer     *self);
const GPtrArray   *rackside_server_get_macros     (RacksideServer     *self);

G_END_DECLS
