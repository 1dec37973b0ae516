/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-drives.h"

G_BEGIN_DECLS

/* The response when it is to be done nevertheless. */
#define RACKSIDE_DRIVES_ANSWER_GO_ON "go-on"

GtkWidget *rackside_drives_question_new (RacksideDrives *drives,
                                         GtkWindow      *window,
                                         const char     *heading,
                                         const char     *button);

G_END_DECLS
