/* Stands between the program and the C library, for the files of one folder and for what is sent: counts what is done,
 * writes it down, fails or kills at the n-th. Loaded by LD_PRELOAD, so that it is the shipped driver whose calls it sees,
 * and told what to do by the test (ctypes). Asleep until watch() is called. Only what Debian's Python and SQLite call
 * stands here; the index of SQLite's log is mapped into memory and lasts no longer than its processes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real_of((void **)&real_##name, #name))
#define KEEP(name) static __typeof__(&name) real_##name

static void *real_of(void **kept, const char *name)
{
    if (!*kept)
        *kept = dlsym(RTLD_NEXT, name);
    return *kept;
}

KEEP(write);
KEEP(pwrite64);
KEEP(fsync);
KEEP(fdatasync);
KEEP(ftruncate64);
KEEP(unlink);
KEEP(rename);
KEEP(link);
KEEP(send);

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static int record = -1, bare, leaving, error, once, deadly;
static long count, at, struck;

/* `what_leaves`: what is sent as well, and not the index of the log (-shm). */
void shim_watch(const char *path, int what_leaves)
{
    snprintf(folder, sizeof folder, "%s", path);
    leaving = what_leaves;
    count = struck = 0;
    at = 0;
    deadly = 0;
}

/* At the n-th from now, errno `with`; `for_once`: that one alone. 0: no more. */
void shim_fail(long n, int with, int for_once)
{
    at = n ? count + n : 0;
    error = with;
    once = for_once;
    struck = 0;
}

/* SIGKILL before the n-th from now is done; the record ends with it. */
void shim_kill(long n)
{
    at = count + n;
    deadly = 1;
}

void shim_record(const char *file, int without_data)
{
    bare = without_data;
    record = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

long shim_count(void) { return count; }
long shim_struck(void) { return struck; }

/* The name inside the folder; NULL: it is not there, or not watched. */
static const char *below(const char *path)
{
    size_t long_is = strlen(folder), whole = strlen(path);
    if (!long_is || strncmp(path, folder, long_is) || (path[long_is] != '/' && path[long_is] != 0))
        return NULL;
    if (leaving && whole > 4 && !strcmp(path + whole - 4, "-shm"))
        return NULL;
    return path[long_is] ? path + long_is + 1 : ".";
}

/* The same of a descriptor; `path` holds it. */
static const char *inside(int fd, char *path)
{
    char link[64];
    if (!folder[0])
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0)
        return NULL;
    path[length] = 0;
    return below(path);
}

/* One line of the record: what, where, how long, the file's name, then the bytes. */
static void note(char what, const char *name, uint64_t offset, const void *data, uint32_t length)
{
    struct { char what; uint8_t name_is; uint32_t length; uint64_t offset; } __attribute__((packed)) head = {
        what, (uint8_t)strlen(name), length, offset};
    if (record < 0)
        return;
    if (bare)
        head.length = length = 0;
    (void)!REAL(write)(record, &head, sizeof head);
    (void)!REAL(write)(record, name, head.name_is);
    if (length)
        (void)!REAL(write)(record, data, length);
}

/* Counted; -1: this one fails. */
static int strikes(const char *name)
{
    count++;
    if (!at || count < at || (once && count > at))
        return 0;
    struck++;
    if (deadly) {
        note('K', name, 0, NULL, 0);
        kill(getpid(), SIGKILL);
    }
    errno = error;
    return -1;
}

#define GUARDED(fd, what, off, data, len, call)                                                                        \
    char path[PATH_MAX];                                                                                               \
    const char *name = inside(fd, path);                                                                               \
    if (!name)                                                                                                         \
        return call;                                                                                                   \
    pthread_mutex_lock(&one_at_a_time);                                                                                \
    __typeof__(call) result = -1;                                                                                      \
    if (!strikes(name)) {                                                                                              \
        result = call;                                                                                                 \
        if (result >= 0)                                                                                               \
            note(what, name, off, data, len);                                                                          \
    }                                                                                                                  \
    pthread_mutex_unlock(&one_at_a_time);                                                                              \
    return result

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
    GUARDED(fd, 'W', offset, data, result, REAL(pwrite64)(fd, data, length, offset));
}

int fsync(int fd) { GUARDED(fd, 'S', 0, NULL, 0, REAL(fsync)(fd)); }
int fdatasync(int fd) { GUARDED(fd, 'S', 0, NULL, 0, REAL(fdatasync)(fd)); }
int ftruncate64(int fd, off64_t length) { GUARDED(fd, 'T', length, NULL, 0, REAL(ftruncate64)(fd, length)); }

ssize_t write(int fd, const void *data, size_t length)
{
    char path[PATH_MAX];
    const char *name = fd == record ? NULL : inside(fd, path);
    if (!name)
        return REAL(write)(fd, data, length);
    pthread_mutex_lock(&one_at_a_time);
    ssize_t result = -1;
    if (!strikes(name)) {
        off_t offset = lseek(fd, 0, SEEK_CUR);
        result = REAL(write)(fd, data, length);
        if (result >= 0)
            note('W', name, offset < 0 ? 0 : offset, data, result);
    }
    pthread_mutex_unlock(&one_at_a_time);
    return result;
}

#define NAMED(path, what, call)                                                                                        \
    const char *name = below(path);                                                                                    \
    if (!name)                                                                                                         \
        return call;                                                                                                   \
    pthread_mutex_lock(&one_at_a_time);                                                                                \
    int result = -1;                                                                                                   \
    if (!strikes(name)) {                                                                                              \
        result = call;                                                                                                 \
        if (!result)                                                                                                   \
            note(what, name, 0, NULL, 0);                                                                              \
    }                                                                                                                  \
    pthread_mutex_unlock(&one_at_a_time);                                                                              \
    return result

int unlink(const char *path)
{
    if (access(path, F_OK))
        return REAL(unlink)(path); /* nothing is there to remove */
    NAMED(path, 'U', REAL(unlink)(path));
}
int rename(const char *old, const char *new) { NAMED(new, 'R', REAL(rename)(old, new)); }
int link(const char *old, const char *new) { NAMED(new, 'L', REAL(link)(old, new)); }

ssize_t send(int fd, const void *data, size_t length, int flags)
{
    if (!folder[0] || !leaving)
        return REAL(send)(fd, data, length, flags);
    pthread_mutex_lock(&one_at_a_time);
    int failed = strikes("socket");
    if (!failed)
        note('P', "socket", 0, NULL, 0);
    pthread_mutex_unlock(&one_at_a_time);
    return failed ? -1 : REAL(send)(fd, data, length, flags);
}
