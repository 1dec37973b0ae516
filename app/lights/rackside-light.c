/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-light.h"

struct _RacksideLight
{
  GObject              parent_instance;
  RacksideLightPower   power;
  RacksideLightHealth  health;
  char                *detail;       /* owned; a sentence, or the faults; NULL: there is nothing to add */
  gint64               asked;        /* monotonic; 0: never */
  GDateTime           *when;         /* owned; likewise, for people */
  GDateTime           *silent_since; /* owned; NULL while it answers */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideLight, rackside_light, G_TYPE_OBJECT)

static void
rackside_light_finalize (GObject *object)
{
  RacksideLight *self = RACKSIDE_LIGHT (object);

  g_free (self->detail);
  g_clear_pointer (&self->when, g_date_time_unref);
  g_clear_pointer (&self->silent_since, g_date_time_unref);
  G_OBJECT_CLASS (rackside_light_parent_class)->finalize (object);
}

static void
rackside_light_class_init (RacksideLightClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_light_finalize;

  /**
   * RacksideLight::changed:
   * @self: a light
   *
   * The server was asked, or what was known is forgotten.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RACKSIDE_TYPE_LIGHT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
rackside_light_init (RacksideLight *self)
{
}

/**
 * rackside_light_new:
 *
 * Returns: (transfer full): a light of which nothing is known
 */
RacksideLight *
rackside_light_new (void)
{
  return g_object_new (RACKSIDE_TYPE_LIGHT, NULL);
}

/**
 * rackside_light_set:
 * @self: a light
 * @power: whether the server is on
 * @health: how it is
 * @detail: (nullable): the faults, when @power is known and @health is not fine; else a sentence that says why no more is
 *   known
 *
 * Shows what was found just now.
 */
void
rackside_light_set (RacksideLight       *self,
                    RacksideLightPower   power,
                    RacksideLightHealth  health,
                    const char          *detail)
{
  self->power = power;
  self->health = health;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  self->asked = g_get_monotonic_time ();
  g_clear_pointer (&self->when, g_date_time_unref);
  self->when = g_date_time_new_now_local ();
  if (power != RACKSIDE_LIGHT_POWER_SILENT)
    g_clear_pointer (&self->silent_since, g_date_time_unref);
  else if (self->silent_since == NULL)
    self->silent_since = g_date_time_ref (self->when);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rackside_light_forget:
 * @self: a light
 *
 * Shows nothing any more: it is about another server now.
 */
void
rackside_light_forget (RacksideLight *self)
{
  self->power = RACKSIDE_LIGHT_POWER_UNKNOWN;
  self->health = RACKSIDE_LIGHT_HEALTH_UNKNOWN;
  g_clear_pointer (&self->detail, g_free);
  self->asked = 0;
  g_clear_pointer (&self->when, g_date_time_unref);
  g_clear_pointer (&self->silent_since, g_date_time_unref);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rackside_light_get_power:
 * @self: a light
 *
 * Returns: whether the server is on
 */
RacksideLightPower
rackside_light_get_power (RacksideLight *self)
{
  return self->power;
}

/**
 * rackside_light_get_health:
 * @self: a light
 *
 * Returns: how the server is
 */
RacksideLightHealth
rackside_light_get_health (RacksideLight *self)
{
  return self->health;
}

/**
 * rackside_light_get_detail:
 * @self: a light
 *
 * Returns: (transfer none) (nullable): what there is to add, as rackside_light_set() got it
 */
const char *
rackside_light_get_detail (RacksideLight *self)
{
  return self->detail;
}

/**
 * rackside_light_get_power_word:
 * @self: a light
 *
 * Returns: (transfer none) (nullable): whether the server is on, in a word or two
 */
const char *
rackside_light_get_power_word (RacksideLight *self)
{
  switch (self->power)
    {
    case RACKSIDE_LIGHT_POWER_ON:
      /* Translators: a server */
      return C_("server", "On");
    case RACKSIDE_LIGHT_POWER_OFF:
      /* Translators: a server */
      return C_("server", "Off");
    case RACKSIDE_LIGHT_POWER_ANSWERS:
      /* Translators: a server's iLO or BMC */
      return _("Answers");
    case RACKSIDE_LIGHT_POWER_SILENT:
      /* Translators: of a server's iLO or BMC */
      return _("No answer");
    case RACKSIDE_LIGHT_POWER_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * rackside_light_get_health_word:
 * @self: a light
 *
 * Returns: (transfer none) (nullable): how the server is, in a word
 */
const char *
rackside_light_get_health_word (RacksideLight *self)
{
  switch (self->health)
    {
    case RACKSIDE_LIGHT_HEALTH_FINE:
      /* Translators: how a server is */
      return C_("server", "Fine");
    case RACKSIDE_LIGHT_HEALTH_WARNING:
      /* Translators: how a server is */
      return C_("server", "Fault");
    case RACKSIDE_LIGHT_HEALTH_CRITICAL:
      /* Translators: how a server is */
      return C_("server", "Alarm");
    case RACKSIDE_LIGHT_HEALTH_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * rackside_light_dup_text:
 * @self: a light
 *
 * Returns: (transfer full): what is known, in a sentence
 */
char *
rackside_light_dup_text (RacksideLight *self)
{
  gboolean fine = self->health == RACKSIDE_LIGHT_HEALTH_FINE;
  g_autofree char *since = NULL;

  switch (self->power)
    {
    case RACKSIDE_LIGHT_POWER_ON:
      /* Translators: a server; %s are faults, with commas between them */
      return fine ? g_strdup (_("On, everything fine")) : g_strdup_printf (_("On, with faults: %s"), self->detail);
    case RACKSIDE_LIGHT_POWER_OFF:
      /* Translators: a server; %s are faults, with commas between them */
      return fine ? g_strdup (_("Off, everything fine")) : g_strdup_printf (_("Off, with faults: %s"), self->detail);
    case RACKSIDE_LIGHT_POWER_SILENT:
      since = g_date_time_format (self->silent_since, "%X");
      /* Translators: a server; the first %s is a time of day, the second a sentence */
      return g_strdup_printf (_("Does not answer since %s: %s"), since, self->detail);
    case RACKSIDE_LIGHT_POWER_ANSWERS:
    case RACKSIDE_LIGHT_POWER_UNKNOWN:
    default:
      return g_strdup (self->detail != NULL ? self->detail : _("Not asked yet"));
    }
}

/**
 * rackside_light_dup_text_now:
 * @self: a light
 *
 * Returns: (transfer full): what is known, in a sentence, and how long ago that was asked
 */
char *
rackside_light_dup_text_now (RacksideLight *self)
{
  g_autofree char *text = rackside_light_dup_text (self);
  int seconds = (int) MIN ((g_get_monotonic_time () - self->asked) / G_USEC_PER_SEC, G_MAXINT);

  if (self->asked == 0)
    return g_steal_pointer (&text);
  if (seconds < 100)
    /* Translators: the %s is what is known of a server, the number seconds */
    return g_strdup_printf (_("%s — asked %d s ago"), text, seconds);
  /* Translators: the %s is what is known of a server, the number minutes */
  return g_strdup_printf (_("%s — asked %d min ago"), text, seconds / 60);
}

/**
 * rackside_light_dup_time:
 * @self: a light
 *
 * Returns: (transfer full) (nullable): when the server was asked, in words
 */
char *
rackside_light_dup_time (RacksideLight *self)
{
  g_autofree char *time = self->when != NULL ? g_date_time_format (self->when, "%X") : NULL;

  /* Translators: when a server was asked how it is; %s is a time of day */
  return time != NULL ? g_strdup_printf (_("Asked at %s"), time) : NULL;
}
