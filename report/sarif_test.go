package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v2/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

func readSARIF(t *testing.T, a *rego.Assessment, o Options) (log sarif.Report, raw []byte) {
	t.Helper()
	raw = render(t, "sarif", a, o)
	if err := json.Unmarshal(raw, &log); err != nil {
		t.Fatal(err)
	}
	if problems := Check(raw, CheckOptions{}); len(problems) > 0 {
		t.Fatalf("ingest checks: %s", strings.Join(problems, "\n"))
	}
	return log, raw
}

func TestSARIFIsValidUnderTheSchema(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("LEASTWISE_SHARED")
	if shared == "" {
		t.Skip("LEASTWISE_SHARED is not set: no SARIF schema to validate with")
	}
	f, err := os.Open(filepath.Join(shared, "conformance", "sarif-2.1.0.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("mem:///sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("mem:///sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(data []byte) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
		if err != nil {
			return err
		}
		return schema.Validate(v)
	}
	for name, a := range map[string]*rego.Assessment{"sample": sample(), "empty": empty(), "compared": compared(t), "nothing": {}, "many": many(5100), "hostile": hostileAssessment(t, strings.Join(hostile(), " "))} {
		for _, format := range []string{"sarif", "sarif-full"} {
			o := Options{Root: "gov", IncludeWaived: true, Repository: &Repository{URI: "git@github.com:acme/gtm.git", Revision: "0123456789ab", Branch: "main"}}
			if err := valid(render(t, format, a, o)); err != nil {
				t.Errorf("%s of %s: %v", format, name, err)
			}
		}
	}
	broken := strings.Replace(string(render(t, "sarif", sample(), Options{})), `"startLine": 31`, `"startLine": 0`, 1)
	if valid([]byte(broken)) == nil {
		t.Error("the schema takes line 0: this test cannot fail")
	}
}

func TestSARIFHoldsOnlyOpenFindingsUnlessAsked(t *testing.T) {
	t.Parallel()
	log, raw := readSARIF(t, sample(), Options{})
	if strings.Contains(string(raw), "legacy-1") || len(log.Runs[0].Results) != 1 {
		t.Error("a waived finding is in the upload")
	}
	log, _ = readSARIF(t, sample(), Options{IncludeWaived: true})
	if n := len(log.Runs[0].Results); n != 2 || !strings.Contains(*log.Runs[0].Results[1].Message.Text, "Waived by ciso@acme.com until 2027-01-31: Replaced in Q3.") {
		t.Errorf("want the waived finding with its waiver, got %d results", n)
	}
}

func TestSARIFWithoutFindingsHasEmptyResultsOfEveryTarget(t *testing.T) {
	t.Parallel()
	_, raw := readSARIF(t, empty(), Options{})
	if n := strings.Count(string(raw), `"results": []`); n != 3 {
		t.Errorf("want 3 runs with results: [], got %d", n)
	}
	for _, id := range []string{"leastwise/clay/acme-gtm/", "leastwise/salesforce/acme/", "leastwise/evidence/"} {
		if !strings.Contains(string(raw), `"id": "`+id+`"`) {
			t.Errorf("no run %s", id)
		}
	}
}

// A run that claims success closes alerts, so each gap must reach the runs it concerns.
func TestSARIFRunIsUnsuccessfulExactlyWhenItsEvidenceIs(t *testing.T) {
	t.Parallel()
	gap := func(needs ...string) func(*rego.Assessment) {
		return func(a *rego.Assessment) {
			a.Verdicts[0].Outcome, a.Verdicts[0].Gap, a.Verdicts[0].Reason, a.Verdicts[0].Rule.Needs = rego.Skipped, true, "not read", needs
		}
	}
	for name, c := range map[string]struct {
		change     func(*rego.Assessment)
		successful [3]bool // clay, salesforce, evidence
	}{
		"nothing missing":      {func(*rego.Assessment) {}, [3]bool{true, true, true}},
		"clay section":         {gap("clay.tables"), [3]bool{false, true, true}},
		"salesforce section":   {gap("salesforce.logins"), [3]bool{true, false, true}},
		"both":                 {gap("clay.tables", "salesforce.logins"), [3]bool{false, false, true}},
		"roster, judging clay": {gap("clay.members", "roster.people"), [3]bool{false, true, true}},
		"neither source":       {gap("tickets.all"), [3]bool{true, true, false}},
		"policy not declared": {func(a *rego.Assessment) {
			gap("clay.members")(a)
			a.Verdicts[0].Gap = false
		}, [3]bool{true, true, true}},
		"broken rule": {func(a *rego.Assessment) {
			a.Verdicts[0].Outcome, a.Verdicts[0].Rule.Needs = rego.Errored, []string{"salesforce.access"}
		}, [3]bool{true, false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := empty()
			c.change(a)
			log, _ := readSARIF(t, a, Options{})
			for i, want := range c.successful {
				if got := *log.Runs[i].Invocations[0].ExecutionSuccessful; got != want {
					t.Errorf("run %s: executionSuccessful %v, want %v", *log.Runs[i].AutomationDetails.ID, got, want)
				}
			}
		})
	}
}

func TestSARIFOfOneSourceUploadsWithoutTheOther(t *testing.T) {
	t.Parallel()
	a := sample()
	a.Targets = []string{"salesforce/acme"}
	a.Coverage = evidence.Sections{"clay.members": {State: evidence.NotRequested}, "roster.people": {State: evidence.Complete}}
	a.Verdicts = a.Verdicts[1:2]
	log, raw := readSARIF(t, a, Options{})
	if got := *log.Runs[1].Invocations[0].ExecutionSuccessful; !got || !strings.Contains(string(raw), "former_employee/clay_member_left: not evaluated") {
		t.Errorf("want a note about the rule in a successful run, got success %v", got)
	}
	a.Coverage["roster.people"] = evidence.Coverage{State: evidence.Unavailable}
	if log, _ = readSARIF(t, a, Options{}); *log.Runs[1].Invocations[0].ExecutionSuccessful {
		t.Error("a source that failed is taken for one that nobody asked for")
	}
}

// What the operator declared that nobody keeps is said in the run, and keeps no alert from its upload.
func TestSARIFSaysWhatNobodyKeepsAndUploads(t *testing.T) {
	t.Parallel()
	for name, outcome := range map[string]rego.Outcome{"not judged": rego.Skipped, "judged in part": rego.Failed} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := sample()
			a.Coverage["clay.api_keys"] = evidence.Coverage{State: evidence.Partial, NotKept: "the vendors have it"}
			a.Verdicts = a.Verdicts[2:3]
			a.Verdicts[0].Outcome, a.Verdicts[0].Reason = outcome, "clay.api_keys is partial"
			log, _ := readSARIF(t, a, Options{})
			said := log.Runs[0].Invocations[0]
			if !*said.ExecutionSuccessful || len(said.ToolExecutionNotifications) != 1 || said.ToolExecutionNotifications[0].Level != "note" {
				t.Errorf("want one note in a successful run, got %+v", said)
			}
			a.Verdicts[0].Gap = true
			log, _ = readSARIF(t, a, Options{})
			said = log.Runs[0].Invocations[0]
			if *said.ExecutionSuccessful || said.ToolExecutionNotifications[0].Level != "error" {
				t.Errorf("a gap beside it is taken for what nobody keeps: %+v", said)
			}
			a.Verdicts[0].Gap, a.Verdicts[0].Reason = false, ""
			log, _ = readSARIF(t, a, Options{})
			if said := log.Runs[0].Invocations[0].ToolExecutionNotifications; len(said) != 0 {
				t.Errorf("a rule that was judged in full is said not to be: %+v", said)
			}
		})
	}
}

func TestSARIFCutsToTheWorstAndSaysHowMany(t *testing.T) {
	t.Parallel()
	a := many(5100)
	a.Verdicts[4].Findings[0].Target = "clay/acme-gtm" // critical: must survive the cut
	log, _ := readSARIF(t, a, Options{})
	run := log.Runs[0]
	if len(run.Results) != 5000 || *run.Results[0].RuleID != "least_privilege/salesforce_forbidden_permission" {
		t.Errorf("want 5000 results with the critical one first, got %d", len(run.Results))
	}
	text := *run.Invocations[0].ToolExecutionNotifications[0].Message.Text
	if !strings.Contains(text, "101 findings of lower severity left out") {
		t.Errorf("notice: %s", text)
	}
}

func TestSARIFLosesNoFindingOfAnUnknownTarget(t *testing.T) {
	t.Parallel()
	a := sample()
	a.Targets = nil
	log, _ := readSARIF(t, a, Options{})
	if len(log.Runs) != 3 || len(log.Runs[0].Results)+len(log.Runs[1].Results)+len(log.Runs[2].Results) != 4 {
		t.Errorf("want all 4 findings in 3 runs, got %d runs", len(log.Runs))
	}
}

func TestAnchor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		at   evidence.Location
		o    Options
		uri  string
		line int
		ok   bool
	}{
		{"line", evidence.Location{File: "clay.yaml", Line: 7}, Options{}, "clay.yaml", 7, true},
		{"whole file", evidence.Location{File: "clay.yaml"}, Options{}, "clay.yaml", 1, true},
		{"below the root", evidence.Location{File: "clay.yaml", Line: 2}, Options{Root: "gov/clay"}, "gov/clay/clay.yaml", 2, true},
		{"beside the config", evidence.Location{File: "../force-app/a.xml", Line: 2}, Options{Root: "gov"}, "force-app/a.xml", 2, true},
		{"encoded", evidence.Location{File: "a b/ü#1.yaml", Line: 2}, Options{}, "a%20b/%C3%BC%231.yaml", 2, true},
		{"colon", evidence.Location{File: "clay:ws/1", Line: 2}, Options{}, "clay%3Aws/1", 2, true},
		{"percent", evidence.Location{File: "100%.yaml", Line: 2}, Options{}, "100%25.yaml", 2, true},
		{"outside", evidence.Location{File: "../../etc/passwd", Line: 2}, Options{Root: "gov"}, "gov/leastwise.yaml", 1, false},
		{"absolute", evidence.Location{File: "/etc/passwd", Line: 2}, Options{}, "leastwise.yaml", 1, false},
		{"drive", evidence.Location{File: "C:/x.yaml", Line: 2}, Options{}, "leastwise.yaml", 1, false},
		{"backslash", evidence.Location{File: `a\b.yaml`, Line: 2}, Options{}, "leastwise.yaml", 1, false},
		{"API object", evidence.Location{API: "PermissionSet/0PS"}, Options{Config: "conf.yaml"}, "conf.yaml", 1, false},
	} {
		uri, line, ok := anchor(c.at, c.o)
		if uri != c.uri || line != c.line || ok != c.ok {
			t.Errorf("%s: got %s %d %v", c.name, uri, line, ok)
		}
		if why := badURI(uri); why != "" {
			t.Errorf("%s: %s %s", c.name, uri, why)
		}
	}
}

func TestSARIFOfHostileNamesPassesTheIngestChecks(t *testing.T) {
	t.Parallel()
	for _, name := range hostile() {
		log, raw := readSARIF(t, hostileAssessment(t, name), Options{IncludeWaived: true})
		for _, run := range log.Runs {
			for _, r := range run.Results {
				text := *r.Message.Text
				for id := range r.RelatedLocations {
					text = strings.ReplaceAll(text, "[related evidence "+string(rune('1'+id))+"]("+string(rune('1'+id))+")", "")
				}
				if strings.ContainsAny(text, "[]{}\\`<>") || strings.IndexFunc(text, hidden) >= 0 {
					t.Errorf("%q: acts in message %q", name, text)
				}
			}
		}
		if strings.IndexFunc(strings.ReplaceAll(string(raw), "\n", ""), hidden) >= 0 {
			t.Errorf("%q: a hidden character is in the file", name)
		}
	}
}

func TestCategoryStartsTheIDOfEveryRun(t *testing.T) {
	t.Parallel()
	for category, want := range map[string]string{"": "leastwise", "emea": "emea", "/a b/c:d/": "a%20b/c%3Ad"} {
		data := render(t, "sarif", empty(), Options{Category: category})
		for _, id := range []string{want + "/clay/acme-gtm/", want + "/salesforce/acme/", want + "/evidence/"} {
			if !strings.Contains(string(data), `"id": "`+id+`"`) {
				t.Errorf("category %q: no run %q", category, id)
			}
		}
		if problems := Check(data, CheckOptions{}); len(problems) > 0 {
			t.Errorf("category %q: %v", category, problems)
		}
	}
}
