/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-console-private.h"
#include "ilo-error.h"

static void
set_health (IloConsole *self,
            IloHealth   health)
{
  if (health == self->health)
    return;
  self->health = health;
  ilo_console_notify (self, ILO_CONSOLE_PROP_HEALTH);
}

void
ilo_console_set_post_code (IloConsole *self,
                           int         post_code)
{
  if (post_code == self->post_code)
    return;
  self->post_code = post_code;
  ilo_console_notify (self, ILO_CONSOLE_PROP_POST_CODE);
}

void
ilo_console_clear_request (IloConsole *self)
{
  ilo_console_clear_source (&self->request_timer);
  if (self->request.claim == ILO_CLAIM_NONE)
    return;
  self->request = (IloRequest) { 0 };
  ilo_console_notify (self, ILO_CONSOLE_PROP_REQUEST);
}

static gboolean
on_request_over (gpointer user_data)
{
  ilo_console_clear_request (user_data);
  return G_SOURCE_REMOVE;
}

static void
take_request (IloConsole             *self,
              const IloCommandRecord *record)
{
  ilo_console_clear_request (self);
  self->request.claim = record->type == ILO_COMMAND_SEIZE_REQUEST ? ILO_CLAIM_SEIZE : ILO_CLAIM_SHARE;
  g_strlcpy (self->request.user, record->user, sizeof self->request.user);
  g_strlcpy (self->request.address, record->address, sizeof self->request.address);
  if (record->status > 0)
    {
      self->request.granted_at = g_get_monotonic_time () + record->status * G_USEC_PER_SEC;
      ilo_console_start_timer (self, &self->request_timer, record->status * 1000u, on_request_over);
    }
  ilo_console_notify (self, ILO_CONSOLE_PROP_REQUEST);
}

static void
take_unauthorized (IloConsole *self,
                   guint       action)
{
  if (action == ILO_COMMAND_ACTION_CONSOLE)
    ilo_console_end (self, g_error_new_literal (ILO_ERROR, ILO_ERROR_UNAUTHORIZED,
                                                _("The iLO ended the console: this user may not use it any more.")));
  else
    g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_UNAUTHORIZED], 0, action);
}

static void
take_reset (IloConsole *self)
{
  g_autoptr(GError) cause = g_error_new_literal (ILO_ERROR, ILO_ERROR_RESET, _("The iLO resets itself."));

  self->was_reset = TRUE;
  self->tries = 0;
  ilo_console_schedule_retry (self, cause);
}

static void
take_record (IloConsole             *self,
             const IloCommandRecord *record)
{
  switch (record->type)
    {
    case ILO_COMMAND_POST_COMPLETE:
      ilo_console_set_post_code (self, -1);
      break;
    case ILO_COMMAND_POWER:
      ilo_console_set_power (self, record->power ? ILO_POWER_ON : ILO_POWER_OFF);
      break;
    case ILO_COMMAND_HEALTH:
      set_health (self, record->health);
      break;
    case ILO_COMMAND_POST_CODE:
      ilo_console_set_post_code (self, record->post_code);
      break;
    case ILO_COMMAND_SEIZE_REQUEST:
    case ILO_COMMAND_SHARE_REQUEST:
      take_request (self, record);
      break;
    case ILO_COMMAND_MEDIA:
      g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_MEDIA_CHANGED], 0, (guint) record->drive,
                     record->connected);
      break;
    case ILO_COMMAND_FIRMWARE_UPDATE:
      ilo_console_end (self, g_error_new_literal (ILO_ERROR, ILO_ERROR_FIRMWARE_UPDATE,
                                                  _("The iLO ended the console because its firmware is being "
                                                    "updated. Connect again in a few minutes.")));
      break;
    case ILO_COMMAND_UNAUTHORIZED:
      take_unauthorized (self, record->status);
      break;
    case ILO_COMMAND_NOT_LICENSED:
      ilo_console_end (self, g_error_new_literal (ILO_ERROR, ILO_ERROR_LICENSE,
                                                  _("The iLO ended the console: it is not licensed for it once "
                                                    "the server has started. An iLO Advanced licence allows it.")));
      break;
    case ILO_COMMAND_RESET:
      take_reset (self);
      break;
    case ILO_COMMAND_MEDIA_NOTICE:
    default:
      break;
    }
}

void
ilo_console_take_records (const guint8 *data,
                          gsize         length,
                          gpointer      user_data)
{
  IloConsole *self = user_data;
  g_autoptr(IloConsole) alive = g_object_ref (self);
  g_autoptr(GError) error = NULL;
  IloCommandRecord record;

  while (self->state == ILO_CONSOLE_STATE_OPEN
         && ilo_command_decoder_take (self->records, &data, &length, &record, &error))
    take_record (self, &record);
  if (error != NULL)
    ilo_console_end (self, g_steal_pointer (&error));
}

/**
 * ilo_console_answer_request:
 * @self: a console
 * @grant: whether the one who asks may share or seize it
 *
 * Answers #IloConsole:request. A console that is given away has ended, with %ILO_ERROR_GRANTED.
 */
void
ilo_console_answer_request (IloConsole *self,
                            gboolean    grant)
{
  IloInputMessage message = { .length = ILO_COMMAND_ANSWER_SIZE };
  IloClaim claim = self->request.claim;

  if (self->state != ILO_CONSOLE_STATE_OPEN || claim == ILO_CLAIM_NONE)
    return;
  ilo_command_encode_answer (message.bytes, grant);
  ilo_link_send (self->command, &message);
  if (claim != ILO_CLAIM_SEIZE || !grant)
    {
      ilo_console_clear_request (self);
      return;
    }
  self->error = g_error_new (ILO_ERROR, ILO_ERROR_GRANTED, _("You gave the console to %s."),
                             self->request.user[0] != '\0' ? self->request.user : _("another user"));
  ilo_console_clear_request (self);
  ilo_console_leave (self);
  ilo_console_set_state (self, ILO_CONSOLE_STATE_ENDED, g_strdup (self->error->message));
  g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_ENDED], 0, self->error);
}

/**
 * ilo_console_get_request:
 * @self: a console
 *
 * Returns: (nullable) (transfer none): who else wants the console
 */
const IloRequest *
ilo_console_get_request (IloConsole *self)
{
  return self->request.claim != ILO_CLAIM_NONE ? &self->request : NULL;
}
