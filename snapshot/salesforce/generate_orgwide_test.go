package salesforce_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// dealFile is a custom object in the mdapi format, with a component of each kind that matters.
const dealFile = `<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <actionOverrides>
        <actionName>View</actionName>
        <type>Default</type>
    </actionOverrides>
    <deploymentStatus>Deployed</deploymentStatus>
    <enableHistory>true</enableHistory>
    <externalSharingModel>Read</externalSharingModel>
    <fields>
        <fullName>Size__c</fullName>
        <type>Text</type>
    </fields>
    <label>Deal</label>
    <listViews>
        <fullName>All</fullName>
    </listViews>
    <nameField>
        <displayFormat>D-{0000}</displayFormat>
        <label>Deal Number</label>
        <type>AutoNumber</type>
    </nameField>
    <pluralLabel>Deals</pluralLabel>
    <sharingModel>ReadWrite</sharingModel>
    <validationRules>
        <fullName>Sane</fullName>
    </validationRules>
</CustomObject>
`

const dealPrivate = `<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <actionOverrides>
        <actionName>View</actionName>
        <type>Default</type>
    </actionOverrides>
    <deploymentStatus>Deployed</deploymentStatus>
    <enableHistory>true</enableHistory>
    <externalSharingModel>Private</externalSharingModel>
    <label>Deal</label>
    <nameField>
        <displayFormat>D-{0000}</displayFormat>
        <label>Deal Number</label>
        <type>AutoNumber</type>
    </nameField>
    <pluralLabel>Deals</pluralLabel>
    <sharingModel>Private</sharingModel>
</CustomObject>
`

// openObject is an org with one object that is open to everybody, and a policy that names it.
func openObject(name string) (*salesforce.Org, salesforce.Wanted) {
	o := &salesforce.Org{Objects: []salesforce.Object{{Name: name, SharingModel: "ReadWrite", Location: evidence.Location{File: "force-app/Deal__c.object"}}}}
	return o, clayUser(func(w *salesforce.Wanted) { w.Objects, w.Fields = map[string][]string{name: {"read"}}, nil })
}

func TestGenerateClosesACustomObjectByItsOwnFile(t *testing.T) {
	t.Parallel()
	o, w := openObject("Deal__c")
	options := inProject(t, "Deal__c.object", dealFile)
	options.OrgWide = true
	out := generate(t, o, options, w)
	if diff := cmp.Diff(dealPrivate, written(t, out, "objects/Deal__c/Deal__c.object-meta.xml")); diff != "" {
		t.Errorf("the object (-want +got):\n%s", diff)
	}
	if !mentions(out.Warnings, "becomes Private, from `ReadWrite`") || !mentions(out.Warnings, "retrieve it before") {
		t.Errorf("warnings %v", out.Warnings)
	}
}

func TestGenerateLeavesAnObjectItCannotDefineToARunbook(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ object, file, want string }{
		"of a package":          {"ns__Deal__c", dealFile, "came with a package"},
		"of another kind":       {"Deal__x", dealFile, "neither a standard nor a custom object"},
		"without a label":       {"Deal__c", strings.ReplaceAll(dealFile, "<label>Deal</label>", ""), "has no label"},
		"without a name field":  {"Deal__c", strings.NewReplacer("<nameField>", "<indexes>", "</nameField>", "</indexes>").Replace(dealFile), "has no nameField"},
		"with a file not there": {"Deal__c", "", "not deployed without its label"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, w := openObject(c.object)
			options := inProject(t, "Deal__c.object", c.file)
			options.OrgWide = true
			out := generate(t, o, options, w)
			if !slices.ContainsFunc(out.Steps, func(s salesforce.Steps) bool { return mentions(s.Steps, c.want) && strings.Contains(s.Title, c.object) }) {
				t.Errorf("no step says %q: %v", c.want, out.Steps)
			}
			if mentions(paths(out), "objects/") || mentions(out.Warnings, "becomes Private") {
				t.Errorf("files %v, warnings %v", paths(out), out.Warnings)
			}
		})
	}
}
