package fakeorg

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// cursor is a query whose pages are still to be fetched.
type cursor struct {
	found *found
	view  *view
	page  int
	base  string
}

// cursorID is the cursor that a path names, "" where it names none.
func cursorID(rest string) string {
	_, name, ok := strings.Cut(strings.TrimPrefix(rest, "/tooling"), "/query/")
	id, _, cut := strings.Cut(name, "-")
	if !ok || !cut {
		return ""
	}
	return id
}

// refusal turns an error of the SOQL engine into an answer.
func refusal(err error) *reply {
	var e *soqlError
	if errors.As(err, &e) {
		return restError(http.StatusBadRequest, e.code, "%s", e.message)
	}
	return restError(http.StatusInternalServerError, "UNKNOWN_EXCEPTION", "%v", err)
}

// query answers /query and /tooling/query.
func (s *Server) query(c *call, v *view) *reply {
	if !c.form.Has("q") {
		return restError(http.StatusBadRequest, "MALFORMED_QUERY", "A query string has to be specified")
	}
	q, err := parseSOQL(c.form.Get("q"))
	if err != nil {
		return refusal(err)
	}
	f, err := v.run(q)
	if err != nil {
		return refusal(err)
	}
	if c.form.Get("columns") == "true" {
		return jsonReply(http.StatusOK, columnMetadata(f))
	}
	if q.count {
		return jsonReply(http.StatusOK, jsonOf("totalSize", f.n, "done", true, "records", []any{}))
	}
	base := strings.TrimSuffix(c.URL.Path, "/")
	page := &cursor{f, v, s.pageSize(c, f.object.name), strings.TrimSuffix(base, "All")}
	if f.n <= page.page || q.usesAgg {
		return page.reply("", 0)
	}
	s.mu.Lock()
	id := newID("01g", len(s.cursors)+1)
	s.cursors[id] = page
	s.mu.Unlock()
	return page.reply(id, 0)
}

func (s *Server) pageSize(c *call, object string) int {
	size := s.opts.PageSize
	if n, err := strconv.Atoi(strings.TrimPrefix(c.Header.Get("Sforce-Query-Options"), "batchSize=")); err == nil {
		size = min(size, max(n, 200))
	}
	if object == "OauthToken" {
		size = min(size, oauthTokenPage)
	}
	return size
}

// nextPage answers a nextRecordsUrl.
func (s *Server) nextPage(name string) *reply {
	id, number, _ := strings.Cut(name, "-")
	from, err := strconv.Atoi(number)
	s.mu.Lock()
	page := s.cursors[id]
	s.mu.Unlock()
	if page == nil || err != nil || from < 0 || from >= page.found.n {
		return restError(http.StatusBadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator")
	}
	return page.reply(id, from)
}

func (p *cursor) reply(id string, from int) *reply {
	to := min(from+p.page, p.found.n)
	records := make([]any, 0, to-from)
	for i := from; i < to; i++ {
		records = append(records, p.record(i))
	}
	answer := jsonOf("totalSize", p.found.n, "done", to == p.found.n)
	if p.view.api == "T" {
		answer = jsonOf("size", len(records), "totalSize", p.found.n, "done", to == p.found.n, "queryLocator", nil, "entityTypeName", p.found.object.name)
	}
	if to < p.found.n {
		answer = append(answer, jsonMember{"nextRecordsUrl", fmt.Sprintf("%s/%s-%d", p.base, id, to)})
	}
	return jsonReply(http.StatusOK, append(answer, jsonMember{"records", records}))
}

// record writes one record, or one row of aggregates.
func (p *cursor) record(i int) jsonObject {
	if p.found.groups != nil {
		o := jsonOf("attributes", jsonOf("type", "AggregateResult"))
		for k, label := range p.found.labels {
			o = append(o, jsonMember{label, restValue(p.found.groups[i][k])})
		}
		return o
	}
	return p.nest(p.found.object.name, p.found.row(i), p.found.paths, 0)
}

// nest writes a record with the records above it that the paths go through.
func (p *cursor) nest(object string, r row, paths []path, depth int) jsonObject {
	id, ok := r["Id"].(string)
	if !ok {
		id = emptyID
	}
	o := jsonOf("attributes", jsonOf("type", object, "url", strings.TrimSuffix(p.base, "/query")+"/sobjects/"+object+"/"+id))
	done := map[string]bool{}
	for _, each := range paths {
		name := each.names[depth]
		if depth == len(each.steps)-1 {
			value := p.view.value(r, path{steps: each.steps[depth:]})
			o = append(o, jsonMember{name, restValue(value)})
			continue
		}
		if done[name] {
			continue
		}
		done[name] = true
		above := slices.DeleteFunc(slices.Clone(paths), func(other path) bool { return len(other.steps) <= depth+1 || other.names[depth] != name })
		parent := p.view.follow(r, each.steps[depth])
		if parent == nil {
			o = append(o, jsonMember{name, nil})
			continue
		}
		target := each.steps[depth].targets[0]
		for _, candidate := range each.steps[depth].targets {
			if t := p.view.org.tables[candidate]; t != nil && t.find(fmt.Sprint(r[each.steps[depth].name])) != nil {
				target = candidate
				break
			}
		}
		o = append(o, jsonMember{name, p.nest(target, parent, above, depth+1)})
	}
	return o
}

// columnMetadata answers a query with columns=true.
func columnMetadata(f *found) jsonObject {
	list := []any{}
	nested := map[string]*jsonObject{}
	describe := func(name string, c *column, aggregate bool) jsonObject {
		apex := map[string]string{"boolean": "Boolean", "int": "Integer", "double": "Double", "datetime": "Datetime", "id": "Id", "reference": "Id"}[c.kind]
		if apex == "" {
			apex = "String"
		}
		return jsonOf("aggregate", aggregate, "apexType", apex, "booleanType", c.kind == "boolean", "columnName", name, "custom", strings.HasSuffix(name, "__c"),
			"displayName", name, "foreignKeyName", nil, "insertable", false, "joinColumns", []any{},
			"numberType", c.kind == "int" || c.kind == "double", "textType", apex == "String", "updatable", false)
	}
	for i, p := range f.paths {
		if f.labels != nil {
			list = append(list, describe(f.labels[i], p.last(), f.query.items[i].fn != ""))
			continue
		}
		if len(p.names) == 1 {
			list = append(list, describe(p.names[0], p.last(), false))
			continue
		}
		join := describe(p.names[len(p.names)-1], p.last(), false)
		for k := len(p.names) - 2; k > 0; k-- {
			join = joinColumn(p.names[k], join)
		}
		if head := nested[p.names[0]]; head != nil {
			addJoin(head, join)
			continue
		}
		head := joinColumn(p.names[0], join)
		nested[p.names[0]] = &head
		list = append(list, &head)
	}
	return jsonOf("columnMetadata", list, "entityName", f.object.name, "groupBy", len(f.query.group) > 0,
		"idSelected", slices.ContainsFunc(f.paths, func(p path) bool { return slices.Equal(p.names, []string{"Id"}) }), "keyPrefix", f.object.prefix)
}

func joinColumn(name string, join jsonObject) jsonObject {
	return jsonOf("aggregate", false, "apexType", nil, "booleanType", false, "columnName", name, "custom", false, "displayName", name,
		"foreignKeyName", name, "insertable", false, "joinColumns", []any{join}, "numberType", false, "textType", false, "updatable", false)
}

func addJoin(head *jsonObject, join jsonObject) {
	for i, member := range *head {
		if list, ok := member.value.([]any); ok {
			(*head)[i].value = append(list, join)
		}
	}
}

// record answers /sobjects/X/{id}.
func (s *Server) record(c *call, v *view, name, id string) *reply {
	o, err := v.object("", name, 0)
	if err != nil {
		return notFound()
	}
	t := s.tables[o.name]
	if t == nil || len(id) < 15 || t.find(id) == nil || !v.may(o) {
		return notFound()
	}
	r := t.find(id)
	answer := jsonOf("attributes", jsonOf("type", o.name, "url", fmt.Sprintf("/services/data/v%d.0/sobjects/%s/%v", c.version, o.name, r["Id"])))
	wanted := strings.FieldsFunc(c.form.Get("fields"), func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	for _, field := range o.columns {
		if v.has(field) && (len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return strings.EqualFold(w, field.name) })) {
			answer = append(answer, jsonMember{field.name, restValue(v.value(r, path{steps: []*column{field}}))})
		}
	}
	return jsonReply(http.StatusOK, answer)
}
