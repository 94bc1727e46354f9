package report

import (
	"html"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

func TestHowToReproduceCanBeFollowed(t *testing.T) {
	t.Parallel()
	one, other := empty(), empty()
	one.Targets, other.Targets, one.Digests.Snapshot, other.Digests.Snapshot = []string{"clay/emea"}, []string{"clay/apac"}, "sha256:emea", "sha256:apac"
	merged, err := rego.Merge([]rego.Part{{Name: "emea.json", Assessment: one}, {Name: "apac.json", Assessment: other}})
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*rego.Assessment)) *rego.Assessment {
		a := empty()
		change(a)
		return a
	}
	const scan = "leastwise scan snapshot.json -c leastwise.yaml"
	for name, tt := range map[string]struct {
		a         *rego.Assessment
		want, not []string
	}{
		"one snapshot":   {empty(), []string{scan + " --format", "The snapshot is the file whose digest"}, []string{"--merge", "--rules", "--redact-key", "--baseline", "--previous"}},
		"rules of users": {changed(func(a *rego.Assessment) { a.Verdicts[1].Rule.Custom = true }), []string{scan + " --rules our-rules --format"}, nil},
		"redacted":       {changed(func(a *rego.Assessment) { a.Evidence.Redacted = "hmac-sha256:0" }), []string{scan + " --redact-key env:NAME --format"}, nil},
		"compared":       {changed(func(a *rego.Assessment) { a.Lifecycle = &rego.Lifecycle{} }), []string{scan + " --previous earlier.json --format", "report assessment.json --previous earlier.json"}, nil},
		"a baseline": {changed(func(a *rego.Assessment) {
			a.Verdicts[0].Outcome, a.Verdicts[0].Findings = rego.Failed, []rego.Finding{{Baseline: true}}
		}), []string{scan + " --baseline accepted.json --format"}, nil},
		"merged": {merged, []string{"leastwise report --merge DIR=part.json", scan + " --format json -o part.json", "sha256:emea", "sha256:apac", "no one snapshot gives it"},
			[]string{merged.Digests.Snapshot, "The snapshot is the file"}},
	} {
		for _, format := range []string{"markdown", "html"} {
			got := html.UnescapeString(string(render(t, format, tt.a, Options{})))
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("%s, %s: %q is missing", name, format, want)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(got, not) {
					t.Errorf("%s, %s: %q is there", name, format, not)
				}
			}
		}
	}
}
