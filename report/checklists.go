package report

// Checklist is a control framework of our own, whose items the reports show by title even
// when no rule covers them.
type Checklist struct {
	Framework string
	Title     string
	Items     []string // item 1 first; METADATA names it "1"
}

// Checklists returns our checklists in the order people should meet them.
func Checklists() []Checklist {
	return []Checklist{
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
