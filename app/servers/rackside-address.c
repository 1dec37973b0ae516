/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "rackside-address.h"

#define SESSION_KEY_LENGTH 32

static gboolean
fail (GError    **error,
      const char *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

/**
 * rackside_address_is_host:
 * @text: a text
 *
 * Host names are not checked further: what the resolver makes of them it says itself.
 *
 * Returns: whether it can be a host name or an IP address, without brackets
 */
gboolean
rackside_address_is_host (const char *text)
{
  g_autoptr(GInetAddress) address = NULL;

  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || strchr (" /@[]%", *c) != NULL)
      return FALSE;
  address = strchr (text, ':') != NULL ? g_inet_address_new_from_string (text) : NULL;
  return strchr (text, ':') == NULL || address != NULL;
}

static gboolean
parse_host (RacksideAddress *self,
            const char      *text,
            GError         **error)
{
  g_autoptr(GSocketConnectable) address = NULL;

  if (rackside_address_is_host (text))
    {
      self->host = g_strdup (text);
      self->port = RACKSIDE_ADDRESS_HTTPS_PORT;
      return TRUE;
    }
  if (g_utf8_validate (text, -1, NULL))
    address = g_network_address_parse (text, RACKSIDE_ADDRESS_HTTPS_PORT, NULL);
  if (address == NULL || !rackside_address_is_host (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)))
      || g_network_address_get_port (G_NETWORK_ADDRESS (address)) == 0)
    return fail (error, _("This is no address. Enter a host name or an IP address, and a port behind a "
                          "colon if it is not 443."));
  self->host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));
  self->port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  return TRUE;
}

static guint16
get_usual_port (RacksideAddressKind kind)
{
  return kind == RACKSIDE_ADDRESS_IPMI ? RACKSIDE_ADDRESS_IPMI_PORT : RACKSIDE_ADDRESS_HTTPS_PORT;
}

/* ilo://USER@HOST[:PORT], ipmi://USER@HOST[:PORT] */
static gboolean
parse_uri (RacksideAddress *self,
           const char      *text,
           GError         **error)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, NULL);
  gboolean ipmi = self->kind == RACKSIDE_ADDRESS_IPMI;

  if (uri == NULL)
    return fail (error, ipmi ? _("This address makes no sense. Write it as ipmi://USER@HOST or ipmi://USER@HOST:PORT.")
                             : _("This address makes no sense. Write it as ilo://USER@HOST or ilo://USER@HOST:PORT."));
  if (g_uri_get_password (uri) != NULL)
    return fail (error, _("A password in an address can be read by others. Leave it out; it is asked for."));
  if (g_uri_get_host (uri) == NULL || !rackside_address_is_host (g_uri_get_host (uri)) || g_uri_get_port (uri) == 0)
    return fail (error, ipmi ? _("The address names no host that there could be. Write it as ipmi://USER@HOST or "
                                 "ipmi://USER@HOST:PORT.")
                             : _("The address names no host that there could be. Write it as ilo://USER@HOST or "
                                 "ilo://USER@HOST:PORT."));
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : get_usual_port (self->kind);
  if (g_uri_get_user (uri) != NULL && *g_uri_get_user (uri) != '\0')
    self->user = g_strdup (g_uri_get_user (uri));
  return TRUE;
}

/* hplocons://addr=HOST&sessionkey=KEY, as management software hands it over (iLO 4 over HTTPS, “URLs”) */
static gboolean
parse_hplocons (RacksideAddress *self,
                const char      *text,
                GError         **error)
{
  const char *rest = strchr (text, ':') + 1;
  g_autoptr(GHashTable) parameters = NULL;
  const char *host, *key;
  gsize digits = 0;

  rest += strspn (rest, "/");
  parameters = g_uri_parse_params (rest, -1, "&/", G_URI_PARAMS_CASE_INSENSITIVE, NULL);
  host = parameters != NULL ? g_hash_table_lookup (parameters, "addr") : NULL;
  key = parameters != NULL ? g_hash_table_lookup (parameters, "sessionkey") : NULL;
  if (host == NULL || key == NULL)
    return fail (error, _("An address of this kind has to name a host and a session: "
                          "hplocons://addr=HOST&sessionkey=KEY."));
  while (g_ascii_isxdigit (key[digits]))
    digits++;
  if (digits != SESSION_KEY_LENGTH || key[digits] != '\0')
    return fail (error, _("The session key in the address is not 32 hexadecimal digits. Open the console from "
                          "the management software again."));
  self->session_key = g_strdup (key);
  return parse_host (self, host, error);
}

static gboolean
is_scheme (const char *scheme,
           const char *name)
{
  return scheme != NULL && g_ascii_strcasecmp (scheme, name) == 0;
}

/**
 * rackside_address_parse:
 * @text: `HOST`, `HOST:PORT`, `ilo://USER@HOST[:PORT]`, `ipmi://USER@HOST[:PORT]` or
 *   `hplocons://addr=HOST&sessionkey=KEY`
 * @error: (nullable): what is wrong with it, for the user
 *
 * Returns: (transfer full) (nullable): what it says
 */
RacksideAddress *
rackside_address_parse (const char  *text,
                        GError     **error)
{
  g_autoptr(RacksideAddress) self = g_new0 (RacksideAddress, 1);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *scheme = g_uri_parse_scheme (stripped);
  gboolean ok;

  if (strstr (stripped, "://") == NULL && !is_scheme (scheme, "hplocons"))
    ok = parse_host (self, stripped, error);
  else if (is_scheme (scheme, "ilo") || is_scheme (scheme, "ipmi"))
    {
      self->kind = is_scheme (scheme, "ipmi") ? RACKSIDE_ADDRESS_IPMI : RACKSIDE_ADDRESS_ILO;
      ok = parse_uri (self, stripped, error);
    }
  else if (is_scheme (scheme, "hplocons"))
    ok = parse_hplocons (self, stripped, error);
  else
    ok = fail (error, _("Addresses begin with ilo://, ipmi:// or hplocons://, or are just a host name."));
  return ok ? g_steal_pointer (&self) : NULL;
}

/**
 * rackside_address_copy:
 * @self: an address
 *
 * Returns: (transfer full): a copy
 */
RacksideAddress *
rackside_address_copy (const RacksideAddress *self)
{
  RacksideAddress *copy = g_new0 (RacksideAddress, 1);

  copy->kind = self->kind;
  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->user = g_strdup (self->user);
  copy->session_key = g_strdup (self->session_key);
  return copy;
}

/**
 * rackside_address_free:
 * @self: (transfer full) (nullable): an address
 */
void
rackside_address_free (RacksideAddress *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->user);
  if (self->session_key != NULL)
    explicit_bzero (self->session_key, strlen (self->session_key));
  g_free (self->session_key);
  g_free (self);
}

/**
 * rackside_address_format:
 * @self: an address
 *
 * Returns: (transfer full): host and, if it is not the usual one, port, with `ipmi://` in front if that is what it is
 */
char *
rackside_address_format (const RacksideAddress *self)
{
  gboolean ipmi = self->kind == RACKSIDE_ADDRESS_IPMI;
  gboolean has_port = self->port != get_usual_port (self->kind);
  gboolean brackets = strchr (self->host, ':') != NULL && (has_port || ipmi);
  GString *text = g_string_new (ipmi ? "ipmi://" : "");

  g_string_append_printf (text, brackets ? "[%s]" : "%s", self->host);
  if (has_port)
    g_string_append_printf (text, ":%u", self->port);
  return g_string_free (text, FALSE);
}

/**
 * rackside_address_to_uri:
 * @self: an address
 *
 * Returns: (transfer full): what rackside_address_parse() takes, with the user, and without the session
 */
char *
rackside_address_to_uri (const RacksideAddress *self)
{
  gboolean ipmi = self->kind == RACKSIDE_ADDRESS_IPMI;
  GString *text = g_string_new (ipmi ? "ipmi://" : "ilo://");

  if (self->user != NULL && *self->user != '\0')
    {
      g_string_append_uri_escaped (text, self->user, NULL, FALSE);
      g_string_append_c (text, '@');
    }
  g_string_append_printf (text, strchr (self->host, ':') != NULL ? "[%s]" : "%s", self->host);
  if (self->port != get_usual_port (self->kind))
    g_string_append_printf (text, ":%u", self->port);
  return g_string_free (text, FALSE);
}

/**
 * rackside_address_leads_to:
 * @self: an address that somebody has typed
 * @other: another one
 *
 * Returns: whether both are the same; without a user @self is the same as with any
 */
gboolean
rackside_address_leads_to (const RacksideAddress *self,
                           const RacksideAddress *other)
{
  return self->kind == other->kind && self->port == other->port && g_ascii_strcasecmp (self->host, other->host) == 0
         && (self->user == NULL || *self->user == '\0' || g_strcmp0 (self->user, other->user) == 0);
}
