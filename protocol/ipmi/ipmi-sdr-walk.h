/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr-repository.h"

G_BEGIN_DECLS

/* Requests that are under way at most. */
#define IPMI_SDR_WALK_MAX_OUTSTANDING 32

/* Get SDR and Get Device SDR (IPMI 2.0 §33.12, §35.3) have the same six bytes. */
#define IPMI_SDR_REQUEST_SIZE 6

/**
 * IpmiSdrRequest:
 * @reservation: reservation id, 0 without
 * @id: record id, 0 for the first record
 * @offset: where in the record
 * @count: how many bytes, FFh for the whole record
 *
 * One request for a record or a part of it.
 */
typedef struct
{
  guint16 reservation;
  guint16 id;
  guint8  offset;
  guint8  count;
} IpmiSdrRequest;

/**
 * IpmiSdrStep:
 * @IPMI_SDR_STEP_WAIT: nothing before the next answer
 * @IPMI_SDR_STEP_REQUEST: send the request
 * @IPMI_SDR_STEP_RESERVE: get a reservation, or another one after the last was lost
 * @IPMI_SDR_STEP_DONE: every record is there
 * @IPMI_SDR_STEP_FAILED: it cannot go on
 *
 * What a walk wants next.
 */
typedef enum
{
  IPMI_SDR_STEP_WAIT,
  IPMI_SDR_STEP_REQUEST,
  IPMI_SDR_STEP_RESERVE,
  IPMI_SDR_STEP_DONE,
  IPMI_SDR_STEP_FAILED,
} IpmiSdrStep;

/**
 * IpmiSdrWalk:
 *
 * Reads a repository from its first record to its last, without waiting for one record to know the next.
 * It does no I/O.
 */
typedef struct _IpmiSdrWalk IpmiSdrWalk;

IpmiSdrWalk       *ipmi_sdr_walk_new           (guint                  n_expected);
void               ipmi_sdr_walk_free          (IpmiSdrWalk           *self);
void               ipmi_sdr_walk_set_window    (IpmiSdrWalk           *self,
                                                guint                  window);
IpmiSdrStep        ipmi_sdr_walk_step          (IpmiSdrWalk           *self,
                                                IpmiSdrRequest        *request);
gboolean           ipmi_sdr_walk_is_done       (IpmiSdrWalk           *self);
void               ipmi_sdr_walk_answer        (IpmiSdrWalk           *self,
                                                const IpmiSdrRequest  *request,
                                                guint8                 completion,
                                                const guint8          *data,
                                                gsize                  length);
void               ipmi_sdr_walk_no_answer     (IpmiSdrWalk           *self,
                                                const IpmiSdrRequest  *request,
                                                const GError          *error);
void               ipmi_sdr_walk_reserved      (IpmiSdrWalk           *self,
                                                guint16                reservation);
void               ipmi_sdr_walk_unreserved    (IpmiSdrWalk           *self);
void               ipmi_sdr_walk_get_progress  (IpmiSdrWalk           *self,
                                                guint                 *done,
                                                guint                 *total);
IpmiSdrRepository *ipmi_sdr_walk_steal_records (IpmiSdrWalk           *self);
GError            *ipmi_sdr_walk_steal_error   (IpmiSdrWalk           *self);
void               ipmi_sdr_request_encode     (const IpmiSdrRequest  *request,
                                                guint8                 data[IPMI_SDR_REQUEST_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiSdrWalk, ipmi_sdr_walk_free)

G_END_DECLS
