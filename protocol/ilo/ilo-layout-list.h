/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IloLayoutInfo:
 * @id: what ilo_layout_new() takes: `de`, `de(nodeadkeys)`
 * @name: what people call it: “German (no dead keys)”
 * @layout: the first part of @id
 * @variant: (nullable): the second part of @id
 *
 * A keyboard layout that there is.
 */
typedef struct
{
  char *id;
  char *name;
  char *layout;
  char *variant;
} IloLayoutInfo;

GPtrArray           *ilo_layout_list       (GError          **error);
const IloLayoutInfo *ilo_layout_list_find  (GPtrArray        *list,
                                            const char       *id);

G_END_DECLS
