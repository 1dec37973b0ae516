/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "ipmi-error.h"
#include "wire-reader.h"

G_BEGIN_DECLS

/* Whether all that an answer to @command must hold was there; else the error for the user. */
static inline gboolean
ipmi_answer_whole (const WireReader  *reader,
                   const char        *command,
                   gsize              length,
                   GError           **error)
{
  if (!reader->truncated)
    return TRUE;
  g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
               _("The BMC's answer to %s is cut short at %zu bytes."), command, length);
  return FALSE;
}

G_END_DECLS
