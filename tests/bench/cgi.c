/* The least that a CGI program can be: reads the body, answers as lr-cgi. */
#include <stdio.h>
#include <unistd.h>

int
main(void)
{
	static char body[8192];

	while (read(0, body, sizeof(body)) > 0)
		;
	printf("Status: 200 OK\r\n"
	       "X-Content-Type-Options: nosniff\r\n"
	       "Content-Type: application/json\r\n"
	       "Cache-Control: no-store\r\n"
	       "Access-Control-Allow-Origin: http://localhost\r\n"
	       "Content-Length: 15\r\n\r\n{\"store\":true}\n");
	return 0;
}
