/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-auth.h"

G_BEGIN_DECLS

#define IPMI_SUITE_CHUNK_LENGTH 16
#define IPMI_SUITE_MAX_CHUNKS   16
#define IPMI_SUITE_MAX_CHOICE   2

/**
 * IpmiSuiteList:
 *
 * The cipher suites that a BMC offers. It tells them in chunks, asked for by number, of which the first that is not
 * full is the last (IPMI 2.0 §22.15).
 */
typedef struct
{
  guint8   chunks[IPMI_SUITE_MAX_CHUNKS][IPMI_SUITE_CHUNK_LENGTH];
  guint8   lengths[IPMI_SUITE_MAX_CHUNKS];
  guint16  known;                              /* bit set */
  guint    n_chunks;                           /* asked for so far, or the list's once settled */
  gboolean settled;                            /* complete, or not to be had */
} IpmiSuiteList;

typedef enum
{
  IPMI_SUITE_LIST_WAIT,                        /* for what was asked for */
  IPMI_SUITE_LIST_ASK,                         /* there is more to ask for */
  IPMI_SUITE_LIST_SETTLED,
} IpmiSuiteListState;

void                ipmi_suite_list_init    (IpmiSuiteList       *list);
gboolean            ipmi_suite_list_wants   (const IpmiSuiteList *list,
                                             guint                index);
IpmiSuiteListState  ipmi_suite_list_take    (IpmiSuiteList       *list,
                                             guint                index,
                                             gboolean             there,
                                             const guint8        *data,
                                             gsize                length);
void                ipmi_suite_list_give_up (IpmiSuiteList       *list);
guint               ipmi_suite_list_choose  (const IpmiSuiteList *list,
                                             const IpmiSuite     *suites[IPMI_SUITE_MAX_CHOICE],
                                             gboolean            *guessed);

G_END_DECLS
