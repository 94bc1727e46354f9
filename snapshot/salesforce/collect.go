package salesforce

import (
	"context"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Collect reads the org that c describes: a running org where c.Org is set, else the metadata
// project. Where both are, the running org says what is, and the project lends file and line
// to every grant that stands in both, so that a finding points at the line to change.
func Collect(ctx context.Context, dir string, c *Config, takenAt time.Time, d Deps) (*Org, evidence.Sections, error) {
	if c.Project == "" && c.ProjectObservedAt != "" {
		return nil, nil, c.Location.At("sources.salesforce.project_observed_at", "stands without project: name the folder that it is the date of, or remove it")
	}
	if c.Org == nil {
		return Read(ctx, dir, c, takenAt)
	}
	o, sections, err := Live(ctx, c, takenAt, d)
	if err != nil || c.Project == "" {
		return o, sections, err
	}
	p, err := readProject(ctx, dir, c)
	if err != nil {
		return nil, nil, err
	}
	project, _ := p.org()
	o.anchor(project)
	for i := range o.Access {
		o.Access[i] = o.Access[i].anchored(o, takenAt)
	}
	return o, sections, nil
}

// anchor takes over the places of project for what o has too. What only o has keeps its API
// object: a grant made in Setup is in no file.
func (o *Org) anchor(project *Org) {
	type key struct{ kind, name string }
	sets := map[key]*PermissionSet{}
	for i, set := range project.PermissionSets {
		sets[key{set.Kind, set.Name}] = &project.PermissionSets[i]
	}
	for i := range o.PermissionSets {
		set := &o.PermissionSets[i]
		file := sets[key{set.Kind, set.Name}]
		if file == nil {
			continue
		}
		set.Also = append([]Part{{Lines: file.Lines, Location: file.Location}}, file.Also...)
		if len(set.LoginIPRanges) == len(file.LoginIPRanges) {
			for j := range set.LoginIPRanges {
				if set.LoginIPRanges[j].Start == file.LoginIPRanges[j].Start && set.LoginIPRanges[j].End == file.LoginIPRanges[j].End {
					set.LoginIPRanges[j].Location = file.LoginIPRanges[j].Location
				}
			}
		}
	}
	place := map[key]evidence.Location{}
	for _, object := range project.Objects {
		place[key{"object", object.Name}] = object.Location
	}
	for _, rule := range project.SharingRules {
		place[key{"rule", rule.Object + "." + rule.Name}] = rule.Location
	}
	for _, app := range project.Apps {
		place[key{"app", app.Name}] = app.Location
	}
	move := func(at *evidence.Location, kind, name string) {
		if file, ok := place[key{kind, name}]; ok {
			*at = file
		}
	}
	for i := range o.Objects {
		move(&o.Objects[i].Location, "object", o.Objects[i].Name)
	}
	for i := range o.SharingRules {
		move(&o.SharingRules[i].Location, "rule", o.SharingRules[i].Object+"."+o.SharingRules[i].Name)
	}
	for i := range o.Apps {
		move(&o.Apps[i].Location, "app", o.Apps[i].Name)
	}
	if at := project.Settings.SecurityLocation; at.File != "" {
		o.Settings.SecurityLocation = at
	}
	if at := project.Settings.AppLocation; at.File != "" {
		o.Settings.AppLocation = at
	}
}

// anchored is the access with the places that the sets of o have by now. Whether it is
// complete stays what the reading said.
func (a Access) anchored(o *Org, takenAt time.Time) Access {
	fresh := Effective(o, a.User, takenAt)
	fresh.Complete, fresh.Reason = a.Complete, a.Reason
	return fresh
}
