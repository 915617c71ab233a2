#!/bin/sh
# Real servers on 127.0.0.1 are asked ordinary and hostile things; whatever
# they then have in their logs comes out as the right records.
. tests/lib.sh

help=$PWD/tests/help/hostile.pl
PATH=$PATH:/usr/sbin:/sbin
servers='nginx apache2 lighttpd haproxy caddy squid'

# The server's own folder: many drop their privileges.
chmod 711 "$tmp"

# talk PREFIX COMMAND...: run the server in the foreground, ask it all, end
# it. Its folder is the current one, its port $port.
skip_id=
talk() {
	prefix=$1
	shift
	"$@" >stdout 2>stderr &
	pid=$!
	if listens "$port" "$pid"; then
		perl "$help" send "$port" "$prefix" "$skip_id" >sent
		kill -TERM "$pid"
	fi
	wait "$pid"
	[ -s sent ] || { head -n 20 stderr stdout; return 1; }
}

# comes_out LOG ARGS -- RULES: all lines are records, and they are right.
comes_out() {
	log=$1
	shift
	set -f
	args=
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		args="$args $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # words
	lr-ingest --strict --query all $args "$log" >records 2>err || {
		cat err
		return 1
	}
	[ -s records ] && perl "$help" judge sent records "$@"
}

folder() {
	mkdir "$tmp/$1" && chmod 777 "$tmp/$1" && cd "$tmp/$1" || exit 1
	port=$(port)
}

nginx_() {
	cat >conf <<-END
	$([ "$(id -u)" -ne 0 ] || echo 'user root;')
	daemon off;
	master_process off;
	pid $PWD/pid;
	error_log $PWD/error.log;
	events { }
	http {
		log_format json escape=json '{"time_iso8601":"\$time_iso8601",'
		    '"remote_addr":"\$remote_addr","request":"\$request",'
		    '"status":"\$status","bytes":"\$body_bytes_sent",'
		    '"http_referer":"\$http_referer","request_time":"\$request_time",'
		    '"http_user_agent":"\$http_user_agent"}';
		access_log $PWD/access.log combined;
		access_log $PWD/json.log json;
		client_body_temp_path $PWD/body;
		proxy_temp_path $PWD/proxy;
		fastcgi_temp_path $PWD/fastcgi;
		uwsgi_temp_path $PWD/uwsgi;
		scgi_temp_path $PWD/scgi;
		server {
			listen 127.0.0.1:$port;
			root $PWD;
		}
	}
	END
	check 'nginx runs' talk '' nginx -p "$PWD" -c "$PWD/conf"
	check 'nginx: combined' comes_out access.log --
	check 'nginx: combined, named' comes_out access.log -f combined --
	check 'nginx: JSON' comes_out json.log --
}

apache2_() {
	modules=/usr/lib/apache2/modules
	cat >conf <<-END
	ServerRoot $PWD
	ServerName www.example.com
	Listen 127.0.0.1:$port
	PidFile $PWD/pid
	DefaultRuntimeDir $PWD
	ErrorLog $PWD/error.log
	LoadModule mpm_event_module $modules/mod_mpm_event.so
	LoadModule authz_core_module $modules/mod_authz_core.so
	$([ "$(id -u)" -ne 0 ] || echo 'User nobody
	Group nogroup')
	DocumentRoot $PWD
	LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost
	LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\"" combined
	CustomLog $PWD/access.log combined
	CustomLog $PWD/vhost.log vhost
	CustomLog $PWD/own.log "%{%d/%b/%Y %T}t.%{usec_frac}t %{%z}t\t%a\t%r\t%>s\t%{User-Agent}i\t%{Referer}i\t%D\t%{Cookie}i"
	END
	check 'Apache runs' talk '' apache2 -f "$PWD/conf" -DFOREGROUND
	check 'Apache: combined' comes_out access.log --
	check 'Apache: virtual host in front' comes_out vhost.log --
	own=$(sed -n 's/.*own.log "\(.*\)"$/\1/p' conf)
	check 'Apache: own format' own_apache
}

own_apache() {
	lr-ingest --strict --query all -f "apache:$own" own.log >records &&
	    perl "$help" judge sent records
}

lighttpd_() {
	cat >conf <<-END
	server.modules = ("mod_accesslog")
	server.document-root = "$PWD"
	server.bind = "127.0.0.1"
	server.port = $port
	accesslog.filename = "$PWD/access.log"
	server.errorlog = "$PWD/error.log"
	END
	check 'lighttpd runs' talk '' lighttpd -D -f "$PWD/conf"
	check 'lighttpd' comes_out access.log --
}

haproxy_() {
	cat >conf <<-END
	global
		log stdout format raw local0
	defaults
		mode http
		log global
		option httplog
		timeout client 1s
		timeout server 1s
		timeout connect 1s
	frontend in
		bind 127.0.0.1:$port
		http-request return status 404
	END
	check 'HAProxy runs' talk '' haproxy -f "$PWD/conf" -db
	check 'HAProxy' comes_out stdout -- no-agent cut
}

caddy_() {
	cat >conf <<-END
	{
		admin off
		auto_https off
		storage file_system $PWD
	}
	http://:$port {
		bind 127.0.0.1
		log {
			output file $PWD/access.log
			format json
		}
		respond 404
	}
	END
	XDG_CONFIG_HOME=$PWD XDG_DATA_HOME=$PWD
	export XDG_CONFIG_HOME XDG_DATA_HOME
	check 'Caddy runs' talk '' caddy run --config conf --adapter caddyfile
	check 'Caddy' comes_out access.log -- silent
}

squid_() {
	cat >conf <<-END
	http_port 127.0.0.1:$port
	access_log stdio:$PWD/native.log squid
	access_log stdio:$PWD/combined.log combined
	cache_log $PWD/cache.log
	pid_filename $PWD/pid
	coredump_dir $PWD
	cache deny all
	http_access allow localhost
	http_access deny all
	shutdown_lifetime 0 seconds
	connect_timeout 1 second
	dns_nameservers 127.0.0.1
	dns_timeout 1 second
	netdb_filename none
	strip_query_terms off
	uri_whitespace encode
	END
	skip_id=longer # Squid joins a line of over 8 KiB to the next one
	check 'Squid runs' talk "http://127.0.0.1:9" squid -N -f "$PWD/conf"
	check 'Squid: native' comes_out native.log -- no-agent bare encoded
	check 'Squid: combined' comes_out combined.log -- unescaped encoded
}

for s in ${SERVERS:-$servers}; do
	if command -v "$s" >/dev/null; then
		top=$PWD
		folder "$s"
		"${s}_"
		cd "$top" || exit 1
	else
		skip "$s" 'not installed'
	fi
done
finish
