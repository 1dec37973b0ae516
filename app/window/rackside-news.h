/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-console-view.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_NEWS (rackside_news_get_type ())
G_DECLARE_FINAL_TYPE (RacksideNews, rackside_news, RACKSIDE, NEWS, GObject)

RacksideNews *rackside_news_new (GtkWindow           *window,
                                 RacksideConsoleView *view);

G_END_DECLS
