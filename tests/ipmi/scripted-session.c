/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scripted-session.h"

#include "ipmi-completion.h"

struct _IpmiSession
{
  GObject    parent_instance;
  Script     script;
  gpointer   user_data;
  GRand     *rand;             /* owned; NULL: in order */
  IpmiTarget target;
  GPtrArray *asked;            /* owned; GTask, each with what it will return */
  guint      source;
};

typedef struct
{
  int         completion;
  GByteArray *answer;          /* owned */
} Answer;

enum { PROP_0, PROP_TARGET };

static gpointer
target_copy (gpointer target)
{
  return g_memdup2 (target, sizeof (IpmiTarget));
}

G_DEFINE_BOXED_TYPE (IpmiTarget, ipmi_target, target_copy, g_free)
G_DEFINE_FINAL_TYPE (IpmiSession, ipmi_session, G_TYPE_OBJECT)

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_byte_array_unref (answer->answer);
  g_free (answer);
}

static void
ipmi_session_finalize (GObject *object)
{
  IpmiSession *self = IPMI_SESSION (object);

  g_assert_cmpuint (self->asked->len, ==, 0);
  g_ptr_array_unref (self->asked);
  g_clear_pointer (&self->rand, g_rand_free);
  g_clear_handle_id (&self->source, g_source_remove);
  G_OBJECT_CLASS (ipmi_session_parent_class)->finalize (object);
}

static void
ipmi_session_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  g_assert_cmpuint (property_id, ==, PROP_TARGET);
  g_value_set_boxed (value, &IPMI_SESSION (object)->target);
}

static void
ipmi_session_class_init (IpmiSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ipmi_session_finalize;
  object_class->get_property = ipmi_session_get_property;
  g_object_class_install_property (object_class, PROP_TARGET,
                                   g_param_spec_boxed ("target", NULL, NULL, IPMI_TYPE_TARGET,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
ipmi_session_init (IpmiSession *self)
{
  self->asked = g_ptr_array_new_with_free_func (g_object_unref);
}

IpmiSession *
scripted_session_new (Script   script,
                      gpointer user_data,
                      guint32  seed)
{
  IpmiSession *self = g_object_new (IPMI_TYPE_SESSION, NULL);

  self->script = script;
  self->user_data = user_data;
  self->rand = seed != 0 ? g_rand_new_with_seed (seed) : NULL;
  return self;
}

/* The target of requests that name none. */
void
scripted_session_set_target (IpmiSession      *session,
                             const IpmiTarget *target)
{
  session->target = *target;
}

guint
scripted_session_outstanding (IpmiSession *session)
{
  return session->asked->len;
}

static void ask_again (IpmiSession *self);

static gboolean
on_answer (gpointer user_data)
{
  g_autoptr(IpmiSession) self = g_object_ref (user_data);
  guint index = self->rand != NULL ? g_rand_int_range (self->rand, 0, self->asked->len) : 0;
  g_autoptr(GTask) task = g_ptr_array_steal_index (self->asked, index);
  Answer *answer = g_task_get_task_data (task);

  self->source = 0;
  ask_again (self);
  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (answer->completion == SCRIPT_SILENT)
    g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_TIMEOUT, "The script does not answer.");
  else if (answer->completion == SCRIPT_CLOSED)
    g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_CLOSED, "The script has ended the session.");
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Sees to it that the next answer comes, if there is one. */
static void
ask_again (IpmiSession *self)
{
  if (self->source == 0 && self->asked->len > 0)
    self->source = g_idle_add (on_answer, self);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_task_return_error_if_cancelled (user_data);
  return G_SOURCE_REMOVE;
}

void
ipmi_session_request_async (IpmiSession         *self,
                            const IpmiRequest   *request,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Answer *answer = g_new0 (Answer, 1);

  answer->answer = g_byte_array_new ();
  answer->completion = self->script (request, answer->answer, self->user_data);
  g_task_set_task_data (task, answer, answer_free);
  if (answer->completion == SCRIPT_NEVER)
    {
      g_autoptr(GSource) source = g_cancellable_source_new (cancellable);

      g_task_attach_source (task, source, G_SOURCE_FUNC (on_cancelled));
      g_object_unref (task);
      return;
    }
  g_ptr_array_add (self->asked, task);
  ask_again (self);
}

GBytes *
ipmi_session_request_finish (IpmiSession   *self,
                             GAsyncResult  *result,
                             guint8        *completion,
                             GError       **error)
{
  Answer *answer = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  if (completion != NULL)
    *completion = answer->completion;
  else if (answer->completion != 0)
    {
      g_set_error (error, IPMI_ERROR, (int) ipmi_completion_error (answer->completion), "%s",
                   ipmi_completion_text (answer->completion));
      return NULL;
    }
  return g_bytes_new (answer->answer->data, answer->answer->len);
}

void
ipmi_session_get_statistics (IpmiSession    *self,
                             IpmiStatistics *statistics)
{
  *statistics = (IpmiStatistics) { .window = 16 };
}

void
on_scripted_done (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Waiting *waiting = user_data;

  g_assert_null (waiting->result);
  waiting->result = g_object_ref (result);
}

static gboolean
on_stuck (gpointer user_data)
{
  g_assert_not_reached ();              /* the operation does not end */
  return G_SOURCE_REMOVE;
}

GAsyncResult *
wait_for (Waiting *waiting)
{
  guint stuck = g_timeout_add_seconds (20, on_stuck, NULL);

  while (waiting->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (stuck);
  return waiting->result;
}

void
waiting_clear (Waiting *waiting)
{
  g_clear_object (&waiting->result);
}
