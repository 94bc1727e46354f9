package report

import (
	"fmt"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type pageClay struct {
	ID    shown
	Lists []pageList
}

type pageList struct {
	Title   string
	Note    shown
	Caption string
	Columns []string
	Rows    []pageRow
}

type pageRow struct {
	Head  shown
	Cells []pageValue
}

type pageValue struct {
	Text shown
	Bar  *pageGauge
}

// pageGauge is a bar with a mark where the limit is; its label says both numbers.
type pageGauge struct {
	Label        string
	Class        string
	Width, Limit string
}

func clayPage(a *rego.Assessment) *pageClay {
	if a.Evidence == nil || a.Evidence.Clay == nil {
		return nil
	}
	w := a.Evidence.Clay
	return &pageClay{ID: showOrDash(w.Workspace.ID), Lists: []pageList{
		memberList(w.Members, a.Coverage["clay.members"]),
		keyList(a, w.APIKeys, a.Coverage["clay.api_keys"]),
		connectionList(w.Connections, a.TakenAt, a.Coverage["clay.connections"]),
		tableList(a.Policy, w.Tables, a.Coverage["clay.tables"]),
		webhookList(w.Webhooks, a.Coverage["clay.webhooks"]),
	}}
}

func newList(title string, n int, c evidence.Coverage, caption string, columns ...string) pageList {
	l := pageList{Title: fmt.Sprintf("%s: %d", title, n), Caption: caption, Columns: columns}
	if c.State != evidence.Complete {
		l.Title += " seen"
		l.Note = show(fmt.Sprintf("This list is not complete (%s): %s", orDash(string(c.State)), orDash(c.Reason)))
	}
	return l
}

// add appends a row: its head, then a text for each further column.
func (l *pageList) add(head string, cells ...string) *pageRow {
	row := pageRow{Head: showOrDash(head)}
	for _, c := range cells {
		row.Cells = append(row.Cells, pageValue{Text: showOrDash(c)})
	}
	l.Rows = append(l.Rows, row)
	return &l.Rows[len(l.Rows)-1]
}

func nameAndID(id, name string) string {
	if name == "" || name == id {
		return id
	}
	return name + " (" + id + ")"
}

func memberList(list []clay.Member, c evidence.Coverage) pageList {
	l := newList("Members and roles", len(list), c, "Who is in the workspace, as what, and since when", "Member", "Role", "Name", "State", "Joined", "Invited", "Evidence")
	for _, m := range list {
		role := string(m.Role)
		if m.RoleRaw != "" && m.RoleRaw != role {
			role += " (written " + m.RoleRaw + ")"
		}
		l.add(orElse(m.Email, m.ID), role, m.Name, m.State, day(m.JoinedAt), day(m.InvitedAt), m.Location.String())
	}
	return l
}

func keyList(a *rego.Assessment, list []clay.APIKey, c evidence.Coverage) pageList {
	l := newList("API keys", len(list), c, "Age of keys in days, against what their cadence allows", "Key", "Age", "Cadence", "Owner", "Used by", "Created", "Rotated", "Evidence")
	for _, k := range list {
		days, known := daysSince(a.TakenAt, k.RotatedAt, k.CreatedAt)
		cadence, limit := keyLimit(a, k.Rotation)
		row := l.add(nameAndID(k.ID, k.Name), age(a.TakenAt, k.RotatedAt, k.CreatedAt), cadence, k.Owner, strings.Join(k.Consumers, ", "), day(k.CreatedAt), day(k.RotatedAt), k.Location.String())
		row.Cells[0] = gauge(float64(days), float64(limit), known, "days")
	}
	return l
}

// keyLimit is the cadence of a key, and how many days it allows, 0 where nobody says. The policy
// goes before the rule's own table, as in the rule.
func keyLimit(a *rego.Assessment, cadence string) (string, int) {
	var params map[string]rego.Param
	for i := range a.Verdicts {
		if a.Verdicts[i].Rule.ID == "key_rotation/clay_api_key_overdue" {
			params = a.Verdicts[i].Rule.Params
		}
	}
	value := func(name string) any {
		if p := params[name]; p.Value != nil {
			return p.Value
		}
		return params[name].Default
	}
	word := cadence
	if cadence == "" {
		cadence, _ = value("default_cadence").(string)
		if cadence != "" {
			word = cadence + " by default"
		}
	}
	if a.Policy != nil && a.Policy.Clay != nil && a.Policy.Clay.APIKeys != nil {
		if d, ok := a.Policy.Clay.APIKeys.Rotation[cadence]; ok {
			return word, int(d)
		}
	}
	table, _ := value("cadence_days").(map[string]any)
	switch n := table[cadence].(type) {
	case float64:
		return word, int(n)
	case int:
		return word, n
	}
	return word, 0
}

func connectionList(list []clay.Connection, now evidence.Time, c evidence.Coverage) pageList {
	l := newList("Connections", len(list), c, "Connections to providers, and whom they act as", "Connection", "Provider", "Added by", "Acts as", "Scopes", "Age in days", "Evidence")
	for _, x := range list {
		l.add(nameAndID(x.ID, x.Name), x.Provider, x.AddedBy, x.Principal, strings.Join(x.Scopes, ", "), age(now, x.RotatedAt, x.CreatedAt), x.Location.String())
	}
	return l
}

func tableList(policy *rego.Approved, list []clay.Table, c evidence.Coverage) pageList {
	l := newList("Tables and their budgets", len(list), c, "Rows of each table, against what its budget allows", "Table", "Rows", "Owner", "Auto-run", "Auto-run allowed", "Monthly credits allowed", "Evidence")
	for _, t := range list {
		b := tableBudget(policy, t)
		row := l.add(nameAndID(t.ID, t.Name), "", orElse(t.Owner, b.Owner), yesNo(t.AutoRun), yesNo(b.AutoRunAllowed), number(b.MonthlyCredits), t.Location.String())
		row.Cells[0] = gaugeOf(t.RowCount, b.MaxRows, "rows")
	}
	return l
}

// tableBudget is what the table's owner declared, and over it what the policy says by name and by
// id, as the rules join them.
func tableBudget(policy *rego.Approved, t clay.Table) clay.Declared {
	var b clay.Declared
	if t.Declared != nil {
		b = *t.Declared
	}
	if policy == nil || policy.Clay == nil {
		return b
	}
	for _, key := range []string{t.Name, t.ID} {
		p := policy.Clay.Tables[key]
		if p == nil {
			continue
		}
		if p.MaxRows != nil {
			b.MaxRows = p.MaxRows
		}
		if p.MonthlyCredits != nil {
			b.MonthlyCredits = p.MonthlyCredits
		}
		if p.AutoRun != nil {
			b.AutoRunAllowed = p.AutoRun
		}
		b.Owner = orElse(p.Owner, b.Owner)
	}
	return b
}

func webhookList(list []clay.Webhook, c evidence.Coverage) pageList {
	l := newList("Webhooks", len(list), c, "Lifetime submissions of webhooks, against their limit", "Webhook", "Submissions", "Table", "Needs a token", "Deletes rows by itself", "Evidence")
	for _, h := range list {
		row := l.add(nameAndID(h.ID, h.Name), "", h.Table, yesNo(h.HasAuth), yesNo(h.AutoDelete), h.Location.String())
		limit := h.Limit
		if h.AutoDelete != nil && *h.AutoDelete {
			limit = nil // deleting lifts it
		}
		row.Cells[0] = gaugeOf(h.Submissions, limit, "submissions")
	}
	return l
}

func gaugeOf(n, limit *int64, unit string) pageValue {
	if n == nil {
		return pageValue{Text: "–"}
	}
	if limit == nil {
		return gauge(float64(*n), 0, true, unit)
	}
	return gauge(float64(*n), float64(*limit), true, unit)
}

// gauge is a number against its limit, in words and as a bar. Without a limit there is no bar:
// nothing says how full it is.
func gauge(n, limit float64, known bool, unit string) pageValue {
	switch {
	case !known:
		return pageValue{Text: "–"}
	case limit <= 0:
		return pageValue{Text: shown(fmt.Sprintf("%.0f %s, no limit known", n, unit))}
	}
	const width = 159.0
	scale := width / max(n, limit*1.25)
	g := &pageGauge{Class: "within", Width: pixels(max(n, 0) * scale), Limit: pixels(limit * scale)}
	text := fmt.Sprintf("%.0f of %.0f %s", n, limit, unit)
	if n > limit {
		g.Class = "over"
		text += ", over"
	}
	g.Label = text
	return pageValue{Text: shown(text), Bar: g}
}
