package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"regexp"
	"strconv"
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

// codes finds Mermaid's code of a character.
var codes = regexp.MustCompile(`#(\d+);`)

// FuzzFormatEscapers throws any name at the escapers of the files: what a reader of the format
// finds is one field, label, text or value, and it is the name as visible gives it.
func FuzzFormatEscapers(f *testing.F) {
	for _, name := range append(hostile(), "=1+1", "\t=1", "＝1", `a\"b`, `\`, "#59;", "&quot;", `"];n0->n1;//`, "]]>") {
		f.Add(name)
	}
	page := template.Must(template.New("page").Parse(`<p title="{{.}}">{{.}}</p>`))
	f.Fuzz(func(t *testing.T, name string) {
		want := visible(name)
		rows, err := csv.NewReader(strings.NewReader(forCSV(name) + "," + forCSV(name) + "\r\n")).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 || strings.TrimPrefix(rows[0][1], "'") != strings.TrimPrefix(want, "'") {
			t.Errorf("CSV of %q: %q, %v", name, rows, err)
		} else if first := strings.TrimLeftFunc(rows[0][1], unicode.IsSpace); first != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(first)[0]) {
			t.Errorf("CSV of %q is a formula", name)
		}
		mermaid := forMermaid(name)
		if strings.ContainsAny(codes.ReplaceAllString(mermaid, ""), "\"#;<>&`\\[]{}()|\n%") {
			t.Errorf("Mermaid of %q ends its label: %q", name, mermaid)
		}
		if got := codes.ReplaceAllStringFunc(mermaid, func(code string) string {
			r, _ := strconv.Atoi(code[1 : len(code)-1])
			return string(rune(r))
		}); got != want {
			t.Errorf("Mermaid of %q reads %q", name, got)
		}
		label := `"` + forDOT(name) + `"`
		if end := regexp.MustCompile(`^"(\\.|[^"\\])*"`).FindString(label); end != label {
			t.Errorf("DOT of %q ends its label: %q", name, label)
		}
		if got := strings.NewReplacer(`\\`, `\`, `\"`, `"`, "&amp;", "&").Replace(label[1 : len(label)-1]); got != want {
			t.Errorf("DOT of %q reads %q", name, got)
		}
		var b bytes.Buffer
		if err := page.Execute(&b, show(name)); err != nil {
			t.Fatal(err)
		}
		if shape, _ := htmlShape(t, b.Bytes()); shape != "<html><head><body><p title>" || !strings.Contains(unescaped(b.Bytes()), want) {
			t.Errorf("HTML of %q: %s", name, b.Bytes())
		}
		data, err := xml.Marshal(struct {
			XMLName xml.Name `xml:"x"`
			At      string   `xml:"at,attr"`
			Text    string   `xml:",chardata"`
		}{At: forXML(name), Text: forXML(name)})
		var back struct {
			At   string `xml:"at,attr"`
			Text string `xml:",chardata"`
		}
		if err := errors.Join(err, xml.Unmarshal(data, &back)); err != nil || back.At != want || back.Text != want {
			t.Errorf("XML of %q reads %q and %q: %v", name, back.At, back.Text, err)
		}
		if got := forEvent(name); strings.ContainsFunc(got, hidden) {
			t.Errorf("an event holds %q", got)
		}
	})
}
