/* The same as FastCGI. */
#include <fcgiapp.h>
#include <stdlib.h>

int
main(void)
{
	static char body[8192];
	FCGX_Request r;
	const char *length;
	unsigned long n;

	if (FCGX_Init() != 0 || FCGX_InitRequest(&r, 0, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&r) >= 0) {
		length = FCGX_GetParam("CONTENT_LENGTH", r.envp);
		n = length == NULL ? 0 : strtoul(length, NULL, 10);
		if (n <= sizeof(body))
			(void)FCGX_GetStr(body, (int)n, r.in);
		FCGX_PutS("Status: 200 OK\r\n"
			  "X-Content-Type-Options: nosniff\r\n"
			  "Content-Type: application/json\r\n"
			  "Cache-Control: no-store\r\n"
			  "Access-Control-Allow-Origin: http://localhost\r\n"
			  "Content-Length: 15\r\n\r\n{\"store\":true}\n",
		    r.out);
		FCGX_Finish_r(&r);
	}
	return 0;
}
