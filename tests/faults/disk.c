/* Loaded before libc (LD_PRELOAD): writes down what a process asks of the disk, or makes one call of it fail.

   CHECKIN_DISK_ROOT   the course folder; files elsewhere are none of our business
   CHECKIN_DISK_LOG    where the trace goes (tests/faults/trace.py reads it); appended to, whole records at a time
   CHECKIN_DISK_FAIL   KIND:K:ERRNO:once|always - the K-th call (from 1) of a kind fails: w write, s sync, t truncate,
                       o open, m open for writing, u unlink and rename; a capital: those on checkin.db and its log

   CHECKIN_DISK_SWITCH a file: calls are counted and fail only while it is there

   A record of the trace: one letter, then inode, offset, length of the name, length of the data (8 bytes each, of
   this machine), the name, the data. C made a file, O opened one, W written, T cut, S synced, D a folder synced,
   U unlinked, R renamed (the data is the new name), A written to standard output: an acknowledgement. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
enum { OTHER, FOLDER, TRACED, UNTRACED }; /* UNTRACED: the shared memory and the lock, which hold nothing durable */

static char root[PATH_MAX], only_while[PATH_MAX];
static int log_fd = -1;
static char fail_kind;
static long fail_at;
static int fail_errno, fail_always;
static long calls[128];
static char what[MOST], ours[MOST]; /* by descriptor: what it is; whether it is the record or its log */
static uint64_t inodes[MOST];
static pthread_mutex_t one_at_a_time = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_ftruncate)(int, off64_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_close)(int);
static int (*real_unlink)(const char *), (*real_unlinkat)(int, const char *, int);
static int (*real_rename)(const char *, const char *), (*real_renameat)(int, const char *, int, const char *);
static int (*real_linkat)(int, const char *, int, const char *, int);

__attribute__((constructor)) static void begin(void) {
  if (real_open) return;
  real_openat = dlsym(RTLD_NEXT, "openat64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_close = dlsym(RTLD_NEXT, "close");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_unlinkat = dlsym(RTLD_NEXT, "unlinkat");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_renameat = dlsym(RTLD_NEXT, "renameat");
  real_linkat = dlsym(RTLD_NEXT, "linkat");
  real_open = dlsym(RTLD_NEXT, "open64");
  const char *folder = getenv("CHECKIN_DISK_ROOT"), *log = getenv("CHECKIN_DISK_LOG"), *fail = getenv("CHECKIN_DISK_FAIL");
  if (folder) snprintf(root, sizeof root, "%s/", folder);
  if (log) {
    int low = real_open(log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    log_fd = fcntl(low, F_DUPFD_CLOEXEC, 900);
    real_close(low);
  }
  if (getenv("CHECKIN_DISK_SWITCH")) snprintf(only_while, sizeof only_while, "%s", getenv("CHECKIN_DISK_SWITCH"));
  char mode[8] = "";
  if (fail && sscanf(fail, "%c:%ld:%d:%7s", &fail_kind, &fail_at, &fail_errno, mode) == 4)
    fail_always = !strcmp(mode, "always");
}

/* For a process that has begun already: the folder, and what is to fail from now on; kind 0 is nothing. */
void checkin_disk(const char *folder, int kind, long at, int error, int always) {
  snprintf(root, sizeof root, "%s/", folder);
  memset(calls, 0, sizeof calls);
  fail_kind = kind, fail_at = at, fail_errno = error, fail_always = always;
}

/* How many calls of a kind there were since then. */
long checkin_disk_calls(int kind) { return calls[kind]; }

/* -- what is written down */

static void note(char letter, uint64_t inode, uint64_t offset, const char *name, const void *data, uint64_t length) {
  if (log_fd < 0) return;
  char head[33];
  uint64_t numbers[4] = {inode, offset, name ? strlen(name) : 0, length};
  head[0] = letter;
  memcpy(head + 1, numbers, 32);
  struct iovec parts[3] = {{head, 33}, {(void *)name, numbers[2]}, {(void *)data, length}};
  int kept = errno;
  if (syscall(SYS_writev, log_fd, parts, 3) != (long)(33 + numbers[2] + length)) abort();
  errno = kept;
}

static int inside(const char *path) {
  size_t length = strlen(root);
  return length > 1 && (!strncmp(path, root, length) || (strlen(path) == length - 1 && !strncmp(path, root, length - 1)));
}

static const char *whole(int folder, const char *path, char *room) {
  if (path[0] == '/') return path;
  char base[PATH_MAX], link[64];
  if (folder == AT_FDCWD) {
    if (!getcwd(base, sizeof base)) return path;
  } else {
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t n = readlink(link, base, sizeof base - 1);
    if (n < 0) return path;
    base[n] = 0;
  }
  snprintf(room, PATH_MAX, "%s/%s", base, path);
  return room;
}

static int ends(const char *path, const char *with) {
  size_t a = strlen(path), b = strlen(with);
  return a >= b && !strcmp(path + a - b, with);
}

static int is_record(const char *path) { return ends(path, "checkin.db") || ends(path, "checkin.db-wal"); }

/* -- what fails: 1 when this call is to fail */

static int due(char kind) {
  if (only_while[0]) {
    int kept = errno, off = access(only_while, F_OK);
    errno = kept;
    if (off) return 0;
  }
  long now = ++calls[(int)kind];
  if (kind != fail_kind) return 0;
  return fail_always ? now >= fail_at : now == fail_at;
}

static int fails(char kind, int record) {
  int one = due(kind), other = record && due(kind - 32);
  if (one || other) {
    errno = fail_errno;
    return 1;
  }
  return 0;
}

/* -- files */

static int opened(int fd, const char *path, int flags, int was_there) {
  if (fd < 0 || fd >= MOST) return fd;
  struct stat found;
  int kept = errno;
  what[fd] = OTHER;
  if (!fstat(fd, &found)) {
    inodes[fd] = found.st_ino;
    ours[fd] = is_record(path);
    if (S_ISDIR(found.st_mode))
      what[fd] = FOLDER;
    else
      what[fd] = ends(path, "-shm") || ends(path, ".lock") ? UNTRACED : TRACED;
    if (ends(path, ".lock")) what[fd] = TRACED;
    if (what[fd] == TRACED) {
      note(was_there ? 'O' : 'C', found.st_ino, 0, path, 0, 0);
      if (was_there && (flags & O_TRUNC)) note('T', found.st_ino, 0, 0, 0, 0);
    }
  }
  errno = kept;
  return fd;
}

static int do_open(int folder, const char *path, int flags, mode_t mode) {
  char room[PATH_MAX];
  begin();
  const char *full = whole(folder, path, room);
  if (!inside(full)) {
    int fd = real_openat(folder, path, flags, mode);
    if (fd >= 0 && fd < MOST) what[fd] = OTHER;
    return fd;
  }
  pthread_mutex_lock(&one_at_a_time);
  int fd = -1, there = !faccessat(folder, path, F_OK, 0);
  if (!fails('o', is_record(full)) && !((flags & O_ACCMODE) != O_RDONLY && fails('m', 0)))
    fd = opened(real_openat(folder, path, flags, mode), full, flags, there);
  pthread_mutex_unlock(&one_at_a_time);
  return fd;
}

#define OPEN(name)                                          \
  int name(const char *path, int flags, ...) {              \
    va_list more;                                           \
    va_start(more, flags);                                  \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; \
    va_end(more);                                           \
    return do_open(AT_FDCWD, path, flags, mode);            \
  }
#define OPENAT(name)                                        \
  int name(int folder, const char *path, int flags, ...) {  \
    va_list more;                                           \
    va_start(more, flags);                                  \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; \
    va_end(more);                                           \
    return do_open(folder, path, flags, mode);              \
  }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

#define KNOWN(fd) ((fd) >= 0 && (fd) < MOST && what[fd] != OTHER)

ssize_t write(int fd, const void *data, size_t length) {
  begin();
  if (!KNOWN(fd) && !(fd == 1 && log_fd >= 0)) return real_write(fd, data, length);
  pthread_mutex_lock(&one_at_a_time);
  ssize_t done = -1;
  if (!KNOWN(fd)) {
    done = real_write(fd, data, length);
    if (done > 0) note('A', 0, 0, 0, data, done);
  } else if (!fails('w', ours[fd])) {
    done = real_write(fd, data, length);
    if (done > 0 && what[fd] == TRACED) note('W', inodes[fd], lseek(fd, 0, SEEK_CUR) - done, 0, data, done);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  begin();
  if (!KNOWN(fd)) return real_pwrite(fd, data, length, offset);
  pthread_mutex_lock(&one_at_a_time);
  ssize_t done = -1;
  if (!fails('w', ours[fd])) {
    done = real_pwrite(fd, data, length, offset);
    if (done > 0 && what[fd] == TRACED) note('W', inodes[fd], offset, 0, data, done);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

int ftruncate64(int fd, off64_t size) {
  begin();
  if (!KNOWN(fd)) return real_ftruncate(fd, size);
  pthread_mutex_lock(&one_at_a_time);
  int done = -1;
  if (!fails('t', ours[fd])) {
    done = real_ftruncate(fd, size);
    if (!done && what[fd] == TRACED) note('T', inodes[fd], size, 0, 0, 0);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int do_sync(int fd, int (*sync)(int)) {
  if (!KNOWN(fd)) return sync(fd);
  pthread_mutex_lock(&one_at_a_time);
  int done = -1;
  if (!fails('s', ours[fd])) {
    done = sync(fd);
    if (!done && what[fd] == FOLDER) note('D', inodes[fd], 0, 0, 0, 0);
    if (!done && what[fd] == TRACED) note('S', inodes[fd], 0, 0, 0, 0);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}
int fsync(int fd) { begin(); return do_sync(fd, real_fsync); }
int fdatasync(int fd) { begin(); return do_sync(fd, real_fdatasync); }

int close(int fd) {
  begin();
  if (fd >= 0 && fd == log_fd) return 0;
  if (fd >= 0 && fd < MOST) what[fd] = OTHER;
  return real_close(fd);
}

static int do_unlink(int folder, const char *path, int flags) {
  char room[PATH_MAX];
  begin();
  const char *full = whole(folder, path, room);
  if (!inside(full)) return real_unlinkat(folder, path, flags);
  pthread_mutex_lock(&one_at_a_time);
  int done = -1;
  if (!fails('u', is_record(full))) {
    done = real_unlinkat(folder, path, flags);
    if (!done && !ends(full, "-shm")) note('U', 0, 0, full, 0, 0);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}
int unlink(const char *path) { return do_unlink(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return do_unlink(folder, path, flags); }

static int do_rename(int from_folder, const char *from, int to_folder, const char *to) {
  char one[PATH_MAX], other[PATH_MAX];
  begin();
  const char *source = whole(from_folder, from, one), *target = whole(to_folder, to, other);
  if (!inside(source) && !inside(target)) return real_renameat(from_folder, from, to_folder, to);
  pthread_mutex_lock(&one_at_a_time);
  int done = -1;
  if (!fails('u', 0)) {
    done = real_renameat(from_folder, from, to_folder, to);
    if (!done) note('R', 0, 0, source, target, strlen(target));
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}
int rename(const char *from, const char *to) { return do_rename(AT_FDCWD, from, AT_FDCWD, to); }

static int do_link(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  char one[PATH_MAX], other[PATH_MAX];
  begin();
  const char *source = whole(from_folder, from, one), *target = whole(to_folder, to, other);
  if (!inside(target)) return real_linkat(from_folder, from, to_folder, to, flags);
  pthread_mutex_lock(&one_at_a_time);
  int done = -1;
  if (!fails('u', 0)) {
    done = real_linkat(from_folder, from, to_folder, to, flags);
    if (!done) note('L', 0, 0, source, target, strlen(target));
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}
int link(const char *from, const char *to) { return do_link(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int f, const char *from, int t, const char *to, int flags) { return do_link(f, from, t, to, flags); }
int renameat(int f, const char *from, int t, const char *to) { return do_rename(f, from, t, to); }
