/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sel.h"

G_BEGIN_DECLS

/* Requests that are under way at most. The session sends as many of them at once as the BMC can take. */
#define IPMI_SEL_WALK_MAX_OUTSTANDING 32

/**
 * IpmiSelStep:
 * @IPMI_SEL_STEP_WAIT: nothing before the next answer
 * @IPMI_SEL_STEP_INFO: ask for the log's info
 * @IPMI_SEL_STEP_REQUEST: ask for a record
 * @IPMI_SEL_STEP_PAUSE: wait a moment, the log is being cleared; then call again
 * @IPMI_SEL_STEP_DONE: every record is there
 * @IPMI_SEL_STEP_FAILED: it cannot go on
 *
 * What a walk wants next.
 */
typedef enum
{
  IPMI_SEL_STEP_WAIT,
  IPMI_SEL_STEP_INFO,
  IPMI_SEL_STEP_REQUEST,
  IPMI_SEL_STEP_PAUSE,
  IPMI_SEL_STEP_DONE,
  IPMI_SEL_STEP_FAILED,
} IpmiSelStep;

/**
 * IpmiSelAsk:
 * @id: record id, IPMI_SEL_FIRST for the first
 * @turn: which time the log is being read, so that answers from before it changed are known
 *
 * One request for a record.
 */
typedef struct
{
  guint16 id;
  guint   turn;
} IpmiSelAsk;

/**
 * IpmiSelWalk:
 *
 * Reads a log from its first record to its last, without waiting for one record to know the next, and again
 * where the log has changed meanwhile. It does no I/O.
 */
typedef struct _IpmiSelWalk IpmiSelWalk;

IpmiSelWalk  *ipmi_sel_walk_new            (void);
IpmiSelWalk  *ipmi_sel_walk_new_after      (const IpmiSelInfo    *info,
                                            const IpmiSelRecord  *last);
void          ipmi_sel_walk_free           (IpmiSelWalk        *self);
IpmiSelStep   ipmi_sel_walk_step           (IpmiSelWalk        *self,
                                            IpmiSelAsk         *ask);
void          ipmi_sel_walk_info           (IpmiSelWalk        *self,
                                            const IpmiSelInfo  *info);
void          ipmi_sel_walk_answer         (IpmiSelWalk        *self,
                                            const IpmiSelAsk   *ask,
                                            guint8              completion,
                                            const guint8       *data,
                                            gsize               length);
void          ipmi_sel_walk_get_progress   (IpmiSelWalk        *self,
                                            guint              *done,
                                            guint              *total);
void          ipmi_sel_walk_get_info       (IpmiSelWalk        *self,
                                            IpmiSelInfo        *info);
gboolean      ipmi_sel_walk_is_whole       (IpmiSelWalk        *self);
GArray       *ipmi_sel_walk_steal_records  (IpmiSelWalk        *self);
GError       *ipmi_sel_walk_steal_error    (IpmiSelWalk        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiSelWalk, ipmi_sel_walk_free)

G_END_DECLS
