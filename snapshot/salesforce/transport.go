package salesforce

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readOnly is the one door to the network. It lets through the requests that read, by method,
// host, path and body, and refuses every other one before a byte is sent, whatever the rest
// of the package asks for. Not every GET reads (executeAnonymous runs Apex), so paths are
// listed rather than methods.
type readOnly struct {
	next  http.RoundTripper
	hosts []string // scheme://host that requests may go to
}

// errRefused is what a request gets that the allow-list does not know.
var errRefused = errors.New("refused: the client only reads")

var (
	readPaths = regexp.MustCompile(`^/services/(oauth2/userinfo|data(/v[0-9]+\.0(/(limits|(tooling/)?query(/[A-Za-z0-9._-]+)?|` +
		`(tooling/)?sobjects/[A-Za-z0-9_]+/describe|jobs/query/[A-Za-z0-9]+(/results)?))?)?)/?$`)
	bulkPath = regexp.MustCompile(`^/services/data/v[0-9]+\.0/jobs/query$`)
	soapPath = regexp.MustCompile(`^/services/Soap/m/[0-9]+\.0$`)
	// secretColumns are columns of OauthToken that hold live secrets.
	secretColumns = regexp.MustCompile(`(?i)\b(AccessToken|RequestToken|DeleteToken)\b`)
	soapReads     = []string{"readMetadata", "listMetadata", "describeMetadata"}
)

// RoundTrip sends what the allow-list knows.
func (t *readOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.check(req); err != nil {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, err
	}
	return t.next.RoundTrip(req)
}

func (t *readOnly) check(req *http.Request) error {
	u := req.URL
	refuse := func(why string) error { return fmt.Errorf("%s %s: %w: %s", req.Method, u.Path, errRefused, why) }
	switch {
	case u.Scheme != "https" && !(u.Scheme == "http" && evidence.Loopback(u.Hostname())):
		return refuse("not https")
	case u.User != nil || req.Host != "" && req.Host != u.Host || !slices.Contains(t.hosts, u.Scheme+"://"+strings.ToLower(u.Host)):
		return refuse("another host than the org's")
	case u.RawPath != "" || u.Opaque != "" || u.Fragment != "":
		return refuse("an encoded path")
	}
	for name := range req.Header {
		if strings.Contains(strings.ToLower(name), "override") {
			return refuse("a header that changes the method")
		}
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return refuse("a malformed query")
	}
	for name := range query {
		if !slices.Contains([]string{"q", "locator", "maxRecords"}, name) {
			return refuse("the parameter " + evidence.Short(name))
		}
	}
	if secretColumns.MatchString(query.Get("q")) {
		return refuse("a column that holds a secret")
	}
	switch {
	case req.Method == http.MethodGet && readPaths.MatchString(u.Path) && (req.Body == nil || req.Body == http.NoBody):
		return nil
	case req.Method != http.MethodPost || len(query) > 0:
		return refuse("not a request that reads")
	case u.Path == "/services/oauth2/token":
		return nil
	case bulkPath.MatchString(u.Path):
		return checkBody(req, checkBulk)
	case soapPath.MatchString(u.Path):
		return checkBody(req, checkSOAP)
	}
	return refuse("not a request that reads")
}

// checkBody reads a copy of the body; a body that cannot be read twice is refused.
func checkBody(req *http.Request, check func([]byte) error) error {
	refuse := func(err error) error { return fmt.Errorf("POST %s: %w: %w", req.URL.Path, errRefused, err) }
	if req.GetBody == nil {
		return refuse(errors.New("a body that cannot be looked at"))
	}
	body, err := req.GetBody()
	if err != nil {
		return refuse(err)
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, 1<<20))
	if err != nil {
		return refuse(err)
	}
	if err := check(data); err != nil {
		return refuse(err)
	}
	return nil
}

// checkBulk lets a job through that queries and nothing else.
func checkBulk(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var job bulkRequest
	if err := dec.Decode(&job); err != nil {
		return errors.New("not a query job")
	}
	switch {
	case dec.More() || job.Operation != "query":
		return errors.New("not a query job")
	case secretColumns.MatchString(job.Query):
		return errors.New("a column that holds a secret")
	}
	return nil
}

// checkSOAP lets a body through that holds exactly one call, of those that read.
func checkSOAP(data []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	depth, body, calls := 0, false, 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.New("not XML")
		}
		switch t := token.(type) {
		case xml.Directive, xml.ProcInst:
			if p, ok := t.(xml.ProcInst); !ok || p.Target != "xml" {
				return errors.New("a declaration in the XML")
			}
		case xml.StartElement:
			depth++
			switch {
			case depth == 1 && t.Name.Local != "Envelope", depth == 2 && t.Name.Local != "Header" && t.Name.Local != "Body":
				return errors.New("not a SOAP envelope")
			case depth == 2:
				body = t.Name.Local == "Body"
			case depth == 3 && body:
				if calls++; !slices.Contains(soapReads, t.Name.Local) {
					return fmt.Errorf("the call %s", evidence.Short(t.Name.Local))
				}
			}
		case xml.EndElement:
			depth--
		}
	}
	if calls != 1 {
		return fmt.Errorf("%d calls in one envelope", calls)
	}
	return nil
}

// sameHost refuses a redirect to another host, and a chain of them.
func sameHost(req *http.Request, via []*http.Request) error {
	if len(via) > 3 {
		return fmt.Errorf("%w: more than 3 redirects", errRefused)
	}
	if before := via[len(via)-1]; req.URL.Host != before.URL.Host || req.URL.Scheme != before.URL.Scheme || req.Method != before.Method {
		return fmt.Errorf("%w: a redirect to another place (%s)", errRefused, evidence.Short(req.URL.Host))
	}
	return nil
}
