package report

import (
	"encoding/json"
	"io"
	"maps"
	"slices"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// What the OCSF calls things, version 1.3.0 of the schema.
const (
	ocsfVersion  = "1.3.0"
	ocsfCategory = 2
	ocsfClass    = 2003
)

type ocsfEvent struct {
	ActivityID   int              `json:"activity_id"`
	ActivityName string           `json:"activity_name"`
	CategoryUID  int              `json:"category_uid"`
	CategoryName string           `json:"category_name"`
	ClassUID     int              `json:"class_uid"`
	ClassName    string           `json:"class_name"`
	TypeUID      int              `json:"type_uid"`
	TypeName     string           `json:"type_name"`
	SeverityID   int              `json:"severity_id"`
	Severity     string           `json:"severity"`
	StatusID     int              `json:"status_id"`
	Status       string           `json:"status"`
	Time         int64            `json:"time"` // milliseconds
	Message      string           `json:"message"`
	Metadata     ocsfMetadata     `json:"metadata"`
	Finding      ocsfFinding      `json:"finding_info"`
	Compliance   ocsfCompliance   `json:"compliance"`
	Resources    []ocsfResource   `json:"resources,omitempty"`
	Remediation  *ocsfRemediation `json:"remediation,omitempty"`
}

type ocsfMetadata struct {
	Version string      `json:"version"`
	Product ocsfProduct `json:"product"`
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
	Version    string `json:"version,omitempty"`
}

type ocsfFinding struct {
	UID         string   `json:"uid"`
	Title       string   `json:"title"`
	Desc        string   `json:"desc"`
	Types       []string `json:"types"`
	DataSources []string `json:"data_sources,omitempty"`
	FirstSeen   int64    `json:"first_seen_time,omitempty"`
	LastSeen    int64    `json:"last_seen_time,omitempty"`
}

type ocsfCompliance struct {
	Standards    []string `json:"standards"`
	Control      string   `json:"control"`
	Requirements []string `json:"requirements"`
	StatusID     int      `json:"status_id"`
	Status       string   `json:"status"`
	StatusDetail string   `json:"status_detail,omitempty"`
}

type ocsfResource struct {
	UID   string `json:"uid"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Group struct {
		Name string `json:"name"`
	} `json:"group"` // target
}

type ocsfRemediation struct {
	Desc string `json:"desc"`
}

// writeOCSF writes one Compliance Finding a line: each finding as failed, each gone one as closed,
// and each rule without a finding as passed, or as a warning when it was not judged in full, which the OCSF
// has for "did not yield a result due to missing information".
func writeOCSF(w io.Writer, a *rego.Assessment, _ Options) error {
	enc := json.NewEncoder(w)
	for _, e := range entries(a, everything) {
		if err := enc.Encode(findingEvent(a, e.rule, e.finding)); err != nil {
			return err
		}
	}
	if a.Lifecycle != nil {
		for i := range a.Lifecycle.Gone {
			p := &a.Lifecycle.Gone[i]
			e := findingEvent(a, pastRule(a, p), &p.Finding)
			e.activity(3, "Close")
			e.StatusID, e.Status = 4, "Resolved"
			e.Compliance.StatusID, e.Compliance.Status = 1, "Pass"
			e.Finding.LastSeen = 0
			if err := enc.Encode(e); err != nil {
				return err
			}
		}
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		if len(v.Findings) > 0 && v.Judged() {
			continue
		}
		if err := enc.Encode(verdictEvent(a, v)); err != nil {
			return err
		}
	}
	return nil
}

func (e *ocsfEvent) activity(id int, name string) {
	e.ActivityID, e.ActivityName = id, name
	e.TypeUID, e.TypeName = ocsfClass*100+id, e.ClassName+": "+name
}

// newEvent is what all events of an assessment and a rule share.
func newEvent(a *rego.Assessment, r *rego.Rule) *ocsfEvent {
	e := &ocsfEvent{
		CategoryUID: ocsfCategory, CategoryName: "Findings", ClassUID: ocsfClass, ClassName: "Compliance Finding", Time: milliseconds(a.TakenAt),
		Metadata: ocsfMetadata{Version: ocsfVersion, Product: ocsfProduct{Name: "Leastwise", VendorName: "Leastwise", Version: forEvent(a.Tool.Version)}},
		Finding:  ocsfFinding{Title: forEvent(oneLine(r.Title)), Types: []string{orElse(forEvent(r.Family), "unknown")}},
		Compliance: ocsfCompliance{
			Standards: []string{}, Control: forEvent(r.ID), Requirements: []string{},
		},
	}
	if fix := forEvent(oneLine(r.Remediation)); fix != "" {
		e.Remediation = &ocsfRemediation{Desc: fix}
	}
	for _, framework := range slices.Sorted(maps.Keys(r.Controls)) {
		e.Compliance.Standards = append(e.Compliance.Standards, forEvent(framework))
		for _, id := range r.Controls[framework] {
			e.Compliance.Requirements = append(e.Compliance.Requirements, forEvent(framework+" "+id))
		}
	}
	e.activity(1, "Create")
	return e
}

func findingEvent(a *rego.Assessment, r *rego.Rule, f *rego.Finding) *ocsfEvent {
	e := newEvent(a, r)
	e.Message, e.Finding.Desc, e.Finding.UID = forEvent(f.Message), forEvent(f.Message), forEvent(f.Fingerprint)
	e.SeverityID, e.Severity = ocsfSeverity(r.Severity)
	e.StatusID, e.Status = 1, "New"
	e.Compliance.StatusID, e.Compliance.Status = 3, "Fail"
	if f.Status == rego.StillThere || f.Status == rego.Changed {
		e.activity(2, "Update")
		e.StatusID, e.Status = 2, "In Progress"
	}
	if f.Baseline {
		e.StatusID, e.Status = 3, "Suppressed"
		e.Compliance.StatusDetail = "in the baseline"
	}
	if f.Waiver != nil {
		e.StatusID, e.Status = 3, "Suppressed"
		e.Compliance.StatusDetail = forEvent("waived by " + f.Waiver.ApprovedBy + " until " + day(f.Waiver.Expires) + ": " + f.Waiver.Reason)
	}
	for _, l := range append([]evidence.Location{f.Location}, f.Related...) {
		if at := l.String(); at != "" {
			e.Finding.DataSources = append(e.Finding.DataSources, forEvent(at))
		}
	}
	e.Finding.FirstSeen, e.Finding.LastSeen = milliseconds(f.FirstSeen), e.Time
	resource := ocsfResource{UID: forEvent(f.Subject.ID), Name: forEvent(subjectName(f.Subject)), Type: forEvent(f.Subject.Kind)}
	resource.Group.Name = forEvent(f.Target)
	e.Resources = []ocsfResource{resource}
	return e
}

func verdictEvent(a *rego.Assessment, v *rego.Verdict) *ocsfEvent {
	e := newEvent(a, &v.Rule)
	e.Finding.UID = "rule-" + guid(v.Rule.ID)
	e.SeverityID, e.Severity = 1, "Informational"
	e.StatusID, e.Status = 1, "New"
	e.Message = forEvent(oneLine(v.Rule.Title)) + ": " + verdictName(v)
	e.Finding.Desc = e.Message
	e.Compliance.StatusID, e.Compliance.Status = 1, "Pass"
	if v.Outcome != rego.Passed || !v.Judged() {
		e.Compliance.StatusID, e.Compliance.Status = 2, "Warning"
		e.Compliance.StatusDetail = forEvent(v.Reason)
	}
	return e
}

func ocsfSeverity(s rego.Severity) (int, string) {
	switch s {
	case rego.Low:
		return 2, "Low"
	case rego.Medium:
		return 3, "Medium"
	case rego.High:
		return 4, "High"
	case rego.Critical:
		return 5, "Critical"
	}
	return 0, "Unknown"
}

// milliseconds is 0, which is left out, for a moment nobody knows.
func milliseconds(t evidence.Time) int64 {
	if t.Time().IsZero() {
		return 0
	}
	return t.Time().UnixMilli()
}
