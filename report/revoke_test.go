package report

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// leaver is a person who holds one thing of every kind; nobody else holds any.
func leaver(name string) *snapshot.Snapshot {
	other := "other@acme.com"
	return &snapshot.Snapshot{
		TakenAt: "2026-11-02T09:00:00Z",
		Coverage: evidence.Sections{
			"clay.members": {State: evidence.Complete}, "clay.webhooks": {State: evidence.Partial, Reason: "one page of " + name},
			"salesforce.tokens": {State: evidence.NotRequested}, "salesforce.roles": {State: evidence.Unavailable},
		},
		Roster: &roster.Roster{
			People:  []roster.Person{{Email: "dana@acme.com", Aliases: []string{"d.w@acme.com"}}, {Email: other}},
			Matches: []roster.Match{{Email: "dana@acme.co.uk", Person: "dana@acme.com"}, {Email: other, Person: other}},
		},
		Clay: &clay.Workspace{
			Members:   []clay.Member{{Email: "dana@acme.co.uk", Role: clay.RoleAdmin}, {Email: other, State: "active"}, {Email: "guest@x.example", Sponsor: "dana@acme.com"}},
			Groups:    []clay.Group{{Name: "G " + name, Members: []string{"d.w@acme.com"}}, {Name: "not this group", Members: []string{other}}},
			Workbooks: []clay.Workbook{{ID: "w", Name: "W " + name, Owner: "dana@acme.com"}, {ID: "v", Name: "V " + name, Owner: other, Collaborators: []string{"dana@acme.com"}}},
			Tables:    []clay.Table{{ID: "t", Name: "T " + name, Owner: "dana@acme.com", Declared: &clay.Declared{Owner: "dana@acme.com"}}, {ID: "n", Name: "not this table", Owner: other}},
			Webhooks:  []clay.Webhook{{ID: "h", Name: "H " + name, Table: "t"}, {ID: "i", Name: "not this hook", Table: "n"}},
			Connections: []clay.Connection{
				{ID: "c", Name: "C " + name, Provider: "salesforce", Principal: "dana@acme.com.sf"}, {ID: "d", Name: "D " + name, Provider: "slack", AddedBy: "dana@acme.com"},
				{ID: "e", Name: "E " + name, Provider: "hubspot", AddedBy: other, AccessList: []string{"dana@acme.com"}}, {ID: "n", Name: "not this connection", Provider: "x", AddedBy: other},
			},
			APIKeys: []clay.APIKey{{ID: "k", Name: "K " + name, Owner: "dana@acme.com", Consumers: []string{"airflow"}}, {ID: "n", Name: "not this key", Owner: other}},
			Budgets: []clay.Budget{{Name: "B " + name, Owner: "dana@acme.com"}, {Name: "P " + name, Owner: other, Principals: []string{"dana@acme.com"}}},
		},
		Salesforce: &salesforce.Org{
			IntegrationUsers: []string{"clay@acme.com"},
			Users: []salesforce.User{
				{Username: "dana@acme.com.sf", Email: "dana@acme.com", Profile: "Pr " + name, PermissionSetLicenses: []string{"L " + name}},
				{Username: "clay@acme.com", Email: "dana@acme.com"}, {Username: "other@acme.com.sf", Email: other},
			},
			Assignments: []salesforce.Assignment{
				{User: "dana@acme.com.sf", Set: "S " + name, ExpiresAt: "2027-01-01T00:00:00Z"}, {User: "dana@acme.com.sf", Group: "SG " + name}, {User: "other@acme.com.sf", Set: "not this set"},
			},
			Tokens:       []salesforce.Token{{ID: "1", User: "dana@acme.com.sf", App: "A " + name}},
			Apps:         []salesforce.App{{Name: "R " + name, RunAs: "dana@acme.com.sf"}},
			PublicGroups: []salesforce.PublicGroup{{Name: "Q " + name, Members: []salesforce.Principal{{Kind: "user", Name: "dana@acme.com.sf"}}}},
		},
	}
}

func revoke(t *testing.T, s *snapshot.Snapshot, who string) string {
	t.Helper()
	policy := &rego.Approved{Clay: &rego.ApprovedClay{
		Roles: &rego.ApprovedRoles{Admin: []string{"dana@acme.com"}}, Tables: map[string]*rego.ApprovedTable{"t_x": {Owner: "dana@acme.com"}, "t_y": nil},
		Connections: map[string]*rego.ApprovedConnect{"salesforce": {Principal: "dana@acme.com.sf"}},
	}, Salesforce: map[string]*rego.ApprovedUser{"dana@acme.com.sf": {}}}
	runbook, err := Revocation(s, policy, []rego.Waiver{{Rule: "r/w", Subject: "x", ApprovedBy: "dana@acme.com"}, {Rule: "r/not", ApprovedBy: "other@acme.com"}}, who)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteRunbook(&b, runbook); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRevocationListsEverythingThePersonHolds(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"dana@acme.com", "D.W@acme.com", "dana@acme.co.uk"} {
		got := revoke(t, leaver("one"), who)
		for _, held := range []string{
			"Freeze `dana@acme.com.sf`", "token for `A one`", "permission set `S one`, which would end by itself", "permission set group `SG one`", "licence `L one`",
			"Deactivate `dana@acme.com.sf` (profile `Pr one`)", "app `R one` runs as this user", "group or queue `Q one`", "The integration user `clay@acme.com` has this address",
			"API key `K one` by one of another owner and delete it, after telling `airflow`", "Reconnect `C one`", "Reconnect `D one`", "access list of `E one`", "webhook `H one`",
			"Give the workbook `W one`", "collaborators of the workbook `V one`", "Give the table `T one`", "budget of the table `T one`", "Give the budget `B one`", "off the budget `P one`",
			"out of the group `G one`", "Remove `dana@acme.co.uk`, admin", "external member `guest@x.example`", "`policy.clay.roles.admin`", "owner of `t_x`", "principal of `salesforce`",
			"Remove `dana@acme.com.sf` from `policy.salesforce`", "waiver of `r/w` for `x`", "`clay.webhooks` yourself, which is partial: `one page of one`", "`salesforce.tokens` yourself, which is not requested",
		} {
			if !strings.Contains(got, held) {
				t.Errorf("%s: no %q in:\n%s", who, held, got)
			}
		}
		for _, line := range []string{"not this", "r/not", "other@acme.com", "salesforce.roles"} {
			if strings.Contains(got, line) {
				t.Errorf("%s: %q is not theirs:\n%s", who, line, got)
			}
		}
	}
}

// TestRevocationDoesWhatStopsAccessFirst: freezing comes before what takes time, deactivating last.
func TestRevocationDoesWhatStopsAccessFirst(t *testing.T) {
	t.Parallel()
	got := revoke(t, leaver("one"), "dana@acme.com")
	last := -1
	for _, step := range []string{"Freeze", "Revoke its OAuth token", "Take away the permission set", "Deactivate", "Replace the API key", "Give the workbook", "Remove `dana@acme.co.uk`"} {
		at := strings.Index(got, step)
		if at <= last {
			t.Errorf("%q does not come after what is before it", step)
		}
		last = at
	}
}

func TestRevocationSaysHowManyRecordsNeedAnOwner(t *testing.T) {
	t.Parallel()
	many, none := int64(15), int64(0)
	for _, test := range []struct {
		user salesforce.User
		want string
	}{
		{salesforce.User{}, "Give the records it owns another owner"},
		{salesforce.User{OwnsRecords: &many}, "Give the 15 accounts it owns, and other records another owner"},
		{salesforce.User{OwnsRecords: &many, Owned: map[string]int64{"Lead": 3, "Account": 12}}, "Give the records it owns, 12 of `Account`, 3 of `Lead` and perhaps others, another owner"},
		{salesforce.User{OwnsRecords: &none}, ""},
	} {
		s := leaver("x")
		user := &s.Salesforce.Users[0]
		user.OwnsRecords, user.Owned = test.user.OwnsRecords, test.user.Owned
		text := revoke(t, s, "dana@acme.com")
		if !strings.Contains(text, test.want) || test.want == "" && strings.Contains(text, "another owner (Setup") {
			t.Errorf("%+v: want %q in\n%s", test.user, test.want, text)
		}
	}
}

func TestRevocationOfSomebodyUnknownIsAnError(t *testing.T) {
	t.Parallel()
	_, err := Revocation(leaver("one"), nil, nil, "dana@acme.cm")
	if err == nil || !strings.Contains(err.Error(), `nobody called "dana@acme.cm" is in the snapshot (did you mean "dana@acme.com"?)`) {
		t.Errorf("got %v", err)
	}
}

func TestRevocationSaysWhatIsDoneAlready(t *testing.T) {
	t.Parallel()
	s := leaver("one")
	s.Salesforce.Users[0].Active = new(false)
	if got := revoke(t, s, "dana@acme.com"); !strings.Contains(got, "is deactivated already") || strings.Contains(got, "Deactivate `") {
		t.Errorf("got:\n%s", got)
	}
}

func TestRevocationSaysOfAnAssignmentWhetherItHasEnded(t *testing.T) {
	t.Parallel()
	for expires, want := range map[evidence.Time]string{
		"2026-11-02T09:00:01Z": "permission set `S one`, which would end by itself at `2026-11-02T09:00:01Z`",
		"2026-11-02T09:00:00Z": "permission set `S one`, which ended at `2026-11-02T09:00:00Z`",
		"2026-09-30T00:00:00Z": "permission set `S one`, which ended at `2026-09-30T00:00:00Z`",
		"":                     "permission set `S one`.",
	} {
		s := leaver("one")
		s.Salesforce.Assignments[0].ExpiresAt = expires
		if got := revoke(t, s, "dana@acme.com"); !strings.Contains(got, want) {
			t.Errorf("%q: %q is not in\n%s", expires, want, got)
		}
	}
}

// TestRunbookEscapesNames renders the runbook of hostile names: nothing of them is markup.
func TestRunbookEscapesNames(t *testing.T) {
	t.Parallel()
	hostile := "`x` <script>alert(1)</script> [l](https://evil.example) @team #1 ![i](x)\n# heading\n- [x] done \u202e"
	got := revoke(t, leaver(hostile), "dana@acme.com")
	plain := revoke(t, leaver("one"), "dana@acme.com")
	var html, before bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	if err := md.Convert([]byte(got), &html); err != nil {
		t.Fatal(err)
	}
	if err := md.Convert([]byte(plain), &before); err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"<li>", "<h1", "<h2", "<a ", "<img", "<script", "<em>", "checked"} {
		if a, b := strings.Count(html.String(), tag), strings.Count(before.String(), tag); a != b {
			t.Errorf("%d times %s, %d without hostile names", a, tag, b)
		}
	}
	if strings.ContainsRune(got, '\u202e') {
		t.Error("a character that turns the text around came through")
	}
}

func TestRevocationOfAcme(t *testing.T) {
	t.Parallel()
	s, err := snapshot.ReadFile(filepath.Join("..", "testdata", "acme", "snapshot.json"))
	if err != nil {
		t.Fatal(err)
	}
	runbook, err := Revocation(s, nil, nil, "dana.whitfield@acme.com")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteRunbook(&b, runbook); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "revoke.md")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(want, b.Bytes()) {
		t.Errorf("%s differs (%v), accept it with -update:\n%s", path, err, b.Bytes())
	}
}
