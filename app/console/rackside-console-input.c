/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-key.h"
#include "rackside-console-input.h"

/* What X11 and Wayland add to the kernel's key codes. */
#define EVDEV_OFFSET 8

/* Usages of the chord that gives the keyboard back, and takes it: left Ctrl and left Alt, and nothing else. */
#define USAGE_LEFT_CTRL 0xE0
#define USAGE_LEFT_ALT  0xE2

/*
 * Keyboard and mouse over a display, for its server. While the display has the focus, every key goes to
 * the server, the desktop's shortcuts and our own among them; what went down comes up when the focus leaves.
 */
struct _RacksideConsoleInput
{
  GObject             parent_instance;
  RacksideDisplay    *display;        /* borrowed: it owns the controllers that point here */
  IloConsole         *console;        /* owned; NULL: nobody to type to */
  GtkWidget          *toplevel;       /* weak; where key_controller is */
  GtkEventController *key_controller; /* owned by toplevel */
  GtkEventController *focus_controller; /* owned by display */
  GtkEventController *motion_controller; /* owned by display */
  gboolean            has_keyboard;
  gboolean            inhibits;       /* the desktop's shortcuts go to the server */
  GArray             *down;           /* owned; usages of the keys that are down on our side */
  gboolean            only_the_chord; /* nothing but the two keys of the chord went down */

  double              x;              /* where the pointer is, in the display's coordinates */
  double              y;
  IloButtons          buttons;
  guint               motion_id;      /* tick callback; 0: the last position was sent */
};

enum { PROP_0, PROP_HAS_KEYBOARD, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_LET_GO, SIGNAL_SHORTCUT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideConsoleInput, rackside_console_input, G_TYPE_OBJECT)

static gboolean
is_down (RacksideConsoleInput *self,
         guint8                usage,
         guint                *index)
{
  for (guint i = 0; i < self->down->len; i++)
    if (g_array_index (self->down, guint8, i) == usage)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

static GdkToplevel *
get_surface (RacksideConsoleInput *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self->display));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return GDK_IS_TOPLEVEL (surface) ? GDK_TOPLEVEL (surface) : NULL;
}

/*
 * X11 takes the keyboard from all other windows for it, and GTK does not hear then that another one got the
 * focus. So it is given back as soon as the pointer leaves, before somebody can click elsewhere.
 */
static void
update_inhibits (RacksideConsoleInput *self)
{
  GtkEventControllerMotion *motion = GTK_EVENT_CONTROLLER_MOTION (self->motion_controller);
  gboolean inhibits = self->has_keyboard && gtk_event_controller_motion_contains_pointer (motion);
  GdkToplevel *surface = get_surface (self);

  if (self->inhibits == inhibits || surface == NULL)
    return;
  self->inhibits = inhibits;
  if (inhibits)
    gdk_toplevel_inhibit_system_shortcuts (surface, NULL);
  else
    gdk_toplevel_restore_system_shortcuts (surface);
}

static void
set_has_keyboard (RacksideConsoleInput *self,
                  gboolean              has_keyboard)
{
  if (self->has_keyboard == has_keyboard)
    return;
  self->has_keyboard = has_keyboard;
  update_inhibits (self);
  g_array_set_size (self->down, 0);
  if (!has_keyboard)
    {
      self->buttons = ILO_BUTTON_NONE;
      if (self->console != NULL)
        ilo_console_release_everything (self->console);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_KEYBOARD]);
}

static void
update_has_keyboard (RacksideConsoleInput *self)
{
  set_has_keyboard (self, self->console != NULL
                          && gtk_event_controller_focus_is_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus_controller)));
}

/* Notes that a key went down. */
static void
note_down (RacksideConsoleInput *self,
           guint8                usage)
{
  if (self->down->len == 0)
    self->only_the_chord = TRUE;
  self->only_the_chord &= usage == USAGE_LEFT_CTRL || usage == USAGE_LEFT_ALT;
  g_array_append_val (self->down, usage);
}

/* Whether the keyboard is needed where it is: in a field, or in a menu. */
static gboolean
is_writing (RacksideConsoleInput *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->toplevel));

  return focus != NULL
         && (GTK_IS_TEXT (focus) || GTK_WIDGET (gtk_widget_get_native (focus)) != self->toplevel);
}

/* What is still held of a shortcut is not for the server: neither did it go down there, nor will it come up. */
static gboolean
is_shortcut (RacksideConsoleInput *self,
             guint8                usage,
             guint                 keyval,
             GdkModifierType       state)
{
  gboolean handled = FALSE;

  if (self->console == NULL || (!self->has_keyboard && is_writing (self)))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_SHORTCUT], 0, keyval, (guint) state, &handled);
  if (!handled)
    return FALSE;
  g_array_set_size (self->down, 0);
  g_array_append_val (self->down, usage);
  self->only_the_chord = FALSE;
  return TRUE;
}

static gboolean
on_key_pressed (RacksideConsoleInput *self,
                guint                 keyval,
                guint                 keycode,
                GdkModifierType       state)
{
  guint8 usage = keycode >= EVDEV_OFFSET ? ilo_key_from_evdev (keycode - EVDEV_OFFSET) : 0;
  guint index;

  if (usage == 0 || is_down (self, usage, &index))     /* unknown to a boot keyboard, or repeated */
    return self->has_keyboard ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
  if (is_shortcut (self, usage, keyval, state))
    return GDK_EVENT_STOP;
  note_down (self, usage);
  if (!self->has_keyboard)
    return GDK_EVENT_PROPAGATE;
  ilo_console_press_key (self->console, usage);
  return GDK_EVENT_STOP;
}

static void
on_key_released (RacksideConsoleInput *self,
                 guint                 keyval,
                 guint                 keycode,
                 GdkModifierType       state)
{
  guint8 usage = keycode >= EVDEV_OFFSET ? ilo_key_from_evdev (keycode - EVDEV_OFFSET) : 0;
  gboolean chord = self->only_the_chord && self->down->len == 2;
  guint index;

  if (usage == 0 || !is_down (self, usage, &index))
    return;
  g_array_remove_index_fast (self->down, index);
  if (!self->has_keyboard)
    {
      if (chord && !is_writing (self))
        rackside_console_input_take (self);
      return;
    }
  ilo_console_release_key (self->console, usage);
  if (chord)
    rackside_console_input_let_go (self);
}

/* Sends where the pointer is, and what was left to be sent of its way. */
static void
send_pointer (RacksideConsoleInput *self)
{
  int x, y;

  if (self->motion_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self->display), self->motion_id);
      self->motion_id = 0;
    }
  if (self->console == NULL || ilo_console_get_width (self->console) == 0)
    return;
  rackside_display_get_position (self->display, self->x, self->y, &x, &y);
  ilo_console_point (self->console, x, y, self->buttons);
}

static gboolean
on_frame (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  RacksideConsoleInput *self = user_data;

  self->motion_id = 0;
  send_pointer (self);
  return G_SOURCE_REMOVE;
}

static void
on_motion (RacksideConsoleInput *self,
           double                x,
           double                y)
{
  self->x = x;
  self->y = y;
  if (self->console != NULL && self->motion_id == 0)
    self->motion_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->display), on_frame, self, NULL);
}

/*
 * Buttons are read from the events themselves: a gesture follows one button at a time, and would forget
 * the second of two that are down together.
 */
static gboolean
on_button_event (RacksideConsoleInput *self,
                 GdkEvent             *event)
{
  static const IloButtons buttons[] = {
    [GDK_BUTTON_PRIMARY] = ILO_BUTTON_LEFT,
    [GDK_BUTTON_MIDDLE] = ILO_BUTTON_MIDDLE,
    [GDK_BUTTON_SECONDARY] = ILO_BUTTON_RIGHT,
  };
  GdkEventType type = gdk_event_get_event_type (event);
  GtkWidget *display = GTK_WIDGET (self->display);
  GtkNative *native = gtk_widget_get_native (display);
  double left, top;
  guint button;

  if (type != GDK_BUTTON_PRESS && type != GDK_BUTTON_RELEASE)
    return GDK_EVENT_PROPAGATE;
  button = gdk_button_event_get_button (event);
  if (button >= G_N_ELEMENTS (buttons) || buttons[button] == ILO_BUTTON_NONE)
    return GDK_EVENT_PROPAGATE;
  gdk_event_get_position (event, &self->x, &self->y);
  gtk_native_get_surface_transform (native, &left, &top);
  gtk_widget_translate_coordinates (GTK_WIDGET (native), display, self->x - left, self->y - top,
                                    &self->x, &self->y);
  if (type == GDK_BUTTON_PRESS)
    {
      gtk_widget_grab_focus (display);
      self->buttons |= buttons[button];
    }
  else
    self->buttons &= ~buttons[button];
  send_pointer (self);
  return GDK_EVENT_STOP;
}

/* The keys are taken at the window, before its own shortcuts get them. */
static void
follow_toplevel (RacksideConsoleInput *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->display));

  if (self->toplevel == GTK_WIDGET (root))
    return;
  if (self->toplevel != NULL)
    gtk_widget_remove_controller (self->toplevel, self->key_controller);
  g_set_weak_pointer (&self->toplevel, GTK_WIDGET (root));
  if (self->toplevel == NULL)
    return;
  self->key_controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->key_controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->key_controller, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->key_controller, "key-released", G_CALLBACK (on_key_released), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->toplevel, self->key_controller);
}

static void
rackside_console_input_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  if (property_id == PROP_HAS_KEYBOARD)
    g_value_set_boolean (value, RACKSIDE_CONSOLE_INPUT (object)->has_keyboard);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_console_input_dispose (GObject *object)
{
  RacksideConsoleInput *self = RACKSIDE_CONSOLE_INPUT (object);

  rackside_console_input_set_console (self, NULL);
  if (self->toplevel != NULL)
    gtk_widget_remove_controller (self->toplevel, self->key_controller);
  g_clear_weak_pointer (&self->toplevel);
  g_clear_weak_pointer (&self->display);
  G_OBJECT_CLASS (rackside_console_input_parent_class)->dispose (object);
}

static void
rackside_console_input_finalize (GObject *object)
{
  g_array_unref (RACKSIDE_CONSOLE_INPUT (object)->down);
  G_OBJECT_CLASS (rackside_console_input_parent_class)->finalize (object);
}

static void
rackside_console_input_class_init (RacksideConsoleInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rackside_console_input_get_property;
  object_class->dispose = rackside_console_input_dispose;
  object_class->finalize = rackside_console_input_finalize;

  /**
   * RacksideConsoleInput:has-keyboard:
   *
   * Whether what is typed goes to the server.
   */
  properties[PROP_HAS_KEYBOARD] =
    g_param_spec_boolean ("has-keyboard", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksideConsoleInput::let-go:
   * @self: keyboard and mouse
   *
   * The user wanted the keyboard back, and has it.
   */
  signals[SIGNAL_LET_GO] = g_signal_new ("let-go", RACKSIDE_TYPE_CONSOLE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);

  /**
   * RacksideConsoleInput::shortcut:
   * @self: keyboard and mouse
   * @keyval: what goes down
   * @state: the modifiers that are down
   *
   * Asks whether a key that goes down is for the program, even when the server has the keyboard. Whoever says so
   * releases what is down on the server before he sends something.
   *
   * Returns: whether it is
   */
  signals[SIGNAL_SHORTCUT] = g_signal_new ("shortcut", RACKSIDE_TYPE_CONSOLE_INPUT, G_SIGNAL_RUN_LAST, 0,
                                           g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2,
                                           G_TYPE_UINT, G_TYPE_UINT);
}

static void
rackside_console_input_init (RacksideConsoleInput *self)
{
  self->down = g_array_new (FALSE, FALSE, sizeof (guint8));
}

/**
 * rackside_console_input_new:
 * @display: (transfer none): where the server's screen is shown
 *
 * Returns: (transfer full): its keyboard and mouse, with nobody to send to yet
 */
RacksideConsoleInput *
rackside_console_input_new (RacksideDisplay *display)
{
  RacksideConsoleInput *self = g_object_new (RACKSIDE_TYPE_CONSOLE_INPUT, NULL);
  GtkEventController *buttons = gtk_event_controller_legacy_new ();

  g_set_weak_pointer (&self->display, display);
  self->focus_controller = gtk_event_controller_focus_new ();
  g_signal_connect_object (self->focus_controller, "notify::is-focus", G_CALLBACK (update_has_keyboard), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (display), self->focus_controller);
  self->motion_controller = gtk_event_controller_motion_new ();
  g_signal_connect_object (self->motion_controller, "notify::contains-pointer", G_CALLBACK (update_inhibits), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->motion_controller, "enter", G_CALLBACK (on_motion), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->motion_controller, "motion", G_CALLBACK (on_motion), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (display), self->motion_controller);
  g_signal_connect_object (buttons, "event", G_CALLBACK (on_button_event), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (display), buttons);
  g_signal_connect_object (display, "notify::root", G_CALLBACK (follow_toplevel), self, G_CONNECT_SWAPPED);
  follow_toplevel (self);
  return self;
}

/**
 * rackside_console_input_set_console:
 * @self: keyboard and mouse
 * @console: (transfer none) (nullable): where they go from now on
 *
 * Whatever is down is released first.
 */
void
rackside_console_input_set_console (RacksideConsoleInput *self,
                                    IloConsole           *console)
{
  if (self->console == console)
    return;
  if (self->display != NULL)
    set_has_keyboard (self, FALSE);
  if (self->motion_id != 0 && self->display != NULL)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->display), self->motion_id);
  self->motion_id = 0;
  g_set_object (&self->console, console);
  if (self->display != NULL)
    update_has_keyboard (self);
}

/**
 * rackside_console_input_has_keyboard:
 * @self: keyboard and mouse
 *
 * Returns: whether what is typed goes to the server
 */
gboolean
rackside_console_input_has_keyboard (RacksideConsoleInput *self)
{
  return self->has_keyboard;
}

/**
 * rackside_console_input_let_go:
 * @self: keyboard and mouse
 *
 * Gives the keyboard back to the window, until somebody clicks into the picture.
 */
void
rackside_console_input_let_go (RacksideConsoleInput *self)
{
  if (self->toplevel != NULL)
    gtk_window_set_focus (GTK_WINDOW (self->toplevel), NULL);
  update_has_keyboard (self);
  g_signal_emit (self, signals[SIGNAL_LET_GO], 0);
}

/**
 * rackside_console_input_can_take:
 * @self: keyboard and mouse
 *
 * Returns: whether there is a server that could have the keyboard, and does not have it
 */
gboolean
rackside_console_input_can_take (RacksideConsoleInput *self)
{
  return self->console != NULL && !self->has_keyboard;
}

/**
 * rackside_console_input_take:
 * @self: keyboard and mouse
 *
 * Types on the server from now on, as a click into the picture does.
 */
void
rackside_console_input_take (RacksideConsoleInput *self)
{
  if (self->console != NULL && self->display != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->display));
}
