// The page script of lr, as lr-cgi sends it (made smaller, and with the site's
// settings behind it). What it may do is in lr-cgi(1) and lr-privacy(7): it
// tells of page views, asks the browser for nothing that would tell one visitor
// from another, and never disturbs the page.
//
// Settings: s site, c wait for consent, a signals stop everything, p URL of the
// image (then nothing is stored), n send nothing, m seconds that a choice is
// kept, d domain of the cookies.
(function (w, d, c) {
	"use strict";
	var script = d.currentScript, id, last, from;

	if (w.lr || !script)
		return;

	// ---- the visitor's choice
	function signal() {
		return [navigator.doNotTrack, w.doNotTrack,
			navigator.globalPrivacyControl].some(v => v == 1);
	}

	function allowed() {
		return !/(^|\s)optout=1/.test(d.cookie) && !(c.a && signal()) &&
			(!c.c || /(^|\s)allow(_|%20)tracking=1/.test(d.cookie));
	}

	function set(name, age) {
		d.cookie = name + "=1; Path=/; SameSite=Lax; Max-Age=" + age + c.d +
			(location.protocol == "https:" ? "; Secure" : "");
	}

	function choose(allow, out) {
		set("allow_tracking", allow);
		set("optout", out);
		last = 0;
		allow ? view() : forget();
	}

	// ---- storage: may be missing, full, forbidden
	function store(kind, action, value) {
		try {
			return w[kind + "Storage"][action + "Item"]("lr", value);
		} catch (e) {}
	}

	function forget() {
		id = store("session", "remove");
		store("local", "remove");
	}

	function today() {
		return Math.floor(Date.now() / 864e5);
	}

	// What is over age is gone before anything is made of it.
	function returning() {
		var left = store("local", "get") - today();

		if (left > 0 && left < 8)
			return 1;
		store("local", "remove");
	}

	// ---- page views
	// No fragment, and of the query only what names a campaign.
	function clean(url) {
		var part = url.split("#")[0].split("?");

		return (part[0] + "?" + (part[1] || "").split("&").filter(v =>
			/^((utm|mtm|hsa|etcc)_.|(([a-z]{1,2}cl|irclick|(mc|pk|rdt)_c|li_fat_|ef_|(gad_)?campaign|adgroup|s_kwc)id|(gad|pk)_source|gclsrc|[gw]braid|(pk|piwik|matomo)_(campaign|content|cpn|keyword|kwd|medium)|(at|sc)_campaign|at_medium|_openstat|awc|cjevent|dicbo|epik|irgwc|msclkid|ref|sccid|srsltid|tblci|vmcid|wt_z?mc|xtor)(=|$))/i.test(v) && !/@|%40/.test(v)).join("&")).replace(/\?$/, "").slice(0, 2e3);
	}

	function send(url, title) {
		if (c.p)
			return fetch(c.p + "?" + new URLSearchParams({
				s: c.s, u: url, r: from, t: title
			}), { mode: "no-cors", credentials: "omit", keepalive: true });

		// A session's id: random, but for the first letter, which tells
		// whether the visitor was new when it began.
		id = store("session", "get") || id;
		if (!id) {
			id = returning() ? "r" : "n";
			crypto.getRandomValues(new Uint32Array(4)).forEach(v => {
				id += v.toString(36);
			});
			store("session", "set", id);
		}
		return fetch(script.src.replace(/[^/]*$/, "hit?site=" + c.s), {
			method: "POST", credentials: "omit", keepalive: true,
			body: JSON.stringify({
				url, referrer: from, title, session: id,
				visitor: id[0] == "r" ? "returning" : "new"
			})
		}).then(r => r.ok && r.json()).then(a => {
			if (a.store === false)
				store("local", "remove");
			if (a.store === true && allowed() && !signal() &&
				!store("local", "get"))
				store("local", "set", today() + 7);
		});
	}

	function view() {
		var url = clean(location.href);

		if (!allowed())
			return forget();
		if (signal())
			store("local", "remove");
		if (d.visibilityState == "visible" && !c.n && url != last) {
			from = clean(last || d.referrer);
			last = url;
			try {
				send(url, d.title.slice(0, 300)).catch(() => {});
			} catch (e) {}
		}
	}

	function later() {
		setTimeout(view);
	}

	["pushState", "replaceState"].forEach(name => {
		var original = history[name];

		history[name] = function () {
			later();
			return original.apply(this, arguments);
		};
	});
	addEventListener("popstate", later);
	d.addEventListener("visibilitychange", view);

	w.lr = {
		optIn: () => choose(c.m, 0),
		optOut: () => choose(0, c.m),
		clear: () => choose(0, 0)
	};
	view();
})(window, document,
