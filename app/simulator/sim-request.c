/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-request.h"

#define CONTENT_TYPE "application/x-javascript"

/**
 * sim_request_answer_text:
 * @self: a request
 * @status: the HTTP status
 * @type: the content type
 * @text: the body
 *
 * Answers with any body.
 */
void
sim_request_answer_text (SimRequest *self,
                         guint       status,
                         const char *type,
                         const char *text)
{
  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_set_response (self->message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

/**
 * sim_request_answer:
 * @self: a request
 * @status: the HTTP status
 * @body: (transfer full): a JSON object
 *
 * Answers as the `/json` interface does (HTTPS page).
 */
void
sim_request_answer (SimRequest *self,
                    guint       status,
                    JsonObject *body)
{
  g_autofree char *line = sim_log_line (body);
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  sim_request_answer_text (self, status, CONTENT_TYPE, text);
  json_object_unref (body);
}

/**
 * sim_request_refuse:
 * @self: a request
 * @status: the HTTP status
 * @message: the message that scripts look for
 * @details: words
 *
 * Answers with an error.
 */
void
sim_request_refuse (SimRequest *self,
                    guint       status,
                    const char *message,
                    const char *details)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "message", message);
  json_object_set_string_member (body, "details", details);
  sim_request_answer (self, status, body);
}

/**
 * sim_request_need:
 * @self: a request of a session
 * @privilege: what it takes
 *
 * Returns: whether the user has the privilege; if not, the request is refused
 */
gboolean
sim_request_need (SimRequest    *self,
                  SimPrivileges  privilege)
{
  if (self->session->account->privileges & privilege)
    return TRUE;
  sim_request_refuse (self, SOUP_STATUS_FORBIDDEN, "JS_ERR_NO_PRIV",
                      "This account does not have the privilege.");
  return FALSE;
}

/**
 * sim_json_get_string:
 * @object: (nullable): an object from outside
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member if it is there and a string
 */
const char *
sim_json_get_string (JsonObject *object,
                     const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

const char *
sim_request_get_string (SimRequest *self,
                        const char *member)
{
  return sim_json_get_string (self->body, member);
}
