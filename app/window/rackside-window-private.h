/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-answers.h"
#include "rackside-connect-form.h"
#include "rackside-console-menus.h"
#include "rackside-console-view.h"
#include "rackside-demo.h"
#include "rackside-drives-popover.h"
#include "rackside-macro-store.h"
#include "rackside-news.h"
#include "rackside-panel-flap.h"
#include "rackside-player-view.h"
#include "rackside-servers-page.h"
#include "rackside-wakefulness.h"
#include "rackside-window.h"

G_BEGIN_DECLS

struct _RacksideWindow
{
  AdwApplicationWindow  parent_instance;
  AdwToastOverlay      *toast_overlay;
  guint                 n_standing;          /* how many remarks stay until they are dismissed */
  GtkBox               *content;
  AdwHeaderBar         *header;
  AdwWindowTitle       *title;
  GtkRevealer          *fullscreen_header;   /* where the header is while the window fills the screen */
  gboolean              pointer_at_header;
  GtkStack             *stack;
  GtkWidget            *start_page;
  GtkWidget            *saved_button;
  RacksideServersPage  *servers_page;
  GtkWidget            *open_button;
  GtkWidget            *view_button;
  GMenu                *view_menu;
  GMenu                *monitors_menu;       /* borrowed from view_menu */
  GMenu                *main_menu;
  GtkWidget            *power_button;
  GtkWidget            *keyboard_button;
  GtkWidget            *drives_button;
  RacksideDrivesPopover *drives_popover;
  GtkWidget            *panel_button;
  RacksidePanelFlap    *flap;
  RacksideConnectForm  *connect_form;
  RacksideConsoleView  *console_view;
  RacksidePlayerView   *player_view;
  RacksidePanel        *bmc_panel;           /* of a server of which nothing but its BMC is known */
  RacksideDemo         *demo;                /* owned; NULL unless it shows one */
  GCancellable         *demo_cancellable;    /* owned */
  gboolean              starting_demo;
  RacksideServer       *server;              /* owned; NULL unless it shows a saved one */
  GCancellable         *keyring_cancellable; /* owned; NULL before the keyring is asked */
  guint                 keyring_source;      /* says that the keyring is being waited for; 0: not, or it has been said */
  guint                 picture_source;      /* 0 while no saved server is open */
  char                 *picture_checksum;    /* owned; of the screen whose picture was kept last */
  RacksideKeep          keep;                /* what to keep of what has been entered, once it is accepted */
  char                 *keep_password;       /* owned, wiped; NULL unless it is to be remembered */
  char                 *layout;              /* owned; of the server's keyboard; NULL: not chosen for this one */
  RacksideNews         *news;                /* owned */
  RacksideWakefulness  *wakefulness;         /* owned */
  GMenu                *macro_menu;          /* owned */
  RacksideMacroStore   *macro_store;         /* owned; NULL before a console opens */
  IloHotKeys           *hot_keys;            /* owned; NULL: the iLO has not told them */
  char                 *hot_keys_problem;    /* owned; why it does not */
  GCancellable         *hot_keys_cancellable; /* owned; NULL before it is asked */
  GtkFileChooserNative *file_chooser;        /* owned; NULL when none is open */
};

void rackside_window_init_actions (RacksideWindow        *self);
void rackside_window_show_page    (RacksideWindow        *self,
                                   GtkWidget             *page);
void rackside_window_connect_with_password (RacksideWindow        *self,
                                            const RacksideAddress *address,
                                            const char            *password);

gboolean rackside_window_is_home           (RacksideWindow *self);
void     rackside_window_show_home         (RacksideWindow *self);
void     rackside_window_show_connect_form (RacksideWindow *self);
void     rackside_window_init_servers      (RacksideWindow *self);
void     rackside_window_dispose_servers   (RacksideWindow *self);

void     rackside_window_open_address      (RacksideWindow        *self,
                                            const RacksideAddress *address);
void     rackside_window_connect_saved     (RacksideWindow        *self,
                                            const RacksideAddress *address,
                                            const char            *password);
void     rackside_window_ask_again         (RacksideWindow        *self,
                                            gboolean               refused);
void     rackside_window_submit            (RacksideWindow        *self,
                                            const RacksideAddress *address,
                                            const char            *password,
                                            RacksideKeep           keep);
void     rackside_window_keep_ilo          (RacksideWindow        *self);
void     rackside_window_keep_bmc          (RacksidePanel         *panel,
                                            gboolean               remember,
                                            RacksideWindow        *self);
void     rackside_window_keep_nothing      (RacksideWindow        *self);
void     rackside_window_save_server       (RacksideWindow        *self);
void     rackside_window_show_security     (RacksideWindow        *self);
void     rackside_window_update_keep       (RacksideWindow        *self);

RacksideServers *
         rackside_window_get_servers       (GError               **problem);
gboolean rackside_window_is_saved          (RacksideWindow        *self);

void     rackside_window_watch_picture     (RacksideWindow        *self);
void     rackside_window_keep_picture      (RacksideWindow        *self);
void     rackside_window_dispose_picture   (RacksideWindow        *self);

void     rackside_window_set_bmc           (RacksideWindow            *self,
                                            const RacksideBmcSettings *settings);
void     rackside_window_give_bmc_key      (RacksideWindow            *self,
                                            GBytes                    *key);
void     rackside_window_adjust_bmc        (RacksideWindow            *self,
                                            int                        suite,
                                            const char                *bridge);
void     rackside_window_open_bmc          (RacksideWindow            *self,
                                            const RacksideAddress     *address,
                                            const char                *password);
void     rackside_window_leave_bmc         (RacksideWindow            *self);
void     rackside_window_update_panel      (RacksideWindow            *self);

void     rackside_window_init_zoom         (RacksideWindow *self);
void     rackside_window_init_fullscreen   (RacksideWindow *self);
void     rackside_window_init_screenshot   (RacksideWindow *self);
void     rackside_window_update_actions    (RacksideWindow *self,
                                            gboolean        shows_screen);
RacksideDisplay *rackside_window_get_display (RacksideWindow *self);

void        rackside_window_paste      (RacksideWindow *self);
const char *rackside_window_get_layout (RacksideWindow *self);

void rackside_window_init_macros    (RacksideWindow *self);
void rackside_window_update_macros  (RacksideWindow *self);
void rackside_window_dispose_macros (RacksideWindow *self);

G_END_DECLS
