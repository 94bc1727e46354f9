package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
)

// TestRedactionChangesNoVerdict judges both companies in clear and under pseudonyms: every rule
// comes out the same with as many findings, and no report names anybody.
func TestRedactionChangesNoVerdict(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"acme", "tidy"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := company(t, name)
			snap, clear := judge(t, dir, load(t, dir))
			redactor, err := snapshot.NewRedactor([]byte("0123456789abcdef"))
			if err != nil {
				t.Fatal(err)
			}
			redacted, err := redactor.Snapshot(snap)
			if err != nil {
				t.Fatal(err)
			}
			c, err := loadConfig(dir + "/" + configName)
			if err != nil {
				t.Fatal(err)
			}
			policy, err := rego.Load(context.Background(), pseudonymous(c.regoOptions(nil), redactor))
			if err != nil {
				t.Fatal(err)
			}
			a, err := policy.Assess(context.Background(), redacted)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(outcomes(clear), outcomes(a)); diff != "" {
				t.Errorf("pseudonyms change verdicts (-clear +redacted):\n%s", diff)
			}
			var people []string
			for _, p := range snap.Roster.People {
				people = append(people, p.Email)
				if strings.Contains(p.Name, " ") {
					people = append(people, p.Name)
				}
			}
			for _, m := range snap.Clay.Members {
				people = append(people, m.Email)
			}
			for _, format := range formatNames() {
				var b bytes.Buffer
				if err := report.Write(&b, format, a, report.Options{}); err != nil {
					t.Fatal(err)
				}
				for _, person := range people {
					if regexp.MustCompile(`(?i)(^|[^a-z0-9.])` + regexp.QuoteMeta(person)).MatchString(b.String()) {
						t.Errorf("the %s report names %s", format, person)
					}
				}
			}
		})
	}
}

// outcomes are how each rule came out, and with how many findings, waived or not.
func outcomes(a *rego.Assessment) map[string][3]any {
	all := map[string][3]any{}
	for _, v := range a.Verdicts {
		waived := 0
		for _, f := range v.Findings {
			if f.Waiver != nil {
				waived++
			}
		}
		all[v.Rule.ID] = [3]any{string(v.Outcome), len(v.Findings), waived}
	}
	return all
}
