/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_SESSION_KEY_LENGTH 32

typedef enum
{
  SIM_PRIVILEGES_NONE = 0,
  SIM_PRIVILEGES_LOGIN = 1 << 0,
  SIM_PRIVILEGES_CONSOLE = 1 << 1,
  SIM_PRIVILEGES_MEDIA = 1 << 2,
  SIM_PRIVILEGES_RESET = 1 << 3,
  SIM_PRIVILEGES_CONFIG = 1 << 4,
  SIM_PRIVILEGES_USER = 1 << 5,
  SIM_PRIVILEGES_ALL = (1 << 6) - 1,
} SimPrivileges;

/* The names in the order of the bits. */
extern const char *const sim_privilege_names[];

typedef struct
{
  char          *name;
  char          *password;
  SimPrivileges  privileges;
} SimAccount;

typedef struct
{
  char              key[SIM_SESSION_KEY_LENGTH + 1];
  guint             number;      /* what logs call it */
  const SimAccount *account;     /* borrowed */
  char             *address;     /* owned; where the log-in came from */
  gint64            last_used;   /* monotonic, in µs */
  guint             n_holds;     /* consoles; a session that has one does not expire */
} SimSession;

/**
 * SimLogin:
 *
 * What becomes of a log-in.
 */
typedef enum
{
  SIM_LOGIN_OK,
  SIM_LOGIN_WRONG,     /* user or password */
  SIM_LOGIN_DENIED,    /* an account without the privilege to log in */
  SIM_LOGIN_FULL,      /* no free session */
} SimLogin;

typedef struct _SimSessions SimSessions;

SimSessions *sim_sessions_new          (guint                limit,
                                        guint                seconds,
                                        guint                delay);
void         sim_sessions_free         (SimSessions         *self);
void         sim_sessions_add_account  (SimSessions         *self,
                                        const char          *name,
                                        const char          *password,
                                        SimPrivileges        privileges);
gboolean     sim_sessions_parse_account (SimSessions       *self,
                                         const char        *text,
                                         GError           **error);
void         sim_sessions_set_next_key (SimSessions         *self,
                                        const char          *key);
SimLogin     sim_sessions_log_in       (SimSessions         *self,
                                        const char          *name,
                                        const char          *password,
                                        const char          *address,
                                        SimSession         **session);
void         sim_sessions_log_out      (SimSessions         *self,
                                        SimSession          *session);
SimSession  *sim_sessions_find         (SimSessions         *self,
                                        const char          *key);
guint        sim_sessions_get_delay    (SimSessions         *self);
guint        sim_sessions_get_seconds  (SimSessions         *self);
guint        sim_sessions_get_count    (SimSessions         *self);
SimSession  *sim_sessions_get_nth      (SimSessions         *self,
                                        guint                n);
void         sim_sessions_hold         (SimSessions         *self,
                                        SimSession          *session);
void         sim_sessions_release      (SimSessions         *self,
                                        SimSession          *session);
void         sim_sessions_expire_all   (SimSessions         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimSessions, sim_sessions_free)

G_END_DECLS
