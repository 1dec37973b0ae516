/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-session.h"
#include "rackside-console-input.h"
#include "rackside-console-view.h"
#include "rackside-status-line.h"

G_BEGIN_DECLS

struct _RacksideConsoleView
{
  AdwBin                parent_instance;

  GtkStack             *stack;
  GtkWidget            *progress_page;
  GtkWidget            *trust_page;
  GtkWidget            *trust_button;
  GtkWidget            *busy_page;
  GtkWidget            *error_page;
  GtkWidget            *console_page;
  GtkRevealer          *bar;
  GtkLabel             *bar_label;
  GtkButton            *bar_yes;
  GtkButton            *bar_no;
  RacksideScreen       *screen;
  RacksideStatusLine   *status_line;

  GSimpleActionGroup   *actions;        /* owned */
  RacksideConsoleInput *input;          /* owned */
  RacksideAddress      *address;        /* owned; NULL before the first connect */
  char                 *password;       /* owned; wiped as soon as the console is live, or given up */
  char                 *pin;            /* owned; NULL: the keys of known hosts are asked */
  IloSession           *session;        /* owned; NULL: not connected */
  IloConsole           *console;        /* owned; NULL until it begins to open */
  GCancellable         *cancellable;    /* owned; ends what is on its way */
  GCancellable         *typing;         /* owned; ends keys that are being pressed */
  guint                 countdown_id;
  char                 *text;           /* owned; what the server shows instead of its screen */
};

void     rackside_console_view_init_actions   (RacksideConsoleView *self);
void     rackside_console_view_update_actions (RacksideConsoleView *self);
void     rackside_console_view_try_again      (RacksideConsoleView *self);
gboolean rackside_console_view_is_live        (RacksideConsoleView *self);

G_END_DECLS
