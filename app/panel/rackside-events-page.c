/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-event-columns.h"
#include "rackside-event-detail.h"
#include "rackside-event-watch.h"
#include "rackside-events-page.h"
#include "rackside-export.h"
#include "rackside-gradual-list.h"
#include "rackside-stack.h"
#include "report-csv.h"
#include "report-json.h"
#include "report-sel.h"

/* From this width on each thing has a column of its own. */
#define WIDE 640

/* A clock that is wrong by so much is worth a word. */
#define CLOCK_TOLERANCE 60

enum { FILTER_ALL, FILTER_WARNINGS, FILTER_CRITICAL };

struct _RacksideEventsPage
{
  RacksidePanelPage     parent_instance;
  GtkWidget            *search_entry;
  GtkDropDown          *severity_drop_down;
  GtkLabel             *summary_label;
  GtkWidget            *notice_label;
  GtkStack             *stack;
  GtkScrolledWindow    *list_page;
  GtkWidget            *nothing_page;
  GtkColumnView        *column_view;
  GtkRevealer          *revealer;
  RacksideEventDetail  *detail;
  RacksideEventWatch   *watch;             /* owned */
  RacksideEventColumns *columns;           /* owned */
  GtkFilter            *filter;            /* owned */
  RacksideGradualList  *rows;              /* owned */
  char                 *search;            /* owned; folded */
  IpmiSeverity          worst;             /* what is less bad is not shown */
  guint                 layout_idle;
  guint                 scroll_idle;
  gboolean              narrow;
};

G_DEFINE_FINAL_TYPE (RacksideEventsPage, rackside_events_page, RACKSIDE_TYPE_PANEL_PAGE)

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  RacksideEventsPage *self = user_data;

  return (self->worst == IPMI_SEVERITY_OK || rackside_event_get_severity (item) >= self->worst)
         && (*self->search == '\0' || rackside_event_matches (item, self->search));
}

static GListModel *
get_list (RacksideEventsPage *self)
{
  return G_LIST_MODEL (rackside_event_watch_get_list (self->watch));
}

static char *
dup_distance (gint64 seconds)
{
  if (seconds >= 2 * 24 * 3600)
    return g_strdup_printf (_("%u days"), (guint) (seconds / (24 * 3600)));
  if (seconds >= 2 * 3600)
    return g_strdup_printf (_("%u hours"), (guint) (seconds / 3600));
  return g_strdup_printf (_("%u minutes"), (guint) MAX (seconds / 60, 1));
}

static void
update_summary (RacksideEventsPage *self)
{
  guint n_events = g_list_model_get_n_items (get_list (self));
  guint n_shown = g_list_model_get_n_items (rackside_gradual_list_get_shown (self->rows));
  GString *text = g_string_new (NULL);
  gint64 offset;

  g_string_append_printf (text, ngettext ("%u event", "%u events", n_events), n_events);
  if (n_shown < n_events)
    /* Translators: follows the number of events. */
    g_string_append_printf (text, _(", %u of them shown"), n_shown);
  if (rackside_event_watch_get_clock_offset (self->watch, &offset) && ABS (offset) >= CLOCK_TOLERANCE)
    {
      g_autofree char *distance = dup_distance (ABS (offset));

      g_string_append (text, " · ");
      g_string_append_printf (text, offset > 0 ? _("the BMC’s clock is %s ahead of this computer’s")
                                               : _("the BMC’s clock is %s behind this computer’s"), distance);
    }
  gtk_label_set_label (self->summary_label, text->str);
  g_string_free (text, TRUE);
}

static void
update_notice (RacksideEventsPage *self)
{
  const IpmiSelInfo *info = rackside_event_watch_get_info (self->watch);
  const char *notice = NULL;

  if (info != NULL && info->overflow)
    notice = _("The log was full and events were lost. Save and clear it, so that there is room for new ones.");
  else if (rackside_event_watch_has_wrapped (self->watch))
    notice = _("The log is full: its oldest events are being overwritten.");
  else if (info != NULL && info->free_bytes < IPMI_SEL_RECORD_LENGTH)
    notice = _("The log is full. Save and clear it, so that there is room for new events.");
  gtk_label_set_label (GTK_LABEL (self->notice_label), notice != NULL ? notice : "");
  gtk_widget_set_visible (self->notice_label, notice != NULL);
}

static void
on_shown_changed (RacksideEventsPage *self)
{
  gboolean any = g_list_model_get_n_items (rackside_gradual_list_get_shown (self->rows)) > 0;

  rackside_stack_show (self->stack, any ? GTK_WIDGET (self->list_page) : self->nothing_page);
  update_summary (self);
}

static void
on_filter_changed (RacksideEventsPage *self)
{
  static const IpmiSeverity severities[] = {
    [FILTER_ALL] = IPMI_SEVERITY_OK,
    [FILTER_WARNINGS] = IPMI_SEVERITY_WARNING,
    [FILTER_CRITICAL] = IPMI_SEVERITY_CRITICAL,
  };
  guint selected = gtk_drop_down_get_selected (self->severity_drop_down);

  if (self->filter == NULL)
    return;
  g_free (self->search);
  self->search = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  self->worst = severities[MIN (selected, FILTER_CRITICAL)];
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  on_shown_changed (self);
}

static void
on_stop_search (RacksideEventsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->column_view));
}

static void
on_selected (RacksideEventsPage *self)
{
  RacksideEvent *event = rackside_gradual_list_get_selected (self->rows);

  rackside_event_detail_set_event (self->detail, event);
  gtk_revealer_set_reveal_child (self->revealer, event != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "events.copy", event != NULL);
}

/* Who looks at the newest event goes on looking at the newest; who looks at another one stays there. */
static gboolean
scroll_to_top (gpointer user_data)
{
  RacksideEventsPage *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->list_page);

  self->scroll_idle = 0;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
  return G_SOURCE_REMOVE;
}

static void
on_list_changed (RacksideEventsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->list_page);

  if (self->scroll_idle == 0 && rackside_gradual_list_get_selected (self->rows) == NULL
      && gtk_adjustment_get_value (adjustment) <= gtk_adjustment_get_lower (adjustment))
    self->scroll_idle = g_idle_add_full (G_PRIORITY_LOW, scroll_to_top, self, NULL);
}

static void
on_waiting (RacksideEventsPage *self,
            const char         *what,
            double              fraction)
{
  rackside_panel_page_show_waiting (RACKSIDE_PANEL_PAGE (self), what, fraction);
}

static void
on_ready (RacksideEventsPage *self)
{
  gboolean any = g_list_model_get_n_items (get_list (self)) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "events.clear", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "events.export", any);
  if (!any)
    {
      rackside_panel_page_show_empty (RACKSIDE_PANEL_PAGE (self), "emblem-ok-symbolic", _("No Events"),
                                      _("The event log is empty. New events appear here by themselves."));
      return;
    }
  on_shown_changed (self);
  update_notice (self);
  rackside_panel_page_show_content (RACKSIDE_PANEL_PAGE (self));
}

static void
on_remark (RacksideEventsPage *self,
           const char         *text)
{
  rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (self), text);
}

static void
on_failed (RacksideEventsPage *self,
           const GError       *error)
{
  rackside_panel_page_show_error (RACKSIDE_PANEL_PAGE (self), error);
}

static void
rackside_events_page_start (RacksidePanelPage *page,
                            IpmiSession       *session)
{
  rackside_event_watch_start (RACKSIDE_EVENTS_PAGE (page)->watch, session);
}

static void
rackside_events_page_stop (RacksidePanelPage *page)
{
  if (RACKSIDE_EVENTS_PAGE (page)->watch != NULL)
    rackside_event_watch_stop (RACKSIDE_EVENTS_PAGE (page)->watch);
}

static void
search (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  gtk_widget_grab_focus (RACKSIDE_EVENTS_PAGE (widget)->search_entry);
}

static void
deselect (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  RacksideEventsPage *self = RACKSIDE_EVENTS_PAGE (widget);

  rackside_gradual_list_deselect (self->rows);
  gtk_widget_grab_focus (GTK_WIDGET (self->column_view));
}

static void
copy (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  RacksideEvent *event = rackside_gradual_list_get_selected (RACKSIDE_EVENTS_PAGE (widget)->rows);
  g_autofree char *text = event != NULL ? rackside_event_dup_text (event) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* The log as it is when somebody asks for it, for the thread that writes it. */
typedef struct
{
  GArray          *records;        /* owned */
  IpmiSensorIndex *names;          /* owned; NULL: not known */
} Log;

static void
log_free (gpointer data)
{
  Log *log = data;

  g_array_unref (log->records);
  g_clear_pointer (&log->names, ipmi_sensor_index_unref);
  g_free (log);
}

static char *
format (gboolean json,
        gpointer data)
{
  Log *log = data;
  g_autoptr(JsonArray) array = json_array_new ();
  g_autoptr(JsonNode) node = NULL;

  for (guint i = 0; i < log->records->len; i++)
    {
      const IpmiSelRecord *record = &g_array_index (log->records, IpmiSelRecord, i);

      json_array_add_object_element (array, report_sel_describe (record, ipmi_sensor_index_find (log->names, record)));
    }
  if (!json)
    return report_csv_format (array, report_sel_columns);
  node = json_node_init_array (json_node_alloc (), array);
  return report_json_format (node);
}

static void
save (RacksideEventsPage  *self,
      const char          *suffix,
      GAsyncReadyCallback  callback)
{
  RacksideEventList *list = rackside_event_watch_get_list (self->watch);
  RacksideBmc *bmc = rackside_panel_page_get_bmc (RACKSIDE_PANEL_PAGE (self));
  IpmiSensorIndex *names = rackside_event_list_get_names (list);
  Log *log = g_new0 (Log, 1);
  g_autofree char *name = NULL;

  log->records = rackside_event_list_dup_records (list);
  log->names = names != NULL ? ipmi_sensor_index_ref (names) : NULL;
  /* Translators: the proposed name of a file: the server’s name, and what kind of file it is. */
  name = g_strdup_printf (_("%s events.%s"), rackside_bmc_get_name (bmc), suffix);
  rackside_export_async (GTK_WIDGET (self), _("Export Event Log"), name, format, log, log_free, callback, NULL);
}

static gboolean
finish_saving (GObject      *source,
               GAsyncResult *result)
{
  g_autofree char *remark = NULL;
  gboolean saved = rackside_export_finish (GTK_WIDGET (source), result, &remark);

  if (remark != NULL)
    rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (source), remark);
  return saved;
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  finish_saving (source, result);
}

static void
on_saved_before_clearing (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  if (finish_saving (source, result))
    rackside_event_watch_clear (RACKSIDE_EVENTS_PAGE (source)->watch);
}

static void
export (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  save (RACKSIDE_EVENTS_PAGE (widget), g_variant_get_string (parameter, NULL), on_exported);
}

static void
on_clear_response (RacksideEventsPage *self,
                   const char         *response)
{
  if (g_str_equal (response, "save"))
    save (self, "csv", on_saved_before_clearing);
  else if (g_str_equal (response, "clear"))
    rackside_event_watch_clear (self->watch);
}

static void
clear (GtkWidget  *widget,
       const char *action,
       GVariant   *parameter)
{
  RacksideEventsPage *self = RACKSIDE_EVENTS_PAGE (widget);
  RacksideBmc *bmc = rackside_panel_page_get_bmc (RACKSIDE_PANEL_PAGE (self));
  guint n_events = g_list_model_get_n_items (get_list (self));
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Clear the Event Log of %s?"),
                                     rackside_bmc_get_name (bmc));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  ngettext ("Its %u event will be deleted for everybody, and cannot be brought back.",
                                            "Its %u events will be deleted for everybody, and cannot be brought back.",
                                            n_events), n_events);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "save",
                                    _("_Save, Then Clear…"), "clear", _("C_lear"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "clear", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_clear_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
lay_out (gpointer user_data)
{
  RacksideEventsPage *self = user_data;

  self->layout_idle = 0;
  rackside_event_columns_set_narrow (self->columns, self->narrow);
  return G_SOURCE_REMOVE;
}

/* What is shown may not change in the middle of being given its place. */
static void
on_width_changed (RacksideEventsPage *self,
                  GParamSpec         *pspec,
                  GtkAdjustment      *adjustment)
{
  double width = gtk_adjustment_get_page_size (adjustment);

  if (width <= 0 || self->narrow == (width < WIDE))
    return;
  self->narrow = width < WIDE;
  if (self->layout_idle == 0)
    self->layout_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, lay_out, self, NULL);
}

static void
rackside_events_page_dispose (GObject *object)
{
  RacksideEventsPage *self = RACKSIDE_EVENTS_PAGE (object);

  g_clear_handle_id (&self->layout_idle, g_source_remove);
  g_clear_handle_id (&self->scroll_idle, g_source_remove);
  if (self->watch != NULL)
    {
      rackside_event_watch_stop (self->watch);
      g_signal_handlers_disconnect_by_data (self->watch, self);
      g_signal_handlers_disconnect_by_data (get_list (self), self);
      g_signal_handlers_disconnect_by_data (rackside_gradual_list_get_shown (self->rows), self);
      g_signal_handlers_disconnect_by_data (self->rows, self);
    }
  g_clear_object (&self->rows);
  g_clear_object (&self->filter);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->columns, rackside_event_columns_free);
  g_clear_pointer (&self->search, g_free);
  G_OBJECT_CLASS (rackside_events_page_parent_class)->dispose (object);
}

static void
rackside_events_page_class_init (RacksideEventsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RacksidePanelPageClass *page_class = RACKSIDE_PANEL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_events_page_dispose;
  page_class->start = rackside_events_page_start;
  page_class->stop = rackside_events_page_stop;

  gtk_widget_class_install_action (widget_class, "events.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "events.deselect", NULL, deselect);
  gtk_widget_class_install_action (widget_class, "events.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "events.export", "s", export);
  gtk_widget_class_install_action (widget_class, "events.clear", NULL, clear);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "events.copy", NULL);

  g_type_ensure (RACKSIDE_TYPE_EVENT_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-events-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, severity_drop_down);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, list_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, revealer);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventsPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
}

static void
on_bmc_changed (RacksideEventsPage *self)
{
  rackside_event_watch_forget (self->watch);
}

static void
rackside_events_page_init (RacksideEventsPage *self)
{
  self->search = g_strdup ("");
  self->watch = rackside_event_watch_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->columns = rackside_event_columns_new (self->column_view);
  rackside_event_columns_sort (self->columns);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  self->rows = rackside_gradual_list_new (get_list (self), gtk_column_view_get_sorter (self->column_view), self->filter,
                                          GTK_WIDGET (self->column_view));
  gtk_column_view_set_model (self->column_view, rackside_gradual_list_get_selection (self->rows));
  g_signal_connect_swapped (get_list (self), "items-changed", G_CALLBACK (on_list_changed), self);
  g_signal_connect_swapped (rackside_gradual_list_get_shown (self->rows), "items-changed", G_CALLBACK (on_shown_changed),
                            self);
  g_signal_connect_swapped (self->rows, "selected", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->watch, "waiting", G_CALLBACK (on_waiting), self);
  g_signal_connect_swapped (self->watch, "ready", G_CALLBACK (on_ready), self);
  g_signal_connect_swapped (self->watch, "remark", G_CALLBACK (on_remark), self);
  g_signal_connect_swapped (self->watch, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (gtk_scrolled_window_get_hadjustment (self->list_page), "notify::page-size",
                            G_CALLBACK (on_width_changed), self);
  g_signal_connect (self, "notify::bmc", G_CALLBACK (on_bmc_changed), NULL);
  rackside_panel_page_add_shortcut (RACKSIDE_PANEL_PAGE (self), "<Control>f", "events.search");
  on_selected (self);
}
