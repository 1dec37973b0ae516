/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ilo-error.h"
#include "rackside-layout-chooser.h"

/* One of some six hundred keyboard layouts, found by any words of its name. */
struct _RacksideLayoutChooser
{
  AdwBin                parent_instance;
  GtkMenuButton        *button;
  GtkLabel             *chosen_label;
  GtkPopover           *popover;
  GtkEditable          *search_entry;
  GtkListView          *view;

  GPtrArray            *list;          /* owned; of IloLayoutInfo; NULL: there is none */
  const IloLayoutInfo  *selected;      /* borrowed from that; NULL: none */
  char                **words;         /* owned; what is searched for */
  GtkFilter            *filter;        /* owned */
  GtkSelectionModel    *shown;         /* owned */
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideLayoutChooser, rackside_layout_chooser, ADW_TYPE_BIN)

/* A layout as an item of a list model, with what it is found by. */
#define RACKSIDE_TYPE_LAYOUT_ITEM (rackside_layout_item_get_type ())
G_DECLARE_FINAL_TYPE (RacksideLayoutItem, rackside_layout_item, RACKSIDE, LAYOUT_ITEM, GObject)

struct _RacksideLayoutItem
{
  GObject              parent_instance;
  const IloLayoutInfo *info;           /* borrowed */
  char                *key;            /* owned */
};

G_DEFINE_FINAL_TYPE (RacksideLayoutItem, rackside_layout_item, G_TYPE_OBJECT)

static void
rackside_layout_item_finalize (GObject *object)
{
  g_free (RACKSIDE_LAYOUT_ITEM (object)->key);
  G_OBJECT_CLASS (rackside_layout_item_parent_class)->finalize (object);
}

static void
rackside_layout_item_class_init (RacksideLayoutItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_layout_item_finalize;
}

static void
rackside_layout_item_init (RacksideLayoutItem *self)
{
}

static RacksideLayoutItem *
rackside_layout_item_new (const IloLayoutInfo *info)
{
  RacksideLayoutItem *self = g_object_new (RACKSIDE_TYPE_LAYOUT_ITEM, NULL);
  g_autofree char *words = g_strdup_printf ("%s %s", info->id, info->name);

  self->info = info;
  self->key = g_utf8_casefold (words, -1);
  return self;
}

static gboolean
fits (gpointer item,
      gpointer user_data)
{
  RacksideLayoutChooser *self = user_data;

  for (char **word = self->words; word != NULL && *word != NULL; word++)
    if (strstr (RACKSIDE_LAYOUT_ITEM (item)->key, *word) == NULL)
      return FALSE;
  return TRUE;
}

static void
on_search_changed (RacksideLayoutChooser *self)
{
  g_autofree char *text = g_utf8_casefold (gtk_editable_get_text (self->search_entry), -1);

  g_strfreev (self->words);
  self->words = g_strsplit (g_strstrip (text), " ", -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* What is chosen is in sight. The action list.scroll-to-item of GTK 4.8 shows nothing at all while the popover opens. */
static gboolean
scroll_to_selected (GtkWidget     *widget,
                    GdkFrameClock *clock,
                    gpointer       user_data)
{
  RacksideLayoutChooser *self = user_data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->shown));

  if (gtk_adjustment_get_page_size (adjustment) <= 0)          /* it has no place yet */
    return G_SOURCE_CONTINUE;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(RacksideLayoutItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), i);

      if (item->info == self->selected)
        {
          gtk_selection_model_select_item (self->shown, i, TRUE);
          gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * i / n_items);
        }
    }
  return G_SOURCE_REMOVE;
}

static void
on_popover_mapped (RacksideLayoutChooser *self)
{
  gtk_editable_set_text (self->search_entry, "");
  on_search_changed (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_to_selected, self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
set_selected (RacksideLayoutChooser *self,
              const IloLayoutInfo   *info)
{
  const char *name = info != NULL ? info->name : _("None chosen");

  self->selected = info;
  gtk_label_set_label (self->chosen_label, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
}

static void
on_activated (RacksideLayoutChooser *self,
              guint                  position)
{
  g_autoptr(RacksideLayoutItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  if (item == NULL)
    return;
  set_selected (self, item->info);
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

/* Return takes the first that fits. */
static void
on_search_activated (RacksideLayoutChooser *self)
{
  on_search_changed (self);            /* it follows what is typed with a delay */
  on_activated (self, 0);
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *id = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (id, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), id);
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  const IloLayoutInfo *info = RACKSIDE_LAYOUT_ITEM (gtk_list_item_get_item (item))->info;
  GtkWidget *box = gtk_list_item_get_child (item);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), info->name);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), info->id);
}

/* Takes the layouts over. */
static void
set_list (RacksideLayoutChooser *self,
          GPtrArray             *list)
{
  GListStore *store = g_list_store_new (RACKSIDE_TYPE_LAYOUT_ITEM);
  GtkFilterListModel *filtered = gtk_filter_list_model_new (G_LIST_MODEL (store), g_object_ref (self->filter));
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (filtered));

  self->list = list;
  for (guint i = 0; i < list->len; i++)
    {
      g_autoptr(RacksideLayoutItem) item = rackside_layout_item_new (list->pdata[i]);

      g_list_store_append (store, item);
    }
  gtk_single_selection_set_autoselect (selection, FALSE);
  self->shown = GTK_SELECTION_MODEL (selection);
  gtk_list_view_set_model (self->view, self->shown);
}

static gboolean
rackside_layout_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RACKSIDE_LAYOUT_CHOOSER (widget)->button));
}

static void
rackside_layout_chooser_dispose (GObject *object)
{
  RacksideLayoutChooser *self = RACKSIDE_LAYOUT_CHOOSER (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  G_OBJECT_CLASS (rackside_layout_chooser_parent_class)->dispose (object);
}

static void
rackside_layout_chooser_finalize (GObject *object)
{
  RacksideLayoutChooser *self = RACKSIDE_LAYOUT_CHOOSER (object);

  g_strfreev (self->words);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  G_OBJECT_CLASS (rackside_layout_chooser_parent_class)->finalize (object);
}

static void
rackside_layout_chooser_class_init (RacksideLayoutChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_layout_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = rackside_layout_chooser_finalize;
  widget_class->grab_focus = rackside_layout_chooser_grab_focus;

  /**
   * RacksideLayoutChooser::chosen:
   * @self: a chooser
   *
   * The user has chosen a layout.
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", RACKSIDE_TYPE_LAYOUT_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-layout-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideLayoutChooser, button);
  gtk_widget_class_bind_template_child (widget_class, RacksideLayoutChooser, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideLayoutChooser, popover);
  gtk_widget_class_bind_template_child (widget_class, RacksideLayoutChooser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RacksideLayoutChooser, view);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_mapped);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
rackside_layout_chooser_init (RacksideLayoutChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = GTK_FILTER (gtk_custom_filter_new (fits, self, NULL));
  set_selected (self, NULL);
}

/**
 * rackside_layout_chooser_load:
 * @self: a chooser that has not been filled yet
 * @layout: what is chosen, as `de+nodeadkeys`; nothing when nobody has said it
 * @error: return location: %ILO_ERROR_INPUT when there are no layouts, or others only
 *
 * Fills it with the layouts that this system knows.
 *
 * Returns: whether @layout is chosen now, or nothing was to be chosen
 */
gboolean
rackside_layout_chooser_load (RacksideLayoutChooser  *self,
                              const char             *layout,
                              GError                **error)
{
  GPtrArray *list = ilo_layout_list (error);
  const IloLayoutInfo *info;

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), list != NULL);
  if (list == NULL)
    return FALSE;
  set_list (self, list);
  info = ilo_layout_list_find (list, layout);
  set_selected (self, info);
  if (info == NULL && *layout != '\0')
    {
      g_autofree char *valid = g_utf8_make_valid (layout, -1);

      /* Translators: %s is a keyboard layout, as de+nodeadkeys */
      g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                   _("There is no keyboard layout “%s”, which is set for this server. Choose the layout that the server "
                     "has."), valid);
      return FALSE;
    }
  return TRUE;
}

/**
 * rackside_layout_chooser_get_selected:
 * @self: a chooser
 *
 * Returns: (transfer none) (nullable): what is chosen
 */
const IloLayoutInfo *
rackside_layout_chooser_get_selected (RacksideLayoutChooser *self)
{
  return self->selected;
}

/**
 * rackside_layout_chooser_dup_layout:
 * @self: a chooser in which something is chosen
 *
 * Returns: (transfer full): that, as it is kept: `de+nodeadkeys`
 */
char *
rackside_layout_chooser_dup_layout (RacksideLayoutChooser *self)
{
  return g_strjoin ("+", self->selected->layout, self->selected->variant, NULL);
}
