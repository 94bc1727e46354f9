package rego

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// checkPolicy holds the policy to words and numbers that mean something. A flag nobody knows, a
// share of 20 or a user named twice would approve what was not meant, or judge nothing.
func checkPolicy(o Options) error {
	if o.Policy == nil {
		return nil
	}
	c := &policyCheck{at: o.at}
	if o.Policy.Clay != nil {
		c.clay(o.Policy.Clay)
	}
	first := map[string]string{}
	for _, name := range sortedKeys(o.Policy.Salesforce) {
		folded := strings.ToLower(strings.TrimSpace(name))
		if other, ok := first[folded]; ok {
			c.fail([]string{"salesforce", name}, "is the same user as %s: a username is the same in any case; make one entry of the two", evidence.Quote(other))
		}
		first[folded] = name
		wanted := o.Policy.Salesforce[name].Wanted(name)
		wanted.At = o.at
		c.errs = append(c.errs, wanted.Mistakes()...)
	}
	return errors.Join(c.errs...)
}

type policyCheck struct {
	at   func(path ...string) evidence.Location
	errs []error
}

// fail notes a mistake at a path below policy.
func (c *policyCheck) fail(path []string, format string, args ...any) {
	path = append([]string{"policy"}, path...)
	at := c.at(path...)
	c.errs = append(c.errs, &evidence.Error{File: at.File, Line: at.Line, Path: strings.Join(path, "."), Msg: fmt.Sprintf(format, args...)})
}

func (c *policyCheck) clay(p *ApprovedClay) {
	if p.Roles != nil {
		for _, role := range sortedKeys(p.Roles.AssignTo) {
			if known := clay.Roles(); !slices.Contains(known, role) {
				c.fail([]string{"clay", "roles", "assign_to", role}, "unknown role %s%s", evidence.Quote(role), evidence.Suggest(role, known))
			}
		}
	}
	if p.APIKeys != nil {
		for _, cadence := range sortedKeys(p.APIKeys.Rotation) {
			if lower := strings.ToLower(strings.TrimSpace(cadence)); lower != cadence || lower == "" {
				c.fail([]string{"clay", "api_keys", "rotation", cadence}, "%s is no cadence as keys name theirs, in lower case (did you mean %s?)", evidence.Quote(cadence), evidence.Quote(lower))
			}
		}
	}
	for _, table := range sortedKeys(p.Tables) {
		if t := p.Tables[table]; t != nil {
			if t.MaxRows != nil && *t.MaxRows < 0 {
				c.fail([]string{"clay", "tables", table, "max_rows"}, "is %d: it cannot be negative", *t.MaxRows)
			}
			c.notNegative(t.MonthlyCredits, "clay", "tables", table, "monthly_credits")
		}
	}
	if p.Credits != nil {
		c.notNegative(p.Credits.Monthly, "clay", "credits", "monthly")
		if share := p.Credits.TableShare; share != nil && (*share < 0 || *share > 1) {
			c.fail([]string{"clay", "credits", "table_share"}, "%s", notShare(*share))
		}
	}
}

func (c *policyCheck) notNegative(value *float64, path ...string) {
	if value != nil && *value < 0 {
		c.fail(path, "is %v: it cannot be negative", *value)
	}
}

// notShare says what a share is, and which one was probably meant.
func notShare(value float64) string {
	if value > 1 && value <= 100 {
		return fmt.Sprintf("is %v, and a share lies between 0 and 1 (did you mean %v, which is %v %%?)", value, value/100, value)
	}
	return fmt.Sprintf("is %v, and a share lies between 0 and 1, such as 0.2 for 20 %%", value)
}

// Wanted is the policy of a user in the words of the package that reads and writes metadata; u
// may be nil.
func (u *ApprovedUser) Wanted(name string) salesforce.Wanted {
	if u == nil {
		u = &ApprovedUser{}
	}
	w := salesforce.Wanted{
		User: name, Objects: u.Objects, Fields: map[string]map[string]string{}, Permissions: u.SystemPermissions, Setup: u.Setup,
		Writeback: u.WritebackObject, LoginIPs: u.LoginIPs, Apps: u.Apps, Sets: u.PermissionSets, Profile: u.Profile,
	}
	for object, fields := range u.Fields {
		access := map[string]string{}
		for _, field := range fields.Read {
			access[field] = "r"
		}
		for _, field := range fields.Edit {
			access[field] = "rw"
		}
		w.Fields[object] = access
	}
	if scope := u.RecordScope; scope != nil {
		w.Scope = &salesforce.Scope{Object: scope.Object, SharingRule: scope.SharingRule, Role: scope.Role, Group: scope.Group, Criteria: scope.Criteria}
	}
	return w
}
