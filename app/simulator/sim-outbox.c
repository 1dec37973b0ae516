/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-outbox.h"

struct _SimOutbox
{
  GIOStream         *connection;     /* owned */
  GCancellable      *cancellable;    /* owned */
  SimOutboxCallback  callback;
  gpointer           user_data;
  GByteArray        *waiting;        /* owned */
  GByteArray        *writing;        /* owned; NULL when no write is under way */
  gboolean           is_freed;
};

static void
destroy (SimOutbox *self)
{
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->waiting);
  g_clear_pointer (&self->writing, g_byte_array_unref);
  g_free (self);
}

static void
on_written (GObject      *stream,
            GAsyncResult *result,
            gpointer      user_data)
{
  SimOutbox *self = user_data;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);

  g_clear_pointer (&self->writing, g_byte_array_unref);
  if (self->is_freed)
    destroy (self);
  else if (ok && self->waiting->len > 0)
    sim_outbox_flush (self);
  else
    self->callback (ok, self->user_data);
}

/**
 * sim_outbox_new:
 * @connection: (transfer none): where to write
 * @callback: called each time when all is written, and when the connection has failed
 * @user_data: for @callback
 *
 * Returns: (transfer full): an empty outbox
 */
SimOutbox *
sim_outbox_new (GIOStream         *connection,
                SimOutboxCallback  callback,
                gpointer           user_data)
{
  SimOutbox *self = g_new0 (SimOutbox, 1);

  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->callback = callback;
  self->user_data = user_data;
  self->waiting = g_byte_array_new ();
  return self;
}

/**
 * sim_outbox_free:
 * @self: (transfer full): an outbox
 *
 * Throws away what is not written. The callback is not called any more.
 */
void
sim_outbox_free (SimOutbox *self)
{
  self->is_freed = TRUE;
  if (self->writing != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    destroy (self);
}

/**
 * sim_outbox_get:
 * @self: an outbox
 *
 * Returns: (transfer none): where to append; call sim_outbox_flush() after that
 */
GByteArray *
sim_outbox_get (SimOutbox *self)
{
  return self->waiting;
}

/**
 * sim_outbox_flush:
 * @self: an outbox
 *
 * Begins to write, unless that is under way.
 */
void
sim_outbox_flush (SimOutbox *self)
{
  if (self->writing != NULL || self->waiting->len == 0)
    return;
  self->writing = self->waiting;
  self->waiting = g_byte_array_new ();
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->connection), self->writing->data,
                                   self->writing->len, G_PRIORITY_DEFAULT, self->cancellable, on_written,
                                   self);
}

gboolean
sim_outbox_is_empty (SimOutbox *self)
{
  return self->writing == NULL && self->waiting->len == 0;
}
