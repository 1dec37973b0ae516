/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-steps.h"

/* The steps of something that takes its time: those that are done, ticked off, and the one that is waited for. */
struct _RacksideSteps
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (RacksideSteps, rackside_steps, GTK_TYPE_BOX)

/* A row is a tick, a spinner and a label, in that order. */
static GtkWidget *
get_spinner (GtkWidget *row)
{
  return gtk_widget_get_next_sibling (gtk_widget_get_first_child (row));
}

static void
set_done (GtkWidget *row,
          gboolean   done)
{
  GtkWidget *spinner = get_spinner (row);
  GtkWidget *label = gtk_widget_get_last_child (row);

  gtk_widget_set_visible (gtk_widget_get_first_child (row), done);
  gtk_widget_set_visible (spinner, !done);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), !done);
  if (done)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_remove_css_class (label, "dim-label");
}

static GtkWidget *
make_row (const char *step)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *tick = g_object_new (GTK_TYPE_IMAGE,
                                  "icon-name", "object-select-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", step, "wrap", TRUE,
                                   "natural-wrap-mode", GTK_NATURAL_WRAP_NONE, "xalign", 0.0f, NULL);

  gtk_box_append (GTK_BOX (row), tick);
  gtk_box_append (GTK_BOX (row), gtk_spinner_new ());
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

static GtkWidget *
find_row (RacksideSteps *self,
          const char    *step)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (gtk_widget_get_last_child (row))), step) == 0)
      return row;
  return NULL;
}

static void
rackside_steps_class_init (RacksideStepsClass *klass)
{
}

static void
rackside_steps_init (RacksideSteps *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

/**
 * rackside_steps_clear:
 * @self: steps
 *
 * Begins anew, with none.
 */
void
rackside_steps_clear (RacksideSteps *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), row);
}

/**
 * rackside_steps_show:
 * @self: steps
 * @step: what is being waited for now, as a sentence
 *
 * Ticks off what was waited for until now. A step that was there before is gone back to.
 */
void
rackside_steps_show (RacksideSteps *self,
                     const char    *step)
{
  GtkWidget *row = find_row (self, step);
  GtkWidget *last;

  while (row != NULL && (last = gtk_widget_get_last_child (GTK_WIDGET (self))) != row)
    gtk_box_remove (GTK_BOX (self), last);
  last = gtk_widget_get_last_child (GTK_WIDGET (self));
  if (row == NULL)
    {
      if (last != NULL)
        set_done (last, TRUE);
      row = make_row (step);
      gtk_box_append (GTK_BOX (self), row);
    }
  set_done (row, FALSE);
}
