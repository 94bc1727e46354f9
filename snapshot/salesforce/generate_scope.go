package salesforce

import (
	"slices"
	"strings"
)

// scope writes the sharing rule by which the user sees its records, and the role or group it
// shares with. Which records those are stands in the policy's criteria, or else in the rule of
// that name that the org has; without either no rule is written, since one without criteria
// would share every record.
func (g *generator) scope(w *Wanted) {
	s := w.Scope
	if s == nil {
		return
	}
	g.editable(w)
	if s.Role == "" && s.Group == "" {
		g.warn("The record scope of %s names neither a role nor a group, so that no sharing rule was written: a rule cannot share with a user.", quoted(w.User))
		return
	}
	g.role(w)
	g.group(w)
	g.otherRules(w)
	criteria, filter, all, why := g.criteria(s)
	if why != "" {
		g.warn("The sharing rule %s on %s was not written: %s. Say which records it shares in `record_scope.criteria` of %s.",
			quoted(s.SharingRule), quoted(s.Object), why, quoted(w.User))
		return
	}
	access := "Read"
	if slices.Contains(w.Flags(s.Object), "edit") {
		access = "Edit"
	}
	rule := branch("sharingCriteriaRules", leaf("fullName", s.SharingRule), leaf("accessLevel", access))
	if s.Object == "Account" {
		rule.children = append(rule.children, branch("accountSettings",
			leaf("caseAccessLevel", "None"), leaf("contactAccessLevel", "None"), leaf("opportunityAccessLevel", "None")))
	}
	rule.children = append(rule.children,
		leaf("description", "The records that "+w.User+" may see. Written by leastwise generate."),
		leaf("label", clipLabel(strings.ReplaceAll(s.SharingRule, "_", " "))))
	var with []node
	if s.Group != "" {
		with = append(with, leaf("group", s.Group))
	}
	if s.Role != "" {
		with = append(with, leaf("role", s.Role))
	}
	rule.children = append(rule.children, branch("sharedTo", with...))
	if filter != "" {
		rule.children = append(rule.children, leaf("booleanFilter", filter))
	}
	for _, c := range criteria {
		rule.children = append(rule.children, branch("criteriaItems", leaf("field", c.Field), leaf("operation", c.Operation), leaf("value", c.Value)))
	}
	rule.children = append(rule.children, flag("includeRecordsOwnedByAll", all))
	name := s.Object + "." + s.SharingRule
	if g.members["SharingCriteriaRule"][name] {
		g.mistakes = append(g.mistakes, w.mistake([]string{"record_scope", "sharing_rule"}, "%s is the rule of another user too: name one for each", name))
		return
	}
	g.rules[s.Object] = append(g.rules[s.Object], rule)
	g.member("SharingCriteriaRule", name)
}

// criteria are those of the policy, or of the rule that the org has, with why there are none.
func (g *generator) criteria(s *Scope) (list []Criterion, filter string, all bool, why string) {
	if len(s.Criteria) > 0 {
		return s.Criteria, "", true, ""
	}
	rule := g.findRule(s)
	switch {
	case rule == nil:
		return nil, "", false, "the org's evidence has no rule of that name whose criteria could be kept"
	case rule.Kind != "criteria":
		return nil, "", false, "the org has it as a rule of another kind (" + rule.Kind + ")"
	case len(rule.Criteria) == 0:
		return nil, "", false, "the org's rule has no criteria and so shares every record"
	}
	for _, c := range rule.Criteria {
		if strings.HasPrefix(c.Value, "field ") {
			return nil, "", false, "the org's rule compares two fields, which this does not write"
		}
	}
	return rule.Criteria, rule.Filter, rule.AllOwned == nil || *rule.AllOwned, ""
}

func (g *generator) findRule(s *Scope) *SharingRule {
	i := slices.IndexFunc(g.org.SharingRules, func(r SharingRule) bool {
		return strings.EqualFold(r.Object, s.Object) && strings.EqualFold(r.Name, s.SharingRule)
	})
	if i < 0 {
		return nil
	}
	return &g.org.SharingRules[i]
}

// editable warns of each field that selects the records of the scope and that the policy lets
// the user edit: whoever can write it shares further records to itself. It does so whether the
// rule is written or not, since the org's own selects as well.
func (g *generator) editable(w *Wanted) {
	s := w.Scope
	criteria := s.Criteria
	if rule := g.findRule(s); len(criteria) == 0 && rule != nil {
		criteria = rule.Criteria
	}
	told := map[string]bool{}
	for _, c := range criteria {
		how := g.edits(w, s.Object, c.Field)
		if field := strings.ToLower(c.Field); how != "" && !told[field] {
			told[field] = true
			g.warn("%s can edit %s, by which the sharing rule %s selects, and so share further records to itself: %s. Take that from its policy, or select by a field that only the org writes.",
				quoted(w.User), quoted(s.Object+"."+c.Field), quoted(s.SharingRule), how)
		}
	}
}

// edits is how the policy lets the user edit a field, "" where it does not. What field security
// does not cover can be edited with the object.
func (g *generator) edits(w *Wanted, object, field string) string {
	for name, access := range w.Fields[object] {
		if strings.EqualFold(name, field) && access == "rw" {
			return "`fields` approves it for editing"
		}
	}
	if !slices.Contains(w.Flags(object), "edit") {
		return ""
	}
	required := slices.ContainsFunc(standardRequired(object), func(name string) bool {
		return strings.EqualFold(name, field) && !slices.Contains([]string{"CaseNumber", "IsClosed", "IsConverted", "IsWon"}, name)
	})
	always := slices.ContainsFunc(alwaysFields(object, g.findObject(object)), func(f alwaysField) bool {
		return f.writable && strings.EqualFold(f.name, field)
	})
	if required || always {
		return "field security does not cover it, and `objects` approves edit on " + quoted(object)
	}
	return ""
}

// role writes the leaf role of the scope, where the org does not have it.
func (g *generator) role(w *Wanted) {
	name := w.Scope.Role
	if name == "" {
		return
	}
	var below []string
	exists := false
	for _, role := range g.org.Roles {
		exists = exists || strings.EqualFold(role.Name, name)
		if strings.EqualFold(role.Parent, name) {
			below = append(below, role.Name)
		}
	}
	if len(below) > 0 {
		g.warn("The role %s has roles below it (%s), whose records come with it: name a role without any.", quoted(name), quoted(strings.Join(below, ", ")))
	}
	if exists {
		return
	}
	g.put(w, "roles/"+name+".role-meta.xml", "Role", name, branch("Role",
		leaf("caseAccessLevel", "None"), leaf("contactAccessLevel", "None"),
		leaf("description", "For "+w.User+" alone, with no role below it."),
		flag("mayForecastManagerShare", false), leaf("name", strings.ReplaceAll(name, "_", " ")), leaf("opportunityAccessLevel", "None")))
}

// group writes the public group of the scope, where the org does not have it.
func (g *generator) group(w *Wanted) {
	name := w.Scope.Group
	if name == "" {
		return
	}
	for _, group := range g.org.PublicGroups {
		if strings.EqualFold(group.Name, name) {
			if group.Bosses != nil && *group.Bosses {
				g.warn("The public group %s shares with the superiors of its members too (Grant Access Using Hierarchies): clear that in Setup.", quoted(name))
			}
			return
		}
	}
	g.put(w, "groups/"+name+".group-meta.xml", "Group", name, branch("Group",
		flag("doesIncludeBosses", false), leaf("name", strings.ReplaceAll(name, "_", " "))))
}

// otherRules warns of the rules beside the scope's that open records of its object to it.
func (g *generator) otherRules(w *Wanted) {
	s := w.Scope
	for _, rule := range g.org.SharingRules {
		if !strings.EqualFold(rule.Object, s.Object) || strings.EqualFold(rule.Name, s.SharingRule) {
			continue
		}
		for _, to := range rule.SharedTo {
			everybody := strings.HasPrefix(to.Kind, "allInternal")
			if everybody || s.Role != "" && strings.EqualFold(to.Name, s.Role) || s.Group != "" && strings.EqualFold(to.Name, s.Group) {
				g.warn("The sharing rule %s opens more records of %s to %s, and generating takes nothing away: remove it, or share it with others.",
					quoted(rule.Name), quoted(s.Object), quoted(w.User))
				break
			}
		}
	}
}

// scopeSteps puts the user where the rule shares to.
func (g *generator) scopeSteps(w *Wanted, user *User, say func(string, ...any)) {
	if role := w.Scope.Role; role != "" && (user == nil || !strings.EqualFold(user.Role, role)) {
		say("Give %s the role %s (Setup > Users > Edit), and nobody else.", quoted(w.User), quoted(role))
	}
	if group := w.Scope.Group; group != "" {
		say("Put %s into the public group %s (Setup > Public Groups), and nobody else.", quoted(w.User), quoted(group))
	}
	say("Check that %s owns no records of %s: whoever owns a record sees it, whatever the rule says.", quoted(w.User), quoted(w.Scope.Object))
}
