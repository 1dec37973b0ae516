/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the simulated server says of itself, the same in every interface. */

#define SIM_PRODUCT_NAME  "ProLiant DL380 Gen9"
#define SIM_PRODUCT_ID    "719064-B21"
#define SIM_SERIAL_NUMBER "SIM0000001"
#define SIM_UUID          "30363931-3436-4953-4D30-303030303031"
#define SIM_WATTS         118
#define SIM_WATTS_AVERAGE 121
#define SIM_WATTS_MINIMUM 104
#define SIM_WATTS_PEAK    187
#define SIM_WATTS_RATED   800
