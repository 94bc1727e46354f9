package report

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/typeschema"
)

// assessmentRules are what the types of an assessment do not say.
func assessmentRules() map[string]map[string]any {
	outcomes := map[string]any{"enum": []rego.Outcome{rego.Passed, rego.Failed, rego.Skipped, rego.Errored}}
	severities := map[string]any{"enum": rego.Severities}
	digest := map[string]any{"pattern": "^(sha256:[0-9a-f]+)?$"}
	return map[string]map[string]any{
		"rego.Assessment.version":     {"const": rego.AssessmentVersion},
		"rego.Digests.snapshot":       digest,
		"rego.Digests.policy":         digest,
		"rego.Digests.rules":          digest,
		"rego.Verdict.outcome":        outcomes,
		"rego.Rule.severity":          severities,
		"rego.PastFinding.severity":   severities,
		"rego.Past.open/keys":         severities,
		"rego.Past.outcomes/keys":     outcomes,
		"rego.Finding.status":         {"enum": []rego.Status{rego.New, rego.Changed, rego.StillThere}},
		"rego.Finding.fingerprint":    {"pattern": "^[0-9a-f]{16}$"},
		"rego.ApprovedKeys.rotation":  {"minimum": 1},
		"rego.Assessment.targets":     {"minLength": 1},
		"rego.Rule.on_partial":        {"enum": []string{"judge"}},
		"rego.Rule.id":                {"minLength": 1},
		"rego.PastFinding.rule":       {"minLength": 1},
		"rego.Finding.target":         {"minLength": 1},
		"rego.Waiver.rule":            {"minLength": 1},
		"rego.Reference.ref":          {"minLength": 1},
		"rego.Subject.kind":           {"minLength": 1},
		"rego.Subject.id":             {"minLength": 1},
		"rego.Waiver.reason":          {"minLength": 1},
		"rego.Waiver.approved_by":     {"minLength": 1},
		"rego.Past.waived":            {"minimum": 0},
		"rego.Past.open":              {"minimum": 0},
		"rego.Past.outcomes":          {"minimum": 0},
		"rego.WaiverUse.matched":      {"minimum": 0},
		"rego.RecordScope.object":     {"minLength": 1},
		"rego.ApprovedTable.max_rows": {"minimum": 0},
	}
}

// assessmentSchema is the JSON Schema (2020-12) of an assessment: what other programs may rely on.
func assessmentSchema(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("assessment.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The schema of an assessment is that of its types; of the evidence in it, that of a snapshot,
// but trimmed.
func TestAssessmentSchemaStatesTheTypes(t *testing.T) {
	t.Parallel()
	docs, err := typeschema.Comments(map[string]string{"rego": "../rego"})
	if err != nil {
		t.Fatal(err)
	}
	var snapshotSchema map[string]any
	if err := json.Unmarshal(snapshot.Schema(), &snapshotSchema); err != nil {
		t.Fatal(err)
	}
	w := typeschema.New(docs, assessmentRules(), nil)
	for name, def := range snapshotSchema["$defs"].(map[string]any) {
		w.Defs[name] = def
	}
	properties := snapshotSchema["properties"].(map[string]any)
	properties["trimmed"] = map[string]any{"const": true, "type": "boolean", "description": properties["trimmed"].(map[string]any)["description"]}
	w.Defs["snapshot.Snapshot"] = map[string]any{"type": "object", "additionalProperties": false, "properties": properties,
		"required": append(snapshotSchema["required"].([]any), "trimmed"), "description": "An excerpt of the snapshot: what reports show beside findings, not for rules to judge."}
	root := w.Root(reflect.TypeFor[rego.Assessment](), "Leastwise assessment, version 1")
	root["properties"].(map[string]any)["coverage"] = properties["coverage"]
	root["properties"].(map[string]any)["verdicts"].(map[string]any)["minItems"] = 1
	got, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile("assessment.schema.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(assessmentSchema(t)), string(got)); diff != "" && !*update {
		t.Errorf("assessment.schema.json is not what the code gives (run go test ./report -update and read the diff):\n%s", diff)
	}
}

func TestGoldenAssessmentsAreValidUnderTheSchema(t *testing.T) {
	t.Parallel()
	if *update {
		t.Skip("the schema is being rewritten")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(assessmentSchema(t)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///assessment.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("mem:///assessment.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(data []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return err
		}
		return schema.Validate(v)
	}
	for _, company := range []string{"acme", "tidy"} {
		data, err := os.ReadFile("../testdata/" + company + "/assessment.json")
		if err != nil {
			t.Fatal(err)
		}
		if err := valid(data); err != nil {
			t.Errorf("%s: %v", company, err)
		}
		for name, change := range map[string][2]string{
			"outcome": {`"outcome": "passed"`, `"outcome": "fine"`}, "key": {`"verdicts": [`, `"verdikts": [`},
			"severity": {`"severity": "high"`, `"severity": "HIGH"`}, "snapshot": {`"trimmed": true`, `"trimmed": false`}, "time": {`"taken_at": "2026-11-02T09:00:00Z"`, `"taken_at": "today"`},
		} {
			changed := strings.Replace(string(data), change[0], change[1], 1)
			if changed != string(data) && valid([]byte(changed)) == nil {
				t.Errorf("%s: the schema takes a wrong %s", company, name)
			}
		}
	}
	// The rules and sections of the sample are made up; what Compare adds is not.
	a, b := compared(t), readGolden(t, "acme")
	b.Lifecycle, b.Verdicts[0].Findings = a.Lifecycle, a.Verdicts[2].Findings
	if err := valid(render(t, "json", b, Options{})); err != nil {
		t.Errorf("compared: %v", err)
	}
}

func readGolden(t testing.TB, company string) *rego.Assessment {
	t.Helper()
	f, err := os.Open("../testdata/" + company + "/assessment.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a, err := rego.ReadAssessment(f, company)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
