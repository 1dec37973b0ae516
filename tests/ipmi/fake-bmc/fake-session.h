/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-private.h"

/* Log-in: each appends its answer, without the packet around it; FALSE: say nothing. */
gboolean fake_session_open_request (FakeBmc                       *bmc,
                                    const struct sockaddr_storage *peer,
                                    socklen_t                      peer_length,
                                    const guint8                  *data,
                                    gsize                          length,
                                    GByteArray                    *answer);
gboolean fake_session_rakp_1       (FakeBmc                       *bmc,
                                    const guint8                  *data,
                                    gsize                          length,
                                    GByteArray                    *answer);
gboolean fake_session_rakp_3       (FakeBmc                       *bmc,
                                    const guint8                  *data,
                                    gsize                          length,
                                    GByteArray                    *answer);

FakeSession *fake_session_find     (FakeBmc                       *bmc,
                                    guint32                        id);
gboolean     fake_session_is_fresh (FakeSession                   *session,
                                    guint32                        sequence);
