package report

import "testing"

func TestCharactersWithoutAShapeAreSpelledOut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a\x07b":       "a<U+0007>b", // a control character
		"a\u202eb":     "a<U+202E>b", // turns the direction
		"a\u200bb":     "a<U+200B>b", // no width
		"a\u2028b":     "a<U+2028>b", // another line
		"a\u2029b":     "a<U+2029>b", // another paragraph
		"a\ufe0fb":     "a<U+FE0F>b", // selects a variation
		"a\U000e0100":  "a<U+E0100>", // the same, further up
		"a\u115fb":     "a<U+115F>b", // a filler
		"a\ufffeb":     "a<U+FFFE>b", // no character
		"a\xffb":       "a<U+FFFD>b", // no text
		"é 日 – \ufffd": "é 日 – \ufffd",
	} {
		if got := visible(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
