package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// restrictive is the little that the corpora are held to.
func restrictive() *rego.ApprovedUser {
	return &rego.ApprovedUser{
		Objects:           map[string][]string{"Account": {"read"}, "Contact": {"read", "edit"}},
		Fields:            map[string]rego.ApprovedFields{"Account": {Read: []string{"Website", "Phone"}}, "Contact": {Read: []string{"Email"}, Edit: []string{"Phone"}}},
		SystemPermissions: []string{"ApiEnabled", "ApiUserOnly"},
		Setup:             map[string][]string{"apex_class": {"Logger"}},
	}
}

// accessRules are the rules about what a project's sets and profiles grant.
var accessRules = regexp.MustCompile(`salesforce_(field|object|permission|setup)_not_approved|salesforce_forbidden_permission`)

// TestFixBringsEveryCorpusInsidePolicy holds public metadata projects to a restrictive policy:
// one user holds every permission set, and one more each profile.
func TestFixBringsEveryCorpusInsidePolicy(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("LEASTWISE_SHARED")
	if shared == "" {
		t.Skip("LEASTWISE_SHARED is not set: the corpora are not read")
	}
	corpora, err := filepath.Glob(filepath.Join(shared, "corpora", "*"))
	if err != nil || len(corpora) == 0 {
		t.Fatalf("no corpora in %s: %v", shared, err)
	}
	for _, corpus := range corpora {
		t.Run(filepath.Base(corpus), func(t *testing.T) {
			t.Parallel()
			p := newProving(t, nil)
			if err := os.CopyFS(filepath.Join(p.dir, "force-app"), os.DirFS(corpus)); err != nil {
				t.Fatal(err)
			}
			p.hold(t)
			before := p.take(t)
			found := len(p.accessFindings(t))
			if found == 0 {
				t.Fatal("the corpus has nothing to fix")
			}
			fixed, err := salesforce.Fix(context.Background(), p.dir, p.config(), before.Salesforce, p.wanted(), salesforce.FixOptions{TakenAt: goldenTime})
			if err != nil {
				t.Fatal(err)
			}
			if len(fixed.Remaining) > 0 {
				t.Errorf("%d grants remain, such as %s", len(fixed.Remaining), fixed.Remaining[0])
			}
			lines := 0
			for _, edit := range fixed.Edits {
				lines += touchesOnlyExcess(t, edit, restrictive())
				p.write(t, edit.Path, edit.After)
			}
			t.Logf("%d findings, %d lines of %d files changed", found, lines, len(fixed.Edits))
			if after := p.accessFindings(t); len(after) > 0 {
				t.Errorf("%d findings after the fix, such as %s", len(after), after[0])
			}
			again, err := salesforce.Fix(context.Background(), p.dir, p.config(), p.take(t).Salesforce, p.wanted(), salesforce.FixOptions{TakenAt: goldenTime})
			if err != nil || len(again.Edits) > 0 {
				t.Errorf("a second fix edits %d files: %v", len(again.Edits), err)
			}
			p.staysValid(t, fixed)
		})
	}
}

// hold gives one user every permission set of the project, and a user of its own every profile.
func (p *proving) hold(t *testing.T) {
	t.Helper()
	p.policy["all@acme.com"] = restrictive()
	all := recorded("all@acme.com")
	org := p.take(t).Salesforce
	for _, set := range org.PermissionSets {
		switch set.Kind {
		case salesforce.KindSet:
			all.PermissionSets = append(all.PermissionSets, salesforce.GrantConfig{Name: set.Name})
		case salesforce.KindProfile:
			name := fmt.Sprintf("p%d@acme.com", len(p.users))
			p.policy[name] = restrictive()
			one := recorded(name)
			one.Profile = set.Name
			p.users = append(p.users, one)
			all.Profile = set.Name
		}
	}
	p.users = append(p.users, all)
}

func (p *proving) accessFindings(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, v := range p.assess(t, p.take(t)).Verdicts {
		if !accessRules.MatchString(v.Rule.ID) {
			continue
		}
		if v.Outcome == rego.Errored {
			t.Errorf("%s broke: %s", v.Rule.ID, v.Reason)
		}
		for _, f := range v.Findings { // kept where the section is partial, as the corpora's profiles are
			lines = append(lines, v.Rule.ID+": "+f.Message)
		}
	}
	return lines
}

var (
	grantStart = regexp.MustCompile(`<(\w+(?:Permissions|Accesses|Visibilities))>`)
	switched   = regexp.MustCompile(`^(\s*)<(\w+)>(true|1)</(\w+)>(\s*)$`)
	nameOfIt   = regexp.MustCompile(`<(?:field|object|name|apexClass|apexPage|application|flow|externalCredentialPrincipal|externalDataSource)>\s*([^<]*?)\s*</`)
)

// touchesOnlyExcess compares the two texts line by line, without a parser: every line that
// differs switches one flag off, and the grant around it is one that the policy does not have.
func touchesOnlyExcess(t *testing.T, edit salesforce.Edit, policy *rego.ApprovedUser) int {
	t.Helper()
	before, after := strings.Split(string(edit.Before), "\n"), strings.Split(string(edit.After), "\n")
	if len(before) != len(after) {
		t.Fatalf("%s: %d lines became %d", edit.Path, len(before), len(after))
	}
	changed := 0
	for i := range before {
		if before[i] == after[i] {
			continue
		}
		changed++
		m := switched.FindStringSubmatch(before[i])
		if m == nil || after[i] != m[1]+"<"+m[2]+">false</"+m[4]+">"+m[5] {
			t.Errorf("%s:%d: %q became %q", edit.Path, i+1, before[i], after[i])
			continue
		}
		start := i
		for grantStart.FindString(before[start]) == "" {
			start--
		}
		element := grantStart.FindStringSubmatch(before[start])[1]
		end := i
		for !strings.Contains(before[end], "</"+element+">") {
			end++
		}
		block := strings.Join(before[start:end+1], "\n")
		name := nameOfIt.FindStringSubmatch(block)[1]
		if needed := approvedBy(policy, element, name, m[2]); needed {
			t.Errorf("%s:%d: %s of %s is approved and was switched off", edit.Path, i+1, m[2], name)
		}
	}
	if changed == 0 {
		t.Errorf("%s: an edit that changes nothing", edit.Path)
	}
	return changed
}

// approvedBy asks the policy about one flag of one element.
func approvedBy(p *rego.ApprovedUser, element, name, flag string) bool {
	has := func(list []string, item string) bool {
		return strings.Contains(" "+strings.Join(list, " ")+" ", " "+item+" ")
	}
	switch element {
	case "userPermissions":
		return has(p.SystemPermissions, name)
	case "objectPermissions":
		word := map[string]string{
			"allowRead": "read", "allowCreate": "create", "allowEdit": "edit", "allowDelete": "delete",
			"viewAllRecords": "view_all", "modifyAllRecords": "modify_all", "viewAllFields": "view_all_fields",
		}[flag]
		return has(p.Objects[name], word)
	case "fieldPermissions":
		object, field, _ := strings.Cut(name, ".")
		return has(p.Fields[object].Edit, field) || flag == "readable" && has(p.Fields[object].Read, field)
	case "classAccesses":
		return has(p.Setup["apex_class"], name)
	}
	return false
}

// staysValid validates the edited files that were valid before under the relaxed schema.
func (p *proving) staysValid(t *testing.T, fixed *salesforce.Fixed) {
	t.Helper()
	tool, schema := xmllint(t, "relaxed")
	was := t.TempDir()
	var before, after []string
	for i, edit := range fixed.Edits {
		name := filepath.Join(was, fmt.Sprintf("%d.xml", i))
		if err := os.WriteFile(name, edit.Before, 0o644); err != nil {
			t.Fatal(err)
		}
		before = append(before, name)
		after = append(after, filepath.Join(p.dir, filepath.FromSlash(edit.Path)))
	}
	if b, a := invalid(t, tool, schema, before), invalid(t, tool, schema, after); len(a) > len(b) {
		t.Errorf("%d complaints before, %d after, such as %s", len(b), len(a), a[0])
	}
}
