/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ipmi-batch-private.h"
#include "ipmi-call-private.h"

/* Given to the session at a time. It sends as many of them at once as the BMC can take. */
#define MAX_OUTSTANDING 32

typedef struct
{
  IpmiTarget target;
  gboolean   has_target;
  guint8     netfn;
  guint8     lun;
  guint8     command;
  guint8     length;
  guint8     data[IPMI_BATCH_MAX_DATA];
  guint8     completion;
  GBytes    *answer;              /* owned; NULL until it has come */
} Item;

struct _IpmiBatch
{
  GArray     *items;              /* owned; Item */
  IpmiCancel  cancel;
  guint       next;
  guint       outstanding;
  gboolean    returned;
};

typedef struct
{
  GTask *task;                    /* owned */
  guint  index;
} Asked;

static void pump (GTask *task);

static void
clear_item (gpointer data)
{
  g_clear_pointer (&((Item *) data)->answer, g_bytes_unref);
}

/* Returns: (transfer full): an empty batch */
IpmiBatch *
ipmi_batch_new (void)
{
  IpmiBatch *self = g_new0 (IpmiBatch, 1);

  self->items = g_array_new (FALSE, TRUE, sizeof (Item));
  g_array_set_clear_func (self->items, clear_item);
  return self;
}

void
ipmi_batch_free (IpmiBatch *self)
{
  ipmi_cancel_clear (&self->cancel);
  g_array_unref (self->items);
  g_free (self);
}

/* Adds a request that may run twice, with at most IPMI_BATCH_MAX_DATA bytes. */
void
ipmi_batch_add (IpmiBatch         *self,
                const IpmiRequest *request)
{
  Item item = {
    .has_target = request->target != NULL,
    .netfn = request->netfn,
    .lun = request->lun,
    .command = request->command,
    .length = request->length,
  };

  g_return_if_fail (request->length <= IPMI_BATCH_MAX_DATA);
  if (request->target != NULL)
    item.target = *request->target;
  if (request->length > 0)
    memcpy (item.data, request->data, request->length);
  g_array_append_val (self->items, item);
}

guint
ipmi_batch_get_size (IpmiBatch *self)
{
  return self->items->len;
}

/* Returns: (transfer none): the answer to a request of a batch that has run */
GBytes *
ipmi_batch_get_answer (IpmiBatch *self,
                       guint      index,
                       guint8    *completion)
{
  Item *item = &g_array_index (self->items, Item, index);

  *completion = item->completion;
  return item->answer;
}

/* One error ends the batch; what is still under way is called back. */
static void
end (GTask  *task,
     GError *error)
{
  IpmiBatch *self = g_task_get_task_data (task);

  self->returned = TRUE;
  if (error == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_return_error (task, error);
  g_cancellable_cancel (self->cancel.inner);
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Asked *asked = user_data;
  g_autoptr(GTask) task = asked->task;
  IpmiBatch *self = g_task_get_task_data (task);
  Item *item = &g_array_index (self->items, Item, asked->index);
  GError *error = NULL;

  g_free (asked);
  item->answer = ipmi_session_request_finish (IPMI_SESSION (source), result, &item->completion, &error);
  self->outstanding--;
  if (self->returned)
    g_clear_error (&error);
  else if (error != NULL)
    end (task, error);
  else
    pump (task);
}

static void
pump (GTask *task)
{
  IpmiBatch *self = g_task_get_task_data (task);

  while (self->outstanding < MAX_OUTSTANDING && self->next < self->items->len)
    {
      Item *item = &g_array_index (self->items, Item, self->next);
      Asked *asked = g_new (Asked, 1);
      IpmiRequest request = {
        .target = item->has_target ? &item->target : NULL,
        .netfn = item->netfn,
        .lun = item->lun,
        .command = item->command,
        .data = item->data,
        .length = item->length,
      };

      *asked = (Asked) { g_object_ref (task), self->next++ };
      self->outstanding++;
      ipmi_session_request_async (g_task_get_source_object (task), &request, self->cancel.inner, on_answer, asked);
    }
  if (self->outstanding == 0)
    end (task, NULL);
}

/* Asks everything; @self: (transfer full) */
void
ipmi_batch_run_async (IpmiSession         *session,
                      IpmiBatch           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);

  g_task_set_source_tag (task, ipmi_batch_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, (GDestroyNotify) ipmi_batch_free);
  ipmi_cancel_init (&self->cancel, cancellable);
  pump (task);
}

/* Returns: (transfer none) (nullable): the batch with its answers, which lives as long as @result; NULL when the
 * session could not get one of them */
IpmiBatch *
ipmi_batch_run_finish (IpmiSession   *session,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_boolean (G_TASK (result), error) ? g_task_get_task_data (G_TASK (result)) : NULL;
}
