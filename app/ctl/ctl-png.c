/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <png.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "ctl-png.h"

static gboolean
refuse (GError    **error,
        const char *reason)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The picture cannot be made into a PNG: %s."), reason);
  return FALSE;
}

/**
 * ctl_png_check:
 * @path: a file name from the command line
 * @error: (nullable): what is wrong with it
 *
 * Whether a picture can be written there, as far as it can be said beforehand. A device or a folder is not to be
 * replaced by a picture, and a missing folder is to be called by its name.
 *
 * Returns: whether it is worth making the picture
 */
gboolean
ctl_png_check (const char  *path,
               GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (*path == '\0')
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The name of the picture's file is empty"));
  else if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                 _("%s is there and is no file that a picture could replace. Give another name."), path);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("%s cannot be written: there is no folder %s. Make it first, or give another name."), path, folder);
  else
    return TRUE;
  return FALSE;
}

/**
 * ctl_png_write:
 * @framebuffer: a picture, not 0 × 0
 * @path: a file name; a file of that name is replaced once the new one is complete
 * @error: (nullable): what the file system said, with the name
 *
 * Writes a picture as PNG, 8-bit RGB.
 *
 * Returns: whether the file is there
 */
gboolean
ctl_png_write (IloFramebuffer  *framebuffer,
               const char      *path,
               GError         **error)
{
  png_image image = {
    .version = PNG_IMAGE_VERSION,
    .width = ilo_framebuffer_get_width (framebuffer),
    .height = ilo_framebuffer_get_height (framebuffer),
    .format = PNG_FORMAT_RGB,
    .flags = PNG_IMAGE_FLAG_FAST,
  };
  gsize pixels = (gsize) image.width * image.height;
  const guint8 *from = ilo_framebuffer_get_pixels (framebuffer);
  g_autofree guint8 *rgb = g_malloc (3 * pixels);
  g_autofree guint8 *png = NULL;
  png_alloc_size_t length = 0;

  if (!ctl_png_check (path, error))
    return FALSE;
  for (gsize i = 0; i < pixels; i++)
    for (guint component = 0; component < 3; component++)
      rgb[3 * i + component] = from[4 * i + component];
  if (!png_image_write_get_memory_size (image, length, 0, rgb, 0, NULL))
    return refuse (error, image.message);
  png = g_malloc (length);
  if (!png_image_write_to_memory (&image, png, &length, 0, rgb, 0, NULL))
    return refuse (error, image.message);
  return g_file_set_contents_full (path, (const char *) png, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}
