#!/usr/bin/perl
# player.pl FOLDER: pages of lr-replay in Chromium: FOLDER has plain.html, its
# German twin de.html, and large.html (as much as a recording may hold). Prints
# the Test Anything Protocol without a plan; the last line is "# N": how many
# tests there were.
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

sub is {
	my ($got, $want, $name) = @_;
	my ($g, $w) = map { $json->encode($_) } $got, $want;
	$n++;
	print $g eq $w ? "ok $n - $name\n" :
	    "not ok $n - $name\n#   got  $g\n#   want $w\n";
	$failed++ if $g ne $w;
}

mkdir "$folder/browser";
my $b = Browser->new("$folder/browser");
my $check = do {
	local $/;
	open my $f, '<', "$FindBin::Bin/a11y.js" or die "a11y.js: $!\n";
	<$f>;
};

# Nothing on the console, a broken policy included, no request, nothing stored.
sub load {
	my ($page, %media) = @_;
	$b->cdp('Emulation.setEmulatedMedia', { features => [ map {
	    { name => $_, value => $media{$_} } } keys %media ] });
	$b->log;
	$b->go("file://$folder/$page.html");
	is([ map { $_->{message} } @{$b->log} ], [],
	    "$page: the console is empty");
	is($b->js('return [performance.getEntriesByType("resource").length,
	    document.cookie, localStorage.length, sessionStorage.length]'),
	    [0, '', 0, 0], "$page: no request, nothing stored");
}

sub key {
	my ($key) = @_;
	$b->do_(POST => '/actions', { actions => [ { type => 'key',
	    id => 'keys', actions => [ { type => 'keyDown', value => $key },
	    { type => 'keyUp', value => $key } ] } ] });
}

sub place { $b->js('return document.getElementById("place").value') }

sub play { $b->js('return document.getElementById("play").textContent') }

# How much of the stage is painted.
sub painted {
	return $b->js('const e = document.getElementById("stage");
	    return e.getContext("2d").getImageData(0, 0, e.width, e.height)
	    .data.filter((v, i) => i % 4 === 3 && v > 0).length');
}

sub plays {
	is($b->js('const e = document.getElementById("stage");
	    return [e.width, e.height]'), [1280, 720],
	    'the stage is as large as the window was');
	is(painted() > 100_000 ? 1 : 0, 1, 'the boxes are there');
	is(play(), 'Play', 'it waits');
	$b->js('document.getElementById("speed").value = "8"');
	$b->js('document.getElementById("play").focus()');
	key("\x{e007}");
	is($b->until('return document.getElementById("place").value === "62" &&
	    document.getElementById("play").textContent === "Play"') ? 1 : 0, 1,
	    'a key plays it, to its end');
	is(painted() < 10_000 ? 1 : 0, 1, 'where it is scrolled past the boxes');
	key("\x{e007}");
	is(play(), 'Pause', 'and once more, from the beginning');
	key("\x{e007}");
	is(play(), 'Play', 'until it is told to stop');
	is(place() < 62 ? 1 : 0, 1, 'on the way');
}

sub seeks {
	$b->js('const e = document.getElementById("place");
	    e.value = "15";
	    e.dispatchEvent(new Event("input"));
	    e.focus()');
	key("\x{e014}");
	is(place(), '16', 'the keyboard goes on a little');
	is($b->js('return [document.getElementById("place")
	    .getAttribute("aria-valuetext"),
	    document.getElementById("time").textContent]'),
	    [ ('0:01.6 of 0:06.2') x 2 ], 'and it is told where');
	$b->click('li:nth-child(2) button');
	is(place(), '62', 'a click of the list is gone to');
	my $now = painted();
	$b->click('#path');
	is(painted() > $now ? 1 : 0, 1, 'the whole path can be seen');
	is($b->js('return Array.from(document.querySelectorAll("li"))
	    .map(e => e.textContent)'),
	    [ '0:01.6 Link or button, 61 from the left, 311 from the top',
	    '0:06.2 Beside all boxes, 701 from the left, 701 from the top' ],
	    'clicks are told in words');
}

eval {
	load('plain', 'prefers-color-scheme' => 'light');
	is($b->js($check), [], 'light: names, labels, headings, contrast');
	my $light = 'return getComputedStyle(document.body).backgroundColor';
	my $was = $b->js($light);
	# of the largest box
	my $box = 'return Array.from(document.getElementById("stage")
	    .getContext("2d").getImageData(800, 120, 1, 1).data)';
	my $painted = $b->js($box);
	plays();
	seeks();
	load('plain', 'prefers-color-scheme' => 'dark');
	is($b->js($check), [], 'dark: names, labels, headings, contrast');
	is($b->js($light) ne $was ? 1 : 0, 1, 'and it is dark');
	is([ $painted, $b->js($box) ], [ [ 0xdc, 0xda, 0xd4, 255 ],
	    [ 0x34, 0x3b, 0x41, 255 ] ], 'as what is painted is');
	$b->cdp('Emulation.setEmulatedMedia', { media => 'print', features =>
	    [ { name => 'prefers-color-scheme', value => 'dark' } ] });
	is([ $b->js('return ["canvas", ".tools"].map(css => document
	    .querySelector(css).getClientRects().length)'),
	    $b->until("$box" . '[0] === 0xdc') ? 1 : 0 ], [ [ 1, 0 ], 1 ],
	    'paper has the picture, in light colours');
	$b->cdp('Emulation.setEmulatedMedia', { media => '' });
	load('plain', 'prefers-reduced-motion' => 'reduce');
	$b->js('document.getElementById("speed").value = "8"');
	$b->click('#play');
	is($b->until('return document.getElementById("place").value === "62"')
	    ? 1 : 0, 1, 'with less motion it plays, too');
	load('de');
	is([ play(), $b->js('return document.documentElement.lang') ],
	    [ 'Abspielen', 'de' ], 'German');
	is($b->js($check), [], 'German: names, labels, headings, contrast');
	$b->cdp('Emulation.setDeviceMetricsOverride', { width => 390,
	    height => 844, deviceScaleFactor => 1, mobile => JSON::PP::true });
	load('de');
	is($b->js('return document.documentElement.scrollWidth'), 390,
	    'it fits a phone');
	$b->cdp('Emulation.clearDeviceMetricsOverride');
	load('large');
	$b->click('li:nth-child(900) button');
	is(painted() > 0 ? 1 : 0, 1, 'a long one can be gone through');
	$b->cdp('Emulation.setScriptExecutionDisabled',
	    { value => JSON::PP::true });
	$b->go("file://$folder/plain.html");
	$b->cdp('Emulation.setScriptExecutionDisabled',
	    { value => JSON::PP::false });
	is($b->js('return [document.querySelectorAll("li").length,
	    document.querySelector(".script").hidden,
	    document.querySelector("noscript p").getClientRects().length]'),
	    [ 2, JSON::PP::true, 1 ], 'without a script there is the list');
	1;
} or is("$@", '', 'the browser answers');
$b->quit;
print "# $n\n";
exit($failed > 0);
