// The page of lr-report -o html: search, filters, order, theme. The list is
// there without it. Nothing is stored and nobody is asked.
(function () {
	"use strict";
	const $ = id => document.getElementById(id);
	const list = document.querySelector(".leads");
	const leads = Array.from(list.children);
	const heads = Array.from(document.querySelectorAll(".heads button"));
	const filters = ["search", "country", "kind", "source", "least"];
	const root = document.documentElement;
	const collator = new Intl.Collator(root.lang);
	const fold = s => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

	// ---- which companies are shown
	const words = new Map(leads.map(lead => [lead, fold(["name", "domain",
		"sourceTitle", "words"].map(key => lead.dataset[key]).join(" "))]));

	// A long list takes a browser seconds: it is shown in pieces.
	const piece = 300;
	let room = piece;

	function wanted() {
		const parts = fold($("search").value).split(/\s+/);
		const least = Number($("least").value);
		const chosen = ["country", "kind", "source"]
			.filter(name => $(name).value)
			.map(name => [name, $(name).value]);
		return lead => Number(lead.dataset.score) >= least &&
			chosen.every(([name, value]) =>
				lead.dataset[name] === value) &&
			parts.every(part => words.get(lead).includes(part));
	}

	function show() {
		const fits = wanted();
		let n = 0;
		for (const lead of leads) {
			const good = fits(lead);
			n += good;
			lead.hidden = !good || n > room;
		}
		$("count").textContent = $("count").dataset.text
			.replace("%n", n.toLocaleString(root.lang))
			.replace("%m", leads.length.toLocaleString(root.lang));
		$("none").hidden = n > 0;
		$("more").hidden = n <= room;
	}

	function filter() {
		room = piece;
		show();
	}

	function more() {
		room += piece;
		show();
	}

	// The choices are those that occur, as the list names them.
	function choices(name) {
		const seen = new Map();
		for (const lead of leads) {
			const value = lead.dataset[name];
			if (value)
				seen.set(value, lead.dataset[name + "Title"] || value);
		}
		for (const [value, title] of Array.from(seen).sort((a, b) =>
			collator.compare(a[1], b[1])))
			$(name).append(new Option(title, value));
	}

	// ---- order
	function order(button) {
		const key = button.dataset.key, text = button.dataset.text;
		const again = button.getAttribute("aria-pressed") === "true";
		const down = again ? button.dataset.down !== "yes" : !text;
		const value = lead => text ? lead.dataset[key]
			: Number(lead.dataset[key]);
		const before = (a, b) => text
			? collator.compare(value(a), value(b))
			: value(a) - value(b);
		for (const other of heads) {
			other.setAttribute("aria-pressed", String(other === button));
			other.querySelector("span").textContent = "";
		}
		button.dataset.down = down ? "yes" : "no";
		button.querySelector("span").textContent = down ? " ↓" : " ↑";
		leads.sort((a, b) => (down ? -1 : 1) * before(a, b) ||
			a.dataset.place - b.dataset.place);
		list.append(...leads);
		filter();
	}

	// ---- theme
	function theme() {
		const dark = root.dataset.theme
			? root.dataset.theme === "dark"
			: matchMedia("(prefers-color-scheme: dark)").matches;
		root.dataset.theme = dark ? "light" : "dark";
		$("theme").setAttribute("aria-pressed", String(!dark));
	}

	for (const name of ["country", "kind", "source"])
		choices(name);
	for (const name of filters)
		$(name).addEventListener("input", filter);
	$("more").addEventListener("click", more);
	for (const button of heads)
		button.addEventListener("click", () => order(button));
	$("theme").setAttribute("aria-pressed",
		String(matchMedia("(prefers-color-scheme: dark)").matches));
	$("theme").addEventListener("click", theme);
	for (const part of document.querySelectorAll(".script"))
		part.hidden = false;
	filter();
})();
