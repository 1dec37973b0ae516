/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "captures.h"
#include "ilo-command.h"
#include "ilo-error.h"

/* Feeds everything in pieces of @step bytes, each an exact block, and says what came out in words. */
static char *
describe (const guint8 *data,
          gsize         length,
          gsize         step,
          GError      **error)
{
  g_autoptr(IloCommandDecoder) decoder = ilo_command_decoder_new ();
  GString *words = g_string_new (NULL);

  for (gsize at = 0; at < length; at += step)
    {
      gsize left = MIN (step, length - at);
      g_autofree guint8 *exact = g_memdup2 (data + at, left);
      const guint8 *bytes = exact;
      g_autoptr(GError) local = NULL;
      IloCommandRecord record;

      while (ilo_command_decoder_take (decoder, &bytes, &left, &record, &local))
        g_string_append_printf (words, "%u/%u/%u p%d h%s c%04x d%u%d [%s] [%s]\n", record.type, record.flag,
                                record.status, record.power, ilo_health_name (record.health),
                                record.post_code, record.drive, record.connected, record.user,
                                record.address);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          break;
        }
      g_assert_cmpuint (left, ==, 0);
    }
  return g_string_free (words, FALSE);
}

/* A record as the server sends it. */
static void
append_record (GByteArray   *to,
               guint8        type,
               guint8        status,
               const guint8 *payload,
               guint8        size)
{
  guint8 header[12] = { type, 0, 0, 0, size, 0, 0, 0, 0, 0, status, 0 };

  g_byte_array_append (to, header, sizeof header);
  if (size > 0)
    g_byte_array_append (to, payload, size);
}

static void
assert_described (GByteArray *stream,
                  const char *expected)
{
  for (gsize step = 1; step <= stream->len; step++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *words = describe (stream->data, stream->len, step, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (words, ==, expected);
    }
}

static void
test_capture (void)
{
  g_autofree char *recorded = NULL;
  gsize length;

  if (!captures_load ("command-server.bin", &recorded, &length))
    return;
  for (gsize step = 1; step <= 64; step++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *words = describe ((const guint8 *) recorded + 2, length - 2, step, &error);
      g_auto(GStrv) lines = g_strsplit (words, "\n", -1);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (lines), ==, 14);     /* 13 records and the end */
      for (guint i = 0; i < 13; i++)
        g_assert_cmpstr (lines[i], ==, i % 2 == 0 ? "3/0/0 p1 hunknown c0000 d00 [] []"
                                                  : "4/0/0 p0 hok c0000 d00 [] []");
    }
}

static void
test_every_record (void)
{
  g_autoptr(GByteArray) stream = g_byte_array_new ();
  guint8 who[128] = "Alice";

  memcpy (who + 64, "10.0.0.7", 8);
  append_record (stream, 2, 0, NULL, 0);
  append_record (stream, 3, 0, (const guint8[]) { 0 }, 1);
  append_record (stream, 3, 0, (const guint8[]) { 2 }, 1);
  append_record (stream, 4, 0, (const guint8[]) { 0 }, 1);
  append_record (stream, 4, 0, (const guint8[]) { 2 }, 1);
  append_record (stream, 4, 0, (const guint8[]) { 3 }, 1);
  append_record (stream, 5, 0, (const guint8[]) { 0x34, 0x12 }, 2);
  append_record (stream, 6, 10, who, 128);
  append_record (stream, 7, 0, (const guint8[]) { 0, 2, 0, 1 }, 4);
  append_record (stream, 8, 0, (const guint8[]) { 1, 2, 3 }, 3);
  append_record (stream, 9, 30, who, 128);
  append_record (stream, 10, 0, NULL, 0);
  append_record (stream, 11, 4, NULL, 0);
  append_record (stream, 13, 0, (const guint8[]) { 9 }, 1);
  append_record (stream, 14, 0, NULL, 0);
  append_record (stream, 15, 0, NULL, 0);
  assert_described (stream,
                    "2/0/0 p0 hunknown c0000 d00 [] []\n"
                    "3/0/0 p0 hunknown c0000 d00 [] []\n"
                    "3/0/0 p1 hunknown c0000 d00 [] []\n"
                    "4/0/0 p0 hok c0000 d00 [] []\n"
                    "4/0/0 p0 hcritical c0000 d00 [] []\n"
                    "4/0/0 p0 hunknown c0000 d00 [] []\n"
                    "5/0/0 p0 hunknown c1234 d00 [] []\n"
                    "6/0/10 p0 hunknown c0000 d00 [Alice] [10.0.0.7]\n"
                    "7/0/0 p0 hunknown c0000 d21 [] []\n"
                    "9/0/30 p0 hunknown c0000 d00 [Alice] [10.0.0.7]\n"
                    "10/0/0 p0 hunknown c0000 d00 [] []\n"
                    "11/0/4 p0 hunknown c0000 d00 [] []\n"
                    "13/0/0 p0 hunknown c0000 d00 [] []\n"
                    "14/0/0 p0 hunknown c0000 d00 [] []\n"
                    "15/0/0 p0 hunknown c0000 d00 [] []\n");
}

static void
test_skips_unknown_and_longer (void)
{
  g_autoptr(GByteArray) stream = g_byte_array_new ();
  const guint8 like_a_header[12] = { 3, 0, 0, 0, 1 };

  append_record (stream, 16, 0, like_a_header, 8);
  append_record (stream, 3, 0, (const guint8[]) { 1, 3, 0, 0, 0, 1 }, 6);
  append_record (stream, 200, 0, like_a_header, 12);
  append_record (stream, 0, 0, NULL, 0);
  append_record (stream, 2, 0, like_a_header, 12);
  append_record (stream, 4, 0, (const guint8[]) { 0 }, 1);
  assert_described (stream,
                    "3/0/0 p1 hunknown c0000 d00 [] []\n"
                    "2/0/0 p0 hunknown c0000 d00 [] []\n"
                    "4/0/0 p0 hok c0000 d00 [] []\n");
}

static void
test_names_cannot_mislead (void)
{
  static const struct
  {
    const char *name;
    const char *shown;
  } cases[] = {
    { "", "" },
    { "J\xC3\xBCrgen", "J\xC3\xBCrgen" },
    { "J\xFCrgen", "J?rgen" },
    { "a\nb\033[1m", "a?b?[1m" },
    { "x\xE2\x80\xAEy", "x???y" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GByteArray) stream = g_byte_array_new ();
      g_autofree char *expected = g_strdup_printf ("6/0/0 p0 hunknown c0000 d00 [%s] []\n", cases[i].shown);
      guint8 who[128] = { 0 };

      memcpy (who, cases[i].name, strlen (cases[i].name));
      append_record (stream, 6, 0, who, 128);
      assert_described (stream, expected);
    }
}

static void
test_unterminated_name (void)
{
  g_autoptr(GByteArray) stream = g_byte_array_new ();
  g_autofree char *name = g_strnfill (64, 'n');
  g_autofree char *address = g_strnfill (64, 'a');
  g_autofree char *expected = g_strdup_printf ("9/0/0 p0 hunknown c0000 d00 [%s] [%s]\n", name, address);
  g_autofree char *who = g_strconcat (name, address, NULL);

  append_record (stream, 9, 0, (const guint8 *) who, 128);
  assert_described (stream, expected);
}

static void
test_refuses_nonsense (void)
{
  static const guint8 cases[][12] = {
    { 3, 0, 0, 0, 0 },                            /* no room for what it says */
    { 6, 0, 0, 0, 127 },
    { 16, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF },      /* longer than any record */
    { 'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '4', '0', '0' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step <= 12; step++)
      {
        g_autoptr(GError) error = NULL;
        g_autofree char *words = describe (cases[i], 12, step, &error);

        g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
        g_assert_cmpstr (words, ==, "");
      }
}

static void
test_stays_broken (void)
{
  static const guint8 nonsense[12] = { 3 };
  g_autoptr(IloCommandDecoder) decoder = ilo_command_decoder_new ();
  IloCommandRecord record;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      const guint8 *data = nonsense;
      gsize left = sizeof nonsense;

      g_assert_false (ilo_command_decoder_take (decoder, &data, &left, &record, &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
    }
}

static void
test_answers (void)
{
  static const guint8 grant[] = { 4, 0, 0, 0 };
  static const guint8 refuse[] = { 3, 0, 0, 0 };
  guint8 answer[ILO_COMMAND_ANSWER_SIZE];

  ilo_command_encode_answer (answer, TRUE);
  g_assert_cmpmem (answer, sizeof answer, grant, sizeof grant);
  ilo_command_encode_answer (answer, FALSE);
  g_assert_cmpmem (answer, sizeof answer, refuse, sizeof refuse);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/command/capture", test_capture);
  g_test_add_func ("/ilo/command/every-record", test_every_record);
  g_test_add_func ("/ilo/command/skips-unknown-and-longer", test_skips_unknown_and_longer);
  g_test_add_func ("/ilo/command/names-cannot-mislead", test_names_cannot_mislead);
  g_test_add_func ("/ilo/command/unterminated-name", test_unterminated_name);
  g_test_add_func ("/ilo/command/refuses-nonsense", test_refuses_nonsense);
  g_test_add_func ("/ilo/command/stays-broken", test_stays_broken);
  g_test_add_func ("/ilo/command/answers", test_answers);
  return g_test_run ();
}
