/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-probe.h"

/* So often a drive may say that it is not ready, or that something has changed. */
#define MAX_TRIES 4

/* A boot image is read in such pieces, and no more of it than a machine of old had memory for. */
#define BOOT_SECTORS     16
#define MAX_BOOT_SECTORS 4096
#define BLOCKS_PER_SECTOR (SIM_ISO_SECTOR_SIZE / SIM_FAT_SECTOR_SIZE)

struct _SimProbe
{
  SimMedia         *media;       /* borrowed; it answers for the last time when it closes */
  SimProbeCallback  callback;
  gpointer          user_data;
  SimProbeResult    result;
  gboolean          loads_boot_image;
  guint             n_tries;
  guint32           sector;      /* of the volume descriptor, or of the boot image */
  guint32           end;
};

static void
finish (SimProbe   *self,
        const char *problem)
{
  self->result.problem = problem;
  self->callback (&self->result, self->user_data);
  g_free (self);
}

static void
send_frame (SimProbe         *self,
            const guint8      frame[SIM_MEDIA_FRAME_SIZE],
            SimMediaCallback  callback)
{
  const SimMediaCommand command = {
    .frames = frame, .n_frames = 1, .is_quiet = TRUE, .callback = callback, .user_data = self,
  };

  sim_media_send (self->media, &command);
}

static void
read_sectors (SimProbe         *self,
              guint32           lba,
              guint16           n,
              SimMediaCallback  callback)
{
  guint8 frame[SIM_MEDIA_FRAME_SIZE];

  sim_media_put_transfer (frame, SIM_MEDIA_READ_10, lba, n);
  send_frame (self, frame, callback);
}

/* Whether @reply has what a read of @size bytes should have brought. If not, the probe has ended. */
static gboolean
has_data (SimProbe            *self,
          const SimMediaReply *reply,
          gsize                size)
{
  if (reply != NULL && reply->header.sense == SIM_SENSE_GOOD && reply->data->len == size)
    return TRUE;
  finish (self, reply == NULL ? "the drive has gone" : "it cannot be read");
  return FALSE;
}

static void load_more (SimProbe *self);

static void
on_boot_image (const SimMediaReply *reply,
               gpointer             user_data)
{
  SimProbe *self = user_data;
  guint n = MIN (BOOT_SECTORS, self->end - self->sector);

  if (!has_data (self, reply, n * SIM_ISO_SECTOR_SIZE))
    return;
  self->result.loaded += reply->data->len;
  self->sector += n;
  load_more (self);
}

static void
load_more (SimProbe *self)
{
  if (self->sector == self->end)
    finish (self, NULL);
  else
    read_sectors (self, self->sector, MIN (BOOT_SECTORS, self->end - self->sector), on_boot_image);
}

static void
load_boot_image (SimProbe *self)
{
  const SimIsoBoot *boot = &self->result.iso.boots[0];
  guint n = CLAMP ((boot->blocks + BLOCKS_PER_SECTOR - 1u) / BLOCKS_PER_SECTOR, 1, MAX_BOOT_SECTORS);

  if (boot->lba >= self->result.n_blocks || n > self->result.n_blocks - boot->lba)
    {
      finish (self, "its boot image lies outside the disc");
      return;
    }
  self->sector = boot->lba;
  self->end = boot->lba + n;
  load_more (self);
}

static void
on_catalogue (const SimMediaReply *reply,
              gpointer             user_data)
{
  SimProbe *self = user_data;

  if (!has_data (self, reply, SIM_ISO_SECTOR_SIZE))
    return;
  if (sim_iso_take_catalogue (&self->result.iso, reply->data->data) && self->result.iso.n_boots > 0 &&
      self->loads_boot_image)
    load_boot_image (self);
  else
    finish (self, NULL);
}

static void
end_descriptors (SimProbe *self)
{
  if (self->result.is_iso && self->result.iso.catalogue != 0 && self->result.iso.catalogue < self->result.n_blocks)
    read_sectors (self, self->result.iso.catalogue, 1, on_catalogue);
  else
    finish (self, NULL);
}

static void
on_descriptor (const SimMediaReply *reply,
               gpointer             user_data)
{
  SimProbe *self = user_data;
  SimIsoDescriptor kind;

  if (!has_data (self, reply, SIM_ISO_SECTOR_SIZE))
    return;
  kind = sim_iso_take_descriptor (&self->result.iso, reply->data->data);
  self->result.is_iso |= kind == SIM_ISO_PRIMARY;
  self->sector++;
  if (kind == SIM_ISO_END || kind == SIM_ISO_NONE || self->sector >= self->result.n_blocks ||
      self->sector >= SIM_ISO_FIRST_DESCRIPTOR + SIM_ISO_MAX_DESCRIPTORS)
    end_descriptors (self);
  else
    read_sectors (self, self->sector, 1, on_descriptor);
}

static void
on_boot_sector (const SimMediaReply *reply,
                gpointer             user_data)
{
  SimProbe *self = user_data;

  if (!has_data (self, reply, SIM_FAT_SECTOR_SIZE))
    return;
  self->result.is_fat = sim_fat_take_boot_sector (reply->data->data, self->result.label);
  finish (self, NULL);
}

static void
on_capacity (const SimMediaReply *reply,
             gpointer             user_data)
{
  SimProbe *self = user_data;
  const guint8 *data;

  if (!has_data (self, reply, 8))
    return;
  data = reply->data->data;
  self->result.n_blocks = ((guint32) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3]) + 1;
  self->result.block_size = (guint32) data[4] << 24 | data[5] << 16 | data[6] << 8 | data[7];
  if (self->result.block_size != sim_media_get_block_size (sim_media_get_hello (self->media)))
    finish (self, "its blocks have a strange size");
  else if (sim_media_get_hello (self->media)->type != SIM_MEDIA_CD)
    read_sectors (self, 0, 1, on_boot_sector);
  else if (self->result.n_blocks > SIM_ISO_FIRST_DESCRIPTOR)
    read_sectors (self, self->sector = SIM_ISO_FIRST_DESCRIPTOR, 1, on_descriptor);
  else
    finish (self, NULL);
}

static void
on_ready (const SimMediaReply *reply,
          gpointer             user_data)
{
  static const guint8 capacity[SIM_MEDIA_FRAME_SIZE] = { SIM_MEDIA_READ_CAPACITY };
  static const guint8 ready[SIM_MEDIA_FRAME_SIZE] = { SIM_MEDIA_TEST_UNIT_READY };
  SimProbe *self = user_data;

  if (reply == NULL)
    finish (self, "the drive has gone");
  else if (reply->header.sense == SIM_SENSE_GOOD)
    send_frame (self, capacity, on_capacity);
  else if (++self->n_tries < MAX_TRIES)
    send_frame (self, ready, on_ready);
  else
    finish (self, reply->header.sense == SIM_SENSE_NO_MEDIUM ? "there is no medium" : "it does not get ready");
}

/**
 * sim_probe_start:
 * @media: (transfer none): a drive
 * @loads_boot_image: whether to read what a disc is started from, too
 * @callback: called at the end, but not before this has returned
 * @user_data: for @callback
 *
 * Returns: (transfer none): what can be cancelled until @callback is called
 */
SimProbe *
sim_probe_start (SimMedia         *media,
                 gboolean          loads_boot_image,
                 SimProbeCallback  callback,
                 gpointer          user_data)
{
  static const guint8 ready[SIM_MEDIA_FRAME_SIZE] = { SIM_MEDIA_TEST_UNIT_READY };
  SimProbe *self = g_new0 (SimProbe, 1);

  self->media = media;
  self->loads_boot_image = loads_boot_image;
  self->callback = callback;
  self->user_data = user_data;
  send_frame (self, ready, on_ready);
  return self;
}

/**
 * sim_probe_cancel:
 * @self: (transfer full): a probe
 *
 * Ends it without a word.
 */
void
sim_probe_cancel (SimProbe *self)
{
  sim_media_forget (self->media, self);
  g_free (self);
}
