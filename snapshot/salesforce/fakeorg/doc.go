// Package fakeorg is a Salesforce org for tests: an HTTP server built from the model of an org,
// or from a metadata project, that answers as a running org does.
//
// It speaks the token endpoint (JWT bearer, client credentials, refresh token) and userinfo; the
// REST and Tooling APIs (query with pages and columns, describe, records, limits); query jobs of
// the Bulk API 2.0; and readMetadata and listMetadata of the Metadata API. Its SOQL refuses what
// Salesforce refuses, in Salesforce's words and with its error codes. Faults spoil answers on
// demand. Every secret it gives out begins with Canary, so that a test can look for it in outputs.
//
// It promises to be independent of the client: it is written from what Salesforce documents and
// from what others measured, and holds no query that the client happens to ask. Records come in an
// order that means nothing; standard profiles are named as in Setup, not as in metadata; profiles
// and groups own permission sets with names that say nothing; EntityDefinition ends after 2,000
// records and passes over LIMIT; OauthToken ends after 2,500 and has no ids.
//
// It refuses everything that writes: other methods get 405 and stand in Requests, where a test of
// the client's read-only promise can find them.
//
// Only tests import it, and a test holds that. Tests of package salesforce that use it stand in
// package salesforce_test, since it imports salesforce.
//
// # Decisions
//
// Where the documentation does not say, the fake does what is worse for a client (2026-11): what
// is cut short is cut in silence, and a group's own permission set has no readable name.
//
// The Metadata API asks for Modify Metadata or Modify All Data, as orgs do, though View Setup is
// enough for the REST API (2026-11). A scanner without it sees no sharing rules and no settings.
//
// A muting set takes away exactly the flags it names (2026-11); the permission set of the group
// holds the rest, and a muted read does not take edit with it unless the set says so.
//
// An org holds no assignment of a set, group or user that it does not have: such assignments of
// the model are left out.
package fakeorg
