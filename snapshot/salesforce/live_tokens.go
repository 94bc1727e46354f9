package salesforce

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

const (
	maxTokens = 2500 // a query of OauthToken stops there without a word
	loginDays = 90
)

// readTokens reads the OAuth grants: counted first, since a query stops without a word, and
// never the columns that hold the tokens. Above the limit those of the integration users are
// read, which is a gap.
func (r *reader) readTokens() {
	const section, object = "tokens", "OauthToken"
	r.unproven(section, object, "CustomizeApplication") // Manage Users did, in older releases
	total, err := r.c.count(r.ctx, soqlTokenCount)
	if err != nil {
		r.lose(section, "%s", failed(section, object, err))
		return
	}
	soql := soqlTokens
	if total > maxTokens {
		var ids []string
		for _, name := range r.o.IntegrationUsers {
			if id := r.userID(name); id != "" {
				ids = append(ids, id)
			}
		}
		r.gap(section, "%s: the org has %d, more than the %d that one query gives: those of the integration users were read", object, total, maxTokens)
		if len(ids) == 0 {
			r.lost[section] = true
			return
		}
		soql += " WHERE UserId IN " + inList(ids)
		r.othersTokens = 1
	}
	nobody := 0
	err = r.c.query(r.ctx, soql, false, func(row row) {
		id, at := row.str("Id"), evidence.Location{API: object}
		if realID(id) {
			at = api(object, id)
		}
		user := strings.ToLower(row.str("User.Username"))
		if u := r.users[row.str("UserId")]; u != nil {
			user = u.Username
		}
		if user == "" {
			nobody++
		}
		r.o.Tokens = append(r.o.Tokens, Token{
			ID: id, User: user, App: row.str("AppName"), UseCount: row.number("UseCount"), CreatedAt: row.time("CreatedDate"),
			LastUsedAt: row.time("LastUsedDate"), Location: at,
		})
	})
	switch {
	case err != nil:
		r.gap(section, "%s", failed(section, object, err))
		r.lost[section] = len(r.o.Tokens) == 0
	case total <= maxTokens && len(r.o.Tokens) < total:
		r.gap(section, "%s: the org gave %d of %d", object, len(r.o.Tokens), total)
	}
	if nobody > 0 {
		r.gap(section, "%s: %d tokens are of users who were not read", object, nobody)
	}
	nameTokens(r.o.Tokens)
}

// readLogins reads how the integration users logged in during the last 90 days, and counts
// together what differs in nothing but time.
func (r *reader) readLogins() {
	const section, object = "logins", "LoginHistory"
	r.unproven(section, object, "ManageUsers", "MonitorLoginHistory")
	var ids []string
	for _, name := range r.o.IntegrationUsers {
		id := r.userID(name)
		if id == "" {
			r.gap(section, "%s: %s is not among the known users", object, name)
			continue
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		r.lost[section] = true
		return
	}
	moment := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
	soql := soqlLogins + " WHERE UserId IN " + inList(ids) + " AND LoginTime >= " + moment(r.takenAt.AddDate(0, 0, -loginDays)) +
		" AND LoginTime <= " + moment(r.takenAt)
	type key struct{ user, ip, kind, app, status string }
	logins := map[key]*Login{}
	err := r.c.query(r.ctx, soql, false, func(row row) {
		at, u := row.time("LoginTime"), r.users[row.str("UserId")]
		if u == nil || at == "" {
			r.gap(section, "%s/%s has no user or no time", object, evidence.Short(row.str("Id")))
			return
		}
		k := key{u.Username, row.str("SourceIp"), row.str("LoginType"), row.str("Application"), row.str("Status")}
		l := logins[k]
		if l == nil {
			l = &Login{
				User: k.user, SourceIP: k.ip, Type: k.kind, Application: k.app, Status: k.status, First: at, Last: at,
				Location: evidence.Location{API: object},
			}
			logins[k] = l
		}
		l.Count++
		l.First, l.Last = min(l.First, at), max(l.Last, at)
	})
	if err != nil {
		r.gap(section, "%s", failed(section, object, err))
		r.lost[section] = len(logins) == 0
	}
	for _, l := range logins {
		r.o.Logins = append(r.o.Logins, *l)
	}
	slices.SortFunc(r.o.Logins, func(a, b Login) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.SourceIP, b.SourceIP), cmp.Compare(a.Type, b.Type),
			cmp.Compare(a.Application, b.Application), cmp.Compare(a.Status, b.Status))
	})
}
