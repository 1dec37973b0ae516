/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names and addresses in a record have at most this many bytes. */
#define ILO_COMMAND_MAX_NAME 64

/* An answer to a request of another user. */
#define ILO_COMMAND_ANSWER_SIZE 4

/**
 * IloCommandType:
 *
 * The records of the command connection that mean something to a client (console protocol, section 8).
 */
typedef enum
{
  ILO_COMMAND_POST_COMPLETE   = 2,
  ILO_COMMAND_POWER           = 3,
  ILO_COMMAND_HEALTH          = 4,
  ILO_COMMAND_POST_CODE       = 5,
  ILO_COMMAND_SEIZE_REQUEST   = 6,
  ILO_COMMAND_MEDIA           = 7,
  ILO_COMMAND_SHARE_REQUEST   = 9,
  ILO_COMMAND_FIRMWARE_UPDATE = 10,
  ILO_COMMAND_UNAUTHORIZED    = 11,
  ILO_COMMAND_MEDIA_NOTICE    = 13,
  ILO_COMMAND_NOT_LICENSED    = 14,
  ILO_COMMAND_RESET           = 15,
} IloCommandType;

/* What an ILO_COMMAND_UNAUTHORIZED record is about, in its status. */
#define ILO_COMMAND_ACTION_CONSOLE 2
#define ILO_COMMAND_ACTION_MEDIA   3
#define ILO_COMMAND_ACTION_POWER   4

/**
 * IloHealth:
 *
 * The health LED.
 */
typedef enum
{
  ILO_HEALTH_UNKNOWN,
  ILO_HEALTH_OK,
  ILO_HEALTH_DEGRADED,
  ILO_HEALTH_CRITICAL,
} IloHealth;

/**
 * IloCommandRecord:
 * @type: which of the following members count
 * @flag: byte 8 of the header
 * @status: for requests the seconds until they are granted by themselves; for
 *   %ILO_COMMAND_UNAUTHORIZED what was not authorised
 * @power: %ILO_COMMAND_POWER: whether the server is on
 * @health: %ILO_COMMAND_HEALTH
 * @post_code: %ILO_COMMAND_POST_CODE
 * @drive: %ILO_COMMAND_MEDIA: 1 floppy, 2 CD
 * @connected: %ILO_COMMAND_MEDIA: whether the drive is connected now
 * @user: requests: who asks, valid UTF-8 without control characters; empty when the iLO does not say
 * @address: requests: from where, likewise
 *
 * One record of the command connection.
 */
typedef struct
{
  IloCommandType type;
  guint8         flag;
  guint16        status;
  gboolean       power;
  IloHealth      health;
  guint16        post_code;
  guint8         drive;
  gboolean       connected;
  char           user[ILO_COMMAND_MAX_NAME + 1];
  char           address[ILO_COMMAND_MAX_NAME + 1];
} IloCommandRecord;

/**
 * IloCommandDecoder:
 *
 * Finds the records in what the server sends on the command connection after its answer.
 */
typedef struct _IloCommandDecoder IloCommandDecoder;

IloCommandDecoder *ilo_command_decoder_new   (void);
void               ilo_command_decoder_free  (IloCommandDecoder *self);
gboolean           ilo_command_decoder_take  (IloCommandDecoder *self,
                                              const guint8     **data,
                                              gsize             *left,
                                              IloCommandRecord  *record,
                                              GError           **error);
void               ilo_command_encode_answer (guint8             answer[ILO_COMMAND_ANSWER_SIZE],
                                              gboolean           grant);
const char        *ilo_health_name           (IloHealth          health);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloCommandDecoder, ilo_command_decoder_free)

G_END_DECLS
