/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ipmi-chassis-client.h"
#include "rackside-identify-group.h"

struct _RacksideIdentifyGroup
{
  AdwPreferencesGroup  parent_instance;
  AdwPreferencesRow   *state_row;
  GtkSpinButton       *seconds_spin;
  IpmiSession         *session;       /* owned; NULL: not connected */
};

enum { SIGNAL_REMARK, SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideIdentifyGroup, rackside_identify_group, ADW_TYPE_PREFERENCES_GROUP)

static void
on_done (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(RacksideIdentifyGroup) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!ipmi_chassis_identify_finish (IPMI_SESSION (session), result, &error))
    g_signal_emit (self, signals[SIGNAL_REMARK], 0, error->message);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_action (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  RacksideIdentifyGroup *self = RACKSIDE_IDENTIFY_GROUP (widget);
  gboolean force = strcmp (action, "identify.force") == 0;
  guint8 seconds = 0;

  if (self->session == NULL)
    return;
  if (strcmp (action, "identify.light") == 0)
    seconds = (guint8) gtk_spin_button_get_value_as_int (self->seconds_spin);
  ipmi_chassis_identify_async (self->session, seconds, force, NULL, on_done, g_object_ref (self));
}

static void
rackside_identify_group_dispose (GObject *object)
{
  g_clear_object (&RACKSIDE_IDENTIFY_GROUP (object)->session);
  G_OBJECT_CLASS (rackside_identify_group_parent_class)->dispose (object);
}

static void
rackside_identify_group_class_init (RacksideIdentifyGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_identify_group_dispose;

  /**
   * RacksideIdentifyGroup::remark:
   * @self: a group
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_IDENTIFY_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * RacksideIdentifyGroup::changed:
   * @self: a group
   *
   * The light was switched, so the chassis' status is worth reading.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RACKSIDE_TYPE_IDENTIFY_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "identify.light", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "identify.force", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "identify.off", NULL, on_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-identify-group.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideIdentifyGroup, state_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideIdentifyGroup, seconds_spin);
}

static void
rackside_identify_group_init (RacksideIdentifyGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_identify_group_set_session:
 * @self: a group
 * @session: (nullable): whose light it is
 */
void
rackside_identify_group_set_session (RacksideIdentifyGroup *self,
                                     IpmiSession           *session)
{
  g_set_object (&self->session, session);
}

/**
 * rackside_identify_group_set_status:
 * @self: a group
 * @status: what the chassis says
 */
void
rackside_identify_group_set_status (RacksideIdentifyGroup   *self,
                                    const IpmiChassisStatus *status)
{
  const char *text = _("State Unknown");

  if (status->has_identify && status->identify == IPMI_IDENTIFY_STATE_OFF)
    text = _("Off");
  else if (status->has_identify && status->identify == IPMI_IDENTIFY_STATE_TEMPORARY)
    text = _("Lit for a While");
  else if (status->has_identify && status->identify == IPMI_IDENTIFY_STATE_INDEFINITE)
    text = _("Lit");
  adw_preferences_row_set_title (self->state_row, text);
}
