package rego

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// containers proposes the sets that give what is kept, and the profile.
func (p *proposal) containers(m yamlMap, objects claims) {
	if p.access == nil {
		return
	}
	sets := map[string]string{}
	for _, row := range p.access.Objects {
		for _, via := range row.Via {
			if via.Kind == salesforce.KindSet && via.Grant == "" && len(objects[row.Object]) > 0 {
				sets[via.Name] = "gives " + row.Object + " today" + placed(via.Location)
			}
		}
	}
	if name := p.need.set; name != "" {
		sets = map[string]string{name: "the set that its connection declares"}
	}
	if len(sets) > 0 {
		m.put("permission_sets", sequence(slices.Sorted(maps.Keys(sets)), sets), "")
	}
	for _, user := range p.snap.Salesforce.Users {
		if user.Username == p.need.user && user.Profile != "" {
			m.put("profile", scalar(user.Profile), "its profile today; it should be nobody else's")
		}
	}
}

// places proposes the addresses and the apps that the user was seen with.
func (p *proposal) places(m yamlMap) {
	org := p.snap.Salesforce
	addresses, apps := map[string]string{}, map[string]string{}
	if org != nil {
		for _, login := range org.Logins {
			if login.User == p.need.user && (login.Status == "" || strings.HasPrefix(strings.ToLower(login.Status), "success")) {
				addresses[login.SourceIP] = fmt.Sprintf("%d logins, last on %.10s", login.Count, login.Last)
				if login.Application != "" {
					apps[login.Application] = "named by its logins"
				}
			}
		}
		for _, token := range org.Tokens {
			if token.User == p.need.user {
				apps[token.App] = "holds an OAuth token" + placed(token.Location)
			}
		}
	}
	if len(addresses) == 0 && p.access != nil {
		for _, r := range p.access.LoginIPs {
			if r.Start == r.End {
				addresses[r.Start] = "a login IP range of its profile today" + placed(r.Location)
			}
		}
		p.unknown = append(p.unknown, p.need.user+": from where it logs in is not in the evidence; take the addresses from Clay's own list")
	}
	if len(addresses) > 0 {
		m.put("login_ips", sequence(slices.Sorted(maps.Keys(addresses)), addresses), "")
	}
	if len(apps) > 0 {
		m.put("apps", sequence(slices.Sorted(maps.Keys(apps)), apps), "")
	} else {
		p.unknown = append(p.unknown, p.need.user+": through which app it logs in is not in the evidence")
	}
}

// records proposes the scope that a sharing rule gives the user's role today, and the object
// that the integration writes to.
func (p *proposal) records(m yamlMap, objects claims) {
	org := p.snap.Salesforce
	if org == nil {
		return
	}
	role := ""
	for _, user := range org.Users {
		if user.Username == p.need.user {
			role = user.Role
		}
	}
	scoped := false
	for _, rule := range org.SharingRules {
		shared := slices.ContainsFunc(rule.SharedTo, func(to salesforce.Principal) bool { return to.Kind == "role" && to.Name == role })
		if role != "" && !scoped && rule.Kind == "criteria" && len(objects[rule.Object]) > 0 && shared {
			scoped = true
			scope := mapping()
			scope.put("object", scalar(rule.Object), "")
			scope.put("sharing_rule", scalar(rule.Name), "shares with its role today"+placed(rule.Location))
			scope.put("role", scalar(role), "")
			m.put("record_scope", scope, "")
		}
	}
	if !scoped {
		p.unknown = append(p.unknown, p.need.user+": no sharing rule with criteria shares with its role, so that it may see every record of its objects: add a record_scope")
	}
	var written []string
	for object, flags := range objects {
		if strings.HasSuffix(object, "__c") && flags["create"] != "" {
			written = append(written, object)
		}
	}
	if len(written) == 1 {
		m.put("writeback_object", scalar(written[0]), "the one custom object it creates records of")
	}
}

func roads(via []salesforce.Via) string {
	if len(via) == 0 {
		return ""
	}
	return " by " + strings.ReplaceAll(via[0].Kind, "_", " ") + " " + via[0].Name + placed(via[0].Location)
}

func placed(l evidence.Location) string {
	if l == (evidence.Location{}) {
		return ""
	}
	return " (" + l.String() + ")"
}
