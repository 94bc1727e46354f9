package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// document collects Markdown blocks and knows how to stay under a size: text is kept, tables
// give up rows, the longest first.
type document struct{ blocks []block }

// block is a piece of text, or a table when head is set. Rows are rendered lines.
type block struct {
	text string
	head string
	rows []string
}

func (d *document) add(format string, args ...any) {
	d.blocks = append(d.blocks, block{text: fmt.Sprintf(format, args...) + "\n\n"})
}

// table starts a table; row adds to the last one. Cells are rendered already: untrusted text
// by cell, words of a rule by prose.
func (d *document) table(columns ...string) {
	line := "| " + strings.Join(columns, " | ") + " |\n|" + strings.Repeat(" --- |", len(columns)) + "\n"
	d.blocks = append(d.blocks, block{head: line})
}

func (d *document) row(cells ...string) {
	last := &d.blocks[len(d.blocks)-1]
	last.rows = append(last.rows, "| "+strings.Join(cells, " | ")+" |\n")
}

func (b *block) size() int {
	n := len(b.text) + len(b.head) + 1
	for _, r := range b.rows {
		n += len(r)
	}
	return n
}

// noteSize is the room kept for the line that says what a table lost.
const noteSize = 160

// bytes renders the document in at most limit bytes. Should text alone be longer (a library
// of thousands of rules), blocks at the end give way, and the last line says so.
func (d *document) bytes(limit int) []byte {
	allowed := d.allowance(limit - noteSize)
	var out bytes.Buffer
	for i := range d.blocks {
		b := &d.blocks[i]
		piece := b.render(allowed)
		if out.Len()+len(piece) > limit-noteSize {
			fmt.Fprintf(&out, "_The rest of this report is left out to keep it under %d KiB; the JSON report holds everything._\n", limit>>10)
			break
		}
		out.WriteString(piece)
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// write renders the document under the size that the options allow.
func (d *document) write(w io.Writer, o Options) error {
	limit := o.MaxBytes
	if limit == 0 {
		limit = DefaultMaxBytes
	}
	_, err := w.Write(append(d.bytes(limit), '\n'))
	return err
}

// allowance is the most bytes one table may take so that all blocks together fit: short
// tables keep what they have, and the long ones share the rest alike.
func (d *document) allowance(limit int) int {
	total, sizes := 0, []int{}
	for i := range d.blocks {
		n := d.blocks[i].size()
		total += n
		if d.blocks[i].head != "" {
			sizes = append(sizes, n)
		}
	}
	if total <= limit {
		return total
	}
	slices.Sort(sizes)
	left := limit - total
	for _, n := range sizes {
		left += n
	}
	for i, n := range sizes {
		if share := left / (len(sizes) - i); n > share {
			return share
		}
		left -= n
	}
	return 0
}

func (b *block) render(allowed int) string {
	if b.head == "" {
		return b.text
	}
	var out strings.Builder
	out.WriteString(b.head)
	rest := 0
	if b.size() > allowed {
		rest = noteSize
	}
	for i, row := range b.rows {
		if out.Len()+len(row)+rest > allowed {
			fmt.Fprintf(&out, "\n_%s left out here to keep the report small; the JSON report holds them all._\n", evidence.Count(len(b.rows)-i, "more row"))
			break
		}
		out.WriteString(row)
	}
	return out.String() + "\n"
}
