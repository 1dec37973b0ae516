/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "rackside-key-file.h"
#include "rackside-panel-flap.h"

#define MIN_WIDTH   320
#define USUAL_WIDTH 400
#define MAX_WIDTH   1000
#define STEP        20

/* What is left for what is beside the panel before it goes over it. */
#define CONTENT_WIDTH 300

#define GROUP "panel"
#define KEY   "width"

struct _RacksidePanelFlap
{
  AdwBin         parent_instance;
  AdwFlap       *flap;
  GtkWidget     *frame;         /* around the panel, as wide as the user likes it */
  RacksidePanel *panel;
  GtkWidget     *grip;
  int            width;         /* as far as there is room */
};

enum { PROP_0, PROP_CONTENT, PROP_REVEALED, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksidePanelFlap, rackside_panel_flap, ADW_TYPE_BIN)

static char *
get_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "rackside", "window", NULL);
}

/* A flap gets what it needs and no more, so it says that it needs what the user likes. But as much as that only as long
 * as it is to be seen and enough is left for what is beside it, or else a window could not be made narrower. */
static void
measure_frame (GtkWidget      *frame,
               GtkOrientation  orientation,
               int             for_size,
               int            *minimum,
               int            *natural,
               int            *minimum_baseline,
               int            *natural_baseline)
{
  RacksidePanelFlap *self = RACKSIDE_PANEL_FLAP (gtk_widget_get_ancestor (frame, RACKSIDE_TYPE_PANEL_FLAP));
  int room = gtk_widget_get_width (GTK_WIDGET (self)) - CONTENT_WIDTH;

  gtk_widget_measure (GTK_WIDGET (self->panel), orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;
  *minimum = MAX (*minimum, adw_flap_get_reveal_flap (self->flap) ? CLAMP (self->width, MIN_WIDTH, MAX (room, MIN_WIDTH))
                                                                  : MIN_WIDTH);
  *natural = MAX (*minimum, self->width);
}

static void
allocate_frame (GtkWidget *frame,
                int        width,
                int        height,
                int        baseline)
{
  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (frame)), width, height, baseline, NULL);
}

static void
set_width (RacksidePanelFlap *self,
           int                width)
{
  self->width = CLAMP (width, MIN_WIDTH, MAX_WIDTH);
  gtk_widget_queue_resize (self->frame);
}

static void
load (RacksidePanelFlap *self)
{
  g_autofree char *path = get_path ();
  g_autoptr(GKeyFile) file = rackside_key_file_load (path, NULL);
  int width = file != NULL ? g_key_file_get_integer (file, GROUP, KEY, NULL) : 0;

  set_width (self, width > 0 ? width : USUAL_WIDTH);
}

/* What cannot be remembered is not worth a word. */
static void
save (RacksidePanelFlap *self)
{
  g_autofree char *path = get_path ();
  g_autoptr(GKeyFile) file = rackside_key_file_load (path, NULL);

  if (file == NULL)
    file = g_key_file_new ();
  g_key_file_set_integer (file, GROUP, KEY, self->width);
  rackside_key_file_save (file, path, NULL);
}

/* The grip moves along with the pointer, so the offset is from where it is now. */
static void
on_drag_update (RacksidePanelFlap *self,
                double             x)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  set_width (self, self->width + (int) (mirrored ? x : -x));
}

static void
on_resize (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  RacksidePanelFlap *self = RACKSIDE_PANEL_FLAP (widget);

  set_width (self, self->width + (strcmp (action, "panel.wider") == 0 ? STEP : -STEP));
  save (self);
}

static void
on_reveal_flap (RacksidePanelFlap *self)
{
  gtk_widget_queue_resize (self->frame);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);
}

static void
on_folded (RacksidePanelFlap *self)
{
  gtk_widget_queue_resize (self->frame);
}

/* Nobody can take hold of it, nor should a screen reader find it, while the panel is away. */
static void
on_reveal_progress (RacksidePanelFlap *self)
{
  gtk_widget_set_visible (self->grip, adw_flap_get_reveal_progress (self->flap) > 0);
}

static void
on_remark (RacksidePanelFlap *self,
           const char        *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static void
rackside_panel_flap_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RacksidePanelFlap *self = RACKSIDE_PANEL_FLAP (object);

  switch (property_id)
    {
    case PROP_CONTENT:
      g_value_set_object (value, adw_flap_get_content (self->flap));
      break;
    case PROP_REVEALED:
      g_value_set_boolean (value, rackside_panel_flap_get_revealed (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_panel_flap_set_property (GObject      *object,
                                  guint         property_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  RacksidePanelFlap *self = RACKSIDE_PANEL_FLAP (object);

  switch (property_id)
    {
    case PROP_CONTENT:
      adw_flap_set_content (self->flap, g_value_get_object (value));
      break;
    case PROP_REVEALED:
      rackside_panel_flap_set_revealed (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_panel_flap_class_init (RacksidePanelFlapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_panel_flap_get_property;
  object_class->set_property = rackside_panel_flap_set_property;

  /**
   * RacksidePanelFlap:content:
   *
   * What is beside the panel.
   */
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);

  /**
   * RacksidePanelFlap:revealed:
   *
   * Whether the panel is to be seen.
   */
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksidePanelFlap::remark:
   * @self: a flap
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_PANEL_FLAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RACKSIDE_TYPE_PANEL);
  gtk_widget_class_install_action (widget_class, "panel.wider", NULL, on_resize);
  gtk_widget_class_install_action (widget_class, "panel.narrower", NULL, on_resize);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-panel-flap.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePanelFlap, flap);
  gtk_widget_class_bind_template_child (widget_class, RacksidePanelFlap, frame);
  gtk_widget_class_bind_template_child (widget_class, RacksidePanelFlap, panel);
  gtk_widget_class_bind_template_child (widget_class, RacksidePanelFlap, grip);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_update);
  gtk_widget_class_bind_template_callback (widget_class, on_remark);
  gtk_widget_class_bind_template_callback (widget_class, on_reveal_flap);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, on_reveal_progress);
  gtk_widget_class_bind_template_callback (widget_class, save);
}

static void
rackside_panel_flap_init (RacksidePanelFlap *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->frame, gtk_custom_layout_new (NULL, measure_frame, allocate_frame));
  gtk_widget_set_cursor_from_name (self->grip, "col-resize");
  load (self);
}

/**
 * rackside_panel_flap_get_panel:
 * @self: a flap
 *
 * Returns: (transfer none): the panel
 */
RacksidePanel *
rackside_panel_flap_get_panel (RacksidePanelFlap *self)
{
  return self->panel;
}

/**
 * rackside_panel_flap_get_revealed:
 * @self: a flap
 *
 * Returns: whether the panel is to be seen
 */
gboolean
rackside_panel_flap_get_revealed (RacksidePanelFlap *self)
{
  return adw_flap_get_reveal_flap (self->flap);
}

/**
 * rackside_panel_flap_set_revealed:
 * @self: a flap
 * @revealed: whether the panel is to be seen
 */
void
rackside_panel_flap_set_revealed (RacksidePanelFlap *self,
                                  gboolean           revealed)
{
  adw_flap_set_reveal_flap (self->flap, revealed);
}
