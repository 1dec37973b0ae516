/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <openssl/evp.h>

#include "sim-transfer.h"

/* So often a drive may say that its medium has changed. */
#define MAX_TRIES 4

/**
 * SimTransfer:
 *
 * Reads many blocks of a drive, or writes them, with one command after the other. It ends by itself, at the latest
 * when the drive goes.
 */
typedef struct
{
  SimMedia            *media;      /* borrowed; it answers for the last time when it closes */
  GByteArray          *data;       /* owned; NULL for a read */
  guint                per_command;
  guint                block_size;
  guint                n_tries;
  guint32              lba;
  guint32              count;      /* 0 until it is known */
  guint32              done;
  guint32              asked;      /* blocks of the command that is under way */
  gint64               started;
  EVP_MD_CTX          *digest;     /* owned */
  SimTransferResult    result;
  SimTransferCallback  callback;
  gpointer             user_data;
} SimTransfer;

static void
finish (SimTransfer         *self,
        const SimMediaReply *reply,
        const char          *problem)
{
  guint8 hash[EVP_MAX_MD_SIZE];

  self->result.problem = problem;
  self->result.sense = reply != NULL ? reply->header.sense : 0;
  self->result.lba = self->lba + self->done;
  self->result.seconds = (g_get_monotonic_time () - self->started) / 1e6;
  EVP_DigestFinal_ex (self->digest, hash, NULL);
  for (guint i = 0; self->data == NULL && i < 32; i++)
    g_snprintf (self->result.sha256 + 2 * i, 3, "%02x", hash[i]);
  self->callback (&self->result, self->user_data);
  EVP_MD_CTX_free (self->digest);
  g_clear_pointer (&self->data, g_byte_array_unref);
  g_free (self);
}

static void move_next (SimTransfer *self);

static void
on_moved (const SimMediaReply *reply,
          gpointer             user_data)
{
  SimTransfer *self = user_data;
  gsize size = (gsize) self->asked * self->block_size;

  self->result.commands++;
  if (reply == NULL)
    {
      finish (self, NULL, "The drive has gone.");
      return;
    }
  if (reply->header.sense != SIM_SENSE_GOOD || reply->data->len != (self->data == NULL ? size : 0))
    {
      finish (self, reply, "The drive does not do it.");
      return;
    }
  EVP_DigestUpdate (self->digest, reply->data->data, reply->data->len);
  self->done += self->asked;
  self->result.bytes += size;
  move_next (self);
}

static void
move_next (SimTransfer *self)
{
  guint8 frame[SIM_MEDIA_FRAME_SIZE];
  g_autoptr(GByteArray) piece = NULL;
  SimMediaCommand command = {
    .frames = frame, .n_frames = 1, .is_quiet = TRUE, .callback = on_moved, .user_data = self,
  };

  if (self->done == self->count)
    {
      finish (self, NULL, NULL);
      return;
    }
  self->asked = MIN (self->per_command, self->count - self->done);
  sim_media_put_transfer (frame, self->data != NULL ? SIM_MEDIA_WRITE_10 : SIM_MEDIA_READ_10,
                          self->lba + self->done, self->asked);
  if (self->data != NULL)
    {
      piece = g_byte_array_new ();
      g_byte_array_append (piece, self->data->data + (gsize) self->done * self->block_size,
                           self->asked * self->block_size);
      command.data = piece;
    }
  sim_media_send (self->media, &command);
}

static void
ask_capacity (SimTransfer *self);

static void
on_capacity (const SimMediaReply *reply,
             gpointer             user_data)
{
  SimTransfer *self = user_data;
  const guint8 *data;

  if (reply == NULL)
    {
      finish (self, NULL, "The drive has gone.");
      return;
    }
  if (reply->header.sense == SIM_SENSE_MEDIUM_CHANGED && ++self->n_tries < MAX_TRIES)
    {
      ask_capacity (self);
      return;
    }
  if (reply->header.sense != SIM_SENSE_GOOD || reply->data->len != 8)
    {
      finish (self, reply, "The drive does not say how much it has.");
      return;
    }
  data = reply->data->data;
  self->result.n_blocks = ((guint32) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3]) + 1;
  if (self->count == 0 && self->lba < self->result.n_blocks)
    self->count = self->result.n_blocks - self->lba;
  self->started = g_get_monotonic_time ();
  move_next (self);
}

static void
ask_capacity (SimTransfer *self)
{
  static const guint8 frame[SIM_MEDIA_FRAME_SIZE] = { SIM_MEDIA_READ_CAPACITY };
  const SimMediaCommand command = {
    .frames = frame, .n_frames = 1, .is_quiet = TRUE, .callback = on_capacity, .user_data = self,
  };

  sim_media_send (self->media, &command);
}

/**
 * sim_transfer_start:
 * @media: (transfer none): a drive
 * @job: (transfer none): what to do; @data of it has whole blocks
 * @callback: called once, at the end
 * @user_data: for @callback
 *
 * Asks for the capacity, and then moves blocks.
 */
void
sim_transfer_start (SimMedia             *media,
                    const SimTransferJob *job,
                    SimTransferCallback   callback,
                    gpointer              user_data)
{
  SimTransfer *self = g_new0 (SimTransfer, 1);

  self->media = media;
  self->block_size = sim_media_get_block_size (sim_media_get_hello (media));
  self->data = job->data != NULL ? g_byte_array_ref (job->data) : NULL;
  self->per_command = job->per_command;
  self->lba = job->from;
  self->count = job->data != NULL ? job->data->len / self->block_size : job->count;
  self->started = g_get_monotonic_time ();
  self->digest = EVP_MD_CTX_new ();
  EVP_DigestInit_ex (self->digest, EVP_sha256 (), NULL);
  self->callback = callback;
  self->user_data = user_data;
  ask_capacity (self);
}
