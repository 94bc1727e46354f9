package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// redaction are the flags that replace people by pseudonyms.
type redaction struct {
	on  bool
	ref string
	key evidence.Secret
}

func (r *redaction) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&r.on, "redact", false, "replace people by pseudonyms; needs --redact-key")
	r.registerKey(cmd)
}

func (r *redaction) registerKey(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.ref, "redact-key", "", "key of the pseudonyms, as env:NAME or `file:PATH`; the same key gives the same pseudonyms")
}

func (r *redaction) check(cmd *cobra.Command) error {
	if r.ref == "" {
		if r.on {
			return usagef(cmd, "--redact needs --redact-key: write env:NAME or file:PATH, and make a key with \"openssl rand -hex 32\"")
		}
		return nil
	}
	if err := r.key.UnmarshalText([]byte(r.ref)); err != nil {
		return usagef(cmd, "--redact-key %v", err)
	}
	return nil
}

// redactor is nil where no key is named.
func (r *redaction) redactor() (*snapshot.Redactor, error) {
	if r.key.IsZero() {
		return nil, nil
	}
	text, err := r.key.Resolve(".", os.Getenv)
	if err != nil {
		return nil, err
	}
	redactor, err := snapshot.NewRedactor([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("read secret %s: %w", r.key, err)
	}
	return redactor, nil
}

// apply gives the snapshot to keep and to judge, and a redactor where that is redacted: now, or
// when it was taken. A policy that names people judges nobody in a redacted snapshot, so the
// key is needed to judge it, and it has to be the same one.
func (r *redaction) apply(snap *snapshot.Snapshot) (*snapshot.Snapshot, *snapshot.Redactor, error) {
	redactor, err := r.redactor()
	switch {
	case err != nil:
		return nil, nil, err
	case r.on:
		redacted, err := redactor.Snapshot(snap)
		return redacted, redactor, err
	case snap.Redacted == "":
		return snap, nil, nil
	case redactor == nil:
		return nil, nil, fmt.Errorf("the snapshot is redacted (%s): name the key with --redact-key, or the policy would name nobody in it", snap.Redacted)
	case redactor.KeyID() != snap.Redacted:
		return nil, nil, fmt.Errorf("the snapshot was redacted with another key (%s) than %s (%s)", snap.Redacted, r.key, redactor.KeyID())
	}
	redactor.Learn(snap)
	return snap, redactor, nil
}

// options are what the configuration says to the rules about a snapshot, under the pseudonyms
// of that snapshot. c and snap may be nil.
func (r *redaction) options(c *config, ruleDirs []string, snap *snapshot.Snapshot) (rego.Options, error) {
	if snap == nil {
		return c.regoOptions(ruleDirs), nil
	}
	_, redactor, err := r.apply(snap)
	if err != nil {
		return rego.Options{}, err
	}
	return pseudonymous(c.regoOptions(ruleDirs), redactor), nil
}

// pseudonymous redacts what the operator wrote, in place: nothing reads it in clear afterwards.
func pseudonymous(o rego.Options, redactor *snapshot.Redactor) rego.Options {
	if redactor != nil {
		redactor.Apply(&o.Policy)
		redactor.Apply(&o.Settings)
		redactor.Apply(&o.Waivers)
	}
	return o
}
