/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-bmc-settings.h"

G_BEGIN_DECLS

/**
 * RacksideBmcDialog:
 *
 * Asks how to reach a BMC. Signal "apply" (RacksideBmcSettings *settings, gboolean remember), valid
 * during the call.
 */
#define RACKSIDE_TYPE_BMC_DIALOG (rackside_bmc_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RacksideBmcDialog, rackside_bmc_dialog, RACKSIDE, BMC_DIALOG, AdwWindow)

RacksideBmcDialog *rackside_bmc_dialog_new (GtkWindow                 *parent,
                                            const RacksideBmcSettings *settings);

G_END_DECLS
