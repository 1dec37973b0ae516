/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * How long it takes from a key press to its bytes on the wire, and from a change of the screen on the wire to
 * damage in the framebuffer and to a frame whose texture has it: with a server on 127.0.0.1 in a thread of its own, RC4,
 * and the main loop in between as in a program. Prints the median and the 99th percentile in microseconds.
 *
 * The frames are those of the window's display, and need a desktop: without one, see tests/desktop/desktop.py,
 * that part is left out.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <epoxy/gl.h>

#include "ilo-console.h"
#include "rackside-display.h"

#define ROUNDS 5000

/* Changes that are followed onto the screen; they come at any time between two frames, up to so many microseconds
 * after the last one. */
#define FRAMES    600
#define MAX_PAUSE 33333

static const guint8 key[ILO_CIPHER_KEY_SIZE] = { 9, 8, 7, 6, 5, 4, 3, 2, 1 };

/* A stream that is put together bit by bit, lowest first. */
typedef struct
{
  guint8 bytes[128];
  guint  bits;
} Bits;

static void
put (Bits  *self,
     guint  value,
     guint  n)
{
  while (n-- > 0)
    {
      self->bytes[self->bits / 8] |= (value >> n & 1) << self->bits % 8;
      self->bits++;
    }
}

static void
pad (Bits *self)
{
  self->bits = (self->bits + 7) / 8 * 8;
}

typedef struct
{
  int        listener;
  int        console;
  int        command;
  IloCipher *cipher;
  gint64     seen;        /* when the last key arrived; atomic */
  gint64     sent;        /* when the last burst went out; atomic */
} Server;

static int
accept_one (Server *server)
{
  int one = 1;
  int fd = accept (server->listener, NULL, NULL);
  guint8 hello[34];

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  g_assert_cmpint (send (fd, "P", 1, 0), ==, 1);
  g_assert_cmpint (recv (fd, hello, sizeof hello, MSG_WAITALL), ==, sizeof hello);
  g_assert_cmpint (send (fd, "R", 1, 0), ==, 1);
  return fd;
}

static void
send_bits (Server   *server,
           Bits     *bits,
           gboolean  encrypt)
{
  guint8 out[sizeof bits->bytes];
  gsize length = bits->bits / 8;

  memcpy (out, bits->bytes, length);
  if (encrypt)
    ilo_cipher_apply (server->cipher, out, bits->bytes, length);
  g_assert_cmpint (send (server->console, out, length, MSG_NOSIGNAL), ==, (gssize) length);
}

/* Header with RC4, a zero run, and 1024×768. */
static void
send_header (Server *server)
{
  Bits header = { 0 };
  Bits start = { 0 };
  static const guint8 arguments[] = { 0, ILO_CIPHER_RC4, 1, 8, 13 };

  put (&header, 0x17, 5);
  for (guint i = 0; i < sizeof arguments; i++)
    {
      if (i > 0)
        put (&header, 1, 1);
      put (&header, arguments[i], 8);
    }
  put (&header, 0, 1);
  pad (&header);
  send_bits (server, &header, FALSE);
  ilo_cipher_select (server->cipher, ILO_CIPHER_RC4, NULL);
  put (&start, 0, 32);
  put (&start, 1, 1);
  pad (&start);
  put (&start, 0x2C, 6);
  put (&start, 64, 7);
  put (&start, 48, 7);
  put (&start, 0, 4);
  put (&start, 0x2D, 6);
  pad (&start);
  send_bits (server, &start, TRUE);
}

/* One block of another colour somewhere, and the end of a burst. */
static void
send_burst (Server *server,
            guint   round)
{
  Bits burst = { 0 };

  put (&burst, 3, 2);
  put (&burst, round % 64, 7);
  put (&burst, round / 64 % 48, 7);
  put (&burst, 0, 1);
  put (&burst, 1, 3);
  put (&burst, round % 32, 5);
  put (&burst, 0, 5);
  put (&burst, 31, 5);
  put (&burst, 0x1F, 5);
  put (&burst, 255, 8);
  put (&burst, 0x2D, 6);
  pad (&burst);
  __atomic_store_n (&server->sent, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
  send_bits (server, &burst, TRUE);
}

/* Each message of the client is seen, and a refresh is answered by a burst. */
static gpointer
serve (gpointer user_data)
{
  Server *server = user_data;
  IloCipher *incoming = ilo_cipher_new (key, ILO_CIPHER_FLAGS_NONE);
  guint round = 0;
  guint8 bytes[64];
  guint8 clear[64];
  gssize n;

  server->console = accept_one (server);
  send_header (server);
  server->command = accept_one (server);
  ilo_cipher_select (incoming, ILO_CIPHER_RC4, NULL);
  while ((n = recv (server->console, bytes, sizeof bytes, 0)) > 0)
    {
      __atomic_store_n (&server->seen, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
      ilo_cipher_apply (incoming, clear, bytes, n);
      if (clear[0] == 0x05)
        send_burst (server, round++);
    }
  ilo_cipher_free (incoming);
  close (server->console);
  close (server->command);
  return NULL;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

static void
report (const char *what,
        int        *microseconds,
        guint       n)
{
  qsort (microseconds, n, sizeof *microseconds, compare);
  g_print ("%-32s median %5d µs, 99th percentile %5d µs\n", what, microseconds[n / 2], microseconds[n - 1 - n / 100]);
}

static void
on_ready (GObject      *console,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!ilo_console_open_finish (ILO_CONSOLE (console), result, &error))
    g_error ("%s", error->message);
}

static void
on_updated (IloConsole *console,
            gboolean    presented,
            gint64     *at)
{
  *at = g_get_monotonic_time ();
}

/* What a window does with a console's picture, and when it has done it. */
typedef struct
{
  GtkWidget       *window;
  RacksideDisplay *display;
  gint64           uploaded;      /* when the texture last had a change, for sure; 0: not yet */
  gint64           painted;       /* when the frame with it was drawn and handed on */
} Screen;

/* Instead of the display's own handler, to know when it is through. */
static gboolean
on_render (GtkGLArea    *area,
           GdkGLContext *context,
           Screen       *screen)
{
  GTK_GL_AREA_GET_CLASS (area)->render (area, context);
  glFinish ();
  screen->uploaded = g_get_monotonic_time ();
  return TRUE;
}

static void
on_painted (Screen *screen)
{
  if (screen->uploaded != 0 && screen->painted == 0)
    screen->painted = g_get_monotonic_time ();
}

static void
open_screen (Screen     *screen,
             IloConsole *console)
{
  screen->window = gtk_window_new ();
  screen->display = RACKSIDE_DISPLAY (rackside_display_new ());
  gtk_window_set_default_size (GTK_WINDOW (screen->window), 1024, 768);
  gtk_window_set_child (GTK_WINDOW (screen->window), GTK_WIDGET (screen->display));
  rackside_display_set_framebuffer (screen->display, ilo_console_get_framebuffer (console));
  g_signal_connect_swapped (console, "updated", G_CALLBACK (rackside_display_changed), screen->display);
  g_signal_connect (screen->display, "render", G_CALLBACK (on_render), screen);
  gtk_window_present (GTK_WINDOW (screen->window));
  g_signal_connect_swapped (gtk_widget_get_frame_clock (screen->window), "after-paint", G_CALLBACK (on_painted), screen);
  while (screen->painted == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
close_screen (Screen     *screen,
              IloConsole *console)
{
  g_signal_handlers_disconnect_by_data (console, screen->display);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (screen->window), screen);
  rackside_display_set_framebuffer (screen->display, NULL);
  gtk_window_destroy (GTK_WINDOW (screen->window));
}

static gboolean
on_pause_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pause_for (guint microseconds)
{
  gboolean over = FALSE;

  g_timeout_add (microseconds / 1000, on_pause_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
measure_frames (IloConsole *console,
                Server     *server)
{
  static int uploaded[FRAMES];
  static int painted[FRAMES];
  Screen screen = { 0 };

  open_screen (&screen, console);
  for (guint i = 0; i < FRAMES; i++)
    {
      pause_for ((guint) g_random_int_range (0, MAX_PAUSE));
      screen.uploaded = screen.painted = 0;
      ilo_console_request_refresh (console);
      while (screen.painted == 0)
        g_main_context_iteration (NULL, TRUE);
      uploaded[i] = (int) (screen.uploaded - __atomic_load_n (&server->sent, __ATOMIC_SEQ_CST));
      painted[i] = (int) (screen.painted - __atomic_load_n (&server->sent, __ATOMIC_SEQ_CST));
    }
  report ("change sent, texture uploaded", uploaded, FRAMES);
  report ("change sent, frame drawn", painted, FRAMES);
  close_screen (&screen, console);
}

static void
on_closed (GObject      *console,
           GAsyncResult *result,
           gpointer      done)
{
  *(gboolean *) done = TRUE;
}

int
main (void)
{
  static int pressed[ROUNDS];
  static int arrived[ROUNDS];
  static int damaged[ROUNDS];
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  Server server = { .cipher = ilo_cipher_new (key, ILO_CIPHER_FLAGS_NONE) };
  IloRcInfo info = { .features = ILO_FEATURES_NONE };
  g_autoptr(IloConsole) console = NULL;
  GThread *thread;
  gint64 updated = 0;
  gboolean closed = FALSE;

  setlocale (LC_ALL, "");
  server.listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (server.listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (server.listener, 2), ==, 0);
  getsockname (server.listener, (struct sockaddr *) &address, &length);
  thread = g_thread_new ("server", serve, &server);

  info.console_port = ntohs (address.sin_port);
  memcpy (info.key, key, sizeof key);
  console = ilo_console_new ("127.0.0.1", &info, "0123456789abcdef0123456789abcdef");
  g_signal_connect (console, "updated", G_CALLBACK (on_updated), &updated);
  ilo_console_open_async (console, NULL, on_ready, NULL);
  while (ilo_console_get_state (console) != ILO_CONSOLE_STATE_OPEN || ilo_console_get_width (console) == 0)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      gint64 seen;

      __atomic_store_n (&server.seen, 0, __ATOMIC_SEQ_CST);
      if (i % 2 == 0)
        ilo_console_press_key (console, 4);
      else
        ilo_console_release_key (console, 4);
      pressed[i] = (int) (g_get_monotonic_time () - begin);
      while ((seen = __atomic_load_n (&server.seen, __ATOMIC_SEQ_CST)) == 0)
        g_thread_yield ();
      arrived[i] = (int) (seen - begin);
    }
  for (guint i = 0; i < ROUNDS; i++)
    {
      updated = 0;
      ilo_console_request_refresh (console);
      while (updated == 0)
        g_main_context_iteration (NULL, TRUE);
      damaged[i] = (int) (updated - __atomic_load_n (&server.sent, __ATOMIC_SEQ_CST));
    }
  report ("key press, given to the kernel", pressed, ROUNDS);
  report ("key press, read by the server", arrived, ROUNDS);
  report ("change sent, damage known", damaged, ROUNDS);
  if (gtk_init_check ())
    measure_frames (console, &server);
  else
    g_print ("There is no desktop to draw frames on.\n");

  ilo_console_close_async (console, on_closed, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  close (server.listener);
  ilo_cipher_free (server.cipher);
  return 0;
}
