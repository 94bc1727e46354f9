package salesforce

import "github.com/leastwise/leastwise/snapshot/evidence"

// date says of the sections that were read from files which date stands for them: that of the
// project for what its files say, and that of the users for all that stands beside them.
func (c *Config) date(s evidence.Sections) {
	for section, read := range s {
		switch {
		case read.State != evidence.Complete && read.State != evidence.Partial:
		case read.Source == "project" && c.ProjectObservedAt != "":
			read.ObservedAt, read.ObservedWith = c.ProjectObservedAt, "salesforce.project"
		case section == "salesforce.assignments", section == "salesforce.public_groups" && read.Source == "inventory":
			read.ObservedWith = "salesforce.users"
		}
		s[section] = read
	}
}
