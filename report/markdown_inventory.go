package report

import (
	"strconv"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// inventory lists what the rules judged in Clay: members, keys with their age, tables against
// their budgets. What nobody observed is a dash, never a zero.
func (d *document) inventory(a *rego.Assessment) {
	if a.Evidence == nil || a.Evidence.Clay == nil {
		return
	}
	w := a.Evidence.Clay
	d.add("## Clay workspace %s", orDash(span(w.Workspace.ID)))
	if d.list("Members", len(w.Members), a.Coverage["clay.members"]) {
		d.members(w.Members)
	}
	if d.list("API keys", len(w.APIKeys), a.Coverage["clay.api_keys"]) {
		d.keys(a, w.APIKeys)
	}
	if d.list("Connections", len(w.Connections), a.Coverage["clay.connections"]) {
		d.connections(w.Connections, a.TakenAt)
	}
	if d.list("Tables and their budgets", len(w.Tables), a.Coverage["clay.tables"]) {
		d.tables(a.Policy, w.Tables)
	}
}

// list heads a list and says whether there is anything to show. A list that was not read in
// full says so: its length is not the truth.
func (d *document) list(title string, n int, c evidence.Coverage) bool {
	if c.State == evidence.Complete {
		d.add("### %s: %d", title, n)
		return n > 0
	}
	d.add("### %s: %d seen", title, n)
	d.add("This list is not complete (%s): %s", orDash(span(string(c.State))), orDash(span(c.Reason)))
	return n > 0
}

func (d *document) members(list []clay.Member) {
	d.table("Member", "Name", "Role", "State", "Joined", "Invited", "Evidence")
	for _, m := range list {
		role := orDash(cell(string(m.Role)))
		if m.RoleRaw != "" && m.RoleRaw != string(m.Role) {
			role += " (written " + cell(m.RoleRaw) + ")"
		}
		d.row(orDash(cell(orElse(m.Email, m.ID))), orDash(cell(m.Name)), role, orDash(cell(m.State)),
			orDash(cell(day(m.JoinedAt))), orDash(cell(day(m.InvitedAt))), where(m.Location))
	}
}

func (d *document) keys(a *rego.Assessment, list []clay.APIKey) {
	d.table("Key", "Owner", "Purpose", "Used by", "Cadence", "Created", "Rotated", "Age in days", "Days allowed", "Evidence")
	for _, k := range list {
		cadence, days := keyLimit(a, k.Rotation)
		allowed := "–"
		if days > 0 {
			allowed = strconv.Itoa(days)
		}
		d.row(keyName(k.ID, k.Name), orDash(cell(k.Owner)), orDash(cell(k.Purpose)), orDash(cells(k.Consumers)), orDash(cell(cadence)),
			orDash(cell(day(k.CreatedAt))), orDash(cell(day(k.RotatedAt))), age(a.TakenAt, k.RotatedAt, k.CreatedAt), allowed, where(k.Location))
	}
}

func (d *document) connections(list []clay.Connection, now evidence.Time) {
	d.table("Connection", "Provider", "Added by", "Access", "Acts as", "Scopes", "Rotated", "Age in days", "Evidence")
	for _, c := range list {
		d.row(keyName(c.ID, c.Name), orDash(cell(c.Provider)), orDash(cell(c.AddedBy)), orDash(cell(c.Access)), orDash(cell(c.Principal)),
			orDash(cells(c.Scopes)), orDash(cell(day(c.RotatedAt))), age(now, c.RotatedAt, c.CreatedAt), where(c.Location))
	}
}

func (d *document) tables(policy *rego.Approved, list []clay.Table) {
	d.table("Table", "Owner", "Rows", "Rows allowed", "Auto-run", "Auto-run allowed", "Monthly credits", "Evidence")
	for _, t := range list {
		declared := tableBudget(policy, t)
		d.row(keyName(t.ID, t.Name), orDash(cell(orElse(t.Owner, declared.Owner))), whole(t.RowCount), whole(declared.MaxRows),
			yesNo(t.AutoRun), yesNo(declared.AutoRunAllowed), number(declared.MonthlyCredits), where(t.Location))
	}
}

// keyName is an id with the name people know it by.
func keyName(id, name string) string {
	if name == "" || name == id {
		return orDash(cell(id))
	}
	return cell(name) + " (" + orDash(cell(id)) + ")"
}

// age is the whole days from the first known moment to the snapshot's clock.
func age(now evidence.Time, since ...evidence.Time) string {
	if days, known := daysSince(now, since...); known {
		return strconv.Itoa(days)
	}
	return "–"
}

func daysSince(now evidence.Time, since ...evidence.Time) (days int, known bool) {
	for _, t := range since {
		if from := t.Time(); !from.IsZero() && !now.Time().IsZero() {
			return int(now.Time().Sub(from).Hours() / 24), true
		}
	}
	return 0, false
}

func whole(n *int64) string {
	if n == nil {
		return "–"
	}
	return strconv.FormatInt(*n, 10)
}

func number(n *float64) string {
	if n == nil {
		return "–"
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

func yesNo(b *bool) string {
	switch {
	case b == nil:
		return "–"
	case *b:
		return "yes"
	}
	return "no"
}
