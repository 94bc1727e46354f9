package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// TestVerifySaysNothingIsAsItWasUnlessItLooked verifies an assessment whose findings were all
// deleted and whose rules all pass, beside its snapshot and beside another company's, with less
// and less at hand.
func TestVerifySaysNothingIsAsItWasUnlessItLooked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var a rego.Assessment
	acme, tidy := goldenSnapshot(t, "acme"), goldenSnapshot(t, "tidy")
	data, err := os.ReadFile("../../testdata/acme/assessment.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	// from services alone, so that a digest of no file says anything
	services := []evidence.Input{{API: "https://acme.my.salesforce.com", Answers: 3, SHA256: strings.Repeat("0", 64)}}
	acme.Inputs, tidy.Inputs = services, services
	if a.Digests.Snapshot, err = snapshot.Digest(acme); err != nil {
		t.Fatal(err)
	}
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		v.Outcome, v.Reason, v.Gap, v.Findings = rego.Passed, "", false, nil
	}
	write := func(name string, to func(io.Writer) error) string {
		var b bytes.Buffer
		if err := to(&b); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	evil := write("evil.json", func(w io.Writer) error { return rego.WriteAssessment(w, &a) })
	its := write("its.json", func(w io.Writer) error { return snapshot.Write(w, acme) })
	others := write("others.json", func(w io.Writer) error { return snapshot.Write(w, tidy) })
	none := *acme
	none.Inputs = nil
	nothing := write("nothing.json", func(w io.Writer) error { return snapshot.Write(w, &none) })
	config := filepath.Join("../../testdata/acme", configName)
	for name, test := range map[string]struct {
		o    verifyOptions
		want status
		says string
	}{
		"all at hand":               {verifyOptions{files: []string{its, evil}, config: config}, statusFindings, "CHANGED  " + evil + ": judged again, the same bytes\n"},
		"without the configuration": {verifyOptions{files: []string{its, evil}}, statusIncomplete, "-        " + evil + ": name the configuration"},
		"without the snapshot":      {verifyOptions{files: []string{evil}, config: config}, statusIncomplete, "-        " + evil + ": name its snapshot too"},
		"alone":                     {verifyOptions{files: []string{evil}}, statusIncomplete, "-        " + evil + ": name its snapshot too"},
		"beside another snapshot":   {verifyOptions{files: []string{others, evil}}, statusFindings, "CHANGED  " + evil + ": snapshot\n"},
		"snapshot of services":      {verifyOptions{files: []string{its}}, statusIncomplete, "-        " + its + ": nothing that it was made from was checked\n"},
		"snapshot of nothing":       {verifyOptions{files: []string{nothing}}, statusIncomplete, "-        " + nothing + ": records nothing that it was made from\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, talk bytes.Buffer
			err := runVerify(t.Context(), streams{out: &out, err: &talk}, test.o)
			var got verdictError
			if !errors.As(err, &got) || status(got) != test.want || !strings.Contains(out.String(), test.says) {
				t.Errorf("%v, want status %d and %q:\n%s", err, test.want, test.says, &out)
			}
		})
	}
}

func goldenSnapshot(t *testing.T, company string) *snapshot.Snapshot {
	t.Helper()
	s, err := snapshot.ReadFile(filepath.Join("../../testdata", company, "snapshot.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
