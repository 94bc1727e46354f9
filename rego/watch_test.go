package rego

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestGreedyRuleIsErroredByTheWatchdogAndTheOthersAreJudged(t *testing.T) {
	// Not parallel: what other tests allocate would count.
	p := mustLoad(t, map[string]string{
		"least_privilege/greedy": ruleText("least_privilege/greedy", "[]", "",
			`findings contains {"subject": {"kind": "clay.member", "id": "x"}, "message": "m"} if count([[a, b] | some a in numbers.range(1, 4000); some b in numbers.range(1, 4000)]) > 1`),
		"least_privilege/modest": ruleText("least_privilege/modest", "[]", "", found(memberFinding("ann@acme.com"))),
	}, Options{Memory: 64 << 20, Timeout: time.Hour})
	a := mustAssess(t, p, member())
	greedy := verdictOf(t, a, "least_privilege/greedy")
	if greedy.Outcome != Errored || !strings.Contains(greedy.Reason, "used more than 64 MB of memory") {
		t.Errorf("greedy is %s: %s", greedy.Outcome, greedy.Reason)
	}
	if modest := verdictOf(t, a, "least_privilege/modest"); modest.Outcome != Failed {
		t.Errorf("modest is %s: %s", modest.Outcome, modest.Reason)
	}
}

func TestWatchedLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		ctx, stop := watched(context.Background(), time.Minute, 1<<40)
		stop()
		if !errors.Is(ctx.Err(), context.Canceled) {
			t.Fatalf("still running: %v", ctx.Err())
		}
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}
