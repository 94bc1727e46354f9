package rego

import (
	"context"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func TestPolicyIsHeldToWordsThatMeanSomething(t *testing.T) {
	t.Parallel()
	user := func(u ApprovedUser) *Approved {
		return &Approved{Salesforce: map[string]*ApprovedUser{"clay@acme.com": &u}}
	}
	inClay := func(c ApprovedClay) *Approved { return &Approved{Clay: &c} }
	float := func(f float64) *float64 { return &f }
	rows := int64(-1)
	for name, c := range map[string]struct {
		policy *Approved
		want   string // "" where it is in order
	}{
		"no policy":          {nil, ""},
		"a user without one": {&Approved{Salesforce: map[string]*ApprovedUser{"clay@acme.com": nil}}, ""},
		"a flag":             {user(ApprovedUser{Objects: map[string][]string{"Account": {"read", "view_all"}}}), ""},
		"a flag nobody knows": {user(ApprovedUser{Objects: map[string][]string{"Contact": {"none"}}}),
			`leastwise.yaml:24: policy.salesforce.clay@acme.com.objects.Contact: unknown flag "none" (known: `},
		"a flag misspelt": {user(ApprovedUser{Objects: map[string][]string{"Contact": {"raed"}}}), `unknown flag "raed" (did you mean "read"?)`},
		"a kind of setup misspelt": {user(ApprovedUser{Setup: map[string][]string{"apex_clas": {"Foo"}}}),
			`setup.apex_clas: unknown kind (did you mean "apex_class"?)`},
		"a field that is none":       {user(ApprovedUser{Fields: map[string]ApprovedFields{"Account": {Edit: []string{"Account.Name"}}}}), `"Account.Name" is not an API name`},
		"every field":                {user(ApprovedUser{Fields: map[string]ApprovedFields{"Account": {Read: []string{"*"}}}}), ""},
		"an address that is none":    {user(ApprovedUser{LoginIPs: []string{"52.7.81.300"}}), `login_ips: "52.7.81.300" is neither an address nor a range`},
		"addresses":                  {user(ApprovedUser{LoginIPs: []string{"52.7.81.30", "10.0.0.0/24", "2001:db8::/32"}}), ""},
		"a scope without a rule":     {user(ApprovedUser{RecordScope: &RecordScope{Object: "Account"}}), "record_scope.sharing_rule: is missing: a record_scope names"},
		"a scope without an object":  {user(ApprovedUser{RecordScope: &RecordScope{SharingRule: "X"}}), "record_scope.object: is missing"},
		"a scope of a role misspelt": {user(ApprovedUser{RecordScope: &RecordScope{Object: "Account", SharingRule: "X", Role: "the role"}}), `"the role" is not an API name`},
		"an operation misspelt": {user(ApprovedUser{RecordScope: &RecordScope{Object: "Account", SharingRule: "X", Criteria: []salesforce.Criterion{{Field: "Region__c", Operation: "equal"}}}}),
			`wants a field and an operation (did you mean "equals"?)`},
		"one user twice": {&Approved{Salesforce: map[string]*ApprovedUser{"Clay@Acme.com": {}, "clay@acme.com": {}}},
			`leastwise.yaml:22: policy.salesforce.clay@acme.com: is the same user as "Clay@Acme.com"`},
		"a role misspelt": {inClay(ApprovedClay{Roles: &ApprovedRoles{AssignTo: map[string][]string{"Sales Rep": {"AE"}}}}),
			`policy.clay.roles.assign_to.Sales Rep: unknown role "Sales Rep" (did you mean "sales_rep"?)`},
		"roles":                {inClay(ApprovedClay{Roles: &ApprovedRoles{AssignTo: map[string][]string{"sales_rep": {"AE"}, "admin": {}}}}), ""},
		"a cadence in capital": {inClay(ApprovedClay{APIKeys: &ApprovedKeys{Rotation: map[string]Days{"Quarterly": 10}}}), `in lower case (did you mean "quarterly"?)`},
		"a cadence":            {inClay(ApprovedClay{APIKeys: &ApprovedKeys{Rotation: map[string]Days{"on-demand": 10}}}), ""},
		"negative rows":        {inClay(ApprovedClay{Tables: map[string]*ApprovedTable{"t_1": {MaxRows: &rows}, "t_2": nil}}), "tables.t_1.max_rows: is -1: it cannot be negative"},
		"negative credits":     {inClay(ApprovedClay{Tables: map[string]*ApprovedTable{"t_1": {MonthlyCredits: float(-0.5)}}}), "tables.t_1.monthly_credits: is -0.5: it cannot be negative"},
		"a negative allotment": {inClay(ApprovedClay{Credits: &ApprovedCredits{Monthly: float(-1)}}), "credits.monthly: is -1: it cannot be negative"},
		"a percentage":         {inClay(ApprovedClay{Credits: &ApprovedCredits{TableShare: float(20)}}), "credits.table_share: is 20, and a share lies between 0 and 1 (did you mean 0.2, which is 20 %?)"},
		"a negative share":     {inClay(ApprovedClay{Credits: &ApprovedCredits{TableShare: float(-0.1)}}), "credits.table_share: is -0.1, and a share lies between 0 and 1, such as"},
		"nothing and all":      {inClay(ApprovedClay{Tables: map[string]*ApprovedTable{"t_1": {MaxRows: new(int64)}}, Credits: &ApprovedCredits{Monthly: float(0), TableShare: float(1)}}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := checkPolicy(Options{Policy: c.policy, Anchor: anchor})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestLoadTellsEveryMistakeOfThePolicy(t *testing.T) {
	t.Parallel()
	share := 20.0
	_, err := Load(context.Background(), Options{Anchor: anchor, Policy: &Approved{
		Clay:       &ApprovedClay{Credits: &ApprovedCredits{TableShare: &share}},
		Salesforce: map[string]*ApprovedUser{"clay@acme.com": {LoginIPs: []string{"clay.com"}, Setup: map[string][]string{"apex": {}}}},
	}})
	var texts []string
	for _, one := range Mistakes(err) {
		if _, ok := one.(*evidence.Error); !ok {
			t.Errorf("%v names no place", one)
		}
		texts = append(texts, one.Error())
	}
	if len(texts) != 3 {
		t.Errorf("want three mistakes, got %q", texts)
	}
}
