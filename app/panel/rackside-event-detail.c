/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-event-detail.h"

struct _RacksideEventDetail
{
  AdwBin    parent_instance;
  GtkLabel *words_label;
  GtkLabel *facts_label;
};

G_DEFINE_FINAL_TYPE (RacksideEventDetail, rackside_event_detail, ADW_TYPE_BIN)

static void
rackside_event_detail_class_init (RacksideEventDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-event-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideEventDetail, words_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideEventDetail, facts_label);
}

static void
rackside_event_detail_init (RacksideEventDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_fact (GString    *text,
          const char *name,
          const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", name, value);
}

/**
 * rackside_event_detail_set_event:
 * @self: a detail
 * @event: (nullable): what to show; %NULL keeps what is seen while it slides away
 */
void
rackside_event_detail_set_event (RacksideEventDetail *self,
                                 RacksideEvent       *event)
{
  GString *text;
  g_autofree char *local = NULL, *bmc = NULL, *values = NULL, *raw = NULL, *id = NULL;

  if (event == NULL)
    return;
  text = g_string_new (NULL);
  local = rackside_event_dup_local_time (event);
  bmc = rackside_event_dup_bmc_time (event);
  values = rackside_event_dup_values (event);
  raw = ipmi_sel_record_dup_raw (rackside_event_get_record (event));
  id = g_strdup_printf ("%u", rackside_event_get_record (event)->id);
  add_fact (text, _("Severity"), rackside_mark_of_severity (rackside_event_get_severity (event)).word);
  add_fact (text, _("Sensor"), rackside_event_get_sensor (event));
  add_fact (text, _("Reading"), values);
  add_fact (text, _("Local time"), local);
  add_fact (text, _("BMC time (UTC)"), bmc);
  add_fact (text, _("Record"), id);
  add_fact (text, _("Bytes"), raw);
  gtk_label_set_label (self->words_label, rackside_event_get_words (event));
  gtk_label_set_label (self->facts_label, text->str);
  g_string_free (text, TRUE);
}
