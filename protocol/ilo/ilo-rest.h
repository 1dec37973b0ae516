/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-answers.h"
#include "ilo-http.h"
#include "ilo-input.h"
#include "ilo-scsi.h"

G_BEGIN_DECLS

/*
 * The calls to an iLO's web server, over an IloHttp (console protocol, section 1, and “iLO 4 over HTTPS”).
 * Each can fail with what ilo_http_request_finish() fails with; with %ILO_ERROR_PROTOCOL for an answer that no
 * iLO gives; and those that take a session key with %ILO_ERROR_LOST_SESSION, %ILO_ERROR_PRIVILEGE,
 * %ILO_ERROR_LICENSE, or %ILO_ERROR_UNSUPPORTED when the firmware does not have the call.
 */

void            ilo_rest_identify_async             (IloHttp              *http,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
IloFacts       *ilo_rest_identify_finish            (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_log_in_async               (IloHttp              *http,
                                                     const char           *user,
                                                     const char           *password,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
char           *ilo_rest_log_in_finish              (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_log_out_async              (IloHttp              *http,
                                                     const char           *session_key,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean        ilo_rest_log_out_finish             (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_get_session_info_async     (IloHttp              *http,
                                                     const char           *session_key,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
IloSessionInfo *ilo_rest_get_session_info_finish    (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_get_rc_info_async          (IloHttp              *http,
                                                     const char           *session_key,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
IloRcInfo      *ilo_rest_get_rc_info_finish         (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_get_media_status_async     (IloHttp              *http,
                                                     const char           *session_key,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
IloMediaStatus *ilo_rest_get_media_status_finish    (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_insert_url_async           (IloHttp              *http,
                                                     const char           *session_key,
                                                     IloDrive              drive,
                                                     const char           *url,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean        ilo_rest_insert_url_finish          (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_eject_url_async            (IloHttp              *http,
                                                     const char           *session_key,
                                                     IloDrive              drive,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean        ilo_rest_eject_url_finish           (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_get_overview_async         (IloHttp              *http,
                                                     const char           *session_key,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
IloOverview    *ilo_rest_get_overview_finish        (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_get_hot_keys_async         (IloHttp              *http,
                                                     const char           *session_key,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
IloHotKeys     *ilo_rest_get_hot_keys_finish        (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            ilo_rest_get_host_power_async       (IloHttp              *http,
                                                     const char           *session_key,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean        ilo_rest_get_host_power_finish      (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     gboolean             *on,
                                                     GError              **error);
void            ilo_rest_press_power_async          (IloHttp              *http,
                                                     const char           *session_key,
                                                     IloPowerAction        action,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean        ilo_rest_press_power_finish         (IloHttp              *http,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
