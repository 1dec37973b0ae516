/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <time.h>

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "ilo-curl-private.h"
#include "ilo-error.h"

struct _IloCurl
{
  GMainContext *context;     /* owned */
  CURLM        *multi;       /* owned */
  GHashTable   *sources;     /* owned; socket → owned GSource */
  GSource      *timer;       /* owned, nullable */
  IloCurlDone   done;
  gpointer      user_data;
};

/*
 * libcurl wants to be initialised once in a process. Since 7.84 that may be done at any time and from any
 * thread, so a library can do it by itself. It is never undone: others may use libcurl too.
 */
static gboolean
init_once (GError **error)
{
  static gsize state = 0;

  if (g_once_init_enter (&state))
    {
      const curl_version_info_data *info = curl_version_info (CURLVERSION_NOW);
      gboolean is_openssl = info->ssl_version != NULL && g_str_has_prefix (info->ssl_version, "OpenSSL/");
      gboolean is_ready = curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK;

      g_once_init_leave (&state, !is_ready ? 1 : !is_openssl ? 2 : 3);
    }
  if (state == 3)
    return TRUE;
  g_set_error_literal (error, ILO_ERROR, ILO_ERROR_FAILED,
                       state == 1 ? _("The HTTPS library libcurl could not be initialised.")
                       : _("This program needs a libcurl that uses OpenSSL, and this one does not."));
  return FALSE;
}

/*
 * Writing to a connection that the server has closed raises SIGPIPE, because OpenSSL writes without
 * MSG_NOSIGNAL. What a process does about signals is not a library's business, so the signal is held back
 * in this thread while libcurl works, and taken away if it came.
 */
typedef struct
{
  sigset_t old;
  gboolean was_pending;
} SignalGuard;

static SignalGuard
hold_sigpipe_back (void)
{
  SignalGuard guard;
  sigset_t set;

  sigpending (&set);
  guard.was_pending = sigismember (&set, SIGPIPE) == 1;
  sigemptyset (&set);
  sigaddset (&set, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &set, &guard.old);
  return guard;
}

static void
let_sigpipe_go (const SignalGuard *guard)
{
  const struct timespec now = { 0 };
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGPIPE);
  if (!guard->was_pending)
    sigtimedwait (&set, NULL, &now);
  pthread_sigmask (SIG_SETMASK, &guard->old, NULL);
}

static void
act (IloCurl       *self,
     curl_socket_t  fd,
     int            events)
{
  SignalGuard guard = hold_sigpipe_back ();
  int running;

  curl_multi_socket_action (self->multi, fd, events, &running);
  let_sigpipe_go (&guard);
}

/* Tells who waits for transfers which of them are through. */
static void
report_done (IloCurl *self)
{
  CURLMsg *message;
  int left;

  while ((message = curl_multi_info_read (self->multi, &left)) != NULL)
    if (message->msg == CURLMSG_DONE)
      {
        CURLcode code = message->data.result;

        ilo_curl_stop (self, message->easy_handle);
        self->done (code, self->user_data);
        return;     /* there is one transfer at a time, and the callback may have freed this */
      }
}

static gboolean
on_socket_ready (int          fd,
                 GIOCondition condition,
                 gpointer     user_data)
{
  IloCurl *self = user_data;
  int events = 0;

  if ((condition & (G_IO_IN | G_IO_HUP)) != 0)
    events |= CURL_CSELECT_IN;
  if ((condition & G_IO_OUT) != 0)
    events |= CURL_CSELECT_OUT;
  if ((condition & G_IO_ERR) != 0)
    events |= CURL_CSELECT_ERR;
  act (self, fd, events);
  report_done (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timer (gpointer user_data)
{
  IloCurl *self = user_data;

  g_clear_pointer (&self->timer, g_source_unref);
  act (self, CURL_SOCKET_TIMEOUT, 0);
  report_done (self);
  return G_SOURCE_REMOVE;
}

static int
on_socket_wanted (CURL          *easy,
                  curl_socket_t  fd,
                  int            what,
                  void          *user_data,
                  void          *socket_data)
{
  IloCurl *self = user_data;
  GIOCondition condition = G_IO_ERR | G_IO_HUP;
  GSource *source;

  g_hash_table_remove (self->sources, GINT_TO_POINTER (fd));
  if (what == CURL_POLL_REMOVE)
    return 0;
  if (what != CURL_POLL_OUT)
    condition |= G_IO_IN;
  if (what != CURL_POLL_IN)
    condition |= G_IO_OUT;
  source = g_unix_fd_source_new (fd, condition);
  g_source_set_callback (source, G_SOURCE_FUNC (on_socket_ready), self, NULL);
  g_source_attach (source, self->context);
  g_hash_table_insert (self->sources, GINT_TO_POINTER (fd), source);
  return 0;
}

static void
clear_timer (IloCurl *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static int
on_timer_wanted (CURLM *multi,
                 long   milliseconds,
                 void  *user_data)
{
  IloCurl *self = user_data;

  clear_timer (self);
  if (milliseconds < 0)
    return 0;
  self->timer = g_timeout_source_new ((guint) MIN (milliseconds, G_MAXINT));
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, self->context);
  return 0;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/**
 * ilo_curl_new:
 * @context: where it runs
 * @done: called when a transfer is through
 * @user_data: for @done
 * @error: where to say that libcurl cannot be used
 *
 * Returns: (transfer full): a handle for one transfer at a time over one kept connection, or %NULL
 */
IloCurl *
ilo_curl_new (GMainContext  *context,
              IloCurlDone    done,
              gpointer       user_data,
              GError       **error)
{
  IloCurl *self;

  if (!init_once (error))
    return NULL;
  self = g_new0 (IloCurl, 1);
  self->context = g_main_context_ref (context);
  self->sources = g_hash_table_new_full (NULL, NULL, NULL, destroy_source);
  self->done = done;
  self->user_data = user_data;
  self->multi = curl_multi_init ();
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wanted);
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, on_timer_wanted);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_MAXCONNECTS, 1L);
  curl_multi_setopt (self->multi, CURLMOPT_PIPELINING, (long) CURLPIPE_NOTHING);
  return self;
}

/**
 * ilo_curl_free:
 * @self: (transfer full) (nullable): a handle with no transfer under way
 *
 * Closes the connection.
 */
void
ilo_curl_free (IloCurl *self)
{
  SignalGuard guard;

  if (self == NULL)
    return;
  guard = hold_sigpipe_back ();
  curl_multi_cleanup (self->multi);
  let_sigpipe_go (&guard);
  clear_timer (self);
  g_hash_table_unref (self->sources);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * ilo_curl_start:
 * @self: a handle
 * @easy: what to transfer
 */
void
ilo_curl_start (IloCurl *self,
                CURL    *easy)
{
  curl_multi_add_handle (self->multi, easy);
}

/**
 * ilo_curl_stop:
 * @self: a handle
 * @easy: what was started
 *
 * Gives the transfer up, and the connection with it.
 */
void
ilo_curl_stop (IloCurl *self,
               CURL    *easy)
{
  SignalGuard guard = hold_sigpipe_back ();

  curl_multi_remove_handle (self->multi, easy);
  let_sigpipe_go (&guard);
}
