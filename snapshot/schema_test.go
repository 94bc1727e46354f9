package snapshot

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/roster"
	"github.com/leastwise/leastwise/snapshot/salesforce"
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
	g := &schemaWriter{defs: map[string]any{}, docs: comments(t)}
	root := g.object(reflect.TypeFor[Snapshot](), "")
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Leastwise snapshot, version 1"
	root["$defs"] = g.defs
	g.defs["time"] = map[string]any{
		"type": "string", "description": "A moment: RFC 3339 in UTC, whole seconds.",
		"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		t.Fatal(err)
	}
	golden(t, "schema.json", b.Bytes())
}

// schemaWriter makes the schema from the Go types, their comments and the closed lists of words.
type schemaWriter struct {
	defs map[string]any
	docs map[string]string // "clay.Member" or "clay.Member.Role" -> comment
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
		"clay.Table.id":                          filled,
		"clay.APIKey.id":                         filled,
		"clay.Connection.id":                     filled,
		"salesforce.Org.id":                      filled,
		"salesforce.User.username":               filled,
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
		"salesforce.App.kind":                    enum(appKinds()),
		"roster.Person.email":                    filled,
		"roster.Match.email":                     filled,
		"roster.Match.how":                       enum(roster.Hows),
	}
}

func typeName(t reflect.Type) string { return filepath.Base(t.PkgPath()) + "." + t.Name() }

// object is the schema of a struct, without the field named.
func (g *schemaWriter) object(t reflect.Type, without string) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == without {
			continue
		}
		at := typeName(t) + "." + name
		property := g.value(f.Type, at)
		if rule, ok := restrictions()[at+"/length"]; ok {
			property["minItems"] = rule["minItems"]
		}
		if rule, ok := restrictions()[at+"/keys"]; ok {
			property["propertyNames"] = rule
		}
		if doc := g.docs[typeName(t)+"."+f.Name]; doc != "" {
			property["description"] = doc
		}
		properties[name] = property
		if option != "omitempty" {
			required = append(required, name)
		}
	}
	s := map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
	if doc := g.docs[typeName(t)]; doc != "" {
		s["description"] = doc
	}
	return s
}

func (g *schemaWriter) value(t reflect.Type, at string) map[string]any {
	var s map[string]any
	switch {
	case t == reflect.TypeFor[evidence.Time]():
		return map[string]any{"$ref": "#/$defs/time"}
	case t == reflect.TypeFor[evidence.Sections]():
		return g.sections(t.Elem())
	case t.Kind() == reflect.Pointer:
		return g.value(t.Elem(), at)
	case t.Kind() == reflect.Struct:
		return g.ref(t, at)
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": g.value(t.Elem(), at)}
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": g.value(t.Elem(), at)}
	case t.Kind() == reflect.Bool:
		s = map[string]any{"type": "boolean"}
	case t.Kind() == reflect.String:
		s = map[string]any{"type": "string"}
	case t.Kind() == reflect.Float64:
		s = map[string]any{"type": "number", "minimum": -maxNumber, "maximum": maxNumber}
	default:
		s = map[string]any{"type": "integer", "minimum": -maxNumber, "maximum": maxNumber}
	}
	for word, rule := range restrictions()[at] {
		s[word] = rule
	}
	return s
}

// ref names the schema of a struct. Access within Access has a schema of its own, without a
// third: OPA does not survive a type that contains itself.
func (g *schemaWriter) ref(t reflect.Type, at string) map[string]any {
	name, without := typeName(t), ""
	if at == "salesforce.Access.potential" {
		name, without = at, "potential"
	}
	if _, ok := g.defs[name]; !ok {
		g.defs[name] = nil
		g.defs[name] = g.object(t, without)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// sections is the schema of coverage: every section by name, so that OPA knows them.
func (g *schemaWriter) sections(coverage reflect.Type) map[string]any {
	properties := map[string]any{}
	for _, section := range Sections() {
		properties[section] = g.ref(coverage, "")
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": Sections()}
}

// comments are the comments of the types and fields of the snapshot's packages.
func comments(t *testing.T) map[string]string {
	docs := map[string]string{}
	for _, dir := range []string{".", "clay", "salesforce", "roster", "evidence"} {
		pkg := dir
		if dir == "." {
			pkg = "snapshot"
		}
		sources := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
		parsed, err := parser.ParseDir(token.NewFileSet(), filepath.FromSlash(dir), sources, parser.ParseComments) //nolint:staticcheck // no build tags here
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parsed {
			ast.Inspect(p, func(n ast.Node) bool {
				decl, ok := n.(*ast.GenDecl)
				if !ok || decl.Tok != token.TYPE {
					return true
				}
				for _, spec := range decl.Specs {
					spec := spec.(*ast.TypeSpec)
					docs[pkg+"."+spec.Name.Name] = oneLine(decl.Doc)
					if s, ok := spec.Type.(*ast.StructType); ok {
						for _, f := range s.Fields.List {
							for _, name := range f.Names {
								docs[pkg+"."+spec.Name.Name+"."+name.Name] = oneLine(f.Comment)
							}
						}
					}
				}
				return true
			})
		}
	}
	return docs
}

func oneLine(c *ast.CommentGroup) string {
	return strings.Join(strings.Fields(c.Text()), " ")
}
