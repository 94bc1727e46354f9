package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// user gathers what the sets and the profile of one user grant beyond its policy. What the
// user could hold by a session activation is not judged: it is not held.
func (f *fixer) user(w *Wanted) {
	access := Effective(f.org, w.User, f.options.TakenAt)
	if !access.Complete {
		f.out.Unknown = append(f.out.Unknown, fmt.Sprintf("What %s can do is not known in full: %s.", quoted(w.User), access.Reason))
	}
	for _, row := range access.Permissions {
		if !slices.Contains(w.Permissions, row.Name) || slices.Contains(w.Forbidden, row.Name) {
			f.withdraw(w, row.Via, GrantKey("permission", row.Name))
		}
	}
	for _, row := range access.Objects {
		excess := missing(row.Access, w.Flags(row.Object))
		for _, via := range row.Via {
			switch given := intersection(via.Access, excess); {
			case len(given) == 0:
			case via.Grant != "": // View All Data or Modify All Data, which opens every object
				f.withdraw(w, []Via{via}, GrantKey("permission", via.Grant))
			default:
				f.withdraw(w, []Via{via}, GrantKey("object", row.Object), beyond(Flags, excess)...)
			}
		}
	}
	for _, row := range access.Fields {
		allowed := w.Fields[row.Object][row.Field]
		if row.Always && len(w.Flags(row.Object)) > 0 || row.Access <= allowed {
			continue // what field security cannot hide comes and goes with the object
		}
		flags := []string{"rw"}
		if allowed == "" {
			flags = []string{"r", "rw"}
		}
		for _, via := range row.Via {
			switch {
			case via.Access[0] <= allowed, row.Always && via.Grant != "":
			case via.Grant == "view_all_fields":
				f.withdraw(w, []Via{via}, GrantKey("object", row.Object), "view_all_fields")
			case via.Grant != "":
				f.withdraw(w, []Via{via}, GrantKey("permission", via.Grant))
			default:
				f.withdraw(w, []Via{via}, GrantKey("field", row.Object+"."+row.Field), flags...)
			}
		}
	}
	for _, row := range access.Setup {
		if !w.approvesSetup(row.Kind, row.Name) {
			f.withdraw(w, row.Via, GrantKey("setup", row.Kind+":"+row.Name))
		}
	}
}

// beyond are the flags that give one of excess, by themselves or by what they imply.
func beyond(flags, excess []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(flag string) bool {
		return len(intersection(implied([]string{flag}), excess)) == 0
	})
}

func intersection(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(item string) bool { return !slices.Contains(b, item) })
}

// restricting are the permissions that take something away from who holds them: switching one
// off would add access.
var restricting = []string{"ApiUserOnly", "ForceTwoFactor", "IsSsoEnabled", "TwoFactorApi"}

// withdraw marks a grant of the sets on the roads to be switched off, unless that would add
// access or take something from others.
func (f *fixer) withdraw(w *Wanted, roads []Via, key string, flags ...string) {
	if len(flags) == 0 {
		flags = []string{""}
	}
	_, name, _ := strings.Cut(key, ":")
	if slices.Contains(restricting, name) && strings.HasPrefix(key, "permission:") {
		f.remain("%s of %s is not in its policy and stays: it restricts, so that taking it away would open more. Add it to system_permissions.", quoted(name), quoted(w.User))
		return
	}
	for _, via := range roads {
		set := f.index.set(via.Kind, via.Name)
		if others := f.others[set]; len(others) > 0 && !f.options.Shared {
			f.remain("%s in %s is beyond the policy of %s and stays: %s hold the %s too. Take it from %s instead, or edit it for all with --shared.",
				quoted(key), quoted(set.Name), quoted(w.User), evidence.List(others), strings.ReplaceAll(set.Kind, "_", " "), quoted(w.User))
			continue
		}
		if f.off[set] == nil {
			f.off[set] = marks{}
		}
		if f.off[set][key] == nil {
			f.off[set][key] = map[string]bool{}
		}
		for _, flag := range flags {
			f.off[set][key][flag] = true
		}
	}
}

// findOthers gathers, for each set and profile, the users who hold it and are not to be fixed.
func (f *fixer) findOthers() {
	for _, user := range f.org.Users {
		own := slices.ContainsFunc(f.wanted, func(w Wanted) bool { return strings.EqualFold(w.User, user.Username) })
		if own || user.Active != nil && !*user.Active {
			continue
		}
		for _, road := range f.index.roads(user.Username, f.options.TakenAt) {
			if name := quoted(user.Username); road.Set != nil && road.Ignored == "" && !slices.Contains(f.others[road.Set], name) {
				f.others[road.Set] = append(f.others[road.Set], name)
			}
		}
	}
}
