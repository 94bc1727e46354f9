package report

// checklist is a control framework of our own, whose items the reports show by title even
// when no rule covers them.
type checklist struct {
	framework string
	title     string
	items     []string // item 1 first; METADATA names it "1"
}

func checklists() []checklist {
	return []checklist{
		{"clay-access-audit", "Clay access audit", []string{
			"Former employees are removed",
			"Roles match jobs",
			"Unused keys are revoked",
			"Unused tables are archived",
			"Credit usage is reviewed by table",
			"Provider connections are current",
			"Rotation log is kept",
			"Row limits are respected",
			"Webhook submission counts are below their limit",
			"New tables and integrations are documented",
		}},
		{"salesforce-restricted-user", "Salesforce restricted user", []string{
			"One permission set holds what the integration needs",
			"Object permissions are the approved ones",
			"Writes go to the writeback object",
			"Field-level security limits what can be read",
			"Only approved fields can be edited",
			"System permissions are the approved ones",
			"Record visibility is limited",
			"The IP restriction really restricts",
			"Access can be revoked: tokens and assignment",
		}},
	}
}
