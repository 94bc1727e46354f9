package report

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// pageAccess is what one integration user can do, beside what its policy approves.
type pageAccess struct {
	User, Note, Sentence shown
	Matrices             []pageMatrix
	Always               []pageAlways
}

// pageAlways are the fields that come with an object: nobody can hide them, so no policy names
// them and no rule blames them.
type pageAlways struct{ Object, Read, Edit shown }

type pageMatrix struct {
	Title, Caption, Head string
	Columns              []string
	Rows                 []pageMatrixRow
}

type pageMatrixRow struct {
	Name, Note shown
	Cells      []pageCell
	Via        []shown
}

// pageCell says one thing three times: by colour, by symbol and by word.
type pageCell struct{ Class, Symbol, Word string }

// judge says what holding, or not holding, a grant means. Without a policy nothing is approved or
// excess; where the list is not complete, what it lacks may be held all the same.
func judge(held, approved, declared, complete bool) pageCell {
	switch {
	case held && !declared:
		return pageCell{"unknown-cell", "?", "held, no policy"}
	case held && approved:
		return pageCell{"approved", "✓", "approved"}
	case held:
		return pageCell{"excess", "✗", "excess"}
	case !complete:
		return pageCell{"unknown-cell", "?", "not known"}
	case approved:
		return pageCell{"missing", "○", "approved, not held"}
	}
	return pageCell{"", "·", "none"}
}

func accessPages(a *rego.Assessment) []pageAccess {
	if a.Evidence == nil || a.Evidence.Salesforce == nil {
		return nil
	}
	var pages []pageAccess
	for i := range a.Evidence.Salesforce.Access {
		access := &a.Evidence.Salesforce.Access[i]
		policy := approvedUser(a.Policy, access.User)
		p := pageAccess{User: showOrDash(access.User), Sentence: loginSentence(a, access)}
		var notes []string
		complete, reason := accessComplete(a, access)
		if !complete {
			notes = append(notes, "This list is not complete: "+orDash(reason)+".")
		}
		if policy == nil {
			notes = append(notes, "No policy is declared for this user: nothing here can be called approved or excess.")
		}
		p.Note = show(strings.Join(notes, " "))
		p.Matrices = matrices(access, policy, complete, "")
		p.Always = alwaysFields(access)
		if access.Potential != nil {
			p.Matrices = append(p.Matrices, matrices(access.Potential, policy, complete, ", with session activation in addition")...)
		}
		pages = append(pages, p)
	}
	return pages
}

// approvedUser is the policy of a user, whatever the case of the name, as the rules find it.
func approvedUser(policy *rego.Approved, user string) *rego.ApprovedUser {
	if policy == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(policy.Salesforce)) {
		if strings.EqualFold(name, user) && policy.Salesforce[name] != nil {
			return policy.Salesforce[name]
		}
	}
	return nil
}

// matrices are the three tables of one access. A policy's row that nothing holds is shown, too.
func matrices(access *salesforce.Access, policy *rego.ApprovedUser, complete bool, suffix string) []pageMatrix {
	declared := policy != nil
	if !declared {
		policy = &rego.ApprovedUser{}
	}
	whole := suffix == "" // what activation adds is compared with what it holds, not with all of the policy

	objects := pageMatrix{Title: "Objects" + suffix, Caption: "Object permissions against the policy", Head: "Object", Columns: salesforce.Flags}
	held := map[string]salesforce.ObjectAccess{}
	for _, o := range access.Objects {
		held[o.Object] = o
	}
	for _, name := range union(held, policy.Objects, whole) {
		approved := policy.Objects[name]
		row := pageMatrixRow{Name: show(name), Via: viaLines(held[name].Via)}
		if name == "*" {
			row.Note = "every object"
		}
		for _, flag := range salesforce.Flags {
			allowed := slices.Contains(approved, flag) || flag == "read" && len(approved) > 0 // every other flag brings read
			row.Cells = append(row.Cells, judge(slices.Contains(held[name].Access, flag), allowed, declared, complete))
		}
		objects.Rows = append(objects.Rows, row)
	}
	return []pageMatrix{objects, fieldMatrix(access, policy, declared, complete, whole, suffix), permissionMatrix(access, policy, declared, complete, whole, suffix)}
}

func fieldMatrix(access *salesforce.Access, policy *rego.ApprovedUser, declared, complete, whole bool, suffix string) pageMatrix {
	m := pageMatrix{Title: "Fields" + suffix, Caption: "Field permissions against the policy", Head: "Field", Columns: []string{"read", "edit"}}
	held := map[string]salesforce.FieldAccess{}
	read, edit := map[string]bool{}, map[string]bool{}
	for object, fields := range policy.Fields {
		for _, f := range fields.Read {
			read[object+"."+f] = true
		}
		for _, f := range fields.Edit {
			read[object+"."+f], edit[object+"."+f] = true, true
		}
	}
	for _, f := range access.Fields {
		if name := f.Object + "." + f.Field; !f.Always || read[name] {
			held[name] = f
		}
	}
	for _, name := range union(held, read, whole) {
		f := held[name]
		row := pageMatrixRow{Name: show(name), Via: viaLines(f.Via), Cells: []pageCell{
			judge(f.Access != "", read[name], declared, complete), judge(f.Access != "" && f.Access != "r", edit[name], declared, complete),
		}}
		if f.Field == "*" {
			row.Note = "every field"
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func alwaysFields(access *salesforce.Access) []pageAlways {
	read, edit := map[string][]string{}, map[string][]string{}
	for _, f := range access.Fields {
		switch {
		case !f.Always:
		case f.Access == "r":
			read[f.Object] = append(read[f.Object], f.Field)
		default:
			edit[f.Object] = append(edit[f.Object], f.Field)
		}
	}
	var rows []pageAlways
	for _, object := range union(read, edit, true) {
		rows = append(rows, pageAlways{show(object), showList(read[object]), showList(edit[object])})
	}
	return rows
}

// showList is a list in one cell, each word cut on its own.
func showList(list []string) shown {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = visible(s)
	}
	return shown(orDash(strings.Join(parts, ", ")))
}

func permissionMatrix(access *salesforce.Access, policy *rego.ApprovedUser, declared, complete, whole bool, suffix string) pageMatrix {
	m := pageMatrix{Title: "System permissions and setup entities" + suffix, Caption: "System permissions and setup entities against the policy", Head: "Permission", Columns: []string{"held"}}
	held, approved := map[string][]salesforce.Via{}, map[string]bool{}
	for _, p := range access.Permissions {
		held[p.Name] = p.Via
	}
	for _, s := range access.Setup {
		held[s.Kind+" "+s.Name] = s.Via
	}
	for _, name := range policy.SystemPermissions {
		approved[name] = true
	}
	for kind, names := range policy.Setup {
		for _, name := range names {
			approved[kind+" "+name] = true
		}
	}
	for _, s := range access.Setup {
		if slices.Contains(salesforce.AppKinds(), s.Kind) && slices.ContainsFunc(policy.Apps, func(app string) bool { return strings.EqualFold(app, s.Name) }) {
			approved[s.Kind+" "+s.Name] = true
		}
	}
	for _, name := range union(held, approved, whole) {
		via, has := held[name]
		m.Rows = append(m.Rows, pageMatrixRow{Name: show(name), Via: viaLines(via), Cells: []pageCell{judge(has, approved[name], declared, complete)}})
	}
	return m
}

// union are the keys of held, and of wanted if all, in order.
func union[V, W any](held map[string]V, wanted map[string]W, all bool) []string {
	keys := map[string]bool{}
	for k := range held {
		keys[k] = true
	}
	if all {
		for k := range wanted {
			keys[k] = true
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

func viaLines(via []salesforce.Via) []shown {
	const most = 5
	var lines []shown
	for i, v := range via {
		if i == most {
			return append(lines, shown("and "+evidence.Count(len(via)-most, "more road")))
		}
		road := strings.ReplaceAll(v.Kind, "_", " ") + " " + v.Name
		if v.Group != "" {
			road += " in group " + v.Group
		}
		if v.Grant != "" {
			road += " by " + v.Grant
		}
		at := v.Location
		at.File = path.Base(at.File) // the finding has it whole
		if at.File == "." {
			at.File = ""
		}
		if at := at.String(); at != "" {
			road += ", " + at
		}
		lines = append(lines, show(road))
	}
	return lines
}

func loginSentence(a *rego.Assessment, access *salesforce.Access) shown {
	ranges := make([]string, len(access.LoginIPs))
	for i, r := range access.LoginIPs {
		ranges[i] = r.Start + " - " + r.End
	}
	return show("Login IP ranges: " + orElse(strings.Join(ranges, ", "), noRanges(a, access)) + ".")
}
