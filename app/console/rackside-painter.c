/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <epoxy/gl.h>
#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "rackside-painter.h"

/* The server's screen as a texture, and what draws it. */
struct _RacksidePainter
{
  GLuint   program;
  GLint    place;             /* uniform of program: x, y, width and height */
  GLuint   vertices;
  GLuint   vertex_array;
  GLuint   texture;
  guint    width;             /* of the texture; 0: it has no picture yet */
  guint    height;
  gboolean has_row_length;
};

static const char vertex_shader[] =
  "IN vec2 corner;\n"
  "OUT vec2 texel;\n"
  "uniform vec4 place;\n"
  "void main ()\n"
  "{\n"
  "  texel = vec2 (corner.x, 1.0 - corner.y);\n"       /* the server's first row is the top one */
  "  gl_Position = vec4 (place.xy + corner * place.zw, 0.0, 1.0);\n"
  "}\n";

static const char fragment_shader[] =
  "FRAGMENT_IN vec2 texel;\n"
  "uniform sampler2D picture;\n"
  "void main ()\n"
  "{\n"
  "  COLOUR = vec4 (SAMPLE (picture, texel).rgb, 1.0);\n"
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

static GLuint
compile (GLenum       type,
         const char  *preamble,
         const char  *body,
         GError     **error)
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
      g_set_error (error, GDK_GL_ERROR, GDK_GL_ERROR_COMPILATION_FAILED, "%s: %s",
                   _("The graphics driver refused a shader"), log);
      glDeleteShader (shader);
      return 0;
    }
  return shader;
}

static gboolean
create_program (RacksidePainter  *self,
                gboolean          gles,
                GError          **error)
{
  GLuint vertex = compile (GL_VERTEX_SHADER, gles ? gles_vertex_preamble : gl_vertex_preamble, vertex_shader, error);
  GLuint fragment = vertex != 0 ? compile (GL_FRAGMENT_SHADER, gles ? gles_fragment_preamble : gl_fragment_preamble,
                                           fragment_shader, error)
                    : 0;
  GLint status = GL_FALSE;

  if (fragment != 0)
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
          g_set_error (error, GDK_GL_ERROR, GDK_GL_ERROR_LINK_FAILED, "%s: %s",
                       _("The graphics driver refused the shaders"), log);
        }
      self->place = glGetUniformLocation (self->program, "place");
    }
  if (vertex != 0)
    glDeleteShader (vertex);
  if (fragment != 0)
    glDeleteShader (fragment);
  return status == GL_TRUE;
}

static void
create_quad (RacksidePainter *self)
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
upload_rect (RacksidePainter *self,
             IloFramebuffer  *framebuffer,
             const IloRect   *rect)
{
  const guint8 *pixels = ilo_framebuffer_get_pixels (framebuffer) + rect->y * ilo_framebuffer_get_stride (framebuffer);
  guint x = rect->x;
  guint width = rect->width;

  if (self->has_row_length)
    pixels += x * sizeof (guint32);
  else
    {
      x = 0;
      width = self->width;
    }
  glTexSubImage2D (GL_TEXTURE_2D, 0, x, rect->y, width, rect->height, GL_RGBA, GL_UNSIGNED_BYTE,
                   pixels);
}

/**
 * rackside_painter_new:
 * @gles: whether the OpenGL context that is current is one of OpenGL ES
 * @error: what the graphics driver said
 *
 * Everything that has to do with a painter, this and freeing it among others, needs that context.
 *
 * Returns: (transfer full) (nullable): a painter that has no picture yet
 */
RacksidePainter *
rackside_painter_new (gboolean   gles,
                      GError   **error)
{
  RacksidePainter *self = g_new0 (RacksidePainter, 1);

  self->has_row_length =
    !gles || epoxy_gl_version () >= 30 || epoxy_has_gl_extension ("GL_EXT_unpack_subimage");
  glGenTextures (1, &self->texture);
  create_quad (self);
  if (create_program (self, gles, error))
    return self;
  rackside_painter_free (self);
  return NULL;
}

/**
 * rackside_painter_free:
 * @self: (transfer full): a painter
 */
void
rackside_painter_free (RacksidePainter *self)
{
  glDeleteTextures (1, &self->texture);
  glDeleteBuffers (1, &self->vertices);
  if (self->vertex_array != 0)
    glDeleteVertexArrays (1, &self->vertex_array);
  glDeleteProgram (self->program);
  g_free (self);
}

/**
 * rackside_painter_forget:
 * @self: a painter
 *
 * The next framebuffer is another one, whose damage says nothing of what the painter has.
 */
void
rackside_painter_forget (RacksidePainter *self)
{
  self->width = self->height = 0;
}

/**
 * rackside_painter_update:
 * @self: a painter
 * @framebuffer: the server's screen, not empty
 *
 * Takes the damage of a framebuffer, and uploads that alone to the texture.
 */
void
rackside_painter_update (RacksidePainter *self,
                         IloFramebuffer  *framebuffer)
{
  IloRect rects[ILO_FRAMEBUFFER_MAX_DAMAGE];
  guint n = ilo_framebuffer_take_damage (framebuffer, rects);
  guint width = ilo_framebuffer_get_width (framebuffer);
  guint height = ilo_framebuffer_get_height (framebuffer);

  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, self->texture);
  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
  if (self->width != width || self->height != height)
    {
      glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                    ilo_framebuffer_get_pixels (framebuffer));
      self->width = width;
      self->height = height;
      return;
    }
  if (self->has_row_length)
    glPixelStorei (GL_UNPACK_ROW_LENGTH, width);
  for (guint i = 0; i < n; i++)
    upload_rect (self, framebuffer, &rects[i]);
  if (self->has_row_length)
    glPixelStorei (GL_UNPACK_ROW_LENGTH, 0);
}

/**
 * rackside_painter_draw:
 * @self: a painter that has a picture
 * @place: where to draw it
 * @width: of the whole of what is drawn on, in the pixels of @place
 * @height: likewise
 * @whole: whether pixels are magnified by a whole factor, and have sharp edges therefore
 */
void
rackside_painter_draw (RacksidePainter     *self,
                       const RacksidePlace *place,
                       double               width,
                       double               height,
                       gboolean             whole)
{
  GLint filter = whole ? GL_NEAREST : GL_LINEAR;

  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, self->texture);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glUseProgram (self->program);
  glUniform4f (self->place, (float) (2 * place->x / width - 1),
               (float) (1 - 2 * (place->y + place->height) / height),
               (float) (2 * place->width / width), (float) (2 * place->height / height));
  if (self->vertex_array != 0)
    glBindVertexArray (self->vertex_array);
  glBindBuffer (GL_ARRAY_BUFFER, self->vertices);
  glVertexAttribPointer (0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
  glEnableVertexAttribArray (0);
  glDrawArrays (GL_TRIANGLE_STRIP, 0, 4);
}
