package replay_test

import (
	"fmt"
	"strings"
	"testing"

	"outrider/internal/intake/chronology"
)

// Somebody whose name comes out years later was not seen again: nobody is woken.
func TestANameThatComesOutLaterWakesNobody(t *testing.T) {
	var events []string
	for i := range 3 {
		events = append(events, fmt.Sprintf(`{"id":"e%d","occurred":{"start":"2021-03-0%d"},"kind_as_seen":"threat-message","as_seen":"A caller says that he will not live.","about":["ashgrove"],
"selectors":[{"type":"lodging","value":"Inn","known_from":"2023-01-01"}],"observable_by":["principal"],"could_be_known_from":"2021-03-01","confidence":"A1"}`, i, i+1))
	}
	f, _, err := chronology.Read("x", []byte(`{"case":{"id":"x03","protected":[{"id":"ashgrove"}]},"events":[`+strings.Join(events, ",")+`]}`))
	if err != nil {
		t.Fatal(err)
	}
	l := run(t, f, options(t))[0]
	if len(l.Alarms) == 0 {
		t.Fatal("three threats raised nothing")
	}
	for _, a := range l.Alarms {
		if a.At.Year() != 2021 {
			t.Errorf("an alarm of %s because of %v", a.At, a.Because)
		}
	}
}
