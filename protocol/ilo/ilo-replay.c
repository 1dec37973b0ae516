/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <openssl/crypto.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-recording.h"
#include "ilo-replay.h"
#include "ilo-stream.h"

/* The hello that a console stream begins with (console protocol, section 2). */
#define STREAM_FIRST_BYTE 'P'

struct _IloReplay
{
  IloVideoEvents      events;
  gpointer            user_data;                 /* borrowed; for the events */
  guint8              key[ILO_CIPHER_KEY_SIZE];
  gboolean            has_key;
  IloCipherFlags      flags;

  /* A raw stream has this; a recording the three after it. None is there before the first byte. */
  IloStream          *stream;                    /* owned */
  IloRecordingParser *parser;                    /* owned */
  IloFramebuffer     *framebuffer;               /* owned */
  IloVideo           *video;                     /* owned; NULL until the header has been read */

  gint64              position;                  /* of what was shown last; microseconds */
  guint64             rate;                      /* bytes a second of a raw stream; 0: all at once */
  guint64             taken;                     /* bytes of it */
};

static gboolean
begin (IloReplay  *self,
       guint8      first,
       GError    **error)
{
  switch (first)
    {
    case STREAM_FIRST_BYTE:
      self->stream = ilo_stream_new (self->key, self->flags, &self->events, self->user_data);
      return TRUE;

    case ILO_RECORDING_FIRST_BYTE:
      self->parser = ilo_recording_parser_new ();
      self->framebuffer = ilo_framebuffer_new ();
      return TRUE;

    default:
      g_set_error (error, ILO_ERROR, ILO_ERROR_RECORDING,
                   _("This file is neither a recording nor the console stream of an iLO."));
      return FALSE;
    }
}

/* When @bytes of a raw stream have been played, rounded up. */
static gint64
stream_time (IloReplay *self,
             guint64    bytes)
{
  if (self->rate == 0)
    return 0;
  return bytes / self->rate * G_USEC_PER_SEC
         + (bytes % self->rate * G_USEC_PER_SEC + self->rate - 1) / self->rate;
}

/* How many bytes of a raw stream are due until then. */
static guint64
stream_bytes (IloReplay *self,
              gint64     until)
{
  guint64 seconds = until / G_USEC_PER_SEC;

  if (self->rate == 0 || seconds >= G_MAXINT64 / self->rate)
    return G_MAXINT64;
  return seconds * self->rate + until % G_USEC_PER_SEC * self->rate / G_USEC_PER_SEC;
}

static gboolean
feed_stream (IloReplay   *self,
             WireReader  *input,
             gint64       until,
             GError     **error)
{
  guint64 end = stream_bytes (self, until);
  gsize due = MIN (input->left, end - MIN (end, self->taken));

  if (due == 0)
    return TRUE;
  if (!ilo_stream_feed (self->stream, wire_reader_bytes (input, due), due, error))
    return FALSE;
  self->taken += due;
  self->position = stream_time (self, self->taken);
  if (!self->has_key && ilo_stream_get_cipher (self->stream) != ILO_CIPHER_NONE)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_KEY_NEEDED,
                   _("The stream is encrypted. Give the key that it was encrypted with."));
      return FALSE;
    }
  return TRUE;
}

static void
feed_video (IloReplay    *self,
            const guint8 *data,
            gsize         length)
{
  /* The decoder stops after a switch of ciphers, which does not matter here: a recording is in clear. */
  while (length > 0)
    {
      gsize n = ilo_video_feed (self->video, data, length);

      data += n;
      length -= n;
    }
}

static gboolean
begin_video (IloReplay  *self,
             GError    **error)
{
  const IloRecordingHeader *header = ilo_recording_parser_get_header (self->parser);

  if (self->video != NULL || header == NULL)
    return TRUE;
  self->video = ilo_video_new (self->framebuffer, &self->events, self->user_data);
  if (!ilo_video_set_state (self->video, &header->state))
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_RECORDING,
                   _("The recording is damaged at its beginning and cannot be played."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
feed_recording (IloReplay   *self,
                WireReader  *input,
                gint64       until,
                GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  IloRecordingPiece piece;

  while (ilo_recording_parser_next (self->parser, input, until, &piece, &local_error))
    {
      if (!begin_video (self, error))
        return FALSE;
      feed_video (self, piece.data, piece.length);
      self->position = piece.time;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return begin_video (self, error);
}

/**
 * ilo_replay_new:
 * @key: (nullable) (array fixed-size=16): the key of a raw stream, if there is one
 * @flags: how its ciphers are run
 * @events: (nullable): what to be told of while it plays; copied
 * @user_data: for @events
 *
 * Returns: (transfer full): a player at the beginning of a file
 */
IloReplay *
ilo_replay_new (const guint8         *key,
                IloCipherFlags        flags,
                const IloVideoEvents *events,
                gpointer              user_data)
{
  IloReplay *self = g_new0 (IloReplay, 1);

  if (events != NULL)
    self->events = *events;
  self->user_data = user_data;
  self->flags = flags;
  self->has_key = key != NULL;
  if (key != NULL)
    memcpy (self->key, key, sizeof self->key);
  return self;
}

/**
 * ilo_replay_free:
 * @self: (transfer full) (nullable): a player
 */
void
ilo_replay_free (IloReplay *self)
{
  if (self == NULL)
    return;
  ilo_stream_free (self->stream);
  ilo_video_free (self->video);
  ilo_recording_parser_free (self->parser);
  ilo_framebuffer_free (self->framebuffer);
  OPENSSL_cleanse (self->key, sizeof self->key);
  g_free (self);
}

/**
 * ilo_replay_set_rate:
 * @self: a player
 * @rate: in bytes a second, at most %ILO_REPLAY_MAX_RATE; 0: everything is due at once
 *
 * Says how fast a raw stream plays, which does not know when its bytes arrived. To be set before it is
 * fed; without effect on recordings.
 */
void
ilo_replay_set_rate (IloReplay *self,
                     guint64    rate)
{
  g_return_if_fail (rate <= ILO_REPLAY_MAX_RATE);

  self->rate = rate;
}

/**
 * ilo_replay_feed:
 * @self: a player
 * @input: the next bytes of the file; what is taken is gone from it
 * @until: microseconds since the beginning; not negative
 * @error: return location for an error
 *
 * Plays what is due until @until; what is left in @input is later. ilo_replay_get_next_time() says when to
 * come back. The work is bounded by the length of @input. Fails with %ILO_ERROR_RECORDING if the file is nothing that can be played, with
 * %ILO_ERROR_KEY_NEEDED if it is an encrypted stream and there is no key, and as ilo_stream_feed() does.
 * After a failure there is nothing to do but to free it.
 *
 * Returns: whether it goes on
 */
gboolean
ilo_replay_feed (IloReplay   *self,
                 WireReader  *input,
                 gint64       until,
                 GError     **error)
{
  g_return_val_if_fail (until >= 0, FALSE);

  if (input->left == 0)
    return TRUE;
  if (self->stream == NULL && self->parser == NULL && !begin (self, input->data[0], error))
    return FALSE;
  return self->stream != NULL ? feed_stream (self, input, until, error)
                              : feed_recording (self, input, until, error);
}

/**
 * ilo_replay_finish:
 * @self: a player
 * @error: return location for an error
 *
 * To be called at the end of the file. Fails with %ILO_ERROR_RECORDING if there was nothing in it, and as
 * ilo_stream_finish() does. A recording that is cut off is played up to there, without an error.
 *
 * Returns: whether there was something to play
 */
gboolean
ilo_replay_finish (IloReplay  *self,
                   GError    **error)
{
  if (self->stream != NULL)
    return ilo_stream_finish (self->stream, error);
  if (self->video == NULL)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_RECORDING,
                   self->parser == NULL
                   ? _("The file is empty: nothing was recorded.")
                   : _("The recording is cut off before its first picture."));
      return FALSE;
    }
  return TRUE;
}

/**
 * ilo_replay_get_position:
 * @self: a player
 *
 * Returns: the moment that has been played, in microseconds since the beginning
 */
gint64
ilo_replay_get_position (IloReplay *self)
{
  return self->position;
}

/**
 * ilo_replay_get_next_time:
 * @self: a player
 *
 * Returns: when there is more to play, in microseconds since the beginning. If that is later than was asked
 * for, ilo_replay_feed() has nothing to do until then, whether or not it left bytes over.
 */
gint64
ilo_replay_get_next_time (IloReplay *self)
{
  if (self->parser != NULL)
    return MAX (ilo_recording_parser_get_time (self->parser), self->position);
  return self->stream != NULL ? stream_time (self, self->taken + 1) : 0;
}

/**
 * ilo_replay_get_framebuffer:
 * @self: a player
 *
 * Returns: (nullable): the picture, which stays until the player is freed; %NULL before the first byte
 */
IloFramebuffer *
ilo_replay_get_framebuffer (IloReplay *self)
{
  return self->stream != NULL ? ilo_stream_get_framebuffer (self->stream) : self->framebuffer;
}

/**
 * ilo_replay_get_cipher:
 * @self: a player
 *
 * Returns: the cipher in force in a raw stream; a recording is in clear
 */
IloCipherId
ilo_replay_get_cipher (IloReplay *self)
{
  return self->stream != NULL ? ilo_stream_get_cipher (self->stream) : ILO_CIPHER_NONE;
}
