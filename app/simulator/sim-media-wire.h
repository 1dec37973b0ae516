/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sim-sessions.h"

G_BEGIN_DECLS

#define SIM_MEDIA_HELLO_SIZE  34
#define SIM_MEDIA_HEADER_SIZE 16
#define SIM_MEDIA_FRAME_SIZE  12

#define SIM_MEDIA_MAGIC 0x0badc0deu

/* Results of the hello (virtual media protocol, section 1.5). */
#define SIM_MEDIA_ACCEPTED       0x20
#define SIM_MEDIA_TAKEN          0x21
#define SIM_MEDIA_WRONG_KEY      0x22
#define SIM_MEDIA_NO_LICENCE     0x23
#define SIM_MEDIA_NOT_CONFIGURED 0x25
#define SIM_MEDIA_NO_PRIVILEGE   0x26

/* What a drive is (section 1.4). */
typedef enum
{
  SIM_MEDIA_FLOPPY = 1,
  SIM_MEDIA_CD = 2,
  SIM_MEDIA_KEY = 3,
} SimMediaType;

/* A floppy has so many blocks at the most, and a USB key more. */
#define SIM_MEDIA_MAX_FLOPPY_BLOCKS 5760

typedef struct
{
  guint8      command;
  guint8      type;          /* a SimMediaType, or something that is wrong */
  gboolean    is_image;
  char        key[SIM_SESSION_KEY_LENGTH + 1];
  const char *wrong;         /* NULL when nothing is */
} SimMediaHello;

/* Operation codes that something hangs on. */
typedef enum
{
  SIM_MEDIA_TEST_UNIT_READY = 0x00,
  SIM_MEDIA_FORMAT_UNIT = 0x04,
  SIM_MEDIA_START_STOP_UNIT = 0x1b,
  SIM_MEDIA_READ_FORMAT_CAPACITIES = 0x23,
  SIM_MEDIA_READ_CAPACITY = 0x25,
  SIM_MEDIA_READ_10 = 0x28,
  SIM_MEDIA_WRITE_10 = 0x2a,
  SIM_MEDIA_WRITE_AND_VERIFY = 0x2e,
  SIM_MEDIA_READ_TOC = 0x43,
  SIM_MEDIA_GET_EVENT_STATUS = 0x4a,
  SIM_MEDIA_MODE_SENSE_10 = 0x5a,
  SIM_MEDIA_READ_12 = 0xa8,
  SIM_MEDIA_WRITE_12 = 0xaa,
  SIM_MEDIA_SYNCHRONISE = 0xfe,
} SimMediaOperation;

/* Flags of a reply (section 2.4). */
#define SIM_MEDIA_WRITE_PROTECTED 1u
#define SIM_MEDIA_KEEPALIVE       2u
#define SIM_MEDIA_DISCONNECT      4u

/* Sense, as key, ASC and ASCQ in one number. */
#define SIM_SENSE_GOOD           0x000000
#define SIM_SENSE_NO_MEDIUM      0x023a00
#define SIM_SENSE_MEDIUM_CHANGED 0x062800

typedef struct
{
  guint32 magic;
  guint32 flags;
  guint8  medium;
  guint32 sense;
  guint32 length;
  guint8  cookie[8];      /* what stands there in a synchronise reply instead of medium, sense and length */
} SimMediaHeader;

void        sim_media_hello_decode   (SimMediaHello        *self,
                                      const guint8          data[SIM_MEDIA_HELLO_SIZE],
                                      const char           *enc_key,
                                      const char           *features);
void        sim_media_header_decode  (SimMediaHeader       *self,
                                      const guint8          data[SIM_MEDIA_HEADER_SIZE]);
const char *sim_media_header_check   (const SimMediaHeader *self,
                                      const SimMediaHello  *hello,
                                      const guint8         *frame);
guint       sim_media_get_block_size (const SimMediaHello  *self);
guint64     sim_media_get_data_out   (const SimMediaHello  *self,
                                      const guint8          frame[SIM_MEDIA_FRAME_SIZE]);
void        sim_media_put_transfer   (guint8                frame[SIM_MEDIA_FRAME_SIZE],
                                      guint8                operation,
                                      guint32               lba,
                                      guint16               blocks);
const char *sim_media_operation_get_name (guint8            operation);

G_END_DECLS
