package outrider

// Cut is what a measure lowers or raises.
type Cut string

// What a measure can do: make harm less likely, make it less grave when it comes
// all the same, or make its preparation more likely to be noticed.
const (
	CutLikelihood Cut = "likelihood"
	CutImpact     Cut = "impact"
	CutDetection  Cut = "detection"
)

// Measure is one protective step: what it cuts, what it asks of the person and
// what it leaves open.
type Measure struct {
	ID          string   `json:"id"`
	Scenarios   []string `json:"scenarios"`
	Cuts        []Cut    `json:"cuts"`
	EffectHours int      `json:"effect_hours"` // from decision to effect
	Burden      int      `json:"burden"`       // on the person: 0 none to 4 severe
	Who         []string `json:"who"`          // who does it
	Source      string   `json:"source"`
	Quiet       bool     `json:"quiet,omitempty"` // its title tells nobody who looks over a shoulder what is feared
	Title       string   `json:"title"`
	Steps       []string `json:"steps"`
	DoesNot     string   `json:"does_not"` // what it does not cut
}

// MaxBurden is the heaviest a measure can weigh on a person.
const MaxBurden = 4

// Precedent is a documented past case, by id and title; its chronology lives in
// the precedents folder and is read by the precedent package.
type Precedent struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Host  string `json:"host"`
	Year  int    `json:"year"`
}

// Validate refuses a measure that cuts nothing, hides its burden or what it
// leaves open, or says neither who does it nor how.
func (m Measure) Validate() error {
	switch {
	case m.ID == "" || m.Title == "" || len(m.Steps) == 0:
		return Invalid("a measure has an id, a title and steps")
	case len(m.Cuts) == 0 || len(m.Who) == 0 || len(m.Scenarios) == 0:
		return Invalid("a measure says what it cuts, who does it and for which scenarios")
	case m.Burden < 0 || m.Burden > MaxBurden:
		return Invalid("burden is 0 (none) to %d (severe)", MaxBurden)
	case m.EffectHours < 0:
		return Invalid("time to effect is in hours, 0 or more")
	case m.DoesNot == "":
		return Invalid("a measure says what it does not cut")
	}
	return nil
}
