/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>

#include <sys/socket.h>

#include <glib/gi18n-lib.h>

#include "ilo-dial-private.h"
#include "ilo-error.h"
#include "ilo-handshake.h"
#include "ilo-secret.h"

struct _IloDial
{
  GObject          parent_instance;
  char            *host;             /* owned */
  IloRcInfo       *info;             /* owned */
  IloSecret       *session_key;      /* owned */
  IloIfBusy        if_busy;
  guint            timeout;          /* milliseconds for each connection */
  IloDialProgress  progress;
  gpointer         progress_data;
  IloDialResult   *result;           /* owned */
  GTask           *deciding;         /* owned; while the user decides about a busy console */
  GSource         *watch;            /* owned; looks whether the server stays meanwhile */
  GSource         *cancel_watch;     /* owned; whether the caller does */
};

G_DEFINE_FINAL_TYPE (IloDial, ilo_dial, G_TYPE_OBJECT)

static void dial (GTask      *task,
                  IloChannel  channel);

/**
 * ilo_dial_result_free:
 * @result: (transfer full) (nullable): a result
 */
void
ilo_dial_result_free (IloDialResult *result)
{
  if (result == NULL)
    return;
  g_clear_object (&result->console);
  g_clear_object (&result->command);
  g_free (result);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
report (IloDial     *self,
        IloDialStep  step)
{
  self->progress (self, step, self->progress_data);
}

/* A connection is ready for its stream. */
static void
go_on (GTask *task)
{
  IloDial *self = g_task_get_source_object (task);

  if (self->result->command == NULL)
    {
      report (self, ILO_DIAL_STEP_COMMAND);
      dial (task, ILO_CHANNEL_COMMAND);
    }
  else
    g_task_return_pointer (task, g_steal_pointer (&self->result), (GDestroyNotify) ilo_dial_result_free);
}

static void
on_claimed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!ilo_handshake_claim_finish (result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    go_on (task);
}

static void
claim_connection (GTask    *task,
                  IloClaim  claim)
{
  IloDial *self = g_task_get_source_object (task);
  GSocketConnection *busy = self->result->command != NULL ? self->result->command : self->result->console;

  self->result->claim = claim;
  if (claim == ILO_CLAIM_SEIZE)
    report (self, ILO_DIAL_STEP_SEIZING);
  ilo_handshake_claim_async (busy, claim, g_task_get_cancellable (task), on_claimed, g_object_ref (task));
}

static void
fail_busy (GTask *task)
{
  IloDial *self = g_task_get_source_object (task);

  g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_BUSY,
                           _("Somebody else holds the console of %s. Share it, seize it, or try again later."),
                           self->host);
}

static GTask *
stop_deciding (IloDial *self)
{
  clear_source (&self->watch);
  clear_source (&self->cancel_watch);
  return g_steal_pointer (&self->deciding);
}

/* While the user decides, nothing is expected: what makes the socket readable is its end. */
static gboolean
on_busy_readable (GSocket      *socket,
                  GIOCondition  condition,
                  gpointer      user_data)
{
  IloDial *self = user_data;
  g_autoptr(GTask) task = NULL;
  guint8 byte;
  gssize n = recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  task = stop_deciding (self);
  if (n > 0)
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PROTOCOL,
                             _("The iLO said that the console is busy, and then went on without an answer."));
  else
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_LOST,
                             _("The iLO closed the connection before it was decided what to do about the busy "
                               "console. Try again."));
  return G_SOURCE_REMOVE;
}

static gboolean
on_busy_cancelled (GCancellable *cancellable,
                   gpointer      user_data)
{
  IloDial *self = user_data;
  g_autoptr(GTask) task = stop_deciding (self);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
ask (GTask *task)
{
  IloDial *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GSocket *socket = g_socket_connection_get_socket (self->result->console);

  self->deciding = g_object_ref (task);
  self->watch = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (on_busy_readable), self, NULL);
  g_source_attach (self->watch, g_task_get_context (task));
  if (cancellable != NULL)
    {
      self->cancel_watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (on_busy_cancelled), self, NULL);
      g_source_attach (self->cancel_watch, g_task_get_context (task));
    }
  report (self, ILO_DIAL_STEP_BUSY);
}

static void
decide (GTask *task)
{
  IloDial *self = g_task_get_source_object (task);

  /* What was decided about the console goes for the command connection too. */
  if (self->result->command != NULL)
    claim_connection (task, self->result->claim == ILO_CLAIM_SEIZE ? ILO_CLAIM_SEIZE : ILO_CLAIM_SHARE);
  else if (self->if_busy == ILO_IF_BUSY_SHARE)
    claim_connection (task, ILO_CLAIM_SHARE);
  else if (self->if_busy == ILO_IF_BUSY_SEIZE)
    claim_connection (task, ILO_CLAIM_SEIZE);
  else if (self->if_busy == ILO_IF_BUSY_ASK)
    ask (task);
  else
    fail_busy (task);
}

static void
on_handshaken (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloDial *self = g_task_get_source_object (task);
  IloAnswer answer = ILO_ANSWER_DENIED;
  GSocketConnection *connection = ilo_handshake_finish (result, &answer, &error);

  if (connection == NULL)
    {
      if (self->result->console != NULL && error->domain == ILO_ERROR)
        g_prefix_error (&error, _("The console is there, but not its command connection. "));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->result->console == NULL)
    self->result->console = connection;
  else
    self->result->command = connection;
  if (answer == ILO_ANSWER_BUSY)
    decide (task);
  else
    go_on (task);
}

static void
dial (GTask      *task,
      IloChannel  channel)
{
  g_autoptr(GError) error = NULL;
  IloDial *self = g_task_get_source_object (task);
  guint8 hello[ILO_HELLO_SIZE];

  if (!ilo_hello_encode (hello, channel, self->info->features, self->session_key, self->info->enc_key, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ilo_handshake_async (self->host, self->info->console_port, hello, self->timeout,
                       g_task_get_cancellable (task), on_handshaken, g_object_ref (task));
  explicit_bzero (hello, sizeof hello);
}

static void
ilo_dial_finalize (GObject *object)
{
  IloDial *self = ILO_DIAL (object);

  g_free (self->host);
  ilo_rc_info_free (self->info);
  ilo_secret_free (self->session_key);
  ilo_dial_result_free (self->result);
  G_OBJECT_CLASS (ilo_dial_parent_class)->finalize (object);
}

static void
ilo_dial_class_init (IloDialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ilo_dial_finalize;
}

static void
ilo_dial_init (IloDial *self)
{
  self->result = g_new0 (IloDialResult, 1);
}

/**
 * ilo_dial_new:
 * @host: name or address of the iLO
 * @info: its answer to rc_info, copied
 * @session_key: the session, copied
 *
 * Returns: (transfer full): a dialler for one use
 */
IloDial *
ilo_dial_new (const char      *host,
              const IloRcInfo *info,
              const char      *session_key)
{
  IloDial *self = g_object_new (ILO_TYPE_DIAL, NULL);

  self->host = g_strdup (host);
  self->info = ilo_rc_info_copy (info);
  self->session_key = g_strdup (session_key);
  return self;
}

/**
 * ilo_dial_async:
 * @self: a dialler that was not used before
 * @if_busy: what to do when somebody else holds the console; to be asked, wait for %ILO_DIAL_STEP_BUSY
 * @timeout: milliseconds for each connection
 * @progress: called with @user_data at each step
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @progress and @callback
 */
void
ilo_dial_async (IloDial             *self,
                IloIfBusy            if_busy,
                guint                timeout,
                IloDialProgress      progress,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ilo_dial_async);
  g_task_set_check_cancellable (task, FALSE);
  self->if_busy = if_busy;
  self->timeout = timeout;
  self->progress = progress;
  self->progress_data = user_data;
  report (self, ILO_DIAL_STEP_CONSOLE);
  dial (task, ILO_CHANNEL_CONSOLE);
}

/**
 * ilo_dial_finish:
 * @self: a dialler
 * @result: what the callback got
 * @error: why there is no console
 *
 * Returns: (transfer full): both connections, or %NULL
 */
IloDialResult *
ilo_dial_finish (IloDial       *self,
                 GAsyncResult  *result,
                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ilo_dial_answer_busy:
 * @self: a dialler at %ILO_DIAL_STEP_BUSY
 * @claim: what to do
 */
void
ilo_dial_answer_busy (IloDial  *self,
                      IloClaim  claim)
{
  g_autoptr(GTask) task = NULL;

  if (self->deciding == NULL)
    return;
  task = stop_deciding (self);
  if (claim == ILO_CLAIM_NONE)
    fail_busy (task);
  else
    claim_connection (task, claim);
}
