package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/leastwise/leastwise/rego"
)

// CommentOn keeps one comment on a pull request that says what the assessment says, and
// returns what it did: "write", "update", "" where nothing was to be done. A scan without
// findings writes no comment, but mends one that is there.
func (g *GitHub) CommentOn(ctx context.Context, pull int, a *rego.Assessment) (string, error) {
	const permission = "pull-requests: write"
	if pull < 1 {
		return "", errors.New("comment: no pull request is named")
	}
	mark := "<!-- leastwise:comment:" + g.scope(a) + " -->"
	body := commentBody(a, mark)
	old, err := g.comment(ctx, pull, mark)
	switch {
	case err != nil:
		return "", refused("list comments", permission, err)
	case old == nil && len(entries(a, open)) == 0 && len(a.Incomplete()) == 0:
		return "", nil
	case old == nil:
		if g.dryRun {
			return "write", nil
		}
		if _, _, err := g.client.Issues.CreateComment(ctx, g.owner, g.repo, pull, &github.IssueComment{Body: &body}); err != nil {
			return "", refused("write comment", permission, err)
		}
		return "write", nil
	case normalBody(old.GetBody()) == normalBody(body):
		return "", nil
	case g.dryRun:
		return "update", nil
	}
	if _, _, err := g.client.Issues.EditComment(ctx, g.owner, g.repo, old.GetID(), &github.IssueComment{Body: &body}); err != nil {
		return "", refused("update comment", permission, err)
	}
	return "update", nil
}

// comment is our comment on the pull request, nil where there is none.
func (g *GitHub) comment(ctx context.Context, pull int, mark string) (*github.IssueComment, error) {
	o := &github.IssueListCommentsOptions{ListOptions: github.ListOptions{PerPage: 100}}
	for range maxPages {
		page, resp, err := g.client.Issues.ListComments(ctx, g.owner, g.repo, pull, o)
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			if strings.HasPrefix(c.GetBody(), mark) && writer(c.GetUser(), c.GetAuthorAssociation()) {
				return c, nil
			}
		}
		if resp.NextPage == 0 {
			return nil, nil
		}
		o.Page = resp.NextPage
	}
	return nil, fmt.Errorf("more than %d comments", maxPages*100)
}

// commentBody is the short report: counts, the findings, and what was not judged.
func commentBody(a *rego.Assessment, mark string) string {
	d := &document{}
	d.add("%s", mark)
	d.add("### Leastwise: %s", orDash(cells(a.Targets)))
	t := count(a)
	d.add("**%s.**", t.sentence())
	d.warning(t)
	if all := entries(a, open); len(all) > 0 {
		d.table("Severity", "What is wrong", "Where")
		for _, e := range all {
			d.row(severityWord(e.rule.Severity), cell(e.finding.Message)+inBaseline(e.finding), evidenceCell(e.finding))
		}
	}
	d.unjudged(a)
	return string(d.bytes(maxBody))
}

// WriteOutputs writes the numbers of an assessment as outputs of a workflow step: findings,
// critical, high, medium, low, waived, not-evaluated, judged-in-part.
func WriteOutputs(w io.Writer, a *rego.Assessment) error {
	t := count(a)
	_, err := fmt.Fprintf(w, "findings=%d\ncritical=%d\nhigh=%d\nmedium=%d\nlow=%d\nwaived=%d\nnot-evaluated=%d\njudged-in-part=%d\n", t.open,
		t.severity[rego.Critical], t.severity[rego.High], t.severity[rego.Medium], t.severity[rego.Low], t.waived,
		t.unjudged, t.inPart)
	return err
}
