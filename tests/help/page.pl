#!/usr/bin/perl
# page.pl FOLDER: pages of lr-report -o html in Chromium: FOLDER has plain.html
# (12 companies), day.html (of one day), hostile.html (of hostile names), de.html
# (German), empty.html (none) and large.html (5000 companies). Prints the Test
# Anything Protocol without a plan; the last line is "# N": how many tests there
# were.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Browser;
use JSON::PP;
use MIME::Base64;

my ($folder) = @ARGV;
my $json = JSON::PP->new->canonical->allow_nonref;
my ($n, $failed) = (0, 0);
$| = 1;

sub ok {
	my ($good, $name, @why) = @_;
	$n++;
	$failed++ if !$good;
	print $good ? '' : 'not ', "ok $n - $name\n";
	print map { '#   ' . $json->encode($_) . "\n" } $good ? () : @why;
}

sub is {
	my ($got, $want, $name) = @_;
	my ($g, $w) = map { ref $_ ? $json->encode($_) : $_ // 'undef' } $got,
	    $want;
	ok($g eq $w, $name, "got  $g", "want $w");
}

mkdir "$folder/browser";
my $b = Browser->new("$folder/browser");

sub load {
	my ($page) = @_;
	$b->log;
	$b->go("file://$folder/$page.html");
}

# Nothing was said on the console, a broken policy included, nothing was asked
# for, and nothing is stored.
sub quiet {
	my ($name) = @_;
	is([ map { $_->{message} } @{$b->log} ], [],
	    "$name: the console is empty");
	is($b->js('return [performance.getEntriesByType("resource").length,
	    document.cookie, localStorage.length, sessionStorage.length]'),
	    [0, '', 0, 0], "$name: no request, nothing stored");
}

sub scheme {
	$b->cdp('Emulation.setEmulatedMedia', { features =>
	    [ { name => 'prefers-color-scheme', value => $_[0] } ] });
}

# The field as a person would fill it.
sub fill {
	$b->js('const e = document.getElementById(arguments[0]);
	    e.value = arguments[1];
	    e.dispatchEvent(new Event("input", { bubbles: true }))', @_);
}

# A value of the companies that are shown, in their order.
sub shown {
	return $b->js('const get = {
		name: e => e.querySelector("b").textContent,
		country: e => e.querySelectorAll("summary bdi")[2].textContent,
		place: e => e.querySelectorAll("summary bdi")[2].textContent +
			" " + e.querySelectorAll("summary bdi")[3].textContent,
		industry: e => e.querySelectorAll("summary bdi")[4].textContent,
		kind: e => e.dataset.kind,
		score: e => Number(e.querySelector("summary").children[3]
			.textContent),
		visits: e => Number(e.querySelector("summary").children[4]
			.textContent),
		views: e => Number(e.querySelector("summary").children[5]
			.textContent),
		last: e => Date.parse(e.querySelector("time").dateTime),
		source: e => e.querySelectorAll("summary bdi")[5].textContent,
		medium: e => e.querySelectorAll("summary bdi")[5].textContent
			.split(":")[0],
		new: e => !e.querySelector("mark").hidden
	    }[arguments[0]];
	    return Array.from(document.querySelectorAll(".leads > li"))
	    .filter(e => e.getClientRects().length > 0).map(get)',
	    $_[0] || 'name');
}

sub key {
	my ($key) = @_;
	$b->do_(POST => '/actions', { actions => [ { type => 'key',
	    id => 'keys', actions => [ { type => 'keyDown', value => $key },
	    { type => 'keyUp', value => $key } ] } ] });
}

my $check = do {
	local $/;
	open my $f, '<', "$FindBin::Bin/a11y.js" or die "a11y.js: $!\n";
	<$f>;
};

sub accessible {
	my ($name) = @_;
	is($b->js($check), [],
	    "$name: names, labels, headings, contrast of 4.5 to 1");
}

# ---- parts

sub filters {
	my $all = shown();
	is(scalar @$all, 12, 'all companies are shown');
	is($b->js('return document.getElementById("count").textContent'),
	    "12 of 12 companies, Visits \x{2193}", 'and counted, in their order');
	fill(search => 'FIRMA 7');
	is(shown(), ['Firma 7'], 'search by name');
	is($b->js('return document.getElementById("count").textContent'),
	    "1 of 12 companies, Visits \x{2193}", 'counted again');
	fill(search => 'f3.example');
	is(shown(), ['Firma 3'], 'by domain');
	fill(search => '/only-five');
	is(shown(), ['Firma 5'], 'by page');
	fill(search => 'muller');
	is(shown(), ["M\x{fc}ller & S\x{f6}hne Stra\x{df}enbau"],
	    'without the dots');
	fill(search => 'STRASSEN');
	is(scalar @{shown()}, 1, 'and in capitals');
	fill(search => 'germany');
	is([ grep { $_ ne 'DE' } @{shown('country')} ], [],
	    'by the name of a country');
	is(scalar @{shown()}, 4, 'all of it');
	fill(search => 'government retail');
	is(shown('kind'), [ ('government') x 4 ], 'by kind and industry');
	fill(search => 'nobody');
	is(shown(), [], 'nothing fits');
	ok($b->js('return !document.getElementById("none").hidden'),
	    'and it is said');
	fill(search => '');
	for my $name (qw(country industry kind medium)) {
		my $values = $b->js('return Array.from(document.getElementById(
		    arguments[0]).options).map(o => o.value)', $name);
		my $sum = 0;
		for my $value (grep { $_ ne '' } @$values) {
			fill($name, $value);
			my $got = shown($name);
			$sum += @$got;
			ok(@$got > 0 && !grep({ $_ ne $value } @$got),
			    "only $name $value", $got);
		}
		is($sum, 12, "every company has a $name");
		fill($name, '');
	}
	for my $name (qw(score visits)) {
		my $values = shown($name);
		my $most = $b->js('return Math.max(...arguments[0])', $values);
		fill($name, $most);
		is(shown($name), [ grep { $_ eq $most } @$values ],
		    "by least $name");
		fill($name, 0);
	}
	my $times = $b->js('return Array.from(document.getElementById("since")
	    .options, o => o.value)');
	is(scalar @$times, 3, 'ever, on the last day, in the last week');
	for my $time (@$times[1, 2]) {
		fill(since => $time);
		my $last = shown('last');
		ok(@$last > 0 && @$last < 12 &&
		    !grep({ $_ < $time * 1000 } @$last),
		    "who was there since $time", $last);
	}
	fill(since => '');
	$b->click('#new');
	my $new = shown('new');
	ok(@$new > 0 && @$new < 12 && !grep({ !$_ } @$new), 'only new ones',
	    $new);
	ok($b->js('return !document.getElementById("clear").hidden'),
	    'the way back is there');
	$b->click('#clear');
	is(shown(), $all, 'and all of them again');
	is($b->js('return document.activeElement.id'), 'search',
	    'where the focus stays');
}

# What the top of the page says: what is new since yesterday.
sub top {
	load('plain');
	is($b->js('return [document.title, ...Array.from(
	    document.querySelectorAll(".sums div"), e => e.innerText
	    .replace(/\s+/g, " "))]'), ['Companies on your website, 18 Nov 2026',
	    'Companies 12 1 on 18 Nov 2026', 'Visits 30 1 on 18 Nov 2026',
	    'Page views 30 1.0 a visit',
	    'New on 18 Nov 2026 1 Show only these'], 'the sums, and the last day');
	for my $which ('since', 'new') {
		$b->click("[data-pick=$which]");
		is(shown(), ['Firma 8'], "$which leads to these");
	}
	is($b->js('return [document.getElementById("new").checked,
	    document.getElementById("since").value, location.hash]'),
	    [JSON::PP::true, '', '#list'], 'one after the other');
	is($b->js('return Array.from(document.querySelectorAll(".shares"),
	    e => new Set(Array.from(e.querySelectorAll("svg"), s =>
	    s.getBoundingClientRect().width)).size)'), [1, 1],
	    'bars have one scale');
	load('day');
	is($b->js('return Array.from(document.querySelectorAll(
	    ".top p, .sums div, figure:first-child figcaption"), e =>
	    e.innerText.replace(/\s+/g, " "))'), ['12 Nov 2026, UTC',
	    'Companies 2', 'Visits 7', 'Page views 7 1.0 a visit',
	    'Visits an hour'], 'a single day, by its hours');
	is($b->js('return [document.querySelector(".days").ariaLabel,
	    document.querySelectorAll(".days .bar").length]'),
	    ['Visits an hour, 00:00 to 23:00, at most 2', 24],
	    'told to those who do not see it');
}

sub order {
	is($b->js('return Array.from(document.querySelectorAll(
	    ".heads [aria-pressed=true]")).map(e => e.dataset.key)'),
	    ['visits'], 'the order from the beginning is told');
	for my $head (qw(name place industry score visits views last source)) {
		my $text = $head =~ /name|place|industry|source/;
		my @down;
		for (1, 2) {
			$b->click(".heads [data-key=$head]");
			push @down, shown($head);
		}
		my @want = @{$b->js('return arguments[0].slice().sort(
		    arguments[1] ? (a, b) => a.localeCompare(b, "en",
		    { numeric: true })
		    : (a, b) => b - a)', $down[0], $text ? 1 : 0)};
		is($down[0], \@want, "order by $head");
		is($down[1], [ reverse @want ], 'and the other way round');
		is($b->js('return Array.from(document.querySelectorAll(
		    ".heads [aria-pressed=true]")).map(e => e.dataset.key)'),
		    [$head], 'and told');
		ok($b->js('return /, .* [\u2191\u2193]$/.test(
		    document.getElementById("count").textContent)'),
		    'also to those who do not see it');
	}
}

sub keyboard {
	$b->go("file://$folder/plain.html");
	my $i = 0;
	do {
		key("\x{e004}");
	} until $b->js('return document.activeElement.tagName') eq 'SUMMARY' ||
	    $i++ > 40;
	ok(!$b->js('return document.querySelector("details").open'),
	    'a company is closed');
	is($b->js('return getComputedStyle(document.activeElement)
	    .outlineStyle'), 'solid', 'and has a frame when it has the focus');
	key("\x{e007}");
	ok($b->js('const e = document.querySelector("details");
	    return e.open && e.querySelector(".visit li")
	    .getClientRects().length > 0'), 'it opens with the keyboard');
	key("\x{e007}");
	ok(!$b->js('return document.querySelector("details").open'),
	    'and closes');
}

sub theme {
	my $back = 'return getComputedStyle(document.body).backgroundColor';
	scheme('light');
	load('plain');
	my $light = $b->js($back);
	accessible('light');
	my $offer = 'const e = document.getElementById("theme");
	    return [e.textContent, e.getAttribute("aria-pressed")]';
	is($b->js($offer), ['Dark view', undef], 'a button says what it does');
	$b->click('#theme');
	is($b->js($offer), ['Light view', undef], 'also when it is dark');
	my $dark = $b->js($back);
	ok($light ne $dark, 'the button makes it dark');
	accessible('dark');
	$b->cdp('Emulation.setEmulatedMedia', { media => 'print' });
	accessible('dark, but printed');
	$b->cdp('Emulation.setEmulatedMedia', { media => '' });
	scheme('light');
	$b->click('#theme');
	is($b->js($back), $light, 'and light again');
	scheme('dark');
	load('plain');
	is($b->js($back), $dark, 'it is dark where the system is');
	is($b->js($offer), ['Light view', undef], 'and the button knows');
	accessible('dark by itself');
	$b->click('#theme');
	is($b->js($back), $light, 'and the button makes it light');
	load('plain');
	scheme('light');
	is([ $b->js($back), $b->until('return document.getElementById("theme")
	    .textContent === "Dark view"') ], [ $light, JSON::PP::true ],
	    'the system may change its mind');
}

sub narrow {
	my @size = @_;
	$b->cdp('Emulation.setDeviceMetricsOverride', { width => 390,
	    height => 844, deviceScaleFactor => 1, mobile => JSON::PP::true });
	for my $page (qw(plain hostile de)) {
		load($page);
		is($b->js('document.querySelectorAll("details").forEach(
		    e => e.open = true);
		    return document.documentElement.scrollWidth'), 390,
		    "$page fits a phone");
		is($b->js('return new Set(Array.from(document.querySelectorAll(
		    ".heads button:enabled"), e => e.offsetTop)).size'), 1,
		    'its headings take one line');
	}
	$b->cdp('Emulation.clearDeviceMetricsOverride');
}

sub hostile {
	load('hostile');
	quiet('hostile names');
	is($b->js('return ["img", "iframe", "object", "form", "base"].filter(
	    e => document.querySelector(e))'), [], 'they make no elements');
	is($b->js('return [Array.from(document.scripts).filter(e => !e.type)
	    .length, document.styleSheets.length,
	    Array.from(document.querySelectorAll("*")).filter(e =>
	    Array.from(e.attributes).some(a => /^on|^style$/.test(a.name)))
	    .length]'), [1, 1, 0], 'no scripts, no styles');
	is($b->js('return Array.from(document.links, e => e.textContent +
	    " " + e.getAttribute("href"))'), [
	    '2 on 20 Nov 2026 #list', 'Show only these #list',
	    'What the numbers mean #numbers',
	    'www.good.example https://www.good.example/?a&b',
	    'LinkedIn https://de.linkedin.com/company/good',
	    'XING https://www.xing.com/pages/good',
	    '+49 (30) 1-23 tel:+4930123',
	    "m\x{fc}ller.example https://xn--mller-kva.example/",
	    'xn--80ak6aa92e.example https://xn--80ak6aa92e.example/',
	    'linkedin.com.evil.example https://linkedin.com.evil.example/',
	    'evillinkedin.com https://evillinkedin.com/'],
	    'links lead to where they say');
	ok(!$b->js('return /[\u200b\u200e\u200f\ufeff]/.test(
	    document.body.textContent)'), 'nothing that nobody sees');
	ok(!$b->js('return /[\u0000\u202a-\u202e\u2066-\u2069]/.test(
	    document.body.textContent)'), 'no marks that turn the text around');
	fill(search => 'linkedin');
	is([ sort @{shown()} ], [ 'To 86', 'To 87' ],
	    'links have a name, which is not searched');
	fill(search => '1-23');
	is(shown(), ['Good'], 'but telephone numbers are');
	accessible('hostile names');
}

sub empty {
	load('empty');
	quiet('no companies');
	is($b->js('return [document.getElementById("none").hidden,
	    document.querySelectorAll(".tools, .heads, figure").length]'),
	    [JSON::PP::false, 0], 'no companies: said, and no more');
	accessible('no companies');
	$b->click('#theme');
}

sub german {
	load('de');
	quiet('German');
	is($b->js('return [document.documentElement.lang,
	    document.querySelector("h1").textContent,
	    document.getElementById("count").textContent,
	    document.getElementById("theme").textContent]'),
	    ['de', 'Unternehmen auf Ihrer Website',
	    "12 von 12 Unternehmen, Besuche \x{2193}", 'Dunkle Ansicht'], 'German');
	fill(search => 'Deutschland');
	is(shown('country'), [ ('DE') x 4 ], 'and so are the countries');
	fill(search => '');
	accessible('German');
}

# Milliseconds that a script takes until the page is laid out.
sub took {
	my ($name, $script) = @_;
	my $ms = $b->js("const t = performance.now(); $script;
	    document.body.offsetHeight; return performance.now() - t");
	printf "# 5000 companies: %.0f ms to %s\n", $ms, $name;
	ok($ms < 20_000, "5000 companies: to $name does not take long");
}

sub large {
	load('large');
	printf "# 5000 companies: %.0f ms to load, %d elements\n", @{$b->js(
	    'return [performance.getEntriesByType("navigation")[0].duration,
	    document.querySelectorAll("*").length]')};
	ok($b->js('return document.querySelectorAll("*").length') < 20_000,
	    'a large page begins small');
	is(scalar @{shown()}, 100, 'the beginning is shown');
	took('find', 'const e = document.getElementById("search");
	    e.value = "/far";
	    e.dispatchEvent(new Event("input"))');
	is(shown(), ['Firma 4000'], 'a page that only the last saw is found');
	is($b->js('return document.getElementById("count").textContent'),
	    "1 of 5,000 companies, Visits \x{2193}", 'among all');
	$b->click('.leads summary');
	is($b->until('return Array.from(document.querySelectorAll(
	    ".leads .visit li bdi"), e => e.textContent).join(" ")'), '/far',
	    'and what it did is there');
	accessible('one of the many');
	fill(search => 'germany');
	is($b->js('return document.getElementById("count").textContent'),
	    "1,666 of 5,000 companies, Visits \x{2193}",
	    'countries have names');
	fill(search => 'firma');
	is($b->js('return Array.from(document.querySelectorAll(
	    "#kind option"), e => e.value)'),
	    ['', 'company', 'education', 'government'], 'all kinds are known');
	$b->click('#further');
	is(scalar @{shown()}, 200, 'more of it on demand');
	is($b->js('return document.activeElement.parentElement.parentElement
	    === document.querySelectorAll(".leads > li")[100]'), JSON::PP::true,
	    'from where the focus goes on');
	took('sort', 'document.querySelector("[data-key=name]").click()');
	is(shown()->[3], 'Firma 4', 'and sorting looks at all');
	is($b->js('const shape = e => e.querySelector("summary").outerHTML
		.replace(/>[^<]+/g, ">").replace(/ hidden=""/g, "")
		.replace(/"[^"]*[0-9][^"]*"/g, "");
	    return new Set(Array.from(document.querySelectorAll(".leads > li"),
	    shape)).size'), 1, 'lines of the table look like the others');
	quiet('5000 companies');
}

# On paper: what is shown, and how much that is.
sub printed {
	load('plain');
	$b->js('document.querySelector("details").open = true');
	my $pdf = decode_base64($b->cdp('Page.printToPDF',
	    { paperWidth => 8.27, paperHeight => 11.69 })->{data});
	ok($pdf =~ /^%PDF-/ && length $pdf > 20_000, 'it can be printed');
	$b->cdp('Emulation.setDeviceMetricsOverride', { width => 700,
	    height => 1000, deviceScaleFactor => 1,
	    mobile => JSON::PP::false });
	for my $page ('plain', 'de') {
		load($page);
		$b->cdp('Emulation.setEmulatedMedia', { media => 'print' });
		is($b->js('const width = e => { const r = document.createRange();
		    r.selectNodeContents(e);
		    return r.getBoundingClientRect().width };
		    return Array.from(document.querySelectorAll(".heads button"))
		    .filter(e => width(e) > e.clientWidth)
		    .map(e => e.textContent)'), [],
		    "$page: headings have room on paper");
	}
	$b->cdp('Emulation.clearDeviceMetricsOverride');
	load('large');
	$b->cdp('Emulation.setEmulatedMedia', { media => 'print' });
	is($b->js('return [document.getElementById("more").innerText.trim(),
	    document.querySelector(".tools").getClientRects().length]'),
	    ['The first 100 of 5,000 are shown.', 0],
	    'paper tells that it is not all');
	$b->cdp('Emulation.setEmulatedMedia', { media => '' });
}

sub without_script {
	my ($page, $lines, $rows) = @_;
	$b->cdp('Emulation.setScriptExecutionDisabled',
	    { value => JSON::PP::true });
	load($page);
	$b->cdp('Emulation.setScriptExecutionDisabled',
	    { value => JSON::PP::false });
	is($b->js('return Array.from(document.querySelectorAll(".script"))
	    .filter(e => !e.hidden).length'), 0,
	    "$page without a script: nothing that needs it is shown");
	is(scalar @{shown()}, $lines, 'but companies are');
	is($b->js('return Array.from(document.querySelectorAll("tbody tr"))
	    .filter(e => e.getClientRects().length > 0).length'), $rows,
	    'the others as a table');
	$b->click('summary');
	ok($b->js('return document.querySelector("details").open'),
	    'and open');
}

eval {
	load('plain');
	quiet('the page');
	filters();
	top();
	load('plain');
	order();
	quiet('after all that');
	keyboard();
	theme();
	narrow();
	hostile();
	german();
	empty();
	large();
	printed();
	without_script('plain', 12, 0);
	without_script('large', 100, 4900);
	1;
} or ok(0, 'the browser answers', "$@");
$b->quit;
print "# $n\n";
exit($failed > 0);
