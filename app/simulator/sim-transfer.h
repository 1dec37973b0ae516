/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-media.h"

G_BEGIN_DECLS

/**
 * SimTransferResult:
 * @problem: (nullable): why it ended early
 * @sense: the sense of the reply that ended it
 * @lba: where that was
 * @n_blocks: how many blocks the medium has
 * @bytes: how many were read or written
 * @commands: how many commands that took
 * @seconds: how long
 * @sha256: of the bytes that were read; empty for a write
 */
typedef struct
{
  const char *problem;
  guint32     sense;
  guint32     lba;
  guint32     n_blocks;
  guint64     bytes;
  guint64     commands;
  double      seconds;
  char        sha256[65];
} SimTransferResult;

typedef void (*SimTransferCallback) (const SimTransferResult *result,
                                     gpointer                 user_data);

/**
 * SimTransferJob:
 * @data: (nullable): what to write; %NULL to read
 * @from: the first block
 * @count: how many blocks to read; 0: to the end
 * @per_command: how many a command
 */
typedef struct
{
  GByteArray *data;
  guint32     from;
  guint32     count;
  guint       per_command;
} SimTransferJob;

void sim_transfer_start (SimMedia             *media,
                         const SimTransferJob *job,
                         SimTransferCallback   callback,
                         gpointer              user_data);

G_END_DECLS
