/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-panel-page.h"
#include "rackside-stack.h"

typedef struct
{
  GtkStack      *stack;
  AdwBin        *content_bin;
  AdwStatusPage *waiting_page;
  GtkSpinner    *spinner;
  GtkWidget     *progress_bar;
  AdwStatusPage *message_page;
  GtkWidget     *message_buttons;
  GtkWidget     *again_button;
  GtkWidget     *settings_button;
  RacksideBmc   *bmc;              /* owned; NULL: there is none */
  gboolean       started;
} RacksidePanelPagePrivate;

enum { PROP_0, PROP_BMC, PROP_CONTENT, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (RacksidePanelPage, rackside_panel_page, ADW_TYPE_BIN)

static RacksidePanelPagePrivate *
get_private (RacksidePanelPage *self)
{
  return rackside_panel_page_get_instance_private (self);
}

/* What stands in the content's place.. */
static void
show_page (RacksidePanelPage *self,
           GtkWidget         *page)
{
  RacksidePanelPagePrivate *private = get_private (self);

  gtk_spinner_set_spinning (private->spinner, page == GTK_WIDGET (private->waiting_page));
  if (gtk_stack_get_visible_child (private->stack) != page)
    rackside_stack_show (private->stack, page);
}

static void
show_message (RacksidePanelPage *self,
              const char        *icon,
              const char        *title,
              const char        *text,
              const char        *again,
              gboolean           settings)
{
  RacksidePanelPagePrivate *private = get_private (self);
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  adw_status_page_set_icon_name (private->message_page, icon);
  adw_status_page_set_title (private->message_page, title);
  adw_status_page_set_description (private->message_page, escaped);
  if (again != NULL)
    gtk_button_set_label (GTK_BUTTON (private->again_button), again);
  gtk_widget_set_visible (private->again_button, again != NULL);
  gtk_widget_set_visible (private->settings_button, settings);
  gtk_widget_set_visible (private->message_buttons, again != NULL || settings);
  show_page (self, GTK_WIDGET (private->message_page));
}

static void
stop (RacksidePanelPage *self)
{
  RacksidePanelPagePrivate *private = get_private (self);

  if (!private->started)
    return;
  private->started = FALSE;
  if (RACKSIDE_PANEL_PAGE_GET_CLASS (self)->stop != NULL)
    RACKSIDE_PANEL_PAGE_GET_CLASS (self)->stop (self);
}

static void
start (RacksidePanelPage *self)
{
  RacksidePanelPagePrivate *private = get_private (self);

  if (private->started)
    return;
  private->started = TRUE;
  if (gtk_stack_get_visible_child (private->stack) != GTK_WIDGET (private->content_bin))
    rackside_panel_page_show_waiting (self, _("Waiting for the server’s answer"), -1);
  if (RACKSIDE_PANEL_PAGE_GET_CLASS (self)->start != NULL)
    RACKSIDE_PANEL_PAGE_GET_CLASS (self)->start (self, rackside_bmc_get_session (private->bmc));
}

static void
show_connecting (RacksidePanelPage *self)
{
  g_autofree char *what = NULL;

  /* Translators: the server’s name or address. */
  what = g_strdup_printf (_("Connecting to %s"), rackside_bmc_get_name (get_private (self)->bmc));
  rackside_panel_page_show_waiting (self, what, -1);
}

/* Brings the page into line with its BMC, as far as anybody sees it. */
static void
update (RacksidePanelPage *self)
{
  RacksidePanelPagePrivate *private = get_private (self);
  gboolean open = private->bmc != NULL && rackside_bmc_get_state (private->bmc) == RACKSIDE_BMC_STATE_OPEN;
  gboolean visible = gtk_widget_get_mapped (GTK_WIDGET (self));

  if (!open || !visible)
    stop (self);
  if (!visible)
    return;
  if (private->bmc == NULL)
    {
      show_message (self, "network-offline-symbolic", _("No Server"), NULL, NULL, FALSE);
      return;
    }
  if (RACKSIDE_PANEL_PAGE_GET_CLASS (self)->keeps_content)
    {
      rackside_panel_page_show_content (self);
      return;
    }
  switch (rackside_bmc_get_state (private->bmc))
    {
    case RACKSIDE_BMC_STATE_CLOSED:
      show_message (self, "network-offline-symbolic", _("Not Connected"),
                    _("There is no session with the server’s management controller."), _("Connect"), TRUE);
      break;
    case RACKSIDE_BMC_STATE_CONNECTING:
      show_connecting (self);
      break;
    case RACKSIDE_BMC_STATE_OPEN:
      start (self);
      break;
    case RACKSIDE_BMC_STATE_FAILED:
      RACKSIDE_PANEL_PAGE_GET_CLASS (self)->failed (self, rackside_bmc_get_error (private->bmc));
      break;
    }
}

static void
rackside_panel_page_failed (RacksidePanelPage *self,
                            const GError      *error)
{
  show_message (self, "dialog-warning-symbolic", _("No Connection"), error->message, _("Try Again"), TRUE);
}

static void
on_cancel (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  RacksidePanelPage *self = RACKSIDE_PANEL_PAGE (widget);
  RacksidePanelPagePrivate *private = get_private (self);

  if (private->bmc == NULL)
    return;
  if (rackside_bmc_get_state (private->bmc) == RACKSIDE_BMC_STATE_CONNECTING)
    {
      rackside_bmc_disconnect (private->bmc);
      return;
    }
  stop (self);
  show_message (self, "media-playback-pause-symbolic", _("Cancelled"), NULL, _("Try Again"), FALSE);
}

static void
on_try_again (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  rackside_panel_page_try_again (RACKSIDE_PANEL_PAGE (widget));
}

/* What is not on screen is hidden, and not just its page: a screen reader would still find it. */
static void
rackside_panel_page_map (GtkWidget *widget)
{
  RacksidePanelPage *self = RACKSIDE_PANEL_PAGE (widget);

  gtk_widget_set_visible (GTK_WIDGET (get_private (self)->stack), TRUE);
  GTK_WIDGET_CLASS (rackside_panel_page_parent_class)->map (widget);
  update (self);
}

static void
rackside_panel_page_unmap (GtkWidget *widget)
{
  RacksidePanelPage *self = RACKSIDE_PANEL_PAGE (widget);

  GTK_WIDGET_CLASS (rackside_panel_page_parent_class)->unmap (widget);
  gtk_widget_set_visible (GTK_WIDGET (get_private (self)->stack), FALSE);
  update (self);
}

static void
rackside_panel_page_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RacksidePanelPagePrivate *private = get_private (RACKSIDE_PANEL_PAGE (object));

  switch (property_id)
    {
    case PROP_BMC:
      g_value_set_object (value, private->bmc);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (private->content_bin));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_panel_page_set_property (GObject      *object,
                                  guint         property_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  RacksidePanelPage *self = RACKSIDE_PANEL_PAGE (object);

  switch (property_id)
    {
    case PROP_BMC:
      rackside_panel_page_set_bmc (self, g_value_get_object (value));
      break;
    case PROP_CONTENT:
      adw_bin_set_child (get_private (self)->content_bin, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_panel_page_dispose (GObject *object)
{
  RacksidePanelPage *self = RACKSIDE_PANEL_PAGE (object);
  RacksidePanelPagePrivate *private = get_private (self);

  stop (self);
  if (private->bmc != NULL)
    g_signal_handlers_disconnect_by_data (private->bmc, self);
  g_clear_object (&private->bmc);
  G_OBJECT_CLASS (rackside_panel_page_parent_class)->dispose (object);
}

static void
rackside_panel_page_class_init (RacksidePanelPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_panel_page_get_property;
  object_class->set_property = rackside_panel_page_set_property;
  object_class->dispose = rackside_panel_page_dispose;
  widget_class->map = rackside_panel_page_map;
  widget_class->unmap = rackside_panel_page_unmap;
  klass->failed = rackside_panel_page_failed;

  /**
   * RacksidePanelPage:bmc:
   *
   * Whose page it is.
   */
  properties[PROP_BMC] = g_param_spec_object ("bmc", NULL, NULL, RACKSIDE_TYPE_BMC, flags);

  /**
   * RacksidePanelPage:content:
   *
   * What it shows when there is something to show.
   */
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksidePanelPage::remark:
   * @self: a page
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_PANEL_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "page.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "page.try-again", NULL, on_try_again);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-panel-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, stack);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, content_bin);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, waiting_page);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, progress_bar);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, message_page);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, message_buttons);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, again_button);
  gtk_widget_class_bind_template_child_private (widget_class, RacksidePanelPage, settings_button);
}

static void
rackside_panel_page_init (RacksidePanelPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_message (self, "network-offline-symbolic", _("No Server"), NULL, NULL, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (get_private (self)->stack), FALSE);
}

/**
 * rackside_panel_page_set_bmc:
 * @self: a page
 * @bmc: (nullable): whose page it is from now on
 */
void
rackside_panel_page_set_bmc (RacksidePanelPage *self,
                             RacksideBmc       *bmc)
{
  RacksidePanelPagePrivate *private = get_private (self);

  if (private->bmc == bmc)
    return;
  stop (self);
  if (private->bmc != NULL)
    g_signal_handlers_disconnect_by_data (private->bmc, self);
  g_set_object (&private->bmc, bmc);
  if (bmc != NULL)
    g_signal_connect_object (bmc, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BMC]);
  update (self);
}

/**
 * rackside_panel_page_get_bmc:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): whose page it is
 */
RacksideBmc *
rackside_panel_page_get_bmc (RacksidePanelPage *self)
{
  return get_private (self)->bmc;
}

/**
 * rackside_panel_page_try_again:
 * @self: a page
 *
 * Starts it anew, and connects first where that is needed.
 */
void
rackside_panel_page_try_again (RacksidePanelPage *self)
{
  RacksidePanelPagePrivate *private = get_private (self);

  if (private->bmc == NULL)
    return;
  stop (self);
  rackside_bmc_connect (private->bmc);
  update (self);
}

/**
 * rackside_panel_page_is_waiting:
 * @self: a page
 *
 * Returns: whether what there is to see is on its way
 */
gboolean
rackside_panel_page_is_waiting (RacksidePanelPage *self)
{
  RacksidePanelPagePrivate *private = get_private (self);

  return gtk_stack_get_visible_child (private->stack) == GTK_WIDGET (private->waiting_page);
}

/**
 * rackside_panel_page_show_waiting:
 * @self: a page
 * @what: what is waited for
 * @fraction: how much of it is there, 0 to 1; negative: nobody knows
 *
 * Shows in the content's place what is waited for, with a button that stops it.
 */
void
rackside_panel_page_show_waiting (RacksidePanelPage *self,
                                  const char        *what,
                                  double             fraction)
{
  RacksidePanelPagePrivate *private = get_private (self);
  g_autofree char *escaped = g_markup_escape_text (what, -1);

  adw_status_page_set_description (private->waiting_page, escaped);
  gtk_widget_set_visible (GTK_WIDGET (private->spinner), fraction < 0);
  gtk_widget_set_visible (private->progress_bar, fraction >= 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (private->progress_bar), CLAMP (fraction, 0, 1));
  show_page (self, GTK_WIDGET (private->waiting_page));
}

/**
 * rackside_panel_page_show_error:
 * @self: a page
 * @error: what went wrong; that it was cancelled is not worth showing
 *
 * Shows an error in the content's place, with a button that starts the page anew. An error that comes after the page
 * was stopped is about nothing that is there any more, and is left out.
 */
void
rackside_panel_page_show_error (RacksidePanelPage *self,
                                const GError      *error)
{
  if (!get_private (self)->started || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_message (self, "dialog-warning-symbolic", _("That Did Not Work"), error->message, _("Try Again"), FALSE);
}

/**
 * rackside_panel_page_show_empty:
 * @self: a page
 * @icon: name of an icon
 * @title: what there is not
 * @text: (nullable): why, and what can be done
 *
 * Says in the content's place that there is none.
 */
void
rackside_panel_page_show_empty (RacksidePanelPage *self,
                                const char        *icon,
                                const char        *title,
                                const char        *text)
{
  show_message (self, icon, title, text, _("Try Again"), FALSE);
}

/**
 * rackside_panel_page_show_content:
 * @self: a page
 *
 * Shows the content.
 */
void
rackside_panel_page_show_content (RacksidePanelPage *self)
{
  show_page (self, GTK_WIDGET (get_private (self)->content_bin));
}

static gboolean
on_shortcut (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_activate_action (widget, user_data, NULL);
}

/**
 * rackside_panel_page_add_shortcut:
 * @self: a page
 * @keys: what is pressed, such as "<Control>f"
 * @action: what it does; a static string
 *
 * Adds a shortcut that is there wherever in the window the focus is, as long as the page is on screen and nobody else
 * takes the keys.
 */
void
rackside_panel_page_add_shortcut (RacksidePanelPage *self,
                                  const char        *keys,
                                  const char        *action)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutAction *callback = gtk_callback_action_new (on_shortcut, (gpointer) action, NULL);

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys), callback));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/**
 * rackside_panel_page_remark:
 * @self: a page
 * @text: a sentence
 *
 * Tells the user something that needs no answer.
 */
void
rackside_panel_page_remark (RacksidePanelPage *self,
                            const char        *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}
