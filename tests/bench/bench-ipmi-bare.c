/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * bench-ipmi-bare HOST:PORT COUNT: what is left of bench-ipmi's requests, one at a time, when nothing is done with them: a
 * loop sends what was encrypted and signed before, and takes whatever comes. It sleeps until then, or looks for it all
 * the time. This is what the kernel and the BMC allow on this machine; the rest is ours. User admin, suite 3; the
 * password comes from RACKSIDE_PASSWORD. One JSON line.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "ipmi-session-parts.h"

#define DEVICE_ID     0x01
#define MAX_PACKET    128
#define LOST_AFTER    1000          /* milliseconds */

typedef struct
{
  guint8 data[MAX_PACKET];
  gsize  length;
} Packet;

static void
on_flag (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fprintf (stderr, "bench-ipmi-bare: %s\n", error->message);
      exit (1);
    }
  g_main_loop_quit (user_data);
}

static void
seal (IpmiSession *session,
      Packet      *packets,
      guint        n)
{
  for (guint i = 0; i < n; i++)
    {
      const IpmiMessage message = {
        .to = IPMI_BMC_ADDRESS, .netfn = IPMI_NETFN_APP, .from = IPMI_CONSOLE_ADDRESS, .sequence = i % 64, .command = DEVICE_ID,
      };
      guint8 payload[IPMI_MAX_REQUEST];
      gsize length = ipmi_message_encode (&message, payload, sizeof payload);

      packets[i].length = ipmi_auth_seal (session->auth, IPMI_PAYLOAD_MESSAGE, session->bmc_id,
                                          ipmi_numbers_take (&session->numbers, FALSE), payload, length, packets[i].data,
                                          sizeof packets[i].data);
    }
}

/* Returns: requests a second */
static double
ask (int           fd,
     const Packet *packets,
     guint         n,
     gboolean      sleeping)
{
  struct pollfd socket = { .fd = fd, .events = POLLIN };
  gint64 start = g_get_monotonic_time ();
  guint8 answer[1536];

  for (guint i = 0; i < n; i++)
    {
      gint64 end = sleeping ? 0 : g_get_monotonic_time () + LOST_AFTER * G_TIME_SPAN_MILLISECOND;

      if (send (fd, packets[i].data, packets[i].length, 0) < 0)
        {
          perror ("bench-ipmi-bare");
          exit (1);
        }
      if (sleeping)
        poll (&socket, 1, LOST_AFTER);
      while (recv (fd, answer, sizeof answer, MSG_DONTWAIT) < 0 && g_get_monotonic_time () < end)
        ;
    }
  return n / ((g_get_monotonic_time () - start) / 1e6);
}

int
main (int    argc,
      char **argv)
{
  guint n = argc == 3 ? atoi (argv[2]) : 0;
  g_autofree Packet *packets = g_new (Packet, 2 * MAX (n, 1));
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GSocketConnectable) address = NULL;
  g_autoptr(IpmiSession) session = NULL;
  double asleep, awake;

  if (n == 0 || (address = g_network_address_parse (argv[1], IPMI_DEFAULT_PORT, NULL)) == NULL)
    {
      fprintf (stderr, "Usage: bench-ipmi-bare HOST:PORT COUNT\n");
      return 2;
    }
  session = g_object_new (IPMI_TYPE_SESSION, "address", address, "user", "admin", "suite", 3, NULL);
  ipmi_session_set_password (session, g_getenv ("RACKSIDE_PASSWORD"));
  ipmi_session_open_async (session, NULL, on_flag, loop);
  g_main_loop_run (loop);
  seal (session, packets, 2 * n);
  asleep = ask (ipmi_socket_get_fd (session->socket), packets, n, TRUE);
  awake = ask (ipmi_socket_get_fd (session->socket), packets + n, n, FALSE);
  printf ("{\"requests\":%u,\"asleep_per_second\":%.0f,\"awake_per_second\":%.0f}\n", n, asleep, awake);
  ipmi_session_close_async (session, NULL, on_flag, loop);
  g_main_loop_run (loop);
  return 0;
}
