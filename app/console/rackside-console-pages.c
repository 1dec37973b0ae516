/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ilo-error.h"
#include "rackside-console-pages.h"
#include "rackside-stack.h"
#include "rackside-steps.h"
#include "rackside-wrap-layout.h"

/* What is shown while there is no console: the way there, questions on it, and why it came to an end. */
struct _RacksideConsolePages
{
  AdwBin               parent_instance;
  GtkStack            *stack;
  GtkWidget           *progress_page;
  RacksideSteps       *steps;
  GtkWidget           *cancel_button;
  GtkWidget           *trust_page;
  GtkWidget           *keys;
  GtkWidget           *known_key;
  GtkLabel            *known_key_label;
  GtkLabel            *key_caption;
  GtkLabel            *key_label;
  GtkWidget           *distrust_button;
  GtkWidget           *trust_button;
  GtkWidget           *busy_page;
  GtkWidget           *leave_button;
  GtkWidget           *error_page;
  GtkWidget           *back_button;
  GtkWidget           *try_again_button;
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

/* Return is for what can be taken back: not for a key that is trusted, nor for somebody else's console. */
static gboolean
rackside_console_pages_grab_focus (GtkWidget *widget)
{
  RacksideConsolePages *self = RACKSIDE_CONSOLE_PAGES (widget);
  GtkWidget *buttons[] = {
    [RACKSIDE_CONSOLE_PAGE_PROGRESS] = self->cancel_button,
    [RACKSIDE_CONSOLE_PAGE_TRUST] = self->distrust_button,
    [RACKSIDE_CONSOLE_PAGE_BUSY] = self->leave_button,
    [RACKSIDE_CONSOLE_PAGE_ERROR] = gtk_widget_get_visible (self->try_again_button) ? self->try_again_button
                                                                                   : self->back_button,
  };

  return gtk_widget_grab_focus (buttons[self->page]);
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

  widget_class->grab_focus = rackside_console_pages_grab_focus;
  g_type_ensure (RACKSIDE_TYPE_STEPS);
  g_type_ensure (RACKSIDE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-console-pages.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, progress_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, steps);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, trust_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, keys);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, known_key);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, known_key_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, key_caption);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, key_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, distrust_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, trust_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, busy_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, leave_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, error_page);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, back_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideConsolePages, try_again_button);
}

static void
rackside_console_pages_init (RacksideConsolePages *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_page (self, RACKSIDE_CONSOLE_PAGE_PROGRESS, self->progress_page);
}

/**
 * rackside_console_pages_start_progress:
 * @self: the pages
 * @name: where it goes to
 *
 * Says that connecting begins.
 */
void
rackside_console_pages_start_progress (RacksideConsolePages *self,
                                       const char           *name)
{
  /* Translators: the %s is the address of a server */
  g_autofree char *title = g_markup_printf_escaped (_("Connecting to %s"), name);

  rackside_steps_clear (self->steps);
  set_page_text (self->progress_page, title, NULL);
  show_page (self, RACKSIDE_CONSOLE_PAGE_PROGRESS, self->progress_page);
}

/**
 * rackside_console_pages_show_progress:
 * @self: the pages
 * @step: (nullable): what is being waited for, as a sentence
 *
 * Says how far connecting has come.
 */
void
rackside_console_pages_show_progress (RacksideConsolePages *self,
                                      const char           *step)
{
  if (step != NULL)
    rackside_steps_show (self->steps, step);
  show_page (self, RACKSIDE_CONSOLE_PAGE_PROGRESS, self->progress_page);
}

static char *
describe_question (const GError *question,
                   const char   *host,
                   gboolean      changed,
                   gboolean      again)
{
  if (changed && again)
    /* Translators: the %s is the address of a server */
    return g_strdup_printf (_("%s does not show the key that it had while its console was open. Unless the iLO has got "
                              "a new certificate, somebody else answers in its place and is after your password. "
                              "Nothing has been sent. If you trust the new key, Rackside logs in again."), host);
  if (changed)
    /* Translators: the %s is the address of a server */
    return g_strdup_printf (_("%s does not show the key that it had until now. Unless the iLO has got a new "
                              "certificate, somebody else answers in its place and is after your password. "
                              "Nothing has been sent."), host);
  if (question->code == ILO_ERROR_KEY_UNKNOWN)
    /* Translators: the %s is the address of a server */
    return g_strdup_printf (_("%s has not been connected to before. Trust it if this is the key of its iLO; you "
                              "are warned should it ever change. Nothing has been sent."), host);
  return g_strdup (question->message);
}

/**
 * rackside_console_pages_show_trust:
 * @self: the pages
 * @question: what is to be trusted, as #IloSession::trust-needed has it
 * @http: (transfer none): the connection that it is about
 * @again: whether the console was open already, and is not any more
 *
 * Asks whether to connect to this server. It is an alarm when the key is another than before.
 */
void
rackside_console_pages_show_trust (RacksideConsolePages *self,
                                   const GError         *question,
                                   IloHttp              *http,
                                   gboolean              again)
{
  const char *known_key = ilo_http_get_known_key (http);
  gboolean legacy = question->code == ILO_ERROR_TLS_LEGACY;
  /* What the system vouched for had no known key. */
  gboolean changed = question->code == ILO_ERROR_KEY_CHANGED || (again && !legacy);
  g_autofree char *text = describe_question (question, ilo_http_get_host (http), changed, again);

  set_page_text (self->trust_page,
                 changed ? _("The Server’s Key Has Changed") : legacy ? _("The Connection Would Be Unsafe")
                 : _("Do You Trust This Server?"), text);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->trust_page),
                                 changed || legacy ? "dialog-warning-symbolic" : "channel-secure-symbolic");
  if (changed)
    gtk_widget_add_css_class (self->trust_page, "alarm");
  else
    gtk_widget_remove_css_class (self->trust_page, "alarm");
  gtk_widget_set_visible (self->keys, !legacy);
  gtk_widget_set_visible (self->known_key, changed && known_key != NULL);
  gtk_label_set_label (self->known_key_label, known_key);
  gtk_label_set_label (self->key_caption, changed ? _("The key that it shows now") : _("Its public key"));
  gtk_label_set_label (self->key_label, ilo_http_get_server_key (http));
  gtk_button_set_label (GTK_BUTTON (self->trust_button),
                        changed ? _("Trust the New Key") : legacy ? _("Connect Anyway") : _("Trust and Connect"));
  gtk_widget_remove_css_class (self->trust_button, "suggested-action");
  gtk_widget_remove_css_class (self->trust_button, "destructive-action");
  gtk_widget_add_css_class (self->trust_button, changed || legacy ? "destructive-action" : "suggested-action");
  show_page (self, RACKSIDE_CONSOLE_PAGE_TRUST, self->trust_page);
}

/**
 * rackside_console_pages_get_key:
 * @self: the pages
 *
 * Returns: (transfer none): the key that rackside_console_pages_show_trust() has asked about, empty when there was none
 */
const char *
rackside_console_pages_get_key (RacksideConsolePages *self)
{
  return gtk_label_get_label (self->key_label);
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
  /* The same password once more would only make the iLO wait longer. */
  gboolean retry = !g_error_matches (error, ILO_ERROR, ILO_ERROR_AUTH);

  set_page_text (self->error_page, title_for_error (error), error->message);
  gtk_widget_set_visible (self->try_again_button, retry);
  if (retry)
    gtk_widget_remove_css_class (self->back_button, "suggested-action");
  else
    gtk_widget_add_css_class (self->back_button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back_button), retry ? "console.disconnect" : "console.log-in");
  gtk_button_set_label (GTK_BUTTON (self->back_button), retry ? _("Back") : _("Log In Again"));
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
