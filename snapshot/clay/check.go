package clay

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// required refuses a field that was left out or is blank.
func (r *reader) required(at []string, field, value string) {
	if strings.TrimSpace(value) == "" {
		r.fail(at, field, "is missing")
	}
}

// email checks an email address, if one is given, and puts it in lower case.
func (r *reader) email(at []string, field string, s *string) {
	if *s == "" {
		return
	}
	email, err := evidence.Email(*s)
	if err != nil {
		r.fail(at, field, "%v", err)
	}
	*s = email
}

// emails is email for every one of a list; it returns the list as a set.
func (r *reader) emails(at []string, field string, list []string) []string {
	for i := range list {
		r.required(under(at, field), strconv.Itoa(i), list[i])
		r.email(under(at, field), strconv.Itoa(i), &list[i])
	}
	return set(list)
}

// parties is emails for a list that names groups as well.
func (r *reader) parties(at []string, field string, list []string) []string {
	for i := range list {
		r.required(under(at, field), strconv.Itoa(i), list[i])
		r.party(under(at, field), strconv.Itoa(i), &list[i])
	}
	return set(list)
}

// party checks what is an email address if it holds an "@", and else is left as it is.
func (r *reader) party(at []string, field string, s *string) {
	if strings.Contains(*s, "@") {
		r.email(at, field, s)
	}
}

// word checks one of a few words, if one is given, and writes it as a Workspace has it.
func (r *reader) word(at []string, field string, s *string, known ...string) {
	if *s == "" {
		return
	}
	word := canonical(*s)
	if !slices.Contains(known, word) {
		r.fail(at, field, "unknown word %s%s", evidence.Quote(*s), evidence.Suggest(word, known))
	}
	*s = word
}

// canonical writes a word of Clay's screens as an identifier: "Sales Rep" is sales_rep.
func canonical(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(s)))
}

func (r *reader) count(at []string, field string, n *int64) {
	if n != nil && *n < 0 {
		r.fail(at, field, "is %d: a count is never negative", *n)
	}
}

// positive refuses a limit of nothing, which no fraction can be taken of.
func (r *reader) positive(at []string, field string, n *int64) {
	if n != nil && *n < 1 {
		r.fail(at, field, "is %d: the limit must be at least 1", *n)
	}
}

func (r *reader) amount(at []string, field string, n *float64) {
	if n != nil && *n < 0 {
		r.fail(at, field, "is %s: an amount is never negative", strconv.FormatFloat(*n, 'f', -1, 64))
	}
}

// refers checks that a reference names an entry of a section. Where the inventory does not
// have the section there is nothing to check against.
func (r *reader) refers(at []string, field, ref, what, section string) {
	listed, ok := r.ids[section]
	if ref == "" || !ok {
		return
	}
	if _, ok := listed[ref]; !ok {
		names := make([]string, 0, len(listed))
		for name := range listed {
			names = append(names, name)
		}
		r.fail(at, field, "no %s %s is listed%s", what, evidence.Quote(ref), evidence.Suggest(ref, names))
	}
}

// identify completes id and name from each other, and refuses an entry without either, one
// that carries a webhook's URL, and the second one of an id.
func (r *reader) identify(at []string, id, name *string, l evidence.Location, seen ids) {
	trim(id, name)
	r.noURL(at, "id", *id)
	r.noURL(at, "name", *name)
	if *id == "" {
		*id = *name
	}
	if *name == "" {
		*name = *id
	}
	r.required(at, "name", *name)
	r.unique(at, "id", *id, l, seen)
}

// noURL refuses a URL where a name belongs: that of a webhook is a secret.
func (r *reader) noURL(at []string, field, s string) {
	if strings.Contains(s, "://") {
		r.fail(at, field, "is a URL, which may be a secret: use an id or a name")
	}
}

// unique refuses the second entry of an id.
func (r *reader) unique(at []string, field, id string, l evidence.Location, seen ids) {
	if first, ok := seen[id]; ok {
		r.fail(at, "", "%s %s is listed twice (first on line %d)", field, evidence.Quote(id), first.Line)
	}
	seen[id] = l
}

func trim(fields ...*string) {
	for _, s := range fields {
		*s = strings.TrimSpace(*s)
	}
}

// set is a list whose order and repetitions mean nothing, sorted.
func set(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
