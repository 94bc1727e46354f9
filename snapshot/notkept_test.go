package snapshot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leastwise/leastwise/snapshot/clay"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// gaps is a snapshot of an inventory alone, less its uses of keys.
func gaps() *Snapshot {
	none := evidence.Coverage{State: evidence.NotRequested, Reason: "nobody was asked"}
	return &Snapshot{Clay: &clay.Workspace{}, Coverage: evidence.Sections{
		"clay.members":        {State: evidence.Complete, Source: "inventory"},
		"clay.key_usage":      {State: evidence.Partial, Source: "inventory", Reason: "1 of 2 keys has no last_used_at"},
		"clay.contradictions": none, changesNew: none, changesRotated: none,
	}}
}

func why(words string) *WhyNot {
	return &WhyNot{words, evidence.Location{File: "leastwise.yaml", Line: 9}}
}

func TestDeclarationStandsInTheCoverageOfWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := gaps()
	err := s.declare(&NotKept{KeyUsage: why(" the vendors keep it "), Contradictions: why("no CLI in CI"), New: why("no snapshot is kept"), Rotated: why("nor this")})
	if err != nil {
		t.Fatal(err)
	}
	want := gaps()
	for section, words := range map[string]string{
		"clay.key_usage": "the vendors keep it", "clay.contradictions": "no CLI in CI", changesNew: "no snapshot is kept", changesRotated: "nor this",
	} {
		c := want.Coverage[section]
		c.NotKept = words
		want.Coverage[section] = c
	}
	if diff := cmp.Diff(want.Coverage, s.Coverage); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCouldBeDeclaredAndIsNotSaysSo(t *testing.T) {
	t.Parallel()
	s := gaps()
	if err := s.declare(nil); err != nil {
		t.Fatal(err)
	}
	for _, section := range declarable() {
		if c := s.Coverage[section]; !strings.HasSuffix(c.Reason, ", and sources.not_kept does not declare that nobody keeps it") || c.NotKept != "" {
			t.Errorf("%s: %+v", section, c)
		}
	}
	asked := evidence.Coverage{State: evidence.Unavailable, Reason: "the CLI is not signed in"}
	s.Coverage["clay.contradictions"] = asked
	if err := s.declare(nil); err != nil || s.Coverage["clay.contradictions"] != asked {
		t.Errorf("%v: what was asked and not answered is %+v", err, s.Coverage["clay.contradictions"])
	}
}

func TestDeclarationOfWhatIsThereChangesNothing(t *testing.T) {
	t.Parallel()
	complete := evidence.Coverage{State: evidence.Complete, Source: "inventory"}
	s := gaps()
	s.Coverage["clay.key_usage"] = complete
	if err := s.declare(&NotKept{KeyUsage: why("x")}); err != nil || s.Coverage["clay.key_usage"] != complete {
		t.Errorf("%v: %+v", err, s.Coverage["clay.key_usage"])
	}
	s = gaps()
	s.Clay = nil
	if err := s.declare(&NotKept{KeyUsage: why("x"), Contradictions: why("x")}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(gaps().Coverage, s.Coverage); diff != "" {
		t.Errorf("without Clay all of it is a gap:\n%s", diff)
	}
}

func TestDeclarationThatCannotHoldIsAnError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		n    NotKept
		want string
	}{
		"no words":                {NotKept{KeyUsage: why(" ")}, "clay.key_usage: is empty: say why nobody keeps it, since every report will"},
		"what the CLI is asked":   {NotKept{Contradictions: why("x")}, "clay.contradictions: is declared, but sources.clay names something to hold the inventory against: keep one of them"},
		"beside another snapshot": {NotKept{Rotated: why("x")}, "changes.rotated: is declared, but sources.previous names a snapshot to compare with: keep one of them"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := gaps()
			s.Coverage["clay.contradictions"] = evidence.Coverage{State: evidence.Unavailable, Reason: "the CLI is not signed in"}
			s.Coverage[changesRotated] = evidence.Coverage{State: evidence.Complete}
			if err := s.declare(&c.n); err == nil || err.Error() != "leastwise.yaml:9: sources.not_kept."+c.want {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A snapshot that somebody wrote by hand cannot declare away what has to be kept.
func TestDeclarationOfEvidenceIsRefused(t *testing.T) {
	t.Parallel()
	for section, c := range map[string]evidence.Coverage{
		"clay.members":   {State: evidence.Partial, Reason: "page 2 was refused", NotKept: "who cares"},
		"clay.key_usage": {State: evidence.Complete, NotKept: "who cares"},
	} {
		s := tidied()
		s.Coverage[section] = c
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), "not_kept") {
			t.Errorf("%s: got %v", section, err)
		}
	}
}
