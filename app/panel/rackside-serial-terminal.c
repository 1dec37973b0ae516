/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "rackside-serial-terminal.h"

/* What a serial terminal is taken for. */
#define COLUMNS 80
#define ROWS    24

/* Given to VTE at a time, and how often: it works that off between frames, so that a flood does not stop the window. */
#define PORTION           (32 * 1024)
#define PORTION_MS        16
#define BEHIND_ABOVE      (256 * 1024)
#define NOT_BEHIND_BELOW  (64 * 1024)

/* How often somebody who cannot see it is told what is on it. */
#define READABLE_MS 250

#define ZOOM_STEP 1.125
#define MIN_ZOOM  0.5
#define MAX_ZOOM  4.0

struct _RacksideSerialTerminal
{
  AdwBin              parent_instance;
  GtkScrolledWindow  *scrolled_window;
  VteTerminal        *vte;
  GByteArray         *incoming;         /* owned; what VTE has not been given yet */
  guint               feed_id;
  guint               readable_id;
  gboolean            behind;
  gboolean            live;
  GtkWidget          *toplevel;         /* weak; where key_controller is */
  GtkEventController *key_controller;   /* owned by toplevel */
};

enum { PROP_0, PROP_LIVE, PROP_BEHIND, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_TYPED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideSerialTerminal, rackside_serial_terminal, ADW_TYPE_BIN)

static void
set_behind (RacksideSerialTerminal *self,
            gboolean                behind)
{
  if (self->behind == behind)
    return;
  self->behind = behind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BEHIND]);
}

static gboolean
on_feed (gpointer user_data)
{
  RacksideSerialTerminal *self = user_data;
  guint length = MIN (self->incoming->len, PORTION);

  if (length == 0)
    {
      self->feed_id = 0;
      return G_SOURCE_REMOVE;
    }
  vte_terminal_feed (self->vte, (const char *) self->incoming->data, length);
  g_byte_array_remove_range (self->incoming, 0, length);
  if (self->incoming->len < NOT_BEHIND_BELOW)
    set_behind (self, FALSE);
  return G_SOURCE_CONTINUE;
}

static void
on_commit (RacksideSerialTerminal *self,
           const char             *text,
           guint                   length)
{
  if (self->live)
    g_signal_emit (self, signals[SIGNAL_TYPED], 0, text, length);
}

static void
update_width (RacksideSerialTerminal *self)
{
  GtkBorder padding;

  gtk_style_context_get_padding (gtk_widget_get_style_context (GTK_WIDGET (self->vte)), &padding);
  gtk_widget_set_size_request (GTK_WIDGET (self->vte),
                               (int) vte_terminal_get_char_width (self->vte) * COLUMNS + padding.left + padding.right,
                               -1);
}

/* VTE for GTK 4 has no text for screen readers yet, so what is on it stands in its description. */
static gboolean
on_readable (gpointer user_data)
{
  RacksideSerialTerminal *self = user_data;
  g_autofree char *text = vte_terminal_get_text (self->vte, NULL, NULL, NULL);

  self->readable_id = 0;
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->vte),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, g_strchomp (text), -1);
  return G_SOURCE_REMOVE;
}

static void
on_contents_changed (RacksideSerialTerminal *self)
{
  if (self->readable_id == 0)
    self->readable_id = g_timeout_add (READABLE_MS, on_readable, self);
}

/* Where there is no room for all columns, the one that is written to is what is looked at. */
static void
on_cursor_moved (RacksideSerialTerminal *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scrolled_window);
  double width = vte_terminal_get_char_width (self->vte);
  glong column, row;

  vte_terminal_get_cursor_position (self->vte, &column, &row);
  gtk_adjustment_clamp_page (adjustment, (double) column * width, (double) (column + 2) * width);
}

/* What the keys do here; all others are the server's. */
static const struct
{
  guint            keyval;
  GdkModifierType  modifiers;
  const char      *action;
} shortcuts[] = {
  { GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "serial.copy" },
  { GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "serial.paste" },
  { GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "serial.select-all" },
  { GDK_KEY_f, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "serial.search" },
  { GDK_KEY_l, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "serial.log" },
  { GDK_KEY_b, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "serial.send-break" },
  { GDK_KEY_plus, GDK_CONTROL_MASK, "serial.zoom-in" },
  { GDK_KEY_equal, GDK_CONTROL_MASK, "serial.zoom-in" },
  { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "serial.zoom-in" },
  { GDK_KEY_minus, GDK_CONTROL_MASK, "serial.zoom-out" },
  { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "serial.zoom-out" },
  { GDK_KEY_0, GDK_CONTROL_MASK, "serial.zoom-normal" },
  { GDK_KEY_KP_0, GDK_CONTROL_MASK, "serial.zoom-normal" },
};

static const char *
find_shortcut (guint           keyval,
               GdkModifierType state)
{
  guint lower = gdk_keyval_to_lower (keyval);

  state &= GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  /* A plus needs Shift on most keyboards. */
  if (lower == GDK_KEY_plus)
    state &= ~GDK_SHIFT_MASK;
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].keyval == lower && shortcuts[i].modifiers == state)
      return shortcuts[i].action;
  return NULL;
}

/* Firmware wants F9 and Escape, shells want Ctrl+O: in the terminal they are no shortcuts of the window. So keys are
 * taken before it gets them. */
static gboolean
on_key (RacksideSerialTerminal *self,
        guint                   keyval,
        guint                   keycode,
        GdkModifierType         state,
        GtkEventControllerKey  *controller)
{
  GtkWidget *vte = GTK_WIDGET (self->vte);
  const char *action = find_shortcut (keyval, state);

  if (!gtk_widget_has_focus (vte))
    return GDK_EVENT_PROPAGATE;
  if (action != NULL)
    {
      gtk_widget_activate_action (vte, action, NULL);
      return GDK_EVENT_STOP;
    }
  if ((state & GDK_CONTROL_MASK) != 0 && (keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab))
    {
      gtk_widget_child_focus (self->toplevel, keyval == GDK_KEY_Tab ? GTK_DIR_TAB_FORWARD : GTK_DIR_TAB_BACKWARD);
      return GDK_EVENT_STOP;
    }
  if (!self->live)
    return GDK_EVENT_PROPAGATE;
  gtk_event_controller_key_forward (controller, vte);
  return GDK_EVENT_STOP;
}

static void
on_key_released (RacksideSerialTerminal *self,
                 guint                   keyval,
                 guint                   keycode,
                 GdkModifierType         state,
                 GtkEventControllerKey  *controller)
{
  if (self->live && gtk_widget_has_focus (GTK_WIDGET (self->vte)))
    gtk_event_controller_key_forward (controller, GTK_WIDGET (self->vte));
}

static void
set_toplevel (RacksideSerialTerminal *self,
              GtkWidget              *toplevel)
{
  if (self->toplevel == toplevel)
    return;
  if (self->toplevel != NULL)
    gtk_widget_remove_controller (self->toplevel, self->key_controller);
  g_set_weak_pointer (&self->toplevel, toplevel);
  if (toplevel == NULL)
    return;
  self->key_controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->key_controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->key_controller, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->key_controller, "key-released", G_CALLBACK (on_key_released), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (toplevel, self->key_controller);
}

static void
follow_toplevel (RacksideSerialTerminal *self)
{
  set_toplevel (self, GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))));
}

/* As dark in every theme as the server's screen is: what servers send is made for that. */
static void
set_colors (RacksideSerialTerminal *self)
{
  static const char * const names[] = {
    "#241f31", "#c01c28", "#2ec27e", "#f5c211", "#1e78e4", "#9841bb", "#0ab9dc", "#c0bfbc",
    "#5e5c64", "#ed333b", "#57e389", "#f8e45c", "#51a1ff", "#c061cb", "#4fd2fd", "#f6f5f4",
  };
  GdkRGBA palette[G_N_ELEMENTS (names)];
  GdkRGBA foreground = { 0.85f, 0.85f, 0.84f, 1 };
  GdkRGBA background = { 0, 0, 0, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gdk_rgba_parse (&palette[i], names[i]);
  vte_terminal_set_colors (self->vte, &foreground, &background, palette, G_N_ELEMENTS (palette));
}

static void
rackside_serial_terminal_get_property (GObject    *object,
                                       guint       property_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  RacksideSerialTerminal *self = RACKSIDE_SERIAL_TERMINAL (object);

  switch (property_id)
    {
    case PROP_LIVE:
      g_value_set_boolean (value, self->live);
      break;
    case PROP_BEHIND:
      g_value_set_boolean (value, self->behind);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_serial_terminal_dispose (GObject *object)
{
  RacksideSerialTerminal *self = RACKSIDE_SERIAL_TERMINAL (object);

  g_clear_handle_id (&self->feed_id, g_source_remove);
  g_clear_handle_id (&self->readable_id, g_source_remove);
  set_toplevel (self, NULL);
  G_OBJECT_CLASS (rackside_serial_terminal_parent_class)->dispose (object);
}

static void
rackside_serial_terminal_finalize (GObject *object)
{
  g_byte_array_unref (RACKSIDE_SERIAL_TERMINAL (object)->incoming);
  G_OBJECT_CLASS (rackside_serial_terminal_parent_class)->finalize (object);
}

static gboolean
rackside_serial_terminal_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RACKSIDE_SERIAL_TERMINAL (widget)->vte));
}

static void
rackside_serial_terminal_class_init (RacksideSerialTerminalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_serial_terminal_get_property;
  object_class->dispose = rackside_serial_terminal_dispose;
  object_class->finalize = rackside_serial_terminal_finalize;
  widget_class->grab_focus = rackside_serial_terminal_grab_focus;

  /**
   * RacksideSerialTerminal:live:
   *
   * Whether what is typed goes to a server.
   */
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);
  /**
   * RacksideSerialTerminal:behind:
   *
   * Whether more has come than can be shown for now.
   */
  properties[PROP_BEHIND] = g_param_spec_boolean ("behind", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_TYPED] = g_signal_new ("typed", RACKSIDE_TYPE_SERIAL_TERMINAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_UINT);

  g_type_ensure (VTE_TYPE_TERMINAL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-serial-terminal.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialTerminal, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, RacksideSerialTerminal, vte);
  gtk_widget_class_bind_template_callback (widget_class, on_commit);
  gtk_widget_class_bind_template_callback (widget_class, update_width);
  gtk_widget_class_bind_template_callback (widget_class, on_contents_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_cursor_moved);
  gtk_widget_class_bind_template_callback (widget_class, follow_toplevel);
}

static void
rackside_serial_terminal_init (RacksideSerialTerminal *self)
{
  self->incoming = g_byte_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The beginning of a line is on the left, however people write. */
  gtk_widget_set_direction (gtk_widget_get_parent (GTK_WIDGET (self->vte)), GTK_TEXT_DIR_LTR);
  vte_terminal_set_size (self->vte, COLUMNS, ROWS);
  vte_terminal_set_backspace_binding (self->vte, VTE_ERASE_ASCII_DELETE);
  vte_terminal_search_set_wrap_around (self->vte, TRUE);
  set_colors (self);
}

/**
 * rackside_serial_terminal_get_vte:
 * @self: a terminal
 *
 * Returns: (transfer none): what shows it
 */
VteTerminal *
rackside_serial_terminal_get_vte (RacksideSerialTerminal *self)
{
  return self->vte;
}

/**
 * rackside_serial_terminal_feed:
 * @self: a terminal
 * @characters: (transfer none): what has come from the server
 *
 * Shows it, after what came before. Whoever feeds it stops for a while when it is "behind".
 */
void
rackside_serial_terminal_feed (RacksideSerialTerminal *self,
                               GBytes                 *characters)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (characters, &length);

  g_byte_array_append (self->incoming, data, (guint) length);
  if (self->incoming->len > BEHIND_ABOVE)
    set_behind (self, TRUE);
  if (self->feed_id == 0)
    {
      on_feed (self);
      self->feed_id = g_timeout_add_full (G_PRIORITY_LOW, PORTION_MS, on_feed, self, NULL);
    }
}

/**
 * rackside_serial_terminal_note:
 * @self: a terminal
 * @text: a sentence
 *
 * Adds a line of our own, which shows that the server did not say it.
 */
void
rackside_serial_terminal_note (RacksideSerialTerminal *self,
                               const char             *text)
{
  g_autofree char *line = g_strdup_printf ("\r\n\033[0;2;3m[%s]\033[0m\r\n", text);
  g_autoptr(GBytes) bytes = g_bytes_new (line, strlen (line));

  rackside_serial_terminal_feed (self, bytes);
}

/**
 * rackside_serial_terminal_set_live:
 * @self: a terminal
 * @live: whether what is typed goes to a server
 *
 * Connects it, or disconnects it. What is on it stays.
 */
void
rackside_serial_terminal_set_live (RacksideSerialTerminal *self,
                                   gboolean                live)
{
  if (self->live == live)
    return;
  self->live = live;
  vte_terminal_set_input_enabled (self->vte, live);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

/**
 * rackside_serial_terminal_get_behind:
 * @self: a terminal
 *
 * Returns: whether more has come than can be shown for now
 */
gboolean
rackside_serial_terminal_get_behind (RacksideSerialTerminal *self)
{
  return self->behind;
}

/**
 * rackside_serial_terminal_zoom:
 * @self: a terminal
 * @steps: how much larger, or smaller when negative; 0: as it was at first
 *
 * Changes the size of the font.
 */
void
rackside_serial_terminal_zoom (RacksideSerialTerminal *self,
                               int                     steps)
{
  double scale = steps == 0 ? 1.0 : vte_terminal_get_font_scale (self->vte) * pow (ZOOM_STEP, steps);

  vte_terminal_set_font_scale (self->vte, CLAMP (scale, MIN_ZOOM, MAX_ZOOM));
}
