package evidence

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
)

// credential is a text that is a secret whatever it stands under. hint is a part of every such
// text: a file without it is not searched for the form, which is what makes a large file cheap.
type credential struct {
	what, hint string
	form       *regexp.Regexp
}

// The forms are few and exact: one that also fits an honest value would make a correct file
// unreadable.
var credentials = []credential{
	{"a private key", "PRIVATE KEY", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)},
	{"a JSON web token", "eyJ", regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.`)},
	{"a GitHub token", "gh", regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{30,}`)},
	{"a GitHub token", "github_pat_", regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{30,}`)},
	{"a Slack token", "xox", regexp.MustCompile(`\bxox[abprs]-[A-Za-z0-9-]{10,}`)},
	{"an AWS access key", "AKIA", regexp.MustCompile(`\bAKIA[A-Z0-9]{16}\b`)},
	{"an AWS access key", "ASIA", regexp.MustCompile(`\bASIA[A-Z0-9]{16}\b`)},
	{"a Salesforce session", "00D", regexp.MustCompile(`\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20,}`)},
	{"a Salesforce refresh token", "5Aep", regexp.MustCompile(`\b5Aep[A-Za-z0-9._]{40,}`)},
	{"a password in a URL", "://", regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@"']+:[^\s/@"']+@`)},
	{clayWebhook, "api.clay.com/v3/", regexp.MustCompile(`\bapi\.clay\.com/v3/sources/webhook/[A-Za-z0-9-]{8,}`)},
	{"a Clay session", "claysession", regexp.MustCompile(`\bclaysession\s*[=:]\s*["']?s(%3A|:)\S{8,}`)},
	{"a bearer token", "earer", regexp.MustCompile(`\b[Bb]earer\s+[A-Za-z0-9+/._~-]{20,}`)},
}

var (
	// secretKeys are keys under which only a secret can stand, unless it says where the secret is;
	// nameKeys are those under which an inventory wants the name of a key.
	secretKeys = []string{"token", "password", "secret", "client_secret", "api_key", "apikey", "private_key"}
	nameKeys   = []string{"key", "key_id", "value", "credential", "authorization", "auth", "name", "purpose"}
	uuid       = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// clayWebhook is what a webhook's URL is called; urlKey is the one place of an inventory for it.
const clayWebhook = "a Clay webhook URL"

var urlKey = regexp.MustCompile(`(^|[\s{,])url\s*:\s*["']?https://api\.clay\.com/`)

// RefuseSecrets finds live credentials in a hand-kept file, before anything else looks at it or
// quotes it: known forms anywhere, and random text where the name of a key belongs. The error
// is an *Error that names the line and never repeats what was found.
func RefuseSecrets(file string, data []byte) error { return refuse(file, data, false) }

// RefuseSecretsButWebhooks is RefuseSecrets for an inventory, whose reader keeps the hash of what
// stands under a key "url" and forgets the rest.
func RefuseSecretsButWebhooks(file string, data []byte) error { return refuse(file, data, true) }

func refuse(file string, data []byte, webhooks bool) error {
	var forms []credential
	for _, c := range credentials {
		if bytes.Contains(data, []byte(c.hint)) {
			forms = append(forms, c)
		}
	}
	line := 0
	for text := range bytes.Lines(data) {
		line++
		if webhooks && urlKey.Match(text) {
			text = urlKey.ReplaceAll(text, []byte("url: "))
		}
		if what := credentialIn(bytes.TrimRight(text, "\r\n"), forms); what != "" {
			return &Error{File: file, Line: line,
				Msg: "holds " + what + ": write env:NAME or file:PATH instead, or the name of a key, and revoke it if this file was ever shared"}
		}
	}
	return nil
}

func credentialIn(line []byte, forms []credential) string {
	for _, c := range forms {
		if bytes.Contains(line, []byte(c.hint)) && c.form.Match(line) {
			return c.what
		}
	}
	for i, c := range line {
		if c == ':' {
			if what := pair(line[:i], line[i+1:]); what != "" {
				return what
			}
		}
	}
	return ""
}

// pair looks at what stands before and behind a colon. It is written out rather than a regular
// expression because it runs over every line of every inventory.
func pair(before, behind []byte) string {
	const shortestKey, shortestSecret = 24, 8
	before = bytes.TrimRight(before, " \t\"'")
	start := len(before)
	for start > 0 && wordByte(before[start-1]) {
		start--
	}
	key := before[start:]
	if start > 0 && bytes.IndexByte([]byte(" \t\"'{,"), before[start-1]) < 0 || len(key) == 0 {
		return ""
	}
	if len(key) >= shortestKey && random(key) {
		return "what looks like the value of a key, not its name"
	}
	secret, name := ends(key, secretKeys), equals(key, nameKeys)
	if !secret && !name {
		return ""
	}
	if before = bytes.TrimRight(before[:start], " \t\"'-"); len(before) > 0 && before[len(before)-1] != '{' && before[len(before)-1] != ',' {
		return "" // in the middle of a sentence
	}
	value := bytes.TrimLeft(behind, " \t")
	value = bytes.TrimLeft(value, "\"'")
	end := bytes.IndexAny(value, " \t\"',}")
	if end < 0 {
		end = len(value)
	}
	value = value[:end]
	switch {
	case secret && len(value) >= shortestSecret && bytes.IndexByte([]byte("{[#&*|>"), value[0]) < 0 &&
		!bytes.HasPrefix(value, []byte("env:")) && !bytes.HasPrefix(value, []byte("file:")):
		return "a secret"
	case len(value) >= shortestKey && random(value):
		return "what looks like the value of a key, not its name"
	}
	return ""
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || bytes.IndexByte([]byte("+/_.=-"), c) >= 0
}

func equals(key []byte, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.EqualFold(string(key), word) })
}

// ends tells whether the key is one of the words, or ends in one behind an underscore.
func ends(key []byte, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		cut := len(key) - len(word)
		return cut >= 0 && strings.EqualFold(string(key[cut:]), word) && (cut == 0 || key[cut-1] == '_')
	})
}

// random tells a generated value from a name: long, of several kinds of characters, and as
// spread over them as chance would have it. Measured over words, kebab-case names, Salesforce
// and Clay ids stay below; keys of 24 characters and more stand above.
func random(text []byte) bool {
	if uuid.Match(text) {
		return false // the usual form of an id
	}
	var counts [256]int
	var lower, upper, digit, changes int
	last := 0
	for _, c := range text {
		counts[c]++
		kind := 0
		switch {
		case c >= 'a' && c <= 'z':
			kind = 1
			lower++
		case c >= 'A' && c <= 'Z':
			kind = 2
			upper++
		case c >= '0' && c <= '9':
			kind = 3
			digit++
		}
		if kind != last && kind != 0 && last != 0 {
			changes++
		}
		last = kind
	}
	entropy := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(text))
			entropy -= p * math.Log2(p)
		}
	}
	letters := lower + upper
	switch hex := digit > 0 && letters > 0 && bytes.Trim(bytes.ToLower(text), "0123456789abcdef") == nil; {
	case bytes.IndexFunc(text, func(r rune) bool { return r > 127 || !wordByte(byte(r)) }) >= 0:
		return false // a URL, an address, a sentence
	case hex:
		return len(text) >= 32 && entropy > 3 && changes >= 8
	case digit == 0 || letters == 0:
		return false
	}
	return entropy > 3.8 && changes >= len(text)/4
}
