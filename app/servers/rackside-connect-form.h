/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-address.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_CONNECT_FORM (rackside_connect_form_get_type ())
G_DECLARE_FINAL_TYPE (RacksideConnectForm, rackside_connect_form, RACKSIDE, CONNECT_FORM, AdwBin)

void rackside_connect_form_set_address (RacksideConnectForm   *self,
                                        const RacksideAddress *address);

gboolean rackside_connect_form_is_used (RacksideConnectForm *self);

G_END_DECLS
