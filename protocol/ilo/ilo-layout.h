/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-key.h"

G_BEGIN_DECLS

/* Keystrokes for one character at most: two dead keys and a letter, or what follows a Compose key. */
#define ILO_LAYOUT_MAX_STROKES 3

/**
 * IloLayout:
 *
 * A keyboard layout of a server: how each character is typed there.
 */
typedef struct _IloLayout IloLayout;

/**
 * IloUntypeable:
 * @character: a character that cannot be typed, or a control character
 * @line: of its first occurrence, from 1
 * @column: likewise, in characters from 1
 * @count: how often it occurs
 *
 * What is in the way of typing a text, or to be known before.
 */
typedef struct
{
  gunichar character;
  guint    line;
  guint    column;
  guint    count;
} IloUntypeable;

IloLayout       *ilo_layout_new             (const char           *id,
                                             GError              **error);
void             ilo_layout_free            (IloLayout            *self);
const char      *ilo_layout_get_name        (IloLayout            *self);
const IloChord  *ilo_layout_lookup          (IloLayout            *self,
                                             gunichar              character,
                                             guint                *n_chords);
gunichar        *ilo_layout_get_characters  (IloLayout            *self,
                                             gsize                *n_characters);
GArray          *ilo_layout_type            (IloLayout            *self,
                                             const char           *text,
                                             GArray              **untypeable,
                                             GError              **error);
GArray          *ilo_layout_type_possible   (IloLayout            *self,
                                             const char           *text,
                                             GArray              **untypeable,
                                             GArray              **controls,
                                             GError              **error);
char            *ilo_untypeable_describe    (const IloUntypeable  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloLayout, ilo_layout_free)

G_END_DECLS
