/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drive-light.h"
#include "rackside-status-line.h"

/* The narrow line below a server's screen: what it is doing, in words. */
struct _RacksideStatusLine
{
  AdwBin    parent_instance;
  GtkLabel *state_label;
  GtkLabel *power_label;
  GtkLabel *health_label;
  GtkLabel *post_label;
  GtkBox   *drive_lights;
  GtkLabel *remark_label;
  GtkLabel *keyboard_label;
  GtkLabel *cipher_label;
  GtkLabel *size_label;
};

G_DEFINE_FINAL_TYPE (RacksideStatusLine, rackside_status_line, ADW_TYPE_BIN)

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
set_health (RacksideStatusLine *self,
            IloHealth           health)
{
  GtkWidget *label = GTK_WIDGET (self->health_label);

  gtk_widget_remove_css_class (label, "warning");
  gtk_widget_remove_css_class (label, "error");
  switch (health)
    {
    case ILO_HEALTH_OK:
      set_text (self->health_label, _("Healthy"));
      break;
    case ILO_HEALTH_DEGRADED:
      set_text (self->health_label, _("Degraded"));
      gtk_widget_add_css_class (label, "warning");
      break;
    case ILO_HEALTH_CRITICAL:
      set_text (self->health_label, _("Critical"));
      gtk_widget_add_css_class (label, "error");
      break;
    default:
      set_text (self->health_label, NULL);
      break;
    }
}

static char *
describe_cipher (IloSession *session,
                 IloConsole *console)
{
  static const char *const names[ILO_CIPHER_COUNT] = { N_("not encrypted"), "RC4", "AES-128", "AES-256" };
  const char *tls = ilo_http_get_tls_version (ilo_session_get_http (session));
  const char *cipher = _(names[ilo_console_get_cipher (console)]);

  /* Translators: the console's cipher, then the web connection's TLS version */
  return tls != NULL ? g_strdup_printf (_("%s, %s"), cipher, tls) : g_strdup (cipher);
}

static void
rackside_status_line_class_init (RacksideStatusLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-status-line.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, state_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, power_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, health_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, post_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, drive_lights);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, remark_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, keyboard_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, cipher_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, size_label);
}

static void
rackside_status_line_init (RacksideStatusLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_status_line_update:
 * @self: a status line
 * @session: (transfer none): the session
 * @console: (transfer none): its console
 * @has_keyboard: whether what is typed goes to the server
 *
 * Says how things are now.
 */
void
rackside_status_line_update (RacksideStatusLine *self,
                             IloSession         *session,
                             IloConsole         *console,
                             gboolean            has_keyboard)
{
  IloPower power = ilo_console_get_power (console);
  int post_code = ilo_console_get_post_code (console);
  g_autofree char *post = post_code >= 0 ? g_strdup_printf (_("POST %04X"), (guint) post_code) : NULL;
  g_autofree char *cipher = describe_cipher (session, console);
  g_autofree char *size = NULL;

  if (ilo_console_get_width (console) > 0)
    size = g_strdup_printf (_("%u × %u"), ilo_console_get_width (console), ilo_console_get_height (console));
  set_text (self->state_label, ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN
                               ? _("Connected") : _("Not connected"));
  set_text (self->power_label, power == ILO_POWER_ON ? _("Power on") : power == ILO_POWER_OFF ? _("Power off") : NULL);
  set_health (self, ilo_console_get_health (console));
  set_text (self->post_label, post);
  set_text (self->keyboard_label, has_keyboard ? _("Ctrl+Alt gives the keyboard back")
                                               : _("Click into the picture to type"));
  set_text (self->cipher_label, cipher);
  set_text (self->size_label, size);
}

/**
 * rackside_status_line_set_drives:
 * @self: a status line
 * @drives: (transfer none): the virtual drives, once
 *
 * Shows the lights of the virtual drives.
 */
void
rackside_status_line_set_drives (RacksideStatusLine *self,
                                 RacksideDrives     *drives)
{
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    gtk_box_append (self->drive_lights, rackside_drive_light_new (rackside_drives_get (drives, i)));
}

/**
 * rackside_status_line_set_remark:
 * @self: a status line
 * @text: (nullable): what the server says about itself
 */
void
rackside_status_line_set_remark (RacksideStatusLine *self,
                                 const char         *text)
{
  set_text (self->remark_label, text);
}
