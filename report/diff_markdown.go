package report

import (
	"fmt"
	"strings"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func (d *document) differences(x *Differences) {
	from, to := x.between()
	d.add("# What changed")
	d.add("From %s to %s.", orDash(span(string(from))), orDash(span(string(to))))
	if x.Findings != nil {
		d.add("**Findings: %s.**", x.Findings)
		for _, note := range findingNotes(x.Findings) {
			d.add("%s", note)
		}
		for _, part := range findingLists(x.Findings) {
			if len(part.list) == 0 {
				continue
			}
			d.add("## %s", part.head)
			d.table("Severity", "Subject", "What is wrong", "Rule", "Evidence", "Waiver")
			for i := range part.list {
				f := &part.list[i]
				d.row(severityWord(f.Severity), subjectCell(&f.Finding), cell(f.Finding.Message), cell(f.Rule), evidenceCell(&f.Finding), waiverCell(f.Finding.Waiver))
			}
		}
	}
	if x.State != nil {
		d.stateChanges(x.State)
	}
}

func (d *document) stateChanges(s *snapshot.Difference) {
	d.add("## Grants of integration users")
	if len(s.Grants) == 0 {
		d.add("No change.")
	} else {
		d.table("User", "Target", "Change", "New ways", "Ways that are gone")
	}
	for i := range s.Grants {
		g := &s.Grants[i]
		d.row(cell(g.User), cell(targetWords(g.Target)), grantWords(g)+unsure(g.Unsure), roadCells(g.NewRoads), roadCells(g.OldRoads))
	}
	d.add("## Members, keys, tables and settings")
	if len(s.Things) == 0 {
		d.add("No change.")
	} else {
		d.table("Change", "Thing", "What", "Evidence")
	}
	for i := range s.Things {
		c := &s.Things[i]
		name := ""
		if c.Name != "" && c.Name != c.ID {
			name = " (" + cell(c.Name) + ")"
		}
		var details []string
		for _, x := range c.Details {
			details = append(details, fmt.Sprintf("%s: %s → %s", cell(x.Field), orDash(cell(x.Was)), orDash(cell(x.Is))))
		}
		d.row(c.Change+unsure(c.Unsure), cell(c.Kind)+" "+cell(c.ID)+name, orDash(strings.Join(details, "; ")), where(c.Location))
	}
	if reasons := unsureReasons(s); len(reasons) > 0 {
		d.add("%s.", unsureHead)
		d.table("Why")
		for _, reason := range reasons {
			d.row(cell(reason))
		}
	}
	if len(s.NotCompared) == 0 {
		return
	}
	d.add("## Not compared")
	d.add("Of these sections nothing is said.")
	d.table("Section", "Reason")
	for _, u := range s.NotCompared {
		d.row(cell(u.Section), cell(u.Reason))
	}
}

func roadCells(roads []salesforce.Via) string {
	var cells []string
	for _, v := range roads {
		cells = append(cells, cell(roadWords(v))+" "+where(v.Location))
	}
	return orDash(strings.Join(cells, ", "))
}
