/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-tls.h"

G_BEGIN_DECLS

/* The largest answer that is taken in. */
#define ILO_HTTP_MAX_RESPONSE (1024 * 1024)

/* What a connection and an answer may take, unless told otherwise. */
#define ILO_HTTP_CONNECT_TIMEOUT 15000
#define ILO_HTTP_ANSWER_TIMEOUT  30000

/**
 * IloHttpResponse:
 * @status: the HTTP status
 * @body: (array length=length): the answer, with a NUL after it; wiped when freed
 * @length: its bytes
 *
 * What the server answered, whether it is what was hoped for or not.
 */
typedef struct
{
  guint  status;
  char  *body;
  gsize  length;
} IloHttpResponse;

void ilo_http_response_free (IloHttpResponse *response);

/**
 * IloHttpFlags:
 * @ILO_HTTP_FLAGS_NONE: nothing special
 * @ILO_HTTP_FLAGS_ONCE: the request does something that must not happen twice: it goes out on a new
 *   connection, so that it is never sent again because a kept one turned out to be dead
 */
typedef enum
{
  ILO_HTTP_FLAGS_NONE = 0,
  ILO_HTTP_FLAGS_ONCE = 1 << 0,
} IloHttpFlags;

#define ILO_TYPE_HTTP (ilo_http_get_type ())
G_DECLARE_FINAL_TYPE (IloHttp, ilo_http, ILO, HTTP, GObject)

IloHttp         *ilo_http_new                       (const char           *host,
                                                     guint16               port);
const char      *ilo_http_get_host                  (IloHttp              *self);
guint16          ilo_http_get_port                  (IloHttp              *self);
void             ilo_http_set_known_key             (IloHttp              *self,
                                                     const char           *key);
const char      *ilo_http_get_known_key             (IloHttp              *self);
void             ilo_http_set_accept_any_key        (IloHttp              *self,
                                                     gboolean              accept_any);
void             ilo_http_set_known_rung            (IloHttp              *self,
                                                     IloTlsRung            rung);
void             ilo_http_set_allow_legacy          (IloHttp              *self,
                                                     gboolean              allow);
void             ilo_http_set_timeouts              (IloHttp              *self,
                                                     guint                 connect,
                                                     guint                 answer);
const char      *ilo_http_get_server_key            (IloHttp              *self);
const IloCertificate *ilo_http_get_certificate      (IloHttp              *self);
gboolean         ilo_http_is_verified_by_system     (IloHttp              *self);
IloTlsRung       ilo_http_get_rung                  (IloHttp              *self);
const char      *ilo_http_get_tls_version           (IloHttp              *self);
const char      *ilo_http_get_tls_cipher            (IloHttp              *self);
void             ilo_http_request_async             (IloHttp              *self,
                                                     const char           *method,
                                                     const char           *path,
                                                     const char           *cookie,
                                                     char                 *body,
                                                     IloHttpFlags          flags,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
IloHttpResponse *ilo_http_request_finish            (IloHttp              *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloHttpResponse, ilo_http_response_free)

G_END_DECLS
