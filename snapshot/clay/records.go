package clay

import "strings"

// records reads the rotation log, the change log and the attestations: what somebody says was
// done, and when.
func (r *reader) records() {
	log, paths := entries(r, "rotation_log", r.in.RotationLog)
	for i := range log {
		l, at := &log[i], paths[i]
		trim(&l.Key)
		r.required(at, "key", l.Key)
		r.required(at, "at", string(l.At))
		r.party(at, "by", &l.By)
	}
	r.ws.RotationLog = sorted(log, func(l Rotation) string {
		return strings.Join([]string{l.Key, string(l.At), l.By, l.Evidence}, "\x00")
	})
	r.changeLog()
	attestations, paths := entries(r, "attestations", r.in.Attestations)
	for i := range attestations {
		a, at := &attestations[i], paths[i]
		a.Control = canonical(a.Control)
		r.required(at, "control", a.Control)
		r.required(at, "at", string(a.At))
		r.required(at, "by", a.By)
		r.party(at, "by", &a.By)
	}
	r.ws.Attestations = sorted(attestations, func(a Attestation) string {
		return strings.Join([]string{a.Control, string(a.At), a.By, a.Evidence}, "\x00")
	})
}

func (r *reader) changeLog() {
	log, paths := entries(r, "change_log", r.in.ChangeLog)
	for i := range log {
		l, at := &log[i], paths[i]
		trim(&l.ID)
		r.required(at, "kind", l.Kind)
		r.word(at, "kind", &l.Kind, ChangeKinds...)
		r.required(at, "id", l.ID)
		if l.Kind == "member" {
			r.email(at, "id", &l.ID)
		}
		r.required(at, "at", string(l.At))
		r.required(at, "by", l.By)
		r.party(at, "by", &l.By)
	}
	r.ws.ChangeLog = sorted(log, func(l LoggedChange) string {
		return strings.Join([]string{l.Kind, l.ID, string(l.At), l.By, l.Evidence}, "\x00")
	})
}
