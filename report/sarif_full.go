package report

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// writeFullSARIF writes what code scanning must not see, since it shows all of it as open
// alerts: waived findings as suppressed, rules that passed or did not judge, and what became of
// each finding since the assessment before, or against a baseline where there is one. Nothing is
// cut.
func writeFullSARIF(w io.Writer, a *rego.Assessment, o Options) error {
	return encode(w, sarifLog(a, o, true))
}

func addFullResults(run *sarif.Run, a *rego.Assessment, target string, found []entry, index map[string]uint, o Options) {
	baseline := a.InBaseline() > 0
	for _, e := range found {
		result := fullResult(e, index[e.rule.ID], o)
		if state := accepted(e.finding); baseline && state != nil {
			result.BaselineState = state
		}
		run.Results = append(run.Results, result)
	}
	if a.Lifecycle != nil {
		for i := range a.Lifecycle.Gone {
			gone := &a.Lifecycle.Gone[i]
			ruleIndex, known := index[gone.Rule]
			if !known || gone.Finding.Target != target {
				continue
			}
			result := fullResult(entry{pastRule(a, gone), &gone.Finding}, ruleIndex, o)
			result.BaselineState = new("absent")
			run.Results = append(run.Results, result)
		}
	}
	for i := range a.Verdicts {
		if v := &a.Verdicts[i]; (v.Outcome != rego.Failed || v.InPart()) && judges(a, v, target) {
			run.Results = append(run.Results, verdictResult(v, index[v.Rule.ID], o))
		}
	}
}

func fullResult(e entry, ruleIndex uint, o Options) *sarif.Result {
	result := newResult(e, ruleIndex, o)
	result.Kind = new("fail")
	if state := baselineState(e.finding.Status); state != "" {
		result.BaselineState = &state
	}
	if e.finding.FirstSeen != "" {
		result.Properties = sarif.Properties{"firstSeen": forSARIF(string(e.finding.FirstSeen))}
	}
	if w := e.finding.Waiver; w != nil {
		uri, line, _ := anchor(w.Location, o)
		result.Suppressions = []*sarif.Suppression{{
			Kind: "external", Status: new("accepted"), Location: physical(uri, line), Guid: new(guid(e.finding.Fingerprint, w.Rule, w.Subject)),
			Justification: new(fmt.Sprintf("%s (approved by %s until %s)", forSARIF(w.Reason), forSARIF(w.ApprovedBy), forSARIF(day(w.Expires)))),
		}}
	}
	return result
}

// verdictResult is a rule without an open finding, or not judged in full. One that could not judge is "open", which
// SARIF has for "not enough is known"; it is never a pass.
func verdictResult(v *rego.Verdict, ruleIndex uint, o Options) *sarif.Result {
	kind := "open"
	if v.Outcome == rego.Passed && v.Judged() {
		kind = "pass"
	}
	text := orElse(forSARIF(oneLine(v.Rule.Title)), v.Rule.ID) + ": " + verdictName(v)
	if v.Reason != "" {
		text += ": " + forSARIF(v.Reason)
	}
	text += "."
	return &sarif.Result{
		RuleID: &v.Rule.ID, RuleIndex: &ruleIndex, Kind: &kind, Level: new("none"),
		Message:   sarif.Message{Text: &text},
		Locations: []*sarif.Location{configLine(o)},
	}
}

func configLine(o Options) *sarif.Location {
	uri, line, _ := anchor(evidence.Location{}, o)
	return physical(uri, line)
}

func baselineState(s rego.Status) string {
	switch s {
	case rego.New:
		return "new"
	case rego.Changed:
		return "updated"
	case rego.StillThere:
		return "unchanged"
	}
	return ""
}

// guid is the same identifier for the same words.
func guid(words ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// addProvenance names the repository the paths belong to. A remote that is no web address, such
// as a folder, says nothing to others and is left out.
func addProvenance(run *sarif.Run, o Options) {
	if o.Repository == nil {
		return
	}
	uri := repositoryURI(o.Repository.URI)
	if uri == "" {
		return
	}
	details := &sarif.VersionControlDetails{RepositoryURI: &uri}
	if revision.MatchString(o.Repository.Revision) {
		details.RevisionID = &o.Repository.Revision
	}
	if branch := forSARIF(o.Repository.Branch); branch != "" {
		details.Branch = &branch
	}
	run.VersionControlProvenance = []*sarif.VersionControlDetails{details}
}

// repositoryURI is the web address of a remote, without user, password, query and ".git": "" when
// it has none.
func repositoryURI(remote string) string {
	if m := scpRemote.FindStringSubmatch(remote); m != nil {
		remote = "https://" + m[1] + "/" + m[2]
	}
	u, err := url.Parse(remote)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host := u.Host
	switch u.Scheme {
	case "https", "http":
	case "ssh", "git":
		host = u.Hostname() // the port is not that of the web
	default:
		return ""
	}
	clean := url.URL{Scheme: "https", Host: host, Path: strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), ".git")}
	return clean.String()
}
