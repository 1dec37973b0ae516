/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "ipmi-dcmi-client.h"
#include "rackside-graph.h"
#include "rackside-power-draw.h"

#define MINUTE_MS 60000
#define HOUR_MS   (60 * MINUTE_MS)

struct _RacksidePowerDraw
{
  AdwPreferencesGroup  parent_instance;
  AdwPreferencesRow   *row;
  GtkWidget           *graph;
  RacksideSeries      *series;       /* owned */
  IpmiSession         *session;      /* owned; NULL: stopped */
  GCancellable        *cancellable;  /* owned */
  gboolean             asking;
  gboolean             unsupported;  /* there is no use in asking again */
};

G_DEFINE_FINAL_TYPE (RacksidePowerDraw, rackside_power_draw, ADW_TYPE_PREFERENCES_GROUP)

static void
show_text (RacksidePowerDraw *self,
           const char        *title,
           const char        *subtitle)
{
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);
  double minimum, maximum, now;

  adw_preferences_row_set_title (self->row, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), escaped);
  gtk_widget_set_visible (self->graph, rackside_series_get_range (self->series, &minimum, &maximum, &now));
}

static char *
describe_period (guint32 milliseconds)
{
  if (milliseconds >= HOUR_MS)
    return g_strdup_printf (ngettext ("%u hour", "%u hours", milliseconds / HOUR_MS), milliseconds / HOUR_MS);
  if (milliseconds >= MINUTE_MS)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", milliseconds / MINUTE_MS), milliseconds / MINUTE_MS);
  return g_strdup_printf (ngettext ("%u second", "%u seconds", milliseconds / 1000), milliseconds / 1000);
}

static void
show_power (RacksidePowerDraw   *self,
            const IpmiDcmiPower *power)
{
  g_autofree char *period = describe_period (power->period);
  g_autofree char *title = g_strdup_printf (_("%u W"), power->current);
  g_autofree char *subtitle = NULL;

  /* Translators: the last %s is a time, as in “5 minutes” */
  subtitle = g_strdup_printf (_("%u W on average, %u W to %u W, in the last %s"), power->average, power->minimum,
                              power->maximum, period);
  rackside_series_append (self->series, g_get_monotonic_time (), power->current);
  show_text (self, title, subtitle);
}

static void
on_power (GObject      *session,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RacksidePowerDraw) self = user_data;
  g_autoptr(GError) error = NULL;
  IpmiDcmiPower power;
  gboolean ok = ipmi_dcmi_get_power_finish (IPMI_SESSION (session), result, &power, &error);

  if (self->session != IPMI_SESSION (session) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (ok && power.active)
    {
      show_power (self, &power);
      return;
    }
  rackside_series_append (self->series, g_get_monotonic_time (), NAN);
  self->unsupported = g_error_matches (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED);
  if (ok)
    show_text (self, _("Not Measured Now"), _("The BMC says that it does not measure the power at the moment."));
  else if (self->unsupported)
    show_text (self, _("Not Measured"), _("This BMC does not tell how much power its server draws (by DCMI)."));
  else
    show_text (self, _("Not Known"), error->message);
}

static void
rackside_power_draw_dispose (GObject *object)
{
  RacksidePowerDraw *self = RACKSIDE_POWER_DRAW (object);

  rackside_power_draw_stop (self);
  g_clear_object (&self->series);
  G_OBJECT_CLASS (rackside_power_draw_parent_class)->dispose (object);
}

static void
rackside_power_draw_class_init (RacksidePowerDrawClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_power_draw_dispose;
  g_type_ensure (RACKSIDE_TYPE_GRAPH);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-power-draw.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerDraw, row);
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerDraw, graph);
}

static void
rackside_power_draw_init (RacksidePowerDraw *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->series = rackside_series_new ();
  rackside_graph_set_value (RACKSIDE_GRAPH (self->graph), self->series, _("Power Draw"), "W");
  gtk_widget_set_visible (self->graph, FALSE);
}

/**
 * rackside_power_draw_start:
 * @self: a group
 * @session: whom to ask from now on
 */
void
rackside_power_draw_start (RacksidePowerDraw *self,
                           IpmiSession       *session)
{
  rackside_power_draw_stop (self);
  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  self->unsupported = FALSE;
}

/**
 * rackside_power_draw_stop:
 * @self: a group
 *
 * Asks no more.
 */
void
rackside_power_draw_stop (RacksidePowerDraw *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  self->asking = FALSE;
}

/**
 * rackside_power_draw_refresh:
 * @self: a group that was started
 *
 * Asks, unless an answer is still on its way or there will be none.
 */
void
rackside_power_draw_refresh (RacksidePowerDraw *self)
{
  if (self->session == NULL || self->asking || self->unsupported)
    return;
  self->asking = TRUE;
  ipmi_dcmi_get_power_async (self->session, self->cancellable, on_power, g_object_ref (self));
}
