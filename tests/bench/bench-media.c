/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * bench-media [IMAGE]: how fast a virtual CD is. An initiator on the loopback interface with one command outstanding
 * reads the whole image by READ(10) of 64 sectors, then single sectors at random: first from a bare loop (read a
 * command, pread, writev), which is the limit, then from an IloMedia; five times, the best one of each counts. Without
 * IMAGE it makes one of 700 MB. One JSON line; with --check the exit status says whether the drive has at
 * least 0.95 of the bare loop's throughput and at most 1.1 times its median time.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "ilo-media-wire.h"
#include "ilo-media.h"

#define SECTOR       2048u
#define SECTORS        64u
#define SAMPLES     20000u
#define IMAGE_SIZE  734003200
#define ROUNDS          5

#define WANTED_RATE   0.95
#define WANTED_MEDIAN 1.1

#define KEY "00000000000000000000000000000000"

typedef struct
{
  double bytes_per_second;
  double median;             /* microseconds */
  double percentile_99;
} Result;

static void
die (const char *what)
{
  fprintf (stderr, "bench-media: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
receive (int    fd,
         void  *to,
         gsize  length)
{
  for (gsize got = 0; got < length;)
    {
      gssize n = recv (fd, (guint8 *) to + got, length - got, MSG_WAITALL);

      if (n <= 0)
        die ("The drive closed the connection");
      got += (gsize) n;
    }
}

/* Keepalives are skipped; what else has a sense or another length than it should ends the program. */
static void
read_sectors (int     fd,
              guint32 first,
              guint   n,
              guint8 *to)
{
  const guint8 cdb[ILO_SCSI_CDB_SIZE] = { 0x28, 0, first >> 24, first >> 16, first >> 8, first, 0, n >> 8, n };
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  guint32 length;

  if (send (fd, cdb, sizeof cdb, MSG_NOSIGNAL) != sizeof cdb)
    die ("Sending a command");
  do
    receive (fd, header, sizeof header);
  while ((header[4] & ILO_MEDIA_KEEPALIVE) != 0);
  memcpy (&length, header + 12, 4);
  if (header[9] != 0 || GUINT32_FROM_LE (length) != n * SECTOR)
    die ("A read failed");
  receive (fd, to, n * SECTOR);
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static Result
measure (int     fd,
         guint32 sectors)
{
  static guint8 buffer[SECTORS * SECTOR];
  static double times[SAMPLES];
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  gint64 start = g_get_monotonic_time ();
  guint32 whole = sectors / SECTORS * SECTORS;
  Result result = { 0 };

  for (guint32 at = 0; at < whole; at += SECTORS)
    read_sectors (fd, at, SECTORS, buffer);
  result.bytes_per_second = (double) whole * SECTOR / ((double) (g_get_monotonic_time () - start) / 1e6);
  for (guint i = 0; i < SAMPLES; i++)
    {
      guint32 at = (guint32) g_rand_int_range (rand, 0, (gint32) sectors);
      struct timespec before;
      struct timespec after;

      clock_gettime (CLOCK_MONOTONIC, &before);
      read_sectors (fd, at, 1, buffer);
      clock_gettime (CLOCK_MONOTONIC, &after);
      times[i] = (double) (after.tv_sec - before.tv_sec) * 1e6 + (double) (after.tv_nsec - before.tv_nsec) / 1e3;
    }
  qsort (times, SAMPLES, sizeof *times, compare);
  result.median = times[SAMPLES / 2];
  result.percentile_99 = times[SAMPLES / 100 * 99];
  return result;
}

typedef struct
{
  int fd;
  int image;
} Bare;

static gpointer
run_bare (gpointer data)
{
  static guint8 buffer[SECTORS * SECTOR];
  const Bare *bare = data;
  guint8 header[ILO_MEDIA_HEADER_SIZE] = { 0xde, 0xc0, 0xad, 0x0b, [8] = 1 };
  guint8 cdb[ILO_SCSI_CDB_SIZE];

  while (recv (bare->fd, cdb, sizeof cdb, MSG_WAITALL) == sizeof cdb)
    {
      guint64 at = ((guint64) cdb[2] << 24 | cdb[3] << 16 | cdb[4] << 8 | cdb[5]) * SECTOR;
      guint32 length = ((guint32) cdb[7] << 8 | cdb[8]) * SECTOR;
      guint32 wire = GUINT32_TO_LE (length);
      struct iovec parts[] = { { header, sizeof header }, { buffer, length } };

      memcpy (header + 12, &wire, 4);
      if (pread (bare->image, buffer, length, (off_t) at) != (gssize) length
          || writev (bare->fd, parts, 2) != (gssize) (sizeof header + length))
        die ("The bare loop");
    }
  close (bare->fd);
  return NULL;
}

static int
listen_somewhere (guint16 *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (bind (fd, (struct sockaddr *) &address, sizeof address) < 0 || listen (fd, 1) < 0
      || getsockname (fd, (struct sockaddr *) &address, &length) < 0)
    die ("Listening");
  *port = ntohs (address.sin_port);
  return fd;
}

static void
set_no_delay (int fd)
{
  int on = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static Result
measure_bare (const char *path,
              guint32     sectors)
{
  guint16 port;
  int listener = listen_somewhere (&port);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (port) };
  Bare bare = { socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), open (path, O_RDONLY | O_CLOEXEC) };
  GThread *thread;
  Result result;
  int fd;

  if (connect (bare.fd, (struct sockaddr *) &address, sizeof address) < 0)
    die ("Connecting");
  fd = accept (listener, NULL, NULL);
  set_no_delay (fd);
  set_no_delay (bare.fd);
  thread = g_thread_new ("bare", run_bare, &bare);
  result = measure (fd, sectors);
  close (fd);
  close (listener);
  g_thread_join (thread);
  close (bare.image);
  return result;
}

typedef struct
{
  int      listener;
  guint32  sectors;
  Result   result;
} Ilo;

static gpointer
run_ilo (gpointer data)
{
  static const guint8 accepted[ILO_MEDIA_ANSWER_SIZE] = { 0x20, 0, 1, 1 };
  static const guint8 ready[ILO_SCSI_CDB_SIZE] = { 0 };
  static const guint8 eject[ILO_SCSI_CDB_SIZE] = { 0x1B, [4] = 2 };
  Ilo *ilo = data;
  guint8 hello[ILO_MEDIA_HELLO_SIZE];
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  int fd = accept (ilo->listener, NULL, NULL);

  set_no_delay (fd);
  receive (fd, hello, sizeof hello);
  send (fd, accepted, sizeof accepted, MSG_NOSIGNAL);
  send (fd, ready, sizeof ready, MSG_NOSIGNAL);
  receive (fd, header, sizeof header);
  ilo->result = measure (fd, ilo->sectors);
  send (fd, eject, sizeof eject, MSG_NOSIGNAL);
  receive (fd, header, sizeof header);
  close (fd);
  return NULL;
}

static Result
measure_drive (const char *path,
               guint32     sectors)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(IloImage) image = ilo_image_open (path, ILO_DRIVE_CD, TRUE, &error);
  g_autoptr(IloMedia) media = NULL;
  IloRcInfo info = { 0 };
  Ilo ilo = { .sectors = sectors };
  GThread *thread;

  if (image == NULL)
    {
      fprintf (stderr, "bench-media: %s\n", error->message);
      exit (1);
    }
  ilo.listener = listen_somewhere (&info.media_port);
  media = ilo_media_new ("127.0.0.1", &info, KEY);
  thread = g_thread_new ("ilo", run_ilo, &ilo);
  ilo_media_connect_async (media, image, NULL, NULL, NULL);
  while (ilo_media_get_state (media) != ILO_MEDIA_STATE_ENDED)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  close (ilo.listener);
  return ilo.result;
}

static char *
make_image (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  char *path = NULL;
  int fd = g_file_open_tmp ("bench-media-XXXXXX", &path, &error);
  static guint32 block[65536];

  if (fd < 0)
    die ("Making an image");
  for (guint i = 0; i < G_N_ELEMENTS (block); i++)
    block[i] = g_rand_int (rand);
  for (guint64 size = 0; size < IMAGE_SIZE; size += sizeof block)
    if (write (fd, block, sizeof block) != sizeof block)
      die ("Making an image");
  close (fd);
  return path;
}

static glong
resident (void)
{
  g_autofree char *contents = NULL;
  glong pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &contents, NULL, NULL))
    sscanf (contents, "%*d %ld", &pages);
  return pages * sysconf (_SC_PAGESIZE);
}

static void
keep_better (Result       *best,
             const Result *now)
{
  if (best->median == 0 || now->bytes_per_second > best->bytes_per_second)
    best->bytes_per_second = now->bytes_per_second;
  if (best->median == 0 || now->median < best->median)
    {
      best->median = now->median;
      best->percentile_99 = now->percentile_99;
    }
}

int
main (int    argc,
      char **argv)
{
  gboolean check = argc > 1 && strcmp (argv[1], "--check") == 0;
  const char *given = argc > 1 + check ? argv[1 + check] : NULL;
  g_autofree char *path = given != NULL ? g_strdup (given) : make_image ();
  guint32 sectors;
  Result bare = { 0 };
  Result drive = { 0 };
  double rate;
  double median;
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    die (path);
  sectors = (guint32) (lseek (fd, 0, SEEK_END) / SECTOR);
  close (fd);
  for (guint i = 0; i < ROUNDS; i++)
    {
      Result now = measure_bare (path, sectors);

      keep_better (&bare, &now);
      now = measure_drive (path, sectors);
      keep_better (&drive, &now);
    }
  rate = drive.bytes_per_second / bare.bytes_per_second;
  median = drive.median / bare.median;
  printf ("{\"bare\":{\"bytes_per_second\":%.0f,\"median_us\":%.1f,\"p99_us\":%.1f},"
          "\"drive\":{\"bytes_per_second\":%.0f,\"median_us\":%.1f,\"p99_us\":%.1f},"
          "\"throughput_ratio\":%.3f,\"median_ratio\":%.3f,\"resident_bytes\":%ld}\n",
          bare.bytes_per_second, bare.median, bare.percentile_99, drive.bytes_per_second, drive.median,
          drive.percentile_99, rate, median, resident ());
  if (given == NULL)
    unlink (path);
  return check && (rate < WANTED_RATE || median > WANTED_MEDIAN) ? 1 : 0;
}
