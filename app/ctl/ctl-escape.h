/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTL_ESCAPE_NONE,
  CTL_ESCAPE_END,       /* ~. */
  CTL_ESCAPE_BREAK,     /* ~B */
  CTL_ESCAPE_HELP,      /* ~? */
} CtlEscapeAction;

/**
 * CtlEscape:
 * @in_line: whether something has been typed since Enter, so that a tilde is just a tilde
 * @pending: whether the last character was a tilde that may begin an escape
 *
 * Finds what is typed for the program and not for the other side: a tilde at the beginning of a line, and
 * what follows it. All zero at the start.
 */
typedef struct
{
  gboolean in_line;
  gboolean pending;
} CtlEscape;

CtlEscapeAction ctl_escape_feed (CtlEscape     *self,
                                 const guint8  *data,
                                 gsize          length,
                                 gsize         *used,
                                 GByteArray    *out);

G_END_DECLS
