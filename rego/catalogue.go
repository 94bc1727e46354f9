package rego

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// metadata is the METADATA of a rule's package. It is read by the reader of hand-kept YAML,
// not by OPA's, which ignores a key it does not know.
type metadata struct {
	Scope       string      `json:"scope"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Related     []reference `json:"related_resources"`
	Custom      custom      `json:"custom"`
}

type reference struct {
	Description string `json:"description"`
	Ref         string `json:"ref" yaml:"shorthand"`
}

type custom struct {
	Severity    Severity            `json:"severity"`
	Needs       []string            `json:"needs"`
	OnPartial   string              `json:"on_partial"`
	Remediation string              `json:"remediation"`
	Params      map[string]param    `json:"params"`
	Controls    map[string][]string `json:"controls"`
	Each        string              `json:"each"`
	Location    evidence.Location   `json:"location"`
}

type param struct {
	Description string            `json:"description"`
	Default     any               `json:"default"`
	Location    evidence.Location `json:"location"`
}

// catalogue reads every rule, sorted by id. What the rules of tested read is not compared with
// what they need: it costs a fifth of the start of the process, and a test did it.
func catalogue(sources []*source, compiler *ast.Compiler, tested func(*source) bool) ([]Rule, error) {
	var rules []Rule
	var errs []error
	for _, s := range sources {
		if s.family == "" {
			continue
		}
		rule, err := s.rule()
		if err == nil {
			err = s.checkFindings()
		}
		if err == nil && !tested(s) {
			err = errors.Join(append(s.checkStored(compiler, rule), s.checkReads(compiler, rule.Needs))...)
		}
		errs = append(errs, err)
		rules = append(rules, rule)
	}
	slices.SortFunc(rules, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules, errors.Join(errs...)
}

// rule reads and checks the METADATA on the package of s.
func (s *source) rule() (Rule, error) {
	text, line := s.metadataBlock()
	if text == "" {
		return Rule{}, &evidence.Error{File: s.file, Line: s.module.Package.Location.Row, Msg: "the package has no METADATA: write title, description and custom above it"}
	}
	var m metadata
	if _, err := evidence.DecodeYAML(s.file, []byte(text), &m); err != nil {
		return Rule{}, err
	}
	check := &checker{file: s.file, line: line}
	check.metadata(&m)
	if m.Custom.Location.Line > 0 {
		check.line = m.Custom.Location.Line
	}
	check.custom(&m.Custom)
	params := check.params(m.Custom.Params)
	rule := Rule{
		ID: s.id(), Family: s.family, Title: m.Title, Description: strings.TrimSpace(m.Description),
		Severity: m.Custom.Severity, Needs: m.Custom.Needs, OnPartial: m.Custom.OnPartial,
		Remediation: strings.TrimSpace(m.Custom.Remediation), Params: params, Controls: m.Custom.Controls,
		References: []Reference{}, Each: m.Custom.Each, Custom: s.custom,
	}
	if rule.Controls == nil {
		rule.Controls = map[string][]string{}
	}
	for _, r := range m.Related {
		rule.References = append(rule.References, Reference(r))
	}
	return rule, errors.Join(check.errs...)
}

// metadataBlock returns the YAML of the METADATA above the package, behind as many empty lines
// as stand before it in the file, so that the lines of its errors are those of the file.
func (s *source) metadataBlock() (text string, line int) {
	lines := strings.Split(string(s.text), "\n")
	end := s.module.Package.Location.Row - 1
	for i := end - 1; i >= 0 && strings.HasPrefix(lines[i], "#"); i-- {
		if strings.TrimSpace(lines[i]) != "# METADATA" {
			continue
		}
		block := slices.Clone(lines[:end])
		for j := range block {
			if j <= i {
				block[j] = ""
			}
			block[j] = strings.TrimSuffix(strings.TrimPrefix(block[j], "#"), "\r")
			block[j] = strings.TrimPrefix(block[j], " ")
		}
		return strings.Join(block, "\n"), i + 1
	}
	return "", 0
}

// checker collects what is wrong with the METADATA of one file.
type checker struct {
	file string
	line int
	errs []error
}

func (c *checker) fail(path, format string, args ...any) {
	c.errs = append(c.errs, &evidence.Error{File: c.file, Line: c.line, Path: path, Msg: fmt.Sprintf(format, args...)})
}

func (c *checker) metadata(m *metadata) {
	if m.Scope != "" && m.Scope != "package" {
		c.fail("scope", "is %s: the METADATA above a package is about the package", evidence.Quote(m.Scope))
	}
	c.text("title", m.Title)
	c.text("description", m.Description)
	for i, r := range m.Related {
		c.text(fmt.Sprintf("related_resources[%d].ref", i), r.Ref)
	}
}

func (c *checker) text(path, value string) {
	if strings.TrimSpace(value) == "" {
		c.fail(path, "is missing")
	}
}

func (c *checker) custom(m *custom) {
	var severities []string
	for _, s := range Severities {
		severities = append(severities, string(s))
	}
	switch {
	case m.Severity == "":
		c.fail("custom.severity", "is missing: want one of %s", strings.Join(severities, ", "))
	case !slices.Contains(severities, string(m.Severity)):
		c.fail("custom.severity", "unknown severity %s%s", evidence.Quote(string(m.Severity)), evidence.Suggest(string(m.Severity), severities))
	}
	c.text("custom.remediation", m.Remediation)
	if m.Needs == nil {
		c.fail("custom.needs", "is missing: list the sections of the snapshot the rule reads, [] for none")
	}
	for i, need := range m.Needs {
		if slices.Contains(m.Needs[:i], need) {
			c.fail("custom.needs", "names %s twice", evidence.Quote(need))
		}
		if !knownNeed(need) {
			c.fail("custom.needs", "unknown section %s%s", evidence.Quote(need), evidence.Suggest(need, append(snapshot.Sections(), policyPaths(reflect.TypeFor[Approved](), "policy")...)))
		}
	}
	if m.OnPartial != "" && m.OnPartial != onPartialJudge {
		c.fail("custom.on_partial", "is %s: the only word it knows is %s", evidence.Quote(m.OnPartial), evidence.Quote(onPartialJudge))
	}
	if m.OnPartial != "" && slices.Contains(m.Needs, "roster.people") {
		c.fail("custom.on_partial", "is not for a rule that needs roster.people: half a roster makes strangers of colleagues")
	}
	if m.Each != "" && !slices.Contains(m.Needs, m.Each) {
		c.fail("custom.each", "is %s, which custom.needs does not name", evidence.Quote(m.Each))
	}
	for framework, ids := range m.Controls {
		if len(ids) == 0 || slices.Contains(ids, "") {
			c.fail("custom.controls."+framework, "names no control")
		}
		for _, id := range strayItems(framework, ids) {
			c.fail("custom.controls."+framework, "has no item %s", evidence.Quote(id))
		}
	}
	slices.SortStableFunc(c.errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
}

func (c *checker) params(declared map[string]param) map[string]Param {
	params := map[string]Param{}
	for _, name := range sortedKeys(declared) {
		p := declared[name]
		c.line = max(c.line, p.Location.Line)
		c.text("custom.params."+name+".description", p.Description)
		value, err := generic(p.Default)
		if err != nil || value == nil {
			c.fail("custom.params."+name+".default", "is missing: want a value as JSON has it")
		}
		params[name] = Param{Description: strings.TrimSpace(p.Description), Default: value}
	}
	return params
}

// checkFindings holds the rule to a set of findings. A findings that is a single value can be
// undefined, and undefined looks like a pass.
func (s *source) checkFindings() error {
	found := false
	for _, r := range s.module.Rules {
		if name := r.Head.Ref()[0]; name.Value.Compare(ast.Var("findings")) != 0 {
			continue
		}
		found = true
		if r.Head.RuleKind() != ast.MultiValue || len(r.Head.Ref()) != 1 || r.Default {
			return &evidence.Error{File: s.file, Line: r.Location.Row, Msg: "findings must be a set: write `findings contains finding if { ... }`"}
		}
	}
	if !found {
		return &evidence.Error{File: s.file, Line: s.module.Package.Location.Row, Msg: "the package does not define findings: write `findings contains finding if { ... }`"}
	}
	return nil
}

// generic is v as JSON has it: maps, lists, strings, float64, bool, nil.
func generic(v any) (any, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	err = json.Unmarshal(data, &out)
	return out, err
}
