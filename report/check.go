package report

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// CheckOptions is what a SARIF file cannot say of itself.
type CheckOptions struct {
	// Exists says whether the repository holds a path, relative to its root; nil: not asked.
	Exists func(path string) bool
	// Whole says that the file is uploaded as it stands, where UploadSARIF leaves out the runs that
	// were not successful.
	Whole bool
}

// Limits of one upload to code scanning.
const (
	maxUploadBytes = 10 << 20 // gzip
	maxRuns        = 20
)

// Check returns what GitHub code scanning would refuse, or show wrongly, in a SARIF file: the
// conditions no schema or public validator has all of. Each problem names its place, such as
// "runs[0].results[3]: ...". No problem is an empty list. It reads any SARIF, not only ours,
// and never panics.
func Check(data []byte, o CheckOptions) []string {
	c := &checker{o: o}
	var log any
	if err := json.Unmarshal(data, &log); err != nil {
		return []string{"not JSON: " + err.Error()}
	}
	if n := gzipSize(data); n > maxUploadBytes {
		c.fail("", "is %d bytes gzipped; GitHub takes %d", n, maxUploadBytes)
	}
	c.nulls("", log)
	root := object(log)
	if root["version"] != "2.1.0" {
		c.fail("version", "is not 2.1.0")
	}
	if text(root["$schema"]) == "" {
		c.fail("$schema", "is missing")
	}
	runs, ok := root["runs"].([]any)
	if !ok {
		c.fail("runs", "is not a list")
	}
	if len(runs) > maxRuns {
		c.fail("runs", "holds %d runs; GitHub takes %d", len(runs), maxRuns)
	}
	categories := map[string]bool{}
	for i, r := range runs {
		c.run(fmt.Sprintf("runs[%d]", i), object(r), categories)
	}
	return c.problems
}

type checker struct {
	o        CheckOptions
	problems []string
}

func (c *checker) fail(at, format string, args ...any) {
	if at != "" {
		at += ": "
	}
	c.problems = append(c.problems, at+fmt.Sprintf(format, args...))
}

// nulls finds null anywhere: GitHub's own schema refuses null lists, and none of our fields
// means anything by it.
func (c *checker) nulls(at string, v any) {
	switch v := v.(type) {
	case nil:
		c.fail(at, "is null")
	case []any:
		for i, e := range v {
			c.nulls(fmt.Sprintf("%s[%d]", at, i), e)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			c.nulls(at+"."+k, v[k])
		}
	}
}

func (c *checker) run(at string, run map[string]any, categories map[string]bool) {
	driver := object(object(run["tool"])["driver"])
	if text(driver["name"]) == "" {
		c.fail(at+".tool.driver.name", "is missing")
	}
	id := text(object(run["automationDetails"])["id"])
	if id == "" || id[len(id)-1] != '/' {
		c.fail(at+".automationDetails.id", "%q does not end in /: the category would be cut short", id)
	}
	if category := text(driver["name"]) + "\x00" + id; categories[category] {
		c.fail(at+".automationDetails.id", "%q is used by another run: GitHub refuses the file", id)
	} else {
		categories[category] = true
	}
	rules, ok := driver["rules"].([]any)
	if !ok {
		c.fail(at+".tool.driver.rules", "is not a list")
	}
	ids := c.rules(at+".tool.driver", rules)
	results, ok := run["results"].([]any)
	if !ok {
		c.fail(at+".results", "is not a list: a run without findings has []")
	}
	if len(results) > maxSARIFResults {
		c.fail(at+".results", "holds %d results; GitHub keeps %d", len(results), maxSARIFResults)
	}
	seen := map[string]bool{}
	for i, r := range results {
		c.result(fmt.Sprintf("%s.results[%d]", at, i), object(r), ids, seen)
	}
	c.invocations(at, run)
}

// rules checks every rule and returns their ids with the index of each.
func (c *checker) rules(at string, rules []any) map[string]int {
	ids := make(map[string]int, len(rules))
	for i, r := range rules {
		rule, at := object(r), fmt.Sprintf("%s.rules[%d]", at, i)
		id := text(rule["id"])
		if _, used := ids[id]; used || id == "" {
			c.fail(at+".id", "%q is empty or used twice", id)
		}
		ids[id] = i
		c.length(at+".name", text(rule["name"]), 0, maxRuleName)
		c.length(at+".shortDescription.text", text(object(rule["shortDescription"])["text"]), 1, maxRuleText)
		c.length(at+".fullDescription.text", text(object(rule["fullDescription"])["text"]), 1, maxRuleText)
		c.length(at+".help.text", text(object(rule["help"])["text"]), 1, 1<<20)
		c.oneOf(at+".defaultConfiguration.level", object(rule["defaultConfiguration"])["level"], "note", "warning", "error")
		c.ruleProperties(at+".properties", object(rule["properties"]))
	}
	return ids
}

func (c *checker) ruleProperties(at string, p map[string]any) {
	tags, _ := p["tags"].([]any)
	if len(tags) > maxTags {
		c.fail(at+".tags", "holds %d tags; GitHub keeps %d", len(tags), maxTags)
	}
	if !slices.Contains(tags, any("security")) {
		c.fail(at+".tags", "lacks security: GitHub ignores security-severity without it")
	}
	score, err := strconv.ParseFloat(text(p["security-severity"]), 64)
	if err != nil || !(score > 0 && score <= 10) {
		c.fail(at+".security-severity", "%v is not a number above 0 and up to 10 in a string: GitHub refuses the file", p["security-severity"])
	}
	c.oneOf(at+".precision", p["precision"], "very-high", "high", "medium", "low")
	c.oneOf(at+".problem.severity", p["problem.severity"], "error", "warning", "recommendation")
}

func (c *checker) length(at, s string, least, most int) {
	if n := utf8.RuneCountInString(s); n < least || n > most {
		c.fail(at, "is %d characters long; GitHub wants %d to %d", n, least, most)
	}
}

func (c *checker) oneOf(at string, v any, words ...string) {
	if !slices.Contains(words, text(v)) {
		c.fail(at, "%v is not one of %v", v, words)
	}
}

func object(v any) map[string]any { m, _ := v.(map[string]any); return m }
func text(v any) string           { s, _ := v.(string); return s }

// gzipSize is how large an upload of data is.
func gzipSize(data []byte) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data) // a buffer takes every write
	_ = w.Close()
	return b.Len()
}
