/* The least that a CGI program can be: reads the body, answers as lr-cgi. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
main(void)
{
	static char body[8192];
	const char *length = getenv("CONTENT_LENGTH");
	size_t n = length == NULL ? 0 : strtoul(length, NULL, 10), at = 0;
	ssize_t got = 1;

	while (got > 0 && at < n && at < sizeof(body))
		if ((got = read(0, body + at, sizeof(body) - at)) > 0)
			at += (size_t)got;
	printf("Status: 200 OK\r\n"
	       "X-Content-Type-Options: nosniff\r\n"
	       "Content-Type: application/json\r\n"
	       "Cache-Control: no-store\r\n"
	       "Access-Control-Allow-Origin: http://localhost\r\n"
	       "Content-Length: 15\r\n\r\n{\"store\":true}\n");
	return 0;
}
