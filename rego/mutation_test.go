package rego

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// equivalent are the mutants that no test can tell from the original, each with the reason.
// An entry that no longer survives is an error: the list holds what is true today.
var equivalent = map[string]string{
	"lib/address: 1 for 0 in `n > 0`": "a range of one address is counted by the other body as well",
}

// TestEveryMutantIsKilled changes every rule and lib a little, in every way that mutants
// knows, and runs the tests beside it: one of them must fail. What survives is a condition
// that nobody would miss.
func TestEveryMutantIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles once for each mutant: left out with -short")
	}
	t.Parallel()
	var all, stillborn atomic.Int64
	seen := map[string]*atomic.Bool{}
	for key := range equivalent {
		seen[key] = &atomic.Bool{}
	}
	t.Cleanup(func() { // after the parallel tests below
		t.Logf("%d mutants, %d of them do not compile", all.Load(), stillborn.Load())
		for key, found := range seen {
			if !found.Load() && !t.Failed() {
				t.Errorf("%s: does not survive: take it off the list", key)
			}
		}
	})
	for _, name := range embeddedFiles(t) {
		if strings.HasSuffix(name, "_test.rego") {
			continue
		}
		unit := name[:strings.LastIndex(name, "/")]
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			o := try(t, embeddedModules(t), "rego/"+name)
			all.Add(int64(o.mutants))
			stillborn.Add(int64(o.stillborn))
			for _, m := range o.survivors {
				if found := seen[unit+": "+m.what]; found != nil {
					found.Store(true)
					continue
				}
				t.Errorf("rego/%s:%d: %s: no test beside it fails", name, m.line, m.what)
			}
		})
	}
}

func TestMutantSurvivesATestThatLooksAway(t *testing.T) {
	t.Parallel()
	parse := func(text string) *ast.Module { return ast.MustParseModule(text) }
	modules := map[string]*ast.Module{
		"rego/x/x.rego": parse(`package x
old contains k if {
	some k, days in input
	days > 30
	not k in {"a"}
}`),
		"rego/x/x_test.rego": parse(`package x_test
import data.x
test_old if x.old == {"b"} with input as {"a": 40, "b": 40, "c": 29}`),
	}
	var survivors []string
	o := try(t, modules, "rego/x/x.rego")
	for _, m := range o.survivors {
		survivors = append(survivors, fmt.Sprintf("%d: %s", m.line, m.what))
	}
	diff(t, []string{"4: gte for gt in `days > 30`", "4: 31 for 30 in `days > 30`", "4: 29 for 30 in `days > 30`"}, survivors)
}

// outcome is what became of the mutants of one file.
type outcome struct {
	mutants, stillborn int
	survivors          []mutant
}

// try makes the mutants of a file one after the other, in its place among the modules.
func try(t *testing.T, modules map[string]*ast.Module, file string) outcome {
	t.Helper()
	needed := withImports(modules, file)
	tests := testsOf(needed[testFile(file)])
	if killer, err := kill(needed, tests); err != nil || killer != "" || len(tests) == 0 {
		t.Fatalf("%s: unchanged, of %d tests %q fails: %v", file, len(tests), killer, err)
	}
	var o outcome
	for _, m := range mutants(needed[file]) {
		o.mutants++
		undo := m.apply()
		killer, err := kill(needed, tests)
		undo()
		switch {
		case err != nil:
			o.stillborn++
		case killer == "":
			o.survivors = append(o.survivors, m)
		}
	}
	return o
}

func testFile(file string) string { return strings.TrimSuffix(file, ".rego") + "_test.rego" }

// withImports is a file, its test and the libs that they read: nothing else is compiled.
func withImports(all map[string]*ast.Module, file string) map[string]*ast.Module {
	needed := map[string]*ast.Module{}
	for queue := []string{file, testFile(file)}; len(queue) > 0; queue = queue[1:] {
		m := all[queue[0]]
		if m == nil || needed[queue[0]] != nil {
			continue
		}
		needed[queue[0]] = m
		for _, i := range m.Imports {
			if parts := strings.Split(i.Path.String(), "."); len(parts) == 3 && parts[1] == "lib" {
				queue = append(queue, fmt.Sprintf("rego/lib/%s/%[1]s.rego", parts[2]))
			}
		}
	}
	return needed
}

func testsOf(m *ast.Module) []string {
	var names []string
	for _, r := range m.Rules {
		name := m.Package.Path.String() + "." + r.Head.Ref()[0].Value.String()
		if strings.Contains(name, ".test_") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// kill returns the first test that fails; the error is for what does not compile. It does not
// compile strictly: that a variable lost its only reader is no reason to spare a mutant.
func kill(modules map[string]*ast.Module, tests []string) (string, error) {
	c := ast.NewCompiler().WithCapabilities(pure())
	if c.Compile(modules); c.Failed() {
		return "", c.Errors
	}
	store := inmem.New()
	for _, test := range tests {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // that long only a mutant without end takes
		rs, err := opa.New(opa.Compiler(c), opa.Store(store), opa.Query(test), opa.StrictBuiltinErrors(true)).Eval(ctx)
		cancel()
		if err != nil || len(rs) != 1 || rs[0].Expressions[0].Value != true {
			return test, nil
		}
	}
	return "", nil
}
