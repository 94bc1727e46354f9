package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

func (r *revocation) salesforce() {
	org := r.snap.Salesforce
	if org == nil {
		return
	}
	for _, user := range org.Users {
		if r.is(user.Username) {
			r.add("Salesforce: the user "+tick(user.Username), r.salesforceUser(org, user))
		}
	}
	var other []string
	for _, app := range org.Apps {
		if r.is(app.RunAs) {
			other = append(other, "The app "+tick(app.Name)+" runs as this user: name another one before you deactivate, or it stops"+at(app.Location)+".")
		}
	}
	for _, group := range org.PublicGroups {
		for _, member := range group.Members {
			if member.Kind == "user" && r.is(member.Name) {
				other = append(other, "Take "+tick(member.Name)+" out of the group or queue "+tick(group.Name)+at(group.Location)+".")
			}
		}
	}
	r.add("Salesforce: what rests on the user", other)
}

func (r *revocation) salesforceUser(org *salesforce.Org, user salesforce.User) []string {
	var steps []string
	say := func(format string, args ...any) { steps = append(steps, fmt.Sprintf(format, args...)) }
	name := tick(user.Username)
	if slices.Contains(org.IntegrationUsers, user.Username) {
		r.warnings = append(r.warnings, name+" is an integration user: what runs as it stops with the first step. Have its successor ready.")
	}
	switch {
	case user.Active != nil && !*user.Active:
		say("%s is deactivated already%s: what follows is what it still holds.", name, at(user.Location))
	case user.Frozen != nil && *user.Frozen:
		say("%s is frozen already%s.", name, at(user.Location))
	default:
		say("Freeze %s at once (Setup > Users > the user > Freeze)%s: it ends every session, and nothing that depends on the user breaks.", name, at(user.Location))
	}
	tokens := 0
	for _, token := range org.Tokens {
		if r.is(token.User) && token.User == user.Username {
			tokens++
			say("Revoke its OAuth token for %s (Setup > Connected Apps OAuth Usage)%s.", tick(token.App), at(token.Location))
		}
	}
	if tokens == 0 {
		say("Revoke every OAuth token on the user's page (OAuth Connected Apps): a token outlives a password and a removed permission set.")
	}
	for _, a := range org.Assignments {
		if a.User != user.Username {
			continue
		}
		what := "permission set " + tick(a.Set)
		if a.Group != "" {
			what = "permission set group " + tick(a.Group)
		}
		switch ends := tick(string(a.ExpiresAt)); {
		case a.ExpiresAt == "":
		case a.ExpiresAt.Time().After(r.snap.TakenAt.Time()):
			what += ", which would end by itself at " + ends
		default:
			what += ", which ended at " + ends
		}
		say("Take away the %s%s.", what, at(a.Location))
	}
	for _, license := range user.PermissionSetLicenses {
		say("Take away the permission set licence %s.", tick(license))
	}
	if user.OwnsRecords == nil || *user.OwnsRecords > 0 {
		count := "the records it owns"
		var counted []string
		for _, object := range slices.Sorted(maps.Keys(user.Owned)) {
			counted = append(counted, fmt.Sprintf("%d of %s", user.Owned[object], tick(object)))
		}
		switch {
		case len(counted) > 0:
			count += ", " + strings.Join(counted, ", ") + " and perhaps others,"
		case user.OwnsRecords != nil:
			count = fmt.Sprintf("the %d accounts it owns, and other records", *user.OwnsRecords)
		}
		say("Give %s another owner (Setup > Mass Transfer Records).", count)
	}
	if user.Active == nil || *user.Active {
		say("Deactivate %s (profile %s), when nothing runs as it any more.", name, tick(user.Profile))
	}
	return steps
}
