#!/usr/bin/perl
# web.pl METHOD URL [NAME=VALUE...] <BODY: one request; the status, headers and
# body of the answer. NAME=VALUE are headers; of those given twice the last one
# counts, but for NAME+=VALUE, which is another one. Without a body none is sent.
use strict;
use warnings;
use HTTP::Tiny;

my ($method, $url, @headers) = @ARGV;
my $body = do { local $/; <STDIN> };
my %given;
for (@headers) {
	my ($name, $more, $value) = /^([^=+]*)(\+?)=(.*)$/s;
	$given{$name} = $more ? [ $given{$name}, $value ] : $value;
}
my $r = HTTP::Tiny->new(max_redirect => 0, timeout => 30)->request($method,
    $url, { headers => \%given,
	defined $body && length $body ? (content => $body) : () });
print "$r->{status}\n";
for my $name (sort keys %{$r->{headers}}) {
	my $v = $r->{headers}{$name};
	print "$name: $_\n" for ref $v ? @$v : $v;
}
print "\n", $r->{content};
