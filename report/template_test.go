package report

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

func fill(t *testing.T, name, text string, a *rego.Assessment) []byte {
	t.Helper()
	return render(t, TemplateFormat, a, Options{Template: &Template{Name: name, Text: text}})
}

func TestTemplateShowsTheAssessment(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{{.taken_at}} {{.tool.name}} {{len .verdicts}}`:                                              "2026-11-01T08:00:00Z leastwise 6",
		`{{range .verdicts}}{{if eq .outcome "skipped"}}{{.rule.id}}: {{.reason}}{{end}}{{end}}`:      "former_employee/clay_member_left: roster.people was not requested",
		`{{range .verdicts}}{{range .findings}}{{if .waiver}}{{.waiver.reason}}{{end}}{{end}}{{end}}`: "Replaced in Q3",
		`{{.taken_at | day | markdown}}`:                                                              "`2026-11-01`",
		`{{day .taken_at}}`:                                                                           "2026-11-01",
		`{{join ", " .targets}}`:                                                                      "clay/acme-gtm, salesforce/acme",
		`{{$n := len .targets}}{{$n}}`:                                                                "2",
		`{{json .targets}}`:                                                                           `["clay/acme-gtm","salesforce/acme"]`,
		`{{with .evidence.salesforce}}{{(index .access 0).complete}}{{end}}`:                          "false",
		`{{word "least_privilege"}}`:                                                                  "Least privilege",
		`{{index .coverage "no.such"}}`:                                                               "",
		`{{define "x"}}<{{.}}>{{end}}{{range .targets}}{{template "x" .}}{{end}}`:                     "<clay/acme-gtm><salesforce/acme>",
	} {
		if got := string(fill(t, "board.txt", text, sample())); got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestPlainValuesAreEscapedByTheNameOfTheFile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"x.md": "`a|<b>`", "x.md.tmpl": "`a|<b>`", "x.html": "a|&lt;b&gt;", "x.xml": "a|&lt;b&gt;", "x.csv": `"a|<b>"`, "x.json": `"a|\u003cb\u003e"`, "x": "a|<b>", "x.tmpl": "a|<b>",
	} {
		a := sample()
		a.Tool.Name = "a|<b>"
		want = strings.ReplaceAll(want, "`a|<b>`", "`a\\|<b>`")
		if got := string(fill(t, name, "{{.tool.name}}", a)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		if got := string(fill(t, name, "{{.tool.name | html}}", a)); got != "a|&lt;b&gt;" {
			t.Errorf("%s: an escaper that is named is not enough: %s", name, got)
		}
	}
}

func TestTemplatesCannotReachOrRunAway(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, want string
		line       int
	}{
		"syntax":             {"a\n{{if}}", "missing value for if", 2},
		"unknown function":   {"a\nb\n{{env \"HOME\"}}", `function "env" not defined`, 3},
		"unknown key":        {"{{range .verdicts}}\n{{.rule.titel}}{{end}}", `no entry for key "titel"`, 2},
		"printf":             {"{{printf \"%1000000000d\" 1}}", "printf is not for templates", 1},
		"print":              {"{{print .taken_at}}", "print is not for templates", 1},
		"call":               {"{{call .taken_at}}", "call is not for templates", 1},
		"js":                 {"\n\n{{js .taken_at}}", "js is not for templates", 3},
		"method":             {"{{.taken_at.Time}}", "can't evaluate field Time", 1},
		"a list is no text":  {"{{.targets}}", "dir/board.md:1: is a list or a mapping", 1},
		"endless loop":       {"\n{{range 1000000000000}}{{end}}", "takes more than", 2},
		"loop in a loop":     {"{{range 100000}}{{range 100000}}{{end}}{{end}}", "takes more than", 1},
		"template in itself": {`{{define "x"}}{{template "x"}}{{template "x"}}{{end}}{{template "x"}}`, "", 1},
		"loop in a branch":   {"{{if true}}\n\n{{range 1000000000000}}{{end}}{{end}}", "takes more than", 3},
		"loop in with":       {"{{with .tool}}{{range 1000000000000}}{{end}}{{end}}", "takes more than", 1},
		"loop in else":       {"{{range 0}}{{else}}{{range 1000000000000}}{{end}}{{end}}", "takes more than", 1},
		"too much output":    {"{{range 40000}}" + strings.Repeat("x", 2000) + "{{end}}", "writes more than 64 MiB", 0},
		"our own function":   {"{{_step}}", `function "_step" not defined`, 1},
		"file":               {`{{template "/etc/passwd"}}`, `template "/etc/passwd" not defined`, 1},
		"too long":           {strings.Repeat("x", maxTemplateText+1), "is 1048577 bytes long", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			err := Write(&b, TemplateFormat, sample(), Options{Template: &Template{Name: "dir/board.md", Text: c.text}})
			var input *evidence.Error
			if !errors.As(err, &input) || !strings.Contains(err.Error(), c.want) || input.File != "dir/board.md" || input.Line != c.line {
				t.Errorf("got %v (line %d), want %q on line %d", err, line(input), c.want, c.line)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is more than a line: %v", err)
			}
			if b.Len() > 0 {
				t.Error("half a report was written")
			}
		})
	}
}

func line(e *evidence.Error) int {
	if e == nil {
		return -1
	}
	return e.Line
}

// The template of the documentation is one that works.
func TestTemplateOfTheDocumentation(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "docs", "templates.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```gotemplate\n")
	text, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/templates.md holds no template")
	}
	got := string(fill(t, "board.md", text, compared(t)))
	for _, want := range []string{"| `key_rotation/clay_api_key_overdue` |", "waived by `ciso@acme.com`", "not judged in full (`skipped`)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	for name := range escapers() {
		if !strings.Contains(string(doc), "| `"+name+"` |") {
			t.Errorf("docs/templates.md does not name %s", name)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add(`{{range .verdicts}}{{.rule.id}}{{break}}{{end}}`)
	f.Add(`{{define "a"}}{{slice .taken_at 1 2}}{{end}}{{template "a" .}}`)
	f.Add(`{{with $x := .tool}}{{$x = 3}}{{else with .digests}}{{end}}{{continue}}`)
	a := sample()
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "range") > 1 || strings.Count(text, "template") > 1 {
			t.Skip("bounded, but slow")
		}
		var b bytes.Buffer
		if err := Write(&b, TemplateFormat, a, Options{Template: &Template{Name: "x.html", Text: text}}); err == nil && b.Len() > maxTemplateBytes {
			t.Error("too much")
		}
	})
}
