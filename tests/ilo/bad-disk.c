/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To be preloaded: a disk that has a sector that cannot be read, and no room for another. */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>

#define SECTOR 512

ssize_t pread64      (int fd, void *to, size_t length, off64_t offset);
ssize_t __pread64_chk (int fd, void *to, size_t length, off64_t offset, size_t room);
ssize_t pwrite64     (int fd, const void *from, size_t length, off64_t offset);

/* Whether what is at that place is among these bytes. */
static int
hits (const char *variable,
      size_t      length,
      off64_t     offset)
{
  const char *text = getenv (variable);
  off64_t bad = text != NULL ? atoll (text) : -1;

  return bad >= 0 && offset < bad + SECTOR && bad < offset + (off64_t) length;
}

ssize_t
pread64 (int     fd,
         void   *to,
         size_t  length,
         off64_t offset)
{
  ssize_t (*real) (int, void *, size_t, off64_t) = (ssize_t (*) (int, void *, size_t, off64_t)) dlsym (RTLD_NEXT, "pread64");

  if (hits ("BAD_SECTOR", length, offset))
    {
      errno = EIO;
      return -1;
    }
  return real (fd, to, length, offset);
}

ssize_t
__pread64_chk (int     fd,
               void   *to,
               size_t  length,
               off64_t offset,
               size_t  room)
{
  if (length > room)
    abort ();
  return pread64 (fd, to, length, offset);
}

ssize_t
pwrite64 (int         fd,
          const void *from,
          size_t      length,
          off64_t     offset)
{
  ssize_t (*real) (int, const void *, size_t, off64_t) =
    (ssize_t (*) (int, const void *, size_t, off64_t)) dlsym (RTLD_NEXT, "pwrite64");

  if (hits ("FULL_AT", length, offset))
    {
      errno = ENOSPC;
      return -1;
    }
  return real (fd, from, length, offset);
}
