package clay

import (
	"fmt"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Doubts says, by the name of a section, why it cannot be complete whatever its coverage claims:
// the rest of the workspace names what the section does not list, which an inventory is refused
// for. Who owns a thing is no such reference: people leave a workspace, and what they owned stays.
func (w *Workspace) Doubts() map[string]string {
	found := map[string][]string{}
	check := func(section string, listed map[string]bool, name, format string, args ...any) {
		if name != "" && !listed[name] {
			listed[name] = true // told once
			found[section] = append(found[section], fmt.Sprintf(format, args...)+", which is not listed")
		}
	}
	members := namesOf(w.Members, func(m Member) string { return m.Email })
	groups := namesOf(w.Groups, func(g Group) string { return g.Name })
	workbooks := namesOf(w.Workbooks, func(b Workbook) string { return b.ID })
	tables := namesOf(w.Tables, func(t Table) string { return t.ID })
	connections := namesOf(w.Connections, func(c Connection) string { return c.ID })
	budgets := namesOf(w.Budgets, func(b Budget) string { return b.Name })
	if len(w.Members) == 0 {
		found["members"] = append(found["members"], "it is empty, and a workspace has an admin at least")
	}
	for _, m := range w.Members {
		for _, name := range m.Groups {
			check("groups", groups, name, "%s is in the group %s", m.Email, name)
		}
	}
	for _, g := range w.Groups {
		for _, email := range g.Members {
			check("members", members, email, "the group %s holds %s", g.Name, email)
		}
	}
	for _, b := range w.Workbooks {
		check("budgets", budgets, b.Budget, "the workbook %s spends from the budget %s", b.ID, b.Budget)
	}
	for _, t := range w.Tables {
		check("workbooks", workbooks, t.Workbook, "the table %s is in the workbook %s", t.ID, t.Workbook)
		for _, c := range t.Columns {
			check("connections", connections, c.Connection, "the column %s of table %s uses the connection %s", c.ID, t.ID, c.Connection)
		}
	}
	for _, h := range w.Webhooks {
		check("tables", tables, h.Table, "the webhook %s fills the table %s", h.ID, h.Table)
	}
	reasons := map[string]string{}
	for section, all := range found {
		reasons[section] = evidence.List(all)
	}
	return reasons
}

// namesOf are the names of a list.
func namesOf[T any](list []T, name func(T) string) map[string]bool {
	names := make(map[string]bool, len(list))
	for _, item := range list {
		names[name(item)] = true
	}
	return names
}
