/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "rackside-known-hosts.h"

#define KEY_1 "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY_2 "sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("rackside-known-hosts-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "new", "known-hosts", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *inner = g_path_get_dirname (fixture->path);

  g_autofree char *lock = g_strconcat (fixture->path, ".lock", NULL);

  g_unlink (fixture->path);
  g_unlink (lock);
  g_rmdir (fixture->path);
  g_rmdir (inner);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_file (Fixture    *fixture,
            const char *contents,
            gssize      length)
{
  g_autofree char *inner = g_path_get_dirname (fixture->path);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (inner, 0700);
  g_file_set_contents (fixture->path, contents, length, &error);
  g_assert_no_error (error);
}

static void
assert_known (Fixture    *fixture,
              const char *host,
              guint16     port,
              const char *expected_key,
              IloTlsRung  expected_rung)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;
  IloTlsRung rung;

  g_assert_true (rackside_known_hosts_look_up (fixture->path, host, port, &key, &rung, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, expected_key);
  g_assert_cmpint (rung, ==, expected_rung);
}

static void
remember (Fixture    *fixture,
          const char *host,
          guint16     port,
          const char *key,
          IloTlsRung  rung)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rackside_known_hosts_remember (fixture->path, host, port, key, rung, &error));
  g_assert_no_error (error);
}

static void
test_remembers (Fixture       *fixture,
                gconstpointer  data)
{
  assert_known (fixture, "ilo.example", 443, NULL, ILO_TLS_RUNG_UNKNOWN);
  remember (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
  remember (fixture, "ilo.example", 8443, KEY_2, ILO_TLS_RUNG_OLD);
  remember (fixture, "2001:db8::1", 443, KEY_2, ILO_TLS_RUNG_LEGACY);
  assert_known (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
  assert_known (fixture, "ilo.example", 8443, KEY_2, ILO_TLS_RUNG_OLD);
  assert_known (fixture, "2001:db8::1", 443, KEY_2, ILO_TLS_RUNG_LEGACY);
  assert_known (fixture, "ilo.example", 444, NULL, ILO_TLS_RUNG_UNKNOWN);
  assert_known (fixture, "other.example", 443, NULL, ILO_TLS_RUNG_UNKNOWN);
  remember (fixture, "ilo.example", 443, KEY_2, ILO_TLS_RUNG_LEGACY);
  assert_known (fixture, "ilo.example", 443, KEY_2, ILO_TLS_RUNG_LEGACY);
  assert_known (fixture, "2001:db8::1", 443, KEY_2, ILO_TLS_RUNG_LEGACY);
}

/* Names of hosts are the same in capitals. */
static void
test_ignores_capitals (Fixture       *fixture,
                       gconstpointer  data)
{
  remember (fixture, "ILO.Example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
  assert_known (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
}

static void
test_is_for_the_user_alone (Fixture       *fixture,
                            gconstpointer  data)
{
  GStatBuf status;

  remember (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

/* What somebody typed as a host cannot become anything else in the file. */
static void
test_takes_any_name (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const hosts[] = { "[x]", "a]b", "a\nb", "#a", " a ", "a=b", "ä", "", "a\\b" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *key = g_strdup_printf ("sha256//%044u", i);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", hosts[i]);
      if (rackside_known_hosts_remember (fixture->path, hosts[i], 443, key, ILO_TLS_RUNG_OLD, &error))
        assert_known (fixture, hosts[i], 443, key, ILO_TLS_RUNG_OLD);
      else
        g_assert_nonnull (error);
    }
  remember (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
  assert_known (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
}

/* A file that makes no sense is never taken for one without keys, nor overwritten: that would hide an alarm. */
static void
test_refuses_a_broken_file (Fixture       *fixture,
                            gconstpointer  data)
{
  static const struct
  {
    const char *contents;
    gssize      length;
  } files[] = {
    { "key=" KEY_1 "\n", -1 },
    { "[ilo.example 443\nkey=" KEY_1 "\n", -1 },
    { "nonsense\n", -1 },
    { "\0\1\2\3", 4 },
    { "[ilo.example 443]\nkey=\xff\xfe\n", -1 },
    { "[ilo.example 443]\ntls=modern\n", -1 },
    { "[ilo.example 443]\nkey=\n", -1 },
    { "[ilo.example 443]\nkey=md5//AAAA\n", -1 },
    { "[ilo.example 443]\nkey=sha256//\\q\n", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) error_2 = NULL;
      g_autofree char *key = NULL;
      IloTlsRung rung;

      g_test_message ("%u", i);
      write_file (fixture, files[i].contents, files[i].length);
      g_assert_false (rackside_known_hosts_look_up (fixture->path, "ilo.example", 443, &key, &rung, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, fixture->path));
      g_assert_null (key);
      g_assert_cmpint (rung, ==, ILO_TLS_RUNG_UNKNOWN);
    }
}

static void
test_takes_an_unknown_rung (Fixture       *fixture,
                            gconstpointer  data)
{
  write_file (fixture, "# mine\n[ilo.example 443]\nkey=" KEY_1 "\ntls=quantum\n", -1);
  assert_known (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_UNKNOWN);
}

static void
test_says_what_cannot_be_written (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->path, 0700), ==, 0);      /* a folder where the file should be */
  g_assert_false (rackside_known_hosts_remember (fixture->path, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN,
                                                 &error));
  g_assert_nonnull (error);
}

/* The same key again does not make it younger, another one does. */
static void
test_knows_since_when (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GDateTime) before = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) since = NULL;
  g_autoptr(GDateTime) still = NULL;
  g_autoptr(GDateTime) younger = NULL;

  write_file (fixture, "[ilo.example 443]\nkey=" KEY_1 "\nsince=2020-02-03T04:05:06Z\n", -1);
  remember (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
  since = g_date_time_new_utc (2020, 2, 3, 4, 5, 6);
  still = rackside_known_hosts_get_since (fixture->path, "ilo.example", 443);
  g_assert_cmpint (g_date_time_compare (since, still), ==, 0);
  remember (fixture, "ilo.example", 443, KEY_2, ILO_TLS_RUNG_MODERN);
  younger = rackside_known_hosts_get_since (fixture->path, "ilo.example", 443);
  g_assert_cmpint (g_date_time_difference (younger, before), >, -G_TIME_SPAN_MINUTE);
  g_assert_null (rackside_known_hosts_get_since (fixture->path, "other.example", 443));
}

static void
test_forgets (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  remember (fixture, "ilo.example", 443, KEY_1, ILO_TLS_RUNG_MODERN);
  remember (fixture, "ilo.example", 8443, KEY_2, ILO_TLS_RUNG_OLD);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (rackside_known_hosts_forget (fixture->path, "ILO.example", 443, &error));
      g_assert_no_error (error);
      assert_known (fixture, "ilo.example", 443, NULL, ILO_TLS_RUNG_UNKNOWN);
      assert_known (fixture, "ilo.example", 8443, KEY_2, ILO_TLS_RUNG_OLD);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void      (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/known-hosts/remembers", test_remembers },
    { "/known-hosts/ignores-capitals", test_ignores_capitals },
    { "/known-hosts/is-for-the-user-alone", test_is_for_the_user_alone },
    { "/known-hosts/takes-any-name", test_takes_any_name },
    { "/known-hosts/refuses-a-broken-file", test_refuses_a_broken_file },
    { "/known-hosts/takes-an-unknown-rung", test_takes_an_unknown_rung },
    { "/known-hosts/knows-since-when", test_knows_since_when },
    { "/known-hosts/forgets", test_forgets },
    { "/known-hosts/says-what-cannot-be-written", test_says_what_cannot_be_written },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
