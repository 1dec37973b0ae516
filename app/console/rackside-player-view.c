/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>
#include <openssl/crypto.h>

#include "ilo-error.h"
#include "rackside-player-view.h"
#include "rackside-player.h"
#include "rackside-stack.h"
#include "rackside-wrap-layout.h"

/* Opening that is quicker than this, in milliseconds, does not show that it waits. */
#define OPENING_DELAY 250

/* A step by the keyboard, in microseconds. */
#define SEEK_STEP (5 * G_USEC_PER_SEC)

/* A recording has a picture to look at after this time, in microseconds. */
#define SETTLED_AFTER G_USEC_PER_SEC

struct _RacksidePlayerView
{
  AdwBin              parent_instance;
  GtkStack           *stack;
  GtkWidget          *blank_page;
  AdwStatusPage      *opening_page;
  GtkWidget          *key_page;
  GtkEditable        *key_entry;
  GtkLabel           *key_label;
  AdwStatusPage      *error_page;
  GtkWidget          *try_again_button;
  GtkWidget          *enter_key_button;
  GtkWidget          *player_page;
  RacksideScreen     *screen;
  GtkRevealer        *bar;
  GtkButton          *play_button;
  GtkRange           *position;
  GtkLabel           *position_label;

  GSimpleActionGroup *actions;         /* owned */
  RacksidePlayer     *player;          /* owned; NULL when nothing is open */
  GFile              *file;            /* owned; NULL likewise */
  char               *key;             /* owned; as the user gave it; NULL if not given */
  char               *title;           /* owned */
  char               *subtitle;        /* owned */
  guint               opening_id;
  gboolean            settled;
};

enum { PROP_0, PROP_TITLE, PROP_SUBTITLE, PROP_SETTLED, PROP_SHOWS_SCREEN, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksidePlayerView, rackside_player_view, ADW_TYPE_BIN)

static void start (RacksidePlayerView *self);

static void
set_title (RacksidePlayerView *self,
           char               *title)
{
  g_free (self->title);
  self->title = title;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
set_subtitle (RacksidePlayerView *self,
              char               *subtitle)
{
  if (g_strcmp0 (self->subtitle, subtitle) == 0)
    {
      g_free (subtitle);
      return;
    }
  g_free (self->subtitle);
  self->subtitle = subtitle;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
}

static void
set_settled (RacksidePlayerView *self,
             gboolean            settled)
{
  if (self->settled == settled)
    return;
  self->settled = settled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

static void
set_action_enabled (RacksidePlayerView *self,
                    const char         *name,
                    gboolean            enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
show_page (RacksidePlayerView *self,
           GtkWidget          *page)
{
  gboolean plays = page == self->player_page;

  g_clear_handle_id (&self->opening_id, g_source_remove);
  set_action_enabled (self, "play", plays);
  set_action_enabled (self, "restart", plays);
  set_action_enabled (self, "back", plays);
  set_action_enabled (self, "forward", plays);
  if (gtk_stack_get_visible_child (self->stack) == page)
    return;
  rackside_stack_show (self->stack, page);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWS_SCREEN]);
  if (plays)
    gtk_widget_grab_focus (GTK_WIDGET (rackside_screen_get_display (self->screen)));
}

static void
update_key_page (RacksidePlayerView *self)
{
  const char *text = gtk_editable_get_text (self->key_entry);
  guint8 key[ILO_CIPHER_KEY_SIZE];
  g_autoptr(GError) error = NULL;
  gboolean valid = ilo_cipher_parse_key (text, key, &error);

  OPENSSL_cleanse (key, sizeof key);
  set_action_enabled (self, "submit-key", valid);
  gtk_label_set_label (self->key_label, valid || *text == '\0' ? "" : error->message);
}

static void
show_key_page (RacksidePlayerView *self)
{
  show_page (self, self->key_page);
  gtk_editable_set_text (self->key_entry, self->key != NULL ? self->key : "");
  update_key_page (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_entry));
  set_settled (self, TRUE);
}

static const char *
title_for_error (const GError *error)
{
  if (error->domain != ILO_ERROR)
    return _("The File Could Not Be Read");
  switch (error->code)
    {
    case ILO_ERROR_AUTH:
    case ILO_ERROR_LICENSE:
    case ILO_ERROR_NO_SESSION:
      return _("The iLO Refused the Console");
    case ILO_ERROR_OUT_OF_STEP:
      return _("No Picture Came");
    case ILO_ERROR_CIPHER:
      return _("The Stream Cannot Be Decrypted");
    default:
      return _("This File Cannot Be Played");
    }
}

static void
show_error (RacksidePlayerView *self,
            const GError       *error)
{
  g_autofree char *description = g_markup_escape_text (error->message, -1);
  gboolean wrong_key = g_error_matches (error, ILO_ERROR, ILO_ERROR_OUT_OF_STEP);

  adw_status_page_set_title (self->error_page, title_for_error (error));
  adw_status_page_set_description (self->error_page, description);
  gtk_widget_set_visible (self->enter_key_button, wrong_key);
  show_page (self, GTK_WIDGET (self->error_page));
  gtk_widget_grab_focus (wrong_key ? self->enter_key_button : self->try_again_button);
  set_settled (self, TRUE);
}

static gboolean
on_opening_slowly (gpointer user_data)
{
  RacksidePlayerView *self = user_data;

  self->opening_id = 0;
  show_page (self, GTK_WIDGET (self->opening_page));
  return G_SOURCE_REMOVE;
}

static void
update_notice (RacksidePlayerView *self)
{
  gboolean ended = rackside_player_get_state (self->player) == RACKSIDE_PLAYER_STATE_ENDED;

  switch (rackside_player_get_notice (self->player))
    {
    case RACKSIDE_PLAYER_NOTICE_NONE:
      rackside_screen_set_notice (self->screen, NULL, NULL);
      break;
    case RACKSIDE_PLAYER_NOTICE_WAITING:
      rackside_screen_set_notice (self->screen, "video-display-symbolic",
                                  ended ? _("There is no picture here")
                                        : _("Waiting for the first picture"));
      break;
    case RACKSIDE_PLAYER_NOTICE_NO_VIDEO:
      rackside_screen_set_notice (self->screen, "video-display-symbolic",
                                  _("The server sends no picture"));
      break;
    case RACKSIDE_PLAYER_NOTICE_NO_SIGNAL:
      rackside_screen_set_notice (self->screen, "video-display-symbolic",
                                  _("The server’s graphics card gives no signal"));
      break;
    case RACKSIDE_PLAYER_NOTICE_OFF:
      rackside_screen_set_notice (self->screen, "system-shutdown-symbolic",
                                  _("The server is switched off"));
      break;
    case RACKSIDE_PLAYER_NOTICE_UNSUPPORTED:
      rackside_screen_set_notice (self->screen, "dialog-warning-symbolic",
                                  _("The server sends a picture too wide for what it said it can do"));
      break;
    default:
      g_assert_not_reached ();
    }
}

static char *
format_time (gint64 time)
{
  gint64 seconds = time / G_USEC_PER_SEC;

  if (seconds >= 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", seconds / 3600,
                            (int) (seconds / 60 % 60), (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
}

static void
update_position (RacksidePlayerView *self)
{
  gint64 position = rackside_player_get_position (self->player);
  gint64 duration = rackside_player_get_duration (self->player);
  g_autofree char *text = NULL;

  gtk_range_set_range (self->position, 0, MAX (duration, 1));
  gtk_range_set_value (self->position, position);
  if (rackside_player_is_recording (self->player))
    {
      g_autofree char *at = format_time (position);
      g_autofree char *end = format_time (duration);

      /* Translators: where a recording is, and how long it is, both as minutes:seconds */
      text = g_strdup_printf (_("%s of %s"), at, end);
    }
  else
    /* Translators: how much of a file has been played */
    text = g_strdup_printf (_("%d %%"), (int) (position * 100 / MAX (duration, 1)));
  gtk_label_set_label (self->position_label, text);
}

static void
update_subtitle (RacksidePlayerView *self)
{
  IloFramebuffer *framebuffer = rackside_player_get_framebuffer (self->player);
  guint width = framebuffer != NULL ? ilo_framebuffer_get_width (framebuffer) : 0;

  /* Translators: the width and height of the server's screen in pixels */
  set_subtitle (self, width > 0
                      ? g_strdup_printf (_("%u × %u"), width, ilo_framebuffer_get_height (framebuffer))
                      : g_strdup (""));
}

static void
on_player_changed (RacksidePlayerView *self)
{
  gboolean ended = rackside_player_get_state (self->player) == RACKSIDE_PLAYER_STATE_ENDED;

  rackside_display_changed (rackside_screen_get_display (self->screen));
  update_notice (self);
  update_position (self);
  update_subtitle (self);
  if (ended || (rackside_player_is_recording (self->player)
                && rackside_player_get_position (self->player) >= SETTLED_AFTER))
    set_settled (self, TRUE);
}

static void
on_player_framebuffer (RacksidePlayerView *self)
{
  rackside_display_set_framebuffer (rackside_screen_get_display (self->screen),
                                    rackside_player_get_framebuffer (self->player));
}

static void
update_play_button (RacksidePlayerView *self)
{
  gboolean plays = rackside_player_get_state (self->player) == RACKSIDE_PLAYER_STATE_PLAYING;
  const char *text = plays ? _("Pause") : _("Play");

  gtk_button_set_icon_name (self->play_button, plays ? "media-playback-pause-symbolic"
                                                     : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
}

static void
on_player_state (RacksidePlayerView *self)
{
  const GError *error = rackside_player_get_error (self->player);

  switch (rackside_player_get_state (self->player))
    {
    case RACKSIDE_PLAYER_STATE_OPENING:
      break;
    case RACKSIDE_PLAYER_STATE_PLAYING:
    case RACKSIDE_PLAYER_STATE_PAUSED:
    case RACKSIDE_PLAYER_STATE_ENDED:
      show_page (self, self->player_page);
      update_play_button (self);
      break;
    case RACKSIDE_PLAYER_STATE_FAILED:
      set_subtitle (self, g_strdup (""));
      if (g_error_matches (error, ILO_ERROR, ILO_ERROR_KEY_NEEDED))
        show_key_page (self);
      else
        show_error (self, error);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
stop (RacksidePlayerView *self)
{
  g_clear_handle_id (&self->opening_id, g_source_remove);
  if (self->player == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->player, self);
  rackside_display_set_framebuffer (rackside_screen_get_display (self->screen), NULL);
  rackside_player_close (self->player);
  g_clear_object (&self->player);
}

static void
start (RacksidePlayerView *self)
{
  guint8 key[ILO_CIPHER_KEY_SIZE];

  stop (self);
  set_settled (self, FALSE);
  set_subtitle (self, g_strdup (""));
  if (self->key != NULL && !ilo_cipher_parse_key (self->key, key, NULL))
    {
      show_key_page (self);
      return;
    }
  self->player = rackside_player_new (self->file, self->key != NULL ? key : NULL);
  OPENSSL_cleanse (key, sizeof key);
  g_signal_connect_swapped (self->player, "changed", G_CALLBACK (on_player_changed), self);
  g_signal_connect_swapped (self->player, "notify::framebuffer", G_CALLBACK (on_player_framebuffer), self);
  g_signal_connect_swapped (self->player, "notify::state", G_CALLBACK (on_player_state), self);
  self->opening_id = g_timeout_add (OPENING_DELAY, on_opening_slowly, self);
}

static void
on_play (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  RacksidePlayerView *self = user_data;

  if (rackside_player_get_state (self->player) == RACKSIDE_PLAYER_STATE_PLAYING)
    rackside_player_pause (self->player);
  else
    rackside_player_play (self->player);
}

static void
on_restart (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  RacksidePlayerView *self = user_data;

  rackside_player_seek (self->player, 0);
  rackside_player_play (self->player);
}

static void
seek_by (RacksidePlayerView *self,
         int                 direction)
{
  gint64 step = MIN (SEEK_STEP, rackside_player_get_duration (self->player) / 20);

  rackside_player_seek (self->player,
                        rackside_player_get_position (self->player) + direction * step);
}

static void
on_back (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  seek_by (user_data, -1);
}

static void
on_forward (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  seek_by (user_data, 1);
}

static void
on_try_again (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  start (user_data);
}

static void
on_enter_key (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  show_key_page (user_data);
}

static void
on_submit_key (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RacksidePlayerView *self = user_data;

  g_free (self->key);
  self->key = g_strdup (gtk_editable_get_text (self->key_entry));
  start (self);
}

static void
on_close (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  rackside_player_view_close (user_data);
}

static const GActionEntry action_entries[] = {
  { .name = "play", .activate = on_play },
  { .name = "restart", .activate = on_restart },
  { .name = "back", .activate = on_back },
  { .name = "forward", .activate = on_forward },
  { .name = "try-again", .activate = on_try_again },
  { .name = "enter-key", .activate = on_enter_key },
  { .name = "submit-key", .activate = on_submit_key },
  { .name = "close", .activate = on_close },
};

static gboolean
on_position_change_value (RacksidePlayerView *self,
                          GtkScrollType       scroll,
                          double              value,
                          GtkRange           *range)
{
  rackside_player_seek (self->player, llround (CLAMP (value, 0, (double) G_MAXINT64 / 2)));
  return TRUE;
}

static void
on_key_entry_activate (RacksidePlayerView *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "submit-key", NULL);
}

static void
rackside_player_view_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  RacksidePlayerView *self = RACKSIDE_PLAYER_VIEW (object);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, self->settled);
      break;
    case PROP_SHOWS_SCREEN:
      g_value_set_boolean (value, gtk_stack_get_visible_child (self->stack) == self->player_page);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
rackside_player_view_dispose (GObject *object)
{
  RacksidePlayerView *self = RACKSIDE_PLAYER_VIEW (object);

  stop (self);
  G_OBJECT_CLASS (rackside_player_view_parent_class)->dispose (object);
}

static void
rackside_player_view_finalize (GObject *object)
{
  RacksidePlayerView *self = RACKSIDE_PLAYER_VIEW (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->file);
  g_free (self->key);
  g_free (self->title);
  g_free (self->subtitle);
  G_OBJECT_CLASS (rackside_player_view_parent_class)->finalize (object);
}

static void
rackside_player_view_class_init (RacksidePlayerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rackside_player_view_dispose;
  object_class->finalize = rackside_player_view_finalize;
  object_class->get_property = rackside_player_view_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  /* There is something to look at that stays for a while. */
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE, flags);
  properties[PROP_SHOWS_SCREEN] = g_param_spec_boolean ("shows-screen", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksidePlayerView::closed:
   * @self: a view
   *
   * Emitted when nothing is open any more.
   */
  signals[SIGNAL_CLOSED] =
    g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  g_type_ensure (RACKSIDE_TYPE_SCREEN);
  g_type_ensure (RACKSIDE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/rackside/Rackside/rackside-player-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, blank_page);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, opening_page);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, key_page);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, key_entry);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, key_label);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, error_page);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, try_again_button);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, enter_key_button);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, player_page);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, screen);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, bar);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, play_button);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, position);
  gtk_widget_class_bind_template_child (widget_class, RacksidePlayerView, position_label);
  gtk_widget_class_bind_template_callback (widget_class, on_position_change_value);
  gtk_widget_class_bind_template_callback (widget_class, on_key_entry_activate);
  gtk_widget_class_bind_template_callback (widget_class, update_key_page);
}

/* A recording runs from left to right, as its keys and symbols do, wherever texts begin. */
static void
set_left_to_right (GtkWidget *widget)
{
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    set_left_to_right (child);
}

static void
rackside_player_view_init (RacksidePlayerView *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "player", G_ACTION_GROUP (self->actions));
  set_left_to_right (GTK_WIDGET (self->bar));
  rackside_stack_show (self->stack, self->blank_page);
  set_action_enabled (self, "close", FALSE);
}

/**
 * rackside_player_view_open:
 * @self: a view
 * @file: (transfer none): a recording or a raw stream
 * @key: (nullable): the key of an encrypted stream, in hexadecimal digits as the user gave it
 *
 * Plays a file in place of what was there. What goes wrong is said in the view.
 */
void
rackside_player_view_open (RacksidePlayerView *self,
                           GFile              *file,
                           const char         *key)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *text = NULL;

  stop (self);
  set_action_enabled (self, "close", TRUE);
  g_set_object (&self->file, file);
  g_free (self->key);
  self->key = g_strdup (key);
  set_title (self, g_filename_display_name (name));
  /* Translators: the name of a file */
  text = g_strdup_printf (_("Opening “%s”"), self->title);
  adw_status_page_set_title (self->opening_page, text);
  show_page (self, self->blank_page);
  start (self);
}

/**
 * rackside_player_view_close:
 * @self: a view
 *
 * Stops and forgets what was open.
 */
void
rackside_player_view_close (RacksidePlayerView *self)
{
  stop (self);
  g_clear_object (&self->file);
  g_clear_pointer (&self->key, g_free);
  gtk_editable_set_text (self->key_entry, "");
  set_action_enabled (self, "close", FALSE);
  show_page (self, self->blank_page);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/**
 * rackside_player_view_get_screen:
 * @self: a view
 *
 * Returns: (transfer none): what shows the picture
 */
RacksideScreen *
rackside_player_view_get_screen (RacksidePlayerView *self)
{
  return self->screen;
}

/**
 * rackside_player_view_get_actions:
 * @self: a view
 *
 * Returns: (transfer none): what the user can do, to be known to the window as "player"
 */
GActionGroup *
rackside_player_view_get_actions (RacksidePlayerView *self)
{
  return G_ACTION_GROUP (self->actions);
}

/**
 * rackside_player_view_set_bar_revealed:
 * @self: a view
 * @revealed: whether to show the bar below the picture
 */
void
rackside_player_view_set_bar_revealed (RacksidePlayerView *self,
                                       gboolean            revealed)
{
  gtk_revealer_set_reveal_child (self->bar, revealed);
}
