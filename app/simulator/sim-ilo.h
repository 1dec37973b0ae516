/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sim-cipher.h"
#include "sim-drives.h"
#include "sim-handshake.h"
#include "sim-log.h"
#include "sim-machine.h"
#include "sim-options.h"
#include "sim-record.h"
#include "sim-relay.h"
#include "sim-sessions.h"

G_BEGIN_DECLS

typedef struct _SimIlo SimIlo;
typedef struct _SimConsole SimConsole;
typedef struct _SimCommand SimCommand;
typedef struct _SimHolder SimHolder;
typedef struct _SimHost SimHost;

/**
 * SimReply:
 *
 * The bytes of the handshake that can be given whatever the client sent.
 */
typedef enum
{
  SIM_REPLY_HELLO,
  SIM_REPLY_CONSOLE,
  SIM_REPLY_COMMAND,
  SIM_REPLY_COUNT,
} SimReply;

typedef struct
{
  guint8   code;
  guint    times;      /* how many connections get it; 0: all */
  gboolean is_set;
} SimForcedReply;

/**
 * SimIlo:
 *
 * The iLO as a whole: what its web server and its console port share.
 */
struct _SimIlo
{
  SimOptions     *options;      /* borrowed */
  SimLog         *log;          /* borrowed */
  SimSessions    *sessions;     /* owned, as all that follow */
  SimRelays      *relays;
  SimMachine     *machine;
  SimHolder      *holder;
  SimHost        *host;
  GPtrArray      *consoles;     /* SimConsole; the first one holds the console */
  GPtrArray      *commands;     /* SimCommand */
  GBytes         *replay;           /* NULL when nothing is replayed */
  GBytes         *replay_command;
  SimDrives       drives;
  char           *enc_key;      /* 32 hex digits in mixed case */
  char           *cmd_enc_key;
  guint8          key[SIM_CIPHER_KEY_SIZE];
  guint16         console_port;     /* 0 until it is known, when a free one was asked for */
  guint16         vm_port;
  guint8          health;
  gboolean        boots_cd_once;
  gint64          deaf_until;   /* monotonic, in µs: an iLO that resets takes no connections */
  SimAccount      anybody_account;
  SimSession      anybody;      /* whose key is not known, where that does not matter */
  SimForcedReply  replies[SIM_REPLY_COUNT];
  GBytes         *media_answer;     /* NULL when it is the usual one */
  guint           media_answer_times;
  guint           n_connections;
};

SimIlo   *sim_ilo_new            (SimOptions      *options,
                                  SimLog          *log,
                                  GError         **error);
void      sim_ilo_free           (SimIlo          *self);
void      sim_ilo_send_record    (SimIlo          *self,
                                  GByteArray      *record);
void      sim_ilo_set_health     (SimIlo          *self,
                                  guint8           health);
gboolean  sim_ilo_push_power     (SimIlo          *self,
                                  SimSession      *session,
                                  const char      *on,
                                  SimPower         action);
void      sim_ilo_seize_consoles (SimIlo          *self);
void      sim_ilo_reset          (SimIlo          *self,
                                  guint            seconds);
gboolean  sim_ilo_is_deaf        (SimIlo          *self);
gboolean  sim_ilo_take_reply     (SimIlo          *self,
                                  SimReply         reply,
                                  guint8          *code);
void      sim_ilo_drive_changed  (SimIlo          *self,
                                  SimDriveId       drive);
void      sim_ilo_set_client_drive (SimIlo        *self,
                                    SimDriveId     drive,
                                    SimMedia      *media);
void      sim_ilo_set_media_answer (SimIlo        *self,
                                    GBytes        *answer,
                                    guint          times);
GBytes   *sim_ilo_take_media_answer (SimIlo       *self);
guint16   sim_ilo_get_announced_vm_port (const SimIlo *self);
void      sim_ilo_close_drives   (SimIlo          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimIlo, sim_ilo_free)

G_END_DECLS
