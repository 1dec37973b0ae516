/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "ctl-limit.h"

#define MICROSECONDS 1e6

/* Made beforehand: a signal handler can make nothing. There is one clock for the whole process, and so one of these. */
static char *said;
static int ended_with;

static void
on_alarm (int number)
{
  /* Whoever does not read standard error either is not told. */
  (void) !write (STDERR_FILENO, said, strlen (said));
  _exit (ended_with);
}

/**
 * ctl_limit_start:
 * @seconds: how long the process may go on, greater than 0
 * @last_words: what it says at its end, a line
 * @status: its exit status then
 *
 * Ends the process when the time is over, whatever it does: reading a pipe into which nobody writes, or writing to one
 * that nobody reads. It closes nothing, so this is for when there is nothing to be closed, or no time left for it.
 */
void
ctl_limit_start (double      seconds,
                 const char *last_words,
                 int         status)
{
  struct sigaction action = { .sa_handler = on_alarm };
  struct itimerval timer = { .it_value = { .tv_sec = (time_t) floor (seconds) } };

  /* A timer of zero never ends. */
  timer.it_value.tv_usec = MIN ((suseconds_t) ((seconds - floor (seconds)) * MICROSECONDS) + 1, (suseconds_t) MICROSECONDS - 1);
  g_free (said);
  said = g_strdup (last_words);
  ended_with = status;
  sigaction (SIGALRM, &action, NULL);
  setitimer (ITIMER_REAL, &timer, NULL);
}
