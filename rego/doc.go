// Package rego judges a snapshot: it loads the rules, evaluates them on the embedded OPA, and
// gives one verdict for every rule.
//
// A rule is a folder, rules/<family>/<rule>, and registers by lying there: its id is its path,
// its words are the METADATA on its package, and its only output is a set named findings. The
// folder main holds what is asked, lib what rules share; a user's own rules lie elsewhere in
// the same layout and are loaded into the same sandbox.
//
// It promises that a verdict is a pure function of snapshot, policy, settings and waivers, in
// the same order and bytes every time, and that nothing unknown becomes a pass: a rule whose
// evidence is incomplete is skipped with the reason, a rule that breaks is errored and the
// others are judged all the same, and a rule that could be undefined is not loaded.
//
// It refuses, at load and naming the line: a builtin that reads a clock, a network, a random
// source or a process; a field that a snapshot does not have; a rule that reads a section it
// does not need; METADATA with a word it does not know, without one it
// must have, or with an item that a checklist of ours does not have; parameters that are taken in
// another way than by the chain; a setting that no rule declares, or of another type or sign than
// the default; a policy whose flags, kinds, addresses, shares or cadences mean nothing, or that names
// a user twice; a waiver without a reason, an approver and an expiry; a rule of a user that nobody
// filled in; and having no rules.
//
// # Decisions
//
// One query, then one by one (2026-11). Rules are asked together, since they share what they
// derive: of those that read nothing of the permission sets a family at a time, and the families
// at once, on every core; those that look at one set at a time; and those that look at all of
// them. Each is an object of data.rules.<family>.<rule>.findings. An error anywhere ends such a
// query, and with strict builtin errors there are errors; so where it fails each of its rules is
// asked by itself, with nothing else under way, and only the one that broke is errored, or took
// the memory. Options.Timeout (60 seconds) bounds one query on one input. main.rego asks the same
// of stock OPA.
//
// Permission sets are judged in shards (2026-11). They are nearly all of a large org, and as
// values of OPA five million field permissions take gigabytes. A rule whose custom.each is
// salesforce.permission_sets gets runs of neighbouring sets, on every core, and nothing of a
// shard is kept but what was found; its text is that of a rule which sees all of them. That is
// the same only if no finding depends on two sets, and the compiled rule shows it: each body of
// findings takes the list apart once, with some set in input.salesforce.permission_sets, and
// nothing else that it reaches reads the list, the org as a whole, or input as a whole. A rule
// that says each and might see two sets is refused. The price is a form: a rule which gathers
// sets in a helper is refused even where shards would do it no harm; it leaves each out.
//
// Other rules see of every set the fields they name (2026-11), which the compiled rule shows as
// well: one that reads set.name of all sets does not make their field permissions values of
// OPA. A rule that hands a set on, or looks a field up by a variable, gets all of it.
//
// A rule that breaks on one shard is not asked of later ones (2026-11), and its verdict is the
// error of the first shard it broke on, as it would be on the whole. A rule that never ends
// would otherwise cost its timeout for each shard.
//
// Needs are checked against reads (2026-11). The compiler knows which parts of input a rule
// reaches, through lib too; one that reads input.clay.members without needing clay.members would
// pass when nobody read the members. That is an error of the rule, our own or a user's. A fact that
// lies in the list of one section and has another of its own, as the fields of an access have, is
// followed to where it is read: readPaths walks names, functions and rules. What a rule looks up by a
// name that is only known later is beyond it.
//
// Evidence comes before the rule (2026-11). A section that is not complete skips the rule
// whatever it found, or however it broke. custom.on_partial: judge is the exception, for rules
// whose finding on half the evidence is a finding on all of it: with sections partial (not
// unavailable) and all policy declared, a finding nobody waived fails the rule, and anything
// else is still skipped. Such a failed verdict keeps its reason and its Gap, so that a scan
// whose threshold ignores the finding is still an incomplete one. A section said to be complete
// of a source the snapshot does not hold, and a roster without people, are not complete.
//
// What the operator declared not kept (snapshot: NotKept) skips a rule, or stands beside what it
// found in part, like any section that is not complete, and has no Gap (2026-11). The words are
// part of the reason. A rule that lacks anything else has one.
//
// policy.<path> in needs (2026-11) is met by any value there, an empty list among them: "admin:
// []" says that nobody is approved. Approved therefore omits only what is absent (omitzero). A
// rule skipped for the policy alone has no Gap.
//
// Messages are mended, shapes are not (2026-11). A message carries names that strangers chose,
// so a line break in it becomes a space and what exceeds 1000 characters moves to More: a
// hostile name must not turn a rule off. Any other fault in a finding, or a second one on the same
// subject, is the rule's own and makes it errored; so is a hole in its words, such as <undefined>, which
// stands nowhere in the snapshot or the configuration.
//
// Settings (2026-11) are checked against the default of the parameter: same type down to the
// values of lists and maps, whole where it is whole, not negative where it is not. Spans such as
// 92d are not numbers here; the error says which number to write. lib.params lays a map over
// the default key by key, anything else in its place.
//
// Waivers (2026-11) name a rule by its id and a subject by its id, in which * is any run of
// characters, / among them, and ? any one; nothing else is special (path.Match would stop at
// the / of t_1/c_2 and trip over brackets). A waiver holds through its expiry day in UTC. Of
// several the first that still holds stands. One that names nothing is unused only if its rule
// was judged in full.
//
// Whether a rule was judged is one question (2026-11), Verdict.Judged: its silence means that
// nothing is wrong. What became of a finding, whether a waiver is unused and whether an issue is
// closed all go by it. In a merged assessment a reason alone is enough to answer no.
//
// Locations (2026-11): the line of the evidence; else of leastwise.yaml, the setting of the
// rule, the policy it is about, the source it came from, or line 1. A section is where its date
// stands. Where evidence came from an API the location names its object beside that line.
//
// House rules (2026-11) are code, not a linter's configuration: house.go holds our rules to them
// in a test and a user's in CheckRules, which goes on after a mistake where Load stops. What a
// new rule still says FILL IN about is a problem, and Load refuses it: its condition never holds,
// so it would be passed for every company, and nobody has to run its failing test.
//
// Tests have to notice a change (2026-11): coverage shows that a line runs, mutation that it is
// needed. The mutants are compiled without strictness and schema, so that none is spared for
// what it leaves unused.
//
// A user's rules (2026-11) may not share an id with ours, nor bring a lib of their own, and
// symbolic links among them are read only where they lead to a file in the same folder. METADATA
// is read by our own strict reader, since OPA's ignores a key it does not know.
//
// A finding lives as long as its fingerprint, rule and subject (2026-11). Compare calls it changed
// when its message differs in more than numbers that measure: a second violation on the same
// subject by the same rule shows there (one more flag, one more field, another address), while an
// age that grows does not. What a message only counts ("and 7 more") is compared as well: series
// of lib/text hands it over behind the count, so that no rule can forget it, and it becomes
// Finding.More. By another rule it is a finding of its own, and new. A finding whose rule did not
// judge is neither still there nor gone, since absence of evidence is no evidence. The alternative,
// a hash of the evidence, would call every finding changed whenever a line moved.
//
// A baseline accepts what was open in it, and nothing that got worse (2026-11): other words, a
// more severe rule and a waiver that ran out all count. Accept marks findings and leaves verdicts
// as they are, since a rule with an accepted finding did fail.
//
// Suggest (2026-11) proposes a policy and judges nothing. What Clay's columns map decides; where
// that is not known what is held today is kept, for a proposal that breaks Clay would be
// switched off, and the policy with it.
package rego
