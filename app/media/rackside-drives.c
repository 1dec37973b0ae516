/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-drives.h"

/* The virtual drives of the server that a window shows. */
struct _RacksideDrives
{
  GObject        parent_instance;
  RacksideDrive *drives[RACKSIDE_N_DRIVE_KINDS];   /* owned */
  IloSession    *session;                          /* owned; NULL while no console is live */
  IloConsole    *console;                          /* owned; the session's, while it is watched */
  char          *notice;                           /* owned, nullable */
  GCancellable  *asking;                           /* owned; NULL unless the iLO is being asked how things are */
};

/* What is left to be released, and what went wrong with it first. */
typedef struct
{
  guint   left;
  GError *error;
} Release;

/* A question to the iLO; another one can have taken its place. */
typedef struct
{
  RacksideDrives *drives;          /* owned */
  GCancellable   *cancellable;     /* owned */
} Question;

enum { PROP_0, PROP_AVAILABLE, PROP_NOTICE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideDrives, rackside_drives, G_TYPE_OBJECT)

static void
release_free (gpointer data)
{
  Release *release = data;

  g_clear_error (&release->error);
  g_free (release);
}

static void
on_remark (RacksideDrives *self,
           const char     *text)
{
  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
}

static void
watch_console (RacksideDrives *self,
               IloConsole     *console)
{
  if (self->console == console)
    return;
  if (self->console != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_set_object (&self->console, console);
  if (console != NULL)
    g_signal_connect_swapped (console, "media-changed", G_CALLBACK (rackside_drives_refresh), self);
}

static void
question_free (Question *question)
{
  g_object_unref (question->drives);
  g_object_unref (question->cancellable);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
stop_asking (RacksideDrives *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
on_status (GObject      *http,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  RacksideDrives *self = question->drives;
  g_autoptr(IloMediaStatus) status = ilo_rest_get_media_status_finish (ILO_HTTP (http), result, NULL);

  if (self->asking != question->cancellable)
    return;
  g_clear_object (&self->asking);
  /* Without an answer, what the iLO has mounted is not known, and it says so itself when it is asked for a drive. */
  if (status == NULL)
    return;
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    rackside_drive_apply_status (self->drives[i], status);
}

static void
rackside_drives_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RacksideDrives *self = RACKSIDE_DRIVES (object);

  switch (property_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, rackside_drives_get_available (self));
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rackside_drives_dispose (GObject *object)
{
  RacksideDrives *self = RACKSIDE_DRIVES (object);

  stop_asking (self);
  watch_console (self, NULL);
  g_clear_object (&self->session);
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    {
      if (self->drives[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->drives[i], self);
      g_clear_object (&self->drives[i]);
    }
  G_OBJECT_CLASS (rackside_drives_parent_class)->dispose (object);
}

static void
rackside_drives_finalize (GObject *object)
{
  g_free (RACKSIDE_DRIVES (object)->notice);
  G_OBJECT_CLASS (rackside_drives_parent_class)->finalize (object);
}

static void
rackside_drives_class_init (RacksideDrivesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rackside_drives_get_property;
  object_class->dispose = rackside_drives_dispose;
  object_class->finalize = rackside_drives_finalize;

  /**
   * RacksideDrives:available:
   *
   * Whether there is a console that the drives go with.
   */
  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE, flags);

  /**
   * RacksideDrives:notice:
   *
   * What the user should know about no drive in particular, until something else is tried.
   */
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RacksideDrives::remark:
   * @text: a sentence
   *
   * A notice, here or of a drive, is new.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_DRIVES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rackside_drives_init (RacksideDrives *self)
{
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    {
      self->drives[i] = rackside_drive_new (i);
      g_signal_connect_swapped (self->drives[i], "remark", G_CALLBACK (on_remark), self);
      g_signal_connect_swapped (self->drives[i], "stale", G_CALLBACK (rackside_drives_refresh), self);
    }
}

/**
 * rackside_drives_new:
 *
 * Returns: (transfer full): empty drives of no server
 */
RacksideDrives *
rackside_drives_new (void)
{
  return g_object_new (RACKSIDE_TYPE_DRIVES, NULL);
}

/**
 * rackside_drives_get:
 * @self: drives
 * @kind: which of the two
 *
 * Returns: (transfer none): the drive
 */
RacksideDrive *
rackside_drives_get (RacksideDrives    *self,
                     RacksideDriveKind  kind)
{
  return self->drives[kind];
}

/**
 * rackside_drives_set_session:
 * @self: drives
 * @session: (transfer none) (nullable): the session whose console is live; %NULL: it is not, for the moment
 *
 * Says whose drives they are. What is mounted stays so, since a console that breaks and comes back leaves drives
 * alone (virtual media, section 1.7).
 */
void
rackside_drives_set_session (RacksideDrives *self,
                             IloSession     *session)
{
  if (!g_set_object (&self->session, session))
    return;
  watch_console (self, session != NULL ? ilo_session_get_console (session) : NULL);
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    rackside_drive_set_session (self->drives[i], session);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
  rackside_drives_refresh (self);
}

/**
 * rackside_drives_get_available:
 * @self: drives
 *
 * Returns: whether there is a console that the drives go with
 */
gboolean
rackside_drives_get_available (RacksideDrives *self)
{
  return self->session != NULL;
}

/**
 * rackside_drives_refresh:
 * @self: drives
 *
 * Finds out what the iLO itself and others have mounted.
 */
void
rackside_drives_refresh (RacksideDrives *self)
{
  Question *question;

  stop_asking (self);
  if (self->session == NULL || ilo_session_get_session_key (self->session) == NULL)
    return;
  self->asking = g_cancellable_new ();
  question = g_new0 (Question, 1);
  *question = (Question) { g_object_ref (self), g_object_ref (self->asking) };
  ilo_rest_get_media_status_async (ilo_session_get_http (self->session), ilo_session_get_session_key (self->session),
                                   self->asking, on_status, question);
}

/**
 * rackside_drives_say:
 * @self: drives
 * @text: (nullable): a sentence
 *
 * Says something about no drive in particular, or takes back what was said.
 */
void
rackside_drives_say (RacksideDrives *self,
                     const char     *text)
{
  if (g_strcmp0 (self->notice, text) != 0)
    {
      g_free (self->notice);
      self->notice = g_strdup (text);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
    }
  if (text != NULL)
    on_remark (self, text);
}

/**
 * rackside_drives_get_notice:
 * @self: drives
 *
 * Returns: (nullable): what the user should know about no drive in particular
 */
const char *
rackside_drives_get_notice (RacksideDrives *self)
{
  return self->notice;
}

/**
 * rackside_drives_are_transferring:
 * @self: drives
 *
 * Returns: whether the server reads from one of them or writes to one right now
 */
gboolean
rackside_drives_are_transferring (RacksideDrives *self)
{
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    if (rackside_drive_is_transferring (self->drives[i]))
      return TRUE;
  return FALSE;
}

static void
on_released (GObject      *drive,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Release *release = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!rackside_drive_release_finish (RACKSIDE_DRIVE (drive), result, &error) && release->error == NULL)
    release->error = g_steal_pointer (&error);
  if (--release->left > 0)
    return;
  if (release->error != NULL)
    g_task_return_error (task, g_steal_pointer (&release->error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * rackside_drives_release_async:
 * @self: drives
 * @callback: called when the server does not have them any more, and the disk has all that was written
 * @user_data: for @callback
 *
 * Ends what goes on in the drives, before the session may be closed. They are free for another session at once.
 */
void
rackside_drives_release_async (RacksideDrives      *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Release *release = g_new0 (Release, 1);

  g_task_set_source_tag (task, rackside_drives_release_async);
  g_task_set_task_data (task, release, release_free);
  release->left = RACKSIDE_N_DRIVE_KINDS;
  stop_asking (self);
  watch_console (self, NULL);
  if (self->session != NULL)
    {
      g_clear_object (&self->session);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
    }
  /* The removable one first (virtual media, section 5.4). */
  for (guint i = RACKSIDE_N_DRIVE_KINDS; i-- > 0;)
    rackside_drive_release_async (self->drives[i], on_released, g_object_ref (task));
}

/**
 * rackside_drives_release_finish:
 * @self: drives
 * @result: what the callback got
 * @error: where to say that the disk may not have all that was written
 *
 * Returns: whether everything went well
 */
gboolean
rackside_drives_release_finish (RacksideDrives  *self,
                                GAsyncResult    *result,
                                GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
