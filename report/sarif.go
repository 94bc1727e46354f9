package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// What GitHub does with SARIF decides the shape here:
//   - one bad result rejects the whole file, so every result has exactly one physical location
//     whose uri is relative and percent-encoded; the SaaS identity is in logicalLocations
//   - passes, kinds and suppressions all show as open alerts, so only open findings are written
//   - an analysis without a result closes its alerts, so a run that could not judge everything
//     says executionSuccessful: false, which GitHub refuses and leaves the alerts alone
//   - alerts are told apart by rule, path and primaryLocationLineHash; ours is of rule, target
//     and subject, so that a finding outlives the line it stands on
const (
	sarifSchema     = "https://json.schemastore.org/sarif-2.1.0.json"
	projectURL      = "https://github.com/leastwise/leastwise"
	maxSARIFResults = 5000 // GitHub keeps no more of a run
	evidenceTarget  = "leastwise"
)

func writeSARIF(w io.Writer, a *rego.Assessment, o Options) error {
	return encode(w, sarifLog(a, o, false))
}

// sarifLog is the whole file. full is every result, for viewers that know kinds, suppressions
// and baselines; otherwise it is what may be uploaded.
func sarifLog(a *rego.Assessment, o Options, full bool) *sarif.Report {
	descriptors, index := sarifRules(a)
	keep := open
	if o.IncludeWaived || full {
		keep = everything
	}
	found := map[string][]entry{}
	for _, e := range entries(a, keep) {
		found[e.finding.Target] = append(found[e.finding.Target], e)
	}
	log := &sarif.Report{Version: string(sarif.Version210), Schema: sarifSchema, Runs: []*sarif.Run{}}
	for _, target := range runTargets(a, found) {
		run := newRun(a, target, descriptors, o)
		addProvenance(run, o)
		if full {
			addFullResults(run, a, target, found[target], index, o)
		} else {
			addResults(run, a, found[target], index, o)
		}
		addNotifications(run, a, target, index)
		log.Runs = append(log.Runs, run)
	}
	return log
}

// runTargets are the targets that get a run: those of the assessment in order, any other that
// a finding names (none is lost), and last the evidence itself.
func runTargets(a *rego.Assessment, found map[string][]entry) []string {
	var targets []string
	for _, t := range append(slices.Clone(a.Targets), slices.Sorted(maps.Keys(found))...) {
		if t != evidenceTarget && !slices.Contains(targets, t) {
			targets = append(targets, t)
		}
	}
	return append(targets, evidenceTarget)
}

func newRun(a *rego.Assessment, target string, rules []*sarif.ReportingDescriptor, o Options) *sarif.Run {
	id := category(target, o)
	version := strings.TrimPrefix(forSARIF(a.Tool.Version), "v")
	driver := &sarif.ToolComponent{Name: "Leastwise", InformationURI: new(projectURL), Rules: rules}
	if version != "" {
		driver.Version = &version
	}
	if semantic.MatchString(version) {
		driver.SemanticVersion = &version
	}
	run := &sarif.Run{
		Tool:              sarif.Tool{Driver: driver},
		AutomationDetails: &sarif.RunAutomationDetails{ID: &id},
		Results:           []*sarif.Result{},
		Invocations:       []*sarif.Invocation{{ExecutionSuccessful: new(true)}},
	}
	run.Properties = sarif.Properties{
		"takenAt":        forSARIF(string(a.TakenAt)),
		"snapshotDigest": forSARIF(a.Digests.Snapshot),
		"policyDigest":   forSARIF(a.Digests.Policy),
		"rulesDigest":    forSARIF(a.Digests.Rules),
	}
	return run
}

// addResults writes the worst findings and says how many it left out.
func addResults(run *sarif.Run, a *rego.Assessment, found []entry, index map[string]uint, o Options) {
	if left := len(found) - maxSARIFResults; left > 0 {
		found = found[:maxSARIFResults]
		run.Properties["resultsLeftOut"] = left
		notify(run, "warning", nil, fmt.Sprintf("%s of lower severity left out: GitHub keeps %d of a run. The JSON and Markdown reports count them all.",
			evidence.Count(left, "finding"), maxSARIFResults))
	}
	baseline := a.InBaseline() > 0
	for _, e := range found {
		result := newResult(e, index[e.rule.ID], o)
		if baseline {
			result.BaselineState = accepted(e.finding)
		}
		run.Results = append(run.Results, result)
	}
}

func newResult(e entry, ruleIndex uint, o Options) *sarif.Result {
	f := e.finding
	text := orElse(forSARIF(f.Message), "Something is wrong") + "."
	if f.Waiver != nil {
		text += fmt.Sprintf(" Waived by %s until %s: %s.", forSARIF(f.Waiver.ApprovedBy), forSARIF(day(f.Waiver.Expires)), forSARIF(f.Waiver.Reason))
	}
	if f.Baseline {
		text += " It is in the baseline, and does not count."
	}
	uri, line, anchored := anchor(f.Location, o)
	if !anchored && f.Location.String() != "" {
		text += fmt.Sprintf(" Evidence: %s.", forSARIF(f.Location.String()))
	}
	result := &sarif.Result{
		RuleID:    &e.rule.ID,
		RuleIndex: &ruleIndex,
		Level:     new(sarifLevel(e.rule.Severity)),
		Locations: []*sarif.Location{physical(uri, line)},
		PartialFingerprints: map[string]any{
			"primaryLocationLineHash": f.Fingerprint + ":1",
		},
	}
	result.Locations[0].LogicalLocations = []*sarif.LogicalLocation{{
		Name:               new(forSARIF(subjectName(f.Subject))),
		FullyQualifiedName: new(forSARIF(f.Target + "/" + f.Subject.Kind + "/" + f.Subject.ID)),
		Kind:               new("resource"),
	}}
	for _, related := range f.Related {
		uri, line, ok := anchor(related, o)
		if !ok {
			continue // an object of an API: nothing to link to
		}
		id := uint(len(result.RelatedLocations) + 1)
		location := physical(uri, line)
		location.Id, location.Message = &id, sarif.NewTextMessage(forSARIF(related.String()))
		result.RelatedLocations = append(result.RelatedLocations, location)
		text += fmt.Sprintf(" See [%s](%d).", relatedWord(related, o, id), id)
	}
	result.Message = sarif.Message{Text: &text}
	return result
}

// accepted is the state of a finding against the baseline of the scan. What got worse since is
// new, for nobody accepted it; a waived one was not held against it. Code scanning ignores the
// state, so the message says it as well.
func accepted(f *rego.Finding) *string {
	switch {
	case f.Baseline:
		return new("unchanged")
	case f.Waiver == nil:
		return new("new")
	}
	return nil
}

// relatedWord is the text of a link: what the configuration declares is the policy.
func relatedWord(l evidence.Location, o Options, id uint) string {
	if l.File == orElse(o.Config, defaultConfig) {
		return fmt.Sprintf("policy line %d", l.Line)
	}
	return fmt.Sprintf("related evidence %d", id)
}

func subjectName(s rego.Subject) string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

func physical(uri string, line int) *sarif.Location {
	return &sarif.Location{PhysicalLocation: &sarif.PhysicalLocation{
		ArtifactLocation: &sarif.ArtifactLocation{URI: &uri},
		Region:           &sarif.Region{StartLine: &line},
	}}
}
