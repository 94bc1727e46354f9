package report

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

// manyShapes are ways in which n findings may come.
func manyShapes(t *testing.T) map[string]func(n int) *rego.Assessment {
	t.Helper()
	return map[string]func(int) *rego.Assessment{
		"of one rule": many,
		"of many rules and targets": func(n int) *rego.Assessment {
			a := many(n)
			rule, findings := a.Verdicts[2], a.Verdicts[2].Findings
			a.Verdicts = nil
			for len(findings) > 0 {
				rule.Rule.ID = fmt.Sprintf("key_rotation/rule_%04d", len(a.Verdicts))
				rule.Findings, findings = findings[:20], findings[20:]
				for i := range rule.Findings {
					rule.Findings[i].Target = fmt.Sprintf("clay/workspace-%d", i)
				}
				a.Verdicts = append(a.Verdicts, rule)
			}
			return a
		},
		"each with a waiver": func(n int) *rego.Assessment {
			a := many(n)
			a.Waivers = nil
			for i := range a.Verdicts[2].Findings {
				f := &a.Verdicts[2].Findings[i]
				f.Waiver = &rego.Waiver{Rule: a.Verdicts[2].Rule.ID, Subject: f.Subject.ID, Reason: "Replaced", ApprovedBy: "ciso@acme.com", Expires: "2027-01-31T00:00:00Z"}
				a.Waivers = append(a.Waivers, rego.WaiverUse{Waiver: *f.Waiver, Matched: 1})
			}
			return a
		},
		"gone since": func(n int) *rego.Assessment {
			a, before := empty(), many(n)
			before.TakenAt = "2026-10-01T08:00:00Z"
			if err := a.Compare(before); err != nil {
				t.Fatal(err)
			}
			return a
		},
	}
}

// TestAFindingCostsTheSameInALongReport holds what a format allocates for a finding to what it
// allocates in a report sixteen times shorter: text that is joined piece by piece, or a list that
// is copied for each finding, shows in it whatever else the machine does.
func TestAFindingCostsTheSameInALongReport(t *testing.T) {
	for shape, of := range manyShapes(t) {
		short, long := of(200), of(3200)
		for _, f := range Formats() {
			few, more := allocated(t, f.Name, short)/200, allocated(t, f.Name, long)/3200
			if more > 2*few+200 {
				t.Errorf("%s, findings %s: %d bytes for each of 200, %d for each of 3,200", f.Name, shape, few, more)
			}
		}
	}
}

// allocated is how many bytes a report takes in passing.
func allocated(t *testing.T, format string, a *rego.Assessment) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := Write(io.Discard, format, a, Options{}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
