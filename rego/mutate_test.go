package rego

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// mutant is one small change to a module. apply makes it and returns what takes it back.
type mutant struct {
	line  int
	what  string // "drop `member.role == \"admin\"`"; with the file it names the mutant
	apply func() (undo func())
}

// flips are the operators that stand in for another: its opposite, and its neighbour at the
// boundary.
var flips = map[string][]string{
	"lt": {"lte", "gte"}, "lte": {"lt", "gt"}, "gt": {"gte", "lte"}, "gte": {"gt", "lt"}, "equal": {"neq"}, "neq": {"equal"},
}

// mutants lists the changes to a module: a comparison flipped, an expression of a body left
// out or negated, a number one more or one less. Terms are replaced and never changed, since
// the parser shares them.
func mutants(m *ast.Module) []mutant {
	w := &mutator{}
	for _, r := range m.Rules {
		for rule := r; rule != nil; rule = rule.Else {
			w.rule(rule)
		}
	}
	return w.all
}

type mutator struct {
	all  []mutant
	line int
	text string // of the expression or head that is walked
}

// replace notes a mutant that puts a value where another is.
func replace[T any](w *mutator, set func(T), old, changed T, format string, args ...any) {
	w.all = append(w.all, mutant{line: w.line, what: fmt.Sprintf(format, args...), apply: func() func() {
		set(changed)
		return func() { set(old) }
	}})
}

func (w *mutator) rule(r *ast.Rule) {
	w.line, w.text = r.Location.Row, asWritten(r.Head.Location, r.Head)
	w.term(r.Head.Key, func(t *ast.Term) { r.Head.Key = t })
	w.term(r.Head.Value, func(t *ast.Term) { r.Head.Value = t })
	w.body(r.Body, func(b ast.Body) { r.Body = b })
}

func (w *mutator) body(b ast.Body, set func(ast.Body)) {
	for i, e := range b {
		if t, ok := e.Terms.(*ast.Term); ok && t.Equal(ast.BooleanTerm(true)) {
			continue // what the parser writes where there is no body
		}
		w.line, w.text = e.Location.Row, asWritten(e.Location, e)
		if !declaration(e) {
			rest := ast.NewBody(ast.NewExpr(ast.BooleanTerm(true)))
			if len(b) > 1 {
				rest = b.Copy()
				rest = ast.NewBody(slices.Delete([]*ast.Expr(rest), i, i+1)...)
			}
			replace(w, set, b, rest, "drop `%s`", w.text)
		}
		w.expr(e)
	}
}

func (w *mutator) expr(e *ast.Expr) {
	setTerms := func(terms any) { e.Terms = terms }
	switch terms := e.Terms.(type) {
	case *ast.Term:
		w.negate(e)
		w.term(terms, func(t *ast.Term) { e.Terms = t })
	case []*ast.Term:
		if !e.IsEquality() && !e.IsAssignment() {
			w.negate(e)
		}
		for _, op := range flips[terms[0].Value.String()] {
			changed := slices.Clone(terms)
			changed[0] = ast.RefTerm(ast.VarTerm(op))
			replace(w, setTerms, any(terms), any(changed), "%s for %s in `%s`", op, terms[0], w.text)
		}
		for i, t := range terms[1:] {
			w.term(t, func(t *ast.Term) { terms[i+1] = t })
		}
	case *ast.SomeDecl:
		for i, t := range terms.Symbols {
			w.term(t, func(t *ast.Term) { terms.Symbols[i] = t })
		}
	case *ast.Every:
		w.term(terms.Domain, func(t *ast.Term) { terms.Domain = t })
		w.body(terms.Body, func(b ast.Body) { terms.Body = b })
	case *ast.Not:
		if len(terms.Body) == 1 {
			replace(w, setTerms, any(terms), terms.Body[0].Terms, "negate `%s`", w.text)
			w.expr(terms.Body[0])
		} else {
			w.body(terms.Body, func(b ast.Body) { terms.Body = b })
		}
	default:
		panic(fmt.Sprintf("mutate: %T is not known", e.Terms))
	}
}

func (w *mutator) negate(e *ast.Expr) {
	replace(w, func(n bool) { e.Negated = n }, e.Negated, !e.Negated, "negate `%s`", w.text)
}

func (w *mutator) term(t *ast.Term, set func(*ast.Term)) {
	if t == nil {
		return
	}
	at := func(v ast.Value) *ast.Term { return &ast.Term{Value: v, Location: t.Location} }
	switch v := t.Value.(type) {
	case ast.Number:
		for _, step := range []int{1, -1} {
			if n, ok := v.Int(); ok {
				replace(w, set, t, at(ast.Number(fmt.Sprint(n+step))), "%d for %s in `%s`", n+step, v, w.text)
			} else if f, ok := v.Float64(); ok {
				replace(w, set, t, at(ast.Number(fmt.Sprint(f+float64(step)))), "%v for %s in `%s`", f+float64(step), v, w.text)
			}
		}
	case ast.Call:
		for _, op := range flips[v[0].Value.String()] {
			changed := slices.Clone(v)
			changed[0] = ast.RefTerm(ast.VarTerm(op))
			replace(w, set, t, at(changed), "%s for %s in `%s`", op, v[0], t)
		}
		w.list(v[1:], func(args []*ast.Term) { set(at(append(ast.Call{v[0]}, args...))) })
	case ast.Ref:
		w.list(v, func(parts []*ast.Term) { set(at(ast.Ref(parts))) })
	case *ast.Array:
		w.list(elements(v.Foreach), func(items []*ast.Term) { set(at(ast.NewArray(items...))) })
	case ast.Set:
		w.list(elements(v.Foreach), func(items []*ast.Term) { set(at(ast.NewSet(items...))) })
	case ast.Object:
		var flat []*ast.Term
		v.Foreach(func(key, value *ast.Term) { flat = append(flat, key, value) })
		w.list(flat, func(items []*ast.Term) {
			o := ast.NewObject()
			for pair := range slices.Chunk(items, 2) {
				o.Insert(pair[0], pair[1])
			}
			set(at(o))
		})
	case *ast.ArrayComprehension:
		w.term(v.Term, func(t *ast.Term) { v.Term = t })
		w.body(v.Body, func(b ast.Body) { v.Body = b })
	case *ast.SetComprehension:
		w.term(v.Term, func(t *ast.Term) { v.Term = t })
		w.body(v.Body, func(b ast.Body) { v.Body = b })
	case *ast.ObjectComprehension:
		w.term(v.Key, func(t *ast.Term) { v.Key = t })
		w.term(v.Value, func(t *ast.Term) { v.Value = t })
		w.body(v.Body, func(b ast.Body) { v.Body = b })
	}
}

// declaration tells `some x`, which names a variable and asks nothing, from `some x in xs`.
func declaration(e *ast.Expr) bool {
	some, ok := e.Terms.(*ast.SomeDecl)
	if !ok {
		return false
	}
	_, asks := some.Symbols[0].Value.(ast.Call)
	return !asks
}

// list mutates each of several terms that only a new whole can hold.
func (w *mutator) list(terms []*ast.Term, set func([]*ast.Term)) {
	for i, t := range terms {
		w.term(t, func(t *ast.Term) {
			changed := slices.Clone(terms)
			changed[i] = t
			set(changed)
		})
	}
}

func elements(foreach func(func(*ast.Term))) []*ast.Term {
	var all []*ast.Term
	foreach(func(t *ast.Term) { all = append(all, t) })
	return all
}

// asWritten is a piece of Rego as its author wrote it, on one line.
func asWritten(at *ast.Location, otherwise fmt.Stringer) string {
	if at == nil || len(at.Text) == 0 {
		return otherwise.String()
	}
	return oneLine(string(at.Text))
}
