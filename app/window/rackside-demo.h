/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rackside-address.h"
#include "rackside-bmc-settings.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_DEMO (rackside_demo_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDemo, rackside_demo, RACKSIDE, DEMO, GObject)

RacksideDemo              *rackside_demo_new          (void);
void                       rackside_demo_start_async  (RacksideDemo         *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean                   rackside_demo_start_finish (RacksideDemo         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
const RacksideAddress     *rackside_demo_get_address  (RacksideDemo         *self);
const char                *rackside_demo_get_password (RacksideDemo         *self);
const char                *rackside_demo_get_pin      (RacksideDemo         *self);
const RacksideBmcSettings *rackside_demo_get_bmc      (RacksideDemo         *self);

G_END_DECLS
