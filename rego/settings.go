package rego

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// at is where leastwise.yaml says a thing; without a config, the file as a whole.
func (o *Options) at(path ...string) evidence.Location {
	if o.Anchor != nil {
		if l := o.Anchor(path...); l.File != "" {
			return l
		}
	}
	return evidence.Location{File: "leastwise.yaml"}
}

// checkSettings holds what the operator set to what the rules declare, and notes it in them.
// It returns the settings as JSON has them.
func checkSettings(o Options, rules []Rule) (map[string]map[string]any, error) {
	settings := map[string]map[string]any{}
	var errs []error
	for _, id := range sortedKeys(o.Settings) {
		i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
		if i < 0 {
			at := o.at("settings", id)
			errs = append(errs, &evidence.Error{File: at.File, Line: at.Line, Path: "settings", Msg: unknownRule(id, rules)})
			continue
		}
		settings[id] = map[string]any{}
		for _, name := range sortedKeys(o.Settings[id]) {
			at := o.at("settings", id, name)
			fail := func(path, format string, args ...any) {
				errs = append(errs, &evidence.Error{File: at.File, Line: at.Line, Path: path, Msg: fmt.Sprintf(format, args...)})
			}
			declared, ok := rules[i].Params[name]
			if !ok {
				fail("settings."+id, "unknown parameter %s%s", evidence.Quote(name), suggestParam(name, rules[i]))
				continue
			}
			value, err := generic(o.Settings[id][name])
			if err != nil {
				fail("settings."+id+"."+name, "is no value as JSON has it: %v", err)
				continue
			}
			if path, wrong := unlike(declared.Default, value); wrong != "" {
				fail("settings."+id+"."+name+path, "%s", wrong)
				continue
			}
			declared.Value = value
			rules[i].Params[name] = declared
			settings[id][name] = value
		}
	}
	return settings, errors.Join(errs...)
}

// unknownRule says that no rule that was loaded has an id, and what may be missing.
func unknownRule(id string, rules []Rule) string {
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	return fmt.Sprintf("unknown rule %s%s: of a rule of your own, name the folder with --rules", evidence.Quote(id), evidence.Suggest(id, ids))
}

func suggestParam(name string, rule Rule) string {
	if len(rule.Params) == 0 {
		return ": the rule has no parameters"
	}
	return evidence.Suggest(name, sortedKeys(rule.Params))
}

// maxNumber is the largest whole number that survives every JSON reader.
const maxNumber = 1 << 53

// unlike says what is wrong with a value that stands in for the default of a parameter, and
// where in it: another type, or a number out of range. A bad value never falls back to the
// default.
func unlike(def, value any) (path, wrong string) {
	if kindOf(def) != kindOf(value) {
		return "", fmt.Sprintf("wants %s, not %s%s", kindOf(def), written(value), daysHint(def, value))
	}
	switch d := def.(type) {
	case float64:
		v := value.(float64)
		switch {
		case d >= 0 && v < 0:
			return "", fmt.Sprintf("is %v: it cannot be negative", v)
		case math.Abs(v) > maxNumber:
			return "", "is larger than 2^53"
		case d > 0 && d < 1 && v > 1: // a default such as 0.8 is a share
			return "", notShare(v)
		case d == math.Trunc(d) && v != math.Trunc(v):
			return "", fmt.Sprintf("wants a whole number, not %v", v)
		}
	case string:
		if d != "" && strings.TrimSpace(value.(string)) == "" {
			return "", "is empty"
		}
	case []any:
		like, ok := sample(d)
		for i, item := range value.([]any) {
			at := fmt.Sprintf("[%d]", i)
			if ok {
				if path, wrong := unlike(like, item); wrong != "" {
					return at + path, wrong
				}
			} else if kind := kindOf(item); kind == kindOf(nil) || kind == kindOf([]any{}) || kind == kindOf(map[string]any{}) {
				return at, "wants a single value, not " + kind
			}
		}
	case map[string]any:
		items := value.(map[string]any)
		for _, key := range sortedKeys(items) {
			like, ok := d[key]
			if !ok {
				var all []any
				for _, k := range sortedKeys(d) {
					all = append(all, d[k])
				}
				like, ok = sample(all)
			}
			if ok {
				if path, wrong := unlike(like, items[key]); wrong != "" {
					return "." + key + path, wrong
				}
			}
		}
	}
	return "", ""
}

// sample is the value whose type all of a list share, if they do.
func sample(list []any) (any, bool) {
	if len(list) == 0 || slices.ContainsFunc(list, func(v any) bool { return kindOf(v) != kindOf(list[0]) }) {
		return nil, false
	}
	return list[0], true
}

func kindOf(v any) string {
	switch v.(type) {
	case float64, json.Number:
		return "a number"
	case string:
		return "text"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return "nothing"
}

// written shows a single value, and only the kind of anything larger.
func written(v any) string {
	switch v := v.(type) {
	case float64, bool:
		return fmt.Sprintf("%v", v)
	case string:
		return evidence.Quote(v)
	}
	return kindOf(v)
}

// daysHint helps who writes a span as the policy section has it where a parameter counts days.
func daysHint(def, value any) string {
	var days Days
	text, ok := value.(string)
	if _, number := def.(float64); !ok || !number || days.UnmarshalText([]byte(text)) != nil {
		return ""
	}
	return fmt.Sprintf(" (write %d)", days)
}
