/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-host.h"
#include "sim-probe.h"

#define BYTES_PER_MB 1e6

typedef enum
{
  PURPOSE_NOTICE,     /* something was put in */
  PURPOSE_SHOW,       /* somebody at the prompt wants to know */
  PURPOSE_START,      /* the machine wants to start from it */
} Purpose;

typedef struct
{
  SimHost    *host;       /* borrowed */
  SimDriveId  drive;
  Purpose     purpose;
  SimProbe   *probe;      /* NULL while there is none */
} Look;

struct _SimHost
{
  SimMachine *machine;    /* borrowed, as all of these */
  SimDrives  *drives;
  SimLog     *log;
  gboolean    probes;     /* by itself */
  Look        looks[SIM_DRIVE_COUNT];
};

static const char *
get_name (SimDriveId drive)
{
  return drive == SIM_DRIVE_CDROM ? "cdrom" : "disk";
}

static void
log_result (SimHost              *self,
            SimDriveId            drive,
            const SimProbeResult *result)
{
  JsonObject *line = sim_log_event ("machine", "disc");

  json_object_set_string_member (line, "drive", sim_drive_get_name (drive));
  json_object_set_int_member (line, "blocks", result->n_blocks);
  json_object_set_string_member (line, "label", result->is_iso ? result->iso.label
                                                               : result->is_fat ? result->label : "");
  json_object_set_int_member (line, "boot_entries", result->iso.n_boots);
  json_object_set_int_member (line, "loaded", result->loaded);
  if (result->problem != NULL)
    json_object_set_string_member (line, "problem", result->problem);
  sim_log_write (self->log, line);
}

/* What is in a drive, in a few lines. */
static char *
describe (SimDriveId            drive,
          const SimProbeResult *result)
{
  GString *text = g_string_new (NULL);
  const char *name = get_name (drive);
  const char *label = result->is_iso ? result->iso.label : result->is_fat ? result->label : "";

  if (result->n_blocks == 0)
    {
      g_string_append_printf (text, "%s: %s\n", name, result->problem != NULL ? result->problem : "nothing");
      return g_string_free (text, FALSE);
    }
  g_string_append_printf (text, "%s: %s%s%s, %u blocks of %u, %.1f MB\n", name,
                          result->is_iso ? "ISO 9660 volume" : result->is_fat ? "FAT volume" : "unknown content",
                          *label != '\0' ? " " : "", label, result->n_blocks, result->block_size,
                          result->n_blocks * (double) result->block_size / BYTES_PER_MB);
  for (guint i = 0; i < result->iso.n_boots; i++)
    {
      const SimIsoBoot *boot = &result->iso.boots[i];

      g_string_append_printf (text, "%s: El Torito: %s, %s, %u blocks of 512 at sector %u\n", name,
                              sim_iso_platform_get_name (boot->platform),
                              sim_iso_emulation_get_name (boot->emulation), boot->blocks, boot->lba);
    }
  if (result->problem != NULL)
    g_string_append_printf (text, "%s: %s\n", name, result->problem);
  return g_string_free (text, FALSE);
}

static void
start_from (SimHost              *self,
            const SimProbeResult *result)
{
  gboolean can_start = result->problem == NULL && result->iso.n_boots > 0;

  if (can_start)
    {
      g_autofree char *text = g_strdup_printf ("Booting from the CD: %zu bytes loaded\n", result->loaded);
      g_autofree char *name = g_strdup_printf ("the CD %s", result->iso.label);

      sim_machine_print (self->machine, text);
      sim_machine_boot (self->machine, name);
    }
  else
    {
      sim_machine_print (self->machine, "The CD is none to start from.\n");
      sim_machine_boot (self->machine, NULL);
    }
}

static void
on_probed (const SimProbeResult *result,
           gpointer              user_data)
{
  Look *look = user_data;
  SimHost *self = look->host;
  g_autofree char *text = describe (look->drive, result);

  look->probe = NULL;
  log_result (self, look->drive, result);
  if (look->purpose != PURPOSE_START)
    {
      sim_machine_notify (self->machine, text);
    }
  else if (sim_machine_is_booting (self->machine))
    {
      sim_machine_print (self->machine, text);
      start_from (self, result);
    }
}

static void
look_into (SimHost    *self,
           SimDriveId  drive,
           Purpose     purpose)
{
  Look *look = &self->looks[drive];

  g_clear_pointer (&look->probe, sim_probe_cancel);
  look->purpose = purpose;
  look->probe = sim_probe_start (self->drives->drives[drive].media, purpose == PURPOSE_START, on_probed, look);
}

static gboolean
on_boot (SimMachine *machine,
         SimHost    *self)
{
  if (!self->probes || self->drives->drives[SIM_DRIVE_CDROM].media == NULL)
    return FALSE;
  look_into (self, SIM_DRIVE_CDROM, PURPOSE_START);
  return TRUE;
}

/* A command at the prompt. It ends by a notice. */
static void
on_drive_command (SimMachine *machine,
                  guint       drive,
                  gboolean    ejects,
                  SimHost    *self)
{
  static const guint8 eject[SIM_MEDIA_FRAME_SIZE] = { SIM_MEDIA_START_STOP_UNIT, 0, 0, 0, 2 };
  static const SimMediaCommand command = { .frames = eject, .n_frames = 1 };
  SimMedia *media = self->drives->drives[drive].media;

  if (media == NULL)
    {
      g_autofree char *text = g_strdup_printf ("%s: %s\n", get_name (drive),
                                               self->drives->drives[drive].url != NULL
                                                 ? "an image that the iLO itself has mounted"
                                                 : "nothing");

      sim_machine_notify (machine, text);
    }
  else if (ejects)
    {
      sim_media_send (media, &command);
      sim_machine_notify (machine, "");
    }
  else
    {
      look_into (self, drive, PURPOSE_SHOW);
    }
}

/**
 * sim_host_new:
 * @machine: (transfer none): the machine
 * @drives: (transfer none): the drives
 * @log: (transfer none): where to note what is found in them
 * @probes: whether the machine looks into drives by itself
 *
 * Returns: (transfer full): what the machine does with its drives
 */
SimHost *
sim_host_new (SimMachine *machine,
              SimDrives  *drives,
              SimLog     *log,
              gboolean    probes)
{
  SimHost *self = g_new0 (SimHost, 1);

  self->machine = machine;
  self->drives = drives;
  self->log = log;
  self->probes = probes;
  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    self->looks[i] = (Look) { .host = self, .drive = i };
  g_signal_connect (machine, "boot", G_CALLBACK (on_boot), self);
  g_signal_connect (machine, "drive-command", G_CALLBACK (on_drive_command), self);
  return self;
}

void
sim_host_free (SimHost *self)
{
  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    g_clear_pointer (&self->looks[i].probe, sim_probe_cancel);
  g_signal_handlers_disconnect_by_data (self->machine, self);
  g_free (self);
}

/**
 * sim_host_drive_changed:
 * @self: the host
 * @drive: a drive that a client has just lent, or taken back
 *
 * Lets a server that is running notice.
 */
void
sim_host_drive_changed (SimHost    *self,
                        SimDriveId  drive)
{
  g_autofree char *text = NULL;

  if (!self->probes || sim_machine_get_stage (self->machine) != SIM_STAGE_PROMPT)
    return;
  if (self->drives->drives[drive].media != NULL)
    {
      look_into (self, drive, PURPOSE_NOTICE);
      return;
    }
  text = g_strdup_printf ("%s: removed\n", get_name (drive));
  sim_machine_notify (self->machine, text);
}
