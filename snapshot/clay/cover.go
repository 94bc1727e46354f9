package clay

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// offers are the sections that a source can say something of.
var offers = map[string][]string{
	sourceCLI: {"workspace", "workbooks", "tables", "columns", "api_keys", "routines", "outbound_webhooks"},
	sourceAPI: {"workspace"},
	sourceV3:  {"members", "tables", "connections", "webhooks"},
}

// cover writes into the coverage what a source added to each section. The inventory's own
// statement stays complete whatever another source could not say: that is a gap of the section
// contradictions. Where the inventory is silent, another source is seldom enough.
func (m *merger) cover(f *facts) {
	for _, section := range offers[f.source] {
		r, asked := f.read[section]
		switch {
		case asked:
		case len(f.failed) > 0 && len(f.read) == 0: // nothing of the source was read at all
			r = reading{reason: f.failed[0]}
		default:
			continue
		}
		m.section("clay."+section, f, r)
	}
}

func (m *merger) section(path string, f *facts, r reading) {
	c := m.coverage[path]
	got := r.got()
	if c.State == evidence.Complete {
		if got {
			c.Source += ", " + f.label
		}
		m.coverage[path] = c
		return
	}
	had := c.State == evidence.Partial
	var reasons []string
	if had || !got && c.State == evidence.Unavailable && c.Reason != "" {
		reasons = append(reasons, c.Reason)
	}
	if r.lacks != "" {
		reasons = append(reasons, "the "+f.label+" does not know "+r.lacks+": keep the section in the inventory")
	}
	if r.reason != "" {
		reasons = append(reasons, r.reason)
	}
	switch {
	case got && r.lacks == "" && r.reason == "":
		c.State, reasons = evidence.Complete, nil
	case got || had:
		c.State = evidence.Partial
	default:
		c.State = evidence.Unavailable
	}
	switch {
	case got && had:
		c.Source += ", " + f.label
	case got:
		c.Source, c.ObservedAt, c.ObservedBy, c.ObservedWith, c.Location = f.label, f.at, "", "", nil
	case c.Source == "":
		c.Source = f.label
	}
	c.Reason = strings.Join(reasons, "; ")
	m.coverage[path] = c
}

// compared is the coverage of the contradictions: whether the inventory was held against
// something, and against all that was asked.
func (m *merger) compared(inventory bool, all []*facts) evidence.Coverage {
	const key = "sources.clay."
	if !inventory {
		return evidence.Coverage{State: evidence.NotRequested, Reason: key + "inventory is not set: there is nothing to hold against what Clay says"}
	}
	var labels, failed []string
	compared, asked := false, false
	for _, f := range all {
		if f.source == sourceAPI {
			continue // it lists nothing
		}
		asked = true
		for section := range kinds {
			r := f.read[section]
			compared = compared || section != "workspace" && r.got()
		}
		labels = append(labels, f.label)
		for _, reason := range f.failed {
			failed = append(failed, f.label+": "+reason)
		}
	}
	c := evidence.Coverage{State: evidence.Complete, Source: strings.Join(labels, ", ")}
	for _, f := range all {
		if slices.Contains(labels, f.label) && (c.ObservedAt == "" || f.at < c.ObservedAt) {
			c.ObservedAt = f.at
		}
	}
	switch {
	case !asked:
		c.State, c.Reason = evidence.NotRequested, "nothing but the inventory lists what the workspace holds: ask the official CLI as well, with "+key+"cli"
	case !compared && len(failed) == 0:
		c.State, c.Reason = evidence.NotRequested, key+"cli.without leaves nothing to hold the inventory against"
	case !compared:
		c.State, c.Reason = evidence.Unavailable, strings.Join(failed, "; ")
	case len(failed) > 0:
		c.State, c.Reason = evidence.Partial, strings.Join(failed, "; ")
	}
	return c
}
