package clay

import (
	"reflect"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// merger joins what several sources say of one workspace. The inventory is there first; a
// source that comes later and knows a thing better wins, and what they cannot both be right
// about is a Contradiction.
type merger struct {
	ws          *Workspace
	coverage    evidence.Sections
	held        map[string]bool          // sections that the inventory claims to hold in full
	found       map[string]Contradiction // by section, id and field
	alias       map[string]string        // section/id of a source -> id in ws, where they differ
	people      map[string]string        // Clay's id of a user -> email
	clayManaged map[string]bool
}

func newMerger(ws *Workspace, coverage evidence.Sections) *merger {
	m := &merger{
		ws: ws, coverage: coverage, held: map[string]bool{}, found: map[string]Contradiction{},
		alias: map[string]string{}, people: map[string]string{}, clayManaged: map[string]bool{},
	}
	for _, section := range Sections {
		m.held[section] = coverage["clay."+section].State == evidence.Complete
	}
	for _, member := range ws.Members {
		m.people[member.ID] = member.Email
	}
	return m
}

// kinds are the kinds of subject of the sections that can be compared.
var kinds = map[string]string{
	"workspace": "clay.workspace", "members": "clay.member", "workbooks": "clay.workbook", "tables": "clay.table", "columns": "clay.column",
	"webhooks": "clay.webhook", "connections": "clay.connection", "api_keys": "clay.api_key",
}

// moving are the facts that change by themselves: a later look is newer, not another opinion.
// Of people's names and of the words for a role or a provider, sources have their own.
var moving = map[string]bool{
	"members.name": true, "members.role_raw": true, "tables.row_count": true, "tables.updated_at": true, "webhooks.submissions": true,
	"webhooks.name": true, "connections.provider": true, "connections.status": true, "api_keys.kind": true,
	"workspace.credits.data_balance": true, "workspace.credits.action_balance": true,
}

// identity are the fields that are not compared: they say what the thing is, or are compared
// one by one.
var identity = map[string]bool{
	"id": true, "email": true, "provenance": true, "location": true, "columns": true, "declared": true, "credits.auto_top_up": true,
}

// thing is one entry of a list for the merger.
type thing struct {
	id, name   string
	fields     reflect.Value // of its struct, settable
	provenance *map[string]string
	at         evidence.Location
	within     string // stands before the names of the fields, where the struct is part of another
}

// merge takes over what one source says.
func (m *merger) merge(f *facts) {
	for id, email := range f.people {
		m.people[id] = email
	}
	for id := range f.clayManaged {
		m.clayManaged[id] = true
	}
	m.workspace(f)
	mergeList(m, f, "members", "", &m.ws.Members, f.ws.Members, f.read["members"].listed, func(x *Member) thing {
		return thing{x.Email, x.Name, reflect.ValueOf(x).Elem(), &x.Provenance, x.Location, ""}
	})
	m.memberIDs(f)
	mergeList(m, f, "workbooks", "", &m.ws.Workbooks, f.ws.Workbooks, f.read["workbooks"].listed, func(x *Workbook) thing {
		return thing{x.ID, x.Name, reflect.ValueOf(x).Elem(), &x.Provenance, x.Location, ""}
	})
	mergeList(m, f, "connections", "", &m.ws.Connections, f.ws.Connections, f.read["connections"].listed, func(x *Connection) thing {
		return thing{x.ID, x.Name, reflect.ValueOf(x).Elem(), &x.Provenance, x.Location, ""}
	})
	m.tables(f)
	m.webhooks(f)
	for i := range f.ws.APIKeys {
		f.ws.APIKeys[i].Owner = m.people[f.user]
	}
	mergeList(m, f, "api_keys", "", &m.ws.APIKeys, f.ws.APIKeys, f.read["api_keys"].listed, func(x *APIKey) thing {
		return thing{x.ID, x.Name, reflect.ValueOf(x).Elem(), &x.Provenance, x.Location, ""}
	})
	m.ws.Routines = append(m.ws.Routines, f.ws.Routines...)
	m.ws.OutboundWebhooks = append(m.ws.OutboundWebhooks, f.ws.OutboundWebhooks...)
	m.cover(f)
}

// mergeList joins a list by id, or by name where the inventory has no id of Clay's. prefix
// stands before ids in contradictions; listed says that the source knows every one there is.
func mergeList[T any](m *merger, f *facts, section, prefix string, have *[]T, said []T, listed bool, as func(*T) thing) {
	before := len(*have)
	byID, byName := map[string]int{}, map[string]int{}
	for i := range *have {
		t := as(&(*have)[i])
		byID[t.id] = i
		if t.id == t.name {
			byName[t.name] = i
		}
	}
	names := map[string]int{}
	for i := range said {
		names[as(&said[i]).name]++
	}
	matched := map[int]bool{}
	for i := range said {
		t := as(&said[i])
		at, ok := byID[t.id]
		if !ok && names[t.name] == 1 {
			if at, ok = byName[t.name]; ok {
				m.alias[section+"/"+t.id] = as(&(*have)[at]).id
			}
		}
		if ok {
			if !matched[at] {
				matched[at] = true
				m.fields(f, section, prefix, as(&(*have)[at]), t)
			}
			continue
		}
		m.fill(t, f.source)
		*have = append(*have, said[i])
		byID[t.id] = len(*have) - 1
		matched[len(*have)-1] = true
		if m.held[section] {
			m.missing(section, prefix+t.id, t.name, "inventory", f.source, lists, t.at)
		}
	}
	for i := 0; i < before && listed; i++ {
		if t := as(&(*have)[i]); !matched[i] {
			for _, source := range sourcesOf(t) {
				m.missing(section, prefix+t.id, t.name, f.source, source, lists, t.at)
			}
		}
	}
}

// sourcesOf are the sources that know a thing, as far as its fields tell.
func sourcesOf(t thing) []string {
	var sources []string
	if t.provenance != nil {
		for _, words := range *t.provenance {
			sources = append(sources, strings.Split(words, ", ")...)
		}
	}
	if len(sources) == 0 {
		return []string{"inventory"}
	}
	return set(sources)
}

// fill notes of every field that is known where it comes from, unless that is noted.
func (m *merger) fill(t thing, source string) {
	if t.provenance == nil {
		return
	}
	if *t.provenance == nil {
		*t.provenance = map[string]string{}
	}
	for i := range t.fields.NumField() {
		name := jsonName(t.fields.Type().Field(i))
		if _, noted := (*t.provenance)[name]; !noted && !identity[name] && !t.fields.Field(i).IsZero() {
			(*t.provenance)[name] = source
		}
	}
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// fields merges what a source says of a thing that is known already.
func (m *merger) fields(f *facts, section, prefix string, have, said thing) {
	m.fill(have, "inventory")
	if c, ok := m.found[section+"\x00"+prefix+have.id+"\x00"]; ok && slices.Contains(c.MissingIn, "inventory") {
		c.Values[f.source] = lists
	}
	provenance := map[string]string{}
	if have.provenance != nil {
		provenance = *have.provenance
	}
	for i := range have.fields.NumField() {
		name := have.within + jsonName(have.fields.Type().Field(i))
		old, told := have.fields.Field(i), said.fields.Field(i)
		switch {
		case identity[name] || told.IsZero() || name == "name" && said.name == said.id: // an id is no name
		case old.IsZero():
			provenance[name] = f.source
			old.Set(told)
		case same(old, told):
			provenance[name] = strings.Join(set(append(strings.Split(orInventory(provenance[name]), ", "), f.source)), ", ")
			if exact(old, told) {
				old.Set(told)
			}
		case moving[section+"."+name] || name == "name" && have.id == have.name:
			provenance[name] = f.source
			old.Set(told)
		default:
			m.disagree(section, prefix+have.id, have.name, name, orInventory(provenance[name]), text(old), f.source, text(told), have.at)
			provenance[name] = f.source
			old.Set(told)
		}
	}
}

func orInventory(source string) string {
	if source == "" {
		return "inventory"
	}
	return source
}

// workspace merges the credits, which is all that a source but the inventory knows.
func (m *merger) workspace(f *facts) {
	said := f.ws.Workspace.Credits
	if said == nil {
		return
	}
	d := &m.ws.Workspace
	if d.Credits == nil {
		d.Credits = &Credits{}
	}
	at := func(v any, within string) thing {
		return thing{id: d.ID, name: d.Name, fields: reflect.ValueOf(v).Elem(), at: d.Location, within: within}
	}
	m.fields(f, "workspace", "", at(d.Credits, "credits."), at(said, ""))
	if said.AutoTopUp == nil {
		return
	}
	topUp := d.Credits.AutoTopUp
	if topUp == nil {
		d.Credits.AutoTopUp = said.AutoTopUp
		return
	}
	m.fields(f, "workspace", "", at(topUp, "credits.auto_top_up."), at(said.AutoTopUp, ""))
}

// memberIDs gives a member the id that Clay has for it.
func (m *merger) memberIDs(f *facts) {
	ids := map[string]string{}
	for _, x := range f.ws.Members {
		ids[x.Email] = x.ID
	}
	for i := range m.ws.Members {
		x := &m.ws.Members[i]
		if id := ids[x.Email]; id != "" && x.ID == x.Email {
			x.ID = id
		}
	}
}

func (m *merger) tables(f *facts) {
	said := slices.Clone(f.ws.Tables)
	for i := range said {
		t := &said[i]
		t.Workbook = m.known("workbooks", t.Workbook)
		t.Columns = slices.Clone(t.Columns)
		for j := range t.Columns {
			c := &t.Columns[j]
			if c.Connection = m.known("connections", c.Connection); m.clayManaged[c.Connection] {
				c.Connection = "" // nobody's, and not listed
			}
		}
		if owner := f.owners[t.ID]; owner != "" {
			t.Owner = m.people[owner]
			m.owner(f, owner, t)
		}
		m.refers(f, "workbooks", t.Workbook, "names it as the workbook of table "+t.ID, t.Location)
		for _, c := range t.Columns {
			m.refers(f, "connections", c.Connection, "names it in column "+t.ID+"/"+c.ID, c.Location)
		}
	}
	mergeList(m, f, "tables", "", &m.ws.Tables, said, f.read["tables"].listed, func(x *Table) thing {
		return thing{x.ID, x.Name, reflect.ValueOf(x).Elem(), &x.Provenance, x.Location, ""}
	})
	position := map[string]int{}
	for i, t := range m.ws.Tables {
		position[t.ID] = i
	}
	for _, t := range said {
		have := &m.ws.Tables[position[m.known("tables", t.ID)]]
		if have.Columns == nil {
			have.Columns = t.Columns
		} else if t.Columns != nil && f.read["columns"].listed {
			mergeList(m, f, "columns", have.ID+"/", &have.Columns, t.Columns, true, func(x *Column) thing {
				return thing{x.ID, x.Name, reflect.ValueOf(x).Elem(), nil, x.Location, ""}
			})
		}
	}
}

// known is the id that the workspace has for the id a source uses.
func (m *merger) known(section, id string) string {
	if own := m.alias[section+"/"+id]; own != "" {
		return own
	}
	return id
}

// webhooks: a source that cannot list them may still know something of those that are listed.
func (m *merger) webhooks(f *facts) {
	_, asked := f.read["webhooks"]
	var said []Webhook
	for _, h := range f.ws.Webhooks {
		known := slices.ContainsFunc(m.ws.Webhooks, func(x Webhook) bool { return x.ID == h.ID })
		if !asked && !known {
			continue
		}
		h.Table = m.known("tables", h.Table)
		if !known {
			limit := int64(webhookLimit)
			h.Limit = &limit
		}
		said = append(said, h)
	}
	mergeList(m, f, "webhooks", "", &m.ws.Webhooks, said, f.read["webhooks"].listed, func(x *Webhook) thing {
		return thing{x.ID, x.Name, reflect.ValueOf(x).Elem(), &x.Provenance, x.Location, ""}
	})
}
