package salesforce_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestGenerateWarnsOfAUserThatCanShareRecordsToItself(t *testing.T) {
	t.Parallel()
	const warning = "share further records to itself"
	byRule := func(field string) *salesforce.Org {
		return &salesforce.Org{
			SharingRules: []salesforce.SharingRule{{Object: "Account", Name: "EMEA", Kind: "owner", Criteria: []salesforce.Criterion{{Field: field, Operation: "equals", Value: "x"}}}},
			Objects:      []salesforce.Object{{Name: "Account", SharingModel: "Private", Fields: []salesforce.Field{{Name: "Must__c", Permissionable: ptr(false)}}}},
		}
	}
	cases := map[string]struct {
		org      *salesforce.Org
		criteria []string
		flags    []string
		edit     string
		want     int
	}{
		"by a field it may edit":                        {&salesforce.Org{}, []string{"Region__c"}, []string{"read", "edit"}, "Region__c", 1},
		"by a field in another case":                    {&salesforce.Org{}, []string{"region__C"}, []string{"read"}, "Region__c", 1},
		"by one field twice":                            {&salesforce.Org{}, []string{"Region__c", "Region__c"}, []string{"edit"}, "Region__c", 1},
		"by a required field of the org":                {byRule("x"), []string{"Must__c"}, []string{"edit"}, "", 1},
		"by the owner":                                  {&salesforce.Org{}, []string{"OwnerId"}, []string{"edit"}, "", 1},
		"by the criteria that the org has":              {byRule("Region__c"), nil, []string{"edit"}, "Region__c", 1},
		"not by a field it reads":                       {&salesforce.Org{}, []string{"Website"}, []string{"edit"}, "Region__c", 0},
		"not by a required field it may read":           {byRule("x"), []string{"Must__c"}, []string{"read", "create"}, "", 0},
		"not by a field nobody can write":               {&salesforce.Org{}, []string{"CreatedDate"}, []string{"edit"}, "", 0},
		"not by the org's where the policy has its own": {byRule("Region__c"), []string{"Website"}, []string{"edit"}, "Region__c", 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := generate(t, c.org, salesforce.GenerateOptions{}, clayUser(func(w *salesforce.Wanted) {
				w.Objects["Account"] = c.flags
				w.Scope = &salesforce.Scope{Object: "Account", SharingRule: "EMEA", Role: "Clay"}
				for _, field := range c.criteria {
					w.Scope.Criteria = append(w.Scope.Criteria, salesforce.Criterion{Field: field, Operation: "equals", Value: "x"})
				}
				if c.edit != "" {
					w.Fields["Account"][c.edit] = "rw"
				}
			}))
			told := slices.DeleteFunc(slices.Clone(out.Warnings), func(text string) bool { return !strings.Contains(text, warning) })
			if len(told) != c.want {
				t.Errorf("%d warnings, want %d: %v", len(told), c.want, out.Warnings)
			}
		})
	}
	out := generate(t, &salesforce.Org{}, salesforce.GenerateOptions{}, clayUser(func(w *salesforce.Wanted) {
		w.Objects["Opportunity"] = []string{"edit"}
		w.Scope = &salesforce.Scope{Object: "Opportunity", SharingRule: "Won", Criteria: []salesforce.Criterion{{Field: "StageName", Operation: "equals", Value: "Won"}, {Field: "IsWon", Operation: "equals", Value: "true"}}}
	}))
	if !mentions(out.Warnings, "can edit `Opportunity.StageName`, by which the sharing rule `Won` selects") || mentions(out.Warnings, "IsWon") {
		t.Errorf("a rule that is not written, by a field that Salesforce itself requires: %v", out.Warnings)
	}
}
