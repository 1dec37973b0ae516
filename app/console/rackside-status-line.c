/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drive-light.h"
#include "rackside-squeeze-layout.h"
#include "rackside-status-line.h"

/* The narrow line below a server's screen: what it is doing, in words. */
struct _RacksideStatusLine
{
  GtkWidget  parent_instance;
  GtkLabel  *state_label;
  GtkWidget *power_light;
  GtkLabel  *power_label;
  GtkWidget *health_light;
  GtkLabel  *health_label;
  GtkLabel  *post_label;
  GtkBox    *drive_lights;
  GtkLabel  *size_label;
  GtkLabel  *cipher_label;
  GtkLabel  *remark_label;
  GtkLabel  *keyboard_label;
};

G_DEFINE_FINAL_TYPE (RacksideStatusLine, rackside_status_line, GTK_TYPE_WIDGET)

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* A light has a shape of its own, and the colour of a style class; one that is off has none. Without a word (NULL) nothing
 * is known. */
static void
set_light (GtkWidget  *light,
           GtkLabel   *label,
           const char *icon,
           const char *colour,
           const char *word)
{
  const char *classes[] = { "light", colour, NULL };

  gtk_widget_set_visible (light, word != NULL);
  set_text (label, word);
  if (word == NULL)
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (light), icon);
  gtk_widget_set_css_classes (light, classes);
  gtk_widget_set_tooltip_text (light, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (light), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

static void
set_power (RacksideStatusLine *self,
           IloPower            power)
{
  gboolean on = power == ILO_POWER_ON;

  set_light (self->power_light, self->power_label, on ? "rackside-on-symbolic" : "rackside-off-symbolic",
             on ? "success" : NULL, power == ILO_POWER_UNKNOWN ? NULL : on ? _("Power on") : _("Power off"));
}

static void
set_health (RacksideStatusLine *self,
            IloHealth           health)
{
  switch (health)
    {
    case ILO_HEALTH_OK:
      set_light (self->health_light, self->health_label, "emblem-ok-symbolic", "success", _("Healthy"));
      break;
    case ILO_HEALTH_DEGRADED:
      set_light (self->health_light, self->health_label, "dialog-warning-symbolic", "warning", _("Degraded"));
      break;
    case ILO_HEALTH_CRITICAL:
      set_light (self->health_light, self->health_label, "dialog-error-symbolic", "error", _("Critical"));
      break;
    case ILO_HEALTH_UNKNOWN:
    default:
      set_light (self->health_light, self->health_label, NULL, NULL, NULL);
    }
}

static void
set_cipher (RacksideStatusLine *self,
            IloSession         *session,
            IloConsole         *console)
{
  static const char *const names[ILO_CIPHER_COUNT] = { N_("not encrypted"), "RC4", "AES-128", "AES-256" };
  IloCipherId id = ilo_console_get_cipher (console);
  const char *tls = ilo_http_get_tls_version (ilo_session_get_http (session));
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  tls = tls != NULL ? tls : "TLS";
  /* Translators: the console's cipher, then the web connection's TLS version */
  text = g_strdup_printf (_("%s, %s"), _(names[id]), tls);
  /* Translators: likewise */
  tooltip = g_strdup_printf (_("The console: %s. The log-in: %s."), _(names[id]), tls);
  set_text (self->cipher_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->cipher_label), tooltip);
  if (id == ILO_CIPHER_NONE)
    gtk_widget_add_css_class (GTK_WIDGET (self->cipher_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->cipher_label), "warning");
}

static void
rackside_status_line_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (rackside_status_line_parent_class)->dispose (object);
}

static void
rackside_status_line_class_init (RacksideStatusLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_status_line_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, RACKSIDE_TYPE_SQUEEZE_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-status-line.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, state_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, power_light);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, power_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, health_light);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, health_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, post_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, drive_lights);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, size_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, cipher_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, remark_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideStatusLine, keyboard_label);
}

static void
rackside_status_line_init (RacksideStatusLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Width before height, however people write. */
  gtk_widget_set_direction (GTK_WIDGET (self->size_label), GTK_TEXT_DIR_LTR);
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
  gboolean open = ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN;
  IloPower power = open ? ilo_console_get_power (console) : ILO_POWER_UNKNOWN;
  int post_code = open && power != ILO_POWER_OFF ? ilo_console_get_post_code (console) : -1;
  g_autofree char *post = post_code >= 0 ? g_strdup_printf (_("POST %04X"), (guint) post_code) : NULL;
  g_autofree char *size = NULL;

  if (open && ilo_console_get_width (console) > 0)
    size = g_strdup_printf (_("%u × %u"), ilo_console_get_width (console), ilo_console_get_height (console));
  set_text (self->state_label, open ? _("Connected") : _("Not connected"));
  set_power (self, power);
  set_health (self, open ? ilo_console_get_health (console) : ILO_HEALTH_UNKNOWN);
  set_text (self->post_label, post);
  set_text (self->size_label, size);
  set_cipher (self, session, console);
  gtk_widget_set_visible (GTK_WIDGET (self->cipher_label), open);
  /* Not hidden: it has the far end for itself. */
  gtk_label_set_label (self->keyboard_label, !open ? "" : has_keyboard ? _("Ctrl+Alt gives the keyboard back")
                                             : _("Click or press Ctrl+Alt to type"));
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
