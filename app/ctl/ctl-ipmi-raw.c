/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-ipmi.h"

/* As much as fits into an IPMI message on any channel. */
#define MAX_DATA 255

#define NETFN_FIRMWARE 0x08
#define NETFN_OEM      0x2E      /* and above */

/* What does harm, or gives another answer, when it runs twice (IPMI 2.0 appendix G). */
static const struct { guint8 netfn; guint8 command; } once[] = {
  { 0x00, 0x02 },       /* Chassis Control */
  { 0x00, 0x03 },       /* Chassis Reset */
  { 0x04, 0x02 },       /* Platform Event */
  { 0x04, 0x16 },       /* Alert Immediate */
  { 0x06, 0x02 },       /* Cold Reset */
  { 0x06, 0x03 },       /* Warm Reset */
  { 0x06, 0x33 },       /* Get Message */
  { 0x06, 0x34 },       /* Send Message */
  { 0x06, 0x35 },       /* Read Event Message Buffer */
  { 0x06, 0x3C },       /* Close Session */
  { 0x06, 0x48 },       /* Activate Payload */
  { 0x06, 0x49 },       /* Deactivate Payload */
  { 0x06, 0x52 },       /* Master Write-Read */
  { 0x0A, 0x24 },       /* Add SDR */
  { 0x0A, 0x25 },       /* Partial Add SDR */
  { 0x0A, 0x26 },       /* Delete SDR */
  { 0x0A, 0x27 },       /* Clear SDR Repository */
  { 0x0A, 0x44 },       /* Add SEL Entry */
  { 0x0A, 0x45 },       /* Partial Add SEL Entry */
  { 0x0A, 0x46 },       /* Delete SEL Entry */
  { 0x0A, 0x47 },       /* Clear SEL */
};

typedef struct
{
  IpmiRequest request;
  guint8      data[MAX_DATA];
  guint8      completion;
} Raw;

/* A request whose answer is lost is sent again only when that is known to be harmless; nobody knows what a
 * manufacturer's own does. */
static gboolean
may_run_twice (guint8 netfn,
               guint8 command)
{
  for (guint i = 0; i < G_N_ELEMENTS (once); i++)
    if (once[i].netfn == netfn && once[i].command == command)
      return FALSE;
  return netfn != NETFN_FIRMWARE && netfn < NETFN_OEM;
}

static gboolean
run_raw (CtlContext   *context,
         IpmiSession  *session,
         gpointer      data,
         GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GString) hex = g_string_new (NULL);
  g_autoptr(JsonObject) object = json_object_new ();
  Raw *raw = data;
  const guint8 *bytes;
  gsize length;

  ipmi_session_request_async (session, &raw->request, context->cancellable, ctl_await_ready, &await);
  answer = ipmi_session_request_finish (session, ctl_await (&await), &raw->completion, error);
  if (answer == NULL)
    return FALSE;
  bytes = g_bytes_get_data (answer, &length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  json_object_set_int_member (object, "completion", raw->completion);
  json_object_set_string_member (object, "data", hex->str);
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_raw (CtlContext *context,
              int         argc,
              char      **argv,
              GError    **error)
{
  Raw raw = { 0 };
  guint lun = 0;
  g_autofree char *lun_text = NULL;
  const GOptionEntry entries[] = {
    { "lun", 0, 0, G_OPTION_ARG_STRING, &lun_text, N_("Logical unit, 0 to 3"), "LUN" },
    { NULL }
  };
  guint value;
  CtlExit status;

  if (!ctl_context_parse (context, entries, 2, 2 + MAX_DATA, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (lun_text != NULL && !ctl_ipmi_parse_number (lun_text, 10, 3, _("logical unit"), &lun, error))
    return CTL_EXIT_USAGE;
  raw.request.lun = (guint8) lun;
  if (!ctl_ipmi_parse_number (argv[1], 16, 0x3E, _("network function"), &value, error))
    return CTL_EXIT_USAGE;
  if (value % 2 != 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("The network function of a request is even; %X is that of an answer"), value);
      return CTL_EXIT_USAGE;
    }
  raw.request.netfn = (guint8) value;
  if (!ctl_ipmi_parse_number (argv[2], 16, 0xFF, _("command"), &value, error))
    return CTL_EXIT_USAGE;
  raw.request.command = (guint8) value;
  if (!may_run_twice (raw.request.netfn, raw.request.command))
    raw.request.flags = IPMI_REQUEST_ONCE;
  for (int i = 3; i < argc; i++)
    {
      if (!ctl_ipmi_parse_number (argv[i], 16, 0xFF, _("byte"), &value, error))
        return CTL_EXIT_USAGE;
      raw.data[i - 3] = (guint8) value;
    }
  raw.request.data = raw.data;
  raw.request.length = (gsize) argc - 3;
  status = ctl_ipmi_run (context, run_raw, &raw, error);
  return status == CTL_EXIT_DONE && raw.completion != 0 ? CTL_EXIT_FAILED : status;
}
