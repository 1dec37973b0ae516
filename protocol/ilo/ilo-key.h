/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Usages of the modifiers: bit n of a report's modifiers is the key ILO_KEY_FIRST_MODIFIER + n. */
#define ILO_KEY_FIRST_MODIFIER 0xE0
#define ILO_KEY_LAST_MODIFIER  0xE7

/* Modifier bits. */
#define ILO_MODIFIER_LEFT_CTRL   (1 << 0)
#define ILO_MODIFIER_LEFT_SHIFT  (1 << 1)
#define ILO_MODIFIER_LEFT_ALT    (1 << 2)
#define ILO_MODIFIER_LEFT_SUPER  (1 << 3)
#define ILO_MODIFIER_RIGHT_CTRL  (1 << 4)
#define ILO_MODIFIER_RIGHT_SHIFT (1 << 5)
#define ILO_MODIFIER_RIGHT_ALT   (1 << 6)
#define ILO_MODIFIER_RIGHT_SUPER (1 << 7)

/* Keys that a chord can hold besides its modifiers: as many as a report has room for. */
#define ILO_CHORD_MAX_KEYS 6

/**
 * IloChord:
 * @modifiers: modifier bits
 * @n_keys: how many keys
 * @keys: their usages, in the order in which they are pressed
 *
 * Keys that are held down together.
 */
typedef struct
{
  guint8 modifiers;
  guint8 n_keys;
  guint8 keys[ILO_CHORD_MAX_KEYS];
} IloChord;

guint8       ilo_key_from_evdev (guint         code);
guint        ilo_key_to_evdev   (guint8        usage);
guint8       ilo_key_from_name  (const char   *name);
const char  *ilo_key_get_name   (guint8        usage);
gboolean     ilo_chord_parse    (IloChord     *chord,
                                 const char   *text,
                                 GError      **error);
char        *ilo_chord_format   (const IloChord *chord);

G_END_DECLS
