package report

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Every check fails on the one change it is for, made to a file that is otherwise right.
func TestCheckFindsEachMistake(t *testing.T) {
	t.Parallel()
	good := render(t, "sarif", sample(), Options{})
	if problems := Check(good, CheckOptions{Exists: func(string) bool { return true }}); len(problems) > 0 {
		t.Fatalf("the sample is not right: %v", problems)
	}
	type m = map[string]any
	run := func(log m) m { return log["runs"].([]any)[0].(m) }
	rule := func(log m) m { return run(log)["tool"].(m)["driver"].(m)["rules"].([]any)[0].(m) }
	result := func(log m) m { return run(log)["results"].([]any)[0].(m) }
	physical := func(log m) m { return result(log)["locations"].([]any)[0].(m)["physicalLocation"].(m) }
	invocation := func(log m) m { return run(log)["invocations"].([]any)[0].(m) }
	uri := func(u string) func(m) { return func(l m) { physical(l)["artifactLocation"] = m{"uri": u} } }
	property := func(k string, v any) func(m) { return func(l m) { rule(l)["properties"].(m)[k] = v } }
	long := strings.Repeat("x", 1025)
	for _, c := range []struct {
		name, want string
		change     func(m)
	}{
		{"null list", "results: is not a list", func(l m) { run(l)["results"] = nil }},
		{"null anywhere", "message.id: is null", func(l m) { result(l)["message"].(m)["id"] = nil }},
		{"version", "version: is not 2.1.0", func(l m) { l["version"] = "2.0" }},
		{"schema", "$schema: is missing", func(l m) { delete(l, "$schema") }},
		{"runs", "runs: is not a list", func(l m) { delete(l, "runs") }},
		{"21 runs", "holds 23 runs", func(l m) {
			for i := range 20 {
				copied := m{}
				for k, v := range run(l) {
					copied[k] = v
				}
				copied["automationDetails"] = m{"id": fmt.Sprintf("x%d/", i)}
				l["runs"] = append(l["runs"].([]any), copied)
			}
		}},
		{"driver name", "tool.driver.name: is missing", func(l m) { delete(run(l)["tool"].(m)["driver"].(m), "name") }},
		{"category cut", "does not end in /", func(l m) { run(l)["automationDetails"] = m{"id": "leastwise/clay"} }},
		{"category twice", "is used by another run", func(l m) { l["runs"] = append(l["runs"].([]any), run(l)) }},
		{"rules missing", "rules: is not a list", func(l m) { delete(run(l)["tool"].(m)["driver"].(m), "rules") }},
		{"rule twice", "is empty or used twice", func(l m) { rule(l)["id"] = "least_privilege/custom_house_rule" }},
		{"rule name", "name: is 256 characters", func(l m) { rule(l)["name"] = long[:256] }},
		{"short description", "shortDescription.text: is 1025", func(l m) { rule(l)["shortDescription"] = m{"text": long} }},
		{"full description", "fullDescription.text: is 0", func(l m) { rule(l)["fullDescription"] = m{"text": ""} }},
		{"help", "help.text: is 0", func(l m) { delete(rule(l), "help") }},
		{"rule level", "defaultConfiguration.level: none", func(l m) { rule(l)["defaultConfiguration"] = m{"level": "none"} }},
		{"11 tags", "holds 11 tags", property("tags", []any{"security", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})},
		{"no security tag", "lacks security", property("tags", []any{"x"})},
		{"score is a word", "security-severity: high", property("security-severity", "high")},
		{"score is a bare number", "is not a number above 0", property("security-severity", 8.0)},
		{"score zero", "is not a number above 0", property("security-severity", "0.0")},
		{"score not a number", "is not a number above 0", property("security-severity", "NaN")},
		{"score above ten", "is not a number above 0", property("security-severity", "10.1")},
		{"precision", "precision: exact", property("precision", "exact")},
		{"problem severity", "problem.severity: high", property("problem.severity", "high")},
		{"too many results", "holds 5001 results", func(l m) {
			for range 5000 {
				run(l)["results"] = append(run(l)["results"].([]any), result(l))
			}
		}},
		{"message", "message.text: is missing", func(l m) { result(l)["message"] = m{"text": ""} }},
		{"rule id", "is not among the rules", func(l m) { result(l)["ruleId"] = "x/y" }},
		{"rule index", "ruleIndex: 0 does not stand for", func(l m) { result(l)["ruleIndex"] = 0 }},
		{"level", "level: none is not one of", func(l m) { result(l)["level"] = "none" }},
		{"kind", "kind: pass would show", func(l m) { result(l)["kind"] = "pass" }},
		{"suppressions", "suppressions: GitHub ignores", func(l m) { result(l)["suppressions"] = []any{} }},
		{"no location", "holds 0 locations", func(l m) { result(l)["locations"] = []any{} }},
		{"two locations", "holds 2 locations", func(l m) {
			result(l)["locations"] = append(result(l)["locations"].([]any), result(l)["locations"].([]any)[0])
		}},
		{"logical only", "uri: is missing", func(l m) { result(l)["locations"] = []any{m{"logicalLocations": []any{}}} }},
		{"scheme", "has a scheme", uri("clay:ws/1")},
		{"url", "has a scheme", uri("https://acme.my.salesforce.com/x")},
		{"absolute", "is not relative", uri("/etc/passwd")},
		{"backslash", "has a backslash", uri(`a\b`)},
		{"encoded backslash", "has a backslash", uri("a%5Cb")},
		{"space", "is not percent-encoded", uri("a b")},
		{"umlaut", "is not percent-encoded", uri("ü")},
		{"bad percent", "is not percent-encoded", uri("100%")},
		{"parent", "leaves its folder", uri("a/../../b")},
		{"encoded parent", "leaves its folder", uri("a/%2e%2e/b")},
		{"absent file", `"gone.yaml" is not in the repository`, uri("gone.yaml")},
		{"line 0", "region.startLine", func(l m) { physical(l)["region"] = m{"startLine": 0} }},
		{"no region", "region.startLine", func(l m) { delete(physical(l), "region") }},
		{"no fingerprint", "primaryLocationLineHash: is missing", func(l m) { delete(result(l), "partialFingerprints") }},
		{"same fingerprint", "is used twice", func(l m) { run(l)["results"] = append(run(l)["results"].([]any), result(l)) }},
		{"link to nowhere", `links to "9"`, func(l m) { result(l)["message"] = m{"text": "See [x](9)."} }},
		{"related id twice", "relatedLocations[1].id", func(l m) {
			result(l)["relatedLocations"] = append(result(l)["relatedLocations"].([]any), result(l)["relatedLocations"].([]any)[0])
		}},
		{"no invocation", "invocations: is missing", func(l m) { delete(run(l), "invocations") }},
		{"success not said", "executionSuccessful: is missing", func(l m) { delete(invocation(l), "executionSuccessful") }},
		{"success against the evidence", "close alerts nobody looked at", func(l m) { invocation(l)["executionSuccessful"] = true }},
		{"failure without a reason", "no notification says why", func(l m) { delete(invocation(l), "toolExecutionNotifications") }},
		{"silent cut", "resultsLeftOut: is 3", func(l m) { run(l)["properties"] = m{"resultsLeftOut": 3} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log m
			if err := json.Unmarshal(good, &log); err != nil {
				t.Fatal(err)
			}
			c.change(log)
			data, err := json.Marshal(log)
			if err != nil {
				t.Fatal(err)
			}
			problems := Check(data, CheckOptions{Exists: func(path string) bool { return path != "gone.yaml" }})
			if !strings.Contains(strings.Join(problems, "\n"), c.want) {
				t.Errorf("want %q, got %v", c.want, problems)
			}
		})
	}
}

func TestCheckOfAWholeFileTellsARunThatWasNotSuccessful(t *testing.T) {
	t.Parallel()
	const refused = ".invocations[0].executionSuccessful: is false, since not everything was seen: GitHub refuses the whole file"
	incomplete, complete := render(t, "sarif", sample(), Options{}), render(t, "sarif", empty(), Options{})
	for name, tt := range map[string]struct {
		data  []byte
		whole bool
		want  int
	}{
		"as it stands":         {incomplete, true, 2},
		"without that run":     {incomplete, false, 0},
		"a scan that saw all":  {complete, true, 0},
		"the same, run by run": {complete, false, 0},
	} {
		problems := Check(tt.data, CheckOptions{Whole: tt.whole})
		if len(problems) != tt.want || tt.want > 0 && !strings.Contains(problems[0], refused) {
			t.Errorf("%s: %q", name, problems)
		}
	}
}

func TestCheckRefusesTooLargeAnUpload(t *testing.T) {
	t.Parallel()
	noise, source := make([]byte, 15<<20), rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte('!' + source.IntN(90))
	}
	data, err := json.Marshal(map[string]any{"version": "2.1.0", "$schema": "x", "runs": []any{}, "noise": string(noise)})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(Check(data, CheckOptions{}), "\n"); !strings.Contains(got, "bytes gzipped") {
		t.Errorf("got %s", got)
	}
}

func TestCheckNeverPanics(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "null", "[]", "1", `{"runs":[null,1,[]]}`, `{"runs":[{"results":[null,{"locations":[1],"relatedLocations":[1]}],"tool":{"driver":{"rules":[1]}},"invocations":[1]}]}`} {
		if len(Check([]byte(s), CheckOptions{})) == 0 {
			t.Errorf("%s is taken for a right file", s)
		}
	}
}
