package rego

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// The house rules are what we ask of a rule beyond what Load does: that people can read it,
// trust its tests and act on its words. Our own rules and those of users are held to the same.
const (
	maxRuleLines = 120 // what a person reads in one go
	maxTitle     = 80
)

func (s *source) mistake(line int, format string, args ...any) error {
	return &evidence.Error{File: s.file, Line: line, Msg: fmt.Sprintf(format, args...)}
}

// house holds one file to the house rules; all are the files around it.
func (s *source) house(all []*source) []error {
	var errs []error
	if formatted, err := s.formatted(); err == nil && !bytes.Equal(formatted, s.text) {
		errs = append(errs, s.mistake(0, "is not formatted: `leastwise rules check --fix` or `opa fmt -w` does it"))
	}
	if lines := bytes.Count(s.text, []byte("\n")); !s.test && lines > maxRuleLines {
		errs = append(errs, s.mistake(0, "has %d lines, and a rule has up to %d: make two rules of it", lines, maxRuleLines))
	}
	beside := func(path string) bool {
		return slices.ContainsFunc(all, func(o *source) bool { return o.path == path })
	}
	if s.test {
		if !beside(strings.TrimSuffix(s.path, testSuffix) + ".rego") {
			errs = append(errs, s.mistake(0, "tests nothing: there is no rule beside it"))
		}
		errs = append(errs, s.testNames()...)
	} else {
		if !beside(strings.TrimSuffix(s.path, ".rego") + testSuffix) {
			errs = append(errs, s.mistake(0, "has no test beside it: write %s", strings.TrimSuffix(s.file, ".rego")+testSuffix))
		}
		errs = append(append(errs, s.directions()...), s.fullStops()...)
	}
	return append(errs, s.leftOver()...)
}

// formatted is the file as opa fmt writes it.
func (s *source) formatted() ([]byte, error) {
	return format.SourceWithOpts(s.file, s.text, format.Opts{RegoVersion: ast.RegoV1})
}

// testNames holds the tests of a rule to both ways it can go.
func (s *source) testNames() []error {
	var errs []error
	for _, verb := range []string{"test_flags_", "test_allows_"} {
		named := func(r *ast.Rule) bool { return strings.HasPrefix(r.Head.Ref()[0].Value.String(), verb) }
		if strings.HasPrefix(s.path, "rules/") && !slices.ContainsFunc(s.module.Rules, named) {
			errs = append(errs, s.mistake(0, "wants a test called %s<what>: one that the rule flags, one that it allows", verb))
		}
	}
	for _, r := range s.module.Rules {
		if name := r.Head.Ref()[0].Value.String(); strings.HasPrefix(name, "todo_test_") {
			errs = append(errs, s.mistake(r.Location.Row, "%s never runs: mend it or delete it", name))
		}
	}
	return errs
}

// directions: a rule reads lib and never a rule; lib never reads rules; nobody needs rego.v1,
// and input is imported by nobody.
func (s *source) directions() []error {
	var errs []error
	for _, i := range s.module.Imports {
		if p := i.Path.String(); p == "rego.v1" || p == "future.keywords" || strings.HasPrefix(p, "input") {
			errs = append(errs, s.mistake(i.Location.Row, "import %s says nothing: leave it out", p))
		}
	}
	if strings.HasPrefix(s.path, "main/") {
		return errs
	}
	check := func(r ast.Ref) bool {
		if len(r) > 1 && r[0].Equal(ast.DefaultRootDocument) && (r[1].Value.Compare(ast.String("rules")) == 0 || r[1].Value.Compare(ast.String("main")) == 0) {
			errs = append(errs, s.mistake(r[0].Location.Row, "reads %s: rules read data.lib, data.policy, data.settings and data.waivers", r))
		}
		return false
	}
	for _, i := range s.module.Imports {
		if r, ok := i.Path.Value.(ast.Ref); ok {
			check(r)
		}
	}
	for _, r := range s.module.Rules {
		ast.WalkRefs(r, check)
	}
	return errs
}

// leftOver finds what helped while the file was written.
func (s *source) leftOver() []error {
	var errs []error
	ast.WalkExprs(s.module, func(e *ast.Expr) bool {
		if e.IsCall() && (e.Operator().String() == "print" || e.Operator().String() == "trace") {
			errs = append(errs, s.mistake(e.Location.Row, "%s is for the time of writing: take it out", e.Operator()))
		}
		return false
	})
	return errs
}

// sentence is a text of several words that ends with a full stop, such as a message may not be.
var sentence = regexp.MustCompile(`"[^"]* [^"]*\."`)

func (s *source) fullStops() []error {
	var errs []error
	for i, line := range strings.Split(string(s.text), "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") && sentence.MatchString(line) {
			errs = append(errs, s.mistake(i+1, "a message is one sentence without a full stop: take it out"))
		}
	}
	return errs
}

// words holds what a rule says in reports to the house rules; titles are those of other
// rules, title -> id, and gain this one.
func (s *source) words(r Rule, titles map[string]string) error {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, s.mistake(s.module.Package.Location.Row, format, args...))
	}
	if first := titles[r.Title]; first != "" {
		fail("title: is that of %s: say what is different here", first)
	}
	titles[r.Title] = r.ID
	if strings.HasSuffix(r.Title, ".") || len(r.Title) > maxTitle || strings.ContainsAny(r.Title, "<>\n") {
		fail("title: want one line of up to %d characters, no full stop, no HTML", maxTitle)
	}
	for name, text := range map[string]string{"description": r.Description, "custom.remediation": r.Remediation} {
		if !strings.HasSuffix(text, ".") {
			fail("%s: is made of sentences: end it with a full stop", name)
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

var kindLiteral = regexp.MustCompile(`"kind": "([^"]*)"`)

// unknownKinds are the kinds of subject that a rule writes and no snapshot can place.
func (s *source) unknownKinds() []error {
	var errs []error
	for i, line := range strings.Split(string(s.text), "\n") {
		for _, k := range kindLiteral.FindAllStringSubmatch(line, -1) {
			if !slices.Contains(snapshot.Kinds(), k[1]) {
				errs = append(errs, s.mistake(i+1, "unknown kind of subject %s%s: its findings point at no line of the evidence", evidence.Quote(k[1]), evidence.Suggest(k[1], snapshot.Kinds())))
			}
		}
	}
	return errs
}

// likeFamilies notes a family that is one of ours but for a slip: it stands in reports by itself.
func (s *source) likeFamilies(ours []string) []error {
	like := evidence.Nearest(s.family, ours)
	if like == "" || like == s.family {
		return nil
	}
	return []error{s.mistake(0, "family %s is none of ours (did you mean %s?): its rules stand under a heading of their own", evidence.Quote(s.family), evidence.Quote(like))}
}
