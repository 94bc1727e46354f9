package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
)

// verifyAssessment computes the digests of an assessment again, and with the snapshot at hand
// all of it. c may be nil, which is all right where the assessment was made without a policy; what
// then differs may be no more than where a configuration stands, and is not called a change.
func verifyAssessment(ctx context.Context, s streams, out *checks, c *config, o verifyOptions, docs verified) error {
	name, has := docs.names[1], docs.assessment.Digests
	if docs.snap != nil {
		digest, err := snapshot.Digest(docs.snap)
		if err != nil {
			return err
		}
		out.check(digest == has.Snapshot, name+": snapshot")
	} else {
		out.miss(name + ": name its snapshot too, and it is judged again")
	}
	if c == nil && has.Policy != "" {
		out.miss(name + ": name the configuration with --config to check policy and rules")
		return nil
	}
	if evidence := docs.assessment.Evidence; docs.snap == nil && evidence != nil && evidence.Redacted != "" {
		out.miss(name + ": is redacted, and only with its snapshot can policy and rules be checked")
		return nil
	}
	own := docs.ownRules()
	if len(own) > 0 && len(o.ruleDirs) == 0 {
		out.miss(fmt.Sprintf("%s: name the folder of its own rules (%s) with --rules to check policy and rules", name, ruleNames(own)))
		return nil
	}
	options, err := o.redact.options(c, o.ruleDirs, docs.snap)
	if err != nil {
		return err
	}
	policy, err := rego.Load(ctx, options)
	if err != nil {
		return c.placeOwn(err)
	}
	now := policy.Digests()
	out.check(now.Policy == has.Policy, name+": policy, settings and waivers")
	for _, rule := range policy.Rules() {
		if rule.Custom {
			own = slices.DeleteFunc(own, func(id string) bool { return id == rule.ID })
		}
	}
	if len(own) > 0 {
		out.miss(fmt.Sprintf("%s: name the folder of the other rules of its own (%s) with --rules as well, to check the rules", name, ruleNames(own)))
		return nil
	}
	out.check(now.Rules == has.Rules, name+": rules")
	if docs.snap == nil {
		return nil
	}
	again, err := policy.Assess(ctx, docs.snap)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	same, words, err := verifyVerdicts(ctx, s, out, o, docs, again)
	switch {
	case err != nil:
		return err
	case !same && c == nil:
		out.miss(name + ": judged again without a configuration it is not the same: name the one it was made with, with --config")
	default:
		out.check(same, name+": judged again, "+words)
	}
	return nil
}

// ownRules are the rules of an assessment that came from a folder of its operator.
func (v *verified) ownRules() []string {
	var ids []string
	for _, verdict := range v.assessment.Verdicts {
		if verdict.Rule.Custom {
			ids = append(ids, verdict.Rule.ID)
		}
	}
	return ids
}

// ruleNames are the first few of some rules, and how many more there are.
func ruleNames(ids []string) string {
	const named = 3
	if len(ids) <= named {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(ids[:named], ", "), len(ids)-named)
}

// verifyVerdicts holds an assessment to the one of today. What a baseline and the assessments
// before it added can be told only with those at hand; without them the rest is compared.
func verifyVerdicts(ctx context.Context, s streams, out *checks, o verifyOptions, docs verified, again *rego.Assessment) (same bool, words string, err error) {
	name, was, missed := docs.names[1], docs.assessment, out.unchecked
	if was.InBaseline() > 0 && o.baseline == "" {
		out.miss(name + ": name its baseline with --baseline, which says what does not count")
	}
	if was.Lifecycle != nil && len(o.extra.previous) == 0 {
		out.miss(name + ": name the assessments before it with --previous, which say what is new and gone")
	}
	if out.unchecked == missed {
		if err := mark(ctx, s, o, again); err != nil {
			return false, "", err
		}
		now, err := assessmentBytes(again)
		return bytes.Equal(now, docs.text), "the same bytes", err
	}
	canonical, err := assessmentBytes(was)
	if err != nil {
		return false, "", err
	}
	bare, err := assessmentBytes(was.Unmarked())
	if err != nil {
		return false, "", err
	}
	now, err := assessmentBytes(again)
	return bytes.Equal(canonical, docs.text) && bytes.Equal(now, bare), "the same in what was checked", err
}

// mark adds to an assessment what scan adds for --baseline and --previous.
func mark(ctx context.Context, s streams, o verifyOptions, a *rego.Assessment) error {
	if err := o.extra.read(ctx, s); err != nil {
		return err
	}
	if o.baseline != "" {
		baseline, err := readAssessment(ctx, s, o.baseline)
		if err != nil {
			return err
		}
		if err := a.Accept(baseline); err != nil {
			return fmt.Errorf("--baseline %s: %w", o.baseline, err)
		}
	}
	return o.extra.apply(a, &report.Options{})
}

func assessmentBytes(a *rego.Assessment) ([]byte, error) {
	var b bytes.Buffer
	err := rego.WriteAssessment(&b, a)
	return b.Bytes(), err
}
