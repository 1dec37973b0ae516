/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "media-examples.h"

#define BLOCK 512

guint32
media_crc (const guint8 *data,
           gsize         length)
{
  guint32 crc = 0xFFFFFFFF;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (0xEDB88320 & -(crc & 1));
    }
  return ~crc;
}

static void
example_free (MediaExample *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self->text);
  g_free (self);
}

static void
add_bytes (MediaExample *example,
           const char   *hex)
{
  for (; *hex != '\0'; hex++)
    if (g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]))
      {
        guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

        g_byte_array_append (example->bytes, &byte, 1);
        hex++;
      }
  example->length = example->bytes->len;
  example->crc = media_crc (example->bytes->data, example->bytes->len);
}

/* Four spaces end the bytes. */
static void
read_line (MediaExample *example,
           const char   *line)
{
  const char *comment = strstr (line, "    ");
  g_autofree char *hex = comment != NULL ? g_strndup (line, comment - line) : g_strdup (line);
  const char *length;

  add_bytes (example, hex);
  if (comment == NULL)
    return;
  g_free (example->text);
  example->text = g_strstrip (g_strdup (comment));
  length = strstr (comment, "bytes, CRC-32 ");
  if (length == NULL)
    return;
  example->crc = (guint32) g_ascii_strtoull (length + strlen ("bytes, CRC-32 "), NULL, 16);
  while (length[-1] == ' ' || g_ascii_isdigit (length[-1]))
    length--;
  example->length = g_ascii_strtoull (length, NULL, 10);
}

/* The lines of one section, in order. */
GPtrArray *
media_examples_load (const char *section)
{
  GPtrArray *examples = g_ptr_array_new_with_free_func ((GDestroyNotify) example_free);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ilo", "data", "media-examples.txt", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  char now[8] = "";

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      MediaExample *example;

      if (g_str_has_prefix (lines[i], "### "))
        {
          g_strlcpy (now, lines[i] + 4, sizeof now);
          now[strcspn (now, " ")] = '\0';
        }
      if (strcmp (now, section) != 0)
        continue;
      if (g_str_has_prefix (lines[i], "   "))
        {
          add_bytes (g_ptr_array_index (examples, examples->len - 1), lines[i]);
          continue;
        }
      if (lines[i][0] == '\0' || lines[i][0] == '#')
        continue;
      example = g_new0 (MediaExample, 1);
      g_strlcpy (example->section, now, sizeof example->section);
      example->bytes = g_byte_array_new ();
      example->text = g_strdup ("");
      example->from_ilo = lines[i][0] == 'I';
      example->payload = lines[i][1] == '+';
      read_line (example, lines[i] + 3);
      g_ptr_array_add (examples, example);
    }
  g_assert_cmpuint (examples->len, >, 0);
  return examples;
}

guint8
media_fake_byte (guint   shift,
                 guint64 offset)
{
  return (guint8) ((offset >> shift) * (shift == 11 ? 7 : 5) + offset);
}

static guint64
fake_get_size (gpointer medium)
{
  return ((MediaFake *) medium)->size;
}

/* Exactly as long as asked for, so that a sanitizer sees one byte too many. */
static const guint8 *
fake_read (gpointer medium,
           guint64  offset,
           gsize    length)
{
  MediaFake *self = medium;

  g_assert_cmpuint (length, <=, ILO_SCSI_MAX_TRANSFER);
  g_assert_cmpuint (offset + length, <=, self->size);
  self->reads++;
  if (self->fail_read)
    return NULL;
  g_free (self->buffer);
  self->buffer = g_malloc (length);
  for (gsize i = 0; i < length; i++)
    self->buffer[i] = media_fake_byte (self->shift, offset + i);
  for (gsize i = 0; i < length; i += BLOCK)
    {
      const guint8 *block = g_hash_table_lookup (self->written, GUINT_TO_POINTER ((offset + i) / BLOCK));

      if (block != NULL)
        memcpy (self->buffer + i, block, BLOCK);
    }
  return self->buffer;
}

static gboolean
fake_write (gpointer      medium,
            guint64       offset,
            const guint8 *data,
            gsize         length)
{
  MediaFake *self = medium;

  g_assert_cmpuint (length, <=, ILO_SCSI_MAX_TRANSFER);
  g_assert_cmpuint (offset + length, <=, self->size);
  if (self->fail_write)
    return FALSE;
  for (gsize i = 0; i < length; i += BLOCK)
    g_hash_table_insert (self->written, GUINT_TO_POINTER ((offset + i) / BLOCK), g_memdup2 (data + i, BLOCK));
  return TRUE;
}

static gboolean
fake_flush (gpointer medium)
{
  MediaFake *self = medium;

  self->flushes++;
  return !self->fail_flush;
}

const IloMediumInterface media_fake_interface = { fake_get_size, fake_read, fake_write, fake_flush };

MediaFake *
media_fake_new (guint64 size,
                guint   shift)
{
  MediaFake *self = g_new0 (MediaFake, 1);

  self->size = size;
  self->shift = shift;
  self->written = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
media_fake_free (MediaFake *self)
{
  g_hash_table_unref (self->written);
  g_free (self->buffer);
  g_free (self);
}
