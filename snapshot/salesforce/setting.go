package salesforce

import "github.com/leastwise/leastwise/snapshot/evidence"

// readSecurity reads settings/Security.
func readSecurity(file string, data []byte) (Settings, error) {
	var settings Settings
	wanted := shape{"networkAccess": false, "sessionSettings": false}
	line, err := parse(file, data, "SecuritySettings", wanted, func(e *element) {
		if e.name == "sessionSettings" {
			settings.EnforceIPEveryRequest = e.flag("enforceIpRangesEveryRequest")
			settings.LockSessionsToIP = e.flag("lockSessionsToIp")
			return
		}
		for _, r := range e.all("ipRanges") {
			settings.NetworkAccess = append(settings.NetworkAccess, r.ipRange("start", "end"))
		}
	})
	settings.SecurityLocation = evidence.Location{File: file, Line: line}
	return settings, err
}

// readAppSettings reads settings/ConnectedApp.
func readAppSettings(file string, data []byte) (Settings, error) {
	var settings Settings
	wanted := shape{"enableAdminApprovedAppsOnly": false}
	line, err := parse(file, data, "ConnectedAppSettings", wanted, func(e *element) {
		only := e.is()
		settings.APIAccessControl = &only
	})
	settings.AppLocation = evidence.Location{File: file, Line: line}
	return settings, err
}
