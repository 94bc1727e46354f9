package evidence_test

import (
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// FuzzRefuseSecrets looks for secrets in any text: what it says is one line of its own words.
func FuzzRefuseSecrets(f *testing.F) {
	for _, seed := range []string{"", ":", "token: abcdefgh12", "key: q7Zp2Lm9XvB4tR8wKc1Yd6Hs", "{a: b, token: 'x y'}", "url: https://api.clay.com/v3/sources/webhook/x", "\"\":\"\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, err := range []error{evidence.RefuseSecrets("a.yaml", []byte(text)), evidence.RefuseSecretsButWebhooks("a.yaml", []byte(text))} {
			if err != nil && (!strings.HasPrefix(err.Error(), "a.yaml:") || !strings.Contains(err.Error(), ": holds ") || len(err.Error()) > 250) {
				t.Errorf("%q", err)
			}
		}
	})
}
