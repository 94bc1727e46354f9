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
	long := strings.Repeat("aB3", 14)
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
		"PGP key":                {"# -----BEGIN PGP PRIVATE KEY BLOCK-----", "BEGIN PGP"},
		"JSON web token, cut":    {"x: " + jwt[:strings.LastIndex(jwt, ".")], jwt[:20]},
		"Slack app token":        {"x: xoxe.xoxp-1-" + long, long},
		"GitLab token":           {"x: glpat-" + long[:20], long[:20]},
		"HubSpot token":          {"x: pat-na1-3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0"},
		"European HubSpot token": {"x: pat-eu1-3F2504E0-4F89-11D3-9A0C-0305E82C3301", "3F2504E0"},
		"Azure storage":          {"x: DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + long + "==;EndpointSuffix=x", long},
		"Azure bus":              {"x: Endpoint=sb://a/;SharedAccessKeyName=n;SharedAccessKey=" + long + "=", long},
		"Google API key":         {"x: AIza" + long[:35], long[:35]},
		"Google token":           {"x: ya29.a0" + long, long},
		"Anthropic key":          {"x: sk-ant-api03-" + long + "-" + long, long},
		"OpenAI key":             {"x: sk-" + long, long},
		"OpenAI project key":     {"x: sk-proj-" + long + "_" + long, long},
		"OpenAI service key":     {"x: sk-svcacct-" + long, long},
		"Stripe key":             {"x: sk_live_" + long[:24], long[:24]},
		"restricted Stripe key":  {"x: rk_live_" + long[:24], long[:24]},
		"Twilio key":             {"x: SK" + hex, hex},
		"SendGrid key":           {"x: SG." + long[:22] + "." + long + "0", long[:22]},
		"npm token":              {"x: npm_" + long[:36], long[:36]},
		"PyPI token":             {"x: pypi-AgEIcHlwaS5vcmc" + long, long},
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
		"evidence: sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015", "sha256: 9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015",
		"commit: da39a3ee5e6b4b0d3255bfef95601890afd80709", "key: 3F2504E0-4F89-11D3-9A0C-0305E82C3301", "key: wh_3f2504e0-4f89-11d3-9a0c-0305e82c3301",
		"org: 00D5g000004ABCDEAX", "org: 00D5g000004ABCD!", "id: ak_6Lm9XvB4tR8wKc1Yd6Hs", "key: aa_0sw3kyvHqxWVtR5cb",
		"url: https://github.com/acme/policies/blob/main/docs/access-2026.md#L12", "url: https://acme.my.salesforce.com/0PS5g000004ABCDEAX?setupid=PermSets",
		"url: postgres://db.example:5432/leads", "url: https://app.clay.com/workspaces/12345/workbooks/wb_0sw3kyvHqx", "to: mailto:ann@acme.example:25",
		"name: task-force-sk-proj-alpha-beta-gamma-delta", "name: sk-proj-the-slovak-project-of-the-year-2026", "name: sk-anthology-of-the-best-leads-in-q3",
		"name: pat-na1-patents", "name: pypi-mirror-of-the-company-in-frankfurt", "name: npm_packages_that_sales_uses",
		"name: SG.Leads.Singapore", "name: SKU 0123456789abcdef", "name: risk_live_dashboard_of_sales", "name: AIzawa & Sons", "name: ya29.example",
		"name: AKIA Holdings", "name: eyJafjallajokull.eyJa", "note: the AccountKey=value form is what Azure wants", "note: xox-games", "phone: +49 30 901820",
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
			for line := range strings.Lines(string(data)) { // what an error may have to quote
				if got := evidence.Withhold(line); got != line {
					t.Errorf("%s: an error would not quote %s", path, line)
				}
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
