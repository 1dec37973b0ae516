/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-drive.h"

G_BEGIN_DECLS

/* One virtual drive of a server: what is in it, who put it there, and what was said about it last. */
struct _RacksideDrive
{
  GObject             parent_instance;
  RacksideDriveKind   kind;
  RacksideDriveState  state;
  IloSession         *session;        /* owned; NULL while no console is live */
  char               *step;           /* owned, nullable */
  char               *notice;         /* owned, nullable */
  char               *url;            /* owned, nullable; without user and password */
  gboolean            foreign;        /* somebody else's client has it */
  GCancellable       *cancellable;    /* owned; NULL unless something is on its way */
  IloMedia           *media;          /* owned; NULL unless an image of ours is in it, or goes in or out */
};

void rackside_drive_set_state    (RacksideDrive      *self,
                                  RacksideDriveState  state,
                                  const char         *step);
void rackside_drive_set_foreign  (RacksideDrive      *self,
                                  gboolean            foreign);
void rackside_drive_set_url      (RacksideDrive      *self,
                                  const char         *url);
void rackside_drive_become_empty (RacksideDrive      *self,
                                  const GError       *error);
void rackside_drive_become_stale (RacksideDrive     *self);
void rackside_drive_watch_media  (RacksideDrive      *self,
                                  IloMedia           *media);
void rackside_drive_follow_media (RacksideDrive      *self);
void rackside_drive_eject_url    (RacksideDrive      *self);

G_END_DECLS
