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
  ILO_ERROR_AUTH,              /* user or password refused */
  ILO_ERROR_LICENSE,           /* the feature is not licensed on this iLO */
  ILO_ERROR_NO_SESSION,        /* all web sessions are taken */
  ILO_ERROR_OUT_OF_STEP,       /* the video stream decrypts to noise: wrong key or cipher */
  ILO_ERROR_CIPHER,            /* a cipher that this system cannot provide */
  ILO_ERROR_INPUT,             /* a key or text that cannot be typed */

  /* Getting there */
  ILO_ERROR_UNREACHABLE,       /* no such host, or no way to it */
  ILO_ERROR_REFUSED,           /* nobody listens on the port */
  ILO_ERROR_TIMEOUT,           /* no answer in time */
  ILO_ERROR_NOT_TLS,           /* something listens that does not speak TLS */
  ILO_ERROR_TLS,               /* the TLS handshake failed */
  ILO_ERROR_TLS_LEGACY,        /* it would take the unsafe legacy renegotiation: ask */
  ILO_ERROR_TLS_DOWNGRADE,     /* it would take less than this host has done before */
  ILO_ERROR_KEY_UNKNOWN,       /* the public key has not been seen before: ask */
  ILO_ERROR_KEY_CHANGED,       /* the public key is not the one that is known: alarm */
  ILO_ERROR_NOT_ILO,           /* a web server, but not an iLO */
  ILO_ERROR_GENERATION,        /* an iLO, but not an iLO 4 */
  ILO_ERROR_UNSUPPORTED,       /* this firmware does not have the call */

  /* Being let in, and staying in */
  ILO_ERROR_LOST_SESSION,      /* the web session has ended */
  ILO_ERROR_PRIVILEGE,         /* this user may not do that */
  ILO_ERROR_DENIED,            /* the console port refused the session key */
  ILO_ERROR_NO_CONSOLE,        /* all console sessions are taken */
  ILO_ERROR_WRONG_KEY,         /* it let us in, but what it sends cannot be decrypted */
  ILO_ERROR_BUSY,              /* somebody else holds the console */
  ILO_ERROR_SEIZE_REFUSED,     /* … and does not give it away */
  ILO_ERROR_SHARE_REFUSED,     /* … and does not share it */

  /* How a console ends */
  ILO_ERROR_SEIZED,            /* another user took it */
  ILO_ERROR_GRANTED,           /* we gave it away */
  ILO_ERROR_UNAUTHORIZED,      /* the user may not use it any more */
  ILO_ERROR_FIRMWARE_UPDATE,   /* the iLO begins to update its firmware */
  ILO_ERROR_RESET,             /* the iLO resets */
  ILO_ERROR_LOST,              /* the connection broke */
  ILO_ERROR_STALLED,           /* the iLO no longer takes what we send */

  /* Files */
  ILO_ERROR_RECORDING,         /* a file that is no recording, or a damaged one */
  ILO_ERROR_KEY_NEEDED,        /* an encrypted stream, and no key was given */
  ILO_ERROR_IMAGE,             /* a file that cannot be a drive, or no longer */
} IloError;

GQuark ilo_error_quark (void);

G_END_DECLS
