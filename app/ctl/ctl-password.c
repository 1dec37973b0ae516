/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "ctl-command.h"
#include "ctl-password.h"

/* Longer than any BMC's and any iLO's; what is longer is the wrong file. */
#define MAX_PASSWORD 512

/* Bytes as they come, in one piece of memory that is wiped. */
typedef struct
{
  char     bytes[MAX_PASSWORD + 2];
  gsize    length;
  int      fd;
  gboolean is_line;     /* ends with the line, else with the file */
  gboolean done;
  int      error_number;
} Input;

static char *
take_line (Input *input)
{
  gsize length = input->length;
  char *password;

  if (length > 0 && input->bytes[length - 1] == '\n')
    length--;
  if (length > 0 && input->bytes[length - 1] == '\r')
    length--;
  password = g_malloc (length + 1);
  memcpy (password, input->bytes, length);
  password[length] = '\0';
  return password;
}

static gboolean
read_some (Input *input)
{
  gssize n = read (input->fd, input->bytes + input->length, sizeof input->bytes - input->length);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return TRUE;
  if (n < 0)
    input->error_number = errno;
  else
    input->length += (gsize) n;
  return n > 0 && input->length < sizeof input->bytes;
}

static gboolean
on_input (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Input *input = user_data;

  input->done = !read_some (input) || (input->is_line && input->length > 0 && input->bytes[input->length - 1] == '\n');
  return input->done ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* The main context runs meanwhile, so that --timeout holds, and Ctrl+C too. */
static gboolean
await_input (Input         *input,
             GCancellable  *cancellable,
             GError       **error)
{
  guint source = g_unix_fd_add (input->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, input);

  while (!input->done && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (!input->done)
    g_source_remove (source);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * ctl_password_read:
 * @path: a file or pipe
 * @cancellable: (nullable): gives up waiting for what comes through a pipe
 * @error: (nullable): why there is none
 *
 * Reads a secret from a file; one line end after it does not belong to it.
 *
 * Returns: (transfer full): the secret, for ctl_password_free()
 */
char *
ctl_password_read (const char    *path,
                   GCancellable  *cancellable,
                   GError       **error)
{
  /* A pipe into which nobody writes yet must not hold us up. */
  Input input = { .fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };
  char *password = NULL;
  gboolean ready;

  if (input.fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _("Cannot read “%s”: %s"), path, g_strerror (errno));
      return NULL;
    }
  ready = await_input (&input, cancellable, error);
  close (input.fd);
  if (!ready)
    ;
  else if (input.error_number != 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (input.error_number),
                 _("Cannot read “%s”: %s"), path, g_strerror (input.error_number));
  else if (input.length == sizeof input.bytes)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” is too long for a password"), path);
  else if (memchr (input.bytes, '\0', input.length) != NULL)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” holds a zero byte, which no password does"), path);
  else
    password = take_line (&input);
  explicit_bzero (&input, sizeof input);
  return password;
}

static char *
take_from_environment (void)
{
  char *value = getenv ("RACKSIDE_PASSWORD");
  char *password;

  if (value == NULL)
    return NULL;
  password = g_strdup (value);
  /* The environment can be read in /proc for as long as we run. */
  explicit_bzero (value, strlen (value));
  return password;
}

static char *
ask (CtlContext *context,
     int         terminal,
     GError    **error)
{
  Input input = { .fd = terminal, .is_line = TRUE };
  struct termios before;
  struct termios quiet;
  char *password = NULL;
  gboolean ready;

  if (tcgetattr (terminal, &before) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot ask for the password: %s"),
                   g_strerror (errno));
      return NULL;
    }
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (terminal, TCSAFLUSH, &quiet);
  if (context->server != NULL)
    dprintf (terminal, _("Password of %s: "), context->server->uri);
  else
    dprintf (terminal, "%s", _("Password: "));
  ready = await_input (&input, context->cancellable, error);
  tcsetattr (terminal, TCSAFLUSH, &before);
  dprintf (terminal, "\n");
  if (!ready)
    ;
  else if (input.length == 0 || input.bytes[input.length - 1] != '\n')
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("No password was given"));
  else
    password = take_line (&input);
  explicit_bzero (&input, sizeof input);
  return password;
}

/* Without a session bus there is no keyring, and looking for one would only take time. */
static gboolean
has_session_bus (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (socket, G_FILE_TEST_EXISTS);
}

/* The keyring is known to the full program alone. */
static char *
take_from_keyring (CtlContext  *context,
                   GError     **error)
{
  if (context->server == NULL || !has_session_bus ())
    return NULL;
  if (context->program->rest != NULL)
    ctl_program_run_rest (context);
  return context->program->look_up_secret != NULL ? context->program->look_up_secret (context, error) : NULL;
}

/**
 * ctl_password_get:
 * @context: a context
 *
 * The password of the server: from `--password-file`, else from RACKSIDE_PASSWORD, else from the keyring, else from the
 * terminal.
 *
 * Returns: (transfer full): the password, for ctl_password_free()
 */
char *
ctl_password_get (CtlContext *context,
                  GError    **error)
{
  g_autoptr(GError) no_keyring = NULL;
  char *password;
  int terminal;

  if (context->password_file != NULL)
    return ctl_password_read (context->password_file, context->cancellable, error);
  password = take_from_environment ();
  if (password == NULL)
    password = take_from_keyring (context, &no_keyring);
  if (password != NULL)
    return password;
  if (g_cancellable_set_error_if_cancelled (context->cancellable, error))
    return NULL;
  terminal = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("There is no password: give --password-file FILE, set RACKSIDE_PASSWORD, save it in the "
                             "keyring with Rackside, or run this on a terminal to be asked for it"));
      return NULL;
    }
  if (no_keyring != NULL)
    dprintf (terminal, "%s\n", no_keyring->message);
  password = ask (context, terminal, error);
  close (terminal);
  return password;
}

/**
 * ctl_password_free:
 * @password: (nullable) (transfer full): a password
 *
 * Wipes and frees it.
 */
void
ctl_password_free (char *password)
{
  if (password == NULL)
    return;
  explicit_bzero (password, strlen (password));
  g_free (password);
}
