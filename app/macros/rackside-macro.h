/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "ilo-key.h"

G_BEGIN_DECLS

/* A name is a line in a menu. */
#define RACKSIDE_MACRO_MAX_NAME 100

/* What is longer is not typed by a macro but pasted from a file. In bytes, in steps and in milliseconds. */
#define RACKSIDE_MACRO_MAX_LENGTH (16 * 1024)
#define RACKSIDE_MACRO_MAX_STEPS  1000
#define RACKSIDE_MACRO_MAX_WAIT   (10 * 60 * 1000)

/**
 * RacksideMacroStepKind:
 * @RACKSIDE_MACRO_CHORD: keys are pressed together
 * @RACKSIDE_MACRO_WAIT: nothing is done for a while
 * @RACKSIDE_MACRO_TEXT: a text is typed
 *
 * What a step of a macro does.
 */
typedef enum
{
  RACKSIDE_MACRO_CHORD,
  RACKSIDE_MACRO_WAIT,
  RACKSIDE_MACRO_TEXT,
} RacksideMacroStepKind;

/**
 * RacksideMacroStep:
 * @kind: what it does
 * @chord: what is pressed
 * @wait: how long nothing is done, in milliseconds
 * @text: what is typed
 *
 * One step of a macro.
 */
typedef struct
{
  RacksideMacroStepKind  kind;
  IloChord               chord;
  guint                  wait;
  char                  *text;
} RacksideMacroStep;

/**
 * RacksideMacro:
 * @name: what the user calls it
 * @keys: what it does, as rackside_macro_parse() reads it; it may be wrong when a file was edited
 * @shortcut: what starts it, as GTK writes accelerators, or nothing
 *
 * Keystrokes under a name. It does not change; whoever changes it makes another one.
 */
typedef struct
{
  char *name;
  char *keys;
  char *shortcut;
} RacksideMacro;

#define RACKSIDE_TYPE_MACRO (rackside_macro_get_type ())
GType          rackside_macro_get_type (void);

RacksideMacro *rackside_macro_new    (const char         *name,
                                      const char         *keys,
                                      const char         *shortcut);
RacksideMacro *rackside_macro_ref    (RacksideMacro      *self);
void           rackside_macro_unref  (RacksideMacro      *self);
gboolean       rackside_macro_equal  (const RacksideMacro *self,
                                      const RacksideMacro *other);
GPtrArray     *rackside_macro_parse  (const char         *keys,
                                      GError            **error);
char          *rackside_macro_format (const GPtrArray    *steps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideMacro, rackside_macro_unref)

G_END_DECLS
