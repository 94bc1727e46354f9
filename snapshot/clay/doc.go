// Package clay reads the state of one Clay workspace into a Workspace: members and roles,
// tables and their budgets, connections, API keys, webhooks, credits. Clay has no API for most
// of it, so the first source is an inventory in YAML that people keep by hand. The official CLI,
// the public API, usage exports and, where somebody opts in, Clay's internal API add to it or
// contradict it.
//
// It promises that every section of the inventory is either read in full or absent with a
// reason in the coverage, and that the same inventory gives the same Workspace whatever the
// order of its entries (but for their lines). It refuses an inventory that contradicts itself:
// duplicate ids, references to nothing, words Clay does not have. It refuses secrets: key
// material is an error that does not repeat it, and of a webhook URL only the hash is kept.
//
// The inventory has the shape of Workspace by its json names. Every list is a plain list or
// {observed_at, observed_by, items: [...]}; api_keys may also be a mapping from id to key.
// Two sections are not in Workspace under their own name: `roles` (role -> {assign_to, why})
// becomes DeclaredRoles, `table_budgets` is merged into the tables.
//
// Of the other sources it promises that whatever they do not answer is a gap with what to do,
// and never an empty list; that they are only read (the CLI by fixed commands without a shell,
// the APIs by GET of listed paths of one host); and that nothing they answer is repeated in an
// error. Start and Sync write inventories, as text: what a person wrote stays byte for byte.
//
// # Decisions
//
// Where sources disagree Clay's own answer is judged, and what it contradicts is kept: a rule
// that trusted the inventory there would pass on a statement known to be wrong. Counts and
// balances change by themselves, so the later look counts and nothing is contradicted (2026-11).
//
// The inventory's statement of a section stays complete when another source fails; that nothing
// could be compared is a gap of the section contradictions. With no other source at all that
// section is not requested: what was held against nothing has not passed (2026-11).
//
// A section that only another source gives is partial unless that source knows every fact of
// it: nobody would see that owners or auto-run were never looked at (2026-11).
//
// Things are one when they have one id, or one name where the inventory has given no id. An
// id of Clay's that the inventory spells otherwise is another thing (2026-11).
//
// An answer about another workspace is not used in any part, and a workspace whose id nobody
// wrote down is asked for rather than guessed (2026-11).
//
// Lists that keys and connections of others are missing from (the CLI lists those of the user
// who is signed in) never say that something is gone (2026-11).
//
// The period of a usage export is configured, since the file does not hold it; exports of two
// periods are refused, for a Usage has one (2026-11).
//
// Connections that every workspace shares (Clay's own) are not listed: they are nobody's (2026-11).
//
// A role word that Clay does not have is RoleUnknown and not an error: it is evidence of drift
// between the inventory and Clay, which a rule can report. Words of other fields are errors,
// since there only a typing mistake can be behind them (2026-11).
//
// A reference to an entry that is not listed is an error where its section is listed, and is
// not checked where the section is absent. Budgets of tables that are not listed are an error
// too, unless the inventory has no tables section: then each budget stands for a table of its
// own and the section is partial. Lines of the rotation log and of the usage are not checked,
// for both outlive what they name (2026-11).
//
// A table has its budget in `declared` or in `table_budgets`, never in both: merging two
// statements would need a winner (2026-11).
//
// Counts, limits and spending are never negative; balances may be (2026-11).
//
// An entry of a list that mixes people and groups, such as collaborators, is lower-cased where
// it is an email and kept as written where it is not (2026-11).
package clay
