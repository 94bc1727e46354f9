package roster

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// noon is when the rosters of the tests are read.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

var config = evidence.Location{File: "leastwise.yaml", Line: 9}

// read reads a roster as Read does; a text that is "" is not configured.
func read(t testing.TB, csvText, yamlText string) (*Roster, evidence.Coverage, error) {
	t.Helper()
	dir := t.TempDir()
	c := &Config{Location: config}
	for _, file := range []struct {
		text, name string
		key        *string
	}{{csvText, "r.csv", &c.CSV}, {yamlText, "r.yaml", &c.YAML}} {
		if file.text == "" {
			continue
		}
		*file.key = file.name
		if err := os.WriteFile(filepath.Join(dir, file.name), []byte(file.text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, coverage, err := Read(context.Background(), dir, c, noon)
	return r, coverage["roster.people"], err
}

func TestReadMergesAnExportAndAFileKeptByHand(t *testing.T) {
	t.Parallel()
	got, coverage, err := Read(context.Background(), "testdata", &Config{CSV: "export.csv", YAML: "people.yaml"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	at := func(file string, line int) evidence.Location { return evidence.Location{File: file, Line: line} }
	want := []Person{
		{Email: "ann@acme.example", Name: "Ann\nLee", Title: "Lead", Status: "on leave", StatusRaw: "On Leave", Location: at("export.csv", 4)},
		{
			Email: "bob@acme.example", Aliases: []string{"bob.roe@acme.example", "br@acme.example"}, Name: "Bob Roe", Title: "Rep, senior",
			Status: "active", StatusRaw: "Active", Start: "2024-02-01T00:00:00Z", Location: at("export.csv", 3),
		},
		{
			Email: "cy@acme.example", Name: "Cy", Status: Terminated, StatusRaw: "Resigned", Start: "2020-01-01T00:00:00Z",
			End: "2026-08-31T00:00:00Z", Location: at("export.csv", 6),
		},
		{
			Email: "dee@acme.example", Aliases: []string{"dee@partner.example"}, Name: "Dee", Title: "Contractor", Status: "contractor",
			StatusRaw: "contractor", Start: "2026-01-01T00:00:00Z", End: "2026-12-31T00:00:00Z", Location: at("people.yaml", 4),
		},
		{Email: "eve@acme.example", Aliases: []string{"e@acme.example"}, Location: at("people.yaml", 5)},
	}
	if diff := cmp.Diff(want, got.People); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(evidence.Sections{"roster.people": {State: evidence.Complete, Source: "csv, yaml"}}, coverage); diff != "" {
		t.Error(diff)
	}
}

func TestReadSaysHowFarTheRosterCanBeTrusted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		csv, yaml string
		want      evidence.Coverage
	}{
		"a plain list":        {"", "- {email: a@x.example}\n", evidence.Coverage{State: evidence.Complete, Source: "yaml"}},
		"an observed list":    {"", "observed_at: 2026-01-31\nobserved_by: hr\npeople: [{email: a@x.example}]\n", evidence.Coverage{State: evidence.Complete, Source: "yaml", ObservedAt: "2026-01-31T00:00:00Z", ObservedBy: "hr", Location: &evidence.Location{File: "r.yaml", Line: 1}}},
		"a column for email":  {"\uFEFF\"E-Mail\"\na@x.example\n", "", evidence.Coverage{State: evidence.Complete, Source: "csv (no column says who left: whoever it lists is taken to work here)"}},
		"a header alone":      {"email,name\n", "", evidence.Coverage{State: evidence.Partial, Source: "csv (no column says who left: whoever it lists is taken to work here)", Reason: "the roster lists nobody"}},
		"an empty list":       {"", "people: []\n", evidence.Coverage{State: evidence.Partial, Source: "yaml", Reason: "the roster lists nobody"}},
		"a blank status":      {"email,status\na@x.example,active\nb@x.example,\n", "", evidence.Coverage{State: evidence.Partial, Source: "csv", Reason: `people whose status says neither that they work here nor that they left: 1 (the first at r.csv:3: "blank"); write active or terminated, or say under sources.roster.statuses which of them the word means`}},
		"a blank with an end": {"email,status,end\na@x.example,active,\nb@x.example,,2030-01-31\n", "", evidence.Coverage{State: evidence.Complete, Source: "csv"}},
		"a status of its own": {"email,status\na@x.example,Active\nb@x.example,Phase 3\nc@x.example,Z\n", "", evidence.Coverage{State: evidence.Partial, Source: "csv", Reason: `people whose status says neither that they work here nor that they left: 2 (the first at r.csv:3: "Phase 3"); write active or terminated, or say under sources.roster.statuses which of them the word means`}},
	} {
		r, coverage, err := read(t, test.csv, test.yaml)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.want, coverage); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if r.People == nil {
			t.Errorf("%s: people are null in JSON", name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const ok = "email\na@x.example\n"
	for name, test := range map[string]struct{ csv, yaml, want string }{
		"no file":                   {"", "", `leastwise.yaml:9: sources.roster: names no source: set csv, yaml, scim or github_org`},
		"nothing":                   {"\n", "", `r.csv: is empty: the first line names the columns, at least email`},
		"no email column":           {"name,team\nAnn,x\n", "", `r.csv:1: has no email column: the first line names the columns, at least email`},
		"semicolons":                {"email;name\na@x.example;Ann\n", "", `r.csv:1: has one column: separate the columns by commas`},
		"two columns of a kind":     {"Email,Work e-mail\na,b\n", "", `r.csv:1: columns "Email" and "Work e-mail" both mean email: remove or rename one, or declare it ignore under sources.roster.columns`},
		"an end under another name": {"email,Contract End (UTC)\na@x.example,\n", "", `r.csv:1: column "Contract End (UTC)" looks like the end of employment: declare under sources.roster.columns what it is, end or ignore`},
		"a missing email":           {"email,name\n,Ann\n", "", `r.csv:2: email: is missing`},
		"a malformed email":         {"email\nann at x\n", "", `r.csv:2: email: "ann at x" is not an email address`},
		"a malformed alias":         {"email,aliases\na@x.example,b;c@x.example\n", "", `r.csv:2: aliases: "b" is not an email address`},
		"an ambiguous date":         {"email,start\na@x.example,01/02/2026\n", "", `r.csv:2: start: date "01/02/2026" is ambiguous: write it year first, as 2026-01-31`},
		"a bad date":                {"email,end\na@x.example,2026-02-30\n", "", `r.csv:2: end: "2026-02-30" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`},
		"a date of no time":         {"email,end\na@x.example,9999-12-31\n", "", `r.csv:2: end: date "9999-12-31" is out of range (years 1970 to 9998)`},
		"an alias of another":       {"email,alias\na@x.example,\nb@x.example,a@x.example\n", "", `r.csv:3: "a@x.example" is listed twice (first at r.csv:2): keep one line a person`},
		"a short row":               {"email,name\na@x.example\n", "", `r.csv:2: has another number of fields than the header: put a value that holds a comma in quotes`},
		"an open quote":             {"email\n\"a@x.example\n", "", `r.csv:2: a quote is not closed, or stands inside a value: write "" for a quote inside quotes`},
		"a bare quote":              {"email,name\na@x.example,Ann \"A\" Lee\n", "", `r.csv:2: a quote stands in a value that is not in quotes: put the value in quotes and write ""`},
		"Latin-1":                   {"email,name\na@x.example,Ren\xe9\n", "", `r.csv: is not UTF-8: export it as "CSV UTF-8"`},
		"a line within a row":       {"name,email\n\"a\nb\",ann\n", "", `r.csv:3: email: "ann" is not an email address`},
		"YAML: nobody said":         {"", "observed_by: hr\n", `r.yaml:1: people: is missing: write people: [] if there is nobody`},
		"YAML: an unknown key":      {"", "- email: a@x.example\n  titel: x\n", `r.yaml:2: [0]: unknown key "titel" (did you mean "title"?)`},
		"YAML: status_raw":          {"", "- {email: a@x.example, status_raw: x}\n", `r.yaml:1: [0]: unknown key "status_raw" (known: aliases, department, email, employee_number, end, manager, name, start, status, title)`},
		"YAML: a missing email":     {"", "people:\n- name: Ann\n", `r.yaml:2: people[0].email: is missing`},
		"YAML: a malformed email":   {"", "- name: Ann\n  email: ann\n", `r.yaml:2: [0].email: "ann" is not an email address`},
		"YAML: a malformed alias":   {"", "- email: a@x.example\n  aliases: b\n", `r.yaml:2: [0].aliases: "b" is not an email address`},
		"YAML: an ambiguous date":   {"", "- email: a@x.example\n  start: 1/2/2026\n", `r.yaml:2: [0].start: date "1/2/2026" is ambiguous: write it year first, as 2026-01-31`},
		"YAML: an end too early":    {"", "- email: a@x.example\n  start: 2026-02-02\n  end: 2026-02-01\n", `r.yaml:3: [0].end: is before start: write the days of the employment that lasts`},
		"YAML: a duplicate":         {"", "- email: a@x.example\n- email: a@x.example\n", `r.yaml:2: "a@x.example" is listed twice (first at r.yaml:1): keep one line a person`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _, err := read(t, test.csv, test.yaml)
			if got := fmt.Sprint(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			var ours *evidence.Error
			if !errors.As(err, &ours) || r != nil {
				t.Errorf("got %T and %v, want an *evidence.Error alone", err, r)
			}
		})
	}
}

func TestReadRefusesARuleOfMatchingThatStandsTwice(t *testing.T) {
	t.Parallel()
	for want, rules := range map[string]Rules{
		`leastwise.yaml:9: sources.roster.match.aliases: "a@x.example" stands there twice`: {Aliases: map[string]string{"A@x.example": "b@x.example", "a@x.example": "c@x.example"}},
		`leastwise.yaml:9: sources.roster.match.domains: "y.example" stands there twice`:   {Domains: map[string]string{"Y.example": "x.example", "y.example": "z.example"}},
	} {
		rules.Location = config
		if _, _, err := readAs(t, "email\na@x.example\n", Config{Match: &rules}); fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestReadNamesTheKeyOfAFileItCannotRead(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]*Config{
		"leastwise.yaml:9: sources.roster.csv: no such file: none.csv":      {CSV: "none.csv", Location: config},
		"leastwise.yaml:9: sources.roster.yaml: is a folder, not a file: .": {YAML: ".", Location: config},
	} {
		if _, _, err := Read(context.Background(), t.TempDir(), c, noon); fmt.Sprint(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Read(ctx, ".", &Config{CSV: "x"}, noon); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it stops", err)
	}
}

func TestReadDoesNotDependOnTheOrderOfRowsAndColumns(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/export.csv")
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := read(t, string(data), "")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(rows)-1, func(i, j int) { rows[i+1], rows[j+1] = rows[j+1], rows[i+1] })
		a, b := random.IntN(len(rows[0])), random.IntN(len(rows[0]))
		for _, row := range rows {
			row[a], row[b] = row[b], row[a]
		}
		var text bytes.Buffer
		if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		got, _, err := read(t, text.String(), "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(evidence.Location{})); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestEmployed(t *testing.T) {
	t.Parallel()
	newYork := time.FixedZone("", -5*3600)
	for name, test := range map[string]struct {
		person Person
		at     time.Time
		want   bool
	}{
		"nothing known":                   {Person{}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), true},
		"on leave":                        {Person{Status: "on leave"}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), true},
		"left, by any end":                {Person{Status: Terminated, End: "2030-01-01T00:00:00Z"}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), false},
		"the eve of the first day":        {Person{Start: "2026-01-31T00:00:00Z"}, time.Date(2026, 1, 30, 23, 59, 59, 0, time.UTC), false},
		"the first day":                   {Person{Start: "2026-01-31T00:00:00Z"}, time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), true},
		"the last day":                    {Person{End: "2026-01-31T00:00:00Z"}, time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC), true},
		"the day after":                   {Person{End: "2026-01-31T00:00:00Z"}, time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), false},
		"the day after, seen from a west": {Person{End: "2026-01-31T00:00:00Z"}, time.Date(2026, 1, 31, 20, 0, 0, 0, newYork), false},
	} {
		if got := test.person.Employed(test.at); got != test.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func FuzzCSV(f *testing.F) {
	data, err := os.ReadFile("testdata/export.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("email,end\n\"a@x.example\",2026-01-31\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		people, _, err := readCSV("r.csv", data, &Config{}, noon)
		var ours *evidence.Error
		if err != nil && (!errors.As(err, &ours) || strings.ContainsAny(err.Error(), "\n\r\x1b")) {
			t.Errorf("not a one-line *evidence.Error: %q", err)
		}
		for _, p := range people {
			if p.Email == "" || p.Email != strings.ToLower(p.Email) || p.Location.Line < 2 {
				t.Errorf("a person without email or line: %+v", p)
			}
		}
	})
}

func TestRosterIsAsOldAsTheOldestOfItsFiles(t *testing.T) {
	t.Parallel()
	const people = "email\nann@acme.example\n"
	day := func(s string) evidence.Time { return evidence.Time(s + "T00:00:00Z") }
	for name, test := range map[string]struct {
		csv, yaml string // dates
		want      evidence.Time
		by, at    string
	}{
		"an export":             {"2026-10-01", "-", day("2026-10-01"), "", "<nil>"},
		"an undated export":     {"", "-", "", "", "<nil>"},
		"a file":                {"-", "2026-10-01", day("2026-10-01"), "hr", "people.yaml:2"},
		"the export is older":   {"2026-09-01", "2026-10-01", day("2026-09-01"), "", "<nil>"},
		"the file is older":     {"2026-10-01", "2026-09-01", day("2026-09-01"), "hr", "people.yaml:2"},
		"the file is undated":   {"2026-10-01", "", "", "", "<nil>"},
		"the export is undated": {"", "2026-10-01", "", "", "<nil>"},
	} {
		dir, c := t.TempDir(), &Config{Location: config}
		write := func(name, text string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if test.csv != "-" {
			write("roster.csv", people)
			c.CSV = "roster.csv"
			if test.csv != "" {
				c.CSVObservedAt = day(test.csv)
			}
		}
		if test.yaml != "-" {
			write("people.yaml", "observed_by: hr\nobserved_at: "+test.yaml+"\npeople: [{email: cy@acme.example}]\n")
			c.YAML = "people.yaml"
		}
		_, coverage, err := Read(t.Context(), dir, c, noon)
		if err != nil {
			t.Fatal(err)
		}
		got := coverage["roster.people"]
		if got.ObservedAt != test.want || test.want != "" && got.ObservedBy != test.by || fmt.Sprint(got.Location) != test.at {
			t.Errorf("%s: %s by %s at %v", name, got.ObservedAt, got.ObservedBy, got.Location)
		}
	}
	c := &Config{YAML: "r.yaml", CSVObservedAt: day("2026-10-01"), Location: config}
	want := "leastwise.yaml:9: sources.roster.csv_observed_at: stands without csv: name the file that it is the date of, or remove it"
	if _, _, err := Read(t.Context(), t.TempDir(), c, noon); fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
