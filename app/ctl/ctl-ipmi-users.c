/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-ipmi.h"
#include "ipmi-channel.h"
#include "ipmi-user-client.h"

static JsonObject *
describe_user (const IpmiUser *user)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", user->id);
  json_object_set_string_member (object, "name", user->name);
  json_object_set_string_member (object, "status", ipmi_user_status_name (user->access.status));
  json_object_set_string_member (object, "privilege", ipmi_privilege_name (user->access.privilege));
  json_object_set_boolean_member (object, "ipmi_messaging", user->access.messaging);
  json_object_set_boolean_member (object, "link_authentication", user->access.link_authentication);
  json_object_set_boolean_member (object, "callback_only", user->access.callback_only);
  json_object_set_boolean_member (object, "fixed_name", user->id <= user->access.fixed_names);
  return object;
}

static gboolean
show_users (CtlContext   *context,
            IpmiSession  *session,
            gpointer      data,
            GError      **error)
{
  static const char * const columns[] = { "id", "name", "status", "privilege", "ipmi_messaging", "link_authentication",
                                          "callback_only", NULL };
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GArray) users = NULL;
  g_autoptr(JsonArray) array = json_array_new ();
  const guint *channel = data;

  ipmi_user_list_async (session, (guint8) *channel, context->cancellable, ctl_await_ready, &await);
  users = ipmi_user_list_finish (session, ctl_await (&await), error);
  if (users == NULL)
    return FALSE;
  for (guint i = 0; i < users->len; i++)
    json_array_add_object_element (array, describe_user (&g_array_index (users, IpmiUser, i)));
  ctl_output_array (context, array, columns);
  return TRUE;
}

CtlExit
ctl_ipmi_users (CtlContext *context,
                int         argc,
                char      **argv,
                GError    **error)
{
  return ctl_ipmi_run_for_channel (context, show_users, argc, argv, error);
}
