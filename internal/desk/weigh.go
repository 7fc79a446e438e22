package desk

import (
	"context"
	"fmt"

	"outrider"
	"outrider/internal/assess"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// maxBars bounds the list of rates that matter most.
const maxBars = 10

// WeighedView says which conclusions about a person hang on a single rate of the
// model. It is thought afresh for whoever asks, and recorded nowhere but as a look.
type WeighedView struct {
	Sentence string    `json:"sentence"`
	Hanging  int       `json:"hanging"` // rates on which a conclusion hangs
	Rates    int       `json:"rates"`   // rates that were moved
	Bars     []BarLine `json:"bars"`    // widest first; those on which something hangs are always there
}

// BarLine is what one rate does to the chance of harm within ninety days.
type BarLine struct {
	Rate  string   `json:"rate"`
	Low   string   `json:"low"`
	High  string   `json:"high"`
	Flips []string `json:"flips,omitempty"`
}

// HangingView is the page of what hangs on single rates. Whoever may still judge a
// person blind gets no figure.
type HangingView struct {
	Person   outrider.PersonID `json:"person"`
	Code     string            `json:"code"`
	Withheld bool              `json:"withheld,omitempty"`
	Weighed  *WeighedView      `json:"weighed,omitempty"`
}

// Weigh says what hangs on single rates about a person. It shows figures of the
// model, and counts as a look at them.
func (d *Desk) Weigh(ctx context.Context, by outrider.UserID, id outrider.PersonID) (HangingView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, x, err := d.personFor(by, id, policy.ReadPerson)
	if err != nil {
		return HangingView{}, err
	}
	hv := HangingView{Person: id, Code: x.Protectee.Code, Withheld: d.withheld(v, id)}
	if !hv.Withheld && x.Allows(outrider.ForAdvice, d.now()) {
		hv.Weighed = d.weighed(x)
	}
	return hv, d.look(ctx, by, picture.ReadBody{Act: "weighed", Objects: []string{string(id)}, Blind: hv.Withheld})
}

// weighed moves every rate by what experts differ by, and says what that changes.
func (d *Desk) weighed(x *picture.Person) *WeighedView {
	if x.Assessment == nil || x.Assessment.Harm["90d"].NoData {
		return &WeighedView{Bars: []BarLine{}, Sentence: "Nobody was looking and nothing is known: no conclusion hangs on a rate. No data is not a low number."}
	}
	t := assess.Weigh(d.o.Assess, d.input(x, nil, d.now()))
	v := &WeighedView{Hanging: t.Hanging, Rates: t.Rates, Bars: []BarLine{}}
	shown := func(p float64) string { return outrider.Percent(outrider.Probability{P: p, Low: p, High: p}.Shown().P) }
	for i, b := range t.Bars {
		if i < maxBars || len(b.Flips) > 0 {
			v.Bars = append(v.Bars, BarLine{Rate: b.Rate, Low: shown(b.Low), High: shown(b.High), Flips: b.Flips})
		}
	}
	v.Sentence = fmt.Sprintf("Harm within 90 days: %s, %s. Each of %d rates was moved alone by what experts differ by (%.1f nats). ", shown(t.Harm), t.Word, t.Rates, t.SD)
	if t.Hanging == 0 {
		v.Sentence += "Neither the word nor the level of an alert hangs on one of them."
	} else {
		v.Sentence += fmt.Sprintf("The word or the level of an alert hangs on %d of them.", t.Hanging)
	}
	return v
}
