package evidence

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Loopback reports whether host is this machine, where a source may be asked without TLS.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// RetryAfter is how long a service asks to wait before the next try: seconds, or until a date by
// its own clock, which is the one that it means. It is false where the answer does not say.
func RetryAfter(h http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, maxRetrySeconds)) * time.Second, true
	}
	until, err := http.ParseTime(value)
	now, nowErr := http.ParseTime(h.Get("Date"))
	if err != nil || nowErr != nil {
		return 0, false
	}
	return max(until.Sub(now), 0), true
}

// maxRetrySeconds is twelve days, far beyond what anybody waits: a Duration cannot hold every number.
const maxRetrySeconds = 1 << 20

// Pause waits between two tries of a service, or ends with ctx, and then gives its cause.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
