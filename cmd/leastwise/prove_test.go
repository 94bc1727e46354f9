package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// policyRules are the rules that hold an integration user's access against its policy.
var policyRules = []string{
	"least_privilege/salesforce_app_ip_relaxed", "least_privilege/salesforce_app_oauth_weak", "least_privilege/salesforce_app_scope_excess",
	"least_privilege/salesforce_app_self_authorized", "least_privilege/salesforce_refresh_token_endless",
	"least_privilege/salesforce_field_not_approved", "least_privilege/salesforce_forbidden_permission",
	"least_privilege/salesforce_login_ip_unrestricted", "least_privilege/salesforce_object_not_approved",
	"least_privilege/salesforce_org_default_open", "least_privilege/salesforce_permission_not_approved",
	"least_privilege/salesforce_setup_not_approved", "least_privilege/salesforce_assignment_not_approved",
	"least_privilege/salesforce_profile_not_approved", "least_privilege/salesforce_sharing_rule_missing",
	"least_privilege/salesforce_sharing_rule_too_wide", "least_privilege/salesforce_sharing_criteria_editable",
}

// alwaysJudged of them need no more than every project of a proof has.
const alwaysJudged = 11

// proving is a project on disk with its users and their policies.
type proving struct {
	dir    string
	users  []salesforce.UserConfig
	policy map[string]*rego.ApprovedUser
}

func newProving(t *testing.T, files map[string]string) *proving {
	t.Helper()
	p := &proving{dir: t.TempDir(), policy: map[string]*rego.ApprovedUser{}}
	for name, text := range files {
		p.write(t, "force-app/main/default/"+name, []byte(text))
	}
	return p
}

func (p *proving) write(t *testing.T, name string, data []byte) {
	t.Helper()
	path := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func (p *proving) config() *salesforce.Config {
	c := &salesforce.Config{Name: "proof", Project: "force-app", ProfilesComplete: new(true), Users: p.users}
	c.IntegrationUsers = slices.Sorted(maps.Keys(p.policy))
	return c
}

func (p *proving) wanted() []salesforce.Wanted {
	var list []salesforce.Wanted
	for _, name := range slices.Sorted(maps.Keys(p.policy)) {
		list = append(list, p.policy[name].Wanted(name))
	}
	return list
}

func (p *proving) take(t *testing.T) *snapshot.Snapshot {
	t.Helper()
	snap, err := snapshot.Take(context.Background(), snapshot.Config{Salesforce: p.config()}, snapshot.Options{
		Dir: p.dir, TakenAt: goldenTime, Tool: snapshot.Tool{Name: "leastwise", Version: "v0.0.0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

func (p *proving) assess(t *testing.T, snap *snapshot.Snapshot) *rego.Assessment {
	t.Helper()
	ctx := context.Background()
	rules, err := rego.Load(ctx, rego.Options{Policy: &rego.Approved{Salesforce: p.policy}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := rules.Assess(ctx, snap)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// findings are what the rules of the policy find, one line each. A rule that was skipped is a
// failure: a proof rests on rules that judged.
func (p *proving) findings(t *testing.T, snap *snapshot.Snapshot) []string {
	t.Helper()
	var lines []string
	judged := 0
	for _, v := range p.assess(t, snap).Verdicts {
		if !slices.Contains(policyRules, v.Rule.ID) {
			continue
		}
		if v.Outcome == rego.Passed || v.Outcome == rego.Failed {
			judged++
		} else if slices.Contains(policyRules[:alwaysJudged], v.Rule.ID) {
			t.Errorf("%s did not judge: %s %s", v.Rule.ID, v.Outcome, v.Reason)
		}
		for _, f := range v.Findings {
			lines = append(lines, v.Rule.ID+": "+f.Message)
		}
	}
	if judged < alwaysJudged {
		t.Errorf("only %d rules judged", judged)
	}
	return lines
}

// recorded is an active user of whom everything is written down, and who has nothing.
func recorded(name string) salesforce.UserConfig {
	return salesforce.UserConfig{
		Username: name, Active: new(true), Role: new(""), PermissionSets: []salesforce.GrantConfig{}, Groups: []salesforce.GrantConfig{},
	}
}

// generate writes the policies into the project and gives every user its set and profile.
func (p *proving) generate(t *testing.T, options salesforce.GenerateOptions) *salesforce.Generated {
	t.Helper()
	for name := range p.policy {
		p.users = append(p.users, recorded(name))
	}
	before := p.take(t)
	options.Coverage, options.Dir, options.Project = before.Coverage, p.dir, p.config()
	out, err := salesforce.Generate(before.Salesforce, p.wanted(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range out.Files {
		p.write(t, f.Path, f.Data)
	}
	for i, user := range p.users {
		local, _, _ := strings.Cut(user.Username, "@")
		local = strings.ToUpper(local[:1]) + local[1:]
		policy := p.policy[user.Username]
		set, profile := local+"_Least_Privilege", local+" Integration"
		if len(policy.PermissionSets) > 0 {
			set = policy.PermissionSets[0]
		} else {
			policy.PermissionSets = []string{set} // as the note of the generation asks
		}
		if policy.Profile != "" {
			profile = policy.Profile
		} else {
			policy.Profile = profile
		}
		p.users[i].Profile, p.users[i].PermissionSets = profile, []salesforce.GrantConfig{{Name: set}}
	}
	return out
}

// randomProving is an org of many users, each with a random policy.
func randomProving(t *testing.T, seed uint64, users int) *proving {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 11))
	p := newProving(t, provingOrg())
	for i := range users {
		name := fmt.Sprintf("u%d", i)
		p.policy[name+"@acme.com"] = randomPolicy(r, name)
	}
	return p
}

// provingBatches are 500 random policies, a hundred in each org.
const provingBatches, provingUsers = 5, 100

// TestGeneratedMetadataGrantsThePolicyExactly generates 500 random policies, reads what was
// written as a project, and finds no excess; and the effective access is, fact by fact, what a
// model says that shares nothing with the generator.
func TestGeneratedMetadataGrantsThePolicyExactly(t *testing.T) {
	t.Parallel()
	for seed := range uint64(provingBatches) {
		t.Run(fmt.Sprint("batch", seed), func(t *testing.T) {
			t.Parallel()
			p := randomProving(t, seed, provingUsers)
			p.generate(t, salesforce.GenerateOptions{})
			snap := p.take(t)
			if found := p.findings(t, snap); len(found) > 0 {
				t.Errorf("%d findings, such as %s", len(found), found[0])
			}
			facts := 0
			for _, access := range snap.Salesforce.Access {
				want := allows(p.policy[access.User])
				facts += len(want)
				if diff := cmp.Diff(want, accessFacts(access, p.policy[access.User].Apps)); diff != "" {
					t.Fatalf("%s (-policy +effective):\n%s", access.User, diff)
				}
			}
			t.Logf("%d users, %d facts", len(snap.Salesforce.Access), facts)
		})
	}
}

// TestFixLeavesThePolicyExactly gives every user the set of one random policy and holds it to
// another: what is left is what both allow.
func TestFixLeavesThePolicyExactly(t *testing.T) {
	t.Parallel()
	for seed := range uint64(provingBatches) {
		t.Run(fmt.Sprint("batch", seed), func(t *testing.T) {
			t.Parallel()
			p := randomProving(t, seed, provingUsers)
			p.generate(t, salesforce.GenerateOptions{})
			wide := map[string][]string{}
			r := rand.New(rand.NewPCG(seed, 12))
			for name, policy := range p.policy {
				wide[name] = allows(policy)
			}
			for _, name := range slices.Sorted(maps.Keys(p.policy)) {
				local, _, _ := strings.Cut(name, "@")
				narrow := randomPolicy(r, local)
				before := p.policy[name]
				narrow.PermissionSets, narrow.Profile, narrow.LoginIPs, narrow.RecordScope = before.PermissionSets, before.Profile, before.LoginIPs, nil
				narrow.Apps = before.Apps // whom an app admits stands in the app: a fix edits sets and profiles
				narrow.WritebackObject = ""
				p.policy[name] = narrow
			}
			fixed, err := salesforce.Fix(context.Background(), p.dir, p.config(), p.take(t).Salesforce, p.wanted(), salesforce.FixOptions{TakenAt: goldenTime})
			if err != nil {
				t.Fatal(err)
			}
			if len(fixed.Remaining) > 0 {
				t.Errorf("%d grants remain, such as %s", len(fixed.Remaining), fixed.Remaining[0])
			}
			for _, edit := range fixed.Edits {
				p.write(t, edit.Path, edit.After)
			}
			snap := p.take(t)
			for _, line := range p.findings(t, snap) {
				if !strings.Contains(line, "org_default_open") { // of write-back objects that another policy's user has
					t.Errorf("after the fix: %s", line)
				}
			}
			for _, access := range snap.Salesforce.Access {
				both := allows(p.policy[access.User])
				both = slices.DeleteFunc(both, func(fact string) bool { return !slices.Contains(wide[access.User], fact) })
				if diff := cmp.Diff(both, accessFacts(access, p.policy[access.User].Apps)); diff != "" {
					t.Fatalf("%s (-both policies +effective):\n%s", access.User, diff)
				}
			}
		})
	}
}
