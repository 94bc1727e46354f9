package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/leastwise/leastwise/rego"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Cases     []junitCase `xml:"testcase"`
}

// junitCase is one rule and subject, or one rule where it names none.
type junitCase struct {
	Class   string       `xml:"classname,attr"` // rule
	Name    string       `xml:"name,attr"`      // subject
	File    string       `xml:"file,attr,omitempty"`
	Line    int          `xml:"line,attr,omitempty"`
	Failure *junitResult `xml:"failure"`
	Error   *junitResult `xml:"error"`
	Skipped *junitResult `xml:"skipped"`
}

type junitResult struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes one suite a rule family. A finding is a failure, one that is waived or in the
// baseline is skipped, and a rule that could not judge is skipped or an error, never a success.
func writeJUnit(w io.Writer, a *rego.Assessment, _ Options) error {
	all := junitSuites{Name: "leastwise"}
	for _, f := range families(a) {
		s := junitSuite{Name: forXML(f.id), Timestamp: forXML(string(a.TakenAt))}
		for _, v := range f.verdicts {
			for _, c := range junitCases(v) {
				s.add(c)
			}
		}
		all.Tests, all.Failures, all.Errors, all.Skipped = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors, all.Skipped+s.Skipped
		all.Suites = append(all.Suites, s)
	}
	data, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, data)
	return err
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func junitCases(v *rego.Verdict) []junitCase {
	var cases []junitCase
	for i := range v.Findings {
		f := &v.Findings[i]
		c := junitCase{Class: forXML(v.Rule.ID), Name: forXML(f.Subject.Kind + " " + f.Subject.ID), File: forXML(f.Location.File), Line: f.Location.Line}
		switch {
		case f.Waiver != nil:
			c.Skipped = &junitResult{Message: forXML(fmt.Sprintf("waived by %s until %s: %s", f.Waiver.ApprovedBy, day(f.Waiver.Expires), f.Waiver.Reason))}
		case f.Baseline:
			c.Skipped = &junitResult{Message: forXML("in the baseline: " + f.Message)}
		default:
			c.Failure = &junitResult{Message: forXML(f.Message), Type: forXML(string(v.Rule.Severity)),
				Text: forXML("Evidence: "+orDash(f.Location.String())) + "\n" + forXML("How to fix: "+oneLine(v.Rule.Remediation)) + "\n"}
		}
		cases = append(cases, c)
	}
	whole := junitCase{Class: forXML(v.Rule.ID), Name: forXML(orElse(oneLine(v.Rule.Title), v.Rule.ID))}
	switch {
	case v.Outcome == rego.Errored:
		whole.Error = &junitResult{Message: forXML(v.Reason), Type: "broken rule"}
	case v.Outcome == rego.Skipped || v.InPart():
		whole.Skipped = &junitResult{Message: forXML(unjudgedName(v.Outcome) + ": " + v.Reason)}
	case v.Outcome == rego.Passed || v.Outcome == rego.Failed:
		if len(cases) > 0 {
			return cases
		}
	default:
		whole.Error = &junitResult{Message: outcomeName(v.Outcome)}
	}
	return append(cases, whole)
}
