package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
)

// FuzzEscapers throws any name at the escaper of each format.
func FuzzEscapers(f *testing.F) {
	for _, name := range hostile() {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, s := range []string{forTerminal(name), forSARIF(name), span(name), cell(name), prose(name, true)} {
			if strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsFunc(s, func(r rune) bool { return r != unicode.ReplacementChar && hidden(r) }) {
				t.Errorf("a character without a shape: %q", s)
			}
		}
		if strings.Contains(forTerminal(name), "##[") {
			t.Errorf("a workflow command: %q", forTerminal(name))
		}
		if strings.ContainsAny(forSARIF(name), "[]{}\\`<") {
			t.Errorf("markup in SARIF: %q", forSARIF(name))
		}
		for _, s := range []string{"x " + span(name) + " y", "x " + prose(name, false) + " y"} {
			var html bytes.Buffer
			if err := goldmark.Convert([]byte(s), &html); err != nil {
				t.Fatal(err)
			}
			for _, tag := range []string{"<a ", "<img", "<h1", "<script", "<!--", "<em>", "<strong>", "<ul", "<blockquote"} {
				if strings.Contains(html.String(), tag) {
					t.Errorf("%q renders as %s", s, html.String())
				}
			}
		}
	})
}

// FuzzReports puts any name in every place of an assessment and renders it in every format.
func FuzzReports(f *testing.F) {
	for _, name := range []string{"a|b", "```\n# x", "[x](y)", "\u202E", "::error::x", strings.Repeat("x", 3000)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		a := hostileAssessment(t, name)
		for _, format := range Formats() {
			var b bytes.Buffer
			if err := Write(&b, format.Name, a, Options{}); err != nil {
				continue // an assessment that no format can take is refused, not written
			}
			if (format.Name == "json" || format.Name == "sarif") && !json.Valid(b.Bytes()) {
				t.Errorf("%s is no JSON", format.Name)
			}
			if _, err := io.Copy(io.Discard, &b); err != nil {
				t.Fatal(err)
			}
		}
	})
}
