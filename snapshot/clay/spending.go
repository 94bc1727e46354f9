package clay

import (
	"fmt"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func (r *reader) budgets() {
	budgets, paths := entries(r, "budgets", r.in.Budgets)
	for i := range budgets {
		b, at := &budgets[i], paths[i]
		trim(&b.Name)
		r.required(at, "name", b.Name)
		r.noURL(at, "name", b.Name)
		r.unique(at, "name", b.Name, b.Location, r.ids["budgets"])
		r.party(at, "owner", &b.Owner)
		r.amount(at, "limit", b.Limit)
		r.word(at, "access", &b.Access, "all", "specific")
		b.Principals = r.parties(at, "principals", b.Principals)
	}
	r.ws.Budgets = sorted(budgets, func(b Budget) string { return b.Name })
}

func (r *reader) usage() {
	u, at := r.in.Usage, []string{"usage"}
	if u == nil {
		r.absent("usage")
		return
	}
	r.covered("usage", evidence.Complete, u.observed, "")
	usage := u.Usage
	r.required(at, "from", string(usage.From))
	r.required(at, "to", string(usage.To))
	if usage.To < usage.From { // both are UTC in one format, so their text has their order
		r.fail(at, "to", "is before from")
	}
	if u.ByResource == nil {
		r.fail(at, "by_resource", "is missing: write [] if nothing was spent")
	}
	r.amount(at, "unattributed_credits", usage.Unattributed)
	usage.ByResource = r.usageLines(under(at, "by_resource"), u.ByResource, "")
	usage.ByIntegration = nil
	if u.ByIntegration != nil {
		usage.ByIntegration = r.usageLines(under(at, "by_integration"), u.ByIntegration, "integration")
	}
	r.ws.Usage = &usage
}

func (r *reader) usageLines(at []string, lines []usageLine, kind string) []ResourceUsage {
	seen := ids{}
	var list []ResourceUsage
	for i, line := range lines {
		u, at := line.ResourceUsage, under(at, index(i))
		trim(&u.ID, &u.Name)
		if u.Name == "" {
			u.Name = u.ID
		}
		r.required(at, "name", u.Name)
		r.noURL(at, "id", u.ID)
		r.noURL(at, "name", u.Name)
		if u.ID != "" { // names may repeat: Clay does not keep them apart, and lists deleted tables
			r.unique(at, "id", u.ID, u.Location, seen)
		}
		if u.Kind == "" {
			u.Kind = kind
		}
		r.word(at, "kind", &u.Kind, "folder", "workbook", "table", "integration")
		r.party(at, "owner", &u.Owner)
		r.amount(at, "credits", line.Credits)
		r.amount(at, "actions", u.Actions)
		if line.Credits == nil {
			r.fail(at, "credits", "is missing: write 0 if nothing was spent")
			return nil
		}
		u.Credits = *line.Credits
		list = append(list, u)
	}
	return sorted(list, usageOrder)
}

// usageOrder is what the lines of a usage are sorted by.
func usageOrder(u ResourceUsage) string {
	return fmt.Sprintf("%s\x00%s\x00%s\x00%020.6f", u.Name, u.ID, u.Kind, u.Credits)
}

func (r *reader) mcp() {
	m := r.in.MCP
	if m == nil {
		r.absent("mcp")
		return
	}
	r.covered("mcp", evidence.Complete, m.observed, "")
	r.amount([]string{"mcp"}, "default_credit_limit", m.DefaultLimit)
	r.ws.MCP = &m.MCP
}
