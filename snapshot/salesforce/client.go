package salesforce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Deps are what Live takes from the outside. A nil field has a default; Getenv, Now and Run
// are the only ways to the environment, the clock and other programs.
type Deps struct {
	Dir       string                                                                 // what file: secrets are relative to
	Getenv    func(string) string                                                    // default: nothing is set
	Now       func() time.Time                                                       // for the expiry of a JWT; default: takenAt
	Sleep     func(context.Context, time.Duration) error                             // between tries
	Jitter    func() float64                                                         // 0 to 1, spreads the tries of many scanners
	Transport http.RoundTripper                                                      // below the allow-list
	Run       func(ctx context.Context, name string, args ...string) ([]byte, error) // stdout of a program, for sf_cli
	Packed    bool                                                                   // leave field permissions packed: who looks at them calls Unpack
	Usage     *Usage                                                                 // filled in, where not nil
}

// Usage is what a reading cost. It is talk for the operator and enters no snapshot, since it
// differs from run to run.
type Usage struct {
	Calls     int      // API calls made, retries among them
	Used      int      // API calls of the org in the last 24 hours, as it counts them
	Limit     int      // how many the org may make
	Remaining int      // what /limits said at the start; -1 when not known
	Notes     []string // what the operator should know
}

// String is what an operator reads of it.
func (u Usage) String() string {
	text := fmt.Sprintf("%d API calls", u.Calls)
	if u.Limit > 0 {
		text += fmt.Sprintf("; the org has used %d of %d in 24 hours", u.Used, u.Limit)
	}
	return text
}

const (
	maxTries       = 5
	maxWait        = time.Minute     // of one wait, whatever Retry-After says
	requestTimeout = 2 * time.Minute // of one try
	maxBodyBytes   = 64 << 20        // of one answer, uncompressed
	maxPages       = 100_000         // of one query
	tokenBodyBytes = 1 << 20         // of an answer of the token endpoint
)

// client speaks to one org. It is used by one goroutine.
type client struct {
	http    *http.Client
	login   func(context.Context) (session, error)
	session session
	version string
	deps    Deps
	budget  int
	usage   *Usage
	fresh   bool         // the session came of a renewal, and no call has got through with it yet
	ended   error        // why there is no session any more; every later call fails with it
	worn    bool         // a call was given up though its error may pass, and none has succeeded since
	bound   string       // what budget comes of
	secrets []string     // never to stand in an error
	room    bytes.Buffer // for the answer in hand: a page of rows takes ten megabytes
}

// session is a login: bearer token, the host it is for and, where the login told, the id of
// the user.
type session struct{ token, instance, user string }

// newClient builds a client whose transport lets through reads of the hosts alone.
func newClient(d Deps, version string, budget int, hosts ...string) *client {
	if d.Transport == nil {
		d.Transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	if d.Sleep == nil {
		d.Sleep = evidence.Pause
	}
	if d.Jitter == nil {
		d.Jitter = rand.Float64
	}
	if d.Getenv == nil {
		d.Getenv = func(string) string { return "" }
	}
	usage := d.Usage
	if usage == nil {
		usage = &Usage{}
	}
	*usage = Usage{Remaining: -1}
	return &client{
		http:    &http.Client{Transport: &readOnly{next: d.Transport, hosts: hosts}, CheckRedirect: sameHost, Timeout: requestTimeout},
		version: version, deps: d, budget: budget, bound: "max_api_calls", usage: usage,
	}
}

// answer is a good reply, read in full. Its body is good until the next call.
type answer struct {
	body   []byte
	header http.Header
}

// call sends what build makes of the session until it is answered, refused for good or tried
// often enough: 429, 503, a broken connection, the errors that pass and, of a read, 500, 502 and
// 504 are tried again, but once only while nothing is answered since a call was given up: an outage
// is not waited for call by call. An expired session is renewed once. want is the media type of a
// good answer.
func (c *client) call(ctx context.Context, want string, build func(session) (*http.Request, error)) (*answer, error) {
	if c.ended != nil {
		return nil, c.ended
	}
	a, err := c.try(ctx, want, false, build)
	c.fresh = c.fresh && expired(err)
	return a, err
}

// expired says whether a call failed because its session is none.
func expired(err error) bool {
	var refused *apiError
	return errors.As(err, &refused) && refused.Code == "INVALID_SESSION_ID"
}

// try is call; renewed true is for the login itself, which no login can help.
func (c *client) try(ctx context.Context, want string, renewed bool, build func(session) (*http.Request, error)) (*answer, error) {
	for try := 1; ; try++ {
		a, wait, err := c.once(ctx, want, build)
		if err == nil {
			c.worn = false
			return a, nil
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("stopped: %w", ctx.Err())
		}
		if expired(err) && !renewed {
			renewed = true
			if err := c.renew(ctx); err != nil {
				return nil, err
			}
			continue
		}
		if !passing(err) {
			return nil, err
		}
		if c.worn {
			return nil, fmt.Errorf("%w (tried once, since another call was given up before)", err)
		}
		if try == maxTries {
			c.worn = true
			return nil, fmt.Errorf("%w (tried %d times)", err, try)
		}
		if wait <= 0 {
			wait = time.Duration(float64(500*time.Millisecond<<try) * (0.5 + c.deps.Jitter()/2))
		}
		if err := c.deps.Sleep(ctx, min(wait, maxWait)); err != nil {
			return nil, fmt.Errorf("stopped: %w", err)
		}
	}
}

// renew logs in again. A login that is refused would be refused to every later call as well, and
// tried often it locks the user: it is remembered. So is a new session that was never taken.
func (c *client) renew(ctx context.Context) error {
	err := errors.New("the org does not take the new session either")
	if !c.fresh {
		err = c.connect(ctx)
	}
	if err != nil {
		c.ended = fmt.Errorf("the session ended and was not renewed: %w", err)
		return c.ended
	}
	c.fresh = true
	return nil
}

// connect logs in and keeps the session. A renewed session is for the host of the first.
func (c *client) connect(ctx context.Context) error {
	s, err := c.login(ctx)
	if err != nil {
		return err
	}
	if c.session.instance != "" && c.session.instance != s.instance {
		return errors.New("the new session is for another host")
	}
	c.session = s
	c.secrets = append(c.secrets, s.token)
	return nil
}

// once makes one try. wait is what the org asked for before the next.
func (c *client) once(ctx context.Context, want string, build func(session) (*http.Request, error)) (*answer, time.Duration, error) {
	if c.usage.Calls >= c.budget {
		return nil, 0, fmt.Errorf("%w (%d, %s)", errBudget, c.budget, c.bound)
	}
	req, err := build(c.session)
	if err != nil {
		return nil, 0, fmt.Errorf("build request: %w", err)
	}
	req = req.WithContext(ctx)
	c.usage.Calls++
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, c.netError(err)
	}
	defer resp.Body.Close()
	c.readUsage(resp.Header)
	c.room.Reset()
	_, err = c.room.ReadFrom(io.LimitReader(resp.Body, maxBodyBytes+1))
	body := c.room.Bytes()
	if err != nil {
		return nil, 0, c.netError(err)
	}
	if len(body) > maxBodyBytes {
		return nil, 0, fmt.Errorf("the answer is larger than %d MB", maxBodyBytes>>20)
	}
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if resp.StatusCode != http.StatusOK {
		wait, _ := evidence.RetryAfter(resp.Header)
		refused := c.refusal(resp.StatusCode, media, body)
		refused.again = tryAgain(req, refused)
		return nil, wait, refused
	}
	if media != want {
		return nil, 0, fmt.Errorf("the answer is %s, not %s: is the address that of the org's API?", evidence.Quote(media), want)
	}
	if holdsData(req.URL.Path, media) {
		evidence.NoteAnswer(ctx, "salesforce.org", body)
	}
	return &answer{body: body, header: resp.Header}, 0, nil
}

// holdsData tells an answer that a snapshot is made from from those that only lead to it: logins
// hold secrets, limits and the state of a job differ from run to run.
func holdsData(path, media string) bool {
	job := strings.Contains(path, "/jobs/query") && media != "text/csv"
	return !job && !strings.Contains(path, "/oauth2/") && !strings.HasSuffix(path, "/limits")
}

var limitInfo = regexp.MustCompile(`api-usage=(\d+)/(\d+)`)

func (c *client) readUsage(h http.Header) {
	if m := limitInfo.FindStringSubmatch(h.Get("Sforce-Limit-Info")); m != nil {
		c.usage.Used, _ = strconv.Atoi(m[1])
		c.usage.Limit, _ = strconv.Atoi(m[2])
	}
}

// get reads a resource below /services/ of the org; path may hold a query.
func (c *client) get(ctx context.Context, path, want string) (*answer, error) {
	return c.call(ctx, want, func(s session) (*http.Request, error) {
		req, err := http.NewRequest(http.MethodGet, s.instance+path, nil)
		if err == nil {
			req.Header.Set("Authorization", "Bearer "+s.token)
		}
		return req, err
	})
}

// getJSON reads a resource into a value.
func (c *client) getJSON(ctx context.Context, path string, into any) error {
	a, err := c.get(ctx, path, "application/json")
	if err != nil {
		return err
	}
	if err := decodeJSON(a.body, into); err != nil {
		return fmt.Errorf("the answer is not the JSON that was asked for: %w", err)
	}
	return nil
}

// decodeJSON reads exactly one value.
func decodeJSON(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return jsonError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// data is the path of the REST API of the version in use.
func (c *client) data(path string) string { return "/services/data/v" + c.version + path }
