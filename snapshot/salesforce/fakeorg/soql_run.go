package fakeorg

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// found is the answer to a query: which records, and what is read of them.
type found struct {
	query  *query
	object *object
	paths  []path
	table  *table
	rows   []int32 // nil: all of the table
	n      int
	groups [][]any // aggregates
	labels []string
}

func (f *found) row(i int) row {
	if f.rows == nil {
		return f.table.at(i)
	}
	return f.table.at(int(f.rows[i]))
}

// reified are the objects that are made up on the fly: no COUNT, OR, NOT, GROUP BY or OFFSET, LIMIT
// is passed over in silence, and there are no further pages.
func reified(name string) bool { return name == "EntityDefinition" || name == "FieldDefinition" }

const reifiedRows = 2000

// run answers a query.
func (v *view) run(q *query) (*found, error) {
	o, err := v.object(q.text, q.object, q.at)
	if err != nil {
		return nil, err
	}
	f := &found{query: q, object: o, table: v.org.tables[o.name]}
	if f.table == nil {
		f.table = rowsOf(nil)
	}
	if err := v.checkShape(q, o); err != nil {
		return nil, err
	}
	for _, it := range q.items {
		p, err := v.resolve(q.text, o, it)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(f.paths, func(other path) bool { return it.fn == "" && slices.Equal(other.names, p.names) }) {
			return nil, refuse("INVALID_FIELD", q.text, it.at, "duplicate field selected: %s", strings.Join(p.names, "."))
		}
		f.paths = append(f.paths, p)
	}
	keep, err := v.compile(q.text, o, q.where)
	if err != nil {
		return nil, err
	}
	f.n = f.table.n
	owner := "UserId"
	if o.business {
		owner = "OwnerId"
	}
	switch own := v.ownOnly(o) || v.org.hidden(o.name) == "" && o.mode == "own" && !v.may(o) || o.name == "OauthToken" && !v.grants["CustomizeApplication"]; {
	case v.org.hidden(o.name) == "empty" || v.org.hidden(o.name) == "" && o.mode == "empty" && !v.may(o):
		f.n, f.rows = 0, []int32{}
	case own || q.where != nil:
		f.rows = []int32{}
		for i := range f.table.n {
			if r := f.table.at(i); (!own || r[owner] == v.user) && keep(r) {
				f.rows = append(f.rows, int32(i))
			}
		}
		f.n = len(f.rows)
	}
	if err := v.sort(f); err != nil {
		return nil, err
	}
	if q.usesAgg {
		return f, v.aggregate(f)
	}
	v.cut(f)
	if f.n > 1 {
		for _, p := range f.paths {
			if name := p.last().name; v.api == "T" && (name == "Metadata" || name == "FullName") && len(p.steps) == 1 {
				return nil, &soqlError{"MALFORMED_QUERY", fmt.Sprintf("When retrieving results with Metadata or FullName fields, "+
					"the query qualifications must specify no more than one row for retrieval. Result size: %d", f.n)}
			}
		}
	}
	return f, nil
}

// checkShape refuses what an object or an API does not take.
func (v *view) checkShape(q *query, o *object) error {
	if reified(o.name) {
		switch {
		case q.count || q.usesAgg:
			return refuse("MALFORMED_QUERY", q.text, 0, "COUNT and GROUP BY are not supported on %s", o.name)
		case q.offset > 0:
			return refuse("MALFORMED_QUERY", q.text, 0, "OFFSET is not supported on %s", o.name)
		case disjoint(q.where):
			return refuse("MALFORMED_QUERY", q.text, q.at, "Disjunctions not supported on %s", o.name)
		case o.name == "FieldDefinition" && !mentions(q.where, "entitydefinition"):
			return refuse("MALFORMED_QUERY", q.text, q.at, "Where clauses should contain at least one of these reified columns: DurableId, EntityDefinitionId")
		}
	}
	if o.name == "FieldPermissions" && !q.count && !q.usesAgg {
		names := ""
		for _, it := range q.items {
			names += "," + strings.ToLower(it.path) + ","
		}
		if !strings.Contains(names, ",sobjecttype,") || !strings.Contains(names, ",field,") {
			return refuse("INVALID_FIELD", q.text, q.at, "FieldPermissions: both SobjectType and Field must be selected")
		}
	}
	if v.api == "B" && (q.count || q.usesAgg || q.offset > 0) {
		return &soqlError{"FEATURENOTENABLED", "Aggregate functions, GROUP BY and OFFSET are not supported in Bulk Query"}
	}
	return nil
}

func disjoint(c *cond) bool {
	return c != nil && (c.op == "or" || c.op == "not" || slices.ContainsFunc(c.kids, disjoint))
}

func mentions(c *cond, field string) bool {
	return c != nil && (strings.HasPrefix(strings.ToLower(c.path), field) || strings.EqualFold(c.path, "DurableId") ||
		slices.ContainsFunc(c.kids, func(kid *cond) bool { return mentions(kid, field) }))
}

func (v *view) sort(f *found) error {
	if len(f.query.order) == 0 {
		return nil
	}
	type key struct {
		path
		ordering
	}
	var keys []key
	for _, by := range f.query.order {
		if by.fn != "" {
			return refuse("MALFORMED_QUERY", f.query.text, by.at, "ordering by an aggregate is not supported here")
		}
		p, err := v.resolve(f.query.text, f.object, by.item)
		if err != nil {
			return err
		}
		keys = append(keys, key{p, by})
	}
	if f.rows == nil {
		f.rows = make([]int32, f.n)
		for i := range f.rows {
			f.rows[i] = int32(i)
		}
	}
	slices.SortStableFunc(f.rows, func(a, b int32) int {
		ra, rb := f.table.at(int(a)), f.table.at(int(b))
		for _, k := range keys {
			x, y := v.value(ra, k.path), v.value(rb, k.path)
			n := compareValues(x, y)
			if k.desc {
				n = -n
			}
			if x == nil || y == nil { // nulls come first in both directions, unless told
				if n = compareValues(x, y); k.nullsLast {
					n = -n
				}
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
	return nil
}

// compareValues orders values of one column; null is the least.
func compareValues(x, y any) int {
	switch {
	case x == nil || y == nil:
		return cmp.Compare(boolRank(x != nil), boolRank(y != nil))
	}
	switch x := x.(type) {
	case string:
		s, _ := y.(string)
		return cmp.Or(cmp.Compare(strings.ToLower(x), strings.ToLower(s)), cmp.Compare(x, s))
	case int64:
		n, _ := y.(int64)
		return cmp.Compare(x, n)
	case time.Time:
		t, _ := y.(time.Time)
		return x.Compare(t)
	case bool:
		b, _ := y.(bool)
		return cmp.Compare(boolRank(x), boolRank(b))
	}
	return 0
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cut applies OFFSET and LIMIT and the org's own limits.
func (v *view) cut(f *found) {
	limit := f.query.limit
	if f.query.count && !f.query.hasLim {
		return
	}
	switch {
	case reified(f.object.name):
		limit = reifiedRows
	case f.object.name == "OauthToken" && (limit < 0 || limit > oauthTokenRows):
		limit = oauthTokenRows
	}
	from := min(f.query.offset, f.n)
	to := f.n
	if limit >= 0 {
		to = min(to, from+limit)
	}
	if from == 0 && to == f.n {
		return
	}
	if f.rows == nil {
		f.rows = make([]int32, to-from)
		for i := range f.rows {
			f.rows[i] = int32(from + i)
		}
	} else {
		f.rows = f.rows[from:to]
	}
	f.n = to - from
}

// OauthToken gives 500 records a page and ends, in silence, after 2,500.
const (
	oauthTokenRows = 2500
	oauthTokenPage = 500
)
