/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What the program's memory does: the real window with a session of 1920×1200 that scrolls, and with a hundred
 * connections one after the other, against the simulator. Prints bytes on the heap and in memory, and fails when either
 * grows. It needs a desktop (see tests/desktop/desktop.py), and RACKSIDE_SIMULATOR to name the simulator.
 */
#include <locale.h>
#include <malloc.h>
#include <stdlib.h>

#include "await.h"
#include "ilo-session.h"
#include "rackside-application.h"
#include "rackside-console-view.h"
#include "rackside-known-hosts.h"
#include "rackside-window.h"
#include "simulator.h"

/* Caches are warm after so many rounds; then it is measured over so many. */
#define WARM_UP 20
#define ROUNDS  100

/* Pages of text that the long session shows. */
#define PAGES 300

/* What may be left for each connection, in bytes: less than any object that holds a picture, a stream or a widget. */
#define MAX_LEFT 4096

typedef struct
{
  gsize heap;
  gsize resident;
  guint descriptors;
} Memory;

static gsize
read_resident (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;

  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  fields = g_strsplit (text, " ", 3);
  return (gsize) g_ascii_strtoull (fields[1], NULL, 10) * 4096;
}

static guint
count_descriptors (void)
{
  g_autoptr(GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* With idle work done. */
static Memory
measure (const char *when)
{
  struct mallinfo2 info;
  Memory memory;

  while (g_main_context_iteration (NULL, FALSE))
    continue;
  malloc_trim (0);
  info = mallinfo2 ();
  memory = (Memory) { info.uordblks + info.hblkhd, read_resident (), count_descriptors () };
  g_print ("%-32s %9zu KiB on the heap, %9zu KiB in memory, %u descriptors\n", when, memory.heap / 1024,
           memory.resident / 1024, memory.descriptors);
  return memory;
}

static gboolean
check (const char   *what,
       const Memory *before,
       const Memory *after,
       gsize         allowed)
{
  gssize growth = (gssize) (after->heap - before->heap);

  g_print ("%s: %" G_GSSIZE_FORMAT " bytes more on the heap, %" G_GSSIZE_FORMAT " in memory\n", what, growth,
           (gssize) (after->resident - before->resident));
  return growth <= (gssize) allowed && after->descriptors <= before->descriptors;
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

static gboolean
shows_picture (RacksideConsoleView *view)
{
  RacksideDisplay *display = rackside_screen_get_display (rackside_console_view_get_screen (view));
  int x;
  int y;

  return g_action_group_get_action_enabled (rackside_console_view_get_actions (view), "send-keys")
         && rackside_display_get_position (display, gtk_widget_get_width (GTK_WIDGET (display)) / 2.,
                                           gtk_widget_get_height (GTK_WIDGET (display)) / 2., &x, &y);
}

static void
connect_window (RacksideWindow        *window,
                RacksideConsoleView   *view,
                const RacksideAddress *address)
{
  rackside_window_connect (window, address);
  await_until (shows_picture (view));
}

static void
disconnect_window (RacksideWindow      *window,
                   RacksideConsoleView *view,
                   Simulator           *simulator)
{
  g_action_group_activate_action (rackside_console_view_get_actions (view), "disconnect", NULL);
  await_until (rackside_window_is_idle (window));
  simulator_wait (simulator, "command", "closed");
  simulator_clear_log (simulator);
}

static gboolean
keep_a_long_session (RacksideWindow        *window,
                     RacksideConsoleView   *view,
                     Simulator             *simulator,
                     const RacksideAddress *address)
{
  Memory before = { 0 };
  Memory after;

  simulator_do (simulator, "{\"do\":\"mode\",\"width\":1920,\"height\":1200}");
  connect_window (window, view, address);
  for (guint i = 0; i < 2 * PAGES; i++)
    {
      if (i == PAGES)
        before = measure ("1920×1200, after 300 pages");
      simulator_do (simulator, "{\"do\":\"print\",\"text\":\"%u: all is well on this server\\n\\n\\n\\n\"}", i);
      simulator_do (simulator, "{\"do\":\"sync\"}");
      simulator_clear_log (simulator);
    }
  after = measure ("1920×1200, after 300 more");
  disconnect_window (window, view, simulator);
  return check ("A long session", &before, &after, ROUNDS * MAX_LEFT);
}

static gboolean
connect_a_hundred_times (RacksideWindow        *window,
                         RacksideConsoleView   *view,
                         Simulator             *simulator,
                         const RacksideAddress *address)
{
  Memory before = { 0 };
  Memory after;

  for (guint i = 0; i < WARM_UP + ROUNDS; i++)
    {
      if (i == WARM_UP)
        before = measure ("After 20 connections");
      else if (i > WARM_UP && (i - WARM_UP) % 25 == 0)
        measure ("… and so many more");
      connect_window (window, view, address);
      disconnect_window (window, view, simulator);
    }
  after = measure ("After 100 more");
  return check ("A hundred connections", &before, &after, ROUNDS * MAX_LEFT);
}

/* A session that the window joins, and whose server it knows. */
static RacksideAddress *
log_in (IloSession *session,
        Simulator  *simulator)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *hosts = rackside_known_hosts_get_path ();
  RacksideAddress *address = g_new0 (RacksideAddress, 1);

  ilo_http_set_known_key (ilo_session_get_http (session), simulator_pin (simulator));
  ilo_session_log_in_async (session, SIMULATOR_USER, SIMULATOR_PASSWORD, NULL, await_ready, &result);
  await_until (result != NULL);
  if (!ilo_session_log_in_finish (session, result, &error)
      || !rackside_known_hosts_remember (hosts, "127.0.0.1", simulator_https_port (simulator), simulator_pin (simulator),
                                         ILO_TLS_RUNG_MODERN, &error))
    g_error ("%s", error->message);
  address->kind = RACKSIDE_ADDRESS_ILO;
  address->host = g_strdup ("127.0.0.1");
  address->port = simulator_https_port (simulator);
  address->session_key = g_strdup (ilo_session_get_session_key (session));
  return address;
}

int
main (void)
{
  g_autoptr(Simulator) simulator = NULL;
  g_autoptr(GApplication) application = NULL;
  g_autoptr(IloSession) session = NULL;
  g_autoptr(RacksideAddress) address = NULL;
  RacksideConsoleView *view;
  RacksideWindow *window;
  gboolean good;

  setlocale (LC_ALL, "");
  application = rackside_application_new ();
  if (!g_application_register (application, NULL, NULL))
    g_error ("There is no desktop");
  simulator = simulator_new ("--mode", "1024x768", NULL);
  session = ilo_session_new ("127.0.0.1", simulator_https_port (simulator));
  address = log_in (session, simulator);
  window = rackside_window_new (GTK_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (window));
  view = RACKSIDE_CONSOLE_VIEW (find_widget (GTK_WIDGET (window), RACKSIDE_TYPE_CONSOLE_VIEW));

  good = keep_a_long_session (window, view, simulator, address);
  simulator_do (simulator, "{\"do\":\"mode\",\"width\":1024,\"height\":768}");
  good = connect_a_hundred_times (window, view, simulator, address) && good;
  gtk_window_destroy (GTK_WINDOW (window));
  g_print (good ? "Nothing grows.\n" : "It grows.\n");
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
