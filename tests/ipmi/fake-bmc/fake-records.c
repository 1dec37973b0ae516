/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fake-private.h"

/*
 * Records and answers that a test has made up, from a file. Each line is one of (bytes in hexadecimal digits):
 *
 *   sdr RECORD                               instead of the usual sensor data records, in this order
 *   sel RECORD                               instead of the usual events
 *   fru CONTENT                              instead of the usual inventory
 *   answer NETFN LUN COMMAND REQUEST ANSWER  to a request that begins so (“-”: any request, “..”: any byte); ANSWER
 *                                            begins with its completion code. The last one that fits holds.
 */

typedef struct
{
  guint8  netfn;
  guint8  lun;
  guint8  command;
  char   *request;             /* owned */
  GBytes *answer;              /* owned */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->request);
  g_bytes_unref (answer->answer);
  g_free (answer);
}

static GBytes *
from_hex (const char *text)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  for (; g_ascii_isxdigit (text[0]) && g_ascii_isxdigit (text[1]); text += 2)
    fake_append (bytes, (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1])));
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static guint8
number (const char *text)
{
  return (guint8) g_ascii_strtoull (text, NULL, 16);
}

static void
add_sel_record (FakeBmc *bmc,
                GBytes  *record)
{
  guint8 padded[FAKE_SEL_SIZE] = { 0 };

  memcpy (padded, g_bytes_get_data (record, NULL), MIN (g_bytes_get_size (record), sizeof padded));
  g_array_append_vals (bmc->sel, padded, 1);
  bmc->sel_next_id = (guint16) (fake_get_le (padded, 2) + 1);
}

static void
add_line (FakeBmc *bmc,
          char   **words)
{
  guint n = g_strv_length (words);
  g_autoptr(GBytes) bytes = n >= 2 ? from_hex (words[n - 1]) : NULL;

  if (n == 2 && strcmp (words[0], "sdr") == 0)
    {
      g_ptr_array_add (bmc->sdrs, g_bytes_ref (bytes));
    }
  else if (n == 2 && strcmp (words[0], "sel") == 0)
    {
      add_sel_record (bmc, bytes);
    }
  else if (n == 2 && strcmp (words[0], "fru") == 0)
    {
      g_bytes_unref (bmc->fru);
      bmc->fru = g_bytes_ref (bytes);
    }
  else if (n == 6 && strcmp (words[0], "answer") == 0)
    {
      Answer *answer = g_new0 (Answer, 1);

      answer->netfn = number (words[1]);
      answer->lun = number (words[2]);
      answer->command = number (words[3]);
      answer->request = g_strdup (strcmp (words[4], "-") != 0 ? words[4] : "");
      answer->answer = g_bytes_ref (bytes);
      g_ptr_array_insert (bmc->answers, 0, answer);
    }
  else if (n > 0)
    {
      g_error ("There is no such record: %s", words[0]);
    }
}

/* The usual records are there already, and give way to the file's. */
void
fake_records_init (FakeBmc *bmc)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;

  bmc->answers = g_ptr_array_new_with_free_func (answer_free);
  if (bmc->options.records == NULL)
    return;
  if (!g_file_get_contents (bmc->options.records, &text, NULL, &error))
    g_error ("%s", error->message);
  if (strstr (text, "sdr ") != NULL)
    g_ptr_array_set_size (bmc->sdrs, 0);
  if (strstr (text, "sel ") != NULL)
    g_array_set_size (bmc->sel, 0);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto(GStrv) words = g_strsplit (g_strstrip (*line), " ", -1);

      add_line (bmc, words);
    }
}

void
fake_records_clear (FakeBmc *bmc)
{
  g_ptr_array_unref (bmc->answers);
}

static gboolean
begins_so (const FakeRequest *request,
           const char        *pattern)
{
  for (gsize i = 0; pattern[2 * i] != '\0'; i++)
    {
      if (i >= request->length)
        return FALSE;
      if (strncmp (pattern + 2 * i, "..", 2) != 0
          && (g_ascii_xdigit_value (pattern[2 * i]) << 4 | g_ascii_xdigit_value (pattern[2 * i + 1])) != request->data[i])
        return FALSE;
    }
  return TRUE;
}

/* FALSE where the file has no answer. */
gboolean
fake_records_run (FakeBmc           *bmc,
                  const FakeRequest *request,
                  GByteArray        *answer)
{
  for (guint i = 0; i < bmc->answers->len; i++)
    {
      const Answer *one = g_ptr_array_index (bmc->answers, i);

      if (one->netfn == request->netfn && one->lun == request->lun && one->command == request->command
          && begins_so (request, one->request))
        {
          gsize length;
          const guint8 *data = g_bytes_get_data (one->answer, &length);

          g_byte_array_append (answer, data, (guint) length);
          return TRUE;
        }
    }
  return FALSE;
}
