/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-layout.h"
#include "ilo-typist.h"
#include "rackside-layout-chooser.h"
#include "rackside-paste-dialog.h"
#include "rackside-paste-notes.h"
#include "rackside-paste-text.h"

/* Milliseconds for which each key is held, by speed. */
static const guint holds[] = { ILO_TYPIST_ADAPT, 0, ILO_TYPIST_HOLD };

/* A picture of each keystroke would cost more than the keystrokes do. */
#define PROGRESS_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

struct _RacksidePasteDialog
{
  AdwWindow             parent_instance;
  AdwActionRow         *text_row;
  AdwComboRow          *speed_row;
  RacksideLayoutChooser *layouts;
  GtkWidget            *problem_group;
  GtkLabel             *problem_label;
  GtkCheckButton       *leave_out;
  GtkWidget            *controls_group;
  GtkLabel             *controls_label;
  GtkWidget            *progress_group;
  GtkProgressBar       *progress_bar;
  GtkWidget            *type_button;
  GtkButton            *pause_button;

  IloConsole           *console;        /* owned */
  IloLayout            *layout;         /* owned; NULL: it cannot be read */
  char                 *missing;        /* owned; why there is no layout; NULL: there is one, or it is to be chosen */
  char                 *text;           /* owned; NULL: there is none */
  GArray               *chords;         /* owned; NULL: it cannot be typed */
  gsize                 typed;
  gsize                 start;          /* of those, how many before it went on for the last time */
  GCancellable         *reading;        /* owned */
  GCancellable         *typing;         /* owned; NULL while nothing is being typed */
  gint64                shown;          /* when progress was shown last */
  gboolean              begun;
  GtkFileChooserNative *file_chooser;   /* owned; NULL when none is open */
};

enum { SIGNAL_LAYOUT_CHOSEN, SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksidePasteDialog, rackside_paste_dialog, ADW_TYPE_WINDOW)

static void
wipe_chords (RacksidePasteDialog *self)
{
  if (self->chords != NULL)
    explicit_bzero (self->chords->data, self->chords->len * sizeof (IloChord));
  g_clear_pointer (&self->chords, g_array_unref);
}

static void
show_problem (RacksidePasteDialog *self,
              const char          *text)
{
  gtk_widget_set_visible (self->problem_group, text != NULL);
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
}

/* What is to be known of a text before it is typed. */
static void
show_notes (RacksidePasteDialog *self,
            GArray              *untypeable,
            GArray              *controls)
{
  gboolean left_out = gtk_check_button_get_active (self->leave_out);
  g_autofree char *problem = untypeable->len > 0 ? rackside_paste_notes_for_untypeable (untypeable, left_out) : NULL;
  g_autofree char *note = controls->len > 0 ? rackside_paste_notes_for_controls (controls) : NULL;

  show_problem (self, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->leave_out), untypeable->len > 0);
  gtk_label_set_label (self->controls_label, note != NULL ? note : "");
  gtk_widget_set_visible (self->controls_group, note != NULL);
}

static guint
get_hold (RacksidePasteDialog *self)
{
  return holds[MIN (adw_combo_row_get_selected (self->speed_row), G_N_ELEMENTS (holds) - 1)];
}

static void
show_progress (RacksidePasteDialog *self)
{
  gsize total = self->chords != NULL ? self->chords->len : 0;
  /* Translators: how many keystrokes were sent, of how many */
  g_autofree char *text = g_strdup_printf (_("%zu of %zu keystrokes"), self->typed, total);

  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? (double) self->typed / (double) total : 0);
  gtk_progress_bar_set_text (self->progress_bar, text);
}

/* What can be done, and what is to be said, now. */
static void
update (RacksidePasteDialog *self)
{
  gboolean ready = self->chords != NULL && self->chords->len > 0 && !self->begun;
  GtkWidget *inputs[] = { GTK_WIDGET (self->text_row), GTK_WIDGET (self->layouts), GTK_WIDGET (self->leave_out) };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    gtk_widget_set_sensitive (inputs[i], !self->begun);
  gtk_widget_set_sensitive (GTK_WIDGET (self->speed_row), self->typing == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paste.type", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paste.pause", self->begun);
  gtk_widget_set_visible (self->type_button, !self->begun);
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), self->begun);
  gtk_button_set_label (self->pause_button, self->typing != NULL ? _("Pause") : _("Continue"));
  gtk_widget_set_visible (self->progress_group, self->begun);
  show_progress (self);
}

/* Finds out how the text is typed with the layout. */
static void
translate (RacksidePasteDialog *self)
{
  g_autoptr(GArray) untypeable = NULL;
  g_autoptr(GArray) controls = NULL;
  g_autoptr(GError) error = NULL;

  wipe_chords (self);
  gtk_widget_set_visible (GTK_WIDGET (self->leave_out), FALSE);
  gtk_widget_set_visible (self->controls_group, FALSE);
  if (self->text != NULL && self->layout != NULL)
    {
      self->chords = ilo_layout_type_possible (self->layout, self->text, &untypeable, &controls, &error);
      show_notes (self, untypeable, controls);
      if (untypeable->len > 0 && !gtk_check_button_get_active (self->leave_out))
        wipe_chords (self);
      if (error != NULL)
        show_problem (self, error->message);
    }
  update (self);
}

/* Another text, or another layout: what was said of the last one does not hold for it. */
static void
translate_anew (RacksidePasteDialog *self)
{
  gtk_check_button_set_active (self->leave_out, FALSE);
  translate (self);
}

static void
on_layout_selected (RacksidePasteDialog *self)
{
  const IloLayoutInfo *info = rackside_layout_chooser_get_selected (self->layouts);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->layout, ilo_layout_free);
  if (info != NULL)
    self->layout = ilo_layout_new (info->id, &error);
  if (info != NULL && self->missing != NULL)
    {
      g_clear_pointer (&self->missing, g_free);
      show_problem (self, NULL);
    }
  translate_anew (self);
  if (error != NULL)
    show_problem (self, error->message);
  else if (self->missing != NULL)
    show_problem (self, self->missing);
}

static void
on_layout_chosen (RacksidePasteDialog *self)
{
  g_autofree char *layout = rackside_layout_chooser_dup_layout (self->layouts);

  on_layout_selected (self);
  g_signal_emit (self, signals[SIGNAL_LAYOUT_CHOSEN], 0, layout);
}

static void
take_text (RacksidePasteDialog *self,
           const char          *name,
           char                *text,
           const GError        *error)
{
  g_autofree char *words = NULL;
  guint lines = 1;

  g_clear_pointer (&self->text, rackside_paste_text_free);
  self->text = text;
  for (const char *at = text; at != NULL && *at != '\0'; at++)
    lines += *at == '\n' && at[1] != '\0';
  if (text != NULL)
    words = g_strdup_printf (ngettext ("%ld characters in %u line", "%ld characters in %u lines", lines),
                             g_utf8_strlen (text, -1), lines);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->text_row), name);
  adw_action_row_set_subtitle (self->text_row, words != NULL ? words : _("Nothing to type"));
  translate_anew (self);
  if (error != NULL)
    show_problem (self, error->message);
  if (gtk_widget_is_sensitive (self->type_button) && !gtk_widget_get_visible (self->controls_group))
    gtk_widget_grab_focus (self->type_button);
}

static void
on_clipboard_read (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(RacksidePasteDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  char *text = rackside_paste_text_read_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_text (self, _("Clipboard"), text, error);
}

static void
on_file_read (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RacksidePasteDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *shown = g_filename_display_name (name);
  char *text = rackside_paste_text_read_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_text (self, shown, text, error);
}

/* What is being read is given up for something else. */
static GCancellable *
read_anew (RacksidePasteDialog *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  return self->reading = g_cancellable_new ();
}

static void
read_file (RacksidePasteDialog *self,
           GFile               *file)
{
  rackside_paste_text_read_file_async (file, read_anew (self), on_file_read, g_object_ref (self));
}

static gboolean
on_file_dropped (RacksidePasteDialog *self,
                 const GValue        *value)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL || self->begun)
    return FALSE;
  if (files->next != NULL)
    show_problem (self, _("Only one file can be typed at a time. Drop one."));
  else
    read_file (self, files->data);
  return TRUE;
}

static void
on_file_chosen (RacksidePasteDialog *self,
                int                  response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->file_chooser);
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    read_file (self, file);
}

static void
on_open (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  RacksidePasteDialog *self = RACKSIDE_PASTE_DIALOG (widget);

  if (self->file_chooser == NULL)
    {
      self->file_chooser = gtk_file_chooser_native_new (_("Type What Is in a File"), GTK_WINDOW (self),
                                                        GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->file_chooser), TRUE);
      g_signal_connect_object (self->file_chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->file_chooser));
}

static void
on_progress (goffset  typed,
             goffset  total,
             gpointer user_data)
{
  RacksidePasteDialog *self = user_data;

  self->typed = self->start + (gsize) typed;
  if (g_get_monotonic_time () - self->shown >= PROGRESS_INTERVAL)
    {
      self->shown = g_get_monotonic_time ();
      show_progress (self);
    }
}

static void
remark_end (RacksidePasteDialog *self)
{
  gsize total = self->chords->len;
  g_autofree char *text = self->typed == total
                          ? g_strdup_printf (_("The text was typed: %zu keystrokes."), self->typed)
                          /* Translators: how many keystrokes were sent, of how many */
                          : g_strdup_printf (_("Typing has ended early: %zu of %zu keystrokes were sent."), self->typed,
                                             total);

  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static void
on_typed (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RacksidePasteDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gsize typed;
  gboolean ok = ilo_typist_type_finish (self->console, result, &typed, &error);

  g_clear_object (&self->typing);
  self->typed = MIN (self->start + typed, self->chords->len);
  if (!gtk_widget_get_realized (GTK_WIDGET (self)))     /* closed */
    {
      remark_end (self);
      return;
    }
  if (ok)
    {
      remark_end (self);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error->message);
  update (self);
}

static void
go_on (RacksidePasteDialog *self)
{
  self->begun = TRUE;
  self->start = self->typed;
  self->typing = g_cancellable_new ();
  show_problem (self, NULL);
  ilo_typist_type_async (self->console, &g_array_index (self->chords, IloChord, self->start),
                         self->chords->len - self->start, get_hold (self), on_progress, self, self->typing, on_typed,
                         g_object_ref (self));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->pause_button));
}

static void
on_type (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  go_on (RACKSIDE_PASTE_DIALOG (widget));
}

static void
on_pause (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  RacksidePasteDialog *self = RACKSIDE_PASTE_DIALOG (widget);

  if (self->typing != NULL)
    g_cancellable_cancel (self->typing);
  else
    go_on (self);
}

/* It has been closed. What is on its way holds it until that has ended. */
static void
rackside_paste_dialog_unrealize (GtkWidget *widget)
{
  RacksidePasteDialog *self = RACKSIDE_PASTE_DIALOG (widget);

  g_cancellable_cancel (self->reading);
  if (self->typing != NULL)
    g_cancellable_cancel (self->typing);
  else if (self->begun && self->typed < self->chords->len)
    remark_end (self);
  GTK_WIDGET_CLASS (rackside_paste_dialog_parent_class)->unrealize (widget);
  /* Its window may go first, which GTK does not tell it any more. */
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
}

static void
rackside_paste_dialog_dispose (GObject *object)
{
  RacksidePasteDialog *self = RACKSIDE_PASTE_DIALOG (object);

  g_clear_object (&self->reading);
  if (self->file_chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->file_chooser));
  g_clear_object (&self->file_chooser);
  wipe_chords (self);
  g_clear_pointer (&self->text, rackside_paste_text_free);
  G_OBJECT_CLASS (rackside_paste_dialog_parent_class)->dispose (object);
}

static void
rackside_paste_dialog_finalize (GObject *object)
{
  RacksidePasteDialog *self = RACKSIDE_PASTE_DIALOG (object);

  g_clear_object (&self->typing);
  g_clear_object (&self->console);
  g_clear_pointer (&self->layout, ilo_layout_free);
  g_free (self->missing);
  G_OBJECT_CLASS (rackside_paste_dialog_parent_class)->finalize (object);
}

static void
rackside_paste_dialog_class_init (RacksidePasteDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_paste_dialog_dispose;
  object_class->finalize = rackside_paste_dialog_finalize;
  widget_class->unrealize = rackside_paste_dialog_unrealize;

  /**
   * RacksidePasteDialog::layout-chosen:
   * @self: a dialog
   * @layout: the layout of the server, as `de+nodeadkeys`
   *
   * The user has said which one it is.
   */
  signals[SIGNAL_LAYOUT_CHOSEN] = g_signal_new ("layout-chosen", RACKSIDE_TYPE_PASTE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * RacksidePasteDialog::remark:
   * @self: a dialog
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_PASTE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RACKSIDE_TYPE_LAYOUT_CHOOSER);
  gtk_widget_class_install_action (widget_class, "paste.open", NULL, on_open);
  gtk_widget_class_install_action (widget_class, "paste.type", NULL, on_type);
  gtk_widget_class_install_action (widget_class, "paste.pause", NULL, on_pause);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-paste-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, text_row);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, speed_row);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, layouts);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, problem_group);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, leave_out);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, controls_group);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, controls_label);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, progress_group);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, type_button);
  gtk_widget_class_bind_template_child (widget_class, RacksidePasteDialog, pause_button);
  gtk_widget_class_bind_template_callback (widget_class, translate);
  gtk_widget_class_bind_template_callback (widget_class, on_layout_chosen);
}

static void
rackside_paste_dialog_init (RacksidePasteDialog *self)
{
  GtkDropTarget *drop_target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (drop_target, "drop", G_CALLBACK (on_file_dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop_target));
}

/* Fills in the layouts, with one of them chosen. */
static void
fill_layouts (RacksidePasteDialog *self,
              const char          *layout)
{
  g_autoptr(GError) error = NULL;

  if (!rackside_layout_chooser_load (self->layouts, layout, &error))
    self->missing = g_strdup (error->message);
  on_layout_selected (self);
}

/**
 * rackside_paste_dialog_new:
 * @parent: a window
 * @console: (transfer none): the console of the server
 * @layout: the keyboard layout of the server, as far as it is known
 *
 * Returns: (transfer none): a dialog that offers to type what is in the clipboard
 */
RacksidePasteDialog *
rackside_paste_dialog_new (GtkWindow  *parent,
                           IloConsole *console,
                           const char *layout)
{
  RacksidePasteDialog *self = g_object_new (RACKSIDE_TYPE_PASTE_DIALOG, "transient-for", parent, NULL);

  self->console = g_object_ref (console);
  fill_layouts (self, layout);
  rackside_paste_text_read_clipboard_async (gtk_widget_get_clipboard (GTK_WIDGET (parent)), read_anew (self),
                                            on_clipboard_read, g_object_ref (self));
  return self;
}
