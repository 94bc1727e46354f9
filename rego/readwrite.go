package rego

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// WriteAssessment writes an assessment as indented JSON. The same assessment gives the same bytes, and
// an empty list is [], never null.
func WriteAssessment(w io.Writer, a *Assessment) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(a.normal()); err != nil {
		return fmt.Errorf("write assessment: %w", err)
	}
	return nil
}

// ReadAssessment reads an assessment that WriteAssessment wrote. One that is truncated, of
// another version, holds a key that is not part of the format, or contradicts itself is an
// *evidence.Error with name as its file.
func ReadAssessment(r io.Reader, name string) (*Assessment, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	fail := func(offset int64, format string, args ...any) error {
		e := &evidence.Error{File: name, Msg: oneLine(fmt.Sprintf(format, args...))}
		if offset > 0 {
			e.Line = 1 + bytes.Count(data[:min(offset, int64(len(data)))], []byte("\n"))
		}
		return e
	}
	var head struct {
		Version  *int            `json:"version"`
		Verdicts json.RawMessage `json:"verdicts"`
		Coverage json.RawMessage `json:"coverage"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			return nil, fail(syntax.Offset, "is not a whole JSON document: %v", err)
		case errors.As(err, &kind):
			return nil, fail(kind.Offset, "is no assessment: %v", err)
		}
		return nil, fail(0, "is not a JSON document: %v", err)
	}
	if head.Version == nil {
		return nil, fail(0, "is no assessment: it has no version")
	}
	if *head.Version != AssessmentVersion {
		return nil, fail(0, "has version %d; this program reads version %d: make it again with `leastwise scan`", *head.Version, AssessmentVersion)
	}
	if head.Verdicts == nil && head.Coverage != nil {
		return nil, fail(0, "is a snapshot, not an assessment: leastwise scan judges it")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var a Assessment
	if err := dec.Decode(&a); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return nil, fail(kind.Offset, "%s wants %s, not %s", kind.Field, kind.Type, kind.Value)
		}
		return nil, fail(0, "is no assessment: %v", err)
	}
	if err := a.valid(); err != nil {
		return nil, fail(0, "%v", err)
	}
	return a.normal(), nil
}

// valid refuses an assessment that contradicts itself, in particular one edited into a pass.
func (a *Assessment) valid() error {
	if a.TakenAt.Time().IsZero() {
		return fmt.Errorf("taken_at %s is no timestamp", evidence.Quote(string(a.TakenAt)))
	}
	if len(a.Verdicts) == 0 {
		return errors.New("verdicts is empty: nothing was judged")
	}
	last := ""
	for _, v := range a.Verdicts {
		id := v.Rule.ID
		open := slices.ContainsFunc(v.Findings, func(f Finding) bool { return f.Waiver == nil })
		switch {
		case id <= last:
			return fmt.Errorf("verdicts: %s is given twice or out of order", evidence.Quote(id))
		case !slices.Contains(Severities, v.Rule.Severity):
			return fmt.Errorf("verdicts: %s: unknown severity %s", evidence.Short(id), evidence.Quote(string(v.Rule.Severity)))
		case !slices.Contains([]Outcome{Passed, Failed, Skipped, Errored}, v.Outcome):
			return fmt.Errorf("verdicts: %s: unknown outcome %s", evidence.Short(id), evidence.Quote(string(v.Outcome)))
		case open != (v.Outcome == Failed):
			return fmt.Errorf("verdicts: %s: the outcome is %s, which its findings contradict", id, v.Outcome)
		case (v.Outcome == Skipped || v.Outcome == Errored) && v.Reason == "":
			return fmt.Errorf("verdicts: %s: is %s without a reason", id, v.Outcome)
		}
		for _, f := range v.Findings {
			if !slices.Contains([]Status{"", New, Changed, StillThere}, f.Status) {
				return fmt.Errorf("verdicts: %s: unknown status %s", evidence.Short(id), evidence.Quote(string(f.Status)))
			}
		}
		last = id
	}
	return nil
}

// normal is a with empty lists where there were none, so that JSON shows [] and {}.
func (a *Assessment) normal() *Assessment {
	n := *a
	n.Targets = append([]string{}, a.Targets...)
	n.Waivers = append([]WaiverUse{}, a.Waivers...)
	n.Verdicts = append([]Verdict{}, a.Verdicts...)
	if n.Coverage == nil {
		n.Coverage = evidence.Sections{}
	}
	for i := range n.Verdicts {
		v := &n.Verdicts[i]
		v.Findings = append([]Finding{}, v.Findings...)
		v.Rule.Needs = append([]string{}, v.Rule.Needs...)
		v.Rule.References = append([]Reference{}, v.Rule.References...)
		if v.Rule.Params == nil {
			v.Rule.Params = map[string]Param{}
		}
		if v.Rule.Controls == nil {
			v.Rule.Controls = map[string][]string{}
		}
	}
	return &n
}
