/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/* Completion codes that the code has to know (IPMI 2.0 §5.2). */
#define IPMI_COMPLETION_OK                     0x00
#define IPMI_COMPLETION_NODE_BUSY              0xC0
#define IPMI_COMPLETION_INVALID_COMMAND        0xC1
#define IPMI_COMPLETION_INVALID_FOR_LUN        0xC2
#define IPMI_COMPLETION_TIMEOUT                0xC3
#define IPMI_COMPLETION_OUT_OF_SPACE           0xC4
#define IPMI_COMPLETION_RESERVATION_CANCELLED  0xC5
#define IPMI_COMPLETION_TRUNCATED              0xC6
#define IPMI_COMPLETION_LENGTH_INVALID         0xC7
#define IPMI_COMPLETION_LENGTH_EXCEEDED        0xC8
#define IPMI_COMPLETION_OUT_OF_RANGE           0xC9
#define IPMI_COMPLETION_CANNOT_RETURN          0xCA
#define IPMI_COMPLETION_NOT_PRESENT            0xCB
#define IPMI_COMPLETION_INVALID_FIELD          0xCC
#define IPMI_COMPLETION_ILLEGAL_COMMAND        0xCD
#define IPMI_COMPLETION_NO_RESPONSE            0xCE
#define IPMI_COMPLETION_DUPLICATE              0xCF
#define IPMI_COMPLETION_SDR_UPDATE             0xD0
#define IPMI_COMPLETION_FIRMWARE_UPDATE        0xD1
#define IPMI_COMPLETION_INITIALIZING           0xD2
#define IPMI_COMPLETION_DESTINATION            0xD3
#define IPMI_COMPLETION_PRIVILEGE              0xD4
#define IPMI_COMPLETION_STATE                  0xD5
#define IPMI_COMPLETION_DISABLED               0xD6
#define IPMI_COMPLETION_UNSPECIFIED            0xFF

/* Whether it says that the same request may be answered in a moment. */
static inline gboolean
ipmi_completion_is_passing (guint8 completion)
{
  return completion == IPMI_COMPLETION_NODE_BUSY || completion == IPMI_COMPLETION_TIMEOUT
         || completion == IPMI_COMPLETION_OUT_OF_SPACE;
}

const char *ipmi_completion_text  (guint8  completion);
IpmiError   ipmi_completion_error (guint8  completion);
char       *ipmi_status_text      (guint8  status);
IpmiError   ipmi_status_error     (guint8  status);

G_END_DECLS
