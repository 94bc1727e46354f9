package evidence

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
)

var (
	// secretKeys are keys under which only a secret can stand, unless it says where the secret is;
	// nameKeys are those under which an inventory wants the name of a key.
	secretKeys = []string{"token", "password", "secret", "client_secret", "api_key", "apikey", "private_key"}
	nameKeys   = []string{"key", "key_id", "value", "credential", "authorization", "auth", "name", "purpose"}
	uuid       = regexp.MustCompile(`(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

// shortestKey is the length from which a generated text is taken for a key.
const shortestKey = 24

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
		if c.in(line) {
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
	const shortestSecret = 8
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
		return generated + ", not its name"
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
		return generated + ", not its name"
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
	if text = uuid.ReplaceAll(text, nil); len(text) < shortestKey {
		return false // the usual form of an id, perhaps behind the name of what it is
	}
	var counts [256]int
	for _, c := range text {
		counts[c]++
	}
	letters, digit, changes := kinds(text)
	entropy := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(text))
			entropy -= p * math.Log2(p)
		}
	}
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

// scattered says whether a text has digits, and they change with letters as often as in generated
// text.
func scattered(text []byte) bool {
	_, digits, changes := kinds(text)
	return digits > 0 && changes >= len(text)/4
}

// kinds counts letters, digits, and how often one kind follows another: small letters, capitals
// and digits.
func kinds(text []byte) (letters, digits, changes int) {
	last := 0
	for _, c := range text {
		kind := 0
		switch {
		case c >= 'a' && c <= 'z':
			kind = 1
			letters++
		case c >= 'A' && c <= 'Z':
			kind = 2
			letters++
		case c >= '0' && c <= '9':
			kind = 3
			digits++
		}
		if kind != last && kind != 0 && last != 0 {
			changes++
		}
		last = kind
	}
	return letters, digits, changes
}
