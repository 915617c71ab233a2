-- What wrk sends for cgi.sh: a page view. It prints requests a second, the
-- 99th percentile of the latency in milliseconds, requests, and errors.
wrk.method = "POST"
wrk.body = '{"url":"http://localhost/prices?utm_source=x&id=7#a",' ..
    '"referrer":"https://www.example.org/q?s=1","title":"Prices",' ..
    '"session":"n1234567890","visitor":"new"}'
wrk.headers["Content-Type"] = "text/plain;charset=UTF-8"
wrk.headers["Origin"] = "http://localhost"
wrk.headers["X-Forwarded-For"] = "45.0.0.7"
wrk.headers["User-Agent"] =
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

done = function(summary, latency)
	local e = summary.errors
	print(string.format("result %.1f %.2f %d %d",
	    summary.requests / (summary.duration / 1e6),
	    latency:percentile(99) / 1000, summary.requests,
	    e.status + e.timeout + e.connect + e.read + e.write))
end
