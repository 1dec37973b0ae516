/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ipmi-words.h"

G_BEGIN_DECLS

char *ipmi_event_dup_detail (guint8        event_type,
                             guint8        sensor_type,
                             const guint8  data[3],
                             IpmiWords     words);

G_END_DECLS
