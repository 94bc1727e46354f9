package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// TemplateFormat is the format that Write takes together with Options.Template.
const TemplateFormat = "template"

// Template is a report of the user's own: a text/template over the assessment as its schema
// names it, so {{.taken_at}} and {{range .verdicts}}{{.rule.id}}{{end}}. See docs/templates.md.
type Template struct {
	Name string // of the file: its ending says how plain values are escaped
	Text string
}

// Limits of a template. They are counted, not timed: the same template and assessment end alike
// on any machine.
const (
	maxTemplateText  = 1 << 20
	maxTemplateBytes = 64 << 20
	maxTemplateSteps = 1_000_000 // turns of loops and calls of templates
)

var (
	errTemplateBytes = fmt.Errorf("writes more than %d MiB", maxTemplateBytes>>20)
	errTemplateSteps = fmt.Errorf("takes more than %d steps: look for a loop in a loop, or a template that calls itself", maxTemplateSteps)
)

// writeTemplate runs a template that can reach nothing but its data: the values are maps, lists,
// words and numbers without methods, and no function opens, calls or formats anything.
func writeTemplate(w io.Writer, a *rego.Assessment, o Options) error {
	if o.Template == nil {
		return errors.New("no template is given")
	}
	steps := 0
	t, err := o.Template.parse(func() (string, error) {
		if steps++; steps > maxTemplateSteps {
			return "", errTemplateSteps
		}
		return "", nil
	})
	if err != nil {
		return err
	}
	for _, part := range t.Templates() {
		if part.Tree != nil {
			guard(part.Tree.Root, true, 1)
		}
	}
	out := &bounded{}
	if err := t.Execute(out, plainValue(a)); err != nil {
		return templateError(o.Template.Name, err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

// Check says whether the text is a template at all: what it names is known when it runs. The error
// is an *evidence.Error with file and line.
func (t *Template) Check() error {
	_, err := t.parse(func() (string, error) { return "", nil })
	return err
}

func (t *Template) parse(step func() (string, error)) (*template.Template, error) {
	if len(t.Text) > maxTemplateText {
		return nil, &evidence.Error{File: t.Name, Msg: fmt.Sprintf("is %d bytes long; a template may have %d", len(t.Text), maxTemplateText)}
	}
	funcs := templateFuncs(t.Name)
	funcs[stepFunc] = step
	parsed, err := template.New(path.Base(t.Name)).Option("missingkey=error").Funcs(funcs).Parse(t.Text)
	if err != nil {
		return nil, templateError(t.Name, err)
	}
	return parsed, nil
}

// bounded is a buffer that refuses to grow for ever.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxTemplateBytes {
		return 0, errTemplateBytes
	}
	return b.Buffer.Write(p)
}

var templatePlace = regexp.MustCompile(`(?s)^template: (?:.*?):(\d+)(?::\d+)?: (.*)$`)

// templateError names the file as the user did, and the line.
func templateError(file string, err error) error {
	e := &evidence.Error{File: file, Msg: err.Error()}
	if m := templatePlace.FindStringSubmatch(err.Error()); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Msg = m[2]
	}
	if _, ours, ok := strings.Cut(e.Msg, " at <"+plainFunc+">: error calling "+plainFunc+": "); ok {
		e.Msg = ours // the author wrote no such name
	}
	switch {
	case errors.Is(err, errTemplateSteps):
		e.Msg = errTemplateSteps.Error()
	case errors.Is(err, errTemplateBytes):
		e.Line, e.Msg = 0, errTemplateBytes.Error()
	}
	e.Msg = visible(oneLine(e.Msg))
	return e
}

// stepFunc counts, plainFunc escapes what the author did not; nobody can write their names.
const (
	stepFunc  = "ˍstep"
	plainFunc = "ˍplain"
)

// guard makes every list that may run often count its turns, and every value that is written
// pass an escaper.
func guard(list *parse.ListNode, counted bool, line int) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if p := n.Pipe; len(p.Decl) == 0 && !endsEscaped(p) {
				p.Cmds = append(p.Cmds, snippet("{{0 | "+plainFunc+"}}", n.Line).Pipe.Cmds[1])
			}
		case *parse.IfNode:
			guard(n.List, false, n.Line)
			guard(n.ElseList, false, n.Line)
		case *parse.WithNode:
			guard(n.List, false, n.Line)
			guard(n.ElseList, false, n.Line)
		case *parse.RangeNode:
			guard(n.List, true, n.Line)
			guard(n.ElseList, false, n.Line)
		}
	}
	if counted {
		list.Nodes = slices.Insert(list.Nodes, 0, parse.Node(snippet("{{"+stepFunc+"}}", line)))
	}
}

func endsEscaped(p *parse.PipeNode) bool {
	last := p.Cmds[len(p.Cmds)-1]
	id, ok := last.Args[0].(*parse.IdentifierNode)
	return ok && escapers()[id.Ident] != nil
}

// snippet is an action of ours that claims to stand on a line of the template.
func snippet(text string, line int) *parse.ActionNode {
	nothing := func() string { return "" }
	trees, err := parse.Parse("report", strings.Repeat("\n", max(line, 1)-1)+text, "{{", "}}", map[string]any{stepFunc: nothing, plainFunc: nothing})
	if err != nil {
		panic(err) // the text is ours
	}
	nodes := trees["report"].Root.Nodes
	return nodes[len(nodes)-1].(*parse.ActionNode)
}

// escapers are the ways to write a value, by name.
func escapers() map[string]func(string) string {
	return map[string]func(string) string{
		"text":     forTerminal,
		"markdown": span,
		"cell":     cell,
		"html":     func(s string) string { return template.HTMLEscapeString(visible(s)) },
		"xml":      func(s string) string { return template.HTMLEscapeString(forXML(s)) },
		"csv":      forCSV,
		"url":      func(s string) string { return url.QueryEscape(visible(s)) },
		"json":     func(s string) string { return s }, // encoded by templateFuncs, whatever the value
	}
}

// templateFuncs are all functions of a template. What text/template brings is left out where it
// formats without escaping, or can make a value of any length.
func templateFuncs(file string) template.FuncMap {
	funcs := template.FuncMap{
		"day":  func(s string) string { return day(evidence.Time(s)) },
		"join": joinWords,
		"word": humanize,
	}
	for name, escape := range escapers() {
		funcs[name] = func(v any) (string, error) { return written(v, escape) }
	}
	funcs["json"] = func(v any) (string, error) {
		data, err := json.Marshal(v)
		return visibleJSON(data), err
	}
	funcs[plainFunc] = funcs[plainEscaper(file)]
	for _, name := range []string{"print", "printf", "println", "js", "urlquery", "call"} {
		funcs[name] = func(...any) (string, error) {
			return "", fmt.Errorf("%s is not for templates of reports: write the value, or pass it to text, markdown, cell, html, xml, csv, url or json", name)
		}
	}
	return funcs
}

// plainEscaper is how a value is written that no escaper is named for.
func plainEscaper(file string) string {
	file = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(file), ".tmpl"), ".gotmpl")
	switch path.Ext(file) {
	case ".md", ".markdown":
		return "cell" // holds in a table and out of it, but for a backslash before a pipe
	case ".html", ".htm":
		return "html"
	case ".xml", ".svg":
		return "xml"
	case ".csv":
		return "csv"
	case ".json", ".ndjson":
		return "json"
	}
	return "text"
}

func written(v any, escape func(string) string) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return escape(v), nil
	case bool, int64, int, float64:
		return fmt.Sprint(v), nil
	}
	return "", errors.New("is a list or a mapping: range over it, name one of its values, or use json or join")
}

func joinWords(separator string, list []any) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, separator)
}

// visibleJSON spells out what JSON lets stand and a reader does not see.
func visibleJSON(data []byte) string {
	var b strings.Builder
	for _, r := range string(data) {
		if hidden(r) {
			for _, unit := range utf16Units(r) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
