package clay

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Sync writes into the text of an inventory what other sources know better: ws is what Read
// made of that inventory and of those sources. Comments, order and every field a person wrote
// stay as they are, but for values that Clay contradicts. Nothing is removed: what Clay does
// not list is for a person to judge, and is named in the notes. observed_at stays too, since
// no source has looked at everything a person does. file is the inventory's name for errors.
func Sync(file string, text []byte, ws *Workspace) (synced []byte, notes []string, err error) {
	for _, c := range ws.Contradictions {
		switch {
		case slices.Contains(c.MissingIn, "inventory"):
			if !listed(c) {
				notes = append(notes, fmt.Sprintf("%s %s is not in the inventory and only referred to: add it by hand", c.Kind, c.ID))
			}
		case len(c.MissingIn) > 0:
			notes = append(notes, fmt.Sprintf("%s %s is in the inventory and not in Clay (%s): remove it by hand if it is gone", c.Kind, c.ID, strings.Join(c.MissingIn, ", ")))
		}
	}
	e, err := newEditor(file, text)
	if err != nil {
		return nil, nil, err
	}
	addAll(e, "workbooks", ws.Workbooks, func(x Workbook) (string, map[string]string) { return x.ID, x.Provenance })
	addAll(e, "connections", ws.Connections, func(x Connection) (string, map[string]string) { return x.ID, x.Provenance })
	addAll(e, "tables", ws.Tables, func(x Table) (string, map[string]string) { return x.ID, x.Provenance })
	addAll(e, "webhooks", ws.Webhooks, func(x Webhook) (string, map[string]string) { return x.ID, x.Provenance })
	addAll(e, "api_keys", ws.APIKeys, func(x APIKey) (string, map[string]string) { return x.ID, x.Provenance })
	addAll(e, "members", ws.Members, func(x Member) (string, map[string]string) { return x.Email, x.Provenance })
	addColumns(e, ws)
	addTopUp(e, ws)
	synced = e.apply()
	var in inventory
	if _, err := evidence.DecodeYAML(file, synced, &in); err != nil && len(e.edits) > 0 {
		return nil, nil, fmt.Errorf("edit %s: the result would not be an inventory any more (%w): edit it by hand", file, err)
	}
	return synced, append(notes, e.notes...), nil
}

// listed says that a source lists the thing, rather than only referring to it.
func listed(c Contradiction) bool {
	for _, says := range c.Values {
		if says == lists {
			return true
		}
	}
	return false
}

// pair is a key of an entry and its value.
type pair struct {
	key   string
	value any
}

// addAll writes what is known of a list: of an entry that the inventory has, the fields that
// others know better; of one it has not, all of them.
func addAll[T any](e *editor, section string, list []T, of func(T) (string, map[string]string)) {
	items := e.items(section)
	for _, x := range list {
		id, provenance := of(x)
		if len(provenance) == 0 {
			continue // nobody but the inventory said anything of it
		}
		entry := e.entry(items, section, id)
		if entry == nil {
			e.add(section, items, id, pairs(x))
			continue
		}
		for _, f := range pairs(x) {
			if source := provenance[f.key]; source != "" && !slices.Contains(strings.Split(source, ", "), "inventory") {
				e.set(section+" "+id, entry, f)
			}
		}
	}
	e.flush(section, items)
}

// pairs are the fields of an entry as the inventory writes them.
func pairs(x any) []pair {
	v := reflect.ValueOf(x)
	var list []pair
	for i := range v.NumField() {
		name := jsonName(v.Type().Field(i))
		switch field := v.Field(i); {
		case field.IsZero() || name == "role" || name == "provenance" || name == "location" || name == "columns" || name == "declared":
		case name == "role_raw":
			list = append(list, pair{"role", field.Interface()}) // in Clay's word
		case field.Kind() == reflect.Pointer:
			list = append(list, pair{name, field.Elem().Interface()})
		default:
			list = append(list, pair{name, field.Interface()})
		}
	}
	return list
}

// addColumns writes the columns that Clay has or says otherwise of.
func addColumns(e *editor, ws *Workspace) {
	tables := e.items("tables")
	for _, t := range ws.Tables {
		columns := child(e.entry(tables, "tables", t.ID), "columns")
		for _, x := range t.Columns {
			for _, c := range ws.Contradictions {
				if c.Section != "columns" || c.ID != t.ID+"/"+x.ID {
					continue
				}
				switch entry := e.entry(columns, "columns", x.ID); {
				case c.Field == "" && slices.Contains(c.MissingIn, "inventory") && columns != nil:
					e.add("columns", columns, x.ID, pairs(x))
				case c.Field != "" && entry != nil:
					for _, f := range pairs(x) {
						if f.key == c.Field {
							e.set("column "+c.ID, entry, f)
						}
					}
				}
			}
		}
		e.flush("columns", columns)
	}
}

// addTopUp writes what Clay says otherwise of the workspace's top-up.
func addTopUp(e *editor, ws *Workspace) {
	for _, c := range ws.Contradictions {
		name, ok := strings.CutPrefix(c.Field, "credits.auto_top_up.")
		if c.Section != "workspace" || !ok || ws.Workspace.Credits == nil || ws.Workspace.Credits.AutoTopUp == nil {
			continue
		}
		entry := child(child(child(e.root, "workspace"), "credits"), "auto_top_up")
		for _, f := range pairs(*ws.Workspace.Credits.AutoTopUp) {
			if f.key == name && entry != nil {
				e.set("workspace", entry, f)
			}
		}
	}
}
