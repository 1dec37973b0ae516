/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gstdio.h>

#include "await.h"
#include "simulator.h"

/* Where the simulator finds the end of the pipe for its log. */
#define LOG_FD 3

typedef struct
{
  Simulator        *simulator;
  GDataInputStream *stream;     /* owned */
  GPtrArray        *lines;      /* of JsonNode */
} Lines;

struct _Simulator
{
  GSubprocess  *process;
  GCancellable *cancellable;
  Lines         answers;
  Lines         log;
  guint         seen;           /* lines of the log that were waited for */
  guint         reading;        /* calls under way */
  JsonObject   *ready;          /* borrowed from the first answer */
};

static void read_line (Lines *lines);

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Lines *lines = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  JsonNode *node;

  lines->simulator->reading--;
  if (line == NULL)
    return;
  node = json_from_string (line, NULL);
  if (node == NULL)
    g_error ("The simulator wrote “%s”", line);
  g_ptr_array_add (lines->lines, node);
  read_line (lines);
}

static void
read_line (Lines *lines)
{
  lines->simulator->reading++;
  g_data_input_stream_read_line_async (lines->stream, G_PRIORITY_DEFAULT, lines->simulator->cancellable, on_line,
                                       lines);
}

static void
lines_init (Lines        *lines,
            Simulator    *simulator,
            GInputStream *stream)
{
  lines->simulator = simulator;
  lines->stream = g_data_input_stream_new (stream);
  lines->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  read_line (lines);
}

static void
lines_clear (Lines *lines)
{
  g_object_unref (lines->stream);
  g_ptr_array_unref (lines->lines);
}

/* A key takes a while to make; one is enough for a process. */
static char *identity_folder = NULL;
static char *identity_file = NULL;

static void
remove_identity (void)
{
  g_remove (identity_file);
  g_rmdir (identity_folder);
}

static char *
identity_path (void)
{
  if (identity_folder == NULL)
    {
      identity_folder = g_dir_make_tmp ("rackside-test-XXXXXX", NULL);
      identity_file = g_build_filename (identity_folder, "identity.pem", NULL);
      atexit (remove_identity);
    }
  return identity_file;
}

static gboolean
has_option (GPtrArray  *arguments,
            const char *option)
{
  for (guint i = 0; i < arguments->len; i++)
    if (g_str_equal (arguments->pdata[i], option))
      return TRUE;
  return FALSE;
}

/* Options as on the command line, ended by NULL. */
Simulator *
simulator_new (const char *options,
               ...)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr(GInputStream) log_stream = NULL;
  g_autoptr(GError) error = NULL;
  Simulator *self = g_new0 (Simulator, 1);
  const char *program = g_getenv ("RACKSIDE_SIMULATOR");
  g_autofree char *log_path = g_strdup_printf ("/proc/self/fd/%d", LOG_FD);
  va_list list;
  int fds[2];

  g_assert_nonnull (program);
  g_ptr_array_add (arguments, (char *) program);
  for (const char *fixed[] = { "--control", "--exit-on-eof", "--password", SIMULATOR_PASSWORD, "--log", NULL },
       **f = fixed; *f != NULL; f++)
    g_ptr_array_add (arguments, (char *) *f);
  g_ptr_array_add (arguments, log_path);
  va_start (list, options);
  for (const char *option = options; option != NULL; option = va_arg (list, const char *))
    g_ptr_array_add (arguments, (char *) option);
  va_end (list);
  if (!has_option (arguments, "--weak-certificate") && !has_option (arguments, "--identity"))
    {
      g_ptr_array_add (arguments, (char *) "--identity");
      g_ptr_array_add (arguments, identity_path ());
    }
  if (!has_option (arguments, "--mode"))
    {
      g_ptr_array_add (arguments, (char *) "--mode");
      g_ptr_array_add (arguments, (char *) "320x208");
    }
  g_ptr_array_add (arguments, NULL);

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_subprocess_launcher_take_fd (launcher, fds[1], LOG_FD);
  self->cancellable = g_cancellable_new ();
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
  g_clear_object (&launcher);     /* closes our end of the log */
  log_stream = g_unix_input_stream_new (fds[0], TRUE);
  lines_init (&self->answers, self, g_subprocess_get_stdout_pipe (self->process));
  lines_init (&self->log, self, log_stream);
  await_until (self->answers.lines->len > 0);
  self->ready = json_node_get_object (self->answers.lines->pdata[0]);
  return self;
}

void
simulator_free (Simulator *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_cancellable_cancel (self->cancellable);
  await_until (self->reading == 0);
  lines_clear (&self->answers);
  lines_clear (&self->log);
  g_object_unref (self->process);
  g_object_unref (self->cancellable);
  g_free (self);
}

guint16
simulator_https_port (Simulator *self)
{
  return json_object_get_int_member (self->ready, "https_port");
}

guint16
simulator_console_port (Simulator *self)
{
  return json_object_get_int_member (self->ready, "console_port");
}

const char *
simulator_pin (Simulator *self)
{
  return json_object_get_string_member (self->ready, "pin");
}

/* Sends a command, and waits for its answer, which has to be a good one; borrowed. */
JsonObject *
simulator_do (Simulator  *self,
              const char *format,
              ...)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (self->process);
  guint before = self->answers.lines->len;
  g_autofree char *command = NULL;
  g_autofree char *line = NULL;
  JsonObject *answer;
  va_list list;

  va_start (list, format);
  command = g_strdup_vprintf (format, list);
  va_end (list);
  line = g_strconcat (command, "\n", NULL);
  g_assert_true (g_output_stream_write_all (input, line, strlen (line), NULL, NULL, NULL));
  await_until (self->answers.lines->len > before);
  answer = json_node_get_object (self->answers.lines->pdata[before]);
  if (!json_object_get_boolean_member (answer, "ok"))
    g_error ("%s: %s", command, json_object_get_string_member (answer, "error"));
  return answer;
}

static gboolean
matches (Simulator  *self,
         guint       line,
         const char *on,
         const char *event)
{
  JsonObject *object = json_node_get_object (self->log.lines->pdata[line]);

  return g_str_equal (json_object_get_string_member_with_default (object, "on", ""), on)
         && g_str_equal (json_object_get_string_member_with_default (object, "event", ""), event);
}

static gboolean
find_next (Simulator  *self,
           const char *on,
           const char *event)
{
  while (self->seen < self->log.lines->len)
    if (matches (self, self->seen++, on, event))
      return TRUE;
  return FALSE;
}

/* Waits for the next such line of the log after the one that was waited for before; borrowed. */
JsonObject *
simulator_wait (Simulator  *self,
                const char *on,
                const char *event)
{
  await_until (find_next (self, on, event));
  return json_node_get_object (self->log.lines->pdata[self->seen - 1]);
}

/* How many such lines there have been altogether, up to now. */
guint
simulator_count (Simulator  *self,
                 const char *on,
                 const char *event)
{
  guint n = 0;

  simulator_do (self, "{\"do\":\"status\"}");     /* what came before its answer is in the pipe by then */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  for (guint i = 0; i < self->log.lines->len; i++)
    n += matches (self, i, on, event);
  return n;
}

/* The next simulator_wait() looks only at what comes from now on. */
void
simulator_forget (Simulator *self)
{
  self->seen = self->log.lines->len;
}

/* Frees the log so far, and all answers but the first, which says what is ready. */
void
simulator_clear_log (Simulator *self)
{
  g_ptr_array_set_size (self->answers.lines, 1);
  g_ptr_array_set_size (self->log.lines, 0);
  self->seen = 0;
}
