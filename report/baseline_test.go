package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/leastwise/leastwise/rego"
)

// withBaseline is the sample of a day on which all but one open finding had been there before.
func withBaseline() *rego.Assessment {
	a := sample()
	for i := range a.Verdicts {
		for j := range a.Verdicts[i].Findings {
			f := &a.Verdicts[i].Findings[j]
			f.Baseline = f.Waiver == nil && f.Fingerprint != "b000000000000001"
		}
	}
	return a
}

// TestABaselineIsMarkedInEveryReport: what does not count is told apart, and only that.
func TestABaselineIsMarkedInEveryReport(t *testing.T) {
	t.Parallel()
	for format, mark := range map[string]string{
		"text": " (in the baseline)\n", "markdown": "` (in the baseline) |", "json": `"baseline": true`, "html": `data-state="baseline"`,
		"junit": `<skipped message="in the baseline: `, "ocsf": `"status_detail":"in the baseline"`, "sarif": "It is in the baseline, and does not count.",
		"sarif-full": "It is in the baseline, and does not count.", "csv": `,"yes"` + "\r\n",
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			a := withBaseline()
			if n := strings.Count(string(render(t, format, a, Options{})), mark); n != a.InBaseline() {
				t.Errorf("%d findings are marked, want %d", n, a.InBaseline())
			}
			if strings.Contains(string(render(t, format, sample(), Options{})), mark) {
				t.Error("one is marked without a baseline")
			}
		})
	}
	if got := string(render(t, "text", withBaseline(), Options{})); !strings.Contains(got, "in the baseline\n") {
		t.Error("the last line does not count them")
	}
	if got := string(render(t, "html", withBaseline(), Options{})); !strings.Contains(got, `id="show-baseline"`) || !strings.Contains(got, "(in the baseline)</td>") {
		t.Error("a browser cannot hide them, or does not say what they are")
	}
}

func TestSARIFGivesEachFindingItsStateAgainstTheBaseline(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"sarif", "sarif-full"} {
		a := withBaseline()
		for i := range a.Verdicts {
			for j := range a.Verdicts[i].Findings {
				a.Verdicts[i].Findings[j].Status = rego.Changed // since --previous, which is another run
			}
		}
		var log sarif.Report
		if err := json.Unmarshal(render(t, format, a, Options{}), &log); err != nil {
			t.Fatal(err)
		}
		states := map[string]int{}
		for _, run := range log.Runs {
			for _, r := range run.Results {
				if r.PartialFingerprints == nil || len(r.Suppressions) > 0 {
					continue // of a rule, or waived
				}
				state := "none"
				if r.BaselineState != nil {
					state = *r.BaselineState
				}
				states[state]++
				if isNew := r.PartialFingerprints["primaryLocationLineHash"] == "b000000000000001:1"; isNew != (state == "new") {
					t.Errorf("%s: %v is %s", format, r.PartialFingerprints, state)
				}
			}
		}
		if states["new"] != 1 || states["unchanged"] != a.InBaseline() || len(states) != 2 {
			t.Errorf("%s: %v", format, states)
		}
	}
}

// TestAReportThatMarksABaselineIsValid: JUnit counts what it skips, CSV keeps its columns, and
// code scanning takes the file.
func TestAReportThatMarksABaselineIsValid(t *testing.T) {
	t.Parallel()
	a := withBaseline()
	if got := string(render(t, "junit", a, Options{})); strings.Count(got, "<failure ") != 1 || !strings.Contains(got, `failures="1"`) {
		t.Errorf("not one failure:\n%s", got)
	}
	if _, err := csv.NewReader(bytes.NewReader(render(t, "csv", a, Options{}))).ReadAll(); err != nil {
		t.Error(err)
	}
	if problems := Check(render(t, "sarif", a, Options{}), CheckOptions{}); len(problems) > 0 {
		t.Error(problems)
	}
}
