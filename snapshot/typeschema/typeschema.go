package typeschema

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxNumber is the largest number that every reader of JSON holds exactly.
const maxNumber = 1 << 53

// Writer makes schemas from types. Types are named by package and name, "clay.Member", fields
// by json name, "clay.Member.role".
type Writer struct {
	Defs  map[string]any            // schemas of structs by type, and of a moment as "time"; what is there already stays
	Docs  map[string]string         // comments, see Comments
	Rules map[string]map[string]any // what a type does not say; of a list or map for its items, with "/length" or "/keys" for itself

	Sections []string // keys of evidence.Sections
}

// New is a writer that knows what a moment is.
func New(docs map[string]string, rules map[string]map[string]any, sections []string) *Writer {
	return &Writer{Docs: docs, Rules: rules, Sections: sections, Defs: map[string]any{"time": map[string]any{
		"type": "string", "description": "A moment: RFC 3339 in UTC, whole seconds.",
		"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
	}}}
}

// Root is the schema of a document.
func (g *Writer) Root(t reflect.Type, title string) map[string]any {
	root := g.object(t, "")
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = title
	root["$defs"] = g.Defs
	return root
}

// TypeName is the name of a type in Docs, Defs and Rules.
func TypeName(t reflect.Type) string { return filepath.Base(t.PkgPath()) + "." + t.Name() }

// object is the schema of a struct, without the field named.
func (g *Writer) object(t reflect.Type, without string) map[string]any {
	properties, required := map[string]any{}, []string{}
	g.fields(t, without, properties, &required)
	s := map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
	if doc := g.Docs[TypeName(t)]; doc != "" {
		s["description"] = doc
	}
	return s
}

func (g *Writer) fields(t reflect.Type, without string, properties map[string]any, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if f.Anonymous && name == "" {
			g.fields(f.Type, without, properties, required)
			continue
		}
		if name == without {
			continue
		}
		at := TypeName(t) + "." + name
		property := g.value(f.Type, at)
		if rule, ok := g.Rules[at+"/length"]; ok {
			property["minItems"] = rule["minItems"]
		}
		if rule, ok := g.Rules[at+"/keys"]; ok {
			property["propertyNames"] = rule
		}
		if doc := g.Docs[TypeName(t)+"."+f.Name]; doc != "" {
			property["description"] = doc
		}
		properties[name] = property
		if option != "omitempty" && option != "omitzero" {
			*required = append(*required, name)
		}
	}
}

func (g *Writer) value(t reflect.Type, at string) map[string]any {
	var s map[string]any
	switch {
	case t == reflect.TypeFor[evidence.Time]():
		return map[string]any{"$ref": "#/$defs/time"}
	case t == reflect.TypeFor[evidence.Sections]():
		return g.sections(t.Elem())
	case t.Kind() == reflect.Pointer:
		return g.value(t.Elem(), at)
	case t.Kind() == reflect.Interface:
		return map[string]any{}
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
	for word, rule := range g.Rules[at] {
		s[word] = rule
	}
	return s
}

// ref names the schema of a struct. Access within Access has a schema of its own, without a
// third: OPA does not survive a type that contains itself.
func (g *Writer) ref(t reflect.Type, at string) map[string]any {
	name, without := TypeName(t), ""
	if at == "salesforce.Access.potential" {
		name, without = at, "potential"
	}
	if _, ok := g.Defs[name]; !ok {
		g.Defs[name] = nil
		g.Defs[name] = g.object(t, without)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// sections is the schema of coverage: every section by name, so that OPA knows them.
func (g *Writer) sections(coverage reflect.Type) map[string]any {
	properties := map[string]any{}
	for _, section := range g.Sections {
		properties[section] = g.ref(coverage, "")
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": g.Sections}
}

// Comments are the comments of types and fields in the Go files of folders, by the name of the
// folder's package and type: "clay.Member", "clay.Member.Role".
func Comments(folders map[string]string) (map[string]string, error) {
	docs := map[string]string{}
	for pkg, dir := range folders {
		sources := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
		parsed, err := parser.ParseDir(token.NewFileSet(), filepath.FromSlash(dir), sources, parser.ParseComments) //nolint:staticcheck // no build tags here
		if err != nil {
			return nil, fmt.Errorf("read the comments of %s: %w", pkg, err)
		}
		for _, p := range parsed {
			ast.Inspect(p, func(n ast.Node) bool {
				decl, ok := n.(*ast.GenDecl)
				if !ok || decl.Tok != token.TYPE {
					return true
				}
				for _, spec := range decl.Specs {
					comment(docs, pkg, decl, spec.(*ast.TypeSpec))
				}
				return true
			})
		}
	}
	return docs, nil
}

func comment(docs map[string]string, pkg string, decl *ast.GenDecl, spec *ast.TypeSpec) {
	docs[pkg+"."+spec.Name.Name] = oneLine(decl.Doc)
	s, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range s.Fields.List {
		for _, name := range f.Names {
			docs[pkg+"."+spec.Name.Name+"."+name.Name] = oneLine(f.Comment)
		}
	}
}

func oneLine(c *ast.CommentGroup) string {
	return strings.Join(strings.Fields(c.Text()), " ")
}
