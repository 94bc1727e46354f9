package report

import (
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// compared is the sample with a policy and two assessments before it: one finding is new, one
// changed, one gone, one whose rule does not judge now, the rest still there.
func compared(t testing.TB) *rego.Assessment {
	t.Helper()
	older, before, a := sample(), sample(), sample()
	older.TakenAt, before.TakenAt = "2026-09-01T08:00:00Z", "2026-10-01T08:00:00Z"
	before.Verdicts[2].Findings[0].Message = "CRM sync was last rotated 89 days ago; its cadence allows 92"
	before.Verdicts[4].Findings = before.Verdicts[4].Findings[:1]
	before.Verdicts[4].Findings[0].Message = "clay@acme.com may see all data"
	before.Verdicts[5].Outcome = rego.Failed
	before.Verdicts[5].Findings = []rego.Finding{{Fingerprint: "c000000000000001", Target: "salesforce/acme", Subject: rego.Subject{Kind: "salesforce.object", ID: "Account"},
		Message: "Account is open to all", Location: evidence.Location{File: "force-app/Account.xml", Line: 2}}}
	before.Verdicts[1].Outcome, before.Verdicts[1].Gap, before.Verdicts[1].Reason = rego.Failed, false, ""
	before.Verdicts[1].Findings = []rego.Finding{{Fingerprint: "d000000000000001", Target: "clay/acme-gtm", Subject: rego.Subject{Kind: "clay.member", ID: "eve@acme.com"},
		Message: "eve@acme.com has left", Location: evidence.Location{File: "clay.yaml", Line: 9}}}
	a.Policy = &rego.Approved{
		Clay: &rego.ApprovedClay{
			APIKeys: &rego.ApprovedKeys{Rotation: map[string]rego.Days{"quarterly": 92}},
			Tables:  map[string]*rego.ApprovedTable{"t_1": {Owner: "ada@acme.com", MaxRows: new(int64(1000))}},
		},
		Salesforce: map[string]*rego.ApprovedUser{"clay@acme.com": {
			Objects: map[string][]string{"Account": {"read"}, "Clay_Writeback__c": {"create"}},
			Fields:  map[string]rego.ApprovedFields{"Account": {Read: []string{"Website", "Name"}, Edit: []string{"Rating"}}}, SystemPermissions: []string{"ApiEnabled"},
			Setup: map[string][]string{"apex_class": {"Foo"}},
		}},
	}
	a.Evidence.Clay.Webhooks = []clay.Webhook{{ID: "w_1", Name: "Demo form", Table: "t_1", Submissions: new(int64(46200)), Limit: new(int64(50000)), HasAuth: new(false)}}
	a.Coverage["clay.webhooks"] = evidence.Coverage{State: evidence.Complete, Source: "inventory"}
	if err := a.Compare(older, before); err != nil {
		t.Fatal(err)
	}
	return a
}
