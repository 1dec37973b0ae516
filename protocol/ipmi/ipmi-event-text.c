/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-event-text.h"

#define LAST_GENERIC 0x0C
#define FIRST_OEM    0x70
#define LAST_OEM     0x7F

typedef struct
{
  guint8      type;
  guint8      offset;
  const char *text;
} Offset;

/* IPMI 2.0 table 42-2: generic event/reading types. */
static const Offset generic[] = {
  { 0x01, 0x0, N_("Lower Non-critical - going low") },
  { 0x01, 0x1, N_("Lower Non-critical - going high") },
  { 0x01, 0x2, N_("Lower Critical - going low") },
  { 0x01, 0x3, N_("Lower Critical - going high") },
  { 0x01, 0x4, N_("Lower Non-recoverable - going low") },
  { 0x01, 0x5, N_("Lower Non-recoverable - going high") },
  { 0x01, 0x6, N_("Upper Non-critical - going low") },
  { 0x01, 0x7, N_("Upper Non-critical - going high") },
  { 0x01, 0x8, N_("Upper Critical - going low") },
  { 0x01, 0x9, N_("Upper Critical - going high") },
  { 0x01, 0xA, N_("Upper Non-recoverable - going low") },
  { 0x01, 0xB, N_("Upper Non-recoverable - going high") },

  { 0x02, 0x0, N_("Transition to Idle") },
  { 0x02, 0x1, N_("Transition to Active") },
  { 0x02, 0x2, N_("Transition to Busy") },

  { 0x03, 0x0, N_("State Deasserted") },
  { 0x03, 0x1, N_("State Asserted") },

  { 0x04, 0x0, N_("Predictive Failure deasserted") },
  { 0x04, 0x1, N_("Predictive Failure asserted") },

  { 0x05, 0x0, N_("Limit Not Exceeded") },
  { 0x05, 0x1, N_("Limit Exceeded") },

  { 0x06, 0x0, N_("Performance Met") },
  { 0x06, 0x1, N_("Performance Lags") },

  { 0x07, 0x0, N_("Transition to OK") },
  { 0x07, 0x1, N_("Transition to Non-critical from OK") },
  { 0x07, 0x2, N_("Transition to Critical from less severe") },
  { 0x07, 0x3, N_("Transition to Non-recoverable from less severe") },
  { 0x07, 0x4, N_("Transition to Non-critical from more severe") },
  { 0x07, 0x5, N_("Transition to Critical from Non-recoverable") },
  { 0x07, 0x6, N_("Transition to Non-recoverable") },
  { 0x07, 0x7, N_("Monitor") },
  { 0x07, 0x8, N_("Informational") },

  { 0x08, 0x0, N_("Device Removed / Device Absent") },
  { 0x08, 0x1, N_("Device Inserted / Device Present") },

  { 0x09, 0x0, N_("Device Disabled") },
  { 0x09, 0x1, N_("Device Enabled") },

  { 0x0A, 0x0, N_("Transition to Running") },
  { 0x0A, 0x1, N_("Transition to In Test") },
  { 0x0A, 0x2, N_("Transition to Power Off") },
  { 0x0A, 0x3, N_("Transition to On Line") },
  { 0x0A, 0x4, N_("Transition to Off Line") },
  { 0x0A, 0x5, N_("Transition to Off Duty") },
  { 0x0A, 0x6, N_("Transition to Degraded") },
  { 0x0A, 0x7, N_("Transition to Power Save") },
  { 0x0A, 0x8, N_("Install Error") },

  { 0x0B, 0x0, N_("Fully Redundant") },
  { 0x0B, 0x1, N_("Redundancy Lost") },
  { 0x0B, 0x2, N_("Redundancy Degraded") },
  { 0x0B, 0x3, N_("Non-redundant: Sufficient Resources from Redundant") },
  { 0x0B, 0x4, N_("Non-redundant: Sufficient Resources from Insufficient Resources") },
  { 0x0B, 0x5, N_("Non-redundant: Insufficient Resources") },
  { 0x0B, 0x6, N_("Redundancy Degraded from Fully Redundant") },
  { 0x0B, 0x7, N_("Redundancy Degraded from Non-redundant") },

  { 0x0C, 0x0, N_("D0 Power State") },
  { 0x0C, 0x1, N_("D1 Power State") },
  { 0x0C, 0x2, N_("D2 Power State") },
  { 0x0C, 0x3, N_("D3 Power State") },
};

/* IPMI 2.0 table 42-3: sensor-specific offsets. Types that are not here have none. */
static const Offset specific[] = {
  { 0x05, 0x0, N_("General Chassis intrusion") },
  { 0x05, 0x1, N_("Drive Bay intrusion") },
  { 0x05, 0x2, N_("I/O Card area intrusion") },
  { 0x05, 0x3, N_("Processor area intrusion") },
  { 0x05, 0x4, N_("LAN Leash Lost") },
  { 0x05, 0x5, N_("Unauthorized dock") },
  { 0x05, 0x6, N_("Fan area intrusion") },

  { 0x06, 0x0, N_("Secure Mode (front panel lockout) violation attempt") },
  { 0x06, 0x1, N_("Pre-boot password violation - user password") },
  { 0x06, 0x2, N_("Pre-boot password violation - setup password") },
  { 0x06, 0x3, N_("Pre-boot password violation - network boot password") },
  { 0x06, 0x4, N_("Other pre-boot password violation") },
  { 0x06, 0x5, N_("Out-of-band access password violation") },

  { 0x07, 0x0, "IERR" },
  { 0x07, 0x1, N_("Thermal Trip") },
  { 0x07, 0x2, N_("FRB1/BIST failure") },
  { 0x07, 0x3, N_("FRB2/Hang in POST failure") },
  { 0x07, 0x4, N_("FRB3/Processor startup or initialization failure") },
  { 0x07, 0x5, N_("Configuration Error") },
  { 0x07, 0x6, N_("SM BIOS uncorrectable CPU-complex error") },
  { 0x07, 0x7, N_("Processor Presence detected") },
  { 0x07, 0x8, N_("Processor disabled") },
  { 0x07, 0x9, N_("Terminator Presence detected") },
  { 0x07, 0xA, N_("Processor automatically throttled") },
  { 0x07, 0xB, N_("Machine Check Exception (uncorrectable)") },
  { 0x07, 0xC, N_("Correctable Machine Check Error") },

  { 0x08, 0x0, N_("Presence detected") },
  { 0x08, 0x1, N_("Power Supply Failure detected") },
  { 0x08, 0x2, N_("Predictive Failure") },
  { 0x08, 0x3, N_("Power Supply input lost (AC/DC)") },
  { 0x08, 0x4, N_("Power Supply input lost or out of range") },
  { 0x08, 0x5, N_("Power Supply input out of range, but present") },
  { 0x08, 0x6, N_("Configuration error") },
  { 0x08, 0x7, N_("Power Supply inactive (in standby)") },

  { 0x09, 0x0, N_("Power Off / Power Down") },
  { 0x09, 0x1, N_("Power Cycle") },
  { 0x09, 0x2, N_("240VA Power Down") },
  { 0x09, 0x3, N_("Interlock Power Down") },
  { 0x09, 0x4, N_("AC lost / Power input lost") },
  { 0x09, 0x5, N_("Soft Power Control Failure") },
  { 0x09, 0x6, N_("Power Unit Failure detected") },
  { 0x09, 0x7, N_("Predictive Failure") },

  { 0x0C, 0x0, N_("Correctable ECC / other correctable memory error") },
  { 0x0C, 0x1, N_("Uncorrectable ECC / other uncorrectable memory error") },
  { 0x0C, 0x2, N_("Parity") },
  { 0x0C, 0x3, N_("Memory Scrub Failed (stuck bit)") },
  { 0x0C, 0x4, N_("Memory Device Disabled") },
  { 0x0C, 0x5, N_("Correctable ECC / other correctable memory error logging limit reached") },
  { 0x0C, 0x6, N_("Presence detected") },
  { 0x0C, 0x7, N_("Configuration error") },
  { 0x0C, 0x8, N_("Spare") },
  { 0x0C, 0x9, N_("Memory automatically throttled") },
  { 0x0C, 0xA, N_("Critical Overtemperature") },

  { 0x0D, 0x0, N_("Drive Presence") },
  { 0x0D, 0x1, N_("Drive Fault") },
  { 0x0D, 0x2, N_("Predictive Failure") },
  { 0x0D, 0x3, N_("Hot Spare") },
  { 0x0D, 0x4, N_("Consistency Check / Parity Check in progress") },
  { 0x0D, 0x5, N_("In Critical Array") },
  { 0x0D, 0x6, N_("In Failed Array") },
  { 0x0D, 0x7, N_("Rebuild/Remap in progress") },
  { 0x0D, 0x8, N_("Rebuild/Remap aborted") },

  { 0x0F, 0x0, N_("System Firmware Error (POST error)") },
  { 0x0F, 0x1, N_("System Firmware Hang") },
  { 0x0F, 0x2, N_("System Firmware Progress") },

  { 0x10, 0x0, N_("Correctable memory error logging disabled") },
  { 0x10, 0x1, N_("Event type logging disabled") },
  { 0x10, 0x2, N_("Log Area Reset/Cleared") },
  { 0x10, 0x3, N_("All event logging disabled") },
  { 0x10, 0x4, N_("SEL Full") },
  { 0x10, 0x5, N_("SEL Almost Full") },
  { 0x10, 0x6, N_("Correctable machine check error logging disabled") },

  { 0x11, 0x0, N_("BIOS Watchdog Reset") },
  { 0x11, 0x1, N_("OS Watchdog Reset") },
  { 0x11, 0x2, N_("OS Watchdog Shut Down") },
  { 0x11, 0x3, N_("OS Watchdog Power Down") },
  { 0x11, 0x4, N_("OS Watchdog Power Cycle") },
  { 0x11, 0x5, N_("OS Watchdog NMI / Diagnostic Interrupt") },
  { 0x11, 0x6, N_("OS Watchdog expired, status only") },
  { 0x11, 0x7, N_("OS Watchdog pre-timeout interrupt, non-NMI") },

  { 0x12, 0x0, N_("System Reconfigured") },
  { 0x12, 0x1, N_("OEM System Boot Event") },
  { 0x12, 0x2, N_("Undetermined system hardware failure") },
  { 0x12, 0x3, N_("Entry added to Auxiliary Log") },
  { 0x12, 0x4, N_("PEF Action") },
  { 0x12, 0x5, N_("Timestamp Clock Synch") },

  { 0x13, 0x0, N_("Front Panel NMI / Diagnostic Interrupt") },
  { 0x13, 0x1, N_("Bus Timeout") },
  { 0x13, 0x2, N_("I/O Channel Check NMI") },
  { 0x13, 0x3, N_("Software NMI") },
  { 0x13, 0x4, "PCI PERR" },
  { 0x13, 0x5, "PCI SERR" },
  { 0x13, 0x6, N_("EISA Fail Safe Timeout") },
  { 0x13, 0x7, N_("Bus Correctable Error") },
  { 0x13, 0x8, N_("Bus Uncorrectable Error") },
  { 0x13, 0x9, N_("Fatal NMI") },
  { 0x13, 0xA, N_("Bus Fatal Error") },
  { 0x13, 0xB, N_("Bus Degraded") },

  { 0x14, 0x0, N_("Power Button pressed") },
  { 0x14, 0x1, N_("Sleep Button pressed") },
  { 0x14, 0x2, N_("Reset Button pressed") },
  { 0x14, 0x3, N_("FRU latch open") },
  { 0x14, 0x4, N_("FRU service request button pressed") },

  { 0x19, 0x0, N_("Soft Power Control Failure") },
  { 0x19, 0x1, N_("Thermal Trip") },

  { 0x1B, 0x0, N_("Cable/Interconnect is connected") },
  { 0x1B, 0x1, N_("Configuration Error - incorrect cable or interconnection") },

  { 0x1D, 0x0, N_("Initiated by power up") },
  { 0x1D, 0x1, N_("Initiated by hard reset") },
  { 0x1D, 0x2, N_("Initiated by warm reset") },
  { 0x1D, 0x3, N_("User requested PXE boot") },
  { 0x1D, 0x4, N_("Automatic boot to diagnostic") },
  { 0x1D, 0x5, N_("OS / run-time software initiated hard reset") },
  { 0x1D, 0x6, N_("OS / run-time software initiated warm reset") },
  { 0x1D, 0x7, N_("System Restart") },

  { 0x1E, 0x0, N_("No bootable media") },
  { 0x1E, 0x1, N_("Non-bootable diskette left in drive") },
  { 0x1E, 0x2, N_("PXE server not found") },
  { 0x1E, 0x3, N_("Invalid boot sector") },
  { 0x1E, 0x4, N_("Timeout waiting for user selection of boot source") },

  { 0x1F, 0x0, N_("A: boot completed") },
  { 0x1F, 0x1, N_("C: boot completed") },
  { 0x1F, 0x2, N_("PXE boot completed") },
  { 0x1F, 0x3, N_("Diagnostic boot completed") },
  { 0x1F, 0x4, N_("CD-ROM boot completed") },
  { 0x1F, 0x5, N_("ROM boot completed") },
  { 0x1F, 0x6, N_("Boot completed - boot device not specified") },
  { 0x1F, 0x7, N_("Base OS/Hypervisor installation started") },
  { 0x1F, 0x8, N_("Base OS/Hypervisor installation completed") },
  { 0x1F, 0x9, N_("Base OS/Hypervisor installation aborted") },
  { 0x1F, 0xA, N_("Base OS/Hypervisor installation failed") },

  { 0x20, 0x0, N_("Critical stop during OS load / initialization") },
  { 0x20, 0x1, N_("Run-time Critical Stop") },
  { 0x20, 0x2, N_("OS Graceful Stop") },
  { 0x20, 0x3, N_("OS Graceful Shutdown") },
  { 0x20, 0x4, N_("Soft Shutdown initiated by PEF") },
  { 0x20, 0x5, N_("Agent Not Responding") },

  { 0x21, 0x0, N_("Fault Status asserted") },
  { 0x21, 0x1, N_("Identify Status asserted") },
  { 0x21, 0x2, N_("Slot/Connector device installed") },
  { 0x21, 0x3, N_("Slot/Connector ready for device installation") },
  { 0x21, 0x4, N_("Slot/Connector ready for device removal") },
  { 0x21, 0x5, N_("Slot Power is Off") },
  { 0x21, 0x6, N_("Slot/Connector device removal request") },
  { 0x21, 0x7, N_("Interlock asserted") },
  { 0x21, 0x8, N_("Slot is Disabled") },
  { 0x21, 0x9, N_("Slot holds spare device") },

  { 0x22, 0x0, N_("S0/G0: working") },
  { 0x22, 0x1, N_("S1: sleeping, system and processor context maintained") },
  { 0x22, 0x2, N_("S2: sleeping, processor context lost") },
  { 0x22, 0x3, N_("S3: sleeping, processor and hardware context lost, memory retained") },
  { 0x22, 0x4, N_("S4: non-volatile sleep / suspend to disk") },
  { 0x22, 0x5, N_("S5/G2: soft-off") },
  { 0x22, 0x6, N_("S4/S5: soft-off, particular state cannot be determined") },
  { 0x22, 0x7, N_("G3: mechanical off") },
  { 0x22, 0x8, N_("Sleeping in an S1, S2 or S3 state") },
  { 0x22, 0x9, N_("G1: sleeping") },
  { 0x22, 0xA, N_("S5: entered by override") },
  { 0x22, 0xB, N_("Legacy ON state") },
  { 0x22, 0xC, N_("Legacy OFF state") },
  { 0x22, 0xE, N_("Unknown") },

  { 0x23, 0x0, N_("Timer expired, status only") },
  { 0x23, 0x1, N_("Hard Reset") },
  { 0x23, 0x2, N_("Power Down") },
  { 0x23, 0x3, N_("Power Cycle") },
  { 0x23, 0x8, N_("Timer interrupt") },

  { 0x24, 0x0, N_("Platform generated page") },
  { 0x24, 0x1, N_("Platform generated LAN alert") },
  { 0x24, 0x2, N_("Platform Event Trap generated") },
  { 0x24, 0x3, N_("Platform generated SNMP trap, OEM format") },

  { 0x25, 0x0, N_("Entity Present") },
  { 0x25, 0x1, N_("Entity Absent") },
  { 0x25, 0x2, N_("Entity Disabled") },

  { 0x27, 0x0, N_("LAN Heartbeat Lost") },
  { 0x27, 0x1, N_("LAN Heartbeat") },

  { 0x28, 0x0, N_("Sensor access degraded or unavailable") },
  { 0x28, 0x1, N_("Controller access degraded or unavailable") },
  { 0x28, 0x2, N_("Management controller off-line") },
  { 0x28, 0x3, N_("Management controller unavailable") },
  { 0x28, 0x4, N_("Sensor failure") },
  { 0x28, 0x5, N_("FRU failure") },

  { 0x29, 0x0, N_("Battery low (predictive failure)") },
  { 0x29, 0x1, N_("Battery failed") },
  { 0x29, 0x2, N_("Battery presence detected") },

  { 0x2A, 0x0, N_("Session Activated") },
  { 0x2A, 0x1, N_("Session Deactivated") },
  { 0x2A, 0x2, N_("Invalid user name or password") },
  { 0x2A, 0x3, N_("User disabled after invalid passwords") },

  { 0x2B, 0x0, N_("Hardware change detected") },
  { 0x2B, 0x1, N_("Firmware or software change detected") },
  { 0x2B, 0x2, N_("Hardware incompatibility detected") },
  { 0x2B, 0x3, N_("Firmware or software incompatibility detected") },
  { 0x2B, 0x4, N_("Invalid or unsupported hardware version") },
  { 0x2B, 0x5, N_("Invalid or unsupported firmware or software version") },
  { 0x2B, 0x6, N_("Hardware change was successful") },
  { 0x2B, 0x7, N_("Firmware or software change was successful") },

  { 0x2C, 0x0, N_("FRU Not Installed") },
  { 0x2C, 0x1, N_("FRU Inactive") },
  { 0x2C, 0x2, N_("FRU Activation Requested") },
  { 0x2C, 0x3, N_("FRU Activation In Progress") },
  { 0x2C, 0x4, N_("FRU Active") },
  { 0x2C, 0x5, N_("FRU Deactivation Requested") },
  { 0x2C, 0x6, N_("FRU Deactivation In Progress") },
  { 0x2C, 0x7, N_("FRU Communication Lost") },
};

/* IPMI 2.0 table 42-3 */
static const char *const sensor_types[] = {
  N_("Reserved"), N_("Temperature"), N_("Voltage"), N_("Current"), N_("Fan"), N_("Physical Security"),
  N_("Platform Security Violation Attempt"), N_("Processor"), N_("Power Supply"), N_("Power Unit"),
  N_("Cooling Device"), N_("Other Units Based Sensor"), N_("Memory"), N_("Drive Slot"), N_("POST Memory Resize"),
  N_("System Firmware Progress"), N_("Event Logging Disabled"), N_("Watchdog 1"), N_("System Event"),
  N_("Critical Interrupt"), N_("Button/Switch"), N_("Module/Board"), N_("Microcontroller/Coprocessor"),
  N_("Add-in Card"), N_("Chassis"), N_("Chip Set"), N_("Other FRU"), N_("Cable/Interconnect"), N_("Terminator"),
  N_("System Boot/Restart Initiated"), N_("Boot Error"), N_("Base OS Boot/Installation Status"),
  N_("OS Stop/Shutdown"), N_("Slot/Connector"), N_("System ACPI Power State"), N_("Watchdog 2"), N_("Platform Alert"),
  N_("Entity Presence"), N_("Monitor ASIC/IC"), "LAN", N_("Management Subsystem Health"), N_("Battery"),
  N_("Session Audit"), N_("Version Change"), N_("FRU State"),
};

/* IPMI 2.0 table 43-13; 40h to 42h come from DCMI. */
static const char *const entities[] = {
  N_("Unspecified"), N_("Other"), N_("Unknown"), N_("Processor"), N_("Disk or Disk Bay"), N_("Peripheral Bay"),
  N_("System Management Module"), N_("System Board"), N_("Memory Module"), N_("Processor Module"), N_("Power Supply"),
  N_("Add-in Card"), N_("Front Panel Board"), N_("Back Panel Board"), N_("Power System Board"), N_("Drive Backplane"),
  N_("System Internal Expansion Board"), N_("Other System Board"), N_("Processor Board"), N_("Power Unit"),
  N_("Power Module"), N_("Power Management Board"), N_("Chassis Back Panel Board"), N_("System Chassis"),
  N_("Sub-Chassis"), N_("Other Chassis Board"), N_("Disk Drive Bay"), N_("Peripheral Bay"), N_("Device Bay"),
  N_("Fan Device"), N_("Cooling Unit"), N_("Cable/Interconnect"), N_("Memory Device"),
  N_("System Management Software"), N_("System Firmware"), N_("Operating System"), N_("System Bus"), N_("Group"),
  N_("Remote Management Communication Device"), N_("External Environment"), N_("Battery"), N_("Processing Blade"),
  N_("Connectivity Switch"), N_("Processor/Memory Module"), N_("I/O Module"), N_("Processor/IO Module"),
  N_("Management Controller Firmware"), N_("IPMI Channel"), N_("PCI Bus"), N_("PCI Express Bus"),
  N_("SCSI Bus (parallel)"), N_("SATA/SAS Bus"), N_("Processor/Front-side Bus"), N_("Real Time Clock"),
  N_("Reserved"), N_("Air Inlet"), [0x40] = N_("Air Inlet"), N_("Processor"), N_("Baseboard"),
};

static const char *
find (const Offset *table,
      gsize         n,
      guint8        type,
      guint8        offset)
{
  for (gsize i = 0; i < n; i++)
    if (table[i].type == type && table[i].offset == offset)
      return table[i].text;
  return NULL;
}

/**
 * ipmi_event_class:
 * @event_type: event/reading type code; bit 7, the direction of an event, is not looked at
 *
 * Returns: what its offsets mean (IPMI 2.0 table 42-1)
 */
IpmiEventClass
ipmi_event_class (guint8 event_type)
{
  guint8 type = event_type & 0x7F;

  if (type == IPMI_EVENT_TYPE_THRESHOLD)
    return IPMI_EVENT_CLASS_THRESHOLD;
  if (type > IPMI_EVENT_TYPE_THRESHOLD && type <= LAST_GENERIC)
    return IPMI_EVENT_CLASS_GENERIC;
  if (type == IPMI_EVENT_TYPE_SENSOR_SPECIFIC)
    return IPMI_EVENT_CLASS_SENSOR_SPECIFIC;
  if (type >= FIRST_OEM && type <= LAST_OEM)
    return IPMI_EVENT_CLASS_OEM;
  return IPMI_EVENT_CLASS_UNSPECIFIED;
}

/**
 * ipmi_event_text:
 * @event_type: event/reading type code; bit 7, the direction of an event, is not looked at
 * @sensor_type: sensor type code
 * @offset: the state's or event's offset, 0 to %IPMI_EVENT_MAX_OFFSET
 *
 * Words for one state of a sensor, or for one event (IPMI 2.0 tables 42-2 and 42-3). They do not say
 * whether it was asserted or deasserted.
 *
 * Returns: (nullable): the words, or %NULL where the specification has none
 */
const char *
ipmi_event_text (guint8 event_type,
                 guint8 sensor_type,
                 guint8 offset)
{
  switch (ipmi_event_class (event_type))
    {
    case IPMI_EVENT_CLASS_THRESHOLD:
    case IPMI_EVENT_CLASS_GENERIC:
      return find (generic, G_N_ELEMENTS (generic), event_type & 0x7F, offset);
    case IPMI_EVENT_CLASS_SENSOR_SPECIFIC:
      return find (specific, G_N_ELEMENTS (specific), sensor_type, offset);
    case IPMI_EVENT_CLASS_UNSPECIFIED:
    case IPMI_EVENT_CLASS_OEM:
    default:
      return NULL;
    }
}

/**
 * ipmi_event_dup_text:
 * @event_type: event/reading type code; bit 7, the direction of an event, is not looked at
 * @sensor_type: sensor type code
 * @offset: the state's or event's offset
 * @words: in which language
 *
 * Like ipmi_event_text(), with words also for what the specification does not name: "OEM State 5",
 * "State 5".
 *
 * Returns: (transfer full): the words
 */
char *
ipmi_event_dup_text (guint8 event_type,
                     guint8 sensor_type,
                     guint8 offset,
                     IpmiWords words)
{
  const char *text = ipmi_event_text (event_type, sensor_type, offset);
  gboolean oem = ipmi_event_class (event_type) == IPMI_EVENT_CLASS_OEM ||
                 (ipmi_event_class (event_type) == IPMI_EVENT_CLASS_SENSOR_SPECIFIC && sensor_type >= 0xC0);

  if (text != NULL)
    return g_strdup (ipmi_words_get (words, text));
  return g_strdup_printf (ipmi_words_get (words, oem ? N_("OEM State %u") : N_("State %u")), offset);
}

/**
 * ipmi_sensor_type_name:
 * @sensor_type: sensor type code
 *
 * Returns: its name (IPMI 2.0 table 42-3), "OEM Reserved" from C0h on, or "Reserved"
 */
const char *
ipmi_sensor_type_name (guint8 sensor_type)
{
  if (sensor_type < G_N_ELEMENTS (sensor_types))
    return sensor_types[sensor_type];
  return sensor_type >= 0xC0 ? N_("OEM Reserved") : N_("Reserved");
}

/**
 * ipmi_entity_name:
 * @entity_id: entity id code
 *
 * Returns: the kind of thing that it stands for (IPMI 2.0 table 43-13), or "Reserved"
 */
const char *
ipmi_entity_name (guint8 entity_id)
{
  if (entity_id < G_N_ELEMENTS (entities) && entities[entity_id] != NULL)
    return entities[entity_id];
  if (entity_id >= 0xD0)
    return N_("OEM System Integrator Defined");
  if (entity_id >= 0xB0)
    return N_("Board-set Specific");
  if (entity_id >= 0x90)
    return N_("Chassis Specific");
  return N_("Reserved");
}
