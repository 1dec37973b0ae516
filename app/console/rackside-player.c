/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>

#include "ilo-error.h"
#include "ilo-recording.h"
#include "ilo-replay.h"
#include "rackside-player.h"

/* A raw stream does not say when its bytes arrived: it plays in this time, or at this rate if it is short. */
#define STREAM_SECONDS  10
#define STREAM_MIN_RATE (128 * 1024)

#define BLOCK_SIZE     (256 * 1024)           /* read at once */
#define SLICE_SIZE     (16 * 1024)            /* decoded between two looks at the clock */
#define BUDGET         (10 * 1000)            /* microseconds that decoding may hold up the main loop */
#define TICK           (G_USEC_PER_SEC / 60)  /* between two steps at least */
#define MAX_WAIT       (G_USEC_PER_SEC / 4)   /* and at most, so that the position is seen to move */

/* That of drawing, so that neither keeps the other from its turn, however slow it is. */
#define STEP_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

#define FILE_ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE

/* One pass over the file. The block lives as long as a read into it may be under way. */
typedef struct
{
  RacksidePlayer *player;        /* owned while a step is under way */
  GCancellable   *cancellable;   /* owned */
  GInputStream   *input;         /* owned; NULL until open */
  guint8          block[BLOCK_SIZE];
} Pass;

/*
 * The file is read block by block. First, if it is a recording, to its end, to see how long it is; then to
 * play it; and from the beginning again whenever the user goes back, since a picture is made of all that
 * came before it. While that goes on, the picture shown stays the one that was there.
 */
struct _RacksidePlayer
{
  GObject              parent_instance;
  GFile               *file;                 /* owned */
  guint8               key[ILO_CIPHER_KEY_SIZE];
  gboolean             has_key;
  IloCipherFlags       cipher_flags;

  RacksidePlayerState  state;
  RacksidePlayerNotice why_empty;            /* what to say when the picture is empty */
  GError              *error;                /* owned; set in the state FAILED */

  Pass                *pass;                 /* owned; NULL when nothing is to be read */
  WireReader           left;                 /* of its block */
  guint64              size;                 /* of the file */
  IloRecordingParser  *measuring;            /* owned; NULL but while the length is being found */
  IloReplay           *replay;               /* owned; what the pass is fed to; NULL until it is to play */
  IloReplay           *shown;                /* owned; NULL but while `replay` has to catch up */
  gboolean             is_recording;
  gint64               duration;             /* 0 until known */

  gint64               position;             /* at `since`, or where it stands if not playing */
  gint64               since;                /* monotonic time */
  gboolean             seeking;              /* to `position` */
  guint                step_id;
};

enum { PROP_0, PROP_STATE, PROP_FRAMEBUFFER, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksidePlayer, rackside_player, G_TYPE_OBJECT)

static void begin_pass (RacksidePlayer *self);
static void read_block (RacksidePlayer *self);
static void schedule   (RacksidePlayer *self, gint64 delay);

static void
set_state (RacksidePlayer      *self,
           RacksidePlayerState  state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
pass_clear (gpointer data)
{
  Pass *pass = data;

  g_clear_object (&pass->cancellable);
  g_clear_object (&pass->input);
}

static void
pass_release (Pass *pass)
{
  g_rc_box_release_full (pass, pass_clear);
}

/* For an asynchronous step: whoever ends it calls pass_end_step(). */
static Pass *
pass_begin_step (RacksidePlayer *self)
{
  self->pass->player = g_object_ref (self);
  return g_rc_box_acquire (self->pass);
}

/* Returns the player, or NULL if it has given up this pass in the meantime. */
static RacksidePlayer *
pass_end_step (Pass *pass)
{
  g_autoptr(RacksidePlayer) player = g_steal_pointer (&pass->player);
  gboolean given_up = player->pass != pass;

  pass_release (pass);
  return given_up ? NULL : g_steal_pointer (&player);
}

static void
stop_pass (RacksidePlayer *self)
{
  if (self->pass != NULL)
    g_cancellable_cancel (self->pass->cancellable);
  g_clear_pointer (&self->pass, pass_release);
  g_clear_handle_id (&self->step_id, g_source_remove);
  g_clear_pointer (&self->measuring, ilo_recording_parser_free);
  self->left = (WireReader) { 0 };
}

/* Takes a replay off the screen before it is gone. */
static void
drop_replays (RacksidePlayer *self)
{
  IloReplay *replay = g_steal_pointer (&self->replay);
  IloReplay *shown = g_steal_pointer (&self->shown);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRAMEBUFFER]);
  ilo_replay_free (replay);
  ilo_replay_free (shown);
}

static void
fail (RacksidePlayer *self,
      GError         *error)
{
  stop_pass (self);
  drop_replays (self);
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, RACKSIDE_PLAYER_STATE_FAILED);
}

/* The system's words where it has good ones; they name the file once more. */
static const char *
reason (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return _("There is no such file.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return _("You do not have the permission to read it.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
    return _("It is a folder or a device, not a file.");
  return error->message;
}

static void
fail_on_file (RacksidePlayer *self,
              const GError   *error)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  /* Translators: the name of a file, then the reason, a sentence */
  fail (self, g_error_new (error->domain, error->code, _("“%s” could not be read. %s"), name,
                           reason (error)));
}

static void
on_mode (guint    width,
         guint    height,
         gpointer user_data)
{
  RacksidePlayer *self = user_data;

  self->why_empty = width > 0 ? RACKSIDE_PLAYER_NOTICE_WAITING : RACKSIDE_PLAYER_NOTICE_NO_VIDEO;
}

static void
on_unsupported_mode (guint    width,
                     guint    height,
                     gpointer user_data)
{
  RacksidePlayer *self = user_data;

  self->why_empty = RACKSIDE_PLAYER_NOTICE_UNSUPPORTED;
}

static void
on_power (gboolean on,
          gpointer user_data)
{
  RacksidePlayer *self = user_data;

  self->why_empty = on ? RACKSIDE_PLAYER_NOTICE_WAITING : RACKSIDE_PLAYER_NOTICE_OFF;
}

static void
on_no_signal (gpointer user_data)
{
  RacksidePlayer *self = user_data;

  self->why_empty = RACKSIDE_PLAYER_NOTICE_NO_SIGNAL;
}

static const IloVideoEvents video_events = {
  .mode = on_mode,
  .unsupported_mode = on_unsupported_mode,
  .power = on_power,
  .no_signal = on_no_signal,
};

static gint64
now (RacksidePlayer *self)
{
  if (self->state != RACKSIDE_PLAYER_STATE_PLAYING || self->seeking)
    return self->position;
  return self->position + g_get_monotonic_time () - self->since;
}

/* Lets the clock go on from @position. */
static void
set_clock (RacksidePlayer *self,
           gint64          position)
{
  self->position = position;
  self->since = g_get_monotonic_time ();
}

static guint64
stream_rate (RacksidePlayer *self)
{
  return CLAMP (self->size / STREAM_SECONDS, STREAM_MIN_RATE, ILO_REPLAY_MAX_RATE);
}

static void
begin_replay (RacksidePlayer *self)
{
  if (self->shown == NULL)
    self->shown = g_steal_pointer (&self->replay);
  g_clear_pointer (&self->replay, ilo_replay_free);
  self->replay = ilo_replay_new (self->has_key ? self->key : NULL, self->cipher_flags, &video_events, self);
  ilo_replay_set_rate (self->replay, stream_rate (self));
  self->why_empty = RACKSIDE_PLAYER_NOTICE_WAITING;
}

static void
begin_playing (RacksidePlayer *self)
{
  begin_replay (self);
  set_clock (self, self->position);
  if (self->state == RACKSIDE_PLAYER_STATE_OPENING)
    set_state (self, RACKSIDE_PLAYER_STATE_PLAYING);
}

/* What was sought has been reached: shows it. */
static void
end_seeking (RacksidePlayer *self)
{
  IloReplay *shown = g_steal_pointer (&self->shown);

  self->seeking = FALSE;
  set_clock (self, self->position);
  if (shown != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRAMEBUFFER]);
  ilo_replay_free (shown);
}

static void
end_measuring (RacksidePlayer *self)
{
  self->is_recording = TRUE;
  self->duration = ilo_recording_parser_get_time (self->measuring);
  stop_pass (self);
  begin_playing (self);
  begin_pass (self);
}

/* There are two readings of cipher 3 (console protocol, section 3): if one gives noise, tries the other. */
static void
fail_or_try_padded_key (RacksidePlayer *self,
                        GError         *error)
{
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_OUT_OF_STEP)
      && ilo_replay_get_cipher (self->replay) == ILO_CIPHER_AES_256
      && self->cipher_flags == ILO_CIPHER_FLAGS_NONE)
    {
      g_error_free (error);
      self->cipher_flags = ILO_CIPHER_FLAGS_PADDED_KEY;
      stop_pass (self);
      self->position = 0;
      self->seeking = TRUE;
      begin_replay (self);
      begin_pass (self);
    }
  else
    fail (self, error);
}

static void
end_replay (RacksidePlayer *self)
{
  GError *error = NULL;

  if (!ilo_replay_finish (self->replay, &error))
    {
      fail_or_try_padded_key (self, error);
      return;
    }
  stop_pass (self);
  self->position = self->duration;
  end_seeking (self);
  set_state (self, RACKSIDE_PLAYER_STATE_ENDED);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Returns whether it goes on. */
static gboolean
measure_slice (RacksidePlayer *self)
{
  g_autoptr(GError) error = NULL;
  IloRecordingPiece piece;

  while (ilo_recording_parser_next (self->measuring, &self->left, G_MAXINT64, &piece, &error))
    continue;
  if (error == NULL)
    return TRUE;
  fail (self, g_steal_pointer (&error));
  return FALSE;
}

/* Plays what is due of a slice of the block. Returns whether it goes on. */
static gboolean
play_slice (RacksidePlayer *self,
            gint64          until)
{
  WireReader slice = { self->left.data, MIN (self->left.left, SLICE_SIZE), FALSE };
  gboolean was_shown = self->shown == NULL && ilo_replay_get_framebuffer (self->replay) != NULL;
  GError *error = NULL;
  gsize length = slice.left;

  if (!ilo_replay_feed (self->replay, &slice, until, &error))
    {
      fail_or_try_padded_key (self, error);
      return FALSE;
    }
  wire_reader_bytes (&self->left, length - slice.left);
  if (self->shown == NULL && !was_shown)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRAMEBUFFER]);
  return TRUE;
}

/* Whether what comes next is later. */
static gboolean
has_to_wait (RacksidePlayer *self,
             gint64          until)
{
  return self->measuring == NULL && ilo_replay_get_next_time (self->replay) > until;
}

static gboolean
on_step (gpointer user_data)
{
  g_autoptr(RacksidePlayer) self = g_object_ref (user_data);
  gint64 deadline = g_get_monotonic_time () + BUDGET;
  gint64 until = now (self);

  self->step_id = 0;
  while (self->left.left > 0 && !has_to_wait (self, until) && g_get_monotonic_time () < deadline)
    if (!(self->measuring != NULL ? measure_slice (self) : play_slice (self, until)))
      return G_SOURCE_REMOVE;

  if (has_to_wait (self, until))
    {
      if (self->seeking)
        end_seeking (self);
      if (self->state == RACKSIDE_PLAYER_STATE_PLAYING)
        schedule (self, CLAMP (ilo_replay_get_next_time (self->replay) - now (self), TICK, MAX_WAIT));
    }
  else if (self->left.left > 0)
    schedule (self, 0);
  else
    read_block (self);
  if (self->measuring == NULL)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* After the clock has changed: looks at once what is due, unless that is being read. */
static void
step_now (RacksidePlayer *self)
{
  if (self->pass == NULL || self->pass->player != NULL)
    return;
  g_clear_handle_id (&self->step_id, g_source_remove);
  schedule (self, 0);
}

/* Steps after @delay microseconds. */
static void
schedule (RacksidePlayer *self,
          gint64          delay)
{
  if (self->step_id != 0)
    return;
  if (delay == 0)
    self->step_id = g_idle_add_full (STEP_PRIORITY, on_step, self, NULL);
  else
    self->step_id = g_timeout_add_full (STEP_PRIORITY, (delay + 999) / 1000, on_step, self, NULL);
}

/* The first block of the first pass says what kind of file it is. */
static void
recognise (RacksidePlayer *self)
{
  if (self->left.data[0] == ILO_RECORDING_FIRST_BYTE)
    {
      self->measuring = ilo_recording_parser_new ();
      return;
    }
  begin_playing (self);
  self->duration = self->size * G_USEC_PER_SEC / stream_rate (self);
}

static void
on_block_read (GObject      *input,
               GAsyncResult *result,
               gpointer      user_data)
{
  Pass *pass = user_data;
  g_autoptr(RacksidePlayer) self = pass_end_step (pass);
  g_autoptr(GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (input), result, &error);

  if (self == NULL)
    return;
  if (n < 0)
    fail_on_file (self, error);
  else if (n > 0)
    {
      self->left = (WireReader) { pass->block, n, FALSE };
      if (self->measuring == NULL && self->replay == NULL)
        recognise (self);
      schedule (self, 0);
    }
  else if (self->measuring != NULL)
    end_measuring (self);
  else
    {
      if (self->replay == NULL)       /* an empty file */
        begin_replay (self);
      end_replay (self);
    }
}

static void
read_block (RacksidePlayer *self)
{
  g_input_stream_read_async (self->pass->input, self->pass->block, BLOCK_SIZE, G_PRIORITY_DEFAULT,
                             self->pass->cancellable, on_block_read, pass_begin_step (self));
}

static void
on_file_opened (GObject      *file,
                GAsyncResult *result,
                gpointer      user_data)
{
  Pass *pass = user_data;
  g_autoptr(RacksidePlayer) self = pass_end_step (pass);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) input = g_file_read_finish (G_FILE (file), result, &error);

  if (self == NULL)
    return;
  if (input == NULL)
    {
      fail_on_file (self, error);
      return;
    }
  pass->input = G_INPUT_STREAM (g_steal_pointer (&input));
  read_block (self);
}

static void
on_file_queried (GObject      *file,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(RacksidePlayer) self = pass_end_step (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (file), result, &error);

  if (self == NULL)
    return;
  if (info == NULL)
    {
      fail_on_file (self, error);
      return;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "");
      fail_on_file (self, error);
      return;
    }
  self->size = g_file_info_get_size (info);
  g_file_read_async (G_FILE (file), G_PRIORITY_DEFAULT, self->pass->cancellable, on_file_opened,
                     pass_begin_step (self));
}

/* Reads the file from its beginning. Its kind is looked at first: opening a pipe would wait for ever. */
static void
begin_pass (RacksidePlayer *self)
{
  self->pass = g_rc_box_new0 (Pass);
  self->pass->cancellable = g_cancellable_new ();
  g_file_query_info_async (self->file, FILE_ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           self->pass->cancellable, on_file_queried, pass_begin_step (self));
}

static void
rackside_player_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RacksidePlayer *self = RACKSIDE_PLAYER (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_FRAMEBUFFER:
      g_value_set_pointer (value, rackside_player_get_framebuffer (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
rackside_player_finalize (GObject *object)
{
  RacksidePlayer *self = RACKSIDE_PLAYER (object);

  stop_pass (self);
  ilo_replay_free (self->replay);
  ilo_replay_free (self->shown);
  g_clear_object (&self->file);
  g_clear_error (&self->error);
  OPENSSL_cleanse (self->key, sizeof self->key);
  G_OBJECT_CLASS (rackside_player_parent_class)->finalize (object);
}

static void
rackside_player_class_init (RacksidePlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = rackside_player_finalize;
  object_class->get_property = rackside_player_get_property;

  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL,
                      RACKSIDE_PLAYER_STATE_OPENING, RACKSIDE_PLAYER_STATE_FAILED,
                      RACKSIDE_PLAYER_STATE_OPENING, flags);
  properties[PROP_FRAMEBUFFER] = g_param_spec_pointer ("framebuffer", NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksidePlayer::changed:
   * @self: a player
   *
   * Emitted when the picture, the notice or the position may have changed, a few times a second at least
   * while it plays.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rackside_player_init (RacksidePlayer *self)
{
  self->why_empty = RACKSIDE_PLAYER_NOTICE_WAITING;
}

/**
 * rackside_player_new:
 * @file: (transfer none): a recording, or a raw stream as an iLO sent it
 * @key: (nullable) (array fixed-size=16): the key of a raw stream
 *
 * Opens a file and plays it. If it is an encrypted stream and there is no key, it fails with
 * %ILO_ERROR_KEY_NEEDED.
 *
 * Returns: (transfer full): its player
 */
RacksidePlayer *
rackside_player_new (GFile        *file,
                     const guint8 *key)
{
  RacksidePlayer *self = g_object_new (RACKSIDE_TYPE_PLAYER, NULL);

  self->file = g_object_ref (file);
  self->has_key = key != NULL;
  if (key != NULL)
    memcpy (self->key, key, sizeof self->key);
  begin_pass (self);
  return self;
}

/**
 * rackside_player_close:
 * @self: a player
 *
 * Stops at once, whatever it waits for. The framebuffer is gone, which is notified.
 */
void
rackside_player_close (RacksidePlayer *self)
{
  stop_pass (self);
  drop_replays (self);
  if (self->state != RACKSIDE_PLAYER_STATE_FAILED)
    set_state (self, RACKSIDE_PLAYER_STATE_ENDED);
}

/**
 * rackside_player_get_file:
 * @self: a player
 *
 * Returns: (transfer none): what it plays
 */
GFile *
rackside_player_get_file (RacksidePlayer *self)
{
  return self->file;
}

/**
 * rackside_player_get_state:
 * @self: a player
 *
 * Returns: what it is doing; notified as "state"
 */
RacksidePlayerState
rackside_player_get_state (RacksidePlayer *self)
{
  return self->state;
}

/**
 * rackside_player_get_error:
 * @self: a player
 *
 * Returns: (nullable): why it failed, in a sentence for the user
 */
const GError *
rackside_player_get_error (RacksidePlayer *self)
{
  return self->error;
}

/**
 * rackside_player_get_notice:
 * @self: a player
 *
 * Returns: why the picture is empty, if it is
 */
RacksidePlayerNotice
rackside_player_get_notice (RacksidePlayer *self)
{
  IloFramebuffer *framebuffer = rackside_player_get_framebuffer (self);

  if (framebuffer != NULL && !ilo_framebuffer_is_empty (framebuffer))
    return RACKSIDE_PLAYER_NOTICE_NONE;
  return self->shown != NULL ? RACKSIDE_PLAYER_NOTICE_WAITING : self->why_empty;
}

/**
 * rackside_player_get_framebuffer:
 * @self: a player
 *
 * Returns: (nullable): the picture, borrowed until the next notification of "framebuffer"
 */
IloFramebuffer *
rackside_player_get_framebuffer (RacksidePlayer *self)
{
  IloReplay *replay = self->shown != NULL ? self->shown : self->replay;

  return replay != NULL ? ilo_replay_get_framebuffer (replay) : NULL;
}

/**
 * rackside_player_is_recording:
 * @self: a player
 *
 * Returns: whether the file says when things happened, so that positions mean time
 */
gboolean
rackside_player_is_recording (RacksidePlayer *self)
{
  return self->is_recording;
}

/**
 * rackside_player_get_position:
 * @self: a player
 *
 * Returns: where it is, or where it is seeking, in microseconds
 */
gint64
rackside_player_get_position (RacksidePlayer *self)
{
  return CLAMP (now (self), 0, self->duration);
}

/**
 * rackside_player_get_duration:
 * @self: a player
 *
 * Returns: how long the file is, in microseconds; 0 until that is known
 */
gint64
rackside_player_get_duration (RacksidePlayer *self)
{
  return self->duration;
}

/**
 * rackside_player_play:
 * @self: a player
 *
 * Goes on from where it stands, or from the beginning if that is the end.
 */
void
rackside_player_play (RacksidePlayer *self)
{
  if (self->state == RACKSIDE_PLAYER_STATE_ENDED)
    rackside_player_seek (self, 0);
  if (self->state != RACKSIDE_PLAYER_STATE_PAUSED)
    return;
  set_clock (self, self->position);
  set_state (self, RACKSIDE_PLAYER_STATE_PLAYING);
  step_now (self);
}

/**
 * rackside_player_pause:
 * @self: a player
 *
 * Stands still.
 */
void
rackside_player_pause (RacksidePlayer *self)
{
  if (self->state != RACKSIDE_PLAYER_STATE_PLAYING)
    return;
  self->position = rackside_player_get_position (self);
  set_state (self, RACKSIDE_PLAYER_STATE_PAUSED);
}

/**
 * rackside_player_seek:
 * @self: a player
 * @position: in microseconds
 *
 * Goes to another place in the file. It takes as long as decoding everything before that place, without
 * holding up the main loop. From the end it goes back standing still.
 */
void
rackside_player_seek (RacksidePlayer *self,
                      gint64          position)
{
  gboolean back;

  if (self->replay == NULL || self->state == RACKSIDE_PLAYER_STATE_FAILED)
    return;
  position = CLAMP (position, 0, self->duration);
  back = position < ilo_replay_get_position (self->replay) || self->pass == NULL;
  if (self->pass == NULL && position == self->duration)
    return;
  self->position = position;
  self->seeking = TRUE;
  if (back)
    {
      stop_pass (self);
      begin_replay (self);
      begin_pass (self);
    }
  else
    step_now (self);
  if (self->state == RACKSIDE_PLAYER_STATE_ENDED)
    set_state (self, RACKSIDE_PLAYER_STATE_PAUSED);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
