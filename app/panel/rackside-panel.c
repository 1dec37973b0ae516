/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-panel-page.h"
#include "rackside-panel.h"
#include "rackside-serial-page.h"

struct _RacksidePanel
{
  AdwBin        parent_instance;
  AdwViewStack *pages;
  RacksideBmc  *bmc;             /* owned; NULL: there is none */
};

enum { PROP_0, PROP_BMC, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksidePanel, rackside_panel, ADW_TYPE_BIN)

static void
on_remark (RacksidePanel *self,
           const char    *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

/* Nobody has to wait for a BMC that nobody asked about. */
static void
connect_if_shown (RacksidePanel *self)
{
  if (self->bmc != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
      && rackside_bmc_get_state (self->bmc) == RACKSIDE_BMC_STATE_CLOSED)
    rackside_bmc_connect (self->bmc);
}

static void
rackside_panel_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rackside_panel_parent_class)->map (widget);
  connect_if_shown (RACKSIDE_PANEL (widget));
}

static void
rackside_panel_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RacksidePanel *self = RACKSIDE_PANEL (object);

  if (property_id == PROP_BMC)
    g_value_set_object (value, self->bmc);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
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
  g_clear_object (&RACKSIDE_PANEL (object)->bmc);
  G_OBJECT_CLASS (rackside_panel_parent_class)->dispose (object);
}

static void
rackside_panel_class_init (RacksidePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rackside_panel_get_property;
  object_class->set_property = rackside_panel_set_property;
  object_class->dispose = rackside_panel_dispose;
  widget_class->map = rackside_panel_map;

  /**
   * RacksidePanel:bmc:
   *
   * Whose panel it is.
   */
  properties[PROP_BMC] = g_param_spec_object ("bmc", NULL, NULL, RACKSIDE_TYPE_BMC,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksidePanel::remark:
   * @self: a panel
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RACKSIDE_TYPE_PANEL_PAGE);
  g_type_ensure (RACKSIDE_TYPE_SERIAL_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePanel, pages);
  gtk_widget_class_bind_template_callback (widget_class, on_remark);
}

static void
rackside_panel_init (RacksidePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
  if (!g_set_object (&self->bmc, bmc))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BMC]);
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
