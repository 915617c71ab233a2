#!/usr/bin/perl
# names.pl: page views of companies whose names, and all else that strangers
# write, are hostile: to spreadsheets, to HTML, to scripts, to terminals.
use strict;
use warnings;

my @names = ("=cmd|' /C calc'!A0", '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>', "' onfocus=alert(1) '",
    "\xe2\x80\xae\xd7\xa9\xd7\x9c\xe2\x80\xac evil", 'A' x 500,
    'nul\u0000nul', '</script><script>alert(2)</script>', '</style><b>',
    '@SUM(1)', '+1', '-1', '\t=1', '\r\n=1', '<!--', ']]>', '&lt;b&gt;',
    'javascript:alert(1)', "\xe6\x97\xa5\xe6\x9c\xac", '\u001b[31m',
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", '%n%s', '_x000d_', 'B' x 10000);
my @domains = ('', '', 'evil.example/\">x', 'javascript:alert(1)',
    'a\u0000b.example', 'user@evil.example', 'evil.example:80', "-x.example");
my @kinds = qw(company education government);

sub view {
	my ($i, $name, $domain, $more) = @_;
	$name =~ s/"/\\"/g;
	my $text = join ',', (map { "\"$_\":\"$name\"" }
	    qw(company country city industry employees rule)),
	    $more || map { "\"$_\":\"$name\"" }
	    qw(phone website linkedin xing);
	printf "{\"time\":\"2026-11-%02dT10:00:00Z\",\"ip\":\"20.30.%d.1\"," .
	    '"path":"/%s","query":"utm_source=%s&utm_campaign=%s",' .
	    "\"referrer\":\"https://x.example/%s\",\"kind\":\"%s\"," .
	    "\"domain\":\"%s\",%s}\n", 1 + $i % 20, $i, ($name) x 4,
	    $kinds[$i % 3], $domain, $text;
}

for my $i (0 .. $#names) {
	view($i, $names[$i], $domains[$i % @domains]) for 0, 1;
}
view(99, 'Good', 'good.example', '"website":"https://www.good.example/?a&b",' .
    '"linkedin":"https://de.linkedin.com/company/good","phone":"+49 (30) 1-23",' .
    '"xing":"https://www.xing.com/pages/good"');
# ways that lead elsewhere
my $n = 90;
for my $to ('javascript:alert(1)//https://www.linkedin.com/',
    'https://user@www.linkedin.com/', 'https://linkedin.com.evil.example/',
    'https://evillinkedin.com/', 'data:text/html,x', '//www.xing.com/',
    'https://www.xing.com\\\\@evil.example/',
    'https://www.xing.com/\u0022onclick=', 'https://1.2.3.4/') {
	view($n--, "To $n", '', join ',', map { "\"$_\":\"$to\"" }
	    qw(phone website linkedin xing));
}
# letters of their own, and some that only look like Latin ones
view(98, "Good, too", "xn--mller-kva.example");
view(97, "Look-alike", "xn--80ak6aa92e.example");
# a name that only one network knows
view(95, "Inside", "intranet");
view(96, "un\xe2\x80\x8bseen\xef\xbb\xbf", "");
