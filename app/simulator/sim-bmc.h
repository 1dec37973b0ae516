/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-machine.h"

G_BEGIN_DECLS

#define SIM_BMC_USER     "admin"
#define SIM_BMC_PASSWORD "s3cret-Pass"

/**
 * SimBmc:
 *
 * The machine's BMC: OpenIPMI's ipmi_sim, as the folder bmc/ says, with the machine's power switch. It ends with
 * this object.
 */
typedef struct _SimBmc SimBmc;

SimBmc  *sim_bmc_new      (SimMachine  *machine,
                           GError     **error);
void     sim_bmc_free     (SimBmc      *self);
guint16  sim_bmc_get_port (SimBmc      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimBmc, sim_bmc_free)

G_END_DECLS
