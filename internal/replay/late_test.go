package replay_test

import (
	"strings"
	"testing"

	"outrider/internal/intake/chronology"
)

// late is an invented case: one stranger at three places, whose name became known
// only months afterwards, or on the day.
const late = `{"case":{"id":"x02-late","protected":[{"id":"ashgrove"}]},"events":[
{"id":"e1","occurred":{"start":"2021-03-01"},"place":{"name":"Elmford","lat":51.50,"lon":-1.20,"precision":"point"},"kind_as_seen":"watched","as_seen":"A man stands opposite the house.",
 "about":["ashgrove"],"selectors":[{"type":"alias","value":"Zed Zephyr","known_from":"KNOWN"}],"observable_by":["principal"],"could_be_known_from":"2021-03-01","confidence":"B2"},
{"id":"e2","occurred":{"start":"2021-03-05"},"place":{"name":"Elmford","lat":51.55,"lon":-1.10,"precision":"point"},"kind_as_seen":"watched","as_seen":"A man waits at the station.",
 "about":["ashgrove"],"selectors":[{"type":"alias","value":"Zed Zephyr","known_from":"KNOWN"}],"observable_by":["principal"],"could_be_known_from":"2021-03-05","confidence":"B2"},
{"id":"e3","occurred":{"start":"2021-03-09"},"place":{"name":"Elmford","lat":51.60,"lon":-1.30,"precision":"point"},"kind_as_seen":"watched","as_seen":"A man sits in a car at the market.",
 "about":["ashgrove"],"selectors":[{"type":"alias","value":"Zed Zephyr","known_from":"KNOWN"}],"observable_by":["principal"],"could_be_known_from":"2021-03-09","confidence":"B2"}]}`

// A name links what was seen before it was known, from the day it was known.
func TestANameLinksFromTheDayItBecameKnown(t *testing.T) {
	for known, want := range map[string]string{"2021-03-01": "2021-03-09", "2021-04-20": "2021-04-20"} {
		f, _, err := chronology.Read("late", []byte(strings.ReplaceAll(late, "KNOWN", known)))
		if err != nil {
			t.Fatal(err)
		}
		l := run(t, f, options(t))[0]
		first := ""
		for _, a := range l.Alarms {
			if len(a.Because) == 3 {
				first = a.At.Format("2006-01-02")
				break
			}
		}
		if first != want {
			t.Errorf("known from %s: the three sightings were first held together on %q, want %s: %+v", known, first, want, l.Alarms)
		}
	}
}
