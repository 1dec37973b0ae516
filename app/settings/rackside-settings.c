/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-settings.h"

/* Where the build put the compiled schema, when this program runs from its build folder; else NULL. It goes before what
 * is installed, which may be older and without the newest keys. */
static char *
find_built_schemas (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : ".");
  g_autofree char *config = g_build_filename (folder, "..", "..", "config.h", NULL);
  g_autofree char *data = g_build_filename (folder, "..", "..", "data", NULL);
  g_autofree char *compiled = g_build_filename (data, "gschemas.compiled", NULL);

  if (!g_file_test (config, G_FILE_TEST_EXISTS) || !g_file_test (compiled, G_FILE_TEST_EXISTS))
    return NULL;
  return g_steal_pointer (&data);
}

/* g_settings_new() ends the program when there is no schema. */
static GSettingsSchema *
find_schema (GError **error)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchemaSource) source = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autofree char *built = find_built_schemas ();

  if (built != NULL)
    {
      source = g_settings_schema_source_new_from_directory (built, installed, FALSE, error);
      if (source == NULL)
        return NULL;
    }
  else if (installed != NULL)
    source = g_settings_schema_source_ref (installed);
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  if (schema == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("The description of the settings, %s, is missing. Install Rackside again, or run "
                   "glib-compile-schemas on the folder that has it."), APPLICATION_ID ".gschema.xml");
  return g_steal_pointer (&schema);
}

/**
 * rackside_settings_get:
 * @error: what is missing
 *
 * For the main thread. The program asks before anything else, so that whoever asks later gets them.
 *
 * Returns: (transfer none): what holds for the whole program, the same for everybody, or %NULL
 */
GSettings *
rackside_settings_get (GError **error)
{
  static GSettings *settings;

  if (settings == NULL)
    {
      g_autoptr(GSettingsSchema) schema = find_schema (error);

      if (schema != NULL)
        settings = g_settings_new_full (schema, NULL, NULL);
    }
  return settings;
}
