/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ILO_ERROR:
 *
 * What can go wrong between us and an iLO, one member for each thing the interface can act on. The
 * message is a whole sentence for the user, with the cause and the way out.
 */
#define ILO_ERROR (ilo_error_quark ())

typedef enum
{
  ILO_ERROR_FAILED,
  ILO_ERROR_PROTOCOL,          /* the peer sent what no iLO sends */
  ILO_ERROR_AUTH,              /* user, password or key refused */
  ILO_ERROR_LICENSE,           /* the feature is not licensed on this iLO */
  ILO_ERROR_NO_SESSION,        /* all sessions are taken */
  ILO_ERROR_OUT_OF_STEP,       /* the video stream decrypts to noise: wrong key or cipher */
  ILO_ERROR_CIPHER,            /* a cipher that this system cannot provide */
} IloError;

GQuark ilo_error_quark (void);

G_END_DECLS
