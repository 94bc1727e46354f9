package rego

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Of these there are few, however large the company: a rule may take each of them with everything else.
var few = map[string]bool{"integration_users": true, "access": true, "apps": true}

// A rule that compares everything with everything takes minutes for a company of twenty thousand.
func TestRulesTakeStepsInProportionToTheCompany(t *testing.T) {
	t.Parallel()
	raw, approved := acme(t)
	p, err := Load(context.Background(), Options{Policy: approved})
	if err != nil {
		t.Fatal(err)
	}
	small, large := companies(t, raw, 4), companies(t, raw, 16)
	for _, rule := range p.rules {
		a, b := steps(t, p, rule, small), steps(t, p, rule, large)
		if b > 6*a {
			t.Errorf("%s takes %d steps for a company and %d for one four times as large: look things up in a map made once", rule.ID, a, b)
		}
	}
}

// acme is the snapshot of the fictional company, and its policy.
func acme(t *testing.T) (raw []byte, approved *Approved) {
	t.Helper()
	dir := filepath.Join("..", "testdata", "acme")
	raw, err := os.ReadFile(filepath.Join(dir, "snapshot.json"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(dir, "assessment.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	a, err := ReadAssessment(file, file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return raw, a.Policy
}

// companies is the company of a snapshot n times over, with other names each time.
func companies(t *testing.T, raw []byte, n int) ast.Value {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for i := 1; i < n; i++ {
		var other map[string]any
		if err := json.Unmarshal(raw, &other); err != nil {
			t.Fatal(err)
		}
		named := map[string]bool{}
		names(other, "", named)
		for _, source := range []string{"clay", "salesforce", "roster"} {
			join(all[source].(map[string]any), renamed(other[source], named, i).(map[string]any))
		}
	}
	value, err := ast.InterfaceToValue(all)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// names notes what things are called.
func names(v any, key string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			names(value, key, into)
		}
	case []any:
		for _, value := range v {
			names(value, key, into)
		}
	case string:
		switch key {
		case "id", "email", "name", "username", "person":
			into[v] = true
		}
	}
}

func renamed(v any, named map[string]bool, i int) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, value := range v {
			out[key] = renamed(value, named, i)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for at, value := range v {
			out[at] = renamed(value, named, i)
		}
		return out
	case string:
		if named[v] {
			return fmt.Sprintf("%d-%s", i, v)
		}
	}
	return v
}

func join(all, other map[string]any) {
	for key, value := range other {
		switch value := value.(type) {
		case []any:
			if list, ok := all[key].([]any); ok && !few[key] {
				all[key] = append(list, value...)
			}
		case map[string]any:
			if inner, ok := all[key].(map[string]any); ok {
				join(inner, value)
			}
		}
	}
}

// With each key that a rule adds to an object OPA compares all keys before it.
func TestNoRuleGathersAnObjectThatGrowsWithTheCompany(t *testing.T) {
	t.Parallel()
	small := []string{ // of waivers, controls, sections, ranks, rules, and of what integration users have
		"data.lib.salesforce.integration_apps", "data.lib.waiver.holding", "data.main.findings",
		"data.rules.evidence.clay_attestation_overdue._attested",
		"data.rules.evidence.waiver_expired._expiries", "data.rules.former_employee.waiver_approver_left._approvers",
		"data.rules.least_privilege.clay_role_exceeds_title._ranks", "data.rules.least_privilege.salesforce_broad_group._members",
	}
	seen := map[string]bool{}
	for _, s := range ourSources(t) {
		for _, rule := range s.module.Rules {
			if len(rule.Head.Ref()) == 1 || s.test {
				continue
			}
			name := fmt.Sprintf("%s.%s", s.module.Package.Path, rule.Head.Ref()[0])
			if slices.Contains(small, name) {
				seen[name] = true
				continue
			}
			t.Errorf("%s:%d: %s is gathered key by key: write an object comprehension", s.file, rule.Location.Row, name)
		}
	}
	if len(seen) != len(small) {
		t.Errorf("of %v only %v are there", small, seen)
	}
}

// steps is how many expressions are evaluated to ask a rule.
func steps(t *testing.T, p *Policy, rule Rule, input ast.Value) int {
	t.Helper()
	q, err := p.query(context.Background(), findingsOf(rule))
	if err != nil {
		t.Fatal(err)
	}
	var n stepCounter
	if _, err := q.Eval(context.Background(), opa.EvalParsedInput(input), opa.EvalQueryTracer(&n)); err != nil {
		t.Fatalf("%s: %v", rule.ID, err)
	}
	return int(n)
}

type stepCounter int

func (*stepCounter) Enabled() bool { return true }

func (n *stepCounter) TraceEvent(e topdown.Event) {
	if e.Op == topdown.EvalOp || e.Op == topdown.RedoOp {
		*n++
	}
}

func (*stepCounter) Config() topdown.TraceConfig { return topdown.TraceConfig{} }
