/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-wrap-layout.h"

/* Between two children, and between two rows. */
#define SPACING 12

/*
 * Children in rows that are centred, as many in a row as there is room for: buttons below a sentence, in languages of long
 * words and in narrow windows.
 */
struct _RacksideWrapLayout
{
  GtkLayoutManager parent_instance;
};

typedef struct
{
  GtkWidget *first;
  GtkWidget *end;         /* NULL: the rest */
  int        width;
  int        height;
} Row;

G_DEFINE_FINAL_TYPE (RacksideWrapLayout, rackside_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static int
get_natural (GtkWidget      *child,
             GtkOrientation  orientation)
{
  int natural;

  gtk_widget_measure (child, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* The row that begins with a child. */
static Row
take_row (GtkWidget *first,
          int        width)
{
  Row row = { first, first, 0, 0 };

  for (; row.end != NULL; row.end = gtk_widget_get_next_sibling (row.end))
    {
      int wanted;

      if (!gtk_widget_should_layout (row.end))
        continue;
      wanted = get_natural (row.end, GTK_ORIENTATION_HORIZONTAL) + (row.width > 0 ? SPACING : 0);
      if (row.width > 0 && row.width + wanted > width)
        break;
      row.width += wanted;
      row.height = MAX (row.height, get_natural (row.end, GTK_ORIENTATION_VERTICAL));
    }
  return row;
}

static int
get_height (GtkWidget *widget,
            int        width)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int height = 0;

  while (child != NULL)
    {
      Row row = take_row (child, width);

      height += row.height + (height > 0 ? SPACING : 0);
      child = row.end;
    }
  return height;
}

static GtkSizeRequestMode
rackside_wrap_layout_get_request_mode (GtkLayoutManager *layout,
                                       GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rackside_wrap_layout_measure (GtkLayoutManager *layout,
                              GtkWidget        *widget,
                              GtkOrientation    orientation,
                              int               for_size,
                              int              *minimum,
                              int              *natural,
                              int              *minimum_baseline,
                              int              *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = get_height (widget, for_size < 0 ? G_MAXINT : for_size);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? SPACING : 0);
    }
}

static void
rackside_wrap_layout_allocate (GtkLayoutManager *layout,
                               GtkWidget        *widget,
                               int               width,
                               int               height,
                               int               baseline)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int y = 0;

  while (child != NULL)
    {
      Row row = take_row (child, width);
      int x = MAX ((width - row.width) / 2, 0);

      for (; child != row.end; child = gtk_widget_get_next_sibling (child))
        {
          GtkAllocation allocation = { x, y, 0, row.height };

          if (!gtk_widget_should_layout (child))
            continue;
          allocation.width = MIN (get_natural (child, GTK_ORIENTATION_HORIZONTAL), width);
          if (mirrored)
            allocation.x = width - x - allocation.width;
          gtk_widget_size_allocate (child, &allocation, -1);
          x += allocation.width + SPACING;
        }
      y += row.height + SPACING;
    }
}

static void
rackside_wrap_layout_class_init (RacksideWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = rackside_wrap_layout_get_request_mode;
  layout_class->measure = rackside_wrap_layout_measure;
  layout_class->allocate = rackside_wrap_layout_allocate;
}

static void
rackside_wrap_layout_init (RacksideWrapLayout *self)
{
}
