package roster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Rules of this file: a token goes to the one host it was configured for and nowhere else, only
// requests that read are sent, an answer ends by time and by size, and what passes by itself
// is asked again a few times. No error holds the token or a text that could.

const (
	maxBody    = 32 << 20         // bytes of one answer; a page of 200 users takes about 1 MB
	maxTries   = 4                // of one request
	maxPause   = 2 * time.Minute  // between two tries; a service that wants more is a gap
	perRequest = 30 * time.Second // for the whole answer
)

// failure is what a service answered instead of a roster.
type failure struct {
	passing bool // may be gone tomorrow: a gap, not a mistake in the configuration
	msg     string
}

func (f *failure) Error() string { return f.msg }

func passing(format string, args ...any) error { return &failure{true, fmt.Sprintf(format, args...)} }
func lasting(format string, args ...any) error { return &failure{false, fmt.Sprintf(format, args...)} }

// guard is the one road to a service.
type guard struct {
	name    string // key of the configuration, under which answers are noted
	origin  *url.URL
	token   string
	post    string // path that may be posted to: a query, not a change
	next    http.RoundTripper
	timeout time.Duration
	pause   func(context.Context, time.Duration) error
}

// client sends what g lets through. It follows redirects only within the host.
func (g *guard) client() *http.Client {
	return &http.Client{Transport: g, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if err := g.allow(req); err != nil {
			return err
		}
		if len(via) >= 5 {
			return lasting("redirects without an end: check the url")
		}
		return nil
	}}
}

func (g *guard) allow(req *http.Request) error {
	switch {
	case req.URL.Scheme != g.origin.Scheme || req.URL.Host != g.origin.Host:
		return lasting("redirects to another host, which the token was not meant for: write the address that it redirects to")
	case req.Method == http.MethodGet, req.Method == http.MethodPost && g.post != "" && req.URL.Path == g.post:
		return nil
	}
	return lasting("refuse to send %s: only what reads is sent", req.Method)
}

// RoundTrip sends a request, and sends it again where the service is busy.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.allow(req); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		resp, err := g.once(req)
		wait := time.Second << (try - 1)
		switch {
		case req.Context().Err() != nil:
			return nil, req.Context().Err()
		case err != nil:
			var f *failure
			if !errors.As(err, &f) || !f.passing || try == maxTries {
				return nil, err
			}
		case resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode < 500 || resp.StatusCode == http.StatusNotImplemented || try == maxTries:
			return resp, nil
		default:
			if asked, _ := evidence.RetryAfter(resp.Header); asked > maxPause {
				return resp, nil
			} else if asked > 0 {
				wait = asked
			}
		}
		if err := g.pause(req.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// once sends a request one time and reads the whole answer, so that its time ends here.
func (g *guard) once(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), g.timeout)
	defer cancel()
	out := req.Clone(ctx)
	out.Header.Set("Authorization", "Bearer "+g.token)
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, lasting("cannot send the query twice")
		}
		out.Body = body
	}
	resp, err := g.next.RoundTrip(out)
	if err != nil {
		return nil, passing("%s", g.unreachable(ctx, err))
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, passing("%s", g.unreachable(ctx, err))
	}
	if len(data) > maxBody {
		return nil, lasting("answers with more than %d MB in one page", maxBody>>20)
	}
	if resp.StatusCode == http.StatusOK {
		evidence.NoteAnswer(req.Context(), g.name, data)
	}
	resp.Body, resp.Request = io.NopCloser(bytes.NewReader(data)), req
	return resp, nil
}

func (g *guard) unreachable(ctx context.Context, err error) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Sprintf("does not answer within %s", g.timeout)
	}
	return "cannot be reached: " + g.hide(err.Error())
}

// hide cuts a text of others down to one short line without the token.
func (g *guard) hide(text string) string {
	for _, form := range []string{g.token, url.QueryEscape(g.token), url.PathEscape(g.token)} {
		if form != "" {
			text = strings.ReplaceAll(text, form, "[token]")
		}
	}
	text = strings.Join(strings.Fields(evidence.Withhold(text)), " ")
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "") + "..."
	}
	return text
}

// causeOf is a failure without what net/http puts around it, which repeats the whole address.
func causeOf(err error) error {
	var outer *url.Error
	if errors.As(err, &outer) {
		return outer.Err
	}
	return err
}
