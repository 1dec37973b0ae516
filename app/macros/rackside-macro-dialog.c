/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-macro-dialog.h"
#include "rackside-macro-shortcut.h"
#include "rackside-record-button.h"

struct _RacksideMacroDialog
{
  AdwWindow           parent_instance;
  GtkEditable        *name_row;
  GtkEditable        *keys_row;
  AdwActionRow       *shortcut_row;
  GtkLabel           *problem_label;

  RacksideMacroStore *store;         /* owned */
  RacksideMacroScope  scope;
  RacksideMacro      *macro;         /* owned; as it was; NULL: it is a new one */
  char               *shortcut;      /* owned */
};

G_DEFINE_FINAL_TYPE (RacksideMacroDialog, rackside_macro_dialog, ADW_TYPE_WINDOW)

static void
show_problem (RacksideMacroDialog *self,
              const char          *text)
{
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), text != NULL);
}

static void
show_shortcut (RacksideMacroDialog *self)
{
  g_autofree char *label = rackside_macro_shortcut_label (self->shortcut);

  adw_action_row_set_subtitle (self->shortcut_row, *label != '\0' ? label : _("None"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "macro.clear-shortcut", *self->shortcut != '\0');
}

static char *
get_name (RacksideMacroDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
}

/* Whether the name can be kept; when not, what is wrong with it, unless there is none yet. */
static gboolean
check_name (RacksideMacroDialog  *self,
            const char           *name,
            GError              **error)
{
  const GPtrArray *list = rackside_macro_store_get_list (self->store, self->scope);
  gboolean mine = self->macro != NULL && g_str_equal (self->macro->name, name);

  if (g_utf8_strlen (name, -1) > RACKSIDE_MACRO_MAX_NAME)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 ngettext ("A name has at most %d letter.", "A name has at most %d letters.", RACKSIDE_MACRO_MAX_NAME),
                 RACKSIDE_MACRO_MAX_NAME);
  else if (!mine && rackside_macro_list_find (list, name) != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a macro of this name already."));
  else
    return *name != '\0';
  return FALSE;
}

/* Says what is wrong with what has been typed. */
static void
update (RacksideMacroDialog *self)
{
  g_autofree char *name = get_name (self);
  const char *keys = gtk_editable_get_text (self->keys_row);
  g_autoptr(GError) error = NULL;
  gboolean ok = check_name (self, name, &error);
  g_autoptr(GPtrArray) steps = error == NULL && *keys != '\0' ? rackside_macro_parse (keys, &error) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "macro.save", ok && steps != NULL);
  show_problem (self, error != NULL ? error->message : NULL);
}

static void
on_chord (RacksideMacroDialog *self,
          const char          *chord)
{
  g_autofree char *old = g_strstrip (g_strdup (gtk_editable_get_text (self->keys_row)));
  gboolean ended = *old == '\0' || g_str_has_suffix (old, ";");
  g_autofree char *keys = g_strconcat (old, *old == '\0' ? "" : ended ? " " : "; ", chord, NULL);

  gtk_editable_set_text (self->keys_row, keys);
}

static void
set_shortcut (RacksideMacroDialog *self,
              const char          *shortcut)
{
  g_free (self->shortcut);
  self->shortcut = g_strdup (shortcut);
  show_shortcut (self);
  update (self);
}

static void
on_shortcut (RacksideMacroDialog *self,
             const char          *chord,
             const char          *accelerator)
{
  g_autoptr(GError) error = NULL;

  if (rackside_macro_shortcut_check (accelerator, self->store, self->macro, &error))
    set_shortcut (self, accelerator);
  else
    show_problem (self, error->message);
}

static void
on_clear_shortcut (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  set_shortcut (RACKSIDE_MACRO_DIALOG (widget), "");
}

static void
take_current (RacksideMacroDialog *self)
{
  const GPtrArray *list = rackside_macro_store_get_list (self->store, self->scope);
  RacksideMacro *current = rackside_macro_list_find (list, self->macro->name);

  if (current == NULL)
    return;
  rackside_macro_unref (self->macro);
  self->macro = rackside_macro_ref (current);
}

static void
on_save (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  RacksideMacroDialog *self = RACKSIDE_MACRO_DIALOG (widget);
  g_autofree char *name = get_name (self);
  g_autoptr(GPtrArray) steps = rackside_macro_parse (gtk_editable_get_text (self->keys_row), NULL);
  g_autofree char *keys = NULL;
  g_autoptr(RacksideMacro) macro = NULL;
  g_autoptr(GError) error = NULL;

  if (steps == NULL)
    return;
  keys = rackside_macro_format (steps);
  macro = rackside_macro_new (name, keys, self->shortcut);
  if (rackside_macro_store_replace (self->store, self->scope, self->macro, macro, &error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  show_problem (self, error->message);
  /* Who saves again has seen what others have made of it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE))
    take_current (self);
}

static void
on_activated (RacksideMacroDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "macro.save", NULL);
}

static void
rackside_macro_dialog_finalize (GObject *object)
{
  RacksideMacroDialog *self = RACKSIDE_MACRO_DIALOG (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->macro, rackside_macro_unref);
  g_free (self->shortcut);
  G_OBJECT_CLASS (rackside_macro_dialog_parent_class)->finalize (object);
}

static void
rackside_macro_dialog_class_init (RacksideMacroDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rackside_macro_dialog_finalize;
  g_type_ensure (RACKSIDE_TYPE_RECORD_BUTTON);
  gtk_widget_class_install_action (widget_class, "macro.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "macro.clear-shortcut", NULL, on_clear_shortcut);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-macro-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideMacroDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacroDialog, keys_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacroDialog, shortcut_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacroDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_chord);
  gtk_widget_class_bind_template_callback (widget_class, on_shortcut);
}

static void
rackside_macro_dialog_init (RacksideMacroDialog *self)
{
  self->shortcut = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_macro_dialog_new:
 * @parent: a window
 * @store: all macros
 * @scope: where it is to be offered
 * @macro: (nullable) (transfer none): the macro to change; %NULL: a new one
 *
 * Returns: (transfer none): a dialog for one macro
 */
GtkWidget *
rackside_macro_dialog_new (GtkWindow          *parent,
                           RacksideMacroStore *store,
                           RacksideMacroScope  scope,
                           RacksideMacro      *macro)
{
  RacksideMacroDialog *self = g_object_new (RACKSIDE_TYPE_MACRO_DIALOG, "transient-for", parent,
                                            "title", macro != NULL ? _("Edit Macro") : _("Add a Macro"), NULL);

  self->store = g_object_ref (store);
  self->scope = scope;
  if (macro != NULL)
    {
      self->macro = rackside_macro_ref (macro);
      gtk_editable_set_text (self->name_row, macro->name);
      gtk_editable_set_text (self->keys_row, macro->keys);
      g_free (self->shortcut);
      self->shortcut = g_strdup (macro->shortcut);
    }
  show_shortcut (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return GTK_WIDGET (self);
}
