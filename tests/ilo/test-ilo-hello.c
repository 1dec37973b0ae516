/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "captures.h"
#include "ilo-error.h"
#include "ilo-hello.h"

#define SESSION_KEY "3973f4196e5e77bff7c6dcc15ab97b92"
#define ENC_KEY     "bbAcD834680DDca9DE65269512BDdEC2"

#define ALL_FEATURES (ILO_FEATURES_ENCRYPT_KEY | ILO_FEATURES_ENCRYPT_VMKEY | ILO_FEATURES_ENCRYPT_CMD)

static void
assert_like_capture (IloChannel  channel,
                     const char *name)
{
  g_autofree char *recorded = NULL;
  g_autofree guint8 *hello = g_malloc (ILO_HELLO_SIZE);
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!captures_load (name, &recorded, &length))
    return;
  g_assert_true (ilo_hello_encode (hello, channel, ALL_FEATURES, SESSION_KEY, ENC_KEY, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (hello, ILO_HELLO_SIZE, recorded, length);
}

static void
test_console_like_capture (void)
{
  assert_like_capture (ILO_CHANNEL_CONSOLE, "console-client.bin");
}

static void
test_command_like_capture (void)
{
  assert_like_capture (ILO_CHANNEL_COMMAND, "command-client.bin");
}

static void
test_flags_follow_features (void)
{
  static const struct
  {
    IloFeatures features;
    guint8      second;
  } cases[] = {
    { ILO_FEATURES_NONE, 0x20 },
    { ILO_FEATURES_ENCRYPT_KEY, 0xA0 },
    { ILO_FEATURES_ENCRYPT_KEY | ILO_FEATURES_ENCRYPT_VMKEY, 0x60 },
    { ILO_FEATURES_ENCRYPT_VMKEY, 0x20 },
    { ILO_FEATURES_ENCRYPT_KEY | ILO_FEATURES_ENCRYPT_CMD, 0xA0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 hello[ILO_HELLO_SIZE];

      g_assert_true (ilo_hello_encode (hello, ILO_CHANNEL_CONSOLE, cases[i].features, SESSION_KEY, ENC_KEY,
                                       NULL));
      g_assert_cmphex (hello[0], ==, 0x01);
      g_assert_cmphex (hello[1], ==, cases[i].second);
    }
}

static void
test_key_is_plain_without_the_feature (void)
{
  guint8 hello[ILO_HELLO_SIZE];

  g_assert_true (ilo_hello_encode (hello, ILO_CHANNEL_COMMAND, ILO_FEATURES_NONE, SESSION_KEY, NULL, NULL));
  g_assert_cmphex (hello[0], ==, 0x02);
  g_assert_cmpmem (hello + 2, 32, SESSION_KEY, 32);
}

static void
test_refuses_what_is_no_key (void)
{
  static const char *const bad[] = { NULL, "", "3973f4196e5e77bff7c6dcc15ab97b9", SESSION_KEY "2",
                                     "3973f4196e5e77bff7c6dcc15ab97b9g" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) session_error = NULL;
      g_autoptr(GError) enc_error = NULL;
      guint8 hello[ILO_HELLO_SIZE];

      g_assert_false (ilo_hello_encode (hello, ILO_CHANNEL_CONSOLE, ALL_FEATURES, bad[i], ENC_KEY,
                                        &session_error));
      g_assert_error (session_error, ILO_ERROR, ILO_ERROR_PROTOCOL);
      g_assert_false (ilo_hello_encode (hello, ILO_CHANNEL_CONSOLE, ALL_FEATURES, SESSION_KEY, bad[i],
                                        &enc_error));
      g_assert_error (enc_error, ILO_ERROR, ILO_ERROR_PROTOCOL);
    }
}

static void
test_knows_every_answer (void)
{
  guint known = 0;

  for (guint byte = 0; byte < 256; byte++)
    {
      g_autoptr(GError) error = NULL;
      IloAnswer answer;

      if (ilo_hello_decode_answer (&answer, byte, &error))
        known++;
      else
        g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
      switch (byte)
        {
        case 0x52: g_assert_cmpint (answer, ==, ILO_ANSWER_ACCEPTED); break;
        case 0x51: g_assert_cmpint (answer, ==, ILO_ANSWER_DENIED); break;
        case 0x53: g_assert_cmpint (answer, ==, ILO_ANSWER_BUSY); break;
        case 0x59: g_assert_cmpint (answer, ==, ILO_ANSWER_BUSY); break;
        case 0x57: g_assert_cmpint (answer, ==, ILO_ANSWER_NO_LICENSE); break;
        case 0x58: g_assert_cmpint (answer, ==, ILO_ANSWER_NO_SESSION); break;
        default: g_assert_nonnull (error); break;
        }
    }
  g_assert_cmpuint (known, ==, 6);
}

static void
test_claims (void)
{
  static const guint8 seize[] = { 0x55, 0x00 };
  static const guint8 share[] = { 0x56, 0x00 };
  guint8 claim[ILO_HELLO_CLAIM_SIZE];

  ilo_hello_encode_seize (claim);
  g_assert_cmpmem (claim, sizeof claim, seize, sizeof seize);
  ilo_hello_encode_share (claim);
  g_assert_cmpmem (claim, sizeof claim, share, sizeof share);
}

static void
test_reads_features (void)
{
  g_assert_cmpint (ilo_features_parse ("ENCRYPT_KEY;ENCRYPT_VMKEY;ENCRYPT_CMD"), ==, ALL_FEATURES);
  g_assert_cmpint (ilo_features_parse (" ENCRYPT_VMKEY ;;SOMETHING_NEW"), ==, ILO_FEATURES_ENCRYPT_VMKEY);
  g_assert_cmpint (ilo_features_parse ("ENCRYPT_KEYS;encrypt_key"), ==, ILO_FEATURES_NONE);
  g_assert_cmpint (ilo_features_parse (""), ==, ILO_FEATURES_NONE);
  g_assert_cmpint (ilo_features_parse (NULL), ==, ILO_FEATURES_NONE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/hello/console-like-capture", test_console_like_capture);
  g_test_add_func ("/ilo/hello/command-like-capture", test_command_like_capture);
  g_test_add_func ("/ilo/hello/flags-follow-features", test_flags_follow_features);
  g_test_add_func ("/ilo/hello/key-is-plain-without-the-feature", test_key_is_plain_without_the_feature);
  g_test_add_func ("/ilo/hello/refuses-what-is-no-key", test_refuses_what_is_no_key);
  g_test_add_func ("/ilo/hello/knows-every-answer", test_knows_every_answer);
  g_test_add_func ("/ilo/hello/claims", test_claims);
  g_test_add_func ("/ilo/hello/reads-features", test_reads_features);
  return g_test_run ();
}
