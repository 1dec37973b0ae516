/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-fru-client.h"
#include "scripted-session.h"

/* A board area of 40 bytes behind the header; the rest of the device is blank. */
#define USED 48

typedef struct
{
  guint8 bytes[600];
  gsize  size;                 /* that it says it has */
  gsize  real;                 /* that it has */
  gsize  most;                 /* bytes that it gives at a time */
  int    too_many;             /* what it says to a request for more; 0: gives what it can */
  guint  words;
  guint  busy;                 /* requests that it is busy for */
  guint  requests;
  gsize  longest;              /* that was asked for */
} Device;

static Device *
device_new (void)
{
  static const guint8 head[] = { 1, 0, 0, 1, 0, 0, 0, 0xFE, 1, 5, 25, 0, 0, 0, 0xDB };
  Device *device = g_new0 (Device, 1);
  guint8 sum = 0;

  memset (device->bytes, 0xFF, sizeof device->bytes);
  memcpy (device->bytes, head, sizeof head);
  memset (device->bytes + sizeof head, 'x', 27);
  device->bytes[42] = 0xC1;
  memset (device->bytes + 43, 0, 5);
  for (guint i = 8; i < 47; i++)
    sum -= device->bytes[i];
  device->bytes[47] = sum;
  device->size = device->real = 512;
  device->most = 255;
  return device;
}

static int
device_script (const IpmiRequest *request,
               GByteArray        *answer,
               gpointer           user_data)
{
  Device *device = user_data;
  gsize unit = device->words ? 2 : 1;
  guint8 info[] = { device->size, device->size >> 8, device->words };
  gsize offset, count;
  guint8 given;

  device->requests++;
  g_assert_cmphex (request->netfn, ==, 0x0A);
  g_assert_cmpuint (request->data[0], ==, 3);
  if (request->command == 0x10)
    {
      g_byte_array_append (answer, info, sizeof info);
      return 0;
    }
  g_assert_cmphex (request->command, ==, 0x11);
  g_assert_cmpuint (request->length, ==, 4);
  if (device->busy > 0 && device->busy-- > 0)
    return 0x81;
  offset = (request->data[1] | request->data[2] << 8) * unit;
  count = request->data[3] * unit;
  device->longest = MAX (device->longest, count);
  if (count > device->most && device->too_many != 0)
    return device->too_many;
  count = MIN (count, device->most);
  if (offset > device->real || (offset + count > device->real && device->too_many != 0))
    return 0xC9;
  count = MIN (count, device->real - offset);
  given = count / unit;
  g_byte_array_append (answer, &given, 1);
  g_byte_array_append (answer, device->bytes + offset, count);
  return 0;
}

static GBytes *
read_device (Device           *device,
             IpmiFruReadFlags  flags,
             guint32           seed,
             GError          **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (device_script, device, seed);
  g_auto(Waiting) waiting = { NULL };
  GBytes *image;

  ipmi_fru_read_async (session, NULL, 0, 3, flags, NULL, NULL, NULL, on_scripted_done, &waiting);
  image = ipmi_fru_read_finish (session, wait_for (&waiting), error);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  return image;
}

static void
assert_has (GBytes *image,
            Device *device,
            gsize   least)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (image, &length);

  g_assert_cmpuint (length, >=, least);
  g_assert_cmpmem (data, length, device->bytes, length);
}

static void
test_reads_what_is_used (void)
{
  g_autofree Device *device = device_new ();
  g_autoptr(GBytes) image = read_device (device, IPMI_FRU_READ_USED, 0, NULL);
  g_autoptr(IpmiFru) fru = NULL;

  assert_has (image, device, USED);
  g_assert_cmpuint (device->requests, ==, 2);
  fru = ipmi_fru_decode (g_bytes_get_data (image, NULL), g_bytes_get_size (image), NULL);
  g_assert_null (fru->board->area.problem);
  g_assert_cmpuint (strlen (fru->board->manufacturer), ==, 27);
}

/* Whatever the device can give at a time and says when that is too much, bytes or words. */
static void
test_reads_in_parts (void)
{
  static const gsize most[] = { 4, 6, 8, 16, 20, 32, 255 };
  static const int codes[] = { 0, 0xC7, 0xC8, 0xCA, SCRIPT_SILENT };

  for (guint m = 0; m < G_N_ELEMENTS (most); m++)
    {
      for (guint c = 0; c < G_N_ELEMENTS (codes); c++)
        {
          for (guint words = 0; words < 2; words++)
            {
              g_autofree Device *device = device_new ();
              g_autoptr(GError) error = NULL;
              g_autoptr(GBytes) image = NULL;

              if (codes[c] == SCRIPT_SILENT && most[m] < 16)
                continue;
              device->most = most[m];
              device->too_many = codes[c];
              device->words = words;
              image = read_device (device, IPMI_FRU_READ_WHOLE, c + m, &error);
              g_assert_no_error (error);
              assert_has (image, device, 512);
              g_assert_cmpuint (g_bytes_get_size (image), ==, 512);
            }
        }
    }
}

/* Fewer than what is asked for are not the end yet. */
static void
test_reads_in_crumbs (void)
{
  static const gsize most[] = { 1, 2, 3 };

  for (guint m = 0; m < G_N_ELEMENTS (most); m++)
    {
      for (guint words = 0; words < 2; words++)
        {
          g_autofree Device *device = device_new ();
          g_autoptr(GError) error = NULL;
          g_autoptr(GBytes) image = NULL;

          device->most = most[m] * (words + 1);
          device->words = words;
          image = read_device (device, IPMI_FRU_READ_WHOLE, 0, &error);
          g_assert_no_error (error);
          assert_has (image, device, 512);
          g_assert_cmpuint (device->requests, <, 1000);
        }
    }
}

/* An IPMB message is small, whether the request or the session says that it goes there. */
static void
test_bridged (void)
{
  static const IpmiTarget satellite = { 1, { { 0, 0x72 } } };

  for (guint own = 0; own < 2; own++)
    {
      g_autofree Device *device = device_new ();
      g_autoptr(IpmiSession) session = scripted_session_new (device_script, device, 0);
      g_auto(Waiting) waiting = { NULL };
      g_autoptr(GBytes) image = NULL;

      if (own == 1)
        scripted_session_set_target (session, &satellite);
      ipmi_fru_read_async (session, own == 1 ? NULL : &satellite, 0, 3, IPMI_FRU_READ_USED, NULL, NULL, NULL,
                           on_scripted_done, &waiting);
      image = ipmi_fru_read_finish (session, wait_for (&waiting), NULL);
      assert_has (image, device, USED);
      g_assert_cmpuint (device->longest, ==, 16);
    }
}

static void
test_odd_size_in_words (void)
{
  g_autofree Device *device = device_new ();
  g_autoptr(GBytes) image = NULL;

  device->words = 1;
  device->size = 101;
  device->real = 102;
  image = read_device (device, IPMI_FRU_READ_WHOLE, 0, NULL);
  g_assert_cmpuint (g_bytes_get_size (image), ==, 101);
}

static void
test_smaller_than_it_says (void)
{
  static const int codes[] = { 0, 0xCA };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree Device *device = device_new ();
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) image = NULL;

      device->real = 300;
      device->too_many = codes[i];
      image = read_device (device, IPMI_FRU_READ_WHOLE, 0, &error);
      g_assert_no_error (error);
      assert_has (image, device, 300);
      g_assert_cmpuint (g_bytes_get_size (image), ==, 300);
    }
}

static void
test_busy (void)
{
  g_autofree Device *device = device_new ();
  g_autofree Device *always = device_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) image = NULL;

  device->busy = 2;
  image = read_device (device, IPMI_FRU_READ_WHOLE, 0, &error);
  g_assert_no_error (error);
  assert_has (image, device, 512);
  always->busy = G_MAXUINT;
  g_assert_null (read_device (always, IPMI_FRU_READ_USED, 0, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_BUSY);
}

static void
test_nothing_there (void)
{
  g_autofree Device *empty = device_new ();
  g_autofree Device *mute = device_new ();
  g_autofree Device *stingy = device_new ();
  g_autoptr(GError) error = NULL;

  empty->size = 0;
  g_assert_null (read_device (empty, IPMI_FRU_READ_USED, 0, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_NOT_FOUND);
  g_clear_error (&error);
  mute->most = 0;
  g_assert_null (read_device (mute, IPMI_FRU_READ_USED, 0, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
  g_clear_error (&error);
  stingy->too_many = 0xCB;
  stingy->most = 0;
  g_assert_null (read_device (stingy, IPMI_FRU_READ_USED, 0, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/fru/reads-what-is-used", test_reads_what_is_used);
  g_test_add_func ("/ipmi/fru/reads-in-parts", test_reads_in_parts);
  g_test_add_func ("/ipmi/fru/reads-in-crumbs", test_reads_in_crumbs);
  g_test_add_func ("/ipmi/fru/bridged", test_bridged);
  g_test_add_func ("/ipmi/fru/odd-size-in-words", test_odd_size_in_words);
  g_test_add_func ("/ipmi/fru/smaller-than-it-says", test_smaller_than_it_says);
  g_test_add_func ("/ipmi/fru/busy", test_busy);
  g_test_add_func ("/ipmi/fru/nothing-there", test_nothing_there);
  return g_test_run ();
}
