package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Patience with one request. GitHub asks for a minute after a secondary limit that names no
// time; a primary limit may last an hour, which is longer than a job should hang.
const (
	maxAttempts    = 4
	maxPause       = 5 * time.Minute // all pauses of one request together
	secondaryPause = time.Minute
	maxErrorBody   = 1 << 20
	answerTimeout  = 30 * time.Second
)

// githubTransport adds the token, to its own host only, and repeats what GitHub asks to
// repeat. It works below go-github, whose version 60 forwards the token across hosts, takes
// a 429 for an ordinary error and then refuses requests by its own idea of the limit.
type githubTransport struct {
	base   http.RoundTripper
	origin string
	token  string
	wait   func(context.Context, time.Duration) error
}

func newGitHubTransport(api *url.URL, token string, wait func(context.Context, time.Duration) error) *githubTransport {
	base := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		TLSHandshakeTimeout:   answerTimeout,
		ResponseHeaderTimeout: answerTimeout,
		ForceAttemptHTTP2:     true,
	}
	return &githubTransport{base: base, origin: origin(api), token: token, wait: wait}
}

func (t *githubTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	if origin(req.URL) != t.origin {
		return nil, fmt.Errorf("request to %s refused: the token is for %s", req.URL.Host, t.origin)
	}
	paused := time.Duration(0)
	for attempt := 1; ; attempt++ {
		resp, err := t.once(req)
		pause, again := t.again(req, resp, err, attempt)
		if !again || attempt == maxAttempts || paused+pause > maxPause {
			return resp, err
		}
		if resp != nil {
			_ = resp.Body.Close() // it is replaced by the next answer
		}
		if err := t.wait(req.Context(), pause); err != nil {
			return nil, err
		}
		paused += pause
	}
}

func (t *githubTransport) once(req *http.Request) (*http.Response, error) {
	r := req.Clone(req.Context())
	if req.Body != nil {
		if req.GetBody == nil {
			return nil, errors.New("a request body that cannot be sent twice")
		}
		var err error
		if r.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
	r.Header.Del("Authorization")
	if t.token != "" {
		r.Header.Set("Authorization", "Bearer "+t.token)
	}
	resp, err := t.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 { // short, and wanted twice: here and by go-github
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
		_ = resp.Body.Close()
		if err != nil {
			return nil, err
		}
		resp.Body = io.NopCloser(bytes.NewReader(body))
	} else {
		// go-github would answer the next request itself from this; the server knows better.
		resp.Header.Del("X-RateLimit-Reset")
	}
	return resp, nil
}

// again says whether to repeat a request, and after how long.
func (t *githubTransport) again(req *http.Request, resp *http.Response, err error, attempt int) (time.Duration, bool) {
	// Reading twice is reading, and a second upload replaces the first.
	harmless := req.Method == http.MethodGet || strings.HasSuffix(req.URL.Path, "/code-scanning/sarifs")
	backoff := time.Duration(attempt) * 2 * time.Second
	switch {
	case req.Context().Err() != nil:
		return 0, false
	case err != nil:
		return backoff, req.Method == http.MethodGet
	case limited(resp):
		return limitPause(resp.Header), true
	case resp.StatusCode == 502 || resp.StatusCode == 503 || resp.StatusCode == 504:
		if pause, ok := evidence.RetryAfter(resp.Header); ok {
			backoff = pause
		}
		return backoff, harmless
	}
	return 0, false
}

// limited is true for an answer that means: not now. GitHub has three spellings of it, and
// none of them was acted upon.
func limited(resp *http.Response) bool {
	if resp.StatusCode == http.StatusTooManyRequests {
		return true
	}
	if resp.StatusCode != http.StatusForbidden {
		return false
	}
	if resp.Header.Get("Retry-After") != "" || resp.Header.Get("X-RateLimit-Remaining") == "0" {
		return true
	}
	body, _ := io.ReadAll(resp.Body) // in memory, see once
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return bytes.Contains(bytes.ToLower(body), []byte("secondary rate limit"))
}

// limitPause is how long the answer asks to wait. The reset of a primary limit is a moment;
// it is compared with the server's own clock, which came in the same answer.
func limitPause(h http.Header) time.Duration {
	if pause, ok := evidence.RetryAfter(h); ok {
		return pause
	}
	reset, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	now, dateErr := http.ParseTime(h.Get("Date"))
	if h.Get("X-RateLimit-Remaining") == "0" && err == nil && dateErr == nil {
		return max(time.Unix(reset, 0).Sub(now), 0) + time.Second
	}
	return secondaryPause
}
