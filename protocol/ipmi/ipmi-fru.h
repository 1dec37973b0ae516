/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/**
 * IpmiFruArea:
 * @offset: where it starts in the image
 * @length: bytes it takes there
 * @problem: (nullable): what is wrong with it, as a sentence; %NULL: nothing
 *
 * One area of an inventory. What could be read is there even when something is wrong.
 */
typedef struct
{
  gsize  offset;
  gsize  length;
  char  *problem;
} IpmiFruArea;

/**
 * IpmiFruChassis:
 * @area: where it is, and whether something is wrong
 * @type: chassis type as in SMBIOS; see ipmi_fru_chassis_type_name()
 * @part_number: (nullable)
 * @serial_number: (nullable)
 * @extra: (element-type utf8): custom fields
 *
 * Texts are UTF-8 and may be empty; %NULL stands for one that is not in the area. Binary fields are given as
 * hexadecimal digits.
 */
typedef struct
{
  IpmiFruArea  area;
  guint8       type;
  char        *part_number;
  char        *serial_number;
  GPtrArray   *extra;
} IpmiFruChassis;

/**
 * IpmiFruBoard:
 * @area: where it is, and whether something is wrong
 * @language: language code; see ipmi_fru_language()
 * @manufactured: minutes since 1996-01-01 00:00 UTC; 0: unspecified
 * @manufacturer: (nullable)
 * @product: (nullable)
 * @serial_number: (nullable)
 * @part_number: (nullable)
 * @file_id: (nullable): FRU file id
 * @extra: (element-type utf8): custom fields
 */
typedef struct
{
  IpmiFruArea  area;
  guint8       language;
  guint32      manufactured;
  char        *manufacturer;
  char        *product;
  char        *serial_number;
  char        *part_number;
  char        *file_id;
  GPtrArray   *extra;
} IpmiFruBoard;

/**
 * IpmiFruProduct:
 * @area: where it is, and whether something is wrong
 * @language: language code; see ipmi_fru_language()
 * @manufacturer: (nullable)
 * @name: (nullable)
 * @part_number: (nullable): part or model number
 * @version: (nullable)
 * @serial_number: (nullable)
 * @asset_tag: (nullable)
 * @file_id: (nullable): FRU file id
 * @extra: (element-type utf8): custom fields
 */
typedef struct
{
  IpmiFruArea  area;
  guint8       language;
  char        *manufacturer;
  char        *name;
  char        *part_number;
  char        *version;
  char        *serial_number;
  char        *asset_tag;
  char        *file_id;
  GPtrArray   *extra;
} IpmiFruProduct;

/**
 * IpmiFruInternal:
 * @area: where it is, and whether something is wrong
 * @version: format version
 * @data: the manufacturer's bytes after the version, to the next area or the end
 */
typedef struct
{
  IpmiFruArea  area;
  guint8       version;
  GBytes      *data;
} IpmiFruInternal;

/**
 * IpmiFruValueKind:
 *
 * What a value of a multirecord is.
 */
typedef enum
{
  IPMI_FRU_VALUE_NUMBER,
  IPMI_FRU_VALUE_BOOLEAN,
  IPMI_FRU_VALUE_TEXT,
} IpmiFruValueKind;

/**
 * IpmiFruValue:
 * @name: its name, with the unit: "capacity_watts"
 * @kind: which of the others is meant
 * @number: a number
 * @boolean: yes or no
 * @text: (nullable): a text, UTF-8
 *
 * One value of a multirecord.
 */
typedef struct
{
  const char       *name;
  IpmiFruValueKind  kind;
  double            number;
  gboolean          boolean;
  char             *text;
} IpmiFruValue;

/**
 * IpmiFruRecord:
 * @area: where it is with its header, and whether something is wrong
 * @type: record type; see ipmi_fru_record_type_name()
 * @version: format version
 * @data: what it holds
 * @values: (element-type IpmiFruValue): what it means, empty for types that are not known
 *
 * One record of the multirecord area.
 */
typedef struct
{
  IpmiFruArea  area;
  guint8       type;
  guint8       version;
  GBytes      *data;
  GArray      *values;
} IpmiFruRecord;

/**
 * IpmiFru:
 * @header: the common header
 * @internal: (nullable): the internal use area
 * @chassis: (nullable): the chassis area
 * @board: (nullable): the board area
 * @product: (nullable): the product area
 * @multirecords: the multirecord area; its length is 0 when there is none
 * @records: (element-type IpmiFruRecord): what is in it
 *
 * An inventory (Platform Management FRU Information Storage Definition 1.0, revision 1.3).
 */
typedef struct
{
  IpmiFruArea      header;
  IpmiFruInternal *internal;
  IpmiFruChassis  *chassis;
  IpmiFruBoard    *board;
  IpmiFruProduct  *product;
  IpmiFruArea      multirecords;
  GPtrArray       *records;
} IpmiFru;

gsize         ipmi_fru_extent             (const guint8   *data,
                                           gsize           length,
                                           gsize           size);
IpmiFru      *ipmi_fru_decode             (const guint8   *data,
                                           gsize           length,
                                           GError        **error);
void          ipmi_fru_free               (IpmiFru        *fru);
const char   *ipmi_fru_chassis_type_name  (guint8          type);
const char   *ipmi_fru_language           (guint8          language);
char         *ipmi_fru_dup_date           (guint32         minutes);
const char   *ipmi_fru_record_type_name   (guint8          type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiFru, ipmi_fru_free)

/**
 * IpmiFruInfo:
 * @size: bytes in the device
 * @words: whether it is read in words of two bytes
 *
 * Get FRU Inventory Area Info (IPMI 2.0 §34.1).
 */
typedef struct
{
  gsize    size;
  gboolean words;
} IpmiFruInfo;

gboolean      ipmi_fru_info_decode        (IpmiFruInfo    *info,
                                           const guint8   *data,
                                           gsize           length,
                                           GError        **error);
gboolean      ipmi_fru_part_decode        (gboolean        words,
                                           const guint8   *data,
                                           gsize           length,
                                           const guint8  **part,
                                           gsize          *part_length,
                                           GError        **error);

G_END_DECLS
