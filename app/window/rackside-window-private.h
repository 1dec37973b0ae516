/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-player-view.h"
#include "rackside-window.h"

G_BEGIN_DECLS

struct _RacksideWindow
{
  AdwApplicationWindow  parent_instance;
  AdwToastOverlay      *toast_overlay;
  GtkBox               *content;
  AdwHeaderBar         *header;
  AdwWindowTitle       *title;
  GtkRevealer          *fullscreen_header;   /* where the header is while the window fills the screen */
  GtkStack             *stack;
  GtkWidget            *start_page;
  RacksidePlayerView   *player_view;
  GtkFileChooserNative *file_chooser;        /* owned; NULL when none is open */
};

void rackside_window_init_actions (RacksideWindow *self);

G_END_DECLS
