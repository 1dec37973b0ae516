/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-session.h"

/* A resolver for which a name stands for another address each time: 127.0.0.2, 127.0.0.3 and so on. */
#define MOVING_RESOLVER_TYPE (moving_resolver_get_type ())
G_DECLARE_FINAL_TYPE (MovingResolver, moving_resolver, MOVING, RESOLVER, GResolver)

struct _MovingResolver
{
  GResolver parent_instance;
  guint     host;
};

G_DEFINE_FINAL_TYPE (MovingResolver, moving_resolver, G_TYPE_RESOLVER)

static void
look_up_with_flags (GResolver                *resolver,
                    const char               *name,
                    GResolverNameLookupFlags  flags,
                    GCancellable             *cancellable,
                    GAsyncReadyCallback       callback,
                    gpointer                  user_data)
{
  MovingResolver *self = MOVING_RESOLVER (resolver);
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  if ((flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) != 0)
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No IPv6");
  else
    {
      g_autofree char *text = g_strdup_printf ("127.0.0.%u", ++self->host);

      g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string (text)),
                             (GDestroyNotify) g_resolver_free_addresses);
    }
}

static GList *
look_up_with_flags_finish (GResolver     *resolver,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
moving_resolver_class_init (MovingResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_with_flags_async = look_up_with_flags;
  resolver_class->lookup_by_name_with_flags_finish = look_up_with_flags_finish;
}

static void
moving_resolver_init (MovingResolver *self)
{
  self->host = 1;
}

static void
on_opened (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  GError **error = user_data;

  g_assert_false (ipmi_session_open_finish (IPMI_SESSION (session), result, error));
}

static char *
peer_after_opening (IpmiSession *session)
{
  g_autoptr(GError) error = NULL;
  GInetSocketAddress *peer;

  ipmi_session_open_async (session, NULL, on_opened, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  peer = G_INET_SOCKET_ADDRESS (ipmi_session_get_peer (session));
  g_assert_cmpuint (g_inet_socket_address_get_port (peer), ==, IPMI_DEFAULT_PORT);
  return g_inet_address_to_string (g_inet_socket_address_get_address (peer));
}

/* A BMC that was given another address meanwhile is found when the session is opened again. */
static void
test_resolves_again (void)
{
  g_autoptr(GResolver) before = g_resolver_get_default ();
  g_autoptr(GResolver) moving = g_object_new (MOVING_RESOLVER_TYPE, NULL);
  g_autoptr(GSocketConnectable) address = g_network_address_new ("bmc.test", IPMI_DEFAULT_PORT);
  g_autoptr(IpmiSession) session = g_object_new (IPMI_TYPE_SESSION, "address", address, "timeout-ms", 50, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_resolver_set_default (moving);
  first = peer_after_opening (session);
  second = peer_after_opening (session);
  g_resolver_set_default (before);
  g_assert_cmpstr (first, ==, "127.0.0.2");
  g_assert_cmpstr (second, ==, "127.0.0.3");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/session/resolves-again", test_resolves_again);
  return g_test_run ();
}
