/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-call-private.h"
#include "ipmi-chassis-client.h"
#include "ipmi-completion.h"

#define CHASSIS_CONTROL 0x02

#define PAUSE      500                              /* ms before "on" or "off" is sent again to who ran out of time */
#define FIRST_WAIT 500                              /* ms for the answer to "on" or "off", then doubled … */
#define LAST_WAIT  2000                             /* … up to this */
#define GIVE_UP    (30 * G_TIME_SPAN_SECOND)

/*
 * A server that is reset twice has lost what it did in between, so none of these commands is repeated just
 * because its answer is late: each is sent as IPMI_REQUEST_ONCE. When the answer does not come, or is that the
 * BMC ran out of time while it carried out the command:
 *
 * - "on" and "off" have a state that can be looked at. It is read; when it is the wanted one, the command has
 *   been carried out. When it is not, the command is sent again: it names a state, not a change, so that a copy
 *   that arrives late changes nothing that the other one has not.
 * - "soft" is done when the power is off by then. Otherwise the operating system may still be shutting down,
 *   and whether it was asked to is not known.
 * - "cycle", "reset" and "diagnostic" leave no trace that tells one time from none. The caller is told that it
 *   is not known.
 */
typedef struct
{
  IpmiChassisControl  control;
  IpmiCancel          cancel;          /* of the attempt under way */
  guint               wait;            /* milliseconds */
  gint64              started;
  GError             *failure;         /* owned; what the last attempt ended with */
  gboolean            refused;         /* the BMC said no, as opposed to nothing … */
  gboolean            ran_out;         /* … and to that it ran out of time, which tells as little */
} Control;

static void attempt (GTask *task);

static void
control_free (Control *control)
{
  ipmi_cancel_clear (&control->cancel);
  g_clear_error (&control->failure);
  g_free (control);
}

static gboolean
names_a_state (IpmiChassisControl control)
{
  return control == IPMI_CHASSIS_CONTROL_ON || control == IPMI_CHASSIS_CONTROL_OFF;
}

static gboolean
is_reached (IpmiChassisControl       control,
            const IpmiChassisStatus *status)
{
  switch (control)
    {
    case IPMI_CHASSIS_CONTROL_ON:
      return status->power_on;
    case IPMI_CHASSIS_CONTROL_OFF:
    case IPMI_CHASSIS_CONTROL_SOFT:
      return !status->power_on;
    default:
      return FALSE;
    }
}

static GError *
unknown_error (IpmiChassisControl       control,
               const IpmiChassisStatus *status)
{
  const char *name = ipmi_chassis_control_name (control);

  if (names_a_state (control) && status != NULL)
    return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                        _("The BMC does not confirm the command '%s', and the power is still %s. Check the "
                          "network to the BMC and try again."), name, status->power_on ? "on" : "off");
  return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                      _("The BMC did not confirm the command '%s', and it was not sent again so that it does not "
                        "happen twice: whether it was carried out is not known. %sLook at the server's screen "
                        "before you try again."), name,
                      status == NULL ? "" : status->power_on ? _("The power is on. ") : _("The power is off. "));
}

static gboolean
on_paused (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    attempt (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
on_status (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Control *control = g_task_get_task_data (task);
  IpmiChassisStatus status;
  gboolean known = ipmi_chassis_get_status_finish (IPMI_SESSION (source), result, &status, &error);

  if (known && is_reached (control->control, &status))
    g_task_return_boolean (task, TRUE);
  else if (control->refused)
    g_task_return_error (task, g_steal_pointer (&control->failure));
  else if (!known && !g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!names_a_state (control->control) || g_get_monotonic_time () - control->started >= GIVE_UP)
    g_task_return_error (task, unknown_error (control->control, known ? &status : NULL));
  else if (control->ran_out)
    ipmi_call_after (task, PAUSE, on_paused);
  else
    attempt (g_steal_pointer (&task));
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSession *session = IPMI_SESSION (source);
  Control *control = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  guint8 completion = 0;
  g_autoptr(GBytes) answer = NULL;

  ipmi_cancel_clear (&control->cancel);
  g_clear_error (&control->failure);
  answer = ipmi_session_request_finish (session, result, &completion, &control->failure);
  if (answer != NULL && ipmi_call_check (completion, _("Controlling the server's power"), &control->failure))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  control->ran_out = answer != NULL && completion == IPMI_COMPLETION_TIMEOUT;
  control->refused = answer != NULL && !control->ran_out;
  /* "Not in the present state" is what some BMCs say to "on" when it is on. */
  if (control->ran_out || ipmi_call_is_silent (control->failure, cancellable)
      || (control->refused && completion == IPMI_COMPLETION_STATE))
    ipmi_chassis_get_status_async (session, cancellable, on_status, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&control->failure));
}

/* Sends the command; takes the reference to @task. */
static void
attempt (GTask *task)
{
  Control *control = g_task_get_task_data (task);
  guint8 data = control->control;
  IpmiRequest request = {
    .netfn = IPMI_NETFN_CHASSIS,
    .command = CHASSIS_CONTROL,
    .flags = IPMI_REQUEST_ONCE,
    .data = &data,
    .length = 1,
  };

  ipmi_cancel_init (&control->cancel, g_task_get_cancellable (task));
  if (names_a_state (control->control))
    {
      ipmi_cancel_limit (&control->cancel, g_task_get_context (task), control->wait);
      control->wait = MIN (control->wait * 2, LAST_WAIT);
    }
  ipmi_session_request_async (g_task_get_source_object (task), &request, control->cancel.inner, on_answer, task);
}

/**
 * ipmi_chassis_control_async:
 * @session: an open session
 * @control: what to do
 * @cancellable: (nullable): ends the operation; a command that has been sent is not taken back
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Switches the server's power, or presses one of its buttons (IPMI 2.0 §28.3). Nothing happens twice: where an
 * answer is lost, "on" and "off" are checked by the power's state and sent again only while it is the other
 * one, up to half a minute; the others are not sent again.
 *
 * Success means that the BMC has taken the command. Power may take seconds to follow, and an operating system
 * as long as it likes to obey "soft".
 */
void
ipmi_chassis_control_async (IpmiSession         *session,
                            IpmiChassisControl   control,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Control *data = g_new0 (Control, 1);

  g_task_set_source_tag (task, ipmi_chassis_control_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, data, (GDestroyNotify) control_free);
  data->control = control;
  data->wait = FIRST_WAIT;
  data->started = g_get_monotonic_time ();
  attempt (g_steal_pointer (&task));
}

/**
 * ipmi_chassis_control_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish(); IPMI_ERROR_TIMEOUT when it is not known whether
 *   the command was carried out, which the message says
 *
 * Returns: whether the BMC has taken the command
 */
gboolean
ipmi_chassis_control_finish (IpmiSession   *session,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
