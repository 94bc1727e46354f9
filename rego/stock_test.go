package rego

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/leastwise/leastwise/snapshot"
)

// TestStockOPAGivesTheSameFindings evaluates the files of this folder as `opa eval -d main -d
// lib -d rules -i snapshot.json data.main.findings` would: nothing of our evaluator between.
// What is needed and covered is for Go to say and no part of this: here all rules speak.
func TestStockOPAGivesTheSameFindings(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../testdata/*/snapshot.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Log("testdata holds no snapshot.json yet: the fixture of the tests stands in alone")
	}
	for _, name := range append(names, "") {
		t.Run(filepath.Base(filepath.Dir(name)), func(t *testing.T) {
			t.Parallel()
			s := member()
			s.Roster.People[0].Email = "bob@acme.com"
			if name != "" {
				data, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				s = &snapshot.Snapshot{}
				if err := json.Unmarshal(data, s); err != nil {
					t.Fatal(err)
				}
			}
			o := Options{
				Policy: &Approved{
					Clay: &ApprovedClay{
						Roles:       &ApprovedRoles{Admin: []string{}, ApprovedDomains: []string{"acme.com"}, AssignTo: map[string][]string{}},
						APIKeys:     &ApprovedKeys{Rotation: map[string]Days{"quarterly": 92}},
						Tables:      map[string]*ApprovedTable{},
						Connections: map[string]*ApprovedConnect{},
						Credits:     &ApprovedCredits{},
					},
					Salesforce: map[string]*ApprovedUser{"clay@acme.com": {}},
				},
				Waivers: []Waiver{},
			}
			want := stock(t, s, o)
			if name == "" && len(want) == 0 {
				t.Error("no rule found anything: the comparison says nothing")
			}
			diff(t, want, ours(t, s, o))
		})
	}
}

// stock returns "rule kind id: message" of every finding, sorted.
func stock(t *testing.T, s *snapshot.Snapshot, o Options) []string {
	t.Helper()
	input, err := generic(s)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := generic(o.Policy)
	if err != nil {
		t.Fatal(err)
	}
	noTests := func(_ string, info fs.FileInfo, _ int) bool { return strings.HasSuffix(info.Name(), "_test.rego") }
	ctx := context.Background()
	store := inmem.NewFromObject(map[string]any{"policy": policy, "settings": map[string]any{}, "waivers": []any{}})
	txn, err := store.NewTransaction(ctx, storage.WriteParams)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Abort(ctx, txn)
	results, err := opa.New(
		opa.Load([]string{"main", "lib", "rules"}, noTests),
		opa.Store(store),
		opa.Transaction(txn),
		opa.Query("data.main.findings"),
		opa.Input(input),
	).Eval(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rule, findings := range results[0].Expressions[0].Value.(map[string]any) {
		for _, f := range findings.([]any) {
			f := f.(map[string]any)
			subject := f["subject"].(map[string]any)
			message, more := uncut(f["message"].(string))
			all = append(all, strings.Join(append([]string{rule, subject["kind"].(string), subject["id"].(string) + ":", message}, more...), " "))
		}
	}
	slices.Sort(all)
	return all
}

func ours(t *testing.T, s *snapshot.Snapshot, o Options) []string {
	t.Helper()
	p, err := Load(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := s.Stream()
	if err != nil {
		t.Fatal(err)
	}
	answers, _, err := p.judge(context.Background(), stream)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, rule := range p.Rules() {
		findings, err := answers[rule.ID].check(rule, newLocator(p, s))
		if err != nil {
			t.Errorf("%s: %v", rule.ID, err)
		}
		for _, f := range findings {
			all = append(all, strings.Join(append([]string{rule.ID, f.Subject.Kind, f.Subject.ID + ":", f.Message}, f.More...), " "))
		}
	}
	slices.Sort(all)
	return all
}
