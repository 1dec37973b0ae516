/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-error.h"
#include "rackside-console-pages.h"
#include "rackside-stack.h"

/* What is shown while there is no console: the way there, questions on it, and why it came to an end. */
struct _RacksideConsolePages
{
  AdwBin               parent_instance;
  GtkStack            *stack;
  GtkWidget           *progress_page;
  GtkWidget           *trust_page;
  GtkWidget           *trust_button;
  GtkWidget           *busy_page;
  GtkWidget           *error_page;
  RacksideConsolePage  page;
};

G_DEFINE_FINAL_TYPE (RacksideConsolePages, rackside_console_pages, ADW_TYPE_BIN)

static void
show_page (RacksideConsolePages *self,
           RacksideConsolePage   page,
           GtkWidget            *widget)
{
  self->page = page;
  if (gtk_stack_get_visible_child (self->stack) != widget)
    rackside_stack_show (self->stack, widget);
}

/* Status pages take markup. */
static void
set_page_text (GtkWidget  *page,
               const char *title,
               const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);
}

static const char *
title_for_error (const GError *error)
{
  if (error->domain != ILO_ERROR)
    return _("The Connection Failed");
  switch (error->code)
    {
    case ILO_ERROR_AUTH:
      return _("The Log-In Was Refused");
    case ILO_ERROR_KEY_UNKNOWN:
    case ILO_ERROR_KEY_CHANGED:
      return _("The Server’s Key Is Not Trusted");
    case ILO_ERROR_LICENSE:
      return _("The Console Is Not Licensed");
    case ILO_ERROR_PRIVILEGE:
    case ILO_ERROR_UNAUTHORIZED:
      return _("You May Not Use the Console");
    case ILO_ERROR_NO_SESSION:
    case ILO_ERROR_NO_CONSOLE:
      return _("All Sessions Are Taken");
    case ILO_ERROR_NOT_ILO:
    case ILO_ERROR_GENERATION:
      return _("This Is Not an iLO 4");
    case ILO_ERROR_BUSY:
    case ILO_ERROR_SEIZE_REFUSED:
    case ILO_ERROR_SHARE_REFUSED:
      return _("Somebody Else Has the Console");
    case ILO_ERROR_SEIZED:
    case ILO_ERROR_GRANTED:
      return _("Somebody Else Has the Console Now");
    case ILO_ERROR_LOST:
    case ILO_ERROR_STALLED:
    case ILO_ERROR_LOST_SESSION:
      return _("The Connection Is Lost");
    default:
      return _("The Connection Failed");
    }
}

static void
rackside_console_pages_class_init (RacksideConsolePagesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-console-pages.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, progress_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, trust_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, trust_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, busy_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, error_page);
}

static void
rackside_console_pages_init (RacksideConsolePages *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_page (self, RACKSIDE_CONSOLE_PAGE_PROGRESS, self->progress_page);
}

/**
 * rackside_console_pages_show_progress:
 * @self: the pages
 * @address: where it goes to
 * @step: (nullable): what is being waited for, as a sentence
 *
 * Says how far connecting has come.
 */
void
rackside_console_pages_show_progress (RacksideConsolePages *self,
                                      const char           *address,
                                      const char           *step)
{
  /* Translators: the %s is the address of a server */
  g_autofree char *title = g_markup_printf_escaped (_("Connecting to %s"), address);

  set_page_text (self->progress_page, title, step);
  show_page (self, RACKSIDE_CONSOLE_PAGE_PROGRESS, self->progress_page);
}

/**
 * rackside_console_pages_show_trust:
 * @self: the pages
 * @question: what is to be trusted, as #IloSession::trust-needed has it
 *
 * Asks whether to connect to this server. It is an alarm when the key is another than before.
 */
void
rackside_console_pages_show_trust (RacksideConsolePages *self,
                                   const GError         *question)
{
  gboolean changed = question->code == ILO_ERROR_KEY_CHANGED;
  gboolean legacy = question->code == ILO_ERROR_TLS_LEGACY;

  set_page_text (self->trust_page,
                 changed ? _("The Server’s Key Has Changed") : legacy ? _("The Connection Would Be Unsafe")
                 : _("Do You Trust This Server?"),
                 question->message);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->trust_page),
                                 changed || legacy ? "dialog-warning-symbolic" : "channel-secure-symbolic");
  gtk_button_set_label (GTK_BUTTON (self->trust_button),
                        changed ? _("Trust the New Key") : legacy ? _("Connect Anyway") : _("Trust and Connect"));
  gtk_widget_remove_css_class (self->trust_button, "suggested-action");
  gtk_widget_remove_css_class (self->trust_button, "destructive-action");
  gtk_widget_add_css_class (self->trust_button, changed || legacy ? "destructive-action" : "suggested-action");
  show_page (self, RACKSIDE_CONSOLE_PAGE_TRUST, self->trust_page);
}

/**
 * rackside_console_pages_show_busy:
 * @self: the pages
 *
 * Asks what to do about the other user that has the console.
 */
void
rackside_console_pages_show_busy (RacksideConsolePages *self)
{
  show_page (self, RACKSIDE_CONSOLE_PAGE_BUSY, self->busy_page);
}

/**
 * rackside_console_pages_show_error:
 * @self: the pages
 * @error: why there is no console, or no longer
 *
 * Says what went wrong, and offers the ways out.
 */
void
rackside_console_pages_show_error (RacksideConsolePages *self,
                                   const GError         *error)
{
  set_page_text (self->error_page, title_for_error (error), error->message);
  show_page (self, RACKSIDE_CONSOLE_PAGE_ERROR, self->error_page);
}

/**
 * rackside_console_pages_get_page:
 * @self: the pages
 *
 * Returns: what they show
 */
RacksideConsolePage
rackside_console_pages_get_page (RacksideConsolePages *self)
{
  return self->page;
}
