/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <openssl/crypto.h>

#include "ctl-commands.h"

static const CtlCommand offline_commands[] = {
  CTL_IPMI_SWEEP,
  { NULL },
};

static const CtlCommand nothing[] = {
  { NULL },
};

/* A third of what a short command costs is OpenSSL: its error texts, its names for every algorithm there is or was,
 * and putting all of that away at the end. Nobody asks for any of it here. The system's openssl.cnf is still obeyed. */
static void
prepare (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ADD_ALL_CIPHERS
                       | OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_ATEXIT, NULL);
}

const CtlProgram ctl_program = {
  .offline = offline_commands,
  .ilo = nothing,
  .ipmi = ctl_ipmi_commands,
  .rest = "racksidectl-full",
  .prepare = prepare,
};
