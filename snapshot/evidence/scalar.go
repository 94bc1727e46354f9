package evidence

import (
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxNumber is the largest whole number that JSON and Rego hold exactly.
const maxNumber = 1 << 53

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.ScalarNode {
		return d.fail(n, path, "wants a single value, not %s", kindName(n))
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		if n.Tag != "!!bool" {
			return d.fail(n, path, "wants true or false, not %s", shown(n.Value))
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(plainDigits(n.Value), 10, 64)
		switch {
		case err != nil && !strings.Contains(err.Error(), strconv.ErrRange.Error()):
			return d.fail(n, path, "wants a whole number, not %s", shown(n.Value))
		case err != nil || i > maxNumber || i < -maxNumber:
			return d.fail(n, path, "number %s is too large (limit 2^53)", Quote(n.Value))
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(plainDigits(n.Value), 64)
		if err != nil || f != f || f > maxNumber || f < -maxNumber {
			return d.fail(n, path, "wants a number below 2^53, not %s", shown(n.Value))
		}
		v.SetFloat(f)
	default:
		return d.fail(n, path, "cannot hold a %s", v.Type())
	}
	return nil
}

// free reads a value of no declared type into what JSON has for it: map[string]any, []any,
// string, bool, int or float64. A date stays the text it is.
func (d *decoder) free(n *yaml.Node, path string) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		return m, d.mapping(n, reflect.ValueOf(&m).Elem(), path)
	case yaml.SequenceNode:
		var l []any
		err := d.list(n, reflect.ValueOf(&l).Elem(), path)
		return l, err
	}
	switch n.Tag {
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!int":
		var i int
		err := d.scalar(n, reflect.ValueOf(&i).Elem(), path)
		return i, err
	case "!!float":
		var f float64
		err := d.scalar(n, reflect.ValueOf(&f).Elem(), path)
		return f, err
	}
	return n.Value, nil
}

// plainDigits drops the underscores that people put between digits.
func plainDigits(s string) string {
	if strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
		return s
	}
	return strings.ReplaceAll(s, "_", "")
}

// shown is a value of the wrong type for an error: in full only when it is a short word or
// looks like a number, since text in such a place may be a secret.
func shown(s string) string {
	if len(s) <= 6 || len(s) <= 24 && strings.Trim(s, "0123456789.,_+-eE") == "" {
		return Quote(s)
	}
	return "text"
}
