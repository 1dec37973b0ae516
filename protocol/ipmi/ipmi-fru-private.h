/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-fru.h"

G_BEGIN_DECLS

/* Type code, bits 7:6 of a type/length byte. */
typedef enum
{
  IPMI_FRU_ENCODING_BINARY  = 0,
  IPMI_FRU_ENCODING_BCD     = 1,
  IPMI_FRU_ENCODING_SIX_BIT = 2,
  IPMI_FRU_ENCODING_TEXT    = 3,
} IpmiFruEncoding;

char           *ipmi_fru_text_decode      (IpmiFruEncoding  encoding,
                                           gboolean         unicode,
                                           const guint8    *data,
                                           gsize            length);
void            ipmi_fru_problem          (IpmiFruArea     *area,
                                           const char      *format,
                                           ...) G_GNUC_PRINTF (2, 3);
gboolean        ipmi_fru_checksum_holds   (const guint8    *data,
                                           gsize            length);
GArray         *ipmi_fru_values_decode    (guint8           type,
                                           const guint8    *data,
                                           gsize            length);
void            ipmi_fru_record_free      (IpmiFruRecord   *record);

G_END_DECLS
