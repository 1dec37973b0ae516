/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-console-private.h"
#include "ilo-error.h"

/* The longest wait before a refresh is asked for again. */
#define MAX_RESYNC_WAIT 60000

/* Whether nothing that came so far made sense. */
gboolean
ilo_console_was_noise (IloConsole *self)
{
  IloVideoStats stats = ilo_console_get_stats (self);

  return stats.bytes > 0 && !stats.in_step && stats.resyncs == 0;
}

GError *
ilo_console_error_for_noise (IloConsole *self)
{
  if (ilo_console_get_cipher (self) == ILO_CIPHER_NONE)
    return g_error_new_literal (ILO_ERROR, ILO_ERROR_PROTOCOL,
                                _("The iLO let us in, but what it sends makes no sense, though it is not encrypted. "
                                  "Connect again; if it stays so, reset the iLO."));
  return g_error_new (ILO_ERROR, ILO_ERROR_WRONG_KEY,
                      _("The iLO let us in, but what it sends cannot be decrypted (%s): it took a wrong session "
                        "key, or it is not this session's. Log in again."),
                      ilo_cipher_id_name (ilo_console_get_cipher (self)));
}

/* Some firmware means AES-128 by cipher 3, and some a padded key (section 3): noise may come of the wrong
 * one. Returns whether the other one is tried now. */
gboolean
ilo_console_try_other_form (IloConsole *self)
{
  if (self->other_form || ilo_console_get_cipher (self) != ILO_CIPHER_AES_256)
    return FALSE;
  self->other_form = TRUE;
  self->cipher_flags ^= ILO_CIPHER_FLAGS_PADDED_KEY;
  ilo_console_tear_down (self);
  ilo_console_redial (self);
  return TRUE;
}

/* Whoever listens has to begin a new stream where the decoder does: after a zero run (section 4). */
void
ilo_console_begin_tap (IloConsole *self)
{
  static const guint8 zero_run[] = { 0, 0, 0, 0, 1 };

  if (self->stream == NULL)
    return;
  if (self->tap != NULL && ilo_stream_get_stats (self->stream).bytes == 0)
    self->tap (zero_run, sizeof zero_run, self->tap_data);
  ilo_stream_set_tap (self->stream, self->tap, self->tap_data);
}

/**
 * ilo_console_set_tap:
 * @self: a console
 * @tap: (nullable) (scope notified): what to call with every byte of the video from now on, decrypted; %NULL: nothing
 *   any more. It must not close the console
 * @user_data: passed to @tap, and has to live until it is replaced
 *
 * Lets somebody listen to the video stream, for a recording. When the console connects again it goes on with the new
 * stream, after a zero run.
 */
void
ilo_console_set_tap (IloConsole   *self,
                     IloStreamTap  tap,
                     gpointer      user_data)
{
  self->tap = tap;
  self->tap_data = user_data;
  ilo_console_begin_tap (self);
}

void
ilo_console_clear_news (IloConsole *self)
{
  for (guint i = 0; i < N_CHANNELS; i++)
    g_free (self->news.texts[i]);
  g_clear_error (&self->news.end);
  self->news = (News) { 0 };
}

/* The decoder's events. They only take notes: it cannot be stopped in the middle. */

/* The server's first word says which cipher it uses; nothing can be sent to it before that is known. */
static void
note_alive (IloConsole *self)
{
  ilo_link_hold (self->console, FALSE);
}

static void
note_mode (guint    width,
           guint    height,
           gpointer user_data)
{
  IloConsole *self = user_data;

  note_alive (self);
  self->news.mode = TRUE;
  self->news.unsupported_width = self->news.unsupported_height = 0;
}

static void
note_unsupported_mode (guint    width,
                       guint    height,
                       gpointer user_data)
{
  IloConsole *self = user_data;

  note_alive (self);
  self->news.mode = TRUE;
  self->news.unsupported_width = width;
  self->news.unsupported_height = height;
}

static void
note_present (gpointer user_data)
{
  IloConsole *self = user_data;

  note_alive (self);
  self->news.presented = TRUE;
}

static void
note_cipher (IloCipherId id,
             gpointer    user_data)
{
  IloConsole *self = user_data;

  if (self->news.end == NULL)
    ilo_cipher_select (self->cipher, id, &self->news.end);
  self->news.cipher = TRUE;
  note_alive (self);
}

static void
answer_console (IloConsole      *self,
                IloInputMessage  message)
{
  note_alive (self);
  ilo_link_send (self->console, &message);
}

static void
note_refresh (gpointer user_data)
{
  answer_console (user_data, ilo_input_encode_refresh ());
}

static void
note_ping (gpointer user_data)
{
  answer_console (user_data, ilo_input_encode_pong ());
}

static void
note_power (gboolean on,
            gpointer user_data)
{
  IloConsole *self = user_data;

  note_alive (self);
  self->news.power_known = TRUE;
  self->news.power_on = on;
}

static void
note_no_signal (gpointer user_data)
{
  IloConsole *self = user_data;

  note_alive (self);
  self->news.no_signal = TRUE;
}

static void
note_seized (gpointer user_data)
{
  IloConsole *self = user_data;

  if (self->news.end == NULL)
    self->news.end = g_error_new_literal (ILO_ERROR, ILO_ERROR_SEIZED,
                                          _("Another user has taken the console. Connect again to share it or "
                                            "to take it back."));
}

static void
note_licence (gboolean licensed,
              gpointer user_data)
{
  IloConsole *self = user_data;

  note_alive (self);
  self->news.licence_known = TRUE;
  self->news.licensed = licensed;
}

static void
note_text (guint       channel,
           const char *text,
           gpointer    user_data)
{
  IloConsole *self = user_data;

  if (channel >= N_CHANNELS)
    return;
  g_free (self->news.texts[channel]);
  self->news.texts[channel] = g_utf8_make_valid (text, -1);
}

const IloVideoEvents ilo_console_video_events = {
  .mode = note_mode,
  .unsupported_mode = note_unsupported_mode,
  .present = note_present,
  .cipher = note_cipher,
  .refresh = note_refresh,
  .ping = note_ping,
  .power = note_power,
  .no_signal = note_no_signal,
  .seized = note_seized,
  .licence = note_licence,
  .text = note_text,
};

static void
tell_mode (IloConsole *self,
           gboolean    supported)
{
  IloFramebuffer *framebuffer = ilo_stream_get_framebuffer (self->stream);

  self->width = ilo_framebuffer_get_width (framebuffer);
  self->height = ilo_framebuffer_get_height (framebuffer);
  if (!supported)
    ilo_console_set_picture (self, ILO_PICTURE_UNSUPPORTED);
  else if (self->width > 0)
    ilo_console_set_picture (self, ILO_PICTURE_LIVE);
  else
    ilo_console_set_picture (self, self->power == ILO_POWER_OFF ? ILO_PICTURE_OFF : ILO_PICTURE_NO_SIGNAL);
  g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_MODE_CHANGED], 0, self->width, self->height);
}

static void
tell_texts (IloConsole *self)
{
  for (guint i = 0; i < N_CHANNELS; i++)
    {
      g_autofree char *text = g_steal_pointer (&self->news.texts[i]);

      if (text != NULL)
        g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_TEXT], 0, i, text);
    }
}

/* Tells what a chunk brought. Anybody who is told may close the console. */
static void
tell_news (IloConsole *self)
{
  IloStream *stream = self->stream;
  News news = self->news;
  gboolean was_live = self->picture == ILO_PICTURE_LIVE;

  if (news.cipher)
    ilo_console_notify (self, ILO_CONSOLE_PROP_CIPHER);
  if (news.licence_known && news.licensed != self->licensed)
    {
      self->licensed = news.licensed;
      ilo_console_notify (self, ILO_CONSOLE_PROP_LICENSED);
    }
  if (news.power_known)
    ilo_console_set_power (self, news.power_on ? ILO_POWER_ON : ILO_POWER_OFF);
  if (news.mode)
    tell_mode (self, news.unsupported_width == 0);
  else if (news.presented && self->width > 0 && self->power != ILO_POWER_OFF)
    ilo_console_set_picture (self, ILO_PICTURE_LIVE);
  if (news.power_known && !news.power_on)
    ilo_console_set_picture (self, ILO_PICTURE_OFF);
  else if (news.no_signal && (was_live || !news.mode))
    ilo_console_set_picture (self, ILO_PICTURE_NO_SIGNAL);
  tell_texts (self);
  if (self->stream == stream
      && (news.presented || ilo_framebuffer_has_damage (ilo_stream_get_framebuffer (stream))))
    g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_UPDATED], 0, news.presented);
}

/* The stream cannot be understood. It is noise, unless it wants a cipher that we do not have. */
static void
give_stream_up (IloConsole   *self,
                const GError *error)
{
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_CIPHER))
    ilo_console_end (self, g_error_copy (error));
  else if (!ilo_console_try_other_form (self))
    ilo_console_end (self, ilo_console_error_for_noise (self));
}

static gboolean
on_resync (gpointer user_data)
{
  IloConsole *self = user_data;

  ilo_console_request_refresh (self);
  self->resync_wait = MIN (2 * self->resync_wait, MAX_RESYNC_WAIT);
  ilo_console_start_timer (self, &self->resync_timer, self->resync_wait, on_resync);
  return G_SOURCE_REMOVE;
}

/* The decoder asks for a refresh after so many bits that made no sense. A screen on which nothing happens may
 * never send as many, so ask from time to time too. */
static void
watch_step (IloConsole *self)
{
  if (ilo_stream_get_stats (self->stream).in_step)
    {
      ilo_console_clear_source (&self->resync_timer);
      if (self->width > 0)     /* it works again: whatever comes next is another matter */
        {
          self->tries = 0;
          self->was_reset = self->renewed = FALSE;
        }
    }
  else if (self->resync_timer == NULL)
    {
      self->resync_wait = self->resync_delay;
      ilo_console_start_timer (self, &self->resync_timer, self->resync_wait, on_resync);
    }
}

void
ilo_console_take_video (const guint8 *data,
                        gsize         length,
                        gpointer      user_data)
{
  IloConsole *self = user_data;
  g_autoptr(IloConsole) alive = g_object_ref (self);
  g_autoptr(GError) error = NULL;
  gboolean understood;

  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return;
  understood = ilo_stream_feed (self->stream, data, length, &error);
  tell_news (self);
  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return;
  if (self->news.end != NULL)
    ilo_console_end (self, g_steal_pointer (&self->news.end));
  else if (!understood)
    give_stream_up (self, error);
  else
    {
      ilo_console_clear_news (self);
      watch_step (self);
    }
}
