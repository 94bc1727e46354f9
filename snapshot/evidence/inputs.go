package evidence

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
)

// Input is something a snapshot was made from: a file, or all answers of one service.
type Input struct {
	File    string `json:"file,omitempty"`    // slash path, relative to the directory of leastwise.yaml
	API     string `json:"api,omitempty"`     // key of leastwise.yaml that names the service, such as "salesforce.org"
	Answers int    `json:"answers,omitempty"` // how many a service gave
	SHA256  string `json:"sha256"`            // hex; of the file, or of the sorted hex digests of the answers, a line each
}

// Inputs collects what a reading reads. It may be used by several goroutines.
type Inputs struct {
	mu      sync.Mutex
	files   map[string]string
	answers map[string][]string
}

type inputsKey struct{}

// WithInputs returns a context in which readers note what they read.
func WithInputs(ctx context.Context) (context.Context, *Inputs) {
	in := &Inputs{files: map[string]string{}, answers: map[string][]string{}}
	return context.WithValue(ctx, inputsKey{}, in), in
}

// NoteFile notes that a file was read. Without WithInputs it does nothing.
func NoteFile(ctx context.Context, file string, data []byte) {
	if in, ok := ctx.Value(inputsKey{}).(*Inputs); ok {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.files[file] = SHA256(data)
	}
}

// NoteAnswer notes an answer with data of a service. An answer that holds a token or a password
// must not be noted: the digest of a short one could be guessed.
func NoteAnswer(ctx context.Context, api string, body []byte) {
	if in, ok := ctx.Value(inputsKey{}).(*Inputs); ok {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.answers[api] = append(in.answers[api], SHA256(body))
	}
}

// All returns what was noted: files by name, then services by name. The order in which things
// were read leaves no trace.
func (in *Inputs) All() []Input {
	in.mu.Lock()
	defer in.mu.Unlock()
	var all []Input
	for file, sum := range in.files {
		all = append(all, Input{File: file, SHA256: sum})
	}
	for api, sums := range in.answers {
		slices.Sort(sums)
		all = append(all, Input{API: api, Answers: len(sums), SHA256: SHA256([]byte(strings.Join(sums, "\n")))})
	}
	slices.SortFunc(all, CompareInputs)
	return all
}

// CompareInputs is the order of inputs: files before services, each by name.
func CompareInputs(a, b Input) int {
	return cmp.Or(strings.Compare(a.API, b.API), strings.Compare(a.File, b.File))
}

// SHA256 is the digest of data in lower-case hex.
func SHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
