// Package clay reads the state of one Clay workspace into a Workspace: members and roles,
// tables and their budgets, connections, API keys, webhooks, credits. Clay has no API for most
// of it, so the source is an inventory in YAML that people keep by hand.
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
// # Decisions
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
