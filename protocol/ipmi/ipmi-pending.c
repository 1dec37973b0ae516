/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ipmi-pending.h"

#define COMMAND_SEND_MESSAGE 0x34
#define TRACK_REQUEST        0x40

/**
 * ipmi_pending_new:
 * @request: what to ask; at most %IPMI_MAX_REQUEST_DATA bytes
 * @target: whom, when the request does not say
 *
 * Returns: (transfer full): a request that has not been sent
 */
IpmiPending *
ipmi_pending_new (const IpmiRequest *request,
                  const IpmiTarget  *target)
{
  IpmiPending *self = g_slice_new (IpmiPending);

  memset (self, 0, G_STRUCT_OFFSET (IpmiPending, data));
  self->target = request->target != NULL ? *request->target : *target;
  self->netfn = request->netfn;
  self->lun = request->lun;
  self->command = request->command;
  self->flags = request->flags;
  self->sequence = -1;
  self->length = request->length;
  if (request->length > 0)
    memcpy (self->data, request->data, request->length);
  return self;
}

/**
 * ipmi_pending_free:
 * @self: (transfer full): a request that is no longer waited for
 */
void
ipmi_pending_free (IpmiPending *self)
{
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_slice_free (IpmiPending, self);
}

/* The address that a request to hop number @hop comes from: ours on the LAN, the controller's that passes it on
 * from there on. */
static guint8
requester (IpmiPending *self,
           guint        hop)
{
  if (hop == 0)
    return IPMI_CONSOLE_ADDRESS;
  return hop == 1 ? IPMI_BMC_ADDRESS : self->target.hops[hop - 2].address;
}

static guint8
responder (IpmiPending *self,
           guint        hop)
{
  return hop == 0 ? IPMI_BMC_ADDRESS : self->target.hops[hop - 1].address;
}

/**
 * ipmi_pending_encode:
 * @self: a request with an rqSeq
 * @out: where to
 *
 * Writes the message, inside one Send Message for each controller that has to pass it on (IPMI 2.0 §22.7). All of
 * them have the same rqSeq, since some controllers give the outer one back with the answer and some the inner.
 *
 * Returns: its length
 */
gsize
ipmi_pending_encode (IpmiPending *self,
                     guint8       out[IPMI_MAX_REQUEST])
{
  guint8 buffers[2][IPMI_MAX_REQUEST];
  const guint8 *data = self->data;
  gsize length = self->length;

  for (guint hop = self->target.n_hops; ; hop--)
    {
      gboolean last = hop == self->target.n_hops;
      guint8 *to = hop == 0 ? out : buffers[hop % 2] + 1;
      IpmiMessage message = {
        .to = responder (self, hop),
        .to_lun = last ? self->lun : 0,
        .netfn = last ? self->netfn : IPMI_NETFN_APP,
        .from = requester (self, hop),
        .sequence = self->sequence,
        .command = last ? self->command : COMMAND_SEND_MESSAGE,
        .data = data,
        .length = length,
      };

      length = ipmi_message_encode (&message, to, IPMI_MAX_REQUEST - 1);
      if (hop == 0)
        return length;
      to[-1] = TRACK_REQUEST | (self->target.hops[hop - 1].channel & 0x0F);
      data = to - 1;
      length++;
    }
}

/* The answer that a Send Message response carries. Some controllers leave out the address it goes to, as in the
 * answer to Get Message (§22.6); the checksum covers it all the same. */
static gboolean
decode_carried (const IpmiMessage *message,
                IpmiMessage       *carried,
                guint8            *buffer,
                gsize              size)
{
  const guint8 *data = message->data + 1;
  gsize length = message->length - 1;
  static const guint8 left_out[] = { IPMI_BMC_ADDRESS, IPMI_CONSOLE_ADDRESS };

  if (ipmi_message_decode (carried, data, length))
    return TRUE;
  if (length + 1 > size)
    return FALSE;
  memcpy (buffer + 1, data, length);
  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    {
      buffer[0] = left_out[i];
      if (ipmi_message_decode (carried, buffer, length + 1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_answer (IpmiPending       *self,
           const IpmiMessage *message)
{
  guint hops = self->target.n_hops;

  return message->netfn == (self->netfn | 1) && message->command == self->command
         && message->from == responder (self, hops)
         && (message->to == requester (self, hops) || message->to == IPMI_CONSOLE_ADDRESS
             || (hops > 0 && message->to == IPMI_BMC_ADDRESS));
}

static gboolean
is_passed_on (IpmiPending       *self,
              const IpmiMessage *message)
{
  if (message->netfn != (IPMI_NETFN_APP | 1) || message->command != COMMAND_SEND_MESSAGE)
    return FALSE;
  for (guint hop = 0; hop < self->target.n_hops; hop++)
    if (message->from == responder (self, hop))
      return TRUE;
  return FALSE;
}

/**
 * ipmi_pending_match:
 * @self: a request
 * @message: a response with its rqSeq
 * @answer: (out): the answer, when it is one, else the response of the controller on the way; it points into
 *   the same memory as @message
 *
 * Says what a response means for a request. What a controller on the way says to Send Message may carry the
 * answer in itself, or the answer comes as a message of its own afterwards.
 *
 * Returns: what it means
 */
IpmiMatch
ipmi_pending_match (IpmiPending       *self,
                    const IpmiMessage *message,
                    IpmiMessage       *answer)
{
  guint8 buffer[IPMI_MAX_REQUEST];
  IpmiMessage inner = *message;

  /* Each turn takes off one Send Message, so there are no more than hops and the answer itself. */
  for (guint turn = 0; turn <= self->target.n_hops; turn++)
    {
      gboolean passed_on = is_passed_on (self, &inner);
      IpmiMessage carried;

      /* A Send Message that the caller bridges itself is told from ours by who answers. */
      if (is_answer (self, &inner))
        {
          *answer = inner;
          return IPMI_MATCH_ANSWER;
        }
      if (!passed_on)
        return IPMI_MATCH_NONE;
      *answer = inner;
      if (inner.data[0] != 0)
        return IPMI_MATCH_REFUSED;
      if (inner.length == 1)
        return IPMI_MATCH_ACCEPTED;
      if (!decode_carried (&inner, &carried, buffer, sizeof buffer))
        return IPMI_MATCH_NONE;
      /* It ends before the last checksum, whether it was decoded in place or from the copy. */
      carried.data = inner.data + inner.length - 1 - carried.length;
      inner = carried;
    }
  return IPMI_MATCH_NONE;
}
