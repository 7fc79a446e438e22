package picture

import (
	"slices"
	"time"

	"outrider"
)

// AssessedBody is the body of assessment.made. An account has a few rows for every
// report about a person and grows by a few with each new one, so only what changed
// is written: the first Keep rows of the person's assessment before still stand,
// and Rows follow them. Kept whole, a ledger would grow with the square of its
// reports.
type AssessedBody struct {
	Assessment outrider.Assessment `json:"assessment"` // without its rows
	Keep       int                 `json:"keep,omitempty"`
	Rows       []RowBody           `json:"rows,omitempty"`
}

// RowBody is one row of an account, its log-odds in the order of
// outrider.Hypotheses.
type RowBody struct {
	At      time.Time           `json:"t"`
	Kind    string              `json:"k"`
	Why     string              `json:"w"`
	Reports []outrider.ReportID `json:"r,omitempty"`
	Nats    [6]float64          `json:"n"`
}

func (r RowBody) equal(o RowBody) bool {
	return r.At.Equal(o.At) && r.Kind == o.Kind && r.Why == o.Why && r.Nats == o.Nats && slices.Equal(r.Reports, o.Reports)
}

// Assessed makes the body that records an assessment after a person's last one.
func (x *Person) Assessed(a outrider.Assessment) AssessedBody {
	b := AssessedBody{Assessment: a}
	b.Assessment.Rows = nil
	rows := make([]RowBody, len(a.Rows))
	for i, r := range a.Rows {
		rows[i] = packRow(r)
	}
	for b.Keep < len(rows) && b.Keep < len(x.rows) && rows[b.Keep].equal(x.rows[b.Keep]) {
		b.Keep++
	}
	b.Rows = rows[b.Keep:]
	return b
}

func packRow(r outrider.Row) RowBody {
	out := RowBody{At: r.At, Kind: r.Kind, Why: r.Why, Reports: r.Reports}
	for i, h := range outrider.Hypotheses {
		out.Nats[i] = r.Nats[h]
	}
	return out
}

func (r RowBody) row() outrider.Row {
	out := outrider.Row{At: r.At, Kind: r.Kind, Why: r.Why, Reports: r.Reports, Nats: make(map[outrider.Hypothesis]float64, len(r.Nats))}
	for i, h := range outrider.Hypotheses {
		out.Nats[h] = r.Nats[i]
	}
	return out
}

// Account is the person's latest assessment with its rows; nil before the first.
func (x *Person) Account() *outrider.Assessment {
	if x.Assessment == nil {
		return nil
	}
	a := *x.Assessment
	a.Rows = make([]outrider.Row, len(x.rows))
	for i, r := range x.rows {
		a.Rows[i] = r.row()
	}
	return &a
}

// applyAssessment puts a person's new assessment in the place of the last.
func (p *Picture) applyAssessment(b AssessedBody, seq uint64) error {
	x := p.people[b.Assessment.Person]
	if x == nil || x.Erased {
		return nil
	}
	if b.Keep < 0 || b.Keep > len(x.rows) {
		return &outrider.Error{Code: outrider.CodeDamaged, Safe: "an assessment builds on one that is not there", Hint: "run outrider verify"}
	}
	for i := range b.Rows {
		b.Rows[i].Why, b.Rows[i].Kind = p.word(b.Rows[i].Why), p.word(b.Rows[i].Kind)
	}
	x.rows = append(x.rows[:b.Keep:b.Keep], b.Rows...)
	a := b.Assessment
	for i := range a.Missing {
		a.Missing[i] = p.word(a.Missing[i])
	}
	x.Assessment, x.Thought = &a, seq
	return nil
}

// word keeps one copy of a sentence that thousands of rows share.
func (p *Picture) word(s string) string {
	if w, ok := p.words[s]; ok {
		return w
	}
	if len(p.words) < maxWords {
		p.words[s] = s
	}
	return s
}

// maxWords bounds the shared sentences: they come from a fixed list, but numbers
// stand in some of them.
const maxWords = 10_000
