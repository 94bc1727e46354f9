package evidence

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfterIsReadByTheClockOfTheService(t *testing.T) {
	t.Parallel()
	type answer struct {
		wait  time.Duration
		known bool
	}
	for value, want := range map[string]answer{
		"": {}, "-7": {}, "soon": {}, "7": {7 * time.Second, true}, " 0 ": {0, true}, "99999999999": {maxRetrySeconds * time.Second, true},
		"Wed, 21 Oct 2026 07:28:09 GMT": {9 * time.Second, true}, "Wed, 21 Oct 2026 07:27:00 GMT": {0, true},
	} {
		h := http.Header{"Retry-After": {value}, "Date": {"Wed, 21 Oct 2026 07:28:00 GMT"}}
		if wait, known := RetryAfter(h); (answer{wait, known}) != want {
			t.Errorf("%q: got %s, %v, want %v", value, wait, known, want)
		}
	}
	if wait, known := RetryAfter(http.Header{"Retry-After": {"Wed, 21 Oct 2026 07:28:09 GMT"}}); known {
		t.Errorf("a date without the clock of the service is %s from now", wait)
	}
}
