/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * IloCurl:
 *
 * A libcurl multi handle that runs in a main context: it waits by sources of that context, and never
 * blocks it.
 */
typedef struct _IloCurl IloCurl;

/* Called when a transfer that was started is through; the handle has been taken out by then. */
typedef void (*IloCurlDone) (CURLcode code,
                             gpointer user_data);

IloCurl *ilo_curl_new   (GMainContext  *context,
                         IloCurlDone    done,
                         gpointer       user_data,
                         GError       **error);
void     ilo_curl_free  (IloCurl       *self);
void     ilo_curl_start (IloCurl       *self,
                         CURL          *easy);
void     ilo_curl_stop  (IloCurl       *self,
                         CURL          *easy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloCurl, ilo_curl_free)

G_END_DECLS
