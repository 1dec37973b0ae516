/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-stack.h"

/**
 * rackside_stack_show:
 * @stack: a stack
 * @page: one of its children
 *
 * Shows a page and hides all others. A stack alone leaves them visible as far as a screen reader can see.
 */
void
rackside_stack_show (GtkStack  *stack,
                     GtkWidget *page)
{
  gtk_widget_set_visible (page, TRUE);
  gtk_stack_set_visible_child (stack, page);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stack));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (child != page)
      gtk_widget_set_visible (child, FALSE);
}
