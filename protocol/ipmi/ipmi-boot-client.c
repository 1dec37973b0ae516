/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-boot-client.h"
#include "ipmi-call-private.h"

#define SET_BOOT_OPTIONS  0x08
#define GET_BOOT_OPTIONS  0x09

/* Completion codes of Set System Boot Options alone (IPMI 2.0 §28.12). */
#define PARAMETER_NOT_SUPPORTED 0x80
#define SET_IN_PROGRESS         0x81

#define SET_COMPLETE  0
#define SET_BEGIN     1
#define BIOS_HANDLED  0x01        /* in the acknowledge parameter: the one party we write for */

#define LOCK_TRIES    10
#define LOCK_WAIT     300         /* ms */

typedef enum
{
  STEP_LOCK,
  STEP_ACKNOWLEDGE,
  STEP_KEEP,
  STEP_FLAGS,
  STEP_UNLOCK,
} Step;

typedef struct
{
  Step     step;
  guint8   flags[IPMI_BOOT_FLAGS_LENGTH];
  char    *device;               /* owned; for the error */
  int      keep;
  guint    lock_tries;
  gboolean locked;
  GError  *error;                /* owned; what is to be returned once the lock is given back */
} Set;

static void take_step (GTask *task);

static void
set_free (Set *set)
{
  g_free (set->device);
  g_clear_error (&set->error);
  g_free (set);
}

/**
 * ipmi_boot_get_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads the boot flags (IPMI 2.0 §28.13).
 */
void
ipmi_boot_get_async (IpmiSession         *session,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  static const guint8 data[] = { IPMI_BOOT_PARAMETER_FLAGS, 0, 0 };

  ipmi_call_async (session, NULL, IPMI_NETFN_CHASSIS, GET_BOOT_OPTIONS, data, sizeof data, cancellable,
                   callback, user_data);
}

/**
 * ipmi_boot_get_finish:
 * @session: the session
 * @result: what @callback was given
 * @flags: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), IPMI_ERROR_PROTOCOL, or
 *   IPMI_ERROR_UNSUPPORTED when the BMC has no boot options
 *
 * Returns: whether they were read
 */
gboolean
ipmi_boot_get_finish (IpmiSession    *session,
                      GAsyncResult   *result,
                      IpmiBootFlags  *flags,
                      GError        **error)
{
  static const char doing[] = N_("Reading the boot options");
  guint8 completion;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (session, result, &completion, error);
  const guint8 *value;
  gsize length;
  gboolean locked;

  if (answer == NULL)
    {
      g_prefix_error (error, _("%s: "), _(doing));
      return FALSE;
    }
  if (completion == PARAMETER_NOT_SUPPORTED)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED,
                   _("%s: The BMC has no boot flags."), _(doing));
      return FALSE;
    }
  if (!ipmi_call_check (completion, _(doing), error)
      || !ipmi_boot_parameter_decode (IPMI_BOOT_PARAMETER_FLAGS, g_bytes_get_data (answer, NULL),
                                      g_bytes_get_size (answer), &value, &length, &locked, error)
      || !ipmi_boot_flags_decode (flags, value, length, error))
    return FALSE;
  /* A parameter that is marked invalid has a value all the same, but none that counts. */
  flags->valid = flags->valid && !locked;
  return TRUE;
}

/* Gives the lock back, however the rest went. */
static void
finish (GTask *task)
{
  g_autoptr(GTask) owned = task;
  Set *set = g_task_get_task_data (task);

  if (set->error != NULL)
    g_task_return_error (task, g_steal_pointer (&set->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
unlock (GTask *task)
{
  Set *set = g_task_get_task_data (task);

  set->step = STEP_UNLOCK;
  if (set->locked)
    take_step (task);
  else
    finish (task);
}

static gboolean
on_lock_waited (gpointer user_data)
{
  GTask *task = user_data;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  take_step (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

/* Returns: whether the next step is to be taken now; @task is taken otherwise */
static gboolean
is_locked (GTask  *task,
           guint8  completion)
{
  Set *set = g_task_get_task_data (task);

  if (completion != SET_IN_PROGRESS)
    {
      /* A BMC that has no such parameter cannot be locked, nor by anyone else. */
      set->locked = completion == 0;
      return TRUE;
    }
  if (++set->lock_tries < LOCK_TRIES)
    {
      ipmi_call_after (task, LOCK_WAIT, on_lock_waited);
      g_object_unref (task);
      return FALSE;
    }
  g_set_error_literal (&set->error, IPMI_ERROR, IPMI_ERROR_BUSY,
                       _("Somebody else is changing the boot options just now. Try again in a minute; if it stays "
                         "so, another program has died in the middle of it, and a reset of the management "
                         "controller helps."));
  finish (task);
  return FALSE;
}

static void
on_step (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  Set *set = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  guint8 completion = 0;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (source), result, &completion, &error);

  if (set->step == STEP_UNLOCK)
    {
      /* The flags are set. A lock that stays keeps others out, though, so that it is told. */
      if (answer == NULL && set->error == NULL)
        {
          set->error = g_steal_pointer (&error);
          g_prefix_error (&set->error, _("Ending the change of the boot options: "));
        }
      finish (task);
      return;
    }
  if (answer == NULL)
    {
      set->error = g_steal_pointer (&error);
      g_prefix_error (&set->error, _("Setting the boot options: "));
      unlock (task);
      return;
    }
  if (set->step == STEP_LOCK && !is_locked (task, completion))
    return;
  if (set->step == STEP_FLAGS)
    {
      if (completion == PARAMETER_NOT_SUPPORTED)
        g_set_error_literal (&set->error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED,
                             _("The BMC has no boot flags that could be set."));
      else if (completion != 0)
        {
          ipmi_call_check (completion, _("Setting the boot options"), &set->error);
          g_prefix_error (&set->error, _("The BMC does not take '%s' as the boot device. "), set->device);
        }
      unlock (task);
      return;
    }
  set->step++;
  if (set->step == STEP_KEEP && set->keep == IPMI_BOOT_KEEP_UNCHANGED)
    set->step++;
  take_step (task);
}

/* Takes the reference to @task. */
static void
take_step (GTask *task)
{
  Set *set = g_task_get_task_data (task);
  guint8 data[1 + IPMI_BOOT_FLAGS_LENGTH] = { 0 };
  gsize length = 2;

  switch (set->step)
    {
    case STEP_LOCK:
    case STEP_UNLOCK:
      data[0] = IPMI_BOOT_PARAMETER_SET_IN_PROGRESS;
      data[1] = set->step == STEP_LOCK ? SET_BEGIN : SET_COMPLETE;
      break;
    case STEP_ACKNOWLEDGE:
      /* Write mask and data. What was set earlier counts as seen, else the firmware may take it for new. */
      data[0] = IPMI_BOOT_PARAMETER_INFO_ACKNOWLEDGE;
      data[1] = data[2] = BIOS_HANDLED;
      length = 3;
      break;
    case STEP_KEEP:
      data[0] = IPMI_BOOT_PARAMETER_VALID_BIT_CLEARING;
      data[1] = set->keep & 0x1F;
      break;
    case STEP_FLAGS:
      data[0] = IPMI_BOOT_PARAMETER_FLAGS;
      memcpy (data + 1, set->flags, sizeof set->flags);
      length = sizeof data;
      break;
    }
  /* The lock is given back even when the rest was cancelled. */
  ipmi_call_async (g_task_get_source_object (task), NULL, IPMI_NETFN_CHASSIS, SET_BOOT_OPTIONS, data, length,
                   set->step == STEP_UNLOCK ? NULL : g_task_get_cancellable (task), on_step, task);
}

/**
 * ipmi_boot_set_async:
 * @session: an open session
 * @flags: what to boot from; `valid` must be set for them to count
 * @keep: IpmiBootKeep flags: on what the BMC is not to forget @flags, or IPMI_BOOT_KEEP_UNCHANGED
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Sets the boot flags (IPMI 2.0 §28.12): begins a change ("set in progress"), so that nobody else makes one at the
 * same time, marks earlier boot info as handled, sets the flags, and ends the change, also after an error.
 * A change that somebody else has begun is waited for, up to three seconds.
 */
void
ipmi_boot_set_async (IpmiSession         *session,
                     const IpmiBootFlags *flags,
                     int                  keep,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Set *set = g_new0 (Set, 1);

  g_task_set_source_tag (task, ipmi_boot_set_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, set, (GDestroyNotify) set_free);
  ipmi_boot_flags_encode (flags, set->flags);
  set->device = g_strdup (ipmi_boot_device_name (flags->device));
  set->keep = keep;
  take_step (g_steal_pointer (&task));
}

/**
 * ipmi_boot_set_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish(); IPMI_ERROR_BUSY when somebody else is changing
 *   the boot options, IPMI_ERROR_UNSUPPORTED when the BMC has none
 *
 * Returns: whether they were set
 */
gboolean
ipmi_boot_set_finish (IpmiSession   *session,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
