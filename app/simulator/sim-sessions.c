/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "sim-sessions.h"

/* So many wrong log-ins in a row are answered at once; the ones after that wait. */
#define FREE_FAILURES 3

const char *const sim_privilege_names[] = {
  "login_priv", "remote_cons_priv", "virtual_media_priv", "reset_priv", "config_priv", "user_priv", NULL,
};

struct _SimSessions
{
  GPtrArray *accounts;     /* owned SimAccount */
  GPtrArray *sessions;     /* owned SimSession */
  char      *next_key;     /* owned; NULL for a random one */
  guint      limit;
  guint      seconds;      /* without use, until a session expires; 0: never */
  guint      delay;        /* seconds, after FREE_FAILURES */
  guint      n_failures;
  guint      n_made;
};

static void
account_free (SimAccount *account)
{
  g_free (account->name);
  g_free (account->password);
  g_free (account);
}

static void
session_free (SimSession *session)
{
  g_free (session->address);
  g_free (session);
}

/**
 * sim_sessions_new:
 * @limit: how many sessions there can be at once
 * @seconds: how long a session lives without being used; 0 for ever
 * @delay: how many seconds a log-in takes after three wrong ones
 *
 * Returns: (transfer full): no accounts and no sessions yet
 */
SimSessions *
sim_sessions_new (guint limit,
                  guint seconds,
                  guint delay)
{
  SimSessions *self = g_new0 (SimSessions, 1);

  self->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) account_free);
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) session_free);
  self->limit = limit;
  self->seconds = seconds;
  self->delay = delay;
  return self;
}

void
sim_sessions_free (SimSessions *self)
{
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->accounts);
  g_free (self->next_key);
  g_free (self);
}

void
sim_sessions_add_account (SimSessions   *self,
                          const char    *name,
                          const char    *password,
                          SimPrivileges  privileges)
{
  SimAccount *account = g_new0 (SimAccount, 1);

  account->name = g_strdup (name);
  account->password = g_strdup (password);
  account->privileges = privileges;
  g_ptr_array_add (self->accounts, account);
}

/**
 * sim_sessions_parse_account:
 * @self: the sessions
 * @text: `NAME:PASSWORD[:PRIVILEGE,…]`, the privileges as `session_info` names them, without `_priv`
 * @error: return location for an error
 *
 * Adds an account as the command line gives it; without a list it has all privileges.
 *
 * Returns: whether @text is one
 */
gboolean
sim_sessions_parse_account (SimSessions  *self,
                            const char   *text,
                            GError      **error)
{
  g_auto(GStrv) parts = g_strsplit (text, ":", 3);
  g_auto(GStrv) names = NULL;
  SimPrivileges privileges = SIM_PRIVILEGES_NONE;

  if (g_strv_length (parts) < 2 || parts[0][0] == '\0')
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "An account is NAME:PASSWORD or NAME:PASSWORD:PRIVILEGE,….");
      return FALSE;
    }
  if (parts[2] == NULL)
    privileges = SIM_PRIVILEGES_ALL;
  else
    names = g_strsplit (parts[2], ",", -1);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *full = g_strconcat (names[i], "_priv", NULL);
      guint bit = 0;

      while (sim_privilege_names[bit] != NULL && !g_str_equal (sim_privilege_names[bit], full))
        bit++;
      if (sim_privilege_names[bit] == NULL && names[i][0] != '\0')
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "There is no privilege \"%s\": they are login, remote_cons, virtual_media, reset, "
                       "config and user.", names[i]);
          return FALSE;
        }
      privileges |= (1 << bit) & SIM_PRIVILEGES_ALL;
    }
  sim_sessions_add_account (self, parts[0], parts[1], privileges);
  return TRUE;
}

/**
 * sim_sessions_set_next_key:
 * @self: the sessions
 * @key: 32 lowercase hex digits
 *
 * Chooses the key of the next session, for recordings whose key is known.
 */
void
sim_sessions_set_next_key (SimSessions *self,
                           const char  *key)
{
  g_free (self->next_key);
  self->next_key = g_strdup (key);
}

static gboolean
has_expired (const SimSessions *self,
             const SimSession  *session)
{
  return session->last_used == 0 ||
         (self->seconds > 0 && session->n_holds == 0 &&
          g_get_monotonic_time () - session->last_used >= self->seconds * G_USEC_PER_SEC);
}

static void
forget_expired (SimSessions *self)
{
  for (guint i = self->sessions->len; i > 0; i--)
    {
      const SimSession *session = g_ptr_array_index (self->sessions, i - 1);

      /* A held one stays in memory for its console, but sim_sessions_find() no longer knows it. */
      if (has_expired (self, session) && session->n_holds == 0)
        g_ptr_array_remove_index (self->sessions, i - 1);
    }
}

static guint
count_live (const SimSessions *self)
{
  guint n = 0;

  for (guint i = 0; i < self->sessions->len; i++)
    n += !has_expired (self, g_ptr_array_index (self->sessions, i));
  return n;
}

static void
make_key (SimSessions *self,
          char         key[SIM_SESSION_KEY_LENGTH + 1])
{
  guint8 random[SIM_SESSION_KEY_LENGTH / 2];

  if (self->next_key != NULL)
    {
      g_strlcpy (key, self->next_key, SIM_SESSION_KEY_LENGTH + 1);
      g_clear_pointer (&self->next_key, g_free);
      return;
    }
  if (RAND_bytes (random, sizeof random) != 1)
    g_error ("OpenSSL has no random numbers");
  for (guint i = 0; i < sizeof random; i++)
    g_snprintf (key + 2 * i, 3, "%02x", random[i]);
}

static const SimAccount *
find_account (SimSessions *self,
              const char  *name,
              const char  *password)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      const SimAccount *account = g_ptr_array_index (self->accounts, i);

      if (g_str_equal (account->name, name) && g_str_equal (account->password, password))
        return account;
    }
  return NULL;
}

/**
 * sim_sessions_log_in:
 * @self: the sessions
 * @name: the user
 * @password: the password
 * @address: where the client is
 * @session: (out) (transfer none): the new session
 *
 * Opens a session (console protocol, section 1).
 *
 * Returns: what became of it; @session is set at %SIM_LOGIN_OK only
 */
SimLogin
sim_sessions_log_in (SimSessions  *self,
                     const char   *name,
                     const char   *password,
                     const char   *address,
                     SimSession  **session)
{
  const SimAccount *account = find_account (self, name, password);
  SimSession *made;

  if (account == NULL)
    {
      self->n_failures++;
      return SIM_LOGIN_WRONG;
    }
  if (!(account->privileges & SIM_PRIVILEGES_LOGIN))
    return SIM_LOGIN_DENIED;
  self->n_failures = 0;
  if (count_live (self) >= self->limit)
    return SIM_LOGIN_FULL;

  made = g_new0 (SimSession, 1);
  make_key (self, made->key);
  made->number = ++self->n_made;
  made->account = account;
  made->address = g_strdup (address);
  made->last_used = g_get_monotonic_time ();
  g_ptr_array_add (self->sessions, made);
  *session = made;
  return SIM_LOGIN_OK;
}

/**
 * sim_sessions_log_out:
 * @self: the sessions
 * @session: one of them
 *
 * Ends @session. One that a console holds is freed when that has gone.
 */
void
sim_sessions_log_out (SimSessions *self,
                      SimSession  *session)
{
  session->last_used = 0;
  forget_expired (self);
}

/**
 * sim_sessions_find:
 * @self: the sessions
 * @key: (nullable): what a client sent as the key
 *
 * Finds a session and notes that it was used.
 *
 * Returns: (transfer none) (nullable): the session; %NULL when there is none or it has expired
 */
SimSession *
sim_sessions_find (SimSessions *self,
                   const char  *key)
{
  forget_expired (self);
  if (key == NULL || strlen (key) != SIM_SESSION_KEY_LENGTH)
    return NULL;
  for (guint i = 0; i < self->sessions->len; i++)
    {
      SimSession *session = g_ptr_array_index (self->sessions, i);

      if (!has_expired (self, session) &&
          CRYPTO_memcmp (session->key, key, SIM_SESSION_KEY_LENGTH) == 0)
        {
          session->last_used = g_get_monotonic_time ();
          return session;
        }
    }
  return NULL;
}

/**
 * sim_sessions_get_delay:
 * @self: the sessions
 *
 * Returns: how many seconds the next log-in has to wait for its answer
 */
guint
sim_sessions_get_delay (SimSessions *self)
{
  return self->n_failures >= FREE_FAILURES ? self->delay : 0;
}

guint
sim_sessions_get_seconds (SimSessions *self)
{
  return self->seconds;
}

guint
sim_sessions_get_count (SimSessions *self)
{
  return count_live (self);
}

/**
 * sim_sessions_get_nth:
 * @self: the sessions
 * @n: from 0
 *
 * Returns: (transfer none) (nullable): the session, which does not count as used by that; %NULL when
 *   there are no more
 */
SimSession *
sim_sessions_get_nth (SimSessions *self,
                      guint        n)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      SimSession *session = g_ptr_array_index (self->sessions, i);

      if (!has_expired (self, session) && n-- == 0)
        return session;
    }
  return NULL;
}

/**
 * sim_sessions_hold:
 * @self: the sessions
 * @session: one of them
 *
 * Keeps @session from expiring while a console uses it. It can still be logged out, and then stays in
 * memory for the console until sim_sessions_release().
 */
void
sim_sessions_hold (SimSessions *self,
                   SimSession  *session)
{
  session->n_holds++;
}

/**
 * sim_sessions_release:
 * @self: the sessions
 * @session: a session held with sim_sessions_hold()
 */
void
sim_sessions_release (SimSessions *self,
                      SimSession  *session)
{
  g_return_if_fail (session->n_holds > 0);

  session->n_holds--;
  if (session->last_used != 0)
    session->last_used = g_get_monotonic_time ();
  forget_expired (self);
}

/**
 * sim_sessions_expire_all:
 * @self: the sessions
 *
 * Lets every session expire at once.
 */
void
sim_sessions_expire_all (SimSessions *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    ((SimSession *) g_ptr_array_index (self->sessions, i))->last_used = 0;
  forget_expired (self);
}
