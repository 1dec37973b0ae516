/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ipmi-suite-list.h"

#define CHUNKS_AT_FIRST 2
#define CHUNKS_AT_ONCE  4
#define RECORD          0xC0      /* and the id */
#define OEM_RECORD      0xC1      /* and the id and an IANA number */

/**
 * ipmi_suite_list_init:
 * @list: a list
 *
 * Begins to ask for it.
 */
void
ipmi_suite_list_init (IpmiSuiteList *list)
{
  *list = (IpmiSuiteList) { .n_chunks = CHUNKS_AT_FIRST };
}

/**
 * ipmi_suite_list_wants:
 * @list: a list
 * @index: number of a chunk
 *
 * Returns: whether this chunk is to be asked for
 */
gboolean
ipmi_suite_list_wants (const IpmiSuiteList *list,
                       guint                index)
{
  return !list->settled && index < list->n_chunks && (list->known & 1 << index) == 0;
}

/**
 * ipmi_suite_list_take:
 * @list: a list
 * @index: number of a chunk that it wants
 * @there: whether the BMC has it
 * @data: (array length=length): the chunk
 * @length: its length
 *
 * Returns: what follows
 */
IpmiSuiteListState
ipmi_suite_list_take (IpmiSuiteList *list,
                      guint          index,
                      gboolean       there,
                      const guint8  *data,
                      gsize          length)
{
  guint complete = 0;

  if (!there && index == 0)
    list->n_chunks = 0;                          /* has no list */
  else if (there)
    {
      list->lengths[index] = MIN (length, IPMI_SUITE_CHUNK_LENGTH);
      memcpy (list->chunks[index], data, list->lengths[index]);
    }
  list->known |= 1 << index;
  while (complete < list->n_chunks && (list->known & 1 << complete) != 0)
    if (list->lengths[complete++] < IPMI_SUITE_CHUNK_LENGTH)
      list->n_chunks = complete;                 /* the last one, and ends the loop */
  if (complete < list->n_chunks)
    return IPMI_SUITE_LIST_WAIT;
  if (complete > 0 && list->lengths[complete - 1] == IPMI_SUITE_CHUNK_LENGTH && complete < IPMI_SUITE_MAX_CHUNKS)
    {
      list->n_chunks = MIN (complete + CHUNKS_AT_ONCE, IPMI_SUITE_MAX_CHUNKS);
      return IPMI_SUITE_LIST_ASK;
    }
  list->settled = TRUE;
  return IPMI_SUITE_LIST_SETTLED;
}

/**
 * ipmi_suite_list_give_up:
 * @list: a list
 *
 * Does without it.
 */
void
ipmi_suite_list_give_up (IpmiSuiteList *list)
{
  list->settled = TRUE;
  list->n_chunks = 0;
}

/* Cipher suite records, §22.15.1; what is in neither kind of record are algorithms. */
static guint64
parse (const guint8 *data,
       gsize         length)
{
  guint64 found = 0;

  for (gsize i = 0; i + 1 < length; i++)
    {
      if (data[i] == RECORD && data[i + 1] < 64)
        found |= G_GUINT64_CONSTANT (1) << data[i + 1];
      if (data[i] == RECORD)
        i++;
      else if (data[i] == OEM_RECORD)
        i += 4;
    }
  return found;
}

/**
 * ipmi_suite_list_choose:
 * @list: a list that is settled
 * @suites: (out caller-allocates): the suites to try, best first
 * @guessed: (out): whether the BMC has announced none of them
 *
 * Returns: how many there are, at least 1
 */
guint
ipmi_suite_list_choose (const IpmiSuiteList *list,
                        const IpmiSuite     *suites[IPMI_SUITE_MAX_CHOICE],
                        gboolean            *guessed)
{
  static const guint8 best[IPMI_SUITE_MAX_CHOICE] = { 17, 3 };
  guint8 data[IPMI_SUITE_MAX_CHUNKS * IPMI_SUITE_CHUNK_LENGTH];
  gsize length = 0;
  guint64 offered;
  guint n = 0;

  for (guint i = 0; i < list->n_chunks; i++)
    {
      memcpy (data + length, list->chunks[i], list->lengths[i]);
      length += list->lengths[i];
    }
  offered = parse (data, length);
  for (guint i = 0; i < G_N_ELEMENTS (best); i++)
    if ((offered & G_GUINT64_CONSTANT (1) << best[i]) != 0)
      suites[n++] = ipmi_suite_lookup (best[i]);
  *guessed = n == 0;
  if (n > 0)
    return n;
  /* A list without either, or none at all, is not the last word: some BMCs keep quiet about what they have. */
  for (guint i = 0; i < G_N_ELEMENTS (best); i++)
    suites[i] = ipmi_suite_lookup (best[i]);
  return G_N_ELEMENTS (best);
}
