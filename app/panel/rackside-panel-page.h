/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-bmc.h"

G_BEGIN_DECLS

/**
 * RacksidePanelPage:
 *
 * A page of the panel: its content, or in its place what is waited for, or what went wrong with a way to try again.
 * It starts when it is on screen and its BMC is connected, and stops when either ends.
 * Properties: "bmc", "content" (for .ui files). Signal "remark" (char *text).
 */
#define RACKSIDE_TYPE_PANEL_PAGE (rackside_panel_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (RacksidePanelPage, rackside_panel_page, RACKSIDE, PANEL_PAGE, AdwBin)

/**
 * RacksidePanelPageClass:
 * @start: the BMC is connected and the page is on screen: read, or go on reading. Until the page shows something
 *   else, it shows what it showed before, or that the server's answer is waited for
 * @stop: not on screen any more, or the BMC is lost: cancel what is on its way. Comes once for each start
 * @failed: the BMC could not be reached, or was lost, after @stop; unless overridden the error takes the place
 *   of the content
 * @keeps_content: its content shows whatever becomes of the BMC: the page says itself what is the matter
 */
struct _RacksidePanelPageClass
{
  AdwBinClass parent_class;

  void (*start)  (RacksidePanelPage *self,
                  IpmiSession       *session);
  void (*stop)   (RacksidePanelPage *self);
  void (*failed) (RacksidePanelPage *self,
                  const GError      *error);
  gboolean keeps_content;
};

void         rackside_panel_page_set_bmc      (RacksidePanelPage *self,
                                               RacksideBmc       *bmc);
RacksideBmc *rackside_panel_page_get_bmc      (RacksidePanelPage *self);
void         rackside_panel_page_try_again    (RacksidePanelPage *self);
gboolean     rackside_panel_page_is_waiting   (RacksidePanelPage *self);
void         rackside_panel_page_show_waiting (RacksidePanelPage *self,
                                               const char        *what,
                                               double             fraction);
void         rackside_panel_page_show_error   (RacksidePanelPage *self,
                                               const GError      *error);
void         rackside_panel_page_show_empty   (RacksidePanelPage *self,
                                               const char        *icon,
                                               const char        *title,
                                               const char        *text);
void         rackside_panel_page_show_content (RacksidePanelPage *self);
void         rackside_panel_page_add_shortcut (RacksidePanelPage *self,
                                               const char        *keys,
                                               const char        *action);
void         rackside_panel_page_remark       (RacksidePanelPage *self,
                                               const char        *text);

G_END_DECLS
