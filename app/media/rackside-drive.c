/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drive-private.h"

enum { PROP_0, PROP_STATE, PROP_STEP, PROP_NOTICE, PROP_FOREIGN, PROP_ACTIVE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_ACTIVITY, SIGNAL_REMARK, SIGNAL_STALE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideDrive, rackside_drive, G_TYPE_OBJECT)

void
rackside_drive_set_state (RacksideDrive     *self,
                          RacksideDriveState state,
                          const char        *step)
{
  gboolean other_step = g_strcmp0 (self->step, step) != 0;
  gboolean other_state = self->state != state;

  if (other_step)
    {
      g_free (self->step);
      self->step = g_strdup (step);
    }
  self->state = state;
  if (other_state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (other_step)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

void
rackside_drive_set_foreign (RacksideDrive *self,
                            gboolean       foreign)
{
  if (self->foreign == foreign)
    return;
  self->foreign = foreign;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOREIGN]);
}

static void
drop_media (RacksideDrive *self)
{
  if (self->media == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->media, self);
  g_clear_object (&self->media);
}

/* Nothing is on its way any more, and nothing is in it. */
void
rackside_drive_become_empty (RacksideDrive *self,
                             const GError  *error)
{
  drop_media (self);
  g_clear_object (&self->cancellable);
  rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_EMPTY, NULL);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    rackside_drive_set_notice (self, error->message);
}

void
rackside_drive_become_stale (RacksideDrive *self)
{
  g_signal_emit (self, signals[SIGNAL_STALE], 0);
}

static void
on_media_ended (RacksideDrive *self)
{
  g_autofree char *name = g_strdup (ilo_image_get_name (ilo_media_get_image (self->media)));
  g_autoptr(GError) error = NULL;
  IloMediaEnd end = ilo_media_get_end (self->media);

  if (ilo_media_get_error (self->media) != NULL)
    error = g_error_copy (ilo_media_get_error (self->media));
  rackside_drive_become_empty (self, error);
  if (end == ILO_MEDIA_END_EJECTED && error == NULL)
    {
      /* Translators: the %s is a file's name */
      g_autofree char *text = g_strdup_printf (_("“%s” was ejected by the server."), name);

      rackside_drive_set_notice (self, text);
    }
}

/* Brings the state into line with that of what is in the drive. */
void
rackside_drive_follow_media (RacksideDrive *self)
{
  /* What ends before it has begun is told when connecting finishes. */
  if (self->state == RACKSIDE_DRIVE_STATE_MOUNTING)
    return;
  switch (ilo_media_get_state (self->media))
    {
    case ILO_MEDIA_STATE_DISCONNECTING:
      rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_EJECTING, _("Taking the drive away from the server…"));
      break;
    case ILO_MEDIA_STATE_FLUSHING:
      rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_EJECTING, _("Writing to disk what is left…"));
      break;
    case ILO_MEDIA_STATE_ENDED:
      on_media_ended (self);
      break;
    case ILO_MEDIA_STATE_CLOSED:
    case ILO_MEDIA_STATE_CONNECTING:
    case ILO_MEDIA_STATE_SERVING:
    default:
      break;
    }
}

static void
on_media_active (RacksideDrive *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
on_media_activity (RacksideDrive *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVITY], 0);
}

/* Takes what is going into the drive, whose reference becomes the drive's. */
void
rackside_drive_watch_media (RacksideDrive *self,
                            IloMedia      *media)
{
  self->media = media;
  g_signal_connect_swapped (media, "notify::state", G_CALLBACK (rackside_drive_follow_media), self);
  g_signal_connect_swapped (media, "notify::active", G_CALLBACK (on_media_active), self);
  g_signal_connect_swapped (media, "activity", G_CALLBACK (on_media_activity), self);
  g_signal_connect_swapped (media, "notice", G_CALLBACK (rackside_drive_set_notice), self);
}

/* Whatever else is said about an address, its user and password are nobody's business. */
static char *
without_secrets (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL)
    return g_strdup (_("an address that cannot be read"));
  return g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
}

void
rackside_drive_set_url (RacksideDrive *self,
                        const char    *url)
{
  g_free (self->url);
  self->url = url != NULL && *url != '\0' ? without_secrets (url) : NULL;
}

static void
rackside_drive_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RacksideDrive *self = RACKSIDE_DRIVE (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_STEP:
      g_value_set_string (value, self->step);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    case PROP_FOREIGN:
      g_value_set_boolean (value, self->foreign);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, rackside_drive_get_active (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_drive_dispose (GObject *object)
{
  RacksideDrive *self = RACKSIDE_DRIVE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  drop_media (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (rackside_drive_parent_class)->dispose (object);
}

static void
rackside_drive_finalize (GObject *object)
{
  RacksideDrive *self = RACKSIDE_DRIVE (object);

  g_free (self->step);
  g_free (self->notice);
  g_free (self->url);
  G_OBJECT_CLASS (rackside_drive_parent_class)->finalize (object);
}

static void
rackside_drive_class_init (RacksideDriveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_drive_get_property;
  object_class->dispose = rackside_drive_dispose;
  object_class->finalize = rackside_drive_finalize;

  /**
   * RacksideDrive:state:
   *
   * A #RacksideDriveState.
   */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, RACKSIDE_DRIVE_STATE_EJECTING, 0, flags);

  /**
   * RacksideDrive:step:
   *
   * What is being waited for.
   */
  properties[PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, flags);

  /**
   * RacksideDrive:notice:
   *
   * What the user should know, until the next thing is put into it.
   */
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);

  /**
   * RacksideDrive:foreign:
   *
   * Whether another client has put something into it.
   */
  properties[PROP_FOREIGN] = g_param_spec_boolean ("foreign", NULL, NULL, FALSE, flags);

  /**
   * RacksideDrive:active:
   *
   * Whether the server does something with it, as a light on a real one would show it.
   */
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksideDrive::activity:
   *
   * The statistics have changed.
   */
  signals[SIGNAL_ACTIVITY] = g_signal_new ("activity", RACKSIDE_TYPE_DRIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);

  /**
   * RacksideDrive::remark:
   * @text: a sentence
   *
   * The notice is new.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_DRIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * RacksideDrive::stale:
   *
   * What the iLO last said about its drives need not be so any more.
   */
  signals[SIGNAL_STALE] = g_signal_new ("stale", RACKSIDE_TYPE_DRIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
rackside_drive_init (RacksideDrive *self)
{
}

/**
 * rackside_drive_new:
 * @kind: which of the two
 *
 * Returns: (transfer full): an empty drive
 */
RacksideDrive *
rackside_drive_new (RacksideDriveKind kind)
{
  RacksideDrive *self = g_object_new (RACKSIDE_TYPE_DRIVE, NULL);

  self->kind = kind;
  return self;
}

/**
 * rackside_drive_set_session:
 * @self: a drive
 * @session: (transfer none) (nullable): the session whose console is live
 *
 * Says whose drive it is. What is in it stays.
 */
void
rackside_drive_set_session (RacksideDrive *self,
                            IloSession    *session)
{
  g_set_object (&self->session, session);
}

/**
 * rackside_drive_cancel:
 * @self: a drive
 *
 * Gives up mounting.
 */
void
rackside_drive_cancel (RacksideDrive *self)
{
  if (self->state == RACKSIDE_DRIVE_STATE_MOUNTING)
    g_cancellable_cancel (self->cancellable);
}

/**
 * rackside_drive_eject:
 * @self: a drive
 *
 * Takes what is in it away from the server, and sees to it that the disk has all that was written.
 */
void
rackside_drive_eject (RacksideDrive *self)
{
  if (self->state == RACKSIDE_DRIVE_STATE_MOUNTED)
    {
      rackside_drive_set_notice (self, NULL);
      ilo_media_disconnect_async (self->media, NULL, NULL, NULL);
    }
  else if (self->state == RACKSIDE_DRIVE_STATE_URL && self->session == NULL)
    {
      rackside_drive_set_notice (self, _("The console is not connected. Wait until it is, then eject the image."));
    }
  else if (self->state == RACKSIDE_DRIVE_STATE_URL)
    {
      rackside_drive_set_notice (self, NULL);
      rackside_drive_eject_url (self);
    }
}

static void
on_released (GObject      *media,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (ilo_media_disconnect_finish (ILO_MEDIA (media), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * rackside_drive_release_async:
 * @self: a drive
 * @callback: called when the server does not have it any more, and the disk has all that was written
 * @user_data: for @callback
 *
 * Ends what goes on in the drive, which is free for another session at once. What the iLO itself has mounted stays
 * mounted.
 */
void
rackside_drive_release_async (RacksideDrive       *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(IloMedia) media = NULL;

  g_task_set_source_tag (task, rackside_drive_release_async);
  g_cancellable_cancel (self->cancellable);
  if (self->media != NULL)
    media = g_object_ref (self->media);
  rackside_drive_become_empty (self, NULL);
  rackside_drive_set_url (self, NULL);
  rackside_drive_set_foreign (self, FALSE);
  g_clear_object (&self->session);
  if (media != NULL)
    ilo_media_disconnect_async (media, NULL, on_released, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * rackside_drive_release_finish:
 * @self: a drive
 * @result: what the callback got
 * @error: where to say that the disk may not have all that was written
 *
 * Returns: whether everything went well
 */
gboolean
rackside_drive_release_finish (RacksideDrive  *self,
                               GAsyncResult   *result,
                               GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rackside_drive_apply_status:
 * @self: a drive
 * @status: what the iLO says about its drives
 *
 * Learns what others have put into the drive.
 */
void
rackside_drive_apply_status (RacksideDrive        *self,
                             const IloMediaStatus *status)
{
  const char *device = self->kind == RACKSIDE_DRIVE_KIND_CD ? "CDROM" : "FLOPPY";

  if (self->state != RACKSIDE_DRIVE_STATE_EMPTY && self->state != RACKSIDE_DRIVE_STATE_URL)
    return;
  for (guint i = 0; i < status->drives->len; i++)
    {
      const IloDriveStatus *drive = g_ptr_array_index (status->drives, i);
      gboolean by_url;

      if (g_strcmp0 (drive->device, device) != 0)
        continue;
      by_url = drive->url_connected || (drive->url != NULL && *drive->url != '\0');
      rackside_drive_set_url (self, by_url ? drive->url : NULL);
      rackside_drive_set_foreign (self, drive->connected && !by_url);
      rackside_drive_set_state (self, by_url ? RACKSIDE_DRIVE_STATE_URL : RACKSIDE_DRIVE_STATE_EMPTY, NULL);
    }
}

/**
 * rackside_drive_set_notice:
 * @self: a drive
 * @text: (nullable): a sentence
 *
 * Says something about the drive, or takes back what was said.
 */
void
rackside_drive_set_notice (RacksideDrive *self,
                           const char    *text)
{
  if (g_strcmp0 (self->notice, text) != 0)
    {
      g_free (self->notice);
      self->notice = g_strdup (text);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
    }
  if (text != NULL)
    g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

/**
 * rackside_drive_get_kind:
 * @self: a drive
 *
 * Returns: which of the two
 */
RacksideDriveKind
rackside_drive_get_kind (RacksideDrive *self)
{
  return self->kind;
}

/**
 * rackside_drive_get_state:
 * @self: a drive
 *
 * Returns: what is in it, or on its way
 */
RacksideDriveState
rackside_drive_get_state (RacksideDrive *self)
{
  return self->state;
}

/**
 * rackside_drive_get_step:
 * @self: a drive
 *
 * Returns: (nullable): what is being waited for
 */
const char *
rackside_drive_get_step (RacksideDrive *self)
{
  return self->step;
}

/**
 * rackside_drive_get_notice:
 * @self: a drive
 *
 * Returns: (nullable): what the user should know
 */
const char *
rackside_drive_get_notice (RacksideDrive *self)
{
  return self->notice;
}

/**
 * rackside_drive_get_url:
 * @self: a drive
 *
 * Returns: (nullable): where the iLO has the image from, fit to be shown
 */
const char *
rackside_drive_get_url (RacksideDrive *self)
{
  return self->url;
}

/**
 * rackside_drive_get_image:
 * @self: a drive
 *
 * Returns: (transfer none) (nullable): the image of this computer that the server has, or is being offered
 */
IloImage *
rackside_drive_get_image (RacksideDrive *self)
{
  return self->media != NULL ? ilo_media_get_image (self->media) : NULL;
}

/**
 * rackside_drive_get_foreign:
 * @self: a drive
 *
 * Returns: whether another client has put something into it
 */
gboolean
rackside_drive_get_foreign (RacksideDrive *self)
{
  return self->foreign;
}

/**
 * rackside_drive_get_active:
 * @self: a drive
 *
 * Returns: whether the server does something with it
 */
gboolean
rackside_drive_get_active (RacksideDrive *self)
{
  return self->media != NULL && ilo_media_get_active (self->media);
}

/**
 * rackside_drive_get_statistics:
 * @self: a drive
 * @statistics: (out caller-allocates): what the server has done with what is in it
 */
void
rackside_drive_get_statistics (RacksideDrive      *self,
                               IloMediaStatistics *statistics)
{
  *statistics = (IloMediaStatistics) { 0 };
  if (self->media != NULL)
    ilo_media_get_statistics (self->media, statistics);
}

/**
 * rackside_drive_is_transferring:
 * @self: a drive
 *
 * Returns: whether the server reads or writes right now
 */
gboolean
rackside_drive_is_transferring (RacksideDrive *self)
{
  IloMediaStatistics statistics;

  rackside_drive_get_statistics (self, &statistics);
  return statistics.read_rate >= 1 || statistics.write_rate >= 1;
}
