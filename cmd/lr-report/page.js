// The page of lr-report -o html: search, filters, order, theme, and what opens
// below companies that are far down. The list is there without it. Nothing is
// stored and nobody is asked.
(function () {
	"use strict";
	const $ = id => document.getElementById(id);
	const all = css => Array.from(document.querySelectorAll(css));
	const list = document.querySelector(".leads");
	const heads = all(".heads button");
	const choices = ["country", "industry", "kind", "medium"];
	const root = document.documentElement;
	const collator = new Intl.Collator(root.lang, { numeric: true });
	const fold = s => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
		.replace(/ß/g, "ss");

	// Browsers know the names of countries.
	const regions = new Intl.DisplayNames([root.lang],
		{ type: "region", fallback: "none" });
	const country = code => /^[A-Z]{2}$/.test(code) && regions.of(code) ||
		code;

	// ---- theme: the button says what it would do
	const dark = matchMedia("(prefers-color-scheme: dark)");
	const opposite = () => (root.dataset.theme ||
		(dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
	const offer = () => {
		$("theme").textContent = $("theme").dataset[opposite()];
	};
	dark.addEventListener("change", offer);
	$("theme").addEventListener("click", () => {
		root.dataset.theme = opposite();
		offer();
	});
	offer();

	for (const e of all(".script"))
		e.hidden = false;
	for (const e of all(".shares dt bdi"))
		e.textContent = country(e.textContent);
	if (list.childElementCount === 0)
		return;

	// ---- companies: what stands in a line that opens, or in a table

	function ofLine(line) {
		const bdi = line.querySelectorAll("summary bdi");
		const cell = line.querySelector("summary").children;
		const time = line.querySelector("time");
		return lead([...Array.from(bdi).slice(0, 5), cell[3], cell[4],
			cell[5], time, bdi[5]].map(e => e.textContent), line,
			Date.parse(time.dateTime), line.dataset.kind,
			!line.querySelector("mark").hidden);
	}

	function ofRow(row) {
		const text = Array.from(row.cells, cell => cell.textContent.trim());
		return lead(text, null, row.cells[8].dataset.time * 1000, text[10],
			text[11] !== "");
	}

	function lead(text, line, last, kind, isNew) {
		const [name, domain, country, city, industry, score, visits, views,
			, source] = text;
		const number = s => Number(s.replace(/\D/g, ""));
		return { text, line, last, kind, isNew, name, domain, country,
			industry, source, place: (country + " " + city).trim(),
			medium: source.split(":")[0], score: number(score),
			visits: number(visits), views: number(views) };
	}

	const leads = Array.from(list.children, ofLine);
	leads.forEach((lead, i) => { lead.rank = i; });
	const first = leads.length;

	// The others are a text until the page is shown or they are asked for.
	function load() {
		const rest = $("rest");
		if (!rest)
			return;
		const made = document.createElement("template");
		made.innerHTML = rest.textContent;
		leads.push(...Array.from(
			made.content.querySelectorAll("tbody tr"), ofRow));
		leads.forEach((lead, i) => { lead.rank = i; });
		rest.remove();
		choices.forEach(choose);
		setTimeout(prepare, 0, leads.slice(), 0);
	}

	// ---- what is below a company: packed as lib/textlz.h says, a line each

	const digits = new Uint8Array(128);
	Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" +
		"0123456789-_", (c, i) => { digits[c.charCodeAt(0)] = i; });
	const packs = all(".pack");
	const tilde = 126;

	function unpack(pack) {
		const from = new TextEncoder().encode(pack.textContent);
		const to = new Uint8Array(Number(pack.dataset.size));
		for (let i = 0, n = 0; i < from.length; i++) {
			if (from[i] !== tilde || from[++i] === tilde) {
				to[n++] = from[i];
				continue;
			}
			const back = (digits[from[i]] << 12 |
				digits[from[i + 1]] << 6 | digits[from[i + 2]]) + 1;
			for (let k = digits[from[i += 3]] + 6; k > 0; k--, n++)
				to[n] = to[n - back];
		}
		return new TextDecoder().decode(to).split("\n");
	}

	const shape = list.firstElementChild.cloneNode(true);
	shape.querySelector(".more").remove();

	function details(lead) {
		const pack = packs[Math.floor((lead.rank - first) / first)];
		pack.lines = pack.lines || unpack(pack);
		return pack.lines[(lead.rank - first) % first];
	}

	// A line that opens, made after the first one.
	function line(lead) {
		if (lead.line)
			return lead.line;
		lead.line = shape.cloneNode(true);
		const put = (e, i) => { e.textContent = lead.text[i]; };
		const cell = lead.line.querySelector("summary").children;
		const bdi = lead.line.querySelectorAll("bdi");
		[0, 1, 2, 3, 4, 9].forEach((text, i) => put(bdi[i], text));
		cell[3].firstChild.data = lead.score;
		cell[3].querySelector("path").setAttribute("d",
			"M0,4h" + lead.score);
		put(cell[4], 6);
		put(cell[5], 7);
		put(cell[6].firstChild, 8);
		cell[6].firstChild.dateTime = new Date(lead.last).toISOString();
		lead.line.querySelector("mark").hidden = !lead.isNew;
		lead.line.dataset.kind = lead.kind;
		lead.line.firstChild.addEventListener("toggle", event =>
			event.target.insertAdjacentHTML("beforeend", details(lead)),
			{ once: true });
		return lead.line;
	}

	// ---- which companies are shown

	// All that strangers wrote, as it is shown: names, places, pages.
	const entities = { amp: "&", lt: "<", gt: ">", quot: "\"", "#39": "'" };
	const plain = s => s.replace(/&(.*?);/g, (all, name) => entities[name]);
	const below = lead => lead.rank < first
		? Array.from(lead.line.querySelectorAll(".more bdi"),
			e => e.textContent)
		: (details(lead).match(/(?<=<bdi>)[^<]*/g) || []).map(plain);

	function words(lead) {
		if (lead.words === undefined)
			lead.words = fold([...new Set([lead.name, lead.domain,
				lead.place, country(lead.country), lead.industry,
				lead.kind, lead.source, ...below(lead)])]
				.join("\n"));
		return lead.words;
	}

	// The first search should not have to wait for all of them.
	function prepare(list, from) {
		list.slice(from, from + first).forEach(words);
		if (from + first < list.length)
			setTimeout(prepare, 0, list, from + first);
	}

	function wanted() {
		const parts = fold($("search").value).split(/\s+/).filter(s => s);
		const chosen = choices.filter(name => $(name).value)
			.map(name => [name, $(name).value]);
		const score = Number($("score").value);
		const visits = Number($("visits").value);
		const since = $("since") ? $("since").value * 1000 : 0;
		const isNew = $("new") && $("new").checked;
		return lead => lead.score >= score && lead.visits >= visits &&
			lead.last >= since && (!isNew || lead.isNew) &&
			chosen.every(([name, value]) => lead[name] === value) &&
			parts.every(part => words(lead).includes(part));
	}

	// A long list takes a browser seconds: it is shown in pieces.
	const piece = first;
	let room = piece;

	function show() {
		load();
		const fits = leads.filter(wanted());
		list.replaceChildren(...fits.slice(0, room).map(line));
		count(fits.length, leads.length);
		$("none").hidden = fits.length > 0;
		$("clear").hidden = fits.length === leads.length;
		cut(fits.length);
	}

	function cut(n) {
		$("more").hidden = n <= room;
		$("shown").textContent = text("shown", room, n);
	}

	const text = (id, n, m) => $(id).dataset.text
		.replace("%n", n.toLocaleString(root.lang))
		.replace("%m", m.toLocaleString(root.lang));

	function count(n, m) {
		const by = heads.find(head => head.dataset.down);
		const arrow = by && by.dataset.down === "yes" ? " ↓" : " ↑";
		$("count").textContent = text("count", n, m) +
			(by ? ", " + by.textContent + arrow : "");
	}

	function filter() {
		room = piece;
		show();
	}

	function more(number) {
		const next = room;
		room += number;
		show();
		list.children[next].querySelector("summary").focus();
	}

	function reset() {
		for (const e of all(".tools input, .tools select")) {
			e.value = e.type === "number" ? "0" : "";
			e.checked = false;
		}
	}

	function clear() {
		reset();
		filter();
		$("search").focus();
	}

	// From the top of the page: who was there on the last day, who is new.
	function pick(event) {
		reset();
		if (event.target.dataset.pick === "since")
			$("since").selectedIndex = 1;
		else
			$("new").checked = true;
		filter();
	}

	// What occurs can be chosen, if it is more than one.
	function choose(name) {
		const title = name === "country" ? country : value => value;
		const values = new Set(leads.map(lead => lead[name]));
		$(name).parentElement.hidden = values.size < 2;
		values.delete("");
		$(name).append(...Array.from(values, v => new Option(title(v), v))
			.sort((a, b) => collator.compare(a.text, b.text)));
	}

	// ---- order
	function order(head) {
		load();
		const key = head.dataset.key;
		const isText = typeof leads[0][key] === "string";
		const down = head.dataset.down ? head.dataset.down === "no"
			: !isText;
		for (const other of heads) {
			other.setAttribute("aria-pressed", String(other === head));
			delete other.dataset.down;
		}
		head.dataset.down = down ? "yes" : "no";
		const compare = isText
			? (a, b) => collator.compare(a[key], b[key])
			: (a, b) => a[key] - b[key];
		// what is not known comes last either way
		leads.sort((a, b) => (a[key] === "") - (b[key] === "") ||
			(down ? -1 : 1) * compare(a, b) || a.rank - b.rank);
		filter();
	}

	// ---- the beginning
	for (const e of all(".tools input, .tools select"))
		e.addEventListener("input", filter);
	for (const head of heads) {
		head.disabled = false;
		head.setAttribute("aria-pressed", String(!!head.dataset.down));
		head.addEventListener("click", () => order(head));
	}
	$("further").addEventListener("click", () => more(piece));
	$("every").addEventListener("click", () => more(Infinity));
	$("clear").addEventListener("click", clear);
	for (const e of all("[data-pick]"))
		e.addEventListener("click", pick);
	const companies = Number(list.dataset.all);
	count(companies, companies);
	cut(companies);
	if ($("rest"))
		setTimeout(load, 100);
	else
		choices.forEach(choose);
})();
