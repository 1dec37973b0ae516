/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A web server on a free port of 127.0.0.1, in threads of this process, that does what a test wants:
 * any version of TLS, any key, any answer or none.
 */
typedef struct _FakeHttps FakeHttps;

typedef enum
{
  FAKE_HTTPS_TLS,          /* a web server */
  FAKE_HTTPS_PLAIN,        /* one that does not speak TLS */
  FAKE_HTTPS_SSH,          /* something else altogether */
  FAKE_HTTPS_SILENT,       /* takes the connection, and says nothing */
  FAKE_HTTPS_CLOSING,      /* takes the connection, and closes it */
  FAKE_HTTPS_LEGACY,       /* answers the handshake without secure renegotiation, then closes */
} FakeHttpsKind;

/* Keys are made once in a process. */
typedef enum
{
  FAKE_KEY_FIRST,
  FAKE_KEY_SECOND,
  FAKE_KEY_OLD,            /* RSA-1024, signed with SHA-1 */
} FakeKey;

typedef struct
{
  FakeHttpsKind  kind;
  FakeKey        key;
  int            min_version;     /* 0: any */
  int            max_version;     /* 0: any */
  const char    *ciphers;         /* NULL: the default */
} FakeHttpsOptions;

/*
 * Makes the answer to a request, in a thread of the server: status line, headers and body, or NULL to close
 * the connection instead. The answer to @method `GET` and the like.
 */
typedef char *(*FakeHttpsHandler) (FakeHttps  *fake,
                                   const char *method,
                                   const char *path,
                                   const char *body,
                                   gpointer    user_data);

FakeHttps  *fake_https_new             (const FakeHttpsOptions *options,
                                        FakeHttpsHandler        handler,
                                        gpointer                user_data);
void        fake_https_free            (FakeHttps              *self);
guint16     fake_https_get_port        (FakeHttps              *self);
const char *fake_key_get_pin           (FakeKey                 key);
const char *fake_key_get_pem           (FakeKey                 key);
guint       fake_https_get_connections (FakeHttps              *self);
guint       fake_https_get_requests    (FakeHttps              *self);
char       *fake_https_get_log         (FakeHttps              *self);
void        fake_https_set_key         (FakeHttps              *self,
                                        FakeKey                 key);
void        fake_https_drop            (FakeHttps              *self);
char       *fake_https_reply           (guint                   status,
                                        const char             *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeHttps, fake_https_free)

G_END_DECLS
