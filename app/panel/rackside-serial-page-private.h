/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-serial-hint.h"
#include "rackside-serial-line.h"
#include "rackside-serial-log.h"
#include "rackside-serial-page.h"
#include "rackside-serial-search.h"
#include "rackside-serial-terminal.h"

G_BEGIN_DECLS

struct _RacksideSerialPage
{
  RacksidePanelPage       parent_instance;
  GtkWidget              *connect_button;
  GtkWidget              *disconnect_button;
  GtkRevealer            *notice;
  GtkWidget              *notice_spinner;
  GtkLabel               *notice_label;
  GtkWidget              *take_over_button;
  GtkWidget              *try_now_button;
  GtkWidget              *give_up_button;
  GtkWidget              *stop_sending_button;
  GtkStack               *stack;
  GtkWidget              *blank_page;
  RacksideSerialTerminal *terminal;
  RacksideSerialSearch   *search;
  GtkLabel               *status;
  GtkLabel               *log_status;

  RacksideSerialLine     *line;              /* owned */
  RacksideSerialWatch     watch;
  gint64                  last_received;     /* or when it was connected; monotonic */
  gboolean                lost;              /* since it was connected for the last time */
  guint                   tick_id;
  RacksideSerialLog      *log;               /* owned; NULL unless there is one */
  GtkFileChooserNative   *log_chooser;       /* owned; NULL when none is open */
  GCancellable           *cancellable;       /* owned; of what the page waits for */
  GSimpleActionGroup     *actions;           /* owned */
};

/* rackside-serial-page.c */
void rackside_serial_page_set_log         (RacksideSerialPage *self,
                                           RacksideSerialLog  *log);

/* rackside-serial-actions.c */
void rackside_serial_page_init_actions    (RacksideSerialPage *self);
void rackside_serial_page_update_actions  (RacksideSerialPage *self);

G_END_DECLS
