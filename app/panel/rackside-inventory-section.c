/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-inventory.h"

static void
row_clear (gpointer data)
{
  RacksideInventoryRow *row = data;

  g_free (row->label);
  g_free (row->value);
}

/**
 * rackside_inventory_section_new:
 * @title: what it is about
 *
 * Returns: (transfer full): a section without rows
 */
RacksideInventorySection *
rackside_inventory_section_new (const char *title)
{
  RacksideInventorySection *self = g_new0 (RacksideInventorySection, 1);

  self->title = g_strdup (title);
  self->rows = g_array_new (FALSE, FALSE, sizeof (RacksideInventoryRow));
  g_array_set_clear_func (self->rows, row_clear);
  return self;
}

/**
 * rackside_inventory_section_free:
 * @self: (transfer full): a section
 */
void
rackside_inventory_section_free (RacksideInventorySection *self)
{
  g_free (self->title);
  g_free (self->problem);
  g_array_unref (self->rows);
  g_free (self);
}

/**
 * rackside_inventory_section_add:
 * @self: a section
 * @label: what it is
 * @value: (nullable): what it is in this server; nothing is added when it is not known or empty
 */
void
rackside_inventory_section_add (RacksideInventorySection *self,
                                const char               *label,
                                const char               *value)
{
  RacksideInventoryRow row;

  if (value == NULL || *value == '\0')
    return;
  row = (RacksideInventoryRow) { g_strdup (label), g_strdup (value) };
  g_array_append_val (self->rows, row);
}

static void
add_extra (RacksideInventorySection *self,
           GPtrArray                *extra)
{
  for (guint i = 0; i < extra->len; i++)
    rackside_inventory_section_add (self, _("Further field"), g_ptr_array_index (extra, i));
}

static void
add_problem (RacksideInventorySection *self,
             const IpmiFruArea        *area)
{
  g_autofree char *before = g_steal_pointer (&self->problem);

  if (area->problem == NULL || before == NULL)
    self->problem = before != NULL ? g_steal_pointer (&before) : g_strdup (area->problem);
  else
    self->problem = g_strjoin ("\n", before, area->problem, NULL);
}

static char *
format_value (const IpmiFruValue *value)
{
  if (value->kind == IPMI_FRU_VALUE_NUMBER)
    return g_strdup_printf ("%g", value->number);
  if (value->kind == IPMI_FRU_VALUE_BOOLEAN)
    return g_strdup (value->boolean ? _("yes") : _("no"));
  return g_strdup (value->text);
}

/* The names of a record's values are made for programs: "capacity_watts". A translation is made for people. */
static char *
dup_value_name (const IpmiFruValue *value)
{
  const char *translated = _(value->name);

  return translated != value->name ? g_strdup (translated) : g_strdelimit (g_strdup (value->name), "_", ' ');
}

static void
add_record (RacksideInventorySection *self,
            const IpmiFruRecord      *record)
{
  const char *type = _(ipmi_fru_record_type_name (record->type));

  for (guint i = 0; i < record->values->len; i++)
    {
      const IpmiFruValue *value = &g_array_index (record->values, IpmiFruValue, i);
      g_autofree char *text = format_value (value);
      g_autofree char *name = dup_value_name (value);
      g_autofree char *label = g_strdup_printf ("%s: %s", type, name);

      rackside_inventory_section_add (self, label, text);
    }
  add_problem (self, &record->area);
}

/**
 * rackside_inventory_section_add_fru:
 * @self: a section
 * @fru: an inventory
 *
 * Adds what somebody would look for in it, in the order in which they would.
 */
void
rackside_inventory_section_add_fru (RacksideInventorySection *self,
                                    const IpmiFru            *fru)
{
  if (fru->product != NULL)
    {
      rackside_inventory_section_add (self, _("Product"), fru->product->name);
      rackside_inventory_section_add (self, _("Manufacturer"), fru->product->manufacturer);
      rackside_inventory_section_add (self, _("Serial number"), fru->product->serial_number);
      rackside_inventory_section_add (self, _("Part number"), fru->product->part_number);
      rackside_inventory_section_add (self, _("Version"), fru->product->version);
      rackside_inventory_section_add (self, _("Asset tag"), fru->product->asset_tag);
      add_extra (self, fru->product->extra);
      add_problem (self, &fru->product->area);
    }
  if (fru->board != NULL)
    {
      g_autofree char *date = ipmi_fru_dup_date (fru->board->manufactured);

      rackside_inventory_section_add (self, _("Board"), fru->board->product);
      rackside_inventory_section_add (self, _("Board manufacturer"), fru->board->manufacturer);
      rackside_inventory_section_add (self, _("Board serial number"), fru->board->serial_number);
      rackside_inventory_section_add (self, _("Board part number"), fru->board->part_number);
      rackside_inventory_section_add (self, _("Board made on"), date);
      add_extra (self, fru->board->extra);
      add_problem (self, &fru->board->area);
    }
  if (fru->chassis != NULL)
    {
      rackside_inventory_section_add (self, _("Chassis"), _(ipmi_fru_chassis_type_name (fru->chassis->type)));
      rackside_inventory_section_add (self, _("Chassis serial number"), fru->chassis->serial_number);
      rackside_inventory_section_add (self, _("Chassis part number"), fru->chassis->part_number);
      add_extra (self, fru->chassis->extra);
      add_problem (self, &fru->chassis->area);
    }
  for (guint i = 0; i < fru->records->len; i++)
    add_record (self, g_ptr_array_index (fru->records, i));
  add_problem (self, &fru->multirecords);
  add_problem (self, &fru->header);
}

/**
 * rackside_inventory_to_text:
 * @sections: (element-type RacksideInventorySection): an inventory
 *
 * Returns: (transfer full): all of it as text, a line a value
 */
char *
rackside_inventory_to_text (GPtrArray *sections)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sections->len; i++)
    {
      const RacksideInventorySection *section = g_ptr_array_index (sections, i);

      g_string_append_printf (text, i == 0 ? "%s\n" : "\n%s\n", section->title);
      for (guint j = 0; j < section->rows->len; j++)
        {
          const RacksideInventoryRow *row = &g_array_index (section->rows, RacksideInventoryRow, j);

          g_string_append_printf (text, "  %s: %s\n", row->label, row->value);
        }
      if (section->problem != NULL)
        g_string_append_printf (text, "  %s\n", section->problem);
    }
  return g_string_free (text, FALSE);
}
