/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "rackside-application.h"
#include "rackside-known-hosts.h"
#include "rackside-preferences.h"
#include "rackside-screenshot.h"
#include "rackside-settings.h"
#include "rackside-window.h"

struct _RacksideApplication
{
  AdwApplication   parent_instance;
  int              exit_status;
  RacksideServers *servers;          /* owned; NULL before somebody asks */
  RacksideMacros  *macros;           /* owned; likewise */
  RacksidePoller  *poller;           /* owned; likewise */
};

G_DEFINE_FINAL_TYPE (RacksideApplication, rackside_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "stream", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_("Play what an iLO sent on its console connection"), N_("FILE") },
  { "key", 0, 0, G_OPTION_ARG_STRING, NULL,
    N_("The key of an encrypted stream, 32 hexadecimal digits"), N_("HEX") },
  { "demo", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_("Start a simulated server on this machine and connect to it"), NULL },
  { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open another window, though one may be free"), NULL },
  { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_("Save a picture of the window as soon as there is something to see, and quit"), N_("FILE.png") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and quit"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, NULL },
  { NULL },
};

static const struct
{
  const char *action;
  const char *accels[4];
} accels[] = {
  { "app.quit", { "<Control>q" } },
  { "win.open", { "<Control>o" } },
  { "win.fullscreen", { "F11" } },
  { "win.panel", { "F9" } },
  { "win.paste", { "<Control><Shift>v" } },
  { "win.zoom(0.0)", { "<Control>0", "<Control>KP_0" } },
  { "win.zoom(1.0)", { "<Control>1", "<Control>KP_1" } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
  { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
  { "win.pan::left", { "<Alt>Left" } },
  { "win.pan::right", { "<Alt>Right" } },
  { "win.pan::up", { "<Alt>Up" } },
  { "win.pan::down", { "<Alt>Down" } },
  { "media.show", { "<Control>d" } },
  { "win.save-screenshot", { "<Control>s" } },
  { "win.copy-screenshot", { "<Control><Shift>c" } },
  { "window.close", { "<Control>w" } },
  { "app.new-window", { "<Control>n" } },
  { "app.preferences", { "<Control>comma" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  /* The program ends with its last window, or when the last of them has logged out. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
on_new_window (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  gtk_window_present (GTK_WINDOW (rackside_window_new (user_data)));
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data),
                         "application-name", _("Rackside"),
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Rackside developers"),
                         "comments", _("The remote console of servers with HPE iLO 4"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

/* The window that was used last, or a new one when the last has been closed. */
static RacksideWindow *
find_any_window (GtkApplication *application)
{
  RacksideWindow *window;

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (RACKSIDE_IS_WINDOW (l->data))
      return l->data;
  window = rackside_window_new (application);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
on_file_opened (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GtkApplication) application = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = g_app_info_launch_default_for_uri_finish (result, &error);

  if (!ok)
    {
      /* Translators: the %s is the reason as the system gives it */
      g_autofree char *text = g_strdup_printf (_("The file could not be opened: %s"), error->message);

      rackside_window_warn (find_any_window (application), text);
    }
  g_application_release (G_APPLICATION (application));
}

/* What a notification offers, perhaps when the window that it came from has been closed. */
static void
on_open_file (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gdk_display_get_default ());
  const char *uri = g_variant_get_string (parameter, NULL);

  if (g_ascii_strncasecmp (uri, "file:", strlen ("file:")) != 0)
    return;
  g_application_hold (user_data);
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, on_file_opened,
                                           g_object_ref (user_data));
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  rackside_preferences_show (user_data);
}

/* A notification may be older than what it was about: the window, or the whole program. */
static void
on_show_window (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_window_by_id (user_data, g_variant_get_uint32 (parameter));

  if (window != NULL)
    gtk_window_present (window);
  else
    g_application_activate (user_data);
}

static const GActionEntry action_entries[] = {
  { .name = "quit", .activate = on_quit },
  { .name = "new-window", .activate = on_new_window },
  { .name = "show-window", .parameter_type = "u", .activate = on_show_window },
  { .name = "preferences", .activate = on_preferences },
  { .name = "about", .activate = on_about },
  { .name = "open-file", .parameter_type = "s", .activate = on_open_file },
};

/* SIGTERM and SIGINT close windows without a question, but so that drives are written and sessions logged out. */
static gboolean
on_signal (gpointer user_data)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (user_data)) != NULL)
    gtk_window_destroy (windows->data);
  return G_SOURCE_CONTINUE;
}

/* The window that is free to be used, or a new one. */
static RacksideWindow *
find_window (RacksideApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (RACKSIDE_IS_WINDOW (l->data) && rackside_window_is_idle (l->data))
      return l->data;
  return rackside_window_new (GTK_APPLICATION (self));
}

static void
rackside_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (find_window (RACKSIDE_APPLICATION (application))));
}

/* Whatever looks like an address is read as one, so that a wrong one is called wrong, rather than a missing file. */
static gboolean
is_address (const char *argument)
{
  g_autofree char *scheme = g_uri_parse_scheme (argument);

  return scheme != NULL && g_ascii_strcasecmp (scheme, "file") != 0
         && (strstr (argument, "://") != NULL || g_ascii_strcasecmp (scheme, "hplocons") == 0);
}

/* Says what is wrong in the arguments, before there is a window. */
static gboolean
check_arguments (GApplicationCommandLine *command_line,
                 const char *const       *arguments)
{
  for (; *arguments != NULL; arguments++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RacksideAddress) address = NULL;

      if (!is_address (*arguments))
        continue;
      address = rackside_address_parse (*arguments, &error);
      if (address == NULL)
        {
          g_application_command_line_printerr (command_line, "rackside: %s\n", error->message);
          return FALSE;
        }
    }
  return TRUE;
}

static void
open_argument (RacksideWindow *window,
               const char     *argument,
               GFile          *file,
               const char     *key)
{
  g_autoptr(RacksideAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  if (!is_address (argument))
    {
      rackside_window_open (window, file, key);
      return;
    }
  address = rackside_address_parse (argument, &error);
  if (address != NULL)
    rackside_window_connect (window, address);
  else
    rackside_window_warn (window, error->message);
}

/* What the desktop, or another program by it, wants to see. */
static void
rackside_application_open (GApplication  *application,
                           GFile        **files,
                           int            n_files,
                           const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      RacksideWindow *window = find_window (RACKSIDE_APPLICATION (application));
      g_autofree char *uri = g_file_get_uri (files[i]);

      open_argument (window, uri, files[i], NULL);
      gtk_window_present (GTK_WINDOW (window));
    }
}

static int
rackside_application_command_line (GApplication            *application,
                                   GApplicationCommandLine *command_line)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autofree const char **rest = NULL;
  const char *stream = NULL;
  const char *key = NULL;
  const char *screenshot = NULL;
  RacksideWindow *window;

  if (g_variant_dict_lookup (dict, "stream", "^&ay", &stream))
    g_ptr_array_add (arguments, (char *) stream);
  g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &rest);
  for (guint i = 0; rest != NULL && rest[i] != NULL; i++)
    g_ptr_array_add (arguments, (char *) rest[i]);
  g_ptr_array_add (arguments, NULL);
  if (!check_arguments (command_line, (const char *const *) arguments->pdata))
    return 2;
  g_variant_dict_lookup (dict, "key", "&s", &key);
  window = g_variant_dict_contains (dict, "new-window") ? rackside_window_new (GTK_APPLICATION (application))
                                                        : find_window (RACKSIDE_APPLICATION (application));
  for (guint i = 0; i < arguments->len - 1; i++)
    {
      const char *argument = g_ptr_array_index (arguments, i);
      g_autoptr(GFile) file = g_application_command_line_create_file_for_arg (command_line, argument);

      if (i > 0)
        window = rackside_window_new (GTK_APPLICATION (application));
      open_argument (window, argument, file, key);
      gtk_window_present (GTK_WINDOW (window));
    }
  if (g_variant_dict_contains (dict, "demo"))
    rackside_window_start_demo (window);
  if (g_variant_dict_lookup (dict, "screenshot", "^&ay", &screenshot))
    {
      g_autoptr(GFile) file = g_application_command_line_create_file_for_arg (command_line, screenshot);

      rackside_screenshot_take (window, file, command_line);
    }
  gtk_window_present (GTK_WINDOW (window));
  return 0;
}

static int
rackside_application_handle_local_options (GApplication *application,
                                           GVariantDict *dict)
{
  g_autoptr(GError) error = NULL;

  if (g_variant_dict_contains (dict, "version"))
    {
      puts ("rackside " PACKAGE_VERSION);
      return 0;
    }
  if (rackside_settings_get (&error) == NULL)
    {
      g_printerr ("rackside: %s\n", error->message);
      return 1;
    }
  return -1;
}

static void
rackside_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (rackside_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), action_entries,
                                   G_N_ELEMENTS (action_entries), application);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action,
                                           accels[i].accels);
  g_settings_bind (rackside_settings_get (NULL), RACKSIDE_SETTINGS_COLOR_SCHEME,
                   adw_style_manager_get_default (), "color-scheme", G_SETTINGS_BIND_GET);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  g_unix_signal_add (SIGTERM, on_signal, application);
  g_unix_signal_add (SIGINT, on_signal, application);
}

static void
rackside_application_finalize (GObject *object)
{
  g_clear_object (&RACKSIDE_APPLICATION (object)->poller);
  g_clear_object (&RACKSIDE_APPLICATION (object)->servers);
  g_clear_object (&RACKSIDE_APPLICATION (object)->macros);
  G_OBJECT_CLASS (rackside_application_parent_class)->finalize (object);
}

static void
rackside_application_class_init (RacksideApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rackside_application_finalize;
  application_class->activate = rackside_application_activate;
  application_class->command_line = rackside_application_command_line;
  application_class->handle_local_options = rackside_application_handle_local_options;
  application_class->open = rackside_application_open;
  application_class->startup = rackside_application_startup;
}

static void
rackside_application_init (RacksideApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application, _("[ilo://USER@HOST[:PORT] | ipmi://USER@HOST[:PORT] | RECORDING]"));
  g_application_set_option_context_summary (application,
                                            _("Shows the console of a server with HPE iLO 4. Without an address it "
                                              "asks for one; the password is always asked for.\n"
                                              "A recording or a captured stream is played."));
}

/**
 * rackside_application_get_servers:
 * @self: the program
 * @problem: (out) (nullable): what the user has to know about their file, when this is the first to ask
 *
 * Returns: (transfer none): the saved servers, the same for every window
 */
RacksideServers *
rackside_application_get_servers (RacksideApplication  *self,
                                  GError              **problem)
{
  g_autofree char *path = NULL;

  if (self->servers != NULL)
    return self->servers;
  path = rackside_servers_get_default_path ();
  self->servers = rackside_servers_new (path);
  rackside_servers_load (self->servers, problem);
  return self->servers;
}

/**
 * rackside_application_get_macros:
 * @self: the program
 * @problem: (out) (nullable): what the user has to know about their file, when this is the first to ask
 *
 * Returns: (transfer none): the macros for every server
 */
RacksideMacros *
rackside_application_get_macros (RacksideApplication  *self,
                                 GError              **problem)
{
  g_autofree char *path = NULL;

  if (self->macros != NULL)
    return self->macros;
  path = rackside_macros_get_default_path ();
  self->macros = rackside_macros_new (path);
  rackside_macros_load (self->macros, problem);
  return self->macros;
}

/**
 * rackside_application_get_poller:
 * @self: the program
 *
 * Returns: (transfer none): what asks the saved servers how they are, the same for every window
 */
RacksidePoller *
rackside_application_get_poller (RacksideApplication *self)
{
  g_autofree char *hosts = NULL;

  if (self->poller != NULL)
    return self->poller;
  hosts = rackside_known_hosts_get_path ();
  self->poller = rackside_poller_new (rackside_application_get_servers (self, NULL), hosts,
                                      g_network_monitor_get_default ());
  g_settings_bind (rackside_settings_get (NULL), RACKSIDE_SETTINGS_POLL_SERVERS, self->poller, "mode",
                   G_SETTINGS_BIND_GET);
  return self->poller;
}

/**
 * rackside_application_new:
 *
 * Returns: (transfer full): the program
 */
GApplication *
rackside_application_new (void)
{
  return g_object_new (RACKSIDE_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/rackside/Rackside",
                       NULL);
}

/**
 * rackside_application_run:
 * @self: the program
 * @argc: the number of its arguments
 * @argv: its arguments
 *
 * Runs it until its last window is closed and the last session logged out.
 *
 * Returns: its exit status
 */
int
rackside_application_run (RacksideApplication  *self,
                          int                   argc,
                          char                **argv)
{
  int status = g_application_run (G_APPLICATION (self), argc, argv);

  return status != 0 ? status : self->exit_status;
}

/**
 * rackside_application_fail:
 * @self: the program
 * @command_line: who asked for what has failed
 * @status: the exit status
 *
 * Has the program that @command_line came from end with @status: this one, which goes on for now, or another one
 * that waits for it.
 */
void
rackside_application_fail (RacksideApplication     *self,
                           GApplicationCommandLine *command_line,
                           int                      status)
{
  if (!g_application_command_line_get_is_remote (command_line))
    self->exit_status = status;
  g_application_command_line_set_exit_status (command_line, status);
}
