/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "ilo-error.h"
#include "player-files.h"
#include "rackside-player.h"

#define PATIENCE 30        /* seconds */
#define KEY      ((const guint8 *) "0123456789abcdef")

static char *folder;

typedef struct
{
  RacksidePlayer *player;
  guint           states[RACKSIDE_PLAYER_STATE_FAILED + 1];     /* how often each was entered */
  guint           empty;                                        /* changes without a picture */
} Fixture;

static gboolean
on_late (gpointer user_data)
{
  g_error ("Waited %d s in vain", PATIENCE);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                          \
  G_STMT_START                                                         \
    {                                                                  \
      guint late_id = g_timeout_add_seconds (PATIENCE, on_late, NULL); \
      while (!(condition))                                             \
        g_main_context_iteration (NULL, TRUE);                         \
      g_source_remove (late_id);                                       \
    }                                                                  \
  G_STMT_END

static void
on_state (Fixture *fixture)
{
  fixture->states[rackside_player_get_state (fixture->player)]++;
}

static void
on_changed (Fixture *fixture)
{
  fixture->empty += rackside_player_get_notice (fixture->player) != RACKSIDE_PLAYER_NOTICE_NONE;
}

static void
open_file (Fixture      *fixture,
           const char   *name,
           const guint8 *key)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  fixture->player = rackside_player_new (file, key);
  g_signal_connect_swapped (fixture->player, "notify::state", G_CALLBACK (on_state), fixture);
  g_signal_connect_swapped (fixture->player, "changed", G_CALLBACK (on_changed), fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_signal_handlers_disconnect_by_data (fixture->player, fixture);
  rackside_player_close (fixture->player);
  g_clear_object (&fixture->player);
}

static gboolean
has_state (Fixture             *fixture,
           RacksidePlayerState  state)
{
  return rackside_player_get_state (fixture->player) == state;
}

/* Whether it shows the picture that all files end with. */
static gboolean
shows_last_picture (Fixture *fixture)
{
  IloFramebuffer *framebuffer = rackside_player_get_framebuffer (fixture->player);
  g_autofree char *path = g_build_filename (folder, "picture.ppm", NULL);
  g_autofree char *expected = NULL;
  g_autoptr(GError) error = NULL;
  const guint8 *pixels;
  const char *rgb;

  g_file_get_contents (path, &expected, NULL, &error);
  g_assert_no_error (error);
  if (framebuffer == NULL || ilo_framebuffer_get_width (framebuffer) == 0)
    return FALSE;
  g_assert_cmpuint (ilo_framebuffer_get_width (framebuffer), ==, 640);
  g_assert_cmpuint (ilo_framebuffer_get_height (framebuffer), ==, 400);
  pixels = ilo_framebuffer_get_pixels (framebuffer);
  rgb = strchr (expected, '\n') + 1;
  for (guint i = 0; i < 640 * 400; i++)
    if (memcmp (pixels + 4 * i, rgb + 3 * i, 3) != 0)
      return FALSE;
  return TRUE;
}

static void
test_plays_streams_to_their_end (Fixture       *fixture,
                                 gconstpointer  data)
{
  open_file (fixture, data, KEY);
  g_assert_true (has_state (fixture, RACKSIDE_PLAYER_STATE_OPENING));
  g_assert_cmpint (rackside_player_get_notice (fixture->player), ==, RACKSIDE_PLAYER_NOTICE_WAITING);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED));
  g_assert_cmpuint (fixture->states[RACKSIDE_PLAYER_STATE_PLAYING], ==, 1);
  g_assert_true (shows_last_picture (fixture));
  g_assert_false (rackside_player_is_recording (fixture->player));
  g_assert_cmpint (rackside_player_get_position (fixture->player), ==,
                   rackside_player_get_duration (fixture->player));
  g_assert_cmpint (rackside_player_get_notice (fixture->player), ==, RACKSIDE_PLAYER_NOTICE_NONE);
}

static void
test_plays_recordings_in_their_time (Fixture       *fixture,
                                     gconstpointer  data)
{
  gint64 began, changed, ended;

  open_file (fixture, "recording.rackside", NULL);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_PLAYING));
  began = g_get_monotonic_time ();
  g_assert_cmpint (rackside_player_get_duration (fixture->player), ==, 3 * G_USEC_PER_SEC);
  g_assert_true (rackside_player_is_recording (fixture->player));
  wait_until (shows_last_picture (fixture));
  changed = g_get_monotonic_time ();
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED));
  ended = g_get_monotonic_time ();
  g_assert_cmpint (changed - began, >=, 1.4 * G_USEC_PER_SEC);
  g_assert_cmpint (ended - began, >=, 2.9 * G_USEC_PER_SEC);
}

static gboolean
shows_first_picture (Fixture *fixture)
{
  return rackside_player_get_notice (fixture->player) == RACKSIDE_PLAYER_NOTICE_NONE
         && !shows_last_picture (fixture);
}

static void
test_seeks_both_ways (Fixture       *fixture,
                      gconstpointer  data)
{
  open_file (fixture, "recording.rackside", NULL);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_PLAYING));
  rackside_player_pause (fixture->player);
  wait_until (shows_first_picture (fixture));
  fixture->empty = 0;
  for (guint i = 0; i < 3; i++)
    {
      rackside_player_seek (fixture->player, 2 * G_USEC_PER_SEC);
      g_assert_cmpint (rackside_player_get_position (fixture->player), ==, 2 * G_USEC_PER_SEC);
      wait_until (shows_last_picture (fixture));
      rackside_player_seek (fixture->player, 1 * G_USEC_PER_SEC);
      g_assert_true (shows_last_picture (fixture));         /* until the other one is there */
      wait_until (shows_first_picture (fixture));
    }
  g_assert_cmpuint (fixture->empty, ==, 0);
  g_assert_true (has_state (fixture, RACKSIDE_PLAYER_STATE_PAUSED));

  rackside_player_seek (fixture->player, G_MAXINT64);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED));
  rackside_player_seek (fixture->player, -1);
  g_assert_true (has_state (fixture, RACKSIDE_PLAYER_STATE_PAUSED));
  wait_until (shows_first_picture (fixture));
}

static void
test_stands_still_while_paused (Fixture       *fixture,
                                gconstpointer  data)
{
  gint64 position;

  open_file (fixture, "recording.rackside", NULL);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_PLAYING));
  wait_until (rackside_player_get_position (fixture->player) > 0);
  rackside_player_pause (fixture->player);
  position = rackside_player_get_position (fixture->player);
  rackside_player_pause (fixture->player);
  g_usleep (20000);
  g_assert_cmpint (rackside_player_get_position (fixture->player), ==, position);
  rackside_player_play (fixture->player);
  g_assert_cmpint (rackside_player_get_position (fixture->player), <, position + G_USEC_PER_SEC);
  wait_until (rackside_player_get_position (fixture->player) > position);
}

static void
test_plays_again_from_the_end (Fixture       *fixture,
                               gconstpointer  data)
{
  open_file (fixture, "clear.bin", NULL);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED));
  rackside_player_play (fixture->player);
  g_assert_true (has_state (fixture, RACKSIDE_PLAYER_STATE_PLAYING));
  g_assert_cmpint (rackside_player_get_position (fixture->player), ==, 0);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED));
  g_assert_true (shows_last_picture (fixture));
}

static void
test_plays_a_cut_recording_up_to_there (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (folder, "recording.rackside", NULL);
  g_autofree char *cut = g_build_filename (folder, "cut.rackside", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (cut, contents, length - 13, NULL));   /* with the second picture's last byte */
  open_file (fixture, "cut.rackside", NULL);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED));
  g_assert_cmpint (rackside_player_get_duration (fixture->player), ==, 1.5 * G_USEC_PER_SEC);
}

typedef struct
{
  const char   *name;
  const guint8 *key;
  GQuark      (*domain) (void);
  int           code;
} Failure;

static const Failure failures[] = {
  { "encrypted.bin", NULL, ilo_error_quark, ILO_ERROR_KEY_NEEDED },
  { "encrypted.bin", (const guint8 *) "fedcba9876543210", ilo_error_quark, ILO_ERROR_OUT_OF_STEP },
  { "refused.bin", NULL, ilo_error_quark, ILO_ERROR_AUTH },
  { "picture.ppm", NULL, ilo_error_quark, ILO_ERROR_PROTOCOL },
  { "fake.rackside", NULL, ilo_error_quark, ILO_ERROR_RECORDING },
  { "empty.bin", NULL, ilo_error_quark, ILO_ERROR_RECORDING },
  { "not-there.bin", NULL, g_io_error_quark, G_IO_ERROR_NOT_FOUND },
  { ".", NULL, g_io_error_quark, G_IO_ERROR_NOT_REGULAR_FILE },
  { "pipe", NULL, g_io_error_quark, G_IO_ERROR_NOT_REGULAR_FILE },
};

static void
test_says_what_went_wrong (Fixture       *fixture,
                           gconstpointer  data)
{
  const Failure *failure = data;

  open_file (fixture, failure->name, failure->key);
  wait_until (has_state (fixture, RACKSIDE_PLAYER_STATE_FAILED));
  g_assert_error (rackside_player_get_error (fixture->player), failure->domain (), failure->code);
  g_assert_true (g_str_has_suffix (rackside_player_get_error (fixture->player)->message, "."));
  g_assert_null (rackside_player_get_framebuffer (fixture->player));
  rackside_player_play (fixture->player);
  rackside_player_seek (fixture->player, 0);
  g_assert_true (has_state (fixture, RACKSIDE_PLAYER_STATE_FAILED));
}

/* After every step of the main loop until the end, whatever is going on then. */
static void
test_can_be_closed_at_any_moment (Fixture       *fixture,
                                  gconstpointer  data)
{
  gboolean ended = FALSE;

  for (guint steps = 0; !ended; steps += 1 + steps / 4)
    {
      open_file (fixture, "clear.bin", NULL);
      for (guint i = 0; i < steps && !has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED); i++)
        g_main_context_iteration (NULL, TRUE);
      ended = has_state (fixture, RACKSIDE_PLAYER_STATE_ENDED);
      rackside_player_close (fixture->player);
      g_assert_null (rackside_player_get_framebuffer (fixture->player));
      if (ended)
        break;
      g_signal_handlers_disconnect_by_data (fixture->player, fixture);
      g_object_unref (fixture->player);
    }
}

static void
make_more_files (void)
{
  g_autofree char *fake = g_build_filename (folder, "fake.rackside", NULL);
  g_autofree char *empty = g_build_filename (folder, "empty.bin", NULL);
  g_autofree char *fifo = g_build_filename (folder, "pipe", NULL);

  player_files_make (folder);
  g_assert_true (g_file_set_contents (fake, "RACKSIDE, but nothing that anybody recorded", -1, NULL));
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
}

static void
remove_files (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

#define add(name, data, function) \
  g_test_add ("/player/" name, Fixture, data, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("rackside-player-XXXXXX", NULL);
  make_more_files ();
  add ("plays-a-stream-to-its-end", "clear.bin", test_plays_streams_to_their_end);
  add ("plays-an-encrypted-stream-to-its-end", "encrypted.bin", test_plays_streams_to_their_end);
  add ("plays-recordings-in-their-time", NULL, test_plays_recordings_in_their_time);
  add ("seeks-both-ways", NULL, test_seeks_both_ways);
  add ("stands-still-while-paused", NULL, test_stands_still_while_paused);
  add ("plays-again-from-the-end", NULL, test_plays_again_from_the_end);
  add ("plays-a-cut-recording-up-to-there", NULL, test_plays_a_cut_recording_up_to_there);
  add ("can-be-closed-at-any-moment", NULL, test_can_be_closed_at_any_moment);
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strdup_printf ("/player/says-what-went-wrong/%s%s", failures[i].name,
                                               failures[i].key != NULL ? "/with-wrong-key" : "");

      g_test_add (path, Fixture, &failures[i], set_up, test_says_what_went_wrong, tear_down);
    }
  result = g_test_run ();
  remove_files ();
  g_free (folder);
  return result;
}
