package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/rego"
)

// controls shows our own checklists item by item, then every framework that a rule names.
func (d *document) controls(a *rego.Assessment) {
	d.add("## Controls")
	d.add("A control passes when every rule that speaks for it was evaluated and passed; it is not evaluated as long as one was not. A rule speaks for part of a control, never for all of it.")
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
	passed, failed, unjudged := splitVerdicts(verdicts)
	result := "passed"
	switch {
	case len(failed) > 0:
		result = "**failed**"
	case len(verdicts) == 0:
		result = "not evaluated: no rule speaks for it"
	case len(unjudged) > 0:
		result = "not evaluated"
	}
	return []string{result, orDash(cells(passed)), orDash(cells(failed)), orDash(cells(unjudged))}
}

// splitVerdicts are the ids of rules by how they came out.
func splitVerdicts(verdicts []*rego.Verdict) (passed, failed, unjudged []string) {
	for _, v := range verdicts {
		switch v.Outcome {
		case rego.Passed:
			passed = append(passed, v.Rule.ID)
		case rego.Failed:
			failed = append(failed, v.Rule.ID)
		default:
			unjudged = append(unjudged, v.Rule.ID)
		}
	}
	return passed, failed, unjudged
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
