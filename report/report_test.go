package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestGoldens(t *testing.T) {
	t.Parallel()
	extension := map[string]string{"markdown": "md", "text": "txt", "sarif": "sarif", "json": "json", "sarif-full": "full.sarif", "html": "html", "csv": "csv", "junit": "junit.xml", "ocsf": "ocsf.ndjson"}
	for _, f := range Formats() {
		for name, a := range map[string]*rego.Assessment{"sample": sample(), "empty": empty(), "compared": compared(t)} {
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				got := render(t, f.Name, a, Options{Root: "gov"})
				file := filepath.Join("testdata", name+"."+extension[f.Name])
				if *update {
					if err := os.WriteFile(file, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Errorf("%s differs (-want +got):\n%s", file, diff)
				}
			})
		}
	}
}

func TestSameAssessmentSameBytes(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		first := render(t, f.Name, sample(), Options{})
		for range 20 { // maps come in another order each time
			if !bytes.Equal(first, render(t, f.Name, sample(), Options{})) {
				t.Fatalf("%s differs between two runs", f.Name)
			}
		}
	}
}

func TestUnknownFormatNamesTheNearest(t *testing.T) {
	t.Parallel()
	err := Write(io.Discard, "sarf", sample(), Options{})
	if err == nil || err.Error() != `unknown report format "sarf" (did you mean "sarif"?)` {
		t.Errorf("got %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorsAreReturned(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		if err := Write(brokenWriter{}, f.Name, sample(), Options{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: got %v", f.Name, err)
		}
	}
}

func TestJSONReadsBackAsTheAssessment(t *testing.T) {
	t.Parallel()
	var got rego.Assessment
	if err := json.Unmarshal(render(t, "json", sample(), Options{}), &got); err != nil {
		t.Fatal(err)
	}
	want, back := render(t, "json", sample(), Options{}), render(t, "json", &got, Options{})
	if diff := cmp.Diff(string(want), string(back)); diff != "" {
		t.Error(diff)
	}
}

func TestAssessmentsWithHolesDoNotPanic(t *testing.T) {
	t.Parallel()
	broken := sample()
	broken.Evidence.Salesforce, broken.Coverage, broken.Targets = nil, nil, nil
	broken.Verdicts[2].Rule = rego.Rule{}
	for _, a := range []*rego.Assessment{{}, {Verdicts: []rego.Verdict{{}}}, broken} {
		for _, f := range Formats() {
			render(t, f.Name, a, Options{})
		}
	}
}

func TestNoRuleLoadedIsSaid(t *testing.T) {
	t.Parallel()
	if got := string(render(t, "markdown", &rego.Assessment{}, Options{})); !strings.Contains(got, "No rule was loaded") {
		t.Errorf("a report without rules does not say so:\n%s", got)
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 25_000} {
		a := many(n)
		for _, f := range Formats() {
			b.Run(f.Name+"/"+evidence.Count(n, "finding"), func(b *testing.B) {
				for b.Loop() {
					if err := Write(io.Discard, f.Name, a, Options{}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/finding")
			})
		}
	}
}
