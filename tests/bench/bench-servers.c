/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * How long 500 saved servers, each with a picture, take: to read their file, to open a window with their page (from its
 * making until the X server has drawn the first frame with cards in it), to search them letter by letter, to sort them and
 * to scroll through them, and how much of each the X server needs after this program has drawn. Prints milliseconds on the
 * clock, where others that want the processor count too, and those that this thread computed: median and worst. Fails when
 * reading and opening together take 300 ms or a letter 100 on the clock. It needs a desktop (see tests/desktop/desktop.py).
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rackside-application.h"
#include "rackside-server-picture.h"
#include "rackside-window.h"

#define N_SERVERS    500
#define N_OPENINGS   11
#define MAX_OPENING  300
#define MAX_LETTER   100

#define PICTURE_WIDTH  720
#define PICTURE_HEIGHT 400

static void
on_after_paint (gboolean *painted)
{
  *painted = TRUE;
}

/* Until the window has been painted with all that has happened before. */
static void
run_until_painted (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gboolean painted = FALSE;
  gulong id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), &painted);

  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

static void
run_idle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* What something takes again and again: of each time the milliseconds on the clock, and those computed. */
typedef struct
{
  GArray *wall;
  GArray *cpu;
  GArray *presenting;
  double  wall_start;
  double  cpu_start;
} Times;

static double
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
begin (Times *times)
{
  times->wall_start = read_clock (CLOCK_MONOTONIC);
  times->cpu_start = read_clock (CLOCK_THREAD_CPUTIME_ID);
}

static void
end (Times *times)
{
  double cpu = read_clock (CLOCK_THREAD_CPUTIME_ID) - times->cpu_start;
  double drawn = read_clock (CLOCK_MONOTONIC);
  double wall, presenting;

  /* Comes back when the X server has done all that it was asked. */
  gdk_display_sync (gdk_display_get_default ());
  wall = read_clock (CLOCK_MONOTONIC) - times->wall_start;
  presenting = read_clock (CLOCK_MONOTONIC) - drawn;
  g_array_append_val (times->presenting, presenting);
  g_array_append_val (times->wall, wall);
  g_array_append_val (times->cpu, cpu);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : 1;
}

static double
take_median (GArray *times,
             double *worst)
{
  double median;

  g_array_sort (times, compare);
  median = g_array_index (times, double, times->len / 2);
  *worst = g_array_index (times, double, times->len - 1);
  g_array_set_size (times, 0);
  return median;
}

/* Prints what was measured, and returns the median on the clock. */
static double
report (const char *what,
        Times      *times)
{
  guint n = times->wall->len;
  double worst, worst_cpu, worst_presenting;
  double median = take_median (times->wall, &worst);
  double median_cpu = take_median (times->cpu, &worst_cpu);
  double median_presenting = take_median (times->presenting, &worst_presenting);

  g_print ("%-26s median %6.1f ms, worst %6.1f; computing %6.1f, worst %6.1f; X server after it %5.1f, worst %5.1f"
           " (%u times)\n", what, median, worst, median_cpu, worst_cpu, median_presenting, worst_presenting, n);
  return median;
}

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

/* A screen of text, as far as a decoder of pictures can tell. */
static void
save_picture (RacksideServer *server,
              guint8         *pixels)
{
  for (guint i = 0; i < PICTURE_WIDTH * PICTURE_HEIGHT; i++)
    {
      gboolean lit = i / PICTURE_WIDTH / 16 % 2 == 0 && g_random_int_range (0, 4) == 0;

      for (guint byte = 0; byte < 4; byte++)
        pixels[4 * i + byte] = lit || byte == 3 ? 0xff : 0;
    }
  rackside_server_picture_save (rackside_server_get_id (server), pixels, PICTURE_WIDTH, PICTURE_HEIGHT,
                                4 * PICTURE_WIDTH);
}

static void
save_servers (void)
{
  static const char *const roles[] = { "web", "mail", "database", "backup", "build" };
  static const char *const places[] = { "Wien", "Graz", "Linz" };
  g_autofree char *path = rackside_servers_get_default_path ();
  g_autoptr(RacksideServers) servers = rackside_servers_new (path);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree guint8 *pixels = g_malloc (4 * PICTURE_WIDTH * PICTURE_HEIGHT);
  g_autoptr(GError) error = NULL;

  rackside_servers_load (servers, NULL);
  for (guint i = 0; i < N_SERVERS; i++)
    {
      RacksideServer *server = rackside_server_new (NULL);
      const char *tags[] = { roles[i % G_N_ELEMENTS (roles)], places[i / 7 % G_N_ELEMENTS (places)], NULL };
      g_autofree char *name = g_strdup_printf ("%s %u", tags[0], i * 7919 % N_SERVERS);
      g_autofree char *address = g_strdup_printf ("ilo://Administrator@192.0.2.%u:%u", i % 254 + 1, 1000 + i);

      g_object_set (server, "name", name, "address", address, "tags", tags, NULL);
      g_ptr_array_add (all, server);
      save_picture (server, pixels);
    }
  if (!rackside_servers_put (servers, all, &error))
    g_error ("%s", error->message);
}

static GtkWidget *
open_window (GApplication *application)
{
  GtkWidget *window = GTK_WIDGET (rackside_window_new (GTK_APPLICATION (application)));

  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  gtk_window_present (GTK_WINDOW (window));
  run_until_painted (window);
  return window;
}

static double
measure_reading (Times *times)
{
  g_autofree char *path = rackside_servers_get_default_path ();

  for (guint i = 0; i < N_OPENINGS; i++)
    {
      g_autoptr(RacksideServers) servers = rackside_servers_new (path);

      begin (times);
      rackside_servers_load (servers, NULL);
      end (times);
    }
  return report ("Reading the file", times);
}

static double
measure_opening (GApplication *application,
                 Times        *times)
{
  for (guint i = 0; i < N_OPENINGS; i++)
    {
      GtkWidget *window;

      begin (times);
      window = open_window (application);
      end (times);
      run_idle ();
      gtk_window_destroy (GTK_WINDOW (window));
      run_idle ();
    }
  return report ("Opening a window", times);
}

static gboolean
measure_search (GtkWidget *window,
                Times     *times)
{
  static const char *const words[] = { "database 1", "wien", "192.0.2.25", "nowhere" };
  GtkEditable *entry = GTK_EDITABLE (find_widget (window, GTK_TYPE_SEARCH_ENTRY));

  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
      {
        /* Typed, and taken back letter by letter. */
        for (int step = 1; step < 2 * (int) strlen (words[i]); step++)
          {
            int length = MIN (step, 2 * (int) strlen (words[i]) - 1 - step);
            g_autofree char *text = g_strndup (words[i], (gsize) length);

            begin (times);
            gtk_editable_set_text (entry, text);
            run_until_painted (window);
            end (times);
            run_idle ();
          }
      }
  gtk_editable_set_text (entry, "");
  run_until_painted (window);
  return report ("A letter of a search", times) < MAX_LETTER;
}

static void
measure_sorting (GtkWidget *window,
                 Times     *times)
{
  static const char *const orders[] = { "address", "tags", "added", "name" };

  for (guint i = 0; i < 5 * G_N_ELEMENTS (orders); i++)
    {
      begin (times);
      gtk_widget_activate_action (window, "servers.sort", "s", orders[i % G_N_ELEMENTS (orders)]);
      run_until_painted (window);
      end (times);
      run_idle ();
    }
  report ("Sorting", times);
}

static void
measure_scrolling (GtkWidget *window,
                   Times     *times)
{
  GtkWidget *grid = find_widget (window, GTK_TYPE_GRID_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid));

  for (guint i = 1; i <= 50; i++)
    {
      begin (times);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * i / 50);
      run_until_painted (window);
      end (times);
      run_idle ();
    }
  report ("Scrolling by a page", times);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("rackside-bench-XXXXXX", NULL);
  g_autoptr(GApplication) application = NULL;
  Times times = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)),
                  g_array_new (FALSE, FALSE, sizeof (double)), 0, 0 };
  GtkWidget *window;
  gboolean good;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  setlocale (LC_ALL, "");
  save_servers ();
  application = rackside_application_new ();
  g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (application, NULL, NULL))
    g_error ("There is no desktop");
  begin (&times);
  window = open_window (application);
  end (&times);
  report ("The program's first window", &times);
  gtk_window_destroy (GTK_WINDOW (window));
  run_idle ();
  good = measure_reading (&times) + measure_opening (application, &times) < MAX_OPENING;
  window = open_window (application);
  good = measure_search (window, &times) && good;
  measure_sorting (window, &times);
  measure_scrolling (window, &times);
  gtk_window_destroy (GTK_WINDOW (window));
  run_idle ();
  g_print (good ? "Fast enough.\n" : "Too slow.\n");
  g_array_unref (times.wall);
  g_array_unref (times.cpu);
  g_array_unref (times.presenting);
  g_spawn_sync (NULL, (char *[]) { (char *) "rm", (char *) "-rf", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                NULL, NULL, NULL, NULL);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
