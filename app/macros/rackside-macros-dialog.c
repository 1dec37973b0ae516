/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-macro-dialog.h"
#include "rackside-macro-shortcut.h"
#include "rackside-macros-dialog.h"
#include "rackside-remark.h"

/* What an action is about: a scope, and a name in it. */
#define TARGET "(is)"

struct _RacksideMacrosDialog
{
  AdwWindow            parent_instance;
  AdwToastOverlay     *toast_overlay;
  AdwPreferencesGroup *all_group;
  AdwPreferencesGroup *server_group;
  GtkWidget           *server_button;

  RacksideMacroStore  *store;           /* owned */
  AdwToast            *toast;           /* owned; what was told last; NULL: nothing yet */
  GPtrArray           *rows;            /* borrowed from their groups */
  RacksideMacro       *removed;         /* owned; NULL: nothing to undo */
  RacksideMacroScope   removed_scope;
};

G_DEFINE_FINAL_TYPE (RacksideMacrosDialog, rackside_macros_dialog, ADW_TYPE_WINDOW)

static AdwPreferencesGroup *
get_group (RacksideMacrosDialog *self,
           RacksideMacroScope    scope)
{
  return scope == RACKSIDE_MACRO_SCOPE_ALL ? self->all_group : self->server_group;
}

static GtkWidget *
new_button (const char         *icon,
            const char         *text,
            const char         *action,
            RacksideMacroScope  scope,
            const char         *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), TARGET, (int) scope, name);
  return button;
}

/* A row without markup, whose texts may be whatever somebody has written. */
static GtkWidget *
new_row (const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  return row;
}

static void
add_row (RacksideMacrosDialog *self,
         RacksideMacroScope    scope,
         GtkWidget            *row)
{
  adw_preferences_group_add (get_group (self, scope), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_macro (RacksideMacrosDialog *self,
           RacksideMacroScope    scope,
           const RacksideMacro  *macro)
{
  g_autofree char *label = rackside_macro_shortcut_label (macro->shortcut);
  /* Translators: %s is the name of a macro */
  g_autofree char *edit = g_strdup_printf (_("Edit “%s”"), macro->name);
  /* Translators: %s is the name of a macro */
  g_autofree char *remove = g_strdup_printf (_("Remove “%s”"), macro->name);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) steps = rackside_macro_parse (macro->keys, &error);
  GtkWidget *row = new_row (macro->name, error != NULL ? error->message : macro->keys);
  GtkWidget *shortcut = gtk_label_new (label);
  GtkWidget *edit_button = new_button ("document-edit-symbolic", edit, "macros.edit", scope, macro->name);

  gtk_widget_add_css_class (shortcut, "dim-label");
  gtk_widget_set_visible (shortcut, *label != '\0');
  /* What is wrong is said whole. */
  if (error != NULL)
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), shortcut);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), edit_button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button ("user-trash-symbolic", remove, "macros.remove", scope,
                                                               macro->name));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), edit_button);
  add_row (self, scope, row);
}

static void
fill (RacksideMacrosDialog *self,
      RacksideMacroScope    scope)
{
  const GPtrArray *list = rackside_macro_store_get_list (self->store, scope);

  for (guint i = 0; i < list->len; i++)
    add_macro (self, scope, list->pdata[i]);
  if (list->len > 0)
    return;
  if (scope == RACKSIDE_MACRO_SCOPE_SERVER && rackside_macro_store_get_server (self->store) == NULL)
    add_row (self, scope, new_row (_("This server is not saved"),
                                   _("Save it, in the main menu, to give it macros of its own.")));
  else
    add_row (self, scope, new_row (_("No macros yet"), _("A macro presses keys or types a text on the server.")));
}

/* Which row has the focus; as many as there are when none has. */
static guint
find_focus (RacksideMacrosDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  guint i;

  for (i = 0; i < self->rows->len; i++)
    if (focus != NULL && (focus == self->rows->pdata[i] || gtk_widget_is_ancestor (focus, self->rows->pdata[i])))
      break;
  return i;
}

static void
refill (RacksideMacrosDialog *self)
{
  RacksideServer *server = rackside_macro_store_get_server (self->store);
  guint focused = find_focus (self);
  gboolean has_focus = focused < self->rows->len;
  g_autofree char *title = NULL;

  if (server != NULL)
    /* Translators: %s is a server */
    title = g_strdup_printf (_("For %s Alone"), rackside_server_get_title (server));
  adw_preferences_group_set_title (self->server_group, title != NULL ? title : _("For One Server Alone"));
  gtk_widget_set_visible (self->server_button, server != NULL);
  for (guint i = 0; i < self->rows->len; i++)
    {
      AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (gtk_widget_get_ancestor (self->rows->pdata[i],
                                                                                   ADW_TYPE_PREFERENCES_GROUP));

      adw_preferences_group_remove (group, self->rows->pdata[i]);
    }
  g_ptr_array_set_size (self->rows, 0);
  for (int scope = 0; scope < RACKSIDE_MACRO_N_SCOPES; scope++)
    fill (self, (RacksideMacroScope) scope);
  /* The keyboard goes on with what is in its place now. */
  if (has_focus)
    gtk_widget_grab_focus (self->rows->pdata[MIN (focused, self->rows->len - 1)]);
}

/* Tells something, with an undo when there is one. */
static void
tell (RacksideMacrosDialog *self,
      const char           *text,
      gboolean              undo)
{
  AdwToast *toast = rackside_remark_new (text, undo ? _("_Undo") : NULL, undo ? "macros.undo" : NULL);

  /* Its undo would be for what has been removed since. */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_object (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
on_add (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  RacksideMacrosDialog *self = RACKSIDE_MACROS_DIALOG (widget);
  RacksideMacroScope scope = (RacksideMacroScope) g_variant_get_int32 (parameter);

  gtk_window_present (GTK_WINDOW (rackside_macro_dialog_new (GTK_WINDOW (self), self->store, scope, NULL)));
}

/* The macro that an action is about, if it is still there. */
static RacksideMacro *
find (RacksideMacrosDialog *self,
      GVariant             *target,
      RacksideMacroScope   *scope)
{
  const char *name;
  int number;

  g_variant_get (target, "(i&s)", &number, &name);
  *scope = (RacksideMacroScope) number;
  return rackside_macro_list_find (rackside_macro_store_get_list (self->store, *scope), name);
}

static void
on_edit (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  RacksideMacrosDialog *self = RACKSIDE_MACROS_DIALOG (widget);
  RacksideMacroScope scope;
  RacksideMacro *macro = find (self, parameter, &scope);

  if (macro != NULL)
    gtk_window_present (GTK_WINDOW (rackside_macro_dialog_new (GTK_WINDOW (self), self->store, scope, macro)));
}

static void
on_remove (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  RacksideMacrosDialog *self = RACKSIDE_MACROS_DIALOG (widget);
  RacksideMacroScope scope;
  RacksideMacro *found = find (self, parameter, &scope);
  g_autoptr(RacksideMacro) macro = found != NULL ? rackside_macro_ref (found) : NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (macro == NULL)
    return;
  if (!rackside_macro_store_replace (self->store, scope, macro, NULL, &error))
    {
      tell (self, error->message, FALSE);
      return;
    }
  g_clear_pointer (&self->removed, rackside_macro_unref);
  self->removed = rackside_macro_ref (macro);
  self->removed_scope = scope;
  /* Translators: %s is the name of a macro */
  text = g_strdup_printf (_("“%s” is removed"), macro->name);
  tell (self, text, TRUE);
}

static void
on_undo (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  RacksideMacrosDialog *self = RACKSIDE_MACROS_DIALOG (widget);
  g_autoptr(RacksideMacro) macro = g_steal_pointer (&self->removed);
  g_autoptr(GError) error = NULL;

  if (macro != NULL && !rackside_macro_store_replace (self->store, self->removed_scope, NULL, macro, &error))
    tell (self, error->message, FALSE);
}

static void
rackside_macros_dialog_finalize (GObject *object)
{
  RacksideMacrosDialog *self = RACKSIDE_MACROS_DIALOG (object);

  g_clear_object (&self->store);
  g_clear_object (&self->toast);
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->removed, rackside_macro_unref);
  G_OBJECT_CLASS (rackside_macros_dialog_parent_class)->finalize (object);
}

static void
rackside_macros_dialog_class_init (RacksideMacrosDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rackside_macros_dialog_finalize;
  gtk_widget_class_install_action (widget_class, "macros.add", "i", on_add);
  gtk_widget_class_install_action (widget_class, "macros.edit", TARGET, on_edit);
  gtk_widget_class_install_action (widget_class, "macros.remove", TARGET, on_remove);
  gtk_widget_class_install_action (widget_class, "macros.undo", NULL, on_undo);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-macros-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideMacrosDialog, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacrosDialog, all_group);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacrosDialog, server_group);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacrosDialog, server_button);
}

static void
rackside_macros_dialog_init (RacksideMacrosDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_macros_dialog_new:
 * @parent: a window
 * @store: all macros
 *
 * Returns: (transfer none): a dialog in which they are added, changed and removed
 */
GtkWidget *
rackside_macros_dialog_new (GtkWindow          *parent,
                            RacksideMacroStore *store)
{
  RacksideMacrosDialog *self = g_object_new (RACKSIDE_TYPE_MACROS_DIALOG, "transient-for", parent, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (refill), self, G_CONNECT_SWAPPED);
  refill (self);
  return GTK_WIDGET (self);
}
