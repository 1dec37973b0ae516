/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ipmi-auth.h"

G_BEGIN_DECLS

#define IPMI_RAKP_MAX 96          /* none of the messages is longer */

/**
 * IpmiOpenResponse:
 *
 * RMCP+ Open Session Response (IPMI 2.0 §13.18). With another @status than 0 only @tag means anything.
 */
typedef struct
{
  guint8  tag;
  guint8  status;
  guint8  privilege;
  guint32 console_id;
  guint32 bmc_id;
  guint8  authentication;
  guint8  integrity;
  guint8  confidentiality;
} IpmiOpenResponse;

/**
 * IpmiRakpResponse:
 * @random: the BMC's random number, %NULL in RAKP Message 4
 * @guid: the BMC's GUID, %NULL in RAKP Message 4
 * @code: (array length=code_length): key exchange code (2) or integrity check value (4)
 *
 * RAKP Message 2 or 4 (IPMI 2.0 §13.21, §13.23). Pointers are borrowed, and %NULL with another @status
 * than 0.
 */
typedef struct
{
  guint8        tag;
  guint8        status;
  guint32       console_id;
  const guint8 *random;
  const guint8 *guid;
  const guint8 *code;
  gsize         code_length;
} IpmiRakpResponse;

gsize    ipmi_open_request_encode  (guint8              out[IPMI_RAKP_MAX],
                                    guint8              tag,
                                    guint8              privilege,
                                    guint32             console_id,
                                    const IpmiSuite    *suite);
gboolean ipmi_open_response_decode (IpmiOpenResponse   *response,
                                    const guint8       *data,
                                    gsize               length);
gsize    ipmi_rakp_1_encode        (guint8              out[IPMI_RAKP_MAX],
                                    guint8              tag,
                                    const IpmiExchange *exchange);
gboolean ipmi_rakp_2_decode        (IpmiRakpResponse   *response,
                                    const guint8       *data,
                                    gsize               length);
gsize    ipmi_rakp_3_encode        (guint8              out[IPMI_RAKP_MAX],
                                    guint8              tag,
                                    guint8              status,
                                    guint32             bmc_id,
                                    const guint8       *code,
                                    gsize               code_length);
gboolean ipmi_rakp_4_decode        (IpmiRakpResponse   *response,
                                    const guint8       *data,
                                    gsize               length);

G_END_DECLS
