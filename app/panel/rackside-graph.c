/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "rackside-axis.h"
#include "rackside-graph.h"

#define MINUTES_BETWEEN_LINES 15
#define N_TIME_LINES          4
#define LABEL_GAP             6
#define NATURAL_WIDTH         360
#define NATURAL_HEIGHT        180
#define MIN_WIDTH             160
#define MIN_HEIGHT            110

/* The line moves on even when no value comes. */
#define REDRAW_SECONDS 15

typedef struct
{
  double    value;
  gboolean  critical;
  char     *label;           /* owned */
} Line;

struct _RacksideGraph
{
  GtkWidget       parent_instance;
  RacksideSeries *series;    /* owned; NULL: nothing to show */
  char           *title;     /* owned */
  char           *unit;      /* owned */
  GArray         *lines;     /* owned; Line */
  guint           redraw;
};

/* Where everything is, while it is drawn. */
typedef struct
{
  RacksideAxis axis;
  gint64       now;
  double       left, top, width, height;
} Place;

G_DEFINE_FINAL_TYPE (RacksideGraph, rackside_graph, GTK_TYPE_WIDGET)

static void
line_clear (gpointer line)
{
  g_free (((Line *) line)->label);
}

static double
get_x (const Place *place,
       gint64       time)
{
  return place->left + place->width * (1 - (double) (place->now - time) / RACKSIDE_SERIES_SPAN);
}

static double
get_y (const Place *place,
       double       value)
{
  return place->top + place->height * (1 - rackside_axis_get_place (&place->axis, value));
}

static void
get_colour (RacksideGraph *self,
            const char    *name,
            double         alpha,
            GdkRGBA       *colour)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (name == NULL || !gtk_style_context_lookup_color (context, name, colour))
    gtk_style_context_get_color (context, colour);
  /* Who asks for contrast gets no faint lines. */
  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    colour->alpha *= (float) alpha;
}

static char *
dup_value (RacksideGraph *self,
           double         value)
{
  g_autofree char *number = rackside_number_dup_text (value);

  if (self->unit == NULL || *self->unit == '\0')
    return g_steal_pointer (&number);
  return g_strdup_printf ("%s %s", number, self->unit);
}

/* Draws a small text with its reference point at (x, y): -1 is the left or upper end of it, 1 the other one. */
static void
draw_text (RacksideGraph *self,
           GtkSnapshot   *snapshot,
           const char    *text,
           double         x,
           double         y,
           int            align_x,
           int            align_y,
           const GdkRGBA *colour)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (x - width * (align_x + 1) / 2.0),
                                                          (float) (y - height * (align_y + 1) / 2.0)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
measure_text (RacksideGraph *self,
              const char    *text,
              int           *width,
              int           *height)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, width, height);
}

static guint
count_steps (const RacksideAxis *axis)
{
  return (guint) CLAMP (round ((axis->maximum - axis->minimum) / axis->step), 1, 20);
}

static double
get_step (const RacksideAxis *axis,
          guint               i)
{
  return axis->minimum + i * axis->step;
}

static void
place_all (RacksideGraph *self,
           Place         *place,
           double         minimum,
           double         maximum)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  g_autofree double *lines = g_new0 (double, self->lines->len + 1);
  int text_width, text_height, widest = 0;

  for (guint i = 0; i < self->lines->len; i++)
    lines[i] = g_array_index (self->lines, Line, i).value;
  measure_text (self, "0", &text_width, &text_height);
  place->top = text_height;
  place->height = MAX (height - 2.0 * text_height - LABEL_GAP, 1);
  rackside_axis_init (&place->axis, minimum, maximum, lines, self->lines->len,
                      (guint) MAX (place->height / (2 * text_height), 2));
  for (guint i = 0; i <= count_steps (&place->axis); i++)
    {
      g_autofree char *label = dup_value (self, get_step (&place->axis, i));

      measure_text (self, label, &text_width, &text_height);
      widest = MAX (widest, text_width);
    }
  place->left = widest + LABEL_GAP;
  place->width = MAX (width - place->left - LABEL_GAP, 1);
  place->now = g_get_monotonic_time ();
}

static void
fill (GtkSnapshot   *snapshot,
      const GdkRGBA *colour,
      double         x,
      double         y,
      double         width,
      double         height)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                                                    (float) height));
}

static void
draw_axes (RacksideGraph *self,
           GtkSnapshot   *snapshot,
           const Place   *place)
{
  GdkRGBA line, text;

  get_colour (self, NULL, 0.15, &line);
  get_colour (self, NULL, 0.7, &text);
  for (guint i = 0; i <= count_steps (&place->axis); i++)
    {
      double y = floor (get_y (place, get_step (&place->axis, i)));
      g_autofree char *label = dup_value (self, get_step (&place->axis, i));

      fill (snapshot, &line, place->left, y, place->width, 1);
      draw_text (self, snapshot, label, place->left - LABEL_GAP, y, 1, 0, &text);
    }
  for (int i = 0; i <= N_TIME_LINES; i++)
    {
      int minutes = (N_TIME_LINES - i) * MINUTES_BETWEEN_LINES;
      double x = floor (place->left + place->width * i / N_TIME_LINES);
      g_autofree char *label = NULL;
      int label_width, label_height;

      /* Translators: so many minutes ago, below a graph */
      label = minutes == 0 ? g_strdup (_("now")) : g_strdup_printf (_("−%d min"), minutes);
      fill (snapshot, &line, x, place->top, 1, place->height);
      measure_text (self, label, &label_width, &label_height);
      /* The outermost labels lie inside, so that they come nearest to their neighbours. */
      if (i % 2 == 1 && 1.5 * label_width + LABEL_GAP > place->width / N_TIME_LINES)
        continue;
      draw_text (self, snapshot, label, x, place->top + place->height + LABEL_GAP / 2.0,
                 i == 0 ? -1 : i == N_TIME_LINES ? 1 : 0, -1, &text);
    }
}

/* A warning is dashed and a critical threshold solid, so that nobody has to tell colours apart. */
static void
draw_threshold (const Place   *place,
                GtkSnapshot   *snapshot,
                const Line    *line,
                const GdkRGBA *colour)
{
  double y = get_y (place, line->value) - 0.75;

  if (line->critical)
    fill (snapshot, colour, place->left, y, place->width, 1.5);
  for (double x = 0; !line->critical && x < place->width; x += 10)
    fill (snapshot, colour, place->left + x, y, MIN (6, place->width - x), 1.5);
}

/* The label stands above its line; beside those of the thresholds so far that are near, which end at @right; and on a
 * background, as other lines may go through it. Without room it is left out: a text below the graph has them all. */
static void
draw_threshold_label (RacksideGraph *self,
                      GtkSnapshot   *snapshot,
                      const Place   *place,
                      guint          index,
                      const GdkRGBA *colour,
                      double        *right)
{
  const Line *line = &g_array_index (self->lines, Line, index);
  double x = place->left + LABEL_GAP, y = get_y (place, line->value) - 1;
  int width, height;
  GdkRGBA background;

  measure_text (self, line->label, &width, &height);
  for (guint i = 0; i < index; i++)
    if (fabs (get_y (place, g_array_index (self->lines, Line, i).value) - 1 - y) < height)
      x = MAX (x, right[i] + LABEL_GAP);
  if (x + width > place->left + place->width)
    return;
  right[index] = x + width;
  if (gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "window_bg_color", &background))
    fill (snapshot, &background, x - 2, y - height + 1, width + 4, height - 1);
  draw_text (self, snapshot, line->label, x, y, -1, 1, colour);
}

static void
draw_thresholds (RacksideGraph *self,
                 GtkSnapshot   *snapshot,
                 const Place   *place)
{
  g_autofree double *right = g_new0 (double, self->lines->len + 1);

  for (int labels = FALSE; labels <= TRUE; labels++)
    for (guint i = 0; i < self->lines->len; i++)
      {
        const Line *line = &g_array_index (self->lines, Line, i);
        GdkRGBA colour;

        if (line->value < place->axis.minimum || line->value > place->axis.maximum)
          continue;
        get_colour (self, line->critical ? "error_color" : "warning_color", 1, &colour);
        if (!labels)
          draw_threshold (place, snapshot, line, &colour);
        else if (line->label != NULL)
          draw_threshold_label (self, snapshot, place, i, &colour, right);
      }
}

/* Goes through the points from @first up to the next gap and returns where that one ends. */
static guint
find_run (const RacksidePoint *points,
          guint                n_points,
          guint                first,
          gint64               gap)
{
  guint end = first + 1;

  while (end < n_points && !isnan (points[end].value) && points[end].time - points[end - 1].time <= gap)
    end++;
  return end;
}

static void
draw_run (const Place         *place,
          cairo_t             *cr,
          const RacksidePoint *points,
          guint                n_points,
          const GdkRGBA       *colour)
{
  double bottom = place->top + place->height;

  for (guint i = 0; i < n_points; i++)
    cairo_line_to (cr, get_x (place, points[i].time), get_y (place, points[i].value));
  if (n_points == 1)
    {
      cairo_new_path (cr);
      cairo_arc (cr, get_x (place, points->time), get_y (place, points->value), 2, 0, 2 * G_PI);
      cairo_fill (cr);
      return;
    }
  cairo_stroke_preserve (cr);
  cairo_line_to (cr, get_x (place, points[n_points - 1].time), bottom);
  cairo_line_to (cr, get_x (place, points->time), bottom);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, 0.12 * colour->alpha);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, colour);
}

static void
draw_values (RacksideGraph *self,
             GtkSnapshot   *snapshot,
             const Place   *place)
{
  /* The line's width and the last dot may lie a little outside. */
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) place->left, (float) place->top - 3, (float) place->width + 4,
                                             (float) place->height + 6);
  gint64 gap = rackside_series_get_gap (self->series);
  guint n_points, end;
  const RacksidePoint *points = rackside_series_get_points (self->series, &n_points);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);
  GdkRGBA colour;

  get_colour (self, "accent_color", 1, &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < n_points; i = end)
    {
      end = i + 1;
      if (isnan (points[i].value) || place->now - points[i].time > RACKSIDE_SERIES_SPAN)
        continue;
      end = find_run (points, n_points, i, gap);
      draw_run (place, cr, points + i, end - i, &colour);
    }
  cairo_destroy (cr);
}

static void
rackside_graph_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  RacksideGraph *self = RACKSIDE_GRAPH (widget);
  double minimum, maximum, now;
  Place place;

  if (self->series == NULL || !rackside_series_get_range (self->series, &minimum, &maximum, &now))
    {
      GdkRGBA colour;

      get_colour (self, NULL, 0.7, &colour);
      draw_text (self, snapshot, _("No values yet"), gtk_widget_get_width (widget) / 2.0,
                 gtk_widget_get_height (widget) / 2.0, 0, 0, &colour);
      return;
    }
  place_all (self, &place, minimum, maximum);
  draw_axes (self, snapshot, &place);
  draw_values (self, snapshot, &place);
  draw_thresholds (self, snapshot, &place);
}

static void
rackside_graph_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? MIN_WIDTH : MIN_HEIGHT;
  *natural = horizontal ? NATURAL_WIDTH : NATURAL_HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
describe (RacksideGraph *self)
{
  double minimum, maximum, now;
  g_autofree char *text = NULL;

  if (self->series == NULL || !rackside_series_get_range (self->series, &minimum, &maximum, &now))
    {
      text = g_strdup (_("No values yet"));
    }
  else
    {
      g_autofree char *lowest = dup_value (self, minimum);
      g_autofree char *highest = dup_value (self, maximum);
      g_autofree char *last = isnan (now) ? g_strdup (_("not readable")) : dup_value (self, now);

      /* Translators: values with their units, of the last hour */
      text = g_strdup_printf (_("Lowest %s, highest %s, now %s"), lowest, highest, last);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->title != NULL ? self->title : _("Graph"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
on_changed (RacksideGraph *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_redraw (gpointer user_data)
{
  gtk_widget_queue_draw (user_data);
  return G_SOURCE_CONTINUE;
}

static void
rackside_graph_map (GtkWidget *widget)
{
  RacksideGraph *self = RACKSIDE_GRAPH (widget);

  GTK_WIDGET_CLASS (rackside_graph_parent_class)->map (widget);
  self->redraw = g_timeout_add_seconds (REDRAW_SECONDS, on_redraw, self);
  describe (self);
}

static void
rackside_graph_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&RACKSIDE_GRAPH (widget)->redraw, g_source_remove);
  GTK_WIDGET_CLASS (rackside_graph_parent_class)->unmap (widget);
}

static void
rackside_graph_dispose (GObject *object)
{
  rackside_graph_set_value (RACKSIDE_GRAPH (object), NULL, NULL, NULL);
  G_OBJECT_CLASS (rackside_graph_parent_class)->dispose (object);
}

static void
rackside_graph_finalize (GObject *object)
{
  g_array_unref (RACKSIDE_GRAPH (object)->lines);
  G_OBJECT_CLASS (rackside_graph_parent_class)->finalize (object);
}

static void
rackside_graph_class_init (RacksideGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_graph_dispose;
  object_class->finalize = rackside_graph_finalize;
  widget_class->snapshot = rackside_graph_snapshot;
  widget_class->measure = rackside_graph_measure;
  widget_class->map = rackside_graph_map;
  widget_class->unmap = rackside_graph_unmap;
  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rackside_graph_init (RacksideGraph *self)
{
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, line_clear);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  /* Time runs to the right everywhere, and a minus stands before its number. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
}

/**
 * rackside_graph_new:
 *
 * Returns: (transfer floating): a graph of nothing
 */
GtkWidget *
rackside_graph_new (void)
{
  return g_object_new (RACKSIDE_TYPE_GRAPH, NULL);
}

/**
 * rackside_graph_set_value:
 * @self: a graph
 * @series: (nullable): what to show, and to follow
 * @title: (nullable): what it is, for a screen reader
 * @unit: (nullable): the unit of its values
 */
void
rackside_graph_set_value (RacksideGraph  *self,
                          RacksideSeries *series,
                          const char     *title,
                          const char     *unit)
{
  if (self->series != NULL)
    g_signal_handlers_disconnect_by_func (self->series, on_changed, self);
  g_set_object (&self->series, series);
  if (series != NULL)
    g_signal_connect_swapped (series, "changed", G_CALLBACK (on_changed), self);
  g_free (self->title);
  self->title = g_strdup (title);
  g_free (self->unit);
  self->unit = g_strdup (unit);
  on_changed (self);
}

/**
 * rackside_graph_set_lines:
 * @self: a graph
 * @lines: (array length=n_lines): thresholds, copied
 * @n_lines: how many
 */
void
rackside_graph_set_lines (RacksideGraph           *self,
                          const RacksideGraphLine *lines,
                          guint                    n_lines)
{
  g_array_set_size (self->lines, 0);
  for (guint i = 0; i < n_lines; i++)
    {
      Line line = { lines[i].value, lines[i].critical, g_strdup (lines[i].label) };

      if (isfinite (line.value))
        g_array_append_val (self->lines, line);
      else
        g_free (line.label);
    }
  on_changed (self);
}
