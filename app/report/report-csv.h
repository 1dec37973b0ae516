/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* RFC 4180, in UTF-8. */
#define REPORT_CSV_LINE_END "\r\n"

/**
 * ReportCsvUse:
 * @REPORT_CSV_FOR_SPREADSHEETS: people look at it; what a spreadsheet would take for a formula has an apostrophe before it
 * @REPORT_CSV_FOR_PROGRAMS: it is read in again, so every text stays as it is
 */
typedef enum
{
  REPORT_CSV_FOR_SPREADSHEETS,
  REPORT_CSV_FOR_PROGRAMS,
} ReportCsvUse;

void  report_csv_append (GString            *out,
                         const char         *text,
                         ReportCsvUse        use);
char *report_csv_format (JsonArray          *array,
                         const char * const *columns);

gboolean report_csv_is_formula (const char *text);

G_END_DECLS
