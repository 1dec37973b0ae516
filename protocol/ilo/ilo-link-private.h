/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-cipher.h"
#include "ilo-input.h"

G_BEGIN_DECLS

/**
 * IloLinkEvents:
 * @received: bytes have come; may free the link
 * @closed: the connection is at its end, and @error says why; may free the link
 *
 * What a link has to say.
 */
typedef struct
{
  void (*received) (const guint8 *data,
                    gsize         length,
                    gpointer      user_data);
  void (*closed)   (const GError *error,
                    gpointer      user_data);
} IloLinkEvents;

/**
 * IloLink:
 *
 * One connection to the console port after its handshake, in the thread-default main context. What is
 * sent goes out at once if the socket takes it, and waits in a short queue if not.
 */
typedef struct _IloLink IloLink;

IloLink         *ilo_link_new        (GSocketConnection     *connection,
                                      const IloLinkEvents   *events,
                                      gpointer               user_data);
void             ilo_link_free       (IloLink               *self);
void             ilo_link_set_cipher (IloLink               *self,
                                      IloCipher             *cipher);
void             ilo_link_hold       (IloLink               *self,
                                      gboolean               hold);
void             ilo_link_send       (IloLink               *self,
                                      const IloInputMessage *message);
IloInputMessage *ilo_link_peek_last  (IloLink               *self);
gboolean         ilo_link_has_unsent (IloLink               *self);
gsize            ilo_link_get_in_flight (IloLink            *self);
guint            ilo_link_get_jitter    (IloLink            *self);
gint64           ilo_link_get_round_trip (IloLink           *self);
gint64           ilo_link_take_delay (IloLink               *self);
void             ilo_link_drain      (IloLink               *self);
void             ilo_link_finish     (IloLink               *self);
gboolean         ilo_link_is_closed  (IloLink               *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloLink, ilo_link_free)

G_END_DECLS
