/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "rackside-servers-csv.h"
#include "rackside-servers-exchange.h"
#include "rackside-servers-file.h"

#define ADDRESS_1 "ilo://Administrator@rack1.example.net"
#define ADDRESS_2 "ilo://root@10.0.0.2:8443"

typedef struct
{
  char            *folder;
  char            *path;
  RacksideServers *servers;
  guint            n_told;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("rackside-servers-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "servers", NULL);
  fixture->servers = rackside_servers_new (fixture->path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_object_unref (fixture->servers);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
load (RacksideServers *servers)
{
  g_autoptr(GError) error = NULL;

  rackside_servers_load (servers, &error);
  g_assert_no_error (error);
}

static RacksideServer *
make (const char *id,
      const char *name,
      const char *address)
{
  RacksideServer *server = rackside_server_new (id);

  g_object_set (server, "name", name, "address", address, NULL);
  return server;
}

static void
put (RacksideServers *servers,
     RacksideServer  *server)         /* (transfer full) */
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (list, server);
  rackside_servers_put (servers, list, &error);
  g_assert_no_error (error);
}

static void
take_out (RacksideServers *servers,
          const char      *id)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (list, rackside_servers_find (servers, id));
  rackside_servers_remove (servers, list, &error);
  g_assert_no_error (error);
}

static guint
count (RacksideServers *servers)
{
  return g_list_model_get_n_items (G_LIST_MODEL (servers));
}

static char *
read_text (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
write_text (const char *path,
            const char *text)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
find_aside (Fixture *fixture)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, ".broken-") != NULL)
      return g_build_filename (fixture->folder, name, NULL);
  return NULL;
}

static void
test_keeps_servers (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char *const tags[] = { "web; front", "Köln", NULL };
  g_autoptr(RacksideServers) again = rackside_servers_new (fixture->path);
  RacksideServer *server = make ("1", "Rack 1, \"top\"\tof it", ADDRESS_1);
  RacksideServer *found;
  GStatBuf status;

  g_object_set (server, "name", "Rack 1, \"top\"", "tags", tags, "layout", "de+nodeadkeys", "bmc", "ipmi://admin@10.0.0.9",
                "bmc-suite", 17, "bmc-bridge", "0:0x72", NULL);
  load (fixture->servers);
  put (fixture->servers, server);
  put (fixture->servers, make ("2", "", ADDRESS_2));

  load (again);
  g_assert_cmpuint (count (again), ==, 2);
  found = rackside_servers_find (again, "1");
  g_assert_true (rackside_server_equal (found, rackside_servers_find (fixture->servers, "1")));
  g_assert_cmpstr (rackside_server_get_name (found), ==, "Rack 1, \"top\"");
  g_assert_cmpstr (rackside_server_get_tags (found)[0], ==, "web; front");
  g_assert_cmpint (rackside_server_get_bmc_suite (found), ==, 17);
  g_assert_cmpstr (rackside_server_get_title (rackside_servers_find (again, "2")), ==, "10.0.0.2:8443");
  g_assert_true (rackside_servers_find_address (again, ADDRESS_2) == rackside_servers_find (again, "2"));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
}

static void
test_keeps_what_others_wrote (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *text = NULL;

  write_text (fixture->path, "# mine\n[server 1]\n# at the window\naddress=" ADDRESS_1 "\ncolour=red\n\n[other]\na=b\n");
  load (fixture->servers);
  put (fixture->servers, make ("1", "new name", ADDRESS_1));
  text = read_text (fixture->path);
  g_assert_nonnull (strstr (text, "# at the window"));
  g_assert_nonnull (strstr (text, "colour=red"));
  g_assert_nonnull (strstr (text, "[other]"));
  g_assert_nonnull (strstr (text, "name=new name"));
}

static void
test_sets_a_broken_file_aside (Fixture       *fixture,
                               gconstpointer  data)
{
  const char *broken = "[server 1]\naddress=" ADDRESS_1 "\nthis is no line\n";
  g_autofree char *aside = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  write_text (fixture->path, broken);
  g_assert_false (rackside_servers_load (fixture->servers, &error));
  g_assert_nonnull (error);
  aside = find_aside (fixture);
  g_assert_nonnull (aside);
  g_assert_nonnull (strstr (error->message, aside));
  put (fixture->servers, make ("2", "", ADDRESS_2));
  text = read_text (aside);
  g_assert_cmpstr (text, ==, broken);
  g_assert_cmpuint (count (fixture->servers), ==, 1);
}

/* Somebody saved nonsense while the program runs: what the program knows is in the new file too. */
static void
test_survives_a_file_that_breaks (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(RacksideServers) again = rackside_servers_new (fixture->path);
  g_autofree char *aside = NULL;

  load (fixture->servers);
  put (fixture->servers, make ("1", "", ADDRESS_1));
  write_text (fixture->path, "nonsense");
  put (fixture->servers, make ("2", "", ADDRESS_2));
  load (again);
  g_assert_cmpuint (count (again), ==, 2);
  aside = find_aside (fixture);
  g_assert_nonnull (aside);
}

static void
test_leaves_a_newer_file_alone (Fixture       *fixture,
                                gconstpointer  data)
{
  const char *newer = "[Rackside]\nversion=2\n\n[server 1]\naddress=" ADDRESS_1 "\n";
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  write_text (fixture->path, newer);
  g_assert_false (rackside_servers_load (fixture->servers, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (count (fixture->servers), ==, 1);
  g_ptr_array_add (list, make ("2", "", ADDRESS_2));
  g_clear_error (&error);
  g_assert_false (rackside_servers_put (fixture->servers, list, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  text = read_text (fixture->path);
  g_assert_cmpstr (text, ==, newer);
}

static void
test_leaves_out_what_makes_no_sense (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  write_text (fixture->path,
              "[server 1]\naddress=" ADDRESS_1 "\n\n[server no address]\nname=x\n\n"
              "[server with password]\naddress=ilo://a:secret@host\n\n[server suite]\naddress=" ADDRESS_2 "\nbmc-suite=99\n");
  g_assert_false (rackside_servers_load (fixture->servers, &error));
  g_assert_cmpuint (count (fixture->servers), ==, 1);
  g_assert_nonnull (strstr (error->message, "3 groups"));
  g_assert_nonnull (strstr (error->message, "no address"));
  put (fixture->servers, make ("4", "", ADDRESS_2));
  text = read_text (fixture->path);
  g_assert_nonnull (strstr (text, "[server no address]"));
}

static void
test_says_when_it_cannot_save (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *below = g_build_filename (fixture->path, "servers", NULL);
  g_autoptr(RacksideServers) servers = rackside_servers_new (below);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  write_text (fixture->path, "");            /* a file where a folder has to be */
  g_ptr_array_add (list, make ("1", "", ADDRESS_1));
  g_assert_false (rackside_servers_put (servers, list, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_assert_cmpuint (count (servers), ==, 0);
}

/* What is saved beyond the most would be left out when it is read again. */
static void
test_takes_no_more_than_it_reads (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new ("[Rackside]\nversion=1\n");
  g_autoptr(GString) table = g_string_new ("address\n");
  g_autoptr(GError) error = NULL;
  g_autofree char *after = NULL;
  guint n_added, n_changed;

  for (guint i = 0; i < RACKSIDE_SERVERS_FILE_MAX; i++)
    g_string_append_printf (text, "[server %u]\naddress=ilo://root@10.%u.%u.1\n", i, i / 256, i % 256);
  write_text (fixture->path, text->str);
  load (fixture->servers);
  g_assert_cmpuint (count (fixture->servers), ==, RACKSIDE_SERVERS_FILE_MAX);
  g_assert_false (rackside_servers_import (fixture->servers, "address\n" ADDRESS_1 "\n", strlen ("address\n" ADDRESS_1 "\n"),
                                           &n_added, &n_changed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  /* Row by row, so that nobody waits for the end of a table that is much too long: what is wrong there is not seen. */
  for (guint i = 0; i <= RACKSIDE_SERVERS_FILE_MAX; i++)
    g_string_append_printf (table, "ilo://root@10.%u.%u.2\n", i / 256, i % 256);
  g_string_append (table, "nonsense\n");
  g_assert_false (rackside_servers_import (fixture->servers, table->str, table->len, &n_added, &n_changed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  after = read_text (fixture->path);
  g_assert_cmpstr (after, ==, text->str);
  /* What is there already may be changed. */
  put (fixture->servers, make ("7", "Seven", ADDRESS_1));
  g_assert_cmpuint (count (fixture->servers), ==, RACKSIDE_SERVERS_FILE_MAX);
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GString    *log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, removed, added);
}

static void
test_two_may_change_at_once (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(RacksideServers) other = rackside_servers_new (fixture->path);
  g_autoptr(GString) log = g_string_new (NULL);
  RacksideServer *kept;

  load (fixture->servers);
  load (other);
  put (fixture->servers, make ("1", "", ADDRESS_1));
  kept = rackside_servers_find (fixture->servers, "1");
  g_signal_connect (fixture->servers, "items-changed", G_CALLBACK (on_items_changed), log);
  put (other, make ("2", "", ADDRESS_2));
  g_assert_cmpuint (count (other), ==, 2);
  while (count (fixture->servers) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (log->str, ==, "1-0+1 ");
  take_out (other, "2");
  put (fixture->servers, make ("3", "", ADDRESS_2));
  g_assert_null (rackside_servers_find (fixture->servers, "2"));
  g_assert_cmpuint (count (fixture->servers), ==, 2);
  g_assert_true (rackside_servers_find (fixture->servers, "1") == kept);
}

static void
update (Fixture        *fixture,
        RacksideServer *base,
        const char     *property,
        const char     *value,
        GError        **error)
{
  g_autoptr(RacksideServer) copy = rackside_server_copy (base, rackside_server_get_id (base));

  g_object_set (copy, property, value, NULL);
  if (error != NULL)
    g_assert_false (rackside_servers_update (fixture->servers, base, copy, error));
  else
    {
      g_autoptr(GError) problem = NULL;

      rackside_servers_update (fixture->servers, base, copy, &problem);
      g_assert_no_error (problem);
    }
}

/* Somebody has a server open for editing while another window changes it: what only one has changed is kept, and what
 * both have is asked about. */
static void
test_merges_changes (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const tags[] = { "front", NULL };
  g_autoptr(RacksideServers) other = rackside_servers_new (fixture->path);
  g_autoptr(RacksideServer) before = make ("1", "old", ADDRESS_1);
  RacksideServer *theirs = make ("1", "old", ADDRESS_1);
  g_autoptr(GError) error = NULL;
  RacksideServer *now;

  load (fixture->servers);
  load (other);
  put (fixture->servers, rackside_server_copy (before, "1"));
  g_object_set (theirs, "tags", tags, "layout", "de", NULL);
  put (other, theirs);
  update (fixture, before, "name", "new", NULL);
  load (other);
  now = rackside_servers_find (other, "1");
  g_assert_cmpstr (rackside_server_get_name (now), ==, "new");
  g_assert_cmpstr (rackside_server_get_layout (now), ==, "de");
  g_assert_cmpstr (rackside_server_get_tags (now)[0], ==, "front");

  update (fixture, before, "layout", "fr", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE);
  g_assert_nonnull (strstr (error->message, "“de”"));
  load (other);
  g_assert_cmpstr (rackside_server_get_layout (now), ==, "de");
  update (fixture, now, "layout", "fr", NULL);
  g_assert_cmpstr (rackside_server_get_layout (rackside_servers_find (fixture->servers, "1")), ==, "fr");
}

static void
test_leaves_a_protected_file_alone (Fixture       *fixture,
                                    gconstpointer  data)
{
  const char *contents = "[server 1]\naddress=" ADDRESS_1 "\n";
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  write_text (fixture->path, contents);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  load (fixture->servers);
  g_assert_cmpuint (count (fixture->servers), ==, 1);
  g_ptr_array_add (list, make ("2", "", ADDRESS_2));
  g_assert_false (rackside_servers_put (fixture->servers, list, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES);
  g_assert_nonnull (strstr (error->message, "write-protected"));
  text = read_text (fixture->path);
  g_assert_cmpstr (text, ==, contents);
  g_assert_cmpuint (count (fixture->servers), ==, 1);
}

/* Who keeps configuration elsewhere has a link here. */
static void
test_follows_a_link (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("rackside-elsewhere-XXXXXX", NULL);
  g_autofree char *target = g_build_filename (folder, "servers", NULL);
  g_autoptr(RacksideServers) other = rackside_servers_new (fixture->path);
  g_autofree char *text = NULL;

  write_text (target, "");
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  load (fixture->servers);
  load (other);
  put (fixture->servers, make ("1", "", ADDRESS_1));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  text = read_text (target);
  g_assert_nonnull (strstr (text, ADDRESS_1));
  while (count (other) < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_unlink (target), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
on_address_changed (RacksideServer *server,
                    GParamSpec     *pspec,
                    Fixture        *fixture)
{
  g_assert_cmpuint (count (fixture->servers), ==, 2);
  fixture->n_told++;
}

/* As the poll does, which goes through the list when it hears of another address. */
static void
test_can_be_looked_at_while_it_changes (Fixture       *fixture,
                                        gconstpointer  data)
{
  write_text (fixture->path, "[server 1]\naddress=" ADDRESS_1 "\n\n[server 2]\naddress=" ADDRESS_1 "\n");
  load (fixture->servers);
  g_signal_connect (rackside_servers_find (fixture->servers, "1"), "notify::address", G_CALLBACK (on_address_changed), fixture);
  put (fixture->servers, make ("1", "", ADDRESS_2));
  g_assert_cmpuint (fixture->n_told, ==, 1);
}

static void
on_problem (RacksideServers *servers,
            const char      *text,
            GString         *log)
{
  g_string_append_printf (log, "%s\n", text);
}

/* While the program runs somebody breaks the file, a newer program writes it, and all is well again. */
static void
test_tells_what_becomes_of_the_file (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr(GString) log = g_string_new (NULL);

  load (fixture->servers);
  put (fixture->servers, make ("1", "", ADDRESS_1));
  g_signal_connect (fixture->servers, "problem", G_CALLBACK (on_problem), log);
  write_text (fixture->path, "nonsense");
  while (log->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (log->str, fixture->path));
  g_assert_cmpuint (count (fixture->servers), ==, 1);
  g_string_truncate (log, 0);
  write_text (fixture->path, "[Rackside]\nversion=2\n\n[server 1]\naddress=" ADDRESS_1 "\n");
  while (log->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (log->str, "newer"));
  write_text (fixture->path, "[server 1]\naddress=" ADDRESS_1 "\n\n[server 2]\naddress=" ADDRESS_2 "\n");
  while (count (fixture->servers) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_string_truncate (log, 0);
  write_text (fixture->path, "nonsense");
  put (fixture->servers, make ("3", "", ADDRESS_1));
  g_assert_nonnull (strstr (log->str, ".broken-"));
  g_assert_cmpuint (count (fixture->servers), ==, 3);
}

static void
test_removes_and_brings_back (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(RacksideServer) removed = NULL;

  load (fixture->servers);
  put (fixture->servers, make ("1", "one", ADDRESS_1));
  put (fixture->servers, make ("2", "two", ADDRESS_2));
  removed = g_object_ref (rackside_servers_find (fixture->servers, "1"));
  take_out (fixture->servers, "1");
  g_assert_cmpuint (count (fixture->servers), ==, 1);
  put (fixture->servers, g_object_ref (removed));
  g_assert_cmpstr (rackside_server_get_name (rackside_servers_find (fixture->servers, "1")), ==, "one");
}

static void
test_matches_words (void)
{
  static const char *const tags[] = { "Straße", NULL };
  g_autoptr(RacksideServer) server = make (NULL, "Web Front", ADDRESS_1);
  static const struct { const char *words[3]; gboolean matches; } cases[] = {
    { { NULL }, TRUE },
    { { "web", NULL }, TRUE },
    { { "rack1", "front", NULL }, TRUE },
    { { "strasse", NULL }, TRUE },
    { { "web", "mail", NULL }, FALSE },
  };

  g_object_set (server, "tags", tags, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (rackside_server_matches (server, cases[i].words), ==, cases[i].matches);
}

static void
test_reads_its_own_exports (Fixture       *fixture,
                            gconstpointer  data)
{
  static const char *const tags[] = { "a", "b", NULL };
  RacksideServer *server = make ("1", "comma, \"quote\"", ADDRESS_1);

  g_object_set (server, "tags", tags, "bmc-suite", 3, NULL);
  load (fixture->servers);
  put (fixture->servers, server);
  put (fixture->servers, make ("2", "=1+1", ADDRESS_2));
  for (RacksideServersFormat format = RACKSIDE_SERVERS_FORMAT_PLAIN; format <= RACKSIDE_SERVERS_FORMAT_CSV; format++)
    {
      g_autofree char *text = rackside_servers_export (fixture->servers, format);
      g_autofree char *path = g_strdup_printf ("%s-%u", fixture->path, format);
      g_autoptr(RacksideServers) other = rackside_servers_new (path);
      g_autoptr(GError) error = NULL;
      guint n_added, n_changed;

      load (other);
      rackside_servers_import (other, text, strlen (text), &n_added, &n_changed, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n_added, ==, 2);
      g_assert_true (rackside_server_equal (rackside_servers_find_address (other, ADDRESS_1),
                                            rackside_servers_find_address (fixture->servers, ADDRESS_1)));
      g_assert_cmpstr (rackside_server_get_name (rackside_servers_find_address (other, ADDRESS_2)), ==, "=1+1");
      rackside_servers_import (other, text, strlen (text), &n_added, &n_changed, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n_added + n_changed, ==, 0);
      g_assert_cmpuint (count (other), ==, 2);
    }
}

static void
test_imports_over_what_is_there (Fixture       *fixture,
                                 gconstpointer  data)
{
  const char *table = "\xEF\xBB\xBF" "Address;Comment;Name\n" ADDRESS_1 ";\"two\nlines\";new name\n\n" ADDRESS_2 ";;\r\n";
  g_autoptr(GError) error = NULL;
  const char *const tags[] = { "kept", NULL };
  RacksideServer *server;
  guint n_added, n_changed;

  load (fixture->servers);
  server = make ("1", "old name", ADDRESS_1);
  g_object_set (server, "tags", tags, "layout", "de", NULL);
  put (fixture->servers, server);
  rackside_servers_import (fixture->servers, table, strlen (table), &n_added, &n_changed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_added, ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);
  server = rackside_servers_find (fixture->servers, "1");
  g_assert_cmpstr (rackside_server_get_name (server), ==, "new name");
  /* The table has no column for these. */
  g_assert_cmpstr (rackside_server_get_tags (server)[0], ==, "kept");
  g_assert_cmpstr (rackside_server_get_layout (server), ==, "de");
}

static void
test_takes_the_last_of_two_rows (Fixture       *fixture,
                                 gconstpointer  data)
{
  const char *table = "name,address\nfirst," ADDRESS_1 "\nlast," ADDRESS_1 "\n";
  g_autoptr(GError) error = NULL;
  guint n_added, n_changed;

  load (fixture->servers);
  rackside_servers_import (fixture->servers, table, strlen (table), &n_added, &n_changed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_added, ==, 1);
  g_assert_cmpuint (count (fixture->servers), ==, 1);
  g_assert_cmpstr (rackside_server_get_name (rackside_servers_find_address (fixture->servers, ADDRESS_1)), ==, "last");
}

/* A spreadsheet must not take a name for a formula, and reading it in again gives the name. */
static void
test_names_are_no_formulas (Fixture       *fixture,
                            gconstpointer  data)
{
  static const struct { const char *name; const char *cell; } cases[] = {
    { "=1+1", "\n'=1+1," },
    { "'=1+1", "\n''=1+1," },
    { "'plain'", "\n'plain'," },
    { "+HYPERLINK(1)", "\n'+HYPERLINK(1)," },
    { "-12V", "\n-12V," },
  };

  load (fixture->servers);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *table = NULL;
      guint n_added, n_changed;

      put (fixture->servers, make ("1", cases[i].name, ADDRESS_1));
      table = rackside_servers_export (fixture->servers, RACKSIDE_SERVERS_FORMAT_CSV);
      g_assert_nonnull (strstr (table, cases[i].cell));
      put (fixture->servers, make ("1", "another", ADDRESS_1));
      rackside_servers_import (fixture->servers, table, strlen (table), &n_added, &n_changed, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (rackside_server_get_name (rackside_servers_find (fixture->servers, "1")), ==, cases[i].name);
    }
}

static void
test_refuses_imports_that_make_no_sense (Fixture       *fixture,
                                         gconstpointer  data)
{
  static const struct { const char *text; const char *says; } cases[] = {
    { "", "first line" },
    { "address,name\n\"" ADDRESS_1 ",unclosed\n", "Row 2: There is a quotation mark without its end." },
    { "name,tags\nx,y\n", "address" },
    { "address\n" ADDRESS_1 "\nilo://a:b@host\n", "Row 3" },
    { "address,bmc_suite\n" ADDRESS_1 ",many\n", "Row 2" },
    { "\xFF\xFE", "UTF-8" },
    { "[server 1]\nname=x\n", "server 1" },
    { "[Rackside]\nversion=9\n", "newer" },
  };

  load (fixture->servers);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      guint n_added, n_changed;

      g_assert_false (rackside_servers_import (fixture->servers, cases[i].text, strlen (cases[i].text), &n_added,
                                               &n_changed, &error));
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, cases[i].says);
      g_assert_cmpuint (count (fixture->servers), ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/servers/list/keeps-servers", test_keeps_servers);
  ADD ("/servers/list/keeps-what-others-wrote", test_keeps_what_others_wrote);
  ADD ("/servers/list/sets-a-broken-file-aside", test_sets_a_broken_file_aside);
  ADD ("/servers/list/survives-a-file-that-breaks", test_survives_a_file_that_breaks);
  ADD ("/servers/list/leaves-a-newer-file-alone", test_leaves_a_newer_file_alone);
  ADD ("/servers/list/leaves-out-what-makes-no-sense", test_leaves_out_what_makes_no_sense);
  ADD ("/servers/list/says-when-it-cannot-save", test_says_when_it_cannot_save);
  ADD ("/servers/takes-no-more-than-it-reads", test_takes_no_more_than_it_reads);
  ADD ("/servers/list/two-may-change-at-once", test_two_may_change_at_once);
  ADD ("/servers/list/merges-changes", test_merges_changes);
  ADD ("/servers/list/leaves-a-protected-file-alone", test_leaves_a_protected_file_alone);
  ADD ("/servers/list/follows-a-link", test_follows_a_link);
  ADD ("/servers/list/can-be-looked-at-while-it-changes", test_can_be_looked_at_while_it_changes);
  ADD ("/servers/list/tells-what-becomes-of-the-file", test_tells_what_becomes_of_the_file);
  ADD ("/servers/list/removes-and-brings-back", test_removes_and_brings_back);
  g_test_add_func ("/servers/server/matches-words", test_matches_words);
  ADD ("/servers/exchange/reads-its-own-exports", test_reads_its_own_exports);
  ADD ("/servers/exchange/imports-over-what-is-there", test_imports_over_what_is_there);
  ADD ("/servers/exchange/takes-the-last-of-two-rows", test_takes_the_last_of_two_rows);
  ADD ("/servers/exchange/names-are-no-formulas", test_names_are_no_formulas);
  ADD ("/servers/exchange/refuses-imports-that-make-no-sense", test_refuses_imports_that_make_no_sense);
  return g_test_run ();
}
