package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// forbiddenRule is the rule whose parameter names the permissions that no policy approves.
const forbiddenRule = "least_privilege/salesforce_forbidden_permission"

// wanted is the policy of every integration user, or of the one named, in the words of the
// package that writes metadata.
func wanted(ctx context.Context, c *config, only string) ([]salesforce.Wanted, error) {
	if c.Policy == nil || len(c.Policy.Salesforce) == 0 {
		at := c.doc.Find("policy", "salesforce")
		return nil, c.place(&evidence.Error{File: at.File, Line: at.Line, Path: "policy.salesforce",
			Msg: "declares no integration user: write what it may reach, or start with \"leastwise suggest policy\""})
	}
	forbidden, err := forbiddenPermissions(ctx, c)
	if err != nil {
		return nil, c.placeOwn(err)
	}
	var list []salesforce.Wanted
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.Policy.Salesforce)) {
		names = append(names, name)
		user := c.Policy.Salesforce[name]
		if only != "" && !strings.EqualFold(only, name) {
			continue
		}
		one := user.Wanted(name)
		one.Forbidden, one.At = forbidden, c.doc.Find
		list = append(list, one)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("policy.salesforce has no user %q%s", only, evidence.Suggest(only, names))
	}
	return list, nil
}

// forbiddenPermissions is the parameter as the rule sees it: the operator's, or its default. Of the
// settings no other rule's is looked at, nor any waiver: whose they are, a rule of the operator's own
// perhaps, is for the commands to say that judge.
func forbiddenPermissions(ctx context.Context, c *config) ([]string, error) {
	options := c.regoOptions(nil)
	options.Waivers = nil
	options.Settings = map[string]map[string]any{}
	if own, ok := c.Settings[forbiddenRule]; ok {
		options.Settings[forbiddenRule] = own
	}
	policy, err := rego.Load(ctx, options)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, rule := range policy.Rules() {
		if rule.ID != forbiddenRule {
			continue
		}
		param := rule.Params["forbidden"]
		if param.Value == nil {
			param.Value = param.Default
		}
		list, _ := param.Value.([]any)
		for _, item := range list {
			if name, ok := item.(string); ok {
				names = append(names, name)
			}
		}
	}
	return names, misspelt(c, policy.Rules())
}

// misspelt refuses a setting of the parameter under an id that no rule has and that is like the rule's:
// the permissions that it forbids would be written all the same.
func misspelt(c *config, rules []rego.Rule) error {
	for _, id := range slices.Sorted(maps.Keys(c.Settings)) {
		if _, sets := c.Settings[id]["forbidden"]; !sets || slices.ContainsFunc(rules, func(r rego.Rule) bool { return r.ID == id }) {
			continue
		}
		if evidence.Nearest(id, []string{forbiddenRule}) != "" {
			at := c.doc.Find("settings", id)
			return &evidence.Error{File: at.File, Line: at.Line, Path: "settings", Msg: fmt.Sprintf("unknown rule %s (did you mean %s?)", evidence.Quote(id), evidence.Quote(forbiddenRule))}
		}
	}
	return nil
}
