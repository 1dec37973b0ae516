/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "player-files.h"

int
main (int    argc,
      char **argv)
{
  if (argc != 2)
    {
      fputs ("Usage: make-player-files FOLDER\n", stderr);
      return 2;
    }
  player_files_make (argv[1]);
  return 0;
}
