/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console.h"

G_BEGIN_DECLS

/* How long a chord is held that somebody presses, and a keystroke of a text, in milliseconds. A server looks at a
 * USB keyboard every 8 to 10 ms; many repeat a key that is held for 250. */
#define ILO_TYPIST_HOLD 60
#define ILO_TYPIST_PACE 15

/* The same for a text, as short as a server's look at its keyboard allows, and longer by as much as the way to the iLO
 * varies: what was sent evenly comes unevenly there, and a report that comes too soon hides the one before it. */
#define ILO_TYPIST_ADAPT G_MAXUINT

void     ilo_typist_type_async  (IloConsole           *console,
                                 const IloChord       *chords,
                                 gsize                 n_chords,
                                 guint                 hold,
                                 GFileProgressCallback progress,
                                 gpointer              progress_data,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
gboolean ilo_typist_type_finish (IloConsole           *console,
                                 GAsyncResult         *result,
                                 gsize                *typed,
                                 GError              **error);

G_END_DECLS
