/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-reader.h"
#include "wire-writer.h"

static void
test_reads_both_orders (void)
{
  static const guint8 data[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0xAA };
  WireReader reader = { data, sizeof data, FALSE };

  g_assert_cmphex (wire_reader_le (&reader, 2), ==, 0x0201);
  g_assert_cmphex (wire_reader_be (&reader, 4), ==, 0x03040506);
  g_assert_cmphex (wire_reader_le (&reader, 1), ==, 0xAA);
  g_assert_cmpuint (reader.left, ==, 0);
  g_assert_false (reader.truncated);
}

static void
test_short_read_sticks (void)
{
  static const guint8 data[] = { 0x01, 0x02, 0x03 };
  g_autofree guint8 *exact = g_memdup2 (data, sizeof data);
  WireReader reader = { exact, sizeof data, FALSE };

  g_assert_cmphex (wire_reader_le (&reader, 4), ==, 0);
  g_assert_true (reader.truncated);
  g_assert_cmphex (wire_reader_le (&reader, 1), ==, 0);
  g_assert_null (wire_reader_bytes (&reader, 0));
  g_assert_cmpuint (reader.left, ==, 3);
}

static void
test_writes_what_is_read (void)
{
  guint8 data[13];
  WireWriter writer = { data, sizeof data, 0, FALSE };
  WireReader reader = { data, sizeof data, FALSE };

  wire_writer_le (&writer, 4, 0x11223344);
  wire_writer_be (&writer, 8, 0x0102030405060708);
  wire_writer_bytes (&writer, "z", 1);
  g_assert_false (writer.overflowed);
  g_assert_cmpuint (writer.length, ==, 13);
  g_assert_cmphex (wire_reader_le (&reader, 4), ==, 0x11223344);
  g_assert_cmphex (wire_reader_be (&reader, 8), ==, 0x0102030405060708);
  g_assert_cmpint (*wire_reader_bytes (&reader, 1), ==, 'z');
}

static void
test_overflow_sticks (void)
{
  g_autofree guint8 *exact = g_malloc0 (3);
  WireWriter writer = { exact, 3, 0, FALSE };

  wire_writer_le (&writer, 2, 0xFFFF);
  wire_writer_le (&writer, 2, 0xFFFF);
  g_assert_true (writer.overflowed);
  wire_writer_le (&writer, 1, 0xFF);
  g_assert_cmpuint (writer.length, ==, 2);
  g_assert_cmpuint (exact[2], ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/reader/both-orders", test_reads_both_orders);
  g_test_add_func ("/wire/reader/short-read-sticks", test_short_read_sticks);
  g_test_add_func ("/wire/writer/writes-what-is-read", test_writes_what_is_read);
  g_test_add_func ("/wire/writer/overflow-sticks", test_overflow_sticks);
  return g_test_run ();
}
