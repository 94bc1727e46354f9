package fakeorg

import (
	"slices"
	"strings"
	"time"
)

// row is one record: values by column name. Absent, nil and "" are null.
type row map[string]any

// table holds the records of one object, or makes them when asked.
type table struct {
	n    int
	at   func(i int) row
	byID map[string]row // by the first 15 characters
}

func rowsOf(rows []row) *table {
	t := &table{n: len(rows), at: func(i int) row { return rows[i] }, byID: map[string]row{}}
	for _, r := range rows {
		if id, _ := r["Id"].(string); len(id) >= 15 {
			t.byID[id[:15]] = r
		}
		if durable, _ := r["DurableId"].(string); durable != "" {
			t.byID[durable] = r
		}
	}
	return t
}

func (t *table) find(id string) row {
	if r := t.byID[id]; r != nil {
		return r
	}
	if len(id) < 15 {
		return nil
	}
	return t.byID[id[:15]]
}

// view is the org as one user sees it through one API.
type view struct {
	org     *Server
	user    string // id of the running user
	grants  map[string]bool
	version int
	api     string // R, T or B
	now     time.Time
}

// path is a resolved field path: references to follow, then the column.
type path struct {
	steps []*column
	names []string // as Salesforce spells them
}

func (p path) last() *column { return p.steps[len(p.steps)-1] }

// object finds an object that this view has.
func (v *view) object(text, name string, at int) (*object, error) {
	o := v.org.schema[strings.ToLower(name)]
	if o == nil || !strings.Contains(o.apis, v.api) || v.org.hidden(o.name) == "invalid_type" || v.org.hidden(o.name) == "" && o.mode == "hidden" && !v.may(o) ||
		o.business && !v.org.reads(o.name) {
		return nil, refuse("INVALID_TYPE", text, at, "sObject type '%s' is not supported. If you are attempting to use a custom object, "+
			"be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.", name)
	}
	return o, nil
}

func (v *view) may(o *object) bool {
	if len(o.needs) == 0 {
		return true
	}
	return slices.ContainsFunc(o.needs, func(name string) bool { return v.grants[name] })
}

// resolve follows a path from an object. A name may begin with the object itself.
func (v *view) resolve(text string, o *object, it item) (path, error) {
	var p path
	words := strings.Split(it.path, ".")
	if len(words) > 1 && strings.EqualFold(words[0], o.name) && o.column(words[0]+"Id") == nil {
		words = words[1:]
	}
	if len(words) > 6 {
		return p, refuse("INVALID_FIELD", text, it.at, "A query may traverse at most five levels of parents")
	}
	objects := []*object{o}
	for i, word := range words {
		var found *column
		var from *object
		for _, candidate := range objects {
			from = candidate
			if i < len(words)-1 {
				for _, c := range candidate.columns {
					if strings.EqualFold(c.relation(), word) && v.has(c) && v.mayFollow(c) {
						found = c
					}
				}
			} else if c := candidate.column(word); c != nil && v.has(c) {
				found = c
			}
			if found != nil {
				break
			}
		}
		if found == nil && i < len(words)-1 {
			return p, refuse("INVALID_FIELD", text, it.at, "Didn't understand relationship '%s' in field path. If you are attempting to use a custom "+
				"relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.", word)
		}
		if found == nil {
			return p, refuse("INVALID_FIELD", text, it.at, "No such column '%s' on entity '%s'. If you are attempting to use a custom field, "+
				"be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.", word, from.name)
		}
		p.steps = append(p.steps, found)
		if i < len(words)-1 {
			p.names = append(p.names, found.relation())
			objects = nil
			for _, target := range found.targets {
				objects = append(objects, v.org.schema[strings.ToLower(target)])
			}
		} else {
			p.names = append(p.names, found.name)
		}
	}
	return p, nil
}

// has says whether the column exists in this version and API.
func (v *view) has(c *column) bool {
	return v.version >= c.since && (v.api == "T" || c.kind != "complexvalue" && c.name != "FullName")
}

// mayFollow says whether one of the objects that a reference points to is not hidden from the user:
// a path through one that is there for nobody is no path.
func (v *view) mayFollow(c *column) bool {
	return slices.ContainsFunc(c.targets, func(name string) bool {
		o := v.org.schema[strings.ToLower(name)]
		return v.org.hidden(o.name) != "invalid_type" && (v.org.hidden(o.name) != "" || o.mode != "hidden" || v.may(o))
	})
}

// value reads a path of a record.
func (v *view) value(r row, p path) any {
	for _, c := range p.steps[:len(p.steps)-1] {
		if r = v.follow(r, c); r == nil {
			return nil
		}
	}
	got := r[p.last().name]
	if got == nil && p.last().kind == "boolean" {
		return false
	}
	if got == "" {
		return nil
	}
	return got
}

func (v *view) follow(r row, c *column) row {
	id, _ := r[c.name].(string)
	if id == "" {
		return nil
	}
	for _, target := range c.targets {
		if t := v.org.tables[target]; t != nil {
			if found := t.find(id); found != nil {
				return found
			}
		}
	}
	return nil
}

// test is a condition made ready for records.
type test func(row) bool

func (v *view) compile(text string, o *object, c *cond) (test, error) {
	if c == nil {
		return func(row) bool { return true }, nil
	}
	if c.op == "and" || c.op == "or" || c.op == "not" {
		return v.compileAll(text, o, c)
	}
	p, err := v.resolve(text, o, item{path: c.path, at: c.at})
	if err != nil {
		return nil, err
	}
	column := p.last()
	if column.noFilter {
		return nil, refuse("INVALID_FIELD", text, c.at, "field '%s' can not be filtered in a query call", column.name)
	}
	if c.sub != nil {
		return v.compileSub(c, p)
	}
	var tests []test
	for _, value := range c.values {
		t, err := v.compare(text, c, p, value)
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	any := func(r row) bool { return slices.ContainsFunc(tests, func(t test) bool { return t(r) }) }
	if set := literalSet(c, column); set != nil {
		any = func(r row) bool { s, _ := v.value(r, p).(string); return set[strings.ToLower(s)] }
	}
	if c.op == "not in" {
		return func(r row) bool { return !any(r) }, nil
	}
	return any, nil
}

// literalSet makes long IN lists of text fast; nil where that does not apply.
func literalSet(c *cond, column *column) map[string]bool {
	if c.op != "in" && c.op != "not in" || column.kind != "string" && column.kind != "picklist" {
		return nil
	}
	set := map[string]bool{}
	for _, value := range c.values {
		if value.kind != "string" || value.text == "" {
			return nil
		}
		set[strings.ToLower(value.text)] = true
	}
	return set
}

func (v *view) compileAll(text string, o *object, c *cond) (test, error) {
	var kids []test
	for _, kid := range c.kids {
		t, err := v.compile(text, o, kid)
		if err != nil {
			return nil, err
		}
		kids = append(kids, t)
	}
	switch c.op {
	case "not":
		return func(r row) bool { return !kids[0](r) }, nil
	case "or":
		return func(r row) bool { return slices.ContainsFunc(kids, func(t test) bool { return t(r) }) }, nil
	}
	return func(r row) bool { return !slices.ContainsFunc(kids, func(t test) bool { return !t(r) }) }, nil
}

// compileSub is a semi-join: ParentId IN (SELECT Id FROM PermissionSet WHERE ...).
func (v *view) compileSub(c *cond, p path) (test, error) {
	found, err := v.run(c.sub)
	if err != nil {
		return nil, err
	}
	if len(found.paths) != 1 {
		return nil, refuse("MALFORMED_QUERY", c.sub.text, c.sub.at, "The inner select of a semi join must have exactly one column")
	}
	set := map[any]bool{}
	for i := range found.n {
		set[v.value(found.row(i), found.paths[0])] = true
	}
	return func(r row) bool { return set[v.value(r, p)] == (c.op == "in") }, nil
}
