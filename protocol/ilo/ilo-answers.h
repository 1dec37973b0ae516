/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ilo-cipher.h"
#include "ilo-hello.h"

G_BEGIN_DECLS

/**
 * IloFacts:
 * @generation: 4 for an iLO 4; 0 when it does not say
 * @product: (nullable): what it calls itself, “Integrated Lights-Out 4”
 * @firmware: (nullable): its firmware version, “2.54”
 * @server: (nullable): the server's name, or the iLO's own
 * @model: (nullable): the server's model
 * @serial: (nullable): the server's serial number
 * @login_delay: seconds that log-ins are delayed by just now
 * @notice: (nullable): a text that is to be shown before somebody logs in
 *
 * What an iLO says about itself without a session: what `GET /json/login_session` or `GET /xmldata` has of it.
 */
typedef struct
{
  guint  generation;
  char  *product;
  char  *firmware;
  char  *server;
  char  *model;
  char  *serial;
  guint  login_delay;
  char  *notice;
} IloFacts;

/**
 * IloSessionInfo:
 * @user: the user's name
 * @expires: (nullable): when the session ends, as the iLO writes it
 * @may_log_in: may log in
 * @may_use_console: may use the remote console
 * @may_use_media: may use virtual media
 * @may_use_power: may use the power button
 * @may_configure: may configure the iLO
 * @may_administer: may administer users
 *
 * What the logged-in user may do.
 */
typedef struct
{
  char     *user;
  char     *expires;
  gboolean  may_log_in;
  gboolean  may_use_console;
  gboolean  may_use_media;
  gboolean  may_use_power;
  gboolean  may_configure;
  gboolean  may_administer;
} IloSessionInfo;

/**
 * IloRcInfo:
 * @enc_key: the console's key as the text that the iLO gave, case included; empty when there is none
 * @key: the 16 bytes that it spells
 * @console_port: TCP port of the console
 * @media_port: TCP port of virtual media
 * @features: what is offered
 * @protocol_version: (nullable): “1.1”; on another, go on and warn
 * @server: (nullable): the server's name
 * @ilo: (nullable): the iLO's name
 * @enclosure: (nullable): the blade enclosure's name
 * @bay: the blade's bay, 0: none
 *
 * What the console needs. It holds secrets and is wiped when freed.
 */
typedef struct
{
  char         enc_key[ILO_KEY_TEXT_SIZE + 1];
  guint8       key[ILO_CIPHER_KEY_SIZE];
  guint16      console_port;
  guint16      media_port;
  IloFeatures  features;
  char        *protocol_version;
  char        *server;
  char        *ilo;
  char        *enclosure;
  guint        bay;
} IloRcInfo;

/**
 * IloDriveStatus:
 * @device: “FLOPPY” or “CDROM”
 * @connected: whether a client serves it
 * @url_connected: whether the iLO itself serves it from a URL
 * @url: (nullable): which
 * @boot_option: (nullable): what the server boots from it
 * @write_protected: whether the server may not write to it
 *
 * One virtual drive.
 */
typedef struct
{
  char     *device;
  gboolean  connected;
  gboolean  url_connected;
  char     *url;
  char     *boot_option;
  gboolean  write_protected;
} IloDriveStatus;

/**
 * IloMediaStatus:
 * @drives: (element-type IloDriveStatus): the virtual drives
 * @port: TCP port of virtual media
 *
 * What the virtual drives do.
 */
typedef struct
{
  GPtrArray *drives;
  guint16    port;
} IloMediaStatus;

/**
 * IloOverview:
 * @model: (nullable): the server's model
 * @serial: (nullable): its serial number
 * @uuid: (nullable): its UUID
 * @firmware: (nullable): the iLO's firmware
 * @health: (nullable): as the iLO writes it, “OP_STATUS_OK”
 *
 * The server at a glance. Each member is reported but not sure to be there.
 */
typedef struct
{
  char *model;
  char *serial;
  char *uuid;
  char *firmware;
  char *health;
} IloOverview;

#define ILO_HOT_KEYS          6
#define ILO_HOT_KEYS_MAX_KEYS 5

/**
 * IloHotKeys:
 * @keys: for Ctrl-T, Ctrl-U, Ctrl-V, Ctrl-W, Ctrl-X and Ctrl-Y the names of the keys that are pressed
 *   together, as the iLO writes them; %NULL after the last
 *
 * The programmed hot keys.
 */
typedef struct
{
  char *keys[ILO_HOT_KEYS][ILO_HOT_KEYS_MAX_KEYS + 1];
} IloHotKeys;

IloFacts       *ilo_facts_parse_json        (const char      *text,
                                             gsize            length,
                                             GError         **error);
IloFacts       *ilo_facts_parse_xml         (const char      *text,
                                             gsize            length,
                                             GError         **error);
void            ilo_facts_free              (IloFacts        *facts);
IloSessionInfo *ilo_session_info_parse      (const char      *text,
                                             gsize            length,
                                             GError         **error);
void            ilo_session_info_free       (IloSessionInfo  *info);
IloRcInfo      *ilo_rc_info_parse           (const char      *text,
                                             gsize            length,
                                             GError         **error);
IloRcInfo      *ilo_rc_info_copy            (const IloRcInfo *info);
void            ilo_rc_info_free            (IloRcInfo       *info);
IloMediaStatus *ilo_media_status_parse      (const char      *text,
                                             gsize            length,
                                             GError         **error);
void            ilo_media_status_free       (IloMediaStatus  *status);
IloOverview    *ilo_overview_parse          (const char      *text,
                                             gsize            length,
                                             GError         **error);
void            ilo_overview_free           (IloOverview     *overview);
IloHotKeys     *ilo_hot_keys_parse          (const char      *text,
                                             gsize            length,
                                             GError         **error);
void            ilo_hot_keys_free           (IloHotKeys      *hot_keys);
gboolean        ilo_host_power_parse        (const char      *text,
                                             gsize            length,
                                             gboolean        *on,
                                             GError         **error);
char           *ilo_login_parse             (const char      *text,
                                             gsize            length,
                                             GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloFacts, ilo_facts_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloSessionInfo, ilo_session_info_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloRcInfo, ilo_rc_info_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloMediaStatus, ilo_media_status_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloOverview, ilo_overview_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloHotKeys, ilo_hot_keys_free)

G_END_DECLS
