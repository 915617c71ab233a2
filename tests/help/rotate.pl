# rotate.pl FOLDER ROUNDS: logs that grow, are renamed, copied and truncated,
# compressed, while lr-ingest --state reads them and is killed now and then.
# In the end every line was read exactly once. Without ROUNDS, as many as fit
# into 3 seconds.
use strict;
use warnings;
use Time::HiRes qw(time usleep);

my ($dir, $rounds) = @ARGV;
my $seed = $ENV{SEED} // time() ^ $$;
srand $seed;
chdir $dir or die;
my ($written, $killed, $moved, $run) = (0) x 4;
my (%count, %half, %header);

sub slurp { local (@ARGV, $/) = @_; return -e $_[0] ? <> : '' }

sub append {
	my ($file, $text) = @_;
	open my $f, '>>', $file or die;
	print $f $text;
	close $f or die;
}

# One line of the log, in its format.
sub entry {
	my ($log) = @_;
	my $n = ++$written;
	my $pad = 'x' x int rand(rand() < 0.02 ? 6000 : 60);
	return "192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] " .
	    "\"GET /$n?$pad HTTP/1.1\" 200 1\n" if $log eq 'clf';
	return $header{$log} ? "2026-11-22 10:00:00 192.0.2.7 GET /$n 200\n"
	    : "/$n 200 2026-11-22 10:00:00 192.0.2.7 GET\n";
}

sub new_header {
	my ($log) = @_;
	$header{$log} = rand() < 0.5;
	return '' if $log eq 'clf';
	return "#Software: test\n#Fields: " . ($header{$log}
	    ? "date time c-ip cs-method cs-uri-stem sc-status\n"
	    : "cs-uri-stem sc-status date time c-ip cs-method\n");
}

# Whole lines, and sometimes half of one, which goes on next time.
sub grow {
	my ($log, $file) = @_;
	my $text = delete $half{$log} // '';
	$text .= new_header($log) if !-s $file || rand() < 0.05;
	$text .= entry($log) for 1 .. rand(rand() < 0.1 ? 200 : 6);
	if ($file eq $log && rand() < 0.2) {
		my $line = entry($log);
		my $at = int rand length $line;
		$text .= substr $line, 0, $at;
		$half{$log} = substr $line, $at;
	}
	append($file, $text);
}

# Make room for $log.1; the oldest goes only when a run has seen all.
sub shift_names {
	my ($log) = @_;
	for my $i (reverse 1 .. 8) {
		for my $end ('', '.gz') {
			my $from = "$log.$i$end";
			next if !-e $from;
			my $to = "$log." . ($i + 1) . $end;
			$i == 8 ? unlink($from) : rename($from, $to);
		}
	}
}

my %since;	# rotations since a run finished

sub rotate {
	my ($log) = @_;
	return if ($since{$log} // 0) > 5 || !-s $log;
	$since{$log}++;
	shift_names($log);
	if (rand() < 0.5) {
		rename $log, "$log.1";
		# who has it open writes on for a while
		grow($log, "$log.1") if $half{$log} || rand() < 0.3;
	} else {
		# truncation in the middle of a line would split it
		grow($log, $log) while $half{$log};
		append("$log.1", slurp($log));
		ingest() if rand() < 0.3;
		truncate $log, 0;
	}
}

sub compress {
	my ($log) = @_;
	my ($i) = grep { -e "$log.$_" } 1 .. 8;
	return if !defined $i;
	if (rand() < 0.2) {
		system "gzip -c $log.$i >$log.$i.gz";
		ingest();
		unlink "$log.$i";
	} else {
		system 'gzip', "$log.$i";
	}
}

sub ingest {
	my $before = slurp('state');
	my @logs = sort grep { !/lock|^out|^state/ } glob '*';
	return unless @logs; # the one log was just renamed away
	$run++;
	my $pid = fork // die;
	if ($pid == 0) {
		open STDOUT, '>', 'out' or die;
		open STDERR, '>', 'out.said' or die;
		exec 'lr-ingest', '--state', 'state', @logs or die;
	}
	if (rand() < 0.3) {
		usleep(int rand(9000));
		kill 'KILL', $pid;
	}
	waitpid $pid, 0;
	if ($? != 0) {
		die "exit $?: " . slurp('out.said') if $? != 9;
		$killed++;
		return if slurp('state') eq $before;
		# killed when it was as good as done: either count it, or put
		# the state back
		$moved++;
		if (rand() < 0.5) {
			open my $f, '>', 'state' or die;
			print $f $before;
			close $f or die;
			unlink 'state' if $before eq '';
			return;
		}
	}
	die slurp('out.said') if -s 'out.said';
	my $records = slurp('out');
	$count{$1}++ while $records =~ m{"path":"/(\d+)"}g;
	%since = ();
}

my $end = time() + 3;
my $n = 0;
for (; $rounds ? $n < $rounds : time() < $end; $n++) {
	for my $log ('clf', 'w3c') {
		grow($log, $log) if rand() < 0.8;
		rotate($log) if rand() < 0.2;
		compress($log) if rand() < 0.2;
	}
	ingest() if rand() < 0.7;
}
for my $log ('clf', 'w3c') {
	append($log, delete $half{$log}) if defined $half{$log};
}
do { ingest() } while ($? != 0);
my @lost = grep { !$count{$_} } 1 .. $written;
my @twice = grep { $count{$_} > 1 } keys %count;
print "$n rounds, $run runs, $killed killed ($moved after the state moved), ",
    "$written lines, ", scalar(@lost), ' lost, ', scalar(@twice), " twice\n";
if (@lost || @twice) {
	print "SEED=$seed lost @lost[0 .. ($#lost < 9 ? $#lost : 9)] ",
	    "twice @twice[0 .. ($#twice < 9 ? $#twice : 9)]\n";
	exit 1;
}
