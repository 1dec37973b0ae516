/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-image-kind.h"
#include "ilo-image.h"

#define CD_BLOCK_SIZE   2048
#define DISK_BLOCK_SIZE  512
#define MAX_BLOCKS      (G_GUINT64_CONSTANT (1) << 32)

/* Virtual media, section 3.1.5. */
#define HEADER_MAGIC       "CPQRFBLO"
#define HEADER_SIZE_OFFSET 14

/* Linux' block devices of CD drives. */
#define SCSI_CDROM_MAJOR 11

/* What went wrong last, so that a problem is told once and not at each command. */
typedef enum
{
  PROBLEM_NONE,
  PROBLEM_READ,
  PROBLEM_WRITE,
  PROBLEM_FULL,
  PROBLEM_SHORTER,
  PROBLEM_LOST,
} Problem;

struct _IloImage
{
  GObject      parent_instance;
  char        *path;
  char        *name;              /* of the file, for display */
  char        *volume_name;       /* owned; NULL when there is none */
  const char  *contents;          /* static; NULL when it is not known */
  int          fd;
  dev_t        device;
  ino_t        inode;
  guint64      start;             /* where the medium begins in the file */
  guint64      size;              /* of the medium, when last looked at by the drive */
  IloDrive     drive;
  gboolean     read_only;
  gboolean     lost;              /* it will not come back */

  guint8      *buffer;            /* what was read */
  guint8      *ahead;             /* what will probably be read next */
  guint64      ahead_offset;
  gsize        ahead_length;      /* 0: nothing */
  guint64      next;              /* where a sequential read goes on */
  gsize        last_length;
  gboolean     sequential;

  Problem      last_problem;
  char        *problem;           /* owned; to be told */
  int          dirty;             /* atomic: written since the last ilo_image_sync() */
};

G_DEFINE_FINAL_TYPE (IloImage, ilo_image, G_TYPE_OBJECT)

static void
ilo_image_finalize (GObject *object)
{
  IloImage *self = ILO_IMAGE (object);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self->name);
  g_free (self->volume_name);
  g_free (self->buffer);
  g_free (self->ahead);
  g_free (self->problem);
  G_OBJECT_CLASS (ilo_image_parent_class)->finalize (object);
}

static void
ilo_image_class_init (IloImageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ilo_image_finalize;
}

static void
ilo_image_init (IloImage *self)
{
  self->fd = -1;
}

G_GNUC_PRINTF (3, 4)
static void
note (IloImage   *self,
      Problem     problem,
      const char *format,
      ...)
{
  va_list args;

  if (self->last_problem == problem)
    return;
  self->last_problem = problem;
  g_free (self->problem);
  va_start (args, format);
  self->problem = g_strdup_vprintf (format, args);
  va_end (args);
}

/* Bytes of the medium now; 0 too when that cannot be found out. */
static guint64
measure (IloImage *self)
{
  off_t end = lseek (self->fd, 0, SEEK_END);

  return end < 0 || (guint64) end <= self->start ? 0 : (guint64) end - self->start;
}

static guint64
get_size (gpointer medium)
{
  IloImage *self = medium;
  guint64 size = self->lost ? 0 : measure (self);

  if (size < self->size)
    note (self, PROBLEM_SHORTER, _("“%s” has become shorter while the server uses it: %" PRIu64 " bytes are left of %" PRIu64
                                   ". What is missing reads as an error."), self->name, size, self->size);
  if (size != self->size)
    self->ahead_length = 0;
  self->size = size;
  return size;
}

static gboolean
is_gone (int number)
{
  return number == ENXIO || number == ENODEV || number == ENOMEDIUM || number == ESTALE;
}

static void
note_failure (IloImage   *self,
              gboolean    writing,
              guint64     offset,
              int         number)
{
  if (is_gone (number))
    {
      self->lost = TRUE;
      note (self, PROBLEM_LOST, _("“%s” is gone: %s. The server sees an empty drive."), self->name,
            g_strerror (number));
    }
  else if (writing && (number == ENOSPC || number == EDQUOT))
    {
      note (self, PROBLEM_FULL, _("There is no room left where “%s” is, so the server got a write error. Make room, "
                                  "and let the server try again."), self->name);
    }
  else if (writing)
    {
      note (self, PROBLEM_WRITE, _("“%s” could not be written at byte %" PRIu64 ", so the server got a write error: %s."),
            self->name, offset, g_strerror (number));
    }
  else
    {
      note (self, PROBLEM_READ, _("“%s” could not be read at byte %" PRIu64 ", so the server got a read error: %s."),
            self->name, offset, number != 0 ? g_strerror (number) : _("the file ends there"));
    }
}

/* Fails with the system's number, or 0 at the end of the file. */
static gboolean
read_fully (int      fd,
            guint8  *to,
            gsize    length,
            guint64  offset,
            int     *number)
{
  while (length > 0)
    {
      gssize n = pread (fd, to, length, (off_t) offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          *number = n < 0 ? errno : 0;
          return FALSE;
        }
      to += n;
      offset += (guint64) n;
      length -= (gsize) n;
    }
  return TRUE;
}

static const guint8 *
read_medium (gpointer medium,
             guint64  offset,
             gsize    length)
{
  IloImage *self = medium;
  int number = 0;

  g_return_val_if_fail (length <= ILO_SCSI_MAX_TRANSFER, NULL);
  self->sequential = offset == self->next;
  self->next = offset + length;
  self->last_length = length;
  if (self->ahead_offset == offset && self->ahead_length >= length)
    {
      guint8 *ahead = self->ahead;

      self->ahead = self->buffer;
      self->buffer = ahead;
      self->ahead_length = 0;
      return self->buffer;
    }
  self->ahead_length = 0;
  if (self->buffer == NULL)
    self->buffer = g_malloc (ILO_SCSI_MAX_TRANSFER);
  if (read_fully (self->fd, self->buffer, length, self->start + offset, &number))
    return self->buffer;
  self->sequential = FALSE;
  note_failure (self, FALSE, offset, number);
  return NULL;
}

static gboolean
write_medium (gpointer      medium,
              guint64       offset,
              const guint8 *data,
              gsize         length)
{
  IloImage *self = medium;

  self->ahead_length = 0;
  g_atomic_int_set (&self->dirty, TRUE);
  while (length > 0)
    {
      gssize n = pwrite (self->fd, data, length, (off_t) (self->start + offset));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          note_failure (self, TRUE, offset, n < 0 ? errno : ENOSPC);
          return FALSE;
        }
      data += n;
      offset += (guint64) n;
      length -= (gsize) n;
    }
  if (self->last_problem == PROBLEM_FULL)
    self->last_problem = PROBLEM_NONE;
  return TRUE;
}

static gboolean
flush_medium (gpointer medium)
{
  IloImage *self = medium;
  g_autoptr(GError) error = NULL;

  if (ilo_image_sync (self, &error))
    return TRUE;
  note (self, PROBLEM_WRITE, "%s", error->message);
  return FALSE;
}

const IloMediumInterface ilo_image_interface = { get_size, read_medium, write_medium, flush_medium };

static gboolean
fail (GError     **error,
      const char  *format,
      ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError     **error,
      const char  *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, ILO_ERROR, ILO_ERROR_IMAGE, message);
  return FALSE;
}

static gboolean
open_file (IloImage    *self,
           struct stat *status,
           GError     **error)
{
  /* Without O_NONBLOCK a pipe would wait for somebody, and an empty CD drive fail without saying why. */
  self->fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, status) < 0)
    {
      int number = errno;

      if (number == ENOENT)
        return fail (error, _("There is no file “%s”."), self->path);
      if (number == EACCES)
        return fail (error, _("You may not read “%s”. Ask for the permission, or make a copy that is "
                              "yours."), self->path);
      return fail (error, _("“%s” cannot be opened: %s."), self->path, g_strerror (number));
    }
  if (S_ISDIR (status->st_mode))
    return fail (error, _("“%s” is a folder. Choose a disc or disk image; a folder can be made into one with xorriso."),
                 self->name);
  if (!S_ISREG (status->st_mode) && !S_ISBLK (status->st_mode))
    return fail (error, _("“%s” is neither a file nor a disk, so it cannot be a drive."), self->name);
  self->device = status->st_dev;
  self->inode = status->st_ino;
  return TRUE;
}

/* A removable medium is tried for writing first (section 3.1.5). */
static gboolean
open_for_writing (IloImage          *self,
                  const struct stat *before,
                  GError           **error)
{
  gboolean is_block = S_ISBLK (before->st_mode);
  int fd = open (self->path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (is_block ? O_EXCL : 0));
  struct stat now;

  if (fd < 0 && errno == EBUSY)
    return fail (error, _("“%s” is in use by this computer. Unmount it here first, or mount it "
                          "read-only."), self->name);
  if (fd < 0)
    {
      self->read_only = TRUE;
      return TRUE;
    }
  close (self->fd);
  self->fd = fd;
  if (fstat (fd, &now) < 0 || now.st_dev != before->st_dev || now.st_ino != before->st_ino)
    return fail (error, _("“%s” was replaced while it was being opened. Try again."), self->name);
  return TRUE;
}

/* Two that write, or one that writes under another that reads, would destroy what is there. */
static gboolean
lock_file (IloImage          *self,
           const struct stat *status,
           GError           **error)
{
  if (S_ISBLK (status->st_mode)
      || flock (self->fd, (self->read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return TRUE;
  if (self->read_only)
    return fail (error, _("“%s” is being written to by another virtual drive. Eject it there first."), self->name);
  return fail (error, _("“%s” is in use by another virtual drive. Eject it there first, or mount it "
                        "read-only."), self->name);
}

static gboolean
skip_header (IloImage  *self,
             guint8    *head,
             gsize     *length,
             GError   **error)
{
  guint64 size = measure (self);
  gssize n;

  if (*length < HEADER_SIZE_OFFSET + 2 || memcmp (head, HEADER_MAGIC, strlen (HEADER_MAGIC)) != 0)
    return TRUE;
  self->start = head[HEADER_SIZE_OFFSET] | (guint64) head[HEADER_SIZE_OFFSET + 1] << 8;
  if (self->start > size)
    return fail (error, _("“%s” begins with a header that is larger than the file. It was probably cut "
                          "short."), self->name);
  n = pread (self->fd, head, ILO_IMAGE_HEAD_SIZE, (off_t) self->start);
  *length = n > 0 ? (gsize) n : 0;
  return TRUE;
}

static IloDrive
removable_drive (IloImage *self)
{
  return self->size > ILO_IMAGE_MAX_FLOPPY ? ILO_DRIVE_USB : ILO_DRIVE_FLOPPY;
}

static gboolean
choose_drive (IloImage          *self,
              IloDrive           wanted,
              const struct stat *status,
              GError           **error)
{
  g_autofree guint8 *head = g_malloc0 (ILO_IMAGE_HEAD_SIZE);
  gssize n = pread (self->fd, head, ILO_IMAGE_HEAD_SIZE, 0);
  gsize length = n > 0 ? (gsize) n : 0;
  IloImageKind kind;

  if (n < 0 && errno != ENOMEDIUM)
    return fail (error, _("“%s” cannot be read: %s."), self->path, g_strerror (errno));
  if (!skip_header (self, head, &length, error))
    return FALSE;
  kind = ilo_image_recognise (head, length, &self->contents, &self->volume_name);
  self->size = measure (self);
  if (wanted == ILO_DRIVE_ANY && (kind == ILO_IMAGE_KIND_PACKED || kind == ILO_IMAGE_KIND_OTHER))
    return fail (error, kind == ILO_IMAGE_KIND_PACKED
                 ? _("“%s” is %s, which a server cannot use as a drive. Unpack or convert it first.")
                 : _("“%s” is %s, which a server cannot use as a drive. Choose a disc or disk image."),
                 self->name, self->contents);
  if (wanted == ILO_DRIVE_CD)
    self->drive = ILO_DRIVE_CD;
  else if (wanted == ILO_DRIVE_ANY
           && (kind == ILO_IMAGE_KIND_OPTICAL
               || (S_ISBLK (status->st_mode) && major (status->st_rdev) == SCSI_CDROM_MAJOR)))
    self->drive = ILO_DRIVE_CD;
  else
    self->drive = removable_drive (self);
  return TRUE;
}

static gboolean
check_size (IloImage          *self,
            const struct stat *status,
            GError           **error)
{
  guint64 block_size = self->drive == ILO_DRIVE_CD ? CD_BLOCK_SIZE : DISK_BLOCK_SIZE;

  if (self->size == 0 && S_ISBLK (status->st_mode))
    return fail (error, _("There is no disc or disk in “%s”."), self->path);
  if (self->size == 0)
    return fail (error, _("“%s” is empty, so there is nothing to mount. Was it downloaded to the end?"), self->name);
  if (self->size < block_size)
    return fail (error, _("“%s” is smaller than one block of a drive, so it is no image."), self->name);
  if (self->size / block_size > MAX_BLOCKS)
    return fail (error, _("“%s” is too large: a virtual drive has at most 4,294,967,296 blocks, which is %s."), self->name,
                 block_size == CD_BLOCK_SIZE ? _("8 TiB on a CD") : _("2 TiB on a USB key"));
  return TRUE;
}

/**
 * ilo_image_open:
 * @path: a file, or a block device
 * @drive: which drive it is to be in; %ILO_DRIVE_ANY chooses by content. Between floppy and USB key it is always
 *   the size that decides
 * @read_only: whether the server may only read it. It is so too when the file cannot be opened for writing, and
 *   for every CD
 * @error: why it cannot be a drive, %ILO_ERROR_IMAGE
 *
 * Opens an image (virtual media, sections 1.4 and 3.1.5). This can take long where the file is far away.
 *
 * Returns: (transfer full): the image, or %NULL
 */
IloImage *
ilo_image_open (const char  *path,
                IloDrive     drive,
                gboolean     read_only,
                GError     **error)
{
  g_autoptr(IloImage) self = g_object_new (ILO_TYPE_IMAGE, NULL);
  struct stat status;

  self->path = g_strdup (path);
  self->name = g_filename_display_basename (path);
  if (!open_file (self, &status, error)
      || !choose_drive (self, drive, &status, error)
      || !check_size (self, &status, error))
    return NULL;
  self->read_only = read_only || self->drive == ILO_DRIVE_CD;
  if ((!self->read_only && !open_for_writing (self, &status, error)) || !lock_file (self, &status, error))
    return NULL;
  return g_steal_pointer (&self);
}

typedef struct
{
  char     *path;
  IloDrive  drive;
  gboolean  read_only;
} OpenData;

static void
open_data_free (gpointer data)
{
  OpenData *open_data = data;

  g_free (open_data->path);
  g_free (open_data);
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  const OpenData *open_data = data;
  GError *error = NULL;
  IloImage *image = ilo_image_open (open_data->path, open_data->drive, open_data->read_only, &error);

  if (image != NULL)
    g_task_return_pointer (task, image, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ilo_image_open_async:
 * @path: as with ilo_image_open()
 * @drive: as with ilo_image_open()
 * @read_only: as with ilo_image_open()
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens an image without waiting for the disk that it is on.
 */
void
ilo_image_open_async (const char          *path,
                      IloDrive             drive,
                      gboolean             read_only,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  OpenData *open_data = g_new0 (OpenData, 1);

  *open_data = (OpenData) { g_strdup (path), drive, read_only };
  g_task_set_source_tag (task, ilo_image_open_async);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_set_task_data (task, open_data, open_data_free);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * ilo_image_open_finish:
 * @result: what the callback got
 * @error: why it cannot be a drive
 *
 * Returns: (transfer full): the image, or %NULL
 */
IloImage *
ilo_image_open_finish (GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ilo_image_get_path:
 * @self: an image
 *
 * Returns: (type filename): the path that it was opened by
 */
const char *
ilo_image_get_path (IloImage *self)
{
  g_return_val_if_fail (ILO_IS_IMAGE (self), NULL);
  return self->path;
}

/**
 * ilo_image_get_name:
 * @self: an image
 *
 * Returns: the file's name, for display
 */
const char *
ilo_image_get_name (IloImage *self)
{
  g_return_val_if_fail (ILO_IS_IMAGE (self), NULL);
  return self->name;
}

/**
 * ilo_image_get_volume_name:
 * @self: an image
 *
 * Returns: (nullable): the name of the ISO 9660 volume on it
 */
const char *
ilo_image_get_volume_name (IloImage *self)
{
  g_return_val_if_fail (ILO_IS_IMAGE (self), NULL);
  return self->volume_name;
}

/**
 * ilo_image_get_contents:
 * @self: an image
 *
 * Returns: (nullable): what is on it in words, “a FAT file system”; %NULL when nothing is that is known
 */
const char *
ilo_image_get_contents (IloImage *self)
{
  g_return_val_if_fail (ILO_IS_IMAGE (self), NULL);
  return self->contents;
}

/**
 * ilo_image_get_drive:
 * @self: an image
 *
 * Returns: which drive it goes into
 */
IloDrive
ilo_image_get_drive (IloImage *self)
{
  g_return_val_if_fail (ILO_IS_IMAGE (self), ILO_DRIVE_ANY);
  return self->drive;
}

/**
 * ilo_image_get_read_only:
 * @self: an image
 *
 * Returns: whether the server cannot write to it
 */
gboolean
ilo_image_get_read_only (IloImage *self)
{
  g_return_val_if_fail (ILO_IS_IMAGE (self), TRUE);
  return self->read_only;
}

/**
 * ilo_image_get_size:
 * @self: an image
 *
 * Returns: the bytes that the medium has now
 */
guint64
ilo_image_get_size (IloImage *self)
{
  g_return_val_if_fail (ILO_IS_IMAGE (self), 0);
  return measure (self);
}

/**
 * ilo_image_read_ahead:
 * @self: an image
 *
 * Reads what will be asked for next when reading goes on as it did, for the time when there is nothing else to
 * do.
 */
void
ilo_image_read_ahead (IloImage *self)
{
  gsize length = MIN (self->last_length, self->size > self->next ? self->size - self->next : 0);
  int number;

  if (!self->sequential || length == 0 || self->ahead_length > 0)
    return;
  if (self->ahead == NULL)
    self->ahead = g_malloc (ILO_SCSI_MAX_TRANSFER);
  /* A failure is told when somebody asks for this. */
  if (!read_fully (self->fd, self->ahead, length, self->start + self->next, &number))
    return;
  self->ahead_offset = self->next;
  self->ahead_length = length;
}

/**
 * ilo_image_forget:
 * @self: an image
 *
 * Forgets what was read ahead, because by now the file may have something else there.
 */
void
ilo_image_forget (IloImage *self)
{
  self->ahead_length = 0;
}

/**
 * ilo_image_take_problem:
 * @self: an image
 *
 * Returns: (transfer full) (nullable): a sentence for the user about what went wrong since this was last asked;
 *   the same thing is told once
 */
char *
ilo_image_take_problem (IloImage *self)
{
  return g_steal_pointer (&self->problem);
}

/**
 * ilo_image_needs_sync:
 * @self: an image
 *
 * Returns: whether something was written that the disk may not have yet
 */
gboolean
ilo_image_needs_sync (IloImage *self)
{
  return g_atomic_int_get (&self->dirty) != FALSE;
}

/**
 * ilo_image_sync:
 * @self: an image
 * @error: %ILO_ERROR_IMAGE when the disk has not taken all
 *
 * Has the disk take what was written. It can take long.
 *
 * Returns: whether it has
 */
gboolean
ilo_image_sync (IloImage  *self,
                GError   **error)
{
  if (!g_atomic_int_compare_and_exchange (&self->dirty, TRUE, FALSE))
    return TRUE;
  while (fdatasync (self->fd) < 0)
    if (errno != EINTR)
      return fail (error, _("The disk did not take all that the server wrote to “%s”: %s. Some of it may be lost."),
                   self->name, g_strerror (errno));
  return TRUE;
}

/**
 * ilo_image_check_file:
 * @self: an image
 * @error: %ILO_ERROR_IMAGE when another file is in its place, or none
 *
 * Looks whether the file is still the one that was opened.
 *
 * Returns: whether it is
 */
gboolean
ilo_image_check_file (IloImage  *self,
                      GError   **error)
{
  struct stat status;
  gboolean there = stat (self->path, &status) == 0;

  if (there && status.st_dev == self->device && status.st_ino == self->inode)
    return TRUE;
  if (!there && errno != ENOENT)
    return TRUE;
  if (there && self->read_only)
    return fail (error, _("“%s” was replaced by another file while the server uses it. The server still has the old "
                          "one."), self->name);
  if (there)
    return fail (error, _("“%s” was replaced by another file while the server uses it. The server still has the old "
                          "one, and what it writes goes there."), self->name);
  if (self->read_only)
    return fail (error, _("“%s” was removed or renamed while the server uses it. The server still has the old one."),
                 self->name);
  return fail (error, _("“%s” was removed or renamed while the server uses it. The server still has the old one, and "
                        "what it writes goes there."), self->name);
}
