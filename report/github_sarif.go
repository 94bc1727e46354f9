package report

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

var (
	commitID = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	fullRef  = regexp.MustCompile(`^refs/(heads|tags|pull)/[^\s]+$`)
)

// Processing usually takes seconds. After maxPolls the outcome is unknown, which is an error.
const (
	maxPolls   = 60
	pollPause  = 5 * time.Second
	freshPolls = 3 // a new upload may not be found at once
)

// Delivery is what became of an upload.
type Delivery struct {
	ID string // GitHub's; "" when nothing was sent
	// Sent are the categories of the runs that were sent; LeftOut of those that were not,
	// since their evidence is incomplete: GitHub refuses such a file whole, and without the
	// refusal would close the alerts that nobody looked at.
	Sent, LeftOut []string
	// Why says of each category that was left out which rules lacked what, in their order.
	Why map[string][]string
}

// UploadSARIF sends a SARIF file to code scanning and waits until GitHub has processed it.
// commit is 40 or 64 hex digits, ref starts with refs/. A 202 is no acceptance: whatever
// processing says against the file is an error here.
func (g *GitHub) UploadSARIF(ctx context.Context, data []byte, commit, ref string) (*Delivery, error) {
	if !commitID.MatchString(commit) {
		return nil, fmt.Errorf("upload SARIF: commit %q is not a full commit id", commit)
	}
	if !fullRef.MatchString(ref) {
		return nil, fmt.Errorf("upload SARIF: ref %q is not of the form refs/heads/NAME or refs/pull/N/merge", ref)
	}
	if problems := Check(data, CheckOptions{}); len(problems) > 0 {
		return nil, fmt.Errorf("upload SARIF: GitHub would not take this file (%s): %s", evidence.Count(len(problems), "problem"), problems[0])
	}
	data, d, err := completeRuns(data)
	if err != nil || len(d.Sent) == 0 || g.dryRun {
		return d, err
	}
	packed, err := pack(data)
	if err != nil {
		return nil, fmt.Errorf("upload SARIF: %w", err)
	}
	analysis := &github.SarifAnalysis{CommitSHA: &commit, Ref: &ref, Sarif: &packed, ToolName: new("Leastwise")}
	if d.ID, err = g.send(ctx, analysis); err != nil {
		return nil, err
	}
	return d, g.await(ctx, d.ID)
}

// send uploads once, and once more where GitHub took the file and did not say under which
// id: a second upload replaces the first.
func (g *GitHub) send(ctx context.Context, analysis *github.SarifAnalysis) (string, error) {
	for attempt := 0; ; attempt++ {
		id, resp, err := g.client.CodeScanning.UploadSarif(ctx, g.owner, g.repo, analysis)
		switch {
		case err == nil && id.GetID() != "":
			return id.GetID(), nil
		case err != nil && (resp == nil || resp.StatusCode != http.StatusAccepted):
			return "", refused("upload SARIF", "security-events: write", err)
		case attempt == 1:
			return "", errors.New("upload SARIF: GitHub gave no id for the upload, so whether it was processed is unknown: look at the repository's code scanning page")
		}
		if err := g.wait(ctx, pollPause); err != nil {
			return "", err
		}
	}
}

// sarifStatus is what go-github's SARIFUpload is without: the errors.
type sarifStatus struct {
	ProcessingStatus string   `json:"processing_status"`
	Errors           []string `json:"errors"`
}

// await polls until GitHub has processed the upload.
func (g *GitHub) await(ctx context.Context, id string) error {
	for poll := 1; poll <= maxPolls; poll++ {
		req, err := g.client.NewRequest(http.MethodGet, fmt.Sprintf("repos/%s/%s/code-scanning/sarifs/%s", g.owner, g.repo, pathSegment(id)), nil)
		if err != nil {
			return fmt.Errorf("follow upload: %w", err)
		}
		var status sarifStatus
		resp, err := g.client.Do(ctx, req, &status)
		switch {
		case err != nil && resp != nil && resp.StatusCode == http.StatusNotFound && poll <= freshPolls:
		case err != nil:
			return refused("follow upload", "security-events: write", err)
		case status.ProcessingStatus == "failed" || len(status.Errors) > 0:
			return fmt.Errorf("upload SARIF: GitHub could not process it: %s", orElse(oneLine(strings.Join(status.Errors, "; ")), "it gives no reason"))
		case status.ProcessingStatus == "complete":
			return nil
		}
		if err := g.wait(ctx, pollPause); err != nil {
			return err
		}
	}
	return fmt.Errorf("upload SARIF: GitHub has not processed it after %s: look at the repository's code scanning page", maxPolls*pollPause)
}

// completeRuns is the file with the runs that saw everything.
func completeRuns(data []byte) ([]byte, *Delivery, error) {
	var log map[string]json.RawMessage
	var runs, kept []json.RawMessage
	if err := errors.Join(json.Unmarshal(data, &log), json.Unmarshal(log["runs"], &runs)); err != nil {
		return nil, nil, fmt.Errorf("read SARIF: %w", err)
	}
	d := &Delivery{Why: map[string][]string{}}
	for _, raw := range runs {
		var run struct {
			AutomationDetails struct{ ID string }
			Invocations       []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []struct {
					Level   string
					Message struct{ Text string }
				}
			}
		}
		if err := json.Unmarshal(raw, &run); err != nil {
			return nil, nil, fmt.Errorf("read SARIF: %w", err)
		}
		complete := len(run.Invocations) > 0
		for _, i := range run.Invocations {
			complete = complete && i.ExecutionSuccessful
		}
		if !complete {
			id := run.AutomationDetails.ID
			d.LeftOut = append(d.LeftOut, id)
			for _, i := range run.Invocations {
				for _, n := range i.ToolExecutionNotifications {
					if n.Level == "error" {
						d.Why[id] = append(d.Why[id], oneLine(n.Message.Text))
					}
				}
			}
			continue
		}
		d.Sent, kept = append(d.Sent, run.AutomationDetails.ID), append(kept, raw)
	}
	var b bytes.Buffer
	if err := encode(&b, map[string]any{"$schema": log["$schema"], "version": log["version"], "runs": kept}); err != nil {
		return nil, nil, fmt.Errorf("write SARIF: %w", err)
	}
	return b.Bytes(), d, nil
}

// pack is how the API wants a file: base64 of gzip.
func pack(data []byte) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	if err = errors.Join(err, w.Close()); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

// pathSegment keeps an id that a server chose from leaving its place in a path.
func pathSegment(s string) string { return strings.ReplaceAll(encodePath(s), "/", "%2F") }
