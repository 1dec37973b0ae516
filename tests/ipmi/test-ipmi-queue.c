/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-queue.h"

#define N_REQUESTS 200

/* A network and a BMC behind it, on a clock of their own. */
typedef struct
{
  gint64      now;
  gint64      way;               /* from here to there */
  gint64      service;           /* the BMC's time for one request; it does one after the other */
  gint64      busy_until;
  guint       room;              /* what comes while so many are there is lost */
  guint       lose;              /* the so manieth request is lost, too */
  guint       pause;             /* at the so manieth the BMC has something else to do for a while */
  guint       n_sent;
  guint       most;              /* at once on their way and back, those sent again among them */
  guint       window;            /* the widest that it ever was … */
  guint       last_window;       /* … and what it was in the end */
  guint       n_done;
  guint       n_failed;
  GArray     *answers;           /* of Answer */
  IpmiTiming  timing;
  IpmiQueue  *queue;
} Network;

typedef struct
{
  gint64 due;
  guint8 sequence;
  guint8 netfn;
  guint8 command;
} Answer;

static void
on_transmit (IpmiPending *pending,
             gpointer     user_data)
{
  Network *network = user_data;
  Answer answer = { .sequence = pending->sequence, .netfn = pending->netfn, .command = pending->command };

  if (++network->n_sent == network->lose || network->answers->len >= network->room)
    return;
  network->busy_until = MAX (network->now + network->way, network->busy_until) + network->service;
  if (network->n_sent == network->pause)
    network->busy_until += 300 * G_TIME_SPAN_MILLISECOND;
  answer.due = network->busy_until + network->way;
  g_array_append_val (network->answers, answer);
  network->most = MAX (network->most, network->answers->len);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Network *network = user_data;
  IpmiPending *pending = g_task_propagate_pointer (G_TASK (result), NULL);

  network->n_done++;
  network->n_failed += pending == NULL;
  g_clear_pointer (&pending, ipmi_pending_free);
}

static void
take_answer (Network *network)
{
  static const guint8 completion[] = { 0 };
  Answer answer = g_array_index (network->answers, Answer, 0);
  IpmiMessage message = {
    .to = 0x81, .netfn = answer.netfn | 1, .from = 0x20, .sequence = answer.sequence,
    .command = answer.command, .data = completion, .length = 1,
  };

  g_array_remove_index (network->answers, 0);
  network->now = answer.due;
  ipmi_queue_receive (network->queue, &message, network->now);
  ipmi_queue_pump (network->queue, network->now);
  network->last_window = ipmi_queue_get_window (network->queue);
  network->window = MAX (network->window, network->last_window);
}

static void
run (Network *network,
     guint    window)
{
  const IpmiTarget bmc = { 0 };
  const IpmiRequest request = { .netfn = 4, .command = 0x2D };

  network->now = 1;
  network->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  network->queue = ipmi_queue_new (&network->timing, on_transmit, network);
  ipmi_queue_configure (network->queue, window, -1, 5 * G_TIME_SPAN_SECOND);
  for (guint i = 0; i < N_REQUESTS; i++)
    {
      IpmiPending *pending = ipmi_pending_new (&request, &bmc);

      pending->task = g_task_new (NULL, NULL, on_done, network);
      ipmi_queue_push (network->queue, pending);
    }
  ipmi_queue_pump (network->queue, network->now);
  while (!ipmi_queue_is_empty (network->queue))
    {
      gint64 due = ipmi_queue_get_due (network->queue);

      if (network->answers->len > 0 && g_array_index (network->answers, Answer, 0).due <= due)
        {
          take_answer (network);
          continue;
        }
      g_assert_cmpint (due, <, G_MAXINT64);
      network->now = MAX (network->now, due);
      ipmi_queue_tick (network->queue, network->now);
    }
  while (network->n_done < N_REQUESTS)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (network->n_failed, ==, 0);
  ipmi_queue_free (network->queue);
  g_array_unref (network->answers);
}

/* Far away and quick: twice as many each round trip, instead of four. */
static void
test_grows (void)
{
  Network network = { .way = 20000, .service = 15, .room = G_MAXUINT };

  run (&network, 4);
  g_assert_cmpuint (network.most, ==, IPMI_MAX_WINDOW);
  g_assert_cmpuint (network.n_sent, ==, N_REQUESTS);
  g_assert_cmpint (network.now, <, 9 * 41000);
}

/* Near and slow: more at once would only wait there, and be in danger of their deadline. */
static void
test_does_not_crowd (void)
{
  Network network = { .way = 100, .service = 200000, .room = G_MAXUINT };

  run (&network, 4);
  g_assert_cmpuint (network.window, <=, 4);
}

static void
test_one_stays_one (void)
{
  Network network = { .way = 20000, .service = 15, .room = G_MAXUINT };

  run (&network, 1);
  g_assert_cmpuint (network.most, ==, 1);
}

static void
test_a_loss_halves (void)
{
  Network network = { .way = 20000, .service = 15, .room = G_MAXUINT, .lose = 40 };

  run (&network, 4);
  g_assert_cmpuint (network.n_sent, ==, N_REQUESTS + 1);
  g_assert_cmpuint (network.window, ==, IPMI_MAX_WINDOW);
  g_assert_cmpuint (network.last_window, >=, 4 + (IPMI_MAX_WINDOW - 4) / 2);
  /* One more for each 32 answers since then. */
  g_assert_cmpuint (network.last_window, <=, 4 + (IPMI_MAX_WINDOW - 4) / 2 + N_REQUESTS / 32);
}

/* Everything under way seems lost at once, but the answers come, and then it goes on as before. */
static void
test_a_pause_is_no_loss (void)
{
  Network network = { .way = 20000, .service = 15, .room = G_MAXUINT, .pause = 60 };

  run (&network, 4);
  g_assert_cmpuint (network.n_sent, >, N_REQUESTS);
  g_assert_cmpuint (network.last_window, ==, IPMI_MAX_WINDOW);
}

/* It has room for ten: what is lost by trying more is little, and it stays at what it has room for. */
static void
test_little_room (void)
{
  Network network = { .way = 20000, .service = 15, .room = 10 };

  run (&network, 4);
  g_assert_cmpuint (network.most, ==, 10);
  g_assert_cmpuint (network.n_sent, <, N_REQUESTS + 40);
  g_assert_cmpuint (network.last_window, <=, 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/queue/grows", test_grows);
  g_test_add_func ("/ipmi/queue/does-not-crowd", test_does_not_crowd);
  g_test_add_func ("/ipmi/queue/one-stays-one", test_one_stays_one);
  g_test_add_func ("/ipmi/queue/a-loss-halves", test_a_loss_halves);
  g_test_add_func ("/ipmi/queue/a-pause-is-no-loss", test_a_pause_is_no_loss);
  g_test_add_func ("/ipmi/queue/little-room", test_little_room);
  return g_test_run ();
}
