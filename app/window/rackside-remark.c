/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-remark.h"

/* What takes longer to read stays until it is dismissed. */
#define LONG_REMARK 120

/* How long a remark stays, in seconds: to be noticed, and then to be read by somebody who is tired. */
#define NOTICE_TIME           5
#define CHARACTERS_PER_SECOND 10

/* How long there is something to press, at least. */
#define CHOICE_TIME 15

/**
 * rackside_remark_new:
 * @text: what the user should know, and needs no answer to
 * @button: (nullable): the words on a button
 * @action: (nullable): what the button activates, with its target
 *
 * Returns: (transfer full): a toast that stays as long as it takes to read it; without a timeout when that is long
 */
AdwToast *
rackside_remark_new (const char *text,
                     const char *button,
                     const char *action)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (text);
  glong length = g_utf8_strlen (text, -1);
  guint seconds = NOTICE_TIME + (guint) length / CHARACTERS_PER_SECOND;

  /* Not the toast's own title, which is cut off and takes a file's name for markup. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_timeout (toast, length > LONG_REMARK ? 0 : button != NULL ? MAX (seconds, CHOICE_TIME) : seconds);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_detailed_action_name (toast, action);
  return toast;
}
