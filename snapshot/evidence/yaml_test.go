package evidence

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

type room struct {
	Name     string   `json:"name" yaml:"key"`
	Seats    *int64   `json:"seats,omitempty"`
	Open     bool     `json:"open"`
	Rent     float64  `json:"rent"`
	Since    Time     `json:"since"`
	Tags     []string `json:"tags"`
	Used     Words    `json:"used_by"`
	Hidden   string   `json:"-"`
	Kept     string   `json:"kept" yaml:"-"`
	Location Location `json:"location"`
}

type wing struct {
	Note  string `json:"note"`
	Rooms []room `json:"rooms" yaml:"shorthand"`
}

type common struct {
	By string `json:"by"`
}

type house struct {
	common
	Wing   wing           `json:"wing"`
	Keyed  []room         `json:"keyed"`
	Free   any            `json:"free"`
	Limits map[string]int `json:"limits"`
	Rule   struct {
		Max  int64  `json:"max" yaml:"shorthand"`
		Note string `json:"note"`
	} `json:"rule"`
}

func TestDecodeYAMLReadsValuesAndLines(t *testing.T) {
	t.Parallel()
	const text = "\uFEFFby: ann\nwing:\n  - name: hall\n    seats: 1_000\n    open: True\n    rent: 1.5\n    since: 2026-01-31\n    tags: []\n    used_by: one\n" +
		"  - name: 0012\n    used_by: [a, b]\n    seats:\nkeyed:\n  attic:\n    open: true\n  cellar:\nlimits: {a: 1}\nrule: 7\n" +
		"free: {day: 2026-01-31, n: 010, f: 1.5, b: true, s: yes, none: ~, list: [1, ~]}\r\n"
	var got house
	if _, err := DecodeYAML("h.yaml", []byte(text), &got); err != nil {
		t.Fatal(err)
	}
	seats := int64(1000)
	at := func(line int) Location { return Location{File: "h.yaml", Line: line} }
	want := house{
		common: common{By: "ann"},
		Wing: wing{Rooms: []room{
			{Name: "hall", Seats: &seats, Open: true, Rent: 1.5, Since: "2026-01-31T00:00:00Z", Tags: []string{}, Used: Words{"one"}, Location: at(3)},
			{Name: "0012", Used: Words{"a", "b"}, Location: at(10)},
		}},
		Keyed:  []room{{Name: "attic", Open: true, Location: at(14)}, {Name: "cellar", Location: at(16)}},
		Limits: map[string]int{"a": 1},
		Free:   map[string]any{"day": "2026-01-31", "n": 10, "f": 1.5, "b": true, "s": "yes", "none": nil, "list": []any{1, nil}},
	}
	want.Rule.Max = 7
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(house{})); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeYAMLReadsTheLongFormOfAShorthand(t *testing.T) {
	t.Parallel()
	var got house
	if _, err := DecodeYAML("h.yaml", []byte("wing: {note: x, rooms: {hall: {open: true}}}\nrule: {max: 3, note: y}\n"), &got); err != nil {
		t.Fatal(err)
	}
	if got.Wing.Note != "x" || len(got.Wing.Rooms) != 1 || got.Wing.Rooms[0].Name != "hall" || got.Rule.Max != 3 {
		t.Errorf("got %+v", got)
	}
	got = house{}
	if _, err := DecodeYAML("h.yaml", []byte("wing: {hall: {open: true}, attic: }\n"), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Wing.Rooms) != 2 || got.Wing.Rooms[1].Name != "attic" {
		t.Errorf("got %+v", got.Wing)
	}
}

func TestDecodeYAMLRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"an unknown key":                {"by: x\nwng: []\n", `h.yaml:2: unknown key "wng" (did you mean "wing"?)`},
		"an unknown key far from all":   {"qqqqqqqq: 1\n", `h.yaml:1: unknown key "qqqqqqqq" (known: by, free, keyed, limits, rule, wing)`},
		"an unknown key below":          {"wing:\n- name: a\n  seat: 1\n", `h.yaml:3: wing[0]: unknown key "seat" (did you mean "seats"?)`},
		"a field YAML may not set":      {"wing:\n- kept: 1\n", `h.yaml:2: wing[0]: unknown key "kept" (known: name, open, rent, seats, since, tags, used_by)`},
		"a location":                    {"wing:\n- location: {}\n", `h.yaml:2: wing[0]: unknown key "location" (known: name, open, rent, seats, since, tags, used_by)`},
		"a duplicate key":               {"by: x\n\nby: y\n", `h.yaml:3: by: is given twice (first on line 1)`},
		"a duplicate key of a map":      {"limits:\n  a: 1\n  a: 2\n", `h.yaml:3: limits.a: is given twice (first on line 2)`},
		"a duplicate key of free text":  {"free:\n  a: 1\n  a: 2\n", `h.yaml:3: free.a: is given twice (first on line 2)`},
		"a duplicate keyed entry":       {"keyed:\n  a: {}\n  a: {}\n", `h.yaml:3: keyed.a: is given twice (first on line 2)`},
		"another name than its key":     {"keyed:\n  a: {name: b}\n", `h.yaml:2: keyed.a: has another name than the key it stands under`},
		"a word for a number":           {"limits: {a: many}\n", `h.yaml:1: limits.a: wants a whole number, not "many"`},
		"a fraction for a whole number": {"limits: {a: 1.5}\n", `h.yaml:1: limits.a: wants a whole number, not "1.5"`},
		"a number with commas":          {"limits: {a: '12,000'}\n", `h.yaml:1: limits.a: wants a whole number, not "12,000"`},
		"a number with stray marks":     {"limits: {a: 1__0}\n", `h.yaml:1: limits.a: wants a whole number, not "1__0"`},
		"a huge number":                 {"limits: {a: 9007199254740993}\n", `h.yaml:1: limits.a: number "9007199254740993" is too large (limit 2^53)`},
		"a number beyond 64 bits":       {"limits: {a: 99999999999999999999}\n", `h.yaml:1: limits.a: number "99999999999999999999" is too large (limit 2^53)`},
		"a huge free number":            {"free: 99999999999999999999\n", `h.yaml:1: free: wants a number below 2^53, not "99999999999999999999"`},
		"not a number":                  {"wing: [{rent: nan}]\n", `h.yaml:1: wing[0].rent: wants a number below 2^53, not "nan"`},
		"infinity":                      {"free: .inf\n", `h.yaml:1: free: wants a number below 2^53, not ".inf"`},
		"yes for true":                  {"wing: [{open: yes}]\n", `h.yaml:1: wing[0].open: wants true or false, not "yes"`},
		"a long text for true":          {"wing: [{open: sk-live-0123456789}]\n", `h.yaml:1: wing[0].open: wants true or false, not text`},
		"a list for a value":            {"by: [x]\n", `h.yaml:1: by: wants a single value, not a list`},
		"a mapping for a date":          {"wing: [{since: {}}]\n", `h.yaml:1: wing[0].since: wants a single value, not a mapping`},
		"a value for a list":            {"wing: [{tags: x}]\n", `h.yaml:1: wing[0].tags: wants a list, not a single value`},
		"a value for a mapping":         {"limits: x\n", `h.yaml:1: limits: wants a mapping of keys, not a single value`},
		"a value for the file":          {"hello\n", `h.yaml:1: wants a mapping of keys, not a single value`},
		"a list for the file":           {"- a\n", `h.yaml:1: wants a mapping of keys, not a list`},
		"a bad date":                    {"wing:\n- since: soon\n", `h.yaml:2: wing[0].since: "soon" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`},
		"an empty list item":            {"wing:\n-\n", `h.yaml:2: wing[0]: is empty: fill the list item in, or remove it`},
		"an alias":                      {"by: &a x\nfree: *a\n", `h.yaml:2: YAML aliases are not accepted: write the value out, or in quotes if it starts with "*"`},
		"a bomb of aliases":             {"free:\n  a: &a [" + strings.Repeat("x, ", 99) + "x]\n" + bomb('a', 'z'), `h.yaml:3: YAML aliases are not accepted: write the value out, or in quotes if it starts with "*"`},
		"an unknown anchor":             {"by: x\nfree: *hunter2\n", `h.yaml:2: YAML aliases are not accepted: put a value that starts with "*" in quotes`},
		"a tag":                         {"by: !!null x\n", `h.yaml:1: YAML tags are not accepted: put a value that starts with "!" in quotes`},
		"a merge key":                   {"free: {<<: {a: 1}}\n", `h.yaml:1: YAML merge keys ("<<") are not accepted: write the keys out`},
		"a key that is a list":          {"? [a]\n: 1\n", `h.yaml:1: a key must be a word`},
		"a key that is nothing":         {"free: {~: 1}\n", `h.yaml:1: a key must be a word`},
		"a second document":             {"by: x\n---\nby: y\n", `h.yaml:2: holds a second document: keep one per file`},
		"a broken second document":      {"by: x\n---\nby: [\n", `h.yaml:4: not valid YAML: did not find expected node content`},
		"depth":                         {"free: " + strings.Repeat("[", 70) + strings.Repeat("]", 70), `h.yaml:1: is nested deeper than 64 levels`},
		"nothing":                       {"", `h.yaml: is empty`},
		"comments alone":                {"# later\n", `h.yaml: is empty`},
		"a null document":               {"---\n", `h.yaml: is empty`},
		"a tab":                         {"wing:\n\t- x\n", `h.yaml:2: not valid YAML: found character that cannot start any token`},
		"a broken mapping":              {"by: x\nfree: {a: 1\nrule: 1\n", `h.yaml:2: not valid YAML: did not find expected ',' or '}'`},
		"a mistake on the first line":   {"by: [x\n", `h.yaml:2: not valid YAML: did not find expected ',' or ']'`},
		"not UTF-8":                     {"by: x\nfree: \xff\n", `h.yaml:2: is not UTF-8: save the file as UTF-8`},
		"UTF-16":                        {"\xff\xfeb\x00y\x00", `h.yaml:1: is not UTF-8: save the file as UTF-8`},
		"a control character":           {"by: x\nfree: \x1b[31m\n", `h.yaml:2: holds the control character U+001B: remove it`},
		"a key with an escape in it":    {"free: {\"a\\nb\": 1, \"a\\nb\": 2}\n", `h.yaml:1: free.a\u000ab: is given twice (first on line 1)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var into house
			_, err := DecodeYAML("h.yaml", []byte(test.text), &into)
			if err == nil {
				t.Fatalf("accepted, want %s", test.want)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Error(diff)
			}
			var ours *Error
			if !errors.As(err, &ours) || ours.File != "h.yaml" {
				t.Errorf("%T is not an *Error of the file", err)
			}
		})
	}
}

// bomb is a line for each letter behind the first, with a hundred aliases of the one before it.
func bomb(from, to rune) string {
	var b strings.Builder
	for c := from + 1; c <= to; c++ {
		fmt.Fprintf(&b, "  %c: &%c [%s*%c ]\n", c, c, strings.Repeat(fmt.Sprintf("*%c , ", c-1), 99), c-1)
	}
	return b.String()
}

func TestDecodeYAMLHoldsItsLimits(t *testing.T) {
	t.Parallel()
	var into house
	_, err := DecodeYAML("h.yaml", make([]byte, MaxYAMLBytes+1), &into)
	if got, want := fmt.Sprint(err), "h.yaml: is larger than 25 MB, the limit for a hand-kept file"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// A file of two million values takes seconds to parse; the count is what is under test.
	d := &decoder{file: "h.yaml", nodes: maxYAMLNodes - 1}
	node := &yaml.Node{Kind: yaml.SequenceNode, Line: 1, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Line: 1}}}
	if err = d.check(node.Content[0], 0); err != nil {
		t.Errorf("refused the last value within the limit: %v", err)
	}
	err = d.check(node, 0)
	if got, want := fmt.Sprint(err), "h.yaml:1: holds more than 2000000 values"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDocFindsTheLineOfAPathOrOfItsNearestParent(t *testing.T) {
	t.Parallel()
	var into house
	doc, err := DecodeYAML("h.yaml", []byte("by: x\nwing:\n  - name: a\n  - name: b\n    seats: 2\n"), &into)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path []string
		line int
		text string
	}{
		{nil, 1, "h.yaml:1: m"},
		{[]string{"wing"}, 2, "h.yaml:2: wing: m"},
		{[]string{"wing", "1"}, 4, "h.yaml:4: wing[1]: m"},
		{[]string{"wing", "1", "seats"}, 5, "h.yaml:5: wing[1].seats: m"},
		{[]string{"wing", "1", "tags"}, 4, "h.yaml:4: wing[1].tags: m"},
		{[]string{"wing", "9", "seats"}, 2, "h.yaml:2: wing[9].seats: m"},
		{[]string{"wing", "x"}, 2, "h.yaml:2: wing[x]: m"},
		{[]string{"by", "x", "y"}, 1, "h.yaml:1: by.x.y: m"},
		{[]string{"nothing"}, 1, "h.yaml:1: nothing: m"},
	} {
		if got, want := doc.Find(test.path...), (Location{File: "h.yaml", Line: test.line}); got != want {
			t.Errorf("Find(%v) = %v, want %v", test.path, got, want)
		}
		if got := doc.Errorf(test.path, "m").Error(); got != test.text {
			t.Errorf("Errorf(%v) = %s, want %s", test.path, got, test.text)
		}
	}
	if diff := cmp.Diff([][]string{{"wing", "0"}, {"wing", "1"}}, doc.Entries("wing")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]string{{"by"}, {"wing"}}, doc.Entries()); diff != "" {
		t.Error(diff)
	}
	if doc.Entries("by") != nil || doc.Entries("nothing") != nil {
		t.Error("a single value and nothing have no entries")
	}
}

func FuzzDecodeYAML(f *testing.F) {
	for _, seed := range []string{"by: x\nwing: [{name: a}]\n", "keyed: {a: {}, b: }\n", "free: {a: [1, ~, {b: 2026-01-31}]}\n",
		"? [a]\n: &x *x\n", "<<: *a\n", "--- \n...\n---\n", "%YAML 1.1\n---\n!!set {a}\n", "a: |\n  x\n #\n", "\"\\x", "by: >2-\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var into house
		doc, err := DecodeYAML("h.yaml", data, &into)
		if err == nil {
			doc.Find("wing", "0", "name")
			return
		}
		var ours *Error
		if !errors.As(err, &ours) || strings.ContainsAny(err.Error(), "\n\r\x1b") {
			t.Errorf("not a one-line *Error: %q", err)
		}
	})
}

func TestDecodeYAMLTellsASingleValueFromAList(t *testing.T) {
	t.Parallel()
	type export struct {
		File string `json:"file" yaml:"shorthand"`
		Note string `json:"note"`
	}
	type exports struct {
		export
		List []export `json:"list" yaml:"shorthand"`
	}
	for text, want := range map[string]exports{
		"in: a.csv\n":                       {export: export{File: "a.csv"}},
		"in: {file: a.csv, note: n}\n":      {export: export{File: "a.csv", Note: "n"}},
		"in: [a.csv, {file: b, note: n}]\n": {List: []export{{File: "a.csv"}, {File: "b", Note: "n"}}},
	} {
		var got struct {
			In exports `json:"in"`
		}
		if _, err := DecodeYAML("h.yaml", []byte(text), &got); err != nil {
			t.Errorf("%q: %v", text, err)
		} else if diff := cmp.Diff(want, got.In, cmp.AllowUnexported(exports{})); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
