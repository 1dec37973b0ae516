/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sdr-repository.h"

/* Records that share cannot be made to stand for more sensors than there could be records. */
#define MAX_SENSORS IPMI_SDR_MAX_RECORDS

typedef struct
{
  guint32 offset;
  guint32 length;
} Span;

struct _IpmiSdrRepository
{
  gatomicrefcount  ref_count;
  GByteArray      *data;                /* owned: the records, one after the other */
  GArray          *spans;               /* owned: of Span, where each is */
};

G_DEFINE_BOXED_TYPE (IpmiSdrRepository, ipmi_sdr_repository, ipmi_sdr_repository_ref,
                     ipmi_sdr_repository_unref)

/**
 * ipmi_sdr_repository_new:
 *
 * Returns: (transfer full): a repository without records
 */
IpmiSdrRepository *
ipmi_sdr_repository_new (void)
{
  IpmiSdrRepository *self = g_new0 (IpmiSdrRepository, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->data = g_byte_array_new ();
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  return self;
}

/**
 * ipmi_sdr_repository_ref:
 * @self: a repository
 *
 * Returns: (transfer full): @self
 */
IpmiSdrRepository *
ipmi_sdr_repository_ref (IpmiSdrRepository *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ipmi_sdr_repository_unref:
 * @self: (transfer full): a repository
 */
void
ipmi_sdr_repository_unref (IpmiSdrRepository *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_byte_array_unref (self->data);
  g_array_unref (self->spans);
  g_free (self);
}

/**
 * ipmi_sdr_repository_append:
 * @self: a repository that nobody else has yet
 * @data: (array length=length): a record, copied
 * @length: how many bytes, at most %IPMI_SDR_MAX_SIZE
 *
 * Adds a record, which may be damaged.
 *
 * Returns: %FALSE when it is too long, or one too many
 */
gboolean
ipmi_sdr_repository_append (IpmiSdrRepository *self,
                            const guint8      *data,
                            gsize              length)
{
  Span span = { self->data->len, length };

  if (length > IPMI_SDR_MAX_SIZE || self->spans->len >= IPMI_SDR_MAX_RECORDS)
    return FALSE;
  g_byte_array_append (self->data, data, length);
  g_array_append_val (self->spans, span);
  return TRUE;
}

/**
 * ipmi_sdr_repository_get_n_records:
 * @self: a repository
 *
 * Returns: how many records there are
 */
guint
ipmi_sdr_repository_get_n_records (const IpmiSdrRepository *self)
{
  return self->spans->len;
}

/**
 * ipmi_sdr_repository_get_record:
 * @self: a repository
 * @index: which record, from 0
 * @length: (out): its length
 *
 * Returns: (transfer none) (array length=length): the record's bytes
 */
const guint8 *
ipmi_sdr_repository_get_record (const IpmiSdrRepository *self,
                                guint                    index,
                                gsize                   *length)
{
  const Span *span;

  *length = 0;
  g_return_val_if_fail (index < self->spans->len, NULL);
  span = &g_array_index (self->spans, Span, index);
  *length = span->length;
  return self->data->data + span->offset;
}

/**
 * ipmi_sdr_repository_decode:
 * @self: a repository
 * @index: which record, from 0
 * @sdr: (out caller-allocates): the record
 * @error: return location for an error
 *
 * Returns: %FALSE with %IPMI_ERROR_CORRUPT when the record is damaged, see ipmi_sdr_decode()
 */
gboolean
ipmi_sdr_repository_decode (const IpmiSdrRepository  *self,
                            guint                     index,
                            IpmiSdr                  *sdr,
                            GError                  **error)
{
  gsize length = 0;
  const guint8 *data = ipmi_sdr_repository_get_record (self, index, &length);

  return ipmi_sdr_decode (sdr, data, length, error);
}

/**
 * ipmi_sdr_repository_dup_sensors:
 * @self: a repository
 * @n_sensors: (out): how many sensors there are
 * @n_unreadable: (out) (optional): how many records are damaged, so that sensors may be missing
 *
 * Returns: (transfer full) (array length=n_sensors): the sensors of all records in their order, those that
 *   share a record one by one; free with g_free()
 */
IpmiSensor *
ipmi_sdr_repository_dup_sensors (const IpmiSdrRepository *self,
                                 guint                   *n_sensors,
                                 guint                   *n_unreadable)
{
  GArray *sensors = g_array_new (FALSE, FALSE, sizeof (IpmiSensor));
  guint unreadable = 0;

  for (guint i = 0; i < self->spans->len; i++)
    {
      IpmiSdr sdr;
      IpmiSensor sensor;

      if (!ipmi_sdr_repository_decode (self, i, &sdr, NULL))
        {
          unreadable++;
          continue;
        }
      for (guint j = 0; sensors->len < MAX_SENSORS && ipmi_sdr_get_sensor (&sdr, j, &sensor); j++)
        g_array_append_val (sensors, sensor);
    }
  *n_sensors = sensors->len;
  if (n_unreadable != NULL)
    *n_unreadable = unreadable;
  return (IpmiSensor *) (gpointer) g_array_free (sensors, FALSE);
}
