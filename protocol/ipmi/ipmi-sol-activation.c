/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the serial console begins and ends: Activate and Deactivate Payload (IPMI 2.0 §24.1, §24.2), and whose it is. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "wire-reader.h"

#include "ipmi-completion.h"
#include "ipmi-packet.h"
#include "ipmi-sol-parts.h"

#define COMMAND_ACTIVATE   0x48
#define COMMAND_DEACTIVATE 0x49
#define COMMAND_INSTANCE   0x4B
#define PAYLOAD_SOL        0x01
#define INSTANCE           0x01
#define AUX_ENCRYPT        0x80
#define AUX_SIGN           0x40
#define ALREADY_ACTIVE     0x80
#define LIKELY_CAPACITY    64                         /* of a BMC whose answer got lost */
#define PROBE_PATIENCE     G_TIME_SPAN_SECOND

static void
send_request (IpmiSol             *self,
              guint8               command,
              const guint8        *data,
              gsize                length,
              GTask               *task,
              GAsyncReadyCallback  callback)
{
  const IpmiTarget bmc = { 0 };
  const IpmiRequest request = {
    .target = &bmc, .netfn = IPMI_NETFN_APP, .command = command, .data = data, .length = length,
  };

  ipmi_session_request_async (self->session, &request, g_task_get_cancellable (task), callback, g_object_ref (task));
}

static void
fail_activation (GTask  *task,
                 GError *error)
{
  ipmi_sol_stop (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
}

static void
finish_activation (GTask *task,
                   gsize  capacity)
{
  IpmiSol *self = g_task_get_source_object (task);

  self->owner = ipmi_session_get_bmc_id (self->session);
  ipmi_sol_link_set_capacity (self->link, capacity);
  self->state = IPMI_SOL_STATE_ACTIVE;
  g_task_return_boolean (task, TRUE);
}

/* IPMI 2.0 §24.1. */
static GError *
activation_error (guint8 completion)
{
  switch (completion)
    {
    case ALREADY_ACTIVE:
      return g_error_new_literal (IPMI_ERROR, IPMI_ERROR_BUSY,
                                  _("Somebody else is using the serial console. Take it over, or ask them to close "
                                    "it."));
    case 0x81:
      return g_error_new_literal (IPMI_ERROR, IPMI_ERROR_UNSUPPORTED,
                                  _("The serial console is switched off in the BMC. Switch on Serial over LAN in its "
                                    "settings."));
    case 0x82:
      return g_error_new_literal (IPMI_ERROR, IPMI_ERROR_BUSY,
                                  _("The BMC has no serial console left. Close another one."));
    case 0x83:
      return g_error_new_literal (IPMI_ERROR, IPMI_ERROR_UNSUPPORTED,
                                  _("The BMC cannot encrypt the serial console. Log in with a cipher suite without "
                                    "encryption, or change the BMC's settings."));
    case 0x84:
      return g_error_new_literal (IPMI_ERROR, IPMI_ERROR_UNSUPPORTED,
                                  _("The BMC insists on an encrypted serial console. Log in with a cipher suite that "
                                    "encrypts."));
    case IPMI_COMPLETION_INVALID_COMMAND:
      return g_error_new_literal (IPMI_ERROR, IPMI_ERROR_UNSUPPORTED, _("The BMC has no serial console."));
    default:
      return g_error_new (IPMI_ERROR, (gint) ipmi_completion_error (completion), _("%s (completion code 0x%02x)"),
                          ipmi_completion_text (completion), completion);
    }
}

static void reclaim (GTask *task);

/* A BMC that does not tell who has the console does so all the same: it sends the console's packets, and be it an
 * acknowledgement, in that session only. */
static void
begin_probe (IpmiSol *self,
             GTask   *task)
{
  gint64 now = g_get_monotonic_time ();

  self->probe = g_object_ref (task);
  self->probe_end = now + PROBE_PATIENCE;
  ipmi_sol_link_probe (self->link, now);
  ipmi_sol_arm (self);
}

void
ipmi_sol_end_probe (IpmiSol  *self,
                    gboolean  ours)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->probe);
  g_autoptr(GError) error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    fail_activation (task, g_steal_pointer (&error));
  else if (ours)
    finish_activation (task, LIKELY_CAPACITY);
  else
    fail_activation (task, activation_error (ALREADY_ACTIVE));
}

/* The answer to a request of an activation, which fails when there is none: then NULL. */
static GBytes *
take_answer (GTask        *task,
             GAsyncResult *result,
             guint8       *completion)
{
  IpmiSol *self = g_task_get_source_object (task);
  GError *error = NULL;
  GBytes *answer = ipmi_session_request_finish (self->session, result, completion, &error);

  if (answer == NULL)
    fail_activation (task, error);
  return answer;
}

/* Who has it? When the answer to our own activation was lost, the repetition finds it active, by us; when a session of
 * ours was lost, the BMC may not have noticed yet. */
static void
on_instance (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSol *self = g_task_get_source_object (task);
  g_autoptr(GBytes) answer = NULL;
  WireReader reader = { 0 };
  guint8 completion;
  guint32 owner;

  answer = take_answer (task, result, &completion);
  if (answer == NULL)
    return;
  reader.data = g_bytes_get_data (answer, &reader.left);
  owner = wire_reader_le (&reader, 4);
  if (self->link == NULL)
    fail_activation (task, g_error_new_literal (IPMI_ERROR, IPMI_ERROR_CLOSED, _("The session was closed.")));
  else if (completion != 0 || reader.truncated)
    begin_probe (self, task);
  else if (owner == ipmi_session_get_bmc_id (self->session))
    finish_activation (task, LIKELY_CAPACITY);
  else if (owner == self->owner_before && owner != 0)
    reclaim (task);
  else
    fail_activation (task, activation_error (ALREADY_ACTIVE));
}

static void
on_activated (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSol *self = g_task_get_source_object (task);
  g_autoptr(GBytes) answer = NULL;
  WireReader reader = { 0 };
  guint8 completion;
  guint16 inbound;

  answer = take_answer (task, result, &completion);
  if (answer == NULL)
    return;
  if (completion == ALREADY_ACTIVE)
    {
      const guint8 data[] = { PAYLOAD_SOL, INSTANCE };

      send_request (self, COMMAND_INSTANCE, data, sizeof data, task, on_instance);
      return;
    }
  if (completion != 0)
    {
      fail_activation (task, activation_error (completion));
      return;
    }
  reader.data = g_bytes_get_data (answer, &reader.left);
  wire_reader_le (&reader, 4);
  inbound = wire_reader_le (&reader, 2);
  /* The port that follows is the BMC's view of it. Behind address translation it is another one, and since our
   * packets are for this session they get where the session is. */
  if (reader.truncated || inbound <= IPMI_SOL_HEADER)
    finish_activation (task, LIKELY_CAPACITY);
  else
    finish_activation (task, inbound - IPMI_SOL_HEADER);
}

static void
send_activate (IpmiSol *self,
               GTask   *task)
{
  const IpmiSuite *suite = ipmi_session_get_ciphers (self->session);
  const guint8 data[] = {
    PAYLOAD_SOL, INSTANCE,
    (suite->confidentiality != IPMI_CONFIDENTIALITY_NONE ? AUX_ENCRYPT : 0)
      | (suite->integrity != IPMI_INTEGRITY_NONE ? AUX_SIGN : 0),
    0, 0, 0,
  };

  send_request (self, COMMAND_ACTIVATE, data, sizeof data, task, on_activated);
}

static void
send_deactivate (IpmiSol             *self,
                 GTask               *task,
                 GAsyncReadyCallback  callback)
{
  const guint8 data[] = { PAYLOAD_SOL, INSTANCE, 0, 0, 0, 0 };

  send_request (self, COMMAND_DEACTIVATE, data, sizeof data, task, callback);
}

static void
on_stolen (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSol *self = g_task_get_source_object (task);
  g_autoptr(GBytes) answer = NULL;
  guint8 completion;

  /* That nobody has it is no trouble, and whatever else there is Activate Payload says better. */
  answer = take_answer (task, result, &completion);
  if (answer == NULL)
    return;
  if (!ipmi_session_get_open (self->session))
    fail_activation (task, g_error_new_literal (IPMI_ERROR, IPMI_ERROR_CLOSED, _("The session was closed.")));
  else
    send_activate (self, task);
}

static void
reclaim (GTask *task)
{
  IpmiSol *self = g_task_get_source_object (task);

  self->owner_before = 0;      /* once: whoever has it after that is somebody else */
  send_deactivate (self, task, on_stolen);
}

static void
on_deactivated (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSol *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) closed = NULL;
  g_autoptr(GBytes) answer = NULL;
  guint8 completion;

  g_set_error_literal (&closed, IPMI_ERROR, IPMI_ERROR_CLOSED, _("The serial console was closed."));
  answer = ipmi_session_request_finish (self->session, result, &completion, &error);
  ipmi_sol_stop (self, closed);
  /* 0x80: not active any more, which is what is wanted. */
  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (completion != 0 && completion != ALREADY_ACTIVE)
    g_task_return_error (task, activation_error (completion));
  else
    g_task_return_boolean (task, TRUE);
}

void
ipmi_sol_activate (IpmiSol  *self,
                   gboolean  steal,
                   GTask    *task)
{
  if (steal)
    send_deactivate (self, task, on_stolen);
  else
    send_activate (self, task);
}

void
ipmi_sol_deactivate (IpmiSol *self,
                     GTask   *task)
{
  /* The waits of the log-in may be long ones still; the console has found out meanwhile. */
  ipmi_session_set_timing (self->session, ipmi_sol_link_get_timing (self->link));
  send_deactivate (self, task, on_deactivated);
}
