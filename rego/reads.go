package rego

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// stored are the documents beside the snapshot that a rule may read.
var stored = []string{"lib", "policy", "settings", "waivers"}

const anyWord = "*" // stands for a variable in a path

// checkStored refuses a rule that reads what nobody writes: a path that the policy in leastwise.yaml
// cannot have, a value that no lib defines, a parameter that METADATA does not declare. OPA calls
// each undefined, and the rule would pass for ever.
func (s *source) checkStored(compiler *ast.Compiler, rule Rule) []error {
	params, errs := s.paramsRules()
	fail := func(ref ast.Ref, path []string, word string, known []string) {
		for path[len(path)-1] == anyWord {
			path = path[:len(path)-1]
		}
		errs = append(errs, s.mistake(ref[0].Location.Row, "reads %s, which nothing defines%s: the rule would pass without a word", strings.Join(path, "."), evidence.Suggest(word, known)))
	}
	ast.WalkRefs(compiler.Modules[s.file], func(ref ast.Ref) bool {
		path := storedPath(ref)
		if len(path) < 2 || path[1] == anyWord {
			return false
		}
		switch own := "rules." + s.family + "." + s.name; {
		case path[1] == "policy":
			if at, known := stray(reflect.TypeFor[Approved](), path[2:]); at >= 0 {
				fail(ref, path[:at+3], path[at+2], known)
			}
		case len(path) > 5 && strings.Join(path[1:4], ".") == own && params[path[4]] && path[5] != anyWord:
			if _, ok := rule.Params[path[5]]; !ok {
				fail(ref, path[4:6], path[5], slices.Sorted(maps.Keys(rule.Params)))
			}
		case path[1] == "lib" || path[1] == "rules":
			if len(compiler.GetRules(ref)) == 0 {
				fail(ref, path, path[len(path)-1], siblings(compiler, ref))
			}
		case !slices.Contains(stored, path[1]):
			fail(ref, path[:2], path[1], stored)
		}
		return false
	})
	return errs
}

// unneededPolicy notes each path of the policy that a rule reads and does not need: where nobody
// declares it the rule is judged all the same, and what it does then is for its author to know.
func (s *source) unneededPolicy(compiler *ast.Compiler, rule Rule) []error {
	var notes []error
	ast.WalkRefs(compiler.Modules[s.file], func(ref ast.Ref) bool {
		path := storedPath(ref)
		if len(path) < 3 || path[1] != "policy" {
			return false
		}
		read := strings.TrimRight(strings.Join(path[1:], "."), "."+anyWord) + "."
		if !slices.ContainsFunc(rule.Needs, func(need string) bool {
			return strings.HasPrefix(read, need+".") || strings.HasPrefix(need+".", read)
		}) {
			notes = append(notes, s.mistake(ref[0].Location.Row, "reads data.%s, which custom.needs does not name: where nobody declares it, the rule is judged without it", strings.TrimSuffix(read, ".")))
		}
		return false
	})
	return notes
}

// storedPath is ["data", "policy", "clay"] for data.policy.clay, with anyWord for a variable, and nil
// for what is not data.
func storedPath(ref ast.Ref) []string {
	if !ref.HasPrefix(ast.DefaultRootRef) {
		return nil
	}
	path := []string{"data"}
	for _, term := range ref[1:] {
		word, ground := term.Value.(ast.String)
		if !ground {
			word = anyWord
		}
		path = append(path, string(word))
	}
	return path
}

// stray follows the json names of path through t. It returns the place of the first word that t
// cannot have, with the words that it can have there, and -1 where there is none.
func stray(t reflect.Type, path []string) (int, []string) {
	for at, word := range path {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch t.Kind() {
		case reflect.Map:
			t = t.Elem()
		case reflect.Slice:
			if word != anyWord {
				return at, nil
			}
			t = t.Elem()
		case reflect.Struct:
			if word == anyWord {
				return -1, nil
			}
			fields := jsonFields(t)
			field, ok := fields[word]
			if !ok {
				return at, slices.Sorted(maps.Keys(fields))
			}
			t = field
		default:
			return at, nil
		}
	}
	return -1, nil
}

func jsonFields(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields[name] = t.Field(i).Type
	}
	return fields
}

// siblings are what is defined beside the last word of a path.
func siblings(compiler *ast.Compiler, ref ast.Ref) []string {
	names := map[string]bool{}
	for _, r := range compiler.GetRulesWithPrefix(ref[:len(ref)-1].GroundPrefix()) {
		if path := r.Ref().GroundPrefix(); len(path) >= len(ref) {
			if name, ok := path[len(ref)-1].Value.(ast.String); ok && !strings.HasPrefix(string(name), "_") {
				names[string(name)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
