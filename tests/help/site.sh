# site.sh: for tests of lr-cgi behind real web servers, sourced after lib.sh.
# The configuration of each server is the one of man/lr-cgi.1.
#
#	site_prepare		a website in $site, lr-cgi in reach of anybody,
#				the sites of $LR_STATE
#	site_start SERVER	lighttpd, nginx, apache or apache-cgi, with
#				lr-cgi, on $port; false: it does not run
#	site_stop		end all that was started
#
# The access log is $site_log; the client is the one that the last header
# X-Forwarded-For names.

PATH=$PATH:/usr/sbin:/sbin
site=$tmp/site
site_log=$tmp/site-access.log
site_pids=

site_prepare() {
	# the program never runs as root, and servers drop their privileges
	chmod 711 "$tmp"
	mkdir -p "$tmp/bin" "$site" "$LR_STATE/sites"
	cp "$LR_BIN/lr-cgi" "$tmp/bin"
	printf 'network,holder\n45.0.0.0/24,Examplia GmbH\n45.0.1.0/24,%s\n%s\n' \
	    'Examplia Telecom' '45.0.4.0/24,Sample Works AG' |
	    lr-mkdb networks -o "$tmp/who.mmdb" - 2>/dev/null
	chmod 644 "$tmp/who.mmdb"
}

# site_is ID [MEMBERS]: a site of that name
site_is() {
	cat >"$LR_STATE/sites/$1.json" <<-END
	{ "hosts": ["127.0.0.1", "localhost"],
	  "trusted_proxies": ["127.0.0.1", "::1"],
	  ${2:-}
	  "limits": { "address": 1000000, "site": 1000000 },
	  "databases": { "mmdb": "$tmp/who.mmdb" } }
	END
	site_own
}

site_own() {
	[ "$(id -u)" -ne 0 ] || chown -R nobody "$LR_STATE"
}

# The Nth block of a section of the manual, with our names.
site_manual() { # section n
	awk -v want="$1" -v n="$2" '
	/^\.S[hs] / { here = substr($0, 5) == want }
	here && /^\.Bd -literal/ { b++; lit = 1; next }
	/^\.Ed/ { lit = 0 }
	here && lit && b == n {
		gsub(/\\e/, "\\")
		gsub(/\\\(dq/, "\"")
		print
	}' man/lr-cgi.1 |
	    sed "s,/usr/local/bin/lr-cgi,$tmp/bin/lr-cgi,g
		s,/var/lib/lr,$LR_STATE,g
		s,/run/lr-cgi.sock,$tmp/lr-cgi.sock,g
		s,/etc/nginx/fastcgi_params,$tmp/fastcgi_params,
		s,/var/log/apache2/access.log combined,$site_log site,"
}

# What listens to the socket, as the manual starts it, but in our hands.
site_fastcgi() {
	rm -f "$tmp/lr-cgi.sock"
	user='-M 0666'
	[ "$(id -u)" -ne 0 ] || user='-M 0666 -u nobody'
	site_manual lighttpd 2 |
	    sed "s,-u lr -U www-data,$user -P $tmp/pids," \
		>"$tmp/spawn"
	sh "$tmp/spawn" >"$tmp/spawn.log" 2>&1 || return 1
	site_pids="$site_pids $(tr '\n' ' ' <"$tmp/pids")"
}

site_lighttpd() {
	cat >"$tmp/conf" <<-END
	server.modules = ("mod_accesslog", "mod_setenv")
	server.document-root = "$site"
	server.bind = "127.0.0.1"
	server.port = $port
	index-file.names = ("index.html")
	mimetype.assign = (".html" => "text/html; charset=utf-8",
	    ".js" => "text/javascript", ".gif" => "image/gif")
	accesslog.filename = "$site_log"
	accesslog.format = "%{X-Forwarded-For}i %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\""
	server.errorlog = "$tmp/error.log"
	$(site_manual lighttpd 1)
	\$HTTP["url"] !~ "^/lr/" {
		setenv.add-response-header = (
		    "Content-Security-Policy" => "$site_csp" )
	}
	END
	set -- lighttpd -D -f "$tmp/conf"
	"$@" >"$tmp/server.log" 2>&1 &
}

site_nginx() {
	printf 'fastcgi_param %s $%s;\n' QUERY_STRING query_string \
	    REQUEST_METHOD request_method CONTENT_TYPE content_type \
	    CONTENT_LENGTH content_length SCRIPT_NAME fastcgi_script_name \
	    REMOTE_ADDR remote_addr >"$tmp/fastcgi_params"
	cat >"$tmp/conf" <<-END
	$([ "$(id -u)" -ne 0 ] || echo 'user root;')
	daemon off;
	master_process off;
	pid $tmp/nginx.pid;
	error_log $tmp/error.log;
	events { }
	http {
		types { text/html html; text/javascript js; image/gif gif; }
		charset utf-8;
		log_format site '\$http_x_forwarded_for - - [\$time_local] '
		    '"\$request" \$status \$body_bytes_sent '
		    '"\$http_referer" "\$http_user_agent"';
		access_log $site_log site;
		client_body_temp_path $tmp/nginx-body;
		proxy_temp_path $tmp/nginx-proxy;
		fastcgi_temp_path $tmp/nginx-fastcgi;
		uwsgi_temp_path $tmp/nginx-uwsgi;
		scgi_temp_path $tmp/nginx-scgi;
		server {
			listen 127.0.0.1:$port;
			root $site;
			location / {
				add_header Content-Security-Policy "$site_csp";
			}
			$(site_manual nginx 1)
		}
	}
	END
	nginx -p "$tmp" -c "$tmp/conf" >"$tmp/server.log" 2>&1 &
}

site_apache_conf() { # what is of the manual
	modules=/usr/lib/apache2/modules
	cat >"$tmp/conf" <<-END
	ServerRoot $tmp
	ServerName localhost
	Listen 127.0.0.1:$port
	PidFile $tmp/apache.pid
	DefaultRuntimeDir $tmp
	ErrorLog $tmp/error.log
	$(for m in mpm_event authz_core alias env setenvif headers mime dir proxy \
	    proxy_fcgi cgid; do
		echo "LoadModule ${m}_module $modules/mod_$m.so"
	done)
	ScriptSock $tmp/cgid.sock
	$([ "$(id -u)" -ne 0 ] || printf 'User nobody\nGroup nogroup\n')
	TypesConfig /dev/null
	AddType text/html .html
	AddType text/javascript .js
	AddType image/gif .gif
	DirectoryIndex index.html
	DocumentRoot $site
	LogFormat "%{X-Forwarded-For}i %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" site
	Header always set Content-Security-Policy "$site_csp" "expr=%{REQUEST_URI} !~ m#^/lr/#"
	END
	printf '%s\n' "$1" >>"$tmp/conf"
	apache2 -f "$tmp/conf" -DFOREGROUND >"$tmp/server.log" 2>&1 &
}

site_start() { # server
	port=$(port)
	# lr-cgi may have another name than the pages
	site_csp="'self' http://127.0.0.1:$port"
	site_csp="default-src 'none'; script-src $site_csp; connect-src $site_csp; img-src 'self'"
	rm -f "$site_log"
	case $1 in
	apache-cgi) ;;
	*) site_fastcgi || { cat "$tmp/spawn.log"; return 1; } ;;
	esac
	case $1 in
	lighttpd) site_lighttpd ;;
	nginx) site_nginx ;;
	apache) site_apache_conf "$(site_manual Apache 1)" ;;
	apache-cgi) site_apache_conf "CustomLog $site_log site
$(site_manual Apache 2)" ;;
	esac
	site_pids="$site_pids $!"
	listens "$port" "$!" && return
	cat "$tmp/server.log" "$tmp/error.log"
	return 1
}

site_stop() {
	for p in $site_pids; do
		kill "$p" 2>/dev/null
	done
	# shellcheck disable=SC2086 # numbers
	wait $site_pids 2>/dev/null
	site_pids=
	[ ! -d "$LR_STATE" ] ||
	    rm -f /dev/shm/lr-cgi-*-"$(stat -c %i "$LR_STATE")"
}
