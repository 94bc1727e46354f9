package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/leastwise/leastwise/rego"
)

// Limits of GitHub's on the text of a rule, in characters.
const (
	maxRuleName = 255
	maxRuleText = 1024
	maxTags     = 10
)

// sarifRules describes every rule of the assessment, and says at which index each stands.
// Help comes from METADATA alone, never from a snapshot, since GitHub renders its Markdown.
func sarifRules(a *rego.Assessment) ([]*sarif.ReportingDescriptor, map[string]uint) {
	rules := make([]*sarif.ReportingDescriptor, 0, len(a.Verdicts))
	index := make(map[string]uint, len(a.Verdicts))
	for i := range a.Verdicts {
		r := &a.Verdicts[i].Rule
		index[r.ID] = uint(i)
		rules = append(rules, descriptor(r))
	}
	return rules, index
}

func descriptor(r *rego.Rule) *sarif.ReportingDescriptor {
	title := orElse(forSARIF(oneLine(r.Title)), r.ID)
	why := orElse(forSARIF(oneLine(r.Description)), title)
	return &sarif.ReportingDescriptor{
		ID:                   r.ID,
		Name:                 new(cut(pascal(r.ID), maxRuleName)),
		ShortDescription:     sarif.NewMultiformatMessageString(cut(title, maxRuleText)),
		FullDescription:      sarif.NewMultiformatMessageString(cut(why, maxRuleText)),
		HelpURI:              new(helpURI(r)),
		Help:                 sarif.NewMultiformatMessageString(helpText(r, why)).WithMarkdown(helpMarkdown(r)),
		DefaultConfiguration: &sarif.ReportingConfiguration{Level: sarifLevel(r.Severity)},
		Properties: sarif.Properties{
			"tags":              tags(r),
			"precision":         "high",
			"problem.severity":  problemSeverity(r.Severity),
			"security-severity": securitySeverity(r.Severity),
		},
	}
}

func helpText(r *rego.Rule, why string) string {
	text := "Why it matters: " + why + "\nHow to fix: " + forSARIF(oneLine(r.Remediation))
	if c := controlList(r); len(c) > 0 {
		text += "\nControls: " + forSARIF(strings.Join(c, "; "))
	}
	return text
}

func helpMarkdown(r *rego.Rule) string {
	text := "**Why it matters:** " + prose(oneLine(r.Description), false) + "\n\n**How to fix:** " + prose(oneLine(r.Remediation), false)
	if c := controlList(r); len(c) > 0 {
		text += "\n\n**Controls:** " + prose(strings.Join(c, "; "), false)
	}
	if links := references(r); links != "" {
		text += "\n\n**References:** " + links
	}
	return text
}

// controlList is "<framework> <id>, <id>" for each framework in order.
func controlList(r *rego.Rule) []string {
	var list []string
	for _, framework := range slices.Sorted(maps.Keys(r.Controls)) {
		list = append(list, framework+" "+strings.Join(r.Controls[framework], ", "))
	}
	return list
}

// tags are "security", without which GitHub ignores security-severity, the family and the
// frameworks.
func tags(r *rego.Rule) []string {
	list := []string{"security", r.Family}
	for _, framework := range slices.Sorted(maps.Keys(r.Controls)) {
		list = append(list, framework)
	}
	for i := range list {
		list[i] = forSARIF(list[i])
	}
	return list[:min(len(list), maxTags)]
}

func helpURI(r *rego.Rule) string {
	for _, ref := range r.References {
		if linkable(ref.Ref) {
			return ref.Ref
		}
	}
	return projectURL
}

func sarifLevel(s rego.Severity) string {
	switch s {
	case rego.Medium:
		return "warning"
	case rego.Low:
		return "note"
	}
	return "error"
}

func problemSeverity(s rego.Severity) string {
	if level := sarifLevel(s); level != "note" {
		return level
	}
	return "recommendation"
}

// securitySeverity keeps away from the edges of GitHub's bands.
func securitySeverity(s rego.Severity) string {
	switch s {
	case rego.High:
		return "8.0"
	case rego.Medium:
		return "5.5"
	case rego.Low:
		return "3.0"
	}
	return "9.5"
}

// pascal is the name of a rule as SARIF likes it: "key_rotation/clay_key" -> KeyRotationClayKey.
func pascal(id string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return r == '_' || r == '/' || r == '-' }) {
		b.WriteString(humanize(word))
	}
	return forSARIF(b.String())
}

func cut(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// references are the pages of a rule as Markdown links, those that are plain web addresses.
func references(r *rego.Rule) string {
	var links []string
	for _, ref := range r.References {
		if linkable(ref.Ref) {
			links = append(links, fmt.Sprintf("[%s](%s)", escapePunctuation(visible(oneLine(orElse(ref.Description, "reference")))), ref.Ref))
		}
	}
	return strings.Join(links, ", ")
}
