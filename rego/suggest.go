package rego

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// Suggest proposes the policy of every Salesforce user that Clay logs in as, as YAML to paste
// into leastwise.yaml: the least that the evidence shows Clay to need, with a comment on each
// line saying why it stands there. Where the mapping of a column is not known, what is granted
// today is kept and says so, for a proposal that breaks Clay would be switched off with it.
// What nobody can tell from the evidence is listed at the top.
func Suggest(s *snapshot.Snapshot) ([]byte, error) {
	if s.Salesforce == nil && s.Clay == nil {
		return nil, fmt.Errorf("the snapshot holds neither Clay nor Salesforce: there is nothing to suggest from")
	}
	users := mapping()
	var unknown []string
	needs := needed(s)
	if len(needs) == 0 {
		return nil, fmt.Errorf("no user is known that Clay logs in to Salesforce as: name it in sources.salesforce.integration_users, or as principal of its connection in the inventory")
	}
	for _, n := range needs {
		p := &proposal{snap: s, need: n}
		users.put(n.user, p.policy(), n.why)
		unknown = append(unknown, p.unknown...)
	}
	root := mapping()
	policy := mapping()
	policy.put("salesforce", users, "")
	root.put("policy", policy, "")
	head := "The least that the evidence of " + string(s.TakenAt) + " shows to be needed. Read every line: this is a proposal, not a finding.\n"
	if len(unknown) > 0 {
		slices.Sort(unknown)
		head += "What the evidence does not tell:\n"
		for _, text := range slices.Compact(unknown) {
			head += "- " + remark(text) + "\n"
		}
	}
	root.node.HeadComment = strings.TrimSpace(head)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root.node); err != nil {
		return nil, fmt.Errorf("write suggestion: %w", err)
	}
	return b.Bytes(), nil
}

// proposal is the policy of one user while it is put together.
type proposal struct {
	snap    *snapshot.Snapshot
	need    need
	access  *salesforce.Access // what the user holds today, nil where that is not known
	unknown []string
}

func (p *proposal) policy() yamlMap {
	p.findAccess()
	objects, fields := p.mapped()
	if p.need.open != "" {
		p.unknown = append(p.unknown, p.need.user+": "+p.need.open+", so that what it holds today is kept")
		p.keep(objects, fields)
	}
	m := mapping()
	m.put("objects", p.objects(objects), emptyRemark(len(objects), "none: no column of Clay maps an object through this user"))
	m.put("fields", p.fields(objects, fields), "")
	m.put("system_permissions", p.permissions(), p.leftOut())
	p.containers(m, objects)
	p.places(m)
	p.records(m, objects)
	return m
}

func emptyRemark(n int, text string) string {
	if n > 0 {
		return ""
	}
	return text
}

// findAccess is what the user holds today.
func (p *proposal) findAccess() {
	org := p.snap.Salesforce
	if org != nil {
		for i := range org.Access {
			if org.Access[i].User == p.need.user {
				p.access = &org.Access[i]
			}
		}
	}
	switch {
	case p.access == nil:
		p.unknown = append(p.unknown, p.need.user+": what it holds in Salesforce today is not in the evidence")
	case !p.access.Complete:
		p.unknown = append(p.unknown, p.need.user+": what it holds today is known in part: "+p.access.Reason)
	}
}
