// What is wrong with a page for those who cannot see it well: a list of texts,
// empty when it is good. The body of a function.
const wrong = [];
const say = (what, e) => wrong.push(what + ": " +
	(e.id || e.className || e.tagName) + " " +
	e.textContent.trim().slice(0, 40));
const visible = e => e.getClientRects().length > 0;

// names and labels
for (const e of document.querySelectorAll("input, select"))
	if (!e.labels.length || !e.labels[0].textContent.trim())
		say("no label", e);
for (const e of document.querySelectorAll("button, a, summary"))
	if (!e.textContent.trim() && !e.getAttribute("aria-label"))
		say("no name", e);
for (const e of document.querySelectorAll("svg"))
	if (e.getAttribute("aria-hidden") !== "true" &&
		!(e.getAttribute("role") === "img" &&
		e.getAttribute("aria-label")))
		say("no name", e);
for (const e of document.querySelectorAll("[role=group]"))
	if (!e.getAttribute("aria-label"))
		say("no name", e);
if (!document.documentElement.lang || !document.title)
	say("no language or title", document.documentElement);

// ids once only
const ids = Array.from(document.querySelectorAll("[id]")).map(e => e.id);
if (new Set(ids).size !== ids.length)
	say("an id twice", document.body);

// headings without gaps, landmarks
let last = 0;
for (const e of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
	const level = Number(e.tagName[1]);
	if (level > last + 1)
		say("a heading too low", e);
	last = level;
}
if (document.querySelectorAll("h1").length !== 1 ||
	document.querySelectorAll("main").length !== 1)
	say("not one h1 and one main", document.body);

// lists hold what lists may hold
for (const e of document.querySelectorAll("ol, ul"))
	if (Array.from(e.children).some(c => c.tagName !== "LI"))
		say("no list item", e);
for (const e of document.querySelectorAll("dl"))
	if (Array.from(e.children).some(c =>
		!["DT", "DD", "DIV"].includes(c.tagName)))
		say("no term", e);

// contrast
const rgb = s => s.match(/[\d.]+/g).map(Number);
const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ?
	v / 12.92 : ((v + .055) / 1.055) ** 2.4)
	.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const behind = e => {
	for (; e; e = e.parentElement) {
		const c = rgb(getComputedStyle(e).backgroundColor);
		if (c.length < 4 || c[3] === 1)
			return c;
	}
	return [255, 255, 255];
};
for (const e of document.querySelectorAll("details"))
	e.open = true;
for (const e of document.querySelectorAll("body *")) {
	if (!visible(e) || !Array.from(e.childNodes).some(c =>
		c.nodeType === 3 && c.data.trim()) || e.closest("title"))
		continue;
	const [a, b] = [light(rgb(getComputedStyle(e).color)),
		light(behind(e))].sort((x, y) => y - x);
	if ((a + .05) / (b + .05) < 4.5)
		say("contrast " + ((a + .05) / (b + .05)).toFixed(1), e);
}
return wrong;
