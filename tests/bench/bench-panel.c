/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <time.h>

#include <adwaita.h>

#include "rackside-events-page.h"
#include "rackside-sensors-page.h"

/*
 * bench-panel FAKE-BMC [EVENTS [MS]]: loads so many events (10000) from a fake BMC that takes so many milliseconds (0) to
 * answer, in the real page, then sorts, searches and scrolls them, and prints the longest iteration of the main loop for
 * each: on the clock, where others that want the processor count too, and in the time that this thread computed.
 *
 * bench-panel --show PAGE PORT [WIDTH]: shows a page ("sensors", "events") for the BMC at 127.0.0.1, to be looked at.
 */

#define USER     "admin"
#define PASSWORD "s3cret-Pass"

static struct
{
  double wall, cpu;            /* when the loop last went on, in ms */
  double longest_wall, longest_cpu;
  guint  iterations;
} loop;

static double
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* The loop waits nowhere else: what lies between two calls is one iteration. */
static int
poll_and_measure (GPollFD *fds,
                  guint    n_fds,
                  int      timeout)
{
  double wall = read_clock (CLOCK_MONOTONIC), cpu = read_clock (CLOCK_THREAD_CPUTIME_ID);
  int result;

  loop.iterations++;
  loop.longest_wall = MAX (loop.longest_wall, wall - loop.wall);
  loop.longest_cpu = MAX (loop.longest_cpu, cpu - loop.cpu);
  result = g_poll (fds, n_fds, timeout);
  loop.wall = read_clock (CLOCK_MONOTONIC);
  loop.cpu = read_clock (CLOCK_THREAD_CPUTIME_ID);
  return result;
}

static void
begin (void)
{
  loop.longest_wall = loop.longest_cpu = 0;
  loop.iterations = 0;
  loop.wall = read_clock (CLOCK_MONOTONIC);
  loop.cpu = read_clock (CLOCK_THREAD_CPUTIME_ID);
}

static void
report (const char *what,
        double      start)
{
  g_print ("%-28s %7.0f ms, longest iteration %5.1f ms, computing %5.1f ms (%u iterations)\n", what,
           read_clock (CLOCK_MONOTONIC) - start, loop.longest_wall, loop.longest_cpu, loop.iterations);
}

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
on_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, on_time, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Until there are so many rows and nothing changes any more. */
static void
run_until (GListModel *rows,
           guint       n)
{
  while (g_list_model_get_n_items (rows) != n)
    g_main_context_iteration (NULL, TRUE);
  run_for (300);
}

static GtkWidget *
show_page (GType         type,
           guint16       port,
           int           width,
           RacksideBmc **out)
{
  g_autoptr(RacksideBmcSettings) settings = rackside_bmc_settings_new ("127.0.0.1", port, USER, PASSWORD);
  RacksideBmc *bmc = rackside_bmc_new (settings);
  GtkWidget *window = adw_window_new ();
  GtkWidget *page = g_object_new (type, "bmc", bmc, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (page, TRUE);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Panel");
  gtk_window_set_default_size (GTK_WINDOW (window), width, 800);
  gtk_window_present (GTK_WINDOW (window));
  *out = bmc;
  return page;
}

static void
scroll (GtkColumnView *view)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  for (guint i = 1; i <= 100; i++)
    {
      gtk_adjustment_set_value (adjustment, end * i / 100);
      run_for (16);
    }
}

static void
measure (guint16 port,
         guint   n_events)
{
  g_autoptr(RacksideBmc) bmc = NULL;
  GtkWidget *page, *search;
  double start;
  GtkColumnView *view;
  GListModel *rows;

  page = show_page (RACKSIDE_TYPE_EVENTS_PAGE, port, 1000, &bmc);
  view = GTK_COLUMN_VIEW (find_widget (page, GTK_TYPE_COLUMN_VIEW));
  search = find_widget (page, GTK_TYPE_SEARCH_ENTRY);
  rows = G_LIST_MODEL (gtk_column_view_get_model (view));
  run_for (2000);                                /* until the window is there, which is no part of it */
  begin ();
  start = read_clock (CLOCK_MONOTONIC);
  rackside_bmc_connect (bmc);
  run_until (rows, n_events);
  report ("load", start);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), i);
      g_autofree char *what = g_strdup_printf ("sort by “%s”", gtk_column_view_column_get_title (column));

      begin ();
      start = read_clock (CLOCK_MONOTONIC);
      gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
      run_for (700);
      report (what, start);
    }
  begin ();
  start = read_clock (CLOCK_MONOTONIC);
  gtk_editable_set_text (GTK_EDITABLE (search), "0");
  run_for (1000);
  report ("search", start);
  begin ();
  start = read_clock (CLOCK_MONOTONIC);
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  run_until (rows, n_events);
  report ("end of search", start);
  begin ();
  start = read_clock (CLOCK_MONOTONIC);
  scroll (view);
  report ("scroll", start);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GSubprocess) fake = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  const char *events = argc > 2 ? argv[2] : "10000";

  if (argc < 2)
    {
      g_printerr ("bench-panel FAKE-BMC [EVENTS [MS]]\n");
      return 2;
    }
  adw_init ();
  if (g_str_equal (argv[1], "--show") && argc > 3)
    {
      g_autoptr(RacksideBmc) bmc = NULL;

      show_page (g_str_equal (argv[2], "sensors") ? RACKSIDE_TYPE_SENSORS_PAGE : RACKSIDE_TYPE_EVENTS_PAGE,
                 (guint16) atoi (argv[3]), argc > 4 ? atoi (argv[4]) : 380, &bmc);
      rackside_bmc_connect (bmc);
      while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
        g_main_context_iteration (NULL, TRUE);
      return 0;
    }
  fake = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, argv[1], "--sel", events, "--delay",
                           argc > 3 ? argv[3] : "0", NULL);
  if (fake == NULL)
    {
      g_printerr ("bench-panel: %s does not start\n", argv[1]);
      return 1;
    }
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fake));
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_main_context_set_poll_func (NULL, poll_and_measure);
  measure ((guint16) atoi (line + strlen ("ready ")), (guint) atoi (events));
  g_subprocess_send_signal (fake, 15);
  return 0;
}
