package rego

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// TestOptions says which tests to run.
type TestOptions struct {
	Dir      string // a folder of the user's own rules; "" is the built-in ones and what they share
	Run      string // regular expression that the name of a test has to match; "" is all
	Coverage bool
}

// TestReport is every test that ran, sorted by file and line.
type TestReport struct {
	Tests    []TestResult `json:"tests"`
	Coverage *Coverage    `json:"coverage,omitempty"`
}

// TestResult is how one test came out. A test whose name begins with todo_ is skipped.
type TestResult struct {
	Name     string            `json:"name"` // "rules.budget.clay_webhook_near_limit_test.test_flags_webhook_at_its_share"
	Outcome  Outcome           `json:"outcome"`
	Location evidence.Location `json:"location"`
	Error    string            `json:"error,omitempty"`   // what broke, where the outcome is errored
	Failure  *Failure          `json:"failure,omitempty"` // what did not hold, where it is failed
	Output   []string          `json:"output,omitempty"`  // the lines that print wrote, of a test that did not pass
}

// Coverage is how much of the rules the tests ran.
type Coverage struct {
	Percent   float64     `json:"percent"` // of the lines that can run, to two decimals
	Uncovered []LineRange `json:"uncovered"`
}

// LineRange is lines of a file, both ends included.
type LineRange struct {
	File  string `json:"file"`
	First int    `json:"first"`
	Last  int    `json:"last"`
}

// Count is how many tests had an outcome.
func (r *TestReport) Count(o Outcome) int {
	n := 0
	for _, t := range r.Tests {
		if t.Outcome == o {
			n++
		}
	}
	return n
}

// RunTests runs the tests that lie beside rules, in the sandbox the rules are judged in: the
// same builtins, the same schema, strict builtin errors. What keeps the rules or tests from
// loading is *evidence.Error, joined where there are several; a Run that is no regular
// expression is an error of package regexp/syntax.
func RunTests(ctx context.Context, o TestOptions) (*TestReport, error) {
	modules, err := testModules(o.Dir)
	if err != nil {
		return nil, err
	}
	coverage := cover.New()
	runner, err := newRunner(modules, o.Run)
	if err != nil {
		return nil, err
	}
	if o.Coverage {
		runner.SetCoverageQueryTracer(coverage)
	}
	results, err := runTests(ctx, runner)
	if err != nil {
		return nil, err
	}
	if err := explainFailures(ctx, modules, results); err != nil {
		return nil, err
	}
	report := &TestReport{Tests: []TestResult{}}
	for _, r := range results {
		report.Tests = append(report.Tests, r.TestResult)
	}
	if o.Coverage {
		report.Coverage = uncovered(coverage.Report(modules), o.Dir)
	}
	return report, nil
}

// testModules parses what the tests of dir need: its rules and tests, and what rules share.
func testModules(dir string) (map[string]*ast.Module, error) {
	sources, err := readTree(embedded, "rego", origin{tests: dir == ""})
	if err != nil {
		return nil, err
	}
	if dir != "" {
		own, err := readDir(dir, origin{custom: true, tests: true})
		if err != nil {
			return nil, err
		}
		shared := slices.DeleteFunc(sources, func(s *source) bool { return s.family != "" })
		sources = append(shared, own...)
	}
	return modulesOf(sources), nil
}

func modulesOf(sources []*source) map[string]*ast.Module {
	modules := map[string]*ast.Module{}
	for _, s := range sources {
		modules[s.file] = s.module
	}
	return modules
}

func newRunner(modules map[string]*ast.Module, run string) (*tester.Runner, error) {
	set, err := schemas()
	if err != nil {
		return nil, err
	}
	return tester.NewRunner().
		SetCompiler(newCompiler(set).WithEnablePrintStatements(true)).
		SetStore(inmem.New()).
		SetModules(modules).
		RaiseBuiltinErrors(true).
		Filter(run), nil
}

// rawResult is a result and what OPA said of it.
type rawResult struct {
	TestResult
	raw *tester.Result
}

func runTests(ctx context.Context, runner *tester.Runner) ([]rawResult, error) {
	ch, err := runner.RunTests(ctx, nil)
	if err != nil {
		if list := (ast.Errors)(nil); errors.As(err, &list) {
			return nil, oneLiners("rego", err)
		}
		return nil, fmt.Errorf("run tests: %w", err)
	}
	var results []rawResult
	for r := range ch {
		results = append(results, rawResult{resultOf(r), r})
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("run tests: %w", context.Cause(ctx))
	}
	slices.SortFunc(results, func(a, b rawResult) int { return compareTests(a.TestResult, b.TestResult) })
	return results, nil
}

func resultOf(r *tester.Result) TestResult {
	t := TestResult{Name: strings.TrimPrefix(r.Package, "data.") + "." + r.Name, Outcome: Passed}
	if r.Location != nil {
		t.Location = evidence.Location{File: r.Location.File, Line: r.Location.Row}
	}
	switch {
	case r.Error != nil:
		t.Outcome, t.Error = Errored, oneLine(r.Error.Error())
	case r.Skip:
		t.Outcome = Skipped
	case r.Fail:
		t.Outcome = Failed
	}
	if t.Outcome != Passed {
		for line := range strings.Lines(string(r.Output)) {
			t.Output = append(t.Output, strings.TrimRight(line, "\n"))
		}
	}
	return t
}

// uncovered lists the lines of rules that no test ran; of a user's folder, of that alone.
func uncovered(r cover.Report, dir string) *Coverage {
	c := &Coverage{Percent: 100, Uncovered: []LineRange{}}
	ran, missed := 0, 0
	for _, file := range sortedKeys(r.Files) {
		own := dir == "" || !strings.HasPrefix(file, "rego/lib/") && !strings.HasPrefix(file, "rego/main/")
		if strings.HasSuffix(file, testSuffix) || !own {
			continue
		}
		ran += r.Files[file].CoveredLines
		missed += r.Files[file].NotCoveredLines
		end := 0 // of what this file's list holds already; ranges can lie within another
		for _, lines := range r.Files[file].NotCovered {
			switch first, last := lines.Start.Row, lines.End.Row; {
			case last <= end:
			case first <= end:
				c.Uncovered[len(c.Uncovered)-1].Last, end = last, last
			default:
				c.Uncovered, end = append(c.Uncovered, LineRange{file, first, last}), last
			}
		}
	}
	if total := ran + missed; total > 0 {
		c.Percent = float64(int(10000*float64(ran)/float64(total))) / 100
	}
	return c
}
