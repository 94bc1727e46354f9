package fakeorg

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// builder turns the model of an org into the records of one.
type builder struct {
	org    *salesforce.Org
	opts   Options
	rows   map[string][]row
	schema map[string]*object
	ids    map[string]string // object and key -> id
	since  time.Time
	fields map[string]map[string]salesforce.Field // object -> what describe says
}

// build makes the tables. Records come in no useful order, as from a real org.
func build(o *salesforce.Org, opts Options, schema map[string]*object) (map[string]*table, map[string]map[string]salesforce.Field) {
	b := &builder{
		org: o, opts: opts, rows: map[string][]row{}, schema: schema, ids: map[string]string{}, since: opts.Now.AddDate(0, 0, -400),
		fields: map[string]map[string]salesforce.Field{},
	}
	b.organization()
	b.describeObjects()
	b.roles()
	b.profiles()
	b.users()
	b.records()
	b.containers()
	b.groups()
	b.assignments()
	b.publicGroups()
	b.entities()
	b.apps()
	b.tokensAndLogins()
	tables := map[string]*table{}
	for name, rows := range b.rows {
		tables[name] = rowsOf(b.tokenIDs(name, scatter(rows)))
	}
	return tables, b.fields
}

// scatter puts records into an order that is always the same and means nothing.
func scatter(rows []row) []row {
	keys := make(map[string]row, len(rows))
	for _, r := range rows {
		h := fnv.New64a()
		fmt.Fprint(h, r["Id"], r["DurableId"])
		keys[fmt.Sprintf("%016x%v%v", h.Sum64(), r["Id"], r["DurableId"])] = r
	}
	var list []row
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		list = append(list, keys[key])
	}
	return list
}

// add keeps a record under its key and returns its id, a new one unless the record has one.
func (b *builder) add(object, key string, r row) string {
	if r["Id"] == nil {
		r["Id"] = newID(b.schema[strings.ToLower(object)].prefix, len(b.rows[object])+1)
	}
	for _, stamp := range []string{"CreatedDate", "LastModifiedDate", "SystemModstamp"} {
		if r[stamp] == nil {
			r[stamp] = b.since
		}
	}
	b.rows[object] = append(b.rows[object], r)
	id, _ := r["Id"].(string)
	b.ids[object+" "+strings.ToLower(key)] = id
	return id
}

func (b *builder) id(object, key string) string { return b.ids[object+" "+strings.ToLower(key)] }

// ref is an id as a value: nil where there is none.
func (b *builder) ref(object, key string) any {
	if id := b.id(object, key); id != "" {
		return id
	}
	return nil
}

// newID makes an id of 18 characters.
func newID(prefix string, n int) string { return withCheck(fmt.Sprintf("%s8W%010d", prefix, n)) }

// withCheck adds to an id of 15 characters the three that tell upper case from lower.
func withCheck(id string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	for part := range 3 {
		bits := 0
		for i := range 5 {
			if c := id[part*5+i]; c >= 'A' && c <= 'Z' {
				bits |= 1 << i
			}
		}
		id += string(alphabet[bits])
	}
	return id
}

// namespace takes "ns__Name" apart. Names of Salesforce hold no two underscores of their own.
func namespace(name string) (ns any, rest string) {
	if before, after, ok := strings.Cut(name, "__"); ok && before != "" && after != "" {
		return before, after
	}
	return nil, name
}

// custom says whether an object or field is one of those that a customer makes.
func custom(name string) bool {
	for _, suffix := range []string{"__c", "__mdt", "__e", "__b", "__x", "__kav"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

func when(t evidence.Time) any {
	if t == "" {
		return nil
	}
	return t.Time()
}

func (b *builder) organization() {
	id := b.org.ID
	if !strings.HasPrefix(id, "00D") || len(id) != 18 {
		id = newID("00D", 1)
	}
	b.add("Organization", "", row{
		"Id": id, "Name": b.opts.Name, "InstanceName": "EU99", "IsSandbox": b.opts.Sandbox, "OrganizationType": "Enterprise Edition",
		"LanguageLocaleKey": "en_US", "TimeZoneSidKey": "Europe/Berlin",
	})
	b.add("SecurityHealthCheck", "", row{
		"Id": emptyID, "DurableId": "SecurityHealthCheck", "Score": "77", "CustomBaselineId": nil, "TotalRisks": int64(9), "HighRiskIssues": int64(2),
	})
	ranges := []any{}
	for _, r := range b.org.Settings.NetworkAccess {
		ranges = append(ranges, jsonOf("description", orNil(r.Description), "end", r.End, "start", r.Start))
	}
	session := jsonOf("enforceIpRangesEveryRequest", b.org.Settings.EnforceIPEveryRequest, "lockSessionsToIp", b.org.Settings.LockSessionsToIP)
	b.add("SecuritySettings", "", row{
		"FullName": "Security", "Metadata": jsonOf("networkAccess", jsonOf("ipRanges", ranges), "sessionSettings", session),
	})
	grants := row{"LastCacheUpdate": b.opts.Now}
	for _, name := range b.opts.Grants {
		grants["Permissions"+name] = true
	}
	b.add("UserPermissionAccess", "", grants)
}

const emptyID = "000000000000000AAA"

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (b *builder) roles() {
	for _, role := range b.org.Roles {
		name := role.Label
		if name == "" {
			name = role.Name
		}
		b.add("UserRole", role.Name, row{"DeveloperName": role.Name, "Name": name, "PortalType": "None"})
	}
	for i, role := range b.org.Roles {
		b.rows["UserRole"][i]["ParentRoleId"] = b.ref("UserRole", role.Parent)
	}
}

// setupName is the name that a standard profile has outside of metadata.
func setupName(profile string) string {
	name := map[string]string{
		"Admin": "System Administrator", "Standard": "Standard User", "ReadOnly": "Read Only", "MarketingProfile": "Marketing User",
		"ContractManager": "Contract Manager", "SolutionManager": "Solution Manager", "StandardAul": "Standard Platform User",
	}[profile]
	if name == "" {
		return profile
	}
	return name
}

// license finds or makes a licence by its name and returns its id.
func (b *builder) license(name string) any {
	if name == "" {
		return nil
	}
	if id := b.ref("UserLicense", name); id != nil {
		return id
	}
	return b.add("UserLicense", name, row{
		"Name": name, "MasterLabel": name, "LicenseDefinitionKey": strings.ToUpper(strings.ReplaceAll(name, " ", "_")), "Status": "Active",
		"TotalLicenses": int64(100), "UsedLicenses": int64(len(b.org.Users)),
	})
}

// setLicense finds or makes a permission set licence by its developer name or label.
func (b *builder) setLicense(name string) string {
	if id := b.id("PermissionSetLicense", name); id != "" {
		return id
	}
	developer, label := name, name
	if name == "SalesforceAPIIntegrationPsl" || name == "Salesforce API Integration" {
		developer, label = "SalesforceAPIIntegrationPsl", "Salesforce API Integration"
	}
	id := b.add("PermissionSetLicense", developer, row{
		"DeveloperName": strings.ReplaceAll(developer, " ", "_"), "MasterLabel": label, "Name": label, "Status": "Active",
		"PermissionSetLicenseKey": developer, "TotalLicenses": int64(5), "UsedLicenses": int64(1),
	})
	b.ids["PermissionSetLicense "+strings.ToLower(label)] = id
	return id
}

func (b *builder) profiles() {
	for i := range b.org.PermissionSets {
		if set := &b.org.PermissionSets[i]; set.Kind == salesforce.KindProfile {
			b.profile(set)
		}
	}
}

func (b *builder) profile(set *salesforce.PermissionSet) {
	name := setupName(set.Name)
	license := set.License
	for _, u := range b.org.Users {
		if license == "" && (strings.EqualFold(u.Profile, set.Name) || strings.EqualFold(u.Profile, name)) {
			license = u.License
		}
	}
	if license == "" {
		license = "Salesforce"
	}
	r := row{"Name": name, "UserType": "Standard", "UserLicenseId": b.license(license), "FullName": escapeName(set.Name), "Metadata": profileMetadata(set, license)}
	for _, permission := range set.Permissions {
		r["Permissions"+permission] = true
	}
	b.ids["Profile "+strings.ToLower(name)] = b.add("Profile", set.Name, r)
}

func (b *builder) users() {
	for _, u := range b.org.Users {
		if u.Profile == "" {
			u.Profile = "Standard"
		}
		if b.id("Profile", u.Profile) == "" { // a user has a profile, whether the project holds it or not
			b.profile(&salesforce.PermissionSet{Name: u.Profile, Kind: salesforce.KindProfile, License: u.License})
		}
		first, last, ok := strings.Cut(u.Name, " ")
		if !ok {
			first, last = "", u.Username
		}
		created := when(u.CreatedAt)
		if created == nil {
			created = b.since
		}
		r := row{
			"Username": u.Username, "Name": strings.TrimSpace(first + " " + last), "FirstName": first, "LastName": last, "Email": u.Email,
			"Alias": u.Username[:min(8, len(u.Username))], "IsActive": u.Active == nil || *u.Active, "UserType": u.Type,
			"ProfileId": b.ref("Profile", u.Profile), "UserRoleId": b.ref("UserRole", u.Role), "CreatedDate": created,
			"LastLoginDate": when(u.LastLoginAt), "LastPasswordChangeDate": b.since,
		}
		if u.Type == "" {
			r["UserType"] = "Standard"
		}
		id := b.add("User", u.Username, r)
		b.add("UserLogin", u.Username, row{"UserId": id, "IsFrozen": u.Frozen != nil && *u.Frozen, "IsPasswordLocked": false})
		for _, license := range u.PermissionSetLicenses {
			b.add("PermissionSetLicenseAssign", u.Username+license, row{"AssigneeId": id, "PermissionSetLicenseId": b.setLicense(license)})
		}
	}
}
