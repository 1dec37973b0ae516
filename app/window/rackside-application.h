/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-macros.h"
#include "rackside-poller.h"
#include "rackside-servers.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_APPLICATION (rackside_application_get_type ())
G_DECLARE_FINAL_TYPE (RacksideApplication, rackside_application, RACKSIDE, APPLICATION, AdwApplication)

GApplication *rackside_application_new  (void);
int           rackside_application_run  (RacksideApplication      *self,
                                         int                       argc,
                                         char                    **argv);
void          rackside_application_fail (RacksideApplication      *self,
                                         GApplicationCommandLine  *command_line,
                                         int                       status);

RacksideMacros  *rackside_application_get_macros  (RacksideApplication      *self,
                                                   GError                  **problem);
RacksideServers *rackside_application_get_servers (RacksideApplication      *self,
                                                   GError                  **problem);
RacksidePoller  *rackside_application_get_poller  (RacksideApplication      *self);

G_END_DECLS
