/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-answer-layout.h"

/* Between the two when they are beside each other; below each other their margins are enough. */
#define SPACING 12

/* A sentence that has less room than this is hard to read. */
#define SENTENCE_WIDTH 240

/*
 * Two children: a sentence, and the buttons that answer it. They are at its end, or below it where it would be squeezed.
 */
struct _RacksideAnswerLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (RacksideAnswerLayout, rackside_answer_layout, GTK_TYPE_LAYOUT_MANAGER)

/* What the sentence has beside the buttons; 0: they are below it. */
static int
get_room_beside (GtkWidget *buttons,
                 int        width)
{
  int buttons_width;

  gtk_widget_measure (buttons, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &buttons_width, NULL, NULL);
  width -= buttons_width + SPACING;
  return width >= SENTENCE_WIDTH ? width : 0;
}

static int
get_height (GtkWidget *child,
            int        width)
{
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

static GtkSizeRequestMode
rackside_answer_layout_get_request_mode (GtkLayoutManager *layout,
                                         GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rackside_answer_layout_measure (GtkLayoutManager *layout,
                                GtkWidget        *widget,
                                GtkOrientation    orientation,
                                int               for_size,
                                int              *minimum,
                                int              *natural,
                                int              *minimum_baseline,
                                int              *natural_baseline)
{
  GtkWidget *sentence = gtk_widget_get_first_child (widget);
  GtkWidget *buttons = gtk_widget_get_last_child (widget);
  int sentence_minimum, sentence_natural, buttons_minimum, buttons_natural, room;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (sentence, orientation, -1, &sentence_minimum, &sentence_natural, NULL, NULL);
      gtk_widget_measure (buttons, orientation, -1, &buttons_minimum, &buttons_natural, NULL, NULL);
      *minimum = MAX (sentence_minimum, buttons_minimum);
      *natural = sentence_natural + SPACING + buttons_natural;
      return;
    }
  room = for_size < 0 ? -1 : get_room_beside (buttons, for_size);
  if (room != 0)
    *minimum = MAX (get_height (sentence, room), get_height (buttons, -1));
  else
    *minimum = get_height (sentence, for_size) + get_height (buttons, -1);
  *natural = *minimum;
}

static void
rackside_answer_layout_allocate (GtkLayoutManager *layout,
                                 GtkWidget        *widget,
                                 int               width,
                                 int               height,
                                 int               baseline)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *sentence = gtk_widget_get_first_child (widget);
  GtkWidget *buttons = gtk_widget_get_last_child (widget);
  GtkAllocation above = { 0, 0, width, height }, end = { 0, 0, 0, height };
  int room = get_room_beside (buttons, width);

  gtk_widget_measure (buttons, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &end.width, NULL, NULL);
  end.width = MIN (end.width, width);
  if (room != 0)
    {
      above.width = room;
    }
  else
    {
      end.height = get_height (buttons, -1);
      end.y = MAX (height - end.height, 0);
      above.height = end.y;
    }
  above.x = mirrored ? width - above.width : 0;
  end.x = mirrored ? 0 : width - end.width;
  gtk_widget_size_allocate (sentence, &above, -1);
  gtk_widget_size_allocate (buttons, &end, -1);
}

static void
rackside_answer_layout_class_init (RacksideAnswerLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = rackside_answer_layout_get_request_mode;
  layout_class->measure = rackside_answer_layout_measure;
  layout_class->allocate = rackside_answer_layout_allocate;
}

static void
rackside_answer_layout_init (RacksideAnswerLayout *self)
{
}
