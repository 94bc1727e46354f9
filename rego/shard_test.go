package rego

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// org is member with an org of n permission sets, filled by chance.
func org(r *rand.Rand, n int) *snapshot.Snapshot {
	s := member()
	s.Changes = &snapshot.Changes{PreviousTakenAt: "2026-04-01T00:00:00Z"} // its sections are called complete
	yes := true
	o := &salesforce.Org{
		ID: "acme", IntegrationUsers: []string{"clay@acme.com"}, PermissionSets: []salesforce.PermissionSet{},
		Users: []salesforce.User{{Username: "clay@acme.com", Active: &yes}},
	}
	for i := range n {
		set := salesforce.PermissionSet{
			Name: fmt.Sprintf("Set_%04d", i), Kind: []string{salesforce.KindSet, salesforce.KindProfile}[r.IntN(2)], Label: "É \"\\\u2028",
			Permissions: []string{}, Objects: map[string][]string{}, Fields: map[string]map[string]string{},
			Location: evidence.Location{File: "sets.xml", Line: i + 1},
		}
		if r.IntN(20) == 0 {
			set.Permissions = append(set.Permissions, "ViewAllData")
		}
		for o := range r.IntN(3) {
			fields := map[string]string{}
			for f := range r.IntN(4) {
				fields[fmt.Sprintf("Field_%d__c", f)] = []string{"r", "rw"}[r.IntN(2)]
			}
			set.Fields[fmt.Sprintf("Object_%d__c", o)] = fields
			set.Objects[fmt.Sprintf("Object_%d__c", o)] = salesforce.Flags[:r.IntN(3)]
		}
		o.PermissionSets = append(o.PermissionSets, set)
	}
	s.Salesforce = o
	return s
}

const setSubject = `"subject": {"kind": "salesforce.permission_set", "id": set.name}`

// perSet are bodies of rules that look at one permission set at a time.
var perSet = map[string]string{
	"permission": "findings contains {" + setSubject + ", \"message\": \"reads all\"} if {\n\tsome set in input.salesforce.permission_sets\n\t\"ViewAllData\" in set.permissions\n}",
	"fields":     "findings contains {" + setSubject + ", \"message\": $\"edits {n} fields\"} if {\n\tsome set in input.salesforce.permission_sets\n\tn := count([1 | some access in set.fields[_]; access == \"rw\"])\n\tn > 1\n}",
	"other parts of the input": "findings contains {" + setSubject + ", \"message\": message} if {\n\tsome set in input.salesforce.permission_sets\n\tset.kind == \"profile\"\n" +
		"\tmessage := concat(\" \", [user.username | some user in input.salesforce.users])\n}",
	"one finding for many sets": "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": input.salesforce.id}, \"message\": \"has profiles\"} if {\n" +
		"\tsome set in input.salesforce.permission_sets\n\tset.kind == \"profile\"\n}",
	"the set in a helper": "findings contains {" + setSubject + ", \"message\": \"is wide\"} if {\n\tsome set in input.salesforce.permission_sets\n\t_wide(set)\n}\n\n_wide(s) if count(s.fields) > 1",
	"no set at all":       "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"is there\"} if input.salesforce.id",
	"two bodies": "findings contains {" + setSubject + ", \"message\": \"reads all\"} if {\n\tsome set in input.salesforce.permission_sets\n\t\"ViewAllData\" in set.permissions\n}\n\n" +
		"findings contains {\"subject\": {\"kind\": \"salesforce.profile\", \"id\": set.name}, \"message\": set.label} if {\n\torg := input.salesforce\n\tset := org.permission_sets[_]\n\tset.kind == \"profile\"\n}",
	"breaks on a later set": "findings contains {" + setSubject + ", \"message\": \"m\"} if {\n\tsome set in input.salesforce.permission_sets\n\tset.name > \"Set_0400\"\n\tto_number(set.name) > 1\n}",
	"wrong finding":         "findings contains {" + setSubject + "} if {\n\tsome set in input.salesforce.permission_sets\n\tset.kind == \"profile\"\n}",
}

func setRules(each bool) map[string]string {
	rules, custom := map[string]string{}, "each: salesforce.users" // judged on the whole
	if each {
		custom = "each: salesforce.permission_sets"
	}
	n := 0
	for _, name := range sortedKeys(perSet) {
		id := fmt.Sprintf("budget/rule_%d", n)
		rules[id] = ruleText(id, "[salesforce.permission_sets, salesforce.fields, salesforce.users]", custom, perSet[name])
		n++
	}
	whole := "findings contains {" + setSubject + ", \"message\": $\"{set.license} {count(others)}\"} if {\n\tsome set in input.salesforce.permission_sets\n\tset.kind == \"profile\"\n" +
		"\tothers := [other | some other in input.salesforce.permission_sets; other.name < set.name]\n\tcount(others) > 500\n}"
	rules["budget/whole"] = ruleText("budget/whole", "[salesforce.permission_sets]", "", strings.ReplaceAll(whole, "{set.license} ", ""))
	return rules
}

// TestShardsGiveTheVerdictsOfTheWhole judges random orgs of several shards by the same rules with
// and without each, from memory and from a file.
func TestShardsGiveTheVerdictsOfTheWhole(t *testing.T) {
	t.Parallel()
	patient := Options{Timeout: time.Hour} // the race detector on a busy machine takes its time
	sharded, whole := mustLoad(t, setRules(true), patient), mustLoad(t, setRules(false), patient)
	if len(sharded.each.rules) != len(perSet) || len(whole.each.rules) != 0 {
		t.Fatalf("%d and %d rules are judged in shards", len(sharded.each.rules), len(whole.each.rules))
	}
	for seed, n := range []int{0, 1, 40, 257, 600} {
		s := org(rand.New(rand.NewPCG(uint64(seed), 3)), n)
		want := mustAssess(t, whole, s)
		for what, a := range map[string]*Assessment{"memory": mustAssess(t, sharded, s), "file": assessFile(t, sharded, s), "file, whole": assessFile(t, whole, s)} {
			for i := range a.Verdicts {
				a.Verdicts[i].Rule.Each = want.Verdicts[i].Rule.Each
			}
			a.Digests.Rules = want.Digests.Rules
			if t.Run(fmt.Sprintf("%d sets, %s", n, what), func(t *testing.T) { diff(t, inJSON(t, want), inJSON(t, a)) }); t.Failed() {
				return
			}
		}
	}
}

// inJSON is an assessment as its readers see it, where no list and an empty one are alike.
func inJSON(t *testing.T, a *Assessment) string {
	t.Helper()
	data, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// assessFile judges s as a file would be.
func assessFile(t *testing.T, p *Policy, s *snapshot.Snapshot) *Assessment {
	t.Helper()
	data, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	stream, err := snapshot.OpenStream("s.json", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.AssessStream(context.Background(), stream)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestARuleThatTakesTooLongIsLeftOutOfLaterShards(t *testing.T) {
	t.Parallel()
	slow := "findings contains {" + setSubject + ", \"message\": \"m\"} if {\n\tsome set in input.salesforce.permission_sets\n\tsome a in numbers.range(1, 3000)\n\tsome b in numbers.range(1, 3000)\n\ta + b == 0\n}"
	p := mustLoad(t, map[string]string{
		"budget/slow": ruleText("budget/slow", "[salesforce.permission_sets]", "each: salesforce.permission_sets", slow),
		"budget/fast": ruleText("budget/fast", "[salesforce.permission_sets]", "each: salesforce.permission_sets", perSet["permission"]),
	}, Options{Timeout: 2 * time.Second})
	a := mustAssess(t, p, org(rand.New(rand.NewPCG(1, 1)), 2000))
	if v := verdictOf(t, a, "budget/slow"); v.Outcome != Errored || v.Reason != "took longer than 2s" {
		t.Errorf("slow is %s: %s", v.Outcome, v.Reason)
	}
	if v := verdictOf(t, a, "budget/fast"); v.Outcome != Failed || len(v.Findings) < 50 {
		t.Errorf("fast is %s with %d findings: %s", v.Outcome, len(v.Findings), v.Reason)
	}
}

// The error that is told is that of the first shard, whichever is judged first: an earlier one is
// asked all the same.
func TestARuleThatBrokeIsAskedOfEarlierShards(t *testing.T) {
	t.Parallel()
	p := &Policy{each: &question{rules: []Rule{{ID: "f/broke"}, {ID: "f/found"}}}}
	j := &shardJudge{policy: p, given: map[string][]shardAnswer{
		"f/broke": {{shard: 3, answer: answer{err: errors.New("too long")}}},
		"f/found": {{shard: 3, answer: answer{findings: []any{"x"}}}},
	}}
	for shard, want := range []int{2, 2, 2, 2, 1} {
		if got := len(j.pending(shard).rules); got != want {
			t.Errorf("shard %d: %d rules are asked, want %d", shard, got, want)
		}
	}
}

func TestAssessStreamEndsWithItsContextAndTheFile(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, setRules(true), Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Assess(ctx, org(rand.New(rand.NewPCG(1, 1)), 600)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	data, err := org(rand.New(rand.NewPCG(1, 1)), 600).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Replace(data, []byte(`"name": "Set_0500"`), []byte(`"name": "Set_0400"`), 1)
	stream, err := snapshot.OpenStream("s.json", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(broken)), nil })
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.AssessStream(context.Background(), stream)
	var input *evidence.Error
	if !errors.As(err, &input) || !strings.HasPrefix(input.Path, "salesforce.permission_sets[500]") {
		t.Errorf("got %v", err)
	}
}

// TestEachIsHeldToItsWord: a rule that may see two sets at once is refused, since in shards it
// would not.
func TestEachIsHeldToItsWord(t *testing.T) {
	t.Parallel()
	const head = "findings contains {" + setSubject + ", \"message\": \"m\"} if {\n\tsome set in input.salesforce.permission_sets\n"
	for name, body := range map[string]string{
		"compares two":           head + "\tsome other in input.salesforce.permission_sets\n\tother.name < set.name\n}",
		"counts them":            head + "\tcount(input.salesforce.permission_sets) > 3\n}",
		"reads one by its place": head + "\tinput.salesforce.permission_sets[0].name != set.name\n}",
		"knows the place":        "findings contains {" + setSubject + ", \"message\": \"m\"} if {\n\tsome i, set in input.salesforce.permission_sets\n\ti > 0\n}",
		"asks whether none":      "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"m\"} if not _any\n\n_any if input.salesforce.permission_sets[_].kind == \"profile\"",
		"asks every one":         "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"m\"} if {\n\tevery set in input.salesforce.permission_sets { set.kind == \"profile\" }\n}",
		"gathers them":           "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"m\"} if {\n\tcount({set.name | some set in input.salesforce.permission_sets}) > 3\n}",
		"a helper gathers them":  head + "\tcount(_names) > 3\n}\n\n_names contains set.name if some set in input.salesforce.permission_sets",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := ruleText("budget/x", "[salesforce.permission_sets]", "each: salesforce.permission_sets", body)
			_, err := load(context.Background(), tree(t, map[string]string{"budget/x": text}), Options{})
			wantError(t, err, "custom.each: promises findings that look at one permission set at a time, but")
			p := mustLoad(t, map[string]string{"budget/x": ruleText("budget/x", "[salesforce.permission_sets]", "", body)}, Options{})
			if len(p.whole.rules)+len(p.rest) != 1 {
				t.Error("without each it is not judged on the whole")
			}
		})
	}
}

// TestRefusesInputAsAWhole: of a rule that takes input as one value nobody can tell which sections
// it needs, and it would pass without them.
func TestRefusesInputAsAWhole(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a default in the call": "count(object.get(input, [\"clay\", \"members\"], [])) > 1",
		"a source":              "count(input.clay) > 1",
		"a source by a name":    "org := input.salesforce\n\tcount(org) > 0",
		"a walk":                "walk(input, [_, 1])",
		"a path of its own":     "some part in [\"salesforce\"]\n\tcount(input[part].permission_sets) > 0",
		"a section of its own":  "some part in [\"members\"]\n\tcount(input.clay[part]) > 0",
		"another input":         "input.taken_at == \"x\" with input as {\"taken_at\": \"x\"}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := ruleText("budget/x", "[salesforce.permission_sets]", "", "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"m\"} if {\n\t"+body+"\n}")
			_, err := load(context.Background(), tree(t, map[string]string{"budget/x": text}), Options{})
			wantError(t, err, "as a whole, so nobody can tell which sections it needs")
		})
	}
}

// TestInputAsAWholeReadsEverySet: the shards do not rely on loading, which refuses such a rule.
func TestInputAsAWholeReadsEverySet(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"input":                 "walk(input, [_, 1])",
		"a default in the call": "count(object.get(input, [\"salesforce\", \"permission_sets\"], [])) > 1",
		"the org":               "count(input.salesforce) > 0",
		"the org by a name":     "org := input.salesforce\n\tcount(org) > 0",
		"a path of its own":     "some part in [\"salesforce\"]\n\tcount(input[part].permission_sets) > 0",
		"a list of its own":     "some part in [\"permission_sets\"]\n\tcount(input.salesforce[part]) > 0",
		"another input":         "input.taken_at == \"x\" with input as {\"taken_at\": \"x\"}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := ruleText("budget/x", "[salesforce.permission_sets]", "", "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"m\"} if {\n\t"+body+"\n}")
			sources, err := readSources(tree(t, map[string]string{"budget/x": text}), nil)
			if err != nil {
				t.Fatal(err)
			}
			compiler, err := compile(sources)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(sources, func(s *source) bool { return s.family != "" })
			use, apart := sources[i].setUses(compiler)
			if !use.all {
				t.Error("it is taken for a rule that does not read every set")
			}
			wantError(t, apart, "it reads input as a whole")
		})
	}
}

// TestRulesGetTheFieldsTheyRead: of the sets a rule that sees all of them gets what it names, and
// everything once it hands a set on.
func TestRulesGetTheFieldsTheyRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"nothing":       {"input.salesforce.id", "false []"},
		"whether":       {"input.salesforce.permission_sets", "false []"},
		"a field":       {"input.salesforce.permission_sets[_].name == \"x\"", "false [name]"},
		"of a variable": {"some set in input.salesforce.permission_sets\n\tset.kind == \"x\"\n\tset.fields.Account.Name == \"r\"", "false [fields kind]"},
		"of the org":    {"org := input.salesforce\n\tsome set in org.permission_sets\n\tset.license", "false [license]"},
		"in a helper":   {"_f", "false [label name]"},
		"handed on":     {"some set in input.salesforce.permission_sets\n\tis_object(set)", "true []"},
		"by a variable": {"some set in input.salesforce.permission_sets\n\tsome key in [\"name\"]\n\tset[key] == \"x\"", "true []"},
		"the list":      {"count(input.salesforce.permission_sets) == 1", "true []"},
		"another name":  {"some set in input.salesforce.permission_sets\n\tother := set\n\tother.name == \"x\"", "true []"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := "findings contains {\"subject\": {\"kind\": \"salesforce.org\", \"id\": \"x\"}, \"message\": \"m\"} if {\n\t" + c.body + "\n}\n\n" +
				"_f if {\n\tsome set in input.salesforce.permission_sets\n\tset.name == set.label\n}"
			p := mustLoad(t, map[string]string{"budget/x": ruleText("budget/x", "[salesforce.permission_sets, salesforce.fields]", "", body)}, Options{})
			use := p.whole.use
			for _, q := range p.rest {
				use.join(q.use)
			}
			if got := fmt.Sprint(use.all, sortedKeys(use.attrs)); got != c.want && !(c.want == "true []" && use.all) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestOurRulesSayEachWhereTheyCan: a built-in rule that looks at one set at a time is judged in
// shards.
func TestOurRulesSayEachWhereTheyCan(t *testing.T) {
	t.Parallel()
	p, err := Load(context.Background(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	sources, err := readSources(embedded, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sources {
		for _, rule := range p.rules {
			if s.family == "" || s.id() != rule.ID {
				continue
			}
			if use, apart := s.setUses(p.compiler); use.any() && apart == nil && rule.Each == "" {
				t.Errorf("%s: looks at one permission set at a time: add `each: %s` to custom", rule.ID, eachSets)
			}
		}
	}
	if len(p.each.rules) == 0 {
		t.Error("no rule is judged in shards")
	}
	if p.whole.use.all {
		t.Error("a rule that looks at all permission sets gets them with their fields: name what it reads of a set")
	}
}

func TestConverterGivesTheValueOfOPA(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		data, err := org(rand.New(rand.NewPCG(seed, 9)), 30).MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		c := newConverter()
		whole := c.term(data, nil).Value.(ast.Object)
		for _, key := range whole.Keys() {
			if kept := c.term(data, map[string]bool{string(key.Value.(ast.String)): true}); !kept.Equal(ast.ObjectTerm([2]*ast.Term{key, whole.Get(key)})) {
				t.Fatalf("seed %d: of %v alone: %v", seed, key, kept)
			}
		}
		data = append(data[:len(data)-2], ",\n  \"more\": [1, -2.5, 1e+21, 0, 1234567890123, true, false, null, {}, [], \"\"]\n}\n"...)
		want, err := ast.ValueFromReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time with the terms of the first
			if got := c.term(data, nil).Value; got.Compare(want) != 0 {
				t.Fatalf("seed %d: got\n%v\nwant\n%v", seed, got, want)
			}
		}
		keep := c.term(data, map[string]bool{"more": true, "taken_at": true, "roster": true}).Value.(ast.Object)
		if keep.Len() != 3 || keep.Get(ast.StringTerm("more")).Value.Compare(want.(ast.Object).Get(ast.StringTerm("more")).Value) != 0 {
			t.Fatalf("keeps %v", keep)
		}
	}
}
