package rego

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Checklist is a control framework of our own, whose items the reports show by title even
// when no rule covers them. A rule may name no other item of it: it would count as one of the list.
type Checklist struct {
	Framework string
	Title     string
	Items     []string // item 1 first; METADATA names it "1"
}

// Checklists returns our checklists in the order people should meet them.
func Checklists() []Checklist {
	return []Checklist{
		{"clay-access-audit", "Clay access audit", []string{
			"Former employees are removed",
			"Roles match jobs",
			"Unused keys are revoked",
			"Unused tables are archived",
			"Credit usage is reviewed by table",
			"Provider connections are current",
			"Rotation log is kept",
			"Row limits are respected",
			"Webhook submission counts are below their limit",
			"New tables and integrations are documented",
		}},
		{"salesforce-restricted-user", "Salesforce restricted user", []string{
			"One permission set holds what the integration needs",
			"Object permissions are the approved ones",
			"Writes go to the writeback object",
			"Field-level security limits what can be read",
			"Only approved fields can be edited",
			"System permissions are the approved ones",
			"Record visibility is limited",
			"The IP restriction really restricts",
			"Access can be revoked: tokens and assignment",
		}},
	}
}

// strayItems are the controls that one of our checklists does not have.
func strayItems(framework string, ids []string) []string {
	var stray []string
	for _, list := range Checklists() {
		for _, id := range ids {
			n, err := strconv.Atoi(id)
			if list.Framework == framework && id != "" && (err != nil || n < 1 || n > len(list.Items) || strconv.Itoa(n) != id) {
				stray = append(stray, id)
			}
		}
	}
	return stray
}

// knownFrameworks are those that our rules name. A company may have others of its own.
var knownFrameworks = []string{"soc2", "iso27001", "nist800-53", "cis-v8", "sbs", "clay-access-audit", "salesforce-restricted-user"}

// likeFrameworks are the frameworks of a rule that have the name of a known one, but for how it is
// written: each stands in the reports as a framework of its own.
func (s *source) likeFrameworks(rule Rule) []error {
	var notes []error
	for _, name := range sortedKeys(rule.Controls) {
		if like := likeFramework(name); like != "" {
			notes = append(notes, s.mistake(s.module.Package.Location.Row, "custom.controls: %s is not %s: the reports show it as a framework of its own", evidence.Quote(name), like))
		}
	}
	return notes
}

func likeFramework(name string) string {
	if slices.Contains(knownFrameworks, name) {
		return ""
	}
	for _, known := range knownFrameworks {
		if a, b := evidence.Letters(name), evidence.Letters(known); strings.HasPrefix(a, b) || len(a) > 2 && len(b)-len(a) < 6 && strings.HasPrefix(b, a) {
			return known
		}
	}
	return evidence.Nearest(name, knownFrameworks)
}
