/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-squeeze-layout.h"

/* Before a child that asks for nothing else, and before the last one. */
#define SPACING 12
#define LAST_RANK 4

/*
 * Children in a row. Those that there is no room for are left out, those of the highest rank first, and of these the last
 * first. Children of rank 0 are never left out; nor is the last child, which has the far end of the row for itself and
 * becomes narrower for them.
 */
struct _RacksideSqueezeLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (RacksideSqueezeLayout, rackside_squeeze_layout, GTK_TYPE_LAYOUT_MANAGER)

/* What a child's <layout> says. */
#define RACKSIDE_TYPE_SQUEEZE_CHILD (rackside_squeeze_child_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSqueezeChild, rackside_squeeze_child, RACKSIDE, SQUEEZE_CHILD, GtkLayoutChild)

struct _RacksideSqueezeChild
{
  GtkLayoutChild parent_instance;
  int            rank;
  int            spacing;         /* before it */
  int            width;           /* what it gets; 0: it is left out */
};

enum { PROP_0, PROP_RANK, PROP_SPACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RacksideSqueezeChild, rackside_squeeze_child, GTK_TYPE_LAYOUT_CHILD)

static int *
get_field (RacksideSqueezeChild *self,
           guint                 property_id)
{
  return property_id == PROP_RANK ? &self->rank : &self->spacing;
}

static void
rackside_squeeze_child_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  g_value_set_int (value, *get_field (RACKSIDE_SQUEEZE_CHILD (object), property_id));
}

static void
rackside_squeeze_child_set_property (GObject      *object,
                                     guint         property_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  int *field = get_field (RACKSIDE_SQUEEZE_CHILD (object), property_id);

  if (*field == g_value_get_int (value))
    return;
  *field = g_value_get_int (value);
  gtk_layout_manager_layout_changed (gtk_layout_child_get_layout_manager (GTK_LAYOUT_CHILD (object)));
  g_object_notify_by_pspec (object, pspec);
}

static void
rackside_squeeze_child_class_init (RacksideSqueezeChildClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_squeeze_child_get_property;
  object_class->set_property = rackside_squeeze_child_set_property;
  properties[PROP_RANK] = g_param_spec_int ("rank", NULL, NULL, 0, LAST_RANK, LAST_RANK, flags);
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, SPACING, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rackside_squeeze_child_init (RacksideSqueezeChild *self)
{
  self->rank = LAST_RANK;
  self->spacing = SPACING;
}

static GtkWidget *
find_last (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_last_child (widget);

  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_prev_sibling (child);
  return child;
}

static RacksideSqueezeChild *
get_layout_child (GtkLayoutManager *layout,
                  GtkWidget        *child)
{
  return RACKSIDE_SQUEEZE_CHILD (gtk_layout_manager_get_layout_child (layout, child));
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
      RacksideSqueezeChild *place = get_layout_child (layout, child);
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
      if (child == last || place->rank == 0)
        *minimum += child_minimum + (child != last ? place->spacing : 0);
      *natural += child_natural + (child != last ? place->spacing : 0);
    }
}

/* Gives the children of one rank what room there is, and returns what is left; -1: one of them is left out. */
static int
share_room (GtkLayoutManager *layout,
            GtkWidget        *first,
            GtkWidget        *last,
            int               rank,
            int               room)
{
  for (GtkWidget *child = first; child != last; child = gtk_widget_get_next_sibling (child))
    {
      RacksideSqueezeChild *place = get_layout_child (layout, child);
      int minimum, natural;

      if (!gtk_widget_should_layout (child) || place->rank != rank)
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      /* Nothing that is less important comes in the place of what does not fit. */
      if (natural > 0 && minimum + place->spacing > room)
        room = -1;
      place->width = MAX (MIN (natural, room - place->spacing), 0);
      if (place->width > 0)
        room -= place->width + place->spacing;
    }
  return room;
}

static void
put (GtkWidget *child,
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
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *last = find_last (widget);
  int last_width, room, x = 0;

  if (last == NULL)
    return;
  gtk_widget_measure (last, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &last_width, NULL, NULL);
  room = share_room (layout, first, last, 0, width);
  last_width = MAX (MIN (last_width, room), 0);
  room -= last_width;
  for (int rank = 1; rank <= LAST_RANK; rank++)
    room = share_room (layout, first, last, rank, room);
  for (GtkWidget *child = first; child != last; child = gtk_widget_get_next_sibling (child))
    {
      RacksideSqueezeChild *place = get_layout_child (layout, child);

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_set_child_visible (child, place->width > 0);
      if (place->width == 0)
        continue;
      x += x > 0 ? place->spacing : 0;
      put (child, widget, x, place->width, width, height);
      x += place->width;
    }
  gtk_widget_set_child_visible (last, TRUE);
  put (last, widget, width - last_width, last_width, width, height);
}

static void
rackside_squeeze_layout_class_init (RacksideSqueezeLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->layout_child_type = RACKSIDE_TYPE_SQUEEZE_CHILD;
  layout_class->measure = rackside_squeeze_layout_measure;
  layout_class->allocate = rackside_squeeze_layout_allocate;
}

static void
rackside_squeeze_layout_init (RacksideSqueezeLayout *self)
{
}
