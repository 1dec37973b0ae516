/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-request.h"

G_BEGIN_DECLS

/**
 * SimCall:
 * @name: what follows `/json/`
 * @get: (nullable): answers GET
 * @post: (nullable): answers POST
 * @is_open: whether GET needs no session
 * @checks_itself: whether it looks for a session itself, as log-in and log-out do
 *
 * A call of the `/json` interface.
 */
typedef struct
{
  const char        *name;
  SimRequestHandler  get;
  SimRequestHandler  post;
  gboolean           is_open;
  gboolean           checks_itself;
} SimCall;

const SimCall *sim_calls_find           (const char *name);
void           sim_calls_answer_xmldata (SimRequest *request);

G_END_DECLS
