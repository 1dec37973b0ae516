/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-fru.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * RacksideInventoryRow:
 * @label: what it is
 * @value: what it is in this server
 */
typedef struct
{
  char *label;
  char *value;
} RacksideInventoryRow;

/**
 * RacksideInventorySection:
 * @title: what it is about
 * @problem: (nullable): what could not be read, and why
 * @rows: (element-type RacksideInventoryRow): what is known
 *
 * One part of a server's inventory, in words.
 */
typedef struct
{
  char   *title;
  char   *problem;
  GArray *rows;
} RacksideInventorySection;

/**
 * RacksideInventoryProgress:
 * @what: what is being read
 * @user_data: what rackside_inventory_read_async() was given
 */
typedef void (*RacksideInventoryProgress) (const char *what,
                                           gpointer    user_data);

void                      rackside_inventory_read_async     (IpmiSession                    *session,
                                                             RacksideInventoryProgress       progress,
                                                             gpointer                        progress_data,
                                                             GCancellable                   *cancellable,
                                                             GAsyncReadyCallback             callback,
                                                             gpointer                        user_data);
GPtrArray                *rackside_inventory_read_finish    (IpmiSession                    *session,
                                                             GAsyncResult                   *result,
                                                             GError                        **error);
char                     *rackside_inventory_to_text        (GPtrArray                      *sections);

RacksideInventorySection *rackside_inventory_section_new     (const char                     *title);
void                      rackside_inventory_section_free    (RacksideInventorySection       *self);
void                      rackside_inventory_section_add     (RacksideInventorySection       *self,
                                                              const char                     *label,
                                                              const char                     *value);
void                      rackside_inventory_section_add_fru (RacksideInventorySection       *self,
                                                              const IpmiFru                  *fru);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideInventorySection, rackside_inventory_section_free)

G_END_DECLS
