/*
 * A disk that fails, and a machine that loses its power, for one folder.
 *
 * Loaded before the C library (LD_PRELOAD). Concerns files directly in the folder POWER_FOLDER and nothing else; not `-shm`, which
 * SQLite rebuilds, and not `.lock`, which holds nothing.
 *
 * Counted are the operations that change a disk: write, truncate, sync, rename, unlink, and making a file. At operation number
 * POWER_AT it does what POWER_HOW says: `kill` (SIGKILL, before the operation), or an error: `EIO`, `ENOSPC`, `EROFS`, for POWER_FOR
 * operations in a row.
 * As long as the file POWER_FAULT exists, every operation fails with the error that is written in it; with `EROFS` so does opening
 * a file to write to it.
 * At an orderly end the count is written to POWER_COUNT.
 *
 * POWER_SHADOW is a folder with what would be left after a power loss:
 *   data-INODE   what a file held at its last successful sync;
 *   name-NAME    holds the number of the inode that NAME would lead to.
 * A file's content is what it was at its last sync, empty if there was none. A name leads to its file once that file or the folder
 * was synced (as ext4, XFS and Btrfs do for the former); a rename or an unlink is undone unless the folder was synced since. That is
 * harder than most disks: they often keep more.
 * Nothing is really synced: a copy that outlives the process is all that the test needs, and a disk would only be slow.
 *
 * POWER_NORMAL makes of `synchronous=FULL` what `synchronous=NORMAL` is for a write-ahead log: the sync of the log at each commit
 * is not done, only the one before a checkpoint, which is when the log was written and the database is about to be.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
#define NAME 256
#define PATH 4096

enum kind { OTHER, A_FILE, THE_FOLDER };

static char folder[PATH], shadow[PATH], fault[PATH], count_to[PATH];
static long at = -1, times = 1, operations;
static char how[16];
static int normal;
/* What each descriptor leads to. */
static enum kind kinds[FILES];
static char names[FILES][NAME];
static ino_t inodes[FILES];
/* The log was to be synced, and was not yet. */
static int log_waits = -1;
static pthread_mutex_t mutex;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

static void set(char *to, const char *variable) {
  const char *value = getenv(variable);
  snprintf(to, PATH, "%s", value ? value : "");
}

__attribute__((constructor)) static void begin(void) {
  pthread_mutexattr_t recursive;
  pthread_mutexattr_init(&recursive);
  pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&mutex, &recursive);
  set(folder, "POWER_FOLDER");
  set(shadow, "POWER_SHADOW");
  set(fault, "POWER_FAULT");
  set(count_to, "POWER_COUNT");
  const char *value = getenv("POWER_AT");
  if (value) at = atol(value);
  value = getenv("POWER_FOR");
  if (value) times = atol(value);
  value = getenv("POWER_HOW");
  snprintf(how, sizeof how, "%s", value ? value : "");
  normal = getenv("POWER_NORMAL") != NULL;
}

__attribute__((destructor)) static void end(void) {
  if (!*folder || !*count_to) return;
  FILE *out = fopen(count_to, "w");
  if (out) {
    fprintf(out, "%ld", operations);
    fclose(out);
  }
}

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), tail = strlen(end);
  return length >= tail && !strcmp(text + length - tail, end);
}

/* The name of a file that concerns us, or NULL. */
static const char *concerned(const char *path) {
  size_t length = strlen(folder);
  if (!length || !path || strncmp(path, folder, length) || path[length] != '/') return NULL;
  const char *name = path + length + 1;
  if (!*name || strchr(name, '/') || ends_with(name, "-shm") || ends_with(name, ".lock")) return NULL;
  return strlen(name) < NAME ? name : NULL;
}

static int is_file(int fd) { return fd >= 0 && fd < FILES && kinds[fd] == A_FILE; }

static int error_named(const char *name) {
  if (!strncmp(name, "ENOSPC", 6)) return ENOSPC;
  if (!strncmp(name, "EROFS", 5)) return EROFS;
  return EIO;
}

/* The error of POWER_FAULT, or 0. */
static int lasting(void) {
  int fd = *fault ? REAL(open)(fault, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return 0;
  char name[16] = "";
  ssize_t unused = read(fd, name, sizeof name - 1);
  (void)unused;
  REAL(close)(fd);
  return error_named(name);
}

/* Counts an operation; gives the error that it is to fail with, or 0. */
static int operate(void) {
  operations++;
  if (at > 0 && operations >= at && operations < at + times) {
    if (!strcmp(how, "kill")) kill(getpid(), SIGKILL);
    return error_named(how);
  }
  return lasting();
}

static void copy(int from, const char *to) {
  char waiting[PATH + 64], bytes[65536];
  snprintf(waiting, sizeof waiting, "%s.new", to);
  int out = REAL(open)(waiting, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0) abort();
  off_t offset = 0;
  ssize_t got;
  while ((got = pread(from, bytes, sizeof bytes, offset)) > 0) {
    if (REAL(write)(out, bytes, got) != got) abort();
    offset += got;
  }
  REAL(close)(out);
  if (REAL(rename)(waiting, to)) abort();
}

static void keep_name(const char *name, ino_t inode) {
  char path[PATH + NAME + 16];
  snprintf(path, sizeof path, "%s/name-%s", shadow, name);
  FILE *out = fopen(path, "w");
  if (!out) abort();
  fprintf(out, "%lu", (unsigned long)inode);
  fclose(out);
}

/* What this descriptor's file holds now would be left. */
static void keep_data(int fd) {
  char path[PATH + 64];
  /* Opened for writing alone: read through another. */
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int from = REAL(open)(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) abort();
  snprintf(path, sizeof path, "%s/data-%lu", shadow, (unsigned long)inodes[fd]);
  copy(from, path);
  REAL(close)(from);
  keep_name(names[fd], inodes[fd]);
}

/* The names of the folder are what they are now. */
static void keep_names(void) {
  char path[PATH + NAME + 16];
  DIR *all = opendir(shadow);
  if (!all) abort();
  for (struct dirent *entry; (entry = readdir(all));) {
    if (strncmp(entry->d_name, "name-", 5)) continue;
    snprintf(path, sizeof path, "%s/%s", shadow, entry->d_name);
    REAL(unlink)(path);
  }
  closedir(all);
  all = opendir(folder);
  if (!all) abort();
  for (struct dirent *entry; (entry = readdir(all));) {
    struct stat found;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (concerned(path) && !stat(path, &found) && S_ISREG(found.st_mode)) keep_name(entry->d_name, found.st_ino);
  }
  closedir(all);
}

/* A file that loses its name keeps its inode for as long as this process lives: a new file must not get the number. */
static void hold(const char *path) {
  int unused = REAL(open)(path, O_RDONLY | O_CLOEXEC);
  (void)unused;
}

static int opened(const char *path, int flags, mode_t mode, int (*open_it)(const char *, int, ...)) {
  const char *name = concerned(path);
  pthread_mutex_lock(&mutex);
  int makes = name && (flags & O_CREAT) && access(path, F_OK);
  int error = makes ? operate() : 0;
  size_t length = strlen(folder);
  int writes = (flags & O_ACCMODE) != O_RDONLY && length && !strncmp(path, folder, length);
  if (!error && writes && lasting() == EROFS) error = EROFS;
  int fd = -1;
  if (error) errno = error;
  else fd = open_it(path, flags, mode);
  if (fd >= 0 && fd < FILES) {
    struct stat found;
    kinds[fd] = OTHER;
    if (name && !fstat(fd, &found)) {
      kinds[fd] = A_FILE;
      inodes[fd] = found.st_ino;
      snprintf(names[fd], NAME, "%s", name);
      if (makes) {
        char stale[PATH + 64];
        snprintf(stale, sizeof stale, "%s/data-%lu", shadow, (unsigned long)found.st_ino);
        REAL(unlink)(stale);
      }
    } else if (*folder && path && !strcmp(path, folder)) {
      kinds[fd] = THE_FOLDER;
    }
  }
  pthread_mutex_unlock(&mutex);
  return fd;
}

#define MODE                                                                                                                       \
  mode_t mode = 0;                                                                                                                 \
  if (flags & (O_CREAT | O_TMPFILE)) {                                                                                             \
    va_list rest;                                                                                                                  \
    va_start(rest, flags);                                                                                                         \
    mode = va_arg(rest, mode_t);                                                                                                   \
    va_end(rest);                                                                                                                  \
  }

int open(const char *path, int flags, ...) {
  MODE return opened(path, flags, mode, REAL(open));
}

int open64(const char *path, int flags, ...) {
  MODE return opened(path, flags, mode, REAL(open64));
}

int close(int fd) {
  pthread_mutex_lock(&mutex);
  if (fd >= 0 && fd < FILES) {
    kinds[fd] = OTHER;
    if (log_waits == fd) log_waits = -1;
  }
  int outcome = REAL(close)(fd);
  pthread_mutex_unlock(&mutex);
  return outcome;
}

/* Before a write to a file: the error to fail with, or 0. */
static int before_write(int fd) {
  if (!is_file(fd)) return 0;
  /* NORMAL syncs the log before a checkpoint writes the database. */
  if (log_waits >= 0 && !ends_with(names[fd], "-wal")) keep_data(log_waits);
  log_waits = -1;
  return operate();
}

#define CHANGE(type, call)                                                                                                         \
  pthread_mutex_lock(&mutex);                                                                                                      \
  int error = before_write(fd);                                                                                                    \
  type outcome = -1;                                                                                                               \
  if (error) errno = error;                                                                                                        \
  else outcome = call;                                                                                                             \
  pthread_mutex_unlock(&mutex);                                                                                                    \
  return outcome;

ssize_t write(int fd, const void *bytes, size_t size) { CHANGE(ssize_t, REAL(write)(fd, bytes, size)) }
ssize_t writev(int fd, const struct iovec *parts, int count) { CHANGE(ssize_t, REAL(writev)(fd, parts, count)) }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t to) { CHANGE(ssize_t, REAL(pwrite)(fd, bytes, size, to)) }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t to) { CHANGE(ssize_t, REAL(pwrite64)(fd, bytes, size, to)) }
int ftruncate(int fd, off_t size) { CHANGE(int, REAL(ftruncate)(fd, size)) }
int ftruncate64(int fd, off64_t size) { CHANGE(int, REAL(ftruncate64)(fd, size)) }

static int synced(int fd, int (*sync_it)(int)) {
  pthread_mutex_lock(&mutex);
  int outcome = 0;
  if (is_file(fd) || (fd >= 0 && fd < FILES && kinds[fd] == THE_FOLDER)) {
    int error;
    if (normal && ends_with(names[fd], "-wal") && is_file(fd)) log_waits = fd;
    else if ((error = operate())) errno = error, outcome = -1;
    else if (is_file(fd)) keep_data(fd);
    else keep_names();
  } else {
    outcome = sync_it(fd);
  }
  pthread_mutex_unlock(&mutex);
  return outcome;
}

int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

int rename(const char *from, const char *to) {
  pthread_mutex_lock(&mutex);
  const char *name = concerned(to);
  int error = name || concerned(from) ? operate() : 0;
  if (error) {
    errno = error;
  } else {
    if (name) hold(to);
    for (int fd = 0; name && concerned(from) && fd < FILES; fd++)
      if (is_file(fd) && !strcmp(names[fd], concerned(from))) snprintf(names[fd], NAME, "%s", name);
  }
  int outcome = error ? -1 : REAL(rename)(from, to);
  pthread_mutex_unlock(&mutex);
  return outcome;
}

int unlink(const char *path) {
  pthread_mutex_lock(&mutex);
  int error = concerned(path) ? operate() : 0;
  if (error) errno = error;
  else if (concerned(path)) hold(path);
  int outcome = error ? -1 : REAL(unlink)(path);
  pthread_mutex_unlock(&mutex);
  return outcome;
}
