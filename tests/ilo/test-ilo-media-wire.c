/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ilo-error.h"
#include "ilo-media-wire.h"

#define SESSION_KEY "3973f4196e5e77bff7c6dcc15ab97b92"
#define ENC_KEY     "bbAcD834680DDca9DE65269512BDdEC2"

/* Sections 8.1 and 8.2. */
static void
test_hello (void)
{
  static const guint8 encrypted[] = {
    0x51, 0x5b, 0x76, 0x50, 0x22, 0x0c, 0x02, 0x0d, 0x00, 0x5d, 0x05, 0x21, 0x73, 0x54, 0x03, 0x5f,
    0x22, 0x72, 0x55, 0x03, 0x56, 0x55, 0x5a, 0x04, 0x04, 0x53, 0x20, 0x7d, 0x53, 0x27, 0x7a, 0x00,
  };
  static const struct
  {
    IloDrive drive;
    guint8   second;
  } drives[] = { { ILO_DRIVE_FLOPPY, 0x81 }, { ILO_DRIVE_CD, 0x82 }, { ILO_DRIVE_USB, 0x83 } };

  for (guint i = 0; i < G_N_ELEMENTS (drives); i++)
    {
      g_autofree guint8 *hello = g_malloc (ILO_MEDIA_HELLO_SIZE);

      g_assert_true (ilo_media_encode_hello (hello, drives[i].drive, ILO_FEATURES_ENCRYPT_VMKEY, SESSION_KEY,
                                             ENC_KEY, NULL));
      g_assert_cmphex (hello[0], ==, 0x10);
      g_assert_cmphex (hello[1], ==, drives[i].second);
      g_assert_cmpmem (hello + 2, 32, encrypted, sizeof encrypted);

      /* The other features have no say in this. */
      g_assert_true (ilo_media_encode_hello (hello, drives[i].drive,
                                             ILO_FEATURES_ENCRYPT_KEY | ILO_FEATURES_ENCRYPT_CMD, SESSION_KEY,
                                             NULL, NULL));
      g_assert_cmpmem (hello + 2, 32, SESSION_KEY, 32);
    }
}

static void
test_short_encryption_key_repeats (void)
{
  guint8 hello[ILO_MEDIA_HELLO_SIZE];

  g_assert_true (ilo_media_encode_hello (hello, ILO_DRIVE_CD, ILO_FEATURES_ENCRYPT_VMKEY, SESSION_KEY, "abc", NULL));
  for (guint i = 0; i < 32; i++)
    g_assert_cmphex (hello[2 + i], ==, SESSION_KEY[i] ^ "abc"[i % 3]);
}

static void
test_refuses_useless_keys (void)
{
  static const struct
  {
    const char *session_key;
    const char *enc_key;
  } cases[] = { { NULL, ENC_KEY }, { "", ENC_KEY }, { SESSION_KEY "0", ENC_KEY }, { SESSION_KEY, NULL }, { SESSION_KEY, "" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 hello[ILO_MEDIA_HELLO_SIZE];
      g_autoptr(GError) error = NULL;

      g_assert_false (ilo_media_encode_hello (hello, ILO_DRIVE_CD, ILO_FEATURES_ENCRYPT_VMKEY, cases[i].session_key,
                                              cases[i].enc_key, &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
    }
}

static void
test_answers (void)
{
  static const struct
  {
    guint8 first;
    guint  code;
  } known[] = {
    { 0x21, ILO_ERROR_BUSY },
    { 0x22, ILO_ERROR_DENIED },
    { 0x23, ILO_ERROR_LICENSE },
    { 0x25, ILO_ERROR_UNSUPPORTED },
    { 0x26, ILO_ERROR_PRIVILEGE },
  };

  for (guint first = 0; first < 256; first++)
    for (gsize length = 0; length <= ILO_MEDIA_ANSWER_SIZE; length++)
      {
        const guint8 answer[] = { first, 0, 1, 1 };
        g_autofree guint8 *exact = g_memdup2 (answer, length);
        g_autoptr(GError) error = NULL;
        gboolean accepted = ilo_media_decode_answer (exact, length, ILO_DRIVE_CD, &error);
        guint code = ILO_ERROR_PROTOCOL;

        g_assert_true (accepted == (first == 0x20 && length == ILO_MEDIA_ANSWER_SIZE));
        if (accepted)
          continue;
        for (guint i = 0; i < G_N_ELEMENTS (known); i++)
          if (known[i].first == first)
            code = known[i].code;
        if (length == 0 || first == 0x20)
          code = ILO_ERROR_LOST;
        g_assert_error (error, ILO_ERROR, (int) code);
      }
}

static void
test_accepted_needs_a_zero (void)
{
  static const guint8 answer[] = { 0x20, 0x01, 1, 1 };
  g_autoptr(GError) error = NULL;

  g_assert_false (ilo_media_decode_answer (answer, sizeof answer, ILO_DRIVE_USB, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "0x0120"));
}

/* Section 8.13, after a floppy's last answer in 8.10. */
static void
test_notices_repeat_but_have_no_length (void)
{
  static const guint8 disconnect[] = { 0xde, 0xc0, 0xad, 0x0b, 5, 0, 0, 0, 0x24, 0x07, 0x27, 0x00, 0, 0, 0, 0 };
  const IloScsiReply last = { ILO_SENSE_WRITE_PROTECTED, 0x24, TRUE, disconnect, 16, FALSE };
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  ilo_media_encode_notice (header, ILO_MEDIA_DISCONNECT, &last);
  g_assert_cmpmem (header, sizeof header, disconnect, sizeof disconnect);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/media-wire/hello", test_hello);
  g_test_add_func ("/ilo/media-wire/short-encryption-key-repeats", test_short_encryption_key_repeats);
  g_test_add_func ("/ilo/media-wire/refuses-useless-keys", test_refuses_useless_keys);
  g_test_add_func ("/ilo/media-wire/answers", test_answers);
  g_test_add_func ("/ilo/media-wire/accepted-needs-a-zero", test_accepted_needs_a_zero);
  g_test_add_func ("/ilo/media-wire/notices-repeat-but-have-no-length", test_notices_repeat_but_have_no_length);
  return g_test_run ();
}
