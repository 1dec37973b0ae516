/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ipmi-auth.h"
#include "ipmi-kg.h"
#include "ipmi-target.h"
#include "rackside-address.h"
#include "rackside-bmc-dialog.h"
#include "rackside-rows.h"

struct _RacksideBmcDialog
{
  AdwWindow            parent_instance;
  GtkEditable         *host_row;
  GtkEditable         *port_row;
  GtkEditable         *user_row;
  GtkEditable         *password_row;
  AdwComboRow         *suite_row;
  GtkEditable         *kg_row;
  GtkEditable         *bridge_row;
  GtkCheckButton      *remember_button;
  GtkLabel            *problem_label;
  RacksideBmcSettings *settings;        /* owned; what it began with */
};

enum { SIGNAL_APPLY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideBmcDialog, rackside_bmc_dialog, ADW_TYPE_WINDOW)

/* Those that BMCs have, good ones first. */
static const int suites[] = { -1, 17, 3, 8, 12, 16, 2, 7, 11, 15, 1, 6, 0 };

static char *
describe_suite (int id)
{
  const IpmiSuite *suite = id >= 0 ? ipmi_suite_lookup ((guint) id) : NULL;

  if (suite == NULL)
    return g_strdup (_("Automatic: 17, or else 3"));
  if (suite->authentication == IPMI_AUTHENTICATION_NONE)
    return g_strdup_printf (_("%d: no protection at all"), id);
  if (suite->integrity == IPMI_INTEGRITY_NONE)
    return g_strdup_printf (_("%d: neither signed nor encrypted"), id);
  if (suite->confidentiality == IPMI_CONFIDENTIALITY_NONE)
    return g_strdup_printf (_("%d: signed, not encrypted"), id);
  if (suite->authentication == IPMI_AUTHENTICATION_HMAC_MD5)
    return g_strdup_printf (_("%d: encrypted, and signed by MD5"), id);
  return g_strdup_printf (_("%d: encrypted and signed"), id);
}

static void
fill_suites (RacksideBmcDialog *self,
             int                id)
{
  g_autoptr(GtkStringList) model = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    gtk_string_list_take (model, describe_suite (suites[i]));
  adw_combo_row_set_model (self->suite_row, G_LIST_MODEL (model));
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    if (suites[i] == id)
      adw_combo_row_set_selected (self->suite_row, i);
}

/* What is entered, or NULL and why it cannot be. */
static RacksideBmcSettings *
make_settings (RacksideBmcDialog  *self,
               const char        **problem)
{
  g_autoptr(RacksideBmcSettings) settings = NULL;
  g_autoptr(GBytes) kg = NULL;
  IpmiTarget target;
  guint64 port;

  if (!rackside_address_is_host (gtk_editable_get_text (self->host_row)))
    *problem = _("An address is a host name or an IP address.");
  else if (!g_ascii_string_to_unsigned (gtk_editable_get_text (self->port_row), 10, 1, G_MAXUINT16, &port, NULL))
    *problem = _("A port is a number from 1 to 65535; IPMI has 623.");
  else if (strlen (gtk_editable_get_text (self->user_row)) > IPMI_MAX_USER_NAME)
    *problem = _("IPMI has no user names of more than 16 bytes.");
  else if (strlen (gtk_editable_get_text (self->password_row)) > IPMI_MAX_PASSWORD)
    *problem = _("IPMI has no passwords of more than 20 bytes. Set a shorter one for this user on the server’s "
                 "management controller, or take another user.");
  else if (!ipmi_kg_parse (&kg, gtk_editable_get_text (self->kg_row)))
    *problem = _("A BMC key has at most 20 bytes. It is a text, or 0x and hexadecimal digits.");
  else if (!ipmi_target_parse (&target, gtk_editable_get_text (self->bridge_row)))
    *problem = _("The way to another controller is CHANNEL:ADDRESS, both hexadecimal, or two of them.");
  else
    {
      settings = rackside_bmc_settings_new (gtk_editable_get_text (self->host_row), (guint16) port,
                                            gtk_editable_get_text (self->user_row),
                                            gtk_editable_get_text (self->password_row));
      settings->name = g_strdup (self->settings->name);
      settings->privilege = self->settings->privilege;
      settings->suite = suites[adw_combo_row_get_selected (self->suite_row)];
      settings->kg = g_steal_pointer (&kg);
      settings->target = target;
    }
  return g_steal_pointer (&settings);
}

static void
on_changed (RacksideBmcDialog *self)
{
  g_autoptr(RacksideBmcSettings) settings = NULL;
  const IpmiSuite *suite;
  const char *text = NULL;

  if (self->settings == NULL)
    return;
  settings = make_settings (self, &text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.apply", settings != NULL);
  suite = settings != NULL && settings->suite >= 0 ? ipmi_suite_lookup ((guint) settings->suite) : NULL;
  if (suite != NULL && suite->authentication == IPMI_AUTHENTICATION_NONE)
    text = _("With this suite anybody on the network can do what this user may do.");
  else if (suite != NULL && suite->confidentiality == IPMI_CONFIDENTIALITY_NONE)
    text = _("With this suite everybody on the way can read along, what is typed on the serial console as well.");
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), text != NULL);
}

static void
on_apply (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  RacksideBmcDialog *self = RACKSIDE_BMC_DIALOG (widget);
  const char *problem;
  g_autoptr(RacksideBmcSettings) settings = make_settings (self, &problem);

  if (settings == NULL)
    return;
  g_signal_emit (self, signals[SIGNAL_APPLY], 0, settings, gtk_check_button_get_active (self->remember_button));
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
rackside_bmc_dialog_focus (GtkWidget        *widget,
                           GtkDirectionType  direction)
{
  RacksideBmcDialog *self = RACKSIDE_BMC_DIALOG (widget);
  GtkEditable *first[] = { self->host_row, self->port_row, self->user_row, self->password_row };
  GtkEditable *second[] = { self->kg_row, self->bridge_row };

  if (rackside_rows_focus (widget, first, G_N_ELEMENTS (first), direction)
      || rackside_rows_focus (widget, second, G_N_ELEMENTS (second), direction))
    return TRUE;
  return GTK_WIDGET_CLASS (rackside_bmc_dialog_parent_class)->focus (widget, direction);
}

static void
rackside_bmc_dialog_finalize (GObject *object)
{
  g_clear_pointer (&RACKSIDE_BMC_DIALOG (object)->settings, rackside_bmc_settings_free);
  G_OBJECT_CLASS (rackside_bmc_dialog_parent_class)->finalize (object);
}

static void
rackside_bmc_dialog_class_init (RacksideBmcDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rackside_bmc_dialog_finalize;
  widget_class->focus = rackside_bmc_dialog_focus;

  /**
   * RacksideBmcDialog::apply:
   * @self: the dialog
   * @settings: (type gpointer): #RacksideBmcSettings, valid during the call
   * @remember: whether to keep them once the BMC has accepted them
   *
   * Somebody wants to connect like this.
   */
  signals[SIGNAL_APPLY] = g_signal_new ("apply", RACKSIDE_TYPE_BMC_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);

  gtk_widget_class_install_action (widget_class, "dialog.apply", NULL, on_apply);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-bmc-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, host_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, port_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, user_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, suite_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, kg_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, bridge_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, remember_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideBmcDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
rackside_bmc_dialog_init (RacksideBmcDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_bmc_dialog_new:
 * @parent: the window it belongs to
 * @settings: what to begin with, copied
 *
 * Returns: (transfer none): a dialog, to be presented
 */
RacksideBmcDialog *
rackside_bmc_dialog_new (GtkWindow                 *parent,
                         const RacksideBmcSettings *settings)
{
  RacksideBmcDialog *self = g_object_new (RACKSIDE_TYPE_BMC_DIALOG, "transient-for", parent, NULL);
  g_autofree char *port = g_strdup_printf ("%u", settings->port);
  g_autofree char *bridge = ipmi_target_format (&settings->target);
  g_autofree char *kg = ipmi_kg_format (settings->kg);

  gtk_editable_set_text (self->host_row, settings->host);
  gtk_editable_set_text (self->port_row, port);
  gtk_editable_set_text (self->user_row, settings->user);
  gtk_editable_set_text (self->password_row, settings->password != NULL ? settings->password : "");
  gtk_editable_set_text (self->kg_row, kg);
  gtk_editable_set_text (self->bridge_row, bridge);
  fill_suites (self, settings->suite);
  explicit_bzero (kg, strlen (kg));
  self->settings = rackside_bmc_settings_copy (settings);
  on_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->host_row));
  return self;
}
