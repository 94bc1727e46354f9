package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leastwise/leastwise/snapshot/salesforce"
	"github.com/leastwise/leastwise/snapshot/salesforce/fakeorg"
)

// TestSnapshotReadsARunningOrg takes acme's org through its APIs, from the configuration to the
// file: what it cost is talk, the token stays out of everything, and View All Data is found.
func TestSnapshotReadsARunningOrg(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	c := &salesforce.Config{Name: "acme", Project: "force-app", IntegrationUsers: []string{"clay@acme.com"}, Users: []salesforce.UserConfig{{
		Username: "clay@acme.com", Profile: "Clay Integration", PermissionSets: []salesforce.GrantConfig{{Name: "Clay_Legacy_Sync"}},
	}}}
	org, _, err := salesforce.Read(t.Context(), company(t, "acme"), c, at)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // an org gives its tokens no id
		org.Tokens = append(org.Tokens, salesforce.Token{ID: fmt.Sprint("token", len(org.Tokens)), User: "clay@acme.com", App: "Clay", CreatedAt: "2026-10-01T08:00:00Z"})
	}
	server := fakeorg.Start(t, org, fakeorg.Options{Now: at})
	t.Setenv("LEASTWISE_TEST_TOKEN", fakeorg.AccessToken)
	dir := t.TempDir()
	config := filepath.Join(dir, configName)
	text := fmt.Sprintf("version: 1\nsources:\n  salesforce:\n    name: acme\n    integration_users: [clay@acme.com]\n"+
		"    org: {instance_url: %q, auth: {flow: access_token, access_token: env:LEASTWISE_TEST_TOKEN}}\n", server.URL)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "snapshot.json")
	var out, talk bytes.Buffer
	if status := run([]string{"snapshot", "-c", config, "--taken-at", "2026-11-02T09:00:00Z", "-o", file}, strings.NewReader(""), &out, &talk); status != 0 {
		t.Fatalf("status %d: %s", status, talk.String())
	}
	if !strings.Contains(talk.String(), "API calls") {
		t.Errorf("nothing says what the org was asked: %s", talk.String())
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(`"clay@acme.com/Clay/2026-10-01T08:00:00Z #2"`)) {
		t.Error("the snapshot does not hold both tokens")
	}
	if !bytes.Contains(data, []byte(`"ViewAllData"`)) || !bytes.Contains(data, []byte(`"source": "org"`)) {
		t.Error("the snapshot does not hold what the org told")
	}
	for _, text := range []string{string(data), talk.String(), out.String()} {
		if strings.Contains(text, fakeorg.AccessToken) {
			t.Error("the access token is in what the program wrote")
		}
	}
}
