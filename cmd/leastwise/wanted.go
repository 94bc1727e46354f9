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
	rules, err := rego.Load(ctx, c.regoOptions(nil))
	if err != nil {
		return nil, c.placeOwn(err)
	}
	forbidden := forbiddenPermissions(c, rules.Rules())
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

// forbiddenPermissions is the parameter as the rule sees it: the operator's, or its default.
func forbiddenPermissions(c *config, rules []rego.Rule) []string {
	var value any
	for _, rule := range rules {
		if rule.ID == forbiddenRule {
			value = rule.Params["forbidden"].Default
		}
	}
	if own, ok := c.Settings[forbiddenRule]["forbidden"]; ok {
		value = own
	}
	var names []string
	list, _ := value.([]any)
	for _, item := range list {
		if name, ok := item.(string); ok {
			names = append(names, name)
		}
	}
	return names
}
