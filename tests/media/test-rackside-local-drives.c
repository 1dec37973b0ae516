/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "rackside-local-drives.h"

static void
put (const char *folder,
     const char *name,
     const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
test_lists_what_is_there_and_readable (void)
{
  g_autofree char *blocks = g_dir_make_tmp ("rackside-blocks-XXXXXX", NULL);
  g_autofree char *devices = g_dir_make_tmp ("rackside-devices-XXXXXX", NULL);
  g_autoptr(GPtrArray) drives = NULL;
  const RacksideLocalDrive *disk, *disc;

  put (blocks, "sdb/size", "8192\n");
  put (blocks, "sdb/device/vendor", "Acme    \n");
  put (blocks, "sdb/device/model", "Stick \xff 3000\n");
  put (blocks, "sr0/size", "2097151\n");
  put (blocks, "sdc/size", "8192\n");            /* has no device */
  put (blocks, "loop0/size", "8192\n");          /* is no drive */
  put (devices, "sdb", "");
  put (devices, "sr0", "");
  put (devices, "loop0", "");

  drives = rackside_local_drives_list (blocks, devices);
  g_assert_cmpuint (drives->len, ==, 2);
  disk = drives->pdata[0];
  g_assert_cmpstr (disk->name, ==, "Acme Stick \xef\xbf\xbd 3000");
  g_assert_true (g_str_has_suffix (disk->path, "/sdb"));
  g_assert_cmpuint (disk->size, ==, 4194304);
  g_assert_false (disk->optical);
  disc = drives->pdata[1];
  g_assert_cmpstr (disc->name, ==, "sr0");
  g_assert_true (disc->optical);

  remove_tree (blocks);
  remove_tree (devices);
}

static void
test_nothing_is_no_drives (void)
{
  g_autoptr(GPtrArray) drives = rackside_local_drives_list ("/nonexistent", "/nonexistent");

  g_assert_cmpuint (drives->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rackside/local-drives/lists-what-is-there-and-readable", test_lists_what_is_there_and_readable);
  g_test_add_func ("/rackside/local-drives/nothing-is-no-drives", test_nothing_is_no_drives);
  return g_test_run ();
}
