/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

void player_files_make (const char *folder);
