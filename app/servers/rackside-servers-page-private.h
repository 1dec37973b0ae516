/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-server-grid.h"
#include "rackside-servers-page.h"

G_BEGIN_DECLS

struct _RacksideServersPage
{
  AdwBin                parent_instance;

  GtkSearchEntry       *search_entry;
  GtkStack             *stack;
  RacksideServerGrid   *grid;
  GtkWidget            *nothing_page;

  GSimpleActionGroup   *actions;        /* owned */
  RacksideServers      *servers;        /* owned; NULL until it is given some */
  RacksidePoller       *poller;         /* owned; NULL until then */
  GtkFilterListModel   *shown;          /* owned */
  GtkCustomFilter      *filter;         /* owned */
  GtkCustomSorter      *sorter;         /* owned; NULL: in the order in which they were added */
  GtkSortListModel     *sorted;         /* owned */
  char                **words;          /* owned; case-folded */
  GPtrArray            *removed;        /* owned; those that can be brought back; NULL: none */
  AdwToast             *undo_toast;     /* owned; offers that; NULL otherwise */
  GtkFileChooserNative *file_chooser;   /* owned; NULL when none is open */
  GCancellable         *import;         /* owned; ends reading what is imported; NULL: nothing is */
  guint                 import_timer;   /* says that it takes long; 0: it is said, or nothing to say */
  AdwToast             *import_toast;   /* owned; what says so; NULL otherwise */
};

void rackside_servers_page_init_actions (RacksideServersPage *self);
void rackside_servers_page_sort_by      (RacksideServersPage *self,
                                         const char          *property);
void rackside_servers_page_open         (RacksideServersPage *self,
                                         RacksideServer      *server,
                                         gboolean             new_window);
void rackside_servers_page_remark       (RacksideServersPage *self,
                                         const char          *text);
AdwToast *rackside_servers_page_offer   (RacksideServersPage *self,
                                         const char          *text,
                                         const char          *button,
                                         const char          *action);

/* Removing, and what can be done about it for a while. */
void rackside_servers_page_remove         (RacksideServersPage *self,
                                           RacksideServer      *server);
void rackside_servers_page_undo_remove    (RacksideServersPage *self);
void rackside_servers_page_finish_removal (RacksideServersPage *self);

/* Importing, which takes a while when the file is far away. */
void rackside_servers_page_import        (RacksideServersPage *self,
                                          GFile               *file);
void rackside_servers_page_cancel_import (RacksideServersPage *self);

/* Shortcuts, and what can be done to a card with the pointer. */
void rackside_servers_page_init_input (RacksideServersPage *self);

G_END_DECLS
