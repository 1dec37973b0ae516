/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console-renew-private.h"
#include "ilo-dial-private.h"
#include "ilo-link-private.h"
#include "ilo-secret.h"

G_BEGIN_DECLS

/* Text channels that are remembered within one chunk of the stream. */
#define N_CHANNELS 5

/* What a chunk of the stream brought, told when the decoder is through with it. */
typedef struct
{
  gboolean  mode;
  gboolean  presented;
  gboolean  no_signal;
  gboolean  cipher;
  gboolean  licence_known;
  gboolean  licensed;
  gboolean  power_known;
  gboolean  power_on;
  guint     unsupported_width;
  guint     unsupported_height;
  char     *texts[N_CHANNELS];     /* owned */
  GError   *end;                   /* owned */
} News;

/**
 * IloConsole:
 *
 * A server's console: the screen, keyboard, mouse, and what the command connection tells. It lives in the
 * thread-default main context of whoever made it, and when its connections break it makes them again
 * (console protocol, section 9).
 */
struct _IloConsole
{
  GObject            parent_instance;
  GMainContext      *context;          /* owned */
  char              *host;             /* owned */
  IloRcInfo         *info;             /* owned */
  IloSecret         *session_key;      /* owned */
  IloIfBusy          if_busy;
  guint              retry_delay;      /* milliseconds, as the other times here */
  guint              reset_delay;
  guint              resync_delay;
  guint              timeout;

  IloConsoleState    state;
  char              *step;             /* owned, nullable */
  GError            *error;            /* owned; why it ended */
  GError            *lost;             /* owned; why a connection broke, until it is known why */
  gint64             retry_time;
  guint              tries;            /* to reconnect, since it was last in step */
  guint              was_reset : 1;    /* the iLO reset itself, and will have forgotten the session */
  guint              renewing : 1;     /* waits for ilo_console_renewed() or ilo_console_not_renewed() */
  guint              renewed : 1;      /* has a new session key, since it was last in step */
  IloConsoleRenew    renew;            /* nullable */
  gpointer           renew_data;       /* borrowed */
  guint              other_form : 1;   /* both forms of AES-256 have been tried */
  GTask             *open_task;        /* owned, nullable */
  GTask             *close_task;       /* owned, nullable */
  IloDial           *dial;             /* owned; while connecting */
  GCancellable      *dial_cancel;      /* owned; likewise */
  GCancellable      *open_cancel;      /* owned, nullable; the caller's */
  GSource           *cancel_source;    /* owned, nullable */
  GSource           *timer;            /* owned; of the state */
  GSource           *request_timer;    /* owned */
  GSource           *resync_timer;     /* owned; while the picture is out of step */
  guint              resync_wait;      /* until the next refresh is asked for */
  IloClaim           claim;
  IloCipherFlags     cipher_flags;

  IloLink           *console;          /* owned; while open, as the next three */
  IloLink           *command;
  IloCipher         *cipher;
  IloCommandDecoder *records;
  IloStream         *stream;           /* owned; stays for its picture when the connection breaks */
  IloStreamTap       tap;              /* nullable */
  gpointer           tap_data;         /* borrowed */
  News               news;
  IloKeyboard        keyboard;
  IloPointer         pointer;          /* as last sent or waiting */
  IloPointer         pointer_before;   /* as before that */
  IloPicture         picture;
  guint              width;
  guint              height;
  IloPower           power;
  IloHealth          health;
  int                post_code;
  gboolean           licensed;
  IloRequest         request;
};

enum
{
  ILO_CONSOLE_PROP_STATE = 1,
  ILO_CONSOLE_PROP_STEP,
  ILO_CONSOLE_PROP_PICTURE,
  ILO_CONSOLE_PROP_CIPHER,
  ILO_CONSOLE_PROP_POWER,
  ILO_CONSOLE_PROP_HEALTH,
  ILO_CONSOLE_PROP_POST_CODE,
  ILO_CONSOLE_PROP_LICENSED,
  ILO_CONSOLE_PROP_REQUEST,
  ILO_CONSOLE_N_PROPS,
};

enum
{
  ILO_CONSOLE_SIGNAL_MODE_CHANGED,
  ILO_CONSOLE_SIGNAL_UPDATED,
  ILO_CONSOLE_SIGNAL_TEXT,
  ILO_CONSOLE_SIGNAL_MEDIA_CHANGED,
  ILO_CONSOLE_SIGNAL_UNAUTHORIZED,
  ILO_CONSOLE_SIGNAL_ENDED,
  ILO_CONSOLE_N_SIGNALS,
};

extern guint ilo_console_signals[ILO_CONSOLE_N_SIGNALS];

/* ilo-console.c */
void      ilo_console_clear_source    (GSource **source);
void      ilo_console_start_timer     (IloConsole   *self,
                                       GSource     **source,
                                       guint         delay,
                                       GSourceFunc   callback);
void      ilo_console_notify          (IloConsole *self,
                                       guint       property);
void      ilo_console_set_state       (IloConsole      *self,
                                       IloConsoleState  state,
                                       char            *step);
void      ilo_console_set_picture     (IloConsole *self,
                                       IloPicture  picture);
void      ilo_console_set_power       (IloConsole *self,
                                       IloPower    power);
void      ilo_console_tear_down       (IloConsole *self);
void      ilo_console_end             (IloConsole *self,
                                       GError     *error);

/* ilo-console-connect.c: making connections, and losing them */
void      ilo_console_schedule_retry  (IloConsole   *self,
                                       const GError *cause);
void      ilo_console_leave           (IloConsole *self);
void      ilo_console_redial          (IloConsole *self);

/* ilo-console-screen.c: what the stream brings */
void      ilo_console_clear_news      (IloConsole *self);
gboolean  ilo_console_was_noise       (IloConsole *self);
GError   *ilo_console_error_for_noise (IloConsole *self);
void      ilo_console_begin_tap       (IloConsole *self);
gboolean  ilo_console_try_other_form  (IloConsole *self);
void      ilo_console_take_video      (const guint8 *data,
                                       gsize         length,
                                       gpointer      user_data);

extern const IloVideoEvents ilo_console_video_events;

/* ilo-console-records.c: what the command connection tells */
void      ilo_console_set_post_code   (IloConsole *self,
                                       int         post_code);
void      ilo_console_clear_request   (IloConsole *self);
void      ilo_console_take_records    (const guint8 *data,
                                       gsize         length,
                                       gpointer      user_data);

/* ilo-console-input.c: what is sent */
void      ilo_console_send_keyboard   (IloConsole *self);

G_END_DECLS
