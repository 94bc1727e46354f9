package rego

import (
	"context"
	"strings"
	"testing"
)

func TestCheckNotesAFrameworkThatIsNearlyAKnownOne(t *testing.T) {
	t.Parallel()
	for name, like := range map[string]string{
		"soc-2": "soc2", "SOC2": "soc2", "soc2-type2": "soc2", "iso27001-2022": "iso27001", "nist-800-53": "nist800-53", "cis": "cis-v8", "nist": "nist800-53", "clay": "", "salesforce": "",
		"clay-acces-audit": "clay-access-audit", "acme-handbook": "", "house": "", "pci-dss": "", "hipaa": "", "soc2": "", "clay-access-audit": "",
	} {
		rule := strings.Replace(tidyRule, "needs: [clay.members]\n", "needs: [clay.members]\n#   controls: {"+name+": [\"1\"]}\n", 1)
		_, problems, notes := checked(t, rule, tidyTest)
		var want []string
		if like != "" {
			want = []string{`long.rego:9: custom.controls: "` + name + `" is not ` + like + ": the reports show it as a framework of its own"}
		}
		diff(t, want, notes)
		if len(problems) > 0 {
			t.Errorf("%s: problems: %q", name, problems)
		}
	}
}

// TestKnownFrameworksAreThoseOfOurRules holds the list to the rules.
func TestKnownFrameworksAreThoseOfOurRules(t *testing.T) {
	t.Parallel()
	p, err := Load(context.Background(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, rule := range p.Rules() {
		for name := range rule.Controls {
			named[name] = true
		}
	}
	known := map[string]bool{}
	for _, name := range knownFrameworks {
		known[name] = true
	}
	diff(t, named, known)
}
