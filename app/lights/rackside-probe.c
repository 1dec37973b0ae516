/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-error.h"
#include "ilo-rest.h"
#include "ipmi-chassis-client.h"
#include "ipmi-kg.h"
#include "ipmi-target.h"
#include "rackside-address.h"
#include "rackside-bmc-farewell.h"
#include "rackside-known-hosts.h"
#include "rackside-probe.h"
#include "rackside-secrets.h"

/* Nobody waits for what is asked in the background, so what is slow may take its time; but others wait for their turn. */
#define CONNECT_TIMEOUT_MS 8000
#define ANSWER_TIMEOUT_MS  12000
#define IPMI_TIMEOUT_MS    6000

/* One server being asked. Its task holds it. */
typedef struct
{
  RacksideServer     *server;     /* owned */
  RacksideAddress    *address;    /* owned; of the iLO, or the BMC alone */
  RacksideAddress    *bmc;        /* owned; NULL: the same host as the iLO, with its users */
  IloHttp            *http;       /* owned; NULL without an iLO */
  IpmiSession        *session;    /* owned; NULL before it is opened */
  char               *password;   /* owned; of the BMC; NULL before it is found */
  RacksideProbeFlags  flags;
} Probe;

static void
probe_free (Probe *probe)
{
  g_object_unref (probe->server);
  g_clear_pointer (&probe->address, rackside_address_free);
  g_clear_pointer (&probe->bmc, rackside_address_free);
  g_clear_object (&probe->http);
  g_clear_object (&probe->session);
  g_clear_pointer (&probe->password, rackside_secret_free);
  g_free (probe);
}

static RacksideReading *
reading_new (RacksideLightPower   power,
             RacksideLightHealth  health,
             const char          *detail)
{
  RacksideReading *reading = g_new0 (RacksideReading, 1);

  reading->power = power;
  reading->health = health;
  reading->detail = g_strdup (detail);
  return reading;
}

static RacksideReading *
reading_new_answers (const char *detail)
{
  return reading_new (RACKSIDE_LIGHT_POWER_ANSWERS, RACKSIDE_LIGHT_HEALTH_UNKNOWN, detail);
}

/* The last thing of each probe; it takes the reading. */
static void
finish (GTask           *task,
        RacksideReading *reading)
{
  g_task_return_pointer (task, reading, (GDestroyNotify) rackside_reading_free);
}

/* Whether nobody waits any more. */
static gboolean
is_cancelled (GTask  *task,
              GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_task_return_error (task, g_error_copy (error));
  return TRUE;
}

static gboolean
has_ilo (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);

  return probe->address->kind == RACKSIDE_ADDRESS_ILO;
}

/* What the chassis says of itself costs one request; faults that stop a server are worse than those that it runs with. */
static RacksideLightHealth
judge (const IpmiChassisStatus  *status,
       char                    **faults)
{
  const struct
  {
    gboolean    is_there;
    const char *name;
    gboolean    critical;
  } all[] = {
    { status->overload, _("power overload"), TRUE },
    { status->power_fault, _("power supply"), TRUE },
    { status->control_fault, _("power control"), FALSE },
    { status->interlock, _("panel interlock"), FALSE },
    { status->drive_fault, _("drive"), FALSE },
    { status->cooling_fault, _("cooling or fan"), FALSE },
    { status->intrusion, _("chassis open"), FALSE },
  };
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  RacksideLightHealth health = RACKSIDE_LIGHT_HEALTH_FINE;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (!all[i].is_there)
        continue;
      health = MAX (health, all[i].critical ? RACKSIDE_LIGHT_HEALTH_CRITICAL : RACKSIDE_LIGHT_HEALTH_WARNING);
      g_ptr_array_add (names, (char *) all[i].name);
    }
  g_ptr_array_add (names, NULL);
  *faults = health != RACKSIDE_LIGHT_HEALTH_FINE ? g_strjoinv (", ", (char **) names->pdata) : NULL;
  return health;
}

static void
finish_without_bmc (GTask        *task,
                    const GError *error)
{
  gboolean answers = error->domain == IPMI_ERROR && error->code != IPMI_ERROR_TIMEOUT;
  g_autofree char *detail = NULL;
  RacksideReading *reading;

  if (!has_ilo (task) && !answers)
    {
      finish (task, reading_new (RACKSIDE_LIGHT_POWER_SILENT, RACKSIDE_LIGHT_HEALTH_UNKNOWN, error->message));
      return;
    }
  /* Translators: %s is a sentence */
  detail = g_strdup_printf (has_ilo (task) ? _("Its iLO answers, but its BMC does not say whether it is on: %s")
                            : _("Its BMC answers, but does not say whether it is on: %s"), error->message);
  reading = reading_new_answers (detail);
  reading->bmc_failed = TRUE;
  reading->refused = g_error_matches (error, IPMI_ERROR, IPMI_ERROR_AUTH);
  finish (task, reading);
}

static void
on_chassis_status (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IpmiSession *session = IPMI_SESSION (source);
  IpmiChassisStatus status;
  gboolean ok = ipmi_chassis_get_status_finish (session, result, &status, &error);
  g_autofree char *faults = NULL;
  RacksideLightHealth health;

  rackside_bmc_farewell (session);
  if (is_cancelled (task, error))
    return;
  if (!ok)
    {
      finish_without_bmc (task, error);
      return;
    }
  health = judge (&status, &faults);
  finish (task, reading_new (status.power_on ? RACKSIDE_LIGHT_POWER_ON : RACKSIDE_LIGHT_POWER_OFF, health, faults));
}

static void
on_session_opened (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IpmiSession *session = IPMI_SESSION (source);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (ipmi_session_open_finish (session, result, &error))
    ipmi_chassis_get_status_async (session, cancellable, on_chassis_status, g_steal_pointer (&task));
  else if (!is_cancelled (task, error))
    finish_without_bmc (task, error);
}

static const RacksideAddress *
get_bmc (Probe *probe)
{
  return probe->bmc != NULL ? probe->bmc : probe->address;
}

static guint16
get_bmc_port (Probe *probe)
{
  const RacksideAddress *where = get_bmc (probe);

  return where->kind == RACKSIDE_ADDRESS_IPMI ? where->port : RACKSIDE_ADDRESS_IPMI_PORT;
}

/* As a user who may look and nothing else. Neither side sends the password: each proves to the other that it knows it,
 * the BMC first (IPMI 2.0 §13.20 to §13.23). */
static void
open_session (GTask  *task,
              GBytes *key)
{
  Probe *probe = g_task_get_task_data (task);
  const RacksideAddress *where = get_bmc (probe);
  g_autoptr(GSocketConnectable) address = g_network_address_new (where->host, get_bmc_port (probe));
  IpmiTarget target = { 0 };

  ipmi_target_parse (&target, rackside_server_get_bmc_bridge (probe->server));
  probe->session = g_object_new (IPMI_TYPE_SESSION,
                                 "address", address,
                                 "user", where->user,
                                 "kg", key,
                                 "suite", rackside_server_get_bmc_suite (probe->server),
                                 "privilege", IPMI_PRIVILEGE_USER,
                                 "target", target.n_hops > 0 ? &target : NULL,
                                 "timeout-ms", IPMI_TIMEOUT_MS,
                                 "keep-alive-seconds", 0,
                                 NULL);
  ipmi_session_set_password (probe->session, probe->password);
  ipmi_session_open_async (probe->session, g_task_get_cancellable (task), on_session_opened, g_object_ref (task));
}

/* One that cannot be read is missed when the BMC refuses the user. */
static void
on_key (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RacksideSecret) secret = rackside_secrets_peek_finish (result, &error);
  g_autoptr(GBytes) key = secret != NULL ? ipmi_kg_from_digits (secret) : NULL;

  if (!is_cancelled (task, error))
    open_session (task, key);
}

static void
look_for_key (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);

  rackside_secrets_peek_async (RACKSIDE_SECRET_IPMI_KG, get_bmc (probe)->host, get_bmc_port (probe), "",
                               g_task_get_cancellable (task), on_key, g_object_ref (task));
}

static void
on_password (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Probe *probe = g_task_get_task_data (task);
  RacksideLightPower without = has_ilo (task) ? RACKSIDE_LIGHT_POWER_ANSWERS : RACKSIDE_LIGHT_POWER_UNKNOWN;

  probe->password = rackside_secrets_peek_finish (result, &error);
  if (is_cancelled (task, error))
    return;
  if (probe->password != NULL)
    look_for_key (task);
  else if (error != NULL)
    finish (task, reading_new (without, RACKSIDE_LIGHT_HEALTH_UNKNOWN, error->message));
  else
    finish (task, reading_new (without, RACKSIDE_LIGHT_HEALTH_UNKNOWN,
                               has_ilo (task) ? _("Its iLO answers. Whether it is on is asked by IPMI, and the keyring has "
                                                  "no password for that.")
                               : _("Not asked: the keyring has no password for it.")));
}

/* Without asking the user for anything: not even to unlock the keyring. */
static void
look_for_password (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  const RacksideAddress *where = get_bmc (probe);

  rackside_secrets_peek_async (rackside_secret_kind_for_address (where), where->host, where->port,
                               where->user != NULL ? where->user : "", g_task_get_cancellable (task), on_password,
                               g_object_ref (task));
}

/* It may be there, but not as it was known: nothing that has to do with a password follows. */
static RacksideReading *
read_distrust (const GError *error)
{
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_KEY_UNKNOWN))
    return reading_new_answers (_("Something answers whose key is not known yet. Connect to it once, and check its key."));
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_KEY_CHANGED))
    return reading_new (RACKSIDE_LIGHT_POWER_ANSWERS, RACKSIDE_LIGHT_HEALTH_CRITICAL,
                        _("The key of its iLO is not the one that is known: somebody else may be in its place. Connect to "
                          "see both keys."));
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_TLS_DOWNGRADE)
      || g_error_matches (error, ILO_ERROR, ILO_ERROR_TLS_LEGACY)
      || g_error_matches (error, ILO_ERROR, ILO_ERROR_NOT_ILO))
    return reading_new (RACKSIDE_LIGHT_POWER_ANSWERS, RACKSIDE_LIGHT_HEALTH_WARNING, error->message);
  return reading_new (RACKSIDE_LIGHT_POWER_SILENT, RACKSIDE_LIGHT_HEALTH_UNKNOWN, error->message);
}

static void
on_identified (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloFacts) facts = ilo_rest_identify_finish (ILO_HTTP (source), result, &error);
  Probe *probe = g_task_get_task_data (task);

  if (is_cancelled (task, error))
    return;
  if (facts == NULL)
    finish (task, read_distrust (error));
  else if ((probe->flags & RACKSIDE_PROBE_FLAGS_NO_IPMI) == 0)
    look_for_password (task);
  else
    {
      RacksideReading *reading = reading_new_answers (_("Its iLO answers. Its BMC does not say whether it is on, and is "
                                                        "asked less often."));

      reading->without_bmc = TRUE;
      finish (task, reading);
    }
}

/* What an iLO says on its log-in page takes no session, and shows its key. */
static void
ask_ilo (GTask      *task,
         const char *known_hosts)
{
  Probe *probe = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  probe->http = ilo_http_new (probe->address->host, probe->address->port);
  ilo_http_set_timeouts (probe->http, CONNECT_TIMEOUT_MS, ANSWER_TIMEOUT_MS);
  if (!rackside_known_hosts_prepare (known_hosts, probe->address->host, probe->address->port, probe->http, &error))
    finish (task, reading_new (RACKSIDE_LIGHT_POWER_UNKNOWN, RACKSIDE_LIGHT_HEALTH_UNKNOWN, error->message));
  else
    ilo_rest_identify_async (probe->http, g_task_get_cancellable (task), on_identified, g_object_ref (task));
}

/**
 * rackside_probe_async:
 * @server: a saved server
 * @known_hosts: the file of servers' keys
 * @flags: what not to do
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Asks a server how it is, in the background: the iLO for its log-in page, and when its key is the one that is known, or
 * there is no iLO, the BMC for the state of the chassis, in one short session. No session of an iLO's web server is
 * opened, the user is asked for nothing, and nothing is remembered.
 */
void
rackside_probe_async (RacksideServer      *server,
                      const char          *known_hosts,
                      RacksideProbeFlags   flags,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Probe *probe = g_new0 (Probe, 1);
  g_autoptr(GError) error = NULL;

  g_task_set_source_tag (task, rackside_probe_async);
  g_task_set_task_data (task, probe, (GDestroyNotify) probe_free);
  probe->server = g_object_ref (server);
  probe->flags = flags;
  probe->address = rackside_address_parse (rackside_server_get_address (server), &error);
  if (probe->address == NULL)
    {
      finish (task, reading_new (RACKSIDE_LIGHT_POWER_UNKNOWN, RACKSIDE_LIGHT_HEALTH_UNKNOWN, error->message));
      return;
    }
  if (*rackside_server_get_bmc (server) != '\0')
    probe->bmc = rackside_address_parse (rackside_server_get_bmc (server), NULL);
  if (has_ilo (task))
    ask_ilo (task, known_hosts);
  else
    look_for_password (task);
}

/**
 * rackside_probe_finish:
 * @result: what the callback got
 * @error: where to say that it was cancelled; nothing else is an error
 *
 * Returns: (transfer full): what was found
 */
RacksideReading *
rackside_probe_finish (GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rackside_reading_free:
 * @reading: (nullable) (transfer full): a reading
 */
void
rackside_reading_free (RacksideReading *reading)
{
  if (reading == NULL)
    return;
  g_free (reading->detail);
  g_free (reading);
}
