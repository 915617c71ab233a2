// The recorder of lr, module 2, as lr-cgi sends it (made smaller): where the
// pointer goes, what is clicked, how the page is scrolled, and where its boxes
// are. No text, no name, no value of anything: what can be typed into is an empty
// box, and no key is listened to. Nothing is stored. lr.js loads it where the
// site and the visitor allow it, and begins one recording a page view.
//
// An event is [tenths of a second, kind, numbers...], see lr-record(5).
export function begin(allowed) {
	const root = document.documentElement;
	const began = performance.now();
	const mark = crypto.getRandomValues(new Uint32Array(4)).join("-");
	const page = location.pathname.slice(0, 1e3);
	const fields = "input,select,textarea,[contenteditable],[role*=box],[role*=radio],[role=slider],[role=spinbutton],[role=switch],[role=option],[role=gridcell],[aria-checked],[aria-pressed],[data-lr=off]";
	const kinds = [
		["h", "h1,h2,h3,h4,h5,h6"],
		["l", "a,button,summary,[role=button]"],
		["i", "img,svg,video,audio,canvas,iframe,object,embed"],
		["t", "p,li,td,th,dt,dd,pre,blockquote,label"]
	];
	const sizes = new WeakMap();
	var batch = 0, events = [], boxes, seen, size, over, made;

	// Of what moves, the last in a tenth of a second stays.
	function add(kind, ...numbers) {
		const t = Math.round((performance.now() - began) / 100);

		if (t > 18e3)
			return end();
		if (/[msv]/.test(kind))
			events = events.filter(e => e[0] != t || e[1] != kind);
		events.push([t, kind, ...numbers.map(v =>
			Math.min(Math.max(Math.round(v), 0) || 0, 999999))]);
		if (events.length > 149)
			send();
	}

	// A field, or an element of the page's own that lets nobody look inside.
	function covers(e, more) {
		return document.designMode == "on" || e.matches?.(fields + more) ||
			!e.shadowRoot && /-/.test(e.localName) && e.matches(":defined:not([data-lr=on])");
	}

	// Where in a field the pointer is would tell what is chosen there.
	function point(kind) {
		return e => e.composedPath().some(v => covers(v, ",label")) ||
			add(kind, e.pageX, e.pageY);
	}

	// ---- the boxes: what tells how wide a window is, is on a grid
	function grid(...numbers) {
		return numbers.map(v => Math.round(v / 10) * 10);
	}

	// A field may grow with what is typed: its box is as large as it was first.
	function look(parent) {
		for (const e of [...parent.children, ...parent.shadowRoot?.children || []]) {
			const is = kinds.find(v => e.matches(v[1]));
			const kind = covers(e, "") ? "f" : is ? is[0] :
				e.children[0] || e.shadowRoot ? "" : "t";
			const r = e.getBoundingClientRect();
			const first = kind == "f" && sizes.get(e) || r;
			const at = grid(r.x + scrollX, r.y + scrollY, first.width, first.height);

			if (over || ++seen > 5e3 || boxes > 399)
				return;
			if (kind && at[0] >= 0 && at[1] >= 0 && at[2] && at[3]) {
				sizes.set(e, first);
				boxes++;
				add(kind, ...at);
			}
			if (!kind || kind == "t")
				look(e);
		}
	}

	// All of them again when the page has another size.
	function frame() {
		const now = grid(root.scrollWidth, root.scrollHeight);

		if (size == "" + now)
			return;
		size = "" + now;
		seen = boxes = 0;
		add("w", ...now);
		look(root);
	}

	function view() {
		size = "";
		add("v", ...grid(innerWidth, innerHeight));
	}

	// ---- what goes out, and the end
	// The others wait until the first batch has made the recording, if they can.
	function send(now) {
		if (!allowed(1))
			return end(1);
		while (events[0] && (now || made || !batch))
			fetch(import.meta.url.replace("rec.js?", "rec?"), {
				method: "POST", credentials: "omit", keepalive: true,
				referrerPolicy: "origin",
				body: JSON.stringify({ id: mark, n: batch++, path: page,
					e: events.splice(0, 150) })
			}).then(r => r.ok ? made || send(made = 1) : end(1), () => end(1));
	}

	function end(drop) {
		if (drop)
			events = [];
		if (over)
			return;
		over = 1;
		clearInterval(timer);
		for (const name in heard)
			removeEventListener(name, heard[name], true);
		send(1);
	}

	const clicked = point("c");
	const heard = {
		pointermove: point("m"),
		click: e => e.detail && clicked(e),
		scroll: e => e.target == document && add("s", scrollX, scrollY),
		resize: view,
		pagehide: send,
		visibilitychange: send
	};
	const timer = setInterval(() => {
		frame();
		send();
	}, 5e3);

	for (const name in heard)
		addEventListener(name, heard[name], true);
	view();
	add("s", scrollX, scrollY);
	frame();
	return end;
}
