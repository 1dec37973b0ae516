/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-key.h"
#include "ilo-typist.h"
#include "rackside-console-view-private.h"
#include "rackside-drives-question.h"

/* As long as the vendor's client holds Ctrl+Alt+Del: firmware looks at its keyboard seldom. */
#define CHORD_HOLD 250

static void
on_disconnect_answer (RacksideConsoleView *self,
                      const char          *response)
{
  if (g_strcmp0 (response, RACKSIDE_DRIVES_ANSWER_GO_ON) == 0)
    rackside_console_view_disconnect (self);
}

static void
on_disconnect (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RacksideConsoleView *self = user_data;
  GtkWidget *dialog;

  if (!rackside_drives_are_transferring (self->drives))
    {
      rackside_console_view_disconnect (self);
      return;
    }
  dialog = rackside_drives_question_new (self->drives, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                         _("Disconnect While a Drive Is in Use?"), _("_Disconnect"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_disconnect_answer), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_trust (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  rackside_console_view_trust (user_data);
}

static void
on_share (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  ilo_console_answer_busy (RACKSIDE_CONSOLE_VIEW (user_data)->console, ILO_CLAIM_SHARE);
}

static void
on_seize (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  ilo_console_answer_busy (RACKSIDE_CONSOLE_VIEW (user_data)->console, ILO_CLAIM_SEIZE);
}

static void
on_try_again (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  rackside_console_view_try_again (user_data);
}

static void
on_log_in (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  rackside_console_view_want_password (user_data, TRUE);
}

/* What was asked is answered, and its buttons go: the keyboard is the server's again. */
static void
go_on_typing (RacksideConsoleView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (rackside_screen_get_display (self->screen)));
}

static void
on_retry_now (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RacksideConsoleView *self = user_data;

  go_on_typing (self);
  ilo_console_retry_now (self->console);
}

static void
on_grant (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  RacksideConsoleView *self = user_data;

  go_on_typing (self);
  ilo_console_answer_request (self->console, TRUE);
}

static void
on_refuse (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  RacksideConsoleView *self = user_data;

  go_on_typing (self);
  ilo_console_answer_request (self->console, FALSE);
}

static void
on_send_keys (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RacksideConsoleView *self = user_data;
  IloChord chord;

  if (ilo_chord_parse (&chord, g_variant_get_string (parameter, NULL), NULL))
    ilo_typist_type_async (self->console, &chord, 1, CHORD_HOLD, NULL, NULL, self->typing, NULL, NULL);
}

static void
on_let_go (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  rackside_console_input_let_go (RACKSIDE_CONSOLE_VIEW (user_data)->input);
}

static void
on_take_keyboard (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  rackside_console_input_take (RACKSIDE_CONSOLE_VIEW (user_data)->input);
}

static void
on_power_press (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  ilo_console_press_power (RACKSIDE_CONSOLE_VIEW (user_data)->console, ILO_POWER_ACTION_PRESS);
}

/* What the server loses by it is asked about first. */
static const struct
{
  const char     *name;
  IloPowerAction  action;
  const char     *body;
  const char     *button;
} questions[] = {
  { "power-hold", ILO_POWER_ACTION_HOLD,
    N_("Holding the power button switches the server off at once. What has not been saved there is lost."),
    N_("_Switch Off") },
  { "power-cold-boot", ILO_POWER_ACTION_COLD_BOOT,
    N_("The server is switched off and on again at once. What has not been saved there is lost."),
    N_("_Cold Boot") },
  { "power-reset", ILO_POWER_ACTION_RESET,
    N_("The server starts again at once. What has not been saved there is lost."),
    N_("_Reset") },
};

/* Translators: the %s is the name of the server */
static char *
make_heading (IloPowerAction  action,
              const char     *server)
{
  if (action == ILO_POWER_ACTION_HOLD)
    return g_strdup_printf (_("Switch Off %s?"), server);
  if (action == ILO_POWER_ACTION_COLD_BOOT)
    return g_strdup_printf (_("Cold Boot %s?"), server);
  return g_strdup_printf (_("Reset %s?"), server);
}

static void
on_answer (RacksideConsoleView *self,
           const char          *response)
{
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_strcmp0 (response, questions[i].name) == 0 && rackside_console_view_is_live (self))
      ilo_console_press_power (self->console, questions[i].action);
}

static void
on_ask_power (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RacksideConsoleView *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  g_autofree char *server = NULL;

  g_object_get (self, "title", &server, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_strcmp0 (name, questions[i].name) == 0)
      {
        g_autofree char *heading = make_heading (questions[i].action, server);
        GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
        GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, _(questions[i].body));

        adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                          questions[i].name, _(questions[i].button), NULL);
        adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), questions[i].name,
                                                    ADW_RESPONSE_DESTRUCTIVE);
        adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
        g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
        rackside_console_input_let_go (self->input);       /* the question is answered here, not on the server */
        gtk_window_present (GTK_WINDOW (dialog));
      }
}

static const GActionEntry entries[] = {
  { .name = "disconnect", .activate = on_disconnect },
  { .name = "trust", .activate = on_trust },
  { .name = "share", .activate = on_share },
  { .name = "seize", .activate = on_seize },
  { .name = "try-again", .activate = on_try_again },
  { .name = "log-in", .activate = on_log_in },
  { .name = "retry-now", .activate = on_retry_now },
  { .name = "grant", .activate = on_grant },
  { .name = "refuse", .activate = on_refuse },
  { .name = "send-keys", .parameter_type = "s", .activate = on_send_keys },
  { .name = "let-go", .activate = on_let_go },
  { .name = "take-keyboard", .activate = on_take_keyboard },
  { .name = "power-on", .activate = on_power_press },
  { .name = "power-press", .activate = on_power_press },
  { .name = "power-hold", .activate = on_ask_power },
  { .name = "power-cold-boot", .activate = on_ask_power },
  { .name = "power-reset", .activate = on_ask_power },
};

static void
set_enabled (RacksideConsoleView *self,
             const char          *name,
             gboolean             enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Gives a view its actions. */
void
rackside_console_view_init_actions (RacksideConsoleView *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "console", G_ACTION_GROUP (self->actions));
  rackside_console_view_update_actions (self);
}

/* Leaves only what makes sense now. */
void
rackside_console_view_update_actions (RacksideConsoleView *self)
{
  IloConsoleState state = self->console != NULL ? ilo_console_get_state (self->console) : ILO_CONSOLE_STATE_CLOSED;
  gboolean live = rackside_console_view_is_live (self);
  gboolean off = live && ilo_console_get_power (self->console) == ILO_POWER_OFF;
  gboolean pages = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->pages);
  RacksideConsolePage page = rackside_console_pages_get_page (self->pages);
  gboolean failed = pages && page == RACKSIDE_CONSOLE_PAGE_ERROR;
  gboolean asked = live && ilo_console_get_request (self->console) != NULL;

  set_enabled (self, "disconnect", self->session != NULL || failed);
  set_enabled (self, "log-in", failed);
  set_enabled (self, "trust", self->session != NULL && pages && page == RACKSIDE_CONSOLE_PAGE_TRUST);
  set_enabled (self, "share", state == ILO_CONSOLE_STATE_BUSY);
  set_enabled (self, "seize", state == ILO_CONSOLE_STATE_BUSY);
  set_enabled (self, "try-again", failed);
  set_enabled (self, "retry-now", state == ILO_CONSOLE_STATE_WAITING);
  set_enabled (self, "grant", asked);
  set_enabled (self, "refuse", asked);
  set_enabled (self, "send-keys", live);
  set_enabled (self, "let-go", rackside_console_input_has_keyboard (self->input));
  set_enabled (self, "take-keyboard", rackside_console_input_can_take (self->input));
  set_enabled (self, "power-on", off);
  set_enabled (self, "power-press", live && !off);
  set_enabled (self, "power-hold", live && !off);
  set_enabled (self, "power-cold-boot", live && !off);
  set_enabled (self, "power-reset", live && !off);
}
