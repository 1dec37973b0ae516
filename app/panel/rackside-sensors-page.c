/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-export.h"
#include "rackside-sensor-detail.h"
#include "rackside-sensor-row.h"
#include "rackside-sensor-watch.h"
#include "rackside-sensors-page.h"
#include "rackside-stack.h"
#include "report-csv.h"
#include "report-json.h"
#include "report-sensor.h"

struct _RacksideSensorsPage
{
  RacksidePanelPage     parent_instance;
  GtkWidget            *search_entry;
  GtkLabel             *summary_label;
  GtkStack             *stack;
  GtkWidget            *list_page;
  GtkWidget            *nothing_page;
  GtkListView          *list_view;
  GtkRevealer          *revealer;
  RacksideSensorDetail *detail;
  RacksideSensorWatch  *watch;             /* owned */
  RacksideSensorList   *list;              /* borrowed from watch */
  GtkSingleSelection   *selection;         /* owned */
  gboolean              only_problems;
};

enum { PROP_0, PROP_ONLY_PROBLEMS, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RacksideSensorsPage, rackside_sensors_page, RACKSIDE_TYPE_PANEL_PAGE)

static RacksideSensor *
get_selected (RacksideSensorsPage *self)
{
  gpointer item = gtk_single_selection_get_selected_item (self->selection);

  return RACKSIDE_IS_SENSOR (item) ? item : NULL;
}

static void
on_selected (RacksideSensorsPage *self)
{
  RacksideSensor *sensor = get_selected (self);

  rackside_sensor_detail_set_sensor (self->detail, sensor);
  gtk_revealer_set_reveal_child (self->revealer, sensor != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sensors.copy", sensor != NULL);
}

static void
update_summary (RacksideSensorsPage *self)
{
  guint n_sensors = rackside_sensor_list_get_n_sensors (self->list);
  guint n_problems = rackside_sensor_list_get_n_problems (self->list);
  guint n_unreadable = rackside_sensor_watch_get_n_unreadable (self->watch);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u sensor", "%u sensors", n_sensors), n_sensors);
  g_string_append (text, ", ");
  if (n_problems == 0)
    g_string_append (text, _("no problems"));
  else
    /* Translators: follows the number of sensors. */
    g_string_append_printf (text, ngettext ("%u not OK", "%u not OK", n_problems), n_problems);
  if (n_unreadable > 0)
    g_string_append_printf (text, ngettext (". %u of the server’s records is damaged or refused, so sensors may be missing.",
                                            ". %u of the server’s records are damaged or refused, so sensors may be missing.",
                                            n_unreadable), n_unreadable);
  gtk_label_set_label (self->summary_label, text->str);
  g_string_free (text, TRUE);
}

static void
update_stack (RacksideSensorsPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0;
  gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';

  gtk_label_set_label (GTK_LABEL (self->nothing_page), searching ? _("No such sensor.") : _("Everything is OK."));
  rackside_stack_show (self->stack, any ? self->list_page : self->nothing_page);
}

static void
on_search_changed (RacksideSensorsPage *self)
{
  rackside_sensor_list_set_search (self->list, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  update_stack (self);
}

static void
on_stop_search (RacksideSensorsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  gtk_list_item_set_child (list_item, rackside_sensor_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  /* A heading can be selected, too: else it does not take the focus, and nobody gets into the list by keyboard. */
  rackside_sensor_row_set_item (RACKSIDE_SENSOR_ROW (gtk_list_item_get_child (list_item)),
                                gtk_list_item_get_item (list_item));
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item)
{
  rackside_sensor_row_set_item (RACKSIDE_SENSOR_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_waiting (RacksideSensorsPage *self,
            const char          *what,
            double               fraction)
{
  rackside_panel_page_show_waiting (RACKSIDE_PANEL_PAGE (self), what, fraction);
}

static void
on_ready (RacksideSensorsPage *self)
{
  if (rackside_sensor_list_get_n_sensors (self->list) == 0)
    {
      rackside_panel_page_show_empty (RACKSIDE_PANEL_PAGE (self), "dialog-information-symbolic", _("No Sensors"),
                                      _("The server’s management controller has no sensors that can be read."));
      return;
    }
  update_summary (self);
  update_stack (self);
  rackside_panel_page_show_content (RACKSIDE_PANEL_PAGE (self));
}

static void
on_failed (RacksideSensorsPage *self,
           const GError        *error)
{
  rackside_panel_page_show_error (RACKSIDE_PANEL_PAGE (self), error);
}

static void
rackside_sensors_page_start (RacksidePanelPage *page,
                             IpmiSession       *session)
{
  rackside_sensor_watch_start (RACKSIDE_SENSORS_PAGE (page)->watch, session);
}

static void
rackside_sensors_page_stop (RacksidePanelPage *page)
{
  if (RACKSIDE_SENSORS_PAGE (page)->watch != NULL)
    rackside_sensor_watch_stop (RACKSIDE_SENSORS_PAGE (page)->watch);
}

static void
search (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  gtk_widget_grab_focus (RACKSIDE_SENSORS_PAGE (widget)->search_entry);
}

static void
deselect (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  RacksideSensorsPage *self = RACKSIDE_SENSORS_PAGE (widget);

  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
copy (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  RacksideSensor *sensor = get_selected (RACKSIDE_SENSORS_PAGE (widget));
  g_autofree char *text = sensor != NULL ? rackside_sensor_dup_text (sensor) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
copy_all (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  GListModel *list = G_LIST_MODEL (RACKSIDE_SENSORS_PAGE (widget)->list);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, i);
      g_autofree char *line = RACKSIDE_IS_SENSOR (item) ? rackside_sensor_dup_text (RACKSIDE_SENSOR (item)) : NULL;

      if (line != NULL)
        g_string_append_printf (text, "%s\n", line);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  g_string_free (text, TRUE);
}

static char *
format (gboolean json,
        gpointer data)
{
  g_autoptr(JsonNode) node = NULL;

  if (!json)
    return report_csv_format (data, report_sensor_columns);
  node = json_node_init_array (json_node_alloc (), data);
  return report_json_format (node);
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree char *remark = NULL;

  rackside_export_finish (GTK_WIDGET (source), result, &remark);
  if (remark != NULL)
    rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (source), remark);
}

static void
export (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  RacksideSensorsPage *self = RACKSIDE_SENSORS_PAGE (widget);
  JsonArray *array = json_array_new ();
  g_autofree char *name = NULL;

  /* Translators: the proposed name of a file, after the server’s. */
  name = g_strdup_printf (_("%s sensors.csv"), rackside_bmc_get_name (rackside_panel_page_get_bmc (RACKSIDE_PANEL_PAGE (self))));
  for (guint i = 0; i < rackside_sensor_list_get_n_sensors (self->list); i++)
    {
      RacksideSensor *sensor = rackside_sensor_list_get_sensor (self->list, i);

      json_array_add_object_element (array, report_sensor_describe (rackside_sensor_get_sensor (sensor),
                                                                    rackside_sensor_get_value (sensor)));
    }
  rackside_export_async (widget, _("Export Sensors"), name, format, array, (GDestroyNotify) json_array_unref, on_exported,
                         NULL);
}

static void
rackside_sensors_page_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (property_id == PROP_ONLY_PROBLEMS)
    g_value_set_boolean (value, RACKSIDE_SENSORS_PAGE (object)->only_problems);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_sensors_page_set_property (GObject      *object,
                                    guint         property_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  RacksideSensorsPage *self = RACKSIDE_SENSORS_PAGE (object);

  if (property_id != PROP_ONLY_PROBLEMS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      return;
    }
  if (self->only_problems == g_value_get_boolean (value))
    return;
  self->only_problems = !self->only_problems;
  rackside_sensor_list_set_problems (self->list, self->only_problems);
  update_stack (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
rackside_sensors_page_dispose (GObject *object)
{
  RacksideSensorsPage *self = RACKSIDE_SENSORS_PAGE (object);

  if (self->watch != NULL)
    {
      rackside_sensor_watch_stop (self->watch);
      g_signal_handlers_disconnect_by_data (self->list, self);
      g_signal_handlers_disconnect_by_data (self->watch, self);
      g_signal_handlers_disconnect_by_data (self->selection, self);
    }
  g_clear_object (&self->selection);
  g_clear_object (&self->watch);
  G_OBJECT_CLASS (rackside_sensors_page_parent_class)->dispose (object);
}

static void
rackside_sensors_page_class_init (RacksideSensorsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RacksidePanelPageClass *page_class = RACKSIDE_PANEL_PAGE_CLASS (klass);

  object_class->get_property = rackside_sensors_page_get_property;
  object_class->set_property = rackside_sensors_page_set_property;
  object_class->dispose = rackside_sensors_page_dispose;
  page_class->start = rackside_sensors_page_start;
  page_class->stop = rackside_sensors_page_stop;

  /**
   * RacksideSensorsPage:only-problems:
   *
   * Whether only what is not OK is shown.
   */
  properties[PROP_ONLY_PROBLEMS] =
    g_param_spec_boolean ("only-problems", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "sensors.only-problems", "only-problems");
  gtk_widget_class_install_action (widget_class, "sensors.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "sensors.deselect", NULL, deselect);
  gtk_widget_class_install_action (widget_class, "sensors.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "sensors.copy-all", NULL, copy_all);
  gtk_widget_class_install_action (widget_class, "sensors.export", NULL, export);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "sensors.copy", NULL);

  g_type_ensure (RACKSIDE_TYPE_SENSOR_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-sensors-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, list_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, revealer);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorsPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
}

static void
on_bmc_changed (RacksideSensorsPage *self)
{
  rackside_sensor_watch_forget (self->watch);
}

static void
rackside_sensors_page_init (RacksideSensorsPage *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->watch = rackside_sensor_watch_new ();
  self->list = rackside_sensor_watch_get_list (self->watch);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE,
                                  "model", self->list, NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->list, "counted", G_CALLBACK (update_summary), self);
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (update_stack), self);
  g_signal_connect_swapped (self->watch, "waiting", G_CALLBACK (on_waiting), self);
  g_signal_connect_swapped (self->watch, "ready", G_CALLBACK (on_ready), self);
  g_signal_connect_swapped (self->watch, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect (self, "notify::bmc", G_CALLBACK (on_bmc_changed), NULL);
  rackside_panel_page_add_shortcut (RACKSIDE_PANEL_PAGE (self), "<Control>f", "sensors.search");
  on_selected (self);
}
