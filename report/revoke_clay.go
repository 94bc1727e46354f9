package report

import (
	"slices"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

func (r *revocation) clay() {
	w := r.snap.Clay
	if w == nil {
		return
	}
	r.clayKeys(w)
	r.clayOwned(w)
	r.clayMember(w)
}

// clayKeys is what keeps working after the member is gone.
func (r *revocation) clayKeys(w *clay.Workspace) {
	var steps []string
	for _, key := range w.APIKeys {
		if r.is(key.Owner) {
			consumers := ""
			if len(key.Consumers) > 0 {
				consumers = ", after telling " + ticks(key.Consumers)
			}
			steps = append(steps, "Replace the API key "+tick(key.Name)+" by one of another owner and delete it"+consumers+at(key.Location)+".")
		}
	}
	for _, c := range w.Connections {
		name := tick(c.Name) + " to " + tick(c.Provider) + at(c.Location)
		switch {
		case r.is(c.Principal):
			steps = append(steps, "Reconnect "+name+" as a service user: it acts as this account, and every member who may use it acts as this account too.")
		case r.is(c.AddedBy):
			steps = append(steps, "Reconnect "+name+" as somebody else: it was added by this person, and goes on working with what they granted.")
		}
		if slices.ContainsFunc(c.AccessList, r.is) {
			steps = append(steps, "Take the person off the access list of "+name+".")
		}
	}
	tables := map[string]bool{}
	for _, t := range w.Tables {
		tables[t.ID] = r.is(t.Owner)
	}
	for _, h := range w.Webhooks {
		if tables[h.Table] {
			steps = append(steps, "Replace the webhook "+tick(h.Name)+", whose address the person knows"+at(h.Location)+".")
		}
	}
	r.add("Clay: what goes on working when the member is gone", steps)
}

// clayOwned is what wants another owner.
func (r *revocation) clayOwned(w *clay.Workspace) {
	var steps []string
	give := func(what, name string, l evidence.Location) {
		steps = append(steps, "Give the "+what+" "+tick(name)+" another owner"+at(l)+".")
	}
	for _, b := range w.Workbooks {
		if r.is(b.Owner) {
			give("workbook", b.Name, b.Location)
		}
		if slices.ContainsFunc(b.Collaborators, r.is) {
			steps = append(steps, "Take the person off the collaborators of the workbook "+tick(b.Name)+at(b.Location)+".")
		}
	}
	for _, t := range w.Tables {
		if r.is(t.Owner) {
			give("table", t.Name, t.Location)
		}
		if t.Declared != nil && r.is(t.Declared.Owner) {
			steps = append(steps, "Name another owner in the budget of the table "+tick(t.Name)+at(t.Declared.Location)+".")
		}
	}
	for _, b := range w.Budgets {
		if r.is(b.Owner) {
			give("budget", b.Name, b.Location)
		}
		if slices.ContainsFunc(b.Principals, r.is) {
			steps = append(steps, "Take the person off the budget "+tick(b.Name)+at(b.Location)+".")
		}
	}
	r.add("Clay: what wants another owner", steps)
}

func (r *revocation) clayMember(w *clay.Workspace) {
	var steps []string
	for _, g := range w.Groups {
		if slices.ContainsFunc(g.Members, r.is) {
			steps = append(steps, "Take the person out of the group "+tick(g.Name)+at(g.Location)+".")
		}
	}
	for _, m := range w.Members {
		if r.is(m.Sponsor) && !r.is(m.Email) {
			steps = append(steps, "Name somebody else to answer for the external member "+tick(m.Email)+at(m.Location)+".")
		}
		switch {
		case !r.is(m.Email):
			continue
		case m.State == "pending":
			steps = append(steps, "Withdraw the invitation of "+tick(m.Email)+" (Settings > Team)"+at(m.Location)+": whoever reads that mailbox can accept it.")
		default:
			steps = append(steps, "Remove "+tick(m.Email)+", "+string(m.Role)+", from the workspace (Settings > Team)"+at(m.Location)+".")
		}
		r.known = true
	}
	r.add("Clay: the member", steps)
}
