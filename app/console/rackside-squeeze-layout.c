/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-squeeze-layout.h"

/* Between two children. */
#define SPACING 12

/*
 * Children in a row, the most important first. Those that there is no room for are left out, from the end; but the
 * last child has the far end of the row for itself, and stays.
 */
struct _RacksideSqueezeLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (RacksideSqueezeLayout, rackside_squeeze_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
find_last (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_last_child (widget);

  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_prev_sibling (child);
  return child;
}

static void
rackside_squeeze_layout_measure (GtkLayoutManager *layout,
                                 GtkWidget        *widget,
                                 GtkOrientation    orientation,
                                 int               for_size,
                                 int              *minimum,
                                 int              *natural,
                                 int              *minimum_baseline,
                                 int              *natural_baseline)
{
  GtkWidget *last = find_last (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
          continue;
        }
      if (child == last)
        *minimum = child_minimum;
      *natural += child_natural + (child != last ? SPACING : 0);
    }
}

static void
place (GtkWidget *child,
       GtkWidget *parent,
       int        x,
       int        width,
       int        full_width,
       int        height)
{
  gboolean mirrored = gtk_widget_get_direction (parent) == GTK_TEXT_DIR_RTL;
  GtkAllocation allocation = { mirrored ? full_width - x - width : x, 0, width, height };

  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
rackside_squeeze_layout_allocate (GtkLayoutManager *layout,
                                  GtkWidget        *widget,
                                  int               width,
                                  int               height,
                                  int               baseline)
{
  GtkWidget *last = find_last (widget);
  int last_natural, room, x = 0;

  if (last == NULL)
    return;
  gtk_widget_measure (last, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &last_natural, NULL, NULL);
  last_natural = MIN (last_natural, width);
  room = width - last_natural;
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != last;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum, natural, child_width;
      gboolean fits;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      fits = minimum + SPACING <= room - x;
      gtk_widget_set_child_visible (child, fits && natural > 0);
      if (!fits)
        x = room;        /* nothing that is less important comes in its place */
      if (!fits || natural == 0)
        continue;
      child_width = MIN (natural, room - x - SPACING);
      place (child, widget, x, child_width, width, height);
      x += child_width + SPACING;
    }
  gtk_widget_set_child_visible (last, TRUE);
  place (last, widget, room, last_natural, width, height);
}

static void
rackside_squeeze_layout_class_init (RacksideSqueezeLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = rackside_squeeze_layout_measure;
  layout_class->allocate = rackside_squeeze_layout_allocate;
}

static void
rackside_squeeze_layout_init (RacksideSqueezeLayout *self)
{
}
