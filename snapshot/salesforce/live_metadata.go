package salesforce

import (
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readMetadata reads what the Metadata API alone tells. Its answers pass through the readers
// of project files, so that both roads give the same.
func (r *reader) readMetadata() {
	r.readSharing()
	r.readSettings("security_settings", "SecuritySettings", "Security", func(file string, data []byte) error {
		s, err := readSecurity(file, data)
		if err == nil {
			r.o.Settings.NetworkAccess = relocated(s.NetworkAccess, evidence.Location{API: file})
			r.o.Settings.EnforceIPEveryRequest, r.o.Settings.LockSessionsToIP = s.EnforceIPEveryRequest, s.LockSessionsToIP
			r.o.Settings.SecurityLocation = evidence.Location{API: file}
		}
		return err
	})
	r.readSettings("connected_app_settings", "ConnectedAppSettings", "ConnectedApp", func(file string, data []byte) error {
		s, err := readAppSettings(file, data)
		if err == nil {
			r.o.Settings.APIAccessControl, r.o.Settings.AppLocation = s.APIAccessControl, evidence.Location{API: file}
		}
		return err
	})
	r.readApps()
}

// readSettings reads a settings component, of which an org has one.
func (r *reader) readSettings(section, kind, name string, use func(file string, data []byte) error) {
	err := r.c.readMetadata(r.ctx, kind, kind, []string{name}, func(name string, data []byte) error { return use(kind+"/"+name, data) })
	if err != nil {
		r.lose(section, "%s", failed(section, kind, err))
	}
}

// relocated gives ranges the place they were read at.
func relocated(ranges []IPRange, at evidence.Location) []IPRange {
	for i := range ranges {
		ranges[i].Location = at
	}
	return ranges
}

func (r *reader) readSharing() {
	const section, kind = "sharing_rules", "SharingRules"
	names, err := r.c.listMetadata(r.ctx, kind)
	if err != nil {
		r.lose(section, "%s", failed(section, kind, err))
		return
	}
	err = r.c.readMetadata(r.ctx, kind, kind, names, func(name string, data []byte) error {
		rules, err := readSharingRules(kind+"/"+name, name, data)
		if err != nil {
			r.gap(section, "%s", failed(section, kind, err))
			return nil // the other objects' rules are still worth having
		}
		for i := range rules {
			rules[i].Location = evidence.Location{API: kind + "/" + name + "." + rules[i].Name}
		}
		r.o.SharingRules = append(r.o.SharingRules, rules...)
		return nil
	})
	if err != nil {
		r.gap(section, "%s", failed(section, kind, err))
	}
	slices.SortStableFunc(r.o.SharingRules, func(a, b SharingRule) int {
		return strings.Compare(a.Object+"\x00"+a.Name, b.Object+"\x00"+b.Name)
	})
}

// readApps reads connected apps and external client apps with their policies, and the apps
// that are installed from elsewhere, of which the org tells less.
func (r *reader) readApps() {
	const section = "apps"
	whole := 0
	each := func(kind, root string, use func(file, name string, data []byte) error) {
		names, err := r.c.listMetadata(r.ctx, kind)
		if err == nil {
			whole++
			err = r.c.readMetadata(r.ctx, kind, root, names, func(name string, data []byte) error {
				if err := use(kind+"/"+name, name, data); err != nil {
					r.gap(section, "%s", failed(section, kind, err))
				}
				return nil
			})
		}
		if err != nil {
			r.gap(section, "%s", failed(section, kind, err))
		}
	}
	add := func(app App, err error, file string) error {
		if err == nil {
			app.Location, app.TrustedIPs = evidence.Location{API: file}, relocated(app.TrustedIPs, evidence.Location{API: file})
			r.o.Apps = append(r.o.Apps, app)
		}
		return err
	}
	each("ConnectedApp", "ConnectedApp", func(file, name string, data []byte) error {
		app, err := readConnectedApp(file, name, data)
		return add(app, err, file)
	})
	each("ExternalClientApplication", "ExternalClientApplication", func(file, name string, data []byte) error {
		app, err := readClientApp(file, name, data)
		return add(app, err, file)
	})
	var parts []appPart
	for _, kind := range []string{"ecaOauthPlcy", "ecaOauth", "ecaGlblOauth"} {
		root, _ := appPartShape(kind)
		each(root, root, func(file, _ string, data []byte) error {
			part, err := readAppPart(file, kind, data)
			if err == nil {
				part.location = evidence.Location{API: file}
				parts = append(parts, part)
			}
			return err
		})
	}
	apps, notes := joinParts(r.o.Apps, parts)
	for i := range apps {
		apps[i].TrustedIPs = relocated(apps[i].TrustedIPs, apps[i].Location)
	}
	for _, note := range notes {
		r.gap(section, "%s", note.text)
	}
	r.o.Apps = apps
	if r.installedErr != nil {
		r.gap(section, "%s", failed(section, "ConnectedApplication", r.installedErr))
	}
	whole += len(r.installed)
	r.addInstalled()
	r.lost[section] = whole == 0 && len(r.gaps[section]) > 0
	slices.SortStableFunc(r.o.Apps, func(a, b App) int { return strings.Compare(a.Name+"\x00"+a.Kind, b.Name+"\x00"+b.Kind) })
}
