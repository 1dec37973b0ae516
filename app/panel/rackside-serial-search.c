/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 0
#include <pcre2.h>

#include "rackside-serial-search.h"

struct _RacksideSerialSearch
{
  AdwBin        parent_instance;
  GtkSearchBar *bar;
  GtkEditable  *entry;
  GtkWidget    *previous_button;
  GtkWidget    *next_button;
  GtkWidget    *result;
  VteTerminal  *terminal;      /* weak */
};

enum { PROP_0, PROP_OPEN, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RacksideSerialSearch, rackside_serial_search, ADW_TYPE_BIN)

static void
show_result (RacksideSerialSearch *self,
             gboolean              found)
{
  gtk_widget_set_visible (self->result, !found);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               found ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static gboolean
has_text (RacksideSerialSearch *self)
{
  return self->terminal != NULL && *gtk_editable_get_text (self->entry) != '\0';
}

static void
find_previous (RacksideSerialSearch *self)
{
  if (has_text (self))
    show_result (self, vte_terminal_search_find_previous (self->terminal));
}

static void
find_next (RacksideSerialSearch *self)
{
  if (has_text (self))
    show_result (self, vte_terminal_search_find_next (self->terminal));
}

/* Text is looked for as it is, whatever its case. */
static void
on_changed (RacksideSerialSearch *self)
{
  g_autofree char *pattern = g_regex_escape_string (gtk_editable_get_text (self->entry), -1);
  gboolean any = has_text (self);
  g_autoptr(VteRegex) regex = NULL;

  gtk_widget_set_sensitive (self->previous_button, any);
  gtk_widget_set_sensitive (self->next_button, any);
  if (self->terminal == NULL)
    return;
  if (any)
    regex = vte_regex_new_for_search (pattern, -1, PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_MULTILINE | PCRE2_CASELESS,
                                      NULL);
  vte_terminal_search_set_regex (self->terminal, regex, 0);
  if (regex == NULL)
    {
      vte_terminal_unselect_all (self->terminal);
      show_result (self, TRUE);
    }
  else
    find_previous (self);
}

static void
on_stop (RacksideSerialSearch *self)
{
  rackside_serial_search_set_open (self, FALSE);
}

static void
on_mode (RacksideSerialSearch *self)
{
  gboolean open = gtk_search_bar_get_search_mode (self->bar);

  /* Not just folded: a screen reader would still find it. */
  gtk_widget_set_visible (GTK_WIDGET (self), open);
  if (open)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  else if (self->terminal != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->terminal));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

static void
rackside_serial_search_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  if (property_id == PROP_OPEN)
    g_value_set_boolean (value, rackside_serial_search_get_open (RACKSIDE_SERIAL_SEARCH (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_serial_search_dispose (GObject *object)
{
  g_clear_weak_pointer (&RACKSIDE_SERIAL_SEARCH (object)->terminal);
  G_OBJECT_CLASS (rackside_serial_search_parent_class)->dispose (object);
}

static void
rackside_serial_search_class_init (RacksideSerialSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rackside_serial_search_get_property;
  object_class->dispose = rackside_serial_search_dispose;

  /**
   * RacksideSerialSearch:open:
   *
   * Whether it shows.
   */
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-serial-search.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialSearch, bar);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialSearch, previous_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialSearch, next_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialSearch, result);
  gtk_widget_class_bind_template_callback (widget_class, find_previous);
  gtk_widget_class_bind_template_callback (widget_class, find_next);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_mode);
}

static void
rackside_serial_search_init (RacksideSerialSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, self->entry);
}

/**
 * rackside_serial_search_set_terminal:
 * @self: a search bar
 * @terminal: (transfer none): where it looks
 *
 * Says what is searched.
 */
void
rackside_serial_search_set_terminal (RacksideSerialSearch *self,
                                     VteTerminal          *terminal)
{
  g_set_weak_pointer (&self->terminal, terminal);
}

/**
 * rackside_serial_search_set_open:
 * @self: a search bar
 * @open: whether it shows
 *
 * Shows it, with the focus in it, or hides it.
 */
void
rackside_serial_search_set_open (RacksideSerialSearch *self,
                                 gboolean              open)
{
  gtk_widget_set_visible (GTK_WIDGET (self), open);
  gtk_search_bar_set_search_mode (self->bar, open);
}

/**
 * rackside_serial_search_get_open:
 * @self: a search bar
 *
 * Returns: whether it shows
 */
gboolean
rackside_serial_search_get_open (RacksideSerialSearch *self)
{
  return gtk_search_bar_get_search_mode (self->bar);
}
