package rego

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// paramsForm is how a rule takes its parameters. Of a value that is taken in another way nobody could
// tell which parameters are read, and of another argument than the chain there are none.
const paramsForm = "_params := params.of(rego.metadata.chain())"

// paramsRules are the names under which the rule keeps its parameters, and what it does with the lib
// beside that.
func (s *source) paramsRules() (names map[string]bool, errs []error) {
	names = map[string]bool{}
	const of = "data.lib.params.of"
	operators := map[string]bool{of: true}
	for _, i := range s.module.Imports {
		if rest, ok := strings.CutPrefix(of, i.Path.String()); ok { // of the lib, or of what is above or below it
			operators[string(i.Name())+rest] = true
		}
	}
	other := ast.NewGenericVisitor(func(x any) bool {
		var operator *ast.Term
		switch x := x.(type) {
		case *ast.Expr:
			if x.IsCall() {
				operator = x.OperatorTerm()
			}
		case ast.Call:
			operator = x[0]
		}
		if operator != nil && operators[operator.String()] {
			errs = append(errs, s.mistake(operator.Location.Row, "asks for its parameters in another way than %s: what it reads could be undefined, and the rule would pass without a word", paramsForm))
		}
		return false
	})
	for _, r := range s.module.Rules {
		if r.Head.Value != nil && len(r.Head.Args) == 0 {
			call, ok := r.Head.Value.Value.(ast.Call)
			if ok && len(call) == 2 && operators[call[0].String()] && call[1].String() == "rego.metadata.chain()" {
				names[r.Head.Ref()[0].Value.String()] = true
				other.Walk(r.Body)
				continue
			}
		}
		other.Walk(r)
	}
	return names, errs
}
