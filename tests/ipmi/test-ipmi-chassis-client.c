/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-boot-client.h"
#include "ipmi-chassis-client.h"
#include "ipmi-device-client.h"
#include "scripted-session.h"

/* A chassis behind a network that loses requests and answers as a pattern says. */
typedef struct
{
  gboolean    power;
  guint       controls;        /* carried out */
  guint       sent;
  const char *losses;          /* for each request: 'r' the request is lost, 'a' the answer, 'n' the answer, and the
                                * session goes on waiting for it; 't' the BMC says that it ran out of time; else
                                * nothing */
  guint       requests;
  int         refuse;          /* completion code of Chassis Control; 0: none … */
  guint       refusals;        /* … this often; 0: always */
  gboolean    once;
} Chassis;

static int
chassis_script (const IpmiRequest *request,
                GByteArray        *answer,
                gpointer           user_data)
{
  Chassis *chassis = user_data;
  char loss = chassis->requests < strlen (chassis->losses) ? chassis->losses[chassis->requests] : '-';
  guint8 status[] = { chassis->power ? 1 : 0, 0, 0 };

  chassis->requests++;
  g_assert_cmphex (request->netfn, ==, 0x00);
  if (request->command == 0x02)
    {
      g_assert_cmpuint (request->length, ==, 1);
      g_assert_cmpuint (request->flags, ==, IPMI_REQUEST_ONCE);
      chassis->sent++;
      if (loss == 'r')
        return SCRIPT_SILENT;
      if (chassis->refuse != 0 && (chassis->refusals == 0 || chassis->sent <= chassis->refusals))
        return chassis->refuse;
      chassis->controls++;
      if (request->data[0] != IPMI_CHASSIS_CONTROL_RESET)
        chassis->power = request->data[0] == IPMI_CHASSIS_CONTROL_ON;
      return loss == 'a' ? SCRIPT_SILENT : loss == 'n' ? SCRIPT_NEVER : loss == 't' ? 0xC3 : 0;
    }
  g_assert_cmphex (request->command, ==, 0x01);
  if (loss != '-')
    return SCRIPT_SILENT;
  status[0] = chassis->power ? 1 : 0;
  g_byte_array_append (answer, status, sizeof status);
  return 0;
}

static gboolean
run_control (Chassis            *chassis,
             IpmiChassisControl  control,
             GError            **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (chassis_script, chassis, 0);
  g_auto(Waiting) waiting = { NULL };

  ipmi_chassis_control_async (session, control, NULL, on_scripted_done, &waiting);
  return ipmi_chassis_control_finish (session, wait_for (&waiting), error);
}

static void
test_control_is_sent_once (void)
{
  Chassis chassis = { .losses = "" };
  g_autoptr(GError) error = NULL;

  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_ON, &error));
  g_assert_no_error (error);
  g_assert_true (chassis.power);
  g_assert_cmpuint (chassis.requests, ==, 1);
}

/* The answer is lost: the state tells, and nothing is sent again. */
static void
test_lost_answer (void)
{
  Chassis chassis = { .losses = "a" };

  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_ON, NULL));
  g_assert_cmpuint (chassis.sent, ==, 1);
  g_assert_cmpuint (chassis.controls, ==, 1);
}

/* Whether the BMC had done it before it ran out of time the state tells as well. */
static void
test_ran_out_of_time (void)
{
  Chassis chassis = { .losses = "t" };
  g_autoptr(GError) error = NULL;

  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_ON, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (chassis.sent, ==, 1);
  chassis = (Chassis) { .losses = "", .refuse = 0xC3, .refusals = 1 };
  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_ON, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (chassis.sent, ==, 2);
}

/* The session would wait for the answer for longer than it takes to look. */
static void
test_late_answer (void)
{
  Chassis chassis = { .losses = "n" };
  g_autoptr(GError) error = NULL;

  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_ON, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (chassis.sent, ==, 1);
  g_assert_cmpuint (chassis.requests, ==, 2);
}

/* The request is lost, and so are looks at the state: sent again until it is right. */
static void
test_lost_request (void)
{
  Chassis chassis = { .power = TRUE, .losses = "r-rrr-ra" };
  g_autoptr(GError) error = NULL;

  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_OFF, &error));
  g_assert_no_error (error);
  g_assert_false (chassis.power);
  g_assert_cmpuint (chassis.controls, ==, 1);
}

static void
test_reset_is_never_repeated (void)
{
  static const char * const losses[] = { "r", "a", "aa", "t" };

  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      Chassis chassis = { .power = TRUE, .losses = losses[i] };
      g_autoptr(GError) error = NULL;

      g_assert_false (run_control (&chassis, IPMI_CHASSIS_CONTROL_RESET, &error));
      g_assert_error (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
      g_assert_nonnull (strstr (error->message, "is not known"));
      g_assert_cmpuint (chassis.sent, ==, 1);
    }
}

static void
test_soft_is_done_when_the_power_is_off (void)
{
  Chassis chassis = { .power = TRUE, .losses = "a" };

  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_SOFT, NULL));
  chassis = (Chassis) { .power = TRUE, .losses = "r" };
  g_assert_false (run_control (&chassis, IPMI_CHASSIS_CONTROL_SOFT, NULL));
  g_assert_cmpuint (chassis.sent, ==, 1);
}

static void
test_refusals (void)
{
  Chassis chassis = { .losses = "", .refuse = 0xD4 };
  g_autoptr(GError) error = NULL;

  g_assert_false (run_control (&chassis, IPMI_CHASSIS_CONTROL_ON, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE);
  g_assert_cmpuint (chassis.requests, ==, 1);
  g_clear_error (&error);

  chassis = (Chassis) { .losses = "", .refuse = 0xD5 };
  g_assert_false (run_control (&chassis, IPMI_CHASSIS_CONTROL_CYCLE, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_COMPLETION);
  g_clear_error (&error);

  /* "Not possible in the present state" to something that is already so is no failure. */
  chassis = (Chassis) { .power = TRUE, .losses = "", .refuse = 0xD5 };
  g_assert_true (run_control (&chassis, IPMI_CHASSIS_CONTROL_ON, &error));
  g_assert_no_error (error);
}

static void
test_control_is_cancelled (void)
{
  Chassis chassis = { .losses = "" };
  g_autoptr(IpmiSession) session = scripted_session_new (chassis_script, &chassis, 0);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Waiting) waiting = { NULL };
  g_autoptr(GError) error = NULL;

  ipmi_chassis_control_async (session, IPMI_CHASSIS_CONTROL_RESET, cancellable, on_scripted_done, &waiting);
  g_cancellable_cancel (cancellable);
  g_assert_false (ipmi_chassis_control_finish (session, wait_for (&waiting), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A BMC's boot options: what was written to which parameter, in order, and what it says to each. */
typedef struct
{
  GString *log;
  guint    busy;               /* how often the lock is somebody else's */
  int      lock;               /* completion codes */
  int      acknowledge;
  int      flags;
} Boot;

static int
boot_script (const IpmiRequest *request,
             GByteArray        *answer,
             gpointer           user_data)
{
  Boot *boot = user_data;

  g_assert_cmphex (request->command, ==, 0x08);
  for (gsize i = 0; i < request->length; i++)
    g_string_append_printf (boot->log, "%02x", request->data[i]);
  g_string_append_c (boot->log, ' ');
  switch (request->data[0])
    {
    case 0:
      if (request->data[1] == 1 && boot->busy > 0)
        {
          boot->busy--;
          return 0x81;
        }
      return boot->lock;
    case 4:
      return boot->acknowledge;
    case 5:
      return boot->flags;
    default:
      return 0;
    }
}

static char *
run_boot (Boot    boot,
          int     keep,
          GError **error)
{
  static const IpmiBootFlags flags = { .valid = TRUE, .efi = TRUE, .device = IPMI_BOOT_DEVICE_PXE };
  g_autoptr(IpmiSession) session = NULL;
  g_auto(Waiting) waiting = { NULL };

  boot.log = g_string_new (NULL);
  session = scripted_session_new (boot_script, &boot, 0);
  ipmi_boot_set_async (session, &flags, keep, NULL, on_scripted_done, &waiting);
  ipmi_boot_set_finish (session, wait_for (&waiting), error);
  return g_strchomp (g_string_free (boot.log, FALSE));
}

static void
test_boot_set (void)
{
  g_autofree char *plain = run_boot ((Boot) { 0 }, IPMI_BOOT_KEEP_UNCHANGED, NULL);
  g_autofree char *kept = run_boot ((Boot) { 0 }, IPMI_BOOT_KEEP_AFTER_60_S, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *unlockable = run_boot ((Boot) { .lock = 0x80, .acknowledge = 0x80 },
                                          IPMI_BOOT_KEEP_UNCHANGED, &error);

  g_assert_cmpstr (plain, ==, "0001 040101 05a004000000 0000");
  g_assert_cmpstr (kept, ==, "0001 040101 0308 05a004000000 0000");
  g_assert_no_error (error);
  g_assert_cmpstr (unlockable, ==, "0001 040101 05a004000000");
}

static void
test_boot_set_gives_the_lock_back (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *refused = run_boot ((Boot) { .flags = 0xFF }, IPMI_BOOT_KEEP_UNCHANGED, &error);
  g_autofree char *silent = NULL;

  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_COMPLETION);
  g_assert_true (g_str_has_prefix (error->message, "The BMC does not take 'pxe' as the boot device. "));
  g_assert_cmpstr (refused, ==, "0001 040101 05a004000000 0000");
  g_clear_error (&error);
  silent = run_boot ((Boot) { .acknowledge = SCRIPT_SILENT }, IPMI_BOOT_KEEP_UNCHANGED, &error);
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
  g_assert_cmpstr (silent, ==, "0001 040101 0000");
}

static void
test_boot_set_waits_for_the_lock (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *waited = run_boot ((Boot) { .busy = 1 }, IPMI_BOOT_KEEP_UNCHANGED, &error);
  g_autofree char *held = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (waited, ==, "0001 0001 040101 05a004000000 0000");
  held = run_boot ((Boot) { .busy = 100 }, IPMI_BOOT_KEEP_UNCHANGED, &error);
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_BUSY);
  g_assert_false (strstr (held, "05") != NULL);
}

typedef struct
{
  int reset;
  int probe;
} Device;

static int
device_script (const IpmiRequest *request,
               GByteArray        *answer,
               gpointer           user_data)
{
  static const guint8 id[] = { 0x20, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0 };
  Device *device = user_data;

  if (request->command == 0x01)
    {
      g_byte_array_append (answer, id, sizeof id);
      return device->probe;
    }
  g_assert_cmphex (request->command, ==, IPMI_RESET_WARM);
  g_assert_cmpuint (request->flags, ==, IPMI_REQUEST_ONCE);
  return device->reset;
}

static void
test_device_reset (void)
{
  static const struct
  {
    Device   device;
    gboolean done;
    gboolean confirmed;
    int      code;
  } cases[] = {
    { { 0, 0 }, TRUE, TRUE, 0 },
    { { SCRIPT_SILENT, SCRIPT_SILENT }, TRUE, FALSE, 0 },
    { { SCRIPT_SILENT, SCRIPT_CLOSED }, TRUE, FALSE, 0 },
    { { SCRIPT_SILENT, 0 }, FALSE, FALSE, IPMI_ERROR_TIMEOUT },
    { { 0xD4, 0 }, FALSE, FALSE, IPMI_ERROR_PRIVILEGE },
    { { 0xC1, 0 }, FALSE, FALSE, IPMI_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Device device = cases[i].device;
      g_autoptr(IpmiSession) session = scripted_session_new (device_script, &device, 0);
      g_auto(Waiting) waiting = { NULL };
      g_autoptr(GError) error = NULL;
      gboolean confirmed = FALSE;

      ipmi_device_reset_async (session, NULL, IPMI_RESET_WARM, NULL, on_scripted_done, &waiting);
      g_assert_cmpint (ipmi_device_reset_finish (session, wait_for (&waiting), &confirmed, &error), ==,
                       cases[i].done);
      g_assert_cmpint (confirmed, ==, cases[i].confirmed);
      if (!cases[i].done)
        g_assert_error (error, IPMI_ERROR, cases[i].code);
    }
}

/* What the chassis is, for how long it has had power, and why it was started. */
static int
facts_script (const IpmiRequest *request,
              GByteArray        *answer,
              gpointer           user_data)
{
  static const guint8 capabilities[] = { 0x05, 0x20, 0x22, 0x24, 0x26, 0x28 };
  static const guint8 cause[] = { 0x01, 0x0E };
  static const guint8 counter[] = { 60, 0x10, 0x27, 0, 0 };
  const int *completion = user_data;

  g_assert_cmphex (request->netfn, ==, 0x00);
  g_assert_cmpuint (request->length, ==, 0);
  if (*completion != 0)
    return *completion;
  switch (request->command)
    {
    case 0x00:
      g_byte_array_append (answer, capabilities, sizeof capabilities);
      return 0;
    case 0x07:
      g_byte_array_append (answer, cause, sizeof cause);
      return 0;
    case 0x0F:
      g_byte_array_append (answer, counter, sizeof counter);
      return 0;
    default:
      g_assert_not_reached ();
    }
}

static void
test_facts (void)
{
  int completion = 0;
  g_autoptr(IpmiSession) session = scripted_session_new (facts_script, &completion, 0);
  g_auto(Waiting) waiting = { NULL };
  g_autoptr(GError) error = NULL;
  IpmiChassisCapabilities capabilities;
  IpmiRestartCause cause;
  IpmiPohCounter counter;

  ipmi_chassis_get_capabilities_async (session, NULL, on_scripted_done, &waiting);
  g_assert_true (ipmi_chassis_get_capabilities_finish (session, wait_for (&waiting), &capabilities, &error));
  g_assert_no_error (error);
  g_assert_true (capabilities.intrusion_sensor && capabilities.diagnostic_interrupt);
  g_assert_false (capabilities.front_panel_lockout || capabilities.power_interlock);
  g_assert_cmphex (capabilities.sel_address, ==, 0x24);
  g_assert_cmphex (capabilities.bridge_address, ==, 0x28);
  waiting_clear (&waiting);
  ipmi_chassis_get_restart_cause_async (session, NULL, on_scripted_done, &waiting);
  g_assert_true (ipmi_chassis_get_restart_cause_finish (session, wait_for (&waiting), &cause, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cause.cause, ==, 1);
  g_assert_cmphex (cause.channel, ==, 0x0E);
  waiting_clear (&waiting);
  ipmi_chassis_get_poh_counter_async (session, NULL, on_scripted_done, &waiting);
  g_assert_true (ipmi_chassis_get_poh_counter_finish (session, wait_for (&waiting), &counter, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ipmi_poh_counter_minutes (&counter), ==, 600000);
  completion = 0xC1;
  waiting_clear (&waiting);
  ipmi_chassis_get_poh_counter_async (session, NULL, on_scripted_done, &waiting);
  g_assert_false (ipmi_chassis_get_poh_counter_finish (session, wait_for (&waiting), &counter, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/chassis/control-is-sent-once", test_control_is_sent_once);
  g_test_add_func ("/ipmi/chassis/lost-answer", test_lost_answer);
  g_test_add_func ("/ipmi/chassis/ran-out-of-time", test_ran_out_of_time);
  g_test_add_func ("/ipmi/chassis/late-answer", test_late_answer);
  g_test_add_func ("/ipmi/chassis/lost-request", test_lost_request);
  g_test_add_func ("/ipmi/chassis/reset-is-never-repeated", test_reset_is_never_repeated);
  g_test_add_func ("/ipmi/chassis/soft", test_soft_is_done_when_the_power_is_off);
  g_test_add_func ("/ipmi/chassis/refusals", test_refusals);
  g_test_add_func ("/ipmi/chassis/control-is-cancelled", test_control_is_cancelled);
  g_test_add_func ("/ipmi/chassis/facts", test_facts);
  g_test_add_func ("/ipmi/boot/set", test_boot_set);
  g_test_add_func ("/ipmi/boot/set-gives-the-lock-back", test_boot_set_gives_the_lock_back);
  g_test_add_func ("/ipmi/boot/set-waits-for-the-lock", test_boot_set_waits_for_the_lock);
  g_test_add_func ("/ipmi/device/reset", test_device_reset);
  return g_test_run ();
}
