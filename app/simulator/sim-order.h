/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-https.h"
#include "sim-ilo.h"

G_BEGIN_DECLS

typedef struct _SimControl SimControl;

/**
 * SimOrder:
 * @control: (transfer none): who obeys
 * @ilo: (transfer none): what to let things happen to
 * @https: (transfer none): its web server
 * @command: (transfer none): what was said
 * @answer: (transfer none): where results go
 * @is_late: set by one that answers itself, later
 *
 * A command being obeyed.
 */
typedef struct
{
  SimControl *control;
  SimIlo     *ilo;
  SimHttps   *https;
  JsonObject *command;
  JsonObject *answer;
  gboolean    is_late;
} SimOrder;

/**
 * SimOrderType:
 *
 * A command that can be given. Tables of them end with one without a name.
 */
typedef struct
{
  const char  *name;
  gboolean   (*obey) (SimOrder  *order,
                      GError   **error);
} SimOrderType;

extern const SimOrderType sim_orders_machine[];
extern const SimOrderType sim_orders_console[];
extern const SimOrderType sim_orders_stream[];
extern const SimOrderType sim_orders_fault[];
extern const SimOrderType sim_orders_media[];

gboolean    sim_order_fail       (GError      **error,
                                  const char   *message);
gboolean    sim_order_get_int    (SimOrder     *order,
                                  const char   *member,
                                  gint64        least,
                                  gint64        most,
                                  gint64        fallback,
                                  gint64       *value,
                                  GError      **error);
const char *sim_order_get_string (SimOrder     *order,
                                  const char   *member,
                                  const char   *fallback);
gboolean    sim_order_get_flag   (SimOrder     *order,
                                  const char   *member,
                                  gboolean      fallback);
GByteArray *sim_order_get_bytes  (SimOrder     *order,
                                  const char   *member,
                                  GError      **error);

G_END_DECLS
