/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-bmc-dialog.h"
#include "rackside-panel-pages.h"
#include "rackside-panel.h"
#include "rackside-rows.h"
#include "rackside-stack.h"

struct _RacksidePanel
{
  AdwBin         parent_instance;
  GtkStack      *stack;
  GtkWidget     *pages;           /* NULL before it is first on screen */
  AdwStatusPage *login_page;
  GtkEditable   *user_row;
  GtkEditable   *password_row;
  GtkCheckButton *remember_button;
  RacksideBmc   *bmc;             /* owned; NULL: there is none */
  gboolean       remember;        /* what was entered here, once the BMC accepts it */
};

enum { PROP_0, PROP_BMC, PROP_TITLE, PROP_SUBTITLE, PROP_SHOWS_SCREEN, PROP_SETTLED, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_ACCEPTED, SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksidePanel, rackside_panel, ADW_TYPE_BIN)

static void
on_remark (RacksidePanel *self,
           const char    *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static void
notify_titles (RacksidePanel *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
}

static gboolean
lacks_password (RacksidePanel *self)
{
  return self->bmc != NULL && rackside_bmc_get_settings (self->bmc)->password == NULL;
}

/* Nobody has to wait for a BMC that nobody asked about. */
static void
connect_if_shown (RacksidePanel *self)
{
  if (self->bmc != NULL && !lacks_password (self) && gtk_widget_get_mapped (GTK_WIDGET (self))
      && rackside_bmc_get_state (self->bmc) == RACKSIDE_BMC_STATE_CLOSED)
    rackside_bmc_connect (self->bmc);
}

static void
show_login (RacksidePanel *self)
{
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  /* Translators: the server’s name or address. */
  text = g_strdup_printf (_("The management controller of %s wants a user and a password."),
                          rackside_bmc_get_name (self->bmc));
  escaped = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->login_page, escaped);
  gtk_editable_set_text (self->user_row, rackside_bmc_get_settings (self->bmc)->user);
  gtk_editable_set_text (self->password_row, "");
  rackside_stack_show (self->stack, GTK_WIDGET (self->login_page));
}

static void
on_state (RacksidePanel *self)
{
  gboolean remember = self->remember;

  if (rackside_bmc_get_state (self->bmc) != RACKSIDE_BMC_STATE_OPEN)
    return;
  self->remember = FALSE;
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0, remember);
}

static void
apply_settings (RacksidePanel             *self,
                const RacksideBmcSettings *settings,
                gboolean                   remember)
{
  g_autoptr(RacksideBmc) bmc = rackside_bmc_new (settings);

  rackside_panel_set_bmc (self, bmc);
  self->remember = remember;
  gtk_widget_grab_focus (self->pages);
}

static void
on_log_in (RacksidePanel *self)
{
  g_autoptr(RacksideBmcSettings) settings = rackside_bmc_settings_copy (rackside_bmc_get_settings (self->bmc));

  g_free (settings->user);
  settings->user = g_strdup (gtk_editable_get_text (self->user_row));
  if (settings->password != NULL)
    explicit_bzero (settings->password, strlen (settings->password));
  g_free (settings->password);
  settings->password = g_strdup (gtk_editable_get_text (self->password_row));
  gtk_editable_set_text (self->password_row, "");
  apply_settings (self, settings, gtk_check_button_get_active (self->remember_button));
}

static void
on_settings (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  RacksidePanel *self = RACKSIDE_PANEL (widget);
  RacksideBmcDialog *dialog;

  if (self->bmc == NULL)
    return;
  dialog = rackside_bmc_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), rackside_bmc_get_settings (self->bmc));
  g_signal_connect_object (dialog, "apply", G_CALLBACK (apply_settings), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Hundreds of widgets, for windows that may never show them. */
static void
add_pages (RacksidePanel *self)
{
  self->pages = rackside_panel_pages_new ();
  g_object_bind_property (self, "bmc", self->pages, "bmc", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->pages, "remark", G_CALLBACK (on_remark), self, G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, self->pages);
  rackside_stack_show (self->stack, lacks_password (self) ? GTK_WIDGET (self->login_page) : self->pages);
}

/* What is not on screen is hidden, and not just its parent: a screen reader would still find it. */
static void
rackside_panel_map (GtkWidget *widget)
{
  if (RACKSIDE_PANEL (widget)->pages == NULL)
    add_pages (RACKSIDE_PANEL (widget));
  gtk_widget_set_visible (GTK_WIDGET (RACKSIDE_PANEL (widget)->stack), TRUE);
  GTK_WIDGET_CLASS (rackside_panel_parent_class)->map (widget);
  connect_if_shown (RACKSIDE_PANEL (widget));
}

static void
rackside_panel_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rackside_panel_parent_class)->unmap (widget);
  gtk_widget_set_visible (GTK_WIDGET (RACKSIDE_PANEL (widget)->stack), FALSE);
}

static gboolean
is_settled (RacksidePanel *self)
{
  return lacks_password (self)
         || (self->pages != NULL && !rackside_panel_pages_is_waiting (RACKSIDE_PANEL_PAGES (self->pages)));
}

static gboolean
rackside_panel_focus (GtkWidget        *widget,
                      GtkDirectionType  direction)
{
  RacksidePanel *self = RACKSIDE_PANEL (widget);
  GtkEditable *rows[] = { self->user_row, self->password_row };

  if (rackside_rows_focus (widget, rows, G_N_ELEMENTS (rows), direction))
    return TRUE;
  return GTK_WIDGET_CLASS (rackside_panel_parent_class)->focus (widget, direction);
}

static void
rackside_panel_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RacksidePanel *self = RACKSIDE_PANEL (object);

  switch (property_id)
    {
    case PROP_BMC:
      g_value_set_object (value, self->bmc);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->bmc != NULL ? rackside_bmc_get_name (self->bmc) : NULL);
      break;
    case PROP_SUBTITLE:
      g_value_take_string (value, self->bmc != NULL
                                  ? rackside_bmc_settings_format (rackside_bmc_get_settings (self->bmc)) : NULL);
      break;
    case PROP_SHOWS_SCREEN:
      g_value_set_boolean (value, FALSE);
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, is_settled (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_panel_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if (property_id == PROP_BMC)
    rackside_panel_set_bmc (RACKSIDE_PANEL (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_panel_dispose (GObject *object)
{
  RacksidePanel *self = RACKSIDE_PANEL (object);

  if (self->bmc != NULL)
    g_signal_handlers_disconnect_by_data (self->bmc, self);
  g_clear_object (&self->bmc);
  G_OBJECT_CLASS (rackside_panel_parent_class)->dispose (object);
}

static void
rackside_panel_class_init (RacksidePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_panel_get_property;
  object_class->set_property = rackside_panel_set_property;
  object_class->dispose = rackside_panel_dispose;
  widget_class->focus = rackside_panel_focus;
  widget_class->map = rackside_panel_map;
  widget_class->unmap = rackside_panel_unmap;

  /**
   * RacksidePanel:bmc:
   *
   * Whose panel it is.
   */
  properties[PROP_BMC] = g_param_spec_object ("bmc", NULL, NULL, RACKSIDE_TYPE_BMC,
                                              flags | G_PARAM_WRITABLE);

  /**
   * RacksidePanel:title:
   *
   * The server's name.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * RacksidePanel:subtitle:
   *
   * The BMC's address.
   */
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);

  /**
   * RacksidePanel:shows-screen:
   *
   * It never shows a server's screen.
   */
  properties[PROP_SHOWS_SCREEN] = g_param_spec_boolean ("shows-screen", NULL, NULL, FALSE, flags);

  /**
   * RacksidePanel:settled:
   *
   * Whether it shows what there is to see, rather than that it is on its way.
   */
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksidePanel::accepted:
   * @self: a panel
   * @remember: whether somebody has asked to keep what was entered here
   *
   * The BMC has accepted the user and the password.
   */
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", RACKSIDE_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * RacksidePanel::remark:
   * @self: a panel
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "panel.settings", NULL, on_settings);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePanel, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksidePanel, login_page);
  gtk_widget_class_bind_template_child (widget_class, RacksidePanel, user_row);
  gtk_widget_class_bind_template_child (widget_class, RacksidePanel, password_row);
  gtk_widget_class_bind_template_child (widget_class, RacksidePanel, remember_button);
  gtk_widget_class_bind_template_callback (widget_class, on_log_in);
}

static void
rackside_panel_init (RacksidePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->stack), FALSE);
}

/**
 * rackside_panel_set_bmc:
 * @self: a panel
 * @bmc: (nullable): whose panel it is from now on
 */
void
rackside_panel_set_bmc (RacksidePanel *self,
                        RacksideBmc   *bmc)
{
  if (self->bmc == bmc)
    return;
  if (self->bmc != NULL)
    g_signal_handlers_disconnect_by_data (self->bmc, self);
  g_set_object (&self->bmc, bmc);
  if (bmc != NULL)
    {
      g_signal_connect_object (bmc, "notify::name", G_CALLBACK (notify_titles), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (bmc, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
    }
  self->remember = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BMC]);
  notify_titles (self);
  if (lacks_password (self))
    show_login (self);
  else if (self->pages != NULL)
    rackside_stack_show (self->stack, self->pages);
  connect_if_shown (self);
}

/**
 * rackside_panel_get_bmc:
 * @self: a panel
 *
 * Returns: (transfer none) (nullable): whose panel it is
 */
RacksideBmc *
rackside_panel_get_bmc (RacksidePanel *self)
{
  return self->bmc;
}
