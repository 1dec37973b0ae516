/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "await.h"
#include "fake-https.h"
#include "ilo-error.h"
#include "ilo-session.h"
#include "simulator.h"

static IloSession *
session_for (Simulator *simulator)
{
  IloSession *session = ilo_session_new ("127.0.0.1", simulator_https_port (simulator));

  ilo_http_set_known_key (ilo_session_get_http (session), simulator_pin (simulator));
  return session;
}

static gboolean
try_log_in (IloSession  *session,
            const char  *password,
            GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  ilo_session_log_in_async (session, SIMULATOR_USER, password, NULL, await_ready, &result);
  await_until (result != NULL);
  return ilo_session_log_in_finish (session, result, error);
}

static void
log_in (IloSession *session)
{
  g_autoptr(GError) error = NULL;

  try_log_in (session, SIMULATOR_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ilo_session_get_state (session), ==, ILO_SESSION_STATE_OPEN);
}

static void
assert_log_in_fails (IloSession *session,
                     const char *password,
                     IloError    code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (try_log_in (session, password, &error));
  g_assert_error (error, ILO_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strstr (error->message, "se\"cret"));
  await_until (ilo_session_get_state (session) == ILO_SESSION_STATE_CLOSED);
}

static gboolean
open_console (IloSession  *session,
              IloIfBusy    if_busy,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  ilo_session_open_console_async (session, if_busy, NULL, await_ready, &result);
  await_until (result != NULL);
  return ilo_session_open_console_finish (session, result, error);
}

static void
close_session (IloSession *session)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  ilo_session_close_async (session, await_ready, &result);
  await_until (result != NULL);
  ilo_session_close_finish (session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ilo_session_get_state (session), ==, ILO_SESSION_STATE_CLOSED);
  g_assert_null (ilo_session_get_session_key (session));
}

/* How many sessions the iLO thinks there are. */
static guint
count_sessions (Simulator *simulator)
{
  return json_object_get_int_member (simulator_do (simulator, "{\"do\":\"status\"}"), "sessions");
}

static void
note_step (IloSession *session,
           GParamSpec *pspec,
           GString    *steps)
{
  const char *step = ilo_session_get_step (session);

  if (step != NULL)
    g_string_append_printf (steps, "%s|", step);
}

static void
test_all_the_way (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GString) steps = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  g_signal_connect (session, "notify::step", G_CALLBACK (note_step), steps);
  log_in (session);
  g_assert_cmpuint (ilo_session_get_facts (session)->generation, ==, 4);
  g_assert_cmpstr (ilo_session_get_facts (session)->firmware, ==, "2.54");
  g_assert_cmpstr (ilo_session_get_info (session)->user, ==, SIMULATOR_USER);
  g_assert_cmpuint (count_sessions (simulator), ==, 1);
  open_console (session, ILO_IF_BUSY_FAIL, &error);
  g_assert_no_error (error);
  await_until (ilo_console_get_picture (ilo_session_get_console (session)) == ILO_PICTURE_LIVE);
  g_assert_cmpuint (ilo_session_get_rc_info (session)->console_port, ==, simulator_console_port (simulator));
  close_session (session);
  simulator_wait (simulator, "https", "logout");
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
  g_assert_nonnull (strstr (steps->str, "Connecting to 127.0.0.1"));
  g_assert_nonnull (strstr (steps->str, "Logging in as Administrator"));
  g_assert_nonnull (strstr (steps->str, "Opening the console"));
  g_assert_nonnull (strstr (steps->str, "Opening the command connection"));
  g_assert_nonnull (strstr (steps->str, "Logging out"));

  /* And once more with the same object. */
  log_in (session);
  close_session (session);
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

static void
test_dropping_it_logs_out (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GError) error = NULL;

  log_in (session);
  open_console (session, ILO_IF_BUSY_FAIL, &error);
  g_assert_no_error (error);
  g_clear_object (&session);
  simulator_wait (simulator, "https", "logout");
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

static void
test_failure_after_the_log_in_logs_out (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);

  simulator_do (simulator, "{\"do\":\"https-answer\",\"path\":\"/json/session_info\",\"status\":200,"
                "\"body\":\"<html>\"}");
  assert_log_in_fails (session, SIMULATOR_PASSWORD, ILO_ERROR_PROTOCOL);
  simulator_wait (simulator, "https", "logout");
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

static void
test_wrong_password (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);

  assert_log_in_fails (session, "wrong", ILO_ERROR_AUTH);
  log_in (session);
  close_session (session);
}

static void
test_no_free_session (void)
{
  static const char *const how[] = { "--login-delay=0", "--limit-as-text" };

  for (guint i = 0; i < G_N_ELEMENTS (how); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new ("--session-limit", "1", how[i], NULL);
      g_autoptr(IloSession) first = session_for (simulator);
      g_autoptr(IloSession) second = session_for (simulator);

      log_in (first);
      assert_log_in_fails (second, SIMULATOR_PASSWORD, ILO_ERROR_NO_SESSION);
      close_session (first);
      log_in (second);
      close_session (second);
    }
}

/* Cancelled at any moment, it leaves no session behind. */
static void
test_cancelling_leaves_nothing (void)
{
  static const char *const stages[] = { "Connecting", "Logging in", "Asking what" };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
      g_autoptr(IloSession) session = session_for (simulator);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      ilo_session_log_in_async (session, SIMULATOR_USER, SIMULATOR_PASSWORD, cancellable, await_ready, &result);
      await_until (g_str_has_prefix (ilo_session_get_step (session), stages[i]));
      g_cancellable_cancel (cancellable);
      await_until (result != NULL);
      g_assert_false (ilo_session_log_in_finish (session, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      close_session (session);
      g_assert_cmpuint (count_sessions (simulator), ==, 0);
      g_assert_cmpuint (simulator_count (simulator, "https", "login"), ==, i > 0);
      g_assert_cmpuint (simulator_count (simulator, "https", "logout"), ==, i > 0);
    }
}

static void
test_closing_while_it_logs_in (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  ilo_session_log_in_async (session, SIMULATOR_USER, SIMULATOR_PASSWORD, NULL, await_ready, &result);
  await_until (g_str_has_prefix (ilo_session_get_step (session), "Logging in"));
  close_session (session);
  await_until (result != NULL);
  g_assert_false (ilo_session_log_in_finish (session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

static void
test_closing_while_the_console_opens (void)
{
  g_autoptr(Simulator) simulator = simulator_new ("--fault=console:stall", NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  log_in (session);
  ilo_session_open_console_async (session, ILO_IF_BUSY_ASK, NULL, await_ready, &result);
  await_until (ilo_session_get_console (session) != NULL);
  close_session (session);
  await_until (result != NULL);
  g_assert_false (ilo_session_open_console_finish (session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

static void
test_console_that_cannot_be_had (void)
{
  g_autoptr(Simulator) simulator = simulator_new ("--busy", "refuse", NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GError) busy = NULL;
  g_autoptr(GError) error = NULL;

  log_in (session);
  g_assert_false (open_console (session, ILO_IF_BUSY_FAIL, &busy));
  g_assert_error (busy, ILO_ERROR, ILO_ERROR_BUSY);
  g_assert_cmpint (ilo_session_get_state (session), ==, ILO_SESSION_STATE_OPEN);
  g_assert_true (open_console (session, ILO_IF_BUSY_SHARE, &error));
  g_assert_no_error (error);
  close_session (session);
}

static void
test_privileges (void)
{
  g_autoptr(Simulator) simulator = simulator_new ("--account", "guest:guest:login", NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) pressed = NULL;
  g_autoptr(GError) console_error = NULL;
  g_autoptr(GError) power_error = NULL;

  ilo_session_log_in_async (session, "guest", "guest", NULL, await_ready, &result);
  await_until (result != NULL);
  g_assert_true (ilo_session_log_in_finish (session, result, NULL));
  g_assert_false (open_console (session, ILO_IF_BUSY_FAIL, &console_error));
  g_assert_error (console_error, ILO_ERROR, ILO_ERROR_PRIVILEGE);
  ilo_session_press_power_async (session, ILO_POWER_ACTION_PRESS, NULL, await_ready, &pressed);
  await_until (pressed != NULL);
  g_assert_false (ilo_session_press_power_finish (session, pressed, &power_error));
  g_assert_error (power_error, ILO_ERROR, ILO_ERROR_PRIVILEGE);
  close_session (session);
}

static void
test_power (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GError) error = NULL;
  static const char *const by[] = { "https", "console" };

  log_in (session);
  for (guint i = 0; i < G_N_ELEMENTS (by); i++)
    {
      g_autoptr(GAsyncResult) pressed = NULL;
      JsonObject *line;

      ilo_session_press_power_async (session, ILO_POWER_ACTION_RESET, NULL, await_ready, &pressed);
      await_until (pressed != NULL);
      ilo_session_press_power_finish (session, pressed, &error);
      g_assert_no_error (error);
      line = simulator_wait (simulator, "machine", "power button");
      g_assert_cmpstr (json_object_get_string_member (line, "by"), ==, by[i]);
      g_assert_cmpstr (json_object_get_string_member (line, "action"), ==, "reset");
      if (i == 0)
        {
          open_console (session, ILO_IF_BUSY_FAIL, &error);
          g_assert_no_error (error);
          await_until (ilo_console_get_power (ilo_session_get_console (session)) == ILO_POWER_ON);
        }
    }
  close_session (session);
}

/* A session with a live console that does not wait long to connect again. */
static IloConsole *
open_hasty_console (IloSession *session)
{
  g_autoptr(GError) error = NULL;
  IloConsole *console;

  open_console (session, ILO_IF_BUSY_FAIL, &error);
  g_assert_no_error (error);
  console = ilo_session_get_console (session);
  ilo_console_set_delays (console, 50, 300, 200);
  await_until (ilo_console_get_picture (console) == ILO_PICTURE_LIVE);
  return console;
}

static gboolean
says (IloConsole *console,
      const char *what)
{
  return ilo_console_get_step (console) != NULL && strstr (ilo_console_get_step (console), what) != NULL;
}

static void
await_live_again (IloConsole *console)
{
  await_until (ilo_console_get_state (console) != ILO_CONSOLE_STATE_OPEN);
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN
               && ilo_console_get_picture (console) == ILO_PICTURE_LIVE);
}

/* The iLO resets itself and knows nothing any more: the console logs in anew, and goes on. */
static void
test_reset_logs_in_anew (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autofree char *key = NULL;
  IloConsole *console;

  log_in (session);
  console = open_hasty_console (session);
  for (guint i = 1; i <= 2; i++)
    {
      g_free (key);
      key = g_strdup (ilo_session_get_session_key (session));
      simulator_do (simulator, "{\"do\":\"ilo-reset\"}");
      await_until (says (console, "resets itself"));
      g_assert_cmpint (ilo_console_get_state (console), ==, ILO_CONSOLE_STATE_WAITING);
      await_until (says (console, "Logging in as Administrator once more"));
      await_live_again (console);
      g_assert_cmpstr (ilo_session_get_session_key (session), !=, key);
      g_assert_cmpuint (simulator_count (simulator, "https", "login"), ==, 1 + i);
      g_assert_cmpuint (count_sessions (simulator), ==, 1);
      g_assert_true (ilo_console_press_key (console, 4));
      simulator_wait (simulator, "console", "keyboard");
    }
  close_session (session);
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

/* While it is away, the tries are counted, and it says why it gives up; so it does when it is told to. */
static void
test_reset_that_takes_too_long (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  IloConsole *console;

  log_in (session);
  console = open_hasty_console (session);
  simulator_do (simulator, "{\"do\":\"ilo-reset\",\"seconds\":3600}");
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED);
  g_assert_error (ilo_console_get_error (console), ILO_ERROR, ILO_ERROR_RESET);
  g_assert_nonnull (strstr (ilo_console_get_error (console)->message, "3 tries"));
}

static void
test_reset_and_given_up (void)
{
  static const char *const stages[] = { "resets itself", "Asking for", "Logging in" };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
      g_autoptr(IloSession) session = session_for (simulator);
      IloConsole *console;

      log_in (session);
      console = open_hasty_console (session);
      simulator_do (simulator, "{\"do\":\"ilo-reset\"}");
      await_until (says (console, stages[i]));
      close_session (session);
      g_assert_cmpuint (simulator_count (simulator, "https", "login"), ==, i < 2 ? 1 : 2);
      /* The log-out after a log-in that was under way is not waited for. */
      await_until (count_sessions (simulator) == 0);
    }
}

/* What logging in anew cannot help: each ends the console and says why. */
static void
test_reset_and_not_let_in (void)
{
  static const struct { const char *order; IloError code; } cases[] = {
    { "{\"do\":\"https-answer\",\"path\":\"/json/login_session\",\"status\":403,"
      "\"body\":\"{\\\"message\\\":\\\"JS_ERR_INVALID_CREDENTIALS\\\"}\"}", ILO_ERROR_AUTH },
    { "{\"do\":\"answer\",\"on\":\"console\",\"code\":\"Q\"}", ILO_ERROR_RESET },
    { "{\"do\":\"answer\",\"on\":\"console\",\"code\":\"W\"}", ILO_ERROR_LICENSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
      g_autoptr(IloSession) session = session_for (simulator);
      IloConsole *console;

      log_in (session);
      console = open_hasty_console (session);
      simulator_do (simulator, "%s", cases[i].order);
      simulator_do (simulator, "{\"do\":\"ilo-reset\"}");
      await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED);
      g_test_message ("%s", ilo_console_get_error (console)->message);
      g_assert_error (ilo_console_get_error (console), ILO_ERROR, (int) cases[i].code);
    }
}

/* The connection breaks, and the session has expired before it is made again. */
static void
test_expired_while_away (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  IloConsole *console;

  log_in (session);
  console = open_hasty_console (session);
  simulator_do (simulator, "{\"do\":\"expire\"}");
  simulator_do (simulator, "{\"do\":\"drop\"}");
  await_live_again (console);
  g_assert_cmpuint (simulator_count (simulator, "https", "login"), ==, 2);
  g_assert_cmpuint (count_sessions (simulator), ==, 1);

  /* Who holds it when it comes back so is another one, and not to be thrown out. */
  simulator_do (simulator, "{\"do\":\"busy\",\"answer\":\"grant\"}");
  simulator_do (simulator, "{\"do\":\"expire\"}");
  simulator_do (simulator, "{\"do\":\"drop\"}");
  await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED);
  g_assert_error (ilo_console_get_error (console), ILO_ERROR, ILO_ERROR_BUSY);
  close_session (session);
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

/* Whoever joined the session of somebody else has no password. */
static void
test_joined_session_is_forgotten (void)
{
  static const struct { const char *order; IloError code; } cases[] = {
    { "{\"do\":\"ilo-reset\"}", ILO_ERROR_RESET },
    { "{\"do\":\"drop\"}", ILO_ERROR_LOST_SESSION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
      g_autoptr(IloSession) theirs = session_for (simulator);
      g_autoptr(IloSession) session = session_for (simulator);
      g_autoptr(GAsyncResult) result = NULL;
      IloConsole *console;

      log_in (theirs);
      ilo_session_join_async (session, ilo_session_get_session_key (theirs), NULL, await_ready, &result);
      await_until (result != NULL);
      g_assert_true (ilo_session_log_in_finish (session, result, NULL));
      console = open_hasty_console (session);
      simulator_do (simulator, "{\"do\":\"expire\"}");
      simulator_do (simulator, "%s", cases[i].order);
      await_until (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED);
      g_test_message ("%s", ilo_console_get_error (console)->message);
      g_assert_error (ilo_console_get_error (console), ILO_ERROR, (int) cases[i].code);
    }
}

/* The session ends on the other side while the console is open. */
static void
test_403_in_the_middle (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GError) error = NULL;

  log_in (session);
  simulator_do (simulator, "{\"do\":\"expire\"}");
  g_assert_false (open_console (session, ILO_IF_BUSY_FAIL, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_LOST_SESSION);
  close_session (session);     /* a log-out of what is gone is no failure */
}

static void
test_expired_key_at_the_console_port (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GError) error = NULL;

  log_in (session);
  simulator_do (simulator, "{\"do\":\"answer\",\"on\":\"console\",\"code\":\"Q\"}");
  g_assert_false (open_console (session, ILO_IF_BUSY_FAIL, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_DENIED);
  close_session (session);
}

static void
test_bad_json (void)
{
  static const char *const bodies[] = { "", "<html>", "[]", "{}", "{\\\"rc_port\\\":\\\"x\\\"}",
                                        "{\\\"rc_port\\\":17990,\\\"optional_features\\\":\\\"ENCRYPT_KEY\\\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
      g_autoptr(IloSession) session = session_for (simulator);
      g_autoptr(GError) error = NULL;

      log_in (session);
      simulator_do (simulator, "{\"do\":\"https-answer\",\"path\":\"/json/rc_info\",\"status\":200,"
                    "\"body\":\"%s\"}", bodies[i]);
      g_assert_false (open_console (session, ILO_IF_BUSY_FAIL, &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
      close_session (session);
      g_assert_cmpuint (count_sessions (simulator), ==, 0);
    }
}

static void
test_other_generation (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);

  simulator_do (simulator, "{\"do\":\"https-answer\",\"path\":\"/json/login_session\",\"status\":200,\"body\":"
                "\"{\\\"version\\\":\\\"1.20\\\",\\\"moniker\\\":{\\\"PRODGEN\\\":\\\"iLO 5\\\"}}\"}");
  assert_log_in_fails (session, SIMULATOR_PASSWORD, ILO_ERROR_GENERATION);
  g_assert_cmpuint (simulator_count (simulator, "https", "login"), ==, 0);
}

static char *
be_a_printer (FakeHttps  *fake,
              const char *method,
              const char *path,
              const char *body,
              gpointer    user_data)
{
  return fake_https_reply (404, "<html>No such page</html>");
}

static void
test_no_ilo (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, be_a_printer, NULL);
  g_autoptr(IloSession) session = ilo_session_new ("127.0.0.1", fake_https_get_port (fake));
  g_autofree char *log = NULL;

  ilo_http_set_accept_any_key (ilo_session_get_http (session), TRUE);
  assert_log_in_fails (session, SIMULATOR_PASSWORD, ILO_ERROR_NOT_ILO);
  log = fake_https_get_log (fake);
  g_assert_null (strstr (log, "POST"));
}

static void
test_refused_and_unreachable (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, be_a_printer, NULL);
  guint16 port = fake_https_get_port (fake);
  g_autoptr(IloSession) refused = ilo_session_new ("127.0.0.1", port);
  g_autoptr(IloSession) unknown = ilo_session_new ("no-such-host.invalid", 443);

  g_clear_pointer (&fake, fake_https_free);
  assert_log_in_fails (refused, SIMULATOR_PASSWORD, ILO_ERROR_REFUSED);
  assert_log_in_fails (unknown, SIMULATOR_PASSWORD, ILO_ERROR_UNREACHABLE);
}

/* What the user answers to questions of trust. */
typedef struct
{
  gboolean trust;
  gboolean later;
  guint    asked;
  int      code;
} Answer;

static gboolean
answer_later (gpointer session)
{
  ilo_session_answer_trust (session, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_trust_needed (IloSession   *session,
                 const GError *question,
                 Answer       *answer)
{
  answer->asked++;
  answer->code = question->code;
  g_assert_cmpint (ilo_session_get_state (session), ==, ILO_SESSION_STATE_ASKING);
  g_assert_cmpstr (ilo_session_get_step (session), ==, question->message);
  if (answer->later)
    g_idle_add (answer_later, session);
  else
    ilo_session_answer_trust (session, answer->trust);
}

static void
test_trust_on_first_use (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(IloSession) session = ilo_session_new ("127.0.0.1", simulator_https_port (simulator));
      Answer answer = { .trust = i < 2, .later = i == 1 };

      g_signal_connect (session, "trust-needed", G_CALLBACK (on_trust_needed), &answer);
      if (answer.trust)
        {
          log_in (session);
          g_assert_cmpstr (ilo_http_get_known_key (ilo_session_get_http (session)), ==, simulator_pin (simulator));
          close_session (session);
        }
      else
        assert_log_in_fails (session, SIMULATOR_PASSWORD, ILO_ERROR_KEY_UNKNOWN);
      g_assert_cmpuint (answer.asked, ==, 1);
      g_assert_cmpint (answer.code, ==, ILO_ERROR_KEY_UNKNOWN);
      g_assert_cmpstr (ilo_http_get_server_key (ilo_session_get_http (session)), ==, simulator_pin (simulator));
    }
}

static void
test_nobody_to_ask (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = ilo_session_new ("127.0.0.1", simulator_https_port (simulator));

  assert_log_in_fails (session, SIMULATOR_PASSWORD, ILO_ERROR_KEY_UNKNOWN);
  simulator_do (simulator, "{\"do\":\"status\"}");
  g_assert_cmpuint (simulator_count (simulator, "https", "request"), ==, 0);
}

static void
test_changed_key (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = ilo_session_new ("127.0.0.1", simulator_https_port (simulator));
  Answer answer = { .trust = FALSE };

  ilo_http_set_known_key (ilo_session_get_http (session), "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  g_signal_connect (session, "trust-needed", G_CALLBACK (on_trust_needed), &answer);
  assert_log_in_fails (session, SIMULATOR_PASSWORD, ILO_ERROR_KEY_CHANGED);
  g_assert_cmpint (answer.code, ==, ILO_ERROR_KEY_CHANGED);
  simulator_do (simulator, "{\"do\":\"status\"}");
  g_assert_cmpuint (simulator_count (simulator, "https", "request"), ==, 0);
  answer.trust = TRUE;
  log_in (session);
  close_session (session);
}

static void
test_old_tls (void)
{
  g_autoptr(Simulator) simulator = simulator_new ("--tls", "1.0", "--weak-certificate", "--tls-rsa", NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GError) error = NULL;

  log_in (session);
  g_assert_cmpint (ilo_http_get_rung (ilo_session_get_http (session)), ==, ILO_TLS_RUNG_OLD);
  g_assert_cmpstr (ilo_http_get_tls_version (ilo_session_get_http (session)), ==, "TLSv1");
  open_console (session, ILO_IF_BUSY_FAIL, &error);
  g_assert_no_error (error);
  close_session (session);
}

static void
test_tls_versions (void)
{
  static const char *const versions[][3] = { { "1.1", "TLSv1.1" }, { "1.2", "TLSv1.2" }, { "1.3", "TLSv1.3" },
                                             { "any", "TLSv1.3" } };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr(Simulator) simulator = simulator_new ("--tls", versions[i][0], NULL);
      g_autoptr(IloSession) session = session_for (simulator);

      log_in (session);
      g_assert_cmpstr (ilo_http_get_tls_version (ilo_session_get_http (session)), ==, versions[i][1]);
      close_session (session);
    }
}

static void
test_legacy_renegotiation (void)
{
  g_autoptr(Simulator) simulator = simulator_new ("--tls-no-renegotiation", "--tls", "1.2", NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(IloSession) refused = session_for (simulator);
  Answer yes = { .trust = TRUE };
  Answer no = { .trust = FALSE };

  g_signal_connect (session, "trust-needed", G_CALLBACK (on_trust_needed), &yes);
  log_in (session);
  g_assert_cmpint (yes.code, ==, ILO_ERROR_TLS_LEGACY);
  g_assert_cmpint (ilo_http_get_rung (ilo_session_get_http (session)), ==, ILO_TLS_RUNG_LEGACY);
  close_session (session);
  g_signal_connect (refused, "trust-needed", G_CALLBACK (on_trust_needed), &no);
  assert_log_in_fails (refused, SIMULATOR_PASSWORD, ILO_ERROR_TLS_LEGACY);
}

static void
test_joins_a_session_of_others (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) owner = session_for (simulator);
  g_autoptr(IloSession) guest = session_for (simulator);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  log_in (owner);
  ilo_session_join_async (guest, ilo_session_get_session_key (owner), NULL, await_ready, &result);
  await_until (result != NULL);
  ilo_session_log_in_finish (guest, result, &error);
  g_assert_no_error (error);
  open_console (guest, ILO_IF_BUSY_FAIL, &error);
  g_assert_no_error (error);
  close_session (guest);
  g_assert_cmpuint (count_sessions (simulator), ==, 1);
  close_session (owner);
  g_assert_cmpuint (count_sessions (simulator), ==, 0);
}

/* The log-out is not answered: closing ends nevertheless. */
static void
test_closing_takes_no_longer_than_it_may (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  log_in (session);
  simulator_do (simulator, "{\"do\":\"fault\",\"on\":\"https\",\"kind\":\"stall\"}");
  ilo_session_close_async (session, await_ready, &result);
  await_until (result != NULL);
  g_assert_false (ilo_session_close_finish (session, result, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_TIMEOUT);
}

static void
test_other_calls (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  g_autoptr(IloSession) session = session_for (simulator);
  g_autoptr(GAsyncResult) media = NULL;
  g_autoptr(GAsyncResult) power = NULL;
  g_autoptr(GAsyncResult) overview = NULL;
  g_autoptr(GAsyncResult) hot_keys = NULL;
  g_autoptr(GError) error = NULL;
  IloHttp *http = ilo_session_get_http (session);
  const char *key;
  gboolean on = FALSE;

  log_in (session);
  key = ilo_session_get_session_key (session);
  ilo_rest_get_media_status_async (http, key, NULL, await_ready, &media);
  ilo_rest_get_host_power_async (http, key, NULL, await_ready, &power);
  ilo_rest_get_overview_async (http, key, NULL, await_ready, &overview);
  ilo_rest_get_hot_keys_async (http, key, NULL, await_ready, &hot_keys);
  await_until (hot_keys != NULL);
  {
    g_autoptr(IloMediaStatus) status = ilo_rest_get_media_status_finish (http, media, &error);
    g_autoptr(IloOverview) view = ilo_rest_get_overview_finish (http, overview, &error);
    g_autoptr(IloHotKeys) keys = ilo_rest_get_hot_keys_finish (http, hot_keys, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (status->drives->len, ==, 2);
    g_assert_nonnull (view->model);
    g_assert_nonnull (keys);
  }
  g_assert_true (ilo_rest_get_host_power_finish (http, power, &on, &error));
  g_assert_no_error (error);
  g_assert_true (on);
  close_session (session);
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
  g_test_add_func ("/ilo/session/all-the-way", test_all_the_way);
  g_test_add_func ("/ilo/session/other-calls", test_other_calls);
  g_test_add_func ("/ilo/session/power", test_power);
  g_test_add_func ("/ilo/session/privileges", test_privileges);
  g_test_add_func ("/ilo/session/wrong-password", test_wrong_password);
  g_test_add_func ("/ilo/session/no-free-session", test_no_free_session);
  g_test_add_func ("/ilo/session/console-that-cannot-be-had", test_console_that_cannot_be_had);
  g_test_add_func ("/ilo/session/joins-a-session-of-others", test_joins_a_session_of_others);
  g_test_add_func ("/ilo/session/renewal/ilo-reset", test_reset_logs_in_anew);
  g_test_add_func ("/ilo/session/renewal/takes-too-long", test_reset_that_takes_too_long);
  g_test_add_func ("/ilo/session/renewal/given-up", test_reset_and_given_up);
  g_test_add_func ("/ilo/session/renewal/not-let-in", test_reset_and_not_let_in);
  g_test_add_func ("/ilo/session/renewal/expired-while-away", test_expired_while_away);
  g_test_add_func ("/ilo/session/renewal/joined-session", test_joined_session_is_forgotten);
  g_test_add_func ("/ilo/session/log-out/dropping-it", test_dropping_it_logs_out);
  g_test_add_func ("/ilo/session/log-out/failure-after-the-log-in", test_failure_after_the_log_in_logs_out);
  g_test_add_func ("/ilo/session/log-out/cancelling", test_cancelling_leaves_nothing);
  g_test_add_func ("/ilo/session/log-out/closing-while-it-logs-in", test_closing_while_it_logs_in);
  g_test_add_func ("/ilo/session/log-out/closing-while-the-console-opens", test_closing_while_the_console_opens);
  g_test_add_func ("/ilo/session/log-out/takes-no-longer-than-it-may", test_closing_takes_no_longer_than_it_may);
  g_test_add_func ("/ilo/session/bad/403-in-the-middle", test_403_in_the_middle);
  g_test_add_func ("/ilo/session/bad/expired-key", test_expired_key_at_the_console_port);
  g_test_add_func ("/ilo/session/bad/json", test_bad_json);
  g_test_add_func ("/ilo/session/bad/other-generation", test_other_generation);
  g_test_add_func ("/ilo/session/bad/no-ilo", test_no_ilo);
  g_test_add_func ("/ilo/session/bad/refused-and-unreachable", test_refused_and_unreachable);
  g_test_add_func ("/ilo/session/trust/first-use", test_trust_on_first_use);
  g_test_add_func ("/ilo/session/trust/nobody-to-ask", test_nobody_to_ask);
  g_test_add_func ("/ilo/session/trust/changed-key", test_changed_key);
  g_test_add_func ("/ilo/session/tls/1.0", test_old_tls);
  g_test_add_func ("/ilo/session/tls/versions", test_tls_versions);
  g_test_add_func ("/ilo/session/tls/legacy-renegotiation", test_legacy_renegotiation);
  return g_test_run ();
}
