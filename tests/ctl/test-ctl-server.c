/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ctl-server.h"

static void
check (const char *uri,
       CtlScheme   scheme,
       const char *user,
       const char *host,
       guint       port)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CtlServer) server = ctl_server_parse (uri, &error);

  g_assert_no_error (error);
  g_assert_cmpint (server->scheme, ==, scheme);
  g_assert_cmpstr (server->user, ==, user);
  g_assert_cmpstr (server->host, ==, host);
  g_assert_cmpuint (server->port, ==, port);
}

static void
test_takes_every_form (void)
{
  check ("ilo://admin@host", CTL_SCHEME_ILO, "admin", "host", 443);
  check ("ilo://admin@host:8443", CTL_SCHEME_ILO, "admin", "host", 8443);
  check ("ipmi://admin@host", CTL_SCHEME_IPMI, "admin", "host", 623);
  check ("IPMI://admin@host:1/", CTL_SCHEME_IPMI, "admin", "host", 1);
  check ("ipmi://host:65535", CTL_SCHEME_IPMI, "", "host", 65535);
  check ("ipmi://@host", CTL_SCHEME_IPMI, "", "host", 623);
  check ("ipmi://a%3Ab%40c%25@host", CTL_SCHEME_IPMI, "a:b@c%", "host", 623);
  check ("ipmi://a@b@host", CTL_SCHEME_IPMI, "a@b", "host", 623);
  check ("ipmi://u%C3%BC@h%C3%B6st", CTL_SCHEME_IPMI, "uü", "höst", 623);
}

static void
test_takes_addresses (void)
{
  check ("ipmi://a@192.0.2.1:9623", CTL_SCHEME_IPMI, "a", "192.0.2.1", 9623);
  check ("ipmi://a@[2001:db8::1]", CTL_SCHEME_IPMI, "a", "2001:db8::1", 623);
  check ("ipmi://a@[::1]:9623", CTL_SCHEME_IPMI, "a", "::1", 9623);
  check ("ipmi://a@[fe80::1%25eth0]", CTL_SCHEME_IPMI, "a", "fe80::1%eth0", 623);
  check ("ipmi://a@[fe80::1%eth0]", CTL_SCHEME_IPMI, "a", "fe80::1%eth0", 623);
}

static void
test_refuses_what_is_wrong (void)
{
  static const char * const wrong[] = {
    "host", "http://a@host", "ipmi:a@host", "ipmi://", "ipmi://a@", "ipmi://a@:623", "ilo://host",
    "ipmi://a@host:", "ipmi://a@host:0", "ipmi://a@host:65536", "ipmi://a@host:-1", "ipmi://a@host:1x",
    "ipmi://a@::1", "ipmi://a@[::1", "ipmi://a@[::1]x", "ipmi://a%@host", "ipmi://a%zz@host",
    "ipmi://a:secret@host", "ipmi://a@ho st", "ipmi://a@[]", "ipmi://a@h%00st",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CtlServer) server = ctl_server_parse (wrong[i], &error);

      if (server != NULL)
        g_error ("took “%s”", wrong[i]);
      g_assert_cmpuint (error->domain, ==, G_OPTION_ERROR);
    }
}

static void
test_does_not_repeat_a_password (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (ctl_server_parse ("ipmi://admin:s3cret@host", &error));
  g_assert_null (strstr (error->message, "s3cret"));
}

static void
test_tells_servers_from_commands (void)
{
  g_assert_true (ctl_server_is_uri ("ipmi://a@b"));
  g_assert_true (ctl_server_is_uri ("http://a@b"));
  g_assert_false (ctl_server_is_uri ("decode"));
  g_assert_false (ctl_server_is_uri ("./a://b"));
  g_assert_false (ctl_server_is_uri ("://b"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/server/takes-every-form", test_takes_every_form);
  g_test_add_func ("/ctl/server/takes-addresses", test_takes_addresses);
  g_test_add_func ("/ctl/server/refuses-what-is-wrong", test_refuses_what_is_wrong);
  g_test_add_func ("/ctl/server/does-not-repeat-a-password", test_does_not_repeat_a_password);
  g_test_add_func ("/ctl/server/tells-servers-from-commands", test_tells_servers_from_commands);
  return g_test_run ();
}
