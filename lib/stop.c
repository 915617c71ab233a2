#include "stop.h"

#include <errno.h>
#include <unistd.h>

volatile sig_atomic_t lr_stop;
static volatile sig_atomic_t wake = -1;

static void
on_signal(int number)
{
	int error = errno;

	lr_stop = number;
	if (wake >= 0 && write((int)wake, "", 1) < 0)
		(void)0; /* the flag is set */
	errno = error;
}

static void
catch_signal(int number)
{
	struct sigaction a = { .sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND };
	struct sigaction old;

	if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	sigemptyset(&a.sa_mask);
	sigaction(number, &a, NULL);
}

void
lr_stop_catch(int fd)
{
	wake = fd;
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
}
