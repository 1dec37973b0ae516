/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ctl-server.h"

#define ILO_DEFAULT_PORT  443
#define IPMI_PORT         623

static const struct
{
  const char *prefix;
  CtlScheme   scheme;
  guint16     default_port;
} schemes[] = {
  { "ilo://", CTL_SCHEME_ILO, ILO_DEFAULT_PORT },
  { "ipmi://", CTL_SCHEME_IPMI, IPMI_PORT },
};

/**
 * ctl_server_is_uri:
 * @text: an argument
 *
 * Returns: whether @text is meant to be a server, which is so when it has a scheme
 */
gboolean
ctl_server_is_uri (const char *text)
{
  const char *colon = strstr (text, "://");

  return colon != NULL && colon > text && strcspn (text, "/") > (gsize) (colon - text);
}

static gboolean
parse_port (CtlServer  *server,
            const char *text,
            GError    **error)
{
  guint64 port;

  if (*text == '\0')
    return TRUE;
  if (*text != ':' || !g_ascii_string_to_unsigned (text + 1, 10, 1, G_MAXUINT16, &port, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” ends in “%s” where a port from :1 to :65535 may stand"), server->uri, text);
      return FALSE;
    }
  server->port = port;
  return TRUE;
}

/* The host, in brackets when it is an IPv6 address (RFC 3986 §3.2.2, RFC 6874 for the zone), and the port. */
static gboolean
parse_host (CtlServer *server,
            char      *text,
            GError   **error)
{
  gboolean bracketed = FALSE;
  char *end;

  text[strcspn (text, "/")] = '\0';
  if (*text == '[')
    {
      end = strchr (text, ']');
      if (end == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("“%s” opens a bracket and does not close it"), server->uri);
          return FALSE;
        }
      *end++ = '\0';
      text++;
      bracketed = TRUE;
    }
  else if (strchr (text, ':') != strrchr (text, ':'))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s”: an IPv6 address is written in brackets, as in ipmi://admin@[fe80::1]:623"), server->uri);
      return FALSE;
    }
  else
    {
      end = text + strcspn (text, ":");
    }
  if (!parse_port (server, end, error))
    return FALSE;
  *end = '\0';
  server->host = g_uri_unescape_string (text, NULL);
  /* The zone as everybody but RFC 6874 writes it. */
  if (server->host == NULL && bracketed)
    server->host = g_strdup (text);
  if (server->host == NULL || *server->host == '\0'
      || strpbrk (server->host, " \t\r\n@[]\"<>\\") != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” names no host"), server->uri);
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_user (CtlServer  *server,
            const char *text,
            GError    **error)
{
  if (strchr (text, ':') != NULL)
    {
      /* The argument list is there for every user of the machine to see; do not show it again either. */
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("A password does not belong into the address: use --password-file or the "
                             "environment variable RACKSIDE_PASSWORD, and write a colon in a user name as %3A"));
      return FALSE;
    }
  server->user = g_uri_unescape_string (text, NULL);
  if (server->user == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("The user name in “%s” has a “%%” without two hexadecimal digits; write %% as %%25"), server->uri);
      return FALSE;
    }
  return TRUE;
}

/**
 * ctl_server_parse:
 * @uri: `ilo://USER@HOST[:PORT]` or `ipmi://[USER@]HOST[:PORT]`, user and host percent-encoded
 *
 * Returns: (transfer full): what @uri says, or %NULL with a %G_OPTION_ERROR
 */
CtlServer *
ctl_server_parse (const char *uri,
                  GError    **error)
{
  g_autoptr(CtlServer) server = g_new0 (CtlServer, 1);
  g_autofree char *rest = NULL;
  char *at;

  for (guint i = 0; i < G_N_ELEMENTS (schemes) && server->scheme == CTL_SCHEME_NONE; i++)
    if (g_ascii_strncasecmp (uri, schemes[i].prefix, strlen (schemes[i].prefix)) == 0)
      {
        server->scheme = schemes[i].scheme;
        server->port = schemes[i].default_port;
        rest = g_strdup (uri + strlen (schemes[i].prefix));
      }
  server->uri = g_strdup (uri);
  if (server->scheme == CTL_SCHEME_NONE)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is no server: write ilo://USER@HOST or ipmi://USER@HOST"), uri);
      return NULL;
    }
  at = strrchr (rest, '@');
  if (at != NULL)
    *at = '\0';
  if (!parse_user (server, at != NULL ? rest : "", error)
      || !parse_host (server, at != NULL ? at + 1 : rest, error))
    return NULL;
  if (server->scheme == CTL_SCHEME_ILO && *server->user == '\0')
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” names no user: write ilo://USER@HOST"), uri);
      return NULL;
    }
  return g_steal_pointer (&server);
}

/**
 * ctl_server_free:
 * @server: (transfer full): a server
 */
void
ctl_server_free (CtlServer *server)
{
  g_free (server->uri);
  g_free (server->user);
  g_free (server->host);
  g_free (server);
}

/**
 * ctl_server_get_address:
 * @server: a server
 *
 * Returns: (transfer full): its host and port; a name is looked up each time it is enumerated
 */
GSocketConnectable *
ctl_server_get_address (const CtlServer *server)
{
  /* A GNetworkAddress would start the resolver and a thread with it, even for what needs no looking up. */
  GSocketAddress *address = g_inet_socket_address_new_from_string (server->host, server->port);

  if (address != NULL)
    return G_SOCKET_CONNECTABLE (address);
  return g_network_address_new (server->host, server->port);
}
