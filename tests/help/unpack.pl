#!/usr/bin/perl
# unpack.pl <PAGE: a page of lr-report with what is packed in it (lib/textlz.h)
# as plain text.
use strict;
use warnings;

my $i = 0;
my %digit = map { $_ => $i++ } 'A' .. 'Z', 'a' .. 'z', 0 .. 9, '-', '_';

sub plain {
	my ($size, $packed) = @_;
	my $text = '';
	while ($packed =~ /\G(?:([^~]+)|~(~)|~(.)(.)(.)(.))/gs) {
		if (!defined $3) {
			$text .= $1 // $2;
			next;
		}
		my $from = length($text) - 1 -
		    (($digit{$3} * 64 + $digit{$4}) * 64 + $digit{$5});
		die "before the beginning\n" if $from < 0;
		$text .= substr $text, $from + $_, 1 for 0 .. $digit{$6} + 5;
	}
	die length($text) . " bytes, not $size\n" if length $text != $size;
	return $text;
}

local $/;
my $page = <STDIN>;
$page =~ s{<script type="text/plain" class=pack data-size=(\d+)>(.*?)</script>}
    {plain($1, $2)}seg;
print $page;
