package salesforce

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// orgWide writes the settings that bear on everybody, with a warning for each. Only what was
// read in full is replaced: a deployed networkAccess deletes every range it does not name.
func (g *generator) orgWide() {
	for _, name := range g.open() {
		model := g.findObject(name).SharingModel
		object, why := g.objectHead(name)
		if why != "" {
			g.out.Steps = append(g.out.Steps, Steps{Title: "The org-wide default of " + quoted(name), Steps: []string{
				"In Setup > Sharing Settings set it to Private, from " + quoted(model) + ": no file was written, because " + why + ".",
			}})
			continue
		}
		g.put(g.wanted[0], "objects/"+name+"/"+name+".object-meta.xml", "CustomObject", name,
			object.with(leaf("externalSharingModel", "Private"), leaf("sharingModel", "Private")))
		g.warn("The org-wide default of %s becomes Private, from %s: sharing is recalculated for the whole org, and everybody who relied on the default loses sight of its records.",
			quoted(name), quoted(model))
	}
	g.security()
	if control := g.org.Settings.APIAccessControl; control != nil && !*control && g.complete("connected_app_settings") {
		g.put(g.wanted[0], "settings/ConnectedApp.settings-meta.xml", "Settings", "ConnectedApp",
			branch("ConnectedAppSettings", flag("enableAdminApprovedAppsOnly", true)))
		g.warn("API Access Control is switched on for the org: every app that nobody installed and approved stops working.")
	}
}

// components are the children of an object that are components by themselves: a deployment of
// the object leaves those alone that its file does not hold.
func components() []string {
	return []string{
		"businessProcesses", "compactLayouts", "fieldSets", "fields", "indexes", "listViews", "recordTypes", "sharingReasons",
		"sharingRecalculations", "validationRules", "webLinks",
	}
}

// objectHead is the file of an object to which its sharing is to be added. For a standard object
// that is an empty one, since a deployment changes what its file names. That of a custom object
// has to define it, so it is taken from the project, as it stands there.
func (g *generator) objectHead(name string) (head node, why string) {
	base, custom := strings.CutSuffix(name, "__c")
	switch {
	case !custom && strings.Contains(name, "__"):
		return node{}, "it is neither a standard nor a custom object"
	case !custom:
		return branch("CustomObject"), ""
	case strings.Contains(base, "__"):
		return node{}, "the object came with a package"
	}
	if head, why = g.source(g.findObject(name).Location, "CustomObject"); why != "" {
		return node{}, why + ", and a custom object is not deployed without its label and its name field"
	}
	for _, tag := range []string{"deploymentStatus", "label", "nameField", "pluralLabel"} {
		if _, ok := head.child(tag); !ok {
			return node{}, "its file in the project has no " + tag + ", without which a custom object is not deployed"
		}
	}
	g.warn("The file of %s holds all that the project says of the object itself, with other sharing: retrieve it before, if the org has been changed since.", quoted(name))
	return head.without(components()...), ""
}

// security enforces login ranges on every request, and takes the addresses of the integrations
// out of Network Access, where they restrict nobody and spare logins their verification.
func (g *generator) security() {
	if !g.complete("security_settings") {
		g.note("The security settings were not read in full, so that none was written: %s.", g.options.Coverage["salesforce.security_settings"].Reason)
		return
	}
	var settings []node
	kept, dropped := g.trusted()
	switch {
	case dropped > 0 && len(kept) > 0:
		settings = append(settings, branch("networkAccess", kept...))
		g.warn("Network Access is replaced: %d ranges of the org are kept, and %d that hold only an integration's addresses go. Ranges added since the org was read are deleted.",
			len(kept), dropped)
	case dropped > 0:
		g.out.Steps = append(g.out.Steps, Steps{Title: "Network Access", Steps: []string{
			"Remove the ranges that hold an integration's addresses in Setup > Network Access. They restrict nobody. No others would be left, " +
				"and a file with none of them cannot be told from one that deletes all by mistake.",
		}})
	}
	if enforced := g.org.Settings.EnforceIPEveryRequest; enforced == nil || !*enforced {
		settings = append(settings, branch("sessionSettings", flag("enforceIpRangesEveryRequest", true)))
		g.warn("Login IP ranges are enforced on every request, for every user of the org whose profile has some.")
	}
	if len(settings) > 0 {
		g.put(g.wanted[0], "settings/Security.settings-meta.xml", "Settings", "Security", branch("SecuritySettings", settings...))
	}
}

// trusted are the org's trusted ranges less those that hold approved addresses alone.
func (g *generator) trusted() (kept []node, dropped int) {
	for _, r := range g.org.Settings.NetworkAccess {
		if slices.ContainsFunc(g.wanted, func(w *Wanted) bool {
			return slices.ContainsFunc(w.LoginIPs, func(address string) bool { return within(r, address) })
		}) {
			dropped++
			continue
		}
		n := branch("ipRanges")
		if r.Description != "" {
			n.children = append(n.children, leaf("description", r.Description))
		}
		n.children = append(n.children, leaf("end", r.End), leaf("start", r.Start))
		kept = append(kept, n)
	}
	return kept, dropped
}

// within tells whether a range lies within an address or CIDR range.
func within(r IPRange, address string) bool {
	first, last, err := bounds(address)
	start, startErr := netip.ParseAddr(r.Start)
	end, endErr := netip.ParseAddr(r.End)
	return err == nil && startErr == nil && endErr == nil && !start.Less(first) && !last.Less(end)
}

// orgWideLeft says what --org-wide would have written.
func (g *generator) orgWideLeft() {
	for _, name := range g.open() {
		g.warn("The org-wide default of %s is %s, so that every internal user sees its records, this integration among them: a sharing rule restricts nobody. "+
			"`--org-wide` writes Private, for the whole org.", quoted(name), quoted(g.findObject(name).SharingModel))
	}
	if enforced := g.org.Settings.EnforceIPEveryRequest; g.complete("security_settings") && (enforced == nil || !*enforced) {
		g.warn("Login IP ranges are checked at login and not on every request: `--org-wide` enforces them, for the whole org.")
	}
}

// open are the objects of the policies whose records are open to every internal user.
func (g *generator) open() []string {
	names := map[string]bool{}
	for _, w := range g.wanted {
		for object := range w.Objects {
			names[object] = len(w.Objects[object]) > 0 || names[object]
		}
		if w.Scope != nil {
			names[w.Scope.Object] = true
		}
	}
	var open []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		object := g.findObject(name)
		switch {
		case !names[name]:
		case object == nil || object.SharingModel == "":
			if !g.writes(name) {
				g.note("The org-wide default of %s is not in the evidence: retrieve the object to have it judged.", quoted(name))
			}
		case object.SharingModel != "Private" && object.SharingModel != "ControlledByParent":
			open = append(open, name)
		}
	}
	return open
}

// writes tells whether this generation writes the object itself.
func (g *generator) writes(object string) bool {
	_, ok := g.files[sourceFolder+"objects/"+object+"/"+object+".object-meta.xml"]
	return ok
}

func (g *generator) complete(section string) bool {
	return g.options.Coverage["salesforce."+section].State == evidence.Complete
}
