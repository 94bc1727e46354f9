package salesforce

import (
	"slices"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// readRole reads a role. <name> is its label; the file's name is its name.
func readRole(file, name string, data []byte) (Role, error) {
	role := Role{Name: name}
	line, err := parse(file, data, "Role", shape{"name": false, "parentRole": false}, func(e *element) {
		if e.name == "name" {
			role.Label = e.text
		} else {
			role.Parent = e.text
		}
	})
	role.Location = evidence.Location{File: file, Line: line}
	return role, err
}

// readPublicGroup reads a public group, whose members metadata does not hold.
func readPublicGroup(file, name string, data []byte) (PublicGroup, error) {
	group := PublicGroup{Name: name, Members: []Principal{}}
	line, err := parse(file, data, "Group", shape{"doesIncludeBosses": false}, func(e *element) {
		bosses := e.is()
		group.Bosses = &bosses
	})
	group.Location = evidence.Location{File: file, Line: line}
	return group, err
}

// readQueue reads a queue and its members.
func readQueue(file, name string, data []byte) (PublicGroup, error) {
	queue := PublicGroup{Name: name, Members: []Principal{}}
	line, err := parse(file, data, "Queue", shape{"queueMembers": true}, func(e *element) {
		for _, kind := range e.children { // <users><user>a@b.c</user></users>
			for _, member := range kind.children {
				queue.Members = append(queue.Members, Principal{Kind: singular(member.name), Name: member.text})
			}
		}
	})
	slices.SortFunc(queue.Members, comparePrincipals)
	queue.Members = slices.Compact(queue.Members)
	queue.Location = evidence.Location{File: file, Line: line}
	return queue, err
}
