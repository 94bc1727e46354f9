package rego

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// need is what Clay does as one user of Salesforce.
type need struct {
	user    string
	why     string // the user is here
	set     string // that its connection declares
	columns []mappedColumn
	open    string // why what Clay does as it is not known in full, "" where it is
}

type mappedColumn struct {
	table  string
	column clay.Column
}

// needed are the users that Clay logs in as and the integration users of the configuration,
// sorted, with the columns that work through each.
func needed(s *snapshot.Snapshot) []need {
	needs := map[string]*need{}
	of := func(user, why string) *need {
		user = strings.ToLower(user)
		if needs[user] == nil {
			needs[user] = &need{user: user, why: why}
		}
		return needs[user]
	}
	var declared []string
	if s.Salesforce != nil {
		declared = s.Salesforce.IntegrationUsers
	}
	by := map[string]*need{} // connection id -> need
	if s.Clay != nil {
		for _, c := range s.Clay.Connections {
			if c.Provider != "salesforce" {
				continue
			}
			principal := c.Principal
			if principal == "" && len(declared) == 1 {
				principal = declared[0]
			}
			if principal == "" {
				continue
			}
			n := of(principal, "Clay's connection "+c.Name+" logs in as it"+placed(c.Location))
			n.set = cmp.Or(n.set, c.PermissionSet)
			by[c.ID] = n
		}
		for _, t := range s.Clay.Tables {
			for _, column := range t.Columns {
				if n := by[column.Connection]; n != nil {
					n.columns = append(n.columns, mappedColumn{t.Name, column})
				}
			}
		}
	}
	for _, user := range declared {
		of(user, "an integration user; no connection of Clay in the evidence logs in as it")
	}
	var list []need
	for _, user := range slices.Sorted(maps.Keys(needs)) {
		n := needs[user]
		n.open = n.doubt(s)
		list = append(list, *n)
	}
	return list
}

// doubt is why the columns do not say all that the user is needed for.
func (n *need) doubt(s *snapshot.Snapshot) string {
	for _, section := range []string{"clay.connections", "clay.columns"} {
		if c := s.Coverage[section]; c.State != evidence.Complete {
			return section + " is " + strings.ReplaceAll(cmp.Or(string(c.State), "missing"), "_", " ")
		}
	}
	if s.Salesforce != nil {
		for _, user := range s.Salesforce.Users {
			if user.Username == n.user && user.Integration != "" && !strings.EqualFold(user.Integration, "clay") {
				return "it serves " + user.Integration + ", of which the evidence knows nothing"
			}
		}
	}
	for _, c := range n.columns {
		if c.column.Object == "" {
			return "column " + c.column.Name + " of table " + c.table + " does not say which object and fields it maps (object, reads and writes in the inventory)"
		}
	}
	return ""
}
