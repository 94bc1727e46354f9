package salesforce

import "strings"

// PackedFields are the field permissions of one set in four bytes each, beside names that all sets
// of an org share: in Fields each takes fifty and more.
type PackedFields struct {
	names  *fieldNames
	grants []uint32 // the number of a field, then two bits of access
}

// Len is how many they are, repeated ones among them.
func (p *PackedFields) Len() int {
	if p == nil {
		return 0
	}
	return len(p.grants)
}

// fieldNames numbers the fields of an org.
type fieldNames struct {
	numbers map[string]uint32 // "Account.Website" -> index of list
	list    []fieldName
}

type fieldName struct{ object, field string }

// The access of a packed field permission.
const (
	accessRead uint32 = iota
	accessEdit
	accessBoth
)

// word is what a packed access is in Fields.
func word(access uint32) string { return [...]string{"r", "w", "rw"}[access] }

// pack returns what stands for one field permission; false where field is not "Object.Field".
func (n *fieldNames) pack(field string, access uint32) (uint32, bool) {
	number, known := n.numbers[field]
	if !known {
		field = strings.Clone(field)
		object, name, ok := strings.Cut(field, ".")
		if !ok || object == "" || name == "" {
			return 0, false
		}
		number = uint32(len(n.list))
		n.numbers[field] = number
		n.list = append(n.list, fieldName{object, name})
	}
	return number<<2 | access, true
}

// Whole is the set with its field permissions unpacked into Fields: a copy, or the set itself
// where none are packed.
func (s *PermissionSet) Whole() *PermissionSet {
	if s.Packed == nil {
		return s
	}
	whole := *s
	whole.Packed, whole.Fields = nil, map[string]map[string]string{}
	for _, grant := range s.Packed.grants {
		name := s.Packed.names.list[grant>>2]
		whole.setField(name.object, name.field, word(grant&3))
	}
	return &whole
}

// Unpack unpacks the field permissions of every set, for whoever looks at Fields.
func (o *Org) Unpack() {
	for i := range o.PermissionSets {
		o.PermissionSets[i] = *o.PermissionSets[i].Whole()
	}
}

// whole is the road with its sets unpacked.
func (r Road) whole() Road {
	r.Set = r.Set.Whole()
	mutes := make([]*PermissionSet, len(r.Mutes))
	for i, set := range r.Mutes {
		mutes[i] = set.Whole()
	}
	r.Mutes = mutes
	return r
}
