/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-answers.h"
#include "ilo-console.h"

G_BEGIN_DECLS

/* What is being waited for. */
typedef enum
{
  ILO_DIAL_STEP_CONSOLE,
  ILO_DIAL_STEP_BUSY,
  ILO_DIAL_STEP_SEIZING,
  ILO_DIAL_STEP_COMMAND,
} IloDialStep;

/**
 * IloDialResult:
 * @console: the console connection, before the stream's first byte
 * @command: the command connection, before its first record
 * @claim: what it took when somebody else held the console
 *
 * Both connections to a console port.
 */
typedef struct
{
  GSocketConnection *console;
  GSocketConnection *command;
  IloClaim           claim;
} IloDialResult;

void ilo_dial_result_free (IloDialResult *result);

/**
 * IloDial:
 *
 * Makes the two connections of a console, once (console protocol, section 2).
 */
#define ILO_TYPE_DIAL (ilo_dial_get_type ())
G_DECLARE_FINAL_TYPE (IloDial, ilo_dial, ILO, DIAL, GObject)

typedef void (*IloDialProgress) (IloDial     *dial,
                                 IloDialStep  step,
                                 gpointer     user_data);

IloDial       *ilo_dial_new         (const char           *host,
                                     const IloRcInfo      *info,
                                     const char           *session_key);
void           ilo_dial_async       (IloDial              *self,
                                     IloIfBusy             if_busy,
                                     guint                 timeout,
                                     IloDialProgress       progress,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
IloDialResult *ilo_dial_finish      (IloDial              *self,
                                     GAsyncResult         *result,
                                     GError              **error);
void           ilo_dial_answer_busy (IloDial              *self,
                                     IloClaim              claim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloDialResult, ilo_dial_result_free)

G_END_DECLS
