/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>

#include "rackside-address.h"

#define KEY "0123456789abcdef0123456789ABCDEF"

static void
test_reads_every_form (void)
{
  static const struct
  {
    const char          *text;
    const char          *host;
    guint16              port;
    const char          *user;
    const char          *session_key;
    const char          *formatted;
    RacksideAddressKind  kind;
  } cases[] = {
    { "ilo.example", "ilo.example", 443, NULL, NULL, "ilo.example" },
    { "  ilo.example\n", "ilo.example", 443, NULL, NULL, "ilo.example" },
    { "ilo.example:8443", "ilo.example", 8443, NULL, NULL, "ilo.example:8443" },
    { "ilo:8443", "ilo", 8443, NULL, NULL, "ilo:8443" },
    { "192.0.2.1:1", "192.0.2.1", 1, NULL, NULL, "192.0.2.1:1" },
    { "2001:db8::1", "2001:db8::1", 443, NULL, NULL, "2001:db8::1" },
    { "fe80::1", "fe80::1", 443, NULL, NULL, "fe80::1" },
    { "[2001:db8::1]:8443", "2001:db8::1", 8443, NULL, NULL, "[2001:db8::1]:8443" },
    { "[2001:db8::1]", "2001:db8::1", 443, NULL, NULL, "2001:db8::1" },
    { "ilo://root@ilo.example", "ilo.example", 443, "root", NULL, "ilo.example" },
    { "ilo://root@ilo.example:8443/", "ilo.example", 8443, "root", NULL, "ilo.example:8443" },
    { "ILO://root@ilo.example", "ilo.example", 443, "root", NULL, "ilo.example" },
    { "ilo://ilo.example", "ilo.example", 443, NULL, NULL, "ilo.example" },
    { "ilo://@ilo.example", "ilo.example", 443, NULL, NULL, "ilo.example" },
    { "ilo://domain%5Croot@[2001:db8::1]:8443", "2001:db8::1", 8443, "domain\\root", NULL, "[2001:db8::1]:8443" },
    { "ilo://me%40example.org@ilo.example", "ilo.example", 443, "me@example.org", NULL, "ilo.example" },
    { "ipmi://root@bmc.example", "bmc.example", 623, "root", NULL, "ipmi://bmc.example", RACKSIDE_ADDRESS_IPMI },
    { "IPMI://bmc.example:6230/", "bmc.example", 6230, NULL, NULL, "ipmi://bmc.example:6230", RACKSIDE_ADDRESS_IPMI },
    { "ipmi://a%40b@[2001:db8::1]", "2001:db8::1", 623, "a@b", NULL, "ipmi://[2001:db8::1]", RACKSIDE_ADDRESS_IPMI },
    { "ipmi://root@[2001:db8::1]:443", "2001:db8::1", 443, "root", NULL, "ipmi://[2001:db8::1]:443",
      RACKSIDE_ADDRESS_IPMI },
    { "hplocons://addr=ilo.example&sessionkey=" KEY, "ilo.example", 443, NULL, KEY, "ilo.example" },
    { "hplocons:addr=ilo.example:8443&sessionkey=" KEY, "ilo.example", 8443, NULL, KEY, "ilo.example:8443" },
    { "HPLOCONS://ADDR=192.0.2.1&SessionKey=" KEY "/", "192.0.2.1", 443, NULL, KEY, "192.0.2.1" },
    { "hplocons://sessionkey=" KEY "&lang=en&addr=%5B2001:db8::1%5D:8443", "2001:db8::1", 8443, NULL, KEY,
      "[2001:db8::1]:8443" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RacksideAddress) address = rackside_address_parse (cases[i].text, &error);
      g_autoptr(RacksideAddress) copy = NULL;
      g_autofree char *formatted = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_nonnull (address);
      copy = rackside_address_copy (address);
      formatted = rackside_address_format (copy);
      g_assert_cmpint (copy->kind, ==, cases[i].kind);
      g_assert_cmpstr (copy->host, ==, cases[i].host);
      g_assert_cmpuint (copy->port, ==, cases[i].port);
      g_assert_cmpstr (copy->user, ==, cases[i].user);
      g_assert_cmpstr (copy->session_key, ==, cases[i].session_key);
      g_assert_cmpstr (formatted, ==, cases[i].formatted);
    }
}

/* What it says and what it was written from lead to the same place. */
static void
test_takes_what_it_formats (void)
{
  static const char *const texts[] = { "ilo.example", "ilo.example:1", "2001:db8::1", "[2001:db8::1]:8443",
                                       "ipmi://bmc.example", "ipmi://[2001:db8::1]:8443" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(RacksideAddress) address = rackside_address_parse (texts[i], NULL);
      g_autofree char *formatted = rackside_address_format (address);

      g_assert_cmpstr (formatted, ==, texts[i]);
    }
}

static void
test_refuses_the_rest (void)
{
  static const char *const texts[] = {
    "", " ", ":", ":443", "host name", "user@host", "host/path", "host:0", "host:65536", "host:port", "host:-1",
    "host:99999999999999999999", "host:443:443", "[2001:db8::1", "2001:db8::1]", "[]", "[]:443", "a\nb", "a\tb",
    "https://host", "ssh://host", "ilo:", "ilo://", "ilo://@", "ilo://user@", "ilo://user:password@host",
    "ilo://user:@host", "ilo://host:0", "ilo://host:65536", "ilo://host:x", "ilo://[host", "ilo://host%00x",
    "ilo://us%00er@host", "ilo://us%ffer@host",
    "ipmi:", "ipmi://", "ipmi://user@", "ipmi://user:password@host", "ipmi://host:0", "ipmi://host:65536",
    "hplocons:", "hplocons://", "hplocons://addr=host", "hplocons://sessionkey=" KEY, "hplocons://addr=&sessionkey=" KEY,
    "hplocons://addr=host&sessionkey=", "hplocons://addr=host&sessionkey=" KEY "0",
    "hplocons://addr=host&sessionkey=0123456789abcdef0123456789ABCDE", "hplocons://addr=a%20b&sessionkey=" KEY,
    "hplocons://addr=host&sessionkey=0123456789abcdef0123456789ABCDEG", "hplocons://addr=u@host&sessionkey=" KEY,
    "hplocons://addr=host&sessionkey", "hplocons://%&sessionkey=" KEY, "\xff\xfe", "h\xffst",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *exact = g_memdup2 (texts[i], strlen (texts[i]) + 1);
      g_autoptr(RacksideAddress) address = NULL;

      g_test_message ("%s", texts[i]);
      address = rackside_address_parse (exact, &error);
      g_assert_null (address);
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_null (strstr (error->message, "password@"));
      g_assert_null (strstr (error->message, KEY));
    }
}

static void
test_survives_any_length (void)
{
  g_autofree char *text = g_malloc (100000);

  memset (text, 'a', 99999);
  text[99999] = '\0';
  for (gsize length = 99999; length > 0; length /= 7)
    {
      g_autoptr(RacksideAddress) address = NULL;

      text[length] = '\0';
      address = rackside_address_parse (text, NULL);
      g_assert_true (address == NULL || strlen (address->host) == length);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/reads-every-form", test_reads_every_form);
  g_test_add_func ("/address/takes-what-it-formats", test_takes_what_it_formats);
  g_test_add_func ("/address/refuses-the-rest", test_refuses_the_rest);
  g_test_add_func ("/address/survives-any-length", test_survives_any_length);
  return g_test_run ();
}
