package report

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Framework is a control framework as the rules speak for it.
type Framework struct {
	Name  string    `json:"framework"`
	Title string    `json:"title,omitempty"` // of a checklist of our own
	Items []Control `json:"items"`
}

// Control is one control, or item of a checklist, and the ids of the rules that speak for it.
type Control struct {
	ID    string   `json:"id"`
	Title string   `json:"title,omitempty"`
	Rules []string `json:"rules"`
}

// Covered is how many of the items have a rule.
func (f Framework) Covered() int {
	n := 0
	for _, item := range f.Items {
		if len(item.Rules) > 0 {
			n++
		}
	}
	return n
}

// Frameworks are our checklists with every item, whether a rule speaks for it or not, and then
// every other framework that a rule names, by name.
func Frameworks(rules []rego.Rule) []Framework {
	by := map[string]map[string][]string{}
	for _, r := range rules {
		for framework, ids := range r.Controls {
			if by[framework] == nil {
				by[framework] = map[string][]string{}
			}
			for _, id := range ids {
				by[framework][id] = append(by[framework][id], r.ID)
			}
		}
	}
	var all []Framework
	for _, list := range rego.Checklists() {
		f := Framework{Name: list.Framework, Title: list.Title}
		for i, title := range list.Items {
			id := strconv.Itoa(i + 1)
			f.Items = append(f.Items, Control{id, title, append([]string{}, by[list.Framework][id]...)})
			delete(by[list.Framework], id)
		}
		f.Items = append(f.Items, controlsOf(by[list.Framework])...) // what a rule names and the list does not have
		delete(by, list.Framework)
		all = append(all, f)
	}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		all = append(all, Framework{Name: name, Items: controlsOf(by[name])})
	}
	return all
}

func controlsOf(by map[string][]string) []Control {
	var all []Control
	for _, id := range naturalOrder(slices.Sorted(maps.Keys(by))) {
		all = append(all, Control{ID: id, Rules: by[id]})
	}
	return all
}

// WriteCatalogue writes what every rule says, as Markdown: the reference for those who scan,
// and what docs/rules.md is made of. The checklists come first, then the rules by family.
func WriteCatalogue(w io.Writer, rules []rego.Rule) error {
	d := &document{}
	d.add("# Rules")
	d.add("What Leastwise checks: %s. This page is written by `leastwise rules list --format markdown`.", evidence.Count(len(rules), "rule"))
	d.frameworks(Frameworks(rules)[:len(rego.Checklists())])
	family := ""
	for i := range rules {
		r := &rules[i]
		if r.Family != family {
			family = r.Family
			d.add("## %s", familyName(family))
		}
		if err := d.entry(r); err != nil {
			return err
		}
	}
	return d.writeAll(w)
}

// WriteFrameworks writes the controls of frameworks and their rules, as Markdown.
func WriteFrameworks(w io.Writer, frameworks []Framework) error {
	d := &document{}
	d.frameworks(frameworks)
	return d.writeAll(w)
}

// writeAll writes the document whole, however long.
func (d *document) writeAll(w io.Writer) error {
	const whole = 1 << 40
	_, err := w.Write(append(d.bytes(whole), '\n'))
	return err
}

func (d *document) frameworks(frameworks []Framework) {
	for _, f := range frameworks {
		if f.Title != "" {
			d.add("## %s", f.Title)
			d.add("Checklist %s: %d of %d items have a rule.", span(f.Name), f.Covered(), len(f.Items))
			d.table("Item", "What", "Rules")
		} else {
			d.add("## Framework %s", span(f.Name))
			d.table("Control", "Rules")
		}
		for _, item := range f.Items {
			rules := make([]string, len(item.Rules))
			for i, id := range item.Rules {
				rules[i] = cell(id)
			}
			list := orDash(strings.Join(rules, ", "))
			if f.Title != "" {
				d.row(cell(item.ID), orDash(item.Title), list)
			} else {
				d.row(cell(item.ID), list)
			}
		}
	}
}

func (d *document) entry(r *rego.Rule) error {
	d.add("### %s", prose(oneLine(r.Title), false))
	d.table("Rule", cell(r.ID))
	severity := severityWord(r.Severity)
	d.row("Severity", strings.ToLower(severity))
	needs := orDash(cells(r.Needs))
	if r.OnPartial != "" {
		needs += "; what is found on partial evidence counts"
	}
	d.row("Needs", needs)
	if c := controlList(r); len(c) > 0 {
		d.row("Controls", prose(strings.Join(c, "; "), true))
	}
	if links := references(r); links != "" {
		d.row("References", links)
	}
	if r.Custom {
		d.row("Source", "a rule of your own")
	}
	d.add("**Why it matters:** %s", prose(oneLine(r.Description), false))
	d.add("**How to fix:** %s", prose(oneLine(r.Remediation), false))
	if len(r.Params) == 0 {
		return nil
	}
	d.table("Parameter", "Default", "What it sets")
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		value, err := json.Marshal(r.Params[name].Default)
		if err != nil {
			return fmt.Errorf("write parameter %s of %s: %w", name, r.ID, err)
		}
		d.row(cell(name), cell(string(value)), prose(oneLine(r.Params[name].Description), true))
	}
	return nil
}
