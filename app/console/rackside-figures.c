/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-figures.h"

/* How often they are shown anew, in seconds. */
#define INTERVAL 1

/* What stands for what there is no telling. */
#define NOTHING "–"

/* How quick a console is, over a corner of its picture. Nothing is measured, and no time kept, while it is hidden. */
struct _RacksideFigures
{
  AdwBin           parent_instance;
  GtkLabel        *frames_label;
  GtkLabel        *data_label;
  GtkLabel        *round_trip_label;
  GtkLabel        *delay_label;

  IloConsole      *console;         /* owned; NULL: nothing to tell */
  RacksideDisplay *display;         /* weak; where its picture is */
  guint            source;
  gint64           time;            /* of the last look, as the next two */
  guint64          frames;
  guint64          bytes;
};

G_DEFINE_FINAL_TYPE (RacksideFigures, rackside_figures, ADW_TYPE_BIN)

static void
show_time (GtkLabel *label,
           gint64    time)
{
  /* Translators: a time in milliseconds */
  g_autofree char *text = g_strdup_printf (_("%.2f ms"), (double) time / 1000);

  gtk_label_set_label (label, time >= 0 ? text : NOTHING);
}

static void
show_rates (RacksideFigures *self,
            guint64          frames,
            guint64          bytes)
{
  double seconds = (double) (g_get_monotonic_time () - self->time) / G_USEC_PER_SEC;
  /* Translators: frames a second */
  g_autofree char *frames_text = g_strdup_printf (_("%.0f/s"), (double) (frames - self->frames) / seconds);
  /* A connection that is made again begins to count again. */
  guint64 came = bytes >= self->bytes ? bytes - self->bytes : bytes;
  /* Translators: thousands of bytes a second */
  g_autofree char *bytes_text = g_strdup_printf (_("%.1f kB/s"), (double) came / seconds / 1000);

  gtk_label_set_label (self->frames_label, frames_text);
  gtk_label_set_label (self->data_label, bytes_text);
}

/* Looks at the counters, and shows what they have gone up by unless this is the first look. */
static void
look (RacksideFigures *self,
      gboolean         first)
{
  guint64 frames = rackside_display_get_frames (self->display);
  guint64 bytes = ilo_console_get_stats (self->console).bytes;
  gint64 round_trip = ilo_console_get_round_trip (self->console);
  gint64 delay = ilo_console_take_input_delay (self->console);

  if (!first)
    show_rates (self, frames, bytes);
  show_time (self->round_trip_label, round_trip);
  if (delay >= 0 && !first)
    show_time (self->delay_label, delay);
  self->time = g_get_monotonic_time ();
  self->frames = frames;
  self->bytes = bytes;
}

static gboolean
on_time (gpointer user_data)
{
  look (user_data, FALSE);
  return G_SOURCE_CONTINUE;
}

static void
update_source (RacksideFigures *self)
{
  gboolean needed = self->console != NULL && self->display != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (needed == (self->source != 0))
    return;
  if (!needed)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      return;
    }
  self->source = g_timeout_add_seconds (INTERVAL, on_time, self);
  look (self, TRUE);
}

static void
rackside_figures_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rackside_figures_parent_class)->map (widget);
  update_source (RACKSIDE_FIGURES (widget));
}

static void
rackside_figures_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rackside_figures_parent_class)->unmap (widget);
  update_source (RACKSIDE_FIGURES (widget));
}

static void
rackside_figures_dispose (GObject *object)
{
  RacksideFigures *self = RACKSIDE_FIGURES (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->console);
  g_clear_weak_pointer (&self->display);
  G_OBJECT_CLASS (rackside_figures_parent_class)->dispose (object);
}

static void
rackside_figures_class_init (RacksideFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_figures_dispose;
  widget_class->map = rackside_figures_map;
  widget_class->unmap = rackside_figures_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-figures.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideFigures, frames_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideFigures, data_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideFigures, round_trip_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideFigures, delay_label);
}

static void
rackside_figures_init (RacksideFigures *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_figures_watch:
 * @self: figures
 * @console: (nullable) (transfer none): the console that they are about from now on
 * @display: (transfer none): where its picture is
 */
void
rackside_figures_watch (RacksideFigures *self,
                        IloConsole      *console,
                        RacksideDisplay *display)
{
  GtkLabel *const labels[] = { self->frames_label, self->data_label, self->round_trip_label, self->delay_label };

  g_set_weak_pointer (&self->display, display);
  if (self->console == console)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  g_set_object (&self->console, console);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    gtk_label_set_label (labels[i], NOTHING);
  update_source (self);
}
