package fakeorg

import (
	"fmt"
	"slices"
)

// aggregate groups the records and computes COUNT, MIN and MAX.
func (v *view) aggregate(f *found) error {
	q := f.query
	if q.count {
		return nil
	}
	var by []path
	for _, it := range q.group {
		p, err := v.resolve(q.text, f.object, it)
		if err != nil {
			return err
		}
		by = append(by, p)
	}
	unnamed := 0
	for i, it := range q.items {
		label := it.alias
		switch {
		case it.fn == "" && !slices.ContainsFunc(by, func(p path) bool { return slices.Equal(p.names, f.paths[i].names) }):
			return refuse("MALFORMED_QUERY", q.text, it.at, "Field must be grouped or aggregated: %s", f.paths[i].last().name)
		case it.fn == "":
			label = f.paths[i].last().name
		case label == "":
			label = fmt.Sprintf("expr%d", unnamed)
			unnamed++
		}
		f.labels = append(f.labels, label)
	}
	groups := map[string]int{}
	if len(by) == 0 {
		groups[""] = 0
		f.groups = append(f.groups, make([]any, len(q.items)))
	}
	for i := range f.n {
		r, key := f.row(i), ""
		for _, p := range by {
			key += fmt.Sprintf("%v\x00", v.value(r, p))
		}
		at, ok := groups[key]
		if !ok {
			at = len(f.groups)
			groups[key] = at
			f.groups = append(f.groups, make([]any, len(q.items)))
		}
		for k, it := range q.items {
			f.groups[at][k] = fold(it.fn, f.groups[at][k], v.value(r, f.paths[k]))
		}
	}
	for _, group := range f.groups {
		for k, it := range q.items {
			if group[k] == nil && it.fn == "COUNT" {
				group[k] = int64(0)
			}
		}
	}
	if q.limit >= 0 && q.limit < len(f.groups) {
		f.groups = f.groups[:q.limit]
	}
	if f.n = len(f.groups); f.n > 2000 {
		return &soqlError{"EXCEEDED_ID_LIMIT", "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch"}
	}
	return nil
}

func fold(fn string, so, value any) any {
	switch {
	case fn == "":
		return value
	case value == nil:
		return so
	case fn == "COUNT":
		n, _ := so.(int64)
		return n + 1
	case so == nil, fn == "MIN" && compareValues(value, so) < 0, fn == "MAX" && compareValues(value, so) > 0:
		return value
	}
	return so
}
