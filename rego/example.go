package rego

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Source is the file a rule was read from: of a built-in one the path in this repository, of a
// user's the path as --rules named its folder; "" for an id that is no rule's.
func (p *Policy) Source(id string) string {
	for _, s := range p.sources {
		if s.family != "" && s.id() == id {
			return s.file
		}
	}
	return ""
}

// Example is a finding as the tests of a rule expect it: the first that is written out in them.
// It is nil where no test writes one out, and an error where a test that is there cannot be read.
func (p *Policy) Example(id string) (*Finding, error) {
	for _, s := range p.sources {
		if s.family == "" || s.id() != id {
			continue
		}
		file := strings.TrimSuffix(s.file, ".rego") + testSuffix
		text, err := s.readTest(file)
		if os.IsNotExist(err) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the tests of %s: %w", id, err)
		}
		m, err := ast.ParseModuleWithOpts(file, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, oneLiners(file, err)
		}
		return firstFinding(m), nil
	}
	return nil, nil
}

func (s *source) readTest(file string) ([]byte, error) {
	if s.custom {
		return os.ReadFile(filepath.FromSlash(file))
	}
	return embedded.ReadFile(strings.TrimPrefix(file, "rego/"))
}

// firstFinding looks for a finding without a variable in it.
func firstFinding(m *ast.Module) *Finding {
	var first *Finding
	ast.WalkTerms(m, func(t *ast.Term) bool {
		if o, ok := t.Value.(ast.Object); ok && first == nil && o.Get(ast.StringTerm("message")) != nil && ast.IsConstant(o) {
			if value, err := ast.JSON(o); err == nil {
				if f, err := finding(value); err == nil {
					first = &f
				}
			}
		}
		return first != nil
	})
	return first
}
