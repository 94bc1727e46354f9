package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// TestEveryRuleFails looks for a company in which each rule finds something: acme, or a
// scenario of the rule's own.
func TestEveryRuleFails(t *testing.T) {
	t.Parallel()
	scenarios, err := filepath.Glob("../../testdata/scenarios/*/" + configName)
	if err != nil {
		t.Fatal(err)
	}
	failed, loaded := map[string]bool{}, map[string]bool{}
	for _, dir := range append([]string{company(t, "acme")}, dirs(scenarios)...) {
		_, a := judge(t, dir, load(t, dir))
		for _, v := range a.Verdicts {
			loaded[v.Rule.ID] = true
			failed[v.Rule.ID] = failed[v.Rule.ID] || v.Outcome == rego.Failed
			if v.Outcome == rego.Errored {
				t.Errorf("%s breaks on %s: %s", v.Rule.ID, dir, v.Reason)
			}
		}
	}
	for id := range loaded {
		if !failed[id] {
			t.Errorf("%s fails nowhere: let testdata/acme hold what it finds, or a folder testdata/scenarios/<name> with a %s", id, configName)
		}
	}
	if len(loaded) == 0 {
		t.Error("no rule was judged")
	}
}

func dirs(files []string) []string {
	var all []string
	for _, f := range files {
		all = append(all, filepath.Dir(f))
	}
	return all
}

// TestEveryRulePassesOnAGoodDay wants each rule judged, and passed, on tidy.
func TestEveryRulePassesOnAGoodDay(t *testing.T) {
	t.Parallel()
	dir := company(t, "tidy")
	_, a := judge(t, dir, load(t, dir))
	for _, v := range a.Verdicts {
		switch {
		case v.Outcome == rego.Skipped:
			t.Errorf("%s is not judged on testdata/tidy: %s: give it there what it needs", v.Rule.ID, v.Reason)
		case v.Outcome != rego.Passed:
			t.Errorf("%s is %s on testdata/tidy: %s %+v", v.Rule.ID, v.Outcome, v.Reason, v.Findings)
		case len(v.Findings) > 0:
			t.Errorf("%s passes on testdata/tidy by a waiver alone: %+v", v.Rule.ID, v.Findings)
		}
	}
}

// TestEveryRuleIsSkippedWithoutWhatItNeeds takes each section from the snapshots of both
// companies, and each path from the policy: whatever else is there, no rule that needs it may
// pass or fail.
func TestEveryRuleIsSkippedWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"acme", "tidy"} {
		dir := company(t, name)
		policy := load(t, dir)
		snap, whole := judge(t, dir, policy)
		all := needs(policy.Rules())
		if len(all) == 0 {
			t.Error("no rule needs anything")
		}
		for _, need := range all {
			t.Run(name+"/"+need, func(t *testing.T) {
				t.Parallel()
				var a *rego.Assessment
				if path, ok := strings.CutPrefix(need, "policy."); ok {
					a = judgeWithoutPolicy(t, dir, snap, path)
				} else {
					a = mustJudge(t, policy, without(t, snap, need))
				}
				for i, v := range a.Verdicts {
					if !slices.Contains(v.Rule.Needs, need) {
						if v.Outcome == rego.Errored {
							t.Errorf("%s breaks without %s, which it does not need: %s", v.Rule.ID, need, v.Reason)
						}
						continue
					}
					gap := !strings.HasPrefix(need, "policy.")
					if v.Outcome != rego.Skipped || gap && !v.Gap || !strings.Contains(v.Reason, need) {
						t.Errorf("%s is %s without %s, which it needs (it was %s with it): reason %q, gap %v", v.Rule.ID, v.Outcome, need, whole.Verdicts[i].Outcome, v.Reason, v.Gap)
					}
				}
			})
		}
	}
}

// TestAnEmptiedListIsNeverAPass empties a list of a snapshot whose coverage goes on to call it
// complete. Where anything else names what was in it, no rule that needs it may pass.
func TestAnEmptiedListIsNeverAPass(t *testing.T) {
	t.Parallel()
	dir := company(t, "tidy")
	policy := load(t, dir)
	snap, _ := judge(t, dir, policy)
	for _, section := range []string{
		"clay.budgets", "clay.connections", "clay.groups", "clay.members", "clay.tables", "clay.workbooks",
		"salesforce.access", "salesforce.assignments", "salesforce.objects", "salesforce.permission_set_groups",
		"salesforce.permission_sets", "salesforce.roles", "salesforce.users",
	} {
		t.Run(section, func(t *testing.T) {
			t.Parallel()
			cut := without(t, snap, section)
			cut.Coverage[section] = snap.Coverage[section]
			judged := 0
			for _, v := range mustJudge(t, policy, cut).Verdicts {
				if !slices.Contains(v.Rule.Needs, section) {
					continue
				}
				judged++
				if v.Outcome == rego.Passed || v.Outcome == rego.Skipped && !v.Gap {
					t.Errorf("%s is %s (gap %v, reason %q)", v.Rule.ID, v.Outcome, v.Gap, v.Reason)
				}
			}
			if judged == 0 {
				t.Error("no rule needs it")
			}
		})
	}
}

// needs are all that any rule needs, sorted.
func needs(rules []rego.Rule) []string {
	var all []string
	for _, r := range rules {
		all = append(all, r.Needs...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func mustJudge(t *testing.T, policy *rego.Policy, snap *snapshot.Snapshot) *rego.Assessment {
	t.Helper()
	a, err := policy.Assess(context.Background(), snap)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// without is a copy of a snapshot in which a section is unavailable and its data gone, where
// the section has a place of its own.
func without(t *testing.T, snap *snapshot.Snapshot, section string) *snapshot.Snapshot {
	t.Helper()
	data, err := json.Marshal(snap)
	if err != nil {
		t.Fatal(err)
	}
	cut := &snapshot.Snapshot{}
	if err := json.Unmarshal(data, cut); err != nil {
		t.Fatal(err)
	}
	source, name, _ := strings.Cut(section, ".")
	forget(reflect.ValueOf(cut), []string{source, name})
	cut.Coverage[section] = evidence.Coverage{State: evidence.Unavailable, Reason: "taken away by the test"}
	return cut
}

// judgeWithoutPolicy judges by a policy from which one path is gone.
func judgeWithoutPolicy(t *testing.T, dir string, snap *snapshot.Snapshot, path string) *rego.Assessment {
	t.Helper()
	c, err := loadConfig(filepath.Join(dir, configName))
	if err != nil {
		t.Fatal(err)
	}
	if !forget(reflect.ValueOf(c.Policy), strings.Split(path, ".")) {
		t.Logf("the policy of %s has no %s to take away", dir, path)
	}
	policy, err := rego.Load(context.Background(), c.regoOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	return mustJudge(t, policy, snap)
}

// forget empties what stands at a path of json names and keys of maps, and tells whether
// there is such a path.
func forget(v reflect.Value, path []string) bool {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name != path[0] {
				continue
			}
			if len(path) > 1 {
				return forget(v.Field(i), path[1:])
			}
			v.Field(i).SetZero()
			return true
		}
	case reflect.Map:
		key := reflect.ValueOf(path[0])
		if value := v.MapIndex(key); value.IsValid() && len(path) > 1 {
			return forget(value, path[1:])
		}
		v.SetMapIndex(key, reflect.Value{})
		return true
	}
	return false
}

// TestScenariosAreScannable holds each scenario to its purpose: a scan of it finds something.
func TestScenariosAreScannable(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir("../../testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		dir := filepath.Join("../../testdata/scenarios", e.Name())
		if _, a := judge(t, dir, load(t, dir)); statusOf(a, rego.Low, false) != statusFindings {
			t.Errorf("%s: a scan finds nothing", dir)
		}
	}
}
