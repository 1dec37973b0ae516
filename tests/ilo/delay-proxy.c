/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media-initiator.h"

typedef struct
{
  gint64  due;
  gsize   length;        /* 0: the end */
  guint8  bytes[65536];
} Chunk;

typedef struct
{
  DelayProxy  *proxy;
  GAsyncQueue *queue;
  int          from;
  int          to;
} Direction;

struct _DelayProxy
{
  Initiator *listener;
  guint16    target;
  guint      delay;
  GThread   *thread;
};

static gpointer
take_in (gpointer data)
{
  Direction *direction = data;
  gssize n;

  do
    {
      Chunk *chunk = g_new (Chunk, 1);

      n = recv (direction->from, chunk->bytes, sizeof chunk->bytes, 0);
      chunk->length = n > 0 ? (gsize) n : 0;
      chunk->due = g_get_monotonic_time () + direction->proxy->delay * G_TIME_SPAN_MILLISECOND;
      g_async_queue_push (direction->queue, chunk);
    }
  while (n > 0);
  return NULL;
}

static gpointer
let_out (gpointer data)
{
  Direction *direction = data;
  gboolean more = TRUE;

  while (more)
    {
      g_autofree Chunk *chunk = g_async_queue_pop (direction->queue);

      g_usleep ((gulong) MAX (chunk->due - g_get_monotonic_time (), 0));
      more = chunk->length > 0;
      for (gsize at = 0; at < chunk->length;)
        {
          gssize n = send (direction->to, chunk->bytes + at, chunk->length - at, MSG_NOSIGNAL);

          at = n > 0 ? at + (gsize) n : chunk->length;
        }
    }
  shutdown (direction->to, SHUT_WR);
  return NULL;
}

static gpointer
run (gpointer data)
{
  DelayProxy *self = data;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (self->target) };
  int near = accept4 (self->listener->listener, NULL, NULL, SOCK_CLOEXEC);
  int far = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  Direction directions[] = { { self, g_async_queue_new (), near, far }, { self, g_async_queue_new (), far, near } };
  GThread *threads[4];

  g_assert_cmpint (near, >=, 0);
  g_assert_cmpint (connect (far, (struct sockaddr *) &address, sizeof address), ==, 0);
  setsockopt (near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (far, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (guint i = 0; i < 2; i++)
    {
      threads[2 * i] = g_thread_new ("in", take_in, &directions[i]);
      threads[2 * i + 1] = g_thread_new ("out", let_out, &directions[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < 2; i++)
    g_async_queue_unref (directions[i].queue);
  close (near);
  close (far);
  return NULL;
}

/* For one connection. */
DelayProxy *
delay_proxy_new (guint16 target,
                 guint   milliseconds)
{
  DelayProxy *self = g_new0 (DelayProxy, 1);

  self->listener = initiator_new ();
  self->target = target;
  self->delay = milliseconds;
  self->thread = g_thread_new ("proxy", run, self);
  return self;
}

guint16
delay_proxy_get_port (DelayProxy *self)
{
  return self->listener->port;
}

/* Waits until both ends have closed. */
void
delay_proxy_free (DelayProxy *self)
{
  g_thread_join (self->thread);
  initiator_free (self->listener);
  g_free (self);
}
