/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* libFuzzer's entry point: must return 0, whatever the bytes are. */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);
