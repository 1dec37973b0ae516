/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"
#include "ipmi-words.h"

G_BEGIN_DECLS

#define IPMI_SEL_RECORD_LENGTH 16

/* Record ids that are not a record's own (IPMI 2.0 §31.5). */
#define IPMI_SEL_FIRST 0x0000
#define IPMI_SEL_LAST  0xFFFF

/**
 * IpmiSelInfo:
 * @version_major: version of the SEL commands, before the point
 * @version_minor: after the point
 * @entries: how many records there are
 * @free_bytes: room that is left; 0xFFFF: that many or more
 * @addition_time: when the last record was added, seconds
 * @erase_time: when records were last deleted or cleared, seconds
 * @overflow: events were lost because the log was full
 * @can_delete: Delete SEL Entry is there
 * @can_partial_add: Partial Add SEL Entry is there
 * @can_reserve: Reserve SEL is there
 * @can_allocation: Get SEL Allocation Info is there
 *
 * Get SEL Info (IPMI 2.0 §31.2).
 */
typedef struct
{
  guint8   version_major;
  guint8   version_minor;
  guint16  entries;
  guint16  free_bytes;
  guint32  addition_time;
  guint32  erase_time;
  gboolean overflow;
  gboolean can_delete;
  gboolean can_partial_add;
  gboolean can_reserve;
  gboolean can_allocation;
} IpmiSelInfo;

gboolean  ipmi_sel_info_decode              (IpmiSelInfo          *info,
                                             const guint8         *data,
                                             gsize                 length,
                                             GError              **error);

/**
 * IpmiSelAllocation:
 * @units: how many units of memory there are; 0: unspecified
 * @unit_size: bytes in a unit
 * @free_units: how many are free
 * @largest_free_block: units in the largest free block
 * @maximum_record_size: in units
 *
 * Get SEL Allocation Info (IPMI 2.0 §31.3).
 */
typedef struct
{
  guint16 units;
  guint16 unit_size;
  guint16 free_units;
  guint16 largest_free_block;
  guint8  maximum_record_size;
} IpmiSelAllocation;

gboolean  ipmi_sel_allocation_decode        (IpmiSelAllocation    *allocation,
                                             const guint8         *data,
                                             gsize                 length,
                                             GError              **error);

/**
 * IpmiSelKind:
 * @IPMI_SEL_KIND_SYSTEM: a sensor's event, record type 02h
 * @IPMI_SEL_KIND_OEM_TIMESTAMPED: record types C0h to DFh
 * @IPMI_SEL_KIND_OEM: record types E0h to FFh, which have no time
 * @IPMI_SEL_KIND_UNKNOWN: a type that the specification does not know
 *
 * What a record holds (IPMI 2.0 §32).
 */
typedef enum
{
  IPMI_SEL_KIND_SYSTEM,
  IPMI_SEL_KIND_OEM_TIMESTAMPED,
  IPMI_SEL_KIND_OEM,
  IPMI_SEL_KIND_UNKNOWN,
} IpmiSelKind;

/**
 * IpmiTimeKind:
 * @IPMI_TIME_KIND_NONE: the record has no time
 * @IPMI_TIME_KIND_UNSPECIFIED: the controller did not know the time
 * @IPMI_TIME_KIND_PRE_INIT: seconds since the controller started, its clock had not been set
 * @IPMI_TIME_KIND_VALID: seconds since 1970
 *
 * What a time stamp means (IPMI 2.0 §37.1).
 */
typedef enum
{
  IPMI_TIME_KIND_NONE,
  IPMI_TIME_KIND_UNSPECIFIED,
  IPMI_TIME_KIND_PRE_INIT,
  IPMI_TIME_KIND_VALID,
} IpmiTimeKind;

IpmiTimeKind  ipmi_time_kind                (guint32               seconds);
char         *ipmi_time_dup_text            (guint32               seconds);

/**
 * IpmiSelRecord:
 * @raw: the record as it came
 * @id: record id
 * @type: record type
 * @kind: what @type means
 * @time_kind: what @time means
 * @time: seconds
 * @software: whether software made the event: then @owner is its id, not an address
 * @owner: 8-bit slave address of the sensor's controller, or the software's id (7 bits)
 * @channel: channel of the controller
 * @lun: logical unit of the sensor
 * @event_format: event message format version, 4 for IPMI 2.0, 3 for 1.0
 * @sensor_type: as in the SDR
 * @sensor_number: as in the SDR
 * @event_type: event/reading type
 * @asserted: whether the event began; %FALSE: it ended
 * @offset: which event of @event_type, 0 to 15
 * @event_data: the three bytes
 * @has_reading: threshold events: whether @reading is there
 * @reading: raw reading that triggered the event; the sensor's SDR says how to convert it
 * @has_threshold: threshold events: whether @threshold is there
 * @threshold: raw threshold that was crossed
 * @manufacturer_id: OEM records with time: IANA enterprise number
 * @oem: OEM records: the manufacturer's bytes
 * @oem_length: how many of them: 6 or 13
 *
 * One record of the log (IPMI 2.0 §32). Fields from @software to @threshold are for
 * IPMI_SEL_KIND_SYSTEM.
 */
typedef struct
{
  guint8       raw[IPMI_SEL_RECORD_LENGTH];
  guint16      id;
  guint8       type;
  IpmiSelKind  kind;
  IpmiTimeKind time_kind;
  guint32      time;

  gboolean     software;
  guint8       owner;
  guint8       channel;
  guint8       lun;
  guint8       event_format;
  guint8       sensor_type;
  guint8       sensor_number;
  guint8       event_type;
  gboolean     asserted;
  guint8       offset;
  guint8       event_data[3];
  gboolean     has_reading;
  guint8       reading;
  gboolean     has_threshold;
  guint8       threshold;

  guint32      manufacturer_id;
  guint8       oem[13];
  guint8       oem_length;
} IpmiSelRecord;

gboolean  ipmi_sel_record_decode            (IpmiSelRecord        *record,
                                             const guint8         *data,
                                             gsize                 length,
                                             GError              **error);
char     *ipmi_sel_record_dup_time          (const IpmiSelRecord  *record);
char     *ipmi_sel_record_dup_raw           (const IpmiSelRecord  *record);
char     *ipmi_sel_record_dup_event         (const IpmiSelRecord  *record,
                                             IpmiWords             words);
gboolean  ipmi_sel_entry_decode             (IpmiSelRecord        *record,
                                             guint16              *next,
                                             const guint8         *data,
                                             gsize                 length,
                                             GError              **error);
gboolean  ipmi_sel_erasure_decode           (gboolean             *complete,
                                             const guint8         *data,
                                             gsize                 length,
                                             GError              **error);

G_END_DECLS
