/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-events-page.h"
#include "rackside-inventory-page.h"
#include "rackside-panel-page.h"
#include "rackside-panel-pages.h"
#include "rackside-power-page.h"
#include "rackside-sensors-page.h"
#include "rackside-serial-page.h"

struct _RacksidePanelPages
{
  GtkBox        parent_instance;
  AdwViewStack *pages;
  RacksideBmc  *bmc;             /* owned; NULL: there is none */
};

enum { PROP_0, PROP_BMC, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksidePanelPages, rackside_panel_pages, GTK_TYPE_BOX)

static void
on_remark (RacksidePanelPages *self,
           const char         *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static void
rackside_panel_pages_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (property_id == PROP_BMC)
    g_value_set_object (value, RACKSIDE_PANEL_PAGES (object)->bmc);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_panel_pages_set_property (GObject      *object,
                                   guint         property_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  if (property_id != PROP_BMC)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  else if (g_set_object (&RACKSIDE_PANEL_PAGES (object)->bmc, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
rackside_panel_pages_dispose (GObject *object)
{
  g_clear_object (&RACKSIDE_PANEL_PAGES (object)->bmc);
  G_OBJECT_CLASS (rackside_panel_pages_parent_class)->dispose (object);
}

static void
rackside_panel_pages_class_init (RacksidePanelPagesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rackside_panel_pages_get_property;
  object_class->set_property = rackside_panel_pages_set_property;
  object_class->dispose = rackside_panel_pages_dispose;

  /**
   * RacksidePanelPages:bmc:
   *
   * Whose pages they are.
   */
  properties[PROP_BMC] = g_param_spec_object ("bmc", NULL, NULL, RACKSIDE_TYPE_BMC,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksidePanelPages::remark:
   * @self: pages
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_PANEL_PAGES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RACKSIDE_TYPE_INVENTORY_PAGE);
  g_type_ensure (RACKSIDE_TYPE_POWER_PAGE);
  g_type_ensure (RACKSIDE_TYPE_SENSORS_PAGE);
  g_type_ensure (RACKSIDE_TYPE_EVENTS_PAGE);
  g_type_ensure (RACKSIDE_TYPE_SERIAL_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-panel-pages.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePanelPages, pages);
  gtk_widget_class_bind_template_callback (widget_class, on_remark);
}

static void
rackside_panel_pages_init (RacksidePanelPages *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_panel_pages_new:
 *
 * Returns: (transfer floating): pages of no BMC
 */
GtkWidget *
rackside_panel_pages_new (void)
{
  return g_object_new (RACKSIDE_TYPE_PANEL_PAGES, NULL);
}

/**
 * rackside_panel_pages_is_waiting:
 * @self: pages
 *
 * Returns: whether the page that is shown waits for what it is to show
 */
gboolean
rackside_panel_pages_is_waiting (RacksidePanelPages *self)
{
  return rackside_panel_page_is_waiting (RACKSIDE_PANEL_PAGE (adw_view_stack_get_visible_child (self->pages)));
}
