package snapshot

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestOPAChecksRulesAgainstTheSchema says what the type checker of OPA makes of schema.json,
// which rule authors rely on.
func TestOPAChecksRulesAgainstTheSchema(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []string // parts of the error; none: it compiles
	}{
		{"field", `some k in input.clay.api_keys; k.rotated_at == "x"`, nil},
		{"misspelt field", `some k in input.clay.api_keys; k.rotatedat == "x"`, []string{`have: "rotatedat"`, `"rotated_at" "rotation" "scopes"`}},
		{"misspelt field of a nested list", `some t in input.clay.tables; some c in t.columns; c.acton == "x"`, []string{`have: "acton"`, `"action"`}},
		{"optional field", `input.clay.usage.unattributed_credits > 3; not input.clay.mcp.enabled`, nil},
		{"optional fact in object.get", `object.get(input.clay.workspace, "plan", "") == ""`, nil},
		{"wrong type", `input.clay.members[_].email == 3`, []string{"match error", "left  : string", "right : number"}},
		{"taken_at is text", `time.parse_rfc3339_ns(input.taken_at) > 0`, nil},
		{"section", `input.coverage["clay.members"].state == "complete"`, nil},
		{"misspelt section", `input.coverage["clay.member"].state == "complete"`, []string{`have: "clay.member"`, `"clay.members"`}},
		{"misspelt field of a section", `input.coverage["clay.members"].stat == "complete"`, []string{`have: "stat"`, `"state"`}},
		{"every section", `some path, c in input.coverage; c.state != "complete"; startswith(path, "clay.")`, nil},
		{"misspelt field of every section", `some _, c in input.coverage; c.stat != "complete"`, []string{`have: "stat"`}},
		{"section by a variable", `some path in ["clay.members"]; input.coverage[path].state == "complete"`, nil},
		{"map by name", `input.salesforce.permission_sets[_].fields.Account.Website == "r"`, nil},
		{"map by variables", `some set in input.salesforce.permission_sets; some o, fields in set.fields; some f, a in fields; a == "rw"; startswith(f, o)`, nil},
		{"map of lists", `some set in input.salesforce.permission_sets; "read" in set.objects.Account`, nil},
		{"grant lines", `some set in input.salesforce.permission_sets; set.lines["field:Account.Website"] > 1`, nil},
		{"potential", `some a in input.salesforce.access; some p in a.potential.permissions; p.name == "x"`, nil},
		{"potential of potential", `some a in input.salesforce.access; a.potential.potential.user == "x"`, []string{`have: "potential"`}},
		{"two values of one type compared", `some a in input.salesforce.access; some b in input.salesforce.access; a == b; a.potential == b.potential`, nil},
		{"unknown part", `input.clayy.members[_].email == "x"`, []string{`have: "clayy"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := compileRule(t, "package p\n\nr if { "+test.body+" }")
			if len(test.want) == 0 && err != nil {
				t.Errorf("is refused: %v", err)
			}
			for _, part := range test.want {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("got  %v\nwant %s", err, part)
				}
			}
		})
	}
}

func compileRule(t *testing.T, source string) error {
	t.Helper()
	var schema any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	set := ast.NewSchemaSet()
	set.Put(ast.SchemaRootRef, schema)
	module, err := ast.ParseModuleWithOpts("p.rego", source, ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	c := ast.NewCompiler().WithStrict(true).WithSchemas(set).WithUseTypeCheckAnnotations(true)
	c.Compile(map[string]*ast.Module{"p.rego": module})
	if c.Failed() {
		return c.Errors
	}
	return nil
}
