/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>

#include <sys/socket.h>
#include <unistd.h>

#include "await.h"
#include "ilo-error.h"
#include "ilo-link-private.h"

/* A link, and the other end of its connection as a plain socket. */
typedef struct
{
  IloLink    *link;
  int         peer;
  GByteArray *received;
  GError     *error;
  gboolean    free_when_received;
} Fixture;

static void
on_received (const guint8 *data,
             gsize         length,
             gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_byte_array_append (fixture->received, data, length);
  if (fixture->free_when_received)
    g_clear_pointer (&fixture->link, ilo_link_free);
}

static void
on_closed (const GError *error,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->error);
  fixture->error = g_error_copy (error);
}

static void
fixture_init (Fixture *fixture)
{
  static const IloLinkEvents events = { on_received, on_closed };
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GSocket) socket = NULL;
  int fds[2];
  int small = 1;     /* the kernel makes of it the least that it has */

  *fixture = (Fixture) { .received = g_byte_array_new () };
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  setsockopt (fds[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  fixture->peer = fds[1];
  socket = g_socket_new_from_fd (fds[0], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  fixture->link = ilo_link_new (connection, &events, fixture);
}

static void
fixture_clear (Fixture *fixture)
{
  ilo_link_free (fixture->link);
  close (fixture->peer);
  g_byte_array_unref (fixture->received);
  g_clear_error (&fixture->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* A message that says which it is. */
static IloInputMessage
message_number (guint n)
{
  IloInputMessage message = { .length = 4 };

  message.bytes[0] = 0xAA;
  message.bytes[1] = n & 0xFF;
  message.bytes[2] = n >> 8 & 0xFF;
  message.bytes[3] = 0x55;
  return message;
}

static gssize
take (Fixture *fixture,
      guint8  *bytes,
      gsize    size)
{
  return recv (fixture->peer, bytes, size, MSG_DONTWAIT);
}

static void
test_sends_without_the_main_loop (void)
{
  g_auto(Fixture) fixture;
  IloInputMessage message = message_number (7);
  guint8 bytes[16];

  fixture_init (&fixture);
  ilo_link_send (fixture.link, &message);
  g_assert_cmpint (take (&fixture, bytes, sizeof bytes), ==, 4);
  g_assert_cmpmem (bytes, 4, message.bytes, 4);
  g_assert_false (ilo_link_has_unsent (fixture.link));
  g_assert_null (ilo_link_peek_last (fixture.link));
}

/* Sends until the socket takes no more, and says how many messages that were. */
static guint
fill (Fixture *fixture)
{
  guint n = 0;

  while (!ilo_link_has_unsent (fixture->link))
    {
      IloInputMessage message = message_number (n++);

      ilo_link_send (fixture->link, &message);
      g_assert_cmpuint (n, <, 100000);
    }
  return n;
}

/* Reads what the link sends until there is nothing more, and checks that it is messages in order, none
 * missing, even where the socket took only a part of one. */
static void
assert_all_arrive (Fixture *fixture,
                   guint    n_messages)
{
  g_autoptr(GByteArray) all = g_byte_array_new ();

  while (all->len < 4 * n_messages)
    {
      guint8 bytes[777];
      gssize n = take (fixture, bytes, sizeof bytes);

      if (n > 0)
        g_byte_array_append (all, bytes, n);
      else
        await_until (g_main_context_iteration (NULL, FALSE) || !ilo_link_has_unsent (fixture->link));
    }
  g_assert_cmpuint (all->len, ==, 4 * n_messages);
  for (guint i = 0; i < n_messages; i++)
    g_assert_cmpmem (all->data + 4 * i, 4, message_number (i).bytes, 4);
}

static void
test_waits_for_a_slow_peer (void)
{
  g_auto(Fixture) fixture;
  guint n;

  fixture_init (&fixture);
  n = fill (&fixture);
  for (guint i = 0; i < 200; i++)
    {
      IloInputMessage message = message_number (n++);

      ilo_link_send (fixture.link, &message);
    }
  g_assert_cmpmem (ilo_link_peek_last (fixture.link)->bytes, 4, message_number (n - 1).bytes, 4);
  assert_all_arrive (&fixture, n);
  g_assert_false (ilo_link_has_unsent (fixture.link));
  g_assert_null (fixture.error);
}

static void
test_gives_up_a_peer_that_takes_nothing (void)
{
  g_auto(Fixture) fixture;
  IloInputMessage message = message_number (0);

  fixture_init (&fixture);
  for (guint i = 0; i < 100000 && !ilo_link_is_closed (fixture.link); i++)
    ilo_link_send (fixture.link, &message);
  g_assert_null (fixture.error);     /* told later, not in the middle of sending */
  await_until (fixture.error != NULL);
  g_assert_error (fixture.error, ILO_ERROR, ILO_ERROR_STALLED);
}

static void
test_the_last_one_that_waits_can_be_changed (void)
{
  g_auto(Fixture) fixture;
  guint n;

  fixture_init (&fixture);
  n = fill (&fixture);
  {
    IloInputMessage wrong = message_number (40000);

    ilo_link_send (fixture.link, &wrong);
    *ilo_link_peek_last (fixture.link) = message_number (n++);
  }
  assert_all_arrive (&fixture, n);
}

static void
test_holds (void)
{
  g_auto(Fixture) fixture;
  guint8 bytes[64];

  fixture_init (&fixture);
  ilo_link_hold (fixture.link, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      IloInputMessage message = message_number (i);

      ilo_link_send (fixture.link, &message);
    }
  g_assert_cmpint (take (&fixture, bytes, sizeof bytes), ==, -1);
  g_assert_true (ilo_link_has_unsent (fixture.link));
  ilo_link_hold (fixture.link, FALSE);
  assert_all_arrive (&fixture, 3);
}

static void
test_tells_how_long_a_key_waited (void)
{
  static const IloKeyboard nothing = { 0 };
  g_auto(Fixture) fixture;
  IloInputMessage key = ilo_input_encode_keyboard (&nothing);
  IloInputMessage pong = ilo_input_encode_pong ();
  gint64 begin;

  fixture_init (&fixture);
  ilo_link_send (fixture.link, &pong);
  g_assert_cmpint (ilo_link_take_delay (fixture.link), ==, -1);
  ilo_link_send (fixture.link, &key);
  g_assert_cmpint (ilo_link_take_delay (fixture.link), >=, 0);
  g_assert_cmpint (ilo_link_take_delay (fixture.link), ==, -1);

  ilo_link_hold (fixture.link, TRUE);
  ilo_link_send (fixture.link, &key);
  begin = g_get_monotonic_time ();
  g_assert_cmpint (ilo_link_take_delay (fixture.link), ==, -1);
  while (g_get_monotonic_time () < begin + 1000)
    continue;
  ilo_link_hold (fixture.link, FALSE);
  g_assert_cmpint (ilo_link_take_delay (fixture.link), >=, 1000);
}

static void
test_knows_a_round_trip_only_of_tcp (void)
{
  static const IloLinkEvents events = { on_received, on_closed };
  g_auto(Fixture) fixture;
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloLink) link = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  fixture_init (&fixture);
  g_assert_cmpint (ilo_link_get_round_trip (fixture.link), ==, -1);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  link = ilo_link_new (connection, &events, &fixture);
  g_assert_cmpint (ilo_link_get_round_trip (link), >, 0);
}

/* A message is in the cipher that is in force when it goes out, not when it was handed over. */
static void
test_encrypts_late (void)
{
  static const guint8 key[ILO_CIPHER_KEY_SIZE] = { 1, 2, 3 };
  g_auto(Fixture) fixture;
  g_autoptr(IloCipher) ours = ilo_cipher_new (key, ILO_CIPHER_FLAGS_NONE);
  g_autoptr(IloCipher) theirs = ilo_cipher_new (key, ILO_CIPHER_FLAGS_NONE);
  IloInputMessage message = message_number (5);
  guint8 bytes[16];
  guint8 clear[16];

  fixture_init (&fixture);
  ilo_link_set_cipher (fixture.link, ours);
  ilo_link_hold (fixture.link, TRUE);
  ilo_link_send (fixture.link, &message);
  g_assert_true (ilo_cipher_select (ours, ILO_CIPHER_AES_128, NULL));
  g_assert_true (ilo_cipher_select (theirs, ILO_CIPHER_AES_128, NULL));
  ilo_link_hold (fixture.link, FALSE);
  g_assert_cmpint (take (&fixture, bytes, sizeof bytes), ==, 4);
  ilo_cipher_apply (theirs, clear, bytes, 4);
  g_assert_cmpmem (clear, 4, message.bytes, 4);
}

static void
test_receives (void)
{
  g_auto(Fixture) fixture;
  g_autofree guint8 *much = g_malloc0 (100000);

  fixture_init (&fixture);
  for (guint i = 0; i < 100000; i++)
    much[i] = (guint8) (i * 7 >> 3);
  for (gsize at = 0; at < 100000;)
    {
      gssize n = send (fixture.peer, much + at, 100000 - at, MSG_DONTWAIT);

      at += MAX (n, 0);
      g_main_context_iteration (NULL, n < 0);
    }
  await_until (fixture.received->len == 100000);
  g_assert_cmpmem (fixture.received->data, 100000, much, 100000);
}

static gboolean
count_turn (gpointer turns)
{
  ++*(guint *) turns;
  return G_SOURCE_CONTINUE;
}

/* However much comes, what is less urgent gets its turns: drawing, in a window. */
static void
test_a_flood_leaves_room (void)
{
  g_auto(Fixture) fixture;
  g_autofree guint8 *much = g_malloc0 (65536);
  guint turns = 0;
  guint idle = g_idle_add_full (G_PRIORITY_LOW, count_turn, &turns, NULL);

  fixture_init (&fixture);
  while (fixture.received->len < 4 * 1024 * 1024)
    {
      while (send (fixture.peer, much, 65536, MSG_DONTWAIT) > 0)
        continue;
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (idle);
  g_assert_cmpuint (turns, >, 4);
}

static void
test_peer_closes (void)
{
  g_auto(Fixture) fixture;

  fixture_init (&fixture);
  g_assert_cmpint (send (fixture.peer, "last", 4, 0), ==, 4);
  shutdown (fixture.peer, SHUT_RDWR);
  await_until (fixture.error != NULL);
  g_assert_error (fixture.error, ILO_ERROR, ILO_ERROR_LOST);
  g_assert_cmpmem (fixture.received->data, fixture.received->len, "last", 4);
}

static void
test_sending_to_a_peer_that_is_gone (void)
{
  g_auto(Fixture) fixture;
  IloInputMessage message = message_number (1);

  fixture_init (&fixture);
  shutdown (fixture.peer, SHUT_RDWR);
  ilo_link_send (fixture.link, &message);
  ilo_link_send (fixture.link, &message);
  await_until (fixture.error != NULL);
  g_assert_error (fixture.error, ILO_ERROR, ILO_ERROR_LOST);
}

static void
test_drains_without_the_main_loop (void)
{
  g_auto(Fixture) fixture;

  fixture_init (&fixture);
  g_assert_cmpint (send (fixture.peer, "now", 3, 0), ==, 3);
  ilo_link_drain (fixture.link);
  g_assert_cmpmem (fixture.received->data, fixture.received->len, "now", 3);
}

static void
test_may_be_freed_when_told (void)
{
  g_auto(Fixture) fixture;

  fixture_init (&fixture);
  fixture.free_when_received = TRUE;
  g_assert_cmpint (send (fixture.peer, "bye", 3, 0), ==, 3);
  await_until (fixture.link == NULL);
}

static void
test_finishes (void)
{
  g_auto(Fixture) fixture;
  IloInputMessage message = message_number (0);
  guint8 bytes[16];

  fixture_init (&fixture);
  ilo_link_send (fixture.link, &message);
  ilo_link_finish (fixture.link);
  ilo_link_send (fixture.link, &message);     /* too late */
  g_assert_cmpint (take (&fixture, bytes, sizeof bytes), ==, 4);
  g_assert_cmpint (take (&fixture, bytes, sizeof bytes), ==, 0);
  g_assert_cmpint (send (fixture.peer, "late", 4, 0), ==, 4);
  await_until (fixture.received->len == 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/link/sends-without-the-main-loop", test_sends_without_the_main_loop);
  g_test_add_func ("/ilo/link/waits-for-a-slow-peer", test_waits_for_a_slow_peer);
  g_test_add_func ("/ilo/link/gives-up-a-peer-that-takes-nothing", test_gives_up_a_peer_that_takes_nothing);
  g_test_add_func ("/ilo/link/the-last-one-can-be-changed", test_the_last_one_that_waits_can_be_changed);
  g_test_add_func ("/ilo/link/holds", test_holds);
  g_test_add_func ("/ilo/link/tells-how-long-a-key-waited", test_tells_how_long_a_key_waited);
  g_test_add_func ("/ilo/link/knows-a-round-trip-only-of-tcp", test_knows_a_round_trip_only_of_tcp);
  g_test_add_func ("/ilo/link/encrypts-late", test_encrypts_late);
  g_test_add_func ("/ilo/link/receives", test_receives);
  g_test_add_func ("/ilo/link/a-flood-leaves-room", test_a_flood_leaves_room);
  g_test_add_func ("/ilo/link/peer-closes", test_peer_closes);
  g_test_add_func ("/ilo/link/sending-to-a-peer-that-is-gone", test_sending_to_a_peer_that_is_gone);
  g_test_add_func ("/ilo/link/drains-without-the-main-loop", test_drains_without_the_main_loop);
  g_test_add_func ("/ilo/link/may-be-freed-when-told", test_may_be_freed_when_told);
  g_test_add_func ("/ilo/link/finishes", test_finishes);
  return g_test_run ();
}
