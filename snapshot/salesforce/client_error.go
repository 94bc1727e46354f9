package salesforce

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// apiError is a refusal of the org.
type apiError struct {
	Status  int
	Code    string // errorCode or faultcode, without its prefix
	Message string
	oauth   *tokenAnswer // of the token endpoint
	again   bool         // a failure of the org, or on the way, that is worth another try
}

func (e *apiError) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("HTTP %d %s", e.Status, e.Message)
	}
	return e.Code + ": " + e.Message
}

// errBudget ends a reading that may make no more calls.
var errBudget = errors.New("the budget of API calls is spent")

// tryAgain says whether a read failed by no fault of its own. What is not a GET is a read where it
// calls the Metadata API, of which the transport lets reads through alone; its faults are answers.
func tryAgain(req *http.Request, e *apiError) bool {
	switch e.Status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return req.Method == http.MethodGet || soapPath.MatchString(req.URL.Path) && e.Code == ""
	}
	return false
}

// passing says whether an error may be gone on the next try.
func passing(err error) bool {
	var refused *apiError
	var broken *brokenError
	switch {
	case errors.As(err, &broken):
		return true
	case errors.As(err, &refused):
		return refused.again || refused.Status == http.StatusTooManyRequests || refused.Status == http.StatusServiceUnavailable ||
			slices.Contains([]string{"REQUEST_LIMIT_EXCEEDED", "SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW"}, refused.Code)
	}
	return false
}

// brokenError is a connection that failed before the answer was read in full.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return "connection: " + e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// netError drops the address from an error of net/http and tells a refusal of our own from a
// connection that broke.
func (c *client) netError(err error) error {
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	if errors.Is(err, errRefused) {
		return err
	}
	return &brokenError{c.scrub(err)}
}

// scrub takes secrets out of an error.
func (c *client) scrub(err error) error {
	if text := c.clean(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

func (c *client) clean(text string) string {
	for _, secret := range c.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[secret]")
			text = strings.ReplaceAll(text, url.QueryEscape(secret), "[secret]")
		}
	}
	return text
}

// refusal reads the errors of REST, [{"errorCode", "message"}], and the fault of SOAP.
func (c *client) refusal(status int, media string, body []byte) *apiError {
	e := &apiError{Status: status, Message: http.StatusText(status)}
	switch media {
	case "application/json":
		var list []struct{ ErrorCode, Message string }
		if json.Unmarshal(body, &list) == nil && len(list) > 0 {
			e.Code, e.Message = c.say(list[0].ErrorCode), c.say(list[0].Message)
		}
		var refused tokenAnswer
		if json.Unmarshal(body, &refused) == nil && refused.Error != "" {
			e.oauth = &refused
		}
	case "text/xml", "application/xml":
		if fault := readFault(body); fault != nil {
			e.Code, e.Message = c.say(fault.Code), c.say(fault.Message)
		}
	}
	if status == http.StatusUnauthorized && e.Code == "" && e.oauth == nil {
		e.Code, e.Message = "INVALID_SESSION_ID", "the session is not valid"
	}
	return e
}

// say makes one short line of what the org says, without secrets.
func (c *client) say(text string) string {
	text = strings.Join(strings.Fields(evidence.Withhold(c.clean(text))), " ")
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "..."
	}
	return text
}

// jsonError says what is wrong without repeating what stood there.
func jsonError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s is a %s", wrong.Field, wrong.Value)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("it ends early")
	}
	return errors.New("it is malformed")
}
