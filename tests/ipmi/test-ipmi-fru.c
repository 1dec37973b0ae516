/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-fru.h"
#include "ipmi-test.h"

/* Offsets of the areas in the common header. */
enum { INTERNAL = 1, CHASSIS, BOARD, PRODUCT, MULTIRECORDS };

static guint8
checksum (const guint8 *data,
          gsize         length)
{
  guint8 sum = 0;

  for (gsize i = 0; i < length; i++)
    sum -= data[i];
  return sum;
}

static GByteArray *
image_new (void)
{
  GByteArray *image = g_byte_array_new ();
  static const guint8 header[8] = { 1, 0, 0, 0, 0, 0, 0, 0xFF };

  return g_byte_array_append (image, header, sizeof header);
}

static void
set_header (GByteArray *image,
            guint       index,
            guint8      value)
{
  image->data[index] = value;
  image->data[7] = checksum (image->data, 7);
}

/* Puts an area at the end: version, length, BODY, C1h, padding, checksum. */
static void
add_area (GByteArray   *image,
          guint         index,
          const guint8 *body,
          gsize         length)
{
  gsize size = (length + 4 + 7) / 8 * 8;
  guint8 *area = g_malloc0 (size);

  set_header (image, index, image->len / 8);
  area[0] = 1;
  area[1] = size / 8;
  memcpy (area + 2, body, length);
  area[2 + length] = 0xC1;
  area[size - 1] = checksum (area, size - 1);
  g_byte_array_append (image, area, size);
  g_free (area);
}

static void
add_record (GByteArray   *image,
            guint8        type,
            gboolean      last,
            const guint8 *body,
            gsize         length)
{
  guint8 header[5] = { type, last ? 0x82 : 0x02, length, checksum (body, length) };

  if (image->data[MULTIRECORDS] == 0)
    set_header (image, MULTIRECORDS, image->len / 8);
  header[4] = checksum (header, 4);
  g_byte_array_append (image, header, sizeof header);
  g_byte_array_append (image, body, length);
}

static IpmiFru *
decode (const GByteArray *image)
{
  g_autofree guint8 *exact = exact_copy (image->data, image->len);
  g_autoptr(GError) error = NULL;
  IpmiFru *fru = ipmi_fru_decode (exact, image->len, &error);

  g_assert_no_error (error);
  g_assert_nonnull (fru);
  return fru;
}

static const guint8 chassis_body[] = {
  23, 0xC4, 'P', 'A', 'R', 'T', 0xC3, 'S', 'N', '1', 0xC2, 'x', 'y', 0x03, 0xDE, 0xAD, 0x0F,
};
static const guint8 board_body[] = {
  25, 0x28, 0xB1, 0xDA, 0xC4, 'M', 'a', 'k', 'e', 0x83, 0x29, 0xDC, 0xA6, 0x42, 0x12, 0x3A,
  0x44, 0x75, 0xBC, 0x01, 0x24, 0xC0,
};
static const guint8 product_body[] = {
  0, 0xC3, 'A', 'c', 0xFC, 0xC2, 'N', 'm', 0xC4, 'p', 0, 0, 0, 0xC2, 'v', '1', 0xC2, 's', '1',
  0xC2, 'a', '1', 0xC0,
};

static GByteArray *
full_image (void)
{
  static const guint8 internal[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  static const guint8 supply[] = {
    0xEE, 0x02, 0x84, 0x03, 0x1E, 0x05, 0x28, 0x23, 0x90, 0x33, 0x50, 0x46, 0x20, 0x67, 0x2F, 0x3F,
    0x14, 0x0F, 0x20, 0xA3, 0x23, 0x73, 0x00, 0x3C,
  };
  static const guint8 output[] = { 0x82, 0xB0, 0x04, 0xC4, 0xFF, 0x3C, 0, 0x78, 0, 0, 0, 0xB8, 0x0B };
  static const guint8 load[] = { 0x01, 0xF4, 1, 0xDB, 1, 0x0D, 2, 0x32, 0, 0x0A, 0, 0xE8, 3 };
  static const guint8 access[] = "\x02rack4-node7";
  static const guint8 oem[] = { 0x5A, 0x31, 0x00, 0x16, 0x01 };
  GByteArray *image = image_new ();

  set_header (image, INTERNAL, 1);
  g_byte_array_append (image, internal, sizeof internal);
  add_area (image, CHASSIS, chassis_body, sizeof chassis_body);
  add_area (image, BOARD, board_body, sizeof board_body);
  add_area (image, PRODUCT, product_body, sizeof product_body);
  add_record (image, 0, FALSE, supply, sizeof supply);
  add_record (image, 1, FALSE, output, sizeof output);
  add_record (image, 2, FALSE, load, sizeof load);
  add_record (image, 3, FALSE, access, sizeof access - 1);
  add_record (image, 0xC0, TRUE, oem, sizeof oem);
  return image;
}

static void
test_areas (void)
{
  g_autoptr(GByteArray) image = full_image ();
  g_autoptr(IpmiFru) fru = decode (image);
  g_autofree char *date = NULL;

  g_assert_null (fru->header.problem);
  g_assert_cmpuint (fru->internal->version, ==, 1);
  g_assert_cmpmem (g_bytes_get_data (fru->internal->data, NULL),
                   g_bytes_get_size (fru->internal->data), "\2\3\4\5\6\7\10", 7);

  g_assert_null (fru->chassis->area.problem);
  g_assert_cmpstr (ipmi_fru_chassis_type_name (fru->chassis->type), ==, "Rack Mount Chassis");
  g_assert_cmpstr (fru->chassis->part_number, ==, "PART");
  g_assert_cmpstr (fru->chassis->serial_number, ==, "SN1");
  g_assert_cmpuint (fru->chassis->extra->len, ==, 2);
  g_assert_cmpstr (fru->chassis->extra->pdata[0], ==, "xy");
  g_assert_cmpstr (fru->chassis->extra->pdata[1], ==, "dead0f");

  g_assert_null (fru->board->area.problem);
  g_assert_cmpstr (ipmi_fru_language (fru->board->language), ==, "en");
  date = ipmi_fru_dup_date (fru->board->manufactured);
  g_assert_cmpstr (date, ==, "2023-04-01T22:00:00Z");
  g_assert_cmpstr (fru->board->manufacturer, ==, "Make");
  g_assert_cmpstr (fru->board->product, ==, "IPMI");
  g_assert_cmpstr (fru->board->serial_number, ==, "123");
  g_assert_cmpstr (fru->board->part_number, ==, "75-.0124");
  g_assert_cmpstr (fru->board->file_id, ==, "");
  g_assert_cmpuint (fru->board->extra->len, ==, 0);

  g_assert_null (fru->product->area.problem);
  g_assert_cmpstr (fru->product->manufacturer, ==, "Ac\xC3\xBC");
  g_assert_cmpstr (fru->product->part_number, ==, "p");
  g_assert_cmpstr (fru->product->version, ==, "v1");
  g_assert_cmpstr (fru->product->serial_number, ==, "s1");
  g_assert_cmpstr (fru->product->asset_tag, ==, "a1");
}

static const IpmiFruValue *
value (const IpmiFru *fru,
       guint          record,
       const char    *name)
{
  const GArray *values = ((IpmiFruRecord *) fru->records->pdata[record])->values;

  for (guint i = 0; i < values->len; i++)
    {
      const IpmiFruValue *item = &g_array_index (values, IpmiFruValue, i);

      if (g_str_equal (item->name, name))
        return item;
    }
  g_error ("no value %s", name);
}

static void
test_records (void)
{
  g_autoptr(GByteArray) image = full_image ();
  g_autoptr(IpmiFru) fru = decode (image);

  g_assert_null (fru->multirecords.problem);
  g_assert_cmpuint (fru->records->len, ==, 5);
  g_assert_cmpuint (fru->multirecords.offset + fru->multirecords.length, ==, image->len);
  for (guint i = 0; i < fru->records->len; i++)
    g_assert_null (((IpmiFruRecord *) fru->records->pdata[i])->area.problem);
  g_assert_cmpfloat (value (fru, 0, "capacity_watts")->number, ==, 750);
  g_assert_cmpfloat (value (fru, 0, "peak_volt_amperes")->number, ==, 900);
  g_assert_cmpfloat (value (fru, 0, "input_voltage_1_low_volts")->number, ==, 90);
  g_assert_cmpfloat (value (fru, 0, "input_voltage_2_high_volts")->number, ==, 264);
  g_assert_cmpfloat (value (fru, 0, "input_frequency_high_hz")->number, ==, 63);
  g_assert_true (value (fru, 0, "hot_swap")->boolean);
  g_assert_cmpfloat (value (fru, 0, "peak_watts")->number, ==, 800);
  g_assert_cmpfloat (value (fru, 0, "peak_hold_up_seconds")->number, ==, 10);
  g_assert_cmpfloat (value (fru, 0, "combined_voltage_1_volts")->number, ==, 5);
  g_assert_cmpfloat_with_epsilon (value (fru, 0, "combined_voltage_2_volts")->number, 3.3, 1e-9);
  g_assert_cmpfloat (value (fru, 0, "combined_watts")->number, ==, 115);
  g_assert_cmpfloat (value (fru, 0, "predictive_fail_threshold_rps")->number, ==, 60);
  g_assert_cmpfloat (value (fru, 1, "output_number")->number, ==, 2);
  g_assert_true (value (fru, 1, "standby")->boolean);
  g_assert_cmpfloat (value (fru, 1, "nominal_volts")->number, ==, 12);
  g_assert_cmpfloat_with_epsilon (value (fru, 1, "maximum_negative_deviation_volts")->number, -0.6, 1e-9);
  g_assert_cmpfloat (value (fru, 1, "maximum_current_draw_amperes")->number, ==, 3);
  g_assert_cmpfloat (value (fru, 2, "nominal_volts")->number, ==, 5);
  g_assert_cmpfloat (value (fru, 2, "maximum_current_load_amperes")->number, ==, 1);
  g_assert_cmpstr (value (fru, 3, "system_name")->text, ==, "rack4-node7");
  g_assert_cmpfloat (value (fru, 4, "manufacturer_id")->number, ==, 12634);
  g_assert_cmpstr (ipmi_fru_record_type_name (0xC0), ==, "OEM Record");
  g_assert_cmpstr (ipmi_fru_record_type_name (0x0A), ==, "Extended DC Load");
  g_assert_cmpstr (ipmi_fru_record_type_name (0x0B), ==, "Reserved");
}

static void
test_extended_dc (void)
{
  static const struct
  {
    guint8 type, info;
    double amperes;
  } cases[] = {
    { 0x09, 0x01, 30 }, { 0x09, 0x81, 30 }, { 0x09, 0x11, 300 }, { 0x0A, 0x01, 30 }, { 0x0A, 0x11, 300 },
    { 0x0A, 0x81, 300 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 body[13] = { cases[i].info, 0xB0, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0xB8, 0x0B };
      g_autoptr(GByteArray) image = image_new ();
      g_autoptr(IpmiFru) fru = NULL;

      add_record (image, cases[i].type, TRUE, body, sizeof body);
      fru = decode (image);
      g_assert_cmpfloat (value (fru, 0, "output_number")->number, ==, 1);
      g_assert_cmpfloat_with_epsilon (value (fru, 0, cases[i].type == 0x09 ? "maximum_current_draw_amperes"
                                                                            : "maximum_current_load_amperes")
                                        ->number, cases[i].amperes, 1e-9);
    }
}

static void
test_wrong_checksum_is_said_and_the_rest_shown (void)
{
  g_autoptr(GByteArray) image = full_image ();
  g_autoptr(IpmiFru) good = decode (image);
  IpmiFruRecord *record;
  gsize offset;

  image->data[good->board->area.offset + good->board->area.length - 1] ^= 1;
  record = good->records->pdata[1];
  offset = record->area.offset;
  image->data[offset + 8] ^= 1;
  image->data[6] = 1;
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_cmpstr (fru->header.problem, ==, "The checksum of the common header is wrong.");
    g_assert_cmpstr (fru->board->area.problem, ==, "The checksum of the board area is wrong.");
    g_assert_cmpstr (fru->board->manufacturer, ==, "Make");
    g_assert_null (fru->product->area.problem);
    g_assert_cmpuint (fru->records->len, ==, 5);
    record = fru->records->pdata[1];
    g_assert_cmpstr (record->area.problem, ==, "The checksum of record 2 is wrong.");
    g_assert_null (((IpmiFruRecord *) fru->records->pdata[2])->area.problem);
  }
  image->data[offset + 4] ^= 1;
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_cmpuint (fru->records->len, ==, 1);
    g_assert_cmpstr (fru->multirecords.problem, ==,
                     "The checksum of the header of record 2 is wrong.");
  }
}

static void
test_unicode (void)
{
  static const guint8 body[] = {
    54 /* ji */, 0, 0, 0,
    0xC8, 0x2D, 0x4E, 0x87, 0x65, 0x3D, 0xD8, 0x00, 0xDE,          /* U+4E2D U+6587 U+1F600 */
    0xC4, 'A', 0, 0, 0,
    0xC3, 'a', 'b', 'c',                                            /* odd: Latin-1 */
    0xC4, 0x00, 0xD8, 'z', 0,                                       /* a surrogate alone */
    0xC0,
  };
  g_autoptr(GByteArray) image = image_new ();
  g_autoptr(IpmiFru) fru = NULL;

  add_area (image, BOARD, body, sizeof body);
  fru = decode (image);
  g_assert_null (fru->board->area.problem);
  g_assert_cmpstr (fru->board->manufacturer, ==, "\u4E2D\u6587\U0001F600");
  g_assert_cmpstr (fru->board->product, ==, "A");
  g_assert_cmpstr (fru->board->serial_number, ==, "abc");
  g_assert_cmpstr (fru->board->part_number, ==, "\uFFFDz");
  g_assert_null (ipmi_fru_dup_date (fru->board->manufactured));
  g_assert_cmpstr (ipmi_fru_language (53), ==, "ja");
  g_assert_cmpstr (ipmi_fru_language (136), ==, "zu");
  g_assert_null (ipmi_fru_language (137));
}

static void
test_escape_sequences_are_not_passed_on (void)
{
  static const guint8 body[] = { 23, 0xC6, 0x1B, '[', '2', 'J', 0x9B, '\n', 0xC2, 'o', 'k' };
  g_autoptr(GByteArray) image = image_new ();
  g_autoptr(IpmiFru) fru = NULL;

  add_area (image, CHASSIS, body, sizeof body);
  fru = decode (image);
  g_assert_cmpstr (fru->chassis->part_number, ==, "\uFFFD[2J\uFFFD\uFFFD");
  g_assert_cmpstr (fru->chassis->serial_number, ==, "ok");
}

static void
test_hostile_lengths (void)
{
  static const guint8 endless[] = { 23, 0xC2, 'a', 'b', 0xFF, 'c' };
  g_autoptr(GByteArray) image = image_new ();

  add_area (image, CHASSIS, endless, sizeof endless);
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_cmpstr (fru->chassis->part_number, ==, "ab");
    g_assert_null (fru->chassis->serial_number);
    g_assert_cmpstr (fru->chassis->area.problem, ==,
                     "A field of 63 bytes runs over the end of the chassis area.");
  }
  image->data[9] = 0xFF;
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_true (g_str_has_prefix (fru->chassis->area.problem, "The chassis area is cut short: "));
  }
  image->data[9] = 0;
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_true (g_str_has_prefix (fru->chassis->area.problem, "The chassis area gives its length"));
    g_assert_cmpstr (fru->chassis->part_number, ==, "ab");
  }
  for (guint index = INTERNAL; index <= MULTIRECORDS; index++)
    set_header (image, index, 0xFF);
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_nonnull (fru->internal->area.problem);
    g_assert_nonnull (fru->chassis->area.problem);
    g_assert_nonnull (fru->board->area.problem);
    g_assert_nonnull (fru->product->area.problem);
    g_assert_nonnull (fru->multirecords.problem);
    g_assert_cmpuint (fru->product->extra->len, ==, 0);
  }
}

/* A board area of five bytes has not even room for its date; what is missing must not read as fields. */
static void
test_area_without_room (void)
{
  static const guint8 bytes[] = { 1, 0, 0, 1, 0, 0, 0, 0xFE, 1, 1, 25, 0, 0 };
  g_autoptr(GByteArray) image = g_byte_array_new ();

  for (gsize n = 8; n <= sizeof bytes; n++)
    {
      g_autoptr(IpmiFru) fru = NULL;

      g_byte_array_set_size (image, 0);
      g_byte_array_append (image, bytes, n);
      fru = decode (image);
      g_assert_nonnull (fru->board->area.problem);
      g_assert_null (fru->board->manufacturer);
      g_assert_cmpuint (fru->board->extra->len, ==, 0);
    }
}

static void
test_no_inventory (void)
{
  static const struct
  {
    guint8    byte;
    gsize     length;
    IpmiError code;
  } cases[] = {
    { 0xFF, 256, IPMI_ERROR_NOT_FOUND },
    { 0x00, 8, IPMI_ERROR_NOT_FOUND },
    { 0x01, 7, IPMI_ERROR_CORRUPT },
    { 0x02, 8, IPMI_ERROR_CORRUPT },
    { 0x01, 0, IPMI_ERROR_CORRUPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *data = g_malloc (cases[i].length + 1);
      g_autoptr(GError) error = NULL;

      memset (data, cases[i].byte, cases[i].length);
      g_assert_null (ipmi_fru_decode (data, cases[i].length, &error));
      g_assert_error (error, IPMI_ERROR, (int) cases[i].code);
    }
}

/* A zeroed multirecord area has headers whose checksums hold, without end. */
static void
test_endless_records (void)
{
  g_autoptr(GByteArray) image = image_new ();
  static const guint8 empty[5] = { 0xD0, 0x02, 0, 0, 0x2E };

  set_header (image, MULTIRECORDS, 1);
  for (guint i = 0; i < 20000; i++)
    g_byte_array_append (image, empty, sizeof empty);
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_cmpuint (fru->records->len, ==, 512);
    g_assert_nonnull (fru->multirecords.problem);
  }
  memset (image->data + 8, 0, image->len - 8);
  {
    g_autoptr(IpmiFru) fru = decode (image);

    g_assert_cmpuint (fru->records->len, ==, 0);
    g_assert_nonnull (fru->multirecords.problem);
  }
}

/* Reading what the extent asks for, and asking again, gives as much as reading everything. */
static void
test_extent (void)
{
  g_autoptr(GByteArray) image = full_image ();
  gsize used = image->len;
  gsize have = 0;
  guint rounds = 0;

  g_byte_array_set_size (image, 4096);
  memset (image->data + used, 0xFF, 4096 - used);
  for (;;)
    {
      g_autofree guint8 *exact = exact_copy (image->data, have);
      gsize extent = ipmi_fru_extent (exact, have, image->len);

      g_assert_cmpuint (extent, <=, image->len);
      if (extent <= have)
        break;
      have = extent;
      g_assert_cmpuint (++rounds, <, 16);
    }
  g_assert_cmpuint (have, ==, used);
  g_assert_cmpuint (ipmi_fru_extent (image->data, 4, 6), ==, 6);
  memset (image->data, 0xFF, 8);
  g_assert_cmpuint (ipmi_fru_extent (image->data, 8, 4096), ==, 8);
}

static void
test_answers (void)
{
  static const guint8 info_answer[] = { 0x00, 0x02, 0x01 };
  static const guint8 part_answer[] = { 0x02, 1, 2, 3, 4 };
  g_autofree guint8 *exact = exact_copy (part_answer, sizeof part_answer);
  g_autoptr(GError) error = NULL;
  IpmiFruInfo info;
  const guint8 *part;
  gsize length;

  g_assert_true (ipmi_fru_info_decode (&info, info_answer, 3, NULL));
  g_assert_cmpuint (info.size, ==, 512);
  g_assert_true (info.words);
  ASSERT_REFUSES_SHORT (ipmi_fru_info_decode, &info, info_answer, 3);

  g_assert_true (ipmi_fru_part_decode (TRUE, exact, sizeof part_answer, &part, &length, NULL));
  g_assert_cmpmem (part, length, part_answer + 1, 4);
  g_assert_true (ipmi_fru_part_decode (FALSE, exact, sizeof part_answer, &part, &length, NULL));
  g_assert_cmpmem (part, length, part_answer + 1, 2);
  g_assert_false (ipmi_fru_part_decode (TRUE, exact, 4, &part, &length, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/fru/areas", test_areas);
  g_test_add_func ("/ipmi/fru/records", test_records);
  g_test_add_func ("/ipmi/fru/extended-dc", test_extended_dc);
  g_test_add_func ("/ipmi/fru/wrong-checksum", test_wrong_checksum_is_said_and_the_rest_shown);
  g_test_add_func ("/ipmi/fru/unicode", test_unicode);
  g_test_add_func ("/ipmi/fru/escape-sequences", test_escape_sequences_are_not_passed_on);
  g_test_add_func ("/ipmi/fru/hostile-lengths", test_hostile_lengths);
  g_test_add_func ("/ipmi/fru/area-without-room", test_area_without_room);
  g_test_add_func ("/ipmi/fru/no-inventory", test_no_inventory);
  g_test_add_func ("/ipmi/fru/endless-records", test_endless_records);
  g_test_add_func ("/ipmi/fru/extent", test_extent);
  g_test_add_func ("/ipmi/fru/answers", test_answers);
  return g_test_run ();
}
