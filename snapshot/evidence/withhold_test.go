package evidence_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// pasted are secrets of known and of no known form; a part of each is enough to know it by.
func pasted() []string {
	return []string{
		"ghp_q7Zp2Lm9XvB4tR8wKc1Yd6Hsq7Zp2Lm9XvB4", "glpat-q7Zp2Lm9XvB4tR8wKc1Y", "sk_live_q7Zp2Lm9XvB4tR8wKc1Yd6Hs",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
		"00D5g000004ABCDEAX!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL", "AKIAIOSFODNN7EXAMPLE", "https://u:p4ssw0rd@",
		"-----BEGIN PRIVATE KEY-----", "SG.q7Zp2Lm9XvB4tR8wKc1Yd6.q7Zp2Lm9XvB4tR8wKc1Yd6Hsq7Zp2Lm9XvB4tR8wKc1",
		"q7Zp2Lm9XvB4tR8wKc1Yd6Hs", "9f86d081884c7d659a2feaa0c55ad015", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYq7Zp2Lm9Xv",
		strings.Repeat("q7Zp2Lm9XvB4tR8wKc1Yd6Hs", 20), "token: hunter2hunter2",
	}
}

func TestQuoteWithholdsWhatLooksLikeASecret(t *testing.T) {
	t.Parallel()
	for _, secret := range pasted() {
		for _, text := range []string{secret, " " + secret + " ", "email," + secret + ",status", strings.Repeat("long, ", 20) + secret, secret + strings.Repeat(" long", 20)} {
			for _, got := range []string{evidence.Quote(text), evidence.Short(text)} {
				if !strings.HasPrefix(got, "(withheld: ") || !strings.HasSuffix(got, ")") || strings.Contains(got, secret[:min(10, len(secret))]) {
					t.Errorf("%q is quoted as %s", text, got)
				}
			}
		}
	}
}

func TestErrorWithholdsWhatLooksLikeASecret(t *testing.T) {
	t.Parallel()
	for _, secret := range pasted() {
		if strings.HasPrefix(secret, "token:") {
			continue // the words of a message have this form: what is quoted in one is Quote's to look at
		}
		err := &evidence.Error{File: "a.yaml", Line: 2, Path: "limits." + secret + ".max", Msg: "no such file: " + secret + ", write another"}
		got := err.Error()
		if strings.Contains(got, secret) || strings.Count(got, "(withheld: ") != 2 || !strings.HasPrefix(got, "a.yaml:2: ") || !strings.HasSuffix(got, ", write another") {
			t.Errorf("%s: %s", secret, got)
		}
		if got := evidence.Suggest("x", []string{"editor", secret}); strings.Contains(got, secret) {
			t.Errorf("suggested: %s", got)
		}
	}
}

func TestWithholdLeavesHonestWordsAlone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "unknown word", "ada.lovelace@acme.example", "t_0sw3kyvHqxWVtR5cbCz/f_0sw3kyvHqxWVtR5cbCz", "00D5g000004ABCDEAX/0PS5g000004ABCDEAX",
		"PermissionSet/0PS5g000004ABCDEAX", "scanner@acme.example/Opportunity.Amount_in_EUR_2026__c", "least_privilege/salesforce_forbidden_permission",
		"2026-01-31T09:00:00.000Z/2026-02-28T09:00:00.000Z", "force-app/main/default/permissionsets/Clay_Writeback_2026.permissionset-meta.xml",
		"sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015", "clay.table t_0sw3kyvHqxWVtR5cbCz", "wh_3f2504e0-4f89-11d3-9a0c-0305e82c3301",
		"3f2504e0-4f89-11d3-9a0c-0305e82c3301/7f2504e0-4f89-11d3-9a0c-0305e82c3302", "https://acme.my.salesforce.com/services/data/v62.0/query", "9007199254740993000000000000000",
		"(withheld: a GitHub token)", "sk-proj-the-slovak-project-of-the-year-2026", "CustomPermission:Clay_Enrichment_Bypass_2026_EMEA",
	} {
		if got := evidence.Withhold(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
		if len(text) <= 60 {
			if got := evidence.Quote(text); got != fmt.Sprintf("%q", text) {
				t.Errorf("%q is quoted as %s", text, got)
			}
		}
	}
}

// FuzzWithhold puts secrets between any texts: no error repeats one, and what is withheld once
// stays as it is.
func FuzzWithhold(f *testing.F) {
	secrets := pasted()
	for i := range secrets {
		f.Add(i, "unknown word ", " (known: a, b)")
	}
	f.Add(0, "\x00\xff,", "\"")
	f.Fuzz(func(t *testing.T, n int, before, behind string) {
		if n < 0 || n >= len(secrets) || strings.HasPrefix(secrets[n], "token:") {
			return
		}
		text := before + " " + secrets[n] + " " + behind
		for _, got := range []string{evidence.Quote(text), evidence.Short(text), evidence.Withhold(text), (&evidence.Error{Path: text, Msg: text}).Error()} {
			if strings.Contains(got, secrets[n]) {
				t.Errorf("%q repeats %q", got, secrets[n])
			}
		}
		once := evidence.Withhold(text)
		if twice := evidence.Withhold(once); twice != once {
			t.Errorf("%q became %q", once, twice)
		}
	})
}

// TestReadersQuoteThroughOneFunction keeps Quote the one way for a value into a message: what is
// quoted otherwise, and cut, would hide a secret from Error.
func TestReadersQuoteThroughOneFunction(t *testing.T) {
	t.Parallel()
	looked := 0
	for _, root := range []string{"..", "../../rego"} {
		err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if entry.IsDir() && entry.Name() == "fakeorg" {
				return fs.SkipDir
			}
			if entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			text, err := os.ReadFile(path)
			looked++
			if strings.Contains(string(text), "%"+"q") {
				t.Errorf("%s quotes by itself: use evidence.Quote", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked < 100 {
		t.Errorf("looked at %d files, fewer than there are", looked)
	}
}
