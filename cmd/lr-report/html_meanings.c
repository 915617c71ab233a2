/* What the words and numbers of a page mean. */
#include "html_words.h"

const struct meaning meaning[] = {
	{ { "Companies", "Unternehmen" },
	    { "Companies, schools and authorities from whose networks "
	      "somebody looked at the website. What they are is judged by "
	      "the network alone; no person is known.",
		"Unternehmen, Bildungseinrichtungen und Beh\303\266rden, aus "
		"deren Netz jemand die Website ansah. Beurteilt wird nur das "
		"Netz; keine Person ist bekannt." } },
	{ { "Visits", "Besuche" },
	    { "What one address, or one session, looked at with less than "
	      "30 minutes from page to page.",
		"Was eine Adresse oder eine Sitzung mit weniger als 30 "
		"Minuten von Seite zu Seite ansah." } },
	{ { "Page views", "Seitenaufrufe" },
	    { "Pages that were shown, all visits together.",
		"Gezeigte Seiten aller Besuche." } },
	{ { "New", "Neu" },
	    { "Not there before the last day with visits, as far as the "
	      "records of this report go.",
		"Vor dem letzten Tag mit Besuchen nicht da, soweit die Daten "
		"dieses Berichts reichen." } },
	{ { "Time on site", "Zeit auf der Website" },
	    { "From the first to the last page of each visit. How long the "
	      "last page was looked at is not known.",
		"Von der ersten bis zur letzten Seite jedes Besuchs. Wie "
		"lange die letzte angesehen wurde, ist nicht bekannt." } },
	{ { "Source", "Quelle" },
	    { "Where the first visit came from that tells it. Direct: "
	      "nothing is known. Internal: it went on after a pause.",
		"Woher der erste Besuch kam, der es verr\303\244t. Direkt: "
		"nichts ist bekannt. Intern: er ging nach einer Pause "
		"weiter." } },
	{ { "Score", "Wertung" },
	    { "0 to 100: the sum of its parts, which stand below each "
	      "company. Half is for what its visitors did, half for what "
	      "is known of it. Weights can be chosen; below, the usual way "
	      "to all points.",
		"0 bis 100: die Summe ihrer Teile, die bei jedem Unternehmen "
		"stehen. Die H\303\244lfte gilt dem, was seine Besucher "
		"taten, die H\303\244lfte dem, was von ihm bekannt ist. "
		"Gewichte sind w\303\244hlbar; hier der \303\274bliche Weg "
		"zu allen Punkten." } },
	{ { "Score: visits", "Wertung: Besuche" },
	    { "10 visits.", "10 Besuche." } },
	{ { "Score: depth", "Wertung: Tiefe" },
	    { "8 page views in each visit.", "8 Seitenaufrufe je Besuch." } },
	{ { "Score: time", "Wertung: Zeit" },
	    { "Half an hour on the site, in all visits.",
		"Eine halbe Stunde auf der Website, in allen Besuchen." } },
	{ { "Score: goals", "Wertung: Ziele" },
	    { "Two goals reached, one where there is only one.",
		"Zwei erreichte Ziele, eines, wo es nur eines gibt." } },
	{ { "Score: recency", "Wertung: Aktualit\303\244t" },
	    { "A visit just now; 30 days later nothing is left.",
		"Ein Besuch gerade eben; nach 30 Tagen bleibt nichts." } },
	{ { "Score: confidence", "Wertung: Sicherheit" },
	    { "It is wholly sure that it is this company.",
		"Es ist ganz sicher dieses Unternehmen." } },
	{ { "Score: domain, kind, place, industry, employees",
	      "Wertung: Domain, Art, Ort, Branche, Mitarbeiter" },
	    { "The domain, country and city, industry and number of "
	      "employees are known, and it is a company.",
		"Domain, Land und Ort, Branche und Mitarbeiterzahl sind "
		"bekannt, und es ist ein Unternehmen." } },
	{ { "Recognised by rule", "Erkannt nach Regel" },
	    { "The rule that decided that the network is this company's, "
	      "and how sure that is.",
		"Die Regel, nach der das Netz diesem Unternehmen "
		"geh\303\266rt, und wie sicher das ist." } },
	{ { "Matched", "Zugeordnet" },
	    { "Page views of a company that is surely known. Not surely: "
	      "below the confidence asked for. Both are in this report. "
	      "The match rate is the share of matched in all but crawlers and "
	      "hosting.",
		"Seitenaufrufe eines sicher bekannten Unternehmens. "
		"Unsicher: unter der verlangten Sicherheit. Beide sind in "
		"diesem Bericht. Die Trefferquote ist ihr Anteil an allem "
		"au\303\237er Robotern und Hosting." } },
	{ { "Not matched", "Nicht zugeordnet" },
	    { "Page views through access providers and unknown networks: "
	      "most are private visitors.",
		"Seitenaufrufe \303\274ber Zugangsanbieter und aus "
		"unbekannten Netzen: meist private Besucher." } },
	{ { "Crawlers, hosting", "Roboter, Hosting" },
	    { "Page views of machines, and of VPNs and the like, behind "
	      "which nobody can be found.",
		"Seitenaufrufe von Maschinen sowie \303\274ber VPN und "
		"\303\204hnliches, hinter denen niemand zu finden ist." } },
};
const unsigned meanings = sizeof(meaning) / sizeof(meaning[0]);
