/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Runs a fuzz entry without libFuzzer: over every file of a corpus folder, over every short prefix of
 * it, and over a fixed number of seeded mutations, so that every run of the tests does the same.
 */
#include <string.h>

#include <gio/gio.h>

#include "fuzz.h"

#define MUTATIONS_PER_FILE 200
#define MAX_PREFIXES       512

static void
run_exact (const guint8 *data,
           gsize         length)
{
  g_autofree guint8 *exact = g_memdup2 (data, length);

  LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *) "", length);
}

static void
run_mutated (GRand        *rand,
             const guint8 *data,
             gsize         length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  guint changes = g_rand_int_range (rand, 1, 9);

  for (guint i = 0; i < changes && length > 0; i++)
    {
      gsize at = g_rand_int_range (rand, 0, (gint32) length);

      switch (g_rand_int_range (rand, 0, 4))
        {
        case 0:
          copy[at] ^= 1 << g_rand_int_range (rand, 0, 8);
          break;
        case 1:
          copy[at] = g_rand_int (rand);
          break;
        case 2:
          memset (copy + at, g_rand_boolean (rand) ? 0xFF : 0, MIN (length - at, 4));
          break;
        default:
          length = at;
          break;
        }
    }
  run_exact (copy, length);
}

static guint
run_file (const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &error))
    g_error ("%s", error->message);
  run_exact ((const guint8 *) contents, length);
  for (gsize n = 0; n < MIN (length, MAX_PREFIXES); n++)
    run_exact ((const guint8 *) contents, n);
  for (guint i = 0; i < MUTATIONS_PER_FILE; i++)
    run_mutated (rand, (const guint8 *) contents, length);
  return 1;
}

int
main (int    argc,
      char **argv)
{
  guint files = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr(GDir) dir = g_dir_open (argv[i], 0, NULL);
      const char *name;

      if (dir == NULL)
        files += run_file (argv[i]);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (argv[i], name, NULL);

          files += run_file (path);
        }
    }
  g_print ("%u files\n", files);
  return files > 0 ? 0 : 1;
}
