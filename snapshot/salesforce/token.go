package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// realID says whether an id tells a record from others. Salesforce documents the Id of some
// objects, OauthToken among them, as reserved and always null, which comes as null or as zeros.
func realID(id string) bool {
	return strings.Trim(strings.TrimSuffix(id, "AAA"), "0") != ""
}

// nameTokens gives an id to the tokens that have none, and sorts all by user, app and id. The id
// is of user, app and the moment of the grant, and a number where these are the same: it says
// nothing secret and is the same from day to day, so that a waiver and an alert stay with it.
func nameTokens(tokens []Token) {
	slices.SortStableFunc(tokens, func(a, b Token) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.App, b.App), cmp.Compare(a.CreatedAt, b.CreatedAt),
			cmp.Compare(a.LastUsedAt, b.LastUsedAt), cmp.Compare(uses(a), uses(b)))
	})
	same := map[string]int{}
	for i := range tokens {
		t := &tokens[i]
		if realID(t.ID) {
			continue
		}
		t.ID = strings.TrimSuffix(t.User+"/"+t.App+"/"+string(t.CreatedAt), "/")
		if same[t.ID]++; same[t.ID] > 1 {
			t.ID += fmt.Sprintf(" #%d", same[t.ID])
		}
	}
	slices.SortFunc(tokens, func(a, b Token) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.App, b.App), cmp.Compare(a.ID, b.ID))
	})
}

func uses(t Token) int64 {
	if t.UseCount == nil {
		return -1
	}
	return *t.UseCount
}
