package report

import (
	"slices"

	"github.com/leastwise/leastwise/rego"
)

// reproduction is how a reader gets an assessment and this format of it again, and how to tell that
// it is the same.
func reproduction(a *rego.Assessment, format string) (commands []string, words string) {
	scan := "leastwise scan snapshot.json -c leastwise.yaml"
	if slices.ContainsFunc(a.Verdicts, func(v rego.Verdict) bool { return v.Rule.Custom }) {
		scan += " --rules our-rules"
	}
	if a.Evidence != nil && a.Evidence.Redacted != "" {
		scan += " --redact-key env:NAME"
	}
	if a.InBaseline() > 0 {
		scan += " --baseline accepted.json"
	}
	previous := ""
	if a.Lifecycle != nil {
		previous = " --previous earlier.json"
	}
	const silent = "they read no clock but the snapshot's and nothing outside it."
	if len(a.Merged) > 0 {
		return []string{scan + " --format json -o part.json", "leastwise report --merge DIR=part.json DIR=other.json" + previous + " --format " + format},
			"This is a merged report: no one snapshot gives it. The first command is for each part, whose snapshot and policy have the digests that stand beside its targets under Scope; " +
				"DIR is the folder of its leastwise.yaml. The rules digest covers every rule source. With these equal, the rules give the verdicts of each part again: " + silent
	}
	return []string{scan + previous + " --format " + format, "leastwise report assessment.json" + previous + " --format " + format},
		"The snapshot is the file whose digest stands under Scope; the policy digest covers policy, settings and waivers of the configuration, the rules digest every rule source. " +
			"With all three equal, the rules give these verdicts again: " + silent
}

// digestOf is a digest of the scope; of a merged assessment each part has its own.
func digestOf(a *rego.Assessment, digest string) string {
	if len(a.Merged) > 0 {
		return "one for each part, see below"
	}
	return digest
}
