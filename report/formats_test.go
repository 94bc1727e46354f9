package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

func TestJUnitCountsWhatItHolds(t *testing.T) {
	t.Parallel()
	a := compared(t)
	a.Verdicts[2].Gap, a.Verdicts[2].Reason = true, "clay.api_keys is partial"
	var all junitSuites
	if err := xml.Unmarshal(render(t, "junit", a, Options{}), &all); err != nil {
		t.Fatal(err)
	}
	var got []string
	failures, errors, skipped, tests := 0, 0, 0, 0
	for _, s := range all.Suites {
		if s.Tests != len(s.Cases) {
			t.Errorf("suite %s says %d tests and has %d", s.Name, s.Tests, len(s.Cases))
		}
		tests += len(s.Cases)
		for _, c := range s.Cases {
			outcome := "passed"
			switch {
			case c.Failure != nil:
				outcome = "failed"
				failures++
			case c.Error != nil:
				outcome = "error"
				errors++
			case c.Skipped != nil:
				outcome = "skipped: " + c.Skipped.Message
				skipped++
			}
			got = append(got, c.Name+": "+outcome)
		}
	}
	want := []string{
		"snapshot.section salesforce.logins: failed",
		"Former employee is still a Clay workspace member: skipped: not evaluated: roster.people was not requested",
		"clay.api_key crm-sync-prod: failed",
		"clay.api_key legacy-1: skipped: waived by ciso@acme.com until 2027-01-31: Replaced in Q3",
		"Clay API key is overdue for rotation: skipped: judged in part: clay.api_keys is partial",
		"House rule: error",
		"salesforce.permission clay@acme.com/ViewAllData: failed",
		"salesforce.permission clay@acme.com/ModifyAllData: failed",
		"Org default is open: passed",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if all.Tests != tests || all.Failures != failures || all.Errors != errors || all.Skipped != skipped {
		t.Errorf("the totals are %+v", all)
	}
}

func TestCSVHoldsEveryFindingAndWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(bytes.NewReader(render(t, "csv", compared(t), Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows[1:] {
		got = append(got, strings.Join([]string{r[0], r[1], r[2], r[7]}, " "))
	}
	want := []string{
		"critical new 2026-11-01 clay@acme.com/ModifyAllData", "critical changed 2026-09-01 clay@acme.com/ViewAllData", "high still there 2026-09-01 crm-sync-prod",
		"high waived 2026-09-01 legacy-1", "medium still there 2026-09-01 salesforce.logins", "medium gone 2026-10-01 Account", "critical not judged now 2026-10-01 eve@acme.com",
		"critical not evaluated  ", "low broken rule  ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// A rule that failed on the part that was read is a finding and a gap.
func TestCSVSaysWhichRuleWasJudgedInPart(t *testing.T) {
	t.Parallel()
	a := sample()
	i := slices.IndexFunc(a.Verdicts, func(v rego.Verdict) bool { return v.Outcome == rego.Failed })
	a.Verdicts[i].Gap, a.Verdicts[i].Reason = true, "1 of 8 keys does not say when it was used"
	rows, err := csv.NewReader(bytes.NewReader(render(t, "csv", a, Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	said := slices.ContainsFunc(rows, func(r []string) bool {
		return r[1] == "judged in part" && r[3] == a.Verdicts[i].Rule.ID && r[9] == a.Verdicts[i].Reason
	})
	if !said {
		t.Errorf("no row says that %s was judged in part", a.Verdicts[i].Rule.ID)
	}
}

// attribute is what the OCSF 1.3.0 schema says of one attribute of Compliance Finding (class
// 2003), as far as these events use it. The schema is not to be had as a package of any registry
// that the tests may use, so this table is written from the specification: events/findings/
// compliance_finding, finding and base_event, and the objects they name.
type attribute struct {
	kind     string // integer, string, timestamp, strings, object, objects
	required bool
	enum     map[float64]string // and the caption that the sibling of the same name holds
}

func ocsfSchema() map[string]map[string]attribute {
	return map[string]map[string]attribute{
		"": {
			"activity_id":   {"integer", true, map[float64]string{1: "Create", 2: "Update", 3: "Close"}},
			"activity_name": {kind: "string"},
			"category_uid":  {"integer", true, map[float64]string{2: "Findings"}},
			"category_name": {kind: "string"},
			"class_uid":     {"integer", true, map[float64]string{2003: "Compliance Finding"}},
			"class_name":    {kind: "string"},
			"type_uid":      {"integer", true, map[float64]string{200301: "Compliance Finding: Create", 200302: "Compliance Finding: Update", 200303: "Compliance Finding: Close"}},
			"type_name":     {kind: "string"},
			"severity_id":   {"integer", true, map[float64]string{0: "Unknown", 1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical"}},
			"severity":      {kind: "string"},
			"status_id":     {"integer", false, map[float64]string{1: "New", 2: "In Progress", 3: "Suppressed", 4: "Resolved"}},
			"status":        {kind: "string"},
			"time":          {kind: "timestamp", required: true},
			"message":       {kind: "string"},
			"metadata":      {kind: "object", required: true},
			"finding_info":  {kind: "object", required: true},
			"compliance":    {kind: "object", required: true},
			"resources":     {kind: "objects"},
			"remediation":   {kind: "object"},
		},
		"metadata":         {"version": {kind: "string", required: true}, "product": {kind: "object", required: true}},
		"metadata.product": {"name": {kind: "string"}, "vendor_name": {kind: "string", required: true}, "version": {kind: "string"}},
		"finding_info": {"uid": {kind: "string", required: true}, "title": {kind: "string", required: true}, "desc": {kind: "string"}, "types": {kind: "strings"},
			"data_sources": {kind: "strings"}, "first_seen_time": {kind: "timestamp"}, "last_seen_time": {kind: "timestamp"}},
		"compliance": {"standards": {kind: "strings", required: true}, "control": {kind: "string"}, "requirements": {kind: "strings"},
			"status_id": {"integer", false, map[float64]string{1: "Pass", 2: "Warning", 3: "Fail"}}, "status": {kind: "string"}, "status_detail": {kind: "string"}},
		"resources":       {"uid": {kind: "string"}, "name": {kind: "string"}, "type": {kind: "string"}, "group": {kind: "object"}},
		"resources.group": {"name": {kind: "string"}},
		"remediation":     {"desc": {kind: "string", required: true}},
	}
}

func checkOCSF(at string, v map[string]any) []string {
	var problems []string
	attributes := ocsfSchema()[at]
	for name, a := range attributes {
		if _, there := v[name]; a.required && !there {
			problems = append(problems, at+"."+name+" is missing")
		}
	}
	for name, value := range v {
		a, known := attributes[name]
		if !known {
			problems = append(problems, at+"."+name+" is not in the schema")
			continue
		}
		problems = append(problems, checkAttribute(strings.TrimPrefix(at+"."+name, "."), a, value)...)
		if caption, sibling := a.enum[number0(value)], strings.TrimSuffix(strings.TrimSuffix(name, "_id"), "_uid"); a.enum != nil {
			if v[sibling] != caption && v[sibling+"_name"] != caption {
				problems = append(problems, at+"."+name+": its sibling does not say "+caption)
			}
		}
	}
	return problems
}

func number0(v any) float64 { f, _ := v.(float64); return f }

func checkAttribute(at string, a attribute, value any) []string {
	number, isNumber := value.(float64)
	word, isWord := value.(string)
	list, isList := value.([]any)
	object, isObject := value.(map[string]any)
	ok := true
	switch a.kind {
	case "integer":
		ok = isNumber && (a.enum == nil || a.enum[number] != "")
	case "timestamp":
		ok = isNumber && number > 1.5e12 && number < 2.5e12 // milliseconds of our age
	case "string":
		ok = isWord && word != ""
	case "strings":
		ok = isList && !slices.ContainsFunc(list, func(e any) bool { s, ok := e.(string); return !ok || s == "" })
	case "object":
		if isObject {
			return checkOCSF(at, object)
		}
		ok = false
	case "objects":
		ok = isList && len(list) > 0
		var problems []string
		for _, e := range list {
			object, _ := e.(map[string]any)
			problems = append(problems, checkOCSF(at, object)...)
		}
		if ok {
			return problems
		}
	}
	if !ok {
		return []string{at + " is no " + a.kind}
	}
	return nil
}

func TestOCSFEventsFollowTheSchema(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]*rego.Assessment{"sample": sample(), "compared": compared(t), "empty": empty(), "many": many(100)} {
		for line := range bytes.SplitSeq(bytes.TrimSuffix(render(t, "ocsf", a, Options{}), []byte("\n")), []byte("\n")) {
			var event map[string]any
			if err := json.Unmarshal(line, &event); err != nil {
				t.Fatal(err)
			}
			if problems := checkOCSF("", event); len(problems) > 0 {
				t.Errorf("%s: %s\n%s", name, strings.Join(problems, "; "), line)
			}
			if event["type_uid"] != number0(event["class_uid"])*100+number0(event["activity_id"]) {
				t.Errorf("type_uid does not follow from class and activity: %s", line)
			}
		}
	}
	broken := map[string]any{"class_uid": 2003.0, "class_name": "x", "severity_id": 9.0, "extra": 1.0, "time": 1.0}
	if len(checkOCSF("", broken)) < 6 {
		t.Errorf("a broken event passes: %v", checkOCSF("", broken))
	}
}

func TestOCSFNeverPassesWhatDidNotJudge(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(render(t, "ocsf", compared(t), Options{}), []byte("\n")), []byte("\n")) {
		var e ocsfEvent
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		got[e.Compliance.Control] = append(got[e.Compliance.Control], e.ActivityName+" "+e.Status+" "+e.Compliance.Status)
	}
	want := map[string]string{
		"evidence/section_missing": "Update In Progress Fail", "former_employee/clay_member_left": "Create New Warning", "least_privilege/custom_house_rule": "Create New Warning",
		"key_rotation/clay_api_key_overdue":               "Update In Progress Fail,Update Suppressed Fail",
		"least_privilege/salesforce_forbidden_permission": "Create New Fail,Update In Progress Fail",
		"least_privilege/salesforce_org_default_open":     "Close Resolved Pass,Create New Pass",
	}
	for rule, states := range got {
		if strings.Join(states, ",") != want[rule] {
			t.Errorf("%s: got %s, want %s", rule, strings.Join(states, ","), want[rule])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d rules, want %d", len(got), len(want))
	}
}
