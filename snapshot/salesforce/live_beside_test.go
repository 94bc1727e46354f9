package salesforce

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestReadsExportsInsteadOfAskingTheOrg(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"tokens.csv": "Id,User.Username,AppName\n0CQ9,clay@acme.com,Clay\n",
		"logins.csv": "User.Username,LoginTime,SourceIp,LoginType,Status\nclay@acme.com,2026-11-01T08:00:00Z,192.0.2.1,Remote Access 2.0,Success\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	small := newSmallOrg(t)
	c, d := small.config(), small.deps()
	c.TokensCSV, c.TokensObservedAt, c.LoginsCSV, d.Dir = "tokens.csv", "2026-10-31T00:00:00Z", "logins.csv", dir
	o, sections, err := Live(t.Context(), c, liveTakenAt, d)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Tokens) != 1 || o.Tokens[0].Location != (evidence.Location{File: "tokens.csv", Line: 2}) || len(o.Logins) != 1 {
		t.Errorf("tokens %+v, logins %+v", o.Tokens, o.Logins)
	}
	for section, want := range map[string]evidence.Coverage{
		"salesforce.tokens": {State: evidence.Complete, Source: "csv", ObservedAt: "2026-10-31T00:00:00Z"},
		"salesforce.logins": {State: evidence.Complete, Source: "csv"},
	} {
		if diff := cmp.Diff(want, sections[section]); diff != "" {
			t.Errorf("%s:\n%s", section, diff)
		}
	}
	p, err := Plan(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range []string{"OauthToken", "LoginHistory"} {
		if small.seen[object] > 0 || slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Object == object }) {
			t.Errorf("%s is asked for, or planned", object)
		}
	}
	c.TokensCSV = "absent.csv"
	if _, _, err := Live(t.Context(), c, liveTakenAt, d); err == nil || !strings.Contains(err.Error(), "sources.salesforce.tokens_csv") {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestRefusesWhatIsNotReadBesideAnOrg(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	for want, set := range map[string]func(*Config){
		"sources.salesforce.users_csv: is not read beside org":         func(c *Config) { c.UsersCSV = "users.csv" },
		"sources.salesforce.users_observed_at: is not read beside org": func(c *Config) { c.UsersObservedAt = "2026-11-01T00:00:00Z" },
		"sources.salesforce.users_observed_by: is not read beside org": func(c *Config) { c.UsersObservedBy = "ann@acme.com" },
		"sources.salesforce.public_groups: is not read beside org":     func(c *Config) { c.PublicGroups = []GroupConfig{{Name: "All"}} },
		"sources.salesforce.profiles_complete: is not read beside org": func(c *Config) { c.ProfilesComplete = new(false) },
		"sources.salesforce.scanner: is not read beside org":           func(c *Config) { c.Scanner = "scan@acme.com" },
		"sources.salesforce.users[1]: says more of \"b@acme.com\" than username and integration": func(c *Config) {
			c.Users = []UserConfig{{Username: "a@acme.com", Integration: "Sync"}, {Username: "b@acme.com", Email: "b@acme.com"}}
		},
	} {
		c := small.config()
		set(c)
		_, _, err := Live(t.Context(), c, liveTakenAt, small.deps())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
		if _, err := Plan(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("plan: want %q, got %v", want, err)
		}
	}
	if small.seen["User"] > 0 {
		t.Error("the org was asked before the configuration was checked")
	}
}

func TestADeclaredUserWhomTheOrgDoesNotShowIsAGap(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	c := small.config()
	c.Users = []UserConfig{{Username: " Clay@acme.com", Integration: "Clay"}, {Username: "gone@acme.com", Integration: "Sync"}}
	_, sections, err := small.live(c)
	if err != nil {
		t.Fatal(err)
	}
	if users := sections["salesforce.users"]; users.State != evidence.Partial || users.Reason != "sources.salesforce.users names gone@acme.com, whom the org does not show" {
		t.Errorf("%+v", users)
	}
}
