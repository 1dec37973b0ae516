/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

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
  { 0x01, 0x0, "Lower Non-critical - going low" },
  { 0x01, 0x1, "Lower Non-critical - going high" },
  { 0x01, 0x2, "Lower Critical - going low" },
  { 0x01, 0x3, "Lower Critical - going high" },
  { 0x01, 0x4, "Lower Non-recoverable - going low" },
  { 0x01, 0x5, "Lower Non-recoverable - going high" },
  { 0x01, 0x6, "Upper Non-critical - going low" },
  { 0x01, 0x7, "Upper Non-critical - going high" },
  { 0x01, 0x8, "Upper Critical - going low" },
  { 0x01, 0x9, "Upper Critical - going high" },
  { 0x01, 0xA, "Upper Non-recoverable - going low" },
  { 0x01, 0xB, "Upper Non-recoverable - going high" },

  { 0x02, 0x0, "Transition to Idle" },
  { 0x02, 0x1, "Transition to Active" },
  { 0x02, 0x2, "Transition to Busy" },

  { 0x03, 0x0, "State Deasserted" },
  { 0x03, 0x1, "State Asserted" },

  { 0x04, 0x0, "Predictive Failure deasserted" },
  { 0x04, 0x1, "Predictive Failure asserted" },

  { 0x05, 0x0, "Limit Not Exceeded" },
  { 0x05, 0x1, "Limit Exceeded" },

  { 0x06, 0x0, "Performance Met" },
  { 0x06, 0x1, "Performance Lags" },

  { 0x07, 0x0, "Transition to OK" },
  { 0x07, 0x1, "Transition to Non-critical from OK" },
  { 0x07, 0x2, "Transition to Critical from less severe" },
  { 0x07, 0x3, "Transition to Non-recoverable from less severe" },
  { 0x07, 0x4, "Transition to Non-critical from more severe" },
  { 0x07, 0x5, "Transition to Critical from Non-recoverable" },
  { 0x07, 0x6, "Transition to Non-recoverable" },
  { 0x07, 0x7, "Monitor" },
  { 0x07, 0x8, "Informational" },

  { 0x08, 0x0, "Device Removed / Device Absent" },
  { 0x08, 0x1, "Device Inserted / Device Present" },

  { 0x09, 0x0, "Device Disabled" },
  { 0x09, 0x1, "Device Enabled" },

  { 0x0A, 0x0, "Transition to Running" },
  { 0x0A, 0x1, "Transition to In Test" },
  { 0x0A, 0x2, "Transition to Power Off" },
  { 0x0A, 0x3, "Transition to On Line" },
  { 0x0A, 0x4, "Transition to Off Line" },
  { 0x0A, 0x5, "Transition to Off Duty" },
  { 0x0A, 0x6, "Transition to Degraded" },
  { 0x0A, 0x7, "Transition to Power Save" },
  { 0x0A, 0x8, "Install Error" },

  { 0x0B, 0x0, "Fully Redundant" },
  { 0x0B, 0x1, "Redundancy Lost" },
  { 0x0B, 0x2, "Redundancy Degraded" },
  { 0x0B, 0x3, "Non-redundant: Sufficient Resources from Redundant" },
  { 0x0B, 0x4, "Non-redundant: Sufficient Resources from Insufficient Resources" },
  { 0x0B, 0x5, "Non-redundant: Insufficient Resources" },
  { 0x0B, 0x6, "Redundancy Degraded from Fully Redundant" },
  { 0x0B, 0x7, "Redundancy Degraded from Non-redundant" },

  { 0x0C, 0x0, "D0 Power State" },
  { 0x0C, 0x1, "D1 Power State" },
  { 0x0C, 0x2, "D2 Power State" },
  { 0x0C, 0x3, "D3 Power State" },
};

/* IPMI 2.0 table 42-3: sensor-specific offsets. Types that are not here have none. */
static const Offset specific[] = {
  { 0x05, 0x0, "General Chassis intrusion" },
  { 0x05, 0x1, "Drive Bay intrusion" },
  { 0x05, 0x2, "I/O Card area intrusion" },
  { 0x05, 0x3, "Processor area intrusion" },
  { 0x05, 0x4, "LAN Leash Lost" },
  { 0x05, 0x5, "Unauthorized dock" },
  { 0x05, 0x6, "Fan area intrusion" },

  { 0x06, 0x0, "Secure Mode (front panel lockout) violation attempt" },
  { 0x06, 0x1, "Pre-boot password violation - user password" },
  { 0x06, 0x2, "Pre-boot password violation - setup password" },
  { 0x06, 0x3, "Pre-boot password violation - network boot password" },
  { 0x06, 0x4, "Other pre-boot password violation" },
  { 0x06, 0x5, "Out-of-band access password violation" },

  { 0x07, 0x0, "IERR" },
  { 0x07, 0x1, "Thermal Trip" },
  { 0x07, 0x2, "FRB1/BIST failure" },
  { 0x07, 0x3, "FRB2/Hang in POST failure" },
  { 0x07, 0x4, "FRB3/Processor startup or initialization failure" },
  { 0x07, 0x5, "Configuration Error" },
  { 0x07, 0x6, "SM BIOS uncorrectable CPU-complex error" },
  { 0x07, 0x7, "Processor Presence detected" },
  { 0x07, 0x8, "Processor disabled" },
  { 0x07, 0x9, "Terminator Presence detected" },
  { 0x07, 0xA, "Processor automatically throttled" },
  { 0x07, 0xB, "Machine Check Exception (uncorrectable)" },
  { 0x07, 0xC, "Correctable Machine Check Error" },

  { 0x08, 0x0, "Presence detected" },
  { 0x08, 0x1, "Power Supply Failure detected" },
  { 0x08, 0x2, "Predictive Failure" },
  { 0x08, 0x3, "Power Supply input lost (AC/DC)" },
  { 0x08, 0x4, "Power Supply input lost or out of range" },
  { 0x08, 0x5, "Power Supply input out of range, but present" },
  { 0x08, 0x6, "Configuration error" },
  { 0x08, 0x7, "Power Supply inactive (in standby)" },

  { 0x09, 0x0, "Power Off / Power Down" },
  { 0x09, 0x1, "Power Cycle" },
  { 0x09, 0x2, "240VA Power Down" },
  { 0x09, 0x3, "Interlock Power Down" },
  { 0x09, 0x4, "AC lost / Power input lost" },
  { 0x09, 0x5, "Soft Power Control Failure" },
  { 0x09, 0x6, "Power Unit Failure detected" },
  { 0x09, 0x7, "Predictive Failure" },

  { 0x0C, 0x0, "Correctable ECC / other correctable memory error" },
  { 0x0C, 0x1, "Uncorrectable ECC / other uncorrectable memory error" },
  { 0x0C, 0x2, "Parity" },
  { 0x0C, 0x3, "Memory Scrub Failed (stuck bit)" },
  { 0x0C, 0x4, "Memory Device Disabled" },
  { 0x0C, 0x5, "Correctable ECC / other correctable memory error logging limit reached" },
  { 0x0C, 0x6, "Presence detected" },
  { 0x0C, 0x7, "Configuration error" },
  { 0x0C, 0x8, "Spare" },
  { 0x0C, 0x9, "Memory automatically throttled" },
  { 0x0C, 0xA, "Critical Overtemperature" },

  { 0x0D, 0x0, "Drive Presence" },
  { 0x0D, 0x1, "Drive Fault" },
  { 0x0D, 0x2, "Predictive Failure" },
  { 0x0D, 0x3, "Hot Spare" },
  { 0x0D, 0x4, "Consistency Check / Parity Check in progress" },
  { 0x0D, 0x5, "In Critical Array" },
  { 0x0D, 0x6, "In Failed Array" },
  { 0x0D, 0x7, "Rebuild/Remap in progress" },
  { 0x0D, 0x8, "Rebuild/Remap aborted" },

  { 0x0F, 0x0, "System Firmware Error (POST error)" },
  { 0x0F, 0x1, "System Firmware Hang" },
  { 0x0F, 0x2, "System Firmware Progress" },

  { 0x10, 0x0, "Correctable memory error logging disabled" },
  { 0x10, 0x1, "Event type logging disabled" },
  { 0x10, 0x2, "Log Area Reset/Cleared" },
  { 0x10, 0x3, "All event logging disabled" },
  { 0x10, 0x4, "SEL Full" },
  { 0x10, 0x5, "SEL Almost Full" },
  { 0x10, 0x6, "Correctable machine check error logging disabled" },

  { 0x11, 0x0, "BIOS Watchdog Reset" },
  { 0x11, 0x1, "OS Watchdog Reset" },
  { 0x11, 0x2, "OS Watchdog Shut Down" },
  { 0x11, 0x3, "OS Watchdog Power Down" },
  { 0x11, 0x4, "OS Watchdog Power Cycle" },
  { 0x11, 0x5, "OS Watchdog NMI / Diagnostic Interrupt" },
  { 0x11, 0x6, "OS Watchdog expired, status only" },
  { 0x11, 0x7, "OS Watchdog pre-timeout interrupt, non-NMI" },

  { 0x12, 0x0, "System Reconfigured" },
  { 0x12, 0x1, "OEM System Boot Event" },
  { 0x12, 0x2, "Undetermined system hardware failure" },
  { 0x12, 0x3, "Entry added to Auxiliary Log" },
  { 0x12, 0x4, "PEF Action" },
  { 0x12, 0x5, "Timestamp Clock Synch" },

  { 0x13, 0x0, "Front Panel NMI / Diagnostic Interrupt" },
  { 0x13, 0x1, "Bus Timeout" },
  { 0x13, 0x2, "I/O Channel Check NMI" },
  { 0x13, 0x3, "Software NMI" },
  { 0x13, 0x4, "PCI PERR" },
  { 0x13, 0x5, "PCI SERR" },
  { 0x13, 0x6, "EISA Fail Safe Timeout" },
  { 0x13, 0x7, "Bus Correctable Error" },
  { 0x13, 0x8, "Bus Uncorrectable Error" },
  { 0x13, 0x9, "Fatal NMI" },
  { 0x13, 0xA, "Bus Fatal Error" },
  { 0x13, 0xB, "Bus Degraded" },

  { 0x14, 0x0, "Power Button pressed" },
  { 0x14, 0x1, "Sleep Button pressed" },
  { 0x14, 0x2, "Reset Button pressed" },
  { 0x14, 0x3, "FRU latch open" },
  { 0x14, 0x4, "FRU service request button pressed" },

  { 0x19, 0x0, "Soft Power Control Failure" },
  { 0x19, 0x1, "Thermal Trip" },

  { 0x1B, 0x0, "Cable/Interconnect is connected" },
  { 0x1B, 0x1, "Configuration Error - incorrect cable or interconnection" },

  { 0x1D, 0x0, "Initiated by power up" },
  { 0x1D, 0x1, "Initiated by hard reset" },
  { 0x1D, 0x2, "Initiated by warm reset" },
  { 0x1D, 0x3, "User requested PXE boot" },
  { 0x1D, 0x4, "Automatic boot to diagnostic" },
  { 0x1D, 0x5, "OS / run-time software initiated hard reset" },
  { 0x1D, 0x6, "OS / run-time software initiated warm reset" },
  { 0x1D, 0x7, "System Restart" },

  { 0x1E, 0x0, "No bootable media" },
  { 0x1E, 0x1, "Non-bootable diskette left in drive" },
  { 0x1E, 0x2, "PXE server not found" },
  { 0x1E, 0x3, "Invalid boot sector" },
  { 0x1E, 0x4, "Timeout waiting for user selection of boot source" },

  { 0x1F, 0x0, "A: boot completed" },
  { 0x1F, 0x1, "C: boot completed" },
  { 0x1F, 0x2, "PXE boot completed" },
  { 0x1F, 0x3, "Diagnostic boot completed" },
  { 0x1F, 0x4, "CD-ROM boot completed" },
  { 0x1F, 0x5, "ROM boot completed" },
  { 0x1F, 0x6, "Boot completed - boot device not specified" },
  { 0x1F, 0x7, "Base OS/Hypervisor installation started" },
  { 0x1F, 0x8, "Base OS/Hypervisor installation completed" },
  { 0x1F, 0x9, "Base OS/Hypervisor installation aborted" },
  { 0x1F, 0xA, "Base OS/Hypervisor installation failed" },

  { 0x20, 0x0, "Critical stop during OS load / initialization" },
  { 0x20, 0x1, "Run-time Critical Stop" },
  { 0x20, 0x2, "OS Graceful Stop" },
  { 0x20, 0x3, "OS Graceful Shutdown" },
  { 0x20, 0x4, "Soft Shutdown initiated by PEF" },
  { 0x20, 0x5, "Agent Not Responding" },

  { 0x21, 0x0, "Fault Status asserted" },
  { 0x21, 0x1, "Identify Status asserted" },
  { 0x21, 0x2, "Slot/Connector device installed" },
  { 0x21, 0x3, "Slot/Connector ready for device installation" },
  { 0x21, 0x4, "Slot/Connector ready for device removal" },
  { 0x21, 0x5, "Slot Power is Off" },
  { 0x21, 0x6, "Slot/Connector device removal request" },
  { 0x21, 0x7, "Interlock asserted" },
  { 0x21, 0x8, "Slot is Disabled" },
  { 0x21, 0x9, "Slot holds spare device" },

  { 0x22, 0x0, "S0/G0: working" },
  { 0x22, 0x1, "S1: sleeping, system and processor context maintained" },
  { 0x22, 0x2, "S2: sleeping, processor context lost" },
  { 0x22, 0x3, "S3: sleeping, processor and hardware context lost, memory retained" },
  { 0x22, 0x4, "S4: non-volatile sleep / suspend to disk" },
  { 0x22, 0x5, "S5/G2: soft-off" },
  { 0x22, 0x6, "S4/S5: soft-off, particular state cannot be determined" },
  { 0x22, 0x7, "G3: mechanical off" },
  { 0x22, 0x8, "Sleeping in an S1, S2 or S3 state" },
  { 0x22, 0x9, "G1: sleeping" },
  { 0x22, 0xA, "S5: entered by override" },
  { 0x22, 0xB, "Legacy ON state" },
  { 0x22, 0xC, "Legacy OFF state" },
  { 0x22, 0xE, "Unknown" },

  { 0x23, 0x0, "Timer expired, status only" },
  { 0x23, 0x1, "Hard Reset" },
  { 0x23, 0x2, "Power Down" },
  { 0x23, 0x3, "Power Cycle" },
  { 0x23, 0x8, "Timer interrupt" },

  { 0x24, 0x0, "Platform generated page" },
  { 0x24, 0x1, "Platform generated LAN alert" },
  { 0x24, 0x2, "Platform Event Trap generated" },
  { 0x24, 0x3, "Platform generated SNMP trap, OEM format" },

  { 0x25, 0x0, "Entity Present" },
  { 0x25, 0x1, "Entity Absent" },
  { 0x25, 0x2, "Entity Disabled" },

  { 0x27, 0x0, "LAN Heartbeat Lost" },
  { 0x27, 0x1, "LAN Heartbeat" },

  { 0x28, 0x0, "Sensor access degraded or unavailable" },
  { 0x28, 0x1, "Controller access degraded or unavailable" },
  { 0x28, 0x2, "Management controller off-line" },
  { 0x28, 0x3, "Management controller unavailable" },
  { 0x28, 0x4, "Sensor failure" },
  { 0x28, 0x5, "FRU failure" },

  { 0x29, 0x0, "Battery low (predictive failure)" },
  { 0x29, 0x1, "Battery failed" },
  { 0x29, 0x2, "Battery presence detected" },

  { 0x2A, 0x0, "Session Activated" },
  { 0x2A, 0x1, "Session Deactivated" },
  { 0x2A, 0x2, "Invalid user name or password" },
  { 0x2A, 0x3, "User disabled after invalid passwords" },

  { 0x2B, 0x0, "Hardware change detected" },
  { 0x2B, 0x1, "Firmware or software change detected" },
  { 0x2B, 0x2, "Hardware incompatibility detected" },
  { 0x2B, 0x3, "Firmware or software incompatibility detected" },
  { 0x2B, 0x4, "Invalid or unsupported hardware version" },
  { 0x2B, 0x5, "Invalid or unsupported firmware or software version" },
  { 0x2B, 0x6, "Hardware change was successful" },
  { 0x2B, 0x7, "Firmware or software change was successful" },

  { 0x2C, 0x0, "FRU Not Installed" },
  { 0x2C, 0x1, "FRU Inactive" },
  { 0x2C, 0x2, "FRU Activation Requested" },
  { 0x2C, 0x3, "FRU Activation In Progress" },
  { 0x2C, 0x4, "FRU Active" },
  { 0x2C, 0x5, "FRU Deactivation Requested" },
  { 0x2C, 0x6, "FRU Deactivation In Progress" },
  { 0x2C, 0x7, "FRU Communication Lost" },
};

/* IPMI 2.0 table 42-3 */
static const char *const sensor_types[] = {
  "Reserved", "Temperature", "Voltage", "Current", "Fan", "Physical Security",
  "Platform Security Violation Attempt", "Processor", "Power Supply", "Power Unit", "Cooling Device",
  "Other Units Based Sensor", "Memory", "Drive Slot", "POST Memory Resize", "System Firmware Progress",
  "Event Logging Disabled", "Watchdog 1", "System Event", "Critical Interrupt", "Button/Switch",
  "Module/Board", "Microcontroller/Coprocessor", "Add-in Card", "Chassis", "Chip Set", "Other FRU",
  "Cable/Interconnect", "Terminator", "System Boot/Restart Initiated", "Boot Error",
  "Base OS Boot/Installation Status", "OS Stop/Shutdown", "Slot/Connector", "System ACPI Power State",
  "Watchdog 2", "Platform Alert", "Entity Presence", "Monitor ASIC/IC", "LAN",
  "Management Subsystem Health", "Battery", "Session Audit", "Version Change", "FRU State",
};

/* IPMI 2.0 table 43-13; 40h to 42h come from DCMI. */
static const char *const entities[] = {
  "Unspecified", "Other", "Unknown", "Processor", "Disk or Disk Bay", "Peripheral Bay",
  "System Management Module", "System Board", "Memory Module", "Processor Module", "Power Supply",
  "Add-in Card", "Front Panel Board", "Back Panel Board", "Power System Board", "Drive Backplane",
  "System Internal Expansion Board", "Other System Board", "Processor Board", "Power Unit", "Power Module",
  "Power Management Board", "Chassis Back Panel Board", "System Chassis", "Sub-Chassis",
  "Other Chassis Board", "Disk Drive Bay", "Peripheral Bay", "Device Bay", "Fan Device", "Cooling Unit",
  "Cable/Interconnect", "Memory Device", "System Management Software", "System Firmware",
  "Operating System", "System Bus", "Group", "Remote Management Communication Device",
  "External Environment", "Battery", "Processing Blade", "Connectivity Switch",
  "Processor/Memory Module", "I/O Module", "Processor/IO Module", "Management Controller Firmware",
  "IPMI Channel", "PCI Bus", "PCI Express Bus", "SCSI Bus (parallel)", "SATA/SAS Bus",
  "Processor/Front-side Bus", "Real Time Clock", "Reserved", "Air Inlet",
  [0x40] = "Air Inlet", "Processor", "Baseboard",
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
 *
 * Like ipmi_event_text(), with words also for what the specification does not name: "OEM State 5",
 * "State 5".
 *
 * Returns: (transfer full): the words
 */
char *
ipmi_event_dup_text (guint8 event_type,
                     guint8 sensor_type,
                     guint8 offset)
{
  const char *text = ipmi_event_text (event_type, sensor_type, offset);
  gboolean oem = ipmi_event_class (event_type) == IPMI_EVENT_CLASS_OEM ||
                 (ipmi_event_class (event_type) == IPMI_EVENT_CLASS_SENSOR_SPECIFIC && sensor_type >= 0xC0);

  if (text != NULL)
    return g_strdup (text);
  return g_strdup_printf (oem ? "OEM State %u" : "State %u", offset);
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
  return sensor_type >= 0xC0 ? "OEM Reserved" : "Reserved";
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
    return "OEM System Integrator Defined";
  if (entity_id >= 0xB0)
    return "Board-set Specific";
  if (entity_id >= 0x90)
    return "Chassis Specific";
  return "Reserved";
}
