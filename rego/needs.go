package rego

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/dependencies"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

const (
	onPartialJudge = "judge"
	policyPrefix   = "policy."
)

// knownNeed reports whether a need names a coverage section or a path of Approved.
func knownNeed(need string) bool {
	path, ok := strings.CutPrefix(need, policyPrefix)
	if !ok {
		return slices.Contains(snapshot.Sections(), need)
	}
	words := strings.Split(path, ".")
	at, _ := stray(reflect.TypeFor[Approved](), words)
	return at < 0 && !slices.Contains(words, "") && !slices.Contains(words, anyWord)
}

// policyPaths are the dotted paths of t down to the first map, in no order.
func policyPaths(t reflect.Type, prefix string) []string {
	if t.Kind() == reflect.Pointer {
		return policyPaths(t.Elem(), prefix)
	}
	if t.Kind() != reflect.Struct {
		return []string{prefix}
	}
	paths := []string{prefix}
	for name, field := range jsonFields(t) {
		paths = append(paths, policyPaths(field, prefix+"."+name)...)
	}
	return paths
}

// unmet is what keeps a rule from being judged.
type unmet struct {
	reasons []string // sorted
	gap     bool     // a section of the snapshot is not complete, and nobody declared that it is not kept
	partial bool     // sections are missing in part only, and the policy says what it must
}

// unmet compares what a rule needs with what the snapshot covers and the policy declares.
func (p *Policy) unmet(rule Rule, s *snapshot.Snapshot, doubts map[string]string) unmet {
	u := unmet{partial: true}
	for _, need := range rule.Needs {
		if path, ok := strings.CutPrefix(need, policyPrefix); ok {
			if !declares(p.policy, strings.Split(path, ".")) {
				u.reasons = append(u.reasons, need+" is not declared in leastwise.yaml")
				u.partial = false
			}
			continue
		}
		if state, reason := covered(need, s, doubts[need]); state != evidence.Complete {
			u.reasons = append(u.reasons, reason)
			u.gap = u.gap || s.Coverage[need].NotKept == "" // what nobody keeps, as the operator declared, is said and is no gap
			u.partial = u.partial && state == evidence.Partial
		}
	}
	slices.Sort(u.reasons)
	u.reasons = slices.Compact(u.reasons)
	return u
}

func declares(policy any, path []string) bool {
	for _, key := range path {
		m, _ := policy.(map[string]any)
		policy = m[key]
	}
	return policy != nil
}

// covered returns how completely a section was read, and in words why it is not complete.
// A section that claims to be complete while the snapshot holds nothing of it is not, and one
// that another section contradicts is partial: doubt says how.
func covered(section string, s *snapshot.Snapshot, doubt string) (evidence.State, string) {
	c, ok := s.Coverage[section]
	source, _, _ := strings.Cut(section, ".")
	held := map[string]bool{"clay": s.Clay != nil, "salesforce": s.Salesforce != nil, "roster": s.Roster != nil, "changes": s.Changes != nil}[source]
	state, words := c.State, ""
	switch {
	case !ok:
		return evidence.Unavailable, section + " is not in the coverage of the snapshot"
	case state == evidence.Complete && !held:
		return evidence.Unavailable, fmt.Sprintf("%s is called complete, but the snapshot holds no %s", section, source)
	case state == evidence.Complete && section == "roster.people" && len(s.Roster.People) == 0:
		return evidence.Unavailable, section + " is empty: nobody can be told from a stranger by a roster without people"
	case state == evidence.Complete && doubt != "":
		return evidence.Partial, section + " is called complete, but " + oneLine(doubt)
	case state == evidence.Complete:
		return state, ""
	case state == evidence.NotRequested && unasked(source, c, s):
		words = source + " was not requested"
	case state == evidence.NotRequested:
		words = section + " was not requested"
	case state == evidence.Partial || state == evidence.Unavailable:
		words = section + " is " + string(state)
	default:
		state, words = evidence.Unavailable, fmt.Sprintf("%s has the unknown state %s", section, evidence.Quote(string(state)))
	}
	if why := c.Why(); why != "" {
		words += ": " + oneLine(why)
	}
	return state, words
}

// unasked reports whether a source of several sections was not requested at all, for the reason
// of c: then that is one reason for every rule, whichever sections it needs.
func unasked(source string, c evidence.Coverage, s *snapshot.Snapshot) bool {
	sections := 0
	for _, section := range snapshot.Sections() {
		if !strings.HasPrefix(section, source+".") {
			continue
		}
		if other := s.Coverage[section]; other.State != evidence.NotRequested || other.Reason != c.Reason {
			return false
		}
		sections++
	}
	return sections > 1
}

// reads maps a path of input to the sections that tell whether it was read, where they are
// not the path itself; one of them must be needed.
var reads = map[string][]string{
	"salesforce.permission_sets": {"salesforce.permission_sets", "salesforce.profiles"},
	"salesforce.settings":        {"salesforce.security_settings", "salesforce.connected_app_settings"},
	"salesforce.privileged":      {"salesforce.assignments"},
}

// sectioned are the sources of a snapshot that are read in sections.
var sectioned = []string{"clay", "salesforce", "roster", "changes"}

// checkReads refuses a rule that reads a section it does not need: the section could be
// missing, and the rule would pass.
func (s *source) checkReads(compiler *ast.Compiler, needs []string) error {
	refs, err := dependencies.Base(compiler, compiler.Modules[s.file])
	if err != nil {
		return &evidence.Error{File: s.file, Msg: oneLine(err.Error())}
	}
	missing := map[string]string{} // what it reads -> the section that it does not need
	for _, ref := range refs {
		path, ok := inputPath(ref)
		if !ok {
			return &evidence.Error{
				File: s.file, Line: s.module.Package.Location.Row,
				Msg: fmt.Sprintf("reads %s as a whole, so nobody can tell which sections it needs: write the path out, as in input.clay.members, and give a default to what may be missing", ref),
			}
		}
		sections := reads[path]
		if sections == nil {
			sections = []string{path}
		}
		if !knownNeed(sections[0]) { // taken_at and coverage are there without a section
			source, _, inSource := strings.Cut(path, ".")
			if inSource && !slices.ContainsFunc(needs, func(need string) bool { return strings.HasPrefix(need, source+".") }) {
				missing[path] = "a section of " + source
			}
			continue
		}
		if !slices.ContainsFunc(sections, func(section string) bool { return slices.Contains(needs, section) }) {
			missing[path] = path
		}
	}
	for path := range s.readPaths(compiler) {
		for _, section := range nested[path] {
			if !slices.Contains(needs, section) {
				missing[path] = section
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	path := sortedKeys(missing)[0]
	return &evidence.Error{
		File: s.file, Line: s.module.Package.Location.Row, Path: "custom.needs",
		Msg: fmt.Sprintf("does not name %s, but the rule reads input.%s: without it the rule would pass on missing evidence", missing[path], path),
	}
}

// inputPath is "clay.members" for input.clay.members[_].role, "taken_at" for input.taken_at, and
// "" for what is not input. It is false for a path that ends before it says which section is
// read, or is a variable there: such a rule may read any.
func inputPath(ref ast.Ref) (path string, ok bool) {
	if !ref.HasPrefix(ast.InputRootRef) {
		return "", true
	}
	var words []string
	for _, term := range ref[1:] {
		word, ground := term.Value.(ast.String)
		if !ground {
			return "", false
		}
		if words = append(words, string(word)); len(words) == 2 || !slices.Contains(sectioned, words[0]) {
			return strings.Join(words, "."), true
		}
	}
	return "", false
}
