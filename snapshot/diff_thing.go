package snapshot

import (
	"fmt"
	"strings"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// thing is one item of a section.
type thing struct {
	subject
	name     string
	item     any
	location evidence.Location
}

// sectionsToCompare are the sections that hold state, in the order of a report. Logs (rotations,
// changes, attestations, logins), usage, and what a rule derives are no state.
func sectionsToCompare() []string {
	return []string{
		"clay.workspace", "clay.members", "clay.groups", "clay.api_keys", "clay.connections", "clay.webhooks", "clay.workbooks", "clay.tables",
		"clay.columns", "clay.budgets", "clay.mcp", "clay.routines", "clay.outbound_webhooks", "salesforce.access", "salesforce.users", "salesforce.assignments", "salesforce.profiles",
		"salesforce.permission_sets", "salesforce.permission_set_groups", "salesforce.objects", "salesforce.sharing_rules",
		"salesforce.security_settings", "salesforce.connected_app_settings", "salesforce.apps", "salesforce.roles", "salesforce.public_groups",
		"salesforce.tokens", "roster.people",
	}
}

// thingsIn makes things of the items of a list. A second thing of one id gets a number.
func thingsIn[T any](kind string, items []T, of func(*T) (id, name string, at evidence.Location)) []thing {
	var things []thing
	seen := map[string]int{}
	for i := range items {
		id, name, at := of(&items[i])
		if seen[id]++; seen[id] > 1 {
			id = fmt.Sprintf("%s (%d)", id, seen[id])
		}
		things = append(things, thing{subject{kind, id}, name, items[i], at})
	}
	return things
}

// thingsOf are the things of a section of sectionsToCompare, in the order of the snapshot. The
// snapshot holds the section's source.
func thingsOf(s *Snapshot, section string) []thing {
	switch source, _, _ := strings.Cut(section, "."); {
	case source == "clay" && s.Clay != nil:
		return clayThings(s.Clay, section)
	case source == "salesforce" && s.Salesforce != nil:
		return salesforceThings(s.Salesforce, section)
	case s.Roster != nil && section == "roster.people":
		return thingsIn("roster.person", s.Roster.People, func(p *roster.Person) (string, string, evidence.Location) { return p.Email, "", p.Location })
	}
	return nil
}

func clayThings(w *clay.Workspace, section string) []thing {
	switch section {
	case "clay.workspace":
		all := struct {
			clay.Details
			DeclaredRoles map[clay.Role][]string `json:"declared_roles,omitempty"`
		}{w.Workspace, w.DeclaredRoles}
		return []thing{{subject{"clay.workspace", w.Workspace.ID}, w.Workspace.Name, all, w.Workspace.Location}}
	case "clay.members":
		return thingsIn("clay.member", w.Members, func(m *clay.Member) (string, string, evidence.Location) { return m.Email, m.Name, m.Location })
	case "clay.groups":
		return thingsIn("clay.group", w.Groups, func(g *clay.Group) (string, string, evidence.Location) { return g.Name, "", g.Location })
	case "clay.api_keys":
		return thingsIn("clay.api_key", w.APIKeys, func(k *clay.APIKey) (string, string, evidence.Location) { return k.ID, k.Name, k.Location })
	case "clay.connections":
		return thingsIn("clay.connection", w.Connections, func(c *clay.Connection) (string, string, evidence.Location) { return c.ID, c.Name, c.Location })
	case "clay.webhooks":
		return thingsIn("clay.webhook", w.Webhooks, func(h *clay.Webhook) (string, string, evidence.Location) { return h.ID, h.Name, h.Location })
	case "clay.workbooks":
		return thingsIn("clay.workbook", w.Workbooks, func(b *clay.Workbook) (string, string, evidence.Location) { return b.ID, b.Name, b.Location })
	case "clay.tables":
		return thingsIn("clay.table", withoutColumns(w.Tables), func(t *clay.Table) (string, string, evidence.Location) { return t.ID, t.Name, t.Location })
	case "clay.columns":
		var all []thing
		for _, t := range w.Tables {
			all = append(all, thingsIn("clay.column", t.Columns, func(c *clay.Column) (string, string, evidence.Location) { return t.ID + "/" + c.ID, c.Name, c.Location })...)
		}
		return all
	case "clay.budgets":
		return thingsIn("clay.budget", w.Budgets, func(b *clay.Budget) (string, string, evidence.Location) { return b.Name, "", b.Location })
	case "clay.routines":
		return thingsIn("clay.routine", w.Routines, func(r *clay.Routine) (string, string, evidence.Location) { return r.ID, r.Name, r.Location })
	case "clay.outbound_webhooks":
		return thingsIn("clay.outbound_webhook", w.OutboundWebhooks, func(h *clay.OutboundWebhook) (string, string, evidence.Location) { return h.ID, h.Host, h.Location })
	case "clay.mcp":
		if w.MCP != nil {
			return []thing{{subject{"clay.mcp", "mcp"}, "", w.MCP, w.MCP.Location}}
		}
	}
	return nil
}

// withoutColumns leaves columns to the section that is theirs.
func withoutColumns(tables []clay.Table) []clay.Table {
	bare := append([]clay.Table{}, tables...)
	for i := range bare {
		bare[i].Columns = nil
	}
	return bare
}

func salesforceThings(o *salesforce.Org, section string) []thing {
	switch section {
	case "salesforce.users":
		return thingsIn("salesforce.user", o.Users, func(u *salesforce.User) (string, string, evidence.Location) { return u.Username, u.Name, u.Location })
	case "salesforce.assignments":
		return thingsIn("salesforce.assignment", o.Assignments, func(a *salesforce.Assignment) (string, string, evidence.Location) {
			return a.User + "/" + a.Set + a.Group, "", a.Location
		})
	case "salesforce.profiles":
		return setThings(o, "salesforce.profile", salesforce.KindProfile)
	case "salesforce.permission_sets":
		return append(setThings(o, "salesforce.permission_set", salesforce.KindSet), setThings(o, "salesforce.muting_permission_set", salesforce.KindMuting)...)
	case "salesforce.permission_set_groups":
		return thingsIn("salesforce.permission_set_group", o.Groups, func(g *salesforce.Group) (string, string, evidence.Location) { return g.Name, g.Label, g.Location })
	case "salesforce.objects":
		return thingsIn("salesforce.object", o.Objects, func(x *salesforce.Object) (string, string, evidence.Location) { return x.Name, "", x.Location })
	case "salesforce.sharing_rules":
		return thingsIn("salesforce.sharing_rule", o.SharingRules, func(r *salesforce.SharingRule) (string, string, evidence.Location) {
			return r.Object + "." + r.Name, "", r.Location
		})
	case "salesforce.security_settings":
		settings := o.Settings
		settings.APIAccessControl = nil
		return []thing{{subject{"salesforce.security_settings", "Security"}, "", settings, settings.SecurityLocation}}
	case "salesforce.connected_app_settings":
		settings := salesforce.Settings{APIAccessControl: o.Settings.APIAccessControl, AppLocation: o.Settings.AppLocation}
		return []thing{{subject{"salesforce.connected_app_settings", "ConnectedApp"}, "", settings, settings.AppLocation}}
	case "salesforce.apps":
		return thingsIn("salesforce.app", o.Apps, func(a *salesforce.App) (string, string, evidence.Location) { return a.Name, a.Label, a.Location })
	case "salesforce.roles":
		return thingsIn("salesforce.role", o.Roles, func(r *salesforce.Role) (string, string, evidence.Location) { return r.Name, r.Label, r.Location })
	case "salesforce.public_groups":
		return thingsIn("salesforce.public_group", o.PublicGroups, func(g *salesforce.PublicGroup) (string, string, evidence.Location) { return g.Name, "", g.Location })
	case "salesforce.tokens":
		return thingsIn("salesforce.token", o.Tokens, func(t *salesforce.Token) (string, string, evidence.Location) {
			return t.ID, t.User + " to " + t.App, t.Location
		})
	}
	return nil
}

func setThings(o *salesforce.Org, kind, of string) []thing {
	return thingsIn(kind, keep(o.PermissionSets, func(p *salesforce.PermissionSet) bool { return p.Kind == of }),
		func(p *salesforce.PermissionSet) (string, string, evidence.Location) {
			return p.Name, p.Label, p.Location
		})
}
