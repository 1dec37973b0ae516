/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <gio/gunixoutputstream.h>
#include <glib-unix.h>

#include "ilo-error.h"
#include "ilo-recording-writer.h"
#include "ilo-recording.h"
#include "ilo-replay.h"
#include "sim-encoder.h"

#define WIDTH  320
#define HEIGHT 200

static const IloRecordingHeader usual_header = {
  .started = G_GINT64_CONSTANT (1767225600000000),
  .state = { WIDTH, HEIGHT, 4, TRUE },
};

static guint8 *
make_picture (guint seed)
{
  guint8 *pixels = g_malloc (WIDTH * HEIGHT * 3);
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  guint32 colours[4];

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    colours[i] = g_rand_int (rand);
  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    {
      guint32 colour = colours[(i / WIDTH / 11 + i % WIDTH / 23) % G_N_ELEMENTS (colours)];

      pixels[3 * i] = colour;
      pixels[3 * i + 1] = colour >> 8;
      pixels[3 * i + 2] = colour >> 16;
    }
  return pixels;
}

static void
put_picture (SimEncoder *encoder,
             guint       seed)
{
  g_autofree guint8 *pixels = make_picture (seed);

  g_assert_true (sim_encoder_put_frame (encoder, pixels, 3 * WIDTH, SIM_PIXEL_FORMAT_RGB));
}

static void
assert_picture (IloReplay *replay,
                guint      bits_per_colour,
                guint      seed)
{
  IloFramebuffer *framebuffer = ilo_replay_get_framebuffer (replay);
  g_autofree guint8 *pixels = make_picture (seed);
  g_autofree guint8 *expected = g_malloc (WIDTH * HEIGHT * 4);

  sim_pixels_quantise (pixels, 3 * WIDTH, SIM_PIXEL_FORMAT_RGB, WIDTH, HEIGHT, bits_per_colour, expected);
  g_assert_cmpuint (ilo_framebuffer_get_width (framebuffer), ==, WIDTH);
  g_assert_cmpuint (ilo_framebuffer_get_height (framebuffer), ==, HEIGHT);
  g_assert_cmpmem (ilo_framebuffer_get_pixels (framebuffer), WIDTH * HEIGHT * 4,
                   expected, WIDTH * HEIGHT * 4);
}

static void
append_chunk (GByteArray   *file,
              gint64        time,
              const guint8 *data,
              gsize         length)
{
  guint8 header[ILO_RECORDING_CHUNK_HEADER_SIZE];

  ilo_recording_chunk_encode (time, length, header);
  g_byte_array_append (file, header, sizeof header);
  if (length > 0)
    g_byte_array_append (file, data, length);
}

static void
append_from (GByteArray *file,
             gint64      time,
             SimEncoder *encoder)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  sim_encoder_take (encoder, NULL, bytes);
  append_chunk (file, time, bytes->data, bytes->len);
}

static GByteArray *
new_file (void)
{
  GByteArray *file = g_byte_array_new ();
  guint8 header[ILO_RECORDING_HEADER_SIZE];

  ilo_recording_header_encode (&usual_header, header);
  return g_byte_array_append (file, header, sizeof header);
}

/* A recording that begins in the middle of a session of 4 bits a colour: one picture at 1 s, another at 3 s,
 * and the end at 5 s. */
static GByteArray *
make_recording (void)
{
  g_autoptr(SimEncoder) encoder = sim_encoder_new (SIM_ENCODER_FLAGS_HALF_HEIGHT, 4);
  GByteArray *file = new_file ();

  sim_encoder_set_mode (encoder, WIDTH, HEIGHT);
  put_picture (encoder, 7);
  append_from (file, 0, encoder);
  g_byte_array_set_size (file, ILO_RECORDING_HEADER_SIZE);   /* nobody recorded that */
  sim_encoder_refresh (encoder);
  put_picture (encoder, 1);
  append_from (file, 1 * G_USEC_PER_SEC, encoder);
  put_picture (encoder, 2);
  append_from (file, 3 * G_USEC_PER_SEC, encoder);
  append_chunk (file, 5 * G_USEC_PER_SEC, NULL, 0);
  return file;
}

/* Feeds it @step bytes at a time, each in a block of its own. Returns how many were taken. */
static gsize
feed (IloReplay    *replay,
      const guint8 *data,
      gsize         length,
      gsize         step,
      gint64        until)
{
  gsize taken = 0;

  while (taken < length)
    {
      gsize n = MIN (step, length - taken);
      g_autofree guint8 *exact = g_memdup2 (data + taken, n);
      g_autoptr(GError) error = NULL;
      WireReader input = { exact, n, FALSE };

      ilo_replay_feed (replay, &input, until, &error);
      g_assert_no_error (error);
      g_assert_false (input.truncated);
      taken += n - input.left;
      if (input.left > 0)
        break;
    }
  return taken;
}

static void
test_header_round_trip (void)
{
  guint8 encoded[ILO_RECORDING_HEADER_SIZE];
  IloRecordingHeader header;
  g_autoptr(GError) error = NULL;

  ilo_recording_header_encode (&usual_header, encoded);
  ilo_recording_header_decode (&header, encoded, sizeof encoded, &error);
  g_assert_no_error (error);
  g_assert_cmpint (header.started, ==, usual_header.started);
  g_assert_cmpuint (header.state.width, ==, WIDTH);
  g_assert_cmpuint (header.state.height, ==, HEIGHT);
  g_assert_cmpuint (header.state.bits_per_colour, ==, 4);
  g_assert_true (header.state.half_height_capable);
}

static void
assert_header_refused (const guint8 *data,
                       gsize         length)
{
  g_autofree guint8 *exact = g_memdup2 (data, length);
  g_autoptr(GError) error = NULL;
  IloRecordingHeader header;

  g_assert_false (ilo_recording_header_decode (&header, exact, length, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_RECORDING);
}

static void
test_header_refuses_every_short_prefix (void)
{
  guint8 encoded[ILO_RECORDING_HEADER_SIZE];

  ilo_recording_header_encode (&usual_header, encoded);
  for (gsize n = 0; n < sizeof encoded; n++)
    assert_header_refused (encoded, n);
}

static void
test_header_refuses_what_cannot_be (void)
{
  static const struct { guint at; guint8 value; } wrong[] = {
    { 0, 'r' },      /* magic */
    { 7, 'F' },
    { 8, 2 },        /* version */
    { 10, 27 },      /* size */
    { 12, 0x48 },    /* width: not whole blocks */
    { 13, 0x08 },    /* too wide */
    { 15, 0x08 },    /* too high */
    { 16, 1 },       /* bits per colour */
    { 16, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      guint8 encoded[ILO_RECORDING_HEADER_SIZE];

      ilo_recording_header_encode (&usual_header, encoded);
      encoded[wrong[i].at] = wrong[i].value;
      assert_header_refused (encoded, sizeof encoded);
    }
}

static void
test_parser_passes_over_a_longer_header (void)
{
  g_autoptr(GByteArray) file = new_file ();
  g_autoptr(IloRecordingParser) parser = ilo_recording_parser_new ();
  IloRecordingPiece piece;
  WireReader input;
  g_autoptr(GError) error = NULL;

  file->data[10] += 3;
  g_byte_array_append (file, (const guint8 *) "new", 3);
  append_chunk (file, 5, (const guint8 *) "abc", 3);
  input = (WireReader) { file->data, file->len, FALSE };
  g_assert_true (ilo_recording_parser_next (parser, &input, G_MAXINT64, &piece, &error));
  g_assert_cmpmem (piece.data, piece.length, "abc", 3);
  g_assert_cmpint (piece.time, ==, 5);
}

static void
test_parser_never_goes_back_in_time (void)
{
  g_autoptr(GByteArray) file = new_file ();
  g_autoptr(IloRecordingParser) parser = ilo_recording_parser_new ();
  IloRecordingPiece piece;
  WireReader input;

  append_chunk (file, 9, NULL, 0);
  append_chunk (file, 4, NULL, 0);
  append_chunk (file, -1, NULL, 0);          /* the largest number there is */
  input = (WireReader) { file->data, file->len, FALSE };
  g_assert_true (ilo_recording_parser_next (parser, &input, G_MAXINT64, &piece, NULL));
  g_assert_cmpint (piece.time, ==, 9);
  g_assert_true (ilo_recording_parser_next (parser, &input, G_MAXINT64, &piece, NULL));
  g_assert_cmpint (piece.time, ==, 9);
  g_assert_true (ilo_recording_parser_next (parser, &input, G_MAXINT64, &piece, NULL));
  g_assert_cmpint (piece.time, ==, G_MAXINT64);
  g_assert_false (ilo_recording_parser_next (parser, &input, G_MAXINT64, &piece, NULL));
}

static void
test_parser_hands_out_the_same_whatever_the_split (void)
{
  g_autoptr(GByteArray) file = make_recording ();

  for (gsize step = 1; step <= 40; step++)
    {
      g_autoptr(IloRecordingParser) parser = ilo_recording_parser_new ();
      g_autoptr(GByteArray) got = g_byte_array_new ();
      g_autoptr(GByteArray) again = new_file ();
      gint64 time = -1;

      for (gsize at = 0; at < file->len; at += step)
        {
          gsize n = MIN (step, file->len - at);
          g_autofree guint8 *exact = g_memdup2 (file->data + at, n);
          WireReader input = { exact, n, FALSE };
          IloRecordingPiece piece;
          g_autoptr(GError) error = NULL;

          while (ilo_recording_parser_next (parser, &input, G_MAXINT64, &piece, &error))
            {
              if (time >= 0 && piece.time != time)
                {
                  append_chunk (again, time, got->data, got->len);
                  g_byte_array_set_size (got, 0);
                }
              time = piece.time;
              g_byte_array_append (got, piece.data, piece.length);
            }
          g_assert_no_error (error);
          g_assert_cmpuint (input.left, ==, 0);
        }
      append_chunk (again, time, got->data, got->len);
      g_assert_cmpmem (again->data, again->len, file->data, file->len);
    }
}

static void
test_replay_shows_each_moment (void)
{
  static const struct { double at; guint seed; double position; } moments[] = {
    { 1, 1, 1 }, { 2.9, 1, 1 }, { 3, 2, 3 }, { 5, 2, 5 }, { 1000, 2, 5 },
  };
  g_autoptr(GByteArray) file = make_recording ();

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);

      feed (replay, file->data, file->len, 1000, moments[i].at * G_USEC_PER_SEC);
      assert_picture (replay, 4, moments[i].seed);
      g_assert_cmpint (ilo_replay_get_position (replay), ==, moments[i].position * G_USEC_PER_SEC);
    }
}

static void
test_replay_waits_for_what_is_later (void)
{
  g_autoptr(GByteArray) file = make_recording ();
  g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  gsize taken = feed (replay, file->data, file->len, file->len, 0);

  g_assert_cmpuint (taken, ==, ILO_RECORDING_HEADER_SIZE + ILO_RECORDING_CHUNK_HEADER_SIZE);
  g_assert_cmpint (ilo_replay_get_next_time (replay), ==, 1 * G_USEC_PER_SEC);
  g_assert_cmpuint (ilo_framebuffer_get_width (ilo_replay_get_framebuffer (replay)), ==, WIDTH);
  g_assert_true (ilo_framebuffer_is_empty (ilo_replay_get_framebuffer (replay)));
  taken += feed (replay, file->data + taken, file->len - taken, file->len, 2 * G_USEC_PER_SEC);
  assert_picture (replay, 4, 1);
  g_assert_cmpint (ilo_replay_get_next_time (replay), ==, 3 * G_USEC_PER_SEC);
  taken += feed (replay, file->data + taken, file->len - taken, file->len, 4 * G_USEC_PER_SEC);
  assert_picture (replay, 4, 2);
}

static void
test_replay_plays_up_to_a_cut (void)
{
  g_autoptr(GByteArray) file = make_recording ();

  for (gsize n = 0; n < file->len; n++)
    {
      g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_cmpuint (feed (replay, file->data, n, n, G_MAXINT64), ==, n);
      g_assert_cmpint (ilo_replay_finish (replay, &error), ==, n >= ILO_RECORDING_HEADER_SIZE);
      if (n < ILO_RECORDING_HEADER_SIZE)
        g_assert_error (error, ILO_ERROR, ILO_ERROR_RECORDING);
      else if (n >= file->len - ILO_RECORDING_CHUNK_HEADER_SIZE)
        assert_picture (replay, 4, 2);
    }
}

static GByteArray *
make_stream (SimCipherId cipher_id)
{
  static const guint8 key[SIM_CIPHER_KEY_SIZE] = "0123456789abcdef";
  g_autoptr(SimCipher) cipher = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, NULL);
  g_autoptr(SimEncoder) encoder = sim_encoder_new (SIM_ENCODER_FLAGS_NONE, 5);
  GByteArray *stream = g_byte_array_new ();

  g_byte_array_append (stream, (const guint8 *) "PR", 2);
  sim_encoder_put_header (encoder, cipher_id, TRUE);
  sim_encoder_set_mode (encoder, WIDTH, HEIGHT);
  put_picture (encoder, 3);
  sim_encoder_take (encoder, cipher, stream);
  return stream;
}

static void
test_replay_plays_raw_streams (void)
{
  for (SimCipherId cipher = SIM_CIPHER_NONE; cipher < SIM_CIPHER_COUNT; cipher++)
    {
      g_autoptr(GByteArray) stream = make_stream (cipher);
      g_autoptr(IloReplay) replay = ilo_replay_new ((const guint8 *) "0123456789abcdef",
                                                    ILO_CIPHER_FLAGS_NONE, NULL, NULL);
      g_autoptr(GError) error = NULL;

      feed (replay, stream->data, stream->len, 100, 0);
      ilo_replay_finish (replay, &error);
      g_assert_no_error (error);
      assert_picture (replay, 5, 3);
    }
}

static void
test_replay_paces_raw_streams (void)
{
  g_autoptr(GByteArray) stream = make_stream (SIM_CIPHER_NONE);
  g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  gsize taken = 0;
  guint steps = 0;

  ilo_replay_set_rate (replay, 3000);
  for (gint64 now = 0; taken < stream->len; now = ilo_replay_get_next_time (replay), steps++)
    {
      gsize n = feed (replay, stream->data + taken, stream->len - taken, stream->len, now);

      g_assert_cmpuint (n, ==, now == 0 ? 0 : 1);
      taken += n;
      g_assert_cmpint (ilo_replay_get_position (replay), ==, now);
    }
  assert_picture (replay, 5, 3);
}

static void
test_replay_asks_for_the_key (void)
{
  g_autoptr(GByteArray) stream = make_stream (SIM_CIPHER_RC4);
  g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  WireReader input = { stream->data, stream->len, FALSE };
  g_autoptr(GError) error = NULL;

  g_assert_false (ilo_replay_feed (replay, &input, 0, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_KEY_NEEDED);
}

static void
test_replay_refuses_other_files (void)
{
  static const char *const files[] = { "<html>", "RACKSIDE, but no recording at all", "\177ELF" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
      WireReader input = { (const guint8 *) files[i], strlen (files[i]), FALSE };
      g_autoptr(GError) error = NULL;

      g_assert_false (ilo_replay_feed (replay, &input, 0, &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_RECORDING);
    }
}

static void
test_replay_refuses_a_state_that_cannot_be (void)
{
  g_autoptr(GByteArray) file = new_file ();
  g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  WireReader input = { file->data, file->len, FALSE };
  g_autoptr(GError) error = NULL;

  file->data[13] = 0x07;      /* wide, but not able to be so */
  file->data[17] = 0;
  g_assert_false (ilo_replay_feed (replay, &input, 0, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_RECORDING);
}

static void
test_replay_says_when_there_is_nothing (void)
{
  g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (ilo_replay_finish (replay, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_RECORDING);
}

static gboolean
on_too_late (gpointer user_data)
{
  g_error ("It did not happen in time");
  return G_SOURCE_REMOVE;
}

static void
on_result (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
close_writer (IloRecordingWriter  *writer,
              gint64               time,
              GCancellable        *cancellable,
              GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  guint timeout_id = g_timeout_add_seconds (60, on_too_late, NULL);

  ilo_recording_writer_close_async (writer, time, cancellable, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout_id);
  return ilo_recording_writer_close_finish (writer, result, error);
}

static void
test_writer_writes_what_is_played (void)
{
  g_autoptr(GByteArray) expected = make_recording ();
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(IloRecordingWriter) writer = ilo_recording_writer_new (stream, &usual_header);
  g_autoptr(IloRecordingParser) parser = ilo_recording_parser_new ();
  g_autoptr(GError) error = NULL;
  WireReader input = { expected->data, expected->len, FALSE };
  IloRecordingPiece piece;

  while (ilo_recording_parser_next (parser, &input, G_MAXINT64, &piece, NULL))
    if (piece.length > 0)
      ilo_recording_writer_append (writer, piece.time, piece.data, piece.length);
  close_writer (writer, 5 * G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)),
                   expected->data, expected->len);
  g_assert_cmpuint (ilo_recording_writer_get_size (writer), ==, expected->len);
}

static void
on_failed (IloRecordingWriter *writer,
           const GError       *error,
           gpointer            user_data)
{
  *(guint *) user_data += 1;
}

static void
test_writer_says_that_the_disk_is_full (void)
{
  g_autoptr(GFile) file = g_file_new_for_path ("/dev/full");
  g_autoptr(GFileOutputStream) stream = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr(IloRecordingWriter) writer = NULL;
  g_autoptr(GError) error = NULL;
  guint failures = 0;

  if (stream == NULL)
    {
      g_test_skip ("There is no /dev/full here");
      return;
    }
  writer = ilo_recording_writer_new (G_OUTPUT_STREAM (stream), &usual_header);
  g_signal_connect (writer, "failed", G_CALLBACK (on_failed), &failures);
  ilo_recording_writer_append (writer, 0, (const guint8 *) "abc", 3);
  g_assert_false (close_writer (writer, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (failures, ==, 1);
  g_assert_error (ilo_recording_writer_get_error (writer), G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

/* The other end of a pipe that nobody reads. */
static void
test_writer_gives_up_on_a_slow_disk (void)
{
  g_autofree guint8 *megabyte = g_malloc0 (1024 * 1024);
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(IloRecordingWriter) writer = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint failures = 0;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  stream = g_unix_output_stream_new (fds[1], TRUE);
  writer = ilo_recording_writer_new (stream, &usual_header);
  g_signal_connect (writer, "failed", G_CALLBACK (on_failed), &failures);
  for (guint i = 0; i < 40; i++)
    ilo_recording_writer_append (writer, i, megabyte, 1024 * 1024);
  g_assert_cmpuint (failures, ==, 1);
  g_assert_error (ilo_recording_writer_get_error (writer), G_IO_ERROR, G_IO_ERROR_BUSY);
  g_cancellable_cancel (cancellable);
  g_assert_false (close_writer (writer, 40, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close (fds[0]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/recording/header/round-trip", test_header_round_trip);
  g_test_add_func ("/ilo/recording/header/refuses-every-short-prefix", test_header_refuses_every_short_prefix);
  g_test_add_func ("/ilo/recording/header/refuses-what-cannot-be", test_header_refuses_what_cannot_be);
  g_test_add_func ("/ilo/recording/parser/passes-over-a-longer-header",
                   test_parser_passes_over_a_longer_header);
  g_test_add_func ("/ilo/recording/parser/never-goes-back-in-time", test_parser_never_goes_back_in_time);
  g_test_add_func ("/ilo/recording/parser/hands-out-the-same-whatever-the-split",
                   test_parser_hands_out_the_same_whatever_the_split);
  g_test_add_func ("/ilo/replay/shows-each-moment", test_replay_shows_each_moment);
  g_test_add_func ("/ilo/replay/waits-for-what-is-later", test_replay_waits_for_what_is_later);
  g_test_add_func ("/ilo/replay/plays-up-to-a-cut", test_replay_plays_up_to_a_cut);
  g_test_add_func ("/ilo/replay/plays-raw-streams", test_replay_plays_raw_streams);
  g_test_add_func ("/ilo/replay/paces-raw-streams", test_replay_paces_raw_streams);
  g_test_add_func ("/ilo/replay/asks-for-the-key", test_replay_asks_for_the_key);
  g_test_add_func ("/ilo/replay/refuses-other-files", test_replay_refuses_other_files);
  g_test_add_func ("/ilo/replay/refuses-a-state-that-cannot-be",
                   test_replay_refuses_a_state_that_cannot_be);
  g_test_add_func ("/ilo/replay/says-when-there-is-nothing", test_replay_says_when_there_is_nothing);
  g_test_add_func ("/ilo/recording/writer/writes-what-is-played", test_writer_writes_what_is_played);
  g_test_add_func ("/ilo/recording/writer/says-that-the-disk-is-full",
                   test_writer_says_that_the_disk_is_full);
  g_test_add_func ("/ilo/recording/writer/gives-up-on-a-slow-disk", test_writer_gives_up_on_a_slow_disk);
  return g_test_run ();
}
