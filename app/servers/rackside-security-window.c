/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-known-hosts.h"
#include "rackside-security-window.h"

struct _RacksideSecurityWindow
{
  AdwWindow            parent_instance;
  AdwWindowTitle      *title;
  AdwPreferencesGroup *key_group;
  GtkLabel            *key_label;
  GtkWidget           *copy_button;
  GtkWidget           *forget_button;
  AdwPreferencesGroup *facts_group;
  GtkLabel            *summary_label;
  char                *host;           /* owned; NULL: it has no key */
  guint16              port;
  guint                n_weak;
};

G_DEFINE_FINAL_TYPE (RacksideSecurityWindow, rackside_security_window, ADW_TYPE_WINDOW)

static void
update_summary (RacksideSecurityWindow *self)
{
  g_autofree char *text = NULL;

  if (self->n_weak == 0)
    text = g_strdup (_("Nothing weak is known of it."));
  else
    text = g_strdup_printf (ngettext ("%u thing is weak.", "%u things are weak.", self->n_weak), self->n_weak);
  gtk_label_set_label (self->summary_label, text);
}

static void
on_copy (RacksideSecurityWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->key_label));
  gtk_button_set_label (GTK_BUTTON (self->copy_button), _("Copied"));
}

static void
on_forget_answer (RacksideSecurityWindow *self,
                  const char             *response)
{
  g_autofree char *path = rackside_known_hosts_get_path ();
  g_autoptr(GError) error = NULL;

  if (g_strcmp0 (response, "forget") != 0)
    return;
  if (!rackside_known_hosts_forget (path, self->host, self->port, &error))
    {
      gtk_label_set_label (self->summary_label, error->message);
      return;
    }
  /* The keyboard stays with the key. */
  gtk_widget_grab_focus (self->copy_button);
  gtk_widget_set_visible (self->forget_button, FALSE);
  gtk_label_set_label (self->summary_label, _("The key is forgotten. You are asked about it at the next connection."));
}

static void
on_forget (RacksideSecurityWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Forget the Key?"),
                                              _("The next connection asks whether to trust whatever key the server shows "
                                                "then. Should somebody else answer in its place, there is no alarm. "
                                                "Forget it when the iLO has got a new certificate."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "forget", _("_Forget"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forget", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_forget_answer), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
rackside_security_window_finalize (GObject *object)
{
  g_free (RACKSIDE_SECURITY_WINDOW (object)->host);
  G_OBJECT_CLASS (rackside_security_window_parent_class)->finalize (object);
}

static void
rackside_security_window_class_init (RacksideSecurityWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rackside_security_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-security-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideSecurityWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RacksideSecurityWindow, key_group);
  gtk_widget_class_bind_template_child (widget_class, RacksideSecurityWindow, key_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSecurityWindow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSecurityWindow, forget_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSecurityWindow, facts_group);
  gtk_widget_class_bind_template_child (widget_class, RacksideSecurityWindow, summary_label);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_forget);
}

static void
rackside_security_window_init (RacksideSecurityWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_security_window_new:
 * @parent: the window that it belongs to
 * @server: what the server is called
 *
 * Returns: (transfer none): a window that says nothing yet, to be presented
 */
RacksideSecurityWindow *
rackside_security_window_new (GtkWindow  *parent,
                              const char *server)
{
  RacksideSecurityWindow *self = g_object_new (RACKSIDE_TYPE_SECURITY_WINDOW, "transient-for", parent, NULL);

  adw_window_title_set_subtitle (self->title, server);
  update_summary (self);
  return self;
}

static GtkWidget *
create_row (const RacksideSecurityFact *fact)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = fact->advice != NULL ? g_strdup_printf ("%s\n%s", fact->value, fact->advice)
                                               : g_strdup (fact->value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), fact->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (fact->advice != NULL)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_add_css_class (icon, "warning");
      gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Weak"), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
    }
  return row;
}

/**
 * rackside_security_window_add:
 * @self: a window
 * @facts: (element-type RacksideSecurityFact): what to say
 */
void
rackside_security_window_add (RacksideSecurityWindow *self,
                              GPtrArray              *facts)
{
  for (guint i = 0; i < facts->len; i++)
    {
      const RacksideSecurityFact *fact = facts->pdata[i];

      adw_preferences_group_add (self->facts_group, create_row (fact));
      self->n_weak += fact->advice != NULL;
    }
  update_summary (self);
}

/**
 * rackside_security_window_add_host:
 * @self: a window
 * @host: an iLO
 * @port: its HTTPS port
 * @http: (nullable): the connection to it, if there is one
 *
 * Says what is known of its key, and of its web connection.
 */
void
rackside_security_window_add_host (RacksideSecurityWindow *self,
                                   const char             *host,
                                   guint16                 port,
                                   IloHttp                *http)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;
  const char *shown;
  IloTlsRung rung;
  g_autoptr(GPtrArray) facts = rackside_security_of_key (host, port, &rung, &key, &error);

  if (facts == NULL)
    {
      gtk_label_set_label (self->summary_label, error->message);
      return;
    }
  if (http != NULL)
    rackside_security_add_ilo (facts, http);
  else if (key != NULL)
    rackside_security_add_rung (facts, rung);
  self->host = g_strdup (host);
  self->port = port;
  shown = http != NULL && ilo_http_get_server_key (http) != NULL ? ilo_http_get_server_key (http) : key;
  gtk_label_set_label (self->key_label, shown != NULL ? shown : _("Not known: it has not been connected to yet."));
  gtk_widget_set_visible (GTK_WIDGET (self->key_group), TRUE);
  gtk_widget_set_visible (self->copy_button, shown != NULL);
  gtk_widget_set_visible (self->forget_button, key != NULL);
  rackside_security_window_add (self, facts);
  /* Not the label, all of which would be selected. */
  if (shown != NULL)
    gtk_widget_grab_focus (self->copy_button);
}
