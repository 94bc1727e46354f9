package roster

import "strings"

// Matcher finds whose an address is. It is a pure function of the people and the rules.
type Matcher struct {
	owners  map[string]owner
	aliases map[string]string
	domains map[string]string
	plus    bool
}

// owner is the person behind an address that stands on the roster.
type owner struct {
	person string
	how    How // Exact or Alias
}

// NewMatcher returns a Matcher of people by rules, which may be nil. An address that is the email
// of one person and the alias of another belongs to the former.
func NewMatcher(people []Person, rules *Rules) *Matcher {
	m := &Matcher{owners: map[string]owner{}, aliases: map[string]string{}, domains: map[string]string{}}
	for _, p := range people {
		m.owners[p.Email] = owner{p.Email, Exact}
	}
	for _, p := range people {
		for _, alias := range p.Aliases {
			if _, taken := m.owners[alias]; !taken {
				m.owners[alias] = owner{p.Email, Alias}
			}
		}
	}
	if rules = rules.Lower(); rules != nil {
		m.aliases, m.domains, m.plus = rules.Aliases, rules.Domains, rules.PlusAddressing
	}
	return m
}

// Lower is a copy of rules in lower case, as a snapshot holds them; nil where there is none.
func (r *Rules) Lower() *Rules {
	if r == nil || len(r.Aliases)+len(r.Domains) == 0 && !r.PlusAddressing {
		return nil
	}
	inLower := func(m map[string]string) map[string]string {
		l := map[string]string{}
		for from, to := range m {
			l[lower(from)] = lower(to)
		}
		return l
	}
	return &Rules{Aliases: inLower(r.Aliases), Domains: inLower(r.Domains), PlusAddressing: r.PlusAddressing, Location: r.Location}
}

func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Find returns the person whose address this is. The ways are tried in the order of Hows and the
// first one that finds somebody counts, except that an address of match.aliases is followed and
// nothing else is tried: it says whom it means, and if they are not on the roster it is nobody's.
func (m *Matcher) Find(address string) (Match, bool) {
	email := lower(address)
	found := func(at string, how How) (Match, bool) {
		o, ok := m.owners[at]
		if !ok {
			return Match{}, false
		}
		return Match{Email: email, Person: o.person, How: how}, true
	}
	if o, ok := m.owners[email]; ok {
		return found(email, o.how)
	}
	if to, ok := m.aliases[email]; ok {
		return found(to, Alias)
	}
	moved, isMoved := m.move(email)
	if isMoved {
		if match, ok := found(moved, Domain); ok {
			return match, true
		}
	}
	short, isShort := m.cut(email)
	if !isShort {
		return Match{}, false
	}
	if match, ok := found(short, Plus); ok {
		return match, true
	}
	if moved, ok := m.move(short); ok {
		return found(moved, PlusDomain)
	}
	return Match{}, false
}

// move puts an address into the domain that its own stands for.
func (m *Matcher) move(email string) (string, bool) {
	local, domain, _ := strings.Cut(email, "@")
	to, ok := m.domains[domain]
	return local + "@" + to, ok
}

// cut drops what stands behind the first "+", where that is a rule and something is left.
func (m *Matcher) cut(email string) (string, bool) {
	local, domain, _ := strings.Cut(email, "@")
	name, _, tagged := strings.Cut(local, "+")
	return name + "@" + domain, m.plus && tagged && name != ""
}
