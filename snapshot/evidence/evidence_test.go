package evidence

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTimeReadsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Time{
		"2026-01-31":                "2026-01-31T00:00:00Z",
		" 2026-01-31 ":              "2026-01-31T00:00:00Z",
		"2026-01-31T09:08:07":       "2026-01-31T09:08:07Z",
		"2026-01-31 09:08:07":       "2026-01-31T09:08:07Z",
		"2026-01-31T01:00:00+02:00": "2026-01-30T23:00:00Z",
		"2026-01-31T09:08:07.999Z":  "2026-01-31T09:08:07Z",
		"2028-02-29":                "2028-02-29T00:00:00Z",
	} {
		var got Time
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestTimeRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          `"" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`,
		"2026-02-29":                `"2026-02-29" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`,
		"2026-1-5":                  `"2026-1-5" is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`,
		"01/02/2026":                `date "01/02/2026" is ambiguous: write it year first, as 2026-01-31`,
		"1.2.26":                    `date "1.2.26" is ambiguous: write it year first, as 2026-01-31`,
		"0001-01-01":                `date "0001-01-01" is out of range (years 1970 to 9998)`,
		"1970-01-01T00:00:00+14:00": `date "1970-01-01T00:00:00+14:00" is out of range (years 1970 to 9998)`,
		"9999-12-31":                `date "9999-12-31" is out of range (years 1970 to 9998)`,
		strings.Repeat("x", 100):    `"` + strings.Repeat("x", 60) + `"... is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`,
	} {
		got := Time("kept")
		if err := got.UnmarshalText([]byte(text)); fmt.Sprint(err) != want || got != "kept" {
			t.Errorf("%q: got %q, %v, want %s", text, got, err, want)
		}
	}
}

func TestTimeGoesBothWays(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 1, 31, 23, 0, 0, 0, time.FixedZone("", -3600))
	if got := NewTime(moment); got != "2026-02-01T00:00:00Z" || !got.Time().Equal(moment) {
		t.Errorf("got %s, %s", got, got.Time())
	}
	if !Time("").Time().IsZero() {
		t.Error("a time that is not known is the zero time")
	}
}

func TestEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" Ann.Lee+clay@ACME.com ": "ann.lee+clay@acme.com",
		"ann":                     `"ann" is not an email address`,
		"@acme.com":               `"@acme.com" is not an email address`,
		"ann@":                    `"ann@" is not an email address`,
		"ann@b@acme.com":          `"ann@b@acme.com" is not an email address`,
		"ann lee@acme.com":        `"ann lee@acme.com" is not an email address`,
		"Ann <ann@acme.com>":      `"Ann <ann@acme.com>" is not an email address`,
		"ann@acme.com\x1b[m":      `"ann@acme.com\x1b[m" is not an email address`,
		"ann\u202e@acme.com":      `"ann\u202e@acme.com" is not an email address`,
		"a@x.com,b":               `"a@x.com,b" is not an email address`,
	} {
		got, err := Email(text)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestErrorIsOneLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  *Error
		want string
	}{
		{&Error{File: "a.yaml", Line: 3, Path: "x.y", Msg: "is bad"}, "a.yaml:3: x.y: is bad"},
		{&Error{File: "a.yaml", Msg: "is bad"}, "a.yaml: is bad"},
		{&Error{Msg: "is bad"}, "is bad"},
		{&Error{File: "a\n::error::b", Path: "\x1b[2J", Msg: "c\u2028"}, `a\u000a::error::b: \u001b[2J: c\u2028`},
		{Location{File: "l.yaml", Line: 2}.At("p", "%d", 1), "l.yaml:2: p: 1"},
		{Location{}.At("sources.clay", "is bad"), "sources.clay: is bad"},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestSuggestTakesTheNearestAndIsStable(t *testing.T) {
	t.Parallel()
	many := make([]string, 31)
	for i := range many {
		many[i] = fmt.Sprintf("name%02d", i)
	}
	for _, test := range []struct {
		word  string
		names []string
		want  string
	}{
		{"grwth", []string{"free", "growth"}, ` (did you mean "growth"?)`},
		{"GROWTH", []string{"free", "growth"}, ` (did you mean "growth"?)`},
		{"emial", []string{"email", "name"}, ` (did you mean "email"?)`},
		{"cat", []string{"hat", "bat"}, ` (did you mean "bat"?)`},
		{"zzzz", []string{"b", "a"}, ` (known: a, b)`},
		{"zzzz", nil, ""},
		{"zzzz", many, ""},
		{strings.Repeat("n", 100), []string{"n"}, ` (known: n)`},
		{"", []string{"a"}, ` (known: a)`},
	} {
		if got := Suggest(test.word, test.names); got != test.want {
			t.Errorf("Suggest(%q) = %s, want %s", test.word, got, test.want)
		}
	}
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	absolute := filepath.Join(dir, "a.yaml")
	const link = "is a link that leads out of the folder of the configuration: put the file there itself, or name the other one: "
	for name, target := range map[string]string{"sub/in.yaml": "../a.yaml", "out.yaml": "sub/../a.yaml", "sub/folder": "..", "sub/absolute.yaml": absolute, "chain.yaml": "sub/in.yaml"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		dir, path string
		limit     int64
		want      string // the name, or the error
	}{
		{dir, "a.yaml", 5, "a.yaml"},
		{dir, "./sub/../a.yaml", 5, "a.yaml"},
		{sub, "../a.yaml", 5, "../a.yaml"},
		{dir, absolute, 5, "a.yaml"},
		{sub, absolute, 5, filepath.ToSlash(absolute)},
		{dir, "sub/in.yaml", 5, "sub/in.yaml"},
		{dir, "out.yaml", 5, "out.yaml"},
		{dir, "chain.yaml", 5, "chain.yaml"},
		{sub, "in.yaml", 5, link + "in.yaml"},
		{sub, "./in.yaml", 5, link + "./in.yaml"},
		{sub, "absolute.yaml", 5, link + "absolute.yaml"},
		{sub, "folder/a.yaml", 5, link + "folder/a.yaml"},
		{sub, filepath.Join(sub, "in.yaml"), 5, link + filepath.Join(sub, "in.yaml")},
		{sub, "../chain.yaml", 5, "../chain.yaml"},
		{filepath.Join(sub, "folder"), "a.yaml", 5, "a.yaml"},
		{dir, "b.yaml", 5, "no such file: b.yaml"},
		{dir, "sub", 5, "is a folder, not a file: sub"},
		{dir, "a.yaml", 4, "is larger than 4 bytes, the limit: a.yaml"},
		{dir, "a.yaml/x", 4, "read a.yaml/x: not a directory"},
		{dir, "/dev/null", 4, "is not a regular file: /dev/null"},
	} {
		name, data, err := ReadFile(test.dir, test.path, test.limit)
		got := name
		if err != nil {
			got = err.Error()
		} else if string(data) != "12345" {
			t.Errorf("%s: read %q", test.path, data)
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.path, got, test.want)
		}
	}
}
