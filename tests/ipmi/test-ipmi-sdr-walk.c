/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-completion.h"
#include "ipmi-error.h"
#include "ipmi-sdr-walk.h"

#define NO_LIMIT 0xFF

/* A repository on the other side, and how its controller behaves. */
typedef struct
{
  GPtrArray *records;             /* of GBytes */
  GArray    *ids;                 /* of guint16: each record's id in the chain */
  guint      limit;               /* most bytes in an answer; whole records that are longer are refused */
  guint8     refusal;             /* with this code */
  guint      hidden_from;         /* what is from there on in a record is refused; 0: nothing */
  guint      refused;             /* this record is; 0: none … */
  guint8     refused_with;        /* … with this code */
  gboolean   strict;              /* refuses to read past a record's end */
  gboolean   mute;                /* does not answer what it would refuse */
  gboolean   pads;                /* fills answers up with zeros */
  guint16    reservation;
  guint      lose_every;          /* so many requests, the reservation is lost */
  guint      fights;              /* so many reservations are lost at once */
  guint      n_requests;
  guint      n_rounds;
  guint      n_reservations;
  GRand     *rand;                /* shuffles the answers; NULL: in order */
} Model;

static void
model_init (Model *model)
{
  *model = (Model) { .limit = NO_LIMIT, .refusal = IPMI_COMPLETION_CANNOT_RETURN, .reservation = 1 };
  model->records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  model->ids = g_array_new (FALSE, FALSE, sizeof (guint16));
}

static void
model_clear (Model *model)
{
  g_ptr_array_unref (model->records);
  g_array_unref (model->ids);
  g_clear_pointer (&model->rand, g_rand_free);
}

static void
model_add (Model        *model,
           guint16       id,
           const guint8 *record,
           gsize         length)
{
  guint8 *copy = g_memdup2 (record, length);

  copy[0] = id & 0xFF;
  copy[1] = id >> 8;
  g_ptr_array_add (model->records, g_bytes_new_take (copy, length));
  g_array_append_val (model->ids, id);
}

/* A locator whose name is NUMBER's digits, longer with every record. */
static void
model_add_numbered (Model   *model,
                    guint16  id,
                    guint    number)
{
  guint8 record[64] = { 0, 0, 0x51, 0x11 };
  guint n = 4 + number % 12;

  record[4] = 11 + n;
  record[15] = 0xC0 | n;
  for (guint i = 0; i < n; i++)
    record[16 + i] = '0' + (number + i) % 10;
  model_add (model, id, record, 16 + n);
}

static void
model_fill (Model *model,
            guint  n)
{
  for (guint i = 0; i < n; i++)
    model_add_numbered (model, i + 1, i);
}

static int
model_find (Model   *model,
            guint16  id)
{
  for (guint i = 0; i < model->ids->len; i++)
    if (g_array_index (model->ids, guint16, i) == id || id == 0)
      return i;
  return -1;
}

static guint8
model_answer (Model                *model,
              const IpmiSdrRequest *request,
              GByteArray           *answer)
{
  int index = model_find (model, request->id);
  const guint8 *record;
  gsize length, n;
  guint16 next;
  guint8 end[] = { 0xFF, 0xFF };

  if (request->reservation != model->reservation && (request->reservation != 0 || request->offset > 0))
    return IPMI_COMPLETION_RESERVATION_CANCELLED;
  if (index < 0)
    return IPMI_COMPLETION_NOT_PRESENT;
  if (g_array_index (model->ids, guint16, index) == model->refused)
    return model->refused_with;
  record = g_bytes_get_data (model->records->pdata[index], &length);
  if (request->offset > length)
    return IPMI_COMPLETION_OUT_OF_RANGE;
  n = request->count == 0xFF ? length - request->offset : request->count;
  if (n > model->limit || (model->hidden_from != 0 && request->offset + n > model->hidden_from))
    return model->refusal;
  if (n > length - request->offset)
    {
      if (model->strict)
        return model->refusal;
      n = length - request->offset;
    }
  if ((guint) index + 1 < model->ids->len)
    {
      next = g_array_index (model->ids, guint16, index + 1);
      end[0] = next & 0xFF;
      end[1] = next >> 8;
    }
  g_byte_array_append (answer, end, 2);
  g_byte_array_append (answer, record + request->offset, n);
  if (model->pads)
    g_byte_array_append (answer, (const guint8 *) "\0\0\0\0\0\0", 6);
  return 0;
}

static void
feed (Model                *model,
      IpmiSdrWalk          *walk,
      const IpmiSdrRequest *request)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  guint8 completion = model_answer (model, request, answer);
  g_autofree guint8 *exact = g_memdup2 (answer->data, answer->len);

  if (model->lose_every != 0 && ++model->n_requests % model->lose_every == 0)
    model->reservation++;
  if (model->mute && completion == model->refusal)
    {
      g_autoptr(GError) error = g_error_new_literal (IPMI_ERROR, IPMI_ERROR_TIMEOUT, "Nothing");

      ipmi_sdr_walk_no_answer (walk, request, error);
      return;
    }
  ipmi_sdr_walk_answer (walk, request, completion, exact, answer->len);
}

/* Runs a walk with rounds in which everything outstanding is answered, as with one long round trip. */
static IpmiSdrStep
run (Model       *model,
     IpmiSdrWalk *walk)
{
  g_autoptr(GArray) outstanding = g_array_new (FALSE, FALSE, sizeof (IpmiSdrRequest));

  for (guint i = 0; i < 100000; i++)
    {
      IpmiSdrRequest request;
      IpmiSdrStep step = ipmi_sdr_walk_step (walk, &request);

      switch (step)
        {
        case IPMI_SDR_STEP_REQUEST:
          g_array_append_val (outstanding, request);
          g_assert_cmpuint (outstanding->len, <=, IPMI_SDR_WALK_MAX_OUTSTANDING);
          break;
        case IPMI_SDR_STEP_RESERVE:
          model->n_reservations++;
          model->reservation++;
          ipmi_sdr_walk_reserved (walk, model->reservation);
          if (model->fights > 0)
            {
              model->fights--;
              model->reservation++;
            }
          break;
        case IPMI_SDR_STEP_WAIT:
          g_assert_cmpuint (outstanding->len, >, 0);
          model->n_rounds++;
          for (guint n = outstanding->len; n > 0; n--)
            {
              guint at = model->rand != NULL ? g_rand_int_range (model->rand, 0, n) : 0;

              feed (model, walk, &g_array_index (outstanding, IpmiSdrRequest, at));
              g_array_remove_index (outstanding, at);
            }
          break;
        case IPMI_SDR_STEP_DONE:
        case IPMI_SDR_STEP_FAILED:
        default:
          return step;
        }
    }
  g_assert_not_reached ();
}

static void
assert_same (Model       *model,
             IpmiSdrWalk *walk)
{
  g_autoptr(IpmiSdrRepository) records = ipmi_sdr_walk_steal_records (walk);

  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, model->records->len);
  for (guint i = 0; i < model->records->len; i++)
    {
      gsize length, wanted_length;
      const guint8 *record = ipmi_sdr_repository_get_record (records, i, &length);
      const guint8 *wanted = g_bytes_get_data (model->records->pdata[i], &wanted_length);

      g_assert_cmpmem (record, length, wanted, wanted_length);
    }
}

static void
assert_reads (Model *model,
              guint  n_expected)
{
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (n_expected);

  g_assert_cmpint (run (model, walk), ==, IPMI_SDR_STEP_DONE);
  assert_same (model, walk);
}

static void
assert_fails (Model     *model,
              guint      n_expected,
              IpmiError  code)
{
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (n_expected);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (run (model, walk), ==, IPMI_SDR_STEP_FAILED);
  error = ipmi_sdr_walk_steal_error (walk);
  g_assert_error (error, IPMI_ERROR, (int) code);
}

static void
load_main (Model *model)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ipmi", "data", "main.sdr", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  for (const guint8 *data = (const guint8 *) contents; length > 0; length -= 5 + data[4], data += 5 + data[4])
    model_add (model, data[0] | data[1] << 8, data, 5 + data[4]);
}

static void
test_real_repository (void)
{
  Model model;

  model_init (&model);
  load_main (&model);
  g_assert_cmpuint (model.records->len, ==, 77);
  assert_reads (&model, 77);
  /* Eight at first, then twice as many each round. */
  g_assert_cmpuint (model.n_rounds, <=, 6);
  model_clear (&model);
}

static void
test_every_size (void)
{
  for (guint n = 0; n < 100; n++)
    {
      Model model;

      model_init (&model);
      model_fill (&model, n);
      assert_reads (&model, n);
      model_clear (&model);
    }
}

static void
test_wrong_counts (void)
{
  static const guint counts[] = { 0, 1, 10, 76, 78, 500, 65535 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      Model model;

      model_init (&model);
      load_main (&model);
      assert_reads (&model, counts[i]);
      model_clear (&model);
    }
}

static void
test_ids_with_gaps (void)
{
  static const guint ids[] = { 7, 8, 9, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 29, 5, 4, 3, 1000, 1002, 1004,
                               1006, 1008, 1010, 1012, 1014, 0xFFFD, 0xFFFE };
  Model model;

  model_init (&model);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    model_add_numbered (&model, ids[i], i);
  assert_reads (&model, G_N_ELEMENTS (ids));
  model_clear (&model);
}

static void
test_random_ids (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  for (guint run_number = 0; run_number < 50; run_number++)
    {
      g_autoptr(GHashTable) used = g_hash_table_new (NULL, NULL);
      guint n = g_rand_int_range (rand, 1, 120);
      guint range = g_rand_boolean (rand) ? 140 : 60000;
      Model model;

      model_init (&model);
      model.rand = g_rand_new_with_seed (run_number);
      while (model.ids->len < n)
        {
          guint id = g_rand_int_range (rand, 1, range);

          if (g_hash_table_add (used, GUINT_TO_POINTER (id)))
            model_add_numbered (&model, id, model.ids->len);
        }
      assert_reads (&model, n);
      model_clear (&model);
    }
}

/* A wrong guess costs one request for each record at most, and guessing stops when it does not pay. */
static void
test_few_wrong_guesses (void)
{
  Model model;

  model_init (&model);
  for (guint i = 0; i < 200; i++)
    model_add_numbered (&model, 1 + i * 97 % 20011, i);
  model.lose_every = G_MAXUINT;
  assert_reads (&model, 200);
  g_assert_cmpuint (model.n_requests, <=, 220);
  model_clear (&model);
}

static void
test_shuffled_answers (void)
{
  for (guint seed = 0; seed < 30; seed++)
    {
      Model model;

      model_init (&model);
      load_main (&model);
      model.rand = g_rand_new_with_seed (seed);
      model.limit = seed % 3 == 0 ? 33 : NO_LIMIT;
      model.pads = seed % 2;
      assert_reads (&model, 77);
      model_clear (&model);
    }
}

static void
test_parts (void)
{
  static const guint limits[] = { 64, 33, 32, 22, 16, 10, 8, 7, 5, 4, 3, 1 };
  static const guint8 refusals[] = {
    IPMI_COMPLETION_CANNOT_RETURN, IPMI_COMPLETION_INVALID_FIELD, IPMI_COMPLETION_UNSPECIFIED,
    IPMI_COMPLETION_LENGTH_EXCEEDED, IPMI_COMPLETION_OUT_OF_RANGE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    for (guint j = 0; j < G_N_ELEMENTS (refusals); j++)
      for (guint kind = 0; kind < 4; kind++)
        {
          Model model;

          model_init (&model);
          load_main (&model);
          model.limit = limits[i];
          model.refusal = refusals[j];
          model.strict = kind & 1;
          /* Silence to so many requests is that of a BMC that is gone. */
          model.mute = limits[i] >= 8 && (kind & 2);
          assert_reads (&model, 77);
          model_clear (&model);
        }
}

/* The names, which come last, are not to be had at all, and no more is lost. */
static void
test_unreadable_ends (void)
{
  Model model;
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (20);
  g_autoptr(IpmiSdrRepository) records = NULL;
  g_autofree IpmiSensor *sensors = NULL;
  guint n_sensors, n_unreadable;

  model_init (&model);
  model_fill (&model, 20);
  model.limit = 16;
  model.hidden_from = 16;
  g_assert_cmpint (run (&model, walk), ==, IPMI_SDR_STEP_DONE);
  records = ipmi_sdr_walk_steal_records (walk);
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, 20);
  sensors = ipmi_sdr_repository_dup_sensors (records, &n_sensors, &n_unreadable);
  g_assert_cmpuint (n_sensors, ==, 0);
  g_assert_cmpuint (n_unreadable, ==, 20);
  model_clear (&model);
}

static void
test_nothing_to_be_had (void)
{
  Model model;

  model_init (&model);
  model_fill (&model, 20);
  model.limit = 0;
  assert_fails (&model, 20, IPMI_ERROR_COMPLETION);
  model_clear (&model);
}

static void
test_lost_reservations (void)
{
  static const guint every[] = { 70, 40, 10, 7, 5, 3 };
  static const guint limits[] = { NO_LIMIT, 32, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (every); i++)
    for (guint j = 0; j < G_N_ELEMENTS (limits); j++)
      {
        Model model;

        model_init (&model);
        load_main (&model);
        model.lose_every = every[i];
        model.limit = limits[j];
        assert_reads (&model, 77);
        g_assert_cmpuint (model.n_reservations, >, 1);
        model_clear (&model);
      }
}

/* Somebody else takes every reservation. Whole records do without; parts cannot, unless the other stops. */
static void
test_fought_over (void)
{
  Model model;

  model_init (&model);
  load_main (&model);
  model.fights = G_MAXUINT;
  assert_reads (&model, 77);
  model_clear (&model);

  model_init (&model);
  load_main (&model);
  model.fights = G_MAXUINT;
  model.limit = 32;
  assert_fails (&model, 77, IPMI_ERROR_BUSY);
  g_assert_cmpuint (model.n_reservations, <=, 64);
  model_clear (&model);

  model_init (&model);
  load_main (&model);
  model.fights = 10;
  model.limit = 32;
  assert_reads (&model, 77);
  model_clear (&model);
}

static void
test_goes_without_reservations (void)
{
  Model model;
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (77);

  model_init (&model);
  load_main (&model);
  model.reservation = 0;
  model.limit = 32;
  ipmi_sdr_walk_unreserved (walk);
  g_assert_cmpint (run (&model, walk), ==, IPMI_SDR_STEP_DONE);
  g_assert_cmpuint (model.n_reservations, ==, 0);
  assert_same (&model, walk);
  model_clear (&model);
}

/* Answers what a script says, whatever is asked: { id, next } of whole, tiny OEM records. */
static IpmiSdrStep
run_script (IpmiSdrWalk  *walk,
            const guint (*script)[2],
            guint         n)
{
  IpmiSdrRequest request;
  IpmiSdrStep step;

  ipmi_sdr_walk_unreserved (walk);
  for (guint i = 0; i < 10000; i++)
    {
      guint8 answer[] = { 0xFF, 0xFF, 0, 0, 0x51, 0xC0, 0x03, 1, 2, 3 };
      gboolean found = FALSE;

      step = ipmi_sdr_walk_step (walk, &request);
      if (step != IPMI_SDR_STEP_REQUEST)
        return step;
      for (guint j = 0; j < n && !found; j++)
        if (script[j][0] == request.id || (request.id == 0 && j == 0))
          {
            answer[0] = script[j][1] & 0xFF;
            answer[1] = script[j][1] >> 8;
            answer[2] = script[j][0] & 0xFF;
            answer[3] = script[j][0] >> 8;
            found = TRUE;
          }
      ipmi_sdr_walk_answer (walk, &request, found ? 0 : IPMI_COMPLETION_NOT_PRESENT, answer, sizeof answer);
    }
  g_assert_not_reached ();
}

static void
test_loops (void)
{
  static const guint to_itself[][2] = { { 1, 2 }, { 2, 2 } };
  static const guint to_the_first[][2] = { { 1, 2 }, { 2, 3 }, { 3, 1 } };
  static const guint to_zero[][2] = { { 1, 2 }, { 2, 3 }, { 3, 0 } };
  static const guint far[][2] = { { 1, 2 }, { 2, 500 }, { 500, 0xFFFE }, { 0xFFFE, 2 } };
  static const struct { const guint (*script)[2]; guint n; } loops[] = {
    { to_itself, 2 }, { to_the_first, 3 }, { to_zero, 3 }, { far, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (loops); i++)
    {
      g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (1000);
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (run_script (walk, loops[i].script, loops[i].n), ==, IPMI_SDR_STEP_FAILED);
      error = ipmi_sdr_walk_steal_error (walk);
      g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
      g_test_message ("%s", error->message);
    }
}

static void
test_missing_record (void)
{
  static const guint script[][2] = { { 1, 2 }, { 2, 3 } };
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (3);
  g_autoptr(IpmiSdrRepository) records = NULL;
  IpmiSdr sdr;

  g_assert_cmpint (run_script (walk, script, 2), ==, IPMI_SDR_STEP_DONE);
  records = ipmi_sdr_walk_steal_records (walk);
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, 3);
  g_assert_false (ipmi_sdr_repository_decode (records, 2, &sdr, NULL));
}

/* All others are read: whichever it is, however the ids go, and however many the BMC says that there are. */
static void
test_refused_record (void)
{
  static const guint steps[] = { 1, 2, 7 };
  static const guint8 refusals[] = { 0xC1, IPMI_COMPLETION_UNSPECIFIED, IPMI_COMPLETION_NOT_PRESENT, 0xD4 };

  for (guint refused = 0; refused < 20; refused++)
    for (guint i = 0; i < G_N_ELEMENTS (steps) * G_N_ELEMENTS (refusals) * 2; i++)
      {
        guint step = steps[i % 3];
        g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (i / 12 == 0 ? 20 : 25);
        g_autoptr(IpmiSdrRepository) records = NULL;
        guint n_missing = 0;
        Model model;

        model_init (&model);
        for (guint j = 0; j < 20; j++)
          model_add_numbered (&model, 1 + step * j, j);
        model.refused = 1 + step * refused;
        model.refused_with = refusals[i / 3 % 4];
        if (refused == 0 && (step > 1 || model.refused_with == IPMI_COMPLETION_NOT_PRESENT))
          {
            /* Nobody knows how the ids go on; or there are said to be no records at all. */
            model_clear (&model);
            continue;
          }
        g_assert_cmpint (run (&model, walk), ==, IPMI_SDR_STEP_DONE);
        records = ipmi_sdr_walk_steal_records (walk);
        g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, 20);
        for (guint j = 0; j < 20; j++)
          {
            gsize length;
            const guint8 *record = ipmi_sdr_repository_get_record (records, j, &length);
            IpmiSdr sdr;

            g_assert_cmpuint (record[0] | (guint) record[1] << 8, ==, 1 + step * j);
            n_missing += !ipmi_sdr_repository_decode (records, j, &sdr, NULL);
          }
        g_assert_cmpuint (n_missing, ==, 1);
        model_clear (&model);
      }
}

/* Records 40 and 41 are there and can be read, but the chain does not name them. */
static void
test_only_the_chain (void)
{
  static const guint script[][2] = { { 1, 2 }, { 2, 5 }, { 5, 0xFFFF }, { 3, 4 }, { 4, 6 }, { 6, 0xFFFF } };
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (6);
  g_autoptr(IpmiSdrRepository) records = NULL;

  g_assert_cmpint (run_script (walk, script, 6), ==, IPMI_SDR_STEP_DONE);
  records = ipmi_sdr_walk_steal_records (walk);
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, 3);
}

/* The most records there can be, in a chain that is all different: bounded, and not slow. */
static void
test_full_house (void)
{
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (65535);
  g_autoptr(IpmiSdrRepository) records = NULL;
  IpmiSdrRequest request;
  IpmiSdrStep step;

  ipmi_sdr_walk_unreserved (walk);
  while ((step = ipmi_sdr_walk_step (walk, &request)) == IPMI_SDR_STEP_REQUEST)
    {
      guint id = MAX (request.id, 1);
      guint8 answer[] = { (id + 1) & 0xFF, (id + 1) >> 8, id & 0xFF, id >> 8, 0x51, 0xC0, 0x03, 1, 2, 3 };

      ipmi_sdr_walk_answer (walk, &request, 0, answer, sizeof answer);
    }
  g_assert_cmpint (step, ==, IPMI_SDR_STEP_DONE);
  records = ipmi_sdr_walk_steal_records (walk);
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, 65534);
}

/* Every record claims to be longer than what can be read of it, or has no header at all. */
static void
test_lying_lengths (void)
{
  for (guint length = 0; length < 16; length++)
    {
      g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (1);
      IpmiSdrRequest request;
      IpmiSdrStep step;
      guint n = 0;

      ipmi_sdr_walk_unreserved (walk);
      while ((step = ipmi_sdr_walk_step (walk, &request)) == IPMI_SDR_STEP_REQUEST)
        {
          static const guint8 lie[] = { 0xFF, 0xFF, 1, 0, 0x51, 0x01, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
          g_autofree guint8 *exact = g_memdup2 (lie, length);

          g_assert_cmpuint (n++, <, 300);
          ipmi_sdr_walk_answer (walk, &request, 0, exact, length);
        }
      g_assert_true (step == IPMI_SDR_STEP_DONE || step == IPMI_SDR_STEP_FAILED);
    }
}

/* The controller's records have ids of their own, which are not those that the chain has. */
static void
test_other_ids (void)
{
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (20);
  g_autoptr(IpmiSdrRepository) records = NULL;
  IpmiSdrRequest request;
  IpmiSdrStep step;

  ipmi_sdr_walk_unreserved (walk);
  while ((step = ipmi_sdr_walk_step (walk, &request)) == IPMI_SDR_STEP_REQUEST)
    {
      guint id = MAX (request.id, 1);
      guint next = id < 20 ? id + 1 : 0xFFFF;
      guint8 answer[] = { next & 0xFF, next >> 8, id == 1 ? 1 : 0x77, 0, 0x51, 0xC0, 0x03, 1, 2, id };

      ipmi_sdr_walk_answer (walk, &request, 0, answer, sizeof answer);
    }
  g_assert_cmpint (step, ==, IPMI_SDR_STEP_DONE);
  records = ipmi_sdr_walk_steal_records (walk);
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, 20);
  for (guint i = 0; i < 20; i++)
    {
      IpmiSdr sdr;

      g_assert_true (ipmi_sdr_repository_decode (records, i, &sdr, NULL));
      g_assert_cmpuint (sdr.id, ==, i + 1);
      g_assert_cmpuint (sdr.oem.manufacturer_id, ==, 0x201 + ((i + 1) << 16 & 0xF0000));
    }
}

static void
test_lost_session (void)
{
  g_autoptr(IpmiSdrWalk) walk = ipmi_sdr_walk_new (10);
  g_autoptr(GError) closed = g_error_new_literal (IPMI_ERROR, IPMI_ERROR_CLOSED, "The session ended.");
  g_autoptr(GError) error = NULL;
  IpmiSdrRequest request;

  ipmi_sdr_walk_unreserved (walk);
  g_assert_cmpint (ipmi_sdr_walk_step (walk, &request), ==, IPMI_SDR_STEP_REQUEST);
  ipmi_sdr_walk_no_answer (walk, &request, closed);
  g_assert_cmpint (ipmi_sdr_walk_step (walk, &request), ==, IPMI_SDR_STEP_FAILED);
  error = ipmi_sdr_walk_steal_error (walk);
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_CLOSED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sdr-walk/real-repository", test_real_repository);
  g_test_add_func ("/ipmi/sdr-walk/every-size", test_every_size);
  g_test_add_func ("/ipmi/sdr-walk/wrong-counts", test_wrong_counts);
  g_test_add_func ("/ipmi/sdr-walk/ids-with-gaps", test_ids_with_gaps);
  g_test_add_func ("/ipmi/sdr-walk/random-ids", test_random_ids);
  g_test_add_func ("/ipmi/sdr-walk/few-wrong-guesses", test_few_wrong_guesses);
  g_test_add_func ("/ipmi/sdr-walk/shuffled-answers", test_shuffled_answers);
  g_test_add_func ("/ipmi/sdr-walk/parts", test_parts);
  g_test_add_func ("/ipmi/sdr-walk/unreadable-ends", test_unreadable_ends);
  g_test_add_func ("/ipmi/sdr-walk/nothing-to-be-had", test_nothing_to_be_had);
  g_test_add_func ("/ipmi/sdr-walk/lost-reservations", test_lost_reservations);
  g_test_add_func ("/ipmi/sdr-walk/fought-over", test_fought_over);
  g_test_add_func ("/ipmi/sdr-walk/goes-without-reservations", test_goes_without_reservations);
  g_test_add_func ("/ipmi/sdr-walk/loops", test_loops);
  g_test_add_func ("/ipmi/sdr-walk/missing-record", test_missing_record);
  g_test_add_func ("/ipmi/sdr-walk/refused-record", test_refused_record);
  g_test_add_func ("/ipmi/sdr-walk/only-the-chain", test_only_the_chain);
  g_test_add_func ("/ipmi/sdr-walk/full-house", test_full_house);
  g_test_add_func ("/ipmi/sdr-walk/lying-lengths", test_lying_lengths);
  g_test_add_func ("/ipmi/sdr-walk/other-ids", test_other_ids);
  g_test_add_func ("/ipmi/sdr-walk/lost-session", test_lost_session);
  return g_test_run ();
}
