/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <epoxy/gl.h>
#include <glib/gi18n.h>

#include "rackside-display.h"
#include "rackside-painter.h"

struct _RacksideDisplay
{
  GtkGLArea            parent_instance;
  IloFramebuffer      *framebuffer;         /* borrowed; NULL when there is nothing to show */
  double               zoom;
  gboolean             crisp;
  GtkAdjustment       *adjustments[2];      /* owned, by GtkOrientation; NULL: cannot be scrolled */
  GtkScrollablePolicy  policies[2];
  guint                width;               /* of the server's screen when last told of a change */
  guint                height;
  guint64              frames;

  RacksidePainter     *painter;             /* owned; while realized, and OpenGL can be used */
};

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };

enum { SIGNAL_GL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* It scrolls by itself: only what can be seen of a picture that is larger than the window is drawn. */
G_DEFINE_FINAL_TYPE_WITH_CODE (RacksideDisplay, rackside_display, GTK_TYPE_GL_AREA,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* Pixels of the monitor in a unit of the widget. GTK before 4.12 knows whole numbers only. */
static double
get_scale (RacksideDisplay *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (surface != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (surface), "scale") != NULL)
    g_object_get (surface, "scale", &scale, NULL);
  return scale;
}

/* What there is of the widget to see, and where the picture lies in it. */
typedef struct
{
  double        scale;        /* pixels of the monitor in a unit of the widget */
  double        lengths[2];   /* pixels of the monitor, by GtkOrientation as the next */
  double        zoom;
  RacksidePlace place;
} View;

static View
look (RacksideDisplay *self)
{
  View view = { .scale = get_scale (self) };
  double scrolls[2];

  view.lengths[GTK_ORIENTATION_HORIZONTAL] = gtk_widget_get_width (GTK_WIDGET (self)) * view.scale;
  view.lengths[GTK_ORIENTATION_VERTICAL] = gtk_widget_get_height (GTK_WIDGET (self)) * view.scale;
  for (guint i = 0; i < G_N_ELEMENTS (scrolls); i++)
    scrolls[i] = self->adjustments[i] != NULL ? gtk_adjustment_get_value (self->adjustments[i]) * view.scale : 0;
  view.zoom = rackside_place_get_zoom (self->zoom, self->crisp, self->width, self->height,
                                       view.lengths[GTK_ORIENTATION_HORIZONTAL],
                                       view.lengths[GTK_ORIENTATION_VERTICAL]);
  view.place = rackside_place_picture (view.zoom, self->width, self->height,
                                       view.lengths[GTK_ORIENTATION_HORIZONTAL],
                                       view.lengths[GTK_ORIENTATION_VERTICAL],
                                       scrolls[GTK_ORIENTATION_HORIZONTAL], scrolls[GTK_ORIENTATION_VERTICAL]);
  return view;
}

/* Lets @centre, as a fraction of the picture, be in the middle where it can; negative: what is there stays. */
static void
update_adjustment (RacksideDisplay *self,
                   GtkOrientation   orientation,
                   double           centre)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  View view = look (self);
  double page = view.lengths[orientation] / view.scale;
  double length = (orientation == GTK_ORIENTATION_HORIZONTAL ? view.place.width : view.place.height) / view.scale;
  double upper = MAX (length, page);
  double value;

  if (adjustment == NULL)
    return;
  value = centre < 0 ? gtk_adjustment_get_value (adjustment) : centre * length - page / 2;
  gtk_adjustment_configure (adjustment, CLAMP (value, 0, upper - page), 0, upper, page * 0.1, page * 0.9, page);
}

static void
update_adjustments (RacksideDisplay *self)
{
  update_adjustment (self, GTK_ORIENTATION_HORIZONTAL, -1);
  update_adjustment (self, GTK_ORIENTATION_VERTICAL, -1);
}

static void
queue_everything (RacksideDisplay *self)
{
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

static void
set_adjustment (RacksideDisplay *self,
                GtkOrientation   orientation,
                GtkAdjustment   *adjustment)
{
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustments[orientation], self);
  g_set_object (&self->adjustments[orientation], adjustment);
  if (adjustment == NULL)
    return;
  update_adjustment (self, orientation, -1);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_gl_area_queue_render), self);
}

static void
update_description (RacksideDisplay *self)
{
  g_autofree char *description =
    self->width > 0
    /* Translators: the width and height of the server's screen */
    ? g_strdup_printf (_("%u × %u pixels"), self->width, self->height)
    : g_strdup (_("The server sends no picture"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}

/* The parent's takes one kind of OpenGL only; either will do. */
static GdkGLContext *
rackside_display_create_context (GtkGLArea *area)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (area));
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkGLContext) context =
    gdk_surface_create_gl_context (gtk_native_get_surface (native), &error);

  if (context == NULL || !gdk_gl_context_realize (context, &error))
    {
      gtk_gl_area_set_error (area, error);
      return NULL;
    }
  return g_steal_pointer (&context);
}

static gboolean
rackside_display_render (GtkGLArea    *area,
                         GdkGLContext *context)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (area);
  View view;

  rackside_display_changed (self);       /* it may have another size since it was last said to have changed */
  glClearColor (0, 0, 0, 1);
  glClear (GL_COLOR_BUFFER_BIT);
  if (self->painter == NULL || self->framebuffer == NULL || self->width == 0)
    return TRUE;
  view = look (self);
  rackside_painter_update (self->painter, self->framebuffer);
  rackside_painter_draw (self->painter, &view.place, view.lengths[GTK_ORIENTATION_HORIZONTAL],
                         view.lengths[GTK_ORIENTATION_VERTICAL], rackside_zoom_is_whole (view.zoom));
  self->frames++;
  return TRUE;
}

static void
rackside_display_realize (GtkWidget *widget)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (widget);
  GtkGLArea *area = GTK_GL_AREA (widget);
  g_autoptr(GError) error = NULL;

  GTK_WIDGET_CLASS (rackside_display_parent_class)->realize (widget);
  gtk_gl_area_make_current (area);
  if (gtk_gl_area_get_error (area) == NULL)
    {
      self->painter = rackside_painter_new (gdk_gl_context_get_use_es (gtk_gl_area_get_context (area)), &error);
      if (self->painter == NULL)
        gtk_gl_area_set_error (area, error);
    }
  if (gtk_gl_area_get_error (area) != NULL)
    g_signal_emit (self, signals[SIGNAL_GL_FAILED], 0, gtk_gl_area_get_error (area));
}

static void
rackside_display_unrealize (GtkWidget *widget)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (widget);

  gtk_gl_area_make_current (GTK_GL_AREA (widget));
  g_clear_pointer (&self->painter, rackside_painter_free);
  GTK_WIDGET_CLASS (rackside_display_parent_class)->unrealize (widget);
}

static void
rackside_display_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (widget);
  double zoom = self->zoom == RACKSIDE_ZOOM_FIT ? RACKSIDE_ZOOM_ORIGINAL
                : rackside_place_get_zoom (self->zoom, self->crisp, self->width, self->height, 0, 0);
  RacksidePlace place = rackside_place_picture (zoom, self->width, self->height, 0, 0, 0, 0);
  int pixels = orientation == GTK_ORIENTATION_HORIZONTAL ? place.width : place.height;

  *natural = (int) ceil (pixels / get_scale (self));
  *minimum = self->zoom == RACKSIDE_ZOOM_FIT ? 0 : *natural;
}

static void
rackside_display_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  GTK_WIDGET_CLASS (rackside_display_parent_class)->size_allocate (widget, width, height, baseline);
  update_adjustments (RACKSIDE_DISPLAY (widget));
}

static void
rackside_display_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (object);

  switch (property_id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
rackside_display_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (object);

  switch (property_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
rackside_display_dispose (GObject *object)
{
  set_adjustment (RACKSIDE_DISPLAY (object), GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (RACKSIDE_DISPLAY (object), GTK_ORIENTATION_VERTICAL, NULL);
  G_OBJECT_CLASS (rackside_display_parent_class)->dispose (object);
}

static void
rackside_display_class_init (RacksideDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkGLAreaClass *area_class = GTK_GL_AREA_CLASS (klass);

  object_class->dispose = rackside_display_dispose;
  object_class->get_property = rackside_display_get_property;
  object_class->set_property = rackside_display_set_property;
  widget_class->realize = rackside_display_realize;
  widget_class->unrealize = rackside_display_unrealize;
  widget_class->measure = rackside_display_measure;
  widget_class->size_allocate = rackside_display_size_allocate;
  area_class->create_context = rackside_display_create_context;
  area_class->render = rackside_display_render;

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  /**
   * RacksideDisplay::gl-failed:
   * @self: a display
   * @error: why
   *
   * Emitted while it is realized, when there is no OpenGL to draw with.
   */
  signals[SIGNAL_GL_FAILED] =
    g_signal_new ("gl-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);

  gtk_widget_class_set_css_name (widget_class, "display");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rackside_display_init (RacksideDisplay *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Server screen"),
                                  -1);
  update_description (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (queue_everything), NULL);
}

/**
 * rackside_display_new:
 *
 * Returns: (transfer floating): a display that shows nothing yet
 */
GtkWidget *
rackside_display_new (void)
{
  return g_object_new (RACKSIDE_TYPE_DISPLAY, NULL);
}

/**
 * rackside_display_set_framebuffer:
 * @self: a display
 * @framebuffer: (nullable) (transfer none): the server's screen. It is borrowed: set another one, or
 *   %NULL, before it is freed
 *
 * Shows a screen. The display takes its damage from now on; nobody else must.
 */
void
rackside_display_set_framebuffer (RacksideDisplay *self,
                                  IloFramebuffer  *framebuffer)
{
  if (self->framebuffer == framebuffer)
    return;
  self->framebuffer = framebuffer;
  if (self->painter != NULL)
    rackside_painter_forget (self->painter);
  rackside_display_changed (self);
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

/**
 * rackside_display_changed:
 * @self: a display
 *
 * Says that the framebuffer may have changed. What did is uploaded and drawn with the next frame, however
 * often this is called before it. If nothing did, nothing is drawn.
 */
void
rackside_display_changed (RacksideDisplay *self)
{
  guint width = self->framebuffer != NULL ? ilo_framebuffer_get_width (self->framebuffer) : 0;
  guint height = self->framebuffer != NULL ? ilo_framebuffer_get_height (self->framebuffer) : 0;

  if (width != self->width || height != self->height)
    {
      self->width = width;
      self->height = height;
      update_description (self);
      update_adjustments (self);
      queue_everything (self);
    }
  else if (self->framebuffer != NULL && ilo_framebuffer_has_damage (self->framebuffer))
    gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

/**
 * rackside_display_set_zoom:
 * @self: a display
 * @zoom: pixels of the monitor for one of the server, or %RACKSIDE_ZOOM_FIT: as large as fits, in proportion
 *
 * Unless it is to fit, the display asks for as much room as the picture needs. What is in the middle stays there.
 */
void
rackside_display_set_zoom (RacksideDisplay *self,
                           double           zoom)
{
  View before = look (self);
  double x = (before.lengths[GTK_ORIENTATION_HORIZONTAL] / 2 - before.place.x) / MAX (before.place.width, 1);
  double y = (before.lengths[GTK_ORIENTATION_VERTICAL] / 2 - before.place.y) / MAX (before.place.height, 1);

  if (self->zoom == zoom)
    return;
  self->zoom = zoom;
  update_adjustment (self, GTK_ORIENTATION_HORIZONTAL, MAX (x, 0));
  update_adjustment (self, GTK_ORIENTATION_VERTICAL, MAX (y, 0));
  queue_everything (self);
}

/**
 * rackside_display_get_zoom_factor:
 * @self: a display
 *
 * Returns: how many pixels of the monitor there are for one of the server
 */
double
rackside_display_get_zoom_factor (RacksideDisplay *self)
{
  return look (self).zoom;
}

/**
 * rackside_display_set_crisp:
 * @self: a display
 * @crisp: whether a picture that is larger than the original is larger by a whole factor only
 */
void
rackside_display_set_crisp (RacksideDisplay *self,
                            gboolean         crisp)
{
  if (self->crisp == crisp)
    return;
  self->crisp = crisp;
  update_adjustments (self);
  queue_everything (self);
}

/**
 * rackside_display_pan:
 * @self: a display
 * @x: how far to move to the right, in parts of what can be seen of the picture; negative: to the left
 * @y: likewise, to the bottom
 *
 * Shows another part of a picture that is larger than the display.
 */
void
rackside_display_pan (RacksideDisplay *self,
                      double           x,
                      double           y)
{
  const double by[] = { [GTK_ORIENTATION_HORIZONTAL] = x, [GTK_ORIENTATION_VERTICAL] = y };

  for (guint i = 0; i < G_N_ELEMENTS (by); i++)
    if (self->adjustments[i] != NULL)
      gtk_adjustment_set_value (self->adjustments[i], gtk_adjustment_get_value (self->adjustments[i])
                                                      + by[i] * gtk_adjustment_get_page_size (self->adjustments[i]));
}

/**
 * rackside_display_get_position:
 * @self: a display
 * @x: in the widget's coordinates
 * @y: likewise
 * @server_x: (out): the pixel of the server's screen there, or the nearest one
 * @server_y: (out): likewise
 *
 * Finds the pixel of the server's screen that lies under a point of the widget.
 *
 * Returns: whether the point lies on the picture; without one, both are 0
 */
gboolean
rackside_display_get_position (RacksideDisplay *self,
                               double           x,
                               double           y,
                               int             *server_x,
                               int             *server_y)
{
  View view = look (self);

  return rackside_place_find_pixel (&view.place, self->width, self->height, x * view.scale, y * view.scale,
                                    server_x, server_y);
}

/**
 * rackside_display_copy_picture:
 * @self: a display
 *
 * Returns: (transfer full) (nullable): the server's screen as it is now
 */
GdkTexture *
rackside_display_copy_picture (RacksideDisplay *self)
{
  gsize stride;
  g_autoptr(GBytes) bytes = NULL;

  if (self->framebuffer == NULL || ilo_framebuffer_get_width (self->framebuffer) == 0)
    return NULL;
  stride = ilo_framebuffer_get_stride (self->framebuffer);
  bytes = g_bytes_new (ilo_framebuffer_get_pixels (self->framebuffer),
                       stride * ilo_framebuffer_get_height (self->framebuffer));
  return gdk_memory_texture_new ((int) ilo_framebuffer_get_width (self->framebuffer),
                                 (int) ilo_framebuffer_get_height (self->framebuffer),
                                 GDK_MEMORY_R8G8B8A8, bytes, stride);
}

/**
 * rackside_display_get_frames:
 * @self: a display
 *
 * Returns: how many times it has drawn the picture
 */
guint64
rackside_display_get_frames (RacksideDisplay *self)
{
  return self->frames;
}
