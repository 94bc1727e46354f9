package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/leastwise/leastwise/snapshot/salesforce"
)

// graph is an answer as nodes and arrows. A node is known by a number of ours; what it is called
// stands in its label alone.
type graph struct {
	ids   map[string]int
	nodes []graphNode
	edges []graphEdge
}

type graphNode struct{ kind, name string }

type graphEdge struct {
	from, to int
	state    string // of the path
	gives    string // words of ours on the last arrow
}

// explainedGraph draws the user, each hop of each path, and the target.
func explainedGraph(x *Explained) *graph {
	g := &graph{ids: map[string]int{}}
	switch {
	case x.Access != nil:
		g.explanation(x.Access)
	case x.Who != nil:
		for i := range x.Who.Users {
			g.explanation(&x.Who.Users[i])
		}
		g.node("target", targetWords(x.Who.Target))
	}
	return g
}

func (g *graph) explanation(e *salesforce.Explanation) {
	user, target := g.node("user", e.User), g.node("target", targetWords(e.Target))
	for i := range e.Paths {
		at := user
		container := ""
		for _, hop := range e.Paths[i].Hops[1:] {
			switch hop.Kind {
			case "assignment": // the arrow to what is assigned
			case salesforce.KindMuting:
				g.edge(graphEdge{from: g.node(hop.Kind, hop.Name), to: at, state: salesforce.PathMuted})
			case salesforce.KindSet, salesforce.KindProfile, "permission_set_group":
				at = g.link(at, graphNode{hop.Kind, hop.Name}, container, e.Paths[i].State)
				container += hop.Kind + " " + hop.Name + "\n"
			default:
				at = g.link(at, graphNode{"grant", salesforce.GrantWords(hop)}, container, e.Paths[i].State)
			}
		}
		g.edge(graphEdge{from: at, to: target, state: e.Paths[i].State, gives: graphWords(e.Target, e.Paths[i].Access)})
	}
	if e.Object != nil {
		g.explanation(e.Object)
		g.edge(graphEdge{from: g.node("target", targetWords(e.Object.Target)), to: target, state: salesforce.PathCounts, gives: "opens the field"})
	}
}

// graphWords are what the last arrow of a path gives.
func graphWords(target salesforce.Target, access []string) string {
	words := accessWords(target, access)
	if words == "holds" {
		return "gives"
	}
	return words
}

func (g *graph) node(kind, name string) int { return g.within(kind, name, "") }

// within is the node of a thing that is another one in each container.
func (g *graph) within(kind, name, container string) int {
	key := kind + "\x00" + name + "\x00" + container
	id, ok := g.ids[key]
	if !ok {
		id = len(g.nodes)
		g.ids[key] = id
		g.nodes = append(g.nodes, graphNode{kind, name})
	}
	return id
}

func (g *graph) link(from int, to graphNode, container, state string) int {
	id := g.within(to.kind, to.name, container)
	g.edge(graphEdge{from: from, to: id, state: state})
	return id
}

func (g *graph) edge(e graphEdge) {
	if !slices.ContainsFunc(g.edges, func(x graphEdge) bool { return x == e }) {
		g.edges = append(g.edges, e)
	}
}

// kindWords are words of ours above the name of a node.
func (n graphNode) kindWords() string {
	switch n.kind {
	case salesforce.KindSet:
		return "permission set"
	case "permission_set_group":
		return "permission set group"
	case salesforce.KindMuting:
		return "muting permission set"
	}
	return n.kind
}

func stateWords(state string) string {
	switch state {
	case salesforce.PathSession:
		return "with a session activation"
	case salesforce.PathMuted:
		return "muted"
	case salesforce.PathIgnored:
		return "assignment does not hold"
	}
	return ""
}

// words are what an arrow says.
func (e graphEdge) words() string {
	switch state := stateWords(e.state); {
	case state == "":
		return e.gives
	case e.gives == "":
		return state
	default:
		return e.gives + ", " + state
	}
}

func (g *graph) mermaid(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("flowchart LR\n")
	for i, n := range g.nodes {
		fmt.Fprintf(&b, "  n%d[\"%s<br/>%s\"]\n", i, n.kindWords(), forMermaid(n.name))
	}
	for _, e := range g.edges {
		arrow := "-->"
		if e.state != salesforce.PathCounts {
			arrow = "-.->"
		}
		if words := e.words(); words != "" {
			arrow += "|\"" + words + "\"|"
		}
		fmt.Fprintf(&b, "  n%d %s n%d\n", e.from, arrow, e.to)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (g *graph) dot(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("digraph access {\n  rankdir=LR;\n  node [shape=box];\n")
	for i, n := range g.nodes {
		fmt.Fprintf(&b, "  n%d [label=\"%s\\n%s\"];\n", i, n.kindWords(), forDOT(n.name))
	}
	for _, e := range g.edges {
		style := ""
		if e.state != salesforce.PathCounts {
			style = ", style=dashed"
		}
		fmt.Fprintf(&b, "  n%d -> n%d [label=\"%s\"%s];\n", e.from, e.to, e.words(), style)
	}
	b.WriteString("}\n")
	_, err := w.Write(b.Bytes())
	return err
}
