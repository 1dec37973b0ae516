/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-serial-page-private.h"

/* Of what is about to be pasted, so much is shown. */
#define PREVIEW_LINES  8
#define PREVIEW_LENGTH 60

typedef struct
{
  RacksideSerialPage *page;     /* owned */
  char               *text;     /* owned */
} Paste;

typedef struct
{
  RacksideSerialPage *page;     /* owned */
  GFile              *file;     /* owned */
} LogChoice;

static void
remark (RacksideSerialPage *self,
        const char         *text)
{
  rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (self), text);
}

static GtkWindow *
get_window (RacksideSerialPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_connect (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  rackside_serial_line_connect (RACKSIDE_SERIAL_PAGE (user_data)->line, FALSE);
}

static void
on_take_over (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  rackside_serial_line_connect (RACKSIDE_SERIAL_PAGE (user_data)->line, TRUE);
}

static void
on_disconnect (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  rackside_serial_line_disconnect (RACKSIDE_SERIAL_PAGE (user_data)->line);
}

static void
on_send_break (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RacksideSerialPage *self = user_data;

  rackside_serial_line_send_break (self->line);
  remark (self, _("A break was sent."));
}

static void
on_stop_sending (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  rackside_serial_line_stop_sending (RACKSIDE_SERIAL_PAGE (user_data)->line);
}

/* Copy and paste */

static void
on_copy (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  RacksideSerialPage *self = user_data;
  VteTerminal *vte = rackside_serial_terminal_get_vte (self->terminal);

  if (vte_terminal_get_has_selection (vte))
    vte_terminal_copy_clipboard_format (vte, VTE_FORMAT_TEXT);
  else
    remark (self, _("Nothing is selected in the terminal."));
}

static void
on_select_all (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  vte_terminal_select_all (rackside_serial_terminal_get_vte (RACKSIDE_SERIAL_PAGE (user_data)->terminal));
}

static void
paste_free (Paste *paste)
{
  g_object_unref (paste->page);
  g_free (paste->text);
  g_free (paste);
}

static void
paste_now (RacksideSerialPage *self,
           const char         *text)
{
  vte_terminal_paste_text (rackside_serial_terminal_get_vte (self->terminal), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->terminal));
}

static void
on_paste_answer (AdwMessageDialog *dialog,
                 const char       *response,
                 gpointer          user_data)
{
  const Paste *paste = user_data;

  if (g_strcmp0 (response, "paste") == 0)
    paste_now (paste->page, paste->text);
}

/* The first lines of a text, each no longer than fits. */
static char *
make_preview (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", PREVIEW_LINES + 1);
  GString *preview = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL && i < PREVIEW_LINES; i++)
    {
      g_autofree char *start = g_utf8_substring (lines[i], 0, MIN (g_utf8_strlen (lines[i], -1), PREVIEW_LENGTH));

      g_string_append_printf (preview, "%s%s%s", i > 0 ? "\n" : "", g_strchomp (start),
                              strlen (start) < strlen (lines[i]) ? "…" : "");
    }
  if (g_strv_length (lines) > PREVIEW_LINES)
    g_string_append (preview, "\n…");
  return g_string_free (preview, FALSE);
}

static guint
count_lines (const char *text)
{
  guint lines = 1;

  for (const char *at = strchr (text, '\n'); at != NULL && at[1] != '\0'; at = strchr (at + 1, '\n'))
    lines++;
  return lines;
}

/* A shell runs each line as it comes, which is not always what was meant. */
static void
ask_before_paste (RacksideSerialPage *self,
                  const char         *text,
                  guint               lines)
{
  g_autofree char *heading = g_strdup_printf (ngettext ("Paste %u Line?", "Paste %u Lines?", lines), lines);
  g_autofree char *preview = make_preview (text);
  g_autofree char *body = g_strdup_printf ("%s\n\n%s", _("The server may carry out each line as soon as it comes."),
                                           preview);
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), heading, body);
  Paste *paste = g_new (Paste, 1);

  paste->page = g_object_ref (self);
  paste->text = g_strdup (text);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "paste", _("_Paste"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_paste_answer), paste,
                         (GClosureNotify) (GCallback) paste_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_clipboard (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RacksideSerialPage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  gsize most = RACKSIDE_SERIAL_MAX_WAITING / 2;

  if (self->line == NULL || rackside_serial_line_get_state (self->line) != RACKSIDE_SERIAL_STATE_OPEN)
    return;
  if (text == NULL || *text == '\0')
    remark (self, _("There is no text in the clipboard."));
  else if (strlen (text) > most)
    {
      g_autofree char *size = g_format_size (strlen (text));
      g_autofree char *limit = g_format_size (most);
      /* Translators: both are sizes such as 12 MB */
      g_autofree char *words = g_strdup_printf (_("The clipboard holds %s of text; at most %s can be pasted."), size,
                                                limit);

      remark (self, words);
    }
  else if (strpbrk (text, "\r\n") != NULL)
    ask_before_paste (self, text, count_lines (text));
  else
    paste_now (self, text);
}

static void
on_paste (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  RacksideSerialPage *self = user_data;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->cancellable, on_clipboard,
                                 g_object_ref (self));
}

/* The log */

static void
on_log_opened (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(RacksideSerialPage) self = user_data;
  g_autoptr(GError) error = NULL;
  RacksideSerialLog *log = rackside_serial_log_open_finish (result, &error);

  if (log != NULL && self->line != NULL)
    rackside_serial_page_set_log (self, log);
  else if (log != NULL)
    g_object_unref (log);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Translators: the %s is the reason as the system gives it */
      g_autofree char *text = g_strdup_printf (_("The log cannot be written: %s"), error->message);

      remark (self, text);
    }
}

static void
log_choice_free (LogChoice *choice)
{
  g_object_unref (choice->page);
  g_object_unref (choice->file);
  g_free (choice);
}

static void
on_log_answer (AdwMessageDialog *dialog,
               const char       *response,
               gpointer          user_data)
{
  const LogChoice *choice = user_data;

  if (g_strcmp0 (response, "cancel") != 0)
    rackside_serial_log_open_async (choice->file, g_strcmp0 (response, "append") == 0, choice->page->cancellable,
                                    on_log_opened, g_object_ref (choice->page));
}

static void
ask_what_becomes_of (RacksideSerialPage *self,
                     GFile              *file,
                     const char         *name)
{
  /* Translators: the %s is the name of a file */
  g_autofree char *heading = g_strdup_printf (_("What Becomes of “%s”?"), name);
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), heading,
                                              _("There is something in this file already. The log can be added at "
                                                "its end, or take its place."));
  LogChoice *choice = g_new (LogChoice, 1);

  choice->page = g_object_ref (self);
  choice->file = g_object_ref (file);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "replace", _("_Replace"),
                                    "append", _("_Append"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "append");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_log_answer), choice,
                         (GClosureNotify) (GCallback) log_choice_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_log_info (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RacksideSerialPage) self = user_data;
  GFile *file = G_FILE (source);
  g_autoptr(GFileInfo) info = g_file_query_info_finish (file, result, NULL);

  if (self->line == NULL)
    return;
  if (info != NULL && g_file_info_get_size (info) > 0)
    ask_what_becomes_of (self, file, g_file_info_get_display_name (info));
  else
    rackside_serial_log_open_async (file, TRUE, self->cancellable, on_log_opened, g_object_ref (self));
}

static void
on_log_chosen (RacksideSerialPage *self,
               int                 response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->log_chooser);
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
                             G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, self->cancellable, on_log_info,
                             g_object_ref (self));
  else
    rackside_serial_page_update_actions (self);
}

/* A name that no other log has. */
static char *
suggest_name (RacksideSerialPage *self)
{
  RacksideBmc *bmc = rackside_panel_page_get_bmc (RACKSIDE_PANEL_PAGE (self));
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");
  char *name = g_strdup_printf ("%s %s.log", bmc != NULL ? rackside_bmc_get_name (bmc) : "serial", time);

  return g_strdelimit (name, "/:", '_');
}

static void
on_log (GSimpleAction *action,
        GVariant      *state,
        gpointer       user_data)
{
  RacksideSerialPage *self = user_data;
  g_autofree char *name = NULL;

  if (self->log != NULL)
    {
      rackside_serial_page_set_log (self, NULL);
      return;
    }
  if (self->log_chooser == NULL)
    {
      name = suggest_name (self);
      self->log_chooser = gtk_file_chooser_native_new (_("Log the Serial Console"), get_window (self),
                                                       GTK_FILE_CHOOSER_ACTION_SAVE, _("_Log"), _("_Cancel"));
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->log_chooser), TRUE);
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->log_chooser), name);
      g_signal_connect_object (self->log_chooser, "response", G_CALLBACK (on_log_chosen), self, G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->log_chooser));
}

/* What is seen */

static void
on_search (GSimpleAction *action,
           GVariant      *state,
           gpointer       user_data)
{
  RacksideSerialPage *self = user_data;

  rackside_serial_search_set_open (self->search, g_variant_get_boolean (state));
}

static void
on_zoom (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  const char *name = g_action_get_name (G_ACTION (action));

  rackside_serial_terminal_zoom (RACKSIDE_SERIAL_PAGE (user_data)->terminal,
                                 g_str_equal (name, "zoom-in") ? 1 : g_str_equal (name, "zoom-out") ? -1 : 0);
}

static void
on_clear (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  vte_terminal_reset (rackside_serial_terminal_get_vte (RACKSIDE_SERIAL_PAGE (user_data)->terminal), TRUE, TRUE);
}

static const GActionEntry entries[] = {
  { .name = "connect", .activate = on_connect },
  { .name = "take-over", .activate = on_take_over },
  { .name = "disconnect", .activate = on_disconnect },
  { .name = "send-break", .activate = on_send_break },
  { .name = "stop-sending", .activate = on_stop_sending },
  { .name = "copy", .activate = on_copy },
  { .name = "paste", .activate = on_paste },
  { .name = "select-all", .activate = on_select_all },
  { .name = "log", .state = "false", .change_state = on_log },
  { .name = "search", .state = "false", .change_state = on_search },
  { .name = "zoom-in", .activate = on_zoom },
  { .name = "zoom-out", .activate = on_zoom },
  { .name = "zoom-normal", .activate = on_zoom },
  { .name = "clear", .activate = on_clear },
};

static GSimpleAction *
lookup (RacksideSerialPage *self,
        const char         *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name));
}

/* Gives a page its actions, "serial." in menus and shortcuts. */
void
rackside_serial_page_init_actions (RacksideSerialPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "serial", G_ACTION_GROUP (self->actions));
  g_signal_connect_object (self->search, "notify::open", G_CALLBACK (rackside_serial_page_update_actions), self,
                           G_CONNECT_SWAPPED);
}

/* Leaves only what makes sense now. */
void
rackside_serial_page_update_actions (RacksideSerialPage *self)
{
  RacksideSerialState state = rackside_serial_line_get_state (self->line);
  gboolean has_bmc = rackside_panel_page_get_bmc (RACKSIDE_PANEL_PAGE (self)) != NULL;
  gboolean open = state == RACKSIDE_SERIAL_STATE_OPEN;

  g_simple_action_set_enabled (lookup (self, "connect"), has_bmc && !open && state != RACKSIDE_SERIAL_STATE_CONNECTING);
  g_simple_action_set_enabled (lookup (self, "take-over"), state == RACKSIDE_SERIAL_STATE_HELD);
  g_simple_action_set_enabled (lookup (self, "disconnect"), state != RACKSIDE_SERIAL_STATE_CLOSED
                                                            && state != RACKSIDE_SERIAL_STATE_FAILED);
  g_simple_action_set_enabled (lookup (self, "send-break"), open);
  g_simple_action_set_enabled (lookup (self, "paste"), open);
  g_simple_action_set_state (lookup (self, "log"), g_variant_new_boolean (self->log != NULL));
  g_simple_action_set_state (lookup (self, "search"),
                             g_variant_new_boolean (rackside_serial_search_get_open (self->search)));
}
