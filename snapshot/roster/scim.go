package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

const (
	scimCount = 200     // users asked for at a time; a service may give fewer
	maxPeople = 200_000 // of one service
)

// reading is what one source says. Doubts are why it is not the whole truth.
type reading struct {
	source string
	remark string // what to know of it that is no doubt
	people []Person
	doubts []string
	failed bool // nothing was read
	date   date
}

func (r *reading) doubt(format string, args ...any) {
	r.doubts = append(r.doubts, r.source+" "+fmt.Sprintf(format, args...))
}

// service is what reading over the network needs beside the configuration.
type service struct {
	next    http.RoundTripper
	getenv  func(string) string
	timeout time.Duration
	pause   func(context.Context, time.Duration) error
	at      time.Time // the moment of the snapshot
}

// scim reads the users of a SCIM 2.0 service, page by page. What is wrong before the first page
// came is an error; what is wrong later leaves a doubt and the users read so far.
func (s service) scim(ctx context.Context, dir string, c *SCIM) (*reading, error) {
	token, err := c.Token.Resolve(dir, s.getenv)
	if err != nil {
		return nil, c.Location.At("sources.roster.scim.token", "%v", err)
	}
	base, problem := origin(c.URL)
	if problem != "" {
		return nil, c.Location.At("sources.roster.scim.url", "%s", problem)
	}
	g := &guard{name: "roster.scim", origin: base, token: token, next: s.next, timeout: s.timeout, pause: s.pause}
	p := &pager{client: g.client(), guard: g, base: base, filter: c.Filter, token: c.Token, start: 1}
	r := &reading{source: "scim", people: []Person{}}
	w := &walk{reading: r, seen: map[string]bool{}, ids: map[string]string{}}
	for first := true; ; first = false {
		page, err := p.next(ctx)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil && first:
			return nil, err
		case err != nil:
			r.doubt("was read up to user %d and no further: it %v", w.rows(), err)
		default:
			fresh := w.take(page)
			if fresh && p.advance(page, w.rows()) && w.rows() < maxPeople {
				continue
			}
			w.judge(page, fresh)
		}
		w.finish()
		return r, nil
	}
}

// scimPage is a ListResponse of RFC 7644, with the cursor of RFC 9865.
type scimPage struct {
	Total      *int              `json:"totalResults"`
	Resources  []json.RawMessage `json:"Resources"`
	NextCursor string            `json:"nextCursor"`
}

// pager asks for one page after the other: by the number of users that came, since a service
// may give fewer than were asked for and say otherwise in itemsPerPage; or by its cursor.
type pager struct {
	client *http.Client
	guard  *guard
	base   *url.URL
	filter string
	token  evidence.Secret
	start  int
	cursor string
}

func (p *pager) next(ctx context.Context) (*scimPage, error) {
	query := url.Values{"count": {strconv.Itoa(scimCount)}}
	if p.cursor != "" {
		query.Set("cursor", p.cursor)
	} else {
		query.Set("startIndex", strconv.Itoa(p.start))
	}
	if p.filter != "" {
		query.Set("filter", p.filter)
	}
	at := p.base.JoinPath("Users")
	at.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, lasting("cannot be asked: check the url")
	}
	req.Header.Set("Accept", "application/scim+json, application/json")
	resp, err := p.client.Do(req)
	if err != nil {
		return nil, causeOf(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, passing("breaks off")
	}
	if resp.StatusCode != http.StatusOK {
		return nil, p.refusal(resp.StatusCode, data)
	}
	return parsePage(data)
}

// parsePage refuses what is no list of users, for an empty object must not read as nobody.
func parsePage(data []byte) (*scimPage, error) {
	page := &scimPage{}
	if strings.HasPrefix(strings.TrimSpace(string(data)), "<") {
		return nil, lasting("answers with a web page: the url is not that of the SCIM service")
	}
	if err := json.Unmarshal(data, page); err != nil {
		return nil, lasting("answers with something that is no SCIM list of users")
	}
	if page.Total == nil && page.Resources == nil || page.Total != nil && *page.Total < 0 {
		return nil, lasting("answers with something that is no SCIM list of users: it has neither totalResults nor Resources")
	}
	return page, nil
}

// advance tells whether a further page is to be asked for, and sets p to it.
func (p *pager) advance(page *scimPage, rows int) bool {
	if page.NextCursor != "" || p.cursor != "" {
		again := page.NextCursor == p.cursor
		p.cursor = page.NextCursor
		return p.cursor != "" && !again
	}
	p.start += len(page.Resources)
	return page.Total == nil || rows < *page.Total
}

// refusal says what to do about a status.
func (p *pager) refusal(status int, body []byte) error {
	var said struct {
		Detail string `json:"detail"`
	}
	detail := ""
	if json.Unmarshal(body, &said) == nil && said.Detail != "" {
		detail = ": " + evidence.Quote(p.guard.hide(said.Detail))
	}
	switch {
	case status == http.StatusBadRequest && p.filter != "":
		return lasting("refuses the query (400), mostly for its filter%s", detail)
	case status == http.StatusUnauthorized:
		return lasting("refuses the token of %s (401): make a new one, and check that it is for this service%s", p.token, detail)
	case status == http.StatusForbidden:
		return lasting("does not let the token of %s list users (403): give it the right to read users%s", p.token, detail)
	case status == http.StatusNotFound:
		return lasting("has no /Users (404): write the base of the SCIM service, which /Users stands behind%s", detail)
	case status == http.StatusTooManyRequests:
		return passing("asks to come back later (429)%s", detail)
	case status >= 500 && status != http.StatusNotImplemented:
		return passing("is out of order (%d)%s", status, detail)
	}
	return lasting("answers with status %d%s", status, detail)
}
