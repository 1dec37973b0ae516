/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SimOutboxCallback:
 * @ok: %TRUE when everything that was put in has been written, %FALSE when the connection has failed
 * @user_data: the outbox's owner
 */
typedef void (*SimOutboxCallback) (gboolean ok,
                                   gpointer user_data);

/**
 * SimOutbox:
 *
 * What is to be written to a connection, in order and without blocking. It may be freed at any time; a
 * write under way is cancelled then, and keeps the connection until it is back.
 */
typedef struct _SimOutbox SimOutbox;

SimOutbox  *sim_outbox_new      (GIOStream          *connection,
                                 SimOutboxCallback   callback,
                                 gpointer            user_data);
void        sim_outbox_free     (SimOutbox          *self);
GByteArray *sim_outbox_get      (SimOutbox          *self);
void        sim_outbox_flush    (SimOutbox          *self);
gboolean    sim_outbox_is_empty (SimOutbox          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimOutbox, sim_outbox_free)

G_END_DECLS
