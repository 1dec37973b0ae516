/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-screen.h"
#include "rackside-stack.h"

/*
 * A display with everything around it that is not the server's picture: scroll bars, a notice where there
 * is no picture, and a page that says so where there is no OpenGL.
 */
struct _RacksideScreen
{
  AdwBin           parent_instance;
  GtkStack        *stack;
  GtkWidget       *picture_page;
  GtkWidget       *no_gl_page;
  RacksideDisplay *display;
  GtkWidget       *notice;
  GtkImage        *notice_icon;
  GtkLabel        *notice_label;
  GtkButton       *notice_button;
  guint            no_gl_id;
};

G_DEFINE_FINAL_TYPE (RacksideScreen, rackside_screen, ADW_TYPE_BIN)

static gboolean
show_no_gl (gpointer user_data)
{
  RacksideScreen *self = user_data;

  self->no_gl_id = 0;
  rackside_stack_show (self->stack, self->no_gl_page);
  return G_SOURCE_REMOVE;
}

static void
on_gl_failed (RacksideScreen  *self,
              const GError    *error,
              RacksideDisplay *display)
{
  g_autofree char *reason = g_markup_escape_text (error->message, -1);
  /* Translators: the %s is the reason as the system gives it */
  g_autofree char *text =
    g_strdup_printf (_("Rackside draws the server’s screen with OpenGL 3.2 or OpenGL ES 2, and neither can "
                       "be used here. Install the drivers of the graphics card, or Mesa’s software "
                       "renderer (the package libgl1-mesa-dri), and start Rackside again.\n\n"
                       "<small>The system says: %s</small>"), reason);

  adw_status_page_set_description (ADW_STATUS_PAGE (self->no_gl_page), text);
  /* The display is being realized: it cannot be hidden in the midst of that. */
  if (self->no_gl_id == 0)
    self->no_gl_id = g_idle_add (show_no_gl, self);
}

static void
rackside_screen_dispose (GObject *object)
{
  RacksideScreen *self = RACKSIDE_SCREEN (object);

  g_clear_handle_id (&self->no_gl_id, g_source_remove);
  G_OBJECT_CLASS (rackside_screen_parent_class)->dispose (object);
}

static void
rackside_screen_class_init (RacksideScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_screen_dispose;

  g_type_ensure (RACKSIDE_TYPE_DISPLAY);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-screen.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, picture_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, no_gl_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, display);
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, notice);
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, notice_icon);
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideScreen, notice_button);
  gtk_widget_class_bind_template_callback (widget_class, on_gl_failed);
}

static void
rackside_screen_init (RacksideScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rackside_stack_show (self->stack, self->picture_page);
}

/**
 * rackside_screen_get_display:
 * @self: a screen
 *
 * Returns: (transfer none): its display
 */
RacksideDisplay *
rackside_screen_get_display (RacksideScreen *self)
{
  return self->display;
}

/**
 * rackside_screen_offer:
 * @self: a screen
 * @label: (nullable): what can be done about there being no picture
 * @action_name: (nullable): the action that does it
 *
 * Puts a button below the notice, which rackside_screen_set_notice() takes away again.
 */
void
rackside_screen_offer (RacksideScreen *self,
                       const char     *label,
                       const char     *action_name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->notice_button), label != NULL);
  gtk_widget_set_can_target (self->notice, label != NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->notice_button), action_name);
  if (label != NULL)
    gtk_button_set_label (self->notice_button, label);
}

/**
 * rackside_screen_set_notice:
 * @self: a screen
 * @icon_name: (nullable): an icon
 * @text: (nullable): why there is no picture; %NULL when there is one
 *
 * Says in the middle of the screen why it is empty.
 */
void
rackside_screen_set_notice (RacksideScreen *self,
                            const char     *icon_name,
                            const char     *text)
{
  gtk_widget_set_visible (self->notice, text != NULL);
  rackside_screen_offer (self, NULL, NULL);
  if (text == NULL)
    return;
  gtk_image_set_from_icon_name (self->notice_icon, icon_name);
  gtk_label_set_label (self->notice_label, text);
}
