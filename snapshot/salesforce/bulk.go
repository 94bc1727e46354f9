package salesforce

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// bulkRequest is the body that opens a query job of the Bulk API 2.0.
type bulkRequest struct {
	Operation string `json:"operation"`
	Query     string `json:"query"`
}

type bulkJob struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Message string `json:"errorMessage"`
	Records *int   `json:"numberRecordsProcessed"`
}

const (
	bulkPageRows = 100_000 // rows of one page: about 10 MB, so that a million rows cost ten calls
	bulkPolls    = 40      // waits of 1 to 20 seconds: about twelve minutes
)

// bulk runs a query as a job and hands its rows to each, page by page, in the order of
// columns. Only a page is held in memory. What is missing or malformed is an error, after
// the rows that came.
func (c *client) bulk(ctx context.Context, soql string, columns []string, each func([]string)) error {
	job, err := c.bulkStart(ctx, soql)
	if err != nil {
		return err
	}
	locator, seen, rows := "", map[string]bool{}, 0
	for {
		path := c.data("/jobs/query/"+job.ID+"/results") + "?maxRecords=" + strconv.Itoa(bulkPageRows)
		if locator != "" {
			path += "&locator=" + url.QueryEscape(locator)
		}
		a, err := c.get(ctx, path, "text/csv")
		if err != nil {
			return fmt.Errorf("results after %d rows: %w", rows, err)
		}
		n, err := readCSV(a.body, columns, each)
		rows += n
		if err != nil {
			return fmt.Errorf("results after %d rows: %w", rows, err)
		}
		if said := a.header.Get("Sforce-NumberOfRecords"); said != strconv.Itoa(n) {
			return fmt.Errorf("a page of results holds %d rows, not the %s it names", n, evidence.Quote(said))
		}
		next := a.header.Get("Sforce-Locator")
		if next == "null" {
			break
		}
		if next == "" || seen[next] {
			return fmt.Errorf("the locator of the next results is missing or one that came before, after %d rows", rows)
		}
		seen[next], locator = true, next
	}
	if job.Records == nil || rows != *job.Records {
		return fmt.Errorf("the job does not account for the %d rows that came", rows)
	}
	return nil
}

// bulkStart opens a job and waits until it is complete.
func (c *client) bulkStart(ctx context.Context, soql string) (bulkJob, error) {
	body, err := json.Marshal(bulkRequest{Operation: "query", Query: soql})
	if err != nil {
		return bulkJob{}, fmt.Errorf("encode query job: %w", err)
	}
	a, err := c.call(ctx, "application/json", func(s session) (*http.Request, error) {
		req, err := http.NewRequest(http.MethodPost, s.instance+c.data("/jobs/query"), bytes.NewReader(body))
		if err == nil {
			req.Header.Set("Authorization", "Bearer "+s.token)
			req.Header.Set("Content-Type", "application/json")
		}
		return req, err
	})
	if err != nil {
		return bulkJob{}, err
	}
	var job bulkJob
	if err := decodeJSON(a.body, &job); err != nil || job.ID == "" {
		return bulkJob{}, errors.New("the answer names no job")
	}
	id := job.ID
	for poll := range bulkPolls {
		switch job.State {
		case "JobComplete":
			return job, nil
		case "UploadComplete", "InProgress", "Open":
		default:
			return bulkJob{}, fmt.Errorf("the query job ended as %s: %s", evidence.Quote(job.State), c.say(job.Message))
		}
		if err := c.deps.Sleep(ctx, min(time.Duration(poll+1)*time.Second, 20*time.Second)); err != nil {
			return bulkJob{}, fmt.Errorf("stopped: %w", err)
		}
		job = bulkJob{}
		if err := c.getJSON(ctx, c.data("/jobs/query/"+id), &job); err != nil {
			return bulkJob{}, err
		}
		job.ID = id
	}
	return bulkJob{}, errors.New("the query job was not complete after twelve minutes")
}

// readCSV hands the rows of a page to each, their values in the order of columns.
func readCSV(data []byte, columns []string, each func([]string)) (int, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return 0, errors.New("the CSV has no header")
	}
	at := make([]int, len(columns))
	for i, column := range columns {
		if at[i] = slices.Index(head, column); at[i] < 0 {
			return 0, fmt.Errorf("the CSV has no column %s", column)
		}
	}
	values, rows := make([]string, len(columns)), 0
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, fmt.Errorf("the CSV is broken behind row %d", rows)
		}
		for i := range columns {
			values[i] = record[at[i]]
		}
		rows++
		each(values)
	}
}
