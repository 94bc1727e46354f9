package rego

import (
	"context"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// tuned is a rule that reports its own parameters.
var tuned = ruleText("budget/tuned", "[]", `params:
  days: {description: Days, default: 92}
  share: {description: A share, default: 0.5}
  word: {description: A word, default: quarterly}
  loud: {description: A switch, default: false}
  exempt: {description: Whom to leave out, default: []}
  words: {description: Words, default: [a, b]}
  cadence: {description: Days by name, default: {monthly: 31, quarterly: 92}}`, `import data.lib.params

findings contains finding if {
	some name, value in _params
	finding := {"subject": {"kind": "clay.member", "id": name}, "message": json.marshal(value)}
}

_params := params.of(rego.metadata.chain())`)

// anchor is a leastwise.yaml whose settings stand on line 30, its policy on 20 and its
// sources on 10; a longer path is one line further.
func anchor(path ...string) evidence.Location {
	base := map[string]int{"sources": 10, "policy": 20, "settings": 30}
	if len(path) == 0 {
		return evidence.Location{File: "leastwise.yaml", Line: 3}
	}
	return evidence.Location{File: "leastwise.yaml", Line: base[path[0]] + len(path) - 1}
}

func TestSettingsReachTheRules(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, map[string]string{"budget/tuned": tuned}, Options{Settings: map[string]map[string]any{
		"budget/tuned": {"days": 7, "cadence": map[string]any{"weekly": 8}, "exempt": []any{"x"}, "loud": true, "share": 1},
	}})
	got := map[string]string{}
	a := mustAssess(t, p, member())
	for _, f := range verdictOf(t, a, "budget/tuned").Findings {
		got[f.Subject.ID] = f.Message
	}
	want := map[string]string{
		"days": "7", "share": "1", "word": `"quarterly"`, "loud": "true", "exempt": `["x"]`, "words": `["a","b"]`,
		"cadence": `{"monthly":31,"quarterly":92,"weekly":8}`,
	}
	diff(t, want, got)
	params := a.Verdicts[0].Rule.Params
	diff(t, Param{Description: "Days", Default: 92.0, Value: 7.0}, params["days"])
	diff(t, Param{Description: "A word", Default: "quarterly"}, params["word"])
}

func TestSettingsAreHeldToWhatRulesDeclare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule, param string
		value       any
		want        string
	}{
		"unknown rule":     {"budget/tunde", "days", 1, `leastwise.yaml:31: settings: unknown rule "budget/tunde" (did you mean "budget/tuned"?): of a rule of your own, name the folder with --rules`},
		"unknown param":    {"budget/tuned", "dais", 1, `leastwise.yaml:32: settings.budget/tuned: unknown parameter "dais" (did you mean "days"?)`},
		"no params at all": {"budget/plain", "days", 1, `unknown parameter "days": the rule has no parameters`},
		"text for number":  {"budget/tuned", "days", "many", `leastwise.yaml:32: settings.budget/tuned.days: wants a number, not "many"`},
		"span for number":  {"budget/tuned", "days", "13w", `wants a number, not "13w" (write 91)`},
		"number for text":  {"budget/tuned", "word", 3, `wants text, not 3`},
		"nothing":          {"budget/tuned", "days", nil, `wants a number, not nothing`},
		"text for list":    {"budget/tuned", "exempt", "x", `wants a list, not "x"`},
		"list for mapping": {"budget/tuned", "cadence", []any{"x"}, `wants a mapping, not a list`},
		"text for switch":  {"budget/tuned", "loud", "yes", `wants true or false, not "yes"`},
		"negative":         {"budget/tuned", "days", -1, `settings.budget/tuned.days: is -1: it cannot be negative`},
		"fraction":         {"budget/tuned", "days", 1.5, `wants a whole number, not 1.5`},
		"percentage":       {"budget/tuned", "share", 80, `settings.budget/tuned.share: is 80, and a share lies between 0 and 1 (did you mean 0.8, which is 80 %?)`},
		"huge":             {"budget/tuned", "days", 1e300, `is larger than 2^53`},
		"empty text":       {"budget/tuned", "word", " ", `is empty`},
		"list item":        {"budget/tuned", "words", []any{"a", 3}, `settings.budget/tuned.words[1]: wants text, not 3`},
		"item of no list":  {"budget/tuned", "exempt", []any{[]any{}}, `settings.budget/tuned.exempt[0]: wants a single value, not a list`},
		"mapping value":    {"budget/tuned", "cadence", map[string]any{"weekly": "often"}, `settings.budget/tuned.cadence.weekly: wants a number, not "often"`},
		"mapping negative": {"budget/tuned", "cadence", map[string]any{"monthly": -1}, `settings.budget/tuned.cadence.monthly: is -1`},
		"key not text":     {"budget/tuned", "cadence", map[any]any{1: 2}, `is no value as JSON has it`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := map[string]string{"budget/tuned": tuned, "budget/plain": ruleText("budget/plain", "[clay.members]", "", reading)}
			_, err := load(context.Background(), tree(t, rules), Options{
				Settings: map[string]map[string]any{c.rule: {c.param: c.value}}, Anchor: anchor,
			})
			wantError(t, err, c.want)
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
		})
	}
}

func TestSettingsWithoutAConfigNameTheUsualFile(t *testing.T) {
	t.Parallel()
	_, err := load(context.Background(), tree(t, map[string]string{"budget/tuned": tuned}), Options{
		Settings: map[string]map[string]any{"budget/tuned": {"days": "x"}},
	})
	wantError(t, err, "leastwise.yaml: settings.budget/tuned.days: wants a number")
}
