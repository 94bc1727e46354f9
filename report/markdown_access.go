package report

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// access shows what each integration user can do in Salesforce, with the road of every grant.
func (d *document) access(a *rego.Assessment) {
	if a.Evidence == nil || a.Evidence.Salesforce == nil || len(a.Evidence.Salesforce.Access) == 0 {
		return
	}
	d.add("## Access of the integration users")
	d.add("Effective access: profile, permission sets and groups together, less what muting takes away.")
	for i := range a.Evidence.Salesforce.Access {
		access := &a.Evidence.Salesforce.Access[i]
		d.add("### User %s", orDash(span(access.User)))
		if complete, reason := accessComplete(a, access); !complete {
			d.add("> [!WARNING]\n> This list is not complete: %s", orDash(span(reason)))
		}
		d.grants(access)
		d.logins(a, access)
		if access.Potential != nil {
			d.add("#### With session activation, in addition")
			d.grants(access.Potential)
		}
	}
}

func (d *document) grants(access *salesforce.Access) {
	d.add("System permissions: %s.", amount(len(access.Permissions)))
	if len(access.Permissions) > 0 {
		d.table("Permission", "Via")
	}
	for _, p := range access.Permissions {
		d.row(cell(p.Name), viaCell(p.Via))
	}
	d.add("Objects: %s.", amount(len(access.Objects)))
	if len(access.Objects) > 0 {
		d.table("Object", "Access", "Via")
	}
	for _, o := range access.Objects {
		d.row(cell(o.Object), orDash(cells(o.Access)), viaCell(o.Via))
	}
	d.add("Fields: %s.", amount(len(access.Fields)))
	if len(access.Fields) > 0 {
		d.table("Field", "Access", "Via")
	}
	for _, f := range access.Fields {
		d.row(cell(f.Object+"."+f.Field), fieldAccess(f), viaCell(f.Via))
	}
	d.add("Setup entities: %s.", amount(len(access.Setup)))
	if len(access.Setup) > 0 {
		d.table("Kind", "Name", "Via")
	}
	for _, s := range access.Setup {
		d.row(cell(s.Kind), cell(s.Name), viaCell(s.Via))
	}
}

// logins says from where the user may log in. An incomplete list proves no absence.
func (d *document) logins(a *rego.Assessment, access *salesforce.Access) {
	ranges := make([]string, len(access.LoginIPs))
	for i, r := range access.LoginIPs {
		ranges[i] = r.Start + " - " + r.End
	}
	d.add("Login IP ranges: %s.", orElse(spans(ranges), noRanges(a, access)))
}

func noRanges(a *rego.Assessment, access *salesforce.Access) string {
	if complete, _ := accessComplete(a, access); !complete {
		return "none seen"
	}
	return "none, so logins are taken from anywhere"
}

func amount(n int) string {
	if n == 0 {
		return "none"
	}
	return evidence.Count(n, "row")
}

func fieldAccess(f salesforce.FieldAccess) string {
	word := orDash(cell(f.Access))
	switch f.Access {
	case "r":
		word = "read"
	case "rw":
		word = "read, edit"
	}
	if f.Always {
		word += " (field security cannot hide it)"
	}
	return word
}

// viaCell lists the roads of a grant: the set or profile, the group it came through, what
// grants it, and where that is written.
func viaCell(via []salesforce.Via) string {
	const most = 5
	var roads []string
	for i, v := range via {
		if i == most {
			roads = append(roads, "and "+evidence.Count(len(via)-most, "more road"))
			break
		}
		road := cell(strings.ReplaceAll(v.Kind, "_", " ")) + " " + cell(v.Name)
		if v.Group != "" {
			road += " in group " + cell(v.Group)
		}
		if v.Grant != "" {
			road += " by " + cell(v.Grant)
		}
		if at := cell(v.Location.String()); at != "" {
			road += " at " + at
		}
		roads = append(roads, road)
	}
	return orDash(strings.Join(roads, "; "))
}

// spans are untrusted words in running text.
func spans(list []string) string {
	list = slices.Clone(list)
	for i := range list {
		list[i] = span(list[i])
	}
	return strings.Join(list, ", ")
}

// accessComplete tells whether what an access does not list is not held: all that it rests on
// was read, and the section says so.
func accessComplete(a *rego.Assessment, access *salesforce.Access) (complete bool, reason string) {
	if !access.Complete {
		return false, access.Reason
	}
	if c := a.Coverage["salesforce.access"]; c.State != evidence.Complete {
		return false, c.Reason
	}
	return true, ""
}
