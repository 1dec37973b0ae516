/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <vte/vte.h>

#include "ilo-error.h"
#include "rackside-answer-layout.h"
#include "rackside-display.h"
#include "rackside-macro-bar.h"
#include "rackside-macro-run.h"

/* What is over sooner need not move the picture, in milliseconds. */
#define REVEAL_DELAY 400

/* Runs macros, one at a time, and shows how far they are. */
struct _RacksideMacroBar
{
  AdwBin          parent_instance;
  GtkLabel       *label;
  GtkProgressBar *progress_bar;
  GtkWidget      *cancel_button;

  RacksideMacro  *macro;           /* owned; NULL: none is running */
  GPtrArray      *steps;           /* owned; of that */
  GCancellable   *cancellable;     /* owned; likewise */
  guint           reveal_id;
};

enum { SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideMacroBar, rackside_macro_bar, ADW_TYPE_BIN)

static void
remark (RacksideMacroBar *self,
        const char       *name,
        const char       *problem)
{
  /* Translators: the name of a macro, and what is wrong, as a sentence */
  g_autofree char *text = g_strdup_printf (_("The macro “%s” does not run. %s"), name, problem);

  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static void
remark_end (RacksideMacroBar *self,
            const char       *name,
            const char       *problem)
{
  /* Translators: the name of a macro, and what has happened, as a sentence */
  g_autofree char *text = g_strdup_printf (_("The macro “%s” has ended early. %s"), name, problem);

  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static void
clear (RacksideMacroBar *self)
{
  g_clear_handle_id (&self->reveal_id, g_source_remove);
  g_clear_pointer (&self->macro, rackside_macro_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
}

static void
on_progress (guint    step,
             gpointer user_data)
{
  RacksideMacroBar *self = user_data;
  const RacksideMacroStep *now;
  g_autofree char *text = NULL;

  if (self->steps == NULL)
    return;
  now = self->steps->pdata[step];
  /* Translators: the name of a macro, then which step of how many; the last one is a time */
  if (now->kind == RACKSIDE_MACRO_WAIT)
    text = g_strdup_printf (_("“%s”: step %u of %u, a pause of %.4g s"), self->macro->name, step + 1, self->steps->len,
                            now->wait / 1000.0);
  else
    /* Translators: the name of a macro, then which step of how many */
    text = g_strdup_printf (_("“%s”: step %u of %u"), self->macro->name, step + 1, self->steps->len);
  gtk_label_set_label (self->label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, (double) step / self->steps->len);
}

/* Who has chosen it in a menu can cancel it at once; who types, there or here, goes on. */
static gboolean
on_reveal (gpointer user_data)
{
  RacksideMacroBar *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = gtk_root_get_focus (root);

  self->reveal_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  if (!RACKSIDE_IS_DISPLAY (focus) && !GTK_IS_TEXT (focus) && !VTE_IS_TERMINAL (focus))
    gtk_widget_grab_focus (self->cancel_button);
  return G_SOURCE_REMOVE;
}

static void
hide (RacksideMacroBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "macro.cancel", FALSE);
  if (root != NULL && gtk_root_get_focus (root) == self->cancel_button)
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
on_run (GObject      *console,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(RacksideMacroBar) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RacksideMacro) macro = NULL;

  rackside_macro_run_finish (ILO_CONSOLE (console), result, &error);
  if (self->macro == NULL)             /* disposed of */
    return;
  macro = rackside_macro_ref (self->macro);
  clear (self);
  hide (self);
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_INPUT))
    {
      g_autofree char *problem = g_strdup_printf ("%s %s", error->message, _("The layout that the server has is chosen in "
                                                                             "“Paste as Keystrokes”."));

      remark (self, macro->name, problem);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    remark_end (self, macro->name, error->message);
}

static void
on_cancel (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  rackside_macro_bar_cancel (RACKSIDE_MACRO_BAR (widget));
}

static gboolean
rackside_macro_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (RACKSIDE_MACRO_BAR (widget)->cancel_button);
}

static void
rackside_macro_bar_dispose (GObject *object)
{
  RacksideMacroBar *self = RACKSIDE_MACRO_BAR (object);

  rackside_macro_bar_cancel (self);
  clear (self);
  G_OBJECT_CLASS (rackside_macro_bar_parent_class)->dispose (object);
}

static void
rackside_macro_bar_class_init (RacksideMacroBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_macro_bar_dispose;
  widget_class->grab_focus = rackside_macro_bar_grab_focus;

  /**
   * RacksideMacroBar::remark:
   * @self: a bar
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_MACRO_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "macro.cancel", NULL, on_cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "macro.cancel", NULL);
  g_type_ensure (RACKSIDE_TYPE_ANSWER_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-macro-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideMacroBar, label);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacroBar, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, RacksideMacroBar, cancel_button);
}

static void
rackside_macro_bar_init (RacksideMacroBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_macro_bar_run:
 * @self: a bar
 * @console: (transfer none): a live console
 * @macro: (transfer none): what to do there
 * @layout: the keyboard layout of the server
 *
 * Runs a macro, unless one is running. What goes wrong is remarked.
 */
void
rackside_macro_bar_run (RacksideMacroBar *self,
                        IloConsole       *console,
                        RacksideMacro    *macro,
                        const char       *layout)
{
  g_autoptr(GPtrArray) steps = NULL;
  g_autoptr(GError) error = NULL;

  if (self->macro != NULL)
    {
      remark (self, macro->name, _("Another macro is still running."));
      return;
    }
  steps = rackside_macro_parse (macro->keys, &error);
  if (steps == NULL)
    {
      remark (self, macro->name, error->message);
      return;
    }
  self->macro = rackside_macro_ref (macro);
  self->steps = g_steal_pointer (&steps);
  self->cancellable = g_cancellable_new ();
  self->reveal_id = g_timeout_add (REVEAL_DELAY, on_reveal, self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "macro.cancel", TRUE);
  ilo_console_release_everything (console);      /* of a shortcut, some keys are down there */
  rackside_macro_run_async (console, self->steps, layout, on_progress, self, self->cancellable, on_run,
                            g_object_ref (self));
}

/**
 * rackside_macro_bar_cancel:
 * @self: a bar
 *
 * Ends the macro that is running. All keys are released.
 */
void
rackside_macro_bar_cancel (RacksideMacroBar *self)
{
  g_cancellable_cancel (self->cancellable);
}

/**
 * rackside_macro_bar_get_running:
 * @self: a bar
 *
 * Returns: (transfer none) (nullable): the macro that is running
 */
const RacksideMacro *
rackside_macro_bar_get_running (RacksideMacroBar *self)
{
  return self->macro;
}

/**
 * rackside_macro_bar_is_revealed:
 * @self: a bar
 *
 * Returns: whether there is something to cancel in it
 */
gboolean
rackside_macro_bar_is_revealed (RacksideMacroBar *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self));
}
