/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-severity.h"

G_BEGIN_DECLS

/**
 * RacksideMark:
 * @icon: name of a symbolic icon
 * @style: CSS class that colours it
 * @word: the same in a word
 *
 * How good or bad something is, to be seen without telling colours apart.
 */
typedef struct
{
  const char *icon;
  const char *style;
  const char *word;
} RacksideMark;

RacksideMark rackside_mark_of_severity (IpmiSeverity severity);
RacksideMark rackside_mark_of_nothing  (void);

G_END_DECLS
