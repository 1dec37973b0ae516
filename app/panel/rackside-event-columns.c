/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-event-columns.h"
#include "rackside-event.h"

enum { COLUMN_SEVERITY, COLUMN_LOCAL, COLUMN_BMC, COLUMN_SENSOR, COLUMN_WORDS, COLUMN_ALL, N_COLUMNS };

struct _RacksideEventColumns
{
  GtkColumnView       *view;                   /* borrowed */
  GtkColumnViewColumn *columns[N_COLUMNS];     /* owned */
  gboolean             narrow;
};

/* A mark and one or two lines of text; each column uses what it needs of it. Lists this long need inscriptions: unlike
 * labels, they are not measured each time they say something else. */
typedef struct
{
  GtkImage       *image;
  GtkInscription *text;
  GtkInscription *caption;
  const char     *style;             /* of the image, and its icon */
  const char     *icon;
} Cell;

static int
compare_sequences (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  guint first = rackside_event_get_sequence ((gpointer) a), second = rackside_event_get_sequence ((gpointer) b);

  return first < second ? GTK_ORDERING_SMALLER : first > second ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL;
}

static int
compare_severities (gconstpointer a,
                    gconstpointer b,
                    gpointer      user_data)
{
  int difference = (int) rackside_event_get_severity ((gpointer) a) - (int) rackside_event_get_severity ((gpointer) b);

  return gtk_ordering_from_cmpfunc (difference);
}

static int
compare_sensors (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  return gtk_ordering_from_cmpfunc (strcmp (rackside_event_get_sensor ((gpointer) a),
                                            rackside_event_get_sensor ((gpointer) b)));
}

static int
compare_words (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return gtk_ordering_from_cmpfunc (strcmp (rackside_event_get_words ((gpointer) a),
                                            rackside_event_get_words ((gpointer) b)));
}

static GtkInscription *
make_text (guint       chars,
           const char *style)
{
  GtkInscription *text = GTK_INSCRIPTION (gtk_inscription_new (NULL));

  gtk_inscription_set_text_overflow (text, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (text, chars);
  gtk_inscription_set_nat_chars (text, chars);
  /* Unlike a label's, its alignment does not go by the direction of writing. */
  gtk_inscription_set_xalign (text, gtk_widget_get_direction (GTK_WIDGET (text)) == GTK_TEXT_DIR_RTL ? 1 : 0);
  gtk_widget_set_hexpand (GTK_WIDGET (text), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (text), style);
  return text;
}

static Cell *
make_cell (GtkListItem *list_item,
           GtkWidget   *child)
{
  Cell *cell = g_new0 (Cell, 1);

  g_object_set_data_full (G_OBJECT (list_item), "cell", cell, g_free);
  gtk_list_item_set_child (list_item, child);
  return cell;
}

static void
make_marked_cell (GtkListItem *list_item,
                  GtkWidget   *text,
                  guint        chars,
                  Cell       **cell)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  *cell = make_cell (list_item, box);
  (*cell)->image = GTK_IMAGE (gtk_image_new ());
  (*cell)->text = make_text (chars, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET ((*cell)->image));
  if (text == NULL)
    {
      gtk_box_append (GTK_BOX (box), GTK_WIDGET ((*cell)->text));
      return;
    }
  gtk_box_append (GTK_BOX (text), GTK_WIDGET ((*cell)->text));
  gtk_box_append (GTK_BOX (box), text);
}

static void
show_mark (Cell          *cell,
           RacksideEvent *event,
           RacksideMark  *mark)
{
  GtkWidget *image = GTK_WIDGET (cell->image);

  *mark = rackside_mark_of_severity (rackside_event_get_severity (event));
  if (cell->style != NULL && strcmp (cell->style, mark->style) == 0 && strcmp (cell->icon, mark->icon) == 0)
    return;
  cell->icon = mark->icon;
  gtk_image_set_from_icon_name (cell->image, mark->icon);
  if (cell->style != NULL)
    gtk_widget_remove_css_class (image, cell->style);
  cell->style = mark->style;
  gtk_widget_add_css_class (image, mark->style);
}

static Cell *
get_cell (GtkListItem    *list_item,
          RacksideEvent **event)
{
  *event = gtk_list_item_get_item (list_item);
  return g_object_get_data (G_OBJECT (list_item), "cell");
}

/* The row gets the focus, not its cells: it is what a screen reader reads out. */
static void
name_row (GtkListItem   *list_item,
          RacksideEvent *event)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  g_autofree char *name = NULL;

  if (row == NULL)
    return;
  name = g_strdelimit (rackside_event_dup_text (event), "\t", ' ');
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
setup_severity (GtkSignalListItemFactory *factory,
                GtkListItem              *list_item)
{
  Cell *cell;

  make_marked_cell (list_item, NULL, 12, &cell);
}

static void
setup_time (GtkSignalListItemFactory *factory,
            GtkListItem              *list_item)
{
  GtkInscription *text = make_text (19, "numeric");

  make_cell (list_item, GTK_WIDGET (text))->text = text;
}

static void
setup_sensor (GtkSignalListItemFactory *factory,
              GtkListItem              *list_item)
{
  GtkInscription *text = make_text (16, NULL);

  make_cell (list_item, GTK_WIDGET (text))->text = text;
}

static void
setup_words (GtkSignalListItemFactory *factory,
             GtkListItem              *list_item)
{
  GtkInscription *text = make_text (20, NULL);

  make_cell (list_item, GTK_WIDGET (text))->text = text;
}

static void
setup_all (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Cell *cell;

  make_marked_cell (list_item, lines, 20, &cell);
  cell->caption = make_text (20, "caption");
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (cell->caption));
}

static void
bind_severity (GtkSignalListItemFactory *factory,
               GtkListItem              *list_item)
{
  RacksideEvent *event;
  Cell *cell = get_cell (list_item, &event);
  RacksideMark mark;

  show_mark (cell, event, &mark);
  gtk_inscription_set_text (cell->text, mark.word);
}

static void
bind_local (GtkSignalListItemFactory *factory,
            GtkListItem              *list_item)
{
  RacksideEvent *event;
  Cell *cell = get_cell (list_item, &event);
  g_autofree char *time = rackside_event_dup_local_time (event);

  gtk_inscription_set_text (cell->text, time);
}

static void
bind_bmc (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  RacksideEvent *event;
  Cell *cell = get_cell (list_item, &event);
  g_autofree char *time = rackside_event_dup_bmc_time (event);

  gtk_inscription_set_text (cell->text, time);
}

static void
bind_sensor (GtkSignalListItemFactory *factory,
             GtkListItem              *list_item)
{
  RacksideEvent *event;
  Cell *cell = get_cell (list_item, &event);

  gtk_inscription_set_text (cell->text, rackside_event_get_sensor (event));
}

static void
bind_words (GtkSignalListItemFactory *factory,
            GtkListItem              *list_item)
{
  RacksideEvent *event;
  Cell *cell = get_cell (list_item, &event);

  gtk_inscription_set_text (cell->text, rackside_event_get_words (event));
  name_row (list_item, event);
}

static void
bind_all (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  RacksideEvent *event;
  Cell *cell = get_cell (list_item, &event);
  g_autofree char *time = rackside_event_dup_local_time (event);
  g_autofree char *caption = NULL;
  const char *sensor = rackside_event_get_sensor (event);
  RacksideMark mark;

  show_mark (cell, event, &mark);
  caption = *sensor != '\0' ? g_strdup_printf ("%s · %s · %s", time, mark.word, sensor)
                            : g_strdup_printf ("%s · %s", time, mark.word);
  gtk_inscription_set_text (cell->text, rackside_event_get_words (event));
  gtk_inscription_set_text (cell->caption, caption);
  name_row (list_item, event);
}

typedef void (*Handler) (GtkSignalListItemFactory *factory,
                         GtkListItem              *list_item);

static const struct
{
  const char      *title;
  Handler          setup;
  Handler          bind;
  GCompareDataFunc compare;
  gboolean         expand;
  gboolean         narrow;
} kinds[N_COLUMNS] = {
  [COLUMN_SEVERITY] = { N_("Severity"), setup_severity, bind_severity, compare_severities, FALSE, FALSE },
  [COLUMN_LOCAL] = { N_("Local Time"), setup_time, bind_local, compare_sequences, FALSE, FALSE },
  [COLUMN_BMC] = { N_("BMC Time (UTC)"), setup_time, bind_bmc, compare_sequences, FALSE, FALSE },
  [COLUMN_SENSOR] = { N_("Sensor"), setup_sensor, bind_sensor, compare_sensors, FALSE, FALSE },
  [COLUMN_WORDS] = { N_("Event"), setup_words, bind_words, compare_words, TRUE, FALSE },
  [COLUMN_ALL] = { N_("Events by Time"), setup_all, bind_all, compare_sequences, TRUE, TRUE },
};

/**
 * rackside_event_columns_new:
 * @view: where they are added
 *
 * Returns: (transfer full): the columns, for a wide view
 */
RacksideEventColumns *
rackside_event_columns_new (GtkColumnView *view)
{
  RacksideEventColumns *self = g_new0 (RacksideEventColumns, 1);

  self->view = view;
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (kinds[i].compare, NULL, NULL));

      g_signal_connect (factory, "setup", G_CALLBACK (kinds[i].setup), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (kinds[i].bind), NULL);
      self->columns[i] = gtk_column_view_column_new (_(kinds[i].title), factory);
      gtk_column_view_column_set_sorter (self->columns[i], sorter);
      gtk_column_view_column_set_expand (self->columns[i], kinds[i].expand);
      gtk_column_view_column_set_resizable (self->columns[i], !kinds[i].narrow);
      if (!kinds[i].narrow)
        gtk_column_view_append_column (view, self->columns[i]);
    }
  return self;
}

/**
 * rackside_event_columns_free:
 * @self: (transfer full): the columns
 */
void
rackside_event_columns_free (RacksideEventColumns *self)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_object_unref (self->columns[i]);
  g_free (self);
}

/**
 * rackside_event_columns_set_narrow:
 * @self: the columns
 * @narrow: whether there is room for one column only
 */
void
rackside_event_columns_set_narrow (RacksideEventColumns *self,
                                   gboolean              narrow)
{
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  /* A column that is only hidden costs as much as one that is seen. */
  for (guint i = 0; i < N_COLUMNS; i++)
    if (kinds[i].narrow != narrow)
      gtk_column_view_remove_column (self->view, self->columns[i]);
    else
      gtk_column_view_append_column (self->view, self->columns[i]);
  rackside_event_columns_sort (self);
}

/**
 * rackside_event_columns_sort:
 * @self: the columns
 *
 * Sorts the view as it begins: newest first.
 */
void
rackside_event_columns_sort (RacksideEventColumns *self)
{
  gtk_column_view_sort_by_column (self->view, self->columns[self->narrow ? COLUMN_ALL : COLUMN_LOCAL],
                                  GTK_SORT_DESCENDING);
}
