package roster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readAs reads a CSV by a configuration as Read does.
func readAs(t *testing.T, text string, c Config) (*Roster, evidence.Coverage, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "r.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c.CSV, c.Location = "r.csv", config
	r, coverage, err := Read(context.Background(), dir, &c, noon)
	return r, coverage["roster.people"], err
}

func TestColumnsThatSayWhoLeftAreUnderstood(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ header, left, here string }{
		"Entra":                     {"accountEnabled", "False", "True"},
		"Entra, in words":           {"Account enabled", "No", "Yes"},
		"Entra, the other way":      {"Block credential", "True", "False"},
		"Entra, a leave":            {"employeeLeaveDateTime", "2026-10-31T00:00:00Z", ""},
		"Google":                    {"Status [READ ONLY]", "Archived", "Active"},
		"Google, by its API":        {"archived", "TRUE", "FALSE"},
		"Okta":                      {"status", "DEPROVISIONED", "LOCKED_OUT"},
		"Okta, waiting":             {"status", "DEPROVISIONED", "PASSWORD_EXPIRED"},
		"Okta, recovering":          {"status", "DEPROVISIONED", "RECOVERY"},
		"Okta, provisioned":         {"status", "DEPROVISIONED", "PROVISIONED"},
		"HiBob":                     {"Lifecycle status", "Terminated", "Garden leave"},
		"a lifecycle":               {"Lifecycle", "Former", "Employed"},
		"a state of the user":       {"User Status", "Inactive", "Active"},
		"a state of the account":    {"Account status", "Disabled", "Enabled"},
		"Workday":                   {"Active Status", "0", "1"},
		"Workday, an end":           {"End Employment Date", "2026-10-31", ""},
		"ADP":                       {"Position Status", "Terminated", "Active"},
		"Oracle":                    {"Assignment Status", "Inactive", "Active"},
		"yes of whoever works here": {"Is active", "No", "Yes"},
		"a number":                  {"Active", "0", "1"},
		"enabled":                   {"Enabled", "false", "true"},
		"a word under yes or no":    {"Active", "Terminated", "Active"},
		"the end of employment":     {"End of employment", "2026-10-31", "2027-10-31"},
		"the end of a contract":     {"End of contract", "2026-10-31", ""},
		"an expiry":                 {"Contract expiry date", "2026-10-31", ""},
		"a last date":               {"Last date", "2026-10-31", ""},
		"German":                    {"Austrittsdatum", "2026-10-31", ""},
		"German, in words":          {"Beschäftigungsstatus", "Ausgeschieden", "Aktiv"},
		"French":                    {"Date de sortie", "2026-10-31", ""},
		"French, in words":          {"Statut", "Inactif", "Actif"},
	} {
		r, coverage, err := readAs(t, "email,"+test.header+"\nleft@x.example,"+test.left+"\nhere@x.example,"+test.here+"\n", Config{})
		if err != nil || coverage.State != evidence.Complete || coverage.Reason != "" {
			t.Errorf("%s: %+v, %v", name, coverage, err)
			continue
		}
		if !r.People[0].Employed(noon) || r.People[1].Employed(noon) {
			t.Errorf("%s: got %+v", name, r.People)
		}
	}
}

func TestUnclearWordsOfVendorsAreDoubt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, cell, quoted string }{
		{"status", "SUSPENDED", "SUSPENDED"}, {"status", "STAGED", "STAGED"}, {"suspended", "TRUE", "suspended"},
		{"status", "Onboarding", "Onboarding"}, {"Active", "maybe", "maybe"}, {"Deactivated", "2026-01-31", "2026-01-31"}, {"Archived", "", "blank"},
	} {
		text := "email," + test.header + "\na@x.example," + test.cell + "\n"
		_, coverage, err := readAs(t, text, Config{})
		want := `people whose status says neither that they work here nor that they left: 1 (the first at r.csv:2: "` + test.quoted +
			`"); write active or terminated, or say under sources.roster.statuses which of them the word means`
		if err != nil || coverage.State != evidence.Partial || coverage.Reason != want {
			t.Errorf("%s: got %+v, %v", text, coverage, err)
		}
		r, coverage, err := readAs(t, text, Config{Statuses: map[string]string{strings.ToLower(test.quoted): "left"}})
		if err != nil || coverage.State != evidence.Complete || r.People[0].Status != Terminated || r.People[0].StatusRaw != test.quoted {
			t.Errorf("%s, declared: got %+v, %+v, %v", text, r, coverage, err)
		}
	}
}

func TestHiredForADayIsNoDoubt(t *testing.T) {
	t.Parallel()
	r, coverage, err := readAs(t, "email,status,start\na@x.example,Hired,2026-12-01\n", Config{})
	if err != nil || coverage.State != evidence.Complete || r.People[0].Employed(noon) {
		t.Errorf("got %+v, %+v, %v", r, coverage, err)
	}
}

func TestColumnsThatMaySayWhoLeftAreRefusedUntilTheyAreDeclared(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Exit interview", "Leave-date", "Date left", "End Date (YYYY)", "Resigned on", "Inactive since", "OffboardingDate", "Contract End (UTC)",
		"Kündigungsdatum", "Befristung", "Austritt laut Vertrag", "Datum Ausscheiden", "Date du départ", "Rupture conventionnelle", "Badge valid until", "Access expires",
		"Employment status code", "Statut contractuel", "Directory account enabled", "Blocked by IT", "Is suspended now", "Still employed", "Employment state (raw)", "isEmployed2",
	} {
		_, _, err := readAs(t, "email,status,end,"+header+"\na@x.example,active,,\n", Config{})
		if got := fmt.Sprint(err); !strings.HasPrefix(got, "r.csv:1: column "+evidence.Quote(header)+" looks like ") || !strings.Contains(got, "sources.roster.columns") {
			t.Errorf("%s: got %s", header, got)
		}
		if _, _, err := readAs(t, "email,"+header+"\na@x.example,\n", Config{Columns: map[string]string{strings.ToUpper(header): "ignore"}}); err != nil {
			t.Errorf("%s is ignored and refused: %v", header, err)
		}
	}
}

func TestColumnsThatOnlySoundLikeThatAreIgnored(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Gender", "Department", "Calendar", "Probation end date", "Termination Reason", "Attendance", "Termination type",
		"Marital Status", "Visa status", "FLSA status", "Tax filing status", "Passport expiry date", "MFA status", "Work permit valid until", "Flexitime",
		"State", "Country", "Interactive", "Active Directory ID", "Last active", "Employment status date", "Kündigungsfrist", "Notice period",
		"displayName2", "surname", "givenName", "userType", "usageLocation", "creationType", "directorySynced", "invitationState", "createdDateTime",
		"First Name [Required]", "Password [Required]", "Last Sign In [READ ONLY]", "New Status [UPLOAD ONLY]", "Employee Type", "Email Usage [READ ONLY]",
		"Eligible for rehire", "Employee Number", "Division", "Supervisor", "Location",
	} {
		if _, _, err := readAs(t, "email,"+header+"\na@x.example,x\n", Config{}); err != nil {
			t.Errorf("%s: %v", header, err)
		}
	}
	for _, header := range []string{"Marital Status", "Termination Reason", "Termination type"} {
		if _, _, err := readAs(t, "email,"+header+"\na@x.example,Separated\n", Config{}); err != nil {
			t.Errorf("%s: %v", header, err)
		}
	}
}

func TestAColumnThatHoldsTheWordsIsRefusedWhateverItIsCalled(t *testing.T) {
	t.Parallel()
	const text = "email,State\na@x.example,CA\nb@x.example,Inactive\n"
	_, _, err := readAs(t, text, Config{})
	const want = `r.csv:3: column "State" holds "Inactive", as if it said whether somebody works here: declare under sources.roster.columns what it is, status or ignore`
	if fmt.Sprint(err) != want {
		t.Errorf("got %v", err)
	}
	r, _, err := readAs(t, text, Config{Columns: map[string]string{"state": "status"}})
	if err != nil || r.People[1].Status != Terminated {
		t.Errorf("declared a status: got %+v, %v", r, err)
	}
	if _, _, err := readAs(t, text, Config{Columns: map[string]string{"state": "ignore"}}); err != nil {
		t.Errorf("declared ignore: %v", err)
	}
}

func TestOfSeveralColumnsWhatTellsAgainstThePersonCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header, row string
		employed    bool
		status, end string
		note        string
	}{
		"two ends, one over":      {"Termination Date,Contract End Date", ",2026-10-31", false, "", "2026-10-31", ""},
		"two ends, both to come":  {"Termination Date,Contract End Date", "2027-03-31,2026-12-31", true, "", "2026-12-31", "another column ends 2027-03-31"},
		"the same end twice":      {"Termination Date,Last day", "2026-12-31,2026-12-31", true, "", "2026-12-31", ""},
		"a state and an account":  {"Employment Status,Account enabled", "Active,False", false, Terminated, "", `Active by column "Employment Status", False by column "Account enabled"`},
		"a state that is unclear": {"Employment Status,User Status", "Active,SUSPENDED", true, "suspended", "", ""},
		"two words for here":      {"Status,Employment Status", "Active,Full-Time", true, "active", "", ""},
		"one state is blank":      {"Status,Employment Status", ",Full-Time", true, "full-time", "", ""},
	} {
		r, _, err := readAs(t, "email,"+test.header+"\na@x.example,"+test.row+"\n", Config{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := r.People[0]
		got := []any{p.Employed(noon), p.Status, strings.TrimSuffix(string(p.End), "T00:00:00Z"), p.Note}
		if diff := cmp.Diff([]any{test.employed, test.status, test.end, test.note}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestALoginIsAnAddressToo(t *testing.T) {
	t.Parallel()
	r, _, err := readAs(t, "userPrincipalName,mail\nann@x.onmicrosoft.example,ann@x.example\nbob@x.example,\nno address,cy@x.example\n", Config{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range r.People {
		got = append(got, p.Email+" "+strings.Join(p.Aliases, " "))
	}
	if diff := cmp.Diff([]string{"ann@x.example ann@x.onmicrosoft.example", "bob@x.example ", "cy@x.example "}, got); diff != "" {
		t.Error(diff)
	}
	if r, _, err = readAs(t, "userPrincipalName\nann@x.example\n", Config{}); err != nil || r.People[0].Email != "ann@x.example" {
		t.Errorf("alone: got %+v, %v", r, err)
	}
}

func TestACSVThatSaysOfNobodyThatTheyLeftIsSaidToBeSo(t *testing.T) {
	t.Parallel()
	const remark = "csv (no column says who left: whoever it lists is taken to work here)"
	for header, want := range map[string]string{"name": remark, "start": remark, "status": "csv", "end": "csv", "Active": "csv", "Suspended": "csv", "Deactivated": "csv"} {
		_, coverage, err := readAs(t, "email,"+header+"\na@x.example,2026-01-31\n", Config{Statuses: map[string]string{"2026-01-31": "active"}})
		if err != nil || coverage.State != evidence.Complete || coverage.Source != want || coverage.Reason != "" {
			t.Errorf("%s: got %+v, %v", header, coverage, err)
		}
	}
}

func TestReadRefusesWhatIsSaidOfColumnsAndCannotBeMeant(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Config{
		`leastwise.yaml:9: sources.roster.columns: "Badge" is "gone", which is not one of active, aliases, email, end, ignore, inactive, login, name, start, status, title`: {Columns: map[string]string{"Badge": "gone"}},
		`leastwise.yaml:9: sources.roster.columns: "badge" is no title of a column, or stands there twice`:                                                                  {Columns: map[string]string{"Badge": "end", "badge": "start"}},
		`leastwise.yaml:9: sources.roster.columns: "-" is no title of a column, or stands there twice`:                                                                      {Columns: map[string]string{"-": "end"}},
		`leastwise.yaml:9: sources.roster.statuses: "suspended" is "gone": write active or terminated`:                                                                      {Statuses: map[string]string{"suspended": "gone"}},
		`leastwise.yaml:9: sources.roster.statuses: "suspended" stands there twice`:                                                                                         {Statuses: map[string]string{"SUSPENDED": "left", "suspended": "active"}},
		`r.csv:1: has no column "Badge", which sources.roster.columns declares: correct its name there`:                                                                     {Columns: map[string]string{"Badge": "end"}},
	} {
		if _, _, err := readAs(t, "email,name\na@x.example,Ann\n", c); fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, _, err := readAs(t, "email,name\na@x.example,Ann\n", Config{Columns: map[string]string{"Badge": "ignore"}}); err != nil {
		t.Errorf("a column to ignore that is not there: %v", err)
	}
	c := &Config{YAML: "people.yaml", Columns: map[string]string{"Badge": "end"}, Location: config}
	const want = "leastwise.yaml:9: sources.roster: has columns or statuses without csv: they are said of the export that csv names"
	if _, _, err := Read(t.Context(), "testdata", c, noon); fmt.Sprint(err) != want {
		t.Errorf("got %v", err)
	}
}
