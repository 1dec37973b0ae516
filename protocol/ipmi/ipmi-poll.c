/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A program that sleeps until the next answer comes pays for that: to wake a processor that has gone to sleep takes the
 * kernel some 20 to 50 µs, longest in a virtual machine, which is as long as a BMC that is near takes to answer. A
 * program that does nothing else may therefore stay awake for a moment before it sleeps, as long as the answers come
 * that soon. It costs next to nothing where they do not: after each moment in vain the next is further away, up to one
 * in a thousand waits. Whoever has anything to do at once has no time to wait, so nothing else is held up.
 */
#include "config.h"

#include "ipmi-poll.h"

#define MOMENT         50         /* microseconds */
#define MOST_SLEEPS    1024

/* Of the thread whose context it is. */
static _Thread_local guint sleeps;          /* after the last moment in vain */
static _Thread_local guint sleeps_left;

static int
look (GPollFD *fds,
      guint    n_fds)
{
  gint64 end = g_get_monotonic_time () + MOMENT;
  int ready;

  do
    ready = g_poll (fds, n_fds, 0);
  while (ready == 0 && g_get_monotonic_time () < end);
  return ready;
}

static int
poll_eagerly (GPollFD *fds,
              guint    n_fds,
              int      timeout)
{
  int ready;

  if (timeout == 0)
    return g_poll (fds, n_fds, 0);
  if (sleeps_left > 0)
    {
      sleeps_left--;
      return g_poll (fds, n_fds, timeout);
    }
  ready = look (fds, n_fds);
  if (ready != 0)
    {
      sleeps = 0;
      return ready;
    }
  sleeps = CLAMP (sleeps * 2, 1, MOST_SLEEPS);
  sleeps_left = sleeps;
  return g_poll (fds, n_fds, timeout);
}

/**
 * ipmi_poll_eagerly:
 * @context: (nullable): where sessions live
 *
 * Has @context stay awake for a moment for an answer, where answers come that soon. For programs that do nothing but
 * talk to BMCs; a window has better things to do.
 */
void
ipmi_poll_eagerly (GMainContext *context)
{
  g_main_context_set_poll_func (context, poll_eagerly);
}
