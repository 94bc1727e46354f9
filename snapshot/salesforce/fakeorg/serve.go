package fakeorg

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// reply is an answer before it is sent, so that a fault can spoil it.
type reply struct {
	status int
	header http.Header
	body   []byte
	cut    bool // the connection breaks in the middle of the body
}

func (r *reply) set(name, value string) *reply {
	r.header.Set(name, value)
	return r
}

func newReply(status int, media string, body []byte) *reply {
	return (&reply{status: status, header: http.Header{}, body: body}).set("Content-Type", media)
}

func jsonReply(status int, value any) *reply {
	body, err := json.Marshal(value)
	if err != nil {
		return newReply(http.StatusInternalServerError, "text/plain", []byte(err.Error()))
	}
	return newReply(status, "application/json;charset=UTF-8", body)
}

// restError is a refusal in the form of REST.
func restError(status int, code, format string, args ...any) *reply {
	return jsonReply(status, []any{jsonOf("message", fmt.Sprintf(format, args...), "errorCode", code)})
}

func notFound() *reply {
	return restError(http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
}

// call is one request while it is answered.
type call struct {
	*http.Request
	body    []byte
	form    url.Values // query parameters
	detail  string     // for the log and for faults: SOQL, SOAP call, grant type
	user    string     // of the session
	token   string
	version int
	rest    string // path below /services/data/vXX.0
}

const maxURI = 16_384

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(io.LimitReader(req.Body, 10<<20))
	if err != nil {
		http.Error(w, "unreadable body", http.StatusBadRequest)
		return
	}
	req.URL.Path = "/" + strings.TrimLeft(req.URL.Path, "/") // sf writes //services, which orgs take
	c := &call{Request: req, body: body, form: req.URL.Query()}
	s.describeCall(c)
	r := s.struck(c, func() *reply { return s.answer(c) })
	s.mu.Lock()
	s.requests = append(s.requests, Request{req.Method, req.URL.Path, c.detail, r.status})
	if strings.Contains(r.header.Get("Content-Type"), "json") && strings.Contains(c.rest, "/query") && !strings.HasPrefix(c.rest, "/jobs/") && r.status == http.StatusOK {
		s.last = r
	}
	s.mu.Unlock()
	send(w, req, r)
}

// send writes an answer, compressed where the client takes it.
func send(w http.ResponseWriter, req *http.Request, r *reply) {
	body := r.body
	for name, values := range r.header {
		w.Header()[name] = values
	}
	if strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") && len(body) > 0 && !r.cut {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a right one
		z.Write(body)                                   // to memory
		z.Close()
		body = b.Bytes()
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(r.status)
	if r.cut {
		body = body[:len(body)/2] // the server closes the connection, since less came than it named
	}
	w.Write(body) // a client that has gone away is its own affair
}

var (
	versionPath = regexp.MustCompile(`^/services/data/v(\d+)\.0(/.*)?$`)
	soapPath    = regexp.MustCompile(`^/services/Soap/m/(\d+)\.0/?$`)
	soqlSpaces  = regexp.MustCompile(`\s+`)
)

// describeCall finds out what the request is about.
func (s *Server) describeCall(c *call) {
	c.token, _ = strings.CutPrefix(c.Header.Get("Authorization"), "Bearer ")
	if token, ok := strings.CutPrefix(c.Header.Get("Authorization"), "OAuth "); ok {
		c.token = token
	}
	if m := versionPath.FindStringSubmatch(c.URL.Path); m != nil {
		c.version, _ = strconv.Atoi(m[1])
		c.rest = m[2]
		c.detail = c.form.Get("q")
		s.mu.Lock()
		if cursor := s.cursors[cursorID(c.rest)]; cursor != nil {
			c.detail = cursor.found.query.text
		}
		if job := s.jobs[jobID(c.rest)]; job != nil {
			c.detail = job.soql
		}
		s.mu.Unlock()
		if c.Method == http.MethodPost && c.rest == "/jobs/query" {
			var in struct{ Query string }
			if json.Unmarshal(c.body, &in) == nil {
				c.detail = in.Query
			}
		}
	}
	if m := soapPath.FindStringSubmatch(c.URL.Path); m != nil {
		c.version, _ = strconv.Atoi(m[1])
		if in, err := readSOAP(c.body); err == nil {
			c.token, c.detail = in.Session, in.String()
		}
	}
	if c.URL.Path == "/services/oauth2/token" {
		if form, err := url.ParseQuery(string(c.body)); err == nil {
			c.detail = form.Get("grant_type")
		}
	}
	c.detail = strings.TrimSpace(soqlSpaces.ReplaceAllString(c.detail, " "))
}

// answer routes a request.
func (s *Server) answer(c *call) *reply {
	switch path := c.URL.Path; {
	case len(c.RequestURI) > maxURI:
		return newReply(http.StatusRequestURITooLong, "text/html", []byte("<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>"))
	case path == "/services/oauth2/token":
		return s.token(c)
	case path == "/services/data" || path == "/services/data/":
		return s.versions()
	case path == "/services/oauth2/userinfo":
		return s.userInfo(c)
	case soapPath.MatchString(path):
		return s.soap(c)
	case versionPath.MatchString(path):
		return s.data(c)
	}
	return notFound()
}

// enter checks the session and counts the call; nil is a welcome.
func (s *Server) enter(c *call) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.user = s.sessions[c.token]
	if c.user == "" {
		return restError(http.StatusUnauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
	}
	s.calls++
	if s.opts.APIUsed+s.calls > s.opts.APILimit {
		return restError(http.StatusForbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	}
	return nil
}

const (
	firstVersion = 31
	lastVersion  = 67
)

func (s *Server) versions() *reply {
	list := []any{}
	for v := firstVersion; v <= lastVersion; v++ {
		// Three releases a year: 61.0 is Summer '24, 62.0 Winter '25, 63.0 Spring '25.
		season := []string{"Summer", "Winter", "Spring"}[(v-firstVersion)%3]
		year := 14 + (v-firstVersion+2)/3
		list = append(list, jsonOf("label", fmt.Sprintf("%s '%02d", season, year), "url", fmt.Sprintf("/services/data/v%d.0", v), "version", fmt.Sprintf("%d.0", v)))
	}
	return jsonReply(http.StatusOK, list)
}

// data answers what lies below /services/data/vXX.0.
func (s *Server) data(c *call) *reply {
	if c.version < firstVersion || c.version > lastVersion {
		return notFound()
	}
	if refusal := s.enter(c); refusal != nil {
		return refusal
	}
	r := s.resource(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	return r.set("Sforce-Limit-Info", fmt.Sprintf("api-usage=%d/%d", s.opts.APIUsed+s.calls, s.opts.APILimit))
}

func (s *Server) resource(c *call) *reply {
	view := s.view(c.user, c.version, "R")
	if !view.grants["ApiEnabled"] {
		return restError(http.StatusForbidden, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner")
	}
	path := strings.TrimSuffix(c.rest, "/")
	tooling := strings.HasPrefix(path, "/tooling/")
	if tooling {
		view.api = "T"
		path = strings.TrimPrefix(path, "/tooling")
	}
	words := strings.Split(strings.TrimPrefix(path, "/"), "/")
	bulk := words[0] == "jobs" && len(words) > 1 && words[1] == "query"
	switch {
	case c.Method == http.MethodPost && path == "/jobs/query":
		return s.bulkCreate(c)
	case c.Method != http.MethodGet:
		return restError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "HTTP Method '%s' not allowed. Allowed are HEAD,GET", c.Method)
	case path == "":
		return jsonReply(http.StatusOK, jsonOf("tooling", c.URL.Path+"/tooling", "query", c.URL.Path+"/query", "sobjects", c.URL.Path+"/sobjects",
			"limits", c.URL.Path+"/limits", "jobs", c.URL.Path+"/jobs"))
	case path == "/limits" && !tooling:
		return s.limits(view)
	case path == "/query" || path == "/queryAll":
		return s.query(c, view)
	case words[0] == "query" && len(words) == 2:
		return s.nextPage(words[1])
	case words[0] == "sobjects" && len(words) == 3 && words[2] == "describe":
		return s.describe(view, words[1])
	case words[0] == "sobjects" && len(words) == 3:
		return s.record(c, view, words[1], words[2])
	case bulk && len(words) == 3:
		return s.bulkState(words[2])
	case bulk && len(words) == 4 && words[3] == "results":
		return s.bulkResults(c, words[2])
	}
	return notFound()
}

func (s *Server) limits(v *view) *reply {
	if !v.grants["ViewSetup"] {
		return restError(http.StatusForbidden, "INSUFFICIENT_ACCESS", "insufficient access rights on entity")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := func(most, left int) jsonObject { return jsonOf("Max", most, "Remaining", left) }
	return jsonReply(http.StatusOK, jsonOf(
		"DailyApiRequests", limit(s.opts.APILimit, s.opts.APILimit-s.opts.APIUsed-s.calls),
		"DailyBulkApiBatches", limit(15000, 15000), "DailyBulkV2QueryFileStorageMB", limit(976562, 976562),
		"DailyBulkV2QueryJobs", limit(10000, 10000-len(s.jobs)),
	))
}
