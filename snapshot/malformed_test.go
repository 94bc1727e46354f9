package snapshot

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What the schema says of a malformed snapshot.
const (
	same    = iota // it refuses it too
	cannot         // it cannot say so: the mistake is between two places, or in the order
	notJSON        // a validator never sees it, or sees it as another document
)

type malformed struct {
	name     string
	old, new string // in testdata/sample.json, the first place
	schema   int
	on       string // a part of the line that is named
	want     string // what stands behind file and line
}

func malformedSnapshots() []malformed {
	return []malformed{
		{"cut off", `"email": "vera@agency.example"`, "\x00cut", notJSON, "        ", `clay.members[1]: the file is cut off here: take the snapshot again`},
		{"cut off in text", "ncy.example\",\n        \"role\"", "\x00cut", notJSON, `"email": "vera@age`, `clay.members[1].email: the file is cut off here: take the snapshot again`},
		{"something behind the end", "\n  }\n}\n", "\n  }\n}\n{}\n", notJSON, "{}", `has something behind the end of the snapshot`},
		{"not an object", "{\n  \"version\": 1", "[{\n  \"version\": 1", notJSON, "[{", `wants an object, not a list`},
		{"no JSON", "{\n  \"version\": 1", "version: 1 {", notJSON, "version: 1 {,", `wants an object, not something that is not JSON`},
		{"comma with nothing behind it", "\"version\": \"0.1.0\"\n  }", "\"version\": \"0.1.0\",\n  }", notJSON, "},", `tool: has a comma with nothing behind it`},
		{"no comma", `"version": 1,`, `"version": 1`, notJSON, `"taken_at": "2026-03-02T09:00:00Z",`, `wants a comma or "}", not text`},
		{"control character", "Ann Lee", "Ann\nLee", notJSON, `"name": "Ann`, `clay.members[0].name: has a raw control character (0x0a) in text`},
		{"Latin-1", "Ann Lee", "Ann L\xe9e", notJSON, "\"name\": \"Ann L\xe9e\",", `clay.members[0].name: is not valid UTF-8`},
		{"wrong escape", "Ann Lee", "Ann \\x4cee", notJSON, `"name": "Ann \x4cee",`, `clay.members[0].name: has an escape that is not JSON's`},
		{"number of another grammar", `"row_ceiling": 50000`, `"row_ceiling": 050000`, notJSON, `"row_ceiling": 050000,`, `clay.workspace.row_ceiling: "050000" is not a number`},
		{"key given twice", `"clay.budgets": {`, `"clay.api_keys": {`, notJSON, `"clay.api_keys": {`, `coverage: key "clay.api_keys" is given twice`},
		{"field permission given twice", `"Website": "r"`, `"Website": "rw", "Website": "r"`, notJSON, `"Website": "rw", "Website": "r"`, `salesforce.permission_sets[0].fields.Account: key "Website" is given twice`},
		{"field given twice", `"id": "acme-gtm",`, `"id": "acme-gtm", "id": "acme-gtm",`, notJSON, `"id": "acme-gtm", "id": "acme-gtm",`, `clay.workspace: field "id" is given twice`},

		{"version of the future", `"version": 1,`, `"version": 2, "news": [],`, same, `"version": 2, "news": [],`, `version: snapshot version 2 is not one this program reads (1): take it again`},
		{"version of another kind", `"version": 1,`, `"version": "2.1.0",`, same, `"version": "2.1.0",`, `version: snapshot version of another kind is not one this program reads (1): take it again`},
		{"no version", `"version": 1,`, "", same, "{", `has no version: it is not a snapshot`},
		{"taken_at that is no time", "2026-03-02T09:00:00Z", "yesterday", same, `"taken_at"`, `taken_at: "yesterday" is not a time in UTC and whole seconds, such as 2026-01-31T09:00:00Z`},
		{"taken_at of another zone", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00+01:00", same, `"taken_at"`, `taken_at: "2026-03-02T09:00:00+01:00" is not a time in UTC and whole seconds, such as 2026-01-31T09:00:00Z`},
		{"a date that does not exist", "2026-03-02T09:00:00Z", "2026-02-30T09:00:00Z", cannot, `"taken_at": "2026-02-30T09:00:00Z",`, `taken_at: "2026-02-30T09:00:00Z" is not a time in UTC and whole seconds, such as 2026-01-31T09:00:00Z`},
		{"unknown field", `"taken_at"`, `"takenat"`, same, `"takenat": "2026-03-02T09:00:00Z",`, `unknown field "takenat" (did you mean "taken_at"?)`},
		{"field in another case", `"taken_at"`, `"Taken_At"`, same, `"Taken_At": "2026-03-02T09:00:00Z",`, `unknown field "Taken_At" (did you mean "taken_at"?)`},
		{"unknown field deep inside", `"row_count": 4200`, `"rows": 4200`, same, `"rows": 4200,`, `clay.tables[0]: unknown field "rows" (known: auto_run, columns, created_at, declared, has_scheduled_runs, id, location, name, owner, provenance, row_count, updated_at, workbook)`},
		{"missing list", `"webhooks": [`, `"webhook": [`, same, `"webhook": [`, `clay: unknown field "webhook" (did you mean "webhooks"?)`},
		{"missing field", `"role": "admin",`, "", same, "{", `clay.members[0]: field "role" is missing`},
		{"null for a list", "\"muting_permission_sets\": [\n          \"Clay_mute\"\n        ]", `"muting_permission_sets": null`, same, `"muting_permission_sets": null,`, `salesforce.permission_set_groups[0].muting_permission_sets: wants a list, not null`},
		{"null for a fact", `"row_count": 4200`, `"row_count": null`, same, `"row_count": null,`, `clay.tables[0].row_count: wants a whole number, not null`},
		{"object for a list", "\"consumers\": [\n          \"warehouse\"\n        ]", `"consumers": {}`, same, `"consumers": {},`, `clay.api_keys[0].consumers: wants a list, not an object`},
		{"text for a truth", `"auto_run": true`, `"auto_run": "true"`, same, `"auto_run": "true",`, `clay.tables[0].auto_run: wants true or false, not text`},
		{"number for a text", `"name": "Acme GTM"`, `"name": 7`, same, `"name": 7,`, `clay.workspace.name: wants text, not a number`},
		{"fraction for a count", `"row_count": 4200`, `"row_count": 4200.5`, same, `"row_count": 4200.5,`, `clay.tables[0].row_count: wants a whole number up to 2^53, not 4200.5`},
		{"huge number", `"row_count": 4200`, `"row_count": 1` + strings.Repeat("0", 400), same, `"row_count": 100000000000000000000000000000`, `clay.tables[0].row_count: wants a whole number up to 2^53, not 1` + strings.Repeat("0", 59) + `...`},
		{"number that other readers round", `"row_count": 4200`, `"row_count": 9007199254740993`, same, `"row_count"`, `clay.tables[0].row_count: wants a whole number up to 2^53, not 9007199254740993`},
		{"number below those that readers round", `"row_count": 4200`, `"row_count": -9007199254740993`, same, `"row_count"`, `clay.tables[0].row_count: wants a whole number up to 2^53, not -9007199254740993`},
		{"huge fraction", `"credits": 750.5`, `"credits": 1e300`, same, `"credits": 1e300,`, `clay.usage.by_resource[0].credits: wants a number up to 2^53, not 1e300`},
		{"unknown state", `"state": "partial"`, `"state": "mostly"`, same, `"state": "mostly",`, `coverage["clay.key_usage"].state: "mostly" is not one of complete, partial, unavailable, not_requested`},
		{"contradiction of nothing", `"kind": "clay.api_key"`, `"kind": "clay.key"`, same, `"kind": "clay.key"`, `clay.contradictions[0].kind: "clay.key" is no kind of subject`},
		{"unknown role", `"role": "admin"`, `"role": "owner"`, same, `"role": "owner",`, `clay.members[0].role: "owner" is not one of admin, editor, viewer, sales_rep, unknown`},
		{"unknown state of a member", `"state": "pending"`, `"state": "gone"`, same, `"state": "gone",`, `clay.members[1].state: "gone" is not one of active, pending`},
		{"unknown kind of set", `"kind": "muting_permission_set"`, `"kind": "muting"`, same, `"kind": "muting",`, `salesforce.permission_sets[2].kind: "muting" is not one of permission_set, profile, muting_permission_set`},
		{"unknown flag", "\"read\",\n            \"edit\"\n", "\"read\",\n            \"modify\"\n", same, `"modify"`, `salesforce.permission_sets[0].objects.Account[1]: "modify" is not one of read, create, edit, delete, view_all, modify_all, view_all_fields`},
		{"unknown field access", `"Clay_Status__c": "rw"`, `"Clay_Status__c": "w"`, cannot, `"Clay_Status__c": "w",`, `salesforce.permission_sets[0].fields.Account.Clay_Status__c: "w" is not one of r, rw`},
		{"unknown field access of a muting set", `"Phone": "r"`, `"Phone": "rw"`, cannot, `"Phone": "rw",`, `salesforce.permission_sets[2].fields.Account.Phone: "rw" is not one of r, w`},
		{"unknown kind of setup", `"apex_class": [`, `"apex": [`, same, `"apex": [`, `salesforce.permission_sets[0].setup.apex: "apex" is no kind of setup entity (known: agent, apex_class, apex_page, app, connected_app, custom_metadata_type, custom_permission, custom_setting, email_routing_address, external_client_app, external_credential, external_data_source, flow, messaging_channel, org_wide_email_address, service_presence_status, service_provider, standard_invocable_action)`},
		{"line before the first", `"object:Account": 20`, `"object:Account": 0`, same, `"object:Account": 0,`, `salesforce.permission_sets[0].lines["object:Account"]: wants a line of a file, from 1, not 0`},
		{"unknown section", `"roster.people": {`, `"roster.peopel": {`, same, `"roster.peopel": {`, `coverage["roster.peopel"]: "roster.peopel" is no section of a snapshot (did you mean "roster.people"?)`},
		{"section left out", "\"roster.people\": {\n      \"state\": \"complete\",\n      \"source\": \"inventory\",\n      \"observed_at\": \"2026-03-01T00:00:00Z\",\n      \"observed_by\": \"ann@acme.com\"\n    },", "", same, `"coverage": {`, `coverage: section "roster.people" is missing`},
		{"partial without a reason", `"reason": "a retrieve lists only what else was in package.xml"`, `"reason": ""`, cannot, `"salesforce.profiles": {`, `coverage["salesforce.profiles"]: is partial and gives no reason`},
		{"assignment of two things", `"permission_set_group": "Integrations"`, `"permission_set": "AAA", "permission_set_group": "Integrations"`, cannot, `{`, `salesforce.assignments[0]: wants either a permission_set or a permission_set_group`},
		{"half an access without a reason", `"reason": "the profile Clay API may be under-stated"`, `"reason": ""`, cannot, `{`, `salesforce.access[0]: is not complete and gives no reason`},
		{"email in upper case", `"email": "ann@acme.com"`, `"email": "Ann@acme.com"`, cannot, `"email": "Ann@acme.com",`, `clay.members[0].email: "Ann@acme.com" is not in lower case`},
		{"member twice", `"email": "vera@agency.example"`, `"email": "ann@acme.com"`, cannot, `"email": "ann@acme.com",`, `clay.members[1].email: "ann@acme.com" is there twice (first in clay.members[0])`},
		{"id twice", `"username": "clay@acme.com"`, `"username": "ann@acme.com"`, cannot, "{", `salesforce.users[1]: "ann@acme.com" is there twice`},
		{"list out of order", `"id": "u_77"`, `"id": "aaa"`, cannot, "{", `clay.members[1]: "aaa" is out of order: the list has to be sorted`},
		{"empty id", `"id": "wb_1"`, `"id": ""`, cannot, "{", `clay.workbooks[0]: has an empty id`},
		{"grant from nowhere", "\"via\": [\n              {\n                \"kind\": \"profile\",", "\"via\": [], \"via_\": [\n              {\n                \"kind\": \"profile\",", same, `"via": [], "via_": [`, `salesforce.access[0].permissions[0]: unknown field "via_" (did you mean "via"?)`},
		{"grant without a road", "\"via\": [\n              {\n                \"kind\": \"profile\",\n                \"name\": \"Clay API\",\n                \"location\": {\n                  \"file\": \"force-app/main/default/profiles/Clay API.profile-meta.xml\",\n                  \"line\": 5\n                }\n              }\n            ]", `"via": []`, same, `"via": []`, `salesforce.access[0].permissions[0].via: is empty: nothing says where the grant comes from`},
		{"access of a third level", `"complete": true,`, `"complete": true, "potential": {"user": "", "complete": true, "permissions": [], "objects": [], "fields": [], "setup": [], "login_ip_ranges": []},`, same, `"potential": {`, `salesforce.access[0].potential: unknown field "potential": potential access has none of its own`},
		{"excerpt", `"version": 1,`, `"version": 1, "trimmed": true,`, same, `"version": 1, "trimmed": true,`, `trimmed: is an excerpt for reports and would pass too much: use the snapshot it was made from`},
		{"bottomless", `"version": 1,`, `"version": 1, "x": ` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + ",", notJSON, `"version": 1, "x": [[[[[[[[[[[[[[[[[[[[[[`, `unknown field "x" (known: changes, clay, coverage, inputs, redacted, roster, salesforce, taken_at, tool, trimmed, version)`},
	}
}

// apply makes the malformed document.
func (m malformed) apply(t *testing.T, doc string) string {
	t.Helper()
	before, after, found := strings.Cut(doc, m.old)
	if !found {
		t.Fatalf("testdata/sample.json does not hold %q", m.old)
	}
	if m.new == "\x00cut" {
		return before
	}
	return before + m.new + after
}

func TestReadRefusesMalformedSnapshots(t *testing.T) {
	t.Parallel()
	doc := string(canonical(t, tidied()))
	schema := compiled(t)
	for _, test := range malformedSnapshots() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			data := test.apply(t, doc)
			_, err := Read(strings.NewReader(data), "s.json")
			var e *evidence.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, which is no *evidence.Error", err)
			}
			line := strings.Split(data+"\n", "\n")[e.Line-1]
			if !strings.Contains(line, test.on) {
				t.Errorf("names line %d, %.80q, and not the one of %q", e.Line, line, test.on)
			}
			if want := fmt.Sprintf("s.json:%d: %s", e.Line, test.want); err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Error("more than one line")
			}
			if test.schema == notJSON {
				return
			}
			if err := validate(t, schema, data); (err != nil) != (test.schema == same) {
				t.Errorf("schema.json says %v", err)
			}
		})
	}
}

func TestReadRefusesAccessWithoutBottom(t *testing.T) {
	t.Parallel()
	deep := strings.Replace(string(canonical(t, tidied())), `"complete": true,`, strings.Repeat(`"potential": {`, 1_000_000), 1)
	_, err := Read(strings.NewReader(deep), "s.json")
	if err == nil || !strings.HasSuffix(err.Error(), ": is nested deeper than 64 levels") {
		t.Errorf("got %v", err)
	}
}

func TestReadRefusesFilesThatAreNoSnapshot(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, data, want string }{
		{"empty", "s.json", "", "s.json: is empty"},
		{"blank", "s.json", " \n\n", "s.json: is empty"},
		{"plain under a packed name", "s.json.gz", "{}", "s.json.gz: is not gzip data, though its name ends in .gz"},
		{"packed under a plain name", "s.json", "\x1f\x8b\x08\x00", "s.json: is gzip data: give it a name that ends in .gz"},
		{"another document", "s.json", `{"runs": []}`, "s.json:1: has no version: it is not a snapshot"},
		{"text", "s.json", `"hello"`, "s.json:1: wants an object, not text"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Read(strings.NewReader(test.data), test.file); err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
	t.Run("packed and cut off", func(t *testing.T) {
		t.Parallel()
		var b bytes.Buffer
		if err := WriteAs(&b, ".gz", tidied()); err != nil {
			t.Fatal(err)
		}
		_, err := Read(bytes.NewReader(b.Bytes()[:b.Len()/2]), "s.json.gz")
		if want := "s.json.gz: holds broken gzip data: take the snapshot again"; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	})
}

func TestValidateRefusesACompleteSectionOfANilSource(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Snapshot)
		want   string
	}{
		{"clay", func(s *Snapshot) { s.Clay = nil }, `coverage["clay.api_keys"]: is complete, but the snapshot holds no clay`},
		{"salesforce", func(s *Snapshot) { s.Salesforce = nil }, `coverage["salesforce.access"]: is complete, but the snapshot holds no salesforce`},
		{"roster", func(s *Snapshot) { s.Roster = nil }, `coverage["roster.people"]: is complete, but the snapshot holds no roster`},
		{"roster, partial", func(s *Snapshot) {
			s.Roster = nil
			s.Coverage["roster.people"] = evidence.Coverage{State: evidence.Partial, Reason: "half"}
		}, `coverage["roster.people"]: is partial, but the snapshot holds no roster`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := tidied()
			test.change(s)
			if err := s.Validate(); err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// compiled is schema.json in a validator that knows nothing of this package.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, data string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(data))
	if err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	return schema.Validate(doc)
}

func TestSampleIsValidUnderTheSchema(t *testing.T) {
	t.Parallel()
	if err := validate(t, compiled(t), string(canonical(t, tidied()))); err != nil {
		t.Error(err)
	}
}
