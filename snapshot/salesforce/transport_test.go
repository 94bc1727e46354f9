package salesforce

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

const envelope = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://soap.sforce.com/2006/04/metadata">` +
	`<s:Header><m:SessionHeader><m:sessionId>x</m:sessionId></m:SessionHeader></s:Header><s:Body>%</s:Body></s:Envelope>`

type countingTransport struct{ sent int }

func (c *countingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	c.sent++
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("")), Header: http.Header{}}, nil
}

func TestTransportLetsReadsThroughAndNothingElse(t *testing.T) {
	t.Parallel()
	const host = "https://acme.my.salesforce.com"
	soap := func(body string) string { return strings.Replace(envelope, "%", body, 1) }
	allowed := []struct{ method, url, body string }{
		{"GET", host + "/services/data", ""},
		{"GET", host + "/services/data/v63.0/limits", ""},
		{"GET", host + "/services/data/v63.0/query?q=SELECT+Id+FROM+User", ""},
		{"GET", host + "/services/data/v63.0/query?q=SELECT+COUNT%28%29+FROM+Account+WHERE+OwnerId+%3D+%27005x%27", ""},
		{"GET", host + "/services/data/v63.0/query/01g000-2000", ""},
		{"GET", host + "/services/data/v63.0/tooling/query?q=SELECT+Id+FROM+Profile", ""},
		{"GET", host + "/services/data/v63.0/sobjects/Account/describe", ""},
		{"GET", host + "/services/data/v63.0/jobs/query/750x", ""},
		{"GET", host + "/services/data/v63.0/jobs/query/750x/results?maxRecords=5&locator=abc", ""},
		{"GET", host + "/services/oauth2/userinfo", ""},
		{"POST", host + "/services/oauth2/token", "grant_type=x"},
		{"POST", host + "/services/data/v63.0/jobs/query", `{"operation":"query","query":"SELECT Id FROM User"}`},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:readMetadata><m:type>Profile</m:type></m:readMetadata>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:listMetadata/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:describeMetadata/>")},
		{"GET", "http://127.0.0.1:8080/services/data", ""},
	}
	refusedCases := []struct{ method, url, body string }{
		{"GET", host + "/services/data/v63.0/tooling/executeAnonymous?anonymousBody=delete+x", ""}, // a GET that runs Apex
		{"GET", host + "/services/data/v63.0/tooling/runTestsAsynchronous", ""},
		{"GET", host + "/services/data/v63.0/query?q=SELECT+AccessToken+FROM+OauthToken", ""},
		{"GET", host + "/services/data/v63.0/query?q=SELECT+deletetoken+FROM+OauthToken", ""},
		{"GET", host + "/services/data/v63.0/query?q=x&_HttpMethod=DELETE", ""},
		{"GET", host + "/services/data/v63.0/sobjects/Account/001x", ""},
		{"GET", host + "/services/data/v63.0/query/../sobjects/Account/001x", ""},
		{"GET", host + "/services/data/v63.0/query%2f..%2fsobjects", ""},
		{"GET", host + "/services/data/v63.0/connect/x", ""},
		{"GET", host + "/services/apexrest/x", ""},
		{"GET", host + "/services/oauth2/revoke?token=x", ""},
		{"GET", host + "/services/oauth2/authorize", ""},
		{"GET", host + "/secur/frontdoor.jsp?sid=x", ""},
		{"GET", "http://acme.my.salesforce.com/services/data", ""},
		{"GET", "https://evil.example/services/data", ""},
		{"GET", "https://user:pw@acme.my.salesforce.com/services/data", ""},
		{"GET", host + ":8443/services/data", ""},
		{"GET", host + "/services/data/v63.0/limits", "a body"},
		{"POST", host + "/services/oauth2/revoke", "token=x"},
		{"POST", host + "/services/oauth2/token?q=x", ""},
		{"POST", host + "/services/data/v63.0/query", ""},
		{"POST", host + "/services/data/v63.0/sobjects/Account", "{}"},
		{"POST", host + "/services/data/v63.0/composite", "{}"},
		{"POST", host + "/services/data/v63.0/composite/batch", "{}"},
		{"POST", host + "/services/data/v63.0/tooling/sobjects/ApexClass", "{}"},
		{"POST", host + "/services/data/v63.0/actions/standard/emailSimple", "{}"},
		{"POST", host + "/services/data/v63.0/jobs/ingest", `{"operation":"insert"}`},
		{"POST", host + "/services/data/v63.0/jobs/query", `{"operation":"hardDelete","query":"SELECT Id FROM User"}`},
		{"POST", host + "/services/data/v63.0/jobs/query", `{"operation":"queryAll","query":"SELECT Id FROM User"}`},
		{"POST", host + "/services/data/v63.0/jobs/query", `{"operation":"query","query":"SELECT RequestToken FROM OauthToken"}`},
		{"POST", host + "/services/data/v63.0/jobs/query", `{"operation":"query","query":"x","object":"Account"}`},
		{"POST", host + "/services/data/v63.0/jobs/query", `{"operation":"query","query":"x"}{"operation":"delete"}`},
		{"POST", host + "/services/data/v63.0/jobs/query", "not json"},
		{"POST", host + "/services/Soap/u/63.0", soap("<m:login/>")},
		{"POST", host + "/services/Soap/c/63.0", soap("<m:readMetadata/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:updateMetadata/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:createMetadata/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:deleteMetadata/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:deploy/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:readMetadata/><m:deploy/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("<m:readMetadata/></s:Body><s:Body><m:deploy/>")},
		{"POST", host + "/services/Soap/m/63.0", soap("")},
		{"POST", host + "/services/Soap/m/63.0", `<!DOCTYPE x [<!ENTITY y "z">]>` + soap("<m:readMetadata/>")},
		{"POST", host + "/services/Soap/m/63.0", "not xml <"},
		{"POST", host + "/services/async/63.0/job", "<x/>"},
		{"PUT", host + "/services/data/v63.0/jobs/ingest/750x/batches", "x"},
		{"PATCH", host + "/services/data/v63.0/sobjects/Account/001x", "{}"},
		{"PATCH", host + "/services/data/v63.0/jobs/query/750x", `{"state":"Aborted"}`},
		{"DELETE", host + "/services/data/v63.0/sobjects/Account/001x", ""},
		{"DELETE", host + "/services/data/v63.0/jobs/query/750x", ""},
		{"HEAD", host + "/services/data", ""},
		{"OPTIONS", host + "/services/data", ""},
		{"CONNECT", host + "/services/data", ""},
		{"get", host + "/services/data", ""},
	}
	try := func(method, url, body string) (int, error) {
		var reader io.Reader
		if body != "" {
			reader = bytes.NewReader([]byte(body))
		}
		req, err := http.NewRequest(method, url, reader)
		if err != nil {
			t.Fatal(err)
		}
		next := &countingTransport{}
		door := &readOnly{next: next, hosts: []string{host, "http://127.0.0.1:8080"}}
		_, err = door.RoundTrip(req)
		return next.sent, err
	}
	for _, c := range allowed {
		if sent, err := try(c.method, c.url, c.body); err != nil || sent != 1 {
			t.Errorf("%s %s was not let through: %v", c.method, c.url, err)
		}
	}
	for _, c := range refusedCases {
		if sent, err := try(c.method, c.url, c.body); !errors.Is(err, errRefused) || sent != 0 {
			t.Errorf("%s %s %s was let through (%v)", c.method, c.url, c.body, err)
		}
	}
	for _, path := range []string{"/services/data", "/services/data/v63.0/limits", "/services/data/v63.0/query", "/services/oauth2/token", "/services/oauth2/userinfo",
		"/services/Soap/m/63.0", "/services/data/v63.0/jobs/query", "/services/data/v63.0/jobs/query/750x"} {
		for _, method := range []string{"PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "MERGE"} {
			if sent, err := try(method, host+path, ""); !errors.Is(err, errRefused) || sent != 0 {
				t.Errorf("%s %s was let through (%v)", method, path, err)
			}
		}
	}
}

func TestTransportRefusesWhatItCannotLookInto(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequest("POST", "https://a.my.salesforce.com/services/Soap/m/63.0", io.NopCloser(strings.NewReader(envelope)))
	if err != nil {
		t.Fatal(err)
	}
	door := &readOnly{next: &countingTransport{}, hosts: []string{"https://a.my.salesforce.com"}}
	if _, err := door.RoundTrip(req); !errors.Is(err, errRefused) {
		t.Errorf("a body that is read once was let through: %v", err)
	}
	get, err := http.NewRequest("GET", "https://a.my.salesforce.com/services/data", nil)
	if err != nil {
		t.Fatal(err)
	}
	get.Header.Set("X-HTTP-Method-Override", "DELETE")
	if _, err := door.RoundTrip(get); !errors.Is(err, errRefused) {
		t.Errorf("a header that changes the method was let through: %v", err)
	}
}
