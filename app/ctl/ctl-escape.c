/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-escape.h"

static void
pass (CtlEscape  *self,
      guint8      byte,
      GByteArray *out)
{
  g_byte_array_append (out, &byte, 1);
  self->in_line = byte != '\r' && byte != '\n';
}

/* The character after a tilde. What is no escape goes to the other side as it was typed, tilde and all. */
static CtlEscapeAction
end_escape (CtlEscape  *self,
            guint8      byte,
            GByteArray *out)
{
  self->pending = FALSE;
  switch (byte)
    {
    case '.':
      return CTL_ESCAPE_END;
    case 'B':
      return CTL_ESCAPE_BREAK;
    case '?':
      return CTL_ESCAPE_HELP;
    case '~':
      pass (self, '~', out);
      return CTL_ESCAPE_NONE;
    default:
      pass (self, '~', out);
      pass (self, byte, out);
      return CTL_ESCAPE_NONE;
    }
}

/**
 * ctl_escape_feed:
 * @self: where it stands
 * @data: (array length=length): what was typed
 * @length: how many bytes
 * @used: (out): how many of them were looked at: all, or up to the end of the first escape
 * @out: what is for the other side is added here
 *
 * Returns: what the first escape asks for, %CTL_ESCAPE_NONE when there was none
 */
CtlEscapeAction
ctl_escape_feed (CtlEscape    *self,
                 const guint8 *data,
                 gsize         length,
                 gsize        *used,
                 GByteArray   *out)
{
  CtlEscapeAction action = CTL_ESCAPE_NONE;
  gsize i = 0;

  while (i < length && action == CTL_ESCAPE_NONE)
    {
      guint8 byte = data[i++];

      if (self->pending)
        action = end_escape (self, byte, out);
      else if (byte == '~' && !self->in_line)
        self->pending = TRUE;
      else
        pass (self, byte, out);
    }
  *used = i;
  return action;
}
