/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "rackside-bmc-settings.h"

/**
 * rackside_bmc_settings_new:
 * @host: host name or address, without brackets
 * @port: the UDP port
 * @user: (nullable): who logs in
 * @password: (nullable): the password, copied; %NULL: it has to be asked for
 *
 * Returns: (transfer full): settings with everything else as usual
 */
RacksideBmcSettings *
rackside_bmc_settings_new (const char *host,
                           guint16     port,
                           const char *user,
                           const char *password)
{
  RacksideBmcSettings *self = g_new0 (RacksideBmcSettings, 1);

  self->host = g_strdup (host);
  self->port = port;
  self->user = g_strdup (user != NULL ? user : "");
  self->password = g_strdup (password);
  self->suite = -1;
  self->privilege = IPMI_PRIVILEGE_HIGHEST;
  return self;
}

/**
 * rackside_bmc_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): a copy
 */
RacksideBmcSettings *
rackside_bmc_settings_copy (const RacksideBmcSettings *self)
{
  RacksideBmcSettings *copy = rackside_bmc_settings_new (self->host, self->port, self->user, self->password);

  copy->name = g_strdup (self->name);
  copy->kg = self->kg != NULL ? g_bytes_ref (self->kg) : NULL;
  copy->suite = self->suite;
  copy->privilege = self->privilege;
  copy->target = self->target;
  copy->problem = g_strdup (self->problem);
  return copy;
}

/**
 * rackside_bmc_settings_free:
 * @self: (transfer full) (nullable): settings
 */
void
rackside_bmc_settings_free (RacksideBmcSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->host);
  g_free (self->user);
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_clear_pointer (&self->kg, g_bytes_unref);
  g_free (self->problem);
  g_free (self);
}

/**
 * rackside_bmc_settings_format:
 * @self: settings
 *
 * Returns: (transfer full): host and, if it is not the usual one, port
 */
char *
rackside_bmc_settings_format (const RacksideBmcSettings *self)
{
  gboolean brackets = strchr (self->host, ':') != NULL;

  if (self->port == IPMI_DEFAULT_PORT)
    return g_strdup (self->host);
  return g_strdup_printf (brackets ? "[%s]:%u" : "%s:%u", self->host, self->port);
}
