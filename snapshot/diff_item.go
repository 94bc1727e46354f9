package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// notState are fields that say where or how a thing was read.
var notState = []string{"location", "security_location", "app_location", "lines", "also", "provenance"}

// byUse are fields that move when the thing is merely used: counts, balances and the last time.
// What they mean is for the rules to say; among changes they would hide the others.
var byUse = []string{
	"row_count", "updated_at", "submissions", "balance", "data_balance", "action_balance", "period_end", "resources_count",
	"last_used_at", "last_login_at", "checked_at", "use_count", "owns_records", "owned", "owns_unknown",
}

// compareItems lists what differs between two states of a thing, sorted by field.
func compareItems(old, now any) ([]Detail, error) {
	was, err := leaves(old)
	if err != nil {
		return nil, err
	}
	is, err := leaves(now)
	if err != nil {
		return nil, err
	}
	details := []Detail{}
	all := maps.Clone(was)
	maps.Copy(all, is)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if was[key] == is[key] {
			continue
		}
		field, _, _ := strings.Cut(key, "\x00")
		details = append(details, Detail{Field: field, Was: was[key], Is: is[key]})
	}
	return details, nil
}

// leaves are a thing as dotted path -> value. The values of a list have no order and stand for
// themselves: their path ends in NUL and the value.
func leaves(item any) (map[string]string, error) {
	data, err := json.Marshal(item)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	flat := map[string]string{}
	flatten(flat, "", value)
	return flat, nil
}

func flatten(into map[string]string, at string, value any) {
	switch value := value.(type) {
	case nil:
	case map[string]any:
		for name, field := range value {
			if slices.Contains(notState, name) || slices.Contains(byUse, name) {
				continue
			}
			flatten(into, strings.TrimPrefix(at+"."+name, "."), field)
		}
	case []any:
		for _, element := range value {
			word := compact(element)
			into[at+"\x00"+word] = word
		}
	default:
		into[at] = fmt.Sprint(value)
	}
}

// compact is an element of a list on one line: itself, or its fields in order.
func compact(element any) string {
	fields, ok := element.(map[string]any)
	if !ok {
		return fmt.Sprint(element)
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(notState, name) && !slices.Contains(byUse, name) {
			parts = append(parts, name+" "+compact(fields[name]))
		}
	}
	return strings.Join(parts, ", ")
}
