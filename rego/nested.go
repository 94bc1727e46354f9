package rego

import (
	"maps"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// nested maps facts that lie in the list of one section to the section that tells whether they
// were read, which is needed as well: the list may be whole and they not.
var nested = map[string][]string{
	"clay.tables.columns":                            {"clay.columns"},
	"clay.api_keys.last_used_at":                     {"clay.key_usage"},
	"salesforce.access.fields":                       {"salesforce.fields"},
	"salesforce.access.potential.fields":             {"salesforce.fields"},
	"salesforce.objects.fields":                      {"salesforce.fields"},
	"salesforce.permission_sets.fields":              {"salesforce.fields"},
	"salesforce.permission_sets.login_ip_ranges":     {"salesforce.profiles"},
	"salesforce.permission_sets.login_hours_limited": {"salesforce.profiles"},
	"salesforce.settings.network_access":             {"salesforce.security_settings"},
	"salesforce.settings.enforce_ip_every_request":   {"salesforce.security_settings"},
	"salesforce.settings.lock_sessions_to_ip":        {"salesforce.security_settings"},
	"salesforce.settings.api_access_control":         {"salesforce.connected_app_settings"},
	// who holds what opens the whole org is worked out from all of these
	"salesforce.privileged": {
		"salesforce.users", "salesforce.assignments", "salesforce.permission_sets", "salesforce.profiles", "salesforce.permission_set_groups",
	},
}

// indifferent are functions of lib that read such facts and answer no milder where they are not
// there: what they return asks for no further section.
var indifferent = map[string]bool{
	"data.lib.salesforce.granted_fields": true,
	"data.lib.orgwide._parents_of":       true,
}

// deepest bounds a path: no fact lies deeper.
const deepest = 4

// flow follows the parts of input through names, functions and rules, as far as a path can tell:
// every item of a list has the path of the list. What is looked up by a name that is only known
// later is not followed.
type flow struct {
	compiler *ast.Compiler
	names    map[ast.Var]paths
	values   map[*ast.Rule]paths
	read     paths
	grew     bool
}

// paths are dotted words, such as "clay.tables.columns"; "" is input.
type paths map[string]bool

// readPaths returns every path of input that a rule reads, through all that it reaches.
func (s *source) readPaths(compiler *ast.Compiler) paths {
	from := map[*ast.Rule]bool{}
	for _, rule := range compiler.Modules[s.file].Rules {
		from[rule] = true
	}
	f := &flow{compiler: compiler, names: map[ast.Var]paths{}, values: map[*ast.Rule]paths{}, read: paths{}, grew: true}
	rules := reachable(compiler, from)
	for f.grew {
		f.grew = false
		for _, rule := range rules {
			f.rule(rule)
		}
	}
	return f.read
}

func (f *flow) rule(rule *ast.Rule) {
	if indifferent[rule.Ref().GroundPrefix().String()] {
		return
	}
	ast.WalkExprs(rule, func(e *ast.Expr) bool { f.expr(e); return false })
	value := f.values[rule]
	for branch := rule; branch != nil; branch = branch.Else {
		for _, term := range []*ast.Term{branch.Head.Key, branch.Head.Value} {
			if term != nil {
				value = joined(value, f.term(term))
			}
		}
	}
	f.grew = f.grew || len(value) > len(f.values[rule])
	f.values[rule] = value
}

// expr gives the names that an expression binds what it binds them to.
func (f *flow) expr(e *ast.Expr) {
	switch terms := e.Terms.(type) {
	case *ast.Every:
		f.bind(terms.Value, f.term(terms.Domain))
	case *ast.Term:
		f.term(terms)
	case []*ast.Term:
		switch args := terms[1:]; {
		case e.IsEquality() || e.IsAssignment():
			left, right := f.term(args[0]), f.term(args[1])
			f.bind(args[0], right)
			f.bind(args[1], left)
		default:
			result := f.call(terms)
			if arity := f.arity(terms[0]); arity >= 0 && len(args) > arity {
				f.bind(args[len(args)-1], result)
			}
		}
	}
}

// call is what a function returns of these arguments: of one of ours what its rules do, of another
// any of them.
func (f *flow) call(terms []*ast.Term) paths {
	var result paths
	if rules := f.rulesOf(terms[0]); len(rules) > 0 {
		for _, rule := range rules {
			for i, arg := range rule.Head.Args {
				if i+1 < len(terms) {
					f.bind(arg, f.term(terms[i+1]))
				}
			}
			result = joined(result, f.values[rule])
		}
		return result
	}
	for _, arg := range terms[1:] {
		result = joined(result, f.term(arg))
	}
	if name := terms[0].String(); name == "object.get" && len(terms) > 2 {
		return f.below(f.term(terms[1]), terms[2:3])
	}
	return result
}

func (f *flow) rulesOf(function *ast.Term) []*ast.Rule {
	ref, ok := function.Value.(ast.Ref)
	if !ok || !ref.HasPrefix(ast.DefaultRootRef) {
		return nil
	}
	return f.compiler.GetRulesExact(ref)
}

// arity is how many arguments a function takes, -1 where it is not known.
func (f *flow) arity(function *ast.Term) int {
	if rules := f.rulesOf(function); len(rules) > 0 {
		return len(rules[0].Head.Args)
	}
	if builtin := ast.BuiltinMap[function.String()]; builtin != nil {
		return len(builtin.Decl.FuncArgs().Args)
	}
	return -1
}

// bind gives a name, or the names in a pattern, these paths.
func (f *flow) bind(to *ast.Term, from paths) {
	switch value := to.Value.(type) {
	case ast.Var:
		all := joined(f.names[value], from)
		f.grew = f.grew || len(all) > len(f.names[value])
		f.names[value] = all
	case *ast.Array:
		value.Foreach(func(item *ast.Term) { f.bind(item, from) })
	}
}

// term is the path of a value, or of what it holds.
func (f *flow) term(term *ast.Term) paths {
	var result paths
	switch value := term.Value.(type) {
	case ast.Var:
		result = f.names[value]
	case ast.Ref:
		result = f.ref(value)
	case ast.Call:
		result = f.call(value)
	case *ast.Array:
		value.Foreach(func(item *ast.Term) { result = joined(result, f.term(item)) })
	case ast.Set:
		value.Foreach(func(item *ast.Term) { result = joined(result, f.term(item)) })
	case ast.Object:
		value.Foreach(func(key, item *ast.Term) { result = joined(joined(result, f.term(key)), f.term(item)) })
	case *ast.ArrayComprehension:
		result = f.term(value.Term)
	case *ast.SetComprehension:
		result = f.term(value.Term)
	case *ast.ObjectComprehension:
		result = joined(joined(result, f.term(value.Key)), f.term(value.Value))
	}
	return result
}

// ref follows a reference from input, from a rule or from a name.
func (f *flow) ref(ref ast.Ref) paths {
	switch {
	case ref[0].Equal(ast.InputRootDocument):
		return f.below(paths{"": true}, ref[1:])
	case !ref[0].Equal(ast.DefaultRootDocument):
		return f.below(f.term(ref[0]), ref[1:])
	}
	for end := len(ref); end > 1; end-- {
		if rules := f.compiler.GetRulesExact(ref[:end].GroundPrefix()); len(rules) > 0 {
			var result paths
			for _, rule := range rules {
				keys := len(rule.Ref()) - len(rule.Ref().GroundPrefix()) // names of items, not of facts
				result = joined(result, f.below(f.values[rule], ref[min(end+keys, len(ref)):]))
			}
			return result
		}
	}
	return nil
}

// below follows words from paths and notes what is read on the way. What is no word chooses an
// item, whose path is that of the list.
func (f *flow) below(from paths, words []*ast.Term) paths {
	for _, term := range words {
		word, ok := term.Value.(ast.String)
		if !ok {
			continue
		}
		next := paths{}
		for path := range from {
			if strings.Count(path, ".") < deepest {
				next[strings.TrimPrefix(path+"."+string(word), ".")] = true
			}
		}
		from = next
		maps.Copy(f.read, from)
	}
	return from
}

// joined is both sets of paths.
func joined(a, b paths) paths {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == 0 {
			return b
		}
		return a
	}
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}
