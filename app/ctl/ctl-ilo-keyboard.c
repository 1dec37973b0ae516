/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>

#include "ctl-ilo.h"
#include "ilo-error.h"
#include "ilo-layout.h"
#include "ilo-typist.h"

/* Nobody types more: at some twenty keys a second this is half a day. */
#define MAX_TEXT (1024 * 1024)

typedef struct
{
  GArray *chords;     /* of IloChord */
  guint   hold;       /* milliseconds */
} Keystrokes;

static gboolean
press (CtlContext  *context,
       IloSession  *session,
       gpointer     data,
       GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  const Keystrokes *keystrokes = data;
  g_autoptr(JsonObject) object = json_object_new ();
  IloConsole *console = ilo_session_get_console (session);

  ilo_typist_type_async (console, (const IloChord *) (const void *) keystrokes->chords->data,
                         keystrokes->chords->len, keystrokes->hold, NULL, NULL, context->cancellable, ctl_await_ready,
                         &await);
  if (!ilo_typist_type_finish (console, ctl_await (&await), NULL, error))
    {
      /* Why the console has ended says more than that it has. */
      if (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED && error != NULL)
        {
          g_clear_error (error);
          g_propagate_error (error, g_error_copy (ilo_console_get_error (console)));
        }
      return FALSE;
    }
  if (!ctl_ilo_wait_sent (context, console, error))
    return FALSE;
  json_object_set_int_member (object, "keystrokes", keystrokes->chords->len);
  if (context->json)
    ctl_output_object (context, object);
  return TRUE;
}

/* What the library says about keys and texts is a mistake on the command line here. */
static CtlExit
refuse (GError **error,
        GError  *cause)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, cause->message);
  g_error_free (cause);
  return CTL_EXIT_USAGE;
}

/* `key CHORD…`: presses chords one after the other. */
CtlExit
ctl_ilo_key (CtlContext *context,
             int         argc,
             char      **argv,
             GError    **error)
{
  g_autoptr(GArray) chords = g_array_new (FALSE, FALSE, sizeof (IloChord));
  Keystrokes keystrokes = { chords, ILO_TYPIST_HOLD };

  if (!ctl_context_parse (context, NULL, 1, -1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  for (int i = 1; i < argc; i++)
    {
      GError *cause = NULL;
      IloChord chord;

      if (!ilo_chord_parse (&chord, argv[i], &cause))
        return refuse (error, cause);
      g_array_append_val (chords, chord);
    }
  return ctl_ilo_run (context, TRUE, press, &keystrokes, error);
}

/* Standard input up to its end. */
static char *
read_text (CtlContext  *context,
           GError     **error)
{
  g_autoptr(GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autofree char *text = g_malloc (MAX_TEXT + 2);
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  gsize length;

  g_input_stream_read_all_async (input, text, MAX_TEXT + 1, G_PRIORITY_DEFAULT, context->cancellable,
                                 ctl_await_ready, &await);
  if (!g_input_stream_read_all_finish (input, ctl_await (&await), &length, error))
    return NULL;
  text[length] = '\0';
  if (length > MAX_TEXT || strlen (text) < length)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                   length > MAX_TEXT ? _("Standard input holds more than the %d bytes that can be typed at once.")
                   : _("Standard input holds a zero byte, for which there is no key."), MAX_TEXT);
      return NULL;
    }
  return g_steal_pointer (&text);
}

/* `type TEXT`: types a text. */
CtlExit
ctl_ilo_type (CtlContext *context,
              int         argc,
              char      **argv,
              GError    **error)
{
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "layout", 0, 0, G_OPTION_ARG_STRING, &name,
      N_("The keyboard layout of the server, with its variant: us, de, fr(bepo) … (us)"), "NAME" },
    { NULL }
  };
  g_autofree char *text = NULL;
  g_autoptr(IloLayout) layout = NULL;
  g_autoptr(GArray) chords = NULL;
  g_autoptr(GArray) untypeable = NULL;
  GError *cause = NULL;
  Keystrokes keystrokes = { NULL, ILO_TYPIST_PACE };

  if (!ctl_context_parse (context, entries, 1, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  layout = ilo_layout_new (name != NULL ? name : "us", &cause);
  if (layout == NULL)
    return refuse (error, cause);
  text = strcmp (argv[1], "-") == 0 ? read_text (context, error) : g_strdup (argv[1]);
  if (text == NULL)
    return CTL_EXIT_FAILED;
  chords = ilo_layout_type (layout, text, &untypeable, error);
  for (guint i = 0; i < untypeable->len; i++)
    {
      g_autofree char *words = ilo_untypeable_describe (&g_array_index (untypeable, IloUntypeable, i));

      fprintf (stderr, _("racksidectl: %s cannot type %s\n"), ilo_layout_get_name (layout), words);
    }
  if (chords == NULL)
    return CTL_EXIT_FAILED;
  keystrokes.chords = chords;
  return ctl_ilo_run (context, TRUE, press, &keystrokes, error);
}
