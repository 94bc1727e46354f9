package snapshot

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// people are the fields, by json name, that hold a person or nobody.
var people = []string{"owner", "observed_by", "by", "added_by", "manager", "sponsor", "approved_by", "employee_number", "principal"}

// peopleAt are the types whose name is a person's.
var peopleAt = []string{"Member", "User", "Person", "UserConfig"}

// prose are the fields, by json name, in which somebody writes what they like. No rule compares
// them with anything, so that a name in them may be replaced; that of a profile or a role may not,
// though a person be called like it: a rule that looks for it would no longer find it.
var prose = []string{"purpose", "why", "evidence", "note", "reason", "description", "not_kept"}

// textOf is what becomes of the texts in a field of a struct.
func (r *Redactor) textOf(v reflect.Value, field int) func(string) string {
	name := jsonName(v.Type().Field(field))
	if name == "values" { // of a contradiction: what two sources say of the field that it names
		if name = textField(v, "field"); !holdsPerson(v, name) {
			return r.Prose
		}
		return r.Name
	}
	switch {
	case holdsPerson(v, name) && v.Field(field).Kind() == reflect.String:
		return r.Name
	case slices.Contains(prose, name):
		return r.Prose
	}
	return r.Text
}

// holdsPerson is true of a field that holds a person, and of the name of a struct that is one, or
// that is about one.
func holdsPerson(v reflect.Value, name string) bool {
	return slices.Contains(people, name) ||
		name == "name" && (slices.Contains(peopleAt, v.Type().Name()) || textField(v, "kind") == "clay.member")
}

// textField is the text of a field, by its json name; "" where there is none.
func textField(v reflect.Value, name string) string {
	for i := range v.NumField() {
		if f := v.Type().Field(i); jsonName(f) == name && f.Type.Kind() == reflect.String {
			return v.Field(i).String()
		}
	}
	return ""
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// Learn remembers who is in a snapshot, which may be redacted already, so that Prose knows their
// names: by their pseudonyms, so that both ways are the same.
func (r *Redactor) Learn(s *Snapshot) {
	r.known = map[string]bool{}
	add := func(name string) {
		if s.Redacted == "" {
			name = r.Name(name)
		}
		r.known[name] = true
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
}

// word is a part of a name: "Ann O'Neil-Smith" has four.
var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

// maxNameWords is the most parts of a name that is known in a text.
const maxNameWords = 8

// Prose replaces the addresses in a text, and the full names of those whom Learn was shown, however
// they are spelled out. A single word is left alone: in a text it may mean anything.
func (r *Redactor) Prose(text string) string {
	text = r.Text(text)
	if len(r.known) == 0 {
		return text
	}
	var b strings.Builder
	places, end := word.FindAllStringIndex(text, -1), 0
	for i := 0; i < len(places); i++ {
		for j := min(len(places), i+maxNameWords); j > i+1; j-- { // the longest first
			if name := r.Name(strings.Join(spelled(text, places[i:j]), " ")); r.known[name] {
				b.WriteString(text[end:places[i][0]])
				b.WriteString(name)
				i, end = j-1, places[j-1][1]
				break
			}
		}
	}
	b.WriteString(text[end:])
	return b.String()
}

func spelled(text string, places [][]int) []string {
	words := make([]string, len(places))
	for i, place := range places {
		words[i] = text[place[0]:place[1]]
	}
	return words
}
