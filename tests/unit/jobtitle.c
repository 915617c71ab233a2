#include "../tap.h"

#include "jobtitle.h"

static void
job(const char *position, const char *rank, const char *department)
{
	struct lr_span s = lr_span_str(position);
	struct lr_span r = lr_jobtitle_seniority(s);
	struct lr_span d = lr_jobtitle_department(s);

	if (!ok(lr_span_eq(r, lr_span_str(rank)) &&
		    lr_span_eq(d, lr_span_str(department)),
		"%s", position))
		printf("#   %.*s, %.*s\n", (int)r.n, r.n > 0 ? r.p : "",
		    (int)d.n, d.n > 0 ? d.p : "");
}

int
main(void)
{
	job("Gesch\xc3\xa4"
	    "ftsf\xc3\xbchrer",
	    "executive", "management");
	job("Gesch\xc3\xa4"
	    "ftsf\xc3\xbchrerin",
	    "executive", "management");
	job("CEO", "executive", "management");
	job("Chief Technology Officer", "executive", NULL);
	job("CTO", "executive", "it");
	job("Head of IT", "senior", "it");
	job("Einkaufsleiter", "senior", "operations");
	job("Leiterin Vertrieb", "senior", "sales");
	job("Personalreferentin", NULL, "hr");
	job("Key Account Manager", "senior", "sales");
	job("Buyer", NULL, "operations");
	job("Werkstudentin Marketing", "junior", "marketing");
	job("Junior Softwareentwickler", "junior", "it");
	job("Assistenz der Gesch\xc3\xa4"
	    "ftsf\xc3\xbchrung",
	    NULL, NULL);
	job("Product Owner", NULL, NULL);
	job("Leiter \xc3\x96"
	    "ffentlichkeitsarbeit",
	    "senior", "communication");
	job("Florist", NULL, NULL);
	job("", NULL, NULL);
	ok(lr_jobtitle_is_seniority(LR_SPAN("junior")) &&
		!lr_jobtitle_is_seniority(LR_SPAN("hr")) &&
		lr_jobtitle_is_department(LR_SPAN("hr")) &&
		!lr_jobtitle_is_department(LR_SPAN("senior")),
	    "words of the filters");
	ok(lr_jobtitle_listed(LR_SPAN(""), LR_SPAN("hr")) &&
		lr_jobtitle_listed(LR_SPAN("it, HR"), LR_SPAN("hr")) &&
		!lr_jobtitle_listed(LR_SPAN("it,hr"), LR_SPAN("h")),
	    "lists of them");
	return done();
}
