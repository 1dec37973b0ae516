/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-answers.h"
#include "ilo-command.h"
#include "ilo-framebuffer.h"
#include "ilo-handshake.h"
#include "ilo-input.h"
#include "ilo-stream.h"

G_BEGIN_DECLS

/* What passes before each try to reconnect, and before each after the iLO has reset itself, which takes it a minute or
 * two, in milliseconds. */
#define ILO_CONSOLE_RETRY_DELAY 5000
#define ILO_CONSOLE_RESET_DELAY 30000

/* What a picture that makes no sense is given before the whole of it is asked for, likewise. */
#define ILO_CONSOLE_RESYNC_DELAY 2000

/* Tries to reconnect before giving up. */
#define ILO_CONSOLE_TRIES 3u

/**
 * IloConsoleState:
 * @ILO_CONSOLE_STATE_CLOSED: not opened yet, or closed by us
 * @ILO_CONSOLE_STATE_CONNECTING: the two connections are being made
 * @ILO_CONSOLE_STATE_BUSY: somebody else holds the console: ilo_console_answer_busy() decides
 * @ILO_CONSOLE_STATE_SEIZING: the other user is being asked
 * @ILO_CONSOLE_STATE_OPEN: live
 * @ILO_CONSOLE_STATE_WAITING: the connection broke; the next try is due at #IloConsole:retry-time
 * @ILO_CONSOLE_STATE_ENDED: over; ilo_console_get_error() says why
 */
typedef enum
{
  ILO_CONSOLE_STATE_CLOSED,
  ILO_CONSOLE_STATE_CONNECTING,
  ILO_CONSOLE_STATE_BUSY,
  ILO_CONSOLE_STATE_SEIZING,
  ILO_CONSOLE_STATE_OPEN,
  ILO_CONSOLE_STATE_WAITING,
  ILO_CONSOLE_STATE_ENDED,
} IloConsoleState;

/**
 * IloPicture:
 * @ILO_PICTURE_AWAITED: nothing has come yet
 * @ILO_PICTURE_LIVE: there is a picture
 * @ILO_PICTURE_NO_SIGNAL: the server's graphics card sends nothing
 * @ILO_PICTURE_OFF: the server is off
 * @ILO_PICTURE_UNSUPPORTED: a mode that this firmware cannot send
 *
 * Whether there is something to see.
 */
typedef enum
{
  ILO_PICTURE_AWAITED,
  ILO_PICTURE_LIVE,
  ILO_PICTURE_NO_SIGNAL,
  ILO_PICTURE_OFF,
  ILO_PICTURE_UNSUPPORTED,
} IloPicture;

/* Whether the server is on. */
typedef enum
{
  ILO_POWER_UNKNOWN,
  ILO_POWER_OFF,
  ILO_POWER_ON,
} IloPower;

/**
 * IloIfBusy:
 *
 * What to do when somebody else holds the console.
 */
typedef enum
{
  ILO_IF_BUSY_ASK,
  ILO_IF_BUSY_FAIL,
  ILO_IF_BUSY_SHARE,
  ILO_IF_BUSY_SEIZE,
} IloIfBusy;

/**
 * IloRequest:
 * @claim: whether somebody wants to share or to seize; %ILO_CLAIM_NONE: nobody asks
 * @user: who; empty when the iLO does not say
 * @address: from where; likewise
 * @granted_at: monotonic time in microseconds at which it is granted by itself; 0: never
 *
 * A request of another user for the console.
 */
typedef struct
{
  IloClaim claim;
  char     user[ILO_COMMAND_MAX_NAME + 1];
  char     address[ILO_COMMAND_MAX_NAME + 1];
  gint64   granted_at;
} IloRequest;

#define ILO_TYPE_CONSOLE (ilo_console_get_type ())
G_DECLARE_FINAL_TYPE (IloConsole, ilo_console, ILO, CONSOLE, GObject)

IloConsole       *ilo_console_new                (const char           *host,
                                                  const IloRcInfo      *info,
                                                  const char           *session_key);
void              ilo_console_set_if_busy        (IloConsole           *self,
                                                  IloIfBusy             if_busy);
void              ilo_console_set_delays         (IloConsole           *self,
                                                  guint                 retry,
                                                  guint                 reset,
                                                  guint                 resync);
void              ilo_console_set_timeout        (IloConsole           *self,
                                                  guint                 timeout);
void              ilo_console_open_async         (IloConsole           *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean          ilo_console_open_finish        (IloConsole           *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void              ilo_console_close_async        (IloConsole           *self,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
void              ilo_console_close_finish       (IloConsole           *self,
                                                  GAsyncResult         *result);
void              ilo_console_answer_busy        (IloConsole           *self,
                                                  IloClaim              claim);
void              ilo_console_retry_now          (IloConsole           *self);
void              ilo_console_answer_request     (IloConsole           *self,
                                                  gboolean              grant);

IloConsoleState   ilo_console_get_state          (IloConsole           *self);
const char       *ilo_console_get_step           (IloConsole           *self);
const GError     *ilo_console_get_error          (IloConsole           *self);
gint64            ilo_console_get_retry_time     (IloConsole           *self);
IloPicture        ilo_console_get_picture        (IloConsole           *self);
IloFramebuffer   *ilo_console_get_framebuffer    (IloConsole           *self);
guint             ilo_console_get_width          (IloConsole           *self);
guint             ilo_console_get_height         (IloConsole           *self);
IloCipherId       ilo_console_get_cipher         (IloConsole           *self);
IloVideoStats     ilo_console_get_stats          (IloConsole           *self);
IloVideoState     ilo_console_get_video_state    (IloConsole           *self);
void              ilo_console_set_tap            (IloConsole           *self,
                                                  IloStreamTap          tap,
                                                  gpointer              user_data);
IloPower          ilo_console_get_power          (IloConsole           *self);
IloHealth         ilo_console_get_health         (IloConsole           *self);
int               ilo_console_get_post_code      (IloConsole           *self);
gboolean          ilo_console_get_licensed       (IloConsole           *self);
const IloRequest *ilo_console_get_request        (IloConsole           *self);

gboolean          ilo_console_press_key          (IloConsole           *self,
                                                  guint8                usage);
gboolean          ilo_console_release_key        (IloConsole           *self,
                                                  guint8                usage);
gboolean          ilo_console_press_chord        (IloConsole           *self,
                                                  const IloChord       *chord);
gboolean          ilo_console_release_chord      (IloConsole           *self,
                                                  const IloChord       *chord);
void              ilo_console_release_everything (IloConsole           *self);
void              ilo_console_point              (IloConsole           *self,
                                                  guint                 x,
                                                  guint                 y,
                                                  IloButtons            buttons);
gboolean          ilo_console_has_unsent         (IloConsole           *self);
gsize             ilo_console_get_in_flight      (IloConsole           *self);
guint             ilo_console_get_jitter         (IloConsole           *self);
gint64            ilo_console_get_round_trip     (IloConsole           *self);
gint64            ilo_console_take_input_delay   (IloConsole           *self);
void              ilo_console_request_refresh    (IloConsole           *self);
gboolean          ilo_console_press_power        (IloConsole           *self,
                                                  IloPowerAction        action);

G_END_DECLS
