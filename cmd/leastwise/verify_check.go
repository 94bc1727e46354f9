package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/leastwise/leastwise/report/attest"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// verifyAttestation holds the files to what was signed, in both directions.
func verifyAttestation(out *checks, o verifyOptions, contents map[string][]byte) error {
	text, err := readInput(o.key)
	if err != nil {
		return err
	}
	key, err := attest.PublicKey(text)
	if err != nil {
		return fmt.Errorf("%s: %w", o.key, err)
	}
	envelope, err := readInput(o.attestation)
	if err != nil {
		return err
	}
	statement, err := attest.Verify(envelope, key)
	if err != nil {
		out.check(false, fmt.Sprintf("%s: %s", o.attestation, evidence.Withhold(err.Error())))
		return nil
	}
	out.check(true, fmt.Sprintf("%s: signed with %s", o.attestation, o.key))
	signed := map[string]string{}
	for _, subject := range statement.Subject {
		signed[subject.Name] = subject.Digest.SHA256
	}
	for _, name := range o.files {
		base := filepath.Base(name)
		switch sum, ok := signed[base]; {
		case !ok:
			out.check(false, name+": was not signed")
		default:
			out.check(sum == evidence.SHA256(contents[name]), name+": the bytes that were signed")
		}
		delete(signed, base)
	}
	for _, subject := range statement.Subject {
		if _, left := signed[subject.Name]; left {
			out.check(false, subject.Name+": was signed and is not among the files")
		}
	}
	return nil
}

// verifyForm holds the file of a snapshot to the bytes that the program writes.
func verifyForm(out *checks, docs verified, data []byte) error {
	var b bytes.Buffer
	if err := snapshotFile(docs.names[0], docs.snap).to(&b); err != nil {
		return err
	}
	out.check(bytes.Equal(b.Bytes(), data), docs.names[0]+": the bytes that the program writes")
	return nil
}

// verifyInputs reads again what a snapshot was made from. c may be nil: paths are then relative
// to the working directory.
func verifyInputs(out *checks, c *config, docs verified) {
	before := out.done
	for _, in := range docs.snap.Inputs {
		switch {
		case in.API != "":
			out.note(fmt.Sprintf("%s: %s, sha256 %s, cannot be asked again", in.API, evidence.Count(in.Answers, "answer"), in.SHA256))
		case strings.HasSuffix(in.File, "#sources") && c == nil:
			out.miss(in.File + ": name the configuration with --config to check it")
		case strings.HasSuffix(in.File, "#sources"):
			own, err := c.sourcesInput()
			out.check(err == nil && own.SHA256 == in.SHA256, in.File)
		default:
			_, data, err := evidence.ReadFile(c.dir(), filepath.FromSlash(in.File), snapshot.MaxBytes)
			what := in.File
			if err != nil {
				what += ": " + err.Error()
			}
			out.check(err == nil && evidence.SHA256(data) == in.SHA256, what)
		}
	}
	switch {
	case len(docs.snap.Inputs) == 0:
		out.miss(docs.names[0] + ": records nothing that it was made from")
	case out.done == before:
		out.miss(docs.names[0] + ": nothing that it was made from was checked")
	}
}
