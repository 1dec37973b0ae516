/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sim-drives.h"
#include "sim-keyboard.h"
#include "sim-log.h"
#include "sim-display.h"

G_BEGIN_DECLS

typedef enum
{
  SIM_STAGE_OFF,
  SIM_STAGE_POST,
  SIM_STAGE_PROMPT,
} SimStage;

/* Numbered as the console's power command has them (console protocol, section 7). */
typedef enum
{
  SIM_POWER_PRESS,
  SIM_POWER_HOLD,
  SIM_POWER_COLD_BOOT,
  SIM_POWER_RESET,
  SIM_POWER_COUNT,
} SimPower;

#define SIM_TYPE_MACHINE (sim_machine_get_type ())
G_DECLARE_FINAL_TYPE (SimMachine, sim_machine, SIM, MACHINE, GObject)

SimMachine *sim_machine_new             (SimLog        *log,
                                         double         post_seconds);
gboolean    sim_machine_set_prompt_mode (SimMachine    *self,
                                         const char    *mode,
                                         GError       **error);
void        sim_machine_start           (SimMachine    *self,
                                         SimStage       stage);
SimStage    sim_machine_get_stage       (SimMachine    *self);
gboolean    sim_machine_is_on           (SimMachine    *self);
gboolean    sim_machine_has_signal      (SimMachine    *self);
SimDisplay *sim_machine_get_display      (SimMachine    *self);
gboolean    sim_machine_push_power      (SimMachine    *self,
                                         SimPower       action);
void        sim_machine_report_keys     (SimMachine    *self,
                                         guint8         modifiers,
                                         const guint8   keys[SIM_KEYBOARD_KEYS]);
void        sim_machine_move_pointer    (SimMachine    *self,
                                         guint          x,
                                         guint          y,
                                         guint          buttons);
gboolean    sim_machine_set_mode        (SimMachine    *self,
                                         guint          width,
                                         guint          height,
                                         GError       **error);
void        sim_machine_set_signal      (SimMachine    *self,
                                         gboolean       has_signal);
void        sim_machine_redraw          (SimMachine    *self);
void        sim_machine_print           (SimMachine    *self,
                                         const char    *text);
void        sim_machine_notify          (SimMachine    *self,
                                         const char    *text);
void        sim_machine_use_drive       (SimMachine    *self,
                                         SimDriveId     drive,
                                         gboolean       ejects);
gboolean    sim_machine_is_booting      (SimMachine    *self);
void        sim_machine_boot            (SimMachine    *self,
                                         const char    *from);
const char *sim_stage_get_name          (SimStage       stage);
const char *sim_power_get_name          (SimPower       action);
gboolean    sim_power_from_name         (const char    *name,
                                         SimPower      *action);

G_END_DECLS
