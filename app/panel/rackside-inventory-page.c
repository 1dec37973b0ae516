/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-inventory-page.h"
#include "rackside-inventory.h"

struct _RacksideInventoryPage
{
  RacksidePanelPage  parent_instance;
  GtkBox            *box;
  GPtrArray         *sections;       /* owned; NULL until it is read */
  IpmiSession       *session;        /* owned; of which they were read, or are being read */
  GPtrArray         *groups;         /* borrowed from box: a widget each section */
  GCancellable      *cancellable;    /* owned; NULL: nothing is being read */
};

G_DEFINE_FINAL_TYPE (RacksideInventoryPage, rackside_inventory_page, RACKSIDE_TYPE_PANEL_PAGE)

static void
copy (RacksideInventoryPage *self,
      const char            *text,
      const char            *remark)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (self), remark);
}

static void
on_copy_value (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  copy (RACKSIDE_INVENTORY_PAGE (widget), g_variant_get_string (parameter, NULL), _("Copied"));
}

static void
on_copy_all (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  RacksideInventoryPage *self = RACKSIDE_INVENTORY_PAGE (widget);
  g_autofree char *text = self->sections != NULL ? rackside_inventory_to_text (self->sections) : NULL;

  if (text != NULL)
    copy (self, text, _("The inventory is copied"));
}

static GtkWidget *
make_row (const RacksideInventoryRow *row)
{
  GtkWidget *widget = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *value = g_markup_escape_text (row->value, -1);
  g_autofree char *name = NULL;

  /* Translators: the %s is what is copied, as in “Serial number” */
  name = g_strdup_printf (_("Copy %s"), row->label);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), row->label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), 0);
  gtk_widget_add_css_class (widget, "property");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "inventory.copy");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", row->value);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), button);
  return widget;
}

static GtkWidget *
make_group (const RacksideInventorySection *section)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title = g_markup_escape_text (section->title, -1);
  g_autofree char *problem = section->problem != NULL ? g_markup_escape_text (section->problem, -1) : NULL;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (problem == NULL && section->rows->len == 0)
    problem = g_strdup (_("There is nothing in it."));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), problem);
  for (guint i = 0; i < section->rows->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_row (&g_array_index (section->rows, RacksideInventoryRow, i)));
  return group;
}

static void
clear (RacksideInventoryPage *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    gtk_box_remove (self->box, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  g_clear_pointer (&self->sections, g_ptr_array_unref);
}

static void
show (RacksideInventoryPage *self)
{
  for (guint i = 0; i < self->sections->len; i++)
    {
      GtkWidget *group = make_group (g_ptr_array_index (self->sections, i));

      gtk_box_append (self->box, group);
      g_ptr_array_add (self->groups, group);
    }
  rackside_panel_page_show_content (RACKSIDE_PANEL_PAGE (self));
}

static void
on_progress (const char *what,
             gpointer    user_data)
{
  if (RACKSIDE_INVENTORY_PAGE (user_data)->cancellable != NULL)
    rackside_panel_page_show_waiting (user_data, what, -1);
}

static void
on_read (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(RacksideInventoryPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) sections = rackside_inventory_read_finish (IPMI_SESSION (session), result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (sections == NULL)
    {
      rackside_panel_page_show_error (RACKSIDE_PANEL_PAGE (self), error);
      return;
    }
  self->sections = g_steal_pointer (&sections);
  show (self);
}

/* It does not change while one looks, so it is read once a session, and again when that is asked for. */
static void
rackside_inventory_page_start (RacksidePanelPage *page,
                               IpmiSession       *session)
{
  RacksideInventoryPage *self = RACKSIDE_INVENTORY_PAGE (page);

  if (self->sections != NULL && self->session == session)
    {
      rackside_panel_page_show_content (page);
      return;
    }
  clear (self);
  g_set_object (&self->session, session);
  self->cancellable = g_cancellable_new ();
  rackside_inventory_read_async (session, on_progress, self, self->cancellable, on_read, g_object_ref (self));
}

static void
rackside_inventory_page_stop (RacksidePanelPage *page)
{
  RacksideInventoryPage *self = RACKSIDE_INVENTORY_PAGE (page);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_read_again (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  clear (RACKSIDE_INVENTORY_PAGE (widget));
  rackside_panel_page_try_again (RACKSIDE_PANEL_PAGE (widget));
}

static void
rackside_inventory_page_dispose (GObject *object)
{
  RacksideInventoryPage *self = RACKSIDE_INVENTORY_PAGE (object);

  G_OBJECT_CLASS (rackside_inventory_page_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
rackside_inventory_page_finalize (GObject *object)
{
  RacksideInventoryPage *self = RACKSIDE_INVENTORY_PAGE (object);

  g_clear_pointer (&self->sections, g_ptr_array_unref);
  g_ptr_array_unref (self->groups);
  G_OBJECT_CLASS (rackside_inventory_page_parent_class)->finalize (object);
}

static void
rackside_inventory_page_class_init (RacksideInventoryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_inventory_page_dispose;
  object_class->finalize = rackside_inventory_page_finalize;
  RACKSIDE_PANEL_PAGE_CLASS (klass)->start = rackside_inventory_page_start;
  RACKSIDE_PANEL_PAGE_CLASS (klass)->stop = rackside_inventory_page_stop;
  gtk_widget_class_install_action (widget_class, "inventory.copy", "s", on_copy_value);
  gtk_widget_class_install_action (widget_class, "inventory.copy-all", NULL, on_copy_all);
  gtk_widget_class_install_action (widget_class, "inventory.read-again", NULL, on_read_again);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-inventory-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideInventoryPage, box);
}

static void
rackside_inventory_page_init (RacksideInventoryPage *self)
{
  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
