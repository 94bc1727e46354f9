package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// explainedOf is an answer in which one name stands wherever a stranger chose it.
func explainedOf(name string) *Explained {
	at := evidence.Location{File: name, Line: 3}
	o := &salesforce.Org{
		Users: []salesforce.User{{Username: name, Profile: name, Location: at}},
		PermissionSets: []salesforce.PermissionSet{
			{Kind: salesforce.KindProfile, Name: name, Objects: map[string][]string{name: {"read"}}, Permissions: []string{"ViewAllFieldsGlobal"}, Location: at},
			{Kind: salesforce.KindSet, Name: name, Objects: map[string][]string{name: {"read", "edit"}}, Fields: map[string]map[string]string{name: {name: "rw"}}, Location: at},
			{Kind: salesforce.KindMuting, Name: name, Objects: map[string][]string{name: {"edit"}}, Fields: map[string]map[string]string{name: {name: "r"}}, Location: at},
		},
		Groups: []salesforce.Group{{Name: name, Sets: []string{name}, MutingSets: []string{name, name + "x"}, Location: at}},
		Assignments: []salesforce.Assignment{
			{User: name, Set: name, Location: at}, {User: name, Set: name, ExpiresAt: "2020-01-01T00:00:00Z", Location: at}, {User: name, Group: name, Location: at},
		},
	}
	o.Users[0].Username = strings.ToLower(name) // as every reader stores it
	for i := range o.Assignments {
		o.Assignments[i].User = strings.ToLower(name)
	}
	e := salesforce.NewExplainer(o, name, evidence.Time("2026-11-02T09:00:00Z").Time()).Explain(salesforce.Target{Kind: "field", Name: name + "." + name})
	return &Explained{TakenAt: "2026-11-02T09:00:00Z", Access: &e, Notes: []string{name}}
}

func explained(t *testing.T, format string, x *Explained) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteExplained(&b, format, x, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	mermaidLine = regexp.MustCompile(`^(flowchart LR|  n\d+\["[a-z ]+<br/>(?:[\p{L}\p{Nd} _.@-]|#\d+;)*"\]|  n\d+ (-->|-\.->)(\|"[a-z, ]+"\|)? n\d+)$`)
	dotLine     = regexp.MustCompile(`^(digraph access \{|  rankdir=LR;|  node \[shape=box\];|  n\d+ \[label="[a-z ]+\\n(?:[^"\\&]|\\\\|\\"|&amp;)*"\];|  n\d+ -> n\d+ \[label="[a-z, ]*"(, style=dashed)?\];|\})$`)
)

// TestHostileNamesStayInsideTheLabelsOfGraphs holds every line of a graph to the one form that a
// line of its kind has.
func TestHostileNamesStayInsideTheLabelsOfGraphs(t *testing.T) {
	t.Parallel()
	for format, form := range map[string]*regexp.Regexp{"mermaid": mermaidLine, "dot": dotLine} {
		for _, name := range append(hostile(), `"]; n0 --> n1`, `\`, `\"`, "end", "click n0 href", `N\N`) {
			for line := range strings.SplitSeq(strings.TrimSuffix(explained(t, format, explainedOf(name)), "\n"), "\n") {
				if !form.MatchString(line) {
					t.Errorf("%s, %q: a name got out of its label: %s", format, name, line)
				}
			}
		}
	}
}

func TestHostileNamesDoNotReachTheTerminalOfAnAnswer(t *testing.T) {
	t.Parallel()
	for _, name := range hostile() {
		x := explainedOf(name)
		e := *x.Access
		who := &Explained{TakenAt: x.TakenAt, Notes: []string{name}, Who: &salesforce.Audience{
			Target: e.Target, Users: []salesforce.Explanation{e}, Unknown: []salesforce.Explanation{e}, Unused: e.Paths[0].Hops,
		}}
		x.Finding = &ExplainedFinding{Finding: rego.Finding{Message: name, More: []string{name}, Subject: rego.Subject{Kind: name, ID: name}, Waiver: &rego.Waiver{Reason: name, ApprovedBy: name}},
			Rule: rego.Rule{Title: name, ID: name, Severity: rego.High}}
		for line := range strings.SplitSeq(explained(t, "text", x)+explained(t, "text", who), "\n") {
			if strings.IndexFunc(line, hidden) >= 0 || strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("%q: a terminal or a job log would obey %q", name, line)
			}
		}
	}
}

func TestEveryStateOfAPathIsDrawnAndTold(t *testing.T) {
	t.Parallel()
	x := explainedOf("Website")
	for format, wants := range map[string][]string{
		"text":    {"User website can read, edit Website.Website", "but the group takes it away", "but the assignment does not hold", "Website:3: the field permissions of Website.Website", "Not all was seen"},
		"mermaid": {`-.->|"can read, edit, muted"|`, `-.->|"can read, edit, assignment does not hold"|`, `-->|"opens the field"|`},
		"dot":     {`label="can read, edit, muted", style=dashed`, `[label="muting permission set\nWebsite"]`},
		"json":    {`"state": "muted"`, `"because": "muted by Website"`, `"line": 3`},
	} {
		got := explained(t, format, x)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s has no %q:\n%s", format, want, got)
			}
		}
	}
}

func TestAnswersOfNoAccess(t *testing.T) {
	t.Parallel()
	target := salesforce.Target{Kind: "field", Name: "A.b"}
	for want, e := range map[string]salesforce.Explanation{
		"User u has no access to A.b":                                                                 {},
		"User u (cannot log in) has no access to A.b":                                                 {Inactive: true},
		"User u has no access to A.b that is known of":                                                {Gaps: []string{"x"}},
		"User u has no access to A.b until a session is activated for it":                             {Potential: []string{"read"}},
		"User u has no access to A.b, though its field permissions are granted: the object is closed": {Granted: []string{"read"}},
	} {
		e.User, e.Target = "u", target
		if got := (&textWriter{}).answer(&e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAFindingIsExplainedWithAllThatItsMessageCounts(t *testing.T) {
	t.Parallel()
	x := &Explained{Finding: &ExplainedFinding{Finding: rego.Finding{Message: "grants a, b, c, d and 2 more", More: []string{"e", "f"}}}}
	if got := explained(t, "text", x); !strings.Contains(got, "grants a, b, c, d and 2 more\n  and more: e; f\n") {
		t.Errorf("got %s", got)
	}
}

func TestNoGraphOfAFindingWithoutAnAccess(t *testing.T) {
	t.Parallel()
	x := &Explained{Finding: &ExplainedFinding{Finding: rego.Finding{Subject: rego.Subject{Kind: "clay.member"}}}}
	if err := WriteExplained(&bytes.Buffer{}, "dot", x, Options{}); err == nil || !strings.Contains(err.Error(), "no paths to draw") {
		t.Errorf("got %v", err)
	}
	if err := WriteExplained(&bytes.Buffer{}, "mermiad", explainedOf("a"), Options{}); err == nil || !strings.Contains(err.Error(), `did you mean "mermaid"?`) {
		t.Errorf("got %v", err)
	}
}
