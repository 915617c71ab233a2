#include "descr.h"

#include "../tap.h"

static const struct {
	const char *text;
	enum lr_descr_says says;
} lines[] = {
	/* names */
	{ "Example Maschinenbau GmbH & Co. KG", LR_DESCR_NAME },
	{ "EXAMPLE-CORP", LR_DESCR_NAME },
	{ "UDC", LR_DESCR_NAME },
	{ "3M", LR_DESCR_NAME },
	{ "24 Stunden Media", LR_DESCR_NAME },
	{ "Kyiv Example University", LR_DESCR_NAME },
	{ "Stra\xc3\x9f"
	  "enbau Muster AG, Werk 2",
	    LR_DESCR_NAME },
	{ "Customer Care Ltd", LR_DESCR_NAME },
	{ "Mr. Example SA", LR_DESCR_NAME },
	{ "1234 Media GmbH", LR_DESCR_NAME },
	{ "Vision 2000", LR_DESCR_NAME },
	{ "Liverpool Example Club", LR_DESCR_NAME },
	{ "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80", LR_DESCR_NAME },
	/* what stands in the way */
	{ "", LR_DESCR_FILLER },
	{ "-", LR_DESCR_FILLER },
	{ "***********", LR_DESCR_FILLER },
	{ "*** Please report abuse ***", LR_DESCR_FILLER },
	{ "-- customers --", LR_DESCR_FILLER },
	{ "assigned to customers", LR_DESCR_FILLER },
	{ "Assigned to Example", LR_DESCR_FILLER },
	{ "IP range for DSL", LR_DESCR_FILLER },
	{ "Customer of Example Net", LR_DESCR_FILLER },
	{ "Dynamic IP pool", LR_DESCR_FILLER },
	{ "Business customers", LR_DESCR_FILLER },
	{ "Infrastructure", LR_DESCR_FILLER },
	{ "abuse@example.net", LR_DESCR_FILLER },
	{ "see http://example.net/", LR_DESCR_FILLER },
	{ "www.example.net", LR_DESCR_FILLER },
	{ "Tel: +49 30 1234567", LR_DESCR_FILLER },
	{ "+49 (30) 1234567", LR_DESCR_FILLER },
	{ "Hauptstrasse 5", LR_DESCR_FILLER },
	{ "12, rue de l'Exemple", LR_DESCR_FILLER },
	{ "P.O. Box 77", LR_DESCR_FILLER },
	{ "Example Tower, 5th Floor", LR_DESCR_FILLER },
	{ "10115 Berlin", LR_DESCR_FILLER },
	{ "SE-111 22 Stockholm", LR_DESCR_FILLER },
	{ "D-10115 Berlin", LR_DESCR_FILLER },
	{ "Denver, CO 80202", LR_DESCR_FILLER },
	{ "Mumbai 400001", LR_DESCR_FILLER },
	{ "Germany", LR_DESCR_FILLER },
	{ "Sri Lanka", LR_DESCR_FILLER },
	/* persons */
	{ "Private customer", LR_DESCR_PRIVATE },
	{ "PRIVATE-CUSTOMER", LR_DESCR_PRIVATE },
	{ "Private Customer of Example GmbH", LR_DESCR_PRIVATE },
	{ "Privatkunde", LR_DESCR_PRIVATE },
	{ "Residential customers", LR_DESCR_PRIVATE },
	{ "Persona f\xc3\xadsica", LR_DESCR_PRIVATE },
	{ "Herr Beispiel", LR_DESCR_PRIVATE },
	{ "Mrs. Example", LR_DESCR_PRIVATE },
	/* nobody */
	{ "Not allocated by APNIC", LR_DESCR_STUB },
	{ "This network range is not allocated to APNIC.", LR_DESCR_STUB },
	{ "Transferred to the RIPE region on 2018-12-04T08:38:56Z.",
	    LR_DESCR_STUB },
	{ "IPv4 address block not managed by the RIPE NCC", LR_DESCR_STUB },
	{ "The whole IPv4 address space", LR_DESCR_STUB },
	{ "Early registration addresses", LR_DESCR_STUB },
};

static const struct {
	const char *text;
	enum lr_descr_says says;
} names[] = {
	{ "NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK", LR_DESCR_STUB },
	{ "IANA-BLK", LR_DESCR_STUB },
	{ "IANA-NETBLOCK-31", LR_DESCR_STUB },
	{ "ERX-NETBLOCK", LR_DESCR_STUB },
	{ "APNIC-STUB", LR_DESCR_STUB },
	{ "Private Person", LR_DESCR_PRIVATE },
	{ "10115 Berlin", LR_DESCR_NAME },
	{ "Germany", LR_DESCR_NAME },
	{ "", LR_DESCR_NAME },
};

int
main(void)
{
	char text[2000];
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ok(lr_descr_line(lr_span_str(lines[i].text)) == lines[i].says,
		    "%s", lines[i].text);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ok(lr_descr_name(lr_span_str(names[i].text)) == names[i].says,
		    "name: %s", names[i].text);
	memset(text, 'x', sizeof(text));
	ok(lr_descr_line(lr_span(text, sizeof(text))) == LR_DESCR_NAME,
	    "a long line");
	memset(text, '\xff', sizeof(text));
	lr_descr_line(lr_span(text, sizeof(text)));
	return done();
}
