/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"

typedef struct
{
  guint8      code;
  IpmiError   error;
  const char *text;
} Meaning;

/* IPMI 2.0 §5.2, table 5-2. */
static const Meaning completions[] = {
  { 0x00, IPMI_ERROR_FAILED, N_("The command was carried out.") },
  { 0xC0, IPMI_ERROR_BUSY, N_("The BMC is busy. Try again in a moment.") },
  { 0xC1, IPMI_ERROR_UNSUPPORTED, N_("The BMC does not have this command.") },
  { 0xC2, IPMI_ERROR_UNSUPPORTED, N_("The BMC does not have this command for that logical unit.") },
  { 0xC3, IPMI_ERROR_BUSY, N_("The BMC ran out of time while it carried out the command. Try again.") },
  { 0xC4, IPMI_ERROR_BUSY, N_("The BMC has no storage space left for this. Try again, or make room.") },
  { 0xC5, IPMI_ERROR_BUSY,
    N_("The reservation was cancelled, because somebody else is using the same records. Try again.") },
  { 0xC6, IPMI_ERROR_COMPLETION, N_("The BMC received the request cut short.") },
  { 0xC7, IPMI_ERROR_COMPLETION, N_("The BMC finds the length of the request wrong.") },
  { 0xC8, IPMI_ERROR_COMPLETION, N_("The request is longer than the BMC accepts.") },
  { 0xC9, IPMI_ERROR_COMPLETION, N_("A value in the request is out of the range that the BMC accepts.") },
  { 0xCA, IPMI_ERROR_COMPLETION, N_("The BMC cannot return as many bytes as were asked for.") },
  { 0xCB, IPMI_ERROR_NOT_FOUND, N_("The BMC does not have the sensor, record or item that was asked for.") },
  { 0xCC, IPMI_ERROR_COMPLETION, N_("The BMC finds a field of the request invalid.") },
  { 0xCD, IPMI_ERROR_UNSUPPORTED, N_("The command is not possible for this sensor or kind of record.") },
  { 0xCE, IPMI_ERROR_COMPLETION, N_("The BMC could not provide an answer.") },
  { 0xCF, IPMI_ERROR_COMPLETION, N_("The BMC takes the request for a repetition and did not carry it out again.") },
  { 0xD0, IPMI_ERROR_BUSY, N_("The BMC is updating its sensor records. Try again in a minute.") },
  { 0xD1, IPMI_ERROR_BUSY, N_("The BMC is updating its firmware. Try again when that is done.") },
  { 0xD2, IPMI_ERROR_BUSY, N_("The BMC is still starting up. Try again in a minute.") },
  { 0xD3, IPMI_ERROR_NOT_FOUND, N_("The BMC cannot reach the controller that was asked for.") },
  { 0xD4, IPMI_ERROR_PRIVILEGE,
    N_("The privilege of this session does not suffice, or a firmware firewall forbids the command. "
       "Log in with a higher privilege or as another user.") },
  { 0xD5, IPMI_ERROR_COMPLETION, N_("The command is not possible in the present state of the server.") },
  { 0xD6, IPMI_ERROR_UNSUPPORTED, N_("The command belongs to a function that is switched off in the BMC.") },
  { 0xFF, IPMI_ERROR_COMPLETION, N_("The BMC reports an error that it does not specify.") },
};

/* RMCP+ and RAKP status codes, IPMI 2.0 §13.24, table 13-15. */
static const Meaning statuses[] = {
  { 0x00, IPMI_ERROR_FAILED, N_("The BMC agrees.") },
  { 0x01, IPMI_ERROR_NO_SESSION,
    N_("The BMC has no session left. Close another one, or wait a minute until abandoned ones expire.") },
  { 0x02, IPMI_ERROR_PROTOCOL, N_("The BMC does not know the session that is being opened. Try again.") },
  { 0x03, IPMI_ERROR_PROTOCOL, N_("The BMC does not know the kind of payload.") },
  { 0x04, IPMI_ERROR_SUITE, N_("The BMC does not have this authentication algorithm. Choose another cipher suite.") },
  { 0x05, IPMI_ERROR_SUITE, N_("The BMC does not have this integrity algorithm. Choose another cipher suite.") },
  { 0x06, IPMI_ERROR_SUITE, N_("The BMC accepts none of the authentication algorithms. Choose another cipher suite.") },
  { 0x07, IPMI_ERROR_SUITE, N_("The BMC accepts none of the integrity algorithms. Choose another cipher suite.") },
  { 0x08, IPMI_ERROR_PROTOCOL, N_("The BMC says that the session is not active. Try again.") },
  { 0x09, IPMI_ERROR_PRIVILEGE,
    N_("The BMC does not have the privilege level that was asked for. Ask for a lower one.") },
  { 0x0A, IPMI_ERROR_PRIVILEGE,
    N_("The user may not have the privilege level that was asked for. Ask for a lower one.") },
  { 0x0B, IPMI_ERROR_NO_SESSION,
    N_("The BMC has no session left at this privilege level. Close another one, or ask for a lower level.") },
  { 0x0C, IPMI_ERROR_AUTH, N_("The BMC finds the length of the user name invalid. Check the user name.") },
  { 0x0D, IPMI_ERROR_AUTH, N_("The BMC does not know this user, or does not let it in here. Check the user name.") },
  { 0x0E, IPMI_ERROR_AUTH, N_("The BMC does not accept its own GUID.") },
  { 0x0F, IPMI_ERROR_AUTH, N_("The BMC does not accept the password. Check the user name and the password.") },
  { 0x10, IPMI_ERROR_SUITE, N_("The BMC does not have this encryption algorithm. Choose another cipher suite.") },
  { 0x11, IPMI_ERROR_SUITE, N_("The BMC does not have this combination of algorithms. Choose another cipher suite.") },
  { 0x12, IPMI_ERROR_PROTOCOL, N_("The BMC finds something in the log-in invalid.") },
};

static const Meaning *
find (const Meaning *meanings,
      gsize          n,
      guint8         code)
{
  for (gsize i = 0; i < n; i++)
    if (meanings[i].code == code)
      return &meanings[i];
  return NULL;
}

/**
 * ipmi_completion_text:
 * @completion: completion code
 *
 * Returns: (transfer none): what a code that is the same for all commands says, as a sentence for the user
 */
const char *
ipmi_completion_text (guint8 completion)
{
  const Meaning *meaning = find (completions, G_N_ELEMENTS (completions), completion);

  if (meaning != NULL)
    return _(meaning->text);
  if (completion >= 0x80 && completion <= 0xBE)
    return _("The BMC refuses the command for a reason of that command alone.");
  if (completion >= 0x01 && completion <= 0x7E)
    return _("The BMC refuses the command for a reason that its manufacturer defines.");
  return _("The BMC answers with a completion code that the specification reserves.");
}

/**
 * ipmi_completion_error:
 * @completion: completion code but 0
 *
 * Returns: the kind of error it is
 */
IpmiError
ipmi_completion_error (guint8 completion)
{
  const Meaning *meaning = find (completions, G_N_ELEMENTS (completions), completion);

  return meaning != NULL ? meaning->error : IPMI_ERROR_COMPLETION;
}

/**
 * ipmi_status_text:
 * @status: RMCP+ or RAKP status code
 *
 * Returns: (transfer full): what it says, as a sentence for the user
 */
char *
ipmi_status_text (guint8 status)
{
  const Meaning *meaning = find (statuses, G_N_ELEMENTS (statuses), status);

  if (meaning != NULL)
    return g_strdup (_(meaning->text));
  return g_strdup_printf (_("The BMC refuses the log-in with status 0x%02x, which the specification does not have."),
                          status);
}

/**
 * ipmi_status_error:
 * @status: RMCP+ or RAKP status code but 0
 *
 * Returns: the kind of error it is
 */
IpmiError
ipmi_status_error (guint8 status)
{
  const Meaning *meaning = find (statuses, G_N_ELEMENTS (statuses), status);

  return meaning != NULL ? meaning->error : IPMI_ERROR_PROTOCOL;
}
