/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

#define IPMI_SDR_HEADER_SIZE 5
#define IPMI_SDR_MAX_SIZE    (IPMI_SDR_HEADER_SIZE + 255)

/* An id string has 16 bytes at most: 16 characters of three bytes, or 32 of one (BCD plus). There is room for
 * an instance's number after that, and for the 30 ASCII characters that some firmware takes. */
#define IPMI_SDR_NAME_SIZE 56

/* Thresholds in the order of their bits in masks and of Get Sensor Thresholds (IPMI 2.0 §35.9). */
typedef enum
{
  IPMI_THRESHOLD_LOWER_NON_CRITICAL,
  IPMI_THRESHOLD_LOWER_CRITICAL,
  IPMI_THRESHOLD_LOWER_NON_RECOVERABLE,
  IPMI_THRESHOLD_UPPER_NON_CRITICAL,
  IPMI_THRESHOLD_UPPER_CRITICAL,
  IPMI_THRESHOLD_UPPER_NON_RECOVERABLE,
  IPMI_N_THRESHOLDS,
} IpmiThreshold;

/**
 * IpmiAnalogFormat:
 *
 * How a raw reading is a number (IPMI 2.0 §43.1, byte 21).
 */
typedef enum
{
  IPMI_ANALOG_UNSIGNED,
  IPMI_ANALOG_ONES_COMPLEMENT,
  IPMI_ANALOG_TWOS_COMPLEMENT,
  IPMI_ANALOG_NONE,
} IpmiAnalogFormat;

/**
 * IpmiThresholdAccess:
 *
 * What can be done with a sensor's thresholds (IPMI 2.0 §43.1, byte 12).
 */
typedef enum
{
  IPMI_THRESHOLD_ACCESS_NONE,
  IPMI_THRESHOLD_ACCESS_READABLE,
  IPMI_THRESHOLD_ACCESS_SETTABLE,
  IPMI_THRESHOLD_ACCESS_FIXED,       /* the sensor cannot tell them, the record does */
} IpmiThresholdAccess;

typedef enum
{
  IPMI_HYSTERESIS_NONE,
  IPMI_HYSTERESIS_READABLE,
  IPMI_HYSTERESIS_SETTABLE,
  IPMI_HYSTERESIS_FIXED,
} IpmiHysteresisAccess;

/**
 * IpmiConversion:
 * @m: factor
 * @b: offset
 * @b_exponent: the offset is @b × 10^@b_exponent
 * @r_exponent: the result is × 10^@r_exponent
 *
 * The factors that make a value of a raw reading (IPMI 2.0 §36.3).
 */
typedef struct
{
  gint16 m;
  gint16 b;
  gint8  b_exponent;
  gint8  r_exponent;
} IpmiConversion;

/**
 * IpmiUnit:
 * @base: base unit code
 * @modifier: modifier unit code
 * @modifier_kind: 0: none, 1: base / modifier, 2: base × modifier
 * @rate: 0: none, 1: per microsecond, to 6: per day
 * @percentage: whether it is a percentage
 *
 * The unit of a sensor's value (IPMI 2.0 §43.1 bytes 21 to 23, §43.17).
 */
typedef struct
{
  guint8 base;
  guint8 modifier;
  guint8 modifier_kind : 2;
  guint8 rate : 3;
  guint8 percentage : 1;
} IpmiUnit;

/**
 * IpmiSensor:
 * @name: the id string as UTF-8; for one of several that share a record, with its instance's number
 * @record_id: the record it comes from
 * @states: the states that a discrete sensor can be in, a bit for each
 * @owner: 8-bit slave address of the controller, or an odd system software id
 * @channel: the channel that leads to the owner
 * @lun: the owner's logical unit
 * @number: the sensor's number there
 * @entity_id: what kind of thing it watches
 * @entity_instance: which of them, 0 to 127
 * @entity_is_logical: whether the entity is a container rather than a physical thing
 * @type: sensor type
 * @event_type: event/reading type
 * @event_only: whether it only sends events and cannot be read
 * @ignore_if_absent: ignore it while its entity is absent
 * @has_factors: whether the record has conversion, thresholds and ranges (full records only)
 * @initializes_thresholds: whether the thresholds of the record are loaded into the sensor
 * @threshold_access: an #IpmiThresholdAccess
 * @hysteresis_access: an #IpmiHysteresisAccess
 * @readable_thresholds: a bit for each #IpmiThreshold that the sensor has
 * @compared_thresholds: a bit for each #IpmiThreshold that a reading is compared with
 * @format: an #IpmiAnalogFormat
 * @unit: unit
 * @linearization: 00h to 0Bh: a formula; 70h and above: factors depend on the reading
 * @conversion: factors
 * @thresholds: raw thresholds
 * @positive_hysteresis: raw
 * @negative_hysteresis: raw
 * @has_nominal: whether there is a nominal reading
 * @has_normal_maximum: whether there is a normal maximum
 * @has_normal_minimum: whether there is a normal minimum
 * @nominal: raw
 * @normal_maximum: raw
 * @normal_minimum: raw
 * @maximum: raw, the highest that it can read
 * @minimum: raw, the lowest
 *
 * What a full, compact or event-only record says of one sensor.
 */
typedef struct
{
  char           name[IPMI_SDR_NAME_SIZE];
  guint16        record_id;
  guint16        states;
  guint8         owner;
  guint8         channel;
  guint8         lun;
  guint8         number;
  guint8         entity_id;
  guint8         entity_instance;
  guint8         type;
  guint8         event_type;
  guint          entity_is_logical : 1;
  guint          event_only : 1;
  guint          ignore_if_absent : 1;
  guint          has_factors : 1;
  guint          initializes_thresholds : 1;
  guint          has_nominal : 1;
  guint          has_normal_maximum : 1;
  guint          has_normal_minimum : 1;
  guint          threshold_access : 2;
  guint          hysteresis_access : 2;
  guint          format : 2;
  IpmiUnit       unit;
  guint8         linearization;
  guint8         readable_thresholds;
  guint8         compared_thresholds;
  guint8         thresholds[IPMI_N_THRESHOLDS];
  guint8         positive_hysteresis;
  guint8         negative_hysteresis;
  guint8         nominal;
  guint8         normal_maximum;
  guint8         normal_minimum;
  guint8         maximum;
  guint8         minimum;
  IpmiConversion conversion;
} IpmiSensor;

/**
 * IpmiSdrSharing:
 * @count: how many sensors with consecutive numbers the record stands for; 1: not shared
 * @alphabetic: whether their names end in letters instead of numbers
 * @offset: the first one's number or letter
 * @counts_entities: whether the entity instance goes up with the number
 *
 * How several sensors share a compact or event-only record (IPMI 2.0 §43.2, bytes 24 and 25).
 */
typedef struct
{
  guint8   count;
  guint8   offset;
  gboolean alphabetic;
  gboolean counts_entities;
} IpmiSdrSharing;

/**
 * IpmiSdrEntity:
 * @address: slave address of the controller it is relative to, 0 in a record 08h
 * @channel: the channel to it
 * @id: entity id, 0: none
 * @instance: instance
 */
typedef struct
{
  guint8 address;
  guint8 channel;
  guint8 id;
  guint8 instance;
} IpmiSdrEntity;

/**
 * IpmiSdrAssociation:
 * @container: the entity that contains the others
 * @is_range: whether @contained is two ranges, first and last, instead of a list
 * @is_linked: whether there are more records for the container
 * @presence_always: whether the container's presence sensor can always be read
 * @contained: the contained entities
 *
 * An entity association (IPMI 2.0 §43.4 and §43.5).
 */
typedef struct
{
  IpmiSdrEntity container;
  gboolean      is_range;
  gboolean      is_linked;
  gboolean      presence_always;
  IpmiSdrEntity contained[4];
} IpmiSdrAssociation;

/**
 * IpmiSdrLocator:
 * @name: the id string as UTF-8
 * @access_address: slave address of the controller that gives access to the device
 * @device_address: the device's own slave address; for a logical FRU the FRU device id
 * @channel: channel to the controller
 * @lun: logical unit for the access
 * @bus: private bus behind the controller, 0: none
 * @is_logical_fru: whether it is read by FRU commands instead of as an EEPROM
 * @address_span: how many more addresses the device has
 * @device_type: device type code
 * @device_type_modifier: depends on @device_type
 * @capabilities: of a management controller: 80h chassis, 40h bridge, 20h sends events, 10h receives them,
 *   08h FRU, 04h SEL, 02h SDR repository, 01h sensors
 * @entity_id: the entity that the device is or stands for
 * @entity_instance: which of them
 *
 * Where a device is: generic (10h), FRU (11h) or management controller (12h) (IPMI 2.0 §43.7 to §43.9).
 */
typedef struct
{
  char     name[IPMI_SDR_NAME_SIZE];
  guint8   access_address;
  guint8   device_address;
  guint8   channel;
  guint8   lun;
  guint8   bus;
  guint8   address_span;
  guint8   device_type;
  guint8   device_type_modifier;
  guint8   capabilities;
  guint8   entity_id;
  guint8   entity_instance;
  gboolean is_logical_fru;
} IpmiSdrLocator;

/**
 * IpmiSdrConfirmation:
 *
 * A management controller that was found (IPMI 2.0 §43.10).
 */
typedef struct
{
  guint8  address;
  guint8  channel;
  guint8  device_id;
  guint8  device_revision;
  guint8  firmware_major;
  guint8  firmware_minor;
  guint8  ipmi_version;
  guint32 manufacturer_id;
  guint16 product_id;
  guint8  guid[16];
} IpmiSdrConfirmation;

/**
 * IpmiSdrChannel:
 * @protocol: message protocol, 0: the channel is not there
 * @receive_lun: logical unit that receives messages from it
 * @transmits: whether Send Message can use it
 */
typedef struct
{
  guint8   protocol;
  guint8   receive_lun;
  gboolean transmits;
} IpmiSdrChannel;

/**
 * IpmiSdrChannels:
 *
 * The BMC's message channels (IPMI 2.0 §43.11).
 */
typedef struct
{
  IpmiSdrChannel channels[8];
  guint8         message_interrupt;
  guint8         event_interrupt;
} IpmiSdrChannels;

/**
 * IpmiSdrOem:
 * @manufacturer_id: IANA enterprise number
 * @length: how many bytes of @data there are
 * @data: what only the manufacturer knows
 */
typedef struct
{
  guint32 manufacturer_id;
  guint   length;
  guint8  data[255];
} IpmiSdrOem;

typedef enum
{
  IPMI_SDR_FULL               = 0x01,
  IPMI_SDR_COMPACT            = 0x02,
  IPMI_SDR_EVENT_ONLY         = 0x03,
  IPMI_SDR_ASSOCIATION        = 0x08,
  IPMI_SDR_DEVICE_ASSOCIATION = 0x09,
  IPMI_SDR_GENERIC_LOCATOR    = 0x10,
  IPMI_SDR_FRU_LOCATOR        = 0x11,
  IPMI_SDR_MC_LOCATOR         = 0x12,
  IPMI_SDR_MC_CONFIRMATION    = 0x13,
  IPMI_SDR_CHANNELS           = 0x14,
  IPMI_SDR_OEM                = 0xC0,
} IpmiSdrType;

/**
 * IpmiSdr:
 * @id: record id
 * @version: SDR version, 51h for IPMI 1.5 and 2.0
 * @type: an #IpmiSdrType, or a type that the specification does not have: then nothing below is set
 * @sharing: of %IPMI_SDR_COMPACT and %IPMI_SDR_EVENT_ONLY
 * @sensor: of %IPMI_SDR_FULL, %IPMI_SDR_COMPACT and %IPMI_SDR_EVENT_ONLY; the first of those that share
 * @association: of %IPMI_SDR_ASSOCIATION and %IPMI_SDR_DEVICE_ASSOCIATION
 * @locator: of the three locators
 * @confirmation: of %IPMI_SDR_MC_CONFIRMATION
 * @channels: of %IPMI_SDR_CHANNELS
 * @oem: of %IPMI_SDR_OEM
 *
 * A sensor data record (IPMI 2.0 §43).
 */
typedef struct
{
  guint16        id;
  guint8         version;
  guint8         type;
  IpmiSdrSharing sharing;
  union
  {
    IpmiSensor          sensor;
    IpmiSdrAssociation  association;
    IpmiSdrLocator      locator;
    IpmiSdrConfirmation confirmation;
    IpmiSdrChannels     channels;
    IpmiSdrOem          oem;
  };
} IpmiSdr;

gboolean  ipmi_sdr_decode        (IpmiSdr        *sdr,
                                  const guint8   *data,
                                  gsize           length,
                                  GError        **error);
guint     ipmi_sdr_get_n_sensors (const IpmiSdr  *sdr);
gboolean  ipmi_sdr_get_sensor    (const IpmiSdr  *sdr,
                                  guint           index,
                                  IpmiSensor     *sensor);

G_END_DECLS
