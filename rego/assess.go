package rego

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/leastwise/leastwise/snapshot"
)

// answer is what one rule gave: findings still to be checked, or why it broke.
type answer struct {
	findings []any
	err      error
}

// Assess judges a snapshot: one verdict per rule. A rule that breaks is a verdict, errored;
// the error is for a snapshot that cannot be judged at all, and for a cancelled context.
func (p *Policy) Assess(ctx context.Context, s *snapshot.Snapshot) (*Assessment, error) {
	if s == nil {
		return nil, errors.New("assess: there is no snapshot")
	}
	if s.TakenAt.Time().IsZero() {
		return nil, fmt.Errorf("assess: the snapshot's taken_at %q is no timestamp", s.TakenAt)
	}
	digests := p.digests
	var err error
	if digests.Snapshot, err = snapshot.Digest(s); err != nil {
		return nil, fmt.Errorf("digest snapshot: %w", err)
	}
	input, err := inputOf(s)
	if err != nil {
		return nil, err
	}
	answers, err := p.judge(ctx, input)
	if err != nil {
		return nil, err
	}
	a := &Assessment{
		Version: AssessmentVersion, TakenAt: s.TakenAt, Tool: s.Tool, Targets: s.Targets(), Digests: digests,
		Coverage: s.Coverage, Waivers: waiverUses(p.options.Waivers, s.TakenAt.Time()), Evidence: s.Excerpt(),
	}
	locator := newLocator(p, s)
	for _, rule := range p.rules {
		a.Verdicts = append(a.Verdicts, p.verdict(rule, answers[rule.ID], locator, a.Waivers))
	}
	return a.normal(), nil
}

// inputOf converts a snapshot to what OPA evaluates: once, for all rules.
func inputOf(s *snapshot.Snapshot) (ast.Value, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("convert snapshot: %w", err)
	}
	value, err := ast.ValueFromReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("convert snapshot: %w", err)
	}
	return value, nil
}

// judge asks for the findings of all rules at once. Where that fails, it asks rule by rule,
// so that the one which broke is known and the others are judged all the same.
func (p *Policy) judge(ctx context.Context, input ast.Value) (map[string]answer, error) {
	answers := map[string]answer{}
	value, err := p.eval(ctx, p.all, input)
	if all, ok := value.(map[string]any); ok && err == nil {
		for id, findings := range all {
			list, ok := findings.([]any)
			if !ok {
				return nil, fmt.Errorf("assess: rego/main/main.rego gives no set of findings for %s", id)
			}
			answers[id] = answer{findings: list}
		}
		return answers, nil
	}
	for _, rule := range p.rules {
		answers[rule.ID] = p.judgeOne(ctx, rule, input)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("assess: %w", context.Cause(ctx))
		}
	}
	return answers, nil
}

func (p *Policy) judgeOne(ctx context.Context, rule Rule, input ast.Value) answer {
	q, err := p.query(ctx, fmt.Sprintf("data.rules.%s.%s.findings", rule.Family, rule.ID[len(rule.Family)+1:]))
	if err != nil {
		return answer{err: err}
	}
	value, err := p.eval(ctx, q, input)
	if err != nil {
		return answer{err: err}
	}
	findings, ok := value.([]any)
	if !ok {
		return answer{err: errors.New("findings is undefined")}
	}
	return answer{findings: findings}
}

// eval runs one query within the timeout. The value is nil where it is undefined.
func (p *Policy) eval(ctx context.Context, q opa.PreparedEvalQuery, input ast.Value) (any, error) {
	limited, stop := watched(ctx, p.options.Timeout, p.options.Memory)
	defer stop()
	results, err := q.Eval(limited, opa.EvalParsedInput(input))
	var tooMuch memoryError
	switch {
	case err != nil && errors.As(context.Cause(limited), &tooMuch):
		return nil, tooMuch
	case err != nil && (topdown.IsCancel(err) || limited.Err() != nil):
		return nil, fmt.Errorf("took longer than %s", p.options.Timeout.Round(time.Millisecond))
	case err != nil:
		return nil, err
	case len(results) != 1 || len(results[0].Expressions) != 1:
		return nil, nil
	}
	return results[0].Expressions[0].Value, nil
}
