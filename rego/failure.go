package rego

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Failure is the expression of a test that did not hold. Got and Want are what its sides were,
// as Rego writes values, and empty where it compares nothing.
type Failure struct {
	Location   evidence.Location `json:"location"`
	Expression string            `json:"expression"` // as its author wrote it, on one line
	Got        string            `json:"got,omitempty"`
	Want       string            `json:"want,omitempty"` // a value, or an operator and a value: "> 5"
}

// undefined stands for the value of what has none.
const undefined = "undefined"

func compareTests(a, b TestResult) int {
	return cmp.Or(strings.Compare(a.Location.File, b.Location.File), cmp.Compare(a.Location.Line, b.Location.Line), strings.Compare(a.Name, b.Name))
}

// explainFailures runs the tests that failed once more, watched, and says where each stopped.
// Watching costs too much to do it always, and cannot be done while coverage is counted.
func explainFailures(ctx context.Context, modules map[string]*ast.Module, results []rawResult) error {
	var names []string
	for _, r := range results {
		if r.Outcome == Failed {
			names = append(names, regexp.QuoteMeta("data."+r.Name))
		}
	}
	if len(names) == 0 {
		return nil
	}
	runner, err := newRunner(modules, "^("+strings.Join(names, "|")+")$")
	if err != nil {
		return err
	}
	watched, err := runTests(ctx, runner.EnableTracing(true))
	if err != nil {
		return err
	}
	set, err := schemas()
	if err != nil {
		return err
	}
	compiler := newCompiler(set)
	if compiler.Compile(modules); compiler.Failed() {
		return oneLiners("rego", compiler.Errors)
	}
	for _, w := range watched {
		i := slices.IndexFunc(results, func(r rawResult) bool { return r.Name == w.Name && r.Location == w.Location })
		if i >= 0 {
			results[i].Failure = failureOf(ctx, compiler, modules[w.Location.File], w)
		}
	}
	return nil
}

// failureOf looks for the last expression in the lines of a test that failed. An `every` fails
// after the expression in it that did, and says less.
func failureOf(ctx context.Context, compiler *ast.Compiler, m *ast.Module, r rawResult) *Failure {
	last := r.Location.Line
	for _, rule := range m.Rules {
		if rule.Location.Row == r.Location.Line {
			last += strings.Count(string(rule.Location.Text), "\n")
		}
	}
	for _, event := range slices.Backward(r.raw.Trace) {
		expr, ok := event.Node.(*ast.Expr)
		if event.Op != topdown.FailOp || !ok || event.Location == nil || event.Location.File != r.Location.File {
			continue
		}
		if _, every := expr.Terms.(*ast.Every); every || event.Location.Row < r.Location.Line || event.Location.Row > last {
			continue
		}
		f := &Failure{
			Location:   evidence.Location{File: event.Location.File, Line: event.Location.Row},
			Expression: oneLine(string(expr.Location.Text)),
		}
		f.Got, f.Want = sides(ctx, compiler, expr, event.Locals)
		return f
	}
	return nil
}

// operators are the comparisons whose right side is what is wanted of the left.
var operators = map[string]string{
	"eq": "", "equal": "", "neq": "!= ", "lt": "< ", "lte": "<= ", "gt": "> ", "gte": ">= ", "internal.member_2": "a member of ",
}

// sides are the two values that an expression compares.
func sides(ctx context.Context, compiler *ast.Compiler, e *ast.Expr, locals *ast.ValueMap) (got, want string) {
	value := func(t *ast.Term) string { return valueOf(ctx, compiler, e, t, locals) }
	if not, ok := e.Terms.(*ast.Not); ok && len(not.Body) == 1 {
		e = not.Body[0].Copy()
		e.Negated = true
	}
	if term, ok := e.Terms.(*ast.Term); ok {
		if e.Negated {
			return value(term), "false or undefined"
		}
		return value(term), "true"
	}
	if !e.IsCall() || len(e.Operands()) != 2 {
		return "", ""
	}
	word, ok := operators[e.Operator().String()]
	if !ok {
		return "", ""
	}
	if e.Negated {
		word = "not " + word
	}
	left, right := e.Operand(0), e.Operand(1)
	if word == "" && ast.IsConstant(left.Value) && !ast.IsConstant(right.Value) {
		left, right = right, left
	}
	return value(left), word + value(right)
}

// valueOf evaluates one side of an expression as the test did: with its locals in place, and
// under its `with`.
func valueOf(ctx context.Context, compiler *ast.Compiler, e *ast.Expr, t *ast.Term, locals *ast.ValueMap) string {
	fill := func(t *ast.Term) *ast.Term {
		filled, err := ast.TransformVars(t.Copy().Value, func(v ast.Var) (ast.Value, error) {
			if value := locals.Get(v); value != nil {
				return value, nil
			}
			return v, nil
		})
		if value, ok := filled.(ast.Value); ok && err == nil {
			return ast.NewTerm(value)
		}
		return t
	}
	// Written by sprintf, since what leaves OPA as JSON has no sets any more; within an array,
	// where text has its quotes.
	query := ast.Sprintf.Expr(ast.StringTerm("%v"), ast.ArrayTerm(ast.ArrayTerm(fill(t))), ast.VarTerm("value"))
	for _, with := range e.With {
		query.With = append(query.With, &ast.With{Target: with.Target.Copy(), Value: fill(with.Value)})
	}
	rs, err := opa.New(opa.Compiler(compiler), opa.Store(inmem.New()), opa.StrictBuiltinErrors(true),
		opa.ParsedQuery(ast.NewBody(query))).Eval(ctx)
	if err != nil || len(rs) == 0 {
		return undefined
	}
	text, _ := rs[0].Bindings["value"].(string)
	return strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
}
