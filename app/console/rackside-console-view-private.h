/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-session.h"
#include "rackside-console-bar.h"
#include "rackside-console-input.h"
#include "rackside-console-pages.h"
#include "rackside-console-view.h"
#include "rackside-figures.h"
#include "rackside-macro-bar.h"
#include "rackside-status-line.h"

G_BEGIN_DECLS

struct _RacksideConsoleView
{
  AdwBin                parent_instance;

  GtkStack             *stack;
  RacksideConsolePages *pages;
  RacksideConsolePage   page;           /* of the pages, as it was last shown */
  GtkWidget            *console_page;
  RacksideConsoleBar   *bar;
  RacksideMacroBar     *macro_bar;
  RacksideScreen       *screen;
  RacksideFigures      *figures;
  RacksideStatusLine   *status_line;

  GSimpleActionGroup   *actions;        /* owned */
  RacksideConsoleInput *input;          /* owned */
  RacksideDrives       *drives;         /* owned */
  RacksideAddress      *address;        /* owned; NULL before the first connect */
  char                 *password;       /* owned; wiped as soon as the console is live, or given up */
  char                 *pin;            /* owned; NULL: the keys of known hosts are asked */
  IloSession           *session;        /* owned; NULL: not connected */
  gboolean              session_lost;   /* the iLO does not know it any more */
  IloConsole           *console;        /* owned; NULL until it begins to open */
  GCancellable         *cancellable;    /* owned; ends what is on its way */
  GCancellable         *typing;         /* owned; ends keys that are being pressed */
  guint                 farewell;       /* logs out of a session that nobody uses; 0: none is waiting */
  char                 *text;           /* owned; what the server shows instead of its screen */
};

void     rackside_console_view_init_actions    (RacksideConsoleView *self);
void     rackside_console_view_update_actions  (RacksideConsoleView *self);
gboolean rackside_console_view_prepare_trust   (RacksideConsoleView *self,
                                                GError             **error);
void     rackside_console_view_remember_host   (RacksideConsoleView *self);
void     rackside_console_view_trust           (RacksideConsoleView *self);
void     rackside_console_view_start_progress  (RacksideConsoleView *self);
void     rackside_console_view_show_error      (RacksideConsoleView *self,
                                                const GError        *error);
void     rackside_console_view_follow_session  (RacksideConsoleView *self);
void     rackside_console_view_close_session   (RacksideConsoleView *self);
void     rackside_console_view_forget_password (RacksideConsoleView *self);
void     rackside_console_view_try_again       (RacksideConsoleView *self);
void     rackside_console_view_want_password   (RacksideConsoleView *self,
                                                gboolean             refused);
void     rackside_console_view_let_session_go  (RacksideConsoleView *self);

G_END_DECLS
