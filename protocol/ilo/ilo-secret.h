/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include <glib.h>

G_BEGIN_DECLS

/* A text that is wiped when it is freed: a password, a session key, or what holds one. */
typedef char IloSecret;

/**
 * ilo_secret_free:
 * @secret: (transfer full) (nullable): a text
 */
static inline void
ilo_secret_free (IloSecret *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/**
 * ilo_secret_take_string:
 * @string: (transfer full): what a secret was put together in. It must have been made with enough room:
 *   growing leaves copies behind
 *
 * Returns: (transfer full): the text
 */
static inline IloSecret *
ilo_secret_take_string (GString *string)
{
  return g_string_free (string, FALSE);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloSecret, ilo_secret_free)

G_END_DECLS
