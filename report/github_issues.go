package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/leastwise/leastwise/rego"
)

// What an issue is kept for: one rule with all its findings, or one finding.
const (
	IssuePerRule    = "rule"
	IssuePerFinding = "finding"
)

const (
	issueLabel   = "leastwise"
	maxNewIssues = 50              // of one run, the worst first; the rest is counted
	writePause   = 1 * time.Second // GitHub asks for it between writes
	maxPages     = 100
)

// IssueChange is one step that brings the issues in line with an assessment.
type IssueChange struct {
	Action string // "open", "update", "close", "reopen"
	Number int    // 0 of an issue that is to be opened
	Title  string

	request *github.IssueRequest
	comment string
}

// IssuePlan is what separates the issues of a repository from an assessment.
type IssuePlan struct {
	Changes   []IssueChange
	Unchanged int
	Kept      int // open issues whose rule was not judged in full: neither found nor gone
	NotOpened int // findings or rules left for a later run, see maxNewIssues
}

// issueMarker is the first line of every issue that is ours. It is made of words and digests
// alone, so that no name can end it, and only at the start of a body does it count.
var issueMarker = regexp.MustCompile(`^<!-- leastwise:issue:(rule|finding):([0-9a-f]{16}):([0-9a-f]{16}):([0-9a-f]{16}) -->`)

// marker names an issue: its mode, the scope of the scan, the rule and what it is about.
type marker struct{ mode, scope, rule, item string }

func (m marker) String() string {
	return fmt.Sprintf("<!-- leastwise:issue:%s:%s:%s:%s -->", m.mode, m.scope, m.rule, m.item)
}

// scope tells the issues of one scan from those of another in the same repository, which a
// matrix over many orgs would otherwise close for each other.
func (g *GitHub) scope(a *rego.Assessment) string {
	return digest16(append([]string{g.category}, a.Targets...)...)
}

func digest16(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// SyncIssues opens, updates, closes and reopens issues until they say what the assessment
// says, one a rule or one a finding (mode). An issue is closed only when its rule was judged
// on complete evidence and did not find it; none is opened where a baseline has everything. An
// issue without our marker and label, or from somebody who cannot write here, is never touched.
// The plan is what was done or, in a dry
// run, what would be; with an error it ends where the error came.
func (g *GitHub) SyncIssues(ctx context.Context, a *rego.Assessment, mode string) (*IssuePlan, error) {
	if mode != IssuePerRule && mode != IssuePerFinding {
		return nil, fmt.Errorf("sync issues: mode %q is neither %s nor %s", mode, IssuePerRule, IssuePerFinding)
	}
	have, err := g.ours(ctx, g.scope(a), mode)
	if err != nil {
		return nil, err
	}
	plan := planIssues(wantedIssues(a, mode, g.scope(a)), settled(a), have)
	if g.dryRun {
		return plan, nil
	}
	for i := range plan.Changes {
		if err := g.apply(ctx, &plan.Changes[i]); err != nil {
			plan.Changes = plan.Changes[:i]
			return plan, err
		}
	}
	return plan, nil
}

// found is an issue of ours.
type found struct {
	marker
	number      int
	open        bool
	title, body string
}

// ours lists the issues of one scope and mode, the oldest first.
func (g *GitHub) ours(ctx context.Context, scope, mode string) ([]found, error) {
	o := &github.IssueListByRepoOptions{
		State: "all", Labels: []string{issueLabel}, Sort: "created", Direction: "asc",
		ListOptions: github.ListOptions{PerPage: 100},
	}
	var list []found
	for range maxPages {
		page, resp, err := g.client.Issues.ListByRepo(ctx, g.owner, g.repo, o)
		if err != nil {
			return nil, refused("list issues", "issues: write", err)
		}
		for _, issue := range page {
			m := issueMarker.FindStringSubmatch(issue.GetBody())
			if m == nil || m[1] != mode || m[2] != scope || issue.IsPullRequest() || !writer(issue.GetUser(), issue.GetAuthorAssociation()) {
				continue
			}
			list = append(list, found{marker{m[1], m[2], m[3], m[4]}, issue.GetNumber(), issue.GetState() == "open", issue.GetTitle(), issue.GetBody()})
		}
		if resp.NextPage == 0 {
			slices.SortFunc(list, func(x, y found) int { return x.number - y.number })
			return list, nil
		}
		o.Page = resp.NextPage
	}
	return nil, fmt.Errorf("list issues: more than %d carry the label %s", maxPages*100, issueLabel)
}

// writer is true for those whose text is not a stranger's: in a public repository anybody
// can write our marker.
func writer(user *github.User, association string) bool {
	return user.GetType() == "Bot" || slices.Contains([]string{"OWNER", "MEMBER", "COLLABORATOR"}, association)
}

// settled are the rules, by digest, whose silence means that nothing is wrong.
func settled(a *rego.Assessment) map[string]string {
	rules := map[string]string{}
	for _, v := range a.Verdicts {
		if v.Judged() {
			rules[digest16(v.Rule.ID)] = day(a.TakenAt)
		}
	}
	return rules
}

// planIssues compares. settled gives the day on which a rule found nothing else.
func planIssues(wanted []wantedIssue, settled map[string]string, have []found) *IssuePlan {
	plan := &IssuePlan{Changes: []IssueChange{}}
	byKey := map[marker]found{}
	for _, f := range have {
		if _, twice := byKey[f.marker]; !twice {
			byKey[f.marker] = f
		} else if f.open {
			plan.add("close", f, &github.IssueRequest{State: new("closed"), StateReason: new("not_planned")}, "Another issue of this repository is kept for the same thing.")
		}
	}
	opened := 0
	for _, w := range wanted {
		f, known := byKey[w.marker]
		delete(byKey, w.marker)
		same := f.title == w.title && normalBody(f.body) == normalBody(w.body)
		switch {
		case w.accepted && (!known || !f.open):
		case !known && opened == maxNewIssues:
			plan.NotOpened++
		case !known:
			opened++
			plan.Changes = append(plan.Changes, IssueChange{Action: "open", Title: w.title,
				request: &github.IssueRequest{Title: &w.title, Body: &w.body, Labels: &[]string{issueLabel}}})
		case !f.open:
			plan.add("reopen", found{number: f.number, title: w.title}, &github.IssueRequest{Title: &w.title, Body: &w.body, State: new("open")}, "Found again.")
		case !same:
			plan.add("update", found{number: f.number, title: w.title}, &github.IssueRequest{Title: &w.title, Body: &w.body}, "")
		default:
			plan.Unchanged++
		}
	}
	for _, f := range have {
		if _, left := byKey[f.marker]; !left || byKey[f.marker].number != f.number || !f.open {
			continue
		}
		seen, judged := settled[f.rule]
		if !judged {
			plan.Kept++
			continue
		}
		plan.add("close", f, &github.IssueRequest{State: new("closed"), StateReason: new("completed")}, "Not found any more, or waived, as seen "+seen+".")
	}
	return plan
}

func (p *IssuePlan) add(action string, f found, r *github.IssueRequest, comment string) {
	p.Changes = append(p.Changes, IssueChange{Action: action, Number: f.number, Title: f.title, request: r, comment: comment})
}

// normalBody is a body as GitHub may have changed it in storing.
func normalBody(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

func (g *GitHub) apply(ctx context.Context, c *IssueChange) error {
	const permission = "issues: write"
	if err := g.wait(ctx, writePause); err != nil {
		return err
	}
	if c.Action == "open" {
		issue, _, err := g.client.Issues.Create(ctx, g.owner, g.repo, c.request)
		if err != nil {
			return refused("open issue", permission, err)
		}
		if c.Number = issue.GetNumber(); c.Number == 0 {
			return errors.New("open issue: GitHub gave no number for it")
		}
		return nil
	}
	what := fmt.Sprintf("%s issue #%d", c.Action, c.Number)
	if _, _, err := g.client.Issues.Edit(ctx, g.owner, g.repo, c.Number, c.request); err != nil {
		return refused(what, permission, err)
	}
	if c.comment == "" {
		return nil
	}
	if _, _, err := g.client.Issues.CreateComment(ctx, g.owner, g.repo, c.Number, &github.IssueComment{Body: &c.comment}); err != nil {
		return refused("comment on issue", permission, err)
	}
	return nil
}
