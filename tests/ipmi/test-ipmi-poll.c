/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include <glib-unix.h>

#include "ipmi-poll.h"

#define MANY 3000          /* waits; enough that looking first is given up, and tried again */

typedef struct
{
  GMainContext *context;   /* owned */
  int           pipe[2];
  guint         read;
  guint         ticks;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = g_main_context_new ();
  g_main_context_push_thread_default (fixture->context);
  ipmi_poll_eagerly (fixture->context);
  g_assert_true (g_unix_open_pipe (fixture->pipe, 0, NULL));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close (fixture->pipe[0]);
  close (fixture->pipe[1]);
  g_main_context_pop_thread_default (fixture->context);
  g_main_context_unref (fixture->context);
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  Fixture *fixture = user_data;
  char byte;

  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
  fixture->read++;
  return G_SOURCE_CONTINUE;
}

static void
watch_pipe (Fixture *fixture,
            int      priority)
{
  g_autoptr(GSource) source = g_unix_fd_source_new (fixture->pipe[0], G_IO_IN);

  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), fixture, NULL);
  g_source_set_priority (source, priority);
  g_source_attach (source, fixture->context);
}

static gboolean
on_tick (gpointer user_data)
{
  Fixture *fixture = user_data;

  return ++fixture->ticks < MANY;
}

static void
attach_ticks (Fixture *fixture,
              GSource *ticks)
{
  g_source_set_callback (ticks, on_tick, fixture, NULL);
  g_source_attach (ticks, fixture->context);
  g_source_unref (ticks);
}

/* What is ready is found, whether it is looked for first or slept for. */
static void
test_hears_what_is_there (Fixture       *fixture,
                          gconstpointer  data)
{
  watch_pipe (fixture, G_PRIORITY_DEFAULT);
  for (guint i = 1; i <= MANY; i++)
    {
      g_assert_cmpint (write (fixture->pipe[1], "x", 1), ==, 1);
      while (fixture->read < i)
        g_main_context_iteration (fixture->context, TRUE);
    }
  g_assert_cmpuint (fixture->read, ==, MANY);
}

/* Time passes for others as well, while nothing comes. */
static void
test_wakes_for_timers (Fixture       *fixture,
                       gconstpointer  data)
{
  watch_pipe (fixture, G_PRIORITY_DEFAULT);
  attach_ticks (fixture, g_timeout_source_new (0));
  while (fixture->ticks < MANY)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_cmpuint (fixture->read, ==, 0);
}

/* Nothing that can be done now waits for something that may come. */
static void
test_idle_work_is_done (Fixture       *fixture,
                        gconstpointer  data)
{
  watch_pipe (fixture, G_PRIORITY_HIGH);
  attach_ticks (fixture, g_idle_source_new ());
  while (fixture->ticks < MANY)
    g_assert_true (g_main_context_iteration (fixture->context, TRUE));
}

static gpointer
write_each_time (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < MANY; i++)
    {
      g_assert_cmpint (write (fixture->pipe[1], "x", 1), ==, 1);
      if (i % 16 == 0)
        g_usleep (1);
    }
  return NULL;
}

/* Now soon, now late: from looking to sleeping and back nothing is missed. */
static void
test_hears_what_comes_meanwhile (Fixture       *fixture,
                                 gconstpointer  data)
{
  GThread *thread;

  watch_pipe (fixture, G_PRIORITY_DEFAULT);
  thread = g_thread_new ("writer", write_each_time, fixture);
  while (fixture->read < MANY)
    g_main_context_iteration (fixture->context, TRUE);
  g_thread_join (thread);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ipmi/poll/hears-what-is-there", Fixture, NULL, set_up, test_hears_what_is_there, tear_down);
  g_test_add ("/ipmi/poll/wakes-for-timers", Fixture, NULL, set_up, test_wakes_for_timers, tear_down);
  g_test_add ("/ipmi/poll/idle-work-is-done", Fixture, NULL, set_up, test_idle_work_is_done, tear_down);
  g_test_add ("/ipmi/poll/hears-what-comes-meanwhile", Fixture, NULL, set_up, test_hears_what_comes_meanwhile, tear_down);
  return g_test_run ();
}
