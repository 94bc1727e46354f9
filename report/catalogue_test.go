package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/rego"
)

func listed(id, title string, controls map[string][]string) rego.Rule {
	family, _, _ := strings.Cut(id, "/")
	return rego.Rule{
		ID: id, Family: family, Title: title, Description: "Why.", Severity: rego.High, Needs: []string{"clay.members"}, Remediation: "How.",
		Params:   map[string]rego.Param{"days": {Description: "Days it may take", Default: 30.0}},
		Controls: controls, References: []rego.Reference{{Description: "A page", Ref: "https://example.com/page"}},
	}
}

func TestFrameworksListEveryItemOfOurChecklists(t *testing.T) {
	t.Parallel()
	all := Frameworks([]rego.Rule{
		listed("budget/a", "A", map[string][]string{"clay-access-audit": {"2", "11"}, "soc2": {"CC6.10", "CC6.2"}}),
		listed("budget/b", "B", map[string][]string{"clay-access-audit": {"2"}}),
	})
	var names []string
	for _, f := range all {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"clay-access-audit", "salesforce-restricted-user", "soc2"}, names); diff != "" {
		t.Fatalf("frameworks (-want +got):\n%s", diff)
	}
	audit := all[0]
	if len(audit.Items) != 11 || audit.Covered() != 2 || all[1].Covered() != 0 {
		t.Errorf("%d items, %d covered: want the 10 of the list and the one a rule invents, 2 covered", len(audit.Items), audit.Covered())
	}
	want := []Control{
		{ID: "1", Title: "Former employees are removed", Rules: []string{}},
		{ID: "2", Title: "Roles match jobs", Rules: []string{"budget/a", "budget/b"}},
	}
	if diff := cmp.Diff(want, audit.Items[:2]); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Control{{ID: "CC6.2", Rules: []string{"budget/a"}}, {ID: "CC6.10", Rules: []string{"budget/a"}}}, all[2].Items); diff != "" {
		t.Errorf("soc2 (-want +got):\n%s", diff)
	}
}

func TestCatalogueHoldsAllThatARuleSays(t *testing.T) {
	t.Parallel()
	r := listed("budget/a", "It is <b>bold</b> | wide", nil)
	r.Custom, r.OnPartial = true, "judge"
	var b bytes.Buffer
	if err := WriteCatalogue(&b, []rego.Rule{r}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## Budget\n", "### It is \\<b\\>bold\\</b\\> \\| wide\n", "| Rule | `budget/a` |", "| Severity | high |", "`clay.members`; what is found on partial evidence counts",
		"**Why it matters:** Why.", "**How to fix:** How.", "| `days` | `30` | Days it may take |", "[A page](https://example.com/page)", "| Source | a rule of your own |",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "<b>") {
		t.Error("the words of a rule are HTML")
	}
}

// A report gives way to a size; the reference must not lose a rule.
func TestCatalogueIsNeverCut(t *testing.T) {
	t.Parallel()
	var rules []rego.Rule
	for range 3000 {
		rules = append(rules, listed("budget/a", strings.Repeat("long ", 100), map[string][]string{"soc2": {"CC6.1"}}))
	}
	var b bytes.Buffer
	if err := WriteCatalogue(&b, rules); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "| Rule | `budget/a` |"); n != len(rules) || b.Len() < DefaultMaxBytes {
		t.Errorf("%d of %d rules in %d bytes", n, len(rules), b.Len())
	}
}
