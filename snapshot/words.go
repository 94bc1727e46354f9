package snapshot

import (
	"slices"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Sections returns the path of every section that has a coverage, sorted: "clay.<name>",
// "salesforce.<name>", "changes.<name>" and "roster.people". A snapshot has all of them.
func Sections() []string {
	paths := []string{"roster.people", changesNew, changesRotated}
	for _, name := range clay.Sections {
		paths = append(paths, "clay."+name)
	}
	for _, name := range salesforce.Sections {
		paths = append(paths, "salesforce."+name)
	}
	slices.Sort(paths)
	return paths
}

// The closed lists of words. schema.json has the same, and a test holds them equal.

func states() []string {
	return []string{string(evidence.Complete), string(evidence.Partial), string(evidence.Unavailable), string(evidence.NotRequested)}
}

func roles() []string {
	return []string{
		string(clay.RoleAdmin), string(clay.RoleEditor), string(clay.RoleViewer), string(clay.RoleSalesRep), string(clay.RoleUnknown),
	}
}

func memberStates() []string { return []string{"active", "pending"} }

// changedKinds are the kinds of subject whose coming is noticed, rotatedKinds those whose
// credential is renewed.
func changedKinds() []string {
	return []string{"clay.api_key", "clay.connection", "clay.member", "clay.table"}
}

func rotatedKinds() []string { return []string{"clay.api_key", "clay.connection"} }

func setKinds() []string {
	return []string{salesforce.KindSet, salesforce.KindProfile, salesforce.KindMuting}
}

func viaKinds() []string { return []string{salesforce.KindSet, salesforce.KindProfile} }

// fieldAccess are the words of a field permission; mutedAccess those of a muting set, where
// "r" takes read and edit away and "w" edit alone.
func fieldAccess() []string { return []string{"r", "rw"} }
func mutedAccess() []string { return []string{"r", "w"} }

// viaAccess are the words of one road: object flags, or a field's access.
func viaAccess() []string { return slices.Concat(salesforce.Flags, fieldAccess()) }
