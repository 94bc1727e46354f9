package rego

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// eachSets is the one list that is judged in shards: it alone grows with the size of an org.
const eachSets = "salesforce.permission_sets"

// setUse is what Rego reads of input.salesforce.permission_sets.
type setUse struct {
	all   bool            // everything, as far as can be told
	attrs map[string]bool // else these fields of each set; none where it does not read them
}

func (u *setUse) any() bool { return u.all || len(u.attrs) > 0 }

// keep is what a converter has to convert of a set.
func (u *setUse) keep() map[string]bool {
	if u.all {
		return nil
	}
	return u.attrs
}

func (u *setUse) join(other setUse) {
	u.all = u.all || other.all
	if u.attrs == nil {
		u.attrs = map[string]bool{}
	}
	for attr := range other.attrs {
		u.attrs[attr] = true
	}
}

// setUses returns what the findings of a rule read of the permission sets, through all that they
// reach. apart is the error of a rule that might see two sets at once, nil where it is sure that
// it does not: then its findings on all sets are those on each of them, put together.
func (s *source) setUses(compiler *ast.Compiler) (use setUse, apart error) {
	findings := map[*ast.Rule]bool{}
	for _, rule := range compiler.Modules[s.file].Rules {
		if rule.Head.Ref()[0].Value.Compare(ast.Var("findings")) == 0 {
			findings[rule] = true
		}
	}
	refuse := func(rule *ast.Rule, what string) {
		if apart != nil {
			return
		}
		at := &evidence.Error{File: s.file, Line: s.module.Package.Location.Row, Path: "custom.each"}
		if rule.Location != nil && rule.Location.File == s.file {
			at.Line = rule.Location.Row
		}
		at.Msg = fmt.Sprintf("promises findings that look at one permission set at a time, but %s: write `some set in input.%s` once in a body of findings, and nowhere else", what, eachSets)
		apart = at
	}
	for _, rule := range reachable(compiler, findings) {
		r := readSets(rule)
		use.join(r.use)
		switch {
		case r.refs == 0 && !r.whole:
		case !findings[rule]:
			refuse(rule, fmt.Sprintf("%s reads them for it", rule.Head.Name))
		case r.whole:
			refuse(rule, "it reads input as a whole")
		case r.refs != 1 || r.steps != 1:
			refuse(rule, "it reads the list in another way")
		}
	}
	return use, apart
}

// reachable are the rules and all they depend on, in an order of no meaning.
func reachable(compiler *ast.Compiler, from map[*ast.Rule]bool) []*ast.Rule {
	seen := map[*ast.Rule]bool{}
	var queue []*ast.Rule
	add := func(rule *ast.Rule) {
		if !seen[rule] {
			seen[rule] = true
			queue = append(queue, rule)
		}
	}
	for rule := range from {
		add(rule)
	}
	for i := 0; i < len(queue); i++ {
		for dependency := range compiler.Graph.Dependencies(util.T(queue[i])) {
			if rule, ok := dependency.(*ast.Rule); ok {
				add(rule)
			}
		}
	}
	slices.SortStableFunc(queue, func(a, b *ast.Rule) int { return a.Location.Compare(b.Location) })
	return queue
}

// setReads is what one rule does with the permission sets.
type setReads struct {
	use   setUse
	whole bool             // input, or the org in it, as one value
	refs  int              // how often it names the list
	steps int              // how often, of these, as a step of its body: some set in input.salesforce.permission_sets
	orgs  map[ast.Var]bool // names for input.salesforce
}

var (
	setsRef = ast.MustParseRef("input." + eachSets)
	orgRef  = setsRef[:2]
)

// readSets follows the sets through one compiled rule. The compiler has made every `some set in
// list` a `set = list[i]` and every variable unlike all others; what it has made of anything
// else counts as reading all of it.
func readSets(rule *ast.Rule) setReads {
	r := setReads{use: setUse{attrs: map[string]bool{}}, orgs: map[ast.Var]bool{}}
	sets, indexes := map[ast.Var]bool{}, map[ast.Var]int{}
	ast.WalkExprs(rule, func(e *ast.Expr) bool {
		if name, ref, ok := assigned(e); ok && ref.Equal(orgRef) {
			r.orgs[name] = true
		}
		return false
	})
	ast.WalkExprs(rule, func(e *ast.Expr) bool {
		set, index, ok := r.step(e)
		if ok {
			sets[set] = true
			indexes[index] = 0
			if slices.ContainsFunc(rule.Body, func(top *ast.Expr) bool { return top == e }) && !e.Negated && len(e.With) == 0 {
				r.steps++
			}
		}
		return false
	})
	var visit *ast.GenericVisitor
	visit = ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.Expr:
			if _, index, ok := r.step(x); ok {
				r.refs++
				indexes[index]++
				return true
			}
			if _, ref, ok := assigned(x); ok && ref.Equal(orgRef) {
				return true // what the name is used for counts
			}
			if term, ok := x.Terms.(*ast.Term); ok {
				if ref, ok := term.Value.(ast.Ref); ok && setsRef.HasPrefix(r.full(ref)) {
					return true // whether there is an org, and a list of sets in it, every shard knows
				}
			}
		case ast.Var:
			r.use.all = r.use.all || sets[x]
			r.whole = r.whole || r.orgs[x]
			if _, ok := indexes[x]; ok {
				indexes[x]++
			}
		case ast.Ref:
			r.ref(x, sets)
			for i, term := range x {
				if i > 0 || !isVar(term) {
					visit.Walk(term)
				}
			}
			return true
		}
		return false
	})
	visit.Walk(rule)
	for _, uses := range indexes {
		if uses > 1 { // where in the list a set stands, a shard does not know
			r.steps = 0
		}
	}
	r.use.all = r.use.all || r.whole
	return r
}

func isVar(term *ast.Term) bool {
	_, ok := term.Value.(ast.Var)
	return ok
}

// ref notes what a reference reads.
func (r *setReads) ref(ref ast.Ref, sets map[ast.Var]bool) {
	ref = r.full(ref)
	name, ok := ref[0].Value.(ast.Var)
	switch {
	case !ok:
	case sets[name]:
		r.field(ref, 1)
	case !ref[0].Equal(ast.InputRootDocument):
	case ref.HasPrefix(setsRef):
		r.refs++
		r.field(ref, len(setsRef)+1)
	default:
		// a shorter or a variable path may lead there
		for i := 1; i < len(setsRef); i++ {
			if i >= len(ref) || !ref[i].IsGround() {
				r.whole = true
				return
			}
			if !ref[i].Equal(setsRef[i]) {
				return
			}
		}
	}
}

func (r *setReads) field(ref ast.Ref, at int) {
	if len(ref) > at {
		if name, ok := ref[at].Value.(ast.String); ok {
			r.use.attrs[string(name)] = true
			return
		}
	}
	r.use.all = true
}

// full is a reference with the name of the org replaced by what it stands for.
func (r *setReads) full(ref ast.Ref) ast.Ref {
	if name, ok := ref[0].Value.(ast.Var); ok && r.orgs[name] {
		return orgRef.Concat(ref[1:])
	}
	return ref
}

// step takes `set = input.salesforce.permission_sets[index]` apart.
func (r *setReads) step(e *ast.Expr) (set, index ast.Var, ok bool) {
	set, ref, ok := assigned(e)
	if !ok {
		return "", "", false
	}
	ref = r.full(ref)
	if len(ref) != len(setsRef)+1 || !ref.HasPrefix(setsRef) {
		return "", "", false
	}
	index, ok = ref[len(setsRef)].Value.(ast.Var)
	return set, index, ok
}

// assigned takes `name = reference` apart, whichever stands first.
func assigned(e *ast.Expr) (name ast.Var, ref ast.Ref, ok bool) {
	if !e.IsEquality() && !e.IsAssignment() {
		return "", nil, false
	}
	left, right := e.Operand(0), e.Operand(1)
	if _, isRef := left.Value.(ast.Ref); isRef {
		left, right = right, left
	}
	name, isName := left.Value.(ast.Var)
	ref, isRef := right.Value.(ast.Ref)
	return name, ref, isName && isRef
}
