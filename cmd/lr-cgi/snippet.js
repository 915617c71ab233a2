// The page script of lr, as lr-cgi sends it (made smaller, and with the site's
// settings behind it). What it may do is in lr-cgi(1) and lr-privacy(7): it
// tells of page views, asks the browser for nothing that would tell one visitor
// from another, and never disturbs the page.
//
// Settings: s site, c wait for consent, v record (2: after consent), a signals
// stop everything, p URL of the image (then nothing is stored), n send nothing,
// m seconds that a choice is kept, d domain of the cookies.
(function (w, d, c) {
	var script = d.currentScript, mark, last, from, stop;

	// Once; an element with that id is no hindrance.
	if (w.lr?.optOut || !script)
		return;

	// ---- the visitor's choice
	function signal() {
		return navigator.doNotTrack == 1 || w.doNotTrack == 1 ||
			navigator.globalPrivacyControl == 1;
	}

	// Where cookies cannot be read, he may have objected.
	function has(cookie) {
		try {
			return RegExp("; " + cookie + "=1;").test("; " + d.cookie + ";");
		} catch (e) {
			return 1;
		}
	}

	// Of page views, or of recordings: 1.
	function allowed(kind) {
		return !(has("optout") || (c.a || kind) && signal() ||
			(c.c || kind && c.v > 1) && !has("allow(_|%20)tracking"));
	}

	function set(name, age) {
		d.cookie = name + "=1; Path=/; SameSite=Lax; Max-Age=" + age + c.d +
			(/^https/.test(location) ? "; Secure" : "");
	}

	function choose(yes, no) {
		set("allow_tracking", yes);
		set("optout", no);
		yes ? view() : forget();
	}

	// ---- storage: may be missing, full, forbidden
	function store(kind, action, value) {
		try {
			return w[kind + "Storage"][action + "Item"]("lr", value);
		} catch (e) {}
	}

	function forget() {
		last = mark = store("session", "remove");
		store("local", "remove");
		end(1);
	}

	function today() {
		return Date.now() / 864e5 | 0;
	}

	// What is over age, or unwanted, is gone before anything is made of it.
	function returning() {
		var left = store("local", "get") - today();

		return left > 0 && left < 8 && !c.p && !signal() ||
			store("local", "remove");
	}

	// ---- page views
	// No fragment, and of the query only what names a campaign.
	function clean(page) {
		var [path, query = ""] = page.split("#")[0].split("?");

		return (path + "?" + query.split("&").filter(v =>
			/^((utm|mtm|hsa|etcc)_.|(([a-z]{1,2}cl|irclick|(mc|pk|rdt)_c|li_fat_|ef_|(gad_)?campaign|adgroup|s_kwc)id|(gad|pk)_source|gclsrc|[gw]braid|(pk|piwik|matomo)_(campaign|content|cpn|keyword|kwd|medium)|at_(campaign|medium)|sc_campaign|_openstat|awc|cjevent|dicbo|epik|irgwc|msclkid|ref|sccid|srsltid|tblci|vmcid|wt_z?mc|xtor)(=|$))/i.test(v) && !/@|%40/.test(v)).join("&")).replace(/\?$/, "").slice(0, 2e3);
	}

	function beside(name) {
		return script.src.replace(/[^/]*$/, name + "?site=" + c.s);
	}

	async function send(page, text, answer) {
		if (c.p)
			return fetch(c.p + "?" + new URLSearchParams({
				s: c.s, u: page, r: from, t: text
			}), { mode: "no-cors", credentials: "omit", keepalive: true });

		// A session's id: random, but for the first letter, which tells
		// whether the visitor was new when it began.
		mark = store("session", "get") || mark;
		if (!mark) {
			mark = (returning() ? "r" : "n") +
				crypto.getRandomValues(new Uint32Array(4)).join("");
			store("session", "set", mark);
		}
		answer = await fetch(beside("hit"), {
			method: "POST", credentials: "omit", keepalive: true,
			body: JSON.stringify({
				url: page, referrer: from, title: text, session: mark,
				visitor: mark[0] == "r" ? "returning" : "new"
			})
		});
		answer = answer.ok && await answer.json();
		if (answer.store === false)
			store("local", "remove");
		// not if all was forgotten meanwhile
		if (answer.store === true && page == last && allowed() &&
			!signal() && !returning())
			store("local", "set", today() + 7);
	}

	// One recording a page view, in a file of its own, loaded when it is
	// wanted; the visitor may have thought better of it meanwhile.
	function end(drop) {
		stop = stop?.(drop);
	}

	async function record(page) {
		var file = c.v && !stop && allowed(1) && await import(beside("rec.js"));

		if (file && page == last && !stop && allowed(1))
			stop = file.begin(allowed);
	}

	function view() {
		var page = clean("" + location);

		if (!allowed())
			return forget();
		returning();
		if (!d.hidden && !c.n) {
			if (page != last) {
				end();
				from = clean(last || d.referrer);
				last = page;
				send(page, d.title.slice(0, 300)).catch(() => {});
			}
			record(page).catch(() => {});
		}
	}

	["pushState", "replaceState"].forEach(name => {
		var original = history[name];

		history[name] = (...all) => {
			setTimeout(view);
			return original.call(history, ...all);
		};
	});
	addEventListener("popstate", () => setTimeout(view));
	d.addEventListener("visibilitychange", view);

	w.lr = {
		optIn: () => choose(c.m, 0),
		optOut: () => choose(0, c.m),
		clear: () => choose(0, 0)
	};
	view();
})(window, document,
