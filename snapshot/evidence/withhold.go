package evidence

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxWord is how much of a value an error repeats, in bytes.
const maxWord = 60

// Quote is s in double quotes for an error message: control characters escaped, a long text cut.
// A value that holds what looks like a live secret, which people paste into the wrong place, is
// not repeated: Quote says what it looks like instead.
func Quote(s string) string {
	if what := secretIn(s); what != "" {
		return withheld(what)
	}
	if len(s) <= maxWord {
		return strconv.Quote(s)
	}
	return strconv.Quote(strings.ToValidUTF8(s[:maxWord], "")) + "..."
}

// Short is Quote without the quotes, for an id in the middle of a name.
func Short(s string) string {
	switch what := secretIn(s); {
	case what != "":
		return withheld(what)
	case len(s) <= maxWord:
		return s
	}
	return strings.ToValidUTF8(s[:maxWord], "") + "..."
}

// Withhold is a message of ours with every live secret in it replaced by what it looks like. It is
// for text that quotes what others wrote in full; what was cut before is no longer recognised, so
// that whatever cuts a value must use Quote or Short.
func Withhold(text string) string {
	for i := range credentials {
		c := &credentials[i]
		if !strings.Contains(text, c.hint) {
			continue
		}
		text = c.form.ReplaceAllStringFunc(text, func(found string) string {
			if c.mixed && !isMixed([]byte(found)) {
				return found
			}
			return withheld(c.what)
		})
	}
	return keyLike.ReplaceAllStringFunc(text, func(word string) string {
		if isKey(word) {
			return withheld(generated)
		}
		return word
	})
}

func withheld(what string) string { return "(withheld: " + what + ")" }

// secretIn says what secret a value holds, "" where it holds none: everything that RefuseSecrets
// finds in a line of a file, and generated text whatever it stands under.
func secretIn(s string) string {
	if what := credentialIn([]byte(s), credentials); what != "" {
		return what
	}
	for _, word := range keyLike.FindAllString(s, -1) {
		if isKey(word) {
			return generated
		}
	}
	return ""
}

// generated is what a value of no known form is called.
const generated = "what looks like the value of a key"

var (
	// keyLike finds the words that are long enough for a key. A full stop parts them, as it does the
	// steps of a path. The name of a digest is taken along: what is told to be one is no secret.
	keyLike = regexp.MustCompile(`(?:\bsha(?:1|256|512)[:-])?[A-Za-z0-9+/_-]{24,}`)
	digest  = regexp.MustCompile(`^sha(1|256|512)[:-]`)
	// named are the parts that Clay and Salesforce ids are made of: a prefix that says what it is.
	named = regexp.MustCompile(`^([a-z]{1,5}_[A-Za-z0-9]{1,30}|[0a][0-9A-Za-z]{14}([A-Z0-5]{3})?)$`)
)

// isKey says whether a word, or a part of it between slashes, is generated text. Ids and names
// joined by slashes are not, however long they are together.
func isKey(word string) bool {
	if digest.MatchString(word) {
		return false
	}
	parts := strings.Split(word, "/")
	if slices.ContainsFunc(parts, func(part string) bool { return random([]byte(part)) }) {
		return true
	}
	return len(parts) > 1 && random([]byte(word)) &&
		slices.ContainsFunc(parts, func(part string) bool { return !named.MatchString(part) && scattered([]byte(part)) })
}
