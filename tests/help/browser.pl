#!/usr/bin/perl
# browser.pl PART BASE SPOOL FOLDER: the page script of lr-cgi in Chromium, on
# the website at BASE whose hits go to SPOOL. Prints the Test Anything Protocol
# without a plan; the number of tests before is in $TAP_N. The last line of all
# is "# N": how many there were, and ends with an exit code of 1 where one
# failed. Parts: table (every choice of the visitor), visits (in time, tabs,
# single pages), troubles (blocked, refused, without JavaScript), way (two
# visits of one company, for the pipeline), recordings (of the cursor: what the
# visitor chose, what is in them; the server's access log is $SITE_LOG).
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Browser;
use JSON::PP;

my ($part, $base, $spool, $folder) = @ARGV;
my $json = JSON::PP->new->canonical;
my $n = $ENV{TAP_N} || 0;
my $failed = 0;
my %ip = (company => '45.0.0.7', private => '45.0.1.7',
    unknown => '45.0.3.7');
$| = 1;

sub ok {
	my ($good, $name, @why) = @_;
	$n++;
	$failed++ if !$good;
	print $good ? '' : 'not ', "ok $n - $name\n";
	return $good if $good;
	print "#   ", (ref $_ ? $json->encode($_) : $_ // 'undef'), "\n"
	    for @why;
	return 0;
}

sub is {
	my ($got, $want, $name) = @_;
	my ($g, $w) = map { ref $_ ? $json->encode($_) : $_ // 'undef' } $got,
	    $want;
	return ok($g eq $w, $name, "got  $g", "want $w");
}

sub lines {
	my ($site, $ending) = @_;
	my @lines;
	for my $file (glob "$spool/$site/*.$ending") {
		open my $f, '<', $file or next;
		push @lines, <$f>;
	}
	return @lines;
}

sub hits { map { $json->decode($_) } lines($_[0], 'ndjson') }

# ---- the browser

my $b = Browser->new($folder);
my $trap = do {
	local $/;
	open my $f, '<', "$FindBin::Bin/trap.js" or die "trap.js: $!\n";
	<$f>;
};
my $trapped;

# What every page from now on finds.
sub settings {
	my (%s) = @_;
	$b->cdp('Page.removeScriptToEvaluateOnNewDocument',
	    { identifier => $trapped }) if defined $trapped;
	my $text = $json->encode(\%s);
	my $source = $trap;
	$source =~ s/= SETTINGS;/= $text;/;
	$trapped = $b->cdp('Page.addScriptToEvaluateOnNewDocument',
	    { source => $source })->{identifier};
}

my $from = '';

sub headers {
	$from = '';
	$b->cdp('Network.setExtraHTTPHeaders', { headers => {@_} });
}

sub from {
	my $was = $from;
	headers('X-Forwarded-For' => $ip{$_[0]}) if $was ne $_[0];
	$from = $_[0];
}

sub cookies {
	$b->cdp('Network.clearBrowserCookies');
	$b->cdp('Network.setCookies', { cookies => [ map { { name => $_,
	    value => '1', url => $base, path => '/' } } @_ ] }) if @_;
}

sub cookie_names {
	return join ' ', sort map { $_->{name} }
	    @{$b->cdp('Network.getCookies', { urls => [$base] })->{cookies}};
}

sub wipe {
	$b->js('sessionStorage.clear(); localStorage.clear();');
}

# Load a page, and wait until the script has done with it.
sub load {
	my ($page, $sent) = @_;
	$b->go("$base/$page");
	return $b->until('return document.readyState == "complete" &&
	    window.lr && trapped.done >= arguments[0] && trapped', $sent);
}

sub storage {
	return $b->js('return [Object.entries(sessionStorage),
	    Object.entries(localStorage)]');
}

# "session local", or less: which entries there are, no more than one each.
sub entries {
	my $s = storage();
	my @have;
	push @have, @{$s->[0]} > 1 ? 'sessions' : 'session' if @{$s->[0]};
	push @have, @{$s->[1]} > 1 ? 'locals' : 'local' if @{$s->[1]};
	return "@have";
}

sub written { join ' ', map { $_->[0] } @{$_[0]{set}} }

sub body { $json->decode($_[0]{sent}[$_[1] || 0]{body}) }

# The console since it was last asked, without what the network says.
sub console {
	return [ map { $_->{message} } grep { $_->{source} ne 'network' }
	    @{$b->log} ];
}

sub quiet {
	my ($t, $name) = @_;
	my @said = map { $_->{message} } @{$b->log};
	ok(!@said && !@{$t->{errors}}, "$name: the console is empty", \@said,
	    $t->{errors});
}

sub begin {
	cookies();
	settings();
	from('company');
	$b->go("$base/blank.html");
	wipe();
	$b->log;
}

# ---- every choice of the visitor

sub one_choice {
	my ($site, $who, $in, $out, $dnt, $gpc) = @_;
	my $name = join ', ', $site, $who, $in ? 'opt-in' : (),
	    $out ? 'opt-out' : (), $dnt ? 'DNT' : (), $gpc ? 'GPC' : ();
	my $sent = !$out && ($site ne 'required' || $in) &&
	    !($site eq 'silent' && ($dnt || $gpc)) ? 1 : 0;
	my $stored = $sent && $who eq 'company' && !$dnt && !$gpc;
	my @cookies = (('allow_tracking') x !!$in, ('optout') x !!$out);
	my @before = map { scalar lines($site, $_) } qw(ndjson count);

	from($who);
	cookies(@cookies);
	settings(dnt => $dnt, gpc => $gpc);
	my $t = load("$site.html", $sent);
	my @after = map { scalar lines($site, $_) } qw(ndjson count);
	is({ sent => scalar @{$t->{sent}}, written => written($t),
		entries => entries(), cookies => cookie_names(),
		cookie_writes => $t->{cookies}, errors => $t->{errors},
		hits => $after[0] - $before[0],
		counted => $after[1] - $before[1] },
	    { sent => $sent,
		written => join(' ', ('session') x $sent,
		    ('local') x !!$stored),
		entries => join(' ', ('session') x $sent,
		    ('local') x !!$stored),
		cookies => "@cookies", cookie_writes => 0, errors => [],
		hits => $sent && $who ne 'private' ? 1 : 0,
		counted => $sent && $who eq 'private' ? 1 : 0 }, $name);
	wipe();
}

sub table {
	begin();
	for my $site (qw(free required)) {
		for my $who (qw(company private unknown)) {
			for my $bits (0 .. 15) {
				one_choice($site, $who,
				    map { $bits >> $_ & 1 } 0 .. 3);
			}
		}
	}
	one_choice('silent', 'company', 0, 0, @$_)
	    for [0, 0], [1, 0], [0, 1];
	quiet($b->js('return trapped'), 'all of them');
}

# An entry that is there when the visitor says no.
sub withdrawal {
	my ($name, $call) = @_;
	begin();
	load('free.html', 1);
	is(entries(), 'session local', "$name: both are there");
	$call->();
	is(entries(), '', "$name: and are gone");
}

sub signals_remove {
	for my $h (['DNT', '1'], ['Sec-GPC', '1']) {
		begin();
		load('free.html', 1);
		headers('X-Forwarded-For' => $ip{company}, @$h);
		$b->js('sessionStorage.clear()');
		my $t = load('free.html', 1);
		is(entries(), 'session', "$h->[0] as a header removes it");
		is(written($t), 'session', "$h->[0]: and nothing is written");
	}
	for my $s (qw(dnt gpc)) {
		begin();
		load('free.html', 1);
		settings($s => 1);
		load('free.html', 1);
		is(entries(), 'session', "$s removes it, in the same session");
	}
	begin();
	load('free.html', 1);
	from('private');
	load('free.html', 1);
	is(entries(), 'session', 'an address that is no company\'s, too');
}

sub choices {
	withdrawal('lr.optOut()', sub { $b->js('lr.optOut()') });
	is(cookie_names(), 'optout', 'lr.optOut(): the cookie');
	my ($c) = @{$b->cdp('Network.getCookies', { urls => [$base] })
	    ->{cookies}};
	ok($c->{sameSite} eq 'Lax' && $c->{value} eq '1' && $c->{path} eq '/' &&
	    abs($c->{expires} - time - 365 * 86400) < 600, 'and what it is like',
	    $c);
	my $t = load('free.html', 0);
	is(scalar @{$t->{sent}}, 0, 'lr.optOut(): nothing is sent any more');
	withdrawal('lr.clear()', sub { $b->js('lr.clear()') });
	is(cookie_names(), '', 'lr.clear(): no cookie is left');
	withdrawal('/opt?set=out', sub {
	    $b->go("$base/lr/opt?site=free&set=out");
	    $b->until('return window.lr');
	});
	is(cookie_names(), 'optout', '/opt?set=out: the cookie');
	withdrawal('/opt, forget my choice', sub {
	    $b->go("$base/lr/opt?site=free");
	    $b->click('section[lang=en] button[value=clear]');
	    $b->until('return location.search.includes("clear") && window.lr');
	});
	withdrawal('the cookie optout', sub {
	    cookies('optout');
	    load('free.html', 0);
	});
	begin();
	$t = load('required.html', 0);
	$b->js('lr.optIn()');
	$b->until('return trapped.done >= 1');
	is(entries(), 'session local', 'lr.optIn() begins at once');
	is(cookie_names(), 'allow_tracking', 'lr.optIn(): the cookie');
	$b->js('lr.optOut()');
	is(entries() . cookie_names(), 'optout', 'and lr.optOut() ends it');
	withdrawal('consent that is gone', sub {
	    cookies();
	    load('required.html', 0);
	});
	lookalikes();
}

# Only the cookies themselves are a choice.
sub lookalikes {
	for my $c ([ 'note', 'allow_tracking=1' ],
	    [ 'note', 'x allow_tracking=1' ], [ 'allow_tracking', '10' ],
	    [ 'not_allow_tracking', '1' ]) {
		begin();
		$b->cdp('Network.setCookies', { cookies => [ { name => $c->[0],
		    value => $c->[1], url => $base } ] });
		is(scalar @{load('required.html', 0)->{sent}}, 0,
		    "no consent: $c->[0]=$c->[1]");
	}
	begin();
	$b->cdp('Network.setCookies', { cookies => [ map { { name => $_,
	    value => '1', url => $base } } qw(before optout then) ] });
	is(scalar @{load('free.html', 0)->{sent}}, 0,
	    'an opt-out among other cookies');
}

# ---- visits

# A visit in a session of its own, so many seconds after the first, which is
# at a time of the day that is given in seconds.
sub visit {
	my ($at, $after) = @_;
	my $shift = $at - time % 86400 + $after;
	$b->js('sessionStorage.clear()');
	settings(shift => 1000 * $shift);
	return body(load('free.html', 1))->{visitor};
}

sub in_time {
	my $day = 86400;
	begin();
	is(visit(30, 0), 'new', 'the first visit');
	my ($entry) = @{storage()->[1]};
	is($entry, [ 'lr', '' . (int((time - time % $day) / $day) + 7) ],
	    'holds the day it expires, and nothing else');
	is(visit(30, $day), 'returning', 'after a day');
	is(visit(30, 7 * $day - 60), 'returning', 'after 6 d 23 h 59 min');
	is(storage()->[1][0], $entry, 'it is not made to live longer');
	is(visit(30, 7 * $day + 60), 'new', 'after 7 d 1 min');
	my $t = $b->js('return trapped');
	is($t->{removed}[0][0], 'local', 'what is over age is removed');
	is(written($t), 'session local', 'and written anew');
	# a tab may stay open for long
	begin();
	visit(30, 0);
	settings(shift => 1000 * (30 - time % 86400 + 7 * $day + 60));
	$t = load('free.html', 1);
	is($t->{removed}[0][0], 'local',
	    'in one session, too, what is over age is removed');
	is(storage()->[1][0][1], $entry->[1] + 7, 'and written anew');
	for my $at (0, 43200, 86340) {
		begin();
		visit($at, 0);
		is(visit($at, 7 * $day + 60), 'new',
		    "from $at s of the day on: never longer than 7 days");
	}
	for my $odd ('9999999', '-1', 'x', '') {
		begin();
		$b->js('localStorage.setItem("lr", arguments[0])', $odd);
		is(body(load('free.html', 1))->{visitor}, 'new',
		    "an entry of '$odd' is none");
	}
}

sub tabs {
	begin();
	my $first = body(load('free.html', 1));
	my $again = body(load('free.html?utm_source=a&b=c' .
	    '&utm_term=me%40example.com', 1));
	is($again->{session}, $first->{session}, 'one session');
	is($again->{visitor}, 'new', 'in which he stays new');
	is($again->{url}, "$base/free.html?utm_source=a",
	    'campaign parameters only');
	is([ sort keys %$again ], [ qw(referrer session title url visitor) ],
	    'exactly these keys');
	is($again->{title}, 'A page', 'title');
	ok($first->{session} =~ /^n[0-9a-z]{15,}$/, 'a random id',
	    $first->{session});
	my $t = $b->js('return trapped');
	is([ @{$t->{sent}[0]}{qw(credentials keepalive)} ],
	    [ 'omit', JSON::PP::true ], 'without cookies, and beyond the page');
	$b->js('const e = document.createElement("script");
	    e.src = document.querySelector("script").src;
	    e.onload = () => window.again = true;
	    document.head.append(e)');
	$b->until('return window.again');
	is($b->js('return trapped.sent.length'), 1, 'once, if there twice');
	$b->tab;
	$b->cdp('Network.enable');
	undef $trapped;
	settings();
	$from = '';
	from('company');
	my $other = body(load('free.html', 1));
	ok($other->{session} ne $first->{session}, 'another tab: a session');
	is($other->{visitor}, 'returning', 'of one who returns');
	$b->close_tab;
	undef $trapped;
	$from = '';
}

sub single_page {
	begin();
	my $t = load('free.html', 1);
	$b->js('document.title = "Second" + "-".repeat(400);
	    history.replaceState(1, "", "/long")');
	$b->until('return trapped.done >= 2');
	is(length(body($b->js('return trapped'), 1)->{title}), 300,
	    'a long title is cut');
	begin();
	load('free.html', 1);
	$b->js('document.title = "Second";
	    history.pushState(1, "", "/second?id=7&gclid=x#part")');
	$b->until('return trapped.done >= 2');
	$b->js('history.replaceState(2, "", "/second?id=8&gclid=x#other")');
	$b->js('history.back()');
	$b->until('return trapped.done >= 3');
	$t = $b->js('return trapped');
	is([ map { my $h = body($t, $_); [ @$h{qw(url referrer title)} ] }
	    0 .. $#{$t->{sent}} ],
	    [ [ "$base/free.html", '', 'A page' ],
		[ "$base/second?gclid=x", "$base/free.html", 'Second' ],
		[ "$base/free.html", "$base/second?gclid=x", 'Second' ] ],
	    'a single-page application');
	is($b->js('return history.state'), undef, 'and its history works');
	my @all = hits('free');
	is($all[-2]{path}, '/second', 'is in the spool');
	quiet($t, 'a single page');
}

sub unseen {
	begin();
	settings(hidden => 1);
	my $t = load('free.html', 0);
	is(scalar @{$t->{sent}} . entries(), '0', 'unseen: nothing yet');
	$b->js('Object.defineProperty(document, "hidden",
	    { configurable: true, get: () => false });
	    document.dispatchEvent(new Event("visibilitychange"))');
	ok($b->until('return trapped.done == 1'), 'seen: then it is sent');
	$b->js('document.dispatchEvent(new Event("visibilitychange"))');
	is($b->js('return trapped.sent.length'), 1, 'once');
}

sub pixel {
	begin();
	$b->js('localStorage.setItem("lr", 5 + Date.now() / 864e5 | 0)');
	my $t = load('pixel.html?utm_source=a', 1);
	is([ scalar @{$t->{sent}}, entries(), written($t) ], [ 1, '', '' ],
	    'an image: nothing is stored, and what was is gone');
	ok($t->{sent}[0]{url} =~ m{^/lr\.gif\?s=pixel&u=http%3A.*&r=&t=},
	    'its query tells of the page', $t->{sent}[0]{url});
	quiet($t, 'an image');
}

# ---- troubles

sub harmless {
	my ($name, $page) = @_;
	my $t = load($page || 'free.html', 0);
	$b->until('return trapped.done == trapped.sent.length');
	$t = $b->js('return trapped');
	is([ $b->js('return document.getElementById("works").textContent'),
		$t->{errors}, console() ], [ 'works', [], [] ],
	    "$name: the page is whole, the script silent");
	return $t;
}

sub troubles {
	begin();
	$b->cdp('Network.setBlockedURLs', { urls => ['*/lr/hit*'] });
	my $t = harmless('hits are blocked');
	is(entries(), 'session', 'and nothing is stored for good');
	$b->cdp('Network.setBlockedURLs', { urls => ['*/lr/lr.js*'] });
	$b->go("$base/free.html?blocked");
	is([ $b->js('return document.getElementById("works").textContent'),
		$b->js('return typeof lr'), console() ],
	    [ 'works', 'undefined', [] ], 'the script is blocked');
	$b->cdp('Network.setBlockedURLs', { urls => [] });
	$b->log;
	begin();
	rename "$spool/free", "$spool/free.away" or die "rename: $!\n";
	open my $f, '>', "$spool/free" or die "spool: $!\n";
	close $f;
	harmless('the spool cannot be written');
	is(entries(), 'session', 'and nothing is stored for good then');
	unlink "$spool/free";
	rename "$spool/free.away", "$spool/free";
	begin();
	settings();
	$b->cdp('Page.addScriptToEvaluateOnNewDocument', { source =>
	    'for (const s of ["localStorage", "sessionStorage"])
	    Object.defineProperty(window, s, { get() {
	    throw new DOMException("no", "SecurityError"); } });' });
	$t = harmless('storage is forbidden');
	is(scalar @{$t->{sent}}, 1, 'and the hit is sent');
	# as in a frame with the attribute sandbox
	$b->cdp('Page.addScriptToEvaluateOnNewDocument', { source =>
	    'Object.defineProperty(Document.prototype, "cookie", { get() {
	    throw new DOMException("no", "SecurityError"); } });' });
	$t = harmless('cookies cannot be read');
	is(scalar @{$t->{sent}}, 0, 'and nothing is sent');
	without_script();
}

sub without_script {
	$b->quit;
	$b = Browser->new("$folder/2");
	undef $trapped;
	$from = '';
	$b->go("$base/blank.html");
	from('company');
	$b->cdp('Emulation.setScriptExecutionDisabled',
	    { value => JSON::PP::true });
	my @before = map { scalar lines('free', $_) } qw(ndjson count);
	$b->go("$base/free.html");
	$b->go("$base/lr/opt?site=free");
	$b->click('section[lang=en] button[value=out]');
	for (1 .. 500) {
		last if cookie_names();
		select undef, undef, undef, 0.02;
	}
	is(cookie_names(), 'optout', 'without JavaScript: the choice by form');
	$b->click('section[lang=de] button[value=in]');
	for (1 .. 500) {
		last if cookie_names() eq 'allow_tracking';
		select undef, undef, undef, 0.02;
	}
	is(cookie_names(), 'allow_tracking', 'and the other one');
	is([ map { scalar lines('free', $_) } qw(ndjson count) ], \@before,
	    'no hit');
}

# ---- recordings

sub reels { glob "$spool/../recordings/$_[0]/*/*.ndjson" }

sub text_of {
	my $text = '';
	for my $file (@_) {
		local $/;
		open my $f, '<', $file or next;
		$text .= <$f>;
	}
	return $text;
}

# Until there are so many, or half a minute has gone.
sub wait_reels {
	my ($site, $n) = @_;
	for (1 .. 1500) {
		last if (() = reels($site)) >= $n;
		select undef, undef, undef, 0.02;
	}
	return scalar(() = reels($site));
}

# What the page script listens to: two of them for page views.
my $idle = 'popstate 1 visibilitychange 1';
my $busy = 'click 1 pagehide 1 pointermove 1 popstate 1 resize 1 scroll 1 ' .
    'visibilitychange 2';

sub listens {
	my $l = $b->js('return trapped.listeners');
	return join ' ', map { "$_ $l->{$_}" } grep { $l->{$_} } sort keys %$l;
}

sub begun { $b->until('return trapped.listeners.click == 1') }

# What the recorder does when it is asked to go.
sub leave { $b->js('dispatchEvent(new Event("pagehide"))') }

# The batches that were sent.
sub recorded {
	return map { $json->decode($_->{body}) } grep { $_->{url} =~ m{/rec\?} }
	    @{$b->js('return trapped')->{sent}};
}

sub one_recording {
	my ($site, $in, $out, $dnt, $gpc) = @_;
	my $name = join ', ', "recordings of $site", $in ? 'opt-in' : (),
	    $out ? 'opt-out' : (), $dnt ? 'DNT' : (), $gpc ? 'GPC' : ();
	my $hit = !$out && ($site ne 'required' || $in) ? 1 : 0;
	my $want = $hit && $site ne 'off' && !$dnt && !$gpc &&
	    ($in || $site eq 'record') ? 1 : 0;
	my $before = () = reels($site);

	cookies(('allow_tracking') x !!$in, ('optout') x !!$out);
	settings(dnt => $dnt, gpc => $gpc);
	load("$site.html", $hit);
	begun() if $want;
	my $t = $b->js('const listens = Object.entries(trapped.listeners)
	    .filter(e => e[1] > 0).map(e => e.join(" ")).sort().join(" ");
	    dispatchEvent(new PointerEvent("pointermove", { clientX: 7 }));
	    dispatchEvent(new Event("pagehide"));
	    sessionStorage.clear();
	    localStorage.clear();
	    return { ...trapped, listens }');
	wait_reels($site, $before + $want);
	is({ listens => $t->{listens},
		sent => scalar(grep { $_->{url} =~ /rec\?/ } @{$t->{sent}}),
		kept => scalar(() = reels($site)) - $before,
		written => written($t), cookie_writes => $t->{cookies},
		errors => $t->{errors} },
	    { listens => $want ? $busy : $idle, sent => $want, kept => $want,
		written => join(' ', ('session') x $hit,
		    ('local') x ($hit && !$dnt && !$gpc)),
		cookie_writes => 0, errors => [] }, $name);
	return $want;
}

# How often the server was asked for the recorder.
sub fetched {
	my $n = () = text_of($ENV{SITE_LOG}) =~ m{GET /lr/rec\.js}g;
	return $n;
}

sub recording_table {
	my ($wanted, $asked, $before) = (0, 0, fetched());
	begin();
	# each is asked for, so that the log can tell how many there were
	$b->cdp('Network.setCacheDisabled',
	    { cacheDisabled => JSON::PP::true });
	for my $site (qw(free required record off)) {
		for my $bits (0 .. 15) {
			$wanted += one_recording($site,
			    map { $bits >> $_ & 1 } 0 .. 3);
		}
	}
	for (1 .. 500) {
		$asked = fetched() - $before;
		last if $asked >= $wanted;
		select undef, undef, undef, 0.02;
	}
	is($asked, $wanted, 'the recorder is loaded for them alone');
	$b->cdp('Network.setCacheDisabled',
	    { cacheDisabled => JSON::PP::false });
	quiet($b->js('return trapped'), 'recordings');
}

# The visitor's mind changes while the page is open.
sub recording_choices {
	begin();
	load('free.html', 1);
	$b->js('lr.optIn()');
	ok(begun(), 'lr.optIn() begins a recording');
	is(scalar(grep { $_->{url} =~ m{/hit} }
	    @{$b->js('return trapped')->{sent}}), 1, 'and no second page view');
	for my $no (qw(optOut clear)) {
		$b->js("lr.$no()");
		is(listens(), $idle, "lr.$no() ends it");
		leave();
		is([ recorded() ], [], "lr.$no(): nothing is sent");
		begin();
		cookies('allow_tracking');
		load('free.html', 1);
		begun();
	}
	cookies('optout');
	leave();
	is([ listens(), recorded() ], [$idle],
	    'an opt-out in another tab ends it');
}

sub recording_pages {
	begin();
	load('record.html', 1);
	begun();
	$b->js('history.pushState(1, "", "/second?id=7")');
	$b->until('return trapped.sent.some(s => /"\/second"/.test(s.body)) ||
	    trapped.listeners.click == 1 && trapped.done > 1');
	leave();
	my @sent = recorded();
	is([ map { [ @$_{qw(path n)} ] } @sent ],
	    [ [ '/record.html', 0 ], [ '/second', 0 ] ],
	    'a new page is a new recording');
	is(listens(), $busy, 'one at a time');
	ok($sent[0]{id} ne $sent[1]{id}, 'of another id', \@sent);
	my ($session) = map { $_->[1] } @{storage()->[0]};
	ok(index($json->encode(\@sent), $session) < 0,
	    'none is that of the session');
}

# The script and the recorder come from another name than the page's. Headers
# that browsers do not send there would be asked for first.
sub recording_elsewhere {
	begin();
	headers();
	my $before = () = lines('record', 'count');
	unlink reels('record');
	my $t = load('other.html', 1);
	ok($t->{sent}[0]{url} =~ m{^http://127\.}, 'to another host',
	    $t->{sent});
	begun();
	leave();
	is([ wait_reels('record', 1), scalar(() = lines('record', 'count')) - $before ],
	    [ 1, 1 ], 'from another host: hit, answer and recording');
	quiet($b->js('return trapped'), 'another host');
}

# A page of more boxes than a batch has, of which the first is late.
sub recording_large {
	begin();
	unlink reels('record');
	settings(late => 1);
	load('large.html', 1);
	begun();
	my @lines;
	for (1 .. 500) {
		@lines = split /\n/, text_of(reels('record'));
		last if @lines >= 4;
		select undef, undef, undef, 0.02;
	}
	is(scalar @lines, 4, 'batches wait for the first one');
	settings();
}

sub recording_blocked {
	begin();
	$b->cdp('Network.setBlockedURLs', { urls => ['*/lr/rec*'] });
	harmless('the recorder is blocked', 'record.html');
	is(listens(), $idle, 'and nothing is listened to');
	$b->cdp('Network.setBlockedURLs', { urls => ['*/lr/rec?site*'] });
	$b->log;
	load('record.html?again', 1);
	begun();
	leave();
	ok($b->until('return !trapped.listeners.click'),
	    'where nobody takes it, it ends');
	is([ $b->js('return trapped')->{errors}, console() ], [ [], [] ],
	    'in silence');
	$b->cdp('Network.setBlockedURLs', { urls => [] });
}

# A page of everything that can hold a secret.
sub use_fields {
	load('fields.html?canary-query=1#canary-hash', 1);
	begun();
	$b->js('for (const e of document.querySelectorAll("input"))
	    try { e.value = "canary-script"; } catch (e) {}
	    document.getElementById("secret").type = "text"');
	$b->click('#secret');
	$b->do_(POST => '/actions', { actions => [ { type => 'key',
	    id => 'keys', actions => [ map { ({ type => 'keyDown',
	    value => $_ }, { type => 'keyUp', value => $_ }) }
	    split //, 'canarytyped' ] } ] });
	is($b->js('return document.getElementById("secret").value'),
	    'canary-scriptcanarytyped', 'what was typed is in the field');
	$b->click('#off b');
	$b->click('#link');
	$b->js('scrollTo(0, 300)');
	# an event of it comes with the next picture
	$b->do_(POST => '/execute/async', { args => [], script =>
	    'requestAnimationFrame(() => setTimeout(arguments[0]))' });
	leave();
	wait_reels('record', 1);
}

sub canaries {
	begin();
	unlink reels('record');
	use_fields();
	my $sent = $json->encode($b->js('return trapped.sent.filter(
	    s => /rec\?/.test(s.url))'));
	my $kept = text_of(reels('record'));
	ok($kept ne '' && "$sent$kept" !~ /canary/i,
	    'nothing that was typed, chosen, written or named', $sent);
	ok($kept !~ /45\.0|Mozilla|Chrome|localhost|127\.0/,
	    'neither who nor with what', $kept);
	is([ $sent =~ /"(credentials|keepalive|referrer)":([^,}]*)/g ],
	    [ qw(credentials "omit" keepalive true referrer "origin") ],
	    'no cookie, no page goes along, and it goes beyond the page');
	my %heard = %{$b->js('return trapped.listeners')};
	is([ grep { !/^(click|pagehide|pointermove|popstate|resize|scroll|
	    visibilitychange)$/x } sort keys %heard ], [],
	    'no keyboard, no field is listened to');
	boxes(map { @{$_->{e}} } recorded());
	covered();
	growing();
	unlinked();
}

sub boxes {
	my @events = @_;
	my %n;
	$n{$_->[1]}++ for @events;
	is($n{f}, $b->js('const all = e => [...e.querySelectorAll("*")].flatMap(
	    e => [e, ...e.shadowRoot ? all(e.shadowRoot) : []]);
	    return all(document).filter(e => e.matches(`input, select, textarea,
	    [contenteditable], [role=textbox], #off, #toggle, x-closed, #plain`)
	    && e.getBoundingClientRect().width > 5).length'),
	    'each field is an empty box, also in a tree of its own');
	my $inside = $b->js('return Array.from(document.querySelectorAll(
	    "input, [contenteditable]")).map(e => {
	    const r = e.getBoundingClientRect();
	    return [r.x, r.y + scrollY, r.right, r.bottom + scrollY]; })');
	is([ grep { my $e = $_; grep { $e->[2] > $_->[0] && $e->[2] < $_->[2] &&
	    $e->[3] > $_->[1] && $e->[3] < $_->[3] } @$inside }
	    grep { $_->[1] =~ /[mc]/ } @events ], [],
	    'in which no pointer is seen');
	ok($n{c} == 1 && !(grep { !$n{$_} } split //, 'vwsmcthlif') &&
	    keys %n == 10, 'and everything else is there', \%n);
	my ($link) = grep { $_->[1] eq 'l' } @events;
	my $at = $b->js('const r = document.getElementById("link")
	    .getBoundingClientRect();
	    return [r.x, r.y + scrollY, r.width, r.height]');
	is([ @$link[2 .. 5] ], [ map { 10 * int($_ / 10 + .5) } @$at ],
	    'boxes are where they are, on a grid');
	my ($c) = reverse grep { $_->[1] eq 'c' } @events;
	ok($c->[2] >= $at->[0] && $c->[2] <= $at->[0] + $at->[2] &&
	    $c->[3] >= $at->[1] && $c->[3] <= $at->[1] + $at->[3],
	    'and so are clicks', $c, $at);
}

# What the pointer does over fields, labels and what may be either: as events,
# at a place of their own.
sub covered {
	$b->js('const at = (e, clientX) => {
		const o = { bubbles: true, composed: true, clientX, detail: 1 };
		e.dispatchEvent(new PointerEvent("pointermove", o));
		e.dispatchEvent(new MouseEvent("click", o));
	    };
	    const $ = s => document.querySelector(s);
	    const fields = ["#toggle", "#off h2", "[contenteditable] p",
		"#closed", "#plain b", "select", "textarea"].map($);
	    for (const root of inside)
		fields.push(...root.querySelectorAll("input, label"));
	    fields.forEach(e => at(e, 3000));
	    $("#link").click();
	    document.designMode = "on";
	    at($("#shown b"), 3001);
	    document.designMode = "off";
	    ["#shown b", "#unknown b"].forEach((s, i) => at($(s), 2000 + i));
	    inside.filter(r => r.querySelector("p")).forEach((r, i) =>
		at(r.querySelector("p"), 2010 + i))');
	leave();
	my %at;
	$at{"$_->[1]$_->[2]"}++ for grep { $_->[1] =~ /[mc]/ && $_->[2] >= 2000 }
	    map { @{$_->{e}} } recorded();
	is([ grep { /300/ } keys %at ], [],
	    'neither moves nor clicks over what may be a field');
	is(scalar(grep { $_->[1] eq 'c' && $_->[2] == 0 } map { @{$_->{e}} }
	    recorded()), 0, 'nor clicks that are none of a pointer');
	is([ sort grep { /c/ } keys %at ], [ qw(c2000 c2001 c2010 c2011) ],
	    'but over all else');
}

# What is typed can make a field larger, and the page: its box stays.
sub growing {
	my $before = () = map { @{$_->{e}} } recorded();
	my $fields = sub { join ' ', map { "$_->[4]x$_->[5]" }
	    grep { $_->[1] eq 'f' } @_ };
	my $first = $fields->(map { @{$_->{e}} } recorded());
	$b->js('const e = document.querySelector("[contenteditable]");
	    for (let i = 0; i < 30; i++)
		e.append(document.createElement("p"), "typed");
	    tick()');
	my @now = map { @{$_->{e}} } recorded();
	splice @now, 0, $before;
	is(scalar(grep { $_->[1] eq 'w' } @now), 1, 'the page has grown');
	is($fields->(@now), $first, 'and no field with it');
	$b->js('const now = performance.now();
	    performance.now = () => now + 1.8e6;
	    dispatchEvent(new Event("resize"))');
	is([ listens(), scalar(grep { $_->[0] > 18000 } map { @{$_->{e}} }
	    recorded()) ], [ $idle, 0 ], 'after half an hour it ends');
}

# Another one of the same visitor, on the same page.
sub unlinked {
	load('fields.html', 1);
	begun();
	leave();
	wait_reels('record', 2);
	my %in;
	for my $file (reels('record')) {
		my ($name) = $file =~ m{([^/]*)$};
		my %one = map { $_ => 1 }
		    ("$name " . text_of($file)) =~ /[0-9A-Za-z]{9,}/g;
		$in{$_}++ for keys %one;
	}
	is([ grep { $in{$_} > 1 } sort keys %in ], ['recording'],
	    'two recordings of one visitor have no key in common');
	ok(text_of($ENV{SITE_LOG}) !~ m{/lr/rec\?},
	    'the log of the server is as the manual says: without them');
}

# ---- the whole way

sub way {
	begin();
	# the server has to see what we see
	$b->cdp('Network.setCacheDisabled',
	    { cacheDisabled => JSON::PP::true });
	load('free.html?utm_source=a', 1);
	load('prices.html', 1);
	$b->js('sessionStorage.clear()');
	load('free.html', 1);
	wipe();
	headers('X-Forwarded-For' => '45.0.4.9');
	load('prices.html', 1);
	wipe();
	from('private');
	load('free.html', 1);
	my $t = load('prices.html', 1);
	quiet($t, 'the whole way');
}

eval {
	if ($part eq 'table') {
		table();
	} elsif ($part eq 'choices') {
		signals_remove();
		choices();
	} elsif ($part eq 'visits') {
		in_time();
		tabs();
		single_page();
		unseen();
		pixel();
	} elsif ($part eq 'recordings') {
		recording_table();
		recording_choices();
		recording_pages();
		recording_large();
		recording_elsewhere();
		recording_blocked();
		canaries();
	} elsif ($part eq 'troubles') {
		troubles();
	} else {
		way();
	}
	1;
} or ok(0, "$part goes to its end", $@);
$b->quit;
print "# $n\n";
exit($failed > 0);
