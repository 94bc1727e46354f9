package snapshot

import (
	"bytes"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/clay"
)

func redactor(t *testing.T, key string) *Redactor {
	t.Helper()
	r, err := NewRedactor([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const (
	redactionKey = "0123456789abcdef"
	anotherKey   = "another key of 24 bytes."
)

func TestRedactedSnapshotNamesNobodyAndIsASnapshot(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Redacted = ""
	s.Clay.APIKeys[0].Purpose = "asked for by Ann Lee (a.lee+sync@acme.com), see <Ann@ACME.com>"
	before := clone(reflect.ValueOf(s)).Interface().(*Snapshot)
	r := redactor(t, redactionKey)
	redacted, err := r.Snapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	var was, is bytes.Buffer
	for b, s := range map[*bytes.Buffer]*Snapshot{&was: before, &is: redacted} {
		if err := Write(b, s); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"ann@", "a.lee", "bob@", "vera@", "Ann Lee", "Bob <", "clay@acme.com"} {
		if strings.Contains(strings.ToLower(is.String()), strings.ToLower(name)) {
			t.Errorf("the redacted snapshot holds %q", name)
		}
	}
	if !strings.Contains(was.String(), "Ann Lee") || !strings.Contains(was.String(), "ann@acme.com") {
		t.Error("the snapshot itself was changed")
	}
	if redacted.Redacted != r.KeyID() || strings.Contains(is.String(), redactionKey) {
		t.Errorf("marked as %q", redacted.Redacted)
	}
	if _, err := r.Snapshot(redacted); err == nil {
		t.Error("it was redacted twice")
	}
}

func TestPseudonymsAreTheSameForThePersonAndTheKeyAlone(t *testing.T) {
	t.Parallel()
	r := redactor(t, redactionKey)
	ann := r.Text("ann@acme.com")
	for text, want := range map[string]string{
		"Ann@Acme.com":              ann,
		"<ann@acme.com>, twice":     "<" + ann + ">, twice",
		"ann@acme.com/Account.Name": ann + "/Account.Name",
		"ann@acme.com.":             ann + ".",
		"*@acme.com":                "*@acme.com",
		"least_privilege/x":         "least_privilege/x",
		"":                          "",
	} {
		if got := r.Text(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	switch {
	case redactor(t, redactionKey).Text("ann@acme.com") != ann:
		t.Error("the same key gave another pseudonym")
	case redactor(t, anotherKey).Text("ann@acme.com") == ann:
		t.Error("another key gave the same pseudonym")
	case r.Text("anne@acme.com") == ann || r.Text("ann@acme.example") == ann:
		t.Error("two people share a pseudonym")
	case !strings.HasSuffix(ann, "@acme.com"):
		t.Errorf("%q lost its domain, which rules ask for", ann)
	}
}

// TestTheUserInTheNameOfATokenIsRedacted: a token without an id is named by its user.
func TestTheUserInTheNameOfATokenIsRedacted(t *testing.T) {
	t.Parallel()
	r := redactor(t, redactionKey)
	if got, want := r.Text("ann@acme.com/Clay/2026-10-01T08:00:00Z #2"), r.Text("ann@acme.com")+"/Clay/2026-10-01T08:00:00Z #2"; got != want || strings.Contains(got, "ann@") {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestShortRedactionKeyIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := NewRedactor([]byte("short-canary")); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
}

func TestApplyReachesEveryTextOfAPolicy(t *testing.T) {
	t.Parallel()
	r := redactor(t, redactionKey)
	type user struct {
		Role string `json:"role"`
		By   string `json:"approved_by"`
	}
	policy := struct {
		Users    map[string]*user          `json:"users"`
		Lists    map[string][]string       `json:"lists"`
		Settings map[string]map[string]any `json:"settings"`
	}{
		map[string]*user{"ann@acme.com": {Role: "admin", By: "Bob Smith"}, "nobody@acme.com": nil},
		map[string][]string{"admins": {"ann@acme.com", "acme.com"}},
		map[string]map[string]any{"x": {"who": []any{"ann@acme.com", 3, nil}}},
	}
	r.Apply(&policy)
	ann := r.Text("ann@acme.com")
	switch {
	case policy.Users[ann] == nil || policy.Users[ann].Role != "admin" || policy.Users[ann].By != r.Name("Bob Smith"):
		t.Errorf("users: %+v", policy.Users)
	case policy.Lists["admins"][0] != ann || policy.Lists["admins"][1] != "acme.com":
		t.Errorf("lists: %v", policy.Lists)
	case policy.Settings["x"]["who"].([]any)[0] != ann:
		t.Errorf("settings: %v", policy.Settings)
	}
}

// TestNamesInProseAreKnownFromEitherSnapshot reads the same text as whoever has the snapshot in
// clear and as whoever has the redacted one and the key.
func TestNamesInProseAreKnownFromEitherSnapshot(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Redacted = ""
	s.Clay.Members[0].Name = "Ann Lee"
	s.Roster.People[0].Name = "O'Neil-Smith, Bob"
	s.Salesforce.Users[0].Name = "Ann Lee Jr."
	first, second := redactor(t, redactionKey), redactor(t, redactionKey)
	redacted, err := first.Snapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	second.Learn(redacted)
	ann, junior, bob := first.Name("Ann Lee"), first.Name("Ann Lee Jr."), first.Name("O'Neil-Smith, Bob")
	for text, want := range map[string]string{
		"asked for by Ann Lee, twice": "asked for by " + ann + ", twice",
		"(ann  lee)":                  "(" + ann + ")",
		"Ann Lee Jr. and Ann Lee":     junior + ". and " + ann,
		"O'Neil-Smith, Bob":           bob,
		"Ann and Lee; Joann Lee":      "Ann and Lee; Joann Lee",
		"Ann":                         "Ann",
		"":                            "",
	} {
		if got := first.Prose(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
		if got := second.Prose(text); got != want {
			t.Errorf("%q became %q for whoever has the redacted snapshot, want %q", text, got, want)
		}
	}
	if got := redactor(t, redactionKey).Prose("Ann Lee"); got != "Ann Lee" {
		t.Errorf("a redactor that knows nobody made %q", got)
	}
}

// A connection that acts as whoever added it does so under pseudonyms too.
func TestThePrincipalOfAConnectionIsAPerson(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Redacted = ""
	s.Clay.Connections[0].Principal, s.Clay.Connections[0].AddedBy = "Gus", "Gus"
	r := redactor(t, redactionKey)
	redacted, err := r.Snapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	if c := redacted.Clay.Connections[0]; c.Principal != r.Name("Gus") || c.AddedBy != c.Principal {
		t.Errorf("it acts as %q and was added by %q", c.Principal, c.AddedBy)
	}
}

// TestNamesOfThingsStay: a rule looks for a thing by its name, whoever is called like it.
func TestNamesOfThingsStay(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Redacted = ""
	s.Clay.Members[0].Name = "Clay Integration"
	s.Salesforce.PermissionSets[0].Label = "Clay Integration"
	s.Clay.Tables[0].Name = "Clay Integration"
	s.Clay.Contradictions = []clay.Contradiction{
		{Section: "members", Kind: "clay.member", ID: "x@acme.com", Name: "Cy", Field: "name", Values: map[string]string{"cli": "Cy", "inventory": "Cyd"}},
		{Section: "members", Kind: "clay.member", ID: "y@acme.com", Name: "Dee", Field: "role", Values: map[string]string{"cli": "admin", "inventory": "editor"}},
		{Section: "tables", Kind: "clay.table", ID: "t_1", Name: "Clay Integration", Field: "owner", Values: map[string]string{"cli": "Cy", "inventory": "Cyd"}},
	}
	r := redactor(t, redactionKey)
	redacted, err := r.Snapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]string{
		"label": redacted.Salesforce.PermissionSets[0].Label, "table": redacted.Clay.Tables[0].Name, "contradiction": redacted.Clay.Contradictions[len(redacted.Clay.Contradictions)-1].Name,
	} {
		if got != "Clay Integration" {
			t.Errorf("the %s is called %q", what, got)
		}
	}
	cy, cyd := r.Name("Cy"), r.Name("Cyd")
	want := map[string]clay.Contradiction{
		"name":  {Name: cy, Values: map[string]string{"cli": cy, "inventory": cyd}},
		"role":  {Name: r.Name("Dee"), Values: map[string]string{"cli": "admin", "inventory": "editor"}},
		"owner": {Name: "Clay Integration", Values: map[string]string{"cli": cy, "inventory": cyd}},
	}
	for _, got := range redacted.Clay.Contradictions {
		if want := want[got.Field]; got.Name != want.Name || !maps.Equal(got.Values, want.Values) {
			t.Errorf("whose %s differs is called %q and said to be %v, want %q and %v", got.Field, got.Name, got.Values, want.Name, want.Values)
		}
	}
}
