package evidence_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func TestInputsDoNotDependOnTheOrderOfReading(t *testing.T) {
	t.Parallel()
	want := []evidence.Input{
		{File: "a.yaml", SHA256: evidence.SHA256([]byte("a"))}, {File: "b.csv", SHA256: evidence.SHA256([]byte("b"))},
		{API: "salesforce.org", Answers: 20, SHA256: ""},
	}
	for round := range 3 {
		ctx, in := evidence.WithInputs(context.Background())
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() { evidence.NoteAnswer(ctx, "salesforce.org", []byte{byte(i)}) })
		}
		all.Wait()
		evidence.NoteFile(ctx, "b.csv", []byte("b"))
		evidence.NoteFile(ctx, "a.yaml", []byte("a"))
		got := in.All()
		if round == 0 && len(got) == 3 {
			want[2].SHA256 = got[2].SHA256
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
	ctx, in := evidence.WithInputs(context.Background())
	evidence.NoteAnswer(ctx, "salesforce.org", []byte("another"))
	if got := in.All(); len(got) != 1 || got[0].SHA256 == want[2].SHA256 {
		t.Errorf("other answers, same digest: %+v", got)
	}
}

func TestNotingWithoutInputsDoesNothing(t *testing.T) {
	t.Parallel()
	evidence.NoteFile(context.Background(), "a", nil)
	evidence.NoteAnswer(context.Background(), "a", nil)
}
