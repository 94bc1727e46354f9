package rego

import (
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// AssessmentVersion is the version of the assessment format.
const AssessmentVersion = 1

// Assessment is every verdict on one snapshot: always every rule, sorted by id.
type Assessment struct {
	Version  int                `json:"version"`
	TakenAt  evidence.Time      `json:"taken_at"` // of the snapshot
	Tool     snapshot.Tool      `json:"tool"`
	Targets  []string           `json:"targets"` // "clay/acme-gtm", "salesforce/acme"; the roster is no target
	Digests  Digests            `json:"digests"`
	Coverage evidence.Sections  `json:"coverage"`
	Verdicts []Verdict          `json:"verdicts"`
	Waivers  []WaiverUse        `json:"waivers"`
	Evidence *snapshot.Snapshot `json:"evidence,omitempty"` // what the reports show beside findings, see snapshot.Excerpt
	Policy   *Approved          `json:"policy,omitempty"`   // what was declared right, to show beside what is

	Lifecycle *Lifecycle `json:"lifecycle,omitempty"` // see Compare; nil where nothing was compared
	Merged    []Source   `json:"merged,omitempty"`    // what Merge laid side by side; empty for the assessment of one snapshot
}

// Source is one assessment of those that were merged.
type Source struct {
	Targets []string      `json:"targets"`
	TakenAt evidence.Time `json:"taken_at"`
	Digests Digests       `json:"digests"`
}

// Digests name what the assessment was made from: "sha256:<hex>", "" where there was none.
type Digests struct {
	Snapshot string `json:"snapshot"` // of the canonical JSON of the snapshot
	Policy   string `json:"policy"`   // of the canonical JSON of policy, settings and waivers
	Rules    string `json:"rules"`    // of all rule sources
}

// Outcome is how one rule came out.
type Outcome string

// The outcomes. Errored is a rule that could not be judged because it broke; it is never a pass.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
	Errored Outcome = "errored"
)

// Verdict is the outcome of one rule. A rule whose findings are all waived is passed.
type Verdict struct {
	Rule     Rule      `json:"rule"`
	Outcome  Outcome   `json:"outcome"`
	Reason   string    `json:"reason,omitempty"` // of a skip or an error, or what partial evidence it was judged on
	Gap      bool      `json:"gap,omitempty"`    // evidence it needs is incomplete: the scan is, whatever else it found
	Findings []Finding `json:"findings"`         // sorted by subject id, waived ones among them
}

// Finding is one thing wrong about one subject.
type Finding struct {
	Fingerprint string              `json:"fingerprint"` // 16 hex digits of sha256(rule, target, subject kind, subject id)
	Target      string              `json:"target"`      // one of Assessment.Targets, or "leastwise" for the evidence itself
	Subject     Subject             `json:"subject"`
	Message     string              `json:"message"`        // one sentence, no full stop
	More        []string            `json:"more,omitempty"` // in full what the message only counts ("and 7 more") or is too long for
	Location    evidence.Location   `json:"location"`       // of the evidence; with a file whenever one is known
	Related     []evidence.Location `json:"related,omitempty"`
	Waiver      *Waiver             `json:"waiver,omitempty"`
	Status      Status              `json:"status,omitempty"`     // since the assessment before, see Compare
	FirstSeen   evidence.Time       `json:"first_seen,omitempty"` // taken_at of the first assessment that had it without a break
	Baseline    bool                `json:"baseline,omitempty"`   // open in the baseline already: listed, and not counted, see Accept
}

// Subject is what a finding is about: {clay.api_key, crm-sync-prod, CRM sync}.
type Subject struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Waiver is an accepted finding. All of reason, approver and expiry are required; it holds
// through its expiry day (UTC). Subject is an id, in which "*" stands for any run of
// characters and "?" for any one.
type Waiver struct {
	Rule       string            `json:"rule"`
	Subject    string            `json:"subject"`
	Reason     string            `json:"reason"`
	ApprovedBy string            `json:"approved_by"`
	Expires    evidence.Time     `json:"expires"`
	Location   evidence.Location `json:"location"`
}

// WaiverUse is a waiver and what it did in this assessment.
type WaiverUse struct {
	Waiver
	Matched int  `json:"matched"` // findings it names, whether it still holds or not
	Expired bool `json:"expired"`
}

// Severity is how bad a finding of a rule is.
type Severity string

// The severities, from worst to least.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

// Severities in falling order.
var Severities = []Severity{Critical, High, Medium, Low}

// Rule is what METADATA says of a rule; its id is its folder, "family/name".
type Rule struct {
	ID          string              `json:"id"`
	Family      string              `json:"family"`
	Title       string              `json:"title"`
	Description string              `json:"description"`
	Severity    Severity            `json:"severity"`
	Needs       []string            `json:"needs"`                // coverage sections, or "policy.<path>"
	OnPartial   string              `json:"on_partial,omitempty"` // "judge": findings stand on partial evidence, see doc.go
	Remediation string              `json:"remediation"`
	Params      map[string]Param    `json:"params"`
	Controls    map[string][]string `json:"controls"` // framework -> control ids
	References  []Reference         `json:"references"`
	Each        string              `json:"each,omitempty"`   // the array that may be judged in shards
	Custom      bool                `json:"custom,omitempty"` // loaded with --rules
}

// Param is a parameter of a rule and, in an assessment, the value it had.
type Param struct {
	Description string `json:"description"`
	Default     any    `json:"default"`
	Value       any    `json:"value,omitempty"` // what the operator set, if anything
}

// Reference is a page that says why.
type Reference struct {
	Description string `json:"description,omitempty"`
	Ref         string `json:"ref"`
}
