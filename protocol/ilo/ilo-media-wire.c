/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-media-wire.h"
#include "wire-writer.h"

#define HELLO_COMMAND 0x10
#define DEVICE_IMAGE  0x80

#define MAGIC                0x0BADC0DE
#define FLAG_WRITE_PROTECTED (1 << 0)

#define ANSWER_ACCEPTED       0x20
#define ANSWER_IN_USE         0x21
#define ANSWER_KEY_REFUSED    0x22
#define ANSWER_NO_LICENSE     0x23
#define ANSWER_NOT_CONFIGURED 0x25
#define ANSWER_NO_PRIVILEGE   0x26

/**
 * ilo_media_encode_hello:
 * @hello: (out caller-allocates): the bytes to send
 * @drive: which drive is offered; everything that is served is served as an image (virtual media, section 1.4)
 * @features: what the iLO offers
 * @session_key: the session key, exactly as it was given
 * @enc_key: (nullable): the text of `enc_key`, exactly as it was given; only needed with
 *   %ILO_FEATURES_ENCRYPT_VMKEY
 * @error: where to say that a key is of no use (%ILO_ERROR_PROTOCOL)
 *
 * Makes the first message on a drive's connection (virtual media, section 1.3). Wipe it when it has been sent.
 *
 * Returns: whether the keys are keys
 */
gboolean
ilo_media_encode_hello (guint8        hello[ILO_MEDIA_HELLO_SIZE],
                        IloDrive      drive,
                        IloFeatures   features,
                        const char   *session_key,
                        const char   *enc_key,
                        GError      **error)
{
  gboolean encrypt = (features & ILO_FEATURES_ENCRYPT_VMKEY) != 0;
  gsize enc_length = enc_key != NULL ? strlen (enc_key) : 0;
  WireWriter writer = { hello, ILO_MEDIA_HELLO_SIZE, 0, FALSE };

  if (session_key == NULL || strlen (session_key) != ILO_KEY_TEXT_SIZE)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                   _("The iLO's session key does not have %d characters, so it cannot open a virtual drive."),
                   ILO_KEY_TEXT_SIZE);
      return FALSE;
    }
  if (encrypt && enc_length == 0)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The iLO wants the virtual media key encrypted, but it gave nothing to encrypt it with."));
      return FALSE;
    }
  wire_writer_le (&writer, 1, HELLO_COMMAND);
  wire_writer_le (&writer, 1, DEVICE_IMAGE | drive);
  for (guint i = 0; i < ILO_KEY_TEXT_SIZE; i++)
    wire_writer_le (&writer, 1, (guint8) (session_key[i] ^ (encrypt ? enc_key[i % enc_length] : 0)));
  return TRUE;
}

static const char *
drive_name (IloDrive drive)
{
  return drive == ILO_DRIVE_CD ? _("CD drive") : _("floppy or USB drive");
}

/**
 * ilo_media_decode_answer:
 * @answer: (array length=length): what came before the iLO closed, or all of it
 * @length: up to %ILO_MEDIA_ANSWER_SIZE
 * @drive: which drive was offered
 * @error: what is wrong: %ILO_ERROR_BUSY, %ILO_ERROR_DENIED, %ILO_ERROR_LICENSE, %ILO_ERROR_UNSUPPORTED,
 *   %ILO_ERROR_PRIVILEGE, %ILO_ERROR_LOST when it closed without a word, or %ILO_ERROR_PROTOCOL
 *
 * Judges the answer to the hello (virtual media, section 1.5).
 *
 * Returns: whether the drive was accepted
 */
gboolean
ilo_media_decode_answer (const guint8  *answer,
                         gsize          length,
                         IloDrive       drive,
                         GError       **error)
{
  if (length == 0 || (answer[0] == ANSWER_ACCEPTED && length < ILO_MEDIA_ANSWER_SIZE))
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_LOST,
                           _("The iLO closed the drive's connection while it was being opened. Try again."));
      return FALSE;
    }
  switch (answer[0])
    {
    case ANSWER_ACCEPTED:
      if (answer[1] == 0)
        return TRUE;
      break;
    case ANSWER_IN_USE:
      g_set_error (error, ILO_ERROR, ILO_ERROR_BUSY,
                   _("The iLO's %s is in use already: by another virtual media client, or by an image that the iLO "
                     "itself fetches from a URL. Have it ejected there first."), drive_name (drive));
      return FALSE;
    case ANSWER_KEY_REFUSED:
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_DENIED,
                           _("The iLO refused the console's key for the virtual drive. Connect the console anew, then "
                             "mount again."));
      return FALSE;
    case ANSWER_NO_LICENSE:
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_LICENSE,
                           _("This iLO is not licensed for virtual media. It needs an iLO Advanced license."));
      return FALSE;
    case ANSWER_NOT_CONFIGURED:
      g_set_error (error, ILO_ERROR, ILO_ERROR_UNSUPPORTED,
                   _("The iLO's virtual device is not set up as a %s. Change that in the iLO's virtual media "
                     "settings."),
                   drive_name (drive));
      return FALSE;
    case ANSWER_NO_PRIVILEGE:
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PRIVILEGE,
                           _("This user may not use virtual media. An administrator of the iLO can grant the "
                             "privilege."));
      return FALSE;
    default:
      break;
    }
  g_set_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
               _("The iLO answered 0x%02X%02X to the virtual drive, which no iLO 4 is known to answer. Try again; if "
                 "it stays so, reset the iLO."),
               length > 1 ? (guint) answer[1] : 0, (guint) answer[0]);
  return FALSE;
}

static void
encode_header (guint8              header[ILO_MEDIA_HEADER_SIZE],
               const IloScsiReply *reply,
               guint               flags,
               gsize               length)
{
  WireWriter writer = { header, ILO_MEDIA_HEADER_SIZE, 0, FALSE };

  wire_writer_le (&writer, 4, MAGIC);
  wire_writer_le (&writer, 4, flags | (reply->write_protected ? FLAG_WRITE_PROTECTED : 0));
  wire_writer_le (&writer, 1, reply->medium);
  wire_writer_be (&writer, 3, reply->sense);
  wire_writer_le (&writer, 4, length);
}

/**
 * ilo_media_encode_reply:
 * @header: (out caller-allocates): what goes before the payload
 * @reply: the answer to a command
 *
 * Makes the header of an answer (virtual media, section 2.4).
 */
void
ilo_media_encode_reply (guint8              header[ILO_MEDIA_HEADER_SIZE],
                        const IloScsiReply *reply)
{
  encode_header (header, reply, 0, reply->length);
}

/**
 * ilo_media_encode_notice:
 * @header: (out caller-allocates): what to send
 * @notice: what is to be said
 * @last: the last answer, whose medium and sense are repeated; all zero before the first one
 *
 * Makes a header that answers nothing (virtual media, sections 2.5 and 2.6).
 */
void
ilo_media_encode_notice (guint8              header[ILO_MEDIA_HEADER_SIZE],
                         IloMediaNotice      notice,
                         const IloScsiReply *last)
{
  encode_header (header, last, notice, 0);
}

/**
 * ilo_media_encode_synchronise:
 * @header: (out caller-allocates): what to send
 * @frame: the frame, which begins with %ILO_MEDIA_SYNCHRONISE
 * @last: the last answer
 *
 * Makes the answer to a synchronise frame (virtual media, section 2.3).
 */
void
ilo_media_encode_synchronise (guint8              header[ILO_MEDIA_HEADER_SIZE],
                              const guint8        frame[ILO_MEDIA_FRAME_SIZE],
                              const IloScsiReply *last)
{
  encode_header (header, last, 0, 0);
  memcpy (header + 8, frame + 4, 8);
}
