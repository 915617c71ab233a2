// The page of lr-replay: plays what is in it. Nothing is stored and nobody is
// asked.
(function () {
	"use strict";
	const $ = id => document.getElementById(id);
	const events = JSON.parse($("data").textContent);
	const canvas = $("stage"), pen = canvas.getContext("2d");
	const end = Number($("place").max);
	const calm = matchMedia("(prefers-reduced-motion: reduce)");
	const names = { play: $("play").textContent,
		pause: $("play").dataset.pause };
	const trail = 30;	// tenths of a second of the path that are shown
	let now = 0, playing = false, before = 0;

	// ---- what there is at a time
	function state(t) {
		const s = { view: [1280, 720], scroll: [0, 0], boxes: [], path: [],
			clicks: [], next: null };
		for (const [time, kind, ...v] of events) {
			if (time > t) {
				if (kind !== "m")
					continue;
				s.next = [time, ...v];
				break;
			}
			if (kind === "v")
				s.view = v;
			else if (kind === "s")
				s.scroll = v;
			else if (kind === "w")
				s.boxes = [];
			else if (kind === "m")
				s.path.push([time, ...v]);
			else if (kind === "c")
				s.clicks.push([time, ...v]);
			else
				s.boxes.push([kind, ...v]);
		}
		return s;
	}

	// Between two moves the pointer goes straight, if they are near in time.
	function pointer(s, t) {
		const last = s.path[s.path.length - 1];
		if (!last || !s.next || calm.matches || s.next[0] - last[0] > 5)
			return last;
		const part = (t - last[0]) / (s.next[0] - last[0]);
		return [t, last[1] + part * (s.next[1] - last[1]),
			last[2] + part * (s.next[2] - last[2])];
	}

	// ---- drawing
	// What a name of the style is, light or dark.
	const color = name => {
		canvas.style.color = "var(--" + name + ")";
		return getComputedStyle(canvas).color;
	};

	function box(kind, x, y, w, h, c) {
		pen.lineWidth = 1;
		pen.fillStyle = kind === "h" ? c.quiet : kind === "f" ? c.card
			: kind === "l" ? c.soft : c.line;
		pen.strokeStyle = kind === "f" || kind === "l" ? c.mark : c.quiet;
		pen.globalAlpha = kind === "t" || kind === "h" ? .6 : 1;
		pen.fillRect(x, y, w, h);
		if (kind === "t" || kind === "h")
			return;
		pen.strokeRect(x + .5, y + .5, w - 1, h - 1);
		if (kind !== "i")
			return;
		pen.beginPath();
		pen.moveTo(x, y);
		pen.lineTo(x + w, y + h);
		pen.moveTo(x + w, y);
		pen.lineTo(x, y + h);
		pen.stroke();
	}

	function circle(x, y, r) {
		pen.beginPath();
		pen.arc(x, y, r, 0, 2 * Math.PI);
	}

	function line(points, c) {
		pen.strokeStyle = c.focus;
		pen.lineWidth = 2;
		pen.beginPath();
		points.forEach(([, x, y], i) => i ? pen.lineTo(x, y)
			: pen.moveTo(x, y));
		pen.stroke();
	}

	function draw() {
		const s = state(now), c = {}, at = pointer(s, now);
		const whole = $("path").checked;
		for (const name of ["card", "line", "quiet", "mark", "soft", "focus"])
			c[name] = color(name);
		const width = Math.min(Math.max(s.view[0], 100), 4000);
		const height = Math.min(Math.max(s.view[1], 100), 4000);
		if (canvas.width !== width || canvas.height !== height) {
			canvas.width = width;
			canvas.height = height;
		}
		pen.setTransform(1, 0, 0, 1, 0, 0);
		pen.globalAlpha = 1;
		pen.clearRect(0, 0, width, height);
		pen.translate(-s.scroll[0], -s.scroll[1]);
		for (const b of s.boxes)
			box(...b, c);
		pen.globalAlpha = 1;
		const path = whole ? s.path : s.path.filter(p => p[0] >= now - trail);
		line(at ? [...path, at] : path, c);
		for (const [time, x, y] of s.clicks) {
			pen.globalAlpha = whole || time >= now - trail ? 1 : .35;
			circle(x, y, 14);
			pen.stroke();
		}
		pen.globalAlpha = 1;
		if (at) {
			pen.fillStyle = c.focus;
			circle(at[1], at[2], 6);
			pen.fill();
		}
	}

	// ---- time
	const text = t => Math.floor(t / 600) + ":" +
		String(Math.floor(t / 10) % 60).padStart(2, "0") + "." +
		Math.floor(t) % 10;

	function show() {
		const place = $("place");
		const said = place.dataset.text.replace("%a", text(now))
			.replace("%b", text(end));
		place.value = String(Math.floor(now));
		place.setAttribute("aria-valuetext", said);
		$("time").textContent = said;
		$("play").textContent = playing ? names.pause : names.play;
		draw();
	}

	function stop() {
		playing = false;
		show();
	}

	// With less motion wanted the picture changes once a second.
	function step(at) {
		if (!playing)
			return;
		const past = (at - before) / 100 * Number($("speed").value);
		if (!calm.matches || at - before >= 1000) {
			before = at;
			now = Math.min(now + past, end);
			if (now >= end)
				return stop();
			show();
		}
		requestAnimationFrame(step);
	}

	function play() {
		playing = !playing;
		if (playing) {
			if (now >= end)
				now = 0;
			before = performance.now();
			requestAnimationFrame(step);
		}
		show();
	}

	function jump(t) {
		now = t;
		before = performance.now();
		show();
	}

	$("play").addEventListener("click", play);
	$("place").addEventListener("input", () => jump(Number($("place").value)));
	$("path").addEventListener("change", draw);
	for (const media of ["(prefers-color-scheme: dark)", "print"])
		matchMedia(media).addEventListener("change", draw);
	for (const e of document.querySelectorAll(".jump")) {
		const button = document.createElement("button");
		button.textContent = e.textContent;
		button.addEventListener("click", () =>
			jump(Number(e.dataset.time)));
		e.replaceChildren(button);
	}
	for (const part of document.querySelectorAll(".script"))
		part.hidden = false;
	show();
})();
