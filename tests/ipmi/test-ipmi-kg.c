/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-auth.h"
#include "ipmi-kg.h"

static void
check (const char *text,
       const void *key,
       gsize       length)
{
  g_autoptr(GBytes) kg = NULL;

  g_assert_true (ipmi_kg_parse (&kg, text));
  g_assert_nonnull (kg);
  g_assert_cmpmem (g_bytes_get_data (kg, NULL), g_bytes_get_size (kg), key, length);
}

static void
test_takes_text_and_hexadecimal (void)
{
  static const guint8 bytes[] = { 0x00, 0xFF, 0xA1, 0x20 };

  check ("kg-key-of-19-bytes!", "kg-key-of-19-bytes!", 19);
  check ("exactly-twenty-bytes", "exactly-twenty-bytes", IPMI_KEY_LENGTH);
  check ("0", "0", 1);
  check ("x0ff", "x0ff", 4);
  check ("0x00ffA120", bytes, sizeof bytes);
  check ("0X00FFa120", bytes, sizeof bytes);
}

static void
test_refuses_what_is_no_key (void)
{
  static const char *const texts[] = {
    "twenty-one-characters", "0x", "0x1", "0xgg", "0x12 34", "0x000102030405060708090a0b0c0d0e0f1011121314",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GBytes) kg = NULL;

      g_assert_false (ipmi_kg_parse (&kg, texts[i]));
      g_assert_null (kg);
    }
}

static void
test_none (void)
{
  g_autoptr(GBytes) kg = NULL;
  g_autofree char *text = ipmi_kg_format (NULL);

  g_assert_true (ipmi_kg_parse (&kg, text));
  g_assert_null (kg);
}

static void
test_takes_what_it_formats (void)
{
  static const struct { const char *key; gsize length; const char *text; } keys[] = {
    { "plain", 5, "plain" }, { "sch\xC3\xB6n", 6, "sch\xC3\xB6n" }, { "\xFF\x01", 2, "0xff01" },
    { "a\0b", 3, "0x610062" }, { "0x12", 4, "0x30783132" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GBytes) kg = g_bytes_new (keys[i].key, keys[i].length);
      g_autofree char *text = ipmi_kg_format (kg);

      g_assert_cmpstr (text, ==, keys[i].text);
      check (text, keys[i].key, keys[i].length);
    }
}

/* As the keyring has them. */
static void
test_digits (void)
{
  static const char *const none[] = { "", "abc", "zz", "0xff", "000102030405060708090a0b0c0d0e0f1011121314" };
  g_autoptr(GBytes) kg = g_bytes_new_static ("a\0\xFF", 3);
  g_autofree char *digits = ipmi_kg_to_digits (kg);
  g_autoptr(GBytes) again = ipmi_kg_from_digits (digits);

  g_assert_cmpstr (digits, ==, "6100ff");
  g_assert_true (g_bytes_equal (kg, again));
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (ipmi_kg_from_digits (none[i]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/kg/takes-text-and-hexadecimal", test_takes_text_and_hexadecimal);
  g_test_add_func ("/ipmi/kg/refuses-what-is-no-key", test_refuses_what_is_no_key);
  g_test_add_func ("/ipmi/kg/none", test_none);
  g_test_add_func ("/ipmi/kg/takes-what-it-formats", test_takes_what_it_formats);
  g_test_add_func ("/ipmi/kg/digits", test_digits);
  return g_test_run ();
}
