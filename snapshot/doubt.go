package snapshot

import "github.com/leastwise/leastwise/snapshot/evidence"

// Doubts says of a section why it cannot be complete, whatever the coverage says, where another
// section names what it does not list. A name that looks like a live secret is withheld. Sections
// without a doubt are not in the result. Take puts them into the coverage; a snapshot that was
// changed since may have more.
func (s *Snapshot) Doubts() map[string]string {
	doubts := map[string]string{}
	if s.Clay != nil {
		for section, why := range s.Clay.Doubts() {
			doubts["clay."+section] = evidence.Withhold(why)
		}
	}
	if s.Salesforce != nil {
		for section, why := range s.Salesforce.Doubts() {
			doubts["salesforce."+section] = evidence.Withhold(why)
		}
	}
	return doubts
}

// doubt takes the claim to be complete from every section that there is a doubt about.
func (s *Snapshot) doubt() {
	for section, why := range s.Doubts() {
		if c := s.Coverage[section]; c.State == evidence.Complete {
			c.State, c.Reason = evidence.Partial, why
			s.Coverage[section] = c
		}
	}
}
