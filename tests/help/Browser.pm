# Browser.pm: a Chromium without a screen, spoken to through WebDriver (W3C) by
# core modules of perl alone.
#
#	my $b = Browser->new($folder);	# dies when there is none
#	$b->go($url);			# waits for the page's load event
#	$b->js('return 1 + arguments[0]', 2);
#	$b->cdp('Network.enable', {});	# Chrome's own protocol
#	$b->log;			# the console, since last asked
#	$b->quit;
package Browser;
use strict;
use warnings;
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP;

my $json = JSON::PP->new->utf8->canonical->allow_nonref;

sub free_port {
	return IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
	    ->sockport;
}

sub new {
	my ($class, $folder) = @_;
	my $self = bless { http => HTTP::Tiny->new(timeout => 60) }, $class;
	my $port = free_port();
	$self->{base} = "http://127.0.0.1:$port";
	$self->{pid} = fork // die "fork: $!\n";
	if ($self->{pid} == 0) {
		# a group of its own, so that all of it can be ended
		setpgrp;
		open STDOUT, '>', "$folder/chromedriver.log";
		open STDERR, '>&', \*STDOUT;
		exec 'chromedriver', "--port=$port";
		exit 1;
	}
	for (1 .. 600) {
		last if IO::Socket::INET->new(PeerAddr => '127.0.0.1',
		    PeerPort => $port);
		select undef, undef, undef, 0.05;
	}
	my $started = $self->call(POST => '/session', { capabilities => {
	    alwaysMatch => {
		browserName => 'chrome',
		'goog:loggingPrefs' => { browser => 'ALL' },
		'goog:chromeOptions' => { args => [ '--headless=new',
		    '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
		    '--no-first-run', '--disable-extensions',
		    '--disable-background-networking',
		    '--disable-component-update', '--disable-sync',
		    '--no-proxy-server',
		    '--user-agent=Mozilla/5.0 (X11; Linux x86_64) ' .
		    'AppleWebKit/537.36 (KHTML, like Gecko) ' .
		    'Chrome/140.0.0.0 Safari/537.36',
		    '--host-resolver-rules=' .
		    'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
		    "--user-data-dir=$folder/profile" ] },
	    } } });
	$self->{session} = "/session/$started->{sessionId}";
	$self->cdp('Network.enable');
	return $self;
}

sub call {
	my ($self, $method, $path, $body) = @_;
	my $r = $self->{http}->request($method, $self->{base} . $path,
	    $body ? { content => $json->encode($body),
	    headers => { 'content-type' => 'application/json' } } : {});
	my $v = eval { $json->decode($r->{content})->{value} };
	die "$method $path: $r->{status} " .
	    (ref $v ? $v->{message} : $r->{content}) . "\n"
	    if $r->{status} != 200;
	return $v;
}

sub do_ {
	my ($self, $method, $path, $body) = @_;
	return $self->call($method, $self->{session} . $path, $body);
}

sub go { $_[0]->do_(POST => '/url', { url => $_[1] }) }

sub js {
	my ($self, $script, @args) = @_;
	return $self->do_(POST => '/execute/sync',
	    { script => $script, args => \@args });
}

sub cdp {
	my ($self, $cmd, $params) = @_;
	return $self->do_(POST => '/goog/cdp/execute',
	    { cmd => $cmd, params => $params || {} });
}

sub log { $_[0]->do_(POST => '/se/log', { type => 'browser' }) }

# Until the script says something true, or half a minute has gone.
sub until {
	my ($self, $script, @args) = @_;
	for (1 .. 1500) {
		my $v = $self->js($script, @args);
		return $v if $v;
		select undef, undef, undef, 0.02;
	}
	return 0;
}

sub click {
	my ($self, $css) = @_;
	my $e = $self->do_(POST => '/element',
	    { using => 'css selector', value => $css });
	my ($id) = values %$e;
	$self->do_(POST => "/element/$id/click", {});
}

# A new tab, to which it turns.
sub tab {
	my ($self) = @_;
	my $w = $self->do_(POST => '/window/new', { type => 'tab' });
	$self->do_(POST => '/window', { handle => $w->{handle} });
}

sub close_tab {
	my ($self) = @_;
	my $left = $self->do_(DELETE => '/window');
	$self->do_(POST => '/window', { handle => $left->[0] });
}

sub quit {
	my ($self) = @_;
	eval { $self->do_(DELETE => '') } if $self->{session};
	kill 'TERM', -$self->{pid};
	waitpid $self->{pid}, 0;
}

1;
