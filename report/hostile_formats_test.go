package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// htmlShape is what a browser makes of a page: its elements and attributes in order, and every
// address it would follow.
func htmlShape(t *testing.T, page []byte) (shape, links string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var elements, addresses strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("a comment: %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		elements.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			elements.WriteString(" " + a.Key)
			switch {
			case a.Key == "href" || a.Key == "src":
				addresses.WriteString(a.Val + "\n")
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("attribute %s", a.Key)
			}
		}
		elements.WriteString(">")
	}
	return elements.String(), addresses.String()
}

func TestHostileNamesAddNothingToThePage(t *testing.T) {
	t.Parallel()
	wantShape, wantLinks := htmlShape(t, render(t, "html", hostileAssessment(t, "harmless"), Options{}))
	for _, name := range hostile() {
		page := render(t, "html", hostileAssessment(t, name), Options{})
		shape, links := htmlShape(t, page)
		if shape != wantShape || links != wantLinks {
			t.Errorf("%q: the page has other elements, attributes or links", name)
		}
		if strings.IndexFunc(strings.ReplaceAll(string(page), "\n", ""), hidden) >= 0 {
			t.Errorf("%q: a hidden character is in the page", name)
		}
		if shown := visible(name); !strings.Contains(unescaped(page), shown) {
			t.Errorf("%q: is not shown as it is", name)
		}
	}
}

func unescaped(page []byte) string { return html.UnescapeString(string(page)) }

// Words of rules come from METADATA, of others too.
func TestWordsOfRulesAddNothingToThePage(t *testing.T) {
	t.Parallel()
	wantShape, wantLinks := htmlShape(t, render(t, "html", compared(t), Options{}))
	for _, words := range hostile() {
		a := compared(t)
		r := &a.Verdicts[2].Rule
		r.Title, r.Description, r.Remediation = "Title "+words, "Why "+words, words
		r.References[0].Description = "See " + words
		if shape, links := htmlShape(t, render(t, "html", a, Options{})); shape != wantShape || links != wantLinks {
			t.Errorf("%q: the page has other elements, attributes or links", words)
		}
	}
}

func TestHostileNamesAreNoFormulas(t *testing.T) {
	t.Parallel()
	formulas := []string{"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", " =1", "\r=1", "＝1+1", "a;=1", "a,=1", "a\"\n=1", "%0A=1", "|x"}
	for _, name := range append(hostile(), formulas...) {
		got := render(t, "csv", hostileAssessment(t, name), Options{})
		rows, err := csv.NewReader(bytes.NewReader(got)).ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if len(rows) != 14 { // a head, 5 findings, one gone, one not judged now, and six rules, each with a reason
			t.Errorf("%q: %d rows", name, len(rows))
		}
		for _, row := range rows {
			for _, field := range row {
				first := strings.TrimLeftFunc(field, unicode.IsSpace)
				if first != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(first)[0]) {
					t.Errorf("%q: field %q is a formula", name, field)
				}
				if strings.IndexFunc(field, hidden) >= 0 {
					t.Errorf("%q: a hidden character is in %q", name, field)
				}
			}
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(string(got), "\r\n"), "\r\n") {
			if !strings.HasPrefix(line, `"`) || !strings.HasSuffix(line, `"`) {
				t.Errorf("%q: a field stands without quotes in %q", name, line)
			}
		}
	}
}

func TestHostileNamesAddNothingToJUnit(t *testing.T) {
	t.Parallel()
	shape := func(data []byte) string {
		var b strings.Builder
		dec := xml.NewDecoder(bytes.NewReader(data))
		for {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				return b.String()
			}
			if err != nil {
				t.Fatal(err)
			}
			if start, ok := token.(xml.StartElement); ok {
				b.WriteString("<" + start.Name.Local)
				for _, a := range start.Attr {
					b.WriteString(" " + a.Name.Local)
					if strings.IndexFunc(a.Value, hidden) >= 0 {
						t.Errorf("a hidden character is in %q", a.Value)
					}
				}
			}
		}
	}
	want := shape(render(t, "junit", hostileAssessment(t, "harmless"), Options{}))
	for _, name := range hostile() {
		if got := shape(render(t, "junit", hostileAssessment(t, name), Options{})); got != want {
			t.Errorf("%q: other elements or attributes", name)
		}
	}
}

func TestHostileNamesStayInsideTheirEvent(t *testing.T) {
	t.Parallel()
	want := bytes.Count(render(t, "ocsf", hostileAssessment(t, "harmless"), Options{}), []byte("\n"))
	for _, name := range hostile() {
		got := render(t, "ocsf", hostileAssessment(t, name), Options{})
		if n := bytes.Count(got, []byte("\n")); n != want {
			t.Errorf("%q: %d lines, want %d", name, n, want)
		}
		for line := range bytes.SplitSeq(bytes.TrimSuffix(got, []byte("\n")), []byte("\n")) {
			var event any
			if err := json.Unmarshal(line, &event); err != nil {
				t.Fatalf("%q: %v", name, err)
			}
			for _, s := range leaves(event) {
				if strings.IndexFunc(s, hidden) >= 0 {
					t.Errorf("%q: a hidden character is in %q", name, s)
				}
			}
		}
	}
}

// leaves are all strings of a JSON value.
func leaves(v any) []string {
	var all []string
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, e := range v {
			all = append(all, leaves(e)...)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			all = append(append(all, k), leaves(v[k])...)
		}
	}
	return all
}

// A template that names no escaper is as safe as the format its file name says.
func TestHostileNamesInTemplates(t *testing.T) {
	t.Parallel()
	const loop = `{{range .verdicts}}{{range .findings}}%{{.message}}%{{with .waiver}}{{.reason}}{{end}}%
{{end}}{{end}}`
	markdown := strings.ReplaceAll(strings.Replace(loop, "%\n", "|\n", 1), "%", "|")
	page := "<ul>" + strings.ReplaceAll(loop, "%", `<li title="x">`) + "</ul>"
	plainMarkdown := parseMarkdown(t, fill(t, "r.md", "| A | B |\n|---|---|\n"+markdown, hostileAssessment(t, "harmless")))
	plainShape, _ := htmlShape(t, fill(t, "r.html", page, hostileAssessment(t, "harmless")))
	for _, name := range hostile() {
		a := hostileAssessment(t, name)
		got := parseMarkdown(t, fill(t, "r.md", "| A | B |\n|---|---|\n"+markdown, a))
		for _, kind := range []string{"Link", "AutoLink", "Image", "RawHTML", "HTMLBlock", "Heading", "Table", "TableRow", "TableCell", "CodeSpan"} {
			if got.kinds[kind] != plainMarkdown.kinds[kind] && strings.TrimSpace(name) != "" {
				t.Errorf("%q: %d nodes of %s, want %d", name, got.kinds[kind], kind, plainMarkdown.kinds[kind])
			}
		}
		if shape, _ := htmlShape(t, fill(t, "r.html", page, a)); shape != plainShape {
			t.Errorf("%q: other elements in HTML", name)
		}
		text := string(fill(t, "r.txt", loop, a))
		if strings.IndexFunc(strings.ReplaceAll(text, "\n", ""), hidden) >= 0 || strings.Contains(text, "##[") {
			t.Errorf("%q: acts in text %q", name, text)
		}
		var lines []any
		data := fill(t, "r.json", `[{{range $i, $v := .verdicts}}{{if $i}},{{end}}{{.reason}}{{end}}]`, a)
		if err := json.Unmarshal(data, &lines); err != nil || len(lines) != 6 {
			t.Errorf("%q: JSON %s: %v", name, data, err)
		}
	}
}
