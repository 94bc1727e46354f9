package clay

import (
	"context"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestPageSaysThatTheListGoesOn(t *testing.T) {
	t.Parallel()
	for beside, want := range map[string]string{
		`"hasMore":true`:      "hasMore",
		`"has_more":true`:     "has_more",
		`"hasMore":"unknown"`: "hasMore",
		`"hasNextPage":1`:     "hasNextPage",
		`"truncated":true`:    "truncated",
		`"nextCursor":"c"`:    "nextCursor",
		`"next-page":2`:       "next-page",
		`"next":{"offset":2}`: "next",
		`"next":"/v0/x?p=2"`:  "next",
		`"total":3`:           "total",
		`"totalCount":"many"`: "totalCount",

		`"pagination":{"hasMore":true}`:              "pagination",
		`"pagination":{"page":1,"limit":50}`:         "pagination",
		`"pagination":true`:                          "pagination",
		`"pageInfo":{"endCursor":"c"}`:               "pageInfo",
		`"meta":{"pagination":{"nextCursor":"c"}}`:   "meta",
		`"links":{"self":"/x","next":"/x?p=2"}`:      "links",
		`"hasMore":false,"nextPageToken":"t"`:        "nextPageToken",
		`"pagination":{"total":2,"nextCursor":"c"}`:  "pagination",
		`"pagination":{"total":2,"somethingElse":1}`: "",

		``:                                "",
		`"hasMore":false`:                 "",
		`"nextCursor":null`:               "",
		`"next":""`:                       "",
		`"nextPage":0`:                    "",
		`"cursor":"c"`:                    "", // is followed
		`"total":2`:                       "",
		`"pagination":{}`:                 "",
		`"pagination":null`:               "",
		`"pagination":{"hasMore":false}`:  "",
		`"meta":{"requestId":"r"}`:        "",
		`"links":{"self":"/x"}`:           "",
		`"workspace":{"hasMore":true}`:    "",
		`"description":"next of the lot"`: "",
	} {
		text := `{"data":[{"id":1}],` + beside + `}`
		_, _, got, err := page([]byte(strings.Replace(text, ",}", "}", 1)), "data", 1)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", beside, got, err, want)
		}
	}
}

// What came before a list that goes on is kept, and its section is not complete.
func TestCLIListThatGoesOnIsPartial(t *testing.T) {
	t.Parallel()
	given := answers()
	given["routines-list"] = `{"data":[{"id":"r_9"}],"hasMore":true}`
	ws, coverage, err := Read(context.Background(), standIn(t, inventoryText, given), withCLI(), noon)
	if err != nil {
		t.Fatal(err)
	}
	const want = "the answer says that the list goes on (hasMore), in a way this version does not follow: update leastwise, or keep the section in the inventory"
	if c := coverage["clay.routines"]; c.State != evidence.Partial || c.Reason != want {
		t.Errorf("%+v", c)
	}
	if len(ws.Routines) != 1 {
		t.Errorf("%+v", ws.Routines)
	}
}

// A total counts the entries of every page.
func TestCLITotalIsOfAllPages(t *testing.T) {
	t.Parallel()
	given := answers()
	given["routines-list"] = `{"data":[{"id":"r_1"}],"cursor":"c2","total":2}`
	given["routines-list-c2"] = `{"data":[{"id":"r_2"}],"total":2}`
	_, coverage, err := Read(context.Background(), standIn(t, inventoryText, given), withCLI(), noon)
	if err != nil {
		t.Fatal(err)
	}
	if c := coverage["clay.routines"]; c.State != evidence.Complete {
		t.Errorf("%+v", c)
	}
}
