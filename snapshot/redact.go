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
	names *strings.Replacer // full names that a snapshot told, nil before
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

// Text replaces the addresses in a text, and the names of those whom the snapshot knew. A domain
// stays: it is the company's, and rules ask for it.
func (r *Redactor) Text(text string) string {
	if strings.Contains(text, "@") {
		text = address.ReplaceAllStringFunc(text, func(found string) string {
			_, domain, _ := strings.Cut(found, "@")
			return "p-" + r.sum("address", strings.ToLower(found)) + "@" + strings.ToLower(domain)
		})
	}
	if r.names != nil {
		text = r.names.Replace(text)
	}
	return text
}

// Name is the pseudonym of a name, an address or a number of staff that stands alone.
func (r *Redactor) Name(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return name
	case strings.Contains(name, "@"):
		return r.Text(name)
	}
	return "Person " + r.sum("name", strings.ToLower(strings.TrimSpace(name)))
}

// Snapshot returns a redacted copy of s, whose field permissions it unpacks, and remembers the
// names in it for Apply. A snapshot that is redacted already is an error: nobody could be matched
// by twice two keys.
func (r *Redactor) Snapshot(s *Snapshot) (*Snapshot, error) {
	if s.Redacted != "" {
		return nil, errors.New("redact snapshot: it is redacted already")
	}
	r.learn(s)
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

// learn remembers full names, the longest first. A single word is left out: in a text it may
// mean anything.
func (r *Redactor) learn(s *Snapshot) {
	known := map[string]bool{}
	add := func(name string) {
		if strings.Contains(strings.TrimSpace(name), " ") {
			known[name] = true
		}
	}
	if s.Clay != nil {
		for _, m := range s.Clay.Members {
			add(m.Name)
		}
	}
	if s.Roster != nil {
		for _, p := range s.Roster.People {
			add(p.Name)
		}
	}
	if s.Salesforce != nil {
		for _, u := range s.Salesforce.Users {
			add(u.Name)
		}
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	pairs := []string{}
	for _, name := range names {
		pairs = append(pairs, name, r.Name(name))
	}
	r.names = strings.NewReplacer(pairs...)
}

// people are the fields, by json name, that hold a person or nobody.
var people = []string{"owner", "observed_by", "by", "added_by", "manager", "sponsor", "approved_by", "employee_number"}

// peopleAt are the types whose name is a person's.
var peopleAt = []string{"Member", "User", "Person", "UserConfig"}

// Apply redacts every text below the value that v points at, in place: maps, lists and structs
// of texts, such as a policy. Keys of maps are texts too.
func (r *Redactor) Apply(v any) { r.walk(reflect.ValueOf(v).Elem()) }

func (r *Redactor) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if v.Kind() == reflect.Pointer {
			r.walk(v.Elem())
			return
		}
		inner := reflect.New(v.Elem().Type()).Elem()
		inner.Set(v.Elem())
		r.walk(inner)
		v.Set(inner)
	case reflect.Struct:
		r.fields(v)
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(v.Index(i))
		}
	case reflect.Map:
		if v.IsNil() || v.Type().Key().Kind() != reflect.String {
			return
		}
		entries := map[reflect.Value]reflect.Value{}
		for entry := v.MapRange(); entry.Next(); {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(entry.Value())
			r.walk(value)
			entries[entry.Key()] = value
		}
		v.Clear()
		for key, value := range entries {
			v.SetMapIndex(reflect.ValueOf(r.Text(key.String())).Convert(v.Type().Key()), value)
		}
	case reflect.String:
		v.SetString(r.Text(v.String()))
	}
}

func (r *Redactor) fields(v reflect.Value) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch person := slices.Contains(people, name) || name == "name" && slices.Contains(peopleAt, v.Type().Name()); {
		case !field.IsExported():
		case person && value.Kind() == reflect.String:
			value.SetString(r.Name(value.String()))
		default:
			r.walk(value)
		}
	}
}
