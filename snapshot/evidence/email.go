package evidence

import (
	"fmt"
	"strings"
	"unicode"
)

// Email returns an email address as a snapshot holds it: trimmed and in lower case. It
// refuses what cannot be one address; it does not check the finer grammar of addresses.
func Email(s string) (string, error) {
	s = strings.TrimSpace(s)
	local, domain, found := strings.Cut(s, "@")
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`<>()",;:\`, r)
	}
	if !found || local == "" || domain == "" || strings.Contains(domain, "@") || strings.IndexFunc(s, odd) >= 0 {
		return "", fmt.Errorf("%s is not an email address", Quote(s))
	}
	return strings.ToLower(s), nil
}
