package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type verifyOptions struct {
	files       []string
	config      string
	attestation string
	key         string
	ruleDirs    []string
	baseline    string
	extra       extraFlags // of which --previous alone
	redact      redaction
}

func newVerifyCmd(s streams) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify FILE...",
		Short: "Check that evidence is what it was made from",
		Long: `Check a snapshot, an assessment and reports against what they were made from.

A snapshot records the digest of every file it was read from: each is computed again. An
assessment records the digests of its snapshot, policy and rules: each is computed again, and
where the snapshot is named too it is judged again and has to give the same bytes. With
--attestation every file must be one that was signed, byte for byte, and none that was signed may
be missing.

What a service answered cannot be asked again; its digest stands in the snapshot and is listed.
Each line of the output is one check, or with "-" what was not checked and what to name for it.

Exit status:
  0  all is as it was
  1  something changed
  2  the command line or an input is wrong
  3  nothing changed, but a snapshot or an assessment was not checked in full, and no signature
     speaks for it`,
		Example: `  leastwise verify snapshot.json
  leastwise verify snapshot.json assessment.json -c leastwise.yaml
  leastwise verify snapshot.json assessment.json --baseline accepted.json
  leastwise verify snapshot.json report.md --attestation attestation.json --key public.pem`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "no file is named: leastwise verify takes a snapshot, an assessment and reports")
			}
			if (o.attestation == "") != (o.key == "") {
				return usagef(cmd, "--attestation and --key belong together: an attestation is worth what its key is")
			}
			if err := o.redact.check(cmd); err != nil {
				return err
			}
			o.files = args
			return runVerify(cmd.Context(), s, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.config, "config", "c", "", "configuration the files were made with (default ./"+configName+")")
	flags.StringVar(&o.attestation, "attestation", "", "`FILE` that leastwise attest wrote")
	flags.StringVar(&o.key, "key", "", "public key of the attestation, a `FILE` in PEM")
	flags.StringArrayVar(&o.ruleDirs, "rules", nil, "`DIR` of your own rules the assessment was made with; may be repeated")
	flags.StringVar(&o.baseline, "baseline", "", "the baseline, JSON `FILE`, that the assessment was made with")
	o.extra.registerPrevious(cmd)
	o.redact.registerKey(cmd)
	return cmd
}

// checks are the lines of a verification.
type checks struct {
	text      strings.Builder
	done      int
	changed   int
	unchecked int
}

func (c *checks) check(same bool, what string) {
	c.done++
	word := "ok"
	if !same {
		c.changed++
		word = "CHANGED"
	}
	fmt.Fprintf(&c.text, "%-8s %s\n", word, plain(what))
}

// note is for what cannot be checked, whatever is named.
func (c *checks) note(what string) { fmt.Fprintf(&c.text, "%-8s %s\n", "-", plain(what)) }

// miss is for what was not checked, so that the whole was not either.
func (c *checks) miss(what string) {
	c.unchecked++
	c.note(what)
}

// verified are the documents among the files.
type verified struct {
	snap       *snapshot.Snapshot
	assessment *rego.Assessment
	names      [2]string // of the snapshot and of the assessment
	text       []byte    // of the assessment
}

func runVerify(ctx context.Context, s streams, o verifyOptions) error {
	c, err := loadConfig(o.config)
	if err != nil && !errors.Is(err, errNoConfig) {
		return err
	}
	out := &checks{}
	contents := map[string][]byte{}
	var docs verified
	for _, name := range o.files {
		data, err := readInput(name)
		if err != nil {
			return err
		}
		contents[name] = data
		if err := docs.take(name, data); err != nil {
			return err
		}
	}
	if o.attestation != "" {
		if err := verifyAttestation(out, o, contents); err != nil {
			return err
		}
	}
	if o.attestation == "" {
		for _, name := range o.files {
			if name != docs.names[0] && name != docs.names[1] {
				return fmt.Errorf("%s: is %s: only --attestation can say whether it changed", name, kindOther)
			}
		}
	}
	if docs.snap != nil {
		if err := verifyForm(out, docs, contents[docs.names[0]]); err != nil {
			return err
		}
		if away := filesAway(c, docs.snap); away > 0 {
			out.miss(fmt.Sprintf("%s: %s it was made from lie elsewhere: name the configuration that they lie beside with --config to check them", docs.names[0], evidence.Count(away, "file")))
		} else {
			verifyInputs(out, c, docs)
		}
	}
	if docs.assessment != nil {
		if err := verifyAssessment(ctx, s, out, c, o, docs); err != nil {
			return err
		}
	}
	if err := writeAll(ctx, s, nil, []byte(out.text.String()), nil); err != nil {
		return err
	}
	missed := ""
	if out.unchecked > 0 {
		missed = fmt.Sprintf(", %d not checked", out.unchecked)
	}
	s.say("%s, %d changed%s", evidence.Count(out.done, "check"), out.changed, missed)
	switch {
	case out.changed > 0:
		return verdictError(statusFindings)
	case out.unchecked > 0 && o.attestation == "":
		return verdictError(statusIncomplete)
	}
	return nil
}

// filesAway is how many files a snapshot was made from, where no configuration says in which folder
// and none of them is in this one. Each would be called changed, and nothing was changed.
func filesAway(c *config, snap *snapshot.Snapshot) int {
	if c != nil {
		return 0
	}
	away := 0
	for _, in := range snap.Inputs {
		if in.File == "" || strings.HasSuffix(in.File, "#sources") {
			continue
		}
		if _, err := os.Stat(filepath.FromSlash(in.File)); !errors.Is(err, fs.ErrNotExist) {
			return 0
		}
		away++
	}
	return away
}

// take keeps a file that is a snapshot or an assessment.
func (v *verified) take(name string, data []byte) (err error) {
	switch kindOf(name, bytes.NewReader(data)) {
	case kindSnapshot:
		if v.snap != nil {
			return fmt.Errorf("%s: is a second snapshot: verify one at a time", name)
		}
		v.names[0] = name
		v.snap, err = snapshot.Read(bytes.NewReader(data), name)
	case kindAssessment:
		if v.assessment != nil {
			return fmt.Errorf("%s: is a second assessment: verify one at a time", name)
		}
		v.names[1], v.text = name, data
		v.assessment, err = rego.ReadAssessment(bytes.NewReader(data), name)
	}
	return err
}
