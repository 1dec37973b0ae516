/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ilo-http.h"

G_BEGIN_DECLS

/* What the pages can show. */
typedef enum
{
  RACKSIDE_CONSOLE_PAGE_PROGRESS,
  RACKSIDE_CONSOLE_PAGE_TRUST,
  RACKSIDE_CONSOLE_PAGE_BUSY,
  RACKSIDE_CONSOLE_PAGE_ERROR,
} RacksideConsolePage;

#define RACKSIDE_TYPE_CONSOLE_PAGES (rackside_console_pages_get_type ())
G_DECLARE_FINAL_TYPE (RacksideConsolePages, rackside_console_pages, RACKSIDE, CONSOLE_PAGES, AdwBin)

void                rackside_console_pages_start_progress (RacksideConsolePages *self,
                                                           const char           *name);
void                rackside_console_pages_show_progress  (RacksideConsolePages *self,
                                                           const char           *step);
void                rackside_console_pages_show_trust     (RacksideConsolePages *self,
                                                           const GError         *question,
                                                           IloHttp              *http,
                                                           gboolean              again);
const char         *rackside_console_pages_get_key        (RacksideConsolePages *self);
void                rackside_console_pages_show_busy      (RacksideConsolePages *self);
void                rackside_console_pages_show_error     (RacksideConsolePages *self,
                                                           const GError         *error);
RacksideConsolePage rackside_console_pages_get_page       (RacksideConsolePages *self);

G_END_DECLS
