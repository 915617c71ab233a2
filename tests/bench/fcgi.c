/* The same as FastCGI. */
#include <fcgiapp.h>

int
main(void)
{
	static char body[8192];
	FCGX_Request r;

	if (FCGX_Init() != 0 || FCGX_InitRequest(&r, 0, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&r) >= 0) {
		(void)FCGX_GetStr(body, sizeof(body), r.in);
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
