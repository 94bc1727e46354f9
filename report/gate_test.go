package report

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

// The validator of SARIF's authors, with the rules of code scanning on, takes what is written.
func TestSARIFPassesTheGate(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("LEASTWISE_SHARED")
	if shared == "" || testing.Short() {
		t.Skip("LEASTWISE_SHARED is not set, or -short is: the validator is not run")
	}
	var all string
	for _, name := range hostile() {
		all += name + " "
	}
	dir, gate := t.TempDir(), filepath.Join(shared, "bin", "sarif-gate")
	var files []string
	for name, a := range map[string]*rego.Assessment{
		"acme": readGolden(t, "acme"), "tidy": readGolden(t, "tidy"), "many": many(25_000), "compared": compared(t), "baseline": withBaseline(), "empty": empty(),
		"hostile": hostileAssessment(t, all), "script": hostileAssessment(t, "<script>alert(1)</script> [x](1) {0}"),
	} {
		for _, format := range []string{"sarif", "sarif-full"} {
			if format == "sarif-full" && name == "many" {
				continue // the validator takes minutes for what nobody uploads
			}
			data := render(t, format, a, Options{Repository: &Repository{URI: "https://github.com/acme/gtm.git", Revision: "0123456789abcdef0123456789abcdef01234567", Branch: "main"}})
			if problems := Check(data, CheckOptions{}); format == "sarif" && len(problems) > 0 {
				t.Errorf("%s: %v", name, problems)
			}
			file := filepath.Join(dir, name+"."+format+".sarif")
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
	}
	if out, err := exec.CommandContext(t.Context(), gate, files...).CombinedOutput(); err != nil {
		if status := (*exec.ExitError)(nil); errors.As(err, &status) && status.ExitCode() == 2 {
			t.Skipf("the validator cannot run: %s", out)
		}
		t.Errorf("%v\n%s", err, out)
	}
}
