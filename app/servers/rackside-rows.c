/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-rows.h"

/**
 * rackside_rows_focus:
 * @form: a form with rows in lists
 * @rows: (array length=n_rows): the rows, from top to bottom
 * @n_rows: how many
 * @direction: where the focus is to go
 *
 * A list lets Tab leave it at once, but in a form Tab goes from one field to the next.
 *
 * Returns: whether the focus has gone to another row
 */
gboolean
rackside_rows_focus (GtkWidget         *form,
                     GtkEditable      **rows,
                     guint              n_rows,
                     GtkDirectionType   direction)
{
  GtkRoot *root = gtk_widget_get_root (form);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; i < n_rows && focus != NULL; i++)
    {
      if (!gtk_widget_is_ancestor (focus, GTK_WIDGET (rows[i])))
        continue;
      if (direction == GTK_DIR_TAB_FORWARD && i + 1 < n_rows)
        return gtk_widget_grab_focus (GTK_WIDGET (rows[i + 1]));
      if (direction == GTK_DIR_TAB_BACKWARD && i > 0)
        return gtk_widget_grab_focus (GTK_WIDGET (rows[i - 1]));
    }
  return FALSE;
}
