package clay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

const (
	httpTimeout   = 30 * time.Second
	maxRetryAfter = 60 * time.Second // a longer wait is a gap
	maxRetries    = 3
)

// getter reads one API. It can do nothing else: a request that is not a GET of an allowed
// path of its host never leaves, whoever makes it.
type getter struct {
	base    *url.URL
	header  http.Header
	allowed *regexp.Regexp // of the path below base
	what    string         // the API, for people
	client  *http.Client
	wait    func(context.Context, time.Duration) error
}

func newGetter(w world, base, what string, header http.Header, allowed *regexp.Regexp) (*getter, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("parse the address of %s: %w", what, err)
	}
	g := &getter{base: u, header: header, allowed: allowed, what: what, wait: w.wait}
	g.client = &http.Client{
		Timeout:   httpTimeout,
		Transport: readOnly{getter: g, next: w.client},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // the credential goes nowhere else
		},
	}
	return g, nil
}

// readOnly is the transport of a getter: the allow-list.
type readOnly struct {
	getter *getter
	next   http.RoundTripper
}

var errNotAllowed = errors.New("request is not on the list of what may be read")

// RoundTrip sends an allowed GET and refuses everything else.
func (t readOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	base := t.getter.base
	path, below := strings.CutPrefix(r.URL.Path, base.Path)
	if r.Method != http.MethodGet || r.Body != nil || r.URL.Scheme != base.Scheme || r.URL.Host != base.Host ||
		!below || !t.getter.allowed.MatchString(path) {
		return nil, errNotAllowed
	}
	return t.next.RoundTrip(r)
}

// get reads one path. An answer that is not 200 is a *refusal with what to do; nothing of it
// is repeated.
func (g *getter) get(ctx context.Context, path, query string) ([]byte, error) {
	u := *g.base
	u.Path += path
	u.RawQuery = query
	for tried := 0; ; tried++ {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("ask %s: %w", g.what, err)
		}
		request.Header = g.header.Clone()
		response, err := g.client.Do(request)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case errors.Is(err, errNotAllowed):
			return nil, fmt.Errorf("ask %s: %w", g.what, errNotAllowed)
		case err != nil:
			return nil, &refusal{reason: g.what + " was not reached: check the network, then scan again", final: true}
		}
		data, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes+1))
		response.Body.Close()
		switch {
		case err != nil:
			return nil, &refusal{reason: g.what + " broke off its answer: scan again"}
		case len(data) > maxAnswerBytes:
			return nil, &refusal{reason: fmt.Sprintf("%s answered with more than %d MB", g.what, maxAnswerBytes>>20)}
		case response.StatusCode == http.StatusOK:
			return data, nil
		case response.StatusCode == http.StatusTooManyRequests && tried < maxRetries:
			after, known := evidence.RetryAfter(response.Header)
			if known && after <= maxRetryAfter {
				if err := g.wait(ctx, after); err != nil {
					return nil, err
				}
				continue
			}
		}
		return nil, g.refused(path, response)
	}
}

// refused is what a status means and what to do.
func (g *getter) refused(path string, response *http.Response) *refusal {
	said := fmt.Sprintf("%s answered %s with %d", g.what, path, response.StatusCode)
	switch code := response.StatusCode; {
	case code == http.StatusUnauthorized:
		return &refusal{reason: said + ": the credential is wrong, was deleted, or its owner left the workspace; make a new one", final: true}
	case code == http.StatusPaymentRequired:
		return &refusal{reason: said + ": the workspace has no credits left", final: true}
	case code == http.StatusForbidden:
		return &refusal{reason: said + ": whoever the credential belongs to may not read it, or the workspace is not enabled for it"}
	case code == http.StatusNotFound:
		return &refusal{reason: said + ": there is no such thing any more, or not in this workspace"}
	case code == http.StatusTooManyRequests:
		wait := "scan again later"
		if after, known := evidence.RetryAfter(response.Header); known {
			wait = fmt.Sprintf("scan again in %s", after)
		}
		return &refusal{reason: said + ": too many requests, " + wait, final: true}
	case code >= 300 && code < 400:
		return &refusal{reason: said + ": it leads elsewhere, and a credential is not sent elsewhere"}
	case code >= 500:
		return &refusal{reason: said + ": Clay is in trouble, scan again later"}
	}
	return &refusal{reason: said}
}
