package salesforce

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// sectionOf is the section that the files of a metadata folder belong to, "" where the file is in
// no folder of which everything counts. Folders below those of code and documents bear any name.
func sectionOf(file string) string {
	for _, folder := range strings.Split(path.Dir(file), "/") {
		switch folder {
		case "permissionsets", "mutingpermissionsets":
			return "permission_sets"
		case "profiles":
			return "profiles"
		case "permissionsetgroups":
			return "permission_set_groups"
		case "sharingRules":
			return "sharing_rules"
		case "roles":
			return "roles"
		case "groups", "queues":
			return "public_groups"
		case "connectedApps", "externalClientApps":
			return "apps"
		case "lwc", "aura", "staticresources", "documents", "reports", "dashboards", "email":
			return ""
		}
	}
	return ""
}

// noteUnread remembers a file that stands where metadata does and is not read: by its form, as the
// decomposed permission sets of a beta, or because its name does not end as it has to. Nobody can
// tell that it defines nothing, so the section is then not complete. Dot-files and Markdown are
// no metadata; a backup counts only where what it is a backup of is gone.
func (p *project) noteUnread(file string) {
	section, base := sectionOf(file), path.Base(file)
	switch original := backupOf(file); {
	case section == "" || strings.HasPrefix(base, ".") || strings.EqualFold(path.Ext(base), ".md"):
	case original != "":
		p.spare = append(p.spare, [2]string{file, original})
	case strings.HasSuffix(file, "-meta.xml"):
		p.unread[section] = append(p.unread[section], file+" is of a form that is not read (decomposed metadata)")
	default:
		p.unread[section] = append(p.unread[section], misnamed(file))
	}
}

func misnamed(file string) string {
	return file + " is not named as metadata is, so it was not read: give it its ending, or take it away"
}

// noteSpare remembers the backups of which the original was not read.
func (p *project) noteSpare() {
	read := slices.Collect(maps.Values(p.files))
	for _, spare := range p.spare {
		if !slices.Contains(read, spare[1]) {
			section := sectionOf(spare[0])
			p.unread[section] = append(p.unread[section], misnamed(spare[0]))
		}
	}
}

// backupOf is the file that an editor or a merge left this one beside, "" where it is no backup.
func backupOf(file string) string {
	for _, ending := range []string{"~", ".bak", ".orig", ".old"} {
		if original, ok := strings.CutSuffix(file, ending); ok {
			return original
		}
	}
	return ""
}
