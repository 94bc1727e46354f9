package salesforce

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// part is one child of a grant, with where its text stands in the file.
type part struct {
	name, text string
	start, end int // of the text as the file spells it, without the spaces around it
	line       int
}

// grant is one child of the root of a metadata file.
type grant struct {
	name  string
	parts []part
}

func (g *grant) text(name string) string {
	for _, p := range g.parts {
		if p.name == name {
			return strings.TrimSpace(p.text)
		}
	}
	return ""
}

// marks are the grants of a set to switch off: grant key -> flags, "" for one without flags.
type marks map[string]map[string]bool

// switchOff returns the file with the marked grants of the set switched off, and the keys that
// it found. Only the words of the flags change, in place: "true" to "false", and the other way
// in the <hidden> of old files. The result is read again as every reader will, and one that
// grants what the file did not, or still grants what was marked, is an error.
func switchOff(file string, set *PermissionSet, data []byte, off marks) ([]byte, []string, error) {
	grants, err := readGrants(file, data)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	var keys []string
	from := 0
	for _, g := range grants {
		key, tags := g.marked(off)
		for _, p := range g.parts {
			if !slices.Contains(tags, p.name) {
				continue
			}
			text, word := strings.TrimSpace(p.text), "false"
			on := text == "true" || text == "1"
			if p.name == "hidden" {
				on, word = text == "false" || text == "0", "true"
			}
			if !on {
				continue
			}
			if raw := string(data[p.start:p.end]); raw != text {
				return nil, nil, &evidence.Error{File: file, Line: p.line, Path: g.name + "." + p.name,
					Msg: fmt.Sprintf("is spelled %s, which cannot be edited in place: write it as %s", evidence.Quote(raw), text)}
			}
			out.Write(data[from:p.start])
			out.WriteString(word)
			from = p.end
			keys = append(keys, key)
		}
	}
	out.Write(data[from:])
	if err := verify(file, set, data, out.Bytes(), off); err != nil {
		return nil, nil, err
	}
	return out.Bytes(), sortedSet(keys), nil
}

// marked are the key of the grant and the elements of its flags to switch off.
func (g *grant) marked(off marks) (key string, tags []string) {
	switch g.name {
	case "userPermissions":
		key, tags = GrantKey("permission", g.text("name")), []string{"enabled"}
	case "objectPermissions":
		key = GrantKey("object", g.text("object"))
		for i, tag := range flagElements() {
			if off[key][Flags[i]] {
				tags = append(tags, tag)
			}
		}
	case "fieldPermissions":
		key = GrantKey("field", g.text("field"))
		if off[key]["rw"] {
			tags = append(tags, "editable")
		}
		if off[key]["r"] {
			tags = append(tags, "readable")
			if g.text("readable") == "" {
				tags = append(tags, "hidden")
			}
		}
	default:
		kind, nameTag, flagTag := setupElement(g.name)
		if setupTag(kind) != g.name {
			return "", nil
		}
		key, tags = GrantKey("setup", kind+":"+g.text(nameTag)), []string{flagTag}
		if kind == "app" {
			tags = append(tags, "default") // an app that is not visible cannot be a profile's default
		}
	}
	if off[key] == nil {
		return "", nil
	}
	return key, tags
}

// readGrants finds the children of the root, and where the texts of theirs stand. The file has
// been read before, so that what is malformed never comes this far.
func readGrants(file string, data []byte) ([]grant, error) {
	body := bytes.TrimPrefix(data, []byte("\uFEFF"))
	shift := len(data) - len(body)
	dec := xml.NewDecoder(bytes.NewReader(body))
	var grants []grant
	depth := 0
	for {
		before := int(dec.InputOffset())
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return grants, nil
		}
		if err != nil {
			return nil, (&document{file: file}).syntaxError(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			switch depth {
			case 2:
				grants = append(grants, grant{name: t.Name.Local})
			case 3:
				line, _ := dec.InputPos()
				last := &grants[len(grants)-1]
				last.parts = append(last.parts, part{name: t.Name.Local, start: int(dec.InputOffset()) + shift, line: line})
			}
		case xml.CharData:
			if depth == 3 {
				parts := grants[len(grants)-1].parts
				parts[len(parts)-1].text += string(t)
			}
		case xml.EndElement:
			if depth == 3 {
				parts := grants[len(grants)-1].parts
				p := &parts[len(parts)-1]
				raw := data[p.start : before+shift]
				p.end = before + shift - (len(raw) - len(bytes.TrimRight(raw, " \t\r\n")))
				p.start += len(raw) - len(bytes.TrimLeft(raw, " \t\r\n"))
				p.end = max(p.end, p.start)
			}
			depth--
		}
	}
}

// verify holds an edit to its promise: it takes away what is marked, nothing else, and adds
// nothing.
func verify(file string, set *PermissionSet, before, after []byte, off marks) error {
	was, err := readSet(file, set.Name, set.Kind, before)
	if err != nil {
		return err
	}
	is, err := readSet(file, set.Name, set.Kind, after)
	if err != nil {
		return fmt.Errorf("fix %s: the edited file cannot be read: %w", file, err)
	}
	had, has := was.atoms(), is.atoms()
	for atom := range has {
		if !had[atom] {
			return &evidence.Error{File: file, Msg: fmt.Sprintf("would be granted %s %s by the edit: nothing was changed", atom[0], atom[1])}
		}
		if off[atom[0]][atom[1]] {
			return &evidence.Error{File: file, Msg: fmt.Sprintf("would still grant %s %s after the edit: nothing was changed", atom[0], atom[1])}
		}
	}
	for atom := range had {
		if !has[atom] && off[atom[0]] == nil {
			return &evidence.Error{File: file, Msg: fmt.Sprintf("would lose %s by the edit, which was not to change: nothing was changed", atom[0])}
		}
	}
	return nil
}

// atoms are the grants of the set one by one: key and flag, with "" where there are no flags.
func (s *PermissionSet) atoms() map[[2]string]bool {
	atoms := map[[2]string]bool{}
	for _, name := range s.Permissions {
		atoms[[2]string{GrantKey("permission", name), ""}] = true
	}
	for object, flags := range s.Objects {
		for _, flag := range flags {
			atoms[[2]string{GrantKey("object", object), flag}] = true
		}
	}
	for object, fields := range s.Fields {
		for field, access := range fields {
			atoms[[2]string{GrantKey("field", object+"."+field), "r"}] = true
			if access == "rw" {
				atoms[[2]string{GrantKey("field", object+"."+field), "rw"}] = true
			}
		}
	}
	for kind, names := range s.Setup {
		for _, name := range names {
			atoms[[2]string{GrantKey("setup", kind+":"+name), ""}] = true
		}
	}
	return atoms
}
