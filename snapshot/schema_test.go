package snapshot

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/typeschema"
)

var update = flag.Bool("update", false, "write schema.json and testdata anew")

// golden compares got with the file, or writes it with -update.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the code gives (run go test ./snapshot -update and read the diff):\n%s", file, diff)
	}
}

func TestSchemaStatesTheTypes(t *testing.T) {
	t.Parallel()
	docs, err := typeschema.Comments(map[string]string{"snapshot": ".", "clay": "clay", "salesforce": "salesforce", "roster": "roster", "evidence": "evidence"})
	if err != nil {
		t.Fatal(err)
	}
	root := typeschema.New(docs, restrictions(), Sections()).Root(reflect.TypeFor[Snapshot](), "Leastwise snapshot, version 1")
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		t.Fatal(err)
	}
	golden(t, "schema.json", b.Bytes())
}

// restrictions are what a type does not say, by type and json name. An entry for a list or a map
// is for its items.
func restrictions() map[string]map[string]any {
	enum := func(words []string) map[string]any { return map[string]any{"enum": words} }
	filled := map[string]any{"minLength": 1}
	return map[string]map[string]any{
		"snapshot.Snapshot.version":              {"const": Version},
		"snapshot.Snapshot.trimmed":              {"const": false},
		"evidence.Input.sha256":                  map[string]any{"pattern": "^[0-9a-f]{64}$"},
		"evidence.Coverage.state":                enum(states()),
		"snapshot.Change.kind":                   enum(changedKinds()),
		"snapshot.Rotated.kind":                  enum(rotatedKinds()),
		"clay.LoggedChange.kind":                 enum(clay.ChangeKinds),
		"clay.LoggedChange.id":                   filled,
		"clay.Details.id":                        filled,
		"clay.Member.id":                         filled,
		"clay.Member.email":                      filled,
		"clay.Member.role":                       enum(roles()),
		"clay.Member.state":                      enum(memberStates()),
		"clay.Contradiction.kind":                enum(Kinds()),
		"clay.Contradiction.id":                  filled,
		"clay.Table.id":                          filled,
		"clay.APIKey.id":                         filled,
		"clay.Connection.id":                     filled,
		"salesforce.Org.id":                      filled,
		"salesforce.User.username":               filled,
		"salesforce.User.unrecorded":             enum(salesforce.Recordable),
		"salesforce.PermissionSet.name":          filled,
		"salesforce.PermissionSet.kind":          enum(setKinds()),
		"salesforce.PermissionSet.objects":       enum(salesforce.Flags),
		"salesforce.PermissionSet.fields":        enum([]string{"r", "rw", "w"}),
		"salesforce.PermissionSet.setup/keys":    enum(salesforce.SetupKinds),
		"salesforce.PermissionSet.lines":         {"minimum": 1},
		"salesforce.ObjectAccess.access":         enum(salesforce.Flags),
		"salesforce.FieldAccess.access":          enum(fieldAccess()),
		"salesforce.SetupAccess.kind":            enum(salesforce.SetupKinds),
		"salesforce.Via.kind":                    enum(viaKinds()),
		"salesforce.Via.access":                  enum(viaAccess()),
		"salesforce.PermissionAccess.via/length": {"minItems": 1},
		"salesforce.ObjectAccess.via/length":     {"minItems": 1},
		"salesforce.FieldAccess.via/length":      {"minItems": 1},
		"salesforce.SetupAccess.via/length":      {"minItems": 1},
		"salesforce.App.kind":                    enum(salesforce.AppKinds()),
		"roster.Person.email":                    filled,
		"roster.Match.email":                     filled,
		"roster.Match.how":                       enum(roster.Hows),
	}
}
