/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ipmi-chassis-client.h"
#include "rackside-boot-group.h"
#include "rackside-identify-group.h"
#include "rackside-power-draw.h"
#include "rackside-power-page.h"

#define REFRESH_SECONDS 3

struct _RacksidePowerPage
{
  RacksidePanelPage      parent_instance;
  AdwPreferencesRow     *state_row;
  GtkImage              *state_image;
  AdwComboRow           *restore_row;
  RacksideBootGroup     *boot;
  RacksideIdentifyGroup *identify;
  RacksidePowerDraw     *draw;
  IpmiSession           *session;       /* owned; NULL: stopped */
  GCancellable          *cancellable;   /* owned; ends reading */
  guint                  refresh_id;    /* 0: an answer is on its way, or stopped */
  gboolean               asking;
  gboolean               controlling;   /* the BMC was told to do something and has not answered */
  gboolean               filling;       /* the rows change because the BMC said so */
  gboolean               power_on;
};

G_DEFINE_FINAL_TYPE (RacksidePowerPage, rackside_power_page, RACKSIDE_TYPE_PANEL_PAGE)

/* All but switching on takes something away from the server's users, so it is asked about first. */
static const struct
{
  const char         *action;
  IpmiChassisControl  control;
  gboolean            needs_on;
  const char         *heading;
  const char         *body;
  const char         *button;
  const char         *done;
} controls[] = {
  { "power.on", IPMI_CHASSIS_CONTROL_ON, FALSE, NULL, NULL, NULL,
    N_("The server is being switched on") },
  /* Translators: the %s in these questions is the name of the server */
  { "power.soft", IPMI_CHASSIS_CONTROL_SOFT, TRUE, N_("Shut Down %s?"),
    N_("The operating system is asked to shut down. What runs there ends."), N_("_Shut Down"),
    N_("The operating system was asked to shut down") },
  { "power.off", IPMI_CHASSIS_CONTROL_OFF, TRUE, N_("Switch Off %s?"),
    N_("The server is switched off at once. What has not been saved there is lost."), N_("_Switch Off"),
    N_("The server is being switched off") },
  { "power.reset", IPMI_CHASSIS_CONTROL_RESET, TRUE, N_("Reset %s?"),
    N_("The server starts again at once. What has not been saved there is lost."), N_("_Reset"),
    N_("The server is being reset") },
  { "power.cycle", IPMI_CHASSIS_CONTROL_CYCLE, TRUE, N_("Power Cycle %s?"),
    N_("The server is switched off and on again at once. What has not been saved there is lost."), N_("_Power Cycle"),
    N_("The server is being switched off and on again") },
  { "power.diagnostic", IPMI_CHASSIS_CONTROL_DIAGNOSTIC, TRUE, N_("Interrupt %s?"),
    N_("The operating system gets a diagnostic interrupt (NMI). As a rule it stops, writes a crash dump and starts "
       "again. What has not been saved there is lost."), N_("_Interrupt"),
    N_("The server was interrupted") },
};

static void refresh (RacksidePowerPage *self);

static void
update_actions (RacksidePowerPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), controls[i].action,
                                   self->session != NULL && !self->controlling
                                   && controls[i].needs_on == self->power_on);
}

/* What is worth knowing about the chassis beside its power, a line each. */
static char *
describe (const IpmiChassisStatus *status)
{
  const struct { gboolean is; const char *text; } facts[] = {
    { status->power_fault, _("Power fault") },
    { status->control_fault, _("Switching the power failed") },
    { status->overload, _("Shut down because of an overload") },
    { status->interlock, _("Shut down because the chassis is open") },
    { status->cooling_fault, _("Fan or cooling fault") },
    { status->drive_fault, _("Drive fault") },
    { status->intrusion, _("The chassis was opened") },
    { status->front_panel_lockout, _("The buttons at its front are locked") },
    { status->last_event & IPMI_LAST_POWER_EVENT_AC_FAILED, _("Last time, mains failed") },
    { status->last_event & IPMI_LAST_POWER_EVENT_OVERLOAD, _("Last time, an overload switched it off") },
    { status->last_event & IPMI_LAST_POWER_EVENT_INTERLOCK, _("Last time, opening the chassis switched it off") },
    { status->last_event & IPMI_LAST_POWER_EVENT_POWER_FAULT, _("Last time, a power fault switched it off") },
    { status->last_event & IPMI_LAST_POWER_EVENT_COMMAND, _("It was switched on by IPMI") },
  };
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  g_auto(GStrv) strv = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    if (facts[i].is)
      g_strv_builder_add (lines, facts[i].text);
  strv = g_strv_builder_end (lines);
  return g_strjoinv ("\n", strv);
}

static void
show_status (RacksidePowerPage       *self,
             const IpmiChassisStatus *status)
{
  g_autofree char *subtitle = describe (status);
  GtkWidget *image = GTK_WIDGET (self->state_image);

  self->power_on = status->power_on;
  adw_preferences_row_set_title (self->state_row, status->power_on ? _("The server is on") : _("The server is off"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->state_row), subtitle);
  gtk_image_set_from_icon_name (self->state_image, status->power_on ? "rackside-on-symbolic" : "rackside-off-symbolic");
  if (status->power_on)
    gtk_widget_add_css_class (image, "success");
  else
    gtk_widget_remove_css_class (image, "success");
  rackside_identify_group_set_status (self->identify, status);
  self->filling = TRUE;
  adw_combo_row_set_selected (self->restore_row, status->restore_policy);
  self->filling = FALSE;
  update_actions (self);
  rackside_panel_page_show_content (RACKSIDE_PANEL_PAGE (self));
}

static gboolean
on_refresh_time (gpointer user_data)
{
  RacksidePowerPage *self = user_data;

  self->refresh_id = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
on_status (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RacksidePowerPage) self = user_data;
  g_autoptr(GError) error = NULL;
  IpmiChassisStatus status;
  gboolean ok = ipmi_chassis_get_status_finish (IPMI_SESSION (session), result, &status, &error);

  if (self->session != IPMI_SESSION (session) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (!ok)
    {
      rackside_panel_page_show_error (RACKSIDE_PANEL_PAGE (self), error);
      return;
    }
  show_status (self, &status);
  rackside_boot_group_refresh (self->boot);
  rackside_power_draw_refresh (self->draw);
  self->refresh_id = g_timeout_add_seconds (REFRESH_SECONDS, on_refresh_time, self);
}

static void
refresh (RacksidePowerPage *self)
{
  if (self->session == NULL || self->asking)
    return;
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  self->asking = TRUE;
  ipmi_chassis_get_status_async (self->session, self->cancellable, on_status, g_object_ref (self));
}

typedef struct
{
  RacksidePowerPage *page;       /* owned */
  const char        *done;       /* what to say when it is done */
} Control;

static void
on_controlled (GObject      *session,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autofree Control *control = user_data;
  g_autoptr(RacksidePowerPage) self = control->page;
  g_autoptr(GError) error = NULL;
  gboolean ok = ipmi_chassis_control_finish (IPMI_SESSION (session), result, &error);

  self->controlling = FALSE;
  update_actions (self);
  rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (self), ok ? _(control->done) : error->message);
  refresh (self);
}

static void
run_control (RacksidePowerPage *self,
             guint              i)
{
  Control *control;

  if (self->session == NULL || self->controlling)
    return;
  control = g_new0 (Control, 1);
  control->page = g_object_ref (self);
  control->done = controls[i].done;
  self->controlling = TRUE;
  update_actions (self);
  /* Who turns to another page has not taken it back. */
  ipmi_chassis_control_async (self->session, controls[i].control, NULL, on_controlled, control);
}

static void
on_answer (RacksidePowerPage *self,
           const char        *response)
{
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    if (strcmp (response, controls[i].action) == 0)
      run_control (self, i);
}

static void
ask (RacksidePowerPage *self,
     guint              i)
{
  RacksideBmc *bmc = rackside_panel_page_get_bmc (RACKSIDE_PANEL_PAGE (self));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_auto(GStrv) parts = g_strsplit (_(controls[i].heading), "%s", 2);
  g_autofree char *heading = g_strjoinv (rackside_bmc_get_name (bmc), parts);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, _(controls[i].body));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    controls[i].action, _(controls[i].button), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), controls[i].action,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_control (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  RacksidePowerPage *self = RACKSIDE_POWER_PAGE (widget);

  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      if (strcmp (action, controls[i].action) != 0)
        continue;
      if (controls[i].heading != NULL)
        ask (self, i);
      else
        run_control (self, i);
    }
}

static void
on_restore_set (GObject      *session,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(RacksidePowerPage) self = user_data;
  g_autoptr(GError) error = NULL;
  IpmiRestorePolicies supported;

  if (!ipmi_chassis_set_restore_policy_finish (IPMI_SESSION (session), result, &supported, &error))
    rackside_panel_page_remark (RACKSIDE_PANEL_PAGE (self), error->message);
  refresh (self);
}

static void
on_restore_selected (RacksidePowerPage *self)
{
  guint policy = adw_combo_row_get_selected (self->restore_row);

  if (self->filling || self->session == NULL)
    return;
  if (policy >= IPMI_RESTORE_POLICY_UNKNOWN)
    {
      refresh (self);
      return;
    }
  ipmi_chassis_set_restore_policy_async (self->session, policy, NULL, on_restore_set, g_object_ref (self));
}

static void
rackside_power_page_start (RacksidePanelPage *page,
                           IpmiSession       *session)
{
  RacksidePowerPage *self = RACKSIDE_POWER_PAGE (page);

  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  rackside_boot_group_start (self->boot, session);
  rackside_identify_group_set_session (self->identify, session);
  rackside_power_draw_start (self->draw, session);
  update_actions (self);
  refresh (self);
}

static void
rackside_power_page_stop (RacksidePanelPage *page)
{
  RacksidePowerPage *self = RACKSIDE_POWER_PAGE (page);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  self->asking = FALSE;
  if (self->boot == NULL)
    return;
  rackside_boot_group_stop (self->boot);
  rackside_identify_group_set_session (self->identify, NULL);
  rackside_power_draw_stop (self->draw);
  update_actions (self);
}

static void
rackside_power_page_class_init (RacksidePowerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RACKSIDE_PANEL_PAGE_CLASS (klass)->start = rackside_power_page_start;
  RACKSIDE_PANEL_PAGE_CLASS (klass)->stop = rackside_power_page_stop;
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    gtk_widget_class_install_action (widget_class, controls[i].action, NULL, on_control);
  g_type_ensure (RACKSIDE_TYPE_BOOT_GROUP);
  g_type_ensure (RACKSIDE_TYPE_IDENTIFY_GROUP);
  g_type_ensure (RACKSIDE_TYPE_POWER_DRAW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-power-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerPage, state_image);
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerPage, restore_row);
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerPage, boot);
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerPage, identify);
  gtk_widget_class_bind_template_child (widget_class, RacksidePowerPage, draw);
  gtk_widget_class_bind_template_callback (widget_class, on_restore_selected);
  gtk_widget_class_bind_template_callback (widget_class, rackside_panel_page_remark);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
}

static void
rackside_power_page_init (RacksidePowerPage *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  update_actions (self);
}
