package desk

import (
	"context"
	"slices"
	"strings"

	"outrider"
	"outrider/internal/match"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// JudgeHit says what a human made of a hit. "Not the same" needs its reason: the
// next reader must be able to weigh it.
type JudgeHit struct {
	Hit     outrider.HitID   `json:"hit"`
	Verdict outrider.Verdict `json:"verdict"`
	Because string           `json:"because,omitempty"`
}

// RevokeVerdict takes the last verdict that stands back; the one before stands
// again.
type RevokeVerdict struct {
	Hit outrider.HitID `json:"hit"`
	Why string         `json:"why,omitempty"`
}

// maxBecause bounds a reason, in bytes.
const maxBecause = 2000

// hitFor returns a hit of which the user may see a part, and that part.
func (d *Desk) hitFor(by outrider.UserID, id outrider.HitID) (picture.View, *picture.Hit, []*picture.Holding, error) {
	v, err := d.view(by, policy.Screen)
	if err != nil {
		return v, nil, nil, err
	}
	h, ok := d.p.Hit(id)
	if !ok {
		return v, nil, nil, outrider.ErrNotFound
	}
	seen := d.seen(v, h)
	if len(seen) == 0 {
		return v, nil, nil, outrider.ErrNotFound
	}
	return v, h, seen, nil
}

func (d *Desk) judgeHit(ctx context.Context, by outrider.UserID, j JudgeHit) (Outcome, error) {
	_, h, seen, err := d.hitFor(by, j.Hit)
	if err != nil {
		return Outcome{}, err
	}
	j.Because = strings.TrimSpace(j.Because)
	switch {
	case !slices.Contains(outrider.Verdicts, j.Verdict):
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "that is no verdict", Hint: "same, not-same or unsure"}
	case j.Verdict == outrider.VerdictNotSame && j.Because == "":
		return Outcome{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "say why they are not the same", Hint: "another birth year, another place, somebody you know: the next reader has to be able to weigh it"}
	case len(j.Because) > maxBecause:
		return Outcome{}, outrider.Invalid("a reason has at most %d bytes", maxBecause)
	}
	body := picture.VerdictBody{Hit: h.ID, Verdict: j.Verdict, Reports: basis(seen)}
	e, err := d.entry(outrider.EntryVerdict, by, body)
	if err != nil {
		return Outcome{}, err
	}
	e, err = withNote(e, j.Because, d.keysOf(seen))
	return Outcome{ID: string(h.ID)}, d.fact(ctx, e, err)
}

// basis lists the reports behind what a user sees of a hit.
func basis(seen []*picture.Holding) []outrider.ReportID {
	var out []outrider.ReportID
	for _, x := range seen {
		if x.Report != "" {
			out = append(out, x.Report)
		}
	}
	return out
}

// keysOf says under whose keys a note on a hit belongs: of everybody whose report
// it rests on, so that it goes with the first of them.
func (d *Desk) keysOf(seen []*picture.Holding) []outrider.PersonID {
	var out []outrider.PersonID
	for _, x := range seen {
		people, _ := d.sealedWith(picture.ScreenedBody{Report: x.Report, Person: x.Person, Watch: x.Watch})
		out = append(out, people...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (d *Desk) revokeVerdict(ctx context.Context, by outrider.UserID, r RevokeVerdict) (Outcome, error) {
	v, h, seen, err := d.hitFor(by, r.Hit)
	if err != nil {
		return Outcome{}, err
	}
	standing := d.standingFor(v, h)
	if standing == nil || standing != h.Standing() {
		return Outcome{}, &outrider.Error{Code: outrider.CodeConflict, Safe: "there is no verdict of this hit that you could take back", Hint: "give one of your own"}
	}
	e, err := d.entry(outrider.EntryVerdictRevoked, by, picture.RevokedBody{Hit: h.ID})
	if err != nil {
		return Outcome{}, err
	}
	e, err = withNote(e, strings.TrimSpace(r.Why[:min(len(r.Why), maxBecause)]), d.keysOf(seen))
	return Outcome{ID: string(h.ID)}, d.fact(ctx, e, err)
}

// standingFor is the last verdict that stands among those a user may see.
func (d *Desk) standingFor(v picture.View, h *picture.Hit) *picture.Judged {
	for _, j := range slices.Backward(h.Verdicts) {
		if j.Revoked.IsZero() && v.SeesAll(j.Reports) {
			return j
		}
	}
	return nil
}

// alike says whose registered name is like a new one's, so that nobody is enrolled
// twice. It is said only to those who may see who people are.
func (d *Desk) alike(by outrider.UserID, who outrider.Identity) []string {
	u, ok := d.p.User(by)
	if !ok || !policy.May(u, policy.RevealIdentity) || d.o.Screening.Duplicate == 0 {
		return nil
	}
	var out []string
	mine := readNames(who)
	for _, x := range d.p.For(u).At(d.now()).People() {
		if !x.Allows(outrider.ForRecord, d.now()) || x.Identity == nil {
			continue
		}
		best := 0.0
		for _, a := range mine {
			for _, b := range readNames(*x.Identity) {
				best = max(best, match.Compare(match.Subject{Name: a}, match.Subject{Name: b}).Score)
			}
		}
		if best >= d.o.Screening.Duplicate {
			out = append(out, x.Protectee.Code)
		}
	}
	return out
}

func readNames(who outrider.Identity) []*match.Name {
	var out []*match.Name
	for _, n := range append([]string{who.Name}, who.Names...) {
		if strings.TrimSpace(n) != "" {
			out = append(out, match.New(n, match.KindPerson))
		}
	}
	return out
}
