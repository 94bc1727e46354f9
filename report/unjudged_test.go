package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

// inPart is an assessment in which one rule failed on part of its evidence, and all others were
// judged in full.
func inPart() *rego.Assessment {
	a := empty()
	v := &a.Verdicts[0]
	v.Outcome, v.Reason, v.Gap, v.Findings = rego.Failed, "clay.key_usage is partial: 1 of 8 keys", true, sample().Verdicts[2].Findings[:1]
	return a
}

func TestEveryFormatNamesARuleThatWasJudgedInPartAndWhy(t *testing.T) {
	t.Parallel()
	merged := inPart() // what is not declared in one part of a merge is no gap, and no judgement either
	merged.Verdicts[0].Gap = false
	for name, a := range map[string]*rego.Assessment{"gap": inPart(), "merged": merged} {
		outputs := map[string]string{"comment": commentBody(a, "<!-- x -->")}
		for _, format := range []string{"text", "markdown", "html", "csv", "junit", "ocsf", "sarif-full"} {
			outputs[format] = string(render(t, format, a, Options{}))
		}
		for format, got := range outputs {
			for _, want := range []string{"judged in part", "key_rotation/clay_api_key_overdue", "clay.key_usage is partial: 1 of 8 keys"} {
				if !strings.Contains(got, want) {
					t.Errorf("%s, %s: %q is not said", name, format, want)
				}
			}
			if strings.Contains(got, "not evaluated: clay.key_usage") {
				t.Errorf("%s, %s: a rule that failed is called not evaluated", name, format)
			}
			heads := format == "markdown" || format == "html" || format == "comment"
			if heads && !strings.Contains(got, "1 rule judged on part of the evidence.") {
				t.Errorf("%s, %s: the head has no warning", name, format)
			}
		}
		var b bytes.Buffer
		if err := WriteOutputs(&b, a); err != nil || !strings.Contains(b.String(), "not-evaluated=0\njudged-in-part=1\n") {
			t.Errorf("%s: outputs %q, %v", name, b.String(), err)
		}
		if _, judged := settled(a)[digest16("key_rotation/clay_api_key_overdue")]; judged {
			t.Errorf("%s: its issues would be closed", name)
		}
	}
}

func TestWarningSaysHowManyRulesWereNotJudgedInFull(t *testing.T) {
	t.Parallel()
	for want, tt := range map[string]tally{
		"":                                       {},
		"1 rule without a verdict":               {unjudged: 1},
		"2 rules judged on part of the evidence": {inPart: 2},
		"4 rules without a verdict, 20 more judged on part of the evidence": {unjudged: 4, inPart: 20},
	} {
		if got := tt.warning(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := render(t, "markdown", empty(), Options{}); bytes.Contains(got, []byte(silence)) || bytes.Contains(got, []byte("Rules not judged")) {
		t.Error("a scan that judged everything warns")
	}
}

func TestWaiverOfARuleThatWasNotJudgedIsNotSaidToMatchNothing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*rego.Assessment)
		want   string
	}{
		"judged":         {func(a *rego.Assessment) { a.Verdicts[0].Gap, a.Verdicts[0].Reason = false, "" }, "matched nothing"},
		"judged in part": {func(*rego.Assessment) {}, "not judged"},
	} {
		a := inPart()
		tt.change(a)
		a.Waivers = []rego.WaiverUse{{Waiver: rego.Waiver{Rule: "key_rotation/clay_api_key_overdue", Subject: "k", Reason: "r", ApprovedBy: "a", Expires: "2027-01-31T00:00:00Z"}}}
		for format, line := range map[string]string{"text": "waiver " + tt.want + ":", "markdown": "| " + tt.want + " |", "html": ">" + tt.want + "<"} {
			if got := string(render(t, format, a, Options{})); !strings.Contains(got, line) {
				t.Errorf("%s, %s: no %q", name, format, line)
			}
		}
	}
}
