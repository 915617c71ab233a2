#!/usr/bin/perl
# page.pl FOLDER: pages of lr-report -o html in Chromium: FOLDER has plain.html
# (12 companies), hostile.html (of hostile names), de.html (German) and
# large.html (5000 companies). Prints the Test Anything Protocol without a plan;
# the last line is "# N": how many tests there were.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Browser;
use JSON::PP;

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

# "name value" of what is shown, in its order.
sub shown {
	return $b->js('return Array.from(document.querySelectorAll(".lead"))
	    .filter(e => !e.hidden && e.getClientRects().length > 0)
	    .map(e => e.dataset[arguments[0]])', $_[0] || 'name');
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
	    '12 of 12 companies', 'and counted');
	fill(search => 'FIRMA 7');
	is(shown(), ['Firma 7'], 'search by name');
	is($b->js('return document.getElementById("count").textContent'),
	    '1 of 12 companies', 'counted again');
	fill(search => 'f3.example');
	is(shown(), ['Firma 3'], 'by domain');
	fill(search => '/only-five');
	is(shown(), ['Firma 5'], 'by page');
	fill(search => 'muller');
	is(shown(), ["M\x{fc}ller & S\x{f6}hne"], 'without the dots');
	fill(search => 'nobody');
	is(shown(), [], 'nothing fits');
	ok($b->js('return !document.getElementById("none").hidden'),
	    'and it is said');
	fill(search => '');
	for my $name (qw(country kind source)) {
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
	my $scores = shown('score');
	my $most = $b->js('return Math.max(...arguments[0])', $scores);
	fill(least => $most);
	is(shown('score'), [ grep { $_ eq $most } @$scores ], 'by score');
	fill(least => 0);
	is(shown(), $all, 'and all of them again');
}

sub order {
	for my $head (qw(name country score visits views last source)) {
		my $text = $head =~ /name|country|source/;
		my @down;
		for (1, 2) {
			$b->click(".heads [data-key=$head]");
			push @down, shown($head);
		}
		my @want = @{$b->js('return arguments[0].slice().sort(
		    arguments[1] ? (a, b) => a.localeCompare(b, "en")
		    : (a, b) => b - a)', $down[0], $text ? 1 : 0)};
		is($down[0], \@want, "order by $head");
		is($down[1], [ reverse @want ], 'and the other way round');
		is($b->js('return Array.from(document.querySelectorAll(
		    ".heads [aria-pressed=true]")).map(e => e.dataset.key)'),
		    [$head], 'and told');
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
	    return e.open && e.querySelector(".pages li")
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
	$b->click('#theme');
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
	accessible('dark by itself');
	$b->click('#theme');
	is($b->js($back), $light, 'and the button makes it light');
	scheme('light');
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
	}
	$b->cdp('Emulation.clearDeviceMetricsOverride');
}

sub hostile {
	load('hostile');
	quiet('hostile names');
	is($b->js('return ["img", "iframe", "object", "form", "base"].filter(
	    e => document.querySelector(e))'), [], 'they make no elements');
	is($b->js('return [document.scripts.length, document.styleSheets.length,
	    Array.from(document.querySelectorAll("*")).filter(e =>
	    Array.from(e.attributes).some(a => /^on|^style$/.test(a.name)))
	    .length]'), [1, 1, 0], 'no scripts, no styles');
	is($b->js('return Array.from(document.links).map(e => e.href)'),
	    ['https://good.example/'], 'no links but to host names');
	ok(!$b->js('return /[\u0000\u202a-\u202e\u2066-\u2069]/.test(
	    document.body.textContent)'), 'no marks that turn the text around');
	accessible('hostile names');
}

sub german {
	load('de');
	quiet('German');
	is($b->js('return [document.documentElement.lang,
	    document.querySelector("h1").textContent,
	    document.getElementById("count").textContent]'),
	    ['de', 'Unternehmen auf Ihrer Website',
	    '12 von 12 Unternehmen'], 'German');
	accessible('German');
}

sub large {
	load('large');
	quiet('5000 companies');
	my $took = $b->js('const e = document.getElementById("search");
	    const t = performance.now();
	    for (const s of ["f", "fi", "firma 7", ""]) {
		e.value = s;
		e.dispatchEvent(new Event("input"));
		document.body.offsetHeight;
	    }
	    return (performance.now() - t) / 4');
	printf "# 5000 companies: %.0f ms to search\n", $took;
	is(scalar @{shown()}, 300, 'the beginning is shown');
	$b->click('#more');
	is(scalar @{shown()}, 600, 'and more of it on demand');
	ok($took < 20_000, 'a search does not take long');
	$took = $b->js('const t = performance.now();
	    document.querySelector("[data-key=name]").click();
	    document.body.offsetHeight;
	    return performance.now() - t');
	printf "# 5000 companies: %.0f ms to sort\n", $took;
	ok($took < 20_000, 'nor to sort');
}

sub without_script {
	$b->cdp('Emulation.setScriptExecutionDisabled',
	    { value => JSON::PP::true });
	load('plain');
	$b->cdp('Emulation.setScriptExecutionDisabled',
	    { value => JSON::PP::false });
	is($b->js('return Array.from(document.querySelectorAll(".script"))
	    .filter(e => !e.hidden).length'), 0,
	    'without a script nothing that needs it is shown');
	is(scalar @{shown()}, 12, 'but all companies are');
	$b->click('summary');
	ok($b->js('return document.querySelector("details").open'),
	    'and open');
}

eval {
	load('plain');
	quiet('the page');
	filters();
	order();
	quiet('after all that');
	keyboard();
	theme();
	narrow();
	hostile();
	german();
	large();
	without_script();
	1;
} or ok(0, 'the browser answers', "$@");
$b->quit;
print "# $n\n";
exit($failed > 0);
