/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <libsecret/secret.h>

#include "rackside-address.h"
#include "rackside-secrets.h"
#include "rackside-server-secrets.h"

/* Under what a keyring keeps a secret. */
typedef struct
{
  RacksideSecretKind  kind;
  char               *host;    /* owned */
  guint16             port;
  char               *user;    /* owned */
} Name;

static void
name_free (gpointer data)
{
  Name *name = data;

  g_free (name->host);
  g_free (name->user);
  g_free (name);
}

static gboolean
name_equal (gconstpointer a,
            gconstpointer b)
{
  const Name *x = a;
  const Name *y = b;

  return x->kind == y->kind && x->port == y->port && g_ascii_strcasecmp (x->host, y->host) == 0
         && strcmp (x->user, y->user) == 0;
}

static void
add (GPtrArray          *names,
     RacksideSecretKind  kind,
     const char         *host,
     guint16             port,
     const char         *user)
{
  Name *name = g_new0 (Name, 1);

  name->kind = kind;
  name->host = g_strdup (host);
  name->port = port;
  name->user = g_strdup (user != NULL ? user : "");
  g_ptr_array_add (names, name);
}

/* What a keyring may have for a server. */
static void
add_names (GPtrArray      *names,
           RacksideServer *server)
{
  const char *texts[] = { rackside_server_get_address (server), rackside_server_get_bmc (server) };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(RacksideAddress) address = *texts[i] != '\0' ? rackside_address_parse (texts[i], NULL) : NULL;

      if (address == NULL)
        continue;
      add (names, rackside_secret_kind_for_address (address), address->host, address->port, address->user);
      if (address->kind == RACKSIDE_ADDRESS_IPMI)
        add (names, RACKSIDE_SECRET_IPMI_KG, address->host, address->port, "");
    }
}

/* Goes through what is to be forgotten, and begins again with each that is left. It takes the task. */
static void
forget_next (GTask *task);

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* Without a keyring there is nothing in it. */
  if (!rackside_secrets_forget_finish (result, &error)
      && g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    forget_next (g_steal_pointer (&task));
}

static void
forget_next (GTask *task)
{
  GPtrArray *names = g_task_get_task_data (task);
  Name *name = names->len > 0 ? g_ptr_array_steal_index (names, names->len - 1) : NULL;

  if (name == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  rackside_secrets_forget_async (name->kind, name->host, name->port, name->user, g_task_get_cancellable (task),
                                 on_forgotten, task);
  name_free (name);
}

/**
 * rackside_server_forget_secrets_async:
 * @server: a server
 * @others: (nullable): those whose passwords stay
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes its passwords, and its BMC's key, out of the user's keyring, but for those that another server has too.
 */
void
rackside_server_forget_secrets_async (RacksideServer      *server,
                                      RacksideServers     *others,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  GPtrArray *names = g_ptr_array_new_with_free_func (name_free);
  g_autoptr(GPtrArray) needed = g_ptr_array_new_with_free_func (name_free);

  g_task_set_source_tag (task, rackside_server_forget_secrets_async);
  add_names (names, server);
  for (guint i = 0; others != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (others)); i++)
    {
      g_autoptr(RacksideServer) other = g_list_model_get_item (G_LIST_MODEL (others), i);

      add_names (needed, other);
    }
  for (guint i = names->len; i > 0; i--)
    if (g_ptr_array_find_with_equal_func (needed, names->pdata[i - 1], name_equal, NULL))
      g_ptr_array_remove_index (names, i - 1);
  g_task_set_task_data (task, names, (GDestroyNotify) g_ptr_array_unref);
  forget_next (task);
}

/**
 * rackside_server_forget_secrets_finish:
 * @result: what the callback got
 * @error: (nullable): why they may still be there, for the user
 *
 * Returns: whether they are forgotten
 */
gboolean
rackside_server_forget_secrets_finish (GAsyncResult  *result,
                                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
