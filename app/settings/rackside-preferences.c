/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-picture-file.h"
#include "rackside-preferences.h"
#include "rackside-settings.h"

/* What can be set for the whole program. */
struct _RacksidePreferences
{
  AdwPreferencesWindow  parent_instance;
  AdwComboRow          *color_scheme;
  AdwComboRow          *poll_servers;
  AdwComboRow          *zoom;
  GtkSwitch            *crisp;
  AdwActionRow         *screenshots;
  GtkSwitch            *notifications;
  GtkSwitch            *keep_awake;

  GtkFileChooserNative *file_chooser;   /* owned; NULL when none is open */
};

G_DEFINE_FINAL_TYPE (RacksidePreferences, rackside_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* Each in the order of its row's list. */
static const char *const color_schemes[] = { "default", "force-light", "force-dark", NULL };
static const char *const poll_modes[] = { "unmetered", "always", "never", NULL };
static const char *const zooms[] = { "fit", "original", NULL };

static gboolean
get_selected (GValue   *value,
              GVariant *variant,
              gpointer  user_data)
{
  const char *const *choices = user_data;

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_strcmp0 (g_variant_get_string (variant, NULL), choices[i]) == 0)
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
set_selected (const GValue       *value,
              const GVariantType *expected_type,
              gpointer            user_data)
{
  const char *const *choices = user_data;
  guint selected = g_value_get_uint (value);

  return selected < g_strv_length ((char **) choices) ? g_variant_new_string (choices[selected]) : NULL;
}

static void
bind_choice (const char        *key,
             AdwComboRow       *row,
             const char *const *choices)
{
  g_settings_bind_with_mapping (rackside_settings_get (NULL), key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_selected, set_selected, (gpointer) choices, NULL);
}

static char *
get_screenshot_folder (void)
{
  g_autofree char *chosen = g_settings_get_string (rackside_settings_get (NULL), RACKSIDE_SETTINGS_SCREENSHOT_FOLDER);

  return rackside_picture_file_get_folder (chosen);
}

static void
show_screenshot_folder (RacksidePreferences *self)
{
  g_autofree char *folder = get_screenshot_folder ();
  g_autofree char *shown = g_filename_display_name (folder);

  adw_action_row_set_subtitle (self->screenshots, shown);
}

static void
on_folder_chosen (RacksidePreferences *self,
                  int                  response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->file_chooser);
  g_autoptr(GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (folder != NULL && g_file_peek_path (folder) != NULL)
    g_settings_set_string (rackside_settings_get (NULL), RACKSIDE_SETTINGS_SCREENSHOT_FOLDER,
                           g_file_peek_path (folder));
}

static void
on_choose_folder (RacksidePreferences *self)
{
  if (self->file_chooser == NULL)
    {
      g_autofree char *path = get_screenshot_folder ();
      g_autoptr(GFile) folder = g_file_new_for_path (path);

      self->file_chooser = gtk_file_chooser_native_new (_("Folder for Screenshots"), GTK_WINDOW (self),
                                                        GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Open"),
                                                        _("_Cancel"));
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->file_chooser), TRUE);
      if (g_file_query_exists (folder, NULL))
        gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->file_chooser), folder, NULL);
      g_signal_connect_object (self->file_chooser, "response", G_CALLBACK (on_folder_chosen), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->file_chooser));
}

static void
rackside_preferences_dispose (GObject *object)
{
  g_clear_object (&RACKSIDE_PREFERENCES (object)->file_chooser);
  G_OBJECT_CLASS (rackside_preferences_parent_class)->dispose (object);
}

static void
rackside_preferences_class_init (RacksidePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, RacksidePreferences, poll_servers);
  gtk_widget_class_bind_template_child (widget_class, RacksidePreferences, zoom);
  gtk_widget_class_bind_template_child (widget_class, RacksidePreferences, crisp);
  gtk_widget_class_bind_template_child (widget_class, RacksidePreferences, screenshots);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_folder);
  gtk_widget_class_bind_template_child (widget_class, RacksidePreferences, notifications);
  gtk_widget_class_bind_template_child (widget_class, RacksidePreferences, keep_awake);
}

static void
rackside_preferences_init (RacksidePreferences *self)
{
  GSettings *settings = rackside_settings_get (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  bind_choice (RACKSIDE_SETTINGS_COLOR_SCHEME, self->color_scheme, color_schemes);
  bind_choice (RACKSIDE_SETTINGS_POLL_SERVERS, self->poll_servers, poll_modes);
  bind_choice (RACKSIDE_SETTINGS_ZOOM, self->zoom, zooms);
  g_settings_bind (settings, RACKSIDE_SETTINGS_CRISP, self->crisp, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::" RACKSIDE_SETTINGS_SCREENSHOT_FOLDER,
                           G_CALLBACK (show_screenshot_folder), self, G_CONNECT_SWAPPED);
  show_screenshot_folder (self);
  g_settings_bind (settings, RACKSIDE_SETTINGS_NOTIFICATIONS, self->notifications, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, RACKSIDE_SETTINGS_KEEP_AWAKE, self->keep_awake, "active", G_SETTINGS_BIND_DEFAULT);
}

/**
 * rackside_preferences_show:
 * @application: the program
 *
 * Shows what can be set over the window that is in use. There is one such window at a time.
 */
void
rackside_preferences_show (GtkApplication *application)
{
  GtkWindow *window = NULL;

  for (GList *l = gtk_application_get_windows (application); l != NULL && window == NULL; l = l->next)
    if (RACKSIDE_IS_PREFERENCES (l->data))
      window = l->data;
  if (window == NULL)
    window = g_object_new (RACKSIDE_TYPE_PREFERENCES,
                           "application", application,
                           "transient-for", gtk_application_get_active_window (application),
                           NULL);
  gtk_window_present (window);
}
