/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-numbers.h"
#include "ipmi-sol-link.h"

#define BIG_WAIT (10 * G_TIME_SPAN_SECOND)

/* A link, and all that it does. */
typedef struct
{
  IpmiSolLink *link;           /* owned */
  GString     *came;           /* owned */
  GPtrArray   *sent;           /* owned GBytes */
  guint        again;          /* of those */
  guint        events;
  guint32      sequence;       /* of the BMC */
  gint64       now;
} Console;

static void
on_send (const guint8 *payload,
         gsize         length,
         gboolean      again,
         gpointer      user_data)
{
  Console *console = user_data;

  g_ptr_array_add (console->sent, g_bytes_new (payload, length));
  console->again += again;
}

static void
on_answered (gpointer user_data)
{
  Console *console = user_data;

  console->again = 0;
}

static void
on_received (const guint8 *data,
             gsize         length,
             gpointer      user_data)
{
  Console *console = user_data;

  g_string_append_len (console->came, (const char *) data, (gssize) length);
}

static void
on_events (IpmiSolEvents events,
           gpointer      user_data)
{
  Console *console = user_data;

  console->events |= events;
}

static void
console_begin (Console *console)
{
  static const IpmiSolLinkFuncs funcs = {
    .send = on_send, .answered = on_answered, .received = on_received, .events = on_events,
  };
  const IpmiTiming timing = { .smoothed = 1000, .variation = 100 };

  *console = (Console) {
    .link = ipmi_sol_link_new (&timing, &funcs, console),
    .came = g_string_new (NULL),
    .sent = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref),
    .now = G_TIME_SPAN_SECOND,
  };
}

static void
console_end (Console *console)
{
  ipmi_sol_link_free (console->link);
  g_string_free (console->came, TRUE);
  g_ptr_array_unref (console->sent);
}

static void
say (Console    *console,
     guint8      number,
     guint8      about,
     guint8      count,
     const char *text)
{
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  const guint8 header[IPMI_SOL_HEADER] = { number, about, count, 0 };

  g_byte_array_append (payload, header, sizeof header);
  g_byte_array_append (payload, (const guint8 *) text, (guint) strlen (text));
  ipmi_sol_link_receive (console->link, payload->data, payload->len, ++console->sequence, console->now);
}

/* Lets @span go by with nothing from the BMC. */
static void
wait_for (Console *console,
          gint64   span)
{
  gint64 end = console->now + span;
  gint64 due;

  while ((due = ipmi_sol_link_get_due (console->link)) <= end)
    {
      console->now = MAX (console->now + 1, due);
      ipmi_sol_link_tick (console->link, console->now);
    }
  console->now = end;
}

/* The last packet sent with something in that byte: 0, a number of its own; 1, what it acknowledges. */
static const guint8 *
last_with (Console *console,
           guint    byte)
{
  for (guint i = console->sent->len; i > 0; i--)
    {
      const guint8 *payload = g_bytes_get_data (g_ptr_array_index (console->sent, i - 1), NULL);

      if (payload[byte] != 0)
        return payload;
    }
  g_assert_not_reached ();
}

static void
assert_last_acknowledges (Console *console,
                          guint8   number,
                          guint8   count)
{
  g_assert_cmpuint (last_with (console, 1)[1], ==, number);
  g_assert_cmpuint (last_with (console, 1)[2], ==, count);
}

static void
acknowledge (Console *console,
             guint8   count)
{
  say (console, 0, last_with (console, 0)[0], count, "");
}

/* A BMC repeats a packet with what has come to it meanwhile, just before our acknowledgement of the first three
 * characters arrives. Then the rest comes in the next packet. */
static void
test_takes_nothing_twice_when_a_packet_grows (void)
{
  Console console;

  console_begin (&console);
  say (&console, 1, 0, 0, "abc");
  assert_last_acknowledges (&console, 1, 3);
  say (&console, 1, 0, 0, "abcdef");
  assert_last_acknowledges (&console, 1, 3);
  say (&console, 2, 0, 0, "def");
  g_assert_cmpstr (console.came->str, ==, "abcdef");
  g_assert_cmpuint (console.events, ==, 0);
  console_end (&console);
}

/* Of the 15 numbers, some are never called for: an acknowledgement that is late must not be about what comes after. */
static void
test_does_not_call_for_what_comes_much_later (void)
{
  Console console;
  gboolean called[16] = { FALSE };
  guint n_called = 0;

  console_begin (&console);
  ipmi_sol_link_set_lossy (console.link, console.now);
  say (&console, 4, 0, 0, "abcdefgh");
  assert_last_acknowledges (&console, 4, 0);       /* does it count? */
  say (&console, 5, 0, 0, "abcdefgh");
  g_assert_cmpstr (console.came->str, ==, "abcdefgh");
  g_ptr_array_set_size (console.sent, 0);
  wait_for (&console, BIG_WAIT);
  for (guint i = 0; i < console.sent->len; i++)
    {
      const guint8 *payload = g_bytes_get_data (g_ptr_array_index (console.sent, i), NULL);

      if (payload[0] == 0 && payload[1] != 0 && payload[1] != 5)
        called[payload[1]] = TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (called); i++)
    n_called += called[i];
  g_assert_cmpuint (n_called, >=, 8);
  for (guint late = 2; late <= 4; late++)
    g_assert_false (called[late]);
  console_end (&console);
}

/* A machine that stood still for a long time says nothing of the network: the next packets do not wait for that. */
static void
test_goes_on_after_a_machine_stood_still (void)
{
  Console console;

  console_begin (&console);
  ipmi_sol_link_write (console.link, (const guint8 *) "a", 1, console.now);
  acknowledge (&console, 0);                         /* the first packet, which has no characters */
  wait_for (&console, 40 * G_TIME_SPAN_MILLISECOND);
  console.now += 5 * G_TIME_SPAN_SECOND;
  acknowledge (&console, 1);
  g_ptr_array_set_size (console.sent, 0);
  ipmi_sol_link_write (console.link, (const guint8 *) "b", 1, console.now);
  wait_for (&console, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (console.sent->len, >=, 4);
  acknowledge (&console, 1);
  g_ptr_array_set_size (console.sent, 0);
  ipmi_sol_link_write (console.link, (const guint8 *) "c", 1, console.now);
  wait_for (&console, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (last_with (&console, 0)[IPMI_SOL_HEADER], ==, 'c');
  console_end (&console);
}

/* What is sent again and again without an answer is marked, so that it can have other session numbers. */
static void
test_marks_what_is_sent_again (void)
{
  Console console;

  console_begin (&console);
  g_assert_cmpuint (console.again, ==, 0);
  ipmi_sol_link_write (console.link, (const guint8 *) "a", 1, console.now);
  wait_for (&console, BIG_WAIT);
  g_assert_cmpuint (console.again, >=, 32);
  acknowledge (&console, 1);
  g_assert_cmpuint (console.again, ==, 0);
  for (guint i = 0; i < 3; i++)
    say (&console, 1, 0, 0, "x");
  g_assert_cmpuint (console.again, >, 0);
  console_end (&console);
}

/* A BMC that takes no number more than 15 above the highest that it has, and has lost touch: in the end it is found. */
static void
test_finds_a_bmc_that_has_lost_touch (void)
{
  for (guint32 lost = 1; lost < 300; lost++)
    {
      IpmiNumbers numbers = { .last = 1000 };
      guint32 highest;
      guint sent = 0;

      for (guint32 i = 0; i < lost; i++)
        ipmi_numbers_take (&numbers, FALSE);
      for (highest = 1000; highest == 1000 && sent < 512; sent++)
        {
          gint32 ahead = (gint32) (ipmi_numbers_take (&numbers, TRUE) - highest);

          if (ahead > 0 && ahead <= 15)
            highest += (guint32) ahead;
        }
      g_assert_cmpuint (highest, >, 1000);
      ipmi_numbers_answered (&numbers);
      g_assert_cmpuint (ipmi_numbers_take (&numbers, FALSE), ==, highest + 1);
    }
}

/* One that has heard everything, but whose answers were lost, gets new numbers in between. */
static void
test_goes_on_with_new_numbers (void)
{
  IpmiNumbers numbers = { 0 };
  guint32 highest = 0;
  guint since = 0;

  for (guint i = 0; i < 1000; i++)
    {
      guint32 number = ipmi_numbers_take (&numbers, TRUE);

      since = number > highest ? 0 : since + 1;
      highest = MAX (highest, number);
      g_assert_cmpuint (since, <=, IPMI_NUMBERS_BLOCK);
    }
}

/* When a console has given up, what comes next is not one of the numbers that were tried again. */
static void
test_new_numbers_after_a_console_has_given_up (void)
{
  for (guint sent = 1; sent < 200; sent++)
    {
      IpmiNumbers numbers = { .last = 1000 };
      guint32 highest = 0;

      for (guint i = 0; i < sent; i++)
        highest = MAX (highest, ipmi_numbers_take (&numbers, TRUE));
      ipmi_numbers_give_up (&numbers);
      g_assert_cmpuint (ipmi_numbers_take (&numbers, FALSE), ==, highest + 1);
    }
}

static void
test_numbers_wrap_around (void)
{
  IpmiNumbers numbers = { .last = G_MAXUINT32 };

  g_assert_cmpuint (ipmi_numbers_take (&numbers, FALSE), ==, 1);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (ipmi_numbers_take (&numbers, TRUE), !=, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sol-link/takes-nothing-twice-when-a-packet-grows", test_takes_nothing_twice_when_a_packet_grows);
  g_test_add_func ("/ipmi/sol-link/does-not-call-for-what-comes-much-later", test_does_not_call_for_what_comes_much_later);
  g_test_add_func ("/ipmi/sol-link/goes-on-after-a-machine-stood-still", test_goes_on_after_a_machine_stood_still);
  g_test_add_func ("/ipmi/sol-link/marks-what-is-sent-again", test_marks_what_is_sent_again);
  g_test_add_func ("/ipmi/numbers/finds-a-bmc-that-has-lost-touch", test_finds_a_bmc_that_has_lost_touch);
  g_test_add_func ("/ipmi/numbers/new-after-a-console-has-given-up", test_new_numbers_after_a_console_has_given_up);
  g_test_add_func ("/ipmi/numbers/goes-on-with-new-numbers", test_goes_on_with_new_numbers);
  g_test_add_func ("/ipmi/numbers/wrap-around", test_numbers_wrap_around);
  return g_test_run ();
}
