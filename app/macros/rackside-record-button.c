/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-key.h"
#include "rackside-record-button.h"

/* X key codes, which GDK uses everywhere, are those of the kernel plus this. */
#define EVDEV_OFFSET 8

struct _RacksideRecordButton
{
  GtkToggleButton     parent_instance;
  GtkEventController *keys;            /* borrowed; of the window; NULL: it does not record */
  char               *label;           /* owned; what it says while it does not */
  IloChord            chord;           /* what has gone down so far */
  char               *accelerator;     /* owned; the same as a shortcut; NULL: modifiers alone are down */
};

enum { SIGNAL_RECORDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideRecordButton, rackside_record_button, GTK_TYPE_TOGGLE_BUTTON)

/* The desktop's own shortcuts are to be recorded as well. */
static void
inhibit (GtkWidget *window,
         gboolean   on)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  if (!GDK_IS_TOPLEVEL (surface))
    return;
  if (on)
    gdk_toplevel_inhibit_system_shortcuts (GDK_TOPLEVEL (surface), NULL);
  else
    gdk_toplevel_restore_system_shortcuts (GDK_TOPLEVEL (surface));
}

static void
stop (RacksideRecordButton *self)
{
  GtkWidget *window;

  if (self->keys == NULL)
    return;
  window = gtk_event_controller_get_widget (self->keys);
  inhibit (window, FALSE);
  gtk_widget_remove_controller (window, g_steal_pointer (&self->keys));
  g_clear_pointer (&self->accelerator, g_free);
  gtk_button_set_label (GTK_BUTTON (self), self->label);
  g_clear_pointer (&self->label, g_free);
}

static gboolean
holds (const IloChord *chord,
       guint8          usage)
{
  if (usage >= ILO_KEY_FIRST_MODIFIER)
    return (chord->modifiers & 1 << (usage - ILO_KEY_FIRST_MODIFIER)) != 0;
  for (guint i = 0; i < chord->n_keys; i++)
    if (chord->keys[i] == usage)
      return TRUE;
  return FALSE;
}

static gboolean
on_key_pressed (RacksideRecordButton *self,
                guint                 keyval,
                guint                 keycode,
                GdkModifierType       state)
{
  guint8 usage = keycode >= EVDEV_OFFSET ? ilo_key_from_evdev (keycode - EVDEV_OFFSET) : 0;

  if (usage == 0 || holds (&self->chord, usage))
    return GDK_EVENT_STOP;
  if (usage >= ILO_KEY_FIRST_MODIFIER)
    self->chord.modifiers |= 1 << (usage - ILO_KEY_FIRST_MODIFIER);
  else if (self->chord.n_keys < ILO_CHORD_MAX_KEYS)
    {
      self->chord.keys[self->chord.n_keys++] = usage;
      g_free (self->accelerator);
      self->accelerator = gtk_accelerator_name (gdk_keyval_to_lower (keyval),
                                                state & gtk_accelerator_get_default_mod_mask ());
    }
  return GDK_EVENT_STOP;
}

/* The first key that comes up ends the chord. What went down before, to press this button, is not of it. */
static void
on_key_released (RacksideRecordButton *self,
                 guint                 keyval,
                 guint                 keycode,
                 GdkModifierType       state)
{
  guint8 usage = keycode >= EVDEV_OFFSET ? ilo_key_from_evdev (keycode - EVDEV_OFFSET) : 0;
  g_autofree char *chord = NULL;
  g_autofree char *accelerator = NULL;

  if (usage == 0 || !holds (&self->chord, usage))
    return;
  chord = ilo_chord_format (&self->chord);
  accelerator = g_steal_pointer (&self->accelerator);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self), FALSE);
  g_signal_emit (self, signals[SIGNAL_RECORDED], 0, chord, accelerator != NULL ? accelerator : "");
}

static void
start (RacksideRecordButton *self)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  self->chord = (IloChord) { 0 };
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->keys, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keys, "key-released", G_CALLBACK (on_key_released), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (window, self->keys);
  inhibit (window, TRUE);
  self->label = g_strdup (gtk_button_get_label (GTK_BUTTON (self)));
  gtk_button_set_label (GTK_BUTTON (self), _("Press the Keys…"));
}

static void
rackside_record_button_toggled (GtkToggleButton *button)
{
  RacksideRecordButton *self = RACKSIDE_RECORD_BUTTON (button);

  if (gtk_toggle_button_get_active (button))
    start (self);
  else
    stop (self);
}

static void
rackside_record_button_unroot (GtkWidget *widget)
{
  stop (RACKSIDE_RECORD_BUTTON (widget));
  GTK_WIDGET_CLASS (rackside_record_button_parent_class)->unroot (widget);
}

static void
rackside_record_button_class_init (RacksideRecordButtonClass *klass)
{
  GTK_TOGGLE_BUTTON_CLASS (klass)->toggled = rackside_record_button_toggled;
  GTK_WIDGET_CLASS (klass)->unroot = rackside_record_button_unroot;

  /**
   * RacksideRecordButton::recorded:
   * @self: a button
   * @chord: the keys, as ilo_chord_parse() reads them
   * @accelerator: the same as GTK writes accelerators; nothing when they are Ctrl, Alt and the like alone
   *
   * Somebody has pressed keys, and let go of one.
   */
  signals[SIGNAL_RECORDED] = g_signal_new ("recorded", RACKSIDE_TYPE_RECORD_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
rackside_record_button_init (RacksideRecordButton *self)
{
}
