/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-port.h"

struct _SimPort
{
  SimIlo         *ilo;       /* borrowed */
  SimPlace        place;
  SimGreeting     greet;
  GSocketService *service;   /* owned */
};

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *client,
             GObject           *source,
             gpointer           user_data)
{
  SimPort *self = user_data;
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *peer = sim_port_get_peer (client);
  SimRelay *relay;

  if (sim_ilo_is_deaf (self->ilo))
    return TRUE;
  connection = sim_relays_connect (self->ilo->relays, self->place, client, &relay, &error);
  if (connection == NULL)
    g_warning ("%s", error->message);
  else
    self->greet (self->ilo, connection, relay, peer);
  return TRUE;
}

/**
 * sim_port_listen:
 * @address: an IP address
 * @port: (inout): the port, or 0 for a free one, and then which that is
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a service that takes connections there
 */
GSocketService *
sim_port_listen (const char  *address,
                 guint16     *port,
                 GError     **error)
{
  g_autoptr(GSocketService) service = g_socket_service_new ();
  g_autoptr(GInetAddress) host = g_inet_address_new_from_string (address);
  g_autoptr(GSocketAddress) wanted = NULL;
  g_autoptr(GSocketAddress) got = NULL;

  if (host == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "\"%s\" is no IP address.", address);
      return NULL;
    }
  wanted = g_inet_socket_address_new (host, *port);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &got, error))
    {
      g_prefix_error (error, "Listening on %s, port %u: ", address, *port);
      return NULL;
    }
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  return g_steal_pointer (&service);
}

/**
 * sim_port_get_peer:
 * @connection: a client's connection
 *
 * Returns: (transfer full): the client's IP address
 */
char *
sim_port_get_peer (GSocketConnection *connection)
{
  g_autoptr(GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("");
  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/**
 * sim_port_new:
 * @ilo: (transfer none): the iLO
 * @place: what the connections are at first
 * @greet: what to do with them
 * @port: (inout): the port, or 0 for a free one, and then which that is
 * @error: return location for an error
 *
 * Listens on the address that the options say.
 *
 * Returns: (transfer full) (nullable): the port
 */
SimPort *
sim_port_new (SimIlo       *ilo,
              SimPlace      place,
              SimGreeting   greet,
              guint16      *port,
              GError      **error)
{
  g_autoptr(GSocketService) service = sim_port_listen (ilo->options->address, port, error);
  SimPort *self;

  if (service == NULL)
    return NULL;
  self = g_new0 (SimPort, 1);
  self->ilo = ilo;
  self->place = place;
  self->greet = greet;
  self->service = g_steal_pointer (&service);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return self;
}

void
sim_port_free (SimPort *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_free (self);
}
