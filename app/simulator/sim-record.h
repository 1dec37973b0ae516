/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Record types of the command connection (console protocol, section 8). */
typedef enum
{
  SIM_RECORD_POST_COMPLETE = 2,
  SIM_RECORD_POWER = 3,
  SIM_RECORD_HEALTH = 4,
  SIM_RECORD_POST_CODE = 5,
  SIM_RECORD_SEIZE = 6,
  SIM_RECORD_MEDIA = 7,
  SIM_RECORD_PLAYBACK = 8,
  SIM_RECORD_SHARE = 9,
  SIM_RECORD_FIRMWARE_UPDATE = 10,
  SIM_RECORD_NOT_AUTHORISED = 11,
  SIM_RECORD_MEDIA_NOTICE = 13,
  SIM_RECORD_NOT_LICENSED = 14,
  SIM_RECORD_ILO_RESET = 15,
  SIM_RECORD_UNDOCUMENTED = 16,
} SimRecordType;

/* Statuses of SIM_RECORD_NOT_AUTHORISED. */
typedef enum
{
  SIM_RECORD_STATUS_CONSOLE = 2,
  SIM_RECORD_STATUS_MEDIA = 3,
  SIM_RECORD_STATUS_POWER = 4,
} SimRecordStatus;

#define SIM_RECORD_HEADER_SIZE 12
#define SIM_RECORD_NAME_SIZE   64
#define SIM_RECORD_ANSWER_SIZE 4

/* The first byte of a client's answer to a request. */
#define SIM_RECORD_ANSWER_REFUSE 3
#define SIM_RECORD_ANSWER_GRANT  4

GByteArray *sim_record_new         (guint8         type,
                                    guint8         flag,
                                    guint16        status,
                                    const guint8  *data,
                                    guint32        size);
GByteArray *sim_record_new_request (SimRecordType  type,
                                    const char    *user,
                                    const char    *address,
                                    guint16        seconds);
GByteArray *sim_record_new_byte    (SimRecordType  type,
                                    guint8         value);

G_END_DECLS
