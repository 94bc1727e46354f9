package roster

import (
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// fieldOf is the field that a header names, in the words of Entra, Google Workspace, Okta, BambooHR,
// HiBob, Workday, Personio, Rippling, Gusto, ADP, and German and French exports; "" where none is known.
func fieldOf(title string) field {
	if name, use, ok := strings.Cut(title, "["); ok && strings.HasSuffix(strings.TrimSpace(use), "]") {
		if strings.Contains(strings.ToUpper(use), "UPLOAD ONLY") { // Google: a column to fill in, and always blank
			return fieldNone
		}
		title = name // Google: "Status [READ ONLY]"
	}
	switch evidence.Letters(title) {
	case "email", "emailaddress", "mail", "workemail", "workemailaddress", "companyemail", "companyemailaddress", "businessemail",
		"businessemailaddress", "primaryemail", "primaryemailaddress", "primaryworkemail", "emailwork", "emailprimarywork", "officialemail",
		"geschäftlicheemail", "emailgeschäftlich", "dienstlicheemail", "emailprofessionnel", "adresseemail", "adressemail", "courriel":
		return fieldEmail
	case "userprincipalname", "upn":
		return fieldLogin
	case "name", "fullname", "displayname", "employeename", "workername", "vollständigername", "nomcomplet":
		return fieldName
	case "title", "jobtitle", "position", "jobposition", "positiontitle", "businesstitle", "employeetitle", "stellenbezeichnung", "poste",
		"intituléduposte":
		return fieldTitle
	case "status", "employmentstatus", "employeestatus", "workerstatus", "currentstatus", "lifecycle", "lifecyclestatus", "userstatus",
		"accountstatus", "positionstatus", "workstatus", "jobstatus", "hrstatus", "personnelstatus", "staffstatus", "assignmentstatus",
		"employmentstate", "employeestate", "userstate", "accountstate", "workerstate", "lifecyclestate",
		"beschäftigungsstatus", "mitarbeiterstatus", "anstellungsstatus", "statut", "statutemployé", "statutdelemployé", "statutsalarié":
		return fieldStatus
	case "active", "isactive", "activestatus", "activeuser", "activeemployee", "useractive", "employeeactive", "currentlyactive",
		"currentlyemployed", "isemployed", "enabled", "isenabled", "accountenabled", "isaccountenabled", "aktiv", "actif":
		return fieldActive
	case "inactive", "isinactive", "terminated", "isterminated", "disabled", "isdisabled", "accountdisabled", "deactivated", "isdeactivated",
		"deleted", "isdeleted", "archived", "isarchived", "blocked", "isblocked", "blockcredential", "blocksignin", "signinblocked",
		"inaktiv", "deaktiviert", "gesperrt", "inactif":
		return fieldGone
	case "suspended", "issuspended":
		return fieldResting
	case "start", "startdate", "startday", "hiredate", "dateofhire", "employmentstartdate", "firstday", "joiningdate", "dateofjoining",
		"employeehiredate", "originalhiredate", "rehiredate", "lasthiredate", "mostrecenthiredate", "eintritt", "eintrittsdatum",
		"einstellungsdatum", "datedentrée", "datedembauche":
		return fieldStart
	case "end", "enddate", "endday", "terminationdate", "termdate", "lastday", "lastworkingday", "lastdayofwork", "leavingdate",
		"employmentenddate", "exitdate", "dateofleaving", "separationdate", "endemploymentdate", "endofemployment", "employmentend",
		"endofcontract", "contractend", "contractenddate", "contractexpiry", "contractexpirydate", "contractexpirationdate", "lastdate",
		"lastdayatwork", "lastdayworked", "lastworkday", "dateofexit", "dateoftermination", "dateterminated", "terminationeffectivedate",
		"departuredate", "dateofdeparture", "leaverdate", "employeeleavedatetime", "employeeleavedate",
		"austritt", "austrittsdatum", "vertragsende", "beschäftigungsende", "letzterarbeitstag", "befristetbis",
		"datedesortie", "datesortie", "datededépart", "findecontrat", "datedefindecontrat", "datefincontrat":
		return fieldEnd
	case "aliases", "alias", "emailaliases", "otheremails", "secondaryemails":
		return fieldAliases
	}
	return ""
}

// yesOrNo reads the cell of a column that says yes or no.
func yesOrNo(cell string) (yes, ok bool) {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "true", "yes", "y", "1", "ja", "oui", "wahr", "vrai":
		return true, true
	case "false", "no", "n", "0", "nein", "non", "falsch", "faux":
		return false, true
	}
	return false, false
}
