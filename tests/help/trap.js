// Put before every page of the browser tests: writes down what the page script
// does at the browser's own functions, and plays the visitor's settings, which
// the test puts in place of SETTINGS: dnt, gpc, hidden, shift (of the clock, in
// milliseconds), late (the first batch of a recording).
(() => {
	const s = SETTINGS;
	const log = window.trapped = { sent: [], done: 0, set: [], removed: [],
		cookies: 0, errors: [], listeners: {}, late: 0 };

	window.addEventListener("error", e => log.errors.push(String(e.message)));
	window.addEventListener("unhandledrejection",
		e => log.errors.push(String(e.reason)));

	const get = (of, name, value) => Object.defineProperty(of, name,
		{ configurable: true, get: () => value });
	if (s.dnt)
		get(Navigator.prototype, "doNotTrack", "1");
	if (s.gpc)
		get(Navigator.prototype, "globalPrivacyControl", true);
	if (s.hidden)
		get(document, "hidden", true);
	if (s.shift) {
		const Real = Date;
		window.Date = class extends Real {
			constructor(...a) {
				if (a.length)
					super(...a);
				else
					super(Real.now() + s.shift);
			}

			static now() {
				return Real.now() + s.shift;
			}
		};
	}

	// which events the page script listens to, beside those of every page
	for (const [name, sign] of [["addEventListener", 1],
		["removeEventListener", -1]]) {
		const real = EventTarget.prototype[name];
		EventTarget.prototype[name] = function (type) {
			log.listeners[type] = (log.listeners[type] || 0) + sign;
			return real.apply(this, arguments);
		};
	}

	// what is done now and then, for tests that do not wait for it
	const every = window.setInterval;
	window.setInterval = function (f) {
		window.tick = f;
		return every.apply(this, arguments);
	};

	const kind = o => o === window.localStorage ? "local" : "session";
	for (const [name, list] of [["setItem", log.set],
		["removeItem", log.removed]]) {
		const real = Storage.prototype[name];
		Storage.prototype[name] = function (key, value) {
			list.push([kind(this), key, value]);
			return real.call(this, key, value);
		};
	}
	const cookie = Object.getOwnPropertyDescriptor(Document.prototype,
		"cookie");
	Object.defineProperty(Document.prototype, "cookie", {
		configurable: true,
		get: cookie.get,
		set(v) {
			log.cookies++;
			cookie.set.call(this, v);
		}
	});

	// done: the answer has been dealt with
	const later = () => setTimeout(() => log.done++, 0);
	const fetched = window.fetch;
	window.fetch = function (url, options) {
		log.sent.push({ url: String(url), body: options && options.body,
			credentials: options && options.credentials,
			keepalive: options && options.keepalive,
			referrer: options && options.referrerPolicy });
		const first = s.late && /rec\?/.test(url) && !log.late++;
		const p = first ? new Promise(go => setTimeout(go, 200))
			.then(() => fetched.apply(this, arguments))
			: fetched.apply(this, arguments);
		p.then(r => r.ok && options.body || later(), later);
		return p;
	};
	const json = Response.prototype.json;
	Response.prototype.json = function () {
		const p = json.apply(this, arguments);
		p.then(later, later);
		return p;
	};
})();
