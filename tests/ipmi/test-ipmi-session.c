/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake-bmc.h"
#include "ipmi-auth.h"
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

/* A resolver for which a name stands for the addresses of @texts, in that order. */
#define FIXED_RESOLVER_TYPE (fixed_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FixedResolver, fixed_resolver, FIXED, RESOLVER, GResolver)

struct _FixedResolver
{
  GResolver          parent_instance;
  const char *const *texts;                        /* borrowed */
};

G_DEFINE_FINAL_TYPE (FixedResolver, fixed_resolver, G_TYPE_RESOLVER)

static void
look_up_fixed (GResolver                *resolver,
               const char               *name,
               GResolverNameLookupFlags  flags,
               GCancellable             *cancellable,
               GAsyncReadyCallback       callback,
               gpointer                  user_data)
{
  FixedResolver *self = FIXED_RESOLVER (resolver);
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GList *addresses = NULL;

  if ((flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) != 0)
    {
      g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No IPv6");
      return;
    }
  for (const char *const *text = self->texts; *text != NULL; text++)
    addresses = g_list_append (addresses, g_inet_address_new_from_string (*text));
  g_task_return_pointer (task, addresses, (GDestroyNotify) g_resolver_free_addresses);
}

static void
fixed_resolver_class_init (FixedResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_with_flags_async = look_up_fixed;
  resolver_class->lookup_by_name_with_flags_finish = look_up_with_flags_finish;
}

static void
fixed_resolver_init (FixedResolver *self)
{
}

static void
on_result (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

#define SILENT_RESOLVER_TYPE (silent_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SilentResolver, silent_resolver, SILENT, RESOLVER, GResolver)

/* Has no answer to anything, and does not notice that nobody wants one any more. */
struct _SilentResolver
{
  GResolver  parent_instance;
  GPtrArray *asked;              /* owned: of GTask */
};

G_DEFINE_FINAL_TYPE (SilentResolver, silent_resolver, G_TYPE_RESOLVER)

static void
lookup_in_silence (GResolver                *resolver,
                   const char               *name,
                   GResolverNameLookupFlags  flags,
                   GCancellable             *cancellable,
                   GAsyncReadyCallback       callback,
                   gpointer                  user_data)
{
  g_ptr_array_add (SILENT_RESOLVER (resolver)->asked, g_task_new (resolver, NULL, callback, user_data));
}

static GList *
lookup_in_silence_finish (GResolver     *resolver,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
silent_resolver_finalize (GObject *object)
{
  g_ptr_array_unref (SILENT_RESOLVER (object)->asked);
  G_OBJECT_CLASS (silent_resolver_parent_class)->finalize (object);
}

static void
silent_resolver_class_init (SilentResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = silent_resolver_finalize;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_async = lookup_in_silence;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_finish = lookup_in_silence_finish;
}

static void
silent_resolver_init (SilentResolver *self)
{
  self->asked = g_ptr_array_new_with_free_func (g_object_unref);
}

/* The answers that nobody waits for any more come when the test is over. */
static void
answer_at_last (SilentResolver *self)
{
  for (guint i = 0; i < self->asked->len; i++)
    g_task_return_new_error (g_ptr_array_index (self->asked, i), G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "Late");
  g_ptr_array_set_size (self->asked, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_resolver_that_never_answers (void)
{
  g_autoptr(GResolver) before = g_resolver_get_default ();
  g_autoptr(SilentResolver) silent = g_object_new (SILENT_RESOLVER_TYPE, NULL);
  g_autoptr(GSocketConnectable) address = g_network_address_new ("bmc.test", IPMI_DEFAULT_PORT);
  g_autoptr(IpmiSession) session = g_object_new (IPMI_TYPE_SESSION, "address", address, "timeout-ms", 20, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) late = NULL;
  g_autoptr(GError) cancelled = NULL;

  g_resolver_set_default (G_RESOLVER (silent));
  ipmi_session_open_async (session, NULL, on_opened, &late);
  while (late == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (late, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (late->message, "bmc.test"));

  ipmi_session_open_async (session, cancellable, on_opened, &cancelled);
  g_assert_cmpuint (silent->asked->len, >, 0);
  g_cancellable_cancel (cancellable);
  while (cancelled == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_resolver_set_default (before);
  answer_at_last (silent);
  g_assert_false (ipmi_session_get_open (session));
}

static IpmiSession *
session_with (FakeBmc    *bmc,
              const char *host)
{
  g_autoptr(GSocketConnectable) address = g_network_address_new (host, fake_bmc_get_port (bmc));

  return ipmi_session_new (address, "admin", "s3cret-Pass");
}

static void
open_session (IpmiSession *session)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  ipmi_session_open_async (session, NULL, on_result, &result);
  ipmi_session_open_finish (session, wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
close_session (IpmiSession *session)
{
  g_autoptr(GAsyncResult) result = NULL;

  ipmi_session_close_async (session, NULL, on_result, &result);
  g_assert_true (ipmi_session_close_finish (session, wait_for (&result), NULL));
}

/* Something that takes packets and answers none. */
static int
listen_in_silence (const char *text,
                   guint16     port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (inet_pton (AF_INET, text, &address.sin_addr), ==, 1);
  g_assert_no_errno (bind (fd, (struct sockaddr *) &address, sizeof address));
  return fd;
}

/* The first ones answer nothing, or nobody listens there. There is time for all of them before the first answer must
 * have come. */
static void
test_finds_the_address_that_answers (void)
{
  static const char *const addresses[] = {
    "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.7", "127.0.0.1", NULL,
  };
  const FakeBmcOptions options = { 0 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autoptr(GResolver) before = g_resolver_get_default ();
  g_autoptr(FixedResolver) fixed = g_object_new (FIXED_RESOLVER_TYPE, NULL);
  g_autoptr(IpmiSession) session = session_with (bmc, "bmc.test");
  g_autofree char *found = NULL;
  int silent[5];

  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    silent[i] = listen_in_silence (addresses[i], fake_bmc_get_port (bmc));
  fixed->texts = addresses;
  g_resolver_set_default (G_RESOLVER (fixed));
  open_session (session);
  found = g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (ipmi_session_get_peer (session))));
  g_assert_cmpstr (found, ==, "127.0.0.1");
  close_session (session);
  g_resolver_set_default (before);
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    close (silent[i]);
}

/* The BMC has opened the session already; it does not keep it. */
static void
test_cancelled_while_opening (void)
{
  const FakeBmcOptions options = { .delay_ms = 100 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autoptr(IpmiSession) session = session_with (bmc, "127.0.0.1");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_sessions;

  ipmi_session_open_async (session, cancellable, on_result, &result);
  while (fake_bmc_count (bmc, 0x06, 0x3B) == 0)
    g_main_context_iteration (NULL, TRUE);
  /* More than one where the test was so slow that the session was asked for again. */
  n_sessions = fake_bmc_sessions (bmc);
  g_cancellable_cancel (cancellable);
  g_assert_false (ipmi_session_open_finish (session, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (fake_bmc_sessions (bmc) == n_sessions)
    g_main_context_iteration (NULL, TRUE);
}

/* Half-way through the log-in it has one as well. */
static void
test_cancelled_while_logging_in (void)
{
  const FakeBmcOptions options = { .mischief = FAKE_BAD_RAKP2 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autoptr(IpmiSession) session = session_with (bmc, "127.0.0.1");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  IpmiStatistics statistics = { 0 };

  ipmi_session_open_async (session, cancellable, on_result, &result);
  while (statistics.dropped[IPMI_VERDICT_FORGED] == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      ipmi_session_get_statistics (session, &statistics);
    }
  g_cancellable_cancel (cancellable);
  g_assert_false (ipmi_session_open_finish (session, wait_for (&result), NULL));
  while (fake_bmc_sessions (bmc) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_session_closed (IpmiSession *session,
                   GError      *error,
                   gpointer     user_data)
{
  *(GError **) user_data = g_error_copy (error);
}

/* After a reset it knows nothing of the session, and says nothing to it. It can be opened again. */
static void
test_bmc_forgets_the_session (void)
{
  FakeBmcOptions options = { 0 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autoptr(IpmiSession) session = session_with (bmc, "127.0.0.1");
  const IpmiRequest request = { .netfn = 0x06, .command = 0x01 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) closed = NULL;

  g_signal_connect (session, "closed", G_CALLBACK (on_session_closed), &closed);
  open_session (session);
  options.port = fake_bmc_get_port (bmc);
  g_clear_pointer (&bmc, fake_bmc_free);
  bmc = fake_bmc_new (&options);
  ipmi_session_request_async (session, &request, NULL, on_result, &result);
  g_assert_null (ipmi_session_request_finish (session, wait_for (&result), NULL, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
  while (closed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (closed, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
  g_assert_false (ipmi_session_get_open (session));
  open_session (session);
  close_session (session);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/session/resolves-again", test_resolves_again);
  g_test_add_func ("/ipmi/session/resolver-that-never-answers", test_resolver_that_never_answers);
  g_test_add_func ("/ipmi/session/finds-the-address-that-answers", test_finds_the_address_that_answers);
  g_test_add_func ("/ipmi/session/cancelled-while-opening", test_cancelled_while_opening);
  g_test_add_func ("/ipmi/session/cancelled-while-logging-in", test_cancelled_while_logging_in);
  g_test_add_func ("/ipmi/session/bmc-forgets-the-session", test_bmc_forgets_the_session);
  return g_test_run ();
}
