/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "rackside-connect-form.h"
#include "rackside-rows.h"

/* Asks for what it takes to log in to an iLO or a BMC. A BMC can have a user without a name. */
struct _RacksideConnectForm
{
  AdwBin               parent_instance;
  GtkEditable         *address_row;
  GtkEditable         *user_row;
  GtkEditable         *password_row;
  GtkCheckButton      *save_button;
  GtkCheckButton      *remember_button;
  GtkLabel            *note_label;
  GtkLabel            *problem_label;
  GtkWidget           *connect_button;
  RacksideServers     *servers;         /* owned; NULL until it is given some */
};

enum { SIGNAL_CONNECT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideConnectForm, rackside_connect_form, ADW_TYPE_BIN)

/* An address may bring its user along; then nobody has to type that again. */
static const char *
get_user (RacksideConnectForm   *self,
          const RacksideAddress *address)
{
  const char *user = gtk_editable_get_text (self->user_row);

  return *user == '\0' && address->user != NULL ? address->user : user;
}

/* What is wrong with the address, or NULL. */
static char *
find_problem (RacksideConnectForm *self)
{
  g_autoptr(GError) error = NULL;
  const char *text = gtk_editable_get_text (self->address_row);
  g_autoptr(RacksideAddress) address = *text != '\0' ? rackside_address_parse (text, &error) : NULL;

  return error != NULL ? g_strdup (error->message) : NULL;
}

/* An address is not called wrong while it is being typed. */
static void
show_problem (RacksideConnectForm *self)
{
  g_autofree char *problem = find_problem (self);

  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
}

/* A password is remembered for a server that is saved: for any other it would never be looked up. */
static void
update_keep (RacksideConnectForm   *self,
             const RacksideAddress *address)
{
  gboolean once = address != NULL && address->session_key != NULL;
  gboolean saved = address != NULL && self->servers != NULL
                   && rackside_servers_match (self->servers, address) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->save_button), !saved);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !once);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remember_button),
                            !once && (saved || gtk_check_button_get_active (self->save_button)));
}

static RacksideKeep
get_keep (RacksideConnectForm *self)
{
  RacksideKeep keep = RACKSIDE_KEEP_NOTHING;

  if (gtk_widget_get_visible (GTK_WIDGET (self->save_button)) && gtk_widget_get_sensitive (GTK_WIDGET (self->save_button))
      && gtk_check_button_get_active (self->save_button))
    keep |= RACKSIDE_KEEP_SERVER;
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->remember_button))
      && gtk_check_button_get_active (self->remember_button))
    keep |= RACKSIDE_KEEP_PASSWORD;
  return keep;
}

static void
on_changed (RacksideConnectForm *self)
{
  const char *text = gtk_editable_get_text (self->address_row);
  g_autoptr(RacksideAddress) address = *text != '\0' ? rackside_address_parse (text, NULL) : NULL;

  if (address != NULL || *text == '\0')
    show_problem (self);                 /* it has been put right */
  update_keep (self, address);
  gtk_widget_set_sensitive (self->connect_button,
                            address != NULL
                            && (address->session_key != NULL || address->kind == RACKSIDE_ADDRESS_IPMI
                                || *get_user (self, address) != '\0'));
}

static void
on_submit (RacksideConnectForm *self)
{
  g_autoptr(RacksideAddress) address = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  show_problem (self);
  if (!gtk_widget_get_sensitive (self->connect_button))
    return;
  address = rackside_address_parse (gtk_editable_get_text (self->address_row), NULL);
  user = g_strdup (get_user (self, address));
  g_free (address->user);
  address->user = g_steal_pointer (&user);
  password = g_strdup (gtk_editable_get_text (self->password_row));
  gtk_editable_set_text (self->password_row, "");
  g_signal_emit (self, signals[SIGNAL_CONNECT], 0, address, password, get_keep (self));
  explicit_bzero (password, strlen (password));
}

static gboolean
rackside_connect_form_grab_focus (GtkWidget *widget)
{
  RacksideConnectForm *self = RACKSIDE_CONNECT_FORM (widget);

  if (*gtk_editable_get_text (self->address_row) == '\0')
    return gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
  if (*gtk_editable_get_text (self->user_row) == '\0')
    return gtk_widget_grab_focus (GTK_WIDGET (self->user_row));
  return gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static gboolean
rackside_connect_form_focus (GtkWidget        *widget,
                             GtkDirectionType  direction)
{
  RacksideConnectForm *self = RACKSIDE_CONNECT_FORM (widget);
  GtkEditable *rows[] = { self->address_row, self->user_row, self->password_row };

  if (rackside_rows_focus (widget, rows, G_N_ELEMENTS (rows), direction))
    return TRUE;
  return GTK_WIDGET_CLASS (rackside_connect_form_parent_class)->focus (widget, direction);
}

static void
rackside_connect_form_dispose (GObject *object)
{
  g_clear_object (&RACKSIDE_CONNECT_FORM (object)->servers);
  G_OBJECT_CLASS (rackside_connect_form_parent_class)->dispose (object);
}

static void
rackside_connect_form_class_init (RacksideConnectFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_connect_form_dispose;
  widget_class->grab_focus = rackside_connect_form_grab_focus;
  widget_class->focus = rackside_connect_form_focus;

  /**
   * RacksideConnectForm::connect:
   * @self: the form
   * @address: (type gpointer): a #RacksideAddress with the user in it, valid during the call
   * @password: the password, wiped after the call
   * @keep: a #RacksideKeep
   *
   * Somebody wants to connect.
   */
  signals[SIGNAL_CONNECT] = g_signal_new ("connect", RACKSIDE_TYPE_CONNECT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 3, G_TYPE_POINTER,
                                          G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-connect-form.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, address_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, user_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, password_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, save_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, remember_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, note_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, problem_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideConnectForm, connect_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, show_problem);
}

static void
rackside_connect_form_init (RacksideConnectForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_changed (self);
}

/**
 * rackside_connect_form_set_address:
 * @self: a form
 * @address: what to fill in
 *
 * Fills in all but the password.
 */
void
rackside_connect_form_set_address (RacksideConnectForm   *self,
                                   const RacksideAddress *address)
{
  g_autofree char *text = rackside_address_format (address);

  gtk_editable_set_text (self->address_row, text);
  if (address->user != NULL)
    gtk_editable_set_text (self->user_row, address->user);
  rackside_connect_form_set_note (self, NULL);
}

/**
 * rackside_connect_form_set_note:
 * @self: a form
 * @note: (nullable): why it is asked, a sentence
 */
void
rackside_connect_form_set_note (RacksideConnectForm *self,
                                const char          *note)
{
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}

/**
 * rackside_connect_form_set_remember:
 * @self: a form
 * @remember: whether to suggest that the password is remembered
 */
void
rackside_connect_form_set_remember (RacksideConnectForm *self,
                                    gboolean             remember)
{
  gtk_check_button_set_active (self->remember_button, remember);
}

/**
 * rackside_connect_form_set_servers:
 * @self: a form
 * @servers: the saved servers: who is one of them need not be saved
 */
void
rackside_connect_form_set_servers (RacksideConnectForm *self,
                                   RacksideServers     *servers)
{
  g_set_object (&self->servers, servers);
  g_signal_connect_object (servers, "items-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

/**
 * rackside_connect_form_is_used:
 * @self: a form
 *
 * Returns: whether somebody has begun to fill it in
 */
gboolean
rackside_connect_form_is_used (RacksideConnectForm *self)
{
  GtkEditable *rows[] = { self->address_row, self->user_row, self->password_row };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (*gtk_editable_get_text (rows[i]) != '\0')
      return TRUE;
  return FALSE;
}
