// Command bench measures leastwise scan against opa eval and conftest, on the same snapshot and
// the same rules, and against the bare decode of the file. It prints a table in Markdown; see
// docs/performance.md. Run it with make bench, from the root of the repository.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// The versions that are compared with.
const (
	opaVersion      = "v1.22.2"
	conftestVersion = "v0.71.1"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 2 && args[0] == "decode" {
		return decode(args[1])
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	grants := flags.String("grants", "100000,1000000", "field permissions, one snapshot for each `NUMBER`")
	limit := flags.Int("others", 1_000_000, "most field permissions that the slower programs are given")
	runs := flags.Int("runs", 5, "runs of each program; the table has their medians")
	users := flags.Int("users", 1000, "users of Salesforce, all on the roster")
	members := flags.Int("members", 200, "members of Clay")
	tables := flags.Int("tables", 500, "tables of Clay")
	only := flags.String("generate", "", "write one snapshot to this `FILE` and measure nothing")
	cache := flags.String("cache", ".bench", "`DIR` for programs and snapshots")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var sizes []size
	for word := range strings.SplitSeq(*grants, ",") {
		n, err := strconv.Atoi(strings.ReplaceAll(word, "_", ""))
		if err != nil || n < 0 {
			return fmt.Errorf("--grants: %q is not a number", word)
		}
		sizes = append(sizes, size{grants: n, users: *users, members: *members, tables: *tables})
	}
	if *only != "" {
		return generate(*only, sizes[0])
	}
	b, err := newBench(*cache)
	if err != nil {
		return err
	}
	fmt.Println("| field permissions | program | wall s | CPU s | peak MiB | wall × | CPU × | peak × |")
	fmt.Println("|---:|---|---:|---:|---:|---:|---:|---:|")
	for _, s := range sizes {
		if err := b.compare(s, *runs, s.grants <= *limit); err != nil {
			return err
		}
	}
	return b.acme(*runs)
}

// bench is a folder with the programs and what they all read.
type bench struct{ dir, self string }

func newBench(dir string) (*bench, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	b := &bench{dir: dir, self: self}
	if err := os.MkdirAll(filepath.Join(dir, "rules"), 0o755); err != nil {
		return nil, err
	}
	if err := b.build(); err != nil {
		return nil, err
	}
	files := map[string]string{
		"leastwise.yaml": "version: 1\npolicy: " + policy + "\n",
		"data.json":      `{"policy": ` + policy + `, "settings": {}, "waivers": []}`,
		"rules/conftest.rego": "package conftest\n\ndeny contains message if {\n\tsome findings in data.main.findings\n" +
			"\tsome finding in findings\n\tmessage := finding.message\n}\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	return b, b.copyRules()
}

// policy is what the company approves: enough of it that the rules have something to compare.
const policy = `{"clay": {"roles": {"admin": ["person000003@example.com"], "approved_domains": ["example.com"]}, "tables": {}},` +
	` "salesforce": {"clay@example.com": {"objects": {"Custom_Object_000__c": ["read"]},` +
	` "fields": {"Custom_Object_000__c": {"read": ["Custom_Field_000__c"], "edit": []}}, "system_permissions": ["ApiEnabled"]}}}`

// build makes leastwise of this repository, and installs the others once.
func (b *bench) build() error {
	commands := [][]string{{"go", "build", "-trimpath", "-o", filepath.Join(b.dir, "leastwise"), "./cmd/leastwise"}}
	for program, module := range map[string]string{"opa": "opa@" + opaVersion, "conftest": "conftest@" + conftestVersion} {
		if _, err := os.Stat(filepath.Join(b.dir, program)); err != nil {
			commands = append(commands, []string{"go", "install", "github.com/open-policy-agent/" + module})
		}
	}
	for _, args := range commands {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = append(os.Environ(), "GOBIN="+b.dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}

// copyRules puts the built-in rules where the others find them, without their tests.
func (b *bench) copyRules() error {
	return filepath.WalkDir("rego", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".rego" || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(b.dir, "rules", strings.ReplaceAll(path, "/", "_")), text, 0o644)
	})
}

// compare measures all programs on one snapshot, turn by turn, so that what else the machine
// does is everybody's.
func (b *bench) compare(s size, runs int, others bool) error {
	file := filepath.Join(b.dir, fmt.Sprintf("%d-%d-%d-%d.json", s.grants, s.users, s.members, s.tables))
	if _, err := os.Stat(file); err != nil {
		// in a process of its own: what this one has used counts for the processes it starts
		if err := exec.Command(b.self, "-generate", file, "-grants", strconv.Itoa(s.grants), "-users", strconv.Itoa(s.users),
			"-members", strconv.Itoa(s.members), "-tables", strconv.Itoa(s.tables)).Run(); err != nil {
			return fmt.Errorf("generate %s: %w", file, err)
		}
	}
	tools := []tool{
		b.leastwise(file, "leastwise.yaml"),
		{name: "encoding/json to any", args: []string{b.self, "decode", file}},
	}
	if others {
		tools = append(tools, b.opa(file), tool{
			name:  "conftest test",
			args:  []string{filepath.Join(b.dir, "conftest"), "test", "--no-color", "-n", "conftest", "-p", filepath.Join(b.dir, "rules"), "-d", filepath.Join(b.dir, "data.json"), file},
			allow: []int{1},
		})
	}
	return report(strconv.Itoa(s.grants), tools, runs)
}

// acme measures what a small company waits for: the start of the process.
func (b *bench) acme(runs int) error {
	file := filepath.Join("testdata", "acme", "snapshot.json")
	return report("acme", []tool{b.leastwise(file, "leastwise.yaml"), b.opa(file)}, runs)
}

func (b *bench) leastwise(file, config string) tool {
	return tool{
		name:  "leastwise scan",
		args:  []string{filepath.Join(b.dir, "leastwise"), "scan", file, "-c", filepath.Join(b.dir, config), "--format", "sarif"},
		allow: []int{1, 3},
	}
}

func (b *bench) opa(file string) tool {
	return tool{name: "opa eval", args: []string{filepath.Join(b.dir, "opa"), "eval", "-d", filepath.Join(b.dir, "rules"), "-d", filepath.Join(b.dir, "data.json"), "-i", file, "data.main.findings"}}
}

// report prints one row a tool, with ratios to the first.
func report(what string, tools []tool, runs int) error {
	costs := make([][]cost, len(tools))
	for range runs {
		for i, t := range tools {
			c, err := t.run()
			if err != nil {
				return err
			}
			costs[i] = append(costs[i], c)
		}
	}
	first := median(costs[0])
	for i, t := range tools {
		c := median(costs[i])
		fmt.Printf("| %s | %s | %.3f | %.3f | %d | %.2f | %.2f | %.2f |\n", what, t.name, c.wall.Seconds(), c.cpu.Seconds(), c.peak>>20,
			c.wall.Seconds()/first.wall.Seconds(), c.cpu.Seconds()/first.cpu.Seconds(), float64(c.peak)/float64(first.peak))
	}
	return nil
}
