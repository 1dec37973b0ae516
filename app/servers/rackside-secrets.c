/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <libsecret/secret.h>

#include <glib/gi18n.h>

#include "rackside-secrets.h"

static const SecretSchema schema = {
  "org.rackside.Rackside.Password", SECRET_SCHEMA_NONE,
  {
    { "protocol", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "port", SECRET_SCHEMA_ATTRIBUTE_INTEGER },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
  }
};

static const char *const protocols[] = {
  [RACKSIDE_SECRET_ILO] = "ilo",
  [RACKSIDE_SECRET_IPMI] = "ipmi",
  [RACKSIDE_SECRET_IPMI_KG] = "ipmi-kg",
};

static GHashTable *
make_attributes (RacksideSecretKind  kind,
                 const char         *host,
                 guint16             port,
                 const char         *user)
{
  g_autofree char *server = g_ascii_strdown (host, -1);

  return secret_attributes_build (&schema, "protocol", protocols[kind], "server", server, "port", (int) port,
                                  "user", user, NULL);
}

static char *
make_label (RacksideSecretKind  kind,
            const char         *host,
            const char         *user)
{
  if (kind == RACKSIDE_SECRET_IPMI_KG)
    /* Translators: how a keyring lists it; %s is a host */
    return g_strdup_printf (_("BMC key of %s"), host);
  /* Translators: how a keyring lists it; the first %s is a user, the second a host */
  return g_strdup_printf (_("Password of %s on %s"), user, host);
}

static gboolean
went_away (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static const char *
explanation_for (const GError *error)
{
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return _("The keyring is locked. Unlock it, and passwords are remembered again.");
  if (went_away (error))
    return _("The keyring does not answer any more. Passwords are asked for until it is back.");
  if (error->domain == G_DBUS_ERROR || error->domain == G_IO_ERROR)
    return _("There is no keyring that could remember passwords: no program on this desktop offers the Secret Service.");
  return NULL;
}

/* Whoever reads this has to decide what to do without a keyring. */
static GError *
explain (GError *error)
{
  const char *explanation = explanation_for (error);
  GError *explained;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;
  g_debug ("The keyring: %s", error->message);
  /* What is known of this keyring may be wrong for the one that comes next. */
  if (error->domain == G_DBUS_ERROR || error->domain == G_IO_ERROR)
    secret_service_disconnect ();
  if (explanation == NULL)
    {
      g_prefix_error (&error, _("The keyring does not work: "));
      return error;
    }
  explained = g_error_new_literal (error->domain, error->code, explanation);
  g_error_free (error);
  return explained;
}

static gboolean
is_locked (GList *found)
{
  for (GList *l = found; l != NULL; l = l->next)
    if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
      return TRUE;
  return FALSE;
}

/* What was found; a keyring that is locked is an error. */
static GList *
finish_search (GAsyncResult  *result,
               GError       **error)
{
  GList *found = secret_password_search_finish (result, error);

  if (is_locked (found))
    g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, _("Locked"));
  return found;
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GList *found = finish_search (result, &error);

  g_list_free_full (found, g_object_unref);
  if (error != NULL)
    g_task_return_error (task, explain (error));
  else if (g_task_get_source_tag (task) == rackside_secrets_look_up_async)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_boolean (task, TRUE);
}

/* A keyring that the user did not unlock looks like an empty one (libsecret 0.20). It takes the task. */
static void
check_locked (GTask *task)
{
  secret_password_searchv (&schema, g_task_get_task_data (task), SECRET_SEARCH_ALL, g_task_get_cancellable (task),
                           on_searched, task);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) secret_password_free);
  else
    check_locked (g_steal_pointer (&task));
}

/**
 * rackside_secret_kind_for_address:
 * @address: an address
 *
 * Returns: what the password of its user is
 */
RacksideSecretKind
rackside_secret_kind_for_address (const RacksideAddress *address)
{
  return address->kind == RACKSIDE_ADDRESS_IPMI ? RACKSIDE_SECRET_IPMI : RACKSIDE_SECRET_ILO;
}

/**
 * rackside_secrets_look_up_async:
 * @kind: what it is
 * @host: a server
 * @port: its port
 * @user: whose it is
 * @cancellable: (nullable): gives up waiting
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Looks in the user's keyring. A keyring that is locked asks the user to unlock it meanwhile.
 */
void
rackside_secrets_look_up_async (RacksideSecretKind   kind,
                                const char          *host,
                                guint16              port,
                                const char          *user,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  GHashTable *attributes = make_attributes (kind, host, port, user);

  g_task_set_source_tag (task, rackside_secrets_look_up_async);
  g_task_set_task_data (task, attributes, (GDestroyNotify) g_hash_table_unref);
  secret_password_lookupv (&schema, attributes, cancellable, on_looked_up, task);
}

/**
 * rackside_secrets_look_up_finish:
 * @result: what the callback got
 * @error: (nullable): why the keyring did not answer, for the user
 *
 * Returns: (transfer full) (nullable): the secret, for rackside_secret_free(); %NULL without an error when the keyring has
 *   none
 */
char *
rackside_secrets_look_up_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_secret_loaded (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  char *secret = value != NULL ? secret_value_unref_to_password (value, NULL) : NULL;

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else
    g_task_return_pointer (task, secret, (GDestroyNotify) secret_password_free);
}

static void
on_peeked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GList *found = finish_search (result, &error);

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else if (found == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    secret_retrievable_retrieve_secret (found->data, g_task_get_cancellable (task), on_secret_loaded,
                                        g_object_ref (task));
  g_list_free_full (found, g_object_unref);
}

/**
 * rackside_secrets_peek_async:
 * @kind: what it is
 * @host: a server
 * @port: its port
 * @user: whose it is
 * @cancellable: (nullable): gives up waiting
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Looks in the user's keyring in the background: one that is locked stays so, and is an error.
 */
void
rackside_secrets_peek_async (RacksideSecretKind   kind,
                             const char          *host,
                             guint16              port,
                             const char          *user,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GHashTable) attributes = make_attributes (kind, host, port, user);

  g_task_set_source_tag (task, rackside_secrets_peek_async);
  secret_password_searchv (&schema, attributes, SECRET_SEARCH_NONE, cancellable, on_peeked, task);
}

/**
 * rackside_secrets_peek_finish:
 * @result: what the callback got
 * @error: (nullable): why the keyring did not answer, for the user
 *
 * Returns: (transfer full) (nullable): the secret, for rackside_secret_free(); %NULL without an error when the keyring has
 *   none
 */
char *
rackside_secrets_peek_finish (GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, explain (error));
}

/**
 * rackside_secrets_store_async:
 * @kind: what it is
 * @host: a server
 * @port: its port
 * @user: whose it is
 * @secret: the secret
 * @cancellable: (nullable): gives up waiting
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Puts a secret into the user's keyring, in place of what was there.
 */
void
rackside_secrets_store_async (RacksideSecretKind   kind,
                              const char          *host,
                              guint16              port,
                              const char          *user,
                              const char          *secret,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GHashTable) attributes = make_attributes (kind, host, port, user);
  g_autofree char *label = make_label (kind, host, user);

  g_task_set_source_tag (task, rackside_secrets_store_async);
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret, cancellable, on_stored, task);
}

/**
 * rackside_secrets_store_finish:
 * @result: what the callback got
 * @error: (nullable): why it is not remembered, for the user
 *
 * Returns: whether it is remembered
 */
gboolean
rackside_secrets_store_finish (GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gboolean any = secret_password_clear_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else if (any)
    g_task_return_boolean (task, TRUE);
  else
    check_locked (g_steal_pointer (&task));
}

/**
 * rackside_secrets_forget_async:
 * @kind: what it is
 * @host: a server
 * @port: its port
 * @user: whose it is
 * @cancellable: (nullable): gives up waiting
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes a secret out of the user's keyring; it is no error when none is there.
 */
void
rackside_secrets_forget_async (RacksideSecretKind   kind,
                               const char          *host,
                               guint16              port,
                               const char          *user,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  GHashTable *attributes = make_attributes (kind, host, port, user);

  g_task_set_source_tag (task, rackside_secrets_forget_async);
  g_task_set_task_data (task, attributes, (GDestroyNotify) g_hash_table_unref);
  secret_password_clearv (&schema, attributes, cancellable, on_forgotten, task);
}

/**
 * rackside_secrets_forget_finish:
 * @result: what the callback got
 * @error: (nullable): why it may still be there, for the user
 *
 * Returns: whether it is forgotten
 */
gboolean
rackside_secrets_forget_finish (GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rackside_secret_free:
 * @secret: (nullable) (transfer full): a secret
 *
 * Wipes and frees it.
 */
void
rackside_secret_free (char *secret)
{
  secret_password_free (secret);
}
