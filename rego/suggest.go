package rego

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/leastwise/leastwise/snapshot"
	"github.com/leastwise/leastwise/snapshot/evidence"
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

// claims is what is needed, and why: an object's flag or a field's access -> the reason.
type claims map[string]map[string]string

func (c claims) add(name, what, why string) {
	if c[name] == nil {
		c[name] = map[string]string{}
	}
	if c[name][what] == "" {
		c[name][what] = why
	}
}

// mapped is what the columns of Clay map. The keys of fields are Object.Field.
func (p *proposal) mapped() (objects, fields claims) {
	objects, fields = claims{}, claims{}
	for _, c := range p.need.columns {
		if c.column.Object == "" {
			continue
		}
		why := "column " + c.column.Name + " of table " + c.table + placed(c.column.Location)
		for _, flag := range flagsOf(c.column.Action, len(c.column.Writes) > 0) {
			objects.add(c.column.Object, flag, why)
		}
		for _, field := range c.column.Reads {
			fields.add(c.column.Object+"."+field, "read", why)
		}
		for _, field := range c.column.Writes {
			fields.add(c.column.Object+"."+field, "edit", why)
		}
	}
	return objects, fields
}

// flagsOf are the flags that an action needs, by the words of its name. One that writes and
// does not say how is taken to create and to edit. Nothing is taken to delete.
func flagsOf(action string, writes bool) []string {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(strings.ToLower(action), word) })
	}
	switch {
	case has("upsert"):
		return []string{"read", "create", "edit"}
	case has("create", "add", "insert"):
		return []string{"read", "create"}
	case has("update", "edit"):
		return []string{"read", "edit"}
	case writes:
		return []string{"read", "create", "edit"}
	}
	return []string{"read"}
}

// keep adds what the user holds today, less what opens more than objects and fields.
func (p *proposal) keep(objects, fields claims) {
	if p.access == nil {
		return
	}
	for _, row := range p.access.Objects {
		if row.Object == "*" {
			p.unknown = append(p.unknown, p.need.user+": View All Data or Modify All Data opens every object today: name the ones that Clay needs")
			continue
		}
		for _, flag := range row.Access {
			if slices.Contains([]string{"read", "create", "edit"}, flag) {
				objects.add(row.Object, flag, "held today"+roads(row.Via))
			}
		}
	}
	for _, row := range p.access.Fields {
		if row.Always || row.Field == "*" || len(objects[row.Object]) == 0 {
			continue
		}
		use := "read"
		if row.Access == "rw" {
			use = "edit"
		}
		fields.add(row.Object+"."+row.Field, use, "held today"+roads(row.Via))
	}
}

// objects lists the flags of each object on one line, with the reasons of all.
func (p *proposal) objects(objects claims) yamlMap {
	m := mapping()
	for _, object := range slices.Sorted(maps.Keys(objects)) {
		var flags, reasons []string
		for _, flag := range salesforce.Flags {
			why := objects[object][flag]
			if why == "" {
				continue
			}
			flags = append(flags, flag)
			if !slices.Contains(reasons, why) {
				reasons = append(reasons, why)
			}
		}
		m.put(object, sequence(flags, nil), p.ungranted(object, flags)+strings.Join(reasons, "; "))
	}
	return m
}

// ungranted says of a need that nothing grants it today.
func (p *proposal) ungranted(object string, flags []string) string {
	if p.access == nil || !p.access.Complete {
		return ""
	}
	var held []string
	for _, row := range p.access.Objects {
		if row.Object == object || row.Object == "*" {
			held = append(held, row.Access...)
		}
	}
	var lacking []string
	for _, flag := range flags {
		if !slices.Contains(held, flag) {
			lacking = append(lacking, flag)
		}
	}
	if len(lacking) == 0 {
		return ""
	}
	return "not granted today (" + strings.Join(lacking, ", ") + "), "
}

func (p *proposal) fields(objects, fields claims) yamlMap {
	m := mapping()
	for _, object := range slices.Sorted(maps.Keys(objects)) {
		uses := map[string]map[string]string{"read": {}, "edit": {}}
		for name, why := range fields {
			of, field, _ := strings.Cut(name, ".")
			switch {
			case of != object:
			case why["edit"] != "":
				uses["edit"][field] = why["edit"]
			default:
				uses["read"][field] = why["read"]
			}
		}
		entry := mapping()
		for _, use := range []string{"read", "edit"} {
			if len(uses[use]) > 0 {
				entry.put(use, sequence(slices.Sorted(maps.Keys(uses[use])), uses[use]), "")
			}
		}
		if len(entry.node.Content) > 0 {
			m.put(object, entry, "")
		}
	}
	return m
}

// permissions are the two that an integration needs and should have.
func (p *proposal) permissions() *yaml.Node {
	return sequence([]string{"ApiEnabled", "ApiUserOnly"}, map[string]string{
		"ApiEnabled": "no call to the API works without", "ApiUserOnly": "restricts: nobody can log in to the pages as this user",
	})
}

// leftOut names what is held today and was not proposed.
func (p *proposal) leftOut() string {
	if p.access == nil {
		return ""
	}
	var out []string
	for _, row := range p.access.Permissions {
		if row.Name != "ApiEnabled" && row.Name != "ApiUserOnly" {
			out = append(out, row.Name)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "held today and left out: " + strings.Join(out, ", ")
}

// containers proposes the sets that give what is kept, and the profile.
func (p *proposal) containers(m yamlMap, objects claims) {
	if p.access == nil {
		return
	}
	sets := map[string]string{}
	for _, row := range p.access.Objects {
		for _, via := range row.Via {
			if via.Kind == salesforce.KindSet && via.Grant == "" && len(objects[row.Object]) > 0 {
				sets[via.Name] = "gives " + row.Object + " today" + placed(via.Location)
			}
		}
	}
	if name := p.need.set; name != "" {
		sets = map[string]string{name: "the set that its connection declares"}
	}
	if len(sets) > 0 {
		m.put("permission_sets", sequence(slices.Sorted(maps.Keys(sets)), sets), "")
	}
	for _, user := range p.snap.Salesforce.Users {
		if user.Username == p.need.user && user.Profile != "" {
			m.put("profile", scalar(user.Profile), "its profile today; it should be nobody else's")
		}
	}
}

// places proposes the addresses and the apps that the user was seen with.
func (p *proposal) places(m yamlMap) {
	org := p.snap.Salesforce
	addresses, apps := map[string]string{}, map[string]string{}
	if org != nil {
		for _, login := range org.Logins {
			if login.User == p.need.user && (login.Status == "" || strings.HasPrefix(strings.ToLower(login.Status), "success")) {
				addresses[login.SourceIP] = fmt.Sprintf("%d logins, last on %.10s", login.Count, login.Last)
				if login.Application != "" {
					apps[login.Application] = "named by its logins"
				}
			}
		}
		for _, token := range org.Tokens {
			if token.User == p.need.user {
				apps[token.App] = "holds an OAuth token" + placed(token.Location)
			}
		}
	}
	if len(addresses) == 0 && p.access != nil {
		for _, r := range p.access.LoginIPs {
			if r.Start == r.End {
				addresses[r.Start] = "a login IP range of its profile today" + placed(r.Location)
			}
		}
		p.unknown = append(p.unknown, p.need.user+": from where it logs in is not in the evidence; take the addresses from Clay's own list")
	}
	if len(addresses) > 0 {
		m.put("login_ips", sequence(slices.Sorted(maps.Keys(addresses)), addresses), "")
	}
	if len(apps) > 0 {
		m.put("apps", sequence(slices.Sorted(maps.Keys(apps)), apps), "")
	} else {
		p.unknown = append(p.unknown, p.need.user+": through which app it logs in is not in the evidence")
	}
}

// records proposes the scope that a sharing rule gives the user's role today, and the object
// that the integration writes to.
func (p *proposal) records(m yamlMap, objects claims) {
	org := p.snap.Salesforce
	if org == nil {
		return
	}
	role := ""
	for _, user := range org.Users {
		if user.Username == p.need.user {
			role = user.Role
		}
	}
	scoped := false
	for _, rule := range org.SharingRules {
		shared := slices.ContainsFunc(rule.SharedTo, func(to salesforce.Principal) bool { return to.Kind == "role" && to.Name == role })
		if role != "" && !scoped && rule.Kind == "criteria" && len(objects[rule.Object]) > 0 && shared {
			scoped = true
			scope := mapping()
			scope.put("object", scalar(rule.Object), "")
			scope.put("sharing_rule", scalar(rule.Name), "shares with its role today"+placed(rule.Location))
			scope.put("role", scalar(role), "")
			m.put("record_scope", scope, "")
		}
	}
	if !scoped {
		p.unknown = append(p.unknown, p.need.user+": no sharing rule with criteria shares with its role, so that it may see every record of its objects: add a record_scope")
	}
	var written []string
	for object, flags := range objects {
		if strings.HasSuffix(object, "__c") && flags["create"] != "" {
			written = append(written, object)
		}
	}
	if len(written) == 1 {
		m.put("writeback_object", scalar(written[0]), "the one custom object it creates records of")
	}
}

func roads(via []salesforce.Via) string {
	if len(via) == 0 {
		return ""
	}
	return " by " + strings.ReplaceAll(via[0].Kind, "_", " ") + " " + via[0].Name + placed(via[0].Location)
}

func placed(l evidence.Location) string {
	if l == (evidence.Location{}) {
		return ""
	}
	return " (" + l.String() + ")"
}

// yamlMap is a mapping that keeps the order in which it was filled.
type yamlMap struct{ node *yaml.Node }

func mapping() yamlMap { return yamlMap{&yaml.Node{Kind: yaml.MappingNode}} }

// put adds an entry. The comment goes behind the key of a block, and behind a value on one line.
func (m yamlMap) put(key string, value any, comment string) {
	name, node := scalar(key), (*yaml.Node)(nil)
	switch v := value.(type) {
	case yamlMap:
		node = v.node
		if len(node.Content) == 0 {
			node.Style = yaml.FlowStyle
		}
	case *yaml.Node:
		node = v
	}
	if node.Kind == yaml.ScalarNode || node.Style == yaml.FlowStyle {
		node.LineComment = remark(comment)
	} else {
		name.LineComment = remark(comment)
	}
	m.node.Content = append(m.node.Content, name, node)
}

func scalar(text string) *yaml.Node {
	var n yaml.Node
	n.SetString(text)
	return &n
}

// sequence is a list: on one line without comments, on a line for each with them.
func sequence(items []string, comments map[string]string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	if comments == nil {
		n.Style = yaml.FlowStyle
	}
	for _, item := range items {
		entry := scalar(item)
		entry.LineComment = remark(comments[item])
		n.Content = append(n.Content, entry)
	}
	return n
}

// remark makes a text fit a comment: one line, and nothing in it that ends it.
func remark(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, strings.TrimSpace(text))
}
