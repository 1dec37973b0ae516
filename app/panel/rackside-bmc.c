/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-bmc-farewell.h"
#include "rackside-bmc.h"

struct _RacksideBmc
{
  GObject              parent_instance;
  RacksideBmcSettings *settings;      /* owned */
  RacksideBmcState     state;
  IpmiSession         *session;       /* owned; NULL unless connecting or open */
  GCancellable        *cancellable;   /* owned; ends connecting */
  GError              *error;         /* owned; NULL unless failed */
};

enum { PROP_0, PROP_STATE, PROP_NAME, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RacksideBmc, rackside_bmc, G_TYPE_OBJECT)

/* Lets go of the session, open or on its way to be. */
static void
drop_session (RacksideBmc *self)
{
  g_autoptr(IpmiSession) session = g_steal_pointer (&self->session);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (session, self);
  if (ipmi_session_get_open (session))
    rackside_bmc_farewell (session);
}

static void
set_state (RacksideBmc      *self,
           RacksideBmcState  state,
           GError           *error)
{
  g_clear_error (&self->error);
  self->error = error;
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
on_lost (RacksideBmc  *self,
         const GError *error)
{
  GError *reason = error != NULL ? g_error_copy (error) : NULL;

  if (reason == NULL)
    reason = g_error_new_literal (IPMI_ERROR, IPMI_ERROR_CLOSED, _("The BMC has ended the session."));
  drop_session (self);
  set_state (self, RACKSIDE_BMC_STATE_FAILED, reason);
}

static void
on_opened (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RacksideBmc) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = ipmi_session_open_finish (IPMI_SESSION (session), result, &error);

  if (self->session != IPMI_SESSION (session))
    {
      /* Given up meanwhile, but the BMC was quicker. */
      if (ok)
        rackside_bmc_farewell (IPMI_SESSION (session));
      return;
    }
  if (ok)
    {
      g_signal_connect_object (session, "closed", G_CALLBACK (on_lost), self, G_CONNECT_SWAPPED);
      set_state (self, RACKSIDE_BMC_STATE_OPEN, NULL);
      return;
    }
  drop_session (self);
  set_state (self, RACKSIDE_BMC_STATE_FAILED, g_steal_pointer (&error));
}

static void
rackside_bmc_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  RacksideBmc *self = RACKSIDE_BMC (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_NAME:
      g_value_set_string (value, rackside_bmc_get_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_bmc_dispose (GObject *object)
{
  drop_session (RACKSIDE_BMC (object));
  G_OBJECT_CLASS (rackside_bmc_parent_class)->dispose (object);
}

static void
rackside_bmc_finalize (GObject *object)
{
  RacksideBmc *self = RACKSIDE_BMC (object);

  g_clear_pointer (&self->settings, rackside_bmc_settings_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (rackside_bmc_parent_class)->finalize (object);
}

static void
rackside_bmc_class_init (RacksideBmcClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_bmc_get_property;
  object_class->dispose = rackside_bmc_dispose;
  object_class->finalize = rackside_bmc_finalize;

  /**
   * RacksideBmc:state:
   *
   * A #RacksideBmcState.
   */
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, RACKSIDE_BMC_STATE_CLOSED,
                                             RACKSIDE_BMC_STATE_FAILED, RACKSIDE_BMC_STATE_CLOSED, flags);

  /**
   * RacksideBmc:name:
   *
   * What to call the server.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rackside_bmc_init (RacksideBmc *self)
{
}

/**
 * rackside_bmc_new:
 * @settings: how to reach it, copied
 *
 * Returns: (transfer full): a BMC, not connected
 */
RacksideBmc *
rackside_bmc_new (const RacksideBmcSettings *settings)
{
  RacksideBmc *self = g_object_new (RACKSIDE_TYPE_BMC, NULL);

  self->settings = rackside_bmc_settings_copy (settings);
  return self;
}

/**
 * rackside_bmc_connect:
 * @self: a BMC
 *
 * Opens a session, or opens it anew. Does nothing while it is open or connecting.
 */
void
rackside_bmc_connect (RacksideBmc *self)
{
  g_autoptr(GSocketConnectable) address = NULL;

  if (self->state == RACKSIDE_BMC_STATE_CONNECTING || self->state == RACKSIDE_BMC_STATE_OPEN)
    return;
  if (self->settings->problem != NULL)
    {
      set_state (self, RACKSIDE_BMC_STATE_FAILED,
                 g_error_new_literal (IPMI_ERROR, IPMI_ERROR_NOT_FOUND, self->settings->problem));
      return;
    }
  address = g_network_address_new (self->settings->host, self->settings->port);
  self->cancellable = g_cancellable_new ();
  self->session = g_object_new (IPMI_TYPE_SESSION,
                                "address", address,
                                "user", self->settings->user,
                                "kg", self->settings->kg,
                                "suite", self->settings->suite,
                                "privilege", self->settings->privilege,
                                "target", self->settings->target.n_hops > 0 ? &self->settings->target : NULL,
                                NULL);
  ipmi_session_set_password (self->session, self->settings->password);
  ipmi_session_open_async (self->session, self->cancellable, on_opened, g_object_ref (self));
  set_state (self, RACKSIDE_BMC_STATE_CONNECTING, NULL);
}

/**
 * rackside_bmc_disconnect:
 * @self: a BMC
 *
 * Ends the session, or the attempt to open one.
 */
void
rackside_bmc_disconnect (RacksideBmc *self)
{
  drop_session (self);
  set_state (self, RACKSIDE_BMC_STATE_CLOSED, NULL);
}

/**
 * rackside_bmc_get_state:
 * @self: a BMC
 *
 * Returns: whether it is connected
 */
RacksideBmcState
rackside_bmc_get_state (RacksideBmc *self)
{
  return self->state;
}

/**
 * rackside_bmc_get_session:
 * @self: a BMC
 *
 * Returns: (transfer none) (nullable): its session, if it is open
 */
IpmiSession *
rackside_bmc_get_session (RacksideBmc *self)
{
  return self->state == RACKSIDE_BMC_STATE_OPEN ? self->session : NULL;
}

/**
 * rackside_bmc_get_error:
 * @self: a BMC
 *
 * Returns: (transfer none) (nullable): why it is %RACKSIDE_BMC_STATE_FAILED
 */
const GError *
rackside_bmc_get_error (RacksideBmc *self)
{
  return self->error;
}

/**
 * rackside_bmc_get_settings:
 * @self: a BMC
 *
 * Returns: (transfer none): how it is reached
 */
const RacksideBmcSettings *
rackside_bmc_get_settings (RacksideBmc *self)
{
  return self->settings;
}

/**
 * rackside_bmc_get_name:
 * @self: a BMC
 *
 * Returns: (transfer none): what to call the server, in questions and file names
 */
const char *
rackside_bmc_get_name (RacksideBmc *self)
{
  return self->settings->name != NULL ? self->settings->name : self->settings->host;
}

/**
 * rackside_bmc_set_name:
 * @self: a BMC
 * @name: (nullable): what the server calls itself
 *
 * Calls it by a name that became known later.
 */
void
rackside_bmc_set_name (RacksideBmc *self,
                       const char  *name)
{
  if (g_strcmp0 (self->settings->name, name) == 0)
    return;
  g_free (self->settings->name);
  self->settings->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}
