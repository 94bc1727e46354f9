package salesforce

import "github.com/leastwise/leastwise/snapshot/evidence"

// readSharingRules reads the sharing rules of one object.
func readSharingRules(file, object string, data []byte) ([]SharingRule, error) {
	var rules []SharingRule
	wanted := shape{"sharingCriteriaRules": true, "sharingOwnerRules": true, "sharingGuestRules": true, "sharingTerritoryRules": true}
	_, err := parse(file, data, "SharingRules", wanted, func(e *element) {
		rule := SharingRule{
			Object: object, Name: e.need("fullName"), Kind: sharingKind(e.name), Access: e.need("accessLevel"),
			SharedTo: principals(e.child("sharedTo")), SharedFrom: principals(e.child("sharedFrom")),
			Filter: e.str("booleanFilter"), AllOwned: e.flag("includeRecordsOwnedByAll"), Location: e.location(),
		}
		if len(rule.SharedTo) == 0 {
			e.fail("sharedTo", "is missing: every sharing rule names whom it shares with")
		}
		if with := e.child("accountSettings"); with != nil {
			rule.CaseAccess, rule.ContactAccess, rule.OpportunityAccess =
				with.str("caseAccessLevel"), with.str("contactAccessLevel"), with.str("opportunityAccessLevel")
		}
		for _, item := range e.all("criteriaItems") {
			value := item.str("value")
			if field := item.str("valueField"); field != "" {
				value = "field " + field
			}
			rule.Criteria = append(rule.Criteria, Criterion{Field: item.need("field"), Operation: item.need("operation"), Value: value})
		}
		for _, before := range rules {
			if before.Name == rule.Name {
				e.fail("fullName", "%s is given twice (first on line %d)", evidence.Quote(rule.Name), before.Location.Line)
			}
		}
		rules = append(rules, rule)
	})
	return rules, err
}

func sharingKind(name string) string {
	switch name {
	case "sharingCriteriaRules":
		return "criteria"
	case "sharingOwnerRules":
		return "owner"
	case "sharingGuestRules":
		return "guest"
	}
	return "territory"
}
