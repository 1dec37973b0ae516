/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr.h"

G_BEGIN_DECLS

#define IPMI_CONVERSION_SIZE 6

void ipmi_conversion_decode (IpmiConversion *conversion,
                             const guint8    data[IPMI_CONVERSION_SIZE]);

G_END_DECLS
