package evidence_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestRefuseSecretsNamesTheLineAndNeverRepeatsTheSecret(t *testing.T) {
	t.Parallel()
	jwt := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"
	live := "q7Zp2Lm9XvB4tR8wKc1Yd6Hs" // what a generated key looks like
	hex := "9f86d081884c7d659a2feaa0c55ad015"
	for name, tt := range map[string]struct{ line, secret string }{
		"private key":            {"# -----BEGIN EC PRIVATE KEY-----", "BEGIN EC"},
		"JSON web token":         {"x: " + jwt, jwt},
		"GitHub token":           {"reason: ghp_" + strings.Repeat("a1", 18), "ghp_a1"},
		"GitHub app token":       {"reason: ghs_" + strings.Repeat("a1", 18), "ghs_a1"},
		"fine-grained token":     {"- github_pat_" + strings.Repeat("A1_b", 12), "A1_b"},
		"Slack token":            {"x: xoxb-123456789012-abcdef", "123456789012"},
		"AWS key":                {"x: AKIAIOSFODNN7EXAMPLE", "AKIA"},
		"temporary AWS key":      {"x: ASIAIOSFODNN7EXAMPLE", "ASIA"},
		"session":                {"x: 00D5g000004ABCD!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL", "AQcAQH0"},
		"session in prose":       {"purpose: use 00D5g000004ABCDEAX!AQcAQH0dMHZfz972Szmpkb58 for now", "AQcAQH0"},
		"refresh token":          {"x: 5Aep861" + strings.Repeat("aB3.", 12), "aB3."},
		"URL with login":         {"url: https://u:p4ssw0rd@example.com", "p4ssw0rd"},
		"webhook":                {"url: https://api.clay.com/v3/sources/webhook/pull-in-data-from-a-webhook-1234", "pull-in"},
		"Clay session":           {"cookie: claysession=s%3Aabcdefghijkl.mnop", "abcdefghijkl"},
		"bearer":                 {"headers: [Bearer " + live + "]", live},
		"token":                  {"  token: abcdefgh12", "abcdefgh12"},
		"flow token":             {"  scim: {url: x, token: abcdefgh12}", "abcdefgh12"},
		"quoted password":        {"- password: 'abcdefgh12'", "abcdefgh12"},
		"client secret":          {"client_secret: abcdefgh12", "abcdefgh12"},
		"key where a name is":    {"- key: " + live, live},
		"quoted key":             {`- {key: "` + live + `", at: 2026-01-01}`, live},
		"key as the name":        {"  name: " + live, live},
		"key as a mapping's key": {"  " + live + ": {purpose: sync}", live},
		"key in hex":             {"- key: " + hex, hex},
		"a windows file":         {"- key: " + live + "\r", live},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := evidence.RefuseSecrets("clay.yaml", []byte("version: 1\n"+tt.line+"\nmore: 1\n"))
			if err == nil {
				t.Fatalf("%q was accepted", tt.line)
			}
			if got := err.Error(); strings.Contains(got, tt.secret) || !strings.HasPrefix(got, "clay.yaml:2: holds ") {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestReferencesAndHonestValuesAreNoSecrets(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"token: env:SCIM_TOKEN", "auth: {flow: jwt, client_id: env:SF_CLIENT_ID, private_key: file:server.key}",
		"api_keys: {rotation: {quarterly: 92d}}", "key_rotation/clay_api_key_overdue: {default_cadence: quarterly}",
		"instance_url: https://acme.my.salesforce.com", "admin: [ada@example.com]", "token:", "tokens: [a-long-name-here]",
		"reason: the token of this vendor cannot be rotated before May",
		"- key: crm-sync-production-emea-2026-q3", "name: Enterprise_Account_Sync_v2_Production", "  outbound-lead-scoring-webhook-2026:",
		"- key: 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "id: t_0sw3kyvHqxWVtR5cbCz", "- id: 0PS5g000004ABCDEAX", "key: keys/server-2026.pem",
		"name: AccountTeamMemberSelfServicePermissions", "  least_privilege/salesforce_forbidden_permission: {}",
		"name: 2026-01-31T09:00:00.000Z", "name: 1234567890123456789012345678",
	} {
		if err := evidence.RefuseSecrets("clay.yaml", []byte(line)); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestNoFileOfOursHoldsWhatLooksLikeASecret(t *testing.T) {
	t.Parallel()
	roots := []string{"../../testdata", "../../cmd/leastwise/starter", os.Getenv("LEASTWISE_SHARED")}
	seen := 0
	for _, root := range roots {
		if root == "" {
			continue
		}
		err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" && filepath.Ext(path) != ".csv" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			seen++
			if err := evidence.RefuseSecrets(path, data); err != nil {
				t.Error(err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 8 {
		t.Errorf("looked at %d files, fewer than testdata has", seen)
	}
}

func BenchmarkRefuseSecrets(b *testing.B) {
	data := []byte(strings.Repeat("  - {id: t_0sw3kyvHqxWVtR5cbCz, name: Leads of the quarter, owner: ada@acme.example, row_count: 5120}\n", 10_000))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if err := evidence.RefuseSecrets("clay.yaml", data); err != nil {
			b.Fatal(err)
		}
	}
}
