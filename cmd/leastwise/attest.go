package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/report/attest"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

type attestOptions struct {
	files  []string
	key    evidence.Secret
	output string
}

func newAttestCmd(s streams) *cobra.Command {
	var o attestOptions
	var key string
	cmd := &cobra.Command{
		Use:   "attest FILE...",
		Short: "Sign a snapshot and its reports",
		Long: `Sign the digests of files that belong together: a snapshot, its assessment, its reports. The
result is an in-toto statement in a DSSE envelope, signed with an ed25519 key in PEM. Anybody who
has the public key can check it with "leastwise verify".

The key is named, never given: env:NAME or file:PATH.`,
		Example: `  openssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout -out public.pem
  leastwise attest snapshot.json assessment.json report.md --key file:key.pem -o attestation.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "no file is named: leastwise attest signs a snapshot and its reports")
			}
			if key == "" {
				return usagef(cmd, "--key is missing: write env:NAME or file:PATH")
			}
			if err := o.key.UnmarshalText([]byte(key)); err != nil {
				return usagef(cmd, "--key %v", err)
			}
			o.files = args
			return runAttest(cmd.Context(), s, o)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "ed25519 private key in PEM, as env:NAME or `file:PATH`")
	cmd.Flags().StringVarP(&o.output, "output", "o", "", "file to write (default stdout)")
	return cmd
}

func runAttest(ctx context.Context, s streams, o attestOptions) error {
	in := inputsOf("", append([]string{o.key.String()}, o.files...)...)
	var subjects []attest.Subject
	predicate := attest.Predicate{Tool: tool().Name + " " + tool().Version}
	for _, name := range o.files {
		data, err := readInput(name)
		if err != nil {
			return err
		}
		subjects = append(subjects, attest.Subject{Name: filepath.Base(name), Digest: attest.Digest{SHA256: evidence.SHA256(data)}})
		var made snapshot.Snapshot
		if json.Unmarshal(data, &struct {
			Inputs *[]evidence.Input `json:"inputs"`
		}{&made.Inputs}) == nil {
			in = in.of("", &made)
		}
		if kindOf(name, bytes.NewReader(data)) == kindAssessment {
			a, err := rego.ReadAssessment(bytes.NewReader(data), name)
			if err != nil {
				return err
			}
			predicate.Snapshot, predicate.Policy, predicate.Rules = a.Digests.Snapshot, a.Digests.Policy, a.Digests.Rules
			predicate.TakenAt = string(a.TakenAt)
		}
	}
	statement, err := attest.NewStatement(subjects, predicate)
	if err != nil {
		return err
	}
	text, err := o.key.Resolve(".", os.Getenv)
	if err != nil {
		return err
	}
	key, err := attest.PrivateKey([]byte(text))
	if err != nil {
		return fmt.Errorf("read key %s: it %w", o.key, err)
	}
	envelope, err := attest.Sign(statement, key)
	if err != nil {
		return err
	}
	return writeOne(ctx, s, in, o.output, envelope)
}

// readInput reads a file that the user named, up to the size of a snapshot.
func readInput(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, evidence.FileError(name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, snapshot.MaxBytes+1))
	switch {
	case err != nil:
		return nil, evidence.FileError(name, err)
	case len(data) > snapshot.MaxBytes:
		return nil, fmt.Errorf("%s: is larger than %d bytes, the limit", name, snapshot.MaxBytes)
	}
	return data, nil
}
