/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ctl-ilo.h"
#include "ilo-error.h"

/* What a server needs to see one state of the mouse before the next, in milliseconds. */
#define HOLD 60

typedef struct
{
  const char *name;
  IloButtons  button;
} Button;

static const Button buttons[] = {
  { "left", ILO_BUTTON_LEFT },
  { "middle", ILO_BUTTON_MIDDLE },
  { "right", ILO_BUTTON_RIGHT },
};

typedef struct
{
  guint         x;
  guint         y;
  const Button *button;
} Click;

static gboolean
has_screen (IloConsole *console,
            gpointer    data)
{
  return ilo_console_get_width (console) > 0 && ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN;
}

static gboolean
click (CtlContext  *context,
       IloSession  *session,
       gpointer     data,
       GError     **error)
{
  const Click *where = data;
  IloConsole *console = ilo_session_get_console (session);
  const IloButtons states[] = { ILO_BUTTON_NONE, where->button->button, ILO_BUTTON_NONE };
  g_autoptr(JsonObject) object = json_object_new ();

  if (!ctl_ilo_wait (context, console, CTL_ILO_PATIENCE, has_screen, NULL, NULL, error))
    return FALSE;
  if (where->x >= ilo_console_get_width (console) || where->y >= ilo_console_get_height (console))
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                   _("%u,%u lies outside the server's screen, which has %u×%u pixels."), where->x, where->y,
                   ilo_console_get_width (console), ilo_console_get_height (console));
      return FALSE;
    }
  /* The pointer starts at 0,0 in our books, and a place where it is already would not be sent. */
  if (where->x == 0 && where->y == 0)
    ilo_console_point (console, 1, 1, ILO_BUTTON_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      ilo_console_point (console, where->x, where->y, states[i]);
      if (!ctl_ilo_pause (context, console, HOLD, error))
        return FALSE;
    }
  if (!ctl_ilo_wait_sent (context, console, error))
    return FALSE;
  json_object_set_int_member (object, "x", where->x);
  json_object_set_int_member (object, "y", where->y);
  json_object_set_string_member (object, "button", where->button->name);
  if (context->json)
    ctl_output_object (context, object);
  return TRUE;
}

static gboolean
parse_button (const char    *name,
              const Button **button,
              GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (strcmp (buttons[i].name, name) == 0)
      {
        *button = &buttons[i];
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("--button takes left, middle or right, and not “%s”"), name);
  return FALSE;
}

static gboolean
parse_pixel (const char  *text,
             guint       *pixel,
             GError     **error)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, ILO_FRAMEBUFFER_MAX_HEIGHT, &value, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is no pixel of a screen: a number from 0 is wanted"), text);
      return FALSE;
    }
  *pixel = (guint) value;
  return TRUE;
}

/* `click X Y`: moves and clicks. */
CtlExit
ctl_ilo_click (CtlContext *context,
               int         argc,
               char      **argv,
               GError    **error)
{
  g_autofree char *button = NULL;
  const GOptionEntry entries[] = {
    { "button", 0, 0, G_OPTION_ARG_STRING, &button, N_("Which button: left (default), middle or right"), "NAME" },
    { NULL }
  };
  Click where = { .button = &buttons[0] };

  if (!ctl_context_parse (context, entries, 2, 2, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (!parse_pixel (argv[1], &where.x, error) || !parse_pixel (argv[2], &where.y, error)
      || (button != NULL && !parse_button (button, &where.button, error)))
    return CTL_EXIT_USAGE;
  return ctl_ilo_run (context, TRUE, click, &where, error);
}
