/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <malloc.h>
#include <string.h>

#include <glib/gstdio.h>
#include <png.h>

#include "await.h"
#include "ilo-console.h"
#include "ilo-error.h"
#include "ilo-recorder.h"
#include "ilo-replay.h"
#include "ilo-layout.h"
#include "ilo-typist.h"
#include "simulator.h"

#define SESSION_KEY "0123456789abcdef0123456789abcdef"
#define ENC_KEY     "bbAcD834680DDca9DE65269512BDdEC2"

/* What tests wait between two tries to reconnect, in milliseconds. */
#define SHORT 20

/* Options that let a console in without a log-in. */
#define OPTIONS "--any-session-key", "--enc-key", ENC_KEY

static IloRcInfo *
info_for (Simulator *simulator)
{
  g_autofree char *text =
    g_strdup_printf ("{\"enc_key\":\"" ENC_KEY "\",\"rc_port\":%u,\"vm_port\":1,"
                     "\"optional_features\":\"ENCRYPT_KEY;ENCRYPT_VMKEY;ENCRYPT_CMD\"}",
                     simulator_console_port (simulator));

  return ilo_rc_info_parse (text, strlen (text), NULL);
}

static IloConsole *
console_for (Simulator *simulator)
{
  g_autoptr(IloRcInfo) info = info_for (simulator);
  IloConsole *console = ilo_console_new ("127.0.0.1", info, SESSION_KEY);

  ilo_console_set_delays (console, SHORT, SHORT, 10 * SHORT);
  ilo_console_set_if_busy (console, ILO_IF_BUSY_FAIL);
  return console;
}

static gboolean
try_open (IloConsole  *console,
          GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  ilo_console_open_async (console, NULL, await_ready, &result);
  await_until (result != NULL);
  return ilo_console_open_finish (console, result, error);
}

static void
open_console (IloConsole *console)
{
  g_autoptr(GError) error = NULL;

  try_open (console, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_OPEN);
}

static void
assert_open_fails (IloConsole *console,
                   IloError    code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (try_open (console, &error));
  g_assert_error (error, ILO_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_ENDED);
  g_assert_cmpstr (ilo_console_get_step (console), ==, error->message);
}

static void
close_console (IloConsole *console)
{
  g_autoptr(GAsyncResult) result = NULL;

  ilo_console_close_async (console, await_ready, &result);
  await_until (result != NULL);
  ilo_console_close_finish (console, result);
}

static void
await_picture (IloConsole *console)
{
  await_until (ilo_console_get_picture (console) == ILO_PICTURE_LIVE
               && ilo_console_get_stats (console).in_step);
}

static void
await_ended (IloConsole *console,
             IloError    code)
{
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED);
  g_test_message ("%s", ilo_console_get_step (console));
  g_assert_error (ilo_console_get_error (console), ILO_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (ilo_console_get_step (console), "."));
}

/* Once everything is sent, the picture is what the simulator has drawn. */
static gboolean
looks_like (IloConsole *console,
            const char *path)
{
  IloFramebuffer *framebuffer = ilo_console_get_framebuffer (console);
  png_image image = { .version = PNG_IMAGE_VERSION };
  g_autofree guint8 *pixels = NULL;

  g_assert_true (png_image_begin_read_from_file (&image, path));
  image.format = PNG_FORMAT_RGBA;
  pixels = g_malloc (PNG_IMAGE_SIZE (image));
  g_assert_true (png_image_finish_read (&image, NULL, pixels, 0, NULL));
  return image.width == ilo_framebuffer_get_width (framebuffer)
         && image.height == ilo_framebuffer_get_height (framebuffer)
         && memcmp (pixels, ilo_framebuffer_get_pixels (framebuffer), PNG_IMAGE_SIZE (image)) == 0;
}

static void
assert_same_picture (IloConsole *console,
                     Simulator  *simulator)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "rackside-test-picture-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_close (fd, NULL);
  simulator_do (simulator, "{\"do\":\"sync\"}");
  simulator_do (simulator, "{\"do\":\"dump\",\"file\":\"%s\"}", path);
  await_until (looks_like (console, path));
  g_remove (path);
}

static void
test_opens (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_CLOSED);
  g_assert_null (ilo_console_get_framebuffer (console));
  open_console (console);
  await_picture (console);
  g_assert_cmpuint (ilo_console_get_width (console), ==, 320);
  g_assert_cmpuint (ilo_console_get_height (console), ==, 208);
  g_assert_cmpint (ilo_console_get_cipher (console), ==, ILO_CIPHER_RC4);
  await_until (ilo_console_get_power (console) == ILO_POWER_ON);
  await_until (ilo_console_get_health (console) == ILO_HEALTH_OK);
  g_assert_cmpint (ilo_console_get_post_code (console), ==, -1);
  g_assert_true (ilo_console_get_licensed (console));
  assert_same_picture (console, simulator);
  close_console (console);
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_CLOSED);
  simulator_wait (simulator, "console", "closed");
}

/* The picture is right, and so is what arrives at the other end. */
static void
assert_works (IloConsole *console,
              Simulator  *simulator,
              const char *cipher)
{
  JsonObject *key;

  await_picture (console);
  assert_same_picture (console, simulator);
  simulator_forget (simulator);
  g_assert_true (ilo_console_press_key (console, 0x04));
  key = simulator_wait (simulator, "console", "keyboard");
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (key, "keys"), 0), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (key, "cipher"), ==, cipher);
  g_assert_true (ilo_console_release_key (console, 0x04));
  simulator_wait (simulator, "machine", "echo");
  assert_same_picture (console, simulator);
  g_assert_cmpuint (simulator_count (simulator, "console", "nonsense"), ==, 0);
}

static char *
cipher_name (Simulator *simulator)
{
  JsonObject *line = simulator_wait (simulator, "console", "refresh");

  return g_strdup (json_object_get_string_member (line, "cipher"));
}

static void
test_ciphers (void)
{
  static const char *const ids[] = { "0", "1", "2", "3" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--cipher", ids[i], NULL);
      g_autoptr(IloConsole) console = console_for (simulator);
      g_autofree char *name = NULL;

      open_console (console);
      await_picture (console);
      g_assert_cmpint (ilo_console_get_cipher (console), ==, (int) i);
      ilo_console_request_refresh (console);
      name = cipher_name (simulator);
      assert_works (console, simulator, name);
      close_console (console);
    }
}

static void
test_cipher_changes (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  static const guint order[] = { 2, 0, 1, 3, 1, 2 };

  open_console (console);
  await_picture (console);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *name = NULL;

      simulator_do (simulator, "{\"do\":\"cipher\",\"id\":%u}", order[i]);
      await_until (ilo_console_get_cipher (console) == order[i]);
      simulator_forget (simulator);
      ilo_console_request_refresh (console);
      name = cipher_name (simulator);
      assert_works (console, simulator, name);
    }
  close_console (console);
}

/* Noise in the vendor's form of AES-256 makes it try the other one, unasked. */
static void
test_padded_aes_256 (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--cipher", "3", "--padded-key", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  ilo_console_set_delays (console, 3600 * 1000, 3600 * 1000, SHORT);
  open_console (console);
  await_picture (console);
  assert_same_picture (console, simulator);
  g_assert_true (ilo_console_press_key (console, 0x04));
  simulator_wait (simulator, "machine", "echo");
  close_console (console);
}

/* Starts a simulator that sends noise. */
static Simulator *
noise (gsize length)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "rackside-test-noise-XXXXXX", NULL);
  g_autofree char *bytes = g_malloc (length);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  Simulator *simulator;
  int fd = g_mkstemp (path);

  for (gsize i = 0; i < length; i++)
    bytes[i] = g_rand_int (rand);
  memcpy (bytes, "PR", 2);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  simulator = simulator_new (OPTIONS, "--replay", path, NULL);
  g_remove (path);
  return simulator;
}

static void
test_never_in_step (void)
{
  g_autoptr(Simulator) simulator = noise (70000);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_ended (console, ILO_ERROR_PROTOCOL);       /* it never chose a cipher, so no key can be wrong */
  g_assert_cmpuint (simulator_count (simulator, "console", "handshake"), ==, 1);
}

/* To the server, what we send in a wrong key is nonsense, and it closes the connection. */
static void
test_wrong_key (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloRcInfo) info = info_for (simulator);
  g_autoptr(IloConsole) console = NULL;

  info->key[3] ^= 1;
  console = ilo_console_new ("127.0.0.1", info, SESSION_KEY);
  ilo_console_set_delays (console, SHORT, SHORT, 10 * SHORT);
  open_console (console);
  await_ended (console, ILO_ERROR_WRONG_KEY);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *answer;
    IloError    code;
  } cases[] = {
    { "\"code\":\"Q\"", ILO_ERROR_DENIED },
    { "\"code\":\"W\"", ILO_ERROR_LICENSE },
    { "\"code\":\"X\"", ILO_ERROR_NO_CONSOLE },
    { "\"byte\":0", ILO_ERROR_PROTOCOL },
    { "\"byte\":255", ILO_ERROR_PROTOCOL },
  };
  static const char *const places[] = { "console", "command" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (places); k++)
      {
        g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
        g_autoptr(IloConsole) console = console_for (simulator);
        g_autoptr(IloConsole) again = console_for (simulator);

        simulator_do (simulator, "{\"do\":\"answer\",\"on\":\"%s\",%s}", places[k], cases[i].answer);
        assert_open_fails (console, cases[i].code);
        simulator_do (simulator, "{\"do\":\"answer\",\"on\":\"%s\",\"code\":\"usual\"}", places[k]);
        open_console (again);
        close_console (again);
      }
}

static void
test_no_greeting (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  simulator_do (simulator, "{\"do\":\"answer\",\"on\":\"hello\",\"byte\":72}");
  assert_open_fails (console, ILO_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (ilo_console_get_step (console), "0x48"));
}

static void
test_refused (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  g_clear_pointer (&simulator, simulator_free);
  assert_open_fails (console, ILO_ERROR_REFUSED);
}

static void
test_silence_during_the_handshake (void)
{
  static const struct
  {
    const char *fault;
    IloError    code;
  } cases[] = {
    { "console:stall", ILO_ERROR_TIMEOUT },
    { "console:stall,after=1", ILO_ERROR_TIMEOUT },
    { "command:stall", ILO_ERROR_TIMEOUT },
    { "command:stall,after=1", ILO_ERROR_TIMEOUT },
    { "console:drop", ILO_ERROR_LOST },
    { "console:drop,after=1", ILO_ERROR_LOST },
    { "command:drop,after=1", ILO_ERROR_LOST },
    { "command:reset,after=1", ILO_ERROR_LOST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *option = g_strdup_printf ("--fault=%s", cases[i].fault);
      g_autoptr(Simulator) simulator = simulator_new (OPTIONS, option, NULL);
      g_autoptr(IloConsole) console = console_for (simulator);

      ilo_console_set_timeout (console, 200);
      assert_open_fails (console, cases[i].code);
    }
}

static void
test_cancel_opening (void)
{
  static const char *const faults[] = { "--fault=console:stall", "--fault=command:stall,after=1", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(Simulator) simulator = faults[i] != NULL ? simulator_new (OPTIONS, faults[i], NULL)
                                       : simulator_new (OPTIONS, "--busy", "refuse", NULL);
      g_autoptr(IloConsole) console = console_for (simulator);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      ilo_console_set_if_busy (console, ILO_IF_BUSY_ASK);
      ilo_console_open_async (console, cancellable, await_ready, &result);
      if (faults[i] == NULL)
        await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_BUSY);
      else if (i == 1)
        simulator_wait (simulator, "console", "handshake");
      g_cancellable_cancel (cancellable);
      await_until (result != NULL);
      g_assert_false (ilo_console_open_finish (console, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_CLOSED);
    }
}

static void
test_busy_fails (void)
{
  static const char *const codes[] = { "S", "Y" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--busy", "grant", "--busy-code", codes[i], NULL);
      g_autoptr(IloConsole) console = console_for (simulator);

      assert_open_fails (console, ILO_ERROR_BUSY);
      simulator_wait (simulator, "console", "left while busy");
    }
}

static void
test_busy_shared (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--busy", "refuse", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  ilo_console_set_if_busy (console, ILO_IF_BUSY_SHARE);
  open_console (console);
  simulator_wait (simulator, "console", "asks to share");
  await_picture (console);
  assert_same_picture (console, simulator);
  close_console (console);
}

static void
test_busy_seized (void)
{
  static const char *const answers[] = { "grant", "countdown", "refuse" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--busy", answers[i], "--countdown", "1", NULL);
      g_autoptr(IloConsole) console = console_for (simulator);

      ilo_console_set_if_busy (console, ILO_IF_BUSY_SEIZE);
      if (i == 2)
        {
          assert_open_fails (console, ILO_ERROR_SEIZE_REFUSED);
          continue;
        }
      open_console (console);
      simulator_wait (simulator, "console", "asks to seize");
      await_picture (console);
      assert_same_picture (console, simulator);
      close_console (console);
    }
}

static void
ask_about_busy (IloConsole    *console,
                GAsyncResult **result)
{
  ilo_console_set_if_busy (console, ILO_IF_BUSY_ASK);
  ilo_console_open_async (console, NULL, await_ready, result);
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_BUSY);
}

static void
test_busy_asks (void)
{
  static const struct
  {
    IloClaim    claim;
    const char *event;
  } cases[] = {
    { ILO_CLAIM_SHARE, "asks to share" },
    { ILO_CLAIM_SEIZE, "asks to seize" },
    { ILO_CLAIM_NONE, "left while busy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--busy", "grant", NULL);
      g_autoptr(IloConsole) console = console_for (simulator);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      ask_about_busy (console, &result);
      ilo_console_answer_busy (console, cases[i].claim);
      await_until (result != NULL);
      simulator_wait (simulator, "console", cases[i].event);
      if (ilo_console_open_finish (console, result, &error))
        {
          await_picture (console);
          close_console (console);
        }
      else
        g_assert_error (error, ILO_ERROR, ILO_ERROR_BUSY);
      g_assert_cmpint (error == NULL, ==, cases[i].claim != ILO_CLAIM_NONE);
    }
}

static void
test_busy_and_gone (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--busy", "grant", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  ask_about_busy (console, &result);
  simulator_do (simulator, "{\"do\":\"drop\",\"on\":\"console\"}");
  await_until (result != NULL);
  g_assert_false (ilo_console_open_finish (console, result, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_LOST);
}

static void
test_share_refused (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--busy", "refuse", "--refuse-share", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(GError) error = NULL;

  ilo_console_set_if_busy (console, ILO_IF_BUSY_SHARE);
  if (try_open (console, &error))
    await_ended (console, ILO_ERROR_SHARE_REFUSED);
  g_assert_cmpuint (simulator_count (simulator, "console", "asks to share"), ==, 1);
}

static void
await_request (IloConsole *console,
               Simulator  *simulator,
               const char *kind,
               guint       seconds)
{
  simulator_do (simulator, "{\"do\":\"%s-request\",\"user\":\"carol\",\"address\":\"192.0.2.9\",\"seconds\":%u}",
                kind, seconds);
  await_until (ilo_console_get_request (console) != NULL);
  g_assert_cmpstr (ilo_console_get_request (console)->user, ==, "carol");
  g_assert_cmpstr (ilo_console_get_request (console)->address, ==, "192.0.2.9");
  g_assert_cmpint (ilo_console_get_request (console)->claim, ==,
                   g_str_equal (kind, "seize") ? ILO_CLAIM_SEIZE : ILO_CLAIM_SHARE);
  g_assert_cmpint (ilo_console_get_request (console)->granted_at, >, g_get_monotonic_time ());
  simulator_forget (simulator);
}

static void
test_requests_of_others (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  await_request (console, simulator, "share", 30);
  ilo_console_answer_request (console, FALSE);
  g_assert_null (ilo_console_get_request (console));
  g_assert_cmpstr (json_object_get_string_member (simulator_wait (simulator, "command", "answer"), "answer"),
                   ==, "refuse");
  await_request (console, simulator, "share", 30);
  ilo_console_answer_request (console, TRUE);
  g_assert_cmpstr (json_object_get_string_member (simulator_wait (simulator, "command", "answer"), "answer"),
                   ==, "grant");
  await_request (console, simulator, "seize", 30);
  ilo_console_answer_request (console, FALSE);
  g_assert_cmpstr (json_object_get_string_member (simulator_wait (simulator, "command", "answer"), "answer"),
                   ==, "refuse");
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_OPEN);
  await_request (console, simulator, "seize", 30);
  ilo_console_answer_request (console, TRUE);
  g_assert_cmpstr (json_object_get_string_member (simulator_wait (simulator, "command", "answer"), "answer"),
                   ==, "grant");
  await_ended (console, ILO_ERROR_GRANTED);
  g_assert_nonnull (strstr (ilo_console_get_step (console), "carol"));
}

static void
test_request_runs_out (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  await_request (console, simulator, "share", 1);
  await_until (ilo_console_get_request (console) == NULL);
  simulator_wait (simulator, "console", "asked");
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_OPEN);
  await_request (console, simulator, "seize", 1);
  await_ended (console, ILO_ERROR_SEIZED);
}

static void
test_endings (void)
{
  static const struct
  {
    const char *command;
    IloError    code;
  } cases[] = {
    { "{\"do\":\"seized\"}", ILO_ERROR_SEIZED },
    { "{\"do\":\"command\",\"opcode\":10}", ILO_ERROR_SEIZED },
    { "{\"do\":\"record\",\"type\":10}", ILO_ERROR_FIRMWARE_UPDATE },
    { "{\"do\":\"record\",\"type\":11,\"status\":2}", ILO_ERROR_UNAUTHORIZED },
    { "{\"do\":\"record\",\"type\":14}", ILO_ERROR_LICENSE },
    { "{\"do\":\"command-bytes\",\"bytes\":\"485454502f312e3120343034\"}", ILO_ERROR_PROTOCOL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
      g_autoptr(IloConsole) console = console_for (simulator);
      guint handshakes;

      open_console (console);
      await_picture (console);
      handshakes = simulator_count (simulator, "console", "handshake");
      simulator_do (simulator, "%s", cases[i].command);
      await_ended (console, cases[i].code);
      g_assert_cmpuint (simulator_count (simulator, "console", "handshake"), ==, handshakes);
      g_assert_false (ilo_console_press_key (console, 4));
      close_console (console);
      g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_ENDED);
    }
}

static void
count_action (IloConsole *console,
              guint       action,
              guint      *sum)
{
  *sum += action;
}

static void
test_records_that_do_not_end_it (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  guint actions = 0;

  g_signal_connect (console, "unauthorized", G_CALLBACK (count_action), &actions);
  open_console (console);
  simulator_do (simulator, "{\"do\":\"post\",\"code\":4660}");
  await_until (ilo_console_get_post_code (console) == 4660);
  simulator_do (simulator, "{\"do\":\"record\",\"type\":2}");
  await_until (ilo_console_get_post_code (console) == -1);
  simulator_do (simulator, "{\"do\":\"health\",\"value\":2}");
  await_until (ilo_console_get_health (console) == ILO_HEALTH_CRITICAL);
  simulator_do (simulator, "{\"do\":\"health\",\"value\":9}");
  await_until (ilo_console_get_health (console) == ILO_HEALTH_UNKNOWN);
  simulator_do (simulator, "{\"do\":\"record\",\"type\":11,\"status\":4}");
  simulator_do (simulator, "{\"do\":\"record\",\"type\":11,\"status\":3}");
  await_until (actions == 7);
  for (guint type = 16; type < 40; type++)
    simulator_do (simulator, "{\"do\":\"record\",\"type\":%u,\"data\":\"0102030405\"}", type);
  simulator_do (simulator, "{\"do\":\"record\",\"type\":13,\"data\":\"01\"}");
  simulator_do (simulator, "{\"do\":\"record\",\"type\":8,\"data\":\"010203\"}");
  simulator_do (simulator, "{\"do\":\"health\",\"value\":1}");
  await_until (ilo_console_get_health (console) == ILO_HEALTH_DEGRADED);
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_OPEN);
  close_console (console);
}

static void
note_text (IloConsole *console,
           guint       channel,
           const char *text,
           GString    *texts)
{
  g_string_append_printf (texts, "%u:%s;", channel, text);
}

static void
test_stream_commands (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(GString) texts = g_string_new (NULL);

  g_signal_connect (console, "text", G_CALLBACK (note_text), texts);
  open_console (console);
  await_picture (console);
  for (guint i = 0; i < 5; i++)
    {
      simulator_do (simulator, "{\"do\":\"ping\"}");
      simulator_wait (simulator, "console", "pong");
    }
  simulator_do (simulator, "{\"do\":\"text\",\"channel\":1,\"text\":\"hello\"}");
  await_until (g_str_equal (texts->str, "1:hello;"));
  simulator_do (simulator, "{\"do\":\"key-change\"}");
  simulator_do (simulator, "{\"do\":\"colour-bits\",\"bits\":3}");
  simulator_do (simulator, "{\"do\":\"colour-bits\",\"bits\":5}");
  assert_same_picture (console, simulator);
  simulator_do (simulator, "{\"do\":\"command\",\"opcode\":5}");
  await_until (ilo_console_get_picture (console) == ILO_PICTURE_OFF);
  simulator_do (simulator, "{\"do\":\"command\",\"opcode\":4}");
  simulator_do (simulator, "{\"do\":\"refresh\"}");
  await_picture (console);
  assert_same_picture (console, simulator);
  simulator_do (simulator, "{\"do\":\"signal\",\"on\":false}");
  await_until (ilo_console_get_picture (console) == ILO_PICTURE_NO_SIGNAL);
  simulator_do (simulator, "{\"do\":\"signal\",\"on\":true}");
  await_picture (console);
  assert_same_picture (console, simulator);
  close_console (console);
}

static void
test_mode_changes (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  static const guint modes[][2] = { { 640, 480 }, { 1920, 1200 }, { 320, 200 }, { 1920, 1080 } };

  open_console (console);
  await_picture (console);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      simulator_do (simulator, "{\"do\":\"mode\",\"width\":%u,\"height\":%u}", modes[i][0], modes[i][1]);
      await_until (ilo_console_get_width (console) == modes[i][0]
                   && ilo_console_get_height (console) == modes[i][1]);
      assert_same_picture (console, simulator);
    }
  close_console (console);
}

static void
test_unsupported_mode (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--no-half-height", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"mode\",\"width\":1920,\"height\":1200}");
  await_until (ilo_console_get_picture (console) == ILO_PICTURE_UNSUPPORTED);
  simulator_do (simulator, "{\"do\":\"mode\",\"width\":640,\"height\":480}");
  await_picture (console);
  close_console (console);
}

static void
test_power_actions (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--post-seconds", "1", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  static const char *const names[] = { "press", "press", "reset", "cold-boot", "hold" };
  static const IloPowerAction actions[] = { ILO_POWER_ACTION_PRESS, ILO_POWER_ACTION_PRESS,
                                            ILO_POWER_ACTION_RESET, ILO_POWER_ACTION_COLD_BOOT,
                                            ILO_POWER_ACTION_HOLD };
  static const IloPower after[] = { ILO_POWER_OFF, ILO_POWER_ON, ILO_POWER_ON, ILO_POWER_ON, ILO_POWER_OFF };

  open_console (console);
  await_picture (console);
  await_until (ilo_console_get_power (console) == ILO_POWER_ON);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonObject *line;

      simulator_forget (simulator);
      g_assert_true (ilo_console_press_power (console, actions[i]));
      line = simulator_wait (simulator, "console", "power");
      g_assert_cmpstr (json_object_get_string_member (line, "action"), ==, names[i]);
      await_until (ilo_console_get_power (console) == after[i]);
      if (after[i] == ILO_POWER_ON)
        await_picture (console);
      else
        await_until (ilo_console_get_picture (console) == ILO_PICTURE_OFF);
    }
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_OPEN);
  g_assert_cmpuint (simulator_count (simulator, "console", "handshake"), ==, 1);
  close_console (console);
}

static void
assert_pointed (Simulator *simulator,
                guint      x,
                guint      y,
                guint      buttons)
{
  JsonObject *line = simulator_wait (simulator, "console", "mouse");

  g_assert_cmpint (json_object_get_int_member (line, "pixel_x"), ==, x);
  g_assert_cmpint (json_object_get_int_member (line, "pixel_y"), ==, y);
  g_assert_cmpint (json_object_get_int_member (line, "buttons"), ==, buttons);
  g_assert_false (json_object_has_member (line, "wrong"));
}

static void
test_pointer (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--mode", "1360x768", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  ilo_console_point (console, 5, 5, 0);     /* no picture yet: nothing to point at */
  await_picture (console);
  ilo_console_point (console, 1359, 767, 0);
  assert_pointed (simulator, 1359, 767, 0);
  ilo_console_point (console, 0, 0, ILO_BUTTON_LEFT);
  assert_pointed (simulator, 0, 0, 1);
  ilo_console_point (console, 680, 384, ILO_BUTTON_LEFT | ILO_BUTTON_RIGHT);
  assert_pointed (simulator, 680, 384, 3);
  ilo_console_point (console, 680, 384, ILO_BUTTON_LEFT | ILO_BUTTON_RIGHT);     /* nothing new */
  ilo_console_point (console, 5000, 5000, ILO_BUTTON_MIDDLE);
  assert_pointed (simulator, 1359, 767, 4);
  ilo_console_release_everything (console);
  assert_pointed (simulator, 1359, 767, 0);
  close_console (console);
}

static void
assert_keys (Simulator  *simulator,
             guint       modifiers,
             const char *expected)
{
  JsonObject *line = simulator_wait (simulator, "console", "keyboard");
  JsonArray *keys = json_object_get_array_member (line, "keys");
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (keys); i++)
    if (json_array_get_int_element (keys, i) != 0)
      g_string_append_printf (text, "%02x ", (guint) json_array_get_int_element (keys, i));
  g_assert_cmpint (json_object_get_int_member (line, "modifiers"), ==, modifiers);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_keys_are_released_on_closing (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  ilo_console_press_key (console, 0xE0);
  ilo_console_press_key (console, 0x06);
  ilo_console_press_key (console, 0x06);
  assert_keys (simulator, 1, "");
  assert_keys (simulator, 1, "06 ");
  close_console (console);
  assert_keys (simulator, 0, "");
  simulator_wait (simulator, "console", "closed");
}

static void
test_keys_are_released_on_dropping_the_object (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  ilo_console_press_key (console, 0x06);
  assert_keys (simulator, 0, "06 ");
  g_clear_object (&console);
  assert_keys (simulator, 0, "");
}

/* Keys that go out before the server has said which cipher it uses would not be understood. */
static void
test_early_keys_wait_for_the_cipher (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--fault=console:stall,after=2,milliseconds=300", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  g_assert_true (ilo_console_press_key (console, 0x04));
  g_assert_true (ilo_console_release_key (console, 0x04));
  assert_keys (simulator, 0, "04 ");
  assert_keys (simulator, 0, "");
  g_assert_cmpuint (simulator_count (simulator, "console", "nonsense"), ==, 0);
  close_console (console);
}

static void
type (IloConsole  *console,
      const char  *text,
      GError     **error)
{
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);
  g_autoptr(GArray) chords = ilo_layout_type (layout, text, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  ilo_typist_type_async (console, &g_array_index (chords, IloChord, 0), chords->len, 1, NULL, NULL, NULL, await_ready,
                         &result);
  await_until (result != NULL);
  ilo_typist_type_finish (console, result, NULL, error);
}

static void
test_typing (void)
{
  static const char text[] = "echo !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\n";
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--mode", "1024x768", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(GError) error = NULL;
  JsonObject *line;

  open_console (console);
  await_picture (console);
  type (console, text, &error);
  g_assert_no_error (error);
  line = simulator_wait (simulator, "machine", "line");
  g_assert_cmpint (strncmp (json_object_get_string_member (line, "text"), text, strlen (text) - 1), ==, 0);
  assert_same_picture (console, simulator);
  close_console (console);
}

static void
on_progress (goffset  typed,
             goffset  total,
             gpointer user_data)
{
  gsize *last = user_data;

  g_assert_cmpint (typed, ==, (goffset) *last + 1);
  g_assert_cmpint (typed, <=, total);
  *last = (gsize) typed;
}

/* As fast as it goes, all kinds of characters, and every one arrives. */
static void
test_typing_much (void)
{
  enum { LINES = 143, LENGTH = 70 };
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--mode", "1024x768", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GArray) chords = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gsize progress = 0, typed = 0;

  for (guint line = 0; line < LINES; line++)
    {
      g_string_append (text, "#");
      for (guint i = 1; i < LENGTH - 1; i++)
        g_string_append_c (text, (char) g_test_rand_int_range ('!', '~' + 1));
      g_string_append (text, "\n");
    }
  g_assert_cmpuint (text->len, >=, 10000);
  chords = ilo_layout_type (layout, text->str, NULL, &error);
  g_assert_no_error (error);
  open_console (console);
  await_picture (console);
  ilo_typist_type_async (console, &g_array_index (chords, IloChord, 0), chords->len, 0, on_progress, &progress, NULL,
                         await_ready, &result);
  for (guint line = 0; line < LINES; line++)
    {
      JsonObject *event = simulator_wait (simulator, "machine", "line");

      g_assert_cmpint (strncmp (json_object_get_string_member (event, "text"), text->str + line * LENGTH, LENGTH - 1),
                       ==, 0);
    }
  await_until (result != NULL);
  g_assert_true (ilo_typist_type_finish (console, result, &typed, NULL));
  g_assert_cmpuint (typed, ==, chords->len);
  g_assert_cmpuint (progress, ==, chords->len);
  assert_same_picture (console, simulator);
  close_console (console);
}

/* Whoever stops, and goes on with what was not typed, has it all, and nothing twice. */
static void
test_typing_goes_on (void)
{
  static const char text[] = "abcdefghijklmnopqrstuvwxyz0123456789\n";
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--mode", "1024x768", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);
  g_autoptr(GArray) chords = ilo_layout_type (layout, text, NULL, NULL);
  gsize done = 0;
  guint stops = 0;
  JsonObject *event;

  open_console (console);
  await_picture (console);
  while (done < chords->len)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      gsize typed;

      ilo_typist_type_async (console, &g_array_index (chords, IloChord, done), chords->len - done, 3, NULL, NULL,
                             cancellable, await_ready, &result);
      for (guint i = 0; i < 2 + stops % 5 && result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      g_cancellable_cancel (cancellable);
      await_until (result != NULL);
      ilo_typist_type_finish (console, result, &typed, NULL);
      done += typed;
      g_assert_cmpuint (++stops, <, 1000);
    }
  event = simulator_wait (simulator, "machine", "line");
  g_assert_cmpint (strncmp (json_object_get_string_member (event, "text"), text, strlen (text) - 1), ==, 0);
  close_console (console);
}

static void
test_typing_stops_with_the_connection (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);
  g_autoptr(GArray) chords = ilo_layout_type (layout, "aaaaaaaaaaaaaaaaaaaa", NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gsize typed;

  open_console (console);
  await_picture (console);
  ilo_typist_type_async (console, &g_array_index (chords, IloChord, 0), chords->len, 1000, NULL, NULL, NULL, await_ready,
                         &result);
  simulator_wait (simulator, "console", "keyboard");
  simulator_do (simulator, "{\"do\":\"seized\"}");
  await_until (result != NULL);
  g_assert_false (ilo_typist_type_finish (console, result, &typed, &error));
  g_assert_cmpuint (typed, ==, 1);
  g_assert_error (error, ILO_ERROR, ILO_ERROR_LOST);
}

static void
test_ctrl_alt_delete (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(GAsyncResult) result = NULL;
  IloChord chord;
  gint64 begin;

  g_assert_true (ilo_chord_parse (&chord, "ctrl+alt+Delete", NULL));
  open_console (console);
  await_picture (console);
  begin = g_get_monotonic_time ();
  ilo_typist_type_async (console, &chord, 1, ILO_TYPIST_HOLD, NULL, NULL, NULL, await_ready, &result);
  await_until (result != NULL);
  g_assert_true (ilo_typist_type_finish (console, result, NULL, NULL));
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 490 * 1000);
  assert_keys (simulator, 5, "4c ");
  assert_keys (simulator, 5, "");
  assert_keys (simulator, 0, "");
  close_console (console);
}

static void
test_reconnects (void)
{
  static const char *const drops[] = { "{\"do\":\"drop\"}", "{\"do\":\"drop\",\"on\":\"console\"}",
                                       "{\"do\":\"drop\",\"on\":\"command\"}",
                                       "{\"do\":\"drop\",\"reset\":true}" };
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  /* More often than it would try in a row: each success counts anew. */
  for (guint i = 0; i < 2 * G_N_ELEMENTS (drops); i++)
    {
      g_assert_true (ilo_console_press_key (console, 0x05));
      assert_keys (simulator, 0, "05 ");
      simulator_do (simulator, "%s", drops[i % G_N_ELEMENTS (drops)]);
      await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_WAITING);
      g_assert_nonnull (ilo_console_get_step (console));
      g_assert_cmpint (ilo_console_get_retry_time (console), >, 0);
      g_assert_false (ilo_console_press_key (console, 0x04));
      await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN);
      assert_keys (simulator, 0, "");     /* what was down on the lost connection is up */
      await_picture (console);
      assert_same_picture (console, simulator);
    }
  close_console (console);
}

static void
test_gives_up_after_three_tries (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  guint handshakes;

  open_console (console);
  await_picture (console);
  handshakes = simulator_count (simulator, "console", "handshake");
  simulator_do (simulator, "{\"do\":\"answer\",\"on\":\"console\",\"code\":\"X\"}");
  simulator_do (simulator, "{\"do\":\"drop\"}");
  await_ended (console, ILO_ERROR_LOST);
  simulator_do (simulator, "{\"do\":\"status\"}");
  g_assert_cmpuint (simulator_count (simulator, "console", "handshake"), ==, handshakes + 3);
  g_assert_nonnull (ilo_console_get_framebuffer (console));     /* the last picture stays */
}

static void
test_no_second_try_when_denied (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"answer\",\"on\":\"console\",\"code\":\"Q\"}");
  simulator_do (simulator, "{\"do\":\"drop\"}");
  await_ended (console, ILO_ERROR_DENIED);
}

static void
test_reconnecting_can_be_given_up_or_hurried (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  ilo_console_set_delays (console, 3600 * 1000, 3600 * 1000, SHORT);
  open_console (console);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"drop\"}");
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_WAITING);
  ilo_console_retry_now (console);
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"drop\"}");
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_WAITING);
  close_console (console);
  g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_CLOSED);
}

/* The console is still held by our own dead connection: it is seized without a question. */
static void
test_reconnecting_seizes (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"busy\",\"answer\":\"grant\"}");
  simulator_do (simulator, "{\"do\":\"drop\"}");
  simulator_wait (simulator, "console", "asks to seize");
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN);
  await_picture (console);
  close_console (console);
}

static void
test_reconnecting_shares_again (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--busy", "grant", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  ilo_console_set_if_busy (console, ILO_IF_BUSY_SHARE);
  open_console (console);
  await_picture (console);
  simulator_wait (simulator, "console", "asks to share");
  simulator_do (simulator, "{\"do\":\"drop\"}");
  simulator_wait (simulator, "console", "asks to share");
  g_assert_cmpuint (simulator_count (simulator, "console", "asks to seize"), ==, 0);
  close_console (console);
}

static void
test_ilo_reset (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  ilo_console_set_delays (console, SHORT, 1200, SHORT);
  open_console (console);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"ilo-reset\",\"seconds\":1}");
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_WAITING);
  g_assert_cmpint (ilo_console_get_retry_time (console) - g_get_monotonic_time (), >, 500 * 1000);
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN);
  await_picture (console);
  close_console (console);
}

static void
test_ilo_reset_forgets_the_session (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  g_autoptr(IloConsole) console = console_for (simulator);

  open_console (console);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"answer\",\"on\":\"console\",\"code\":\"Q\"}");
  simulator_do (simulator, "{\"do\":\"record\",\"type\":15}");
  await_ended (console, ILO_ERROR_RESET);
}

/* Whatever goes wrong on the way, the picture is right in the end, or it is said why not. */
static void
test_faults (void)
{
  static const char *const faults[] = {
    "console:trickle", "console:slow,rate=20000", "console:garbage,after=500,bytes=3000,times=1",
    "console:drop,after=900,times=1", "console:reset,after=900,times=1", "command:trickle",
    "console:stall,after=700,milliseconds=150,times=1", "console:garbage,after=2000,bytes=40,times=1",
    "command:drop,after=40,times=1", "console:drop,after=30,times=2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *option = g_strdup_printf ("--fault=%s", faults[i]);
      g_autoptr(Simulator) simulator = simulator_new (OPTIONS, option, NULL);
      g_autoptr(IloConsole) console = console_for (simulator);

      g_test_message ("%s", faults[i]);
      open_console (console);
      await_picture (console);
      await_until (ilo_console_get_power (console) == ILO_POWER_ON);
      ilo_console_request_refresh (console);     /* noise may have drawn something that made sense */
      assert_same_picture (console, simulator);
      close_console (console);
    }
}

static void
close_recorder (IloRecorder *recorder)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  ilo_recorder_close_async (recorder, await_ready, &result);
  await_until (result != NULL);
  ilo_recorder_close_finish (recorder, result, &error);
  g_assert_no_error (error);
}

static void
assert_plays_as (GOutputStream  *stream,
                 IloFramebuffer *shown)
{
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);
  WireReader input = {
    g_memory_output_stream_get_data (memory), g_memory_output_stream_get_data_size (memory), FALSE
  };
  g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  g_autoptr(GError) error = NULL;
  IloFramebuffer *played;
  gsize size;

  ilo_replay_feed (replay, &input, G_MAXINT64, &error);
  g_assert_no_error (error);
  played = ilo_replay_get_framebuffer (replay);
  size = 4 * ilo_framebuffer_get_width (shown) * ilo_framebuffer_get_height (shown);
  g_assert_cmpuint (ilo_framebuffer_get_width (played), ==, ilo_framebuffer_get_width (shown));
  g_assert_cmpuint (ilo_framebuffer_get_height (played), ==, ilo_framebuffer_get_height (shown));
  g_assert_cmpmem (ilo_framebuffer_get_pixels (played), size, ilo_framebuffer_get_pixels (shown), size);
}

/* From the first byte of a session, and from its middle, with changed colours and through a lost connection. */
static void
test_recording (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, "--mode", "1920x1080", "--start", "prompt", NULL);
  g_autoptr(IloConsole) console = console_for (simulator);
  g_autoptr(GOutputStream) whole_stream = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) part_stream = g_memory_output_stream_new_resizable ();
  g_autoptr(IloRecorder) whole = NULL;
  g_autoptr(IloRecorder) part = NULL;

  open_console (console);
  whole = ilo_recorder_new (console, whole_stream);
  await_picture (console);
  assert_same_picture (console, simulator);
  close_recorder (whole);
  assert_plays_as (whole_stream, ilo_console_get_framebuffer (console));

  simulator_do (simulator, "{\"do\":\"colour-bits\",\"bits\":3}");
  simulator_do (simulator, "{\"do\":\"sync\"}");
  await_until (ilo_console_get_video_state (console).bits_per_colour == 3);
  part = ilo_recorder_new (console, part_stream);
  simulator_do (simulator, "{\"do\":\"drop\"}");
  await_until (ilo_console_get_state (console) != ILO_CONSOLE_STATE_OPEN);
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN);
  await_picture (console);
  simulator_do (simulator, "{\"do\":\"print\",\"text\":\"After it\"}");
  assert_same_picture (console, simulator);
  close_recorder (part);
  assert_plays_as (part_stream, ilo_console_get_framebuffer (console));
  close_console (console);
}

/* The recording of a real iLO, over the network. */
static void
test_capture (void)
{
  const char *shared = g_getenv ("RACKSIDE_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "", "captures", NULL);
  g_autofree char *console_path = g_build_filename (folder, "console-server.bin", NULL);
  g_autofree char *command_path = g_build_filename (folder, "command-server.bin", NULL);
  g_autofree char *frame = g_build_filename (folder, "console-frame.png", NULL);
  g_autoptr(Simulator) simulator = NULL;
  g_autoptr(IloConsole) console = NULL;

  if (!g_file_test (console_path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("There are no captures");
      return;
    }
  simulator = simulator_new (OPTIONS, "--replay", console_path, "--replay-command", command_path, NULL);
  console = console_for (simulator);
  open_console (console);
  await_picture (console);
  await_until (looks_like (console, frame));
  g_assert_cmpint (ilo_console_get_power (console), ==, ILO_POWER_ON);
  g_assert_cmpint (ilo_console_get_health (console), ==, ILO_HEALTH_OK);
  close_console (console);
}

static guint
count_descriptors (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_a_hundred_connections_leave_nothing (void)
{
  g_autoptr(Simulator) simulator = simulator_new (OPTIONS, NULL);
  guint descriptors = 0;
  gsize before = 0;
  gssize growth;

  for (guint i = 0; i < 120; i++)
    {
      g_autoptr(IloConsole) console = console_for (simulator);

      open_console (console);
      await_picture (console);
      close_console (console);
      g_clear_object (&console);
      simulator_wait (simulator, "command", "closed");
      simulator_clear_log (simulator);
      if (i == 19)     /* by now every cache is warm */
        {
          descriptors = count_descriptors ();
          before = mallinfo2 ().uordblks;
        }
    }
  growth = (gssize) (mallinfo2 ().uordblks - before);
  g_test_message ("%" G_GSSIZE_FORMAT " bytes more after 100 connections", growth);
  g_assert_cmpuint (count_descriptors (), ==, descriptors);
  g_assert_cmpint (growth, <, 32 * 1024);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("RACKSIDE_SIMULATOR") == NULL)
    {
      g_print ("1..0 # SKIP RACKSIDE_SIMULATOR does not name the simulator\n");
      return 0;
    }
  g_test_add_func ("/ilo/console/opens", test_opens);
  g_test_add_func ("/ilo/console/ciphers", test_ciphers);
  g_test_add_func ("/ilo/console/cipher-changes", test_cipher_changes);
  g_test_add_func ("/ilo/console/padded-aes-256", test_padded_aes_256);
  g_test_add_func ("/ilo/console/never-in-step", test_never_in_step);
  g_test_add_func ("/ilo/console/wrong-key", test_wrong_key);
  g_test_add_func ("/ilo/console/answers", test_answers);
  g_test_add_func ("/ilo/console/no-greeting", test_no_greeting);
  g_test_add_func ("/ilo/console/refused", test_refused);
  g_test_add_func ("/ilo/console/silence-during-the-handshake", test_silence_during_the_handshake);
  g_test_add_func ("/ilo/console/cancel-opening", test_cancel_opening);
  g_test_add_func ("/ilo/console/busy/fails", test_busy_fails);
  g_test_add_func ("/ilo/console/busy/shared", test_busy_shared);
  g_test_add_func ("/ilo/console/busy/seized", test_busy_seized);
  g_test_add_func ("/ilo/console/busy/asks", test_busy_asks);
  g_test_add_func ("/ilo/console/busy/and-gone", test_busy_and_gone);
  g_test_add_func ("/ilo/console/busy/share-refused", test_share_refused);
  g_test_add_func ("/ilo/console/requests/answered", test_requests_of_others);
  g_test_add_func ("/ilo/console/requests/run-out", test_request_runs_out);
  g_test_add_func ("/ilo/console/endings", test_endings);
  g_test_add_func ("/ilo/console/records-that-do-not-end-it", test_records_that_do_not_end_it);
  g_test_add_func ("/ilo/console/stream-commands", test_stream_commands);
  g_test_add_func ("/ilo/console/mode-changes", test_mode_changes);
  g_test_add_func ("/ilo/console/unsupported-mode", test_unsupported_mode);
  g_test_add_func ("/ilo/console/power-actions", test_power_actions);
  g_test_add_func ("/ilo/console/pointer", test_pointer);
  g_test_add_func ("/ilo/console/keys/released-on-closing", test_keys_are_released_on_closing);
  g_test_add_func ("/ilo/console/keys/released-on-dropping", test_keys_are_released_on_dropping_the_object);
  g_test_add_func ("/ilo/console/keys/early-ones-wait-for-the-cipher", test_early_keys_wait_for_the_cipher);
  g_test_add_func ("/ilo/console/keys/typing", test_typing);
  g_test_add_func ("/ilo/console/keys/typing-much", test_typing_much);
  g_test_add_func ("/ilo/console/keys/typing-goes-on", test_typing_goes_on);
  g_test_add_func ("/ilo/console/keys/typing-stops", test_typing_stops_with_the_connection);
  g_test_add_func ("/ilo/console/keys/ctrl-alt-delete", test_ctrl_alt_delete);
  g_test_add_func ("/ilo/console/reconnect/after-drops", test_reconnects);
  g_test_add_func ("/ilo/console/reconnect/three-tries", test_gives_up_after_three_tries);
  g_test_add_func ("/ilo/console/reconnect/not-when-denied", test_no_second_try_when_denied);
  g_test_add_func ("/ilo/console/reconnect/given-up-or-hurried", test_reconnecting_can_be_given_up_or_hurried);
  g_test_add_func ("/ilo/console/reconnect/seizes", test_reconnecting_seizes);
  g_test_add_func ("/ilo/console/reconnect/shares-again", test_reconnecting_shares_again);
  g_test_add_func ("/ilo/console/reconnect/ilo-reset", test_ilo_reset);
  g_test_add_func ("/ilo/console/reconnect/ilo-reset-forgets", test_ilo_reset_forgets_the_session);
  g_test_add_func ("/ilo/console/faults", test_faults);
  g_test_add_func ("/ilo/console/recording", test_recording);
  g_test_add_func ("/ilo/console/capture", test_capture);
  g_test_add_func ("/ilo/console/a-hundred-connections", test_a_hundred_connections_leave_nothing);
  return g_test_run ();
}
