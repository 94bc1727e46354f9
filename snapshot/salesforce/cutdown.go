package salesforce

import (
	"slices"
	"strings"
)

// Teams cut profiles down before they commit them, since a deployment refuses what an org does
// not let anybody edit: of the System Administrator's file little is left as a rule. Such a file
// says less than the org gives, whoever says that profiles were retrieved in full.

// cutDown notes, by name, which profiles cannot be whole. denying are those, in lower case, whose
// files say of a permission that it is off: nobody who cuts a file down leaves that.
func cutDown(sets []PermissionSet, denying []string) []note {
	var notes []note
	for _, set := range sets {
		if set.Kind != KindProfile || set.License == guestLicense {
			continue
		}
		lacks := administers(set)
		switch {
		case lacks != "":
			notes = append(notes, notef(set.Name, "profile %s does not list %s, which a System Administrator always holds: retrieve it in full", set.Name, lacks))
		case set.Custom == nil:
			notes = append(notes, notef(set.Name, "profile %s does not say whether it is custom, as whatever is retrieved does: retrieve it in full", set.Name))
		case len(set.Permissions) == 0 && !slices.Contains(denying, strings.ToLower(set.Name)):
			notes = append(notes, notef(set.Name, "profile %s lists no user permission, as one that was cut down: retrieve it in full, or "+
				"where it holds none list ModifyAllData with enabled false", set.Name))
		}
	}
	return notes
}

// guestLicense is that of the guests of sites, to whom an org gives no permission that opens it.
const guestLicense = "Guest User License"

// administers is the first permission that the standard profile of administrators lacks, ""
// where it lacks none or the profile is another one. Nobody can take these from it.
func administers(profile PermissionSet) string {
	if !strings.EqualFold(standardProfile(profile.Name), "Admin") || profile.Custom != nil && *profile.Custom {
		return ""
	}
	for _, name := range []string{"ModifyAllData", "ViewAllData", "ManageUsers"} {
		if !slices.Contains(profile.Permissions, name) {
			return name
		}
	}
	return ""
}

// namesPermission says whether the file of a profile has a user permission, on or off.
func namesPermission(file string, data []byte) bool {
	named := false
	_, err := parse(file, data, "Profile", shape{"userPermissions": true}, func(*element) { named = true })
	return named && err == nil
}
