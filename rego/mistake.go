package rego

import (
	"errors"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// oneLiners turns what OPA says about Rego into one line for each mistake. Inside a template
// string OPA knows no line for a function it does not know: it is looked for in the sources.
func oneLiners(file string, err error, sources ...*source) error {
	var list ast.Errors
	if !errors.As(err, &list) {
		return &evidence.Error{File: file, Msg: oneLine(err.Error())}
	}
	var errs []error
	for _, e := range list {
		at := &evidence.Error{File: file, Msg: e.Message}
		if e.Location != nil && e.Location.File != "" {
			at.File, at.Line = e.Location.File, e.Location.Row
		} else if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok {
			for _, s := range sources {
				if before, _, ok := strings.Cut(string(s.text), name); ok {
					at.File, at.Line = s.file, 1+strings.Count(before, "\n")
				}
			}
		}
		if e.Code == ast.TypeErr && e.Details != nil {
			lines := e.Details.Lines() // the expression and a caret below it come first
			caret := slices.IndexFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "^" })
			at.Msg += ": " + strings.Join(lines[caret+1:], "; ")
		}
		at.Msg = oneLine(at.Msg) + suggestField(e)
		errs = append(errs, at)
	}
	return errors.Join(errs...)
}

// oneLine replaces every run of white space and control characters with one space.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r >= 0x80 && r <= 0xa0 || r == 0x2028 || r == 0x2029
	}), " ")
}

// suggestField names the field that was meant where an author misspelt one.
func suggestField(e *ast.Error) string {
	detail, ok := e.Details.(*ast.RefErrInvalidDetail)
	if !ok || detail.Pos >= len(detail.Ref) {
		return ""
	}
	have, ok := detail.Ref[detail.Pos].Value.(ast.String)
	if !ok {
		return ""
	}
	var fields []string
	for _, v := range detail.OneOf {
		if s, ok := v.(ast.String); ok {
			fields = append(fields, string(s))
		}
	}
	if hint := evidence.Suggest(string(have), fields); strings.HasPrefix(hint, " (did") {
		return hint
	}
	return "" // OPA has listed them all already
}

// Mistakes takes an error apart into the single ones that were joined, in order.
func Mistakes(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, Mistakes(e)...)
		}
		return all
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
