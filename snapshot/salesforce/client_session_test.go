package salesforce

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestARefusedRenewalIsNotTriedAgain counts the logins: one to begin with, and one for each session
// that ended after it was good for something.
func TestARefusedRenewalIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	const locked = `{"error":"invalid_grant","error_description":"user is locked"}`
	for name, test := range map[string]struct {
		ends   []string // the requests at which the session is refused, each at its first time
		always bool     // and at every one that follows
		answer func(n int) (int, string)
		logins int
		reason string // of sections that are read late; "": they are complete
	}{
		"refused":         {ends: []string{"Group"}, answer: func(n int) (int, string) { return 400, locked }, logins: 2, reason: "user is locked"},
		"not reached":     {ends: []string{"Group"}, answer: func(n int) (int, string) { return 503, `{}` }, logins: 6, reason: "tried 5 times"},
		"never taken":     {ends: []string{"Group"}, always: true, answer: func(n int) (int, string) { return granted(nil) }, logins: 2, reason: "does not take the new session either"},
		"renewed twice":   {ends: []string{"Group", "LoginHistory"}, answer: func(n int) (int, string) { return granted(nil) }, logins: 3},
		"renewed in SOAP": {ends: []string{"readMetadata SecuritySettings"}, answer: func(n int) (int, string) { return granted(nil) }, logins: 2},
	} {
		logins, ended := 0, false
		org := newLoginOrg(t, func(form url.Values) (int, string) {
			if logins++; logins == 1 {
				return granted(form)
			}
			return test.answer(logins)
		})
		org.fault = func(w http.ResponseWriter, _ *http.Request, what string, n int) bool {
			for _, at := range test.ends {
				ended = ended || what == at
				if n == 1 && what == at || ended && test.always {
					org.refuse(w, http.StatusUnauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
					return true
				}
			}
			return false
		}
		c := org.config()
		c.Org.Auth = AuthConfig{Flow: "client_credentials", ClientID: ref("env:ID"), ClientSecret: ref("env:SECRET")}
		d := org.deps()
		d.Getenv = func(name string) string { return "x" + name }
		_, sections, err := Live(t.Context(), c, liveTakenAt, d)
		if err != nil {
			t.Fatal(err)
		}
		if logins != test.logins {
			t.Errorf("%s: %d logins, want %d", name, logins, test.logins)
		}
		open := openSections(sections)
		for _, late := range []string{"sharing_rules", "apps", "tokens", "logins"} {
			if !strings.Contains(open[late], test.reason) || (test.reason == "") != (open[late] == "") {
				t.Errorf("%s: %s is %q, want %q", name, late, open[late], test.reason)
			}
		}
	}
}

// TestAnAnswerOfTheMetadataAPIIsNotAskedForAgain: its faults come with status 500 as well.
func TestAnAnswerOfTheMetadataAPIIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	const call = "readMetadata SecuritySettings"
	for body, tries := range map[string]int{soapFaultText("sf:INSUFFICIENT_ACCESS"): 1, "<html>": 5} {
		small := newSmallOrg(t)
		small.fault = func(w http.ResponseWriter, _ *http.Request, what string, _ int) bool {
			if what == call {
				text(http.StatusInternalServerError, "text/xml", body)(small, w, nil)
			}
			return what == call
		}
		if _, _, err := small.live(small.config()); err != nil {
			t.Fatal(err)
		}
		if small.seen[call] != tries {
			t.Errorf("%.20s was asked for %d times, want %d", body, small.seen[call], tries)
		}
	}
}

// TestAnOutageIsNotWaitedForCallByCall counts the waits of an org that is away from the roles on.
func TestAnOutageIsNotWaitedForCallByCall(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		back  string // answers again from this request on; "": never
		waits int
	}{"for good": {"", 4}, "for a while": {"LoginHistory", 8}} {
		small := newSmallOrg(t)
		away := false
		small.fault = func(w http.ResponseWriter, _ *http.Request, what string, n int) bool {
			away = (away || what == "UserRole") && what != test.back
			if away || what == "SecurityHealthCheck" && test.back != "" {
				w.WriteHeader(http.StatusServiceUnavailable)
				return true
			}
			return false
		}
		waits := 0
		d := small.deps()
		d.Sleep = func(context.Context, time.Duration) error { waits++; return nil }
		_, sections, err := Live(t.Context(), small.config(), liveTakenAt, d)
		if err != nil {
			t.Fatal(err)
		}
		if waits != test.waits {
			t.Errorf("%s: waited %d times, want %d", name, waits, test.waits)
		}
		if open := openSections(sections); !strings.Contains(open["roles"], "(tried 5 times)") || !strings.Contains(open["apps"], "(tried once, since another call was given up before)") {
			t.Errorf("%s: open %v", name, open)
		}
	}
}

func TestASpentDayIsNoMissingPermission(t *testing.T) {
	t.Parallel()
	for what, want := range map[string]string{
		"OauthToken": "unavailable: OauthToken: REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded. (tried 5 times)",
		"limits":     "OauthToken: the budget of API calls is spent (7, what the org had left today)",
	} {
		small := newSmallOrg(t)
		small.fault = func(w http.ResponseWriter, _ *http.Request, asked string, _ int) bool {
			switch {
			case asked != what:
				return false
			case asked == "limits":
				small.json(w, map[string]any{"DailyApiRequests": map[string]any{"Remaining": 5}})
			default:
				small.refuse(w, http.StatusForbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
			}
			return true
		}
		_, sections, err := small.live(small.config())
		if err != nil {
			t.Fatal(err)
		}
		if got := openSections(sections)["tokens"]; !strings.HasSuffix(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
