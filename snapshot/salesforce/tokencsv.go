package salesforce

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxExportedTokens is where a query of OauthToken stops without a word.
const maxExportedTokens = 2500

// tokenColumns are the columns of an export of OauthToken, as `sf data query --result-format
// csv` names them: SELECT Id, User.Username, AppName, UseCount, CreatedDate, LastUsedDate. The Id
// is empty in most orgs, see nameTokens.
func tokenColumns() []column {
	return []column{
		{"Id", []string{"id"}, false},
		{"User.Username", []string{"userusername", "username"}, true},
		{"AppName", []string{"appname", "app"}, true},
		{"UseCount", []string{"usecount"}, false},
		{"CreatedDate", []string{"createddate"}, false},
		{"LastUsedDate", []string{"lastuseddate"}, false},
	}
}

// tokensOf turns rows into tokens, named and sorted.
func tokensOf(rows []exportRow) ([]Token, error) {
	tokens := []Token{}
	seen := map[string]int{}
	for _, row := range rows {
		token := Token{
			ID: row.cells["Id"], User: strings.ToLower(row.cells["User.Username"]), App: row.cells["AppName"], Location: row.location(),
		}
		if first, twice := seen[token.ID]; twice && realID(token.ID) {
			return nil, row.fail("Id", "%s is given twice (first on line %d)", evidence.Quote(token.ID), first)
		}
		seen[token.ID] = row.line
		var err error
		if token.UseCount, err = csvCount(row.cells["UseCount"]); err != nil {
			return nil, row.fail("UseCount", "%s", err)
		}
		if token.CreatedAt, err = row.time("CreatedDate"); err != nil {
			return nil, err
		}
		if token.LastUsedAt, err = row.time("LastUsedDate"); err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	nameTokens(tokens)
	return tokens, nil
}

// loginColumns are the columns of an export of LoginHistory, or of the file that Setup > Login
// History downloads. LoginHistory has no username, so UserId will do where users have an id.
func loginColumns() []column {
	return []column{
		{"User.Username", []string{"userusername", "username"}, false},
		{"UserId", []string{"userid"}, false},
		{"LoginTime", []string{"logintime"}, true},
		{"SourceIp", []string{"sourceip"}, true},
		{"LoginType", []string{"logintype"}, false},
		{"Application", []string{"application"}, false},
		{"Status", []string{"status"}, false},
	}
}

// loginsOf counts the logins of the integration users, those together that differ in nothing
// but time, and how many rows name a user id that no known user has.
func loginsOf(rows []exportRow, o *Org) (logins []Login, strangers int, err error) {
	byID := map[string]string{}
	for _, u := range o.Users {
		if u.ID != "" {
			byID[shortID(u.ID)] = u.Username
		}
	}
	index := map[[5]string]int{}
	logins = []Login{}
	for _, row := range rows {
		user, id := strings.ToLower(row.cells["User.Username"]), row.cells["UserId"]
		switch {
		case user == "" && id == "":
			return nil, 0, row.fail("UserId", "is empty, and there is no Username: one of them says whose login it was")
		case user == "":
			if user = byID[shortID(id)]; user == "" {
				strangers++
				continue
			}
		}
		at, err := row.time("LoginTime")
		if err != nil {
			return nil, 0, err
		}
		if !slices.Contains(o.IntegrationUsers, user) {
			continue
		}
		key := [5]string{user, row.cells["SourceIp"], row.cells["LoginType"], row.cells["Application"], row.cells["Status"]}
		i, ok := index[key]
		if !ok {
			i = len(logins)
			index[key] = i
			logins = append(logins, Login{
				User: key[0], SourceIP: key[1], Type: key[2], Application: key[3], Status: key[4], First: at, Last: at, Location: row.location(),
			})
		}
		logins[i].Count++
		logins[i].First, logins[i].Last = min(logins[i].First, at), max(logins[i].Last, at)
	}
	slices.SortFunc(logins, func(a, b Login) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.SourceIP, b.SourceIP), cmp.Compare(a.Type, b.Type),
			cmp.Compare(a.Application, b.Application), cmp.Compare(a.Status, b.Status))
	})
	return logins, strangers, nil
}

// shortID is the part of an id that its long and its short form share.
func shortID(id string) string {
	const short = 15
	return id[:min(len(id), short)]
}

// usersWithoutID are the integration users whose id nobody gave.
func usersWithoutID(o *Org) []string {
	var without []string
	for _, name := range o.IntegrationUsers {
		if !slices.ContainsFunc(o.Users, func(u User) bool { return u.Username == name && u.ID != "" }) {
			without = append(without, name)
		}
	}
	return without
}
