// Package salesforce reads the permission state of a Salesforce org from disk: a metadata
// project in the source or the mdapi format, with the users and assignments of a list, which
// a project does not hold. Read returns the Org with the coverage of every section; Effective
// says what a user can do and by which roads, Roads also why a road gives nothing, Explainer
// answers for one user and one target, Reach for everyone.
//
// The way back is here as well: Generate writes a policy as a project, and Fix switches off,
// in the files of a project, what is beyond a policy.
//
// It promises that every permission set, profile and group of a project is in the Org, that
// every grant knows its file and line, that what is malformed is an *evidence.Error naming
// file, line and element, and that a section is complete only when nothing about it is open.
// It never reports less access than the files give. What Generate writes grants the policy and
// nothing else; Fix changes nothing but flags that grant too much, and adds no grant.
//
// It refuses a DOCTYPE (and so entities of one's own), files above 25 MB, elements nested
// deeper than 32, symbolic links, paths that leave the project, and two files in one folder
// that define the same thing. It reads no consumer key and no secret. Elements it does not
// need, and any order of elements, namespaces and attributes are passed over.
//
// # Decisions
//
// Definitions of one name in several folders are joined (2026-11). Repositories keep the
// profile Admin once for each kind of org, or spread it over packages, and no file says which
// of them the org has. The grants are united; muting, session activation, login ranges and
// login hours count only where every file has them; of two sharing models the more open one
// counts. PermissionSet.Also and Group.Also list the further files. Where the files differ,
// the section and salesforce.access are partial and say so, since a union may hold a
// restriction (Api Only User) that the org lacks. An error would make such repositories
// unreadable; taking one file would under-report. What does not add up (settings, apps, roles,
// sharing rules) is taken from the first file, and the section is partial where a later file
// differs. sfdx-project.json is not consulted: a folder outside its packages may be deployed
// by other means; sources.salesforce.project narrows what is read.
//
// profiles_complete is the operator's word and not believed against the file (2026-11): one of the
// standard profile of administrators without what nobody can take from it, one that does not say
// whether it is custom, and one without any user permission were cut down before they were committed.
// Of a repository that is the rule. A custom profile that holds none says so by one that is off.
//
// sources.salesforce.fields bounds what is asked of a running org (2026-11). A project has
// its field permissions on disk already, so they are kept for every set: a section that left
// some out could not be complete.
//
// The section fields covers the field permissions and which fields they cannot hide: it is
// partial where an object that an integration user reaches is not in the project, since its
// required fields are then not known.
//
// Muting takes away exactly the flags it names (2026-11): an object whose edit is left keeps
// read, because edit depends on it. Setup entities and what the profile or a directly assigned
// set gives are never muted. A set that needs session activation needs it where it is assigned
// itself; in a group only the group's setting counts. Each of these errs towards more access.
//
// Modify All Data does not give view_all_fields (2026-11): it opens records, not field
// security, as View All Data does. An expiry without a time of day holds through its day.
//
// A set of kind "r" in a muting set mutes read and edit, "w" edit alone, as the metadata's
// inverted flags say. Tabs, layouts and record types open no data and
// are not read. A standard profile is also found by its name in Setup (System Administrator
// is Admin).
//
// In a list of users that people keep, a key that is absent says nothing (2026-11): permission_sets,
// permission_set_groups and role want [] or "" for none, and a CSV their column. What nobody wrote
// down stands on the user as Unrecorded, and is a gap on its roads. An absent active, frozen,
// license, email or owns_records is taken for the worse by the rules that ask for it.
//
// Exports stand in for what only a running org knows (2026-11): sources.salesforce.tokens_csv
// and logins_csv are what `sf data query --result-format csv` prints of OauthToken and
// LoginHistory, or what Setup downloads, columns by name in any case. A column that holds a
// token is refused by its name, so that nobody gets used to exporting it. Members of public
// groups, the ends of credentials and the user by which a project was retrieved are written
// down in the configuration. An export of 2500 tokens is a gap: a query stops there without a
// word. So is one with a header and no rows: who may not see the others' tokens and logins is shown
// its own and not told so, and an exporter has logged in. Logins of people are left out, as nobody
// asked them.
//
// A project is as old as its project_observed_at says (2026-11), which is optional: most projects
// are retrieved by the job that scans. What nobody dated the reports say. Sections of one date name
// what they share (observed_with), so that one old date is one finding.
//
// Org.Privileged is computed in Go (2026-11), from every user's roads: rules would have to do
// it again in Rego, without what Roads knows. It belongs to no section of its own, since it
// is no more complete than users, assignments and sets; who has an unread part is listed as
// one of whom nobody knows. Take fills it in for every way of reading an org.
//
// App.Serves is computed in Go as well (2026-11): whom an app is pre-authorised for rests on labels,
// ids and groups, and on what was not read; a token of it is one more road, but an org whose tokens
// nobody exported still has apps to judge. Where it is not known it errs towards serving: so of an app
// that people may authorise themselves, while tokens were asked for and not all shown.
//
// Names of roles, public groups and members are spelled here as those that were read (2026-11),
// since rules join them exactly and an org ignores case. Org.Doubts compares exactly too: what is
// spelled otherwise, in a snapshot from elsewhere, is a gap and not a user in no group. A kind of
// member that nobody knows is an error in the configuration and a doubt in metadata.
//
// An explanation lists every path, also those that come to nothing, since "why not" is asked as
// often as "why" (2026-11). It opens each road alone with the walk of Effective, so that the two
// cannot differ on what a road gives. Of a field it says what is granted and what can be done:
// field permissions without a readable object are granted and open nothing. A name that nothing
// in the org knows is an error, as a misspelling would otherwise read as "nobody has it".
//
// Generate refuses a policy that metadata cannot express instead of writing its neighbour
// (2026-11): a deployment would fail, or grant more than somebody approved. It writes nothing
// it would have to guess: no criteria, no app it has not seen.
//
// Connected apps and custom objects are generated from their files in the project (2026-11).
// The schema wants a contact, a label and a callback of the one, Salesforce a label and a name
// field of the other ("Must specify a non-empty label"), and the snapshot holds none of them.
// A file that is whole drops nothing, whether a deployment replaces or adds; of an object it is
// the head alone, since fields, list views and rules are components that a deployment without
// them leaves alone. An org that was changed since the project was retrieved would be changed
// back, so a warning asks for a retrieve. A connected app is the org's own where it has such a
// file, defined in full and without a namespace: metadata does not list those that were
// installed. Of an app's consumer key nothing is written, it is refused for an app that is there
// ("You cannot provide a Consumer Key"). PKCE and rotation are written with the rest, as the
// rules ask for both, with a warning; scopes stay, for no policy names any.
//
// Fix switches a flag off and does not remove its element (2026-11). The patch is one word a
// line, and means the same in a profile, where an element that is left out keeps its grant.
// Muting is not used: it would leave the grant for the next group without it.
//
// Salesforce's beta that decomposes permission sets and sharing rules into many files is not
// read; files of that form make their section partial.
package salesforce
