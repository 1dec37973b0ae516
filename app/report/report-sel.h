/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ipmi-sdr.h"
#include "ipmi-sel.h"

G_BEGIN_DECLS

/* The members that make a table of events. */
extern const char * const report_sel_columns[];

JsonObject *report_sel_describe (const IpmiSelRecord *record,
                                 const IpmiSensor    *sensor);

G_END_DECLS
