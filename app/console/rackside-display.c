/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <epoxy/gl.h>
#include <glib/gi18n.h>

#include "rackside-display.h"

/* Where the picture lies in the widget, in device pixels from its top left. */
typedef struct
{
  int x;
  int y;
  int width;
  int height;
} Target;

struct _RacksideDisplay
{
  GtkGLArea            parent_instance;
  IloFramebuffer      *framebuffer;         /* borrowed; NULL when there is nothing to show */
  RacksideDisplaySize  size;
  guint                width;               /* of the server's screen when last told of a change */
  guint                height;

  /* Valid while realized. */
  GLuint               program;
  GLuint               vertices;
  GLuint               vertex_array;
  GLuint               texture;
  guint                texture_width;
  guint                texture_height;
  gboolean             upload_all;          /* the texture does not hold what was damaged before */
  gboolean             has_row_length;
};

enum { SIGNAL_GL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideDisplay, rackside_display, GTK_TYPE_GL_AREA)

static const char vertex_shader[] =
  "IN vec2 corner;\n"
  "OUT vec2 place;\n"
  "void main ()\n"
  "{\n"
  "  place = vec2 (corner.x, 1.0 - corner.y);\n"       /* the server's first row is the top one */
  "  gl_Position = vec4 (corner * 2.0 - 1.0, 0.0, 1.0);\n"
  "}\n";

static const char fragment_shader[] =
  "FRAGMENT_IN vec2 place;\n"
  "uniform sampler2D picture;\n"
  "void main ()\n"
  "{\n"
  "  COLOUR = vec4 (SAMPLE (picture, place).rgb, 1.0);\n"
  "}\n";

/* The same text for the core profile of desktop GL and for every GLES. */
static const char gl_vertex_preamble[] =
  "#version 150\n"
  "#define IN in\n"
  "#define OUT out\n";

static const char gl_fragment_preamble[] =
  "#version 150\n"
  "#define FRAGMENT_IN in\n"
  "#define SAMPLE texture\n"
  "#define COLOUR colour\n"
  "out vec4 colour;\n";

static const char gles_vertex_preamble[] =
  "#version 100\n"
  "#define IN attribute\n"
  "#define OUT varying\n";

static const char gles_fragment_preamble[] =
  "#version 100\n"
  "#ifdef GL_FRAGMENT_PRECISION_HIGH\n"
  "precision highp float;\n"
  "#else\n"
  "precision mediump float;\n"
  "#endif\n"
  "#define FRAGMENT_IN varying\n"
  "#define SAMPLE texture2D\n"
  "#define COLOUR gl_FragColor\n";

static Target
locate_picture (RacksideDisplay *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self)) * scale;
  int height = gtk_widget_get_height (GTK_WIDGET (self)) * scale;
  Target target = { 0, 0, self->width, self->height };

  if (self->width == 0 || self->height == 0)
    return (Target) { 0 };
  if (self->size == RACKSIDE_DISPLAY_SIZE_FIT)
    {
      double ratio = MIN ((double) width / self->width, (double) height / self->height);

      target.width = MAX ((int) (self->width * ratio + 0.5), 1);
      target.height = MAX ((int) (self->height * ratio + 0.5), 1);
    }
  target.x = (width - target.width) / 2;
  target.y = (height - target.height) / 2;
  return target;
}

static gboolean
is_whole_ratio (RacksideDisplay *self,
                Target           target)
{
  return target.width % self->width == 0
         && target.height % self->height == 0
         && target.width / self->width == target.height / self->height;
}

static void
set_gl_error (RacksideDisplay *self,
              const char      *what,
              const char      *log)
{
  g_autoptr(GError) error =
    g_error_new (GDK_GL_ERROR, GDK_GL_ERROR_COMPILATION_FAILED, "%s: %s", what, log);

  gtk_gl_area_set_error (GTK_GL_AREA (self), error);
}

static GLuint
compile (RacksideDisplay *self,
         GLenum           type,
         const char      *preamble,
         const char      *body)
{
  const char *parts[] = { preamble, body };
  GLuint shader = glCreateShader (type);
  GLint status;

  glShaderSource (shader, G_N_ELEMENTS (parts), parts, NULL);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &status);
  if (status != GL_TRUE)
    {
      char log[512] = "";

      glGetShaderInfoLog (shader, sizeof log, NULL, log);
      set_gl_error (self, _("The graphics driver refused a shader"), log);
      glDeleteShader (shader);
      return 0;
    }
  return shader;
}

static gboolean
create_program (RacksideDisplay *self,
                gboolean         gles)
{
  GLuint vertex = compile (self, GL_VERTEX_SHADER,
                           gles ? gles_vertex_preamble : gl_vertex_preamble, vertex_shader);
  GLuint fragment = compile (self, GL_FRAGMENT_SHADER,
                             gles ? gles_fragment_preamble : gl_fragment_preamble, fragment_shader);
  GLint status = GL_FALSE;

  if (vertex != 0 && fragment != 0)
    {
      self->program = glCreateProgram ();
      glAttachShader (self->program, vertex);
      glAttachShader (self->program, fragment);
      glBindAttribLocation (self->program, 0, "corner");
      glLinkProgram (self->program);
      glGetProgramiv (self->program, GL_LINK_STATUS, &status);
      if (status != GL_TRUE)
        {
          char log[512] = "";

          glGetProgramInfoLog (self->program, sizeof log, NULL, log);
          set_gl_error (self, _("The graphics driver refused the shaders"), log);
        }
    }
  if (vertex != 0)
    glDeleteShader (vertex);
  if (fragment != 0)
    glDeleteShader (fragment);
  return status == GL_TRUE;
}

static void
create_quad (RacksideDisplay *self)
{
  static const float corners[] = { 0, 0, 1, 0, 0, 1, 1, 1 };

  if (epoxy_gl_version () >= 30)
    {
      glGenVertexArrays (1, &self->vertex_array);
      glBindVertexArray (self->vertex_array);
    }
  glGenBuffers (1, &self->vertices);
  glBindBuffer (GL_ARRAY_BUFFER, self->vertices);
  glBufferData (GL_ARRAY_BUFFER, sizeof corners, corners, GL_STATIC_DRAW);
}

static void
upload_rect (RacksideDisplay *self,
             const IloRect   *rect)
{
  gsize stride = ilo_framebuffer_get_stride (self->framebuffer);
  const guint8 *pixels = ilo_framebuffer_get_pixels (self->framebuffer) + rect->y * stride;
  guint x = rect->x;
  guint width = rect->width;

  if (self->has_row_length)
    pixels += x * sizeof (guint32);
  else
    {
      x = 0;
      width = self->texture_width;
    }
  glTexSubImage2D (GL_TEXTURE_2D, 0, x, rect->y, width, rect->height, GL_RGBA, GL_UNSIGNED_BYTE,
                   pixels);
}

static void
update_texture (RacksideDisplay *self)
{
  IloRect rects[ILO_FRAMEBUFFER_MAX_DAMAGE];
  guint n = ilo_framebuffer_take_damage (self->framebuffer, rects);

  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
  if (self->upload_all || self->texture_width != self->width || self->texture_height != self->height)
    {
      glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA, self->width, self->height, 0, GL_RGBA,
                    GL_UNSIGNED_BYTE, ilo_framebuffer_get_pixels (self->framebuffer));
      self->texture_width = self->width;
      self->texture_height = self->height;
      self->upload_all = FALSE;
      return;
    }
  if (self->has_row_length)
    glPixelStorei (GL_UNPACK_ROW_LENGTH, self->width);
  for (guint i = 0; i < n; i++)
    upload_rect (self, &rects[i]);
  if (self->has_row_length)
    glPixelStorei (GL_UNPACK_ROW_LENGTH, 0);
}

static void
draw_picture (RacksideDisplay *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  Target target = locate_picture (self);
  GLint filter = is_whole_ratio (self, target) ? GL_NEAREST : GL_LINEAR;

  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glViewport (target.x,
              gtk_widget_get_height (GTK_WIDGET (self)) * scale - target.y - target.height,
              target.width, target.height);
  glUseProgram (self->program);
  if (self->vertex_array != 0)
    glBindVertexArray (self->vertex_array);
  glBindBuffer (GL_ARRAY_BUFFER, self->vertices);
  glVertexAttribPointer (0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
  glEnableVertexAttribArray (0);
  glDrawArrays (GL_TRIANGLE_STRIP, 0, 4);
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

  rackside_display_changed (self);       /* it may have another size since it was last said to have changed */
  glClearColor (0, 0, 0, 1);
  glClear (GL_COLOR_BUFFER_BIT);
  if (self->program == 0 || self->framebuffer == NULL || self->width == 0)
    return TRUE;
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, self->texture);
  update_texture (self);
  draw_picture (self);
  return TRUE;
}

static void
rackside_display_realize (GtkWidget *widget)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (widget);
  GtkGLArea *area = GTK_GL_AREA (widget);
  gboolean gles;

  GTK_WIDGET_CLASS (rackside_display_parent_class)->realize (widget);
  gtk_gl_area_make_current (area);
  if (gtk_gl_area_get_error (area) == NULL)
    {
      gles = gdk_gl_context_get_use_es (gtk_gl_area_get_context (area));
      self->has_row_length =
        !gles || epoxy_gl_version () >= 30 || epoxy_has_gl_extension ("GL_EXT_unpack_subimage");
      glGenTextures (1, &self->texture);
      create_quad (self);
      if (!create_program (self, gles) && self->program != 0)
        {
          glDeleteProgram (self->program);
          self->program = 0;
        }
    }
  if (gtk_gl_area_get_error (area) != NULL)
    g_signal_emit (self, signals[SIGNAL_GL_FAILED], 0, gtk_gl_area_get_error (area));
}

static void
rackside_display_unrealize (GtkWidget *widget)
{
  RacksideDisplay *self = RACKSIDE_DISPLAY (widget);

  gtk_gl_area_make_current (GTK_GL_AREA (widget));
  if (gtk_gl_area_get_context (GTK_GL_AREA (widget)) != NULL)
    {
      glDeleteTextures (1, &self->texture);
      glDeleteBuffers (1, &self->vertices);
      if (self->vertex_array != 0)
        glDeleteVertexArrays (1, &self->vertex_array);
      glDeleteProgram (self->program);
    }
  self->texture = self->vertices = self->vertex_array = self->program = 0;
  self->texture_width = self->texture_height = 0;
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
  int scale = gtk_widget_get_scale_factor (widget);
  int pixels = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height;

  *natural = (pixels + scale - 1) / scale;
  *minimum = self->size == RACKSIDE_DISPLAY_SIZE_ORIGINAL ? *natural : 0;
}

static void
on_scale_factor_changed (RacksideDisplay *self)
{
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

static void
rackside_display_class_init (RacksideDisplayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkGLAreaClass *area_class = GTK_GL_AREA_CLASS (klass);

  widget_class->realize = rackside_display_realize;
  widget_class->unrealize = rackside_display_unrealize;
  widget_class->measure = rackside_display_measure;
  area_class->create_context = rackside_display_create_context;
  area_class->render = rackside_display_render;

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
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (on_scale_factor_changed), NULL);
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
  self->upload_all = TRUE;
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
      gtk_widget_queue_resize (GTK_WIDGET (self));
      gtk_gl_area_queue_render (GTK_GL_AREA (self));
    }
  else if (self->framebuffer != NULL && ilo_framebuffer_has_damage (self->framebuffer))
    gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

/**
 * rackside_display_set_size:
 * @self: a display
 * @size: how large the picture is to be
 *
 * In the original size the display asks for as much room as the picture has pixels.
 */
void
rackside_display_set_size (RacksideDisplay     *self,
                           RacksideDisplaySize  size)
{
  if (self->size == size)
    return;
  self->size = size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

/**
 * rackside_display_get_size:
 * @self: a display
 *
 * Returns: how large the picture is shown
 */
RacksideDisplaySize
rackside_display_get_size (RacksideDisplay *self)
{
  return self->size;
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
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  Target target = locate_picture (self);
  double left = x * scale - target.x;
  double top = y * scale - target.y;

  *server_x = *server_y = 0;
  if (target.width == 0 || target.height == 0)
    return FALSE;
  *server_x = CLAMP (left / target.width, 0, 1) * self->width;
  *server_y = CLAMP (top / target.height, 0, 1) * self->height;
  *server_x = MIN (*server_x, (int) self->width - 1);
  *server_y = MIN (*server_y, (int) self->height - 1);
  return left >= 0 && top >= 0 && left < target.width && top < target.height;
}
