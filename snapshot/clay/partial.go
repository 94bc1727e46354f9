package clay

import (
	"encoding/json"
	"slices"
	"strings"
)

// tellsError says whether a key of an answer is an error that came with a status of success.
func tellsError(name json.Token, value json.RawMessage) bool {
	return slices.Contains([]string{"error", "errors"}, plainKey(name)) && !saysNothing(value)
}

// tellsMore says whether a key of an answer, or of an object in it that describes the pages, means
// that the list goes on. Clay's CLI has a cursor; these are what other versions may have instead.
func tellsMore(name json.Token, value json.RawMessage) bool {
	switch plainKey(name) {
	case "hasmore", "hasnext", "hasnextpage", "truncated", "istruncated", "nextcursor", "nextpage", "nextpagetoken", "nexttoken", "next":
		return !saysNothing(value)
	case "pagination", "paging", "pageinfo", "page", "meta", "links":
		var within map[string]json.RawMessage
		if json.Unmarshal(value, &within) != nil {
			return false
		}
		for name, value := range within {
			if plainKey(name) == "cursor" && !saysNothing(value) || tellsMore(name, value) {
				return true
			}
		}
	}
	return false
}

// plainKey is a key without regard to how it is written: has_more is hasMore.
func plainKey(name json.Token) string {
	key, _ := name.(string)
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key))
}

// saysNothing is true for a value that stands for the absence of one.
func saysNothing(value json.RawMessage) bool {
	return slices.Contains([]string{"null", "false", `""`, "0", "[]", "{}"}, string(value))
}
