package main

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

type explainOptions struct {
	user, target string // one of these pairs is what is asked
	finding      string
	who          string

	scan       scanOptions // the snapshot to answer from, or what to collect; the rules of a finding
	assessment string      // file with the finding
	format     string
	output     string
}

// fingerprint is the id of a finding.
var fingerprint = regexp.MustCompile(`^[0-9a-f]{16}$`)

func newExplainCmd(s streams) *cobra.Command {
	var o explainOptions
	var takenAt string
	cmd := &cobra.Command{
		Use:   "explain USER TARGET | FINDING",
		Short: "Say why a user can do what they can, and what closes it",
		Long: `Say by which paths a Salesforce user reaches a target: through the profile, permission sets and
groups, less what a group mutes, by View All Fields, View All Data and Modify All Data. Each path
shows where each of its steps was read, and what closes it. Paths that come to nothing are shown
with the reason: an assignment that expired, a session that is not activated, a muted permission.

TARGET is an object, OBJECT.FIELD, a permission, or KIND:NAME for an Apex class and the like:
permission:NAME, object:NAME and field:OBJECT.FIELD ask about a name that nothing knows.
FINDING is the fingerprint of a finding, 16 digits of a JSON or SARIF report. With --who everyone
who reaches TARGET is listed.

The answer comes from --snapshot, or from what leastwise.yaml names, which is collected first.`,
		Example: `  leastwise explain clay@acme.com Account.AnnualRevenue
  leastwise explain clay@acme.com ViewAllData --snapshot snapshot.json
  leastwise explain clay@acme.com Account --format mermaid -o account.mmd
  leastwise explain --who Account.AnnualRevenue
  leastwise explain 93a2f1c0de44b7a1 --assessment assessment.json --snapshot snapshot.json`,
		Args: atMost(2, "a user and a target, or a finding"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			switch {
			case o.who != "" && len(args) > 0:
				return usagef(cmd, "--who asks about everyone: leave out %q", args[0])
			case o.who != "":
			case len(args) == 2:
				o.user, o.target = args[0], args[1]
			case len(args) == 1 && fingerprint.MatchString(args[0]):
				o.finding = args[0]
			case len(args) == 1:
				return usagef(cmd, "%q is no finding, whose id is 16 hexadecimal digits: an access is explained by leastwise explain USER TARGET, and --who TARGET lists users", args[0])
			default:
				return usagef(cmd, "nothing is asked: leastwise explain takes USER TARGET, a FINDING, or --who TARGET")
			}
			if o.assessment != "" && o.finding == "" {
				return usagef(cmd, "--assessment is for a FINDING: an access is explained from a snapshot")
			}
			if (o.scan.snapshot != "" || o.assessment != "") && takenAt != "" {
				return usagef(cmd, "--taken-at is for a snapshot that is collected")
			}
			if !slices.Contains(report.ExplainFormats(), o.format) {
				return usagef(cmd, "--format: unknown format %q%s", o.format, evidence.Suggest(o.format, report.ExplainFormats()))
			}
			if o.scan.takenAt, err = clock(cmd, takenAt); err != nil {
				return err
			}
			if err := refuseInputs(cmd, o.output, configFile(o.scan.config), o.scan.snapshot, o.assessment); err != nil {
				return err
			}
			return runExplain(cmd.Context(), s, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.who, "who", "", "list everyone who reaches this `TARGET`")
	flags.StringVarP(&o.scan.config, "config", "c", "", "configuration (default ./"+configName+")")
	flags.StringVar(&o.scan.snapshot, "snapshot", "", "answer from this snapshot `FILE` instead of collecting one")
	flags.StringVar(&o.assessment, "assessment", "", "`FILE` with the finding, as scan --format json writes it, instead of judging again")
	flags.StringVar(&o.format, "format", "text", "format: "+strings.Join(report.ExplainFormats(), ", "))
	flags.StringVarP(&o.output, "output", "o", "", "file to write (default stdout)")
	flags.StringArrayVar(&o.scan.ruleDirs, "rules", nil, "`DIR` of your own rules, for their findings; may be repeated")
	flags.StringVar(&takenAt, "taken-at", "", "pin the snapshot's clock, as RFC 3339 (default now)")
	return cmd
}

// refuseInputs keeps an output from replacing what it is made from.
func refuseInputs(cmd *cobra.Command, output string, inputs ...string) error {
	for _, in := range inputs {
		if output != "" && output != "-" && in != "" && absolute(in) == absolute(output) {
			return usagef(cmd, "%s is an input: name another file", output)
		}
	}
	return nil
}

func runExplain(ctx context.Context, s streams, o explainOptions) error {
	x, err := answer(ctx, s, o)
	if err != nil {
		return err
	}
	return renderOne(ctx, s, o.scan.config, o.output, func(b *bytes.Buffer, options report.Options) error {
		return report.WriteExplained(b, o.format, x, options)
	})
}

// renderOne renders one document to a file or to stdout, whole or not at all.
func renderOne(ctx context.Context, s streams, config, output string, render func(*bytes.Buffer, report.Options) error) error {
	options, err := renderOptions(configFile(config), false)
	if err != nil {
		return err
	}
	if output == "" || output == "-" {
		options.Color = s.color()
	} else {
		options.Dir = ""
	}
	var b bytes.Buffer
	if err := render(&b, options); err != nil {
		return err
	}
	return writeOne(ctx, s, output, b.Bytes())
}

func answer(ctx context.Context, s streams, o explainOptions) (*report.Explained, error) {
	if o.finding != "" {
		return answerFinding(ctx, s, o)
	}
	_, snap, err := configAndSnapshot(ctx, s, o.scan)
	if err != nil {
		return nil, err
	}
	return answerAccess(snap, o.user, o.target, o.who)
}

func answerAccess(snap *snapshot.Snapshot, user, target, who string) (*report.Explained, error) {
	o := snap.Salesforce
	if o == nil {
		return nil, fmt.Errorf("the snapshot holds no Salesforce org: %s", snap.Coverage["salesforce.users"].Reason)
	}
	t, note, err := o.ParseTarget(target + who)
	if err != nil {
		return nil, err
	}
	x := &report.Explained{TakenAt: snap.TakenAt, Notes: []string{}}
	if note != "" {
		x.Notes = append(x.Notes, note)
	}
	if len(o.Users) == 0 {
		return nil, fmt.Errorf("the snapshot holds no Salesforce user: %s", snap.Coverage["salesforce.users"].Reason)
	}
	if who != "" {
		reach := salesforce.Reach(o, t, snap.TakenAt.Time())
		x.Who = &reach
	} else {
		if err := knownUser(o, user); err != nil {
			return nil, err
		}
		e := salesforce.NewExplainer(o, user, snap.TakenAt.Time()).Explain(t)
		x.Access = &e
	}
	x.Notes = append(x.Notes, unseen(snap, t, user)...)
	return x, nil
}

func knownUser(o *salesforce.Org, user string) error {
	var known []string
	for _, u := range o.Users {
		if u.Username == strings.ToLower(user) {
			return nil
		}
		known = append(known, u.Username)
	}
	return fmt.Errorf("unknown user %q%s", user, evidence.Suggest(user, known))
}

// unseen are the gaps of the snapshot that bear on an access.
func unseen(snap *snapshot.Snapshot, t salesforce.Target, user string) []string {
	var notes []string
	sections := []string{"users", "assignments", "profiles", "permission_sets", "permission_set_groups"}
	if t.Kind == "field" {
		sections = append(sections, "fields")
	}
	for _, name := range sections {
		if c := snap.Coverage["salesforce."+name]; c.State != evidence.Complete {
			notes = append(notes, fmt.Sprintf("salesforce.%s is %s: %s", name, c.State, c.Reason))
		}
	}
	integration := slices.Contains(snap.Salesforce.IntegrationUsers, strings.ToLower(user))
	if t.Kind == "field" && !integration && strings.Contains(snap.Coverage["salesforce.fields"].Source, "org") {
		notes = append(notes, "of a running org, field permissions are read of the sets that reach an integration user, and of all sets only with sources.salesforce.fields: all")
	}
	return notes
}

func answerFinding(ctx context.Context, s streams, o explainOptions) (*report.Explained, error) {
	snap, a, err := findingSource(ctx, s, o)
	if err != nil {
		return nil, err
	}
	for i := range a.Verdicts {
		for _, f := range a.Verdicts[i].Findings {
			if f.Fingerprint != o.finding {
				continue
			}
			x := &report.Explained{TakenAt: a.TakenAt, Notes: []string{}}
			if user, target, ok := accessOf(f.Subject); ok && snap == nil {
				x.Notes = append(x.Notes, fmt.Sprintf("an assessment does not hold the paths: name the snapshot with --snapshot, or ask leastwise explain %s %s", user, target))
			} else if ok {
				if x, err = answerAccess(snap, user, target, ""); err != nil {
					return nil, err
				}
			}
			x.Finding = &report.ExplainedFinding{Rule: a.Verdicts[i].Rule, Finding: f}
			return x, nil
		}
	}
	return nil, fmt.Errorf("no finding has the fingerprint %s: it may be gone, or of another target", o.finding)
}

// accessOf reads the user and the target out of a subject that is an access.
func accessOf(s rego.Subject) (user, target string, ok bool) {
	kind := map[string]string{
		"salesforce.permission": "permission:", "salesforce.object_access": "object:", "salesforce.field_access": "field:", "salesforce.setup_access": "setup:",
	}[s.Kind]
	user, name, ok := strings.Cut(s.ID, "/")
	return user, kind + name, ok && kind != ""
}

// findingSource is the assessment with the finding, and the snapshot it was made from; that one
// is nil where only the assessment is at hand.
func findingSource(ctx context.Context, s streams, o explainOptions) (*snapshot.Snapshot, *rego.Assessment, error) {
	if o.assessment == "" {
		return judged(ctx, s, o.scan)
	}
	a, err := readAssessment(ctx, s, o.assessment)
	if err != nil || o.scan.snapshot == "" {
		return nil, a, err
	}
	snap, err := obtain(ctx, s, nil, o.scan)
	if err != nil {
		return nil, nil, err
	}
	digest, err := snapshot.Digest(snap)
	if err != nil {
		return nil, nil, err
	}
	if digest != a.Digests.Snapshot {
		return nil, nil, fmt.Errorf("%s is not the snapshot that %s was made from: their digests differ", o.scan.snapshot, o.assessment)
	}
	return snap, a, nil
}

// judged obtains a snapshot and judges it, as scan does.
func judged(ctx context.Context, s streams, o scanOptions) (*snapshot.Snapshot, *rego.Assessment, error) {
	c, err := configFor(o)
	if err != nil {
		return nil, nil, err
	}
	policy, err := loadRules(ctx, c, o)
	if err != nil {
		return nil, nil, err
	}
	snap, err := obtain(ctx, s, c, o)
	if err != nil {
		return nil, nil, err
	}
	a, err := assess(ctx, s, policy, snap)
	return snap, a, err
}
