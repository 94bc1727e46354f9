package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type publishOptions struct {
	assessment, config string

	sarif, comment, summary, outputs bool
	issues                           string // "rule", "finding", or "" for none

	category, repository, commit, ref string
	pull                              int
	dryRun                            bool
}

// publishTimeout ends a publication that waits for a service which does not come back.
const publishTimeout = 20 * time.Minute

func newPublishCmd(s streams) *cobra.Command {
	var o publishOptions
	cmd := &cobra.Command{
		Use:   "publish ASSESSMENT",
		Short: "Bring an assessment to GitHub: alerts, issues, comment, job summary",
		Long: `Bring an assessment, the JSON that "leastwise scan --format json" writes, to GitHub. Nothing is
judged again. Where, for which commit and with what rights comes from the environment of a workflow:
GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF, GITHUB_API_URL and GITHUB_TOKEN (or GH_TOKEN).

Outside CI (where CI is not true) it only says what it would do; --dry-run=false does it.

  --sarif      uploads to code scanning and waits until GitHub has processed it; a target whose
               evidence is incomplete is left out, since GitHub would close its alerts
  --issues     keeps one issue a rule, or one a finding: opened, updated, closed, reopened. Only
               issues with the label leastwise and its hidden marker are touched
  --comment    keeps one comment on the pull request
  --summary    adds the Markdown report to the job summary
  --outputs    sets the counts as outputs of the workflow step

Exit status:
  0  published
  2  the command line or an input is wrong, or GitHub refused something; what was published before
     that stays
  3  published, but not the alerts of a target whose evidence is incomplete`,
		Example: `  leastwise publish assessment.json --sarif --issues rule --summary
  leastwise publish assessment.json -c gtm/leastwise.yaml --sarif --category acme-emea
  leastwise publish assessment.json --issues finding --repository acme/gtm --dry-run`,
		Args: atMost(1, "one assessment"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "no assessment is named: leastwise publish takes the JSON of a scan")
			}
			o.assessment = args[0]
			if !o.sarif && !o.comment && !o.summary && !o.outputs && o.issues == "" {
				return usagef(cmd, "nothing to publish: ask for --sarif, --issues, --comment, --summary or --outputs")
			}
			if o.issues != "" && o.issues != report.IssuePerRule && o.issues != report.IssuePerFinding {
				return usagef(cmd, "--issues: unknown mode %q (known: %s, %s)", o.issues, report.IssuePerRule, report.IssuePerFinding)
			}
			if !cmd.Flags().Changed("dry-run") {
				o.dryRun = os.Getenv("CI") != "true"
			}
			return runPublish(cmd.Context(), s, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration the assessment was made with (default ./"+configName+")")
	flags.BoolVar(&o.sarif, "sarif", false, "upload alerts to code scanning")
	flags.StringVar(&o.issues, "issues", "", "keep issues in step: `MODE` is rule (one each) or finding (one each)")
	flags.BoolVar(&o.comment, "comment", false, "comment on the pull request")
	flags.BoolVar(&o.summary, "summary", false, "add the report to the job summary ($GITHUB_STEP_SUMMARY)")
	flags.BoolVar(&o.outputs, "outputs", false, "set the counts as step outputs ($GITHUB_OUTPUT)")
	flags.StringVar(&o.category, "category", "", "name of this scan where a repository has several (default leastwise)")
	flags.StringVar(&o.repository, "repository", os.Getenv("GITHUB_REPOSITORY"), "repository as owner/name")
	flags.StringVar(&o.commit, "commit", os.Getenv("GITHUB_SHA"), "full id of the commit that was scanned")
	flags.StringVar(&o.ref, "ref", os.Getenv("GITHUB_REF"), "ref that was scanned, such as refs/heads/main")
	flags.IntVar(&o.pull, "pull", 0, "pull request to comment on (default that of --ref)")
	flags.BoolVar(&o.dryRun, "dry-run", false, "say what would be done and do nothing; so it is outside CI")
	for name, shown := range map[string]string{"repository": "$GITHUB_REPOSITORY", "commit": "$GITHUB_SHA", "ref": "$GITHUB_REF"} {
		flags.Lookup(name).DefValue = shown // the help is the same wherever it is read
	}
	return cmd
}

func runPublish(ctx context.Context, s streams, o publishOptions) error {
	a, err := readAssessment(ctx, s, o.assessment)
	if err != nil {
		return err
	}
	options, err := renderOptions(configFile(o.config), false)
	if err != nil {
		return err
	}
	options.Category = o.category
	there := o.sarif || o.comment || o.issues != ""
	var hub *report.GitHub
	if there {
		if hub, err = connect(o); err != nil {
			return err
		}
	}
	if err = publishHere(s, o, a, options); err == nil && there {
		ctx, cancel := context.WithTimeout(ctx, publishTimeout)
		defer cancel()
		err = publishThere(ctx, s, o, a, options, hub)
	}
	if err != nil && !o.dryRun {
		return &underwayError{err}
	}
	return err
}

func connect(o publishOptions) (*report.GitHub, error) {
	if o.repository == "" {
		return nil, errors.New("no repository is named: set $GITHUB_REPOSITORY or --repository to owner/name")
	}
	token := os.Getenv("GITHUB_TOKEN")
	if token == "" {
		token = os.Getenv("GH_TOKEN")
	}
	return report.NewGitHub(report.GitHubConfig{
		Repository: o.repository, APIURL: os.Getenv("GITHUB_API_URL"), Token: token, DryRun: o.dryRun, Category: o.category,
	})
}

// publishHere writes what the runner reads from files.
func publishHere(s streams, o publishOptions, a *rego.Assessment, options report.Options) error {
	var b bytes.Buffer
	if o.outputs {
		if err := report.WriteOutputs(&b, a); err != nil {
			return err
		}
		if err := appendTo(s, o.dryRun, "GITHUB_OUTPUT", b.Bytes()); err != nil {
			return err
		}
	}
	if !o.summary {
		return nil
	}
	// Several steps' worth of text may be there already, and GitHub drops the whole above 1 MiB.
	if info, err := os.Stat(os.Getenv("GITHUB_STEP_SUMMARY")); err == nil {
		options.MaxBytes = max(report.DefaultMaxBytes-int(info.Size()), 1<<10)
	}
	b.Reset()
	if err := report.Write(&b, "markdown", a, options); err != nil {
		return err
	}
	return appendTo(s, o.dryRun, "GITHUB_STEP_SUMMARY", b.Bytes())
}

// appendTo adds to the file that an environment variable of the runner names.
func appendTo(s streams, dryRun bool, variable string, data []byte) error {
	name := os.Getenv(variable)
	if dryRun {
		s.say("would add %d bytes to $%s", len(data), variable)
		return nil
	}
	if name == "" {
		return fmt.Errorf("$%s is not set: this is not a workflow step", variable)
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return evidence.FileError(name, err)
	}
	_, err = file.Write(data)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write $%s: %w", variable, explain(err))
	}
	return nil
}

// publishThere sends. Alerts come first; what fails there must not stop the issues.
func publishThere(ctx context.Context, s streams, o publishOptions, a *rego.Assessment, options report.Options, hub *report.GitHub) error {
	would := ""
	if o.dryRun {
		would = "would: "
	}
	var first error
	fail := func(err error) {
		if err == nil {
			return
		}
		if first == nil {
			first = err
			return
		}
		s.say("%v", err)
	}
	incomplete := false
	if o.sarif {
		d, err := uploadSARIF(ctx, a, options, hub, o)
		fail(err)
		if err == nil {
			incomplete = len(d.LeftOut) > 0
			sayDelivery(s, would, d)
		}
	}
	if o.issues != "" {
		plan, err := hub.SyncIssues(ctx, a, o.issues)
		fail(err)
		if plan != nil {
			sayPlan(s, would, plan)
		}
	}
	if o.comment {
		done, err := commentOn(ctx, a, hub, o)
		fail(err)
		if done != "" {
			s.say("%s%s the comment on the pull request", would, done)
		}
	}
	if first != nil {
		return first
	}
	if incomplete {
		return verdictError(statusIncomplete)
	}
	return nil
}

func uploadSARIF(ctx context.Context, a *rego.Assessment, options report.Options, hub *report.GitHub, o publishOptions) (*report.Delivery, error) {
	var b bytes.Buffer
	if err := report.Write(&b, "sarif", a, options); err != nil {
		return nil, err
	}
	return hub.UploadSARIF(ctx, b.Bytes(), o.commit, o.ref)
}

var pullRef = regexp.MustCompile(`^refs/pull/([1-9][0-9]{0,8})/(merge|head)$`)

func commentOn(ctx context.Context, a *rego.Assessment, hub *report.GitHub, o publishOptions) (string, error) {
	if m := pullRef.FindStringSubmatch(o.ref); m != nil && o.pull == 0 {
		o.pull, _ = strconv.Atoi(m[1]) // digits, see pullRef
	}
	if o.pull == 0 {
		return "", nil // a push or a schedule has no pull request
	}
	return hub.CommentOn(ctx, o.pull, a)
}

func sayDelivery(s streams, would string, d *report.Delivery) {
	if len(d.Sent) > 0 {
		s.say("%supload alerts of %s", would, strings.Join(d.Sent, ", "))
	}
	for _, id := range d.LeftOut {
		s.say("warning: alerts of %s not uploaded: its evidence is incomplete, and GitHub would close what nobody looked at", id)
		const shown = 3 // the report has them all
		for i, why := range d.Why[id] {
			if i == shown && len(d.Why[id]) > shown+1 {
				s.say("warning: %s of it lack evidence too: see \"Rules not judged, or not in full\" in the report", evidence.Count(len(d.Why[id])-shown, "more rule"))
				break
			}
			s.say("warning: %s", why)
		}
	}
}

func sayPlan(s streams, would string, p *report.IssuePlan) {
	for _, c := range p.Changes {
		number := ""
		if c.Number > 0 {
			number = fmt.Sprintf(" #%d", c.Number)
		}
		s.say("%s%s issue%s: %s", would, c.Action, number, c.Title)
	}
	s.say("issues: %s, %d unchanged", evidence.Count(len(p.Changes), "change"), p.Unchanged)
	if p.Kept > 0 {
		s.say("%s left open: the rule could not be judged in full", evidence.Count(p.Kept, "issue"))
	}
	if p.NotOpened > 0 {
		s.say("warning: %s not opened: one run opens a limited number, the next goes on", evidence.Count(p.NotOpened, "issue"))
	}
}
