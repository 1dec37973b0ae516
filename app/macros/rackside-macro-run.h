/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console.h"
#include "rackside-macro.h"

G_BEGIN_DECLS

/**
 * RacksideMacroProgress:
 * @step: which step begins, from 0
 * @user_data: of the caller
 *
 * Told how far a macro is.
 */
typedef void (*RacksideMacroProgress) (guint    step,
                                       gpointer user_data);

void     rackside_macro_run_async  (IloConsole             *console,
                                    GPtrArray              *steps,
                                    const char             *layout,
                                    RacksideMacroProgress   progress,
                                    gpointer                progress_data,
                                    GCancellable           *cancellable,
                                    GAsyncReadyCallback     callback,
                                    gpointer                user_data);
gboolean rackside_macro_run_finish (IloConsole             *console,
                                    GAsyncResult           *result,
                                    GError                **error);

G_END_DECLS
