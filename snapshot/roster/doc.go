// Package roster reads who works at the company: a CSV that an HR system exports, a YAML file
// that people keep by hand, the users of a SCIM 2.0 service, the members of a GitHub
// organisation, or several of them; and it says whose an address is.
//
// It promises that every row is either read or refused with file, line and what to do, and that
// a roster it cannot be sure of is partial, so that nobody passes as employed by accident. It
// refuses two statements about one person in a file kept by hand, dates that can be read in two ways,
// and columns that look as if they said who left under a name it does not know. It sends a token
// to the host it was configured for and to no other, only in requests that read, and keeps it
// out of everything it returns.
//
// # Decisions
//
// Columns that the roster does not need are ignored, for HR exports have many; but a column that
// looks like an end or a state of employment, by its title or by what it holds, is an error until
// leastwise.yaml says what it is, whatever other columns there are: ignoring it would keep everybody
// employed for ever. The list of harmless titles may be too short, which costs a line of
// configuration; it must never be too long. Of several such columns what tells against the
// person counts (2026-11).
//
// A CSV of which no column says who left may be a list of today's staff, which is as good as any, or
// one of everybody there ever was. Nothing tells them apart, so the roster is complete and its
// coverage says so beside the source (2026-11).
//
// The words for a status are not standardised. Those that say a person has left become
// "terminated", so that a rule compares one word; status_raw keeps the original. A word that is
// neither known to mean employed nor left makes the section partial: to guess either way would
// be a false pass or a false alarm. So are the words of directories for an account that rests
// (suspended, staged): it is that of somebody on leave, or of somebody gone. sources.roster.statuses
// decides (2026-11).
//
// Notice is not leaving: a word for having left beside a last day to come is "notice". That is seen
// by the clock of the snapshot and for each row before sources are merged, so that a directory that
// switched the account off is still believed. A last day more than a year ahead is no notice, and
// the word counts (2026-11).
//
// Rows of one address in one CSV are one person hired again, who is employed if either row says so:
// exports write a rehire that way. For the same reason an end before the start is dropped with a
// note. Between sources it is the other way round, since they speak of one employment (2026-11).
//
// A person who starts in the future is not employed yet: an account that exists before the
// first day is what the rule is there to see (2026-11).
//
// Dates are ISO only. 01/02/2026 is two days, depending on who wrote it (2026-11).
//
// A file is as old as somebody says (2026-11): the roster has the oldest date of its sources, and
// none where one of its files has none, for whoever left since is employed to every rule.
//
// Where sources contradict each other, whoever says that a person has left is believed, the
// earlier end and the later start count, and Person.Note says who said what. To make the whole
// section partial for one such person would blind every rule; to believe the other would be a
// false pass (2026-11).
//
// A service that refuses the request (401, 403, 404, a web page) is an error, for only the
// operator can mend it. One that is out of order is a gap, for tomorrow may do; so is whatever
// goes wrong after the first page. totalResults is compared with what came, and itemsPerPage is
// not looked at, since services fill it in as they like (2026-11).
//
// Two files of this program know GitHub: report/github.go, which publishes, and github.go here,
// which reads members. A source may not import a report, and what they share is the library
// alone: the client here refuses all but reading, the other one has to write (2026-11).
// Addresses of single sign-on are asked for through GraphQL, which go-github does not speak: a
// plain POST of a query through the same guarded client.
//
// Addresses of the sources are matched when the snapshot is taken and not by the rules, so that each
// match is evidence that can be looked at, and is the same for every rule. Those of leastwise.yaml
// cannot be: a snapshot may be judged by another policy than it was taken beside, and does not depend
// on one. So the snapshot holds the match rules, and data.lib.match of the rules does by them what
// Matcher does here; a test holds the two to each other. Names are never compared: a likeness would
// clear a namesake (2026-11).
package roster
