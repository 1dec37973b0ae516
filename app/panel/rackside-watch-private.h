/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ipmi-error.h"

/*
 * What goes on from one answer to the next while a page is on screen: the object that it is about, and what ends it.
 * An answer that comes after that is not looked at.
 */
typedef struct
{
  gpointer      self;          /* owned */
  GCancellable *cancellable;   /* owned */
} RacksideRun;

static inline RacksideRun *
rackside_run_new (gpointer      self,
                  GCancellable *cancellable)
{
  RacksideRun *run = g_new0 (RacksideRun, 1);

  run->self = g_object_ref (self);
  run->cancellable = g_object_ref (cancellable);
  return run;
}

static inline void
rackside_run_free (RacksideRun *run)
{
  g_object_unref (run->self);
  g_object_unref (run->cancellable);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideRun, rackside_run_free)

static inline gboolean
rackside_run_is_over (const RacksideRun *run)
{
  return g_cancellable_is_cancelled (run->cancellable);
}

/* Where racksidectl keeps sensor data records, too. */
static inline char *
rackside_dup_sdr_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "rackside", "sdr", NULL);
}
