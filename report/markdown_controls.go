package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/rego"
)

// controlsMean is how to read the results of controls.
const controlsMean = "A control passes when every rule that speaks for it was evaluated and passed; it is not evaluated as long as one was not. " +
	"What a waiver accepts does not fail a rule and is counted: \"passed, 1 waived\" was found and accepted. A rule speaks for part of a control, never for all of it."

// controls shows our own checklists item by item, then every framework that a rule names.
func (d *document) controls(a *rego.Assessment) {
	d.add("## Controls")
	d.add(controlsMean)
	by := verdictsByControl(a)
	for _, list := range rego.Checklists() {
		d.add("### %s", list.Title)
		d.table("Item", "What", "Result", "Passed", "Failed", "Not evaluated")
		for i, item := range list.Items {
			id := strconv.Itoa(i + 1)
			d.row(append([]string{id, item}, controlCells(by[list.Framework][id])...)...)
			delete(by[list.Framework], id)
		}
		if len(by[list.Framework]) == 0 {
			delete(by, list.Framework) // else a rule names an item the list does not have: shown below
		}
	}
	for _, framework := range slices.Sorted(maps.Keys(by)) {
		d.add("### Framework %s", span(framework))
		d.table("Control", "Result", "Passed", "Failed", "Not evaluated")
		for _, id := range naturalOrder(slices.Sorted(maps.Keys(by[framework]))) {
			d.row(append([]string{cell(id)}, controlCells(by[framework][id])...)...)
		}
	}
}

func verdictsByControl(a *rego.Assessment) map[string]map[string][]*rego.Verdict {
	by := map[string]map[string][]*rego.Verdict{}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		for framework, ids := range v.Rule.Controls {
			if by[framework] == nil {
				by[framework] = map[string][]*rego.Verdict{}
			}
			for _, id := range ids {
				by[framework][id] = append(by[framework][id], v)
			}
		}
	}
	return by
}

// controlCells are the result of a control and the rules behind it.
func controlCells(verdicts []*rego.Verdict) []string {
	c := controlOf(verdicts)
	result := c.result
	if len(c.failed) > 0 {
		result = "**" + result + "**"
	}
	return []string{result, orDash(cells(c.passed)), orDash(cells(c.failed)), orDash(cells(c.unjudged))}
}

// control is how a control came out and the rules that speak for it: those that pass with what a
// waiver accepts of them.
type control struct {
	result                   string
	passed, failed, unjudged []string
}

func controlOf(verdicts []*rego.Verdict) control {
	c, waived := control{}, 0
	for _, v := range verdicts {
		switch v.Outcome {
		case rego.Passed:
			name := v.Rule.ID
			if n := waivedOf(v); n > 0 {
				waived += n
				name += fmt.Sprintf(" (%d waived)", n)
			}
			c.passed = append(c.passed, name)
		case rego.Failed:
			c.failed = append(c.failed, v.Rule.ID)
		default:
			c.unjudged = append(c.unjudged, v.Rule.ID)
		}
	}
	switch {
	case len(c.failed) > 0:
		c.result = "failed"
	case len(verdicts) == 0:
		c.result = "not evaluated: no rule speaks for it"
	case len(c.unjudged) > 0:
		c.result = "not evaluated"
	default:
		c.result = "passed" + waivedWords(waived)
	}
	return c
}

// naturalOrder sorts control ids as people number them: CC6.2 before CC6.10.
func naturalOrder(ids []string) []string {
	slices.SortStableFunc(ids, func(a, b string) int {
		x, y := strings.Split(a, "."), strings.Split(b, ".")
		for i := range min(len(x), len(y)) {
			m, errM := strconv.Atoi(x[i])
			n, errN := strconv.Atoi(y[i])
			if errM == nil && errN == nil && m != n {
				return cmp.Compare(m, n)
			}
			if x[i] != y[i] {
				return strings.Compare(x[i], y[i])
			}
		}
		return cmp.Compare(len(x), len(y))
	})
	return ids
}
