/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-media-wire.h"

#define HELLO_COMMAND 0x10
#define IMAGE_BIT     0x80

#define KNOWN_FLAGS (SIM_MEDIA_WRITE_PROTECTED | SIM_MEDIA_KEEPALIVE | SIM_MEDIA_DISCONNECT)

#define MEDIUM_NONE 0x00
#define MEDIUM_CD   0x01
#define MEDIUM_DISK 0x24

#define CD_BLOCK_SIZE   2048
#define DISK_BLOCK_SIZE 512

#define MAX_TOC_SIZE 412

/* Any length will do, as of a physical drive's reply. */
#define ANY_LENGTH G_MAXUINT64

static guint32
get_le32 (const guint8 *data)
{
  return data[0] | data[1] << 8 | data[2] << 16 | (guint32) data[3] << 24;
}

static guint32
get_be16 (const guint8 *data)
{
  return data[0] << 8 | data[1];
}

static guint32
get_be32 (const guint8 *data)
{
  return get_be16 (data) << 16 | get_be16 (data + 2);
}

static gboolean
is_masked (const char *features)
{
  g_auto(GStrv) list = g_strsplit (features, ";", -1);

  return g_strv_contains ((const char *const *) list, "ENCRYPT_VMKEY");
}

/**
 * sim_media_hello_decode:
 * @self: (out caller-allocates): the hello
 * @data: what the client sent first
 * @enc_key: `enc_key` of `rc_info`, letters as they are there
 * @features: `optional_features` of `rc_info`
 *
 * Reads a hello (virtual media protocol, sections 1.3 and 1.4).
 */
void
sim_media_hello_decode (SimMediaHello *self,
                        const guint8   data[SIM_MEDIA_HELLO_SIZE],
                        const char    *enc_key,
                        const char    *features)
{
  gboolean masked = is_masked (features);

  self->command = data[0];
  self->type = data[1] & ~IMAGE_BIT;
  self->is_image = (data[1] & IMAGE_BIT) != 0;
  self->wrong = NULL;
  if (self->command != HELLO_COMMAND)
    self->wrong = "command";
  else if (self->type < SIM_MEDIA_FLOPPY || self->type > SIM_MEDIA_KEY)
    self->wrong = "type";
  for (guint i = 0; i < SIM_SESSION_KEY_LENGTH; i++)
    self->key[i] = data[2 + i] ^ (masked ? enc_key[i] : 0);
  self->key[SIM_SESSION_KEY_LENGTH] = '\0';
}

/**
 * sim_media_header_decode:
 * @self: (out caller-allocates): the header
 * @data: its bytes
 *
 * Reads the header of whatever a client sends (section 2.4).
 */
void
sim_media_header_decode (SimMediaHeader *self,
                         const guint8    data[SIM_MEDIA_HEADER_SIZE])
{
  self->magic = get_le32 (data);
  self->flags = get_le32 (data + 4);
  self->medium = data[8];
  self->sense = data[9] << 16 | data[10] << 8 | data[11];
  self->length = get_le32 (data + 12);
  memcpy (self->cookie, data + 8, sizeof self->cookie);
}

static guint32
count_blocks (const guint8 frame[SIM_MEDIA_FRAME_SIZE])
{
  return frame[0] >= 0xa0 ? get_be32 (frame + 6) : get_be16 (frame + 7);
}

/**
 * sim_media_get_block_size:
 * @self: what kind of drive it is
 *
 * Returns: how many bytes a block has
 */
guint
sim_media_get_block_size (const SimMediaHello *self)
{
  return self->type == SIM_MEDIA_CD ? CD_BLOCK_SIZE : DISK_BLOCK_SIZE;
}

/* How many bytes have to follow a header that says success, and how many one that does not. */
static void
get_lengths (const SimMediaHello *hello,
             const guint8        *frame,
             guint64             *good,
             guint64             *bad)
{
  gboolean is_cd = hello->type == SIM_MEDIA_CD;

  *bad = 0;
  *good = 0;
  if (is_cd && !hello->is_image)
    {
      *good = ANY_LENGTH;
      *bad = ANY_LENGTH;
      return;
    }
  switch (frame[0])
    {
    case SIM_MEDIA_READ_10:
    case SIM_MEDIA_READ_12:
      *good = (guint64) count_blocks (frame) * sim_media_get_block_size (hello);
      break;
    case SIM_MEDIA_READ_CAPACITY:
      *good = 8;
      break;
    case SIM_MEDIA_READ_FORMAT_CAPACITIES:
      *good = is_cd ? 0 : 20;
      *bad = is_cd ? 0 : 20;
      break;
    case SIM_MEDIA_READ_TOC:
      *good = is_cd ? MIN (get_be16 (frame + 7), MAX_TOC_SIZE) : 0;
      break;
    case SIM_MEDIA_MODE_SENSE_10:
      *good = is_cd ? 8 : 0;
      break;
    case SIM_MEDIA_GET_EVENT_STATUS:
      if (is_cd)
        *good = MIN (get_be16 (frame + 7), (frame[4] & 0x10) != 0 ? 8u : 4u);
      break;
    default:
      break;
    }
}

static const char *
check_medium (const SimMediaHeader *self,
              const SimMediaHello  *hello)
{
  gboolean is_cd = hello->type == SIM_MEDIA_CD;

  if ((self->flags & ~KNOWN_FLAGS) != 0 || (is_cd && (self->flags & SIM_MEDIA_WRITE_PROTECTED) != 0))
    return "flags";
  if (self->medium != MEDIUM_NONE && self->medium != (is_cd ? MEDIUM_CD : MEDIUM_DISK) &&
      !(is_cd && !hello->is_image))
    return "medium";
  return NULL;
}

/**
 * sim_media_header_check:
 * @self: a header
 * @hello: what kind of drive sent it
 * @frame: (nullable): the command that it answers; %NULL for one that comes unasked
 *
 * Finds what is not as sections 2 and 3 have it.
 *
 * Returns: (nullable): what is wrong, in a word, or %NULL when nothing is
 */
const char *
sim_media_header_check (const SimMediaHeader *self,
                        const SimMediaHello  *hello,
                        const guint8         *frame)
{
  const char *wrong;
  guint64 good;
  guint64 bad;

  if (self->magic != SIM_MEDIA_MAGIC)
    return "magic";
  if (frame != NULL && frame[0] == SIM_MEDIA_SYNCHRONISE)
    {
      if ((self->flags & ~SIM_MEDIA_WRITE_PROTECTED) != 0)
        return "flags";
      return memcmp (self->cookie, frame + 4, sizeof self->cookie) == 0 ? NULL : "cookie";
    }
  wrong = check_medium (self, hello);
  if (wrong != NULL)
    return wrong;
  if (frame == NULL)
    return self->length == 0 ? NULL : "length";
  if (self->flags & ~SIM_MEDIA_WRITE_PROTECTED)
    return "flags";
  if (self->sense >> 16 == 0 && self->sense != SIM_SENSE_GOOD)
    return "sense";
  get_lengths (hello, frame, &good, &bad);
  if (self->sense != SIM_SENSE_GOOD)
    good = bad;
  return good == ANY_LENGTH || self->length == good ? NULL : "length";
}

/**
 * sim_media_get_data_out:
 * @self: what kind of drive it is for
 * @frame: a command
 *
 * Returns: how many bytes of data have to follow the command (sections 3.1.6, 3.3.3 and 3.3.6)
 */
guint64
sim_media_get_data_out (const SimMediaHello *self,
                        const guint8         frame[SIM_MEDIA_FRAME_SIZE])
{
  switch (frame[0])
    {
    case SIM_MEDIA_WRITE_10:
    case SIM_MEDIA_WRITE_AND_VERIFY:
    case SIM_MEDIA_WRITE_12:
      return (guint64) count_blocks (frame) * sim_media_get_block_size (self);
    case SIM_MEDIA_FORMAT_UNIT:
    case 0x55:      /* MODE SELECT(10) */
      return get_be16 (frame + 7);
    case 0x15:      /* MODE SELECT(6) */
      return frame[4];
    case 0x1d:      /* SEND DIAGNOSTIC */
      return get_be16 (frame + 3);
    case 0x3b:      /* WRITE BUFFER */
      return (guint64) frame[6] << 16 | get_be16 (frame + 7);
    default:
      return 0;
    }
}

/**
 * sim_media_put_transfer:
 * @frame: (out): the command
 * @operation: READ(10), WRITE(10) or WRITE AND VERIFY(10)
 * @lba: the first block
 * @blocks: how many
 *
 * Writes a command that moves blocks.
 */
void
sim_media_put_transfer (guint8  frame[SIM_MEDIA_FRAME_SIZE],
                        guint8  operation,
                        guint32 lba,
                        guint16 blocks)
{
  const guint8 bytes[SIM_MEDIA_FRAME_SIZE] = {
    operation, 0, lba >> 24, lba >> 16, lba >> 8, lba, 0, blocks >> 8, blocks,
  };

  memcpy (frame, bytes, sizeof bytes);
}

const char *
sim_media_operation_get_name (guint8 operation)
{
  static const struct { guint8 operation; const char *name; } names[] = {
    { SIM_MEDIA_TEST_UNIT_READY, "TEST UNIT READY" }, { 0x01, "REZERO UNIT" }, { 0x03, "REQUEST SENSE" },
    { SIM_MEDIA_FORMAT_UNIT, "FORMAT UNIT" }, { 0x12, "INQUIRY" }, { 0x15, "MODE SELECT(6)" },
    { 0x1a, "MODE SENSE(6)" }, { SIM_MEDIA_START_STOP_UNIT, "START STOP UNIT" }, { 0x1d, "SEND DIAGNOSTIC" },
    { 0x1e, "PREVENT ALLOW MEDIUM REMOVAL" }, { SIM_MEDIA_READ_FORMAT_CAPACITIES, "READ FORMAT CAPACITIES" },
    { SIM_MEDIA_READ_CAPACITY, "READ CAPACITY(10)" }, { SIM_MEDIA_READ_10, "READ(10)" },
    { SIM_MEDIA_WRITE_10, "WRITE(10)" }, { 0x2b, "SEEK(10)" }, { SIM_MEDIA_WRITE_AND_VERIFY, "WRITE AND VERIFY(10)" },
    { 0x2f, "VERIFY(10)" }, { 0x35, "SYNCHRONIZE CACHE" }, { 0x3b, "WRITE BUFFER" },
    { SIM_MEDIA_READ_TOC, "READ TOC" }, { SIM_MEDIA_GET_EVENT_STATUS, "GET EVENT STATUS NOTIFICATION" },
    { 0x55, "MODE SELECT(10)" }, { SIM_MEDIA_MODE_SENSE_10, "MODE SENSE(10)" }, { SIM_MEDIA_READ_12, "READ(12)" },
    { SIM_MEDIA_WRITE_12, "WRITE(12)" }, { SIM_MEDIA_SYNCHRONISE, "synchronise" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].operation == operation)
      return names[i].name;
  return "unknown";
}
