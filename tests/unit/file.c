#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fail.h"
#include "../folder.h"
#include "file.h"

/* What is in a file, "?" when it cannot be read. */
static const char *
content(const char *name)
{
	static struct lr_buf b;
	static char text[64];

	lr_buf_init(&b, 60);
	if (lr_file_read(at(name), &b) == LR_OK)
		snprintf(text, sizeof(text), "%s", lr_buf_str(&b));
	else
		snprintf(text, sizeof(text), "?");
	lr_buf_free(&b);
	return text;
}

static int
files(void)
{
	char command[300], line[16] = "";
	int pipes[2], n = 0, status;
	pid_t pid;
	ssize_t k;

	if (pipe(pipes) != 0)
		return -1;
	if ((pid = fork()) == 0) {
		dup2(pipes[1], 1);
		snprintf(command, sizeof(command), "ls -A %s | wc -l", dir);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(pipes[1]);
	k = read(pipes[0], line, sizeof(line) - 1);
	close(pipes[0]);
	waitpid(pid, &status, 0);
	for (; k > 0 && line[n] >= '0' && line[n] <= '9'; n++)
		;
	return n == 1 ? line[0] - '0' : 99;
}

static unsigned
mode_of(const char *name)
{
	struct stat st;

	return stat(at(name), &st) == 0 ? (unsigned)st.st_mode & 07777 : 0;
}

static enum lr_err
write_new(const char *name, const char *s, unsigned mode)
{
	struct lr_newfile f;
	enum lr_err err = lr_newfile_open(&f, at(name), mode);

	if (err == LR_OK)
		err = lr_file_write(f.fd, s, strlen(s));
	if (err == LR_OK)
		err = lr_newfile_commit(&f);
	else
		lr_newfile_abort(&f);
	return err;
}

static void
replace(void)
{
	struct lr_newfile f;
	char name[32];
	int fd;

	umask(027);
	ok(write_new("new", "one", 0) == LR_OK, "a new file");
	is(content("new"), 3, "one", "    has its content");
	ok(mode_of("new") == 0640, "    and the mode of the umask");
	ok(write_new("new", "two", 0600) == LR_OK && mode_of("new") == 0600,
	    "replaced, with a mode of its own");
	is(content("new"), 3, "two", "    and new content");

	ok(lr_newfile_open(&f, at("new"), 0) == LR_OK, "begun again");
	lr_file_write(f.fd, "three", 5);
	is(content("new"), 3, "two", "    nothing is to be seen yet");
	lr_newfile_abort(&f);
	is(content("new"), 3, "two", "    nor after an abort");
	lr_newfile_abort(&f);
	ok(files() == 1, "    no temporary file is left");

	ok(lr_newfile_open(&f, at("no/such"), 0) == LR_EIO && errno == ENOENT,
	    "no folder for it");
	lr_newfile_abort(&f);
	ok(lr_newfile_open(&f, "/dev/null", 0) == LR_OK &&
		lr_file_write(f.fd, "x", 1) == LR_OK &&
		lr_newfile_commit(&f) == LR_OK,
	    "what is no regular file is written as it is");
	lr_newfile_abort(&f);
	ok(access("/dev/null", W_OK) == 0, "    and is still there");
	fd = open(at("new"), O_RDONLY);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	ok(lr_newfile_open(&f, name, 0) == LR_OK &&
		lr_file_write(f.fd, "!", 1) == LR_OK &&
		lr_newfile_commit(&f) == LR_OK,
	    "so is a descriptor, even of a regular file");
	is(content("new"), 4, "two!", "    behind what is there");
	close(fd);
	write_new("new", "two", 0600);
}

/* What is there keeps its mode, and a link stays one. */
static void
kept(void)
{
	struct lr_newfile f;
	struct stat st;

	ok(write_new("new", "two", 0) == LR_OK && mode_of("new") == 0600,
	    "the mode of the file that is there");
	mkdir(at("sub"), 0700);
	ok(symlink("../new", at("sub/link")) == 0 &&
		symlink("sub/link", at("link")) == 0 &&
		write_new("link", "three", 0) == LR_OK,
	    "through two links");
	is(content("new"), 5, "three", "    that lead to it");
	ok(lstat(at("link"), &st) == 0 && S_ISLNK(st.st_mode) &&
		lstat(at("sub/link"), &st) == 0 && S_ISLNK(st.st_mode) &&
		mode_of("new") == 0600,
	    "    and stay");
	ok(lr_newfile_again(&f, at("link"), 0) == LR_OK &&
		access(at(".new.new"), F_OK) == 0 &&
		lr_file_write(f.fd, "two", 3) == LR_OK &&
		lr_newfile_commit(&f) == LR_OK,
	    "    again");
	is(content("new"), 3, "two", "    to the same");
	unlink(at("new"));
	ok(write_new("link", "two", 0600) == LR_OK, "a link to nothing");
	is(content("new"), 3, "two", "    makes the file");
	unlink(at("link"));
	ok(symlink("link", at("link")) == 0 &&
		write_new("link", "x", 0) == LR_EIO && errno == ELOOP,
	    "a link to itself");
	unlink(at("link"));
	unlink(at("sub/link"));
	rmdir(at("sub"));
	ok(files() == 1, "    and nothing is left");
}

static void
failures(void)
{
	struct lr_newfile f;
	unsigned long n;
	enum lr_err err = LR_ENOMEM;

	fail_from(FAIL_WRITE, 1);
	ok(write_new("new", "full", 0) == LR_EIO && errno == ENOSPC,
	    "a full disk");
	fail_from(FAIL_WRITE, 0);
	is(content("new"), 3, "two", "    leaves the old file");
	ok(files() == 1, "    and no temporary one");
	for (n = 1; err == LR_ENOMEM && n < 10; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_newfile_open(&f, at("new"), 0);
		fail_from(FAIL_ALLOC, 0);
		lr_newfile_abort(&f);
	}
	ok(err == LR_OK && n == 4 && files() == 1, "no memory for the names");
	/* the folder goes away in the meantime */
	mkdir(at("sub"), 0700);
	ok(lr_newfile_open(&f, at("sub/x"), 0) == LR_OK, "in a folder");
	unlink(f.temporary);
	rmdir(at("sub"));
	ok(lr_newfile_commit(&f) == LR_EIO && errno == ENOENT,
	    "    that goes away before the commit");
	lr_newfile_abort(&f);
}

/* A file that is written again and again, and those that were killed. */
static void
again(void)
{
	struct lr_newfile f, g;
	enum lr_err err = LR_ENOMEM;
	unsigned long n;

	ok(lr_newfile_again(&f, at("new"), 0) == LR_OK &&
		access(at(".new.new"), F_OK) == 0,
	    "again: a temporary of a fixed name");
	lr_file_write(f.fd, "four", 4);
	is(content("new"), 3, "two", "    nothing is to be seen yet");
	ok(lr_newfile_again(&g, at("new"), 0) == LR_EAGAIN,
	    "    another one is kept out");
	ok(lr_newfile_commit(&f) == LR_OK && files() == 1 &&
		mode_of("new") == 0600,
	    "    it is replaced, and keeps its mode");
	is(content("new"), 4, "four", "    and is the new one");

	ok(symlink("new", at(".new.new")) == 0 &&
		lr_newfile_again(&f, at("new"), 0) == LR_EIO && errno == ELOOP,
	    "again: no link is followed");
	unlink(at(".new.new"));
	write_new(".new.new", "left by one that was killed", 0);
	ok(lr_newfile_again(&f, at("new"), 0600) == LR_OK,
	    "again: what is left of another is used up");
	lr_file_write(f.fd, "two", 3);
	ok(lr_newfile_commit(&f) == LR_OK && files() == 1 &&
		mode_of("new") == 0600,
	    "    with a mode of its own");
	is(content("new"), 3, "two", "    and has only the new content");
	ok(lr_newfile_again(&f, at("no/such"), 0) == LR_EIO && errno == ENOENT,
	    "again: no folder for it");
	ok(lr_newfile_again(&f, "/dev/null", 0) == LR_EBAD &&
		lr_newfile_again(&f, dir, 0) == LR_EBAD,
	    "again: no regular file");
	for (n = 1; err == LR_ENOMEM && n < 10; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_newfile_again(&f, at("new"), 0);
		fail_from(FAIL_ALLOC, 0);
		lr_newfile_abort(&f);
	}
	ok(err == LR_OK && n == 4 && files() == 1, "again: no memory");
}

static void
reading(void)
{
	struct lr_buf b;
	int fd;

	ok(lr_file_open(at("none"), &fd) == LR_EIO && errno == ENOENT,
	    "open: no such file");
	ok(lr_file_open(dir, &fd) == LR_EIO && errno == EISDIR,
	    "open: a folder");
	ok(lr_file_open("-", &fd) == LR_OK && fd == 0, "open: standard input");
	ok(lr_file_open(at("new"), &fd) == LR_OK &&
		(fcntl(fd, F_GETFD) & FD_CLOEXEC),
	    "open: closed on exec");
	close(fd);
	lr_buf_init(&b, 3);
	ok(lr_file_read(at("new"), &b) == LR_OK && b.n == 3,
	    "read: exactly up to the ceiling");
	lr_buf_free(&b);
	lr_buf_init(&b, 2);
	ok(lr_file_read(at("new"), &b) == LR_ETOOLONG, "read: beyond it");
	lr_buf_free(&b);
	lr_buf_init(&b, 100);
	lr_buf_puts(&b, "<");
	ok(lr_file_read(at("new"), &b) == LR_OK, "read: appends");
	is(b.p, b.n, "<two", "    what is there stays");
	fail_from(FAIL_READ, 1);
	ok(lr_file_read(at("new"), &b) == LR_EIO && errno == EIO,
	    "read: an error of the disk");
	fail_from(FAIL_READ, 0);
	lr_buf_free(&b);
	lr_buf_init(&b, 100);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_file_read(at("new"), &b) == LR_ENOMEM, "read: no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_buf_free(&b);
}

/* Two processes append 200 times two halves of a line each. */
static void
append_under_lock(void)
{
	struct lr_buf b;
	pid_t pid[2];
	int i, k, fd, status, good = 1;
	size_t from;

	for (i = 0; i < 2; i++)
		if ((pid[i] = fork()) == 0) {
			const char *half = i == 0 ? "aaaa" : "bbbb";

			for (k = 0; k < 200; k++) {
				if (lr_file_append(at("log"), &fd) != LR_OK)
					_exit(1);
				lr_file_write(fd, half, 4);
				lr_file_write(fd, half, 4);
				close(fd);
			}
			_exit(0);
		}
	for (i = 0; i < 2; i++) {
		waitpid(pid[i], &status, 0);
		good = good && status == 0;
	}
	lr_buf_init(&b, 10000);
	ok(good && lr_file_read(at("log"), &b) == LR_OK && b.n == 3200,
	    "append: two processes");
	for (from = 0; good && from < b.n; from += 8)
		good = memcmp(b.p + from, "aaaaaaaa", 8) == 0 ||
		    memcmp(b.p + from, "bbbbbbbb", 8) == 0;
	ok(good, "    do not come between each other");
	ok(mode_of("log") == 0600, "    mode 0600");
	ok(lr_file_append(at("no/such"), &fd) == LR_EIO, "append: no folder");
	lr_buf_free(&b);
}

static void private(void)
{
	char *files[3] = { strdup(at("none")), strdup(at("log")), NULL };
	struct lr_buf b;
	int fd = -1;

	lr_buf_init(&b, 10000);
	ok(lr_file_private(at("log"), files, &fd) == LR_EBAD && fd == -1 &&
		lr_file_read(at("log"), &b) == LR_OK && b.n == 3200,
	    "private: not over what is read");
	lr_buf_clear(&b);
	ok(lr_file_private(at("log"), files + 2, &fd) == LR_OK &&
		lr_file_read(at("log"), &b) == LR_OK && b.n == 0,
	    "    else emptied");
	close(fd);
	ok(lr_file_private(at("own"), files, &fd) == LR_OK &&
		mode_of("own") == 0600,
	    "    mode 0600");
	close(fd);
	ok(lr_file_private(at("no/such"), files, &fd) == LR_EIO,
	    "    no folder");
	lr_buf_free(&b);
	free(files[0]);
	free(files[1]);
}

/* A pipe takes little at a time, and signals come in between. */
static void
nothing(int sig)
{
}

static void
short_writes(void)
{
	static char big[1 << 20];
	struct sigaction act = { .sa_handler = nothing };
	int pipes[2], status;
	size_t sum = 0;
	ssize_t k;
	pid_t pid;

	memset(big, 'x', sizeof(big));
	sigaction(SIGUSR1, &act, NULL);
	if (pipe(pipes) != 0)
		return;
	if ((pid = fork()) == 0) {
		close(pipes[0]);
		_exit(lr_file_write(pipes[1], big, sizeof(big)) != LR_OK);
	}
	close(pipes[1]);
	while ((k = read(pipes[0], big, 5000)) > 0) {
		sum += (size_t)k;
		if (sum < sizeof(big) / 2)
			kill(pid, SIGUSR1);
	}
	close(pipes[0]);
	waitpid(pid, &status, 0);
	ok(sum == sizeof(big) && status == 0,
	    "write: all of it, across short writes and signals");
	ok(lr_file_write(-1, big, 0) == LR_OK, "write: nothing");
	ok(lr_file_write(-1, big, 1) == LR_EIO && errno == EBADF,
	    "write: a bad descriptor");
}

static void
state(void)
{
	struct lr_buf b;

	lr_buf_init(&b, 300);
	setenv("LR_STATE", "/a/b", 1);
	setenv("XDG_STATE_HOME", "/xdg", 1);
	ok(lr_file_state(&b, "/given", false) == LR_OK, "state: given");
	is(b.p, b.n, "/given", "    comes first");
	lr_file_state(&b, NULL, false);
	is(lr_buf_str(&b), b.n, "/a/b", "    then LR_STATE");
	setenv("LR_STATE", "", 1);
	lr_file_state(&b, NULL, false);
	is(lr_buf_str(&b), b.n, "/xdg/lr", "    then XDG_STATE_HOME");
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", "/home/x", 1);
	lr_file_state(&b, NULL, false);
	is(lr_buf_str(&b), b.n,
	    geteuid() == 0 ? "/var/lib/lr" : "/home/x/.local/state/lr",
	    "    an XDG folder that is relative does not count (XDG spec)");
	if (geteuid() != 0) {
		unsetenv("HOME");
		ok(lr_file_state(&b, NULL, false) == LR_EBAD, "    no HOME");
	}
	ok(lr_file_state(&b, at("p/q/r"), true) == LR_OK &&
		mode_of("p") == 0700 && mode_of("p/q/r") == 0700,
	    "state: made with its parents, 0700");
	ok(lr_file_state(&b, at("p/q/r"), true) == LR_OK, "    and found");
	ok(lr_file_state(&b, at("new"), true) == LR_EIO &&
		(errno == ENOTDIR || errno == EEXIST),
	    "    a file stands there");
	ok(lr_file_state(&b, at("new/x"), true) == LR_EIO, "    or above");
	lr_buf_free(&b);
}

/* In a child without standard descriptors. */
static void
hold(void)
{
	int status, fd, file;
	pid_t pid = fork();

	if (pid == 0) {
		char c;

		for (fd = 0; fd <= 2; fd++)
			close(fd);
		lr_file_hold_standard();
		file = open("/dev/null", O_RDONLY);
		if (file <= 2 || read(0, &c, 1) >= 0 || write(1, "x", 1) >= 0 ||
		    write(2, "x", 1) >= 0)
			_exit(1);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "closed standard descriptors are held, and fail");
}

int
main(void)
{
	folder_new();
	setvbuf(stdout, NULL, _IONBF, 0);
	replace();
	kept();
	failures();
	again();
	reading();
	append_under_lock();
	private();
	short_writes();
	state();
	hold();
	if (fork() == 0)
		execl("/bin/rm", "rm", "-rf", dir, (char *)NULL);
	wait(NULL);
	return done();
}
