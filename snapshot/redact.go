package snapshot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// minRedactionKey is the fewest bytes of a redaction key: with a short one every address of a
// company could be tried.
const minRedactionKey = 16

// Redactor replaces people by pseudonyms: the same person by the same one, under the same key,
// in every snapshot, policy and report. Who has the key can tell who is meant; nobody else can.
type Redactor struct {
	key   []byte
	known map[string]bool // pseudonyms of the people a snapshot names, see Learn
}

// NewRedactor returns a Redactor of a key of at least 16 bytes.
func NewRedactor(key []byte) (*Redactor, error) {
	if len(key) < minRedactionKey {
		return nil, fmt.Errorf("redaction key has %d bytes, fewer than %d: make one with \"openssl rand -hex 32\"", len(key), minRedactionKey)
	}
	return &Redactor{key: slices.Clone(key)}, nil
}

// KeyID names the key without telling it: it stands in a snapshot as what it was redacted with.
func (r *Redactor) KeyID() string { return "hmac-sha256:" + r.sum("key", "leastwise") }

func (r *Redactor) sum(kind, text string) string {
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(kind + "\x00" + text))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// address is an email address or a username. A local part with "*" or "?" is a pattern, not
// somebody.
var address = regexp.MustCompile("([^\\s@,;:<>()\\[\\]{}\"'`|/=*?]+)@([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)")

// Text replaces the addresses in a text. A domain stays: it is the company's, and rules ask for it. So
// do the "+" of a tag and the likeness of one name in two domains: roster.match is told by them whose
// an address of the policy is.
func (r *Redactor) Text(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return address.ReplaceAllStringFunc(text, func(found string) string {
		local, domain, _ := strings.Cut(strings.ToLower(found), "@")
		name, _, tagged := strings.Cut(local, "+")
		if !tagged || name == "" {
			return "p-" + r.sum("address", local) + "@" + domain
		}
		return "p-" + r.sum("address", name) + "+" + r.sum("address", local) + "@" + domain
	})
}

// Name is the pseudonym of a name, an address or a number of staff that stands alone.
func (r *Redactor) Name(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return name
	case strings.Contains(name, "@"):
		return r.Text(name)
	}
	name = strings.TrimSpace(name)
	if strings.Contains(name, " ") { // else a number of staff, which a dash may tell from another
		name = strings.Join(spelled(name, word.FindAllStringIndex(name, -1)), " ")
	}
	return "Person " + r.sum("name", strings.ToLower(name))
}

// Snapshot returns a redacted copy of s, whose field permissions it unpacks, and learns who is in
// it. A snapshot that is redacted already is an error: nobody could be matched by twice two keys.
func (r *Redactor) Snapshot(s *Snapshot) (*Snapshot, error) {
	if s.Redacted != "" {
		return nil, errors.New("redact snapshot: it is redacted already")
	}
	r.Learn(s)
	if s.Salesforce != nil {
		s.Salesforce.Unpack()
	}
	redacted := clone(reflect.ValueOf(s)).Interface().(*Snapshot)
	r.Apply(redacted)
	redacted.Redacted = r.KeyID()
	redacted.tidy()
	if err := redacted.Validate(); err != nil {
		return nil, fmt.Errorf("redact snapshot: %w", err)
	}
	return redacted, nil
}

// Apply redacts every text below the value that v points at, in place: maps, lists and structs
// of texts, such as a policy. Keys of maps are texts too.
func (r *Redactor) Apply(v any) { r.walk(reflect.ValueOf(v).Elem(), r.Text) }

// walk rewrites what is below v; text is for the texts that stand in no struct of their own.
func (r *Redactor) walk(v reflect.Value, text func(string) string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if v.Kind() == reflect.Pointer {
			r.walk(v.Elem(), text)
			return
		}
		inner := reflect.New(v.Elem().Type()).Elem()
		inner.Set(v.Elem())
		r.walk(inner, text)
		v.Set(inner)
	case reflect.Struct:
		r.fields(v)
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(v.Index(i), text)
		}
	case reflect.Map:
		if v.IsNil() || v.Type().Key().Kind() != reflect.String {
			return
		}
		entries := map[reflect.Value]reflect.Value{}
		for entry := v.MapRange(); entry.Next(); {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(entry.Value())
			r.walk(value, text)
			entries[entry.Key()] = value
		}
		v.Clear()
		for key, value := range entries {
			v.SetMapIndex(reflect.ValueOf(r.Text(key.String())).Convert(v.Type().Key()), value)
		}
	case reflect.String:
		v.SetString(text(v.String()))
	}
}

func (r *Redactor) fields(v reflect.Value) {
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			r.walk(v.Field(i), r.textOf(v, i))
		}
	}
}
