/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-stream.h"

/* A stream that was not in step after so many bytes never will be (console protocol, section 2). */
#define MAX_BYTES_OUT_OF_STEP (64 * 1024)

/* Noise makes no sense within so many bytes. */
#define MAX_BYTES_OF_CHANCE 4096

/* What is decrypted ahead of the decoder: little after a choice of cipher, since more may follow. */
#define FIRST_CHUNK 64

typedef enum
{
  PHASE_HELLO,
  PHASE_ANSWER,
  PHASE_AFTER_BUSY,    /* shared: the video follows; seized: another answer does */
  PHASE_VIDEO,
} Phase;

struct _IloStream
{
  Phase           phase;
  IloFramebuffer *framebuffer;     /* owned */
  IloVideo       *video;           /* owned */
  IloCipher      *cipher;          /* owned */
  IloVideoEvents  events;
  gsize           chunk;           /* bytes to decrypt at once */
  IloVideoStats   at_choice;       /* when the server last chose a cipher */
  IloStreamTap    tap;             /* NULL: nobody listens */
  gpointer        tap_data;
};

static gboolean
take_hello (IloStream  *self,
            guint8      byte,
            GError    **error)
{
  if (byte != 0x50)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                   _("This is not what an iLO sends on its console connection: it begins with 0x%02X instead of 0x50. "
                     "What is wanted is all that came on that connection, from its first byte on."), byte);
      return FALSE;
    }
  self->phase = PHASE_ANSWER;
  return TRUE;
}

static gboolean
take_answer (IloStream  *self,
             guint8      byte,
             GError    **error)
{
  switch (byte)
    {
    case 'R':
      self->phase = PHASE_VIDEO;
      return TRUE;
    case 'S':
    case 'Y':
      self->phase = PHASE_AFTER_BUSY;
      return TRUE;
    case 'Q':
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_AUTH,
                           _("The iLO refused the console: the session had expired, or the user may not "
                             "use the remote console."));
      return FALSE;
    case 'W':
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_LICENSE,
                           _("The iLO refused the console: it has no licence for it once the server has "
                             "started. An iLO Advanced licence allows it."));
      return FALSE;
    case 'X':
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_NO_SESSION,
                           _("The iLO refused the console: all its sessions are taken. Close another one, or "
                             "wait until one expires."));
      return FALSE;
    default:
      g_set_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                   _("The iLO answered the console's handshake with 0x%02X, which has no known meaning. What "
                     "is wanted is all that came on that connection, from its first byte on."), byte);
      return FALSE;
    }
}

/* Takes one byte in front of the video, or none when the video begins with it. */
static gboolean
take_handshake (IloStream  *self,
                guint8      byte,
                gsize      *taken,
                GError    **error)
{
  *taken = 1;
  if (self->phase == PHASE_HELLO)
    return take_hello (self, byte, error);
  if (self->phase == PHASE_ANSWER)
    return take_answer (self, byte, error);
  if (byte == 'R' || byte == 'Q')
    return take_answer (self, byte, error);
  self->phase = PHASE_VIDEO;
  *taken = 0;
  return TRUE;
}

/* Whether more than @bytes have come since the cipher was chosen, and nothing but the first of them made sense. */
static gboolean
never_in_step (IloStream *self,
               guint64    bytes)
{
  IloVideoStats stats = ilo_video_get_stats (self->video);

  return !stats.in_step && stats.resyncs == self->at_choice.resyncs
         && stats.lost_at - self->at_choice.bytes <= MAX_BYTES_OF_CHANCE
         && stats.bytes - self->at_choice.bytes > bytes;
}

static gboolean
refuse_noise (IloStream  *self,
              GError    **error)
{
  /* Without a cipher there is no key that could be wrong. */
  if (ilo_cipher_get_id (self->cipher) == ILO_CIPHER_NONE)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The stream makes no sense from its beginning on, though it is not encrypted. It is "
                             "damaged, or not what an iLO sent on its console connection."));
      return FALSE;
    }
  g_set_error (error, ILO_ERROR, ILO_ERROR_OUT_OF_STEP,
               _("The stream never came into step: wrong key? It has to be the enc_key of this very session "
                 "(the cipher is %s)."), ilo_cipher_id_name (ilo_cipher_get_id (self->cipher)));
  return FALSE;
}

/**
 * ilo_stream_new:
 * @key: the 16 bytes of `enc_key`, copied
 * @flags: how to run cipher 3
 * @events: what to call, copied; members may be %NULL
 * @user_data: passed to @events
 *
 * Returns: (transfer full): a stream before its first byte
 */
IloStream *
ilo_stream_new (const guint8          key[ILO_CIPHER_KEY_SIZE],
                IloCipherFlags        flags,
                const IloVideoEvents *events,
                gpointer              user_data)
{
  IloStream *self = g_new0 (IloStream, 1);

  self->events = *events;
  self->framebuffer = ilo_framebuffer_new ();
  self->video = ilo_video_new (self->framebuffer, &self->events, user_data);
  self->cipher = ilo_cipher_new (key, flags);
  self->chunk = FIRST_CHUNK;
  return self;
}

/**
 * ilo_stream_free:
 * @self: (transfer full) (nullable): a stream
 */
void
ilo_stream_free (IloStream *self)
{
  if (self == NULL)
    return;
  ilo_video_free (self->video);
  ilo_framebuffer_free (self->framebuffer);
  ilo_cipher_free (self->cipher);
  g_free (self);
}

/**
 * ilo_stream_begin_at_video:
 * @self: a stream before its first byte
 *
 * Says that somebody else read hello and answer: the first byte is one of the video stream.
 */
void
ilo_stream_begin_at_video (IloStream *self)
{
  self->phase = PHASE_VIDEO;
}

/**
 * ilo_stream_feed:
 * @self: a stream
 * @data: (array length=length): what the server sent, split anywhere
 * @length: bytes
 * @error: (nullable): %ILO_ERROR_PROTOCOL, %ILO_ERROR_AUTH, %ILO_ERROR_LICENSE or %ILO_ERROR_NO_SESSION for
 *   the handshake; %ILO_ERROR_CIPHER; when 64 KiB made no sense %ILO_ERROR_OUT_OF_STEP, or without a cipher
 *   %ILO_ERROR_PROTOCOL
 *
 * Decrypts and decodes (console protocol, sections 2 to 6). After an error the stream is at its end.
 *
 * Returns: whether it can go on
 */
gboolean
ilo_stream_feed (IloStream     *self,
                 const guint8  *data,
                 gsize          length,
                 GError       **error)
{
  guint8 clear[ILO_CIPHER_MAX_CHUNK];
  gsize taken;

  for (; self->phase != PHASE_VIDEO && length > 0; data += taken, length -= taken)
    if (!take_handshake (self, *data, &taken, error))
      return FALSE;

  for (; length > 0; data += taken, length -= taken)
    {
      gsize n = MIN (length, self->chunk);
      IloCipherId wanted;

      ilo_cipher_apply (self->cipher, clear, data, n);
      taken = ilo_video_feed (self->video, clear, n);
      if (self->tap != NULL)
        self->tap (clear, taken, self->tap_data);
      wanted = ilo_video_get_cipher (self->video);
      if (taken < n || wanted != ilo_cipher_get_id (self->cipher))
        {
          ilo_cipher_give_back (self->cipher, n - taken);
          if (!ilo_cipher_select (self->cipher, wanted, error))
            return FALSE;
          self->chunk = FIRST_CHUNK;
          self->at_choice = ilo_video_get_stats (self->video);
        }
      else
        self->chunk = MIN (2 * self->chunk, ILO_CIPHER_MAX_CHUNK);
    }
  if (never_in_step (self, MAX_BYTES_OUT_OF_STEP))
    return refuse_noise (self, error);
  return TRUE;
}

/**
 * ilo_stream_finish:
 * @self: a stream
 * @error: (nullable): as of ilo_stream_feed() when nothing in the stream made sense, %ILO_ERROR_PROTOCOL when it
 *   ended before the video began
 *
 * Says that there is no more to come.
 *
 * Returns: whether there was something to see
 */
gboolean
ilo_stream_finish (IloStream  *self,
                   GError    **error)
{
  if (self->phase != PHASE_VIDEO)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The stream ends before the server answered the handshake."));
      return FALSE;
    }
  if (never_in_step (self, 0))
    return refuse_noise (self, error);
  return TRUE;
}

/**
 * ilo_stream_set_tap:
 * @self: a stream
 * @tap: (nullable) (scope notified): what to call with every byte from now on; %NULL: nothing any more
 * @user_data: passed to @tap, and has to live until it is replaced
 *
 * Lets somebody listen to the decrypted video, for a recording.
 */
void
ilo_stream_set_tap (IloStream    *self,
                    IloStreamTap  tap,
                    gpointer      user_data)
{
  self->tap = tap;
  self->tap_data = user_data;
}

/**
 * ilo_stream_get_framebuffer:
 * @self: a stream
 *
 * Returns: (transfer none): the picture
 */
IloFramebuffer *
ilo_stream_get_framebuffer (IloStream *self)
{
  return self->framebuffer;
}

/**
 * ilo_stream_get_stats:
 * @self: a stream
 *
 * Returns: what the decoder has seen; its bytes are those of the video
 */
IloVideoStats
ilo_stream_get_stats (IloStream *self)
{
  return ilo_video_get_stats (self->video);
}

/**
 * ilo_stream_get_state:
 * @self: a stream
 *
 * Returns: what a decoder needs to take the stream up at its next zero run
 */
IloVideoState
ilo_stream_get_state (IloStream *self)
{
  return ilo_video_get_state (self->video);
}

/**
 * ilo_stream_get_cipher:
 * @self: a stream
 *
 * Returns: the cipher in force
 */
IloCipherId
ilo_stream_get_cipher (IloStream *self)
{
  return ilo_cipher_get_id (self->cipher);
}
