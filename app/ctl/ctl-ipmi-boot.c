/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ipmi-boot-client.h"

static gboolean
get_flags (CtlContext     *context,
           IpmiSession    *session,
           IpmiBootFlags  *flags,
           GError        **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;

  ipmi_boot_get_async (session, context->cancellable, ctl_await_ready, &await);
  return ipmi_boot_get_finish (session, ctl_await (&await), flags, error);
}

static void
print_flags (CtlContext          *context,
             const IpmiBootFlags *flags)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "device", ipmi_boot_device_name (flags->device));
  json_object_set_boolean_member (object, "persistent", flags->persistent);
  json_object_set_boolean_member (object, "efi", flags->efi);
  json_object_set_boolean_member (object, "valid", flags->valid);
  ctl_output_object (context, object);
}

static gboolean
show_boot (CtlContext   *context,
           IpmiSession  *session,
           gpointer      data,
           GError      **error)
{
  IpmiBootFlags flags;

  if (!get_flags (context, session, &flags, error))
    return FALSE;
  print_flags (context, &flags);
  return TRUE;
}

static gboolean
set_boot (CtlContext   *context,
          IpmiSession  *session,
          gpointer      data,
          GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  const IpmiBootFlags *flags = data;

  ipmi_boot_set_async (session, flags, IPMI_BOOT_KEEP_UNCHANGED, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_boot_set_finish (session, ctl_await (&await), error))
    return FALSE;
  print_flags (context, flags);
  return TRUE;
}

CtlExit
ctl_ipmi_boot (CtlContext *context,
               int         argc,
               char      **argv,
               GError    **error)
{
  IpmiBootFlags flags = { .valid = TRUE };
  const GOptionEntry entries[] = {
    { "persistent", 0, 0, G_OPTION_ARG_NONE, &flags.persistent, N_("From now on, not just the next time"), NULL },
    { "efi", 0, 0, G_OPTION_ARG_NONE, &flags.efi, N_("By UEFI instead of a legacy BIOS"), NULL },
    { NULL }
  };

  if (!ctl_context_parse (context, entries, 0, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (argc == 1 && (flags.persistent || flags.efi))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("--persistent and --efi go with a device: none, pxe, disk, cdrom, bios or usb"));
      return CTL_EXIT_USAGE;
    }
  if (argc == 1)
    return ctl_ipmi_run (context, show_boot, NULL, error);
  if (!ipmi_boot_device_from_name (argv[1], &flags.device))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is nothing to boot from: none, pxe, disk, cdrom, bios or usb is wanted"), argv[1]);
      return CTL_EXIT_USAGE;
    }
  return ctl_ipmi_run (context, set_boot, &flags, error);
}
