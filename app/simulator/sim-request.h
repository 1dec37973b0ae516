/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "sim-ilo.h"

G_BEGIN_DECLS

/**
 * SimRequest:
 * @ilo: (transfer none): the iLO
 * @message: (transfer none): the request, and where its answer goes
 * @session: (nullable) (transfer none): whose it is
 * @address: where it comes from
 * @body: (nullable) (transfer none): the JSON object that was sent
 *
 * One request to the web server, on its way to the function that answers it.
 */
typedef struct
{
  SimIlo            *ilo;
  SoupServerMessage *message;
  SimSession        *session;
  const char        *address;
  JsonObject        *body;
} SimRequest;

typedef void (*SimRequestHandler) (SimRequest *request);

void        sim_request_answer     (SimRequest  *self,
                                    guint        status,
                                    JsonObject  *body);
void        sim_request_answer_text (SimRequest *self,
                                    guint        status,
                                    const char  *type,
                                    const char  *text);
void        sim_request_refuse     (SimRequest  *self,
                                    guint        status,
                                    const char  *message,
                                    const char  *details);
gboolean    sim_request_need       (SimRequest  *self,
                                    SimPrivileges privilege);
const char *sim_request_get_string (SimRequest  *self,
                                    const char  *member);
const char *sim_json_get_string    (JsonObject  *object,
                                    const char  *member);

G_END_DECLS
