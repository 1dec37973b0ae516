/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-sel-client.h"
#include "scripted-session.h"

/* An event log, and what happens to it while it is used. */
typedef struct
{
  GArray  *ids;                /* guint16, in the order of the chain */
  guint32  addition_time;
  guint32  erase_time;
  guint    requests;
  guint    entries;            /* requests for records */
  guint    add_at;             /* before this request for a record one is added … */
  guint    add_every;          /* … and at each so many after it */
  guint    clear_at;           /* or the log is cleared, and has two new records */
  guint    delete_at;          /* or the third is deleted */
  guint    erasing;            /* requests for records that come while it is being cleared */
  guint    circle_at;          /* this id names the first record as the next */
  guint16  reservation;
  guint    reserves;
  guint    clears;             /* carried out */
  guint    polls;              /* until a clear is complete */
  const char *clear_losses;    /* for each Clear SEL: 'r', 'a', 'n', 't' (done, but the answer is 0xC3), 'c' (reservation
                                * lost), else nothing */
} Log;

static void
log_add (Log *log,
         guint16 id)
{
  g_array_append_val (log->ids, id);
  log->addition_time++;
}

static Log *
log_new (guint n,
         guint first,
         guint stride)
{
  Log *log = g_new0 (Log, 1);

  log->ids = g_array_new (FALSE, FALSE, sizeof (guint16));
  log->addition_time = 0x60000000;
  log->erase_time = 0x50000000;
  log->clear_losses = "";
  for (guint i = 0; i < n; i++)
    log_add (log, first + i * stride);
  return log;
}

static void
log_free (Log *log)
{
  g_array_unref (log->ids);
  g_free (log);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Log, log_free)

static guint16
log_id (Log *log,
        guint index)
{
  return index < log->ids->len ? g_array_index (log->ids, guint16, index) : IPMI_SEL_LAST;
}

static void
log_clear (Log *log)
{
  g_array_set_size (log->ids, 0);
  log->erase_time++;
}

static void
happen (Log *log)
{
  log->entries++;
  if (log->add_at > 0 && log->entries >= log->add_at
      && (log->entries == log->add_at
          || (log->add_every > 0 && (log->entries - log->add_at) % log->add_every == 0)))
    log_add (log, log_id (log, log->ids->len - 1) + 1);
  if (log->entries == log->clear_at)
    {
      log_clear (log);
      log_add (log, 1);
      log_add (log, 2);
    }
  if (log->entries == log->delete_at)
    {
      g_array_remove_index (log->ids, 2);
      log->erase_time++;
    }
}

static int
give_info (Log        *log,
           GByteArray *answer)
{
  guint32 a = log->addition_time, e = log->erase_time;
  guint8 info[] = { 0x51, log->ids->len, log->ids->len >> 8, 0, 1, a, a >> 8, a >> 16, a >> 24,
                    e, e >> 8, e >> 16, e >> 24, 0x02 };

  g_byte_array_append (answer, info, sizeof info);
  return 0;
}

static int
give_entry (Log          *log,
            const guint8 *data,
            GByteArray   *answer)
{
  guint16 wanted = data[2] | data[3] << 8;

  happen (log);
  if (log->erasing > 0 && log->erasing-- > 0)
    return 0x81;
  for (guint i = 0; i < log->ids->len; i++)
    {
      guint16 id = log_id (log, i);
      guint16 next = log_id (log, i + 1);
      guint8 entry[18] = { 0, 0, id, id >> 8, 0x02 };

      if (id == log->circle_at)
        next = log_id (log, 0);
      entry[0] = next;
      entry[1] = next >> 8;
      if (id != wanted && (wanted != IPMI_SEL_FIRST || i > 0))
        continue;
      g_byte_array_append (answer, entry, sizeof entry);
      return 0;
    }
  return 0xCB;
}

static int
clear (Log               *log,
       const IpmiRequest *request,
       GByteArray        *answer)
{
  gboolean initiate = request->data[5] == 0xAA;
  guint8 progress;

  g_assert_cmpmem (request->data + 2, 3, "CLR", 3);
  g_assert_cmpuint (request->flags, ==, initiate ? IPMI_REQUEST_ONCE : IPMI_REQUEST_DEFAULT);
  if (initiate)
    {
      char loss = *log->clear_losses != '\0' ? *log->clear_losses++ : '-';

      if (loss == 'r')
        return SCRIPT_SILENT;
      if (loss == 'c' || (request->data[0] | request->data[1] << 8) != log->reservation)
        return 0xC5;
      log->clears++;
      log_clear (log);
      if (loss == 't')
        return 0xC3;
      if (loss == 'a' || loss == 'n')
        return loss == 'a' ? SCRIPT_SILENT : SCRIPT_NEVER;
    }
  progress = log->polls > 0 ? 0 : 1;
  log->polls -= log->polls > 0 ? 1 : 0;
  g_byte_array_append (answer, &progress, 1);
  return 0;
}

static int
log_script (const IpmiRequest *request,
            GByteArray        *answer,
            gpointer           user_data)
{
  Log *log = user_data;
  guint8 reservation[2];

  log->requests++;
  g_assert_cmphex (request->netfn, ==, 0x0A);
  switch (request->command)
    {
    case 0x40:
      return give_info (log, answer);
    case 0x42:
      log->reserves++;
      log->reservation++;
      reservation[0] = log->reservation;
      reservation[1] = log->reservation >> 8;
      g_byte_array_append (answer, reservation, 2);
      return 0;
    case 0x43:
      g_assert_cmpuint (request->length, ==, 6);
      return give_entry (log, request->data, answer);
    case 0x47:
      return clear (log, request, answer);
    default:
      return 0xC1;
    }
}

static GArray *
read_log (Log     *log,
          guint32  seed,
          GError **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (log_script, log, seed);
  g_auto(Waiting) waiting = { NULL };
  GArray *records;

  ipmi_sel_read_async (session, NULL, NULL, NULL, on_scripted_done, &waiting);
  records = ipmi_sel_read_finish (session, wait_for (&waiting), error);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  return records;
}

static void
assert_is_log (Log    *log,
               GArray *records)
{
  g_assert_cmpuint (records->len, ==, log->ids->len);
  for (guint i = 0; i < records->len; i++)
    g_assert_cmphex (g_array_index (records, IpmiSelRecord, i).id, ==, log_id (log, i));
}

/* However the ids run, and in whatever order the answers come. */
static void
test_read (void)
{
  static const struct
  {
    guint n, first, stride;
  } logs[] = {
    { 0, 1, 1 }, { 1, 1, 1 }, { 2, 500, 1 }, { 15, 1, 1 }, { 300, 1, 1 }, { 300, 7, 20 }, { 40, 65495, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (logs); i++)
    {
      for (guint32 seed = 0; seed < 20; seed++)
        {
          g_autoptr(Log) log = log_new (logs[i].n, logs[i].first, logs[i].stride);
          g_autoptr(GError) error = NULL;
          g_autoptr(GArray) records = read_log (log, seed, &error);

          g_assert_no_error (error);
          assert_is_log (log, records);
          g_assert_cmpuint (log->entries, <=, 2 * logs[i].n + 40);
        }
    }
}

/* Thousands of records take little more than one request each. */
static void
test_read_thousands (void)
{
  g_autoptr(Log) log = log_new (8000, 1, 1);
  g_autoptr(GArray) records = read_log (log, 0, NULL);

  assert_is_log (log, records);
  g_assert_cmpuint (log->requests, <=, 8000 + 20);
}

static void
test_read_with_gaps (void)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_autoptr(Log) log = log_new (200, 1, 1);
      g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr(GArray) records = NULL;

      for (guint i = 0; i < 60; i++)
        g_array_remove_index (log->ids, g_rand_int_range (rand, 0, log->ids->len));
      records = read_log (log, seed, NULL);
      assert_is_log (log, records);
    }
}

static void
test_log_changes (void)
{
  for (guint32 seed = 0; seed < 30; seed++)
    {
      for (guint at = 1; at < 40; at += 3)
        {
          g_autoptr(Log) grows = log_new (30, 1, 1);
          g_autoptr(Log) cleared = log_new (30, 1, 1);
          g_autoptr(Log) deleted = log_new (30, 1, 1);
          g_autoptr(GError) error = NULL;
          g_autoptr(GArray) grown = NULL, fresh = NULL, fewer = NULL;

          grows->add_at = at;
          cleared->clear_at = at;
          deleted->delete_at = at;
          grown = read_log (grows, seed, &error);
          g_assert_no_error (error);
          assert_is_log (grows, grown);
          fresh = read_log (cleared, seed, &error);
          g_assert_no_error (error);
          assert_is_log (cleared, fresh);
          fewer = read_log (deleted, seed, &error);
          g_assert_no_error (error);
          assert_is_log (deleted, fewer);
        }
    }
}

static GArray *
update_log (Log                 *log,
            guint32              seed,
            IpmiSelInfo         *info,
            const IpmiSelRecord *last,
            gboolean            *whole)
{
  g_autoptr(IpmiSession) session = scripted_session_new (log_script, log, seed);
  g_autoptr(GError) error = NULL;
  g_auto(Waiting) waiting = { NULL };
  GArray *records;

  ipmi_sel_update_async (session, last != NULL ? info : NULL, last, NULL, NULL, NULL, on_scripted_done, &waiting);
  records = ipmi_sel_update_finish (session, wait_for (&waiting), info, whole, &error);
  g_assert_no_error (error);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  return records;
}

/* What has come since costs little more than a request for each; nothing new costs one. */
static void
test_update (void)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_autoptr(Log) log = log_new (300, 1, 1);
      IpmiSelInfo info;
      gboolean whole = FALSE;
      g_autoptr(GArray) records = update_log (log, seed, &info, NULL, &whole);
      IpmiSelRecord last = g_array_index (records, IpmiSelRecord, 299);
      g_autoptr(GArray) nothing = NULL, some = NULL;

      g_assert_true (whole);
      assert_is_log (log, records);
      log->requests = 0;
      nothing = update_log (log, seed, &info, &last, &whole);
      g_assert_false (whole);
      g_assert_cmpuint (nothing->len, ==, 0);
      g_assert_cmpuint (log->requests, ==, 1);
      for (guint i = 301; i <= 303; i++)
        log_add (log, i);
      log->requests = 0;
      some = update_log (log, seed, &info, &last, &whole);
      g_assert_false (whole);
      g_assert_cmpuint (some->len, ==, 3);
      g_assert_cmphex (g_array_index (some, IpmiSelRecord, 0).id, ==, 301);
      g_assert_cmphex (g_array_index (some, IpmiSelRecord, 2).id, ==, 303);
      g_assert_cmpuint (info.entries, ==, 303);
      g_assert_cmpuint (log->requests, <, 12);
    }
}

/* A log that was cleared, or that overwrites its oldest records, or is another's, is read again. */
static void
test_update_of_another_log (void)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      for (guint what = 0; what < 5; what++)
        {
          g_autoptr(Log) log = log_new (30, 1, 1);
          IpmiSelInfo info;
          gboolean whole = FALSE;
          g_autoptr(GArray) records = update_log (log, seed, &info, NULL, &whole);
          IpmiSelRecord last = g_array_index (records, IpmiSelRecord, 29);
          g_autoptr(GArray) again = NULL;

          if (what == 0)
            log_clear (log);
          for (guint i = 0; what == 1 && i < 40; i++)      /* cleared, and longer than it was */
            {
              if (i == 0)
                log_clear (log);
              log_add (log, 1 + i);
            }
          if (what == 2)                                   /* wrapped, without a time of erasure */
            {
              g_array_remove_range (log->ids, 0, 2);
              log_add (log, 31);
              log_add (log, 32);
            }
          if (what == 3)                                   /* even the last one has been overwritten */
            {
              g_array_set_size (log->ids, 0);
              for (guint i = 0; i < 30; i++)
                log_add (log, 100 + i);
            }
          if (what == 4)                                   /* the same id, another record */
            {
              last.raw[5] ^= 1;
              log_add (log, 31);
            }
          again = update_log (log, seed, &info, &last, &whole);
          g_assert_true (whole);
          assert_is_log (log, again);
        }
    }
}

/* A log that never stands still is given as it was, not waited for. */
static void
test_log_grows_all_the_time (void)
{
  g_autoptr(Log) log = log_new (30, 1, 1);
  g_autoptr(GArray) records = NULL;

  log->add_at = log->add_every = 2;
  records = read_log (log, 0, NULL);
  g_assert_nonnull (records);
  g_assert_cmpuint (records->len, >=, 30);
  g_assert_cmpuint (log->requests, <, 3000);
}

static void
test_erasing (void)
{
  g_autoptr(Log) log = log_new (3, 1, 1);
  g_autoptr(Log) forever = log_new (3, 1, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) records = NULL;

  log->erasing = 4;
  records = read_log (log, 0, &error);
  g_assert_no_error (error);
  assert_is_log (log, records);
  forever->erasing = G_MAXUINT;
  g_assert_null (read_log (forever, 0, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_BUSY);
}

static void
test_circle (void)
{
  g_autoptr(Log) log = log_new (30, 1, 1);
  g_autoptr(GError) error = NULL;

  log->circle_at = 20;
  g_assert_null (read_log (log, 3, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT);
}

static int
hole_script (const IpmiRequest *request,
             GByteArray        *answer,
             gpointer           user_data)
{
  int completion = log_script (request, answer, user_data);

  return request->command == 0x43 && request->data[2] == 12 ? 0xCB : completion;
}

static void
test_hole (void)
{
  g_autoptr(Log) log = log_new (30, 1, 1);
  g_autoptr(IpmiSession) session = scripted_session_new (hole_script, log, 0);
  g_auto(Waiting) waiting = { NULL };
  g_autoptr(GError) error = NULL;

  ipmi_sel_read_async (session, NULL, NULL, NULL, on_scripted_done, &waiting);
  g_assert_null (ipmi_sel_read_finish (session, wait_for (&waiting), &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "0x000c"));
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static int
denying_script (const IpmiRequest *request,
                GByteArray        *answer,
                gpointer           user_data)
{
  return request->command == 0x43 ? 0xD4 : log_script (request, answer, user_data);
}

static int
closing_script (const IpmiRequest *request,
                GByteArray        *answer,
                gpointer           user_data)
{
  return request->command == 0x43 && request->data[2] == 7 ? SCRIPT_CLOSED
                                                           : log_script (request, answer, user_data);
}

static int
short_script (const IpmiRequest *request,
              GByteArray        *answer,
              gpointer           user_data)
{
  int completion = log_script (request, answer, user_data);

  if (request->command == 0x43 && answer->len > 0)
    g_byte_array_set_size (answer, 17);
  return completion;
}

static void
test_errors (void)
{
  static const struct
  {
    Script script;
    int    code;
  } cases[] = {
    { denying_script, IPMI_ERROR_PRIVILEGE },
    { closing_script, IPMI_ERROR_CLOSED },
    { short_script, IPMI_ERROR_PROTOCOL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Log) log = log_new (30, 1, 1);
      g_autoptr(IpmiSession) session = scripted_session_new (cases[i].script, log, 0);
      g_auto(Waiting) waiting = { NULL };
      g_autoptr(GError) error = NULL;

      ipmi_sel_read_async (session, NULL, NULL, NULL, on_scripted_done, &waiting);
      g_assert_null (ipmi_sel_read_finish (session, wait_for (&waiting), &error));
      g_assert_error (error, IPMI_ERROR, cases[i].code);
      while (scripted_session_outstanding (session) > 0)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
on_progress (guint    done,
             guint    total,
             gpointer user_data)
{
  g_assert_cmpuint (total, ==, 100);
  if (done >= 50)
    g_cancellable_cancel (user_data);
}

static void
test_cancelled_from_progress (void)
{
  g_autoptr(Log) log = log_new (100, 1, 1);
  g_autoptr(IpmiSession) session = scripted_session_new (log_script, log, 0);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Waiting) waiting = { NULL };
  g_autoptr(GError) error = NULL;

  ipmi_sel_read_async (session, on_progress, cancellable, cancellable, on_scripted_done, &waiting);
  g_assert_null (ipmi_sel_read_finish (session, wait_for (&waiting), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (log->entries, <, 100);
}

static gboolean
clear_log (Log     *log,
           GError **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (log_script, log, 0);
  g_auto(Waiting) waiting = { NULL };

  ipmi_sel_clear_async (session, NULL, on_scripted_done, &waiting);
  return ipmi_sel_clear_finish (session, wait_for (&waiting), error);
}

static void
test_clear (void)
{
  static const struct
  {
    const char *losses;
    guint       polls;
    guint       reserves;
  } cases[] = {
    { "", 0, 1 }, { "", 2, 3 }, { "a", 0, 1 }, { "n", 0, 1 }, { "t", 0, 1 }, { "r", 0, 2 }, { "cc", 0, 3 }, { "rcra", 0, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Log) log = log_new (30, 1, 1);
      g_autoptr(GError) error = NULL;

      log->clear_losses = cases[i].losses;
      log->polls = cases[i].polls;
      g_assert_true (clear_log (log, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (log->ids->len, ==, 0);
      g_assert_cmpuint (log->clears, ==, 1);
      g_assert_cmpuint (log->reserves, ==, cases[i].reserves);
    }
}

static void
test_clear_fails (void)
{
  g_autoptr(Log) lost = log_new (30, 1, 1);
  g_autoptr(Log) fought = log_new (30, 1, 1);
  g_autoptr(Log) empty = log_new (0, 1, 1);
  g_autoptr(GError) error = NULL;

  lost->clear_losses = "rrrrrrrrrr";
  g_assert_false (clear_log (lost, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
  g_clear_error (&error);
  fought->clear_losses = "cccccccccc";
  g_assert_false (clear_log (fought, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (clear_log (empty, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (empty->clears, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sel/read", test_read);
  g_test_add_func ("/ipmi/sel/read-thousands", test_read_thousands);
  g_test_add_func ("/ipmi/sel/read-with-gaps", test_read_with_gaps);
  g_test_add_func ("/ipmi/sel/log-changes", test_log_changes);
  g_test_add_func ("/ipmi/sel/log-grows-all-the-time", test_log_grows_all_the_time);
  g_test_add_func ("/ipmi/sel/erasing", test_erasing);
  g_test_add_func ("/ipmi/sel/circle", test_circle);
  g_test_add_func ("/ipmi/sel/hole", test_hole);
  g_test_add_func ("/ipmi/sel/errors", test_errors);
  g_test_add_func ("/ipmi/sel/cancelled-from-progress", test_cancelled_from_progress);
  g_test_add_func ("/ipmi/sel/clear", test_clear);
  g_test_add_func ("/ipmi/sel/clear-fails", test_clear_fails);
  g_test_add_func ("/ipmi/sel/update", test_update);
  g_test_add_func ("/ipmi/sel/update-of-another-log", test_update_of_another_log);
  return g_test_run ();
}
