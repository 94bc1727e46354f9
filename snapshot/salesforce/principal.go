package salesforce

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// principalKinds are the kinds of a Principal: of whom sharing rules, public groups and queues
// name. Those of everybody need no name.
func principalKinds() []string {
	return slices.Concat(everybodyKinds(), []string{
		"channelProgramGroup", "group", "guestUser", "managerSubordinates", "managers", "portalRole", "portalRoleAndSubordinates",
		"queue", "role", "roleAndSubordinates", "roleAndSubordinatesInternal", "territory", "territoryAndSubordinates", "user",
	})
}

func everybodyKinds() []string {
	return []string{"allCustomerPortalUsers", "allInternalUsers", "allPartnerUsers", "organization"}
}

// principals reads <sharedTo> and <sharedFrom>: the children are the kinds. An empty child
// such as <allInternalUsers/> is a kind that needs no name. Sorted.
func principals(e *element) []Principal {
	if e == nil {
		return nil
	}
	var list []Principal
	for _, child := range e.children {
		list = append(list, Principal{Kind: singular(child.name), Name: child.text})
	}
	slices.SortFunc(list, comparePrincipals)
	return slices.Compact(list)
}

// singular is the word of today for a kind that metadata has in the plural, up to API 22 and in
// the members of queues.
func singular(kind string) string {
	switch kind {
	case "channelProgramGroups":
		return "channelProgramGroup"
	case "groups", "publicGroup":
		return "group"
	case "roles":
		return "role"
	case "rolesAndSubordinates":
		return "roleAndSubordinates"
	case "territories":
		return "territory"
	case "territoriesAndSubordinates":
		return "territoryAndSubordinates"
	}
	return kind
}

// listedMember reads a member of a public group as the configuration lists it: a username, a
// kind and a name as in "role:VP_Sales", or a kind that needs no name.
func listedMember(g GroupConfig, member string) (Principal, error) {
	fail := func(format string, args ...any) (Principal, error) {
		return Principal{}, g.Location.At("sources.salesforce.public_groups."+g.Name, format, args...)
	}
	kind, name, found := strings.Cut(strings.TrimSpace(member), ":")
	kind, name = strings.TrimSpace(kind), strings.TrimSpace(name)
	switch {
	case !found && slices.Contains(everybodyKinds(), kind):
		return Principal{Kind: kind}, nil
	case !found && strings.Contains(kind, "@"):
		return Principal{Kind: "user", Name: strings.ToLower(kind)}, nil
	case kind == "" || name == "":
		return fail("%s is no member: write a username, or a kind and a name such as role:VP_Sales", evidence.Quote(member))
	case !slices.Contains(principalKinds(), kind):
		return fail("%s has the unknown kind %s%s: kinds are %s", evidence.Quote(member), evidence.Quote(kind),
			evidence.Suggest(kind, principalKinds()), strings.Join(principalKinds(), ", "))
	case slices.Contains(everybodyKinds(), kind):
		return fail("%s names somebody of %s, which is everybody: write %s alone", evidence.Quote(member), kind, kind)
	case kind == "user":
		name = strings.ToLower(name)
	}
	return Principal{Kind: kind, Name: name}, nil
}

func comparePrincipals(a, b Principal) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}
