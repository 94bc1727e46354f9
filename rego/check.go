package rego

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// CheckReport is what CheckRules says of a folder of rules.
type CheckReport struct {
	Rules       []string          // ids, sorted
	Problems    []*evidence.Error // what keeps them from loading, or is against the house rules; by file and line
	Notes       []*evidence.Error // what is allowed and hardly meant
	Unformatted map[string][]byte // file -> the text that opa fmt would write
}

// CheckRules holds a folder of rules and their tests to all that Load asks and to the house
// rules. It goes on after a mistake as far as it can: what does not parse is not compiled, and
// the rest is. The error is for a folder that cannot be read or holds no rule.
func CheckRules(dir string) (*CheckReport, error) {
	builtin, err := readTree(embedded, "rego", origin{})
	if err != nil {
		return nil, err
	}
	own, err := readDir(dir, origin{custom: true, tests: true})
	c := &CheckReport{Unformatted: map[string][]byte{}}
	if err := c.add(err); err != nil {
		return nil, err
	}
	if len(own) == 0 && len(c.Problems) == 1 && c.Problems[0].Line == 0 {
		return nil, c.Problems[0]
	}
	titles, ids, families := map[string]string{}, map[string]*source{}, map[string]bool{}
	for _, s := range builtin {
		if s.family == "" {
			continue
		}
		rule, err := s.rule()
		if err != nil {
			return nil, err
		}
		titles[rule.Title], ids[s.path], families[s.family] = rule.ID, s, true
	}
	rules := map[*source]Rule{}
	for _, s := range own {
		errs := s.house(own)
		if s.family != "" {
			c.Rules = append(c.Rules, s.id())
			if first := ids[s.path]; first != nil {
				errs = append(errs, s.mistake(0, "rule %s is there already, in %s: give it another name", s.id(), first.file))
			}
			ids[s.path] = s
			rule, err := s.rule()
			if err == nil {
				rules[s] = rule
				err = errors.Join(s.words(rule, titles), c.note(s.likeFrameworks(rule)))
			}
			errs = append(errs, err, s.checkFindings(), errors.Join(s.placeholders()...))
			if err := c.note(append(s.unknownKinds(), s.likeFamilies(sortedKeys(families))...)); err != nil {
				return nil, err
			}
		}
		if err := c.add(errors.Join(errs...)); err != nil {
			return nil, err
		}
		if text, err := s.formatted(); err == nil && !bytes.Equal(text, s.text) {
			c.Unformatted[s.file] = text
		}
		if s.test {
			if err := c.note(s.placeholders()); err != nil {
				return nil, err
			}
		}
	}
	if err := c.compile(builtin, own, rules); err != nil {
		return nil, err
	}
	c.Problems, c.Notes = inOrder(c.Problems), inOrder(c.Notes)
	slices.Sort(c.Rules)
	return c, nil
}

// compile compiles the files of a user, and then compares what each rule reads with what it
// needs, and with what there is to read.
func (c *CheckReport) compile(builtin, own []*source, rules map[*source]Rule) error {
	set, err := schemas()
	if err != nil {
		return err
	}
	shared := slices.DeleteFunc(slices.Clone(builtin), func(s *source) bool { return s.family != "" })
	compiler := newCompiler(set).WithEnablePrintStatements(true).SetErrorLimit(0)
	if compiler.Compile(modulesOf(append(shared, own...))); compiler.Failed() {
		return c.add(oneLiners("rego", compiler.Errors, own...))
	}
	for _, s := range own {
		rule, ok := rules[s]
		if !ok {
			continue
		}
		errs := append(s.checkStored(compiler, rule), s.checkReads(compiler, rule.Needs))
		if err := errors.Join(c.add(errors.Join(errs...)), c.note(s.unneededPolicy(compiler, rule))); err != nil {
			return err
		}
	}
	return nil
}

// add notes the mistakes of an author, and returns what is not one.
func (c *CheckReport) add(err error) error { return collect(&c.Problems, Mistakes(err)) }

func (c *CheckReport) note(errs []error) error { return collect(&c.Notes, errs) }

func collect(into *[]*evidence.Error, errs []error) error {
	for _, err := range errs {
		var input *evidence.Error
		if !errors.As(err, &input) {
			return err
		}
		*into = append(*into, input)
	}
	return nil
}

func inOrder(errs []*evidence.Error) []*evidence.Error {
	slices.SortFunc(errs, func(a, b *evidence.Error) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Error(), b.Error()))
	})
	return slices.CompactFunc(errs, func(a, b *evidence.Error) bool { return *a == *b })
}
